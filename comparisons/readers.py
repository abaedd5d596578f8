"""What the readers who wrote to us would pick, in sentences.

Those who have held both jobs know both sides, so they stand in a sentence of their own. Of twelve
letters four come from them: "Of 12 readers who wrote, 9 would pick tech lead, 2 engineering manager
and 1 neither. Of the 4 who have held both jobs, 3 would pick tech lead and 1 neither."
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Letters(NamedTuple):
    """So many that would pick the same, from readers who have held both jobs or have not."""

    pick: str
    held_both: bool
    number: int


class Subject(NamedTuple):
    one: str
    both: str
    everyone: str
    some: str


READERS = Subject(
    "One reader wrote, and",
    "Both readers who wrote",
    "All {} readers who wrote",
    "Of {} readers who wrote,",
)
EXPERIENCED = Subject(
    "The one who has held both jobs",
    "Both who have held both jobs",
    "All {} who have held both jobs",
    "Of the {} who have held both jobs,",
)


def in_sentences(letters: Iterable[Letters], names: Mapping[str, str]) -> str:
    """Empty when nobody has written. The names of the picks are as they stand in a sentence."""
    letters = list(letters)
    if not letters:
        return ""
    experienced = _most_first([some for some in letters if some.held_both], names)
    return " ".join(
        [
            _sentence(READERS, _most_first(letters, names)),
            _sentence(EXPERIENCED, experienced)
            if experienced
            else "Nobody who has held both jobs has written.",
        ]
    )


def _most_first(letters: Sequence[Letters], names: Mapping[str, str]) -> list[tuple[str, int]]:
    """Where two are even, in the order of the names."""
    numbers = {
        name: sum(some.number for some in letters if some.pick == pick)
        for pick, name in names.items()
    }
    return sorted((pair for pair in numbers.items() if pair[1]), key=lambda pair: -pair[1])


def _sentence(subject: Subject, picks: Sequence[tuple[str, int]]) -> str:
    total = sum(number for _, number in picks)
    (name, number), *others = picks
    if not others:
        alone = {1: subject.one, 2: subject.both}.get(total, subject.everyone)
        return f"{alone.format(total)} would pick {name}."
    *shares, last = [f"{number} would pick {name}", *(f"{few} {other}" for other, few in others)]
    return f"{subject.some.format(total)} {', '.join(shares)} and {last}."
