from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from reversion.admin import VersionAdmin

from comparisons.admin.desk import DeskForm
from comparisons.admin.downloads import DownloadAdmin
from comparisons.admin.inlines import OrderedInline
from comparisons.exporting import Files
from comparisons.models import ContentVersion
from quiz.copying import copy_to_draft
from quiz.exporting import all_files, file_of
from quiz.glossary import in_plain_words
from quiz.models import Attempt, Circumstance, Edition
from quiz.opening import (
    RefusedError,
    failing_gates,
    has_current_report,
    measure_draft,
    open_edition,
    opening_gaps,
    retire,
)

from .locked import LockedAdmin, LockedInline
from .ratings import RatingsAdmin

Deletion = tuple[list[Any], dict[str, int], set[str], list[Any]]
State = Edition.State

# What can be done with an edition as it is, and what the button says.
DEEDS = {
    State.DRAFT: {"measure": "Measure whether it is fair", "open": "Open it to readers"},
    State.LIVE: {"retire": "Retire it"},
    State.RETIRED: {},
}
# What readers would notice at once is asked first.
QUESTIONS = {"open": "Open {} to readers?", "retire": "Retire {} and close the quiz?"}
QUOTED = re.compile("“(.*?)”")


class CircumstanceInline(LockedInline, OrderedInline):
    model = Circumstance
    fields = ["slug", "text", "advice", "order"]
    locked = ["slug", "order"]


