"""Somebody's answers, and the result that comes of them, without going through the pages."""

from collections.abc import Mapping
from typing import Any

from comparisons.models import Comparison, Role
from quiz.editions import quiz_of
from quiz.models import Attempt, Edition
from quiz.recommendation import recommend
from tests.factories import AttemptFactory, publishable_comparison
from tests.quiz.taker import sincere

TOKEN = "t" * 27
MANAGER, LEAD, PRODUCT = Role.Path.values
TECHNICAL = {
    "technical-depth": 0.8,
    "building": 0.7,
    "uninterrupted-time": 0.5,
    "growing-people": -0.3,
}
TORN = {
    "technical-depth": 0.5,
    "leading-without-authority": 0.6,
    "deciding-what-gets-built": 0.5,
    "time-with-customers": 0.4,
}


def sincere_answers(edition: Edition, wants: Mapping[str, float]) -> dict[str, int | None]:
    quiz = quiz_of(edition)
    chooses = sincere(quiz, wants)
    return {question.slug: int(chooses(question.slug, [])) for question in quiz.questions}


def neutral_answers(edition: Edition) -> dict[str, int | None]:
    """In the middle wherever there is a middle, and the rest skipped."""
    return {
        question.slug: 3 if question.kind == "statement" else None
        for question in quiz_of(edition).questions
    }


def attempt_with(edition: Edition, answers: Mapping[str, int | None], **fields: Any) -> Attempt:
    return AttemptFactory.build(
        edition=edition, order=list(answers), answers=dict(answers), **fields
    )


def finished(edition: Edition, wants: Mapping[str, float] = TECHNICAL, **fields: Any) -> Attempt:
    """Who wants what a tech lead has, unless they are given other wants."""
    answers = fields.pop("answers", None) or sincere_answers(edition, wants)
    attempt = attempt_with(edition, answers, **fields)
    attempt.finish(recommend(attempt))
    attempt.save()
    return attempt


def goals_of(wants: Mapping[str, float]) -> list[str]:
    liked = [criterion for criterion, want in wants.items() if want > 0]
    return sorted(liked, key=lambda criterion: -wants[criterion])[:3]


def attempt_that_is(verdict: str, **fields: Any) -> Attempt:
    """Finished in the live edition, with a result that is clear, close, open or none."""
    edition = Edition.objects.live()
    assert edition
    clear, torn = sincere_answers(edition, TECHNICAL), sincere_answers(edition, TORN)
    answers = {
        "clear": clear,
        "close": torn,
        "open": neutral_answers(edition),
        "none": dict(list(clear.items())[:5]),
    }[verdict]
    goals = goals_of(TECHNICAL) if verdict == "clear" else []
    attempt = finished(edition, answers=answers, goals=goals, **fields)
    assert attempt.result["verdict"] == verdict
    return attempt


def compared(*paths: str, **fields: Any) -> Comparison:
    """The published comparison of the roles of these two paths."""
    role_a, role_b = (Role.objects.get(path=path) for path in paths)
    return publishable_comparison(
        role_a=role_a, role_b=role_b, slug=f"{role_a.slug}-vs-{role_b.slug}", **fields
    )
