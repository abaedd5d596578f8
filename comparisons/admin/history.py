"""What was saved before: how it differs from what is saved now, and how to restore it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import reversion
from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.db.models import Max, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, re_path, reverse
from django.utils.text import Truncator, capfirst, get_text_list
from reversion.admin import VersionAdmin
from reversion.errors import RevertError
from reversion.models import Revision, Version

from comparisons.differences import Difference, State, differences
from comparisons.models import Publishable, ShareImage

from .states import keep_to_its_own, state_of, state_of_version

PER_PAGE = 50
WITH_NOW = "now"
LONGEST_NAME = 10  # words of a row, in a sentence
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})  # as Django's own forms have it


class Comment(forms.CharField):
    """Words about a change, which are no change themselves."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class CommentedForm(forms.ModelForm):
    change_comment = Comment(
        label="What you changed, and why",
        help_text="For your colleagues; it stands in the history. For example: New pay figures "
        "from the survey of 2026.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
    )


class HistoryAdmin(VersionAdmin):
    class Media:
        css = {"all": ["css/history.css"]}

    object_history_template = "admin/history/history.html"
    delete_confirmation_template = "admin/history/delete.html"
    delete_selected_confirmation_template = "admin/history/delete_selected.html"
    preview_refused_template = "admin/history/preview_refused.html"
    compare_template = "admin/history/compare.html"

    def get_urls(self) -> list[URLPattern]:
        compare = re_path(
            r"^([^/]+)/history/(\d+)/compare/$",
            self.admin_site.admin_view(self.compare_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_compare",
        )
        return [compare, *super().get_urls()]

    # What a thing is, and was

    def state_of(self, thing: Any) -> State:
        return state_of(thing, self.inlines)

    def state_of_version(self, version: Version, thing: Any) -> State:
        return state_of_version(version, self.inlines)

    def differences(self, before: State, after: State) -> list[Difference]:
        return differences(before, after)

    def predecessor(self, thing: Any) -> Any:
        """What its first version is compared with, where that is not nothing."""
        return None

    def saved_along(self, version: Version) -> list[tuple[str, str]]:
        """What a colleague would look for in this change: its name, and where it is compared."""
        return []

    def versions_of(self, thing: Any) -> QuerySet[Version]:
        versions = Version.objects.get_for_object(thing).select_related("revision__user")
        return versions.order_by("-pk")

    # Looking back

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        thing = self.get_object(request, unquote(object_id))
        if thing is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        versions = self.versions_of(thing).defer("serialized_data")
        page = self.get_paginator(request, versions, PER_PAGE).get_page(request.GET.get(PAGE_VAR))
        context = self._context_of_history(request, thing) | {
            "title": f"History of {thing}",
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "page_var": PAGE_VAR,
            "saves": [(version, who_saved(version.revision)) for version in page],
        }
        return TemplateResponse(
            request, self.object_history_template, context | (extra_context or {})
        )

    def compare_view(self, request: HttpRequest, object_id: str, version_id: str) -> HttpResponse:
        thing = self.get_object(request, unquote(object_id))
        if thing is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = self._context_of_history(request, thing)
        versions = self.versions_of(thing)
        version = get_object_or_404(versions, pk=version_id)
        with_now = request.GET.get("with") == WITH_NOW
        before = None if with_now else versions.filter(pk__lt=version.pk).first()
        older, newer = (version, None) if with_now else (before, version)
        try:
            found = self._found_between(older, newer, thing)
        except RevertError as error:
            messages.error(request, str(error))
            return redirect(self._address("history", thing))
        return TemplateResponse(
            request,
            self.compare_template,
            context
            | {
                "title": f"What changed in {thing}",
                "version": version,
                "older": older,
                "newer": newer,
                "older_who": older and who_saved(older.revision),
                "newer_who": newer and who_saved(newer.revision),
                "differences": found,
                "with_now": with_now,
                "saved_along": [] if with_now else self.saved_along(version),
            },
        )

    def _found_between(
        self, older: Version | None, newer: Version | None, thing: Any
    ) -> list[Difference]:
        before = None if older else self.predecessor(thing)
        then = self.state_of_version(older, thing) if older else []
        now = self.state_of_version(newer, thing) if newer else self.state_of(thing)
        return self.differences(self.state_of(before) if before else then, now)

    def _context_of_history(self, request: HttpRequest, thing: Any) -> dict[str, Any]:
        if not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": thing,
            "module_name": capfirst(self.opts.verbose_name_plural),
            "subtitle": None,
            "may_restore": self._may_take_back(request, thing) and not self.is_past(thing),
            "predecessor": self.predecessor(thing),
            **self.versions_of(thing).aggregate(first=Min("pk"), newest=Max("pk")),
            "revision_url": f"admin:{self.opts.app_label}_{self.opts.model_name}_revision",
            "compare_url": f"admin:{self.opts.app_label}_{self.opts.model_name}_compare",
        }

    # Deleting, and previewing what cannot be saved

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        context = {"can_be_archived": issubclass(self.model, Publishable), **(extra_context or {})}
        return super().delete_view(request, object_id, context)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        found, counts, needed, protected = super().get_deleted_objects(objs, request)
        unknown = _unknown_to_editors()
        counts = {name: count for name, count in counts.items() if name not in unknown}
        refused = [thing for thing in objs if not self.has_delete_permission(request, thing)]
        if refused:
            # By name: the kind of what may not be deleted would be a riddle.
            needed = set(map(str, refused))
        elif protected:
            # Which pages use it says more than that one of them may not be deleted either.
            needed = set()
        return found, counts, needed, protected

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if request.method == "POST" and "_preview" in request.POST:
            shown = {"complaints": list(_complaints(context)), "panel": context.get("panel")}
            shown |= {"title": "Nothing to preview yet", **self.admin_site.each_context(request)}
            return TemplateResponse(request, self.preview_refused_template, shown)
        return super().render_change_form(request, context, *args, **kwargs)

    # Restoring

    def revision_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        now = self.get_object(request, unquote(object_id))
        if now is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "POST" and not self._may_take_back(request, now):
            raise PermissionDenied
        version = get_object_or_404(self.versions_of(now), pk=version_id)
        objection = self.objection_to_revert(now, version)
        if objection:
            messages.error(request, objection)
            return redirect(self._address("history", now))
        context = {
            "title": f"An older version of {now}",
            "version": version,
            "who": who_saved(version.revision),
        }
        with suppress(RevertError):  # which is shown by what follows
            context["differences"] = self.differences(
                self.state_of(now), self.state_of_version(version, now)
            )
        return super().revision_view(
            request, object_id, version_id, context | (extra_context or {})
        )

    def recover_view(
        self, request: HttpRequest, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        # VersionAdmin would bring back any version, also of another kind of thing.
        version = get_object_or_404(Version.objects.get_deleted(self.model), pk=version_id)
        context = {
            "title": f"Bring back {version.object_repr}",
            "version": version,
            "who": who_saved(version.revision),
        }
        return super().recover_view(request, version_id, context | (extra_context or {}))

    def is_past(self, thing: Any) -> bool:
        """Whether it stays as it is, so that no older version of it is restored."""
        return False

    def objection_to_revert(self, now: Any, version: Version) -> str:
        """Why the thing cannot become again what it was; empty when it can."""
        return ""

    def _may_take_back(self, request: HttpRequest, thing: Any) -> bool:
        return self.has_change_permission(request, thing) and self._may_touch(request, thing)

    def _may_touch(self, request: HttpRequest, obj: Any) -> bool:
        return True

    def _reversion_revisionform_view(
        self, request: HttpRequest, version: Version, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        with suppress(RevertError):  # which is raised again, and shown, by what follows
            keep_to_its_own(version, self.inlines)
        return super()._reversion_revisionform_view(request, version, *args, **kwargs)

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
            if "recover" in extra_context:
                thing = self.get_object(request, unquote(object_id or ""))
                request.brought_along = self.bring_along(thing)  # type: ignore[attr-defined]
                extra_context["brought_along"] = request.brought_along  # type: ignore[attr-defined]
            _refuse_loose_ends()
            self._refuse_what_was_public(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def bring_along(self, thing: Any) -> str:
        """Brings back what was deleted with the thing and has its own history; says what it was."""
        return ""

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        brought_along = getattr(request, "brought_along", None)
        if brought_along is None:
            return super().response_change(request, obj)
        messages.success(request, f"{obj} is back{brought_along and f', with {brought_along}'}.")
        return self.response_post_save_change(request, obj)

    def _refuse_what_was_public(self, request: HttpRequest, object_id: str | None) -> None:
        thing = self.get_object(request, unquote(object_id)) if object_id else None
        if not self._may_touch(request, thing):
            raise RevertError(
                "Readers could see this version. Ask somebody who may publish to restore it."
            )

    # What was said about a change

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Iterable[Any], add: bool = False
    ) -> Any:
        generated = super().construct_change_message(request, form, formsets, add)
        said = form.cleaned_data.get("change_comment", "")
        request.change_comment = said  # type: ignore[attr-defined]
        sentences = in_sentences(generated, self._plurals())
        return "\n".join(filter(None, [said, written_by(request), sentences]))

    def _plurals(self) -> dict[str, str]:
        models = (inline.model._meta for inline in self.inlines)
        return {str(meta.verbose_name): str(meta.verbose_name_plural) for meta in models}

    @contextmanager
    def create_revision(self, request: HttpRequest) -> Iterator[None]:
        if request.method in SAFE_METHODS:
            # Who only looks keeps nothing, and nobody has to wait until they have their page.
            yield
            return
        with super().create_revision(request):
            yield
            # VersionAdmin says last, and instead of all else, that something was taken back.
            said, comment = getattr(request, "change_comment", ""), reversion.get_comment()
            if not comment.startswith(said):
                reversion.set_comment(f"{said}\n{comment}")

    def _address(self, page: str, thing: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[quote(thing.pk)])


def who_saved(revision: Revision) -> str:
    if revision.user:
        return called(revision.user)
    return "import" if revision.comment.startswith("Imported ") else "not recorded"


def _complaints(context: dict[str, Any]) -> Iterator[str]:
    """All that is wrong with a form, each with the name of its field or row."""
    yield from _complaints_of(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        yield from map(str, inline.formset.non_form_errors())
        kind = capfirst(str(inline.opts.verbose_name))
        for number, row in enumerate(inline.formset.forms, 1):
            yield from (f"{kind} {number}, {words}" for words in _complaints_of(row))


def _complaints_of(form: Any) -> Iterator[str]:
    for name, errors in form.errors.items():
        label = f"{form[name].label}: " if name in form.fields else ""
        yield from (f"{label}{error}" for error in errors)


def called(person: Any) -> str:
    return str(person.get_full_name() or person.get_username())


def written_by(request: HttpRequest) -> str:
    """Whoever publishes a working copy is not always who wrote it."""
    author = getattr(request, "author_of_copy", None)
    return f"Written by {called(author)} in a working copy." if author else ""


def in_sentences(changes: list[dict[str, Any]], plurals: dict[str, str]) -> str:
    """What was added, changed and deleted; several rows of one kind are only counted."""
    rows: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for change in changes:
        ((did, what),) = change.items()
        rows[did, what.get("name", "")].append(what)
    said = [
        _sentence(did, name, found, plurals.get(name, f"{name}s"))
        for (did, name), found in rows.items()
    ]
    return " ".join(said) or "No fields changed."


def _sentence(did: str, name: str, found: list[Any], plural: str) -> str:
    if len(found) > 1:
        return f"{did.capitalize()} {len(found)} {plural}."
    (what,) = found
    fields = get_text_list(what.get("fields", []), "and")
    words = Truncator(what.get("object", "")).words(LONGEST_NAME, truncate=" …").rstrip(".")
    row = f"{name} “{words}”" if name else ""
    parts = [did.capitalize(), fields, "in" if fields and row else "", row]
    return " ".join(filter(None, parts)) + "."


def _unknown_to_editors() -> set[str]:
    """Tables that hold no more than what is linked with what, or what was drawn of it."""
    tables = (model._meta for model in apps.get_models(include_auto_created=True))
    links = {str(table.verbose_name_plural) for table in tables if table.auto_created}
    return links | {str(ShareImage._meta.verbose_name_plural)}


def _refuse_loose_ends() -> None:
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise RevertError(
            "This version refers to something that has been deleted since. Bring that back first."
        ) from error
