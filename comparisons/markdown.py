"""Markdown as editors write it, turned into HTML that is safe to show.

Two packages share the work: markdown-it-py escapes raw HTML and refuses `javascript:` links, and
nh3 lets through only the elements that a text needs, should the first ever be wrong. Headings
start at level 2, because the page's title is the only h1: "# Why" becomes "<h2>Why</h2>".
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {
    "a", "blockquote", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SCHEMES = {"http", "https", "mailto"}
_QUOTED = 40  # characters of what is refused, to find it by
_parser = MarkdownIt("js-default", {"html": False, "linkify": False})
# Reads what the other one leaves as text, only to say that it is there.
_suspicious = MarkdownIt("js-default", {"html": True, "linkify": False})
_suspicious.validateLink = lambda url: True  # type: ignore[method-assign]


def tokens_of(text: str) -> list[Token]:
    return _parser.parse(text)


def to_html(text: str) -> str:
    tokens = tokens_of(text)
    _lower_headings(tokens)
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def to_text(text: str) -> str:
    """What readers see of it, in one line."""
    return " ".join(unescape(nh3.clean(to_html(text), tags=set())).split())


def objection_to(text: str) -> str:
    """What an author meant and no reader would get: HTML, and links that are not safe."""
    for token in _flat(_suspicious.parse(text)):
        if token.type in {"html_block", "html_inline"}:
            quoted = token.content.strip()[:_QUOTED]
            return (
                f"Readers would see “{quoted}” as it stands, because texts contain no HTML. "
                "Take it away, or put it between `backticks`."
            )
        address = str(token.attrGet("href") or token.attrGet("src") or "")
        if not _is_safe(address):
            return (
                f"“{address[:_QUOTED]}” cannot be linked. "
                "Begin a link with / for our own pages, or with https://."
            )
    return ""


def _flat(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or ())


def _is_safe(address: str) -> bool:
    scheme = _SCHEME.match(address)
    return scheme is None or scheme[1].lower() in _SCHEMES


def _lower_headings(tokens: list[Token]) -> None:
    """The page's title is its only h1; a text that starts at "#" begins one level below it."""
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = 2 - min(levels, default=2)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(4, int(token.tag[1]) + shift)}"
