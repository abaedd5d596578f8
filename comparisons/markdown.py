"""Markdown as editors write it, turned into HTML that is safe to show.

Two packages share the work: markdown-it-py escapes raw HTML and refuses `javascript:` links, and
nh3 lets through only the elements that a text needs, should the first ever be wrong. Headings
start at level 2, because the page's title is the only h1: "# Why" becomes "<h2>Why</h2>".
"""

from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {
    "a", "blockquote", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_parser = MarkdownIt("js-default", {"html": False, "linkify": False})


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
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def to_text(text: str) -> str:
    """What readers see of it, in one line."""
    return " ".join(unescape(nh3.clean(to_html(text), tags=set())).split())


def _lower_headings(tokens: list[Token]) -> None:
    """The page's title is its only h1; a text that starts at "#" begins one level below it."""
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = 2 - min(levels, default=2)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(4, int(token.tag[1]) + shift)}"
