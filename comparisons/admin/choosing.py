"""Choosing among many things, with a script and without one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import ModelChoiceField
from django.http import HttpRequest
from django.utils.text import capfirst

from comparisons.models import Source

from .citations import CITES, CitingText

KNOWN_SOURCES = "known-sources"
Choice = tuple[Any, Any]
NUMBER = re.compile("[0-9]{1,9}")


class ChooseMany(forms.CheckboxSelectMultiple):
    """What is chosen stands first; a script adds a field that narrows the rest.

    Not the stock autocomplete: without a script it offers nothing, and with one its search field
    has no label.
    """

    template_name = "admin/includes/choose_many.html"

    def __init__(self, label: str) -> None:
        super().__init__()
        self.label = label

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "label": self.label}

    def optgroups(self, *args: Any, **kwargs: Any) -> list[Any]:
        groups = super().optgroups(*args, **kwargs)
        return sorted(groups, key=lambda group: not group[1][0]["selected"])


class NameOfSource(forms.TextInput):
    """Suggests from one list for the whole page: 191 choices in each of 20 rows would be heavy."""

    choices = ()

    def __init__(self) -> None:
        super().__init__({"list": KNOWN_SOURCES, "class": "name-of-source", "autocomplete": "off"})


class SourceField(ModelChoiceField):
    """A source by its slug, as texts cite it."""

    widget = NameOfSource
    queryset: models.QuerySet[Any]
    slugs: Mapping[int, str] = {}  # by the numbers that rows have for them

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Source):
            return value.slug
        return self.slugs.get(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Source | None:
        name = str(value or "").strip().removeprefix("[@").removesuffix("]")
        if not name:
            return None
        if source := self.queryset.filter(slug=name).first():
            return source
        # The window in which a source is added gives back its number.
        by_number = self.queryset.filter(pk=name) if NUMBER.fullmatch(name) else None
        if by_number and (source := by_number.first()):
            return source
        raise ValidationError(f"No source is called “{name}”. Choose one, or add it first.")


class ChoosingAdmin(BaseModelAdmin):
    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name in CITES.get(db_field.model, ()):
            kwargs.setdefault("form_class", CitingText)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            # The other links want a number, or lead away from what is being written.
            widget.can_change_related = widget.can_view_related = widget.can_delete_related = False
            widget.can_add_related = widget.can_add_related and isinstance(field, SourceField)
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.related_model is Source:
            kwargs.setdefault("form_class", SourceField)
            kwargs.setdefault("widget", NameOfSource())
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if isinstance(field, SourceField):
            field.slugs = dict(field.queryset.values_list("pk", "slug"))
        elif field:
            # Read once: each row has a copy of the field, and would read them again.
            field.choices = list(cast(Iterable[Choice], field.choices))
        return field

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField | None:
        kwargs.setdefault("widget", ChooseMany(capfirst(str(db_field.verbose_name))))
        return super().formfield_for_manytomany(db_field, request, **kwargs)
