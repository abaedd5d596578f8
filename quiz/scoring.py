"""From answers to what somebody wants, and from that to the odds of each role.

What you want is a vector, one number per criterion, that we know nothing about at first: a normal
distribution around 0 with variance 1/4. Every answer is one noisy look at it. The statement "I
redraw architectures in my head" looks at technical depth alone; "exactly me" says 1, "not me at
all" says -1, and a person who wants depth by 0.3 says 0.3 on average, with a standard deviation
of 0.6. A pair looks at half the difference of two criteria, a scenario at how far the chosen
option stands above the mean of the three, a goal at how far it stands above the mean of all. The
looks add up by the textbook formula for normal distributions. A role is scored by the sum over
all criteria of what you want times how far the role lies above the mean of the three roles, and
its odds are the chance that its score is the highest of the three.

By hand, with the single answer "exactly me" to that statement: the variance of depth shrinks from
1/4 to 1 / (4 + 1/0.36) = 0.1475, and you want depth by 0.1475 * 1/0.36 = 0.4098. Where three roles
have the levels 2, 5 and 2 on depth, and are alike on all else, their distances from the mean are
-1, 2 and -1, and their scores -0.4098, 0.8197 and -0.4098. Between the second and either other the
difference 3 * depth has the mean 1.2295 and the standard deviation 3 * sqrt(0.1475) = 1.1523, so
the odds that the second is best are the normal probability of 1.2295 / 1.1523: 0.857.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# Which step or option was chosen for each question, counted from 1. What is skipped is not in it.
Answers = Mapping[str, int]

CONTRADICTING = ("statement", "pair")

PRIOR_VARIANCE = 0.25  # wants beyond ±1, where the scales end, are then one person in twenty
STATEMENT_STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)  # not me at all … exactly me
PAIR_STEPS = (1.0, 1 / 3, -1 / 3, -1.0)  # much rather the first … much rather the second
STATEMENT_NOISE = 0.6
PAIR_NOISE = 0.5
SCENARIO_NOISE = 0.5
SCENARIO_CHOICE = 0.5  # by how much an option that is chosen is wanted more than the three are
GOAL_NOISE = 0.5
GOAL_CHOICE = 0.7  # a goal is picked out of ten, so it says more

CREDIBLE = 0.8
FEWEST_ANSWERS = 10
# The limit of contradiction is measured on people who answer everything. With fewer answers chance
# averages out less, so the limit grows with 1 / their number. At this rate one in twenty sincere
# people lies above it after 10 questions as after all; without it nearly one in ten would.
CONTRADICTION_LEEWAY = 1.5
ALIKE = 1e-9  # odds nearer than this are a tie

# Nodes enough for six digits even when two differences are almost the same.
NODES, WEIGHTS = np.polynomial.legendre.leggauss(48)


@dataclass(frozen=True)
class Option:
    criterion: str
    direction: int = 1


@dataclass(frozen=True)
class Question:
    """A statement has one option, a pair two, a scenario three."""

    slug: str
    kind: str
    options: tuple[Option, ...]

    @property
    def values(self) -> range:
        """The answers that can be given."""
        steps = {"statement": len(STATEMENT_STEPS), "pair": len(PAIR_STEPS)}
        return range(1, 1 + steps.get(self.kind, len(self.options)))

    @property
    def criteria(self) -> frozenset[str]:
        return frozenset(option.criterion for option in self.options)


@dataclass(frozen=True)
class Quiz:
    """An edition as far as scoring knows it: three roles rated on the same criteria."""

    criteria: tuple[str, ...]
    roles: tuple[str, ...]
    levels: tuple[tuple[float, ...], ...]  # one row per role
    questions: tuple[Question, ...]
    contradiction_limit: float = math.inf

    @cached_property
    def profiles(self) -> Array:
        """How far each role lies above the mean of the three, on each criterion."""
        levels = np.array(self.levels, dtype=float)
        return np.asarray(levels - levels.mean(axis=0))

    @cached_property
    def by_slug(self) -> dict[str, Question]:
        return {question.slug: question for question in self.questions}

    @cached_property
    def can_contradict(self) -> frozenset[str]:
        return frozenset(one.slug for one in self.questions if one.kind in CONTRADICTING)


@dataclass(frozen=True, eq=False)
class Look:
    """One noisy look at what somebody wants: `loading · wants + noise` was `seen`."""

    kind: str
    slug: str  # of the question, or of the criterion that is a goal
    loading: Array
    seen: float
    noise: float

    @property
    def information(self) -> Array:
        return self.loading[:, None] * self.loading / self.noise**2

    @property
    def pull(self) -> Array:
        return self.loading * (self.seen / self.noise**2)


@dataclass(frozen=True, eq=False)
class Estimate:
    """What somebody wants as far as the answers tell, criterion by criterion."""

    wants: Array
    covariance: Array


@dataclass(frozen=True, eq=False)
class Outcome:
    estimate: Estimate
    scores: Array
    odds: Array
    credible: tuple[str, ...]  # the fewest roles whose odds add up to 80%, likeliest first
    answered: int
    untouched: tuple[str, ...]  # criteria that no answer says anything about
    contradiction: float
    contradictory: bool

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why nothing can be recommended."""
        doubts = {
            "few": self.answered < FEWEST_ANSWERS,
            "untouched": bool(self.untouched),
            "contradictory": self.contradictory,
        }
        return tuple(doubt for doubt, holds in doubts.items() if holds)

    @property
    def verdict(self) -> str:
        return "none" if self.reasons else ("clear", "close", "open")[len(self.credible) - 1]


