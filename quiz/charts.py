"""Where the bars and marks of a result stand, and how its numbers are rounded.

Axes have 2.5% of room at each end, so odds of 0 stand at 2.5% and odds of 1 at 97.5%, and so do
the levels 1 and 5. Bars grow from the middle of their row, and the longest may take 47% of it: with
shares of 0.8 and -0.2 the axis ends at 0.8, the first bar runs from 50% to 97%, and the second from
38.25% to 50%. Numbers that belong together are rounded together: 33.4, 33.3 and 33.3 become 34, 33
and 33, so that a reader who adds them up arrives at the total.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from .scoring import ALIKE
from .wording import reason_words

ROOM = 2.5
AXIS = 100 - 2 * ROOM
LOWEST, HIGHEST = 1, 5
MIDDLE, HALF = 50.0, 47.0
PITCH = 22  # pixels between two of the hundred marks
ASIDE = 8  # pixels that two marks step aside for each other
NEAR = 0.35  # levels within which two marks would cover each other

Role = Mapping[str, Any]


@dataclass(frozen=True)
class Bar:
    """A share of the lead: for the leader to the right, for the rival to the left."""

    name: str
    hundredths: int
    for_leader: bool
    at: str
    width: str


@dataclass(frozen=True)
class Mark:
    at: str
    aside: int = 0


@dataclass(frozen=True)
class Meeting:
    """You and one job on the same criterion."""

    path: str
    level: int
    you: Mark
    job: Mark


@dataclass(frozen=True)
class Row:
    name: str
    level: float
    low: float
    high: float
    low_at: str
    high_at: str
    jobs: tuple[Meeting, ...]


def rounded_together(values: Sequence[float]) -> list[int]:
    """Whole numbers that add up to the rounded sum of all; the largest remainders go up."""
    floors = [math.floor(value) for value in values]
    missing = round(sum(values)) - sum(floors)
    by_remainder = sorted(range(len(values)), key=lambda at: floors[at] - values[at])
    for at in by_remainder[:missing]:
        floors[at] += 1
    return floors


def odds_at(odds: float) -> str:
    return _percent(ROOM + AXIS * odds)


def level_at(level: float) -> str:
    return _percent(ROOM + AXIS * (level - LOWEST) / (HIGHEST - LOWEST))


def in_hundredths(size: float) -> int:
    return round(100 * size)


def bars(criteria: Sequence[Mapping[str, Any]]) -> list[Bar]:
    """The shares of a lead by criterion, in the order in which they are given."""
    sizes = [criterion["size"] for criterion in criteria]
    scale = HALF / (rounded_up(max(map(abs, sizes), default=0)) or 1)
    hundredths = rounded_together([100 * size for size in sizes])
    return [
        Bar(
            reason_words(criterion["name"], criterion["wanted"]) if number else criterion["name"],
            number,
            size > 0,
            _percent(MIDDLE + min(size, 0) * scale),
            _percent(abs(size) * scale),
        )
        for criterion, size, number in zip(criteria, sizes, hundredths, strict=True)
    ]


def rounded_up(size: float) -> float:
    """To the first digit that counts, so that an axis ends at a number worth naming."""
    if size < ALIKE:
        return 0.0
    unit = 10.0 ** math.floor(math.log10(size))
    return math.ceil(round(size / unit, 6)) * unit


def hundred_marks(roles: Iterable[Role]) -> list[tuple[str, list[tuple[int, int]]]]:
    """The places of a hundred marks, ten in a row, role after role."""
    places: Iterator[tuple[int, int]] = (
        (PITCH * column + PITCH // 2, PITCH * row + PITCH // 2)
        for row in range(10)
        for column in range(10)
    )
    return [(role["path"], [next(places) for _ in range(role["hundred"])]) for role in roles]


def you_and_the_jobs(result: Mapping[str, Any]) -> list[Row]:
    """Where one role is clear, from where it differs most from you to where you agree."""
    paths = [role["path"] for role in result["roles"]]
    rows = result["levels"]
    if result["verdict"] == "clear":
        rows = sorted(rows, key=lambda one: -abs(one["level"] - one["jobs"][paths[0]]))
    return [
        Row(
            one["name"],
            one["level"],
            one["low"],
            one["high"],
            level_at(one["low"]),
            level_at(one["high"]),
            tuple(_meeting(path, one["level"], one["jobs"][path]) for path in paths),
        )
        for one in rows
    ]


def _meeting(path: str, you: float, job: int) -> Meeting:
    aside = 0 if abs(you - job) > NEAR else -ASIDE if you < job else ASIDE
    return Meeting(path, job, Mark(level_at(you), aside), Mark(level_at(job), -aside))


def level_with_each_other(roles: Iterable[Role]) -> list[list[Role]]:
    """Roles whose odds are the same; their order says nothing."""
    groups = (list(group) for _, group in groupby(roles, key=lambda role: round(role["odds"], 9)))
    return [group for group in groups if len(group) > 1]


def _percent(value: float) -> str:
    return f"{round(value, 2):g}%"
