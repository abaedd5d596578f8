"""Citations in running text: `[@slug]` behind a claim names the source that it rests on.

A page numbers its sources in the order in which it first names them, so the first one a reader
meets is 1. With the text "Teams run six to eight [@team-size]. So does ours [@team-size]." both
marks become 1, and the list below the page has one entry.
"""

import re
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

# From the first space before it only, so that a long gap is not walked through from each.
CITATION = re.compile(r"(?<!\s)\s*\[@([a-z0-9-]+)\]")

Source = TypeVar("Source")


def cited_slugs(text: str) -> list[str]:
    return CITATION.findall(text)


def without_citations(text: str) -> str:
    return CITATION.sub("", text)


class Footnotes(Generic[Source]):
    """Hands out numbers while a page is rendered from top to bottom."""

    def __init__(self, known: Mapping[str, Source]) -> None:
        self._known = known
        self._numbers: dict[str, int] = {}

    def number(self, slug: str) -> int | None:
        """None for a source that is not there: no number may lead nowhere."""
        if slug not in self._known:
            return None
        return self._numbers.setdefault(slug, len(self._numbers) + 1)

    def marked(self, html: str, mark: Callable[[int], str]) -> str:
        """The text with every citation replaced by its mark."""

        def replace(citation: re.Match[str]) -> str:
            number = self.number(citation[1])
            return mark(number) if number else ""

        return CITATION.sub(replace, html)

    @property
    def cited(self) -> list[Source]:
        return [self._known[slug] for slug in self._numbers]
