"""Which pages a reader may have meant who asked for one that is not there.

Names are compared letter by letter, so "tech-leed" finds the tech lead: 16 of its 18 letters and
those of "tech-lead" pair up, a likeness of 0.89, well above the 0.5 at which a guess is useful.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TypeVar

HELPFUL_LIKENESS = 0.5

Page = TypeVar("Page")


def nearest(wanted: str, pages: Mapping[str, Page], at_most: int = 3) -> list[Page]:
    """The pages whose slug is most like the last part of the address that was asked for."""
    last = wanted.strip("/").rpartition("/")[2].lower()
    found = get_close_matches(last, pages, n=len(pages) or 1, cutoff=HELPFUL_LIKENESS)
    return list(dict.fromkeys(pages[slug] for slug in found))[:at_most]
