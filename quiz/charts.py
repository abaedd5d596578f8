"""Where the bars and marks of a result stand, and how its numbers are rounded.

Axes have 2.5% of room at each end, so odds of 0 stand at 2.5% and odds of 1 at 97.5%, and so do
the levels 1 and 5. Bars grow from the middle of their row, and the longest may take 47% of it: with
shares of 0.8 and -0.2 the axis ends at 0.8, the first bar runs from 50% to 97%, and the second from
38.25% to 50%. Numbers that belong together are rounded together: 33.4, 33.3 and 33.3 become 34, 33
and 33, so that a reader who adds them up arrives at the total.

The charts of quiz health take whole percents, as that is all they may show. Parts in a row have a
gap of 0.4% between them: 30 and 70 run from 0 to 29.6% and from 30% to 99.6%. Columns stand on 88%
of the height, and 100 percent of people reach up to 6% of it.
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
GAP = 0.4
PLOT_LEFT, PLOT_TOP, PLOT_BOTTOM = 10.0, 6.0, 88.0
RULES = (0, 25, 50, 75, 100)
COLUMN_GAP = 0.15  # of the width of one column
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


@dataclass(frozen=True)
class Column:
    """Those who came to a place of the quiz, and above them those who were lost there."""

    label: str
    middle: str
    at: str
    width: str
    top: str
    height: str
    lost_top: str
    lost_height: str


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


def in_a_row(percents: Sequence[int | None]) -> list[tuple[str, str] | None]:
    """Where each part begins and how wide it is; what is not shown leaves its room at the end."""
    parts: list[tuple[str, str] | None] = []
    at = 0
    for percent in percents:
        parts.append((_percent(at), _percent(max(0, percent - GAP))) if percent else None)
        at += percent or 0
    return parts


def columns(stretches: Sequence[tuple[int, int, int, int]], places: int) -> list[Column]:
    """Each with its first and last place and the percents before and after; then those who finish.

    A stretch of several places is one column as wide as these, called by the first, as nothing is
    told within it.
    """
    if not stretches:
        return []
    finished = stretches[-1][3]
    width = (100 - PLOT_LEFT) / (places + 1)
    # The closing page is the last place, and no question, so it has no number.
    names = ["" if one[0] == places else str(one[0]) for one in stretches]
    found = [_column(one, width, name) for one, name in zip(stretches, names, strict=True)]
    return [*found, _column((places + 1, places + 1, finished, finished), width, "End")]


def _column(stretch: tuple[int, int, int, int], width: float, label: str) -> Column:
    first, last, before, after = stretch
    at = PLOT_LEFT + (first - 1) * width
    wide = (last - first + 1) * width
    return Column(
        label=label,
        middle=_percent(at + wide / 2),
        at=_percent(at + width * COLUMN_GAP / 2),
        width=_percent(wide - width * COLUMN_GAP),
        top=_people_at(after),
        height=_percent((PLOT_BOTTOM - PLOT_TOP) * after / 100),
        lost_top=_people_at(before),
        lost_height=_percent((PLOT_BOTTOM - PLOT_TOP) * (before - after) / 100),
    )


def rules() -> list[tuple[int, str]]:
    """The lines behind columns: what each stands for, and how high."""
    return [(percent, _people_at(percent)) for percent in RULES]


def _people_at(percent: float) -> str:
    return _percent(PLOT_BOTTOM - (PLOT_BOTTOM - PLOT_TOP) * percent / 100)


def level_with_each_other(roles: Iterable[Role]) -> list[list[Role]]:
    """Roles whose odds are the same; their order says nothing."""
    groups = (list(group) for _, group in groupby(roles, key=lambda role: round(role["odds"], 9)))
    return [group for group in groups if len(group) > 1]


def _percent(value: float) -> str:
    return f"{round(value, 2):g}%"
