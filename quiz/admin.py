"""The desk of the quiz, plain: drafts are edited freely, what is open only in its words.

Attempts and shares have no page here. What somebody answered is theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from reversion.admin import VersionAdmin
from reversion.models import Version

from comparisons.admin.desk import DeskAdmin, DeskForm
from comparisons.admin.inlines import Inline
from comparisons.models import Criterion

from .models import Circumstance, Edition, Option, Question
from .opening import (
    RefusedError,
    failing_gates,
    has_current_report,
    keeps_its_meaning,
    measure_draft,
    open_edition,
    retire,
)


class RewordingForm(DeskForm):
    same_meaning = forms.BooleanField(
        label="Only words change, not the meaning",
        help_text="Results rest on this. Whoever answered before must have answered the same; "
        "where the meaning changes, write a new edition.",
    )


class LockedInline(Inline):
    """Rows that keep their number and their meaning once the edition has been opened."""

    locked: list[str] = []

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.locked if obj and obj.is_locked else []

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not (obj and obj.is_locked)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_locked)


class LockedAdmin(DeskAdmin):
    def edition_of(self, thing: Any) -> Edition:
        raise NotImplementedError

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = list(super().get_fields(request, obj))
        rewording = obj and obj.is_locked and self.has_change_permission(request, obj)
        return [*fields, "same_meaning"] if rewording else fields

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[DeskForm]:
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


class CircumstanceInline(LockedInline, admin.StackedInline):
    model = Circumstance
    fields = ["slug", "text", "advice", "order"]
    locked = ["slug", "order"]


@admin.register(Edition)
class EditionAdmin(LockedAdmin):
    list_display = ["__str__", "state", "opened_at"]
    list_filter = ["state"]
    search_fields = ["number"]
    ordering = ["-number"]
    fields = ["number", "state", "opened_at", "what_it_asks", "fairness"]
    inlines = [CircumstanceInline]
    actions = ["measure", "open", "retire"]

    def edition_of(self, thing: Edition) -> Edition:
        return thing

    def get_fields(self, request: HttpRequest, obj: Edition | None = None) -> list[str]:
        return super().get_fields(request, obj) if obj else ["number"]

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> list[str]:
        shown = ["state", "opened_at", "what_it_asks", "fairness"]
        return ["number", *shown] if obj and obj.is_locked else shown

    def save_model(self, request: HttpRequest, obj: Edition, form: DeskForm, change: bool) -> None:
        # Not the whole row: somebody may be opening the edition at this moment.
        obj.save(update_fields=["number"] if change else None)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        super().delete_queryset(request, queryset)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # Without the transaction that VersionAdmin puts around it: measuring takes seconds.
        context = {"has_change_permission": self.has_change_permission(request)}
        return super(VersionAdmin, self).changelist_view(request, context | (extra_context or {}))

    # Actions

    @admin.action(description="Measure whether it is fair", permissions=["open"])
    def measure(self, request: HttpRequest, queryset: models.QuerySet[Edition]) -> None:
        edition = self._do(request, queryset, measure_draft, "measured")
        for reason in failing_gates(edition.report) if edition else ():
            self.message_user(request, reason, messages.WARNING)

    @admin.action(description="Open, and retire the one that is live", permissions=["open"])
    def open(self, request: HttpRequest, queryset: models.QuerySet[Edition]) -> None:
        self._do(request, queryset, lambda edition: open_edition(edition, request.user), "opened")

    @admin.action(description="Retire", permissions=["open"])
    def retire(self, request: HttpRequest, queryset: models.QuerySet[Edition]) -> None:
        self._do(request, queryset, lambda edition: retire(edition, request.user), "retired")

    def _do(
        self,
        request: HttpRequest,
        queryset: models.QuerySet[Edition],
        action: Callable[[Edition], None],
        done: str,
    ) -> Edition | None:
        if queryset.count() != 1:
            self.message_user(request, "Choose one edition at a time.", messages.ERROR)
            return None
        edition = queryset.get()
        try:
            action(edition)
        except RefusedError as refused:
            for reason in (f"{edition} was not {done}.", *refused.reasons):
                self.message_user(request, reason, messages.ERROR)
            return None
        self.log_change(request, edition, f"{done.capitalize()}.")
        self.message_user(request, f"{edition} was {done}.", messages.SUCCESS)
        return edition

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

    @admin.display(description="is it fair?")
    def fairness(self, edition: Edition) -> str:
        if not edition.report:
            return "Not measured yet. Choose “Measure whether it is fair” in the list of editions."
        rows = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            (
                (
                    check["name"],
                    check["shown"],
                    check["gate"] or "for information",
                    check["gate"] and ("passes" if check["passed"] else "FAILS"),
                )
                for check in edition.report["checks"]
            ),
        )
        table = format_html(
            "<table><thead><tr><th>Check</th><th>Figure</th><th>Gate</th><th></th></tr></thead>"
            "<tbody>{}</tbody></table>",
            rows,
        )
        if edition.is_locked or has_current_report(edition):
            return table
        words = "Questions or ratings have changed since this was measured."
        return format_html("<p>{}</p>{}", words, table)


class OptionInline(LockedInline, admin.TabularInline):
    model = Option
    fields = ["text", "criterion", "direction", "order"]
    locked = ["criterion", "direction", "order"]

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        kwargs["queryset"] = Criterion.objects.filter(measured=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Question)
class QuestionAdmin(LockedAdmin):
    list_display = ["text", "kind", "edition", "order"]
    list_filter = ["edition", "kind"]
    list_select_related = ["edition"]
    search_fields = ["text", "slug", "why"]
    ordering = ["-edition__number", "order", "pk"]
    fields = ["edition", "order", "slug", "kind", "text", "why"]
    inlines = [OptionInline]

    def edition_of(self, thing: Question) -> Edition:
        return thing.edition

    def get_readonly_fields(self, request: HttpRequest, obj: Question | None = None) -> list[str]:
        if obj and obj.is_locked:
            return ["edition", "order", "slug", "kind"]
        return ["edition"] if obj else []

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        kwargs["queryset"] = Edition.objects.filter(state=Edition.State.DRAFT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
