"""What all pages of the desk have in common: they keep history and guard what is public."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from comparisons.changes import content_has_changed
from comparisons.differences import State
from comparisons.models import (
    Comparison,
    ContentVersion,
    Guide,
    Publishable,
    Role,
    Verdict,
    WorkingCopy,
)
from comparisons.pages import show_comparison, show_guide, show_role
from comparisons.publishing import publishing_gaps

from . import copies
from .copies import copy_of
from .downloads import DownloadAdmin
from .guarding import (
    OPENED_AS,
    OPENED_VERSION,
    fingerprint,
    last_saved,
    number_of_last,
    savers_since,
    still_sendable,
)
from .hints import HintedAdmin
from .history import CommentedForm, HistoryAdmin
from .inlines import FIELDS_OF_THE_DESK
from .lists import ForgivingAdmin
from .merging import base_of, merge
from .problems import ONLY_SHOWN, Line, gaps_of, problems_of
from .signing_in import kept_words
from .undoing import (
    AnsweredError,
    DoneInsteadError,
    Intent,
    NotPublishableError,
    Panel,
    ShownAgainError,
    StaleError,
    TriedError,
    intent_of,
    may_be_undone,
)

Page = Role | Comparison | Guide

STATES_OF_PUBLISHERS = frozenset({Publishable.State.PUBLISHED, Publishable.State.ARCHIVED})
SHOWN: dict[type[Page], tuple[Callable[[], Any], Callable[..., HttpResponse]]] = {
    Role: (Role.objects.for_page, show_role),
    Comparison: (Comparison.objects.for_page, show_comparison),
    Guide: (Guide.objects.for_page, show_guide),
}


def may_publish(user: User | AnonymousUser, model: type[models.Model]) -> bool:
    return user.has_perm(f"comparisons.publish_{model._meta.model_name}")


def may_touch(user: User | AnonymousUser, page: Page | None) -> bool:
    """What is public, or was, belongs to those who may publish."""
    return page is None or page.state not in STATES_OF_PUBLISHERS or may_publish(user, type(page))


def _is_current(data: QueryDict, intent: Intent) -> bool:
    return data.get(OPENED_AS) == intent.fingerprint


def _leave_state(form: type[forms.ModelForm]) -> None:
    """When readers see a page is for those to decide who may publish."""
    for name in {"state", "publish_at"} & form.base_fields.keys():
        form.base_fields[name].disabled = True
    if isinstance(state := form.base_fields.get("state"), forms.ChoiceField):
        state.choices = Publishable.State.choices


class OpenedAs(forms.CharField):
    """What the form was opened on; it says nothing about the thing itself."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class DeskForm(CommentedForm):
    intent = Intent()

    opened_as = OpenedAs()
    opened_version = OpenedAs()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opened = {OPENED_AS: self.intent.fingerprint, OPENED_VERSION: self.intent.version}
        if self.is_bound:
            # Whatever was sent has been compared by now, and is to be sent again from here.
            sent = cast(QueryDict, self.data).copy()
            for name, value in opened.items():
                sent[name] = value
            self.data = sent
        self.initial.update(opened)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.intent.gaps:
            advice = "Nothing is saved yet: complete what follows, or save it as a draft."
            raise ValidationError([advice, *self.intent.gaps])
        if self.intent.refusal:
            raise ValidationError(self.intent.refusal)
        if not self.intent.saves:
            raise ValidationError("Nothing is saved yet.", code=ONLY_SHOWN)
        return cleaned


