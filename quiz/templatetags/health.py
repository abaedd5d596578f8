"""The charts of quiz health."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import template

from quiz import charts
from quiz.health import Leaving, Stretch

register = template.Library()

register.simple_tag(charts.rules)


@register.simple_tag
def placed(parts: Sequence[Any]) -> Iterator[tuple[Any, tuple[str, str] | None]]:
    """Each part of a bar with where it stands."""
    return zip(parts, charts.in_a_row([part.percent for part in parts]), strict=True)


@register.simple_tag
def columns(leaving: Leaving) -> list[tuple[charts.Column, Stretch | None]]:
    """Each column with what it shows; the last shows who has finished."""
    numbers = [(one.first, one.last, one.before, one.after) for one in leaving.stretches]
    found = charts.columns(numbers, leaving.places)
    return list(zip(found, [*leaving.stretches, None], strict=True)) if found else []
