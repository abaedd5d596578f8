"""What all pages of the desk have in common: they keep history and guard what is public."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from comparisons.changes import content_has_changed
from comparisons.models import Comparison, Guide, Publishable, Role
from comparisons.publishing import publishing_gaps

from .history import HistoryAdmin
from .inlines import FIELDS_OF_THE_DESK
from .undoing import NotPublishableError, shows_gaps

Page = Role | Comparison | Guide

ROW = re.compile("[0-9]{1,18}")
STATES_OF_PUBLISHERS = frozenset({Publishable.State.PUBLISHED, Publishable.State.ARCHIVED})


def may_publish(user: User | AnonymousUser, model: type[models.Model]) -> bool:
    return user.has_perm(f"comparisons.publish_{model._meta.model_name}")


def may_touch(user: User | AnonymousUser, page: Page | None) -> bool:
    """What is public, or was, belongs to those who may publish."""
    return page is None or page.state not in STATES_OF_PUBLISHERS or may_publish(user, type(page))


class DeskForm(forms.ModelForm):
    gaps: list[str] = []

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.gaps:
            advice = "Nothing is saved yet: complete what follows, or save it as a draft."
            raise ValidationError([advice, *self.gaps])
        return cleaned


class DeskAdmin(HistoryAdmin):
    form = DeskForm
    formfield_overrides = FIELDS_OF_THE_DESK
    list_per_page = 50

    add_view = shows_gaps(HistoryAdmin.add_view)
    change_view = shows_gaps(HistoryAdmin.change_view)
    recover_view = shows_gaps(HistoryAdmin.recover_view)

    def page_of(self, thing: Any) -> Page | None:
        """The page that shows this thing, where it is exactly one."""
        return None

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[DeskForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.gaps = getattr(request, "publishing_gaps", [])
        return form

    # Who may

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def _may_touch(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or may_touch(request.user, self.page_of(obj))

    # What saving and deleting bring with them

    def save_related(
        self, request: HttpRequest, form: DeskForm, formsets: Iterable[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        page = self.page_of(form.instance)
        if page and page.is_published:
            gaps = publishing_gaps(page)
            if gaps:
                raise NotPublishableError(gaps)
        if (
            not change
            or form.has_changed()
            or any(formset.has_changed() for formset in formsets)
            or getattr(request, "is_revert", False)
        ):
            self._note_change_of(form.instance)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        self._note_change_of(obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        things = list(queryset)
        super().delete_queryset(request, queryset)
        self._note_change_of(*things)

    def _note_change_of(self, *things: Any) -> None:
        for page in filter(None, map(self.page_of, things)):
            # Not by saving: the page's own save is already part of a revision.
            type(page)._default_manager.filter(pk=page.pk).update(changed_at=timezone.now())
        content_has_changed()

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> HttpResponse | None:
        # Django asks the database for whatever is selected, and breaks on what is no number.
        selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(ROW.fullmatch(row) for row in selected):
            return None
        return super().response_action(request, queryset)


class PublishableAdmin(DeskAdmin):
    def page_of(self, thing: Any) -> Page | None:
        return thing

    def formfield_for_choice_field(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "state" and not may_publish(request.user, self.model):
            kwargs["choices"] = [
                choice
                for choice in Publishable.State.choices
                if choice[0] not in STATES_OF_PUBLISHERS
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)
