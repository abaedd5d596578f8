"""Texts as a reader hears them: words, sentences, and runs of words.

Citations are no words. By hand: "Two of 1.5 million, e.g. in the U.S., stayed [@census]. “Why?”
he asked." has two sentences, of nine and three words: neither "1.5", "e.g." nor "U.S." ends one,
and the question does not, because what follows it goes on in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..footnotes import without_citations

END = re.compile(
    r"[.?!…]+[\"”’')\]]*"
    r"(?:\s*\[@[a-z0-9-]+\])*"
    r"\s+(?=[\"“‘'(\[]*[A-ZÀ-Þ0-9])"
)
NEVER_LAST = frozenset(
    {"approx.", "ca.", "cf.", "dr.", "e.g.", "esp.", "i.e.", "incl.", "mr.", "mrs.", "ms."}
    | {"prof.", "st.", "vs."}
)
BEFORE_A_NUMBER = frozenset({"fig.", "max.", "min.", "no.", "p.", "pp.", "vol."})
# "U.S.", "J.", "Inc.": they end a sentence only where the next word is one that begins sentences.
SELDOM_LAST = re.compile(r"(?:[A-Za-z]\.)+|(?:Inc|Ltd|Jr|Sr|Co|Corp)\.")
FIRST_WORD = re.compile(
    r"[\"“‘'(\[]*(?:a|after|all|although|an|and|another|any|as|ask|at|because|before|both|but|by"
    r"|do|does|each|either|even|every|few|first|for|from|he|her|here|his|how|i|if|in|is|it|its"
    r"|last|later|look|many|may|more|most|my|nearly|neither|no|nobody|none|nor|not|nothing|now"
    r"|of|on|once|one|only|or|other|others|our|people|she|since|so|some|somebody|someone|still"
    r"|such|take|tell|that|the|their|then|there|these|they|this|those|though|to|two|under|unless"
    r"|until|was|we|what|when|where|whether|which|while|who|why|will|with|without|yet|you|your)\b",
    re.IGNORECASE,
)
NEAR = 40  # characters; no word that matters for the end of a sentence is longer
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def plain(text: str) -> str:
    """As a reader hears it: without case, extra spaces and the closing full stop."""
    return " ".join(text.casefold().split()).rstrip(". ")


def sentences(text: str) -> list[str]:
    """Each with its citations, also those behind its full stop."""
    return [sentence for line in text.split("\n") for sentence in _split(line) if sentence]


def _split(text: str) -> Iterator[str]:
    start = 0
    for end in END.finditer(text):
        before = text[max(start, end.start() - NEAR) : end.start()]
        if _ends_here(before, end[0], text[end.end() : end.end() + NEAR]):
            yield text[start : end.end()].strip()
            start = end.end()
    yield text[start:].strip()


def _ends_here(before: str, stop: str, after: str) -> bool:
    last = (before.rpartition(" ")[2] + stop[:1]).lstrip("\"“‘'([")
    if last.lower() in NEVER_LAST:
        return False
    if last.lower() in BEFORE_A_NUMBER:
        return not after[:1].isdigit()
    seldom_last = SELDOM_LAST.fullmatch(last) and last != "I."
    return not seldom_last or FIRST_WORD.match(after) is not None


def count_words(text: str) -> int:
    """As a reader counts them: "6-10 weeks" has two, and a dash alone is none."""
    return sum(map(bool, map(LETTER_OR_DIGIT.search, without_citations(text).split())))


def words_of(text: str) -> list[str]:
    """For comparing: without case and punctuation."""
    return WORD.findall(without_citations(text).replace("’", "'").casefold())


def runs(text: str, length: int) -> list[tuple[str, ...]]:
    """Every sequence of so many words, in their order."""
    words = words_of(text)
    return [tuple(words[i : i + length]) for i in range(len(words) - length + 1)]


def without_quotations(text: str) -> str:
    """What is quoted is somebody else's."""
    return re.sub(r"“[^”]*”|\"[^\"]*\"", "…", text)
