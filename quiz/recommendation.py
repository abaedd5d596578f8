"""From an attempt to all that its result page says, as plain JSON that is kept as it is.

Everything is written out in words, so that a result shows the same when questions, ratings, roles
or this code have changed since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, groupby, pairwise, product
from typing import Any

from django.utils import timezone

from comparisons.footnotes import without_citations
from comparisons.models import Comparison, Experiment, Role

from . import charts, explanation
from .editions import ground_of, quiz_of
from .models import Attempt, Circumstance, Option, Question
from .scoring import ALIKE, FEWEST_ANSWERS, Outcome, Quiz, outcome
from .sensitivity import Flip, sensitivity
from .wording import answer_words, reason_words

METHOD = 1
NOT_REACHED = "Not reached"
ENOUGH_REASONS = 3

Json = dict[str, Any]


def recommend(attempt: Attempt) -> Json:
    """The result of an attempt, from this moment on independent of everything else."""
    options = list(Option.objects.of(attempt.edition))
    quiz = quiz_of(attempt.edition, options)
    found = outcome(quiz, attempt.given, attempt.goals)
    words = _Words(attempt, options)
    ranking = explanation.ranking(quiz, found)
    is_open = found.verdict != "none"
    # Whoever has a clear result tries that role; otherwise each role that is left gets its turn.
    tried = found.credible if is_open else ()
    compared = ranking[:2] if found.verdict == "clear" else tried
    lead = _lead(quiz, found, attempt, words, *ranking[:2]) if is_open else None
    return {
        "method": METHOD,
        "edition": attempt.edition.number,
        "finished_on": timezone.localdate().isoformat(),
        "verdict": found.verdict,
        "roles": _roles(quiz, found, ranking, words),
        "credible": list(found.credible),
        "reasons": list(found.reasons),
        "answered": found.answered,
        "of": len(quiz.questions),
        "fewest": FEWEST_ANSWERS,
        "untouched": [words.criteria[slug]["name"] for slug in found.untouched],
        "at_odds": [
            {"slug": slug, "text": words.text("question", slug)}
            for slug in explanation.at_odds(quiz, found, attempt.given, attempt.goals)
        ],
        "goals": [{"slug": slug, "goal": words.criteria[slug]["goal"]} for slug in attempt.goals],
        "lead": lead,
        "levels": _levels(quiz, found, words),
        "change": _change(quiz, found, attempt, words, ranking) if is_open else None,
        "ours": _our_verdict(ranking[:2], lead) if lead else None,
        "closing": dict(attempt.closing),
        "staying": _staying_is_a_choice(attempt.closing),
        "circumstances": _what_is_true(attempt),
        "read": _comparisons_of(compared),
        "steps": _steps(quiz, found, tried),
        "answers": words.all_answers(),
    }


@dataclass(frozen=True, eq=False)
class _Words:
    """How things are called on the page, in the words of this edition."""

    attempt: Attempt
    options: Sequence[Option]

    @cached_property
    def questions(self) -> dict[str, tuple[Question, list[str]]]:
        """Each question with the texts of its options, in the order in which they are stored."""
        groups = groupby(self.options, key=lambda option: option.question)
        return {
            question.slug: (question, [option.text for option in group])
            for question, group in groups
        }

    @cached_property
    def criteria(self) -> dict[str, Json]:
        return {one["slug"]: one for one in ground_of(self.attempt.edition)["criteria"]}

    @cached_property
    def roles(self) -> dict[str, Json]:
        return {one["path"]: one for one in ground_of(self.attempt.edition)["roles"]}

    def answer(self, slug: str, value: int | None) -> str:
        question, texts = self.questions[slug]
        return answer_words(question.kind, texts, value)

    def text(self, kind: str, slug: str) -> str:
        return self.criteria[slug]["goal"] if kind == "goal" else self.questions[slug][0].text

    def all_answers(self) -> list[Json]:
        """What was asked in the order in which it was asked, then what was never reached."""
        never_asked = [slug for slug in self.questions if slug not in self.attempt.order]
        return [self._answered(slug) for slug in (*self.attempt.order, *never_asked)]

    def _answered(self, slug: str) -> Json:
        question, _ = self.questions[slug]
        value = self.attempt.answers.get(slug)
        reached = slug in self.attempt.answers
        return {
            "slug": slug,
            "kind": question.kind,
            "text": question.text,
            "value": value,
            "answer": self.answer(slug, value) if reached else NOT_REACHED,
        }


def _roles(quiz: Quiz, found: Outcome, ranking: Sequence[str], words: _Words) -> list[Json]:
    odds = dict(zip(quiz.roles, found.odds.tolist(), strict=True))
    hundred = charts.rounded_together([100 * odds[path] for path in ranking])
    return [
        {
            "path": path,
            "slug": words.roles[path]["slug"],
            "name": words.roles[path]["name"],
            "odds": odds[path],
            "hundred": number,
        }
        for path, number in zip(ranking, hundred, strict=True)
    ]


def _lead(
    quiz: Quiz, found: Outcome, attempt: Attempt, words: _Words, leader: str, rival: str
) -> Json:
    shares = explanation.by_answer(
        quiz, found, attempt.given, attempt.goals, leader=leader, rival=rival
    )

    def described(share: explanation.Share) -> Json:
        answer = (
            "One of your goals"
            if share.kind == "goal"
            else words.answer(share.slug, attempt.given[share.slug])
        )
        return {
            "kind": share.kind,
            "slug": share.slug,
            "text": words.text(share.kind, share.slug),
            "answer": answer,
            "size": share.size,
        }

    return {
        "leader": leader,
        "rival": rival,
        "size": explanation.lead(quiz, found, leader, rival),
        "criteria": [
            {
                "slug": one.slug,
                "name": words.criteria[one.slug]["name"],
                "size": one.size,
                "wanted": one.wanted,
            }
            for one in explanation.by_criterion(quiz, found, leader, rival)
        ],
        "for": [described(share) for share in explanation.strongest_for(shares)],
        "against": [described(share) for share in explanation.strongest_against(shares)],
    }


def _levels(quiz: Quiz, found: Outcome, words: _Words) -> list[Json]:
    return [
        {
            "slug": one.criterion,
            "name": words.criteria[one.criterion]["name"],
            "level": one.level,
            "low": one.low,
            "high": one.high,
            "jobs": {path: role["levels"][one.criterion] for path, role in words.roles.items()},
        }
        for one in explanation.levels(quiz, found)
    ]


def _change(
    quiz: Quiz, found: Outcome, attempt: Attempt, words: _Words, ranking: Sequence[str]
) -> Json:
    changed = sensitivity(quiz, attempt.given, attempt.goals)
    odds = dict(zip(quiz.roles, found.odds.tolist(), strict=True))
    flips = sorted(changed.flips, key=lambda flip: flip.size)
    flipped = {flip.role for flip in flips}
    return {
        "flips": [_flip(flip, words) for flip in flips],
        # A role with the odds of the leader needs no change at all to come first.
        "not_close": [
            path
            for path in ranking
            if path not in flipped and odds[path] < odds[ranking[0]] - ALIKE
        ],
        "left_out": [
            {
                "kind": one.kind,
                "slug": one.slug,
                "text": words.text(one.kind, one.slug),
                "path": one.role,
            }
            for one in changed.left_out
        ],
        "without_goals": list(changed.without_goals),
    }


def _flip(flip: Flip, words: _Words) -> Json:
    return {
        "path": flip.role,
        "changes": [
            {
                "slug": change.question,
                "text": words.text("question", change.question),
                "was": words.answer(change.question, change.was),
                "becomes": words.answer(change.question, change.becomes),
            }
            for change in flip.changes
        ],
    }


def _our_verdict(leading: Sequence[str], lead: Json) -> Json | None:
    """What the comparison page of the two leading roles advises a typical reader today."""
    comparison = (
        Comparison.objects.published()
        .filter(role_a__path__in=leading, role_b__path__in=leading)
        .select_related("role_a", "role_b")
        .prefetch_related("verdicts")
        .first()
    )
    verdict = comparison and comparison.current_verdict
    if not comparison or not verdict:
        return None
    pick = verdict.picked_role.path if verdict.picked_role else ""
    strongest = [
        reason_words(one["name"], one["wanted"]) for one in lead["criteria"] if one["size"] > ALIKE
    ]
    return {
        "slug": comparison.slug,
        "title": comparison.title,
        "pick": pick,
        "in_short": without_citations(verdict.in_short),
        "for_whom": without_citations(verdict.for_whom),
        "sureness": verdict.sureness,
        "agrees": pick == lead["leader"],
        "reasons": strongest[:ENOUGH_REASONS],
    }


def _staying_is_a_choice(closing: Mapping[str, str]) -> bool:
    """Each of the three weeks was compared with a present one, and none looks better."""
    given = {closing.get(path, "") for path in Role.Path.values}
    return given <= {Attempt.Closing.SAME, Attempt.Closing.WORSE}


def _what_is_true(attempt: Attempt) -> list[Json]:
    known = Circumstance.objects.filter(edition=attempt.edition, slug__in=attempt.circumstances)
    return [{"slug": one.slug, "text": one.text, "advice": one.advice} for one in known]


def _comparisons_of(paths: Sequence[str]) -> list[Json]:
    """The public ones between these roles, those of the likeliest first."""
    between = {
        frozenset({one.role_a.path, one.role_b.path}): one
        for one in Comparison.objects.published()
        .filter(role_a__path__in=paths, role_b__path__in=paths)
        .select_related("role_a", "role_b")
    }
    found = [between.get(frozenset(pair)) for pair in combinations(paths, 2)]
    return [{"slug": one.slug, "title": str(one)} for one in found if one]


def _steps(quiz: Quiz, found: Outcome, paths: Sequence[str]) -> list[Json]:
    """For each span of time an experiment with one of these roles, which take turns.

    Where one gets a turn more it is the likeliest. Of experiments with the same role the one is
    taken that tests what the answers are least sure about.
    """
    doubt = explanation.doubt(quiz, found)

    def unsure(one: Experiment) -> float:
        return round(doubt.get(one.criterion.slug, 0), 9)

    def worth(steps: Sequence[Experiment]) -> tuple[int, int, int, float, list[int]]:
        places = [paths.index(one.role.path) for one in steps]
        return (
            len(set(places)),
            sum(one != other for one, other in pairwise(places)),
            -sum(places),
            round(sum(map(unsure, steps)), 9),
            [-place for place in places],
        )

    experiments = Experiment.objects.filter(role__in=Role.objects.published(), role__path__in=paths)
    best: dict[str, dict[str, Experiment]] = {}  # for each span of time, the best of each role
    for one in experiments.select_related("role", "criterion"):
        of_roles = best.setdefault(one.when, {})
        of_roles[one.role.path] = max(of_roles.get(one.role.path, one), one, key=unsure)
    spans = [best[when].values() for when in Experiment.When.values if when in best]
    return [_step(one) for one in max(product(*spans), key=worth)]


def _step(experiment: Experiment) -> Json:
    return {
        "when": experiment.when,
        "path": experiment.role.path,
        "criterion": experiment.criterion.name,
        "action": without_citations(experiment.action),
        "cost": without_citations(experiment.cost),
        "good_sign": without_citations(experiment.good_sign),
        "stop_if": without_citations(experiment.stop_if),
    }