def outcome(quiz: Quiz, answers: Answers, goals: Sequence[str] = ()) -> Outcome:
    looks = looks_of(quiz, answers, goals)
    found = estimate(quiz, looks)
    odds = odds_of(quiz.profiles, found.wants, found.covariance)
    contradiction = contradiction_of(looks, found.wants)
    return Outcome(
        estimate=found,
        scores=quiz.profiles @ found.wants,
        odds=odds,
        credible=credible_set(quiz.roles, odds),
        answered=len(answers),
        untouched=untouched(quiz, answers, goals),
        contradiction=contradiction,
        contradictory=len(answers) >= FEWEST_ANSWERS
        and contradiction > limit_of(quiz, len(quiz.can_contradict & answers.keys())),
    )


# What an answer says


def look_of(quiz: Quiz, question: Question, value: int) -> Look:
    if value not in question.values:
        raise ValueError(f"{question.slug} has no answer {value}")
    loading = np.zeros(len(quiz.criteria))
    at = [quiz.criteria.index(option.criterion) for option in question.options]
    signs = [float(option.direction) for option in question.options]
    if question.kind == "statement":
        loading[at[0]] = signs[0]
        seen, noise = STATEMENT_STEPS[value - 1], STATEMENT_NOISE
    elif question.kind == "pair":
        loading[at[0]] += signs[0] / 2
        loading[at[1]] -= signs[1] / 2
        seen, noise = PAIR_STEPS[value - 1], PAIR_NOISE
    else:
        for place, sign in zip(at, signs, strict=True):
            loading[place] -= sign / len(at)
        loading[at[value - 1]] += signs[value - 1]
        seen, noise = SCENARIO_CHOICE, SCENARIO_NOISE
    return Look(question.kind, question.slug, loading, seen, noise)


def look_of_goal(quiz: Quiz, goal: str) -> Look:
    loading = np.full(len(quiz.criteria), -1 / len(quiz.criteria))
    loading[quiz.criteria.index(goal)] += 1
    return Look("goal", goal, loading, GOAL_CHOICE, GOAL_NOISE)


def looks_of(quiz: Quiz, answers: Answers, goals: Sequence[str] = ()) -> list[Look]:
    """In the order of the quiz, so that equal answers give equal sums to the last bit."""
    answered = [question for question in quiz.questions if question.slug in answers]
    return [
        *(look_of(quiz, question, answers[question.slug]) for question in answered),
        *(look_of_goal(quiz, criterion) for criterion in quiz.criteria if criterion in goals),
    ]


def untouched(quiz: Quiz, answers: Answers, goals: Sequence[str] = ()) -> tuple[str, ...]:
    touched = set(goals).union(*(quiz.by_slug[slug].criteria for slug in answers))
    return tuple(criterion for criterion in quiz.criteria if criterion not in touched)


