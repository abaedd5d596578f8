"""Whether a text is whole: what opens closes, sentences end, and fragments are not cut off.

By hand: "You lead (and code" lacks a ")", "You lead" lacks its full stop, and "You lead, but" is
cut off even where no sentence is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..footnotes import without_citations

PAIRS = {")": "(", "]": "[", "}": "{", "”": "“"}
CLOSERS = "\"”’')]}*_ \n"
# "a) … b)" counts; nothing was opened.
ENUMERATOR = re.compile(r"(?:^|\s)\w{1,2}$")
# A 24" screen: after a digit the mark may be an inch, which opens nothing.
INCH = re.compile(r'\d"')
CUT_OFF = re.compile(r"(?:[,;(\[&/–—-]|\b(?:and|or|but|nor|the|an|a|because))\Z")


def unbalanced(text: str) -> Iterator[int]:
    """Where a bracket or a double quotation mark stands that is missing its other half."""
    opened: list[int] = []
    for position, mark in enumerate(text):
        if mark in PAIRS.values():
            opened.append(position)
        elif mark in PAIRS:
            if opened and text[opened[-1]] == PAIRS[mark]:
                opened.pop()
            elif mark != ")" or opened or not _enumerates(text, position):
                yield position
    yield from opened
    if text.count('"') % 2 and not INCH.search(text):
        yield text.rindex('"')


def _enumerates(text: str, position: int) -> bool:
    return ENUMERATOR.search(text, max(0, position - 3), position) is not None


def ends_like_a_sentence(text: str, introduces: bool = False) -> bool:
    """A text that introduces a list may end with a colon."""
    last = without_citations(text).rstrip(CLOSERS)[-1:]
    return last in {".", "?", "!", "…"} or (introduces and last == ":")


def is_cut_off(text: str) -> bool:
    return CUT_OFF.search(without_citations(text).rstrip("*_ ")) is not None