class DeskAdmin(HintedAdmin, ForgivingAdmin, HistoryAdmin):  # type: ignore[misc]
    form = DeskForm
    formfield_overrides = FIELDS_OF_THE_DESK
    list_per_page = 50

    add_view = may_be_undone(HistoryAdmin.add_view)
    recover_view = may_be_undone(HistoryAdmin.recover_view)

    def page_of(self, thing: Any) -> Page | None:
        """The page that shows this thing, where it is exactly one."""
        return None

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[DeskForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.intent = intent_of(request)
        if obj and not self._may_touch(request, obj):
            _leave_state(form)
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What our own links preset; anything else in an address is not for a form."""
        presets = super().get_changeform_initial_data(request)
        links = {field.name for field in self.opts.fields if field.many_to_one}
        return {name: value for name, value in presets.items() if name in links}

    # Who may; on what readers see, those who may not publish change a working copy

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_touch(request, obj)

    def _may_touch(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or may_touch(request.user, self.page_of(obj))

    # What a form shows, and on what it is opened

    @may_be_undone
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        decision = self._decision_on_copy(request, object_id)
        return decision or super().change_view(request, object_id, form_url, extra_context)

    @may_be_undone
    def revision_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        # What follows sees the old version, which may have been a draft.
        now = self.get_object(request, unquote(object_id))
        if now:
            if not self._may_touch(request, now):
                raise PermissionDenied
            intent_of(request).before_revert = fingerprint(now, self.inlines)
        return super().revision_view(request, object_id, version_id, extra_context)

    def _changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None,
        form_url: str,
        extra_context: dict[str, Any] | None,
    ) -> HttpResponse:
        if is_sent := request.method == "POST":
            ContentVersion.hold()
        intent, extra = intent_of(request), dict(extra_context or {})
        thing = self.get_object(request, unquote(object_id)) if object_id else None
        if thing:
            copy = copy_of(thing)
            intent.only_copies = not self._may_touch(request, thing)
            # An author goes on with the working copy that there is, or with none.
            follows = copies.is_opened(request) or (intent.only_copies and is_sent)
            stored = intent.before_revert or fingerprint(thing, self.inlines)
            intent.fingerprint = copies.with_stamp(stored, copy if follows else None)
            extra |= {"working_copy": copy, "only_copies": intent.only_copies}
            if not getattr(request, "is_revert", False):
                intent.version = number_of_last(thing)
        elif object_id is None and (followed := self.followed_by_new(request)):
            intent.fingerprint = str(followed.pk)
        if intent.saves and not intent.is_tried and self._may_fill(request, thing):
            self._show_what_waits(request, thing)
        return super()._changeform_view(request, object_id, form_url, extra)

    def followed_by_new(self, request: HttpRequest) -> Any:
        """What stands already, and will be followed by what is added; the form has to know it."""
        return None

    def _may_fill(self, request: HttpRequest, thing: Any) -> bool:
        if thing:
            return self.has_change_permission(request, thing)
        return self.has_add_permission(request)

    def _show_what_waits(self, request: HttpRequest, thing: Any) -> None:
        """Words that came without a session, a working copy, or words for what is gone by now."""
        if request.method == "POST":
            if thing and not _is_current(request.POST, intent_of(request)):
                raise self._conflict(request, request.POST, thing)
            if not thing and request.POST.get(OPENED_AS, "") != intent_of(request).fingerprint:
                followed = self.followed_by_new(request)
                raise ShownAgainError(
                    request.POST, lambda _: Panel("followed", {"followed": followed})
                )
        elif (words := kept_words(request)) is not None:
            data, intent = copies.form_of(words), intent_of(request)
            passes_by = intent.only_copies and copy_of(thing) and copies.OPENED not in data
            if thing and (passes_by or not _is_current(data, intent)):
                raise self._conflict(request, data, thing)
            raise ShownAgainError(data, lambda _: Panel("kept"))
        elif thing and copies.is_opened(request) and (copy := copy_of(thing)):
            raise self._opened(copy, thing, intent_of(request))

    def _conflict(self, request: HttpRequest, data: QueryDict, thing: Any) -> ShownAgainError:
        intent, now, copy = intent_of(request), self.state_of(thing), copy_of(thing)
        data, merged = self._merged(request, data, thing, now)
        data = still_sendable(data, thing, self.inlines)
        if copy and intent.only_copies:
            data[copies.OPENED] = "on"
        context = {"last": last_saved(thing), "copy": copy, "merged": merged}
        if copy and intent.only_copies and not copies.is_meant(copy, data.get(OPENED_AS, "")):
            context["replaced"] = copy

        def panel(yours: State | None) -> Panel:
            changes = self.differences(now, yours) if yours else None
            return Panel("two_editors", {**context, "differences": changes})

        return ShownAgainError(data, panel)

    def _merged(
        self, request: HttpRequest, data: QueryDict, thing: Any, now: State
    ) -> tuple[QueryDict, dict[str, Any] | None]:
        """With what others changed since the form was opened, if that is known."""
        base = base_of(data, thing, self.inlines) if intent_of(request).version else None
        if base is None:
            return data, None
        data, form = data.copy(), self.get_form(request, thing, change=True)(instance=thing)
        formsets = zip(*self._create_formsets(request, thing, change=True), strict=True)
        may_change = [pair for pair in formsets if pair[1].has_change_permission(request, thing)]
        both = merge(data, base, form, may_change)
        then = self.state_of_version(base.version, thing)
        return data, {
            "both": both,
            "who": savers_since(base.version, thing),
            "theirs": self.differences(then, now),
        }

    def _opened(self, copy: WorkingCopy, thing: Any, intent: Intent) -> ShownAgainError:
        now, is_stale = self.state_of(thing), not copies.is_begun_on(copy, intent.fingerprint)
        data = still_sendable(copies.opened(copy, thing), thing, self.inlines)

        def panel(copied: State | None) -> Panel:
            changes = self.differences(now, copied) if copied else None
            context = {"copy": copy, "is_stale": is_stale, "differences": changes}
            context |= copies.by_audience(changes or [])
            return Panel("working_copy", context)

        return ShownAgainError(data, panel)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        panel = intent_of(request).panel
        form, rows = context["adminform"].form, context["inline_admin_formsets"]
        context |= {
            "panel": panel,
            "problems": problems_of(form, [inline.formset for inline in rows]),
            "errors": [],  # the stock line above them, which leads nowhere
            "gaps": self._gaps_before_publishing(request, context["original"], form),
            "opens_copy": panel is not None and copies.OPENED in request.POST,
            "may_preview": self._is_page(form.instance),
            "send_back": copies.SendBackForm(),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _gaps_before_publishing(
        self, request: HttpRequest, thing: Any, form: DeskForm
    ) -> list[Line]:
        """What a draft still lacks, while the form shows what is saved."""
        page = self.page_of(thing) if thing and not form.is_bound else None
        if page is None or page.state in STATES_OF_PUBLISHERS:
            return []
        may_write = self.has_change_permission(request, thing)
        return gaps_of(publishing_gaps(page), self.model) if may_write else []

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Not while its address would answer that there is no such page."""
        page = self.page_of(obj) if obj else None
        if page and not type(page).objects.published().filter(pk=page.pk).exists():
            return None
        return super().get_view_on_site_url(obj)

    # Working copies

    @transaction.atomic
    def _keep_copy(self, request: HttpRequest, form: DeskForm) -> HttpResponse:
        ContentVersion.hold()
        # Not the instance of the form, which holds what is undone by now.
        thing = type(form.instance)._default_manager.filter(pk=form.instance.pk).first()
        if thing is None or not self._is_unchanged(request, thing):
            raise StaleError
        copy = copies.keep(request, thing, form.cleaned_data.get("assignee"))
        self.log_change(request, thing, "Kept a working copy.")
        messages.success(
            request,
            f"Your working copy of {thing} is kept. Readers see no change until an editor"
            " publishes it.",
        )
        return redirect(copy if "_continue" in request.POST else self._list())

    def _is_unchanged(self, request: HttpRequest, thing: Any) -> bool:
        """Since the save that has been undone; in between, nobody had to wait."""
        stored = fingerprint(thing, self.inlines)
        return intent_of(request).fingerprint == copies.with_stamp(stored, copy_of(thing))

    def _decision_on_copy(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        wanted = {"_send_back", "_throw_away"} & request.POST.keys()
        return self._decide_on_copy(request, object_id, wanted) if wanted else None

    @transaction.atomic
    def _decide_on_copy(
        self, request: HttpRequest, object_id: str, wanted: Collection[str]
    ) -> HttpResponse | None:
        """Sends a working copy back to its author, or throws it away."""
        ContentVersion.hold()
        thing = self.get_object(request, unquote(object_id))
        copy = copy_of(thing) if thing else None
        if copy is None:
            return None
        if not self.has_change_permission(request, thing):
            raise PermissionDenied
        if not copies.is_meant(copy, request.POST.get(OPENED_AS, "")):
            note = request.POST.get("send_back_note", "").strip()
            yours = f" Your note was: {note}" if note else ""
            messages.error(
                request, f"The working copy has changed since you opened it. Look again.{yours}"
            )
            return redirect(copy)
        if "_throw_away" in wanted:
            if copy.author != request.user and not self._may_touch(request, thing):
                raise PermissionDenied
            copy.delete()
            self.log_change(request, thing, "Threw the working copy away.")
            messages.success(request, f"The working copy of {thing} is thrown away.")
            return redirect(self._list())
        if not self._may_touch(request, thing):
            raise PermissionDenied
        return self._send_back(request, copy)

    def _send_back(self, request: HttpRequest, copy: WorkingCopy) -> HttpResponse:
        form = copies.SendBackForm(request.POST)
        if not form.is_valid():
            messages.error(request, "Say what to mend, so that its author can.")
            return redirect(copy)
        copies.send_back(copy, form.cleaned_data["send_back_note"])
        self.log_change(request, copy.target, "Sent the working copy back.")
        messages.success(request, f"{copy} is sent back to {copy.author or 'whoever writes next'}.")
        return redirect(self._list())

    def _list(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    # Preview

    def _is_page(self, thing: Any) -> bool:
        return isinstance(thing, Role | Comparison | Guide | Verdict)

    def _preview(self, request: HttpRequest, page: Page) -> HttpResponse:
        """The very page that readers would see, while everything is saved."""
        request.is_preview = True  # type: ignore[attr-defined]
        queryset, show = SHOWN[type(page)]
        response = show(request, queryset().get(pk=page.pk))
        add_never_cache_headers(response)
        return response

    # What saving and deleting bring with them

    def save_related(
        self, request: HttpRequest, form: DeskForm, formsets: Iterable[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        intent, page = intent_of(request), self.page_of(form.instance)
        if intent.is_tried:
            raise TriedError(self.state_of(form.instance))
        if page and "_preview" in request.POST:
            raise AnsweredError(self._preview(request, page))
        if intent.only_copies:
            raise DoneInsteadError(lambda: self._keep_copy(request, form))
        if page and page.is_published and (gaps := publishing_gaps(page)):
            raise NotPublishableError(gaps)
        if copies.OPENED in request.POST and (copy := copy_of(form.instance)):
            copies.publish(request, copy)
        if (
            not change
            or form.has_changed()
            or any(formset.has_changed() for formset in formsets)
            or getattr(request, "is_revert", False)
        ):
            self._note_change_of(form.instance)

    @transaction.atomic
    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST":
            ContentVersion.hold()
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        self._note_change_of(obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        ContentVersion.hold()
        things = list(queryset.all())
        if not all(self.has_delete_permission(request, thing) for thing in things):
            raise PermissionDenied
        super().delete_queryset(request, queryset)
        self._note_change_of(*things)

    def _note_change_of(self, *things: Any) -> None:
        for page in filter(None, map(self.page_of, things)):
            # Not by saving: the page's own save is already part of a revision.
            type(page)._default_manager.filter(pk=page.pk).update(changed_at=timezone.now())
        content_has_changed()


class PublishableAdmin(DeskAdmin, DownloadAdmin):  # type: ignore[misc]
    def page_of(self, thing: Any) -> Page | None:
        return thing

    def formfield_for_choice_field(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.TypedChoiceField | None:
        if db_field.name == "state" and not may_publish(request.user, self.model):
            kwargs["choices"] = [
                choice
                for choice in Publishable.State.choices
                if choice[0] not in STATES_OF_PUBLISHERS
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        if db_field.name == "assignee":
            kwargs["queryset"] = User.objects.filter(is_staff=True, is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
