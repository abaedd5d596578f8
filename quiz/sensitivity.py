"""What would change the answer.

Every other answer to every question is tried, alone and two at a time, and the smallest change
that puts another role first is kept. A change is as large as the part of the scale that it
crosses: one step of a statement is a quarter, one step of a pair a third, and another option of a
scenario all of it. By hand: the first role leads by 0.1, and each step on the statement about
depth is worth 0.2 of lead. One step less turns the lead to -0.1, so the smallest change is that
one step, of size 1/4.

A change of statement or pair moves only the mean of what you want; a change of scenario moves its
covariance too. So no more than about forty small systems have to be solved for the scores after
all three thousand pairs of changes. A role leads by its odds, which cost more to compute and can
differ from the order of scores where two roles are almost level: so a change counts when it puts
a role first by its score, and then by its odds too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .scoring import ALIKE, Answers, Array, Look, Quiz, look_of, looks_of, odds_of, posterior

Indexes = NDArray[np.intp]

AT_A_TIME = 8  # of the smallest changes are tried by their odds; the first is nearly always right


@dataclass(frozen=True)
class Change:
    question: str
    was: int
    becomes: int


@dataclass(frozen=True)
class Flip:
    """The smallest change that puts this role first."""

    role: str
    changes: tuple[Change, ...]
    size: float


@dataclass(frozen=True)
class LeftOut:
    """Without this one answer another role would lead."""

    kind: str
    slug: str
    role: str


@dataclass(frozen=True)
class Sensitivity:
    flips: tuple[Flip, ...]  # none for a role that no two changes put first
    left_out: tuple[LeftOut, ...]
    without_goals: tuple[str, ...]  # the ranking without them; empty where it stays the same


@dataclass(frozen=True, eq=False)
class _Sums:
    """What all looks add up to."""

    quiz: Quiz
    information: Array
    pull: Array

    @classmethod
    def of(cls, quiz: Quiz, looks: Sequence[Look]) -> _Sums:
        size = len(quiz.criteria)
        return cls(
            quiz,
            sum((look.information for look in looks), np.zeros((size, size))),
            sum((look.pull for look in looks), np.zeros(size)),
        )

    def plus(self, information: Array, pull: Array) -> _Sums:
        return _Sums(self.quiz, self.information + information, self.pull + pull)

    @property
    def odds(self) -> Array:
        found = posterior(self.information, self.pull)
        return odds_of(self.quiz.profiles, found.wants, found.covariance)


@dataclass(frozen=True, eq=False)
class _Others:
    """Every other answer to every question, and what each would add to the sums."""

    changes: list[Change]
    sizes: Array
    information: Array
    pull: Array
    systems: Indexes  # 0 where the covariance stays as it is, else a number of its own


def sensitivity(quiz: Quiz, answers: Answers, goals: Sequence[str]) -> Sensitivity:
    looks = looks_of(quiz, answers, goals)
    sums = _Sums.of(quiz, looks)
    without_goals = _Sums.of(quiz, [look for look in looks if look.kind != "goal"])
    before, after = (_ranking(quiz, one.odds) for one in (sums, without_goals))
    return Sensitivity(
        flips=tuple(_flips(sums, _other_answers(quiz, answers))) if answers else (),
        left_out=tuple(_left_out(sums, looks)),
        without_goals=after if after != before else (),
    )


def _ranking(quiz: Quiz, odds: Array) -> tuple[str, ...]:
    return tuple(quiz.roles[index] for index in np.argsort(-odds.round(9), kind="stable"))


def _ahead(values: Array, role: int) -> Array:
    """By how much a role lies above the best of the others."""
    return np.asarray(values[..., role] - np.delete(values, role, axis=-1).max(axis=-1))


# Changing one answer, or two


def _other_answers(quiz: Quiz, answers: Answers) -> _Others:
    changes, sizes, information, pull, systems = [], [], [], [], []
    unmoved = np.zeros((len(quiz.criteria), len(quiz.criteria)))
    for question in quiz.questions:
        was = answers.get(question.slug)
        if was is None:
            continue
        now = look_of(quiz, question, was)
        for becomes in question.values:
            if becomes == was:
                continue
            other = look_of(quiz, question, becomes)
            is_scenario = question.kind == "scenario"
            changes.append(Change(question.slug, was, becomes))
            sizes.append(1.0 if is_scenario else abs(other.seen - now.seen) / 2)
            information.append(other.information - now.information if is_scenario else unmoved)
            pull.append(other.pull - now.pull)
            systems.append(len(changes) if is_scenario else 0)
    return _Others(
        changes, np.array(sizes), np.stack(information), np.stack(pull), np.array(systems)
    )


def _flips(sums: _Sums, others: _Others) -> Iterator[Flip]:
    odds = sums.odds
    behind = np.flatnonzero(odds < odds.max() - ALIKE).tolist()
    for combinations in (_singles, _pairs):
        if not behind:
            return
        combos = combinations(others)
        scores = _scores_after(sums, others, combos)
        sizes = others.sizes[combos].sum(axis=-1)
        best = {role: _smallest(sums, others, combos, scores, sizes, role) for role in behind}
        behind = [role for role, found in best.items() if found is None]
        for role, found in best.items():
            if found is not None:
                changes = tuple(others.changes[one] for one in combos[found])
                yield Flip(sums.quiz.roles[role], changes, float(sizes[found]))


def _singles(others: _Others) -> Indexes:
    return np.arange(len(others.changes))[:, None]


def _pairs(others: _Others) -> Indexes:
    """Every two changes of different questions."""
    number = {change.question: place for place, change in enumerate(others.changes)}
    question = np.array([number[change.question] for change in others.changes])
    one, two = np.triu_indices(len(others.changes), 1)
    different = question[one] != question[two]
    return np.stack([one[different], two[different]], axis=1)


def _scores_after(sums: _Sums, others: _Others, combos: Indexes) -> Array:
    """The scores of all roles after each combination; combinations share what they can."""
    base = len(others.changes) + 1
    keys = others.systems[combos] @ base ** np.arange(combos.shape[1])
    _, first, system = np.unique(keys, return_index=True, return_inverse=True)
    information = sums.information + others.information[combos[first]].sum(axis=1)
    nothing = np.zeros((len(first), len(sums.pull)))
    weights = sums.quiz.profiles @ posterior(information, nothing).covariance
    pulls = sums.pull + others.pull[combos].sum(axis=1)
    return np.asarray(np.einsum("prc,pc->pr", weights[system], pulls))


def _smallest(
    sums: _Sums, others: _Others, combos: Indexes, scores: Array, sizes: Array, role: int
) -> int | None:
    """Among equally small changes, the one that puts the role furthest ahead."""
    ahead = _ahead(scores, role)
    flipped = np.flatnonzero(ahead > ALIKE)
    by_size = flipped[np.lexsort((-ahead[flipped], sizes[flipped].round(6)))]
    for start in range(0, len(by_size), AT_A_TIME):
        tried = by_size[start : start + AT_A_TIME]
        information, pull = (
            part[combos[tried]].sum(axis=1) for part in (others.information, others.pull)
        )
        leads = tried[_ahead(sums.plus(information, pull).odds, role) > ALIKE]
        if len(leads):
            return int(leads[0])
    return None


# Leaving out one answer


def _left_out(sums: _Sums, looks: Sequence[Look]) -> Iterator[LeftOut]:
    if not looks:
        return
    rest = sums.plus(
        -np.stack([look.information for look in looks]), -np.stack([look.pull for look in looks])
    )
    leader = int(np.argmax(sums.odds))
    for look, odds in zip(looks, rest.odds, strict=True):
        if odds.max() > odds[leader] + ALIKE:
            yield LeftOut(look.kind, look.slug, sums.quiz.roles[int(np.argmax(odds))])
