"""What differs between two states of a page: its fields, and the rows that hang on it.

A state is plain data: the page itself first, then each of its rows, all with their words as an
editor sees them. Two texts are compared by words. "Ask early, then wait." and "Ask, then wait
here." give: kept "Ask", removed " early", kept ", then wait", added " here", kept ".". Whatever
was kept or removed, put together, is the old text; whatever was kept or added is the new one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Kind = Literal["kept", "added", "removed"]
Change = Literal["changed", "added", "removed"]

# A word brings the space before it along, so that what follows a changed word is still the same.
TOKEN = re.compile(r"\n|[^\S\n]*(?:\[@[^\]\s]*\]|\w+(?:[-'’]\w+)*|[^\w\s])|[^\S\n]+")
HAS_A_WORD = re.compile(r"\w")
# Comparing takes up to the product of both lengths: 5,000 words on each side take some seconds.
MOST_PAIRS = 25_000_000
LONG = 60  # words: from here on, what did not change is cut
AROUND = 12  # words left of it beside each change

# Each word ends where no letter follows: otherwise a long text has endless ways to be cut.
FIRST_WORDS = re.compile(rf"(?:\s*\S+(?!\S)){{{AROUND}}}")
LAST_WORDS = re.compile(rf"(?:(?<!\S)\S+\s*){{{AROUND}}}\Z")


@dataclass(frozen=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True)
class Part:
    """The page itself, or one of its rows; the key says which row of then is which row of now."""

    key: str
    title: str
    fields: Mapping[str, str]


State = Sequence[Part]


@dataclass(frozen=True)
class FieldDifference:
    label: str
    pieces: tuple[Piece, ...]

    @property
    def excerpt(self) -> list[Piece]:
        """All changes, each with some words around it: a guide has thousands."""
        last = len(self.pieces) - 1
        return [
            _cut(piece, begins=number == 0, ends=number == last)
            for number, piece in enumerate(self.pieces)
        ]


@dataclass(frozen=True)
class Difference:
    change: Change
    title: str
    fields: tuple[FieldDifference, ...]


def differences(before: State, after: State) -> list[Difference]:
    """What has changed, the page first; then rows that came, then rows that went."""
    old, new = ({part.key: part for part in state} for state in (before, after))
    changed = [(old[part.key], part) for part in after if part.key in old]
    came = [part for part in after if part.key not in old]
    went = [part for part in before if part.key not in new]
    for part in tuple(came):
        # A row that was written anew, word for word, is the same to whoever reads it.
        same = next((other for other in went if other.fields == part.fields), None)
        if same:
            came.remove(part)
            went.remove(same)
    found = [
        *(Difference("changed", now.title, _changed_fields(then, now)) for then, now in changed),
        *(Difference("added", part.title, _all_fields(part, "added")) for part in came),
        *(Difference("removed", part.title, _all_fields(part, "removed")) for part in went),
    ]
    return [difference for difference in found if difference.fields]


def _changed_fields(then: Part, now: Part) -> tuple[FieldDifference, ...]:
    labels = dict.fromkeys([*now.fields, *then.fields])
    texts = {label: (then.fields.get(label, ""), now.fields.get(label, "")) for label in labels}
    return tuple(
        FieldDifference(label, word_differences(old, new))
        for label, (old, new) in texts.items()
        if old != new
    )


def _all_fields(part: Part, kind: Kind) -> tuple[FieldDifference, ...]:
    return tuple(
        FieldDifference(label, (Piece(kind, text),)) for label, text in part.fields.items() if text
    )


def word_differences(old: str, new: str) -> tuple[Piece, ...]:
    """By lines first: a line that was put in is shown as a line, and long texts take less time."""
    pieces: list[Piece] = []
    for then, now, is_kept in _steps(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        if is_kept or not (then and now):
            pieces += _pieces(then, now, is_kept)
        else:
            pieces += _pieces_by_words(then, now)
    return tuple(
        Piece(kind, "".join(piece.text for piece in same))
        for kind, same in groupby(pieces, key=lambda piece: piece.kind)
    )


def _pieces_by_words(old: str, new: str) -> Iterator[Piece]:
    steps = _steps(TOKEN.findall(old), TOKEN.findall(new))
    removed = added = ""
    for number, (then, now, is_kept) in enumerate(steps, 1):
        # A lonely comma between two changes would only make both harder to read.
        if is_kept and (HAS_A_WORD.search(now) or not (removed or added) or number == len(steps)):
            yield from _pieces(removed, added)
            yield from _pieces(then, now, is_kept)
            removed = added = ""
        else:
            removed, added = removed + then, added + now
    yield from _pieces(removed, added)


def _pieces(removed: str, added: str, is_kept: bool = False) -> list[Piece]:
    if is_kept:
        return [Piece("kept", added)]
    pieces = (Piece("removed", removed), Piece("added", added))
    return [piece for piece in pieces if piece.text]


def _steps(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str, bool]]:
    """What became what, and whether it is the same."""
    if len(before) * len(after) > MOST_PAIRS:
        return [("".join(before), "".join(after), False)]
    return [
        ("".join(before[start:end]), "".join(after[new_start:new_end]), tag == "equal")
        for tag, start, end, new_start, new_end in SequenceMatcher(
            None, before, after
        ).get_opcodes()
    ]


def _cut(piece: Piece, begins: bool, ends: bool) -> Piece:
    if piece.kind != "kept" or len(piece.text.split()) <= LONG:
        return piece
    first, last = FIRST_WORDS.match(piece.text), LAST_WORDS.search(piece.text)
    head = first[0] if first and not begins else ""
    tail = last[0] if last and not ends else ""
    return Piece("kept", f"{head} … {tail}")
