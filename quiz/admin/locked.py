"""What has been opened keeps its meaning: its form asks for that, and its rows stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from reversion.models import Version

from comparisons.admin.desk import DeskAdmin, DeskForm
from comparisons.admin.inlines import Inline
from quiz.models import Edition
from quiz.opening import keeps_its_meaning

PLACE = "order"
LABELS = {"slug": "Short name", PLACE: "Place"}  # as everywhere on the desk


class RewordingForm(DeskForm):
    same_meaning = forms.BooleanField(
        label="Only words change, not the meaning",
        help_text="Results rest on this. Whoever answered before must have answered the same; "
        "where the meaning changes, write a new edition.",
        error_messages={"required": "Tick this, or write a new edition."},
    )


class RowsThatStay(forms.models.BaseInlineFormSet):
    """Nothing to drag, and no row takes another place because its number was not sent."""

    def __init__(
        self,
        *args: Any,
        default_order_direction: str | None = None,
        default_order_field: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)


class LockedInline(Inline):
    """Rows that keep their number and their meaning once the edition has been opened."""

    locked: list[str] = []

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.locked if obj and obj.is_locked else []

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        kwargs.setdefault("labels", LABELS)
        if obj and obj.is_locked:
            kwargs["formset"] = RowsThatStay
        return super().get_formset(request, obj, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Rows that stay stand in their order; its numbers say nothing then."""
        fields = super().get_fields(request, obj)
        return _without_place(fields) if obj and obj.is_locked else fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not (obj and obj.is_locked)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_locked)


def _without_place(fields: Iterable[Any]) -> list[Any]:
    """Some stand on one line, as a tuple."""
    return [
        tuple(_without_place(one)) if isinstance(one, tuple) else one
        for one in fields
        if one != PLACE
    ]


class LockedAdmin(DeskAdmin):
    def edition_of(self, thing: Any) -> Edition:
        raise NotImplementedError

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = list(super().get_fields(request, obj))
        rewording = obj and obj.is_locked and self.has_change_permission(request, obj)
        return [*fields, "same_meaning"] if rewording else fields

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[DeskForm]:
        kwargs.setdefault("labels", LABELS)
        if obj and obj.is_locked and self.has_change_permission(request, obj):
            kwargs["form"] = RewordingForm
        return super().get_form(request, obj, change=change, **kwargs)

    # Who may

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_locked or self.has_open_permission(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_locked)

    def has_open_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("quiz.open_edition")

    # What stays as it is

    def save_related(
        self, request: HttpRequest, form: DeskForm, formsets: Iterable[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        # The forms leave no way to it. But somebody may have opened the edition a moment ago, or
        # bring back what was deleted from it.
        edition = Edition.objects.get(pk=self.edition_of(form.instance).pk)
        if edition.is_locked and not keeps_its_meaning(edition):
            raise PermissionDenied

    def objection_to_revert(self, now: Any, version: Version) -> str:
        edition = self.edition_of(now)
        if edition.is_draft:
            return ""
        return f"{edition} is {edition.state}, so nothing in it is taken back. Correct its words."
