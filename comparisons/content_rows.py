"""Documents, written into rows: new ones, or those that an editor asked to overwrite."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.utils import timezone

from .content_documents import PUBLISHING, REVIEW, Values, keys_that_differ, verdict_document
from .content_links import BadContent, Document
from .content_schema import CLAUSES, ROLE_LISTS, ROLE_TEXTS, VERDICT_TEXTS
from .models import (
    Alias,
    Clause,
    Comparison,
    Criterion,
    Experiment,
    Faq,
    Figure,
    Guide,
    Point,
    Rating,
    Role,
    Skill,
    Source,
    Verdict,
    WeekSlice,
)

Find = Callable[[str, str], Any]
Parts = tuple[QuerySet[Any], list[Any]]  # those that stand, and those that shall


def write_reference(row: Criterion | Source | Skill, document: Document, find: Find) -> None:
    _fill(row, document.values, *document.values)
    save_row(row, document)


def _changed(page: Role | Comparison | Guide, *days: date | None) -> datetime:
    """A new site is not news: what it is filled with is as old as its file says."""
    known = [day for day in days if day]
    if page.pk or not known:
        return timezone.now()
    return min(timezone.now(), timezone.make_aware(datetime.combine(max(known), time.min)))


def write_role(role: Role, document: Document, find: Find) -> None:
    values = document.values
    _fill(role, values, "name", "path", "order", *PUBLISHING, *REVIEW, *ROLE_TEXTS)
    for name in ROLE_LISTS:
        setattr(role, name, "\n".join(values[name]))
    role.changed_at = _changed(role, values["reviewed_on"])
    save_row(role, document)
    role.skills.set([find("skill", slug) for slug in values["skills"]])
    role.reading.set([find("source", slug) for slug in values["reading"]])
    _write_aliases(role, document, role=role)
    _write_questions(role, document, role=role)
    for key, (old, new) in _parts_of_role(role, values, find).items():
        for part in new:
            part.role = role
        _replace(old, new, document, key)


def _parts_of_role(role: Role, values: Values, find: Find) -> dict[str, Parts]:
    return {
        "week": (role.week.all(), [WeekSlice(**part) for part in values["week"]]),
        "ratings": (
            role.ratings.all(),
            [
                Rating(criterion=find("criterion", slug), **rating)
                for slug, rating in values["ratings"].items()
            ],
        ),
        "pros": (
            role.points.filter(kind=Point.Kind.PRO),
            [Point(kind=Point.Kind.PRO, **_with_source(pro, find)) for pro in values["pros"]],
        ),
        "cons": (
            role.points.filter(kind=Point.Kind.CON),
            [Point(kind=Point.Kind.CON, **_with_source(con, find)) for con in values["cons"]],
        ),
        "figures": (
            role.figures.all(),
            [Figure(**_with_source(figure, find)) for figure in values["figures"]],
        ),
        "experiments": (
            role.experiments.all(),
            [_experiment(trial, find) for trial in values["experiments"]],
        ),
    }


def write_comparison(comparison: Comparison, document: Document, find: Find) -> None:
    values = document.values
    _fill(comparison, values, "question", *PUBLISHING, *REVIEW)
    comparison.role_a = find("role", values["role_a"])
    comparison.role_b = find("role", values["role_b"])
    before = set(comparison.verdicts.values_list("pk", flat=True)) if comparison.pk else set()
    decided = (verdict["decided_on"] for verdict in values["verdicts"])
    comparison.changed_at = _changed(comparison, values["reviewed_on"], *decided)
    save_row(comparison, document)
    _write_aliases(comparison, document, comparison=comparison)
    _write_questions(comparison, document, comparison=comparison)
    _refuse_to_go_back(comparison, document)
    for position in reversed(range(len(values["verdicts"]))):
        _write_verdict(comparison, document, position, find, before)


def write_guide(guide: Guide, document: Document, find: Find) -> None:
    values = document.values
    _fill(guide, values, "title", "created", "publish_at", "body")
    guide.kind, guide.state = values["type"], values["status"]
    guide.changed_at = _changed(guide, values["created"])
    save_row(guide, document)
    guide.skills.set([find("skill", slug) for slug in values["tags"]])
    _write_aliases(guide, document, guide=guide)
    _write_questions(guide, document, guide=guide)


def relate_guide(guide: Guide, document: Document, find: Find) -> None:
    """Guides may relate to each other, so this comes once all of them are there."""
    links = [link.partition("/") for link in document.values["related"]]
    roles = [find("role", slug) for folder, _, slug in links if folder == "roles"]
    guides = [find("guide", slug) for folder, _, slug in links if folder == "guides"]
    guide.related_roles.set(filter(None, roles))
    guide.related_guides.set(filter(None, guides))


# Parts


def _fill(row: Model, values: Values, *names: str) -> None:
    for name in names:
        setattr(row, name, values[name])


def save_row(row: Model, document: Document, *steps: str | int) -> None:
    try:
        row.full_clean()
        row.save()
    except ValidationError as error:
        raise BadContent(
            document.problem(" ".join(messages), *steps, field)
            for field, messages in error.message_dict.items()
        ) from error
    except IntegrityError as error:
        raise BadContent(
            [document.problem("somebody saved the same a moment ago: import again", *steps)]
        ) from error


def _replace(old: QuerySet[Any], new: Iterable[Any], document: Document, key: str) -> None:
    old.delete()
    for position, row in enumerate(new):
        if hasattr(row, "order"):
            row.order = position + 1
        save_row(row, document, key, position)


def _write_aliases(owner: Role | Comparison | Guide, document: Document, **target: Any) -> None:
    """None is taken away: links to a former address go on working."""
    known = set(owner.aliases.values_list("slug", flat=True))
    for slug in document.values["aliases"]:
        if slug not in known:
            save_row(Alias(slug=slug, **target), document, "aliases")


def _write_questions(owner: Role | Comparison | Guide, document: Document, **target: Any) -> None:
    questions = (Faq(**target, **question) for question in document.values["questions"])
    _replace(owner.faqs.all(), questions, document, "questions")


def _with_source(values: Values, find: Find) -> Values:
    return {**values, "source": values["source"] and find("source", values["source"])}


def _experiment(values: Values, find: Find) -> Experiment:
    experiment = Experiment(criterion=find("criterion", values["tests"]), action=values["do"])
    _fill(experiment, values, "when", "cost", "good_sign", "stop_if")
    return experiment


def _refuse_to_go_back(comparison: Comparison, document: Document) -> None:
    current = comparison.current_verdict
    for newest in document.values["verdicts"][:1]:
        if current and newest["decided_on"] < current.decided_on:
            words = f"a verdict of {current.decided_on} stands already: decide on a later day"
            raise BadContent([document.problem(words, "verdicts", 0, "decided_on")])


def _write_verdict(
    comparison: Comparison,
    document: Document,
    position: int,
    find: Find,
    before: Collection[int],
) -> None:
    """A verdict is never edited away: only its wording is, and another decision follows it."""
    values = document.values["verdicts"][position]
    sides = {document.values["role_a"]: "a", document.values["role_b"]: "b"}
    decision = {
        "pick": sides.get(values["pick"], "none"),
        "decided_on": values["decided_on"],
        "sureness": values["sureness"],
    }
    # Not one that this file has brought: on one day the same may have been decided twice.
    standing = comparison.verdicts.filter(pk__in=before, **decision).first()
    if position == 0 and standing != comparison.verdicts.first():
        standing = None
    if standing and not keys_that_differ(values, verdict_document(standing)):
        return
    verdict = standing or Verdict(comparison=comparison, **decision)
    _fill(verdict, values, *VERDICT_TEXTS)
    save_row(verdict, document, "verdicts", position)
    for key in CLAUSES:
        kind = key.replace("_", "-")
        clauses = [_clause(verdict, kind, clause, find) for clause in values[key]]
        _replace(verdict.clauses.filter(kind=kind), clauses, document, "verdicts")


def _clause(verdict: Verdict, kind: str, values: Values, find: Find) -> Clause:
    criterion = values["criterion"] and find("criterion", values["criterion"])
    return Clause(verdict=verdict, kind=kind, text=values["text"], criterion=criterion)
