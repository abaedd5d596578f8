"""The shapes of roles, and how sure a verdict is."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from comparisons import charts
from comparisons.models import Role, Verdict

register = template.Library()


@register.simple_tag
def mark(role: Role, beside: Role | None = None) -> SafeString:
    return mark_in(charts.shape(role, beside))


def mark_in(shape: str) -> SafeString:
    return format_html(
        '<svg class="mark {0}" viewBox="-9 -9 18 18" aria-hidden="true"><use href="#m-{0}"/></svg>',
        shape,
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


register.simple_tag(charts.shape)
register.simple_tag(charts.shapes)
register.simple_tag(charts.share)
