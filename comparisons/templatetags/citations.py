"""Text that cites its sources, for pages that number them."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from comparisons import footnotes, markdown

register = template.Library()

SENTENCE_END = re.compile(r"(?<=[.?])\s")


@register.simple_tag(takes_context=True)
def cited(context: template.Context, text: str) -> SafeString:
    """Plain text, its citations turned into numbers that lead to the list of sources."""
    return _marked(context, conditional_escape(text))


@register.simple_tag(takes_context=True)
def cited_markdown(context: template.Context, text: str) -> SafeString:
    return _marked(context, markdown.to_html(text))


@register.simple_tag(takes_context=True)
def footnote(context: template.Context, slug: str) -> SafeString:
    return _marked(context, f"[@{slug}]")


@register.simple_block_tag
def rendered(content: str) -> str:
    """What a page shows further down, so that what stands above it knows what was cited there."""
    return content


@register.filter
def uncited(text: str) -> str:
    """For lists, which have no sources of their own to lead to."""
    return footnotes.without_citations(text)


@register.filter
def first_sentence(text: str) -> str:
    return SENTENCE_END.split(text, maxsplit=1)[0]


def _marked(context: template.Context, html: str) -> SafeString:
    # Safe: both callers hand over escaped or cleaned text, and a mark is a number.
    return mark_safe(context["footnotes"].marked(html, _mark))  # noqa: S308


def _mark(number: int) -> str:
    # The style sheet puts “Source” before it, for those who listen: here it would stand 40 times.
    return format_html('<sup><a href="#source-{0}">{0}</a></sup>', number)
