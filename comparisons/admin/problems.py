"""What keeps a form from being saved, and a page from being published, each with its field.

Said above the form, in one list whose lines lead to the fields, those of the rows too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.forms.boundfield import BoundField
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from comparisons.models import Comparison
from comparisons.publishing import Gap

from .hints import label_of

ONLY_SHOWN = "shown"  # the code of what only says that nothing is saved


@dataclass(frozen=True)
class Line:
    words: str
    address: str = ""


def problems_of(form: Any, formsets: Iterable[Any]) -> list[Line]:
    return [*_problems_of_form(form), *(line for rows in formsets for line in _of_rows(rows))]


def gaps_of(gaps: Iterable[Gap], model: type[models.Model]) -> list[Line]:
    """As they lead from a form of this model."""
    return [Line(str(gap), _address_of(gap, model)) for gap in gaps]


def _problems_of_form(form: Any, row: str = "") -> Iterator[Line]:
    start = f"{row}: " if row else ""
    # Where somebody may only read, Django leaves a plain dict here, and nothing in it.
    for name, errors in form.errors.as_data().items() if form.errors else ():
        for error in errors:
            words = " ".join(map(_without_links, error.messages))
            if name != NON_FIELD_ERRORS:
                yield Line(f"{label_of(form[name])}: {words}", _anchor_of(form[name]))
            elif isinstance(error.message, Gap):
                yield Line(words, _address_of(error.message, form._meta.model))
            elif error.code != ONLY_SHOWN:
                yield Line(f"{start}{words}", f"#{form.prefix}" if row else "")


def _without_links(message: str) -> str:
    """Each line is a link itself; beside the field the message has its own."""
    return unescape(strip_tags(message)) if isinstance(message, SafeString) else message


def _of_rows(formset: Any) -> Iterator[Line]:
    for words in formset.non_form_errors():
        name = capfirst(str(formset.model._meta.verbose_name_plural))
        yield Line(f"{name}: {words}", f"#{formset.prefix}-heading")
    kind = capfirst(str(formset.model._meta.verbose_name))
    for number, row in enumerate(formset.forms, 1):
        if not (formset.can_delete and row.is_bound and formset._should_delete_form(row)):
            yield from _problems_of_form(row, f"{kind} {number}")


def _anchor_of(bound: BoundField) -> str:
    if bound.is_hidden:
        return f"#{bound.form.prefix}" if bound.form.prefix else ""
    halves = isinstance(bound.field.widget, forms.MultiWidget)
    return f"#{bound.auto_id}{'_0' if halves else ''}"


def _address_of(gap: Gap, model: type[models.Model]) -> str:
    if isinstance(gap.on, Comparison) and gap.about == "verdicts":
        # One that is still being added has no number yet, or none that stays.
        if model is Comparison and not Comparison.objects.filter(pk=gap.on.pk).exists():
            return ""
        return reverse("admin:comparisons_verdict_add", query={"comparison": gap.on.pk})
    field = type(gap.on)._meta.get_field(gap.about)
    anchor = f"#{gap.about}-heading" if field.one_to_many else f"#id_{gap.about}"
    if isinstance(gap.on, model):
        return anchor
    page = f"admin:comparisons_{gap.on._meta.model_name}_change"
    return reverse(page, args=[gap.on.pk]) + anchor
