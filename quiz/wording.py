"""How answers and odds are put into words, the same on every page.

By hand: 2 on the pair "help a colleague | repair the build" reads "Rather: help a colleague", 4
reads "Much rather: repair the build"; odds of 0.68 read "about 7 in 10".
"""

from __future__ import annotations

from collections.abc import Sequence

from comparisons.charts import in_text

STATEMENT_WORDS = ("Not me at all", "Rather not me", "In between", "Rather me", "Exactly me")
PAIR_WORDS = ("Much rather", "Rather", "Rather", "Much rather")
SKIPPED = "Skipped"


def answer_words(kind: str, option_texts: Sequence[str], value: int | None) -> str:
    """An answer as it is stored, counted from 1, in the words in which it was given."""
    if value is None:
        return SKIPPED
    return choice_words(kind, option_texts)[value - 1]


def choice_words(kind: str, option_texts: Sequence[str]) -> tuple[str, ...]:
    """Everything that can be answered, in the order in which answers are counted."""
    if kind == "statement":
        return STATEMENT_WORDS
    if kind == "pair":
        first, second = option_texts
        sides = (first, first, second, second)
        return tuple(f"{words}: {side}" for words, side in zip(PAIR_WORDS, sides, strict=True))
    return tuple(option_texts)


def reason_words(criterion: str, wanted: bool) -> str:
    """What speaks for a role: that it gives what you want, or spares you what you do not want."""
    return criterion if wanted else f"Little interest in {in_text(criterion)}"


def about(odds: float) -> str:
    """Odds no more precise than they are."""
    if odds > 0.9:
        return "more than 9 in 10"
    if odds < 0.1:
        return "less than 1 in 10"
    return f"about {int(odds * 10 + 0.5)} in 10"
