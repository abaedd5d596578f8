"""Which shape a role wears in a chart, where its marks stand, and in which order the rows come.

Levels run from 1 to 5 on an axis with 2.5% of room at each end, so level 1 stands at 2.5% and
level 5 at 97.5%. Marks at the same level stand beside each other, 16 pixels apart. Rows of two
roles run from "more of it in the first" to "more of it in the second": with levels 5 and 1,
3 and 3, 2 and 4 the gaps are 4, 0 and -2, in this order.

A circle, a square and a triangle stand for the three paths, hexagons for other roles.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

ROOM = 2.5
PER_LEVEL = 23.75
APART = 16  # pixels: the width of a mark and a little air
SHAPES = {"technical-management": "em", "technical-leadership": "tl", "product-management": "pm"}


@dataclass(frozen=True)
class Mark:
    rating: Any
    at: str
    aside: int


@dataclass(frozen=True)
class Row:
    """One criterion and its marks; the gap is how much more of it the first role gives."""

    criterion: Any
    marks: tuple[Mark, ...]
    gap: int = 0

    @property
    def to_second(self) -> str:
        """How far the second mark stands from the first, as an SVG attribute."""
        return f"{-self.gap * PER_LEVEL:g}%"


def shape(role: Any, beside: Any = None) -> str:
    """The second role without a path in one chart wears a hollow hexagon."""
    if role.path:
        return SHAPES[role.path]
    return "hollow" if beside and not beside.path else "hex"


def shapes(roles: Sequence[Any]) -> tuple[str, str]:
    a, b = roles
    return shape(a), shape(b, a)


def place(level: int) -> str:
    """Where a level stands on the axis, as an SVG attribute."""
    return f"{ROOM + (level - 1) * PER_LEVEL:g}%"


def share(part: int, whole: int) -> str:
    """The length of a bar, as an SVG attribute."""
    return f"{round(100 * part / whole)}%"


def marks(ratings: Iterable[Any]) -> tuple[Mark, ...]:
    ratings = tuple(ratings)
    crowd = Counter(rating.level for rating in ratings)
    seen: Counter[int] = Counter()
    placed = []
    for rating in ratings:
        aside = round((seen[rating.level] - (crowd[rating.level] - 1) / 2) * APART)
        seen[rating.level] += 1
        placed.append(Mark(rating, place(rating.level), aside))
    return tuple(placed)


def side_by_side(a: Iterable[Any], b: Iterable[Any]) -> list[Row]:
    """Only what is rated for both roles: a line needs two ends."""
    of_b = {rating.criterion_id: rating for rating in b}
    pairs = [(one, of_b[one.criterion_id]) for one in a if one.criterion_id in of_b]
    rows = [Row(one.criterion, marks((one, two)), one.level - two.level) for one, two in pairs]
    return sorted(rows, key=lambda row: -row.gap)


def beside_others(own: Iterable[Any], others: Iterable[Any]) -> list[Row]:
    """The role's own mark first in each row, and the rows from most to least."""
    elsewhere: dict[int, list[Any]] = {}
    for rating in others:
        elsewhere.setdefault(rating.criterion_id, []).append(rating)
    rows = [
        Row(rating.criterion, marks((rating, *elsewhere.get(rating.criterion_id, ()))))
        for rating in own
    ]
    return sorted(rows, key=lambda row: -row.marks[0].rating.level)


def finding(rows: list[Row]) -> str:
    """What the chart of two roles shows first: the widest gap in favour of either."""
    if not rows or rows[0].gap <= 0 or rows[-1].gap >= 0:
        return ""
    return f"{rows[0].criterion.name} against {in_text(rows[-1].criterion.name)}"


def in_text(name: str) -> str:
    """Inside a sentence only the first letter changes."""
    return f"{name[:1].lower()}{name[1:]}"
