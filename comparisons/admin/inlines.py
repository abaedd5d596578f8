"""What hangs on a page, edited on the page of the desk that it hangs on."""

from __future__ import annotations

from typing import Any

from adminsortable2.admin import CustomInlineFormSet, SortableInlineAdminMixin
from django import forms
from django.contrib.admin import widgets
from django.contrib.admin.options import InlineModelAdmin
from django.db import models
from django.http import HttpRequest

from .choosing import ChoosingAdmin
from .citations import UncitedText
from .guarding import rows_of

LAST = 32767  # as far as PostgreSQL counts in a small column
MOST_ROWS = 100  # of one kind on one page
SHAPE_OF_ADDRESS = "Use only letters, digits and hyphens, for example: engineering-manager"
TAKEN = "This is taken by another one. Choose another."
WHOLE_ADDRESS = "Write a whole web address, for example: https://example.org/report"


class DateAndTime(widgets.AdminSplitDateTime):
    """Each half has a name, where the stock one has none."""

    def __init__(self) -> None:
        super().__init__()
        for half, name in zip(self.widgets, ("Date", "Time"), strict=True):
            half.attrs["aria-label"] = name


FIELDS_OF_THE_DESK: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    # Where a text may cite, choosing.py gives it a field that knows the sources.
    models.CharField: {"form_class": UncitedText},
    # As low as its text allows; the style sheet lets it grow.
    models.TextField: {
        "form_class": UncitedText,
        "widget": widgets.AdminTextareaWidget(attrs={"rows": 3}),
    },
    # Both are CharFields as well, and cite nothing.
    models.SlugField: {
        "widget": widgets.AdminTextInputWidget,
        "label": "Address",
        "error_messages": {"invalid": SHAPE_OF_ADDRESS, "unique": TAKEN},
    },
    models.DateTimeField: {"form_class": forms.SplitDateTimeField, "widget": DateAndTime},
    models.URLField: {
        "assume_scheme": "https",
        "error_messages": {"invalid": WHOLE_ADDRESS},
    },
    # As PostgreSQL has it, also where SQLite would take more.
    models.PositiveSmallIntegerField: {"max_value": LAST},
}


class Inline(ChoosingAdmin, InlineModelAdmin):
    formfield_overrides = FIELDS_OF_THE_DESK
    template = "admin/edit_inline/rows.html"
    extra = 1
    max_num = MOST_ROWS
    advice = ""  # said once, above the rows
    few = 0  # below so many rows, three empty ones spare whoever has no script some saving
    help_texts: dict[str, str] = {}

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        if self.few and (obj is None or rows_of(obj, self).count() < self.few):
            return 3
        return super().get_extra(request, obj, **kwargs)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        kwargs.setdefault("help_texts", self.help_texts)
        # Django would draw a thousand more, for whoever says that there are so many.
        kwargs.setdefault("absolute_max", MOST_ROWS)
        return super().get_formset(request, obj, **kwargs)


class RowsInOrder(CustomInlineFormSet):
    """The number stays a field: it needs neither a script nor a mouse. Rows without one come last.

    A row that is dragged tells its place by the same field.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.form.base_fields.get(self.default_order_field or "")
        if field:
            field.is_hidden = False
            field.initial = None
            field.label = "Place"
            field.widget = forms.NumberInput({"class": "_reorder_", "min": 0, "max": LAST})

    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if _is_kept(form)]
        last = max((form.cleaned_data["order"] or 0 for form in rows), default=0)
        for form in rows:
            if form.cleaned_data["order"] is None:
                last = min(last + 1, LAST)
                form.instance.order = last


def _is_kept(form: Any) -> bool:
    cleaned = getattr(form, "cleaned_data", {})
    return "order" in cleaned and not cleaned.get("DELETE")


class OrderedInline(SortableInlineAdminMixin, Inline):
    formset = RowsInOrder
    kinds_in_order = ""  # a field; rows of one kind stand together

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        order = [*filter(None, [self.kinds_in_order]), "order", "pk"]
        return super().get_queryset(request).order_by(*order)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Not with the number once more, because it does not stand on its own line."""
        return self.fields
