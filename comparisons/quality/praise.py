"""Praise that nobody stands behind: "world-class", "the best job", "the most rewarding career".

A superlative that measures is a statement like any other: "the largest employers", "the nearest
figure". One that praises is let through where a reader can check it: when it is quoted, denied
("not the best") or asked ("Which is the best?"), when it stays within a circle that is known ("the
best of the two", "the best engineer on the team"), and when its sentence has a source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..footnotes import cited_slugs
from .words import sentences, without_quotations


def _any_of(*patterns: str) -> str:
    return rf"(?:{'|'.join(patterns)})"


ULTIMATE = r"ultimate(?! (?:\w+ )?(?:say|word|decision|responsibility|authority|goal))"
PERFECT = r"perfect(?! (?:storm|the|your|it)\b)"
HYPE = _any_of(
    *("world[- ]class", "best[- ]in[- ]class", "top-notch", "second to none", "like never before"),
    *(PERFECT, ULTIMATE, "unbeatable", "unmatched", "unsurpassed", "unstoppable"),
    *("unparalleled", "unrivall?ed", "amazing(?:ly)?", "awesome", "fantastic", "phenomenal"),
    *("incredibl[ey]", "mind-blowing", "jaw-dropping", "life-changing", "once-in-a-lifetime"),
    *("outstanding", "number[- ]one (?:choice|career|job|role|path)", "revolutionary"),
    *("ground-?breaking", "game[- ]chang(?:ers?|ing)"),
    *("cutting[- ]edge", "state[- ]of[- ]the[- ]art", "must-(?:have|read)s?", "no-brainers?"),
    *("super(?:charge[sd]?|stars?)", "turbocharge[sd]?", "skyrocket(?:s|ed|ing)?"),
    *("rock ?stars?", "ninjas?", "gurus?", "effortless(?:ly)?", "seamless(?:ly)?"),
)
# "The best-paid tenth" measures.
GOOD = _any_of(
    *("best(?!-)", "greatest", "finest", "smartest", "brightest", "cleverest", "wisest"),
    *("strongest", "happiest", "coolest", "proudest"),
)
EASY = _any_of("easiest", "fastest", "quickest", "safest", "surest", "simplest")
WAYS = _any_of(
    *("way", "path", "route", "road", "track", "job", "role"),
    *("career", "move", "step", "choice", "option"),
)
WORTHY = _any_of(
    *("important", "powerful", "effective", "efficient", "valuable", "successful", "popular"),
    *("rewarding", "exciting", "impactful", "influential", "respected", "lucrative"),
    *("prestigious", "sought-after", "in-demand", "fulfilling", "desirable", "comprehensive"),
    *("advanced", "trusted", "innovative", "talented", "brilliant", "compelling", "attractive"),
    *("impressive", "promising", "inspiring"),
)
SUPERLATIVE = (
    r"(?:the|our|one of the|world['’]s|absolute|single|very)(?: very| single| absolute)? "
    rf"(?:{GOOD}|{EASY} {WAYS}s?|most {WORTHY})"
)
PRAISE = re.compile(
    rf"\b(?:{HYPE}|{SUPERLATIVE}|best (?:ever|of all|possible|in the world))\b", re.IGNORECASE
)
# "The best argument against" is a field of ours; a day, a part or a guess is the reader's own.
HONEST_COMPANION = _any_of(
    *("ways? (?:to|of|for)",),
    *("arguments?", "objections?", "reasons?", "case", "guess", "efforts?", "evidence"),
    *("estimates?", "practices?", "friends?", "interests?", "paid", "known", "placed"),
    *("ones?", "parts?", "moments?", "minutes?", "hours?", "days?", "weeks?", "months?", "years?"),
)
NUMBER = _any_of(
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", r"\d+", "both"),
    *("lot", "hour", "day", "week", "month", "year"),
)
OWN = _any_of("the", "a", "this", "that", "these", "those", "your", "our", "their", "its")
CIRCLE = _any_of(
    rf"of (?:{OWN} )?{NUMBER}",
    rf"(?:on|in|of) {OWN} (?:team|company|group|room|firm|list)",
    "(?:you|we|they) (?:have|had|know|knew)",
)
CHECKABLE = re.compile(rf" {HONEST_COMPANION}\b|.*\b{CIRCLE}\b", re.IGNORECASE)
DENIAL = re.compile(
    r"\b(?:no|not|never|nobody|nothing|none|neither|nor|without|hardly|seldom|rarely|cannot)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
CLAUSE_ENDS = re.compile("[,;:()–—]")


def praise(text: str) -> str:
    """The first words of praise that nobody stands behind, or ""."""
    lines = sentences(without_quotations(text))
    claims = (line for line in lines if not cited_slugs(line) and not line.endswith("?"))
    return next((words for line in claims for words in _praise_in(line)), "")


def _praise_in(sentence: str) -> Iterator[str]:
    for clause in CLAUSE_ENDS.split(sentence):
        if not DENIAL.search(clause):
            found = PRAISE.finditer(clause)
            yield from (words[0] for words in found if not CHECKABLE.match(clause, words.end()))