@admin.register(Edition)
class EditionAdmin(RatingsAdmin, LockedAdmin, DownloadAdmin):  # type: ignore[misc]
    list_display = ["__str__", "state", "opened_at"]
    list_filter = ["state"]
    search_fields = ["number"]
    ordering = ["-number"]
    fields = ["number", "state", "opened_at", "what_it_asks", "fairness"]
    inlines = [CircumstanceInline]
    change_list_template = "admin/quiz/edition/change_list.html"  # type: ignore[misc]
    actions = ["copy", "measure", "open", "retire"]
    what_all_is = "editions"

    def edition_of(self, thing: Edition) -> Edition:
        return thing

    # As files

    def file_of(self, thing: Edition) -> tuple[str, str]:
        return file_of(thing)

    def all_files(self) -> Files:
        return all_files()

    def may_download_all(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    # What the form holds

    def get_fields(self, request: HttpRequest, obj: Edition | None = None) -> Any:
        return super().get_fields(request, obj) if obj else ["number"]

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> list[str]:
        shown = ["state", "opened_at", "what_it_asks", "fairness"]
        return ["number", *shown] if obj and obj.is_locked else shown

    def save_model(self, request: HttpRequest, obj: Edition, form: DeskForm, change: bool) -> None:
        # Not the whole row: somebody may be opening the edition at this moment.
        obj.save(update_fields=["number"] if change else None)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        edition = context["original"]
        if edition and not context.get("revert"):
            possible = {"copy": "Copy to a new draft", **DEEDS[edition.state]}
            offered = self.get_actions(request)
            context["deeds"] = [
                (name, label) for name, label in possible.items() if name in offered
            ]
            context["may_try"] = edition.is_draft and self.has_change_permission(request, edition)
        return super().render_change_form(request, context, *args, **kwargs)

    # Deleting a draft, and with it what editors answered when they tried it

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Deletion:
        found, counts, needed, protected = super().get_deleted_objects(objs, request)
        trials = Attempt.objects.filter(edition__in=objs, edition__state=State.DRAFT).count()
        if trials:
            counts["trials"] = trials
        return found, counts, needed, [] if all(one.is_draft for one in objs) else protected

    def delete_model(self, request: HttpRequest, obj: Edition) -> None:
        self._delete_trials([obj.pk])
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self._delete_trials([edition.pk for edition in queryset])
        super().delete_queryset(request, queryset)

    def _delete_trials(self, editions: Iterable[int]) -> None:
        # Whoever opens one of them at this moment waits here, or has been waited for.
        ContentVersion.hold()
        if Edition.objects.filter(pk__in=editions).exclude(state=State.DRAFT).exists():
            raise PermissionDenied
        Attempt.objects.filter(edition__in=editions).delete()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # Without the transaction that VersionAdmin puts around it: measuring takes seconds.
        context = {
            "title": "Editions",
            "has_change_permission": self.has_change_permission(request),
        }
        return super(VersionAdmin, self).changelist_view(request, context | (extra_context or {}))

    # Actions: of the list, and of the buttons on the page of an edition, which send the same

    @admin.action(description="Copy to a new draft", permissions=["add"])
    def copy(self, request: HttpRequest, queryset: models.QuerySet[Edition]) -> HttpResponse | None:
        def act(edition: Edition) -> HttpResponse:
            copy = copy_to_draft(edition, request.user)
            self.log_addition(request, copy, f"Copied from {in_text(edition)}.")
            words = f"{copy} is a draft that begins as a copy of {in_text(edition)}."
            self.message_user(request, words, messages.SUCCESS)
            return self._page_of(copy)

        return self._do(request, queryset, act, "copied")

    @admin.action(description="Measure whether it is fair", permissions=["open"])
    def measure(
        self, request: HttpRequest, queryset: models.QuerySet[Edition]
    ) -> HttpResponse | None:
        def act(edition: Edition) -> None:
            measure_draft(edition)
            self._tell_done(request, edition, "measured")
            pages = _pages_of_questions(edition)
            for reason in failing_gates(edition.report):
                self.message_user(request, _linked(reason, pages), messages.WARNING)

        return self._do(request, queryset, act, "measured")

    @admin.action(description="Open, and retire the one that is live", permissions=["open"])
    def open(self, request: HttpRequest, queryset: models.QuerySet[Edition]) -> HttpResponse | None:
        def act(edition: Edition) -> HttpResponse | None:
            before = Edition.objects.live()
            if edition.is_draft and not self._is_confirmed(request):
                _refuse_what_is_known_to_fail(edition)
                return self._ask(request, edition, "open")
            open_edition(edition, request.user)
            self._tell_done(request, edition, "opened")
            if before:
                words = f"{before} is retired. Whoever is in the middle of it can finish it."
                self.message_user(request, words)
            return None

        return self._do(request, queryset, act, "opened")

    @admin.action(description="Retire", permissions=["open"])
    def retire(
        self, request: HttpRequest, queryset: models.QuerySet[Edition]
    ) -> HttpResponse | None:
        def act(edition: Edition) -> HttpResponse | None:
            if edition.is_live and not self._is_confirmed(request):
                return self._ask(request, edition, "retire")
            retire(edition, request.user)
            self._tell_done(request, edition, "retired")
            words = (
                "No edition is open now: readers are told that the quiz is closed. Whoever is in "
                "the middle of it can finish it, and every result stays under its link."
            )
            self.message_user(request, words, messages.WARNING)
            return None

        return self._do(request, queryset, act, "retired")

    def _is_confirmed(self, request: HttpRequest) -> bool:
        """Of what is so now: whoever was told of another live edition is asked again."""
        return request.POST.get("confirmed") == _what_is_live()

    def _ask(self, request: HttpRequest, edition: Edition, action: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": QUESTIONS[action].format(in_text(edition)),
            "edition": edition,
            "action": action,
            "answer": DEEDS[State(edition.state)][action],
            "live": Edition.objects.live(),
            "confirmed": _what_is_live(),
            "is_measured": has_current_report(edition),
        }
        return TemplateResponse(request, "admin/quiz/edition/confirm.html", context)

    def _do(
        self,
        request: HttpRequest,
        queryset: models.QuerySet[Edition],
        act: Callable[[Edition], HttpResponse | None],
        done: str,
    ) -> HttpResponse | None:
        if queryset.count() != 1:
            self.message_user(request, "Choose one edition at a time.", messages.ERROR)
            return None
        edition = queryset.get()
        try:
            return act(edition) or self._page_of(edition)
        except RefusedError as refused:
            pages = _pages_of_questions(edition)
            for reason in (f"{edition} was not {done}.", *refused.reasons):
                self.message_user(request, _linked(reason, pages), messages.ERROR)
        return self._page_of(edition)

    def _tell_done(self, request: HttpRequest, edition: Edition, done: str) -> None:
        self.log_change(request, edition, f"{done.capitalize()}.")
        self.message_user(request, f"{edition} was {done}.", messages.SUCCESS)

    def _page_of(self, edition: Edition) -> HttpResponse:
        return redirect("admin:quiz_edition_change", edition.pk)

    # What is shown

    @admin.display(description="questions")
    def what_it_asks(self, edition: Edition) -> str:
        questions = edition.questions.prefetch_related("options__criterion")
        rows = format_html_join(
            "",
            '<li><a href="{}">{}</a> ({}: {})</li>',
            (
                (
                    reverse("admin:quiz_question_change", args=[question.pk]),
                    question,
                    question.get_kind_display().lower(),
                    ", ".join(str(option.criterion) for option in question.options.all()),
                )
                for question in questions
            ),
        )
        if edition.is_locked:
            return format_html("<ol>{}</ol>", rows)
        add = reverse("admin:quiz_question_add", query={"edition": edition.pk})
        return format_html('<ol>{}</ol><a href="{}">Add a question</a>', rows, add)

    @admin.display(description="fairness")
    def fairness(self, edition: Edition) -> str:
        if not edition.report:
            return "Not measured yet. Choose “Measure whether it is fair”."
        pages = _pages_of_questions(edition)
        rows = format_html_join(
            "",
            '<tr><th scope="row">{} <span class="help">{}</span></th>'
            "<td>{}</td><td>{}</td><td>{} {}</td></tr>",
            (
                (
                    check["name"],
                    in_plain_words(check["name"]),
                    check["shown"],
                    check["gate"] or "for information",
                    check["gate"] and ("passes" if check["passed"] else "fails"),
                    _linked(check.get("advice", ""), pages),
                )
                for check in edition.report["checks"]
            ),
        )
        table = format_html(
            '<div class="scroll" role="region" aria-label="Checks of fairness" tabindex="0">'
            '<table class="grid"><thead><tr><th scope="col">Check</th><th scope="col">Figure</th>'
            '<th scope="col">Gate</th><th scope="col">Does it pass?</th></tr></thead>'
            "<tbody>{}</tbody></table></div>",
            rows,
        )
        if edition.is_locked or has_current_report(edition):
            return table
        words = "Questions or ratings have changed since this was measured."
        return format_html("<p>{}</p>{}", words, table)


def in_text(edition: Edition) -> str:
    return str(edition).lower()


def _what_is_live() -> str:
    live = Edition.objects.live()
    return str(live.number) if live else "none"


def _refuse_what_is_known_to_fail(draft: Edition) -> None:
    """Nobody is asked to confirm what cannot be."""
    gaps = opening_gaps(draft)
    failed = failing_gates(draft.report) if has_current_report(draft) else ()
    if reasons := [*gaps, *failed]:
        raise RefusedError(*reasons)


def _pages_of_questions(edition: Edition) -> dict[str, str]:
    """Where each question is edited, by its text."""
    return {
        text: reverse("admin:quiz_question_change", args=[pk])
        for pk, text in edition.questions.values_list("pk", "text")
    }


def _linked(reason: str, pages: Mapping[str, str]) -> SafeString:
    """Each question that it names in quotation marks leads to where it is edited."""

    def parts() -> Iterator[SafeString]:
        for number, part in enumerate(QUOTED.split(reason)):
            if number % 2 == 0:
                yield conditional_escape(part)
            elif part in pages:
                yield format_html('“<a href="{}">{}</a>”', pages[part], part)
            else:
                yield format_html("“{}”", part)

    return format_html_join("", "{}", ((part,) for part in parts()))
