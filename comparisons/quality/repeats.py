"""What stands twice: a pro, a con or a clause, or a run of eight words in two verdicts.

A run lies within one field, and is told at its full length: "you own the date and the budget from
day one" in two verdicts is one problem of ten words, and not three of eight.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from ..content_links import Document
from ..content_values import Problem
from .passages import Passage
from .words import count_words, runs, words_of

RUN = 8  # words
LONG_NAME = 4  # words; without "pay" no sentence about pay could be compared
POINTS_AND_CLAUSES = frozenset({"pros", "cons", "choose_a_if", "choose_b_if", "would_change_it"})

Run = tuple[str, ...]


def problems_of_points(passages: Iterable[Passage]) -> Iterator[Problem]:
    first: dict[Run, Passage] = {}
    for passage in passages:
        if POINTS_AND_CLAUSES.intersection(passage.steps):
            other = first.setdefault(tuple(words_of(passage.text)), passage)
            if other is not passage:
                yield passage.problem(
                    f"“{passage.text}” stands in {other.place} as well: say what is true only here"
                )


def problems_of_verdicts(passages: Iterable[Passage], names: Collection[str]) -> Iterator[Problem]:
    """Names are what any verdict may say, because it cannot be said differently."""
    first: dict[Run, Passage] = {}
    for passage in passages:
        if passage.is_of_verdict:
            found = [run for piece in _without(names, passage.text) for run in runs(piece, RUN)]
            owners = [first.setdefault(run, passage) for run in found]
            for owner, group in groupby(zip(owners, found, strict=True), key=lambda pair: pair[0]):
                if owner.document is not passage.document:
                    words = _joined([run for _, run in group])
                    yield passage.problem(f"“{words}” stands in {owner.place} as well: reword it")


def long_names(documents: Iterable[Document]) -> list[str]:
    """Titles of sources, and the wording of criteria."""
    texts = (
        value
        for document in documents
        if document.kind in {"source", "criterion"}
        for value in document.values.values()
        if isinstance(value, str)
    )
    return [text for text in texts if count_words(text) >= LONG_NAME]


def _without(names: Iterable[str], text: str) -> list[str]:
    for name in names:
        text = text.replace(name, "\n")
    return text.split("\n")


def _joined(overlapping: list[Run]) -> str:
    first, *others = overlapping
    return " ".join([*first, *(run[-1] for run in others)])
