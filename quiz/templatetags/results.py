"""What a result keeps as JSON, put into words and shapes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.utils.safestring import SafeString

from comparisons.charts import SHAPES, in_text
from comparisons.models import Experiment
from comparisons.templatetags.marks import mark_in
from quiz import charts, findings, wording

register = template.Library()

register.filter(wording.about)
register.filter(in_text)
register.filter(findings.sentence)
register.filter(findings.tried)
register.filter(findings.still_needed)
register.filter(findings.finding_of_the_lead)
register.filter(findings.finding_of_the_jobs)
register.filter(findings.finding_of_the_changes)
register.filter(charts.in_hundredths)
register.simple_tag(charts.odds_at)
register.simple_tag(charts.bars)
register.simple_tag(charts.hundred_marks)
register.simple_tag(charts.you_and_the_jobs)
register.simple_tag(charts.level_with_each_other)


@register.filter
def shape_of(path: str) -> str:
    return SHAPES[path]


@register.simple_tag
def mark_of(path: str) -> SafeString:
    return mark_in(shape_of(path))


@register.filter
def of(things: Mapping[str, Any], key: str) -> Any:
    return things[key]


@register.filter
def day(text: str) -> date:
    return date.fromisoformat(text)


@register.filter
def signed(hundredths: int) -> str:
    sign = "−" if hundredths < 0 else "+" if hundredths else ""
    return f"{sign}{abs(hundredths) / 100:.2f}"


@register.filter
def when(span: str) -> str:
    return Experiment.When(span).label