# From looks to odds. Whatever stands before the last axes of an array is a crowd of people.


def estimate(quiz: Quiz, looks: Sequence[Look]) -> Estimate:
    size = len(quiz.criteria)
    information = sum((look.information for look in looks), np.zeros((size, size)))
    return posterior(information, sum((look.pull for look in looks), np.zeros(size)))


def posterior(information: Array, pull: Array) -> Estimate:
    covariance = np.asarray(
        np.linalg.inv(np.eye(pull.shape[-1]) / PRIOR_VARIANCE + information), dtype=np.float64
    )
    return Estimate((covariance @ pull[..., None])[..., 0], covariance)


def odds_of(profiles: Array, wants: Array, covariance: Array) -> Array:
    """The chance of each of three roles to have the highest score."""
    chances = []
    for role in range(3):
        gaps = profiles[role] - np.delete(profiles, role, axis=0)
        means = wants @ gaps.T
        spread = gaps @ covariance @ gaps.T
        deviations = np.sqrt(np.diagonal(spread, axis1=-2, axis2=-1))
        # Roles with the same profile can only tie: a deviation of 0 counts as an even chance.
        safe = np.where(deviations > ALIKE, deviations, 1)
        standard = np.where(deviations > ALIKE, means / safe, 0)
        correlation = np.where(
            (deviations > ALIKE).all(axis=-1), spread[..., 0, 1] / safe.prod(axis=-1), 0
        )
        chances.append(_both_positive(standard[..., 0], standard[..., 1], correlation))
    return np.stack(chances, axis=-1)


def _both_positive(first: Array, second: Array, correlation: Array) -> Array:
    """Two normal variables of variance 1 and these means are both above 0 (Drezner and Wesolowsky).

    Without correlation the chances multiply. The rest is an integral over the angle whose sine
    runs from 0 to the correlation.
    """
    half = np.arcsin(np.clip(correlation, -1, 1))[..., None] / 2
    angles = half * (1 + NODES)
    x, y = first[..., None], second[..., None]
    squares = (x**2 + y**2 - 2 * x * y * np.sin(angles)) / (2 * np.cos(angles) ** 2)
    rest = (half * np.exp(-squares) * WEIGHTS).sum(axis=-1) / (2 * math.pi)
    return np.asarray(normal(first) * normal(second) + rest)


def normal(value: Array) -> Array:
    error = np.frompyfunc(math.erf, 1, 1)(np.asarray(value) / math.sqrt(2))
    return (1 + np.asarray(error, dtype=float)) / 2


def credible_set(roles: Sequence[str], odds: Array) -> tuple[str, ...]:
    """Roles tied for the last place are all in, so the order of a list decides nothing."""
    ranked = sorted(zip(roles, odds.tolist(), strict=True), key=lambda pair: -pair[1])
    last = next(
        (chance for chance, total in _running_total(ranked) if total >= CREDIBLE - ALIKE),
        ranked[-1][1],
    )
    return tuple(role for role, chance in ranked if chance >= last - ALIKE)


def _running_total(ranked: Sequence[tuple[str, float]]) -> Iterator[tuple[float, float]]:
    total = 0.0
    for _, chance in ranked:
        total += chance
        yield chance, total


def contradiction_of(looks: Sequence[Look], wants: Array) -> float:
    """How badly statements and pairs fit what they say together: about 2/3 for sincere people."""
    misfits = misfits_of(looks, wants)
    return float(np.mean(list(misfits.values()))) if misfits else 0.0


def misfits_of(looks: Sequence[Look], wants: Array) -> dict[str, float]:
    return {
        look.slug: float(((look.seen - look.loading @ wants) / look.noise) ** 2)
        for look in looks
        if look.kind in CONTRADICTING
    }


def limit_of(quiz: Quiz, given: int) -> float:
    """The contradiction that so many statements and pairs may have."""
    fewer = 1 / max(given, 1) - 1 / max(len(quiz.can_contradict), 1)
    return quiz.contradiction_limit * (1 + CONTRADICTION_LEEWAY * fewer)
