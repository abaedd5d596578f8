"""Which question to ask next, and when a result may be offered early.

The best next question is the one whose answer tells most about who leads: for each rival, how
much of the variance of its distance to the leader the answer would take away, weighed by the odds
of that rival. By hand: nothing is known yet, depth has the variance 1/4, and the leader lies 3
above its only rival (odds 0.5) on depth alone. A statement on depth would take away
(3 * 1/4)^2 / (1/4 + 0.36) = 0.922, which counts half: 0.461. A question on anything else, 0.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .scoring import ALIKE, Answers, Array, Outcome, Question, Quiz, look_of, outcome

FEWEST_BEFORE_AN_OFFER = 12
ODDS_FOR_AN_OFFER = 0.9


def next_question(
    quiz: Quiz, answers: Answers, goals: Sequence[str], remaining: Sequence[str]
) -> str:
    """Among equals the first of `remaining`, so shuffling those lets chance decide."""
    found = outcome(quiz, answers, goals)
    worth = [separation(quiz, found, quiz.by_slug[slug]) for slug in remaining]
    best = max(worth)
    return next(slug for slug, value in zip(remaining, worth, strict=True) if value >= best - ALIKE)


def separation(quiz: Quiz, found: Outcome, question: Question) -> float:
    return float(by_pair(quiz, found.odds, found.estimate.covariance, question).sum())


def told_apart(quiz: Quiz, found: Outcome, question: Question) -> tuple[str, str]:
    """The two roles that this question separates most, in the order of the quiz."""
    worth = by_pair(quiz, found.odds, found.estimate.covariance, question)
    first, second = sorted(divmod(int(worth.argmax()), len(quiz.roles)))
    return quiz.roles[first], quiz.roles[second]


def may_stop(quiz: Quiz, answers: Answers, goals: Sequence[str]) -> bool:
    """Nobody is offered a result early that would then recommend nothing."""
    found = outcome(quiz, answers, goals)
    is_enough = enough(np.array(found.answered), np.array(len(found.untouched)), found.odds)
    return bool(is_enough) and not found.reasons


# Whatever stands before the last axes of an array is a crowd of people.


def enough(
    answered: NDArray[np.intp], untouched: NDArray[np.intp], odds: Array
) -> NDArray[np.bool_]:
    return np.asarray(
        (answered >= FEWEST_BEFORE_AN_OFFER)
        & (untouched == 0)
        & (odds.max(axis=-1) >= ODDS_FOR_AN_OFFER)
    )


def by_pair(quiz: Quiz, odds: Array, covariance: Array, question: Question) -> Array:
    """What the answer would tell about each leader (rows) and each rival (columns)."""
    leads = odds > odds.max(axis=-1, keepdims=True) - ALIKE
    # Where roles tie for the lead each of them counts, so the order of a list decides nothing.
    weights = leads / leads.sum(axis=-1, keepdims=True)
    # A scenario looks elsewhere with each of its options; a statement always looks the same way.
    values = question.values if question.kind == "scenario" else (1,)
    taken_away: Array = np.zeros((*odds.shape, odds.shape[-1]))
    for value in values:
        look = look_of(quiz, question, value)
        along = covariance @ look.loading
        scores = along @ quiz.profiles.T
        distances = scores[..., :, None] - scores[..., None, :]
        doubt = along @ look.loading + look.noise**2
        taken_away += distances**2 / doubt[..., None, None] / len(values)
    return np.asarray(weights[..., :, None] * odds[..., None, :] * taken_away)
