from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from comparisons.admin.desk import DeskForm
from comparisons.admin.inlines import OrderedInline
from comparisons.admin.lists import ROW
from comparisons.models import Criterion
from quiz.models import Edition, Option, Question
from quiz.opening import OPTIONS, gaps_of_question

from .locked import LockedAdmin, LockedInline

MOST_OPTIONS = max(OPTIONS.values())


class OptionInline(LockedInline, OrderedInline):
    model = Option
    fields = ["text", ("criterion", "direction", "order")]
    locked = ["criterion", "direction", "order"]
    advice = (
        "A statement has one option without words: whoever agrees wants its criterion, or the "
        "opposite of it. A pair has two options, a scenario three, each with its own criterion."
    )

    def get_extra(self, request: HttpRequest, obj: Question | None = None, **kwargs: Any) -> int:
        """As many rows as its kind still lacks, and always one."""
        if obj is None:
            return MOST_OPTIONS
        return max(1, OPTIONS[obj.kind] - obj.options.count())

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        kwargs["queryset"] = Criterion.objects.filter(measured=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Question)
class QuestionAdmin(LockedAdmin):
    list_display = ["text", "kind", "edition", "place"]
    list_filter = ["edition", "kind"]
    list_select_related = ["edition"]
    search_fields = ["text", "slug", "why"]
    ordering = ["-edition__number", "order", "pk"]
    fields = ["edition", "order", "slug", "kind", "text", "why"]
    inlines = [OptionInline]
    help_texts = {
        "order": "Its place in our lists. Readers meet questions in an order of their own.",
        "kind": "A statement is agreed with in five steps and has one option, a pair is a choice "
        "between two, a scenario between three.",
    }

    def edition_of(self, thing: Question) -> Edition:
        return thing.edition

    @admin.display(ordering="order")
    def place(self, question: Question) -> int:
        return question.order

    def get_readonly_fields(self, request: HttpRequest, obj: Question | None = None) -> list[str]:
        if obj and obj.is_locked:
            return ["edition", "order", "slug", "kind"]
        return ["edition"] if obj else []

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        kwargs["queryset"] = Edition.objects.filter(state=Edition.State.DRAFT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new question stands behind the others of its edition, where that is known."""
        presets = super().get_changeform_initial_data(request)
        edition = presets.get("edition", "")
        if not ROW.fullmatch(edition):
            return {"order": None, **presets}
        last = Question.objects.filter(edition=edition).aggregate(last=Max("order"))["last"]
        return {"order": (last or 0) + 1, **presets}

    # What a draft still lacks may be added later, so it is said and not refused

    def save_related(
        self, request: HttpRequest, form: DeskForm, formsets: Iterable[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        question = form.instance
        if question.edition.is_draft:
            measured = list(Criterion.objects.filter(measured=True))
            for gap in gaps_of_question(question, measured):
                self.message_user(
                    request, f"{gap} Until then it cannot be opened.", messages.WARNING
                )

    # Back to the edition that it belongs to

    def response_post_save_add(self, request: HttpRequest, obj: Question) -> HttpResponseRedirect:
        return self._to_its_edition(obj)

    def response_post_save_change(
        self, request: HttpRequest, obj: Question
    ) -> HttpResponseRedirect:
        return self._to_its_edition(obj)

    def _to_its_edition(self, question: Question) -> HttpResponseRedirect:
        return redirect("admin:quiz_edition_change", question.edition_id)

    def response_add(
        self, request: HttpRequest, obj: Question, post_url_continue: str | None = None
    ) -> HttpResponse:
        response = super().response_add(request, obj, post_url_continue)
        if "_addanother" in request.POST:
            another = reverse("admin:quiz_question_add", query={"edition": obj.edition_id})
            return redirect(another)
        return response
