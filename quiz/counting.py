"""What one person adds to the counts of a day, and how such counts are added up.

Counts are numbers under names under names, so that they can be kept as JSON, added and taken back
all by the same rule. Whoever skips one question, chooses 4 on another, needs five and a half
minutes and is clearly led to technical leadership adds

    {"verdicts": {"clear": {"technical-leadership": 1}},
     "seconds": {"330": 1},
     "answers": {"one": {"technical-leadership": {"skip": 1}},
                 "other": {"technical-leadership": {"4": 1}}}}

and nothing else is kept: which answers came from the same person cannot be told from the sum.
Whoever leaves adds where they stood, and which questions they had passed before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

from .scoring import ALIKE

Counts = Mapping[str, Any]

SKIP = "skip"
NOBODY = ""  # leads, as nothing is recommended, or two are level
CLOSING = ""  # all questions are done, and the closing page is open
SECONDS = 10  # fine enough for a median in minutes, coarse enough to know nobody again
LONGEST = 1800  # and whatever took longer: with pauses, it says little


def plus(counts: Counts, more: Counts, times: int = 1) -> dict[str, Any]:
    """The sum; what comes to nothing is left out."""
    total = dict(counts)
    for name, value in more.items():
        if isinstance(value, Mapping):
            total[name] = plus(total.get(name, {}), value, times)
        else:
            total[name] = max(0, total.get(name, 0) + times * value)
        if not total[name]:
            del total[name]
    return total


def total(days: Iterable[Counts]) -> dict[str, Any]:
    return reduce(plus, days, {})


def of_finishing(
    answers: Mapping[str, int | None], result: Mapping[str, Any], seconds: float
) -> dict[str, Any]:
    leader = leader_of(result)
    return {
        "verdicts": {result["verdict"]: {leader: 1}},
        "seconds": {str(min(LONGEST, int(max(0, seconds) // SECONDS * SECONDS))): 1},
        "answers": {
            slug: {leader: {SKIP if value is None else str(value): 1}}
            for slug, value in answers.items()
        },
    }


def leader_of(result: Mapping[str, Any]) -> str:
    """The path that comes first. The order of a list never breaks a tie."""
    if result["verdict"] == "none":
        return NOBODY
    first, second, *_ = result["roles"]
    return first["path"] if first["odds"] > second["odds"] + ALIKE else NOBODY


def of_leaving(order: Sequence[str], answers: Mapping[str, int | None]) -> dict[str, Any]:
    """Where somebody stands: at the first question that is open, or else on the closing page."""
    still_open = (slug for slug in order if slug not in answers)
    slug = next(still_open, CLOSING)
    place = order.index(slug) + 1 if slug else len(order) + 1
    return {
        "left": {slug: 1},
        "left_at": {str(place): 1},
        "passed": dict.fromkeys(answers, 1),
    }


def median(seconds: Mapping[str, int]) -> float | None:
    """Between the edges of its ten seconds, as if those within it were spread evenly.

    By hand: of 4 people one needed 300 to 310 seconds and three 310 to 320. Two are half of
    them, so the median lies a third into the second span: at 313.3.
    """
    half, before = sum(seconds.values()) / 2, 0
    for edge, number in sorted((int(edge), number) for edge, number in seconds.items()):
        if before + number >= half:
            return edge + SECONDS * (half - before) / number if edge < LONGEST else LONGEST
        before += number
    return None
