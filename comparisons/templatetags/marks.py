"""Shapes: a circle, a square and a triangle for the three paths, hexagons for other roles."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from comparisons import charts
from comparisons.models import Role, Verdict

register = template.Library()

SHAPES = {
    Role.Path.TECHNICAL_MANAGEMENT: "em",
    Role.Path.TECHNICAL_LEADERSHIP: "tl",
    Role.Path.PRODUCT_MANAGEMENT: "pm",
}


@register.simple_tag
def shape(role: Role, beside: Role | None = None) -> str:
    """The second role without a path in one chart wears a hollow hexagon."""
    if role.path:
        return SHAPES[Role.Path(role.path)]
    return "hollow" if beside and not beside.path else "hex"


@register.simple_tag
def mark(role: Role, beside: Role | None = None) -> SafeString:
    return format_html(
        '<svg class="mark {0}" viewBox="-9 -9 18 18" aria-hidden="true"><use href="#m-{0}"/></svg>',
        shape(role, beside),
    )


@register.simple_tag
def sureness(level: int) -> SafeString:
    words = Verdict.Sureness(level)
    dots = "●" * level + "○" * (max(Verdict.Sureness) - level)
    return format_html(
        '<span class="sureness"><span class="dots" aria-hidden="true">{}</span> {}</span>',
        dots,
        words.label,
    )


register.simple_tag(charts.share, name="share")
