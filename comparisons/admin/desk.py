"""What all pages of the desk have in common: they keep history and guard what is public."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import widgets
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from reversion.admin import VersionAdmin
from reversion.errors import RevertError
from reversion.models import Version

from comparisons.changes import content_has_changed
from comparisons.models import Comparison, Guide, Publishable, Role
from comparisons.publishing import publishing_gaps

from .citations import CitingText

Page = Role | Comparison | Guide

ROW = re.compile("[0-9]{1,18}")
STATES_OF_PUBLISHERS = frozenset({Publishable.State.PUBLISHED, Publishable.State.ARCHIVED})
FIELDS_OF_THE_DESK: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.CharField: {"form_class": CitingText},
    models.TextField: {"form_class": CitingText},
    # Both are CharFields as well, and cite nothing.
    models.SlugField: {"widget": widgets.AdminTextInputWidget},
    models.URLField: {"assume_scheme": "https"},
}


class NotPublishableError(Exception):
    """Raised when everything is saved, to undo it."""

    def __init__(self, gaps: list[str]) -> None:
        self.gaps = gaps


def shows_gaps(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What a page lacks is known once its inlines are saved. Undo that, and show the form again."""

    @wraps(view)
    def view_with_gaps(
        self: VersionAdmin, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            return view(self, request, *args, **kwargs)
        except NotPublishableError as refused:
            request.publishing_gaps = refused.gaps  # type: ignore[attr-defined]
            return view(self, request, *args, **kwargs)

    return view_with_gaps


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


class Inline(InlineModelAdmin):
    formfield_overrides = FIELDS_OF_THE_DESK
    extra = 1


class DeskAdmin(VersionAdmin):
    form = DeskForm
    formfield_overrides = FIELDS_OF_THE_DESK
    list_per_page = 50

    add_view = shows_gaps(VersionAdmin.add_view)
    change_view = shows_gaps(VersionAdmin.change_view)
    recover_view = shows_gaps(VersionAdmin.recover_view)

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

    # Taking back

    @shows_gaps
    def revision_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        # What follows sees the old version, which may have been a draft.
        now = self.get_object(request, unquote(object_id))
        if request.method == "POST" and not self.has_change_permission(request, now):
            raise PermissionDenied
        version = get_object_or_404(Version, pk=version_id, object_id=unquote(object_id))
        objection = now and self.objection_to_revert(now, version)
        if objection:
            messages.error(request, objection)
            label, name = self.opts.app_label, self.opts.model_name
            return redirect(f"admin:{label}_{name}_history", object_id)
        return super().revision_view(request, object_id, version_id, extra_context)

    def objection_to_revert(self, now: Any, version: Version) -> str:
        """Why the thing cannot become again what it was; empty when it can."""
        return ""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if extra_context and extra_context.keys() & {"revert", "recover"}:
            # The form will compare with the old version, and find no change.
            request.is_revert = True  # type: ignore[attr-defined]
            _refuse_loose_ends()
        return super().changeform_view(request, object_id, form_url, extra_context)


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


def _refuse_loose_ends() -> None:
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise RevertError(
            "This version refers to something that has been deleted since. Bring that back first."
        ) from error
