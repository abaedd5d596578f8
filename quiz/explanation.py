"""Which answers made the lead.

A score is a sum over criteria, and what you want is itself a sum over answers, so the lead of one
role over another can be split without remainder: by criterion, as the gap between the two roles
times what you want; and by answer, as what this answer alone adds to the lead, the others being
known. By hand: where the first role lies 3 above the second on depth and 1 below it on customers,
and you want depth by 0.4 and customers by 0.2, the lead of 1.0 is 1.2 from depth less 0.2 from
customers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .scoring import Answers, Array, Look, Outcome, Quiz, looks_of, misfits_of

LIKELY = 1.28  # standard deviations either side hold 80%
NEUTRAL_LEVEL = 3
LEVELS_PER_WANT = 2  # wants of ±1 are the levels 1 and 5
NOTHING = 1e-9


@dataclass(frozen=True)
class Share:
    """What an answer or a goal adds to the lead; below zero it speaks for the rival.

    Part of that it adds through criteria that it does not ask about, as the estimate of one moves
    that of another. So where the two roles are alike on what it asks about, it has a size all the
    same, and is no reason for either.
    """

    kind: str  # statement, pair, scenario or goal
    slug: str
    size: float
    asked: float  # above zero where what it asks about speaks for the leader, below for the rival


@dataclass(frozen=True)
class CriterionShare:
    """The same of a criterion; not wanting what the rival gives more of speaks for the leader."""

    slug: str
    size: float
    wanted: bool


@dataclass(frozen=True)
class Level:
    """What you want of a criterion on the scale of the ratings, and where it lies 8 times in 10."""

    criterion: str
    level: float
    low: float
    high: float


def ranking(quiz: Quiz, outcome: Outcome) -> list[str]:
    chances = dict(zip(quiz.roles, outcome.odds.tolist(), strict=True))
    return sorted(quiz.roles, key=lambda role: -chances[role])


def gap(quiz: Quiz, leader: str, rival: str) -> Array:
    """How far one role lies above another on each criterion."""
    return np.asarray(
        quiz.profiles[quiz.roles.index(leader)] - quiz.profiles[quiz.roles.index(rival)]
    )


def lead(quiz: Quiz, outcome: Outcome, leader: str, rival: str) -> float:
    return float(gap(quiz, leader, rival) @ outcome.estimate.wants)


def by_criterion(quiz: Quiz, outcome: Outcome, leader: str, rival: str) -> list[CriterionShare]:
    """From what speaks most for the leader to what speaks most for the rival."""
    wants = outcome.estimate.wants
    sizes = gap(quiz, leader, rival) * wants
    shares = [
        CriterionShare(criterion, size, want > 0)
        for criterion, size, want in zip(quiz.criteria, sizes.tolist(), wants.tolist(), strict=True)
    ]
    return sorted(shares, key=lambda share: -share.size)


def by_answer(
    quiz: Quiz,
    outcome: Outcome,
    answers: Answers,
    goals: Sequence[str],
    leader: str,
    rival: str,
) -> list[Share]:
    between = gap(quiz, leader, rival)
    along = between @ outcome.estimate.covariance
    shares = [
        Share(look.kind, look.slug, float(along @ look.pull), _asked(quiz, look, between))
        for look in looks_of(quiz, answers, goals)
    ]
    return sorted(shares, key=lambda share: -share.size)


def _asked(quiz: Quiz, look: Look, between: Array) -> float:
    """A goal is measured against all criteria, and asks about one."""
    if look.kind == "goal":
        return float(between[quiz.criteria.index(look.slug)])
    return float(between @ look.pull)


def strongest_for(shares: Sequence[Share], most: int = 3) -> list[Share]:
    return [one for one in shares if min(one.size, one.asked) > NOTHING][:most]


def strongest_against(shares: Sequence[Share], most: int = 2) -> list[Share]:
    return [one for one in reversed(shares) if max(one.size, one.asked) < -NOTHING][:most]


def levels(quiz: Quiz, outcome: Outcome) -> list[Level]:
    """What you want, on the scale from 1 to 5 on which roles are rated."""
    deviations = np.sqrt(np.diagonal(outcome.estimate.covariance))
    found = []
    for criterion, want, deviation in zip(
        quiz.criteria, outcome.estimate.wants.tolist(), deviations.tolist(), strict=True
    ):
        middle = NEUTRAL_LEVEL + LEVELS_PER_WANT * want
        reach = LIKELY * LEVELS_PER_WANT * deviation
        found.append(Level(criterion, _clip(middle), _clip(middle - reach), _clip(middle + reach)))
    return found


def doubt(quiz: Quiz, outcome: Outcome) -> dict[str, float]:
    """The variance left on each criterion: where it is largest, the answers say least."""
    variances = np.diagonal(outcome.estimate.covariance)
    return dict(zip(quiz.criteria, variances.tolist(), strict=True))


def at_odds(
    quiz: Quiz, outcome: Outcome, answers: Answers, goals: Sequence[str], most: int = 3
) -> list[str]:
    """The answers that fit the others least, where these contradict each other."""
    if not outcome.contradictory:
        return []
    misfits = misfits_of(looks_of(quiz, answers, goals), outcome.estimate.wants)
    return sorted(misfits, key=lambda slug: -misfits[slug])[:most]


def _clip(level: float) -> float:
    return min(5.0, max(1.0, level))
