"""People we make up, whose wants we therefore know, and what the quiz makes of all of them at once.

A sincere person wants each criterion by a number drawn from the very distribution that scoring
starts from, and answers each question with the noise that scoring expects. An archetype wants
what one role offers. Others answer at random, in a straight line, or with a yes to everything.
By hand: who wants depth by 0.3 feels 0.3 about a statement on depth, give or take 0.6; if chance
adds 0.1, the nearest of the five steps is 0.5, "rather me".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .scoring import (
    ALIKE,
    CONTRADICTING,
    CREDIBLE,
    FEWEST_ANSWERS,
    PAIR_NOISE,
    PAIR_STEPS,
    PRIOR_VARIANCE,
    STATEMENT_NOISE,
    STATEMENT_STEPS,
    Array,
    Estimate,
    Look,
    Question,
    Quiz,
    limit_of,
    look_of,
    look_of_goal,
    odds_of,
    posterior,
)

Integers = NDArray[np.intp]
Booleans = NDArray[np.bool_]
Generator = np.random.Generator

# How they answer
GOALS = 3
SCENARIO_GUMBEL = 0.5
GOAL_GUMBEL = 0.35
ARCHETYPE_PULL = 0.35
ARCHETYPE_SPREAD = 0.35
NOISE_FREE_PULL = 0.5
NOISE_FREE = 1e-6  # as good as none, but it lets chance break a tie between two steps
NOISE_FREE_COPIES = 50  # of each role, so that ties are broken in many ways
CARELESS = 1.5
YES = 0.5  # what a yes-sayer adds to every statement


# People, and what they answer


@dataclass(frozen=True, eq=False)
class Sheets:
    """What many people answered: a row for each, a column for each question or criterion."""

    values: Integers  # counted from 1; what is skipped is 0
    goals: Booleans

    def only(self, rows: Integers | Booleans) -> Sheets:
        return Sheets(self.values[rows], self.goals[rows])


class People(NamedTuple):
    best: Integers  # the role that is truly best for each
    sheets: Sheets

    def without_goals(self) -> People:
        none = np.zeros_like(self.sheets.goals)
        return self._replace(sheets=replace(self.sheets, goals=none))


def sincere_people(quiz: Quiz, rng: Generator, number: int, yes: float = 0.0) -> People:
    wants = rng.normal(0, np.sqrt(PRIOR_VARIANCE), (number, len(quiz.criteria)))
    best = (wants @ quiz.profiles.T).argmax(axis=1)
    return People(best, sincere_sheets(quiz, rng, wants, yes=yes))


def archetype_people(quiz: Quiz, rng: Generator, number: int, noise: float = 1.0) -> People:
    role = np.arange(number) % len(quiz.roles)
    spread = rng.normal(0, ARCHETYPE_SPREAD, (number, len(quiz.criteria)))
    wants = np.clip(ARCHETYPE_PULL * quiz.profiles[role] + spread, -1, 1)
    return People(role, sincere_sheets(quiz, rng, wants, noise))


def half_and_half(one: Sheets, other: Sheets) -> Sheets:
    """Who may stop early, and what the best order is for: people who lean one way, and others.

    With archetypes alone any order would do, and sincere people alone seldom lean clearly enough.
    """
    return Sheets(
        np.concatenate([one.values, other.values]), np.concatenate([one.goals, other.goals])
    )


def noise_free_people(quiz: Quiz, rng: Generator) -> People:
    role = np.arange(NOISE_FREE_COPIES * len(quiz.roles)) % len(quiz.roles)
    wants = NOISE_FREE_PULL * quiz.profiles[role]
    return People(role, sincere_sheets(quiz, rng, wants, noise=NOISE_FREE))


def sincere_sheets(
    quiz: Quiz, rng: Generator, wants: Array, noise: float = 1.0, yes: float = 0.0
) -> Sheets:
    values = [_sincere_values(quiz, rng, wants, one, noise, yes) for one in quiz.questions]
    goals = wants + rng.gumbel(0, GOAL_GUMBEL * noise, wants.shape)
    return Sheets(np.stack(values, axis=1), largest(goals, GOALS))


def _sincere_values(
    quiz: Quiz, rng: Generator, wants: Array, question: Question, noise: float, yes: float
) -> Integers:
    if question.kind == "scenario":
        at = [quiz.criteria.index(option.criterion) for option in question.options]
        liked = wants[:, at] * [option.direction for option in question.options]
        felt = liked + rng.gumbel(0, SCENARIO_GUMBEL * noise, liked.shape)
        return np.asarray(1 + felt.argmax(axis=1))
    steps, usual, shift = (
        (STATEMENT_STEPS, STATEMENT_NOISE, yes)
        if question.kind == "statement"
        else (PAIR_STEPS, PAIR_NOISE, 0.0)
    )
    exact = wants @ look_of(quiz, question, 1).loading
    felt = exact + shift + rng.normal(0, usual * noise, len(wants))
    return np.asarray(1 + np.abs(felt[:, None] - steps).argmin(axis=1))


def largest(sizes: Array, number: int) -> Booleans:
    ranks = np.argsort(np.argsort(-sizes, axis=1), axis=1)
    return ranks < number


def random_sheets(quiz: Quiz, rng: Generator, number: int) -> Sheets:
    values = [rng.integers(1, 1 + len(one.values), number) for one in quiz.questions]
    goals = largest(rng.random((number, len(quiz.criteria))), GOALS)
    return Sheets(np.stack(values, axis=1), goals)


def straight_lines(quiz: Quiz) -> Sheets:
    """The same step on every statement, on every pair, and the same option in every scenario."""
    kinds = {question.kind: question.values for question in quiz.questions}
    lines = [dict(zip(kinds, line, strict=True)) for line in product(*kinds.values())]
    values = [[line[question.kind] for question in quiz.questions] for line in lines]
    return Sheets(np.array(values), np.zeros((len(lines), len(quiz.criteria)), dtype=bool))


def goals_of_one_path(quiz: Quiz) -> People:
    """Three goals that suit a role best, the middle of every statement, and nothing else."""
    triples = _largest_triples(quiz)
    middle = (1 + len(STATEMENT_STEPS)) // 2
    row = [middle if question.kind == "statement" else 0 for question in quiz.questions]
    goals = np.zeros((len(triples), len(quiz.criteria)), dtype=bool)
    for number, (_, triple) in enumerate(triples):
        goals[number, triple] = True
    roles = np.array([role for role, _ in triples])
    return People(roles, Sheets(np.tile(np.array(row), (len(triples), 1)), goals))


def _largest_triples(quiz: Quiz) -> list[tuple[int, list[int]]]:
    """Where criteria tie for the third goal there are several for one role."""
    triples = [list(triple) for triple in combinations(range(len(quiz.criteria)), GOALS)]
    found = []
    for role, profile in enumerate(quiz.profiles):
        sums = profile[np.array(triples)].sum(axis=1)
        best = np.flatnonzero(sums > sums.max() - ALIKE)
        found += [(role, triples[number]) for number in best.tolist()]
    return found


# Scoring many people at once


@dataclass(frozen=True, eq=False)
class Results:
    estimate: Estimate
    odds: Array
    answered: Integers
    untouched: Integers  # how many criteria
    contradiction: Array
    contradictory: Booleans

    @cached_property
    def leading(self) -> Array:
        """1 for the role with the best odds; roles that tie share it."""
        first = self.odds > self.odds.max(axis=1, keepdims=True) - ALIKE
        return np.asarray(first / first.sum(axis=1, keepdims=True))

    @cached_property
    def credible(self) -> Booleans:
        ranked = -np.sort(-self.odds, axis=1)
        enough_at = (ranked.cumsum(axis=1) >= CREDIBLE - ALIKE).argmax(axis=1)
        last = np.take_along_axis(ranked, enough_at[:, None], axis=1)
        return np.asarray(self.odds >= last - ALIKE)

    @property
    def clear(self) -> Booleans:
        advised = (self.answered >= FEWEST_ANSWERS) & (self.untouched == 0) & ~self.contradictory
        return np.asarray(advised & (self.credible.sum(axis=1) == 1))

    @property
    def shares(self) -> Array:
        return np.asarray(self.leading.mean(axis=0))


def judge(quiz: Quiz, sheets: Sheets) -> Results:
    """The same as `scoring.outcome` for each person."""
    options = [(one, value) for one in quiz.questions for value in one.values]
    looks = [look_of(quiz, one, value) for one, value in options]
    looks += [look_of_goal(quiz, goal) for goal in quiz.criteria]
    chosen = _chosen(quiz, sheets)
    size = len(quiz.criteria)
    information = (chosen @ np.stack([look.information.ravel() for look in looks])).reshape(
        -1, size, size
    )
    found = posterior(information, chosen @ np.stack([look.pull for look in looks]))
    contradiction = _contradiction(looks, chosen, found.wants)
    return Results(
        estimate=found,
        odds=odds_of(quiz.profiles, found.wants, found.covariance),
        answered=(sheets.values > 0).sum(axis=1),
        untouched=_untouched(quiz, sheets),
        contradiction=contradiction,
        contradictory=_contradictory(quiz, sheets, contradiction),
    )


def _chosen(quiz: Quiz, sheets: Sheets) -> Array:
    """1 for each answer and goal that was chosen, one column for each that could be."""
    columns = [
        sheets.values[:, [number]] == np.array(question.values)
        for number, question in enumerate(quiz.questions)
    ]
    return np.concatenate([*columns, sheets.goals], axis=1).astype(float)


def _untouched(quiz: Quiz, sheets: Sheets) -> Integers:
    touched = (sheets.values > 0).astype(float) @ touches(quiz) + sheets.goals
    return np.asarray((touched == 0).sum(axis=1))


def touches(quiz: Quiz) -> Array:
    """1 where a question, in a row of its own, touches a criterion."""
    return np.array(
        [[criterion in one.criteria for criterion in quiz.criteria] for one in quiz.questions],
        dtype=float,
    )


def _contradictory(quiz: Quiz, sheets: Sheets, contradiction: Array) -> Booleans:
    answered = sheets.values > 0
    counted = np.array([one.slug in quiz.can_contradict for one in quiz.questions])
    limits = np.array([limit_of(quiz, given) for given in range(1 + int(counted.sum()))])
    above = contradiction > limits[answered[:, counted].sum(axis=1)]
    return np.asarray((answered.sum(axis=1) >= FEWEST_ANSWERS) & above)


def _contradiction(looks: Sequence[Look], chosen: Array, wants: Array) -> Array:
    steps = np.array([look.kind in CONTRADICTING for look in looks])
    counted = chosen[:, steps]
    loadings, seen, noise = (
        np.array([getattr(look, part) for look in looks])[steps]
        for part in ("loading", "seen", "noise")
    )
    misfits = ((seen - wants @ loadings.T) / noise) ** 2
    return np.asarray((misfits * counted).sum(axis=1) / np.maximum(counted.sum(axis=1), 1))
