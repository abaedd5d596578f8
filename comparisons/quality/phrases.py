"""Words that stand where something should be said: placeholders, and "it depends" on nothing.

"Coming soon." holds a place; "The second office is coming soon, and with it your first two
reports" says something. "It depends." and "It depends on many factors." lack their condition; "It
depends on your manager" and "It depends. With four reports, yes." name one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .words import count_words, plain, sentences, without_quotations

EMPTY_WORDS = frozenset({"", "tbd", "tba", "todo", "n/a", "none", "pro", "con"})
EMPTY_PHRASES = (
    "depend on your use case",
    "depends on your use case",
    "depends on your situation",
    "depends on your specific needs",
    "well-suited for its specific use case",
    "may not be ideal for every scenario",
    "every situation is different",
    "related to:",
    "lorem ipsum",
)
# Only where little else is said.
PLACEHOLDERS = ("coming soon", "to be written", "to be added", "to be decided", "to be announced")
SHORT = 6  # words
UNFINISHED = re.compile(r"\b(?:TBD|TBA|FIXME|XXX|TODO)\b")

DEPENDS = re.compile(r"\b(?:it|that|this)(?: \w+)? depends\b", re.IGNORECASE)
ANYTHING = r" (?:many|several|various|different|a number of|lots of)\b"
CONDITION = re.compile(
    rf"\b(?:(?:on|upon)(?!{ANYTHING})"
    r"|whether|how|what|which|who|whose|where|when|if|unless)\b",
    re.IGNORECASE,
)
OPENS_WITH_CONDITION = re.compile(
    r"(?:If|When|Where|Unless|With|Without|Above|Below|Under|Over|Before|After)\b"
)


def says_nothing(text: str) -> bool:
    return plain(text) in EMPTY_WORDS or bool(placeholder(text) or bare_depends(text))


def placeholder(text: str) -> str:
    """The first words of a text that only hold a place, or ""."""
    if plain(text) in EMPTY_WORDS:
        return text
    if found := UNFINISHED.search(text):
        return found[0]
    return next((phrase for line in sentences(text) for phrase in _placeholders_in(line)), "")


def _placeholders_in(sentence: str) -> Iterator[str]:
    words = plain(sentence)
    phrases = EMPTY_PHRASES + (PLACEHOLDERS if count_words(sentence) <= SHORT else ())
    return (phrase for phrase in phrases if phrase in words)


def bare_depends(text: str) -> str:
    """The first "it depends" that does not say on what, at the latest in the next sentence."""
    for sentence, following in pairwise([*sentences(without_quotations(text)), ""]):
        found = DEPENDS.search(sentence)
        if found and not (
            CONDITION.search(sentence, found.end()) or OPENS_WITH_CONDITION.match(following)
        ):
            return found[0]
    return ""
