"""Opening an edition: only a complete and fair one, with its profiles frozen into it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import reversion
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.utils import timezone

from comparisons.models import ContentVersion, Criterion, Role

from . import culprits, fairness, scoring
from .editions import fingerprint, frozen_now, quiz_of
from .glossary import in_plain_words
from .models import Edition, Question

OPTIONS: dict[str, int] = {
    Question.Kind.STATEMENT: 1,
    Question.Kind.PAIR: 2,
    Question.Kind.SCENARIO: 3,
}


class RefusedError(Exception):
    """Each reason is a sentence that an editor can act on."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


def measure(edition: Edition, seed: int = fairness.SEED) -> fairness.Report:
    """Takes seconds: a transaction around it would keep everybody else waiting."""
    return fairness.report(_measurable(edition), seed)


def measure_draft(edition: Edition) -> None:
    """Keeps the report, with the hash of what it is about."""
    if not edition.is_draft:
        raise RefusedError(f"{edition} is {edition.state}: it keeps the report it was opened with.")
    quiz = _measurable(edition)
    report = fairness.report(quiz)
    # Not by saving the row, which somebody may have changed in the meantime.
    Edition.objects.filter(pk=edition.pk, state=Edition.State.DRAFT).update(
        report=report_of(edition, report, _advice(edition, quiz, report)),
        report_hash=fingerprint(quiz),
        contradiction_limit=report.contradiction_limit,
    )
    edition.refresh_from_db()


def has_current_report(edition: Edition) -> bool:
    """Whether its report is about the questions and ratings as they are."""
    lacks_nothing = bool(edition.report_hash) and not opening_gaps(edition)
    return lacks_nothing and keeps_its_meaning(edition)


def keeps_its_meaning(edition: Edition) -> bool:
    return fingerprint(quiz_of(edition)) == edition.report_hash


def _advice(edition: Edition, quiz: scoring.Quiz, report: fairness.Report) -> dict[str, str]:
    """For each check that fails, where to look."""
    failed = [check for check in report.checks if not check.passed]
    if not failed:
        return {}
    quiz = replace(quiz, contradiction_limit=report.contradiction_limit)
    opened = Edition.objects.exclude(state=Edition.State.DRAFT).order_by("opened_at").last()
    before = quiz_of(opened) if opened else None
    texts = dict(edition.questions.values_list("slug", "text"))
    criteria = dict(Criterion.objects.values_list("slug", "name"))
    clues = {check.name: culprits.clue_to(check, quiz, before) for check in failed}
    return {
        name: culprits.advice(clue, texts, criteria, str(opened).lower())
        for name, clue in clues.items()
        if clue
    }


def report_of(
    edition: Edition, report: fairness.Report, advice: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """As it is kept and printed."""
    advice = advice or {}
    return {
        "edition": edition.number,
        "passed": bool(report.passed),
        "checks": [
            {
                "name": check.name,
                # JSON knows no infinity.
                "value": float(check.value) if math.isfinite(check.value) else None,
                "gate": check.gate,
                "passed": bool(check.passed),
                "shown": check.shown,
                **({"advice": advice[check.name]} if check.name in advice else {}),
            }
            for check in report.checks
        ],
    }


def opening_gaps(edition: Edition) -> list[str]:
    """What an edition lacks before it can be measured; what is open lacks nothing."""
    if not edition.is_draft:
        return []
    measured = list(Criterion.objects.filter(measured=True))
    return [*_gaps_of_roles(measured), *_gaps_of_questions(edition, measured)]


def _measurable(edition: Edition) -> scoring.Quiz:
    if gaps := opening_gaps(edition):
        raise RefusedError(*gaps)
    return quiz_of(edition)


def _gaps_of_roles(measured: Iterable[Criterion]) -> Iterator[str]:
    roles = {role.path: role for role in Role.objects.exclude(path="").prefetch_related("ratings")}
    for path in Role.Path:
        role = roles.get(path)
        if role is None:
            yield f"No role stands for {path.label.lower()}. Choose this path on a role."
            continue
        if not role.is_published:
            yield f"{role} is not published. Publish the role first."
        rated = {rating.criterion_id for rating in role.ratings.all()}
        missing = [criterion.name for criterion in measured if criterion.pk not in rated]
        if missing:
            yield f"{role} is not rated yet on: {', '.join(missing)}."


def _gaps_of_questions(edition: Edition, measured: Iterable[Criterion]) -> Iterator[str]:
    questions = edition.questions.prefetch_related("options__criterion")
    if not questions:
        yield "There is no question. Add one."
    for question in questions:
        yield from gaps_of_question(question, measured)


def gaps_of_question(question: Question, measured: Iterable[Criterion]) -> Iterator[str]:
    options, kind = question.options.all(), question.get_kind_display().lower()
    if len(options) != OPTIONS[question.kind]:
        yield f"“{question}” has {len(options)} options; a {kind} has {OPTIONS[question.kind]}."
    for option in options:
        if option.criterion not in measured:
            yield f"“{question}” measures {option.criterion}, which the quiz does not measure."
        if not option.text and question.kind != Question.Kind.STATEMENT:
            yield f"“{question}” has an option without words. Write them."


# Opening


def open_edition(edition: Edition, by: User | AnonymousUser | None = None) -> None:
    """Raises RefusedError, and opens nothing, unless the edition is complete and fair."""
    _refuse_unless_draft(edition)
    if not has_current_report(edition):
        measure_draft(edition)
    with transaction.atomic(), reversion.create_revision():
        # Whoever else changes content has to wait here, so what is opened is what was measured.
        ContentVersion.increase()
        opened = Edition.objects.get(pk=edition.pk)
        _refuse_unless_draft(opened)
        opened.frozen = frozen_now()
        if not has_current_report(opened):
            raise RefusedError(f"{opened} was changed while it was measured. Open it again.")
        if failed := list(failing_gates(opened.report)):
            raise RefusedError(*failed)
        for live in Edition.objects.filter(state=Edition.State.LIVE):
            _retire(live)
        opened.state, opened.opened_at = Edition.State.LIVE, timezone.now()
        opened.save()
        # Until now only editors have tried it, and what they answered is not to be counted.
        opened.attempts.all().delete()
        _sign("Opened.", by)
    edition.refresh_from_db()


def retire(edition: Edition, by: User | AnonymousUser | None = None) -> None:
    with transaction.atomic(), reversion.create_revision():
        ContentVersion.increase()
        edition.refresh_from_db()
        if not edition.is_live:
            raise RefusedError(f"{edition} is {edition.state}. Only what is live can be retired.")
        _retire(edition)
        _sign("Retired.", by)


def _retire(edition: Edition) -> None:
    edition.state = Edition.State.RETIRED
    edition.save()


def _sign(comment: str, by: User | AnonymousUser | None) -> None:
    reversion.set_comment(comment)
    if by:
        reversion.set_user(by)


def failing_gates(report: dict[str, Any]) -> Iterator[str]:
    for check in report["checks"]:
        if not check["passed"]:
            words = f"{check['name']}: {check['shown']}, and the gate is: {check['gate']}."
            meaning = in_plain_words(check["name"])
            yield " ".join(filter(None, [words, meaning, check.get("advice")]))


def _refuse_unless_draft(edition: Edition) -> None:
    if not edition.is_draft:
        raise RefusedError(f"{edition} is {edition.state}. Only a draft can be opened.")
