"""How a page presents itself to other sites: what its head says twice, and its structured data."""

import json
from html import unescape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from comparisons import structured_data
from comparisons.structured_data import Page, Thing

register = template.Library()

# As Django's json_script has it: no text can end the element that it stands in.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_block_tag
def words(content: str) -> str:
    """Plain text of what a block says, for the other places that say the same."""
    return " ".join(unescape(content).split())


@register.simple_tag(takes_context=True)
def data_of_page(context: template.Context) -> SafeString:
    return _script(structured_data.of_page(_page(context)))


@register.simple_tag(takes_context=True)
def data_of_home(context: template.Context) -> SafeString:
    return _script(structured_data.of_home(_page(context)))


@register.simple_tag(takes_context=True)
def data_of_quiz(context: template.Context) -> SafeString:
    return _script(structured_data.of_quiz(_page(context)))


@register.simple_tag(takes_context=True)
def data_of_list(context: template.Context, *lists: Any) -> SafeString:
    things = [thing for one in lists for thing in one]
    return _script(structured_data.of_list(_page(context), things))


@register.simple_tag(takes_context=True)
def data_of_comparison(context: template.Context) -> SafeString:
    comparison, sources = context["comparison"], context["footnotes"].cited
    return _script(structured_data.of_comparison(_page(context), comparison, sources))


@register.simple_tag(takes_context=True)
def data_of_role(context: template.Context) -> SafeString:
    return _script(structured_data.of_role(_page(context), context["role"]))


@register.simple_tag(takes_context=True)
def data_of_guide(context: template.Context) -> SafeString:
    guide, sources = context["guide"], context["footnotes"].cited
    return _script(structured_data.of_guide(_page(context), guide, sources))


def _page(context: template.Context) -> Page:
    return Page(
        site=context["site_url"],
        address=context["canonical_url"],
        title=context["page_title"],
        description=context["page_description"],
        trail=context.get("trail") or (),
    )


def _script(data: Thing) -> SafeString:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    # Safe: nothing in the text can close the element, and browsers do not run this type.
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308
