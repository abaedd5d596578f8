from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, cast

import reversion
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import prefetch_related_objects
from django.db.models.fields import BLANK_CHOICE_DASH
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.defaultfilters import date as written_out
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from reversion.models import Version

from comparisons.differences import State
from comparisons.models import Clause, Comparison, Verdict, WorkingCopy

from .copies import copy_of, move_rows
from .desk import (
    STATES_OF_PUBLISHERS,
    DeskAdmin,
    DeskForm,
    Page,
    may_publish,
)
from .filters import Copy
from .inlines import OrderedInline, RowsInOrder
from .lists import ROW
from .undoing import UndoneError

DECISION = ("pick", "sureness")
ABOUT_A_ROLE = frozenset(
    {
        *("wrong_a_after_3_months", "wrong_a_after_2_years"),
        *("wrong_b_after_3_months", "wrong_b_after_2_years"),
    }
)


class VerdictForm(DeskForm):
    # What readers see now, where this form may decide anew.
    standing: Verdict | None = None
    # The same, once it is known that it does.
    followed: Verdict | None = None
    # Readers find it in the log, below a newer one.
    is_past = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        comparison = self._comparison()
        pick = self.fields.get("pick")
        if comparison and isinstance(pick, forms.ChoiceField):
            names = {"a": comparison.role_a.name, "b": comparison.role_b.name}
            picks = ((value, names.get(value, label)) for value, label in Verdict.Pick.choices)
            pick.choices = [*BLANK_CHOICE_DASH, *picks]
        for name in ABOUT_A_ROLE & self.fields.keys() if comparison else ():
            field = self.fields[name]
            field.label = _by_name(str(field.label), cast(Comparison, comparison))
        if self.standing and "decided_on" in self.fields:
            self._offer_a_new_decision(self.standing)

    def _offer_a_new_decision(self, standing: Verdict) -> None:
        decided_on = self.fields["decided_on"]
        decided_on.required = False
        decided_on.label = "Decided anew on"
        decided_on.help_text = "Counts only when you change the pick or how sure we are."
        self.initial["decided_on"] = _last_day_after(standing)
        if any(self.initial[name] != getattr(standing, name) for name in DECISION):
            # An older version is taken back, and what it said of its own change is not why.
            self.initial["why_it_changed"] = ""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if self.is_past and any(self.add_prefix(name) in self.data for name in DECISION):
            raise ValidationError(
                "Somebody has decided anew since you opened this verdict, so nothing is saved. "
                "Take what you want to keep of your text to the newest verdict."
            )
        standing = self.standing or _verdict_in_force(cleaned.get("comparison"))
        if not standing:
            self._refuse_day_to_come(cleaned.get("decided_on"), timezone.localdate())
            return cleaned
        decided_on = cleaned.get("decided_on") or _last_day_after(standing)
        if any(cleaned.get(name, was) != was for name, was in _decision(standing)):
            self.followed = standing
            self._ask_why(standing, cleaned.get("why_it_changed", ""))
        elif self.standing:
            # Only words are corrected; this stays the decision of its day.
            return cleaned | {"decided_on": standing.decided_on}
        self._refuse_day(standing, decided_on)
        return cleaned | {"decided_on": decided_on}

    def _ask_why(self, standing: Verdict, why: str) -> None:
        if not why.strip():
            words = "Say why it changes: readers see that in the log, beside the new verdict."
            self.add_error("why_it_changed", words)
        elif why.strip() == standing.why_it_changed.strip():
            words = "This is why it changed the last time. Say why it changes now."
            self.add_error("why_it_changed", words)

    def _refuse_day(self, standing: Verdict, decided_on: date) -> None:
        if decided_on < standing.decided_on:
            words = f"The verdict of {_day(standing)} stands. Choose that day or a later one."
            self.add_error("decided_on", words)
        else:
            self._refuse_day_to_come(decided_on, _last_day_after(standing))

    def _refuse_day_to_come(self, decided_on: date | None, last: date) -> None:
        if decided_on and decided_on > last:
            self.add_error("decided_on", "This day is still to come. Choose today.")

    def _comparison(self) -> Comparison | None:
        if "comparison" not in self.fields:
            return self.instance.comparison
        try:
            return self.fields["comparison"].clean(self["comparison"].value())
        except ValidationError:
            return None


class ClauseFormSet(RowsInOrder):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        kind, verdict = form.fields.get("kind"), self.instance
        if isinstance(kind, forms.ChoiceField) and verdict.comparison_id:
            kinds = cast(Iterable[tuple[str, str]], kind.choices)
            kind.choices = [(one, _by_name(label, verdict.comparison)) for one, label in kinds]


class ClauseInline(OrderedInline, admin.StackedInline):
    model = Clause
    formset = ClauseFormSet
    fields = ["text", ("kind", "criterion", "order")]
    few = 7
    kinds_in_order = "kind"
    advice = (
        "At least 3 signs for each role, which readers can check in their own week. For example: "
        "You look forward to your one-to-ones. The criterion is what it turns on, if there is one."
    )
    help_texts = {"criterion": ""}


@admin.register(Verdict)
class VerdictAdmin(DeskAdmin):
    form = VerdictForm
    list_display = ["comparison", "picked", "sureness", "decided_on"]
    list_filter = ["sureness", Copy]
    list_select_related = ["comparison__role_a", "comparison__role_b"]
    search_fields = ["comparison__slug", "in_short", "reason"]
    ordering = ["-decided_on", "-pk"]
    fieldsets = [
        ("The short answer", {"fields": ["for_whom", "in_short", "reason", "ignore_if"]}),
        (
            "What it costs to be wrong",
            {
                "fields": [
                    "wrong_a_after_3_months",
                    "wrong_a_after_2_years",
                    "wrong_b_after_3_months",
                    "wrong_b_after_2_years",
                ]
            },
        ),
        ("The other side", {"fields": ["best_argument_against"]}),
    ]
    inlines = [ClauseInline]

    def page_of(self, thing: Verdict) -> Page:
        return thing.comparison

    # What it is, and was, with its roles by name

    def state_of(self, thing: Verdict) -> State:
        return _state_by_name(super().state_of(thing), thing.comparison)

    def state_of_version(self, version: Version, thing: Verdict) -> State:
        return _state_by_name(super().state_of_version(version, thing), thing.comparison)

    def predecessor(self, thing: Verdict) -> Verdict | None:
        """Which verdict it followed in the log."""
        log = list(thing.comparison.verdicts.all())
        return next(iter(log[log.index(thing) + 1 :]), None)

    def is_past(self, thing: Verdict) -> bool:
        return _is_public(thing) and thing != thing.comparison.current_verdict

    def has_delete_permission(self, request: HttpRequest, obj: Verdict | None = None) -> bool:
        # With an archived comparison, its verdicts may go.
        is_published = obj is not None and obj.comparison.is_published
        return super().has_delete_permission(request, obj) and not is_published

    # What the form asks for

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"decided_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def get_form(
        self, request: HttpRequest, obj: Verdict | None = None, change: bool = False, **kwargs: Any
    ) -> type[DeskForm]:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.standing = _standing(request, obj)
        form.is_past = self._is_past(request, obj)
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Verdict | None = None) -> list[Any]:
        decision = ["comparison", "pick", "sureness", "decided_on"]
        if self._is_past(request, obj):
            decision[1] = "picked"
        standing = _standing(request, obj)
        if standing and obj:
            asked = {
                "fields": [*decision, "why_it_changed"],
                "description": _what_becomes_of(standing, obj),
            }
            return [(None, asked), *self.fieldsets]
        asked = {"fields": decision}
        if obj and self._is_past(request, obj):
            asked["description"] = _why_it_stays(obj)
        return [
            (None, asked),
            *self.fieldsets,
            ("The log", {"fields": ["why_it_changed"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Verdict | None = None) -> list[str]:
        if self._is_past(request, obj):
            return ["comparison", "picked", "sureness", "decided_on"]
        return ["comparison"] if obj else []

    def _is_past(self, request: HttpRequest, obj: Verdict | None) -> bool:
        return _is_public(obj) and not _standing(request, obj)

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        comparisons = Comparison.objects.select_related("role_a", "role_b")
        if not may_publish(request.user, Comparison):
            comparisons = comparisons.exclude(state__in=STATES_OF_PUBLISHERS)
        return super().formfield_for_foreignkey(db_field, request, queryset=comparisons, **kwargs)

    @admin.display(description="pick")
    def picked(self, verdict: Verdict) -> str:
        return str(verdict.picked_role or "No pick")

    def followed_by_new(self, request: HttpRequest) -> Verdict | None:
        if not may_publish(request.user, Comparison):
            return None
        sent = request.POST if request.method == "POST" else request.GET
        pk = sent.get("comparison", "")
        known = Comparison.objects.filter(pk=pk) if ROW.fullmatch(pk) else Comparison.objects.none()
        return _verdict_in_force(known.first())

    # A decision that changes is a new verdict; the one before stays as it is

    def save_model(
        self, request: HttpRequest, obj: Verdict, form: VerdictForm, change: bool
    ) -> None:
        followed = form.followed if change else None
        if followed:
            if getattr(request, "is_revert", False):
                _put_back(followed)
            obj.pk, obj._state.adding = None, True
        super().save_model(request, obj, form, change)
        if followed:
            WorkingCopy.objects.of(followed).update(verdict=obj)
        request.followed = followed  # type: ignore[attr-defined]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if change and form.followed:
            moved = _save_as_new(formset)
            if copy := copy_of(form.instance):
                _decide_anew(copy, form.followed, form.instance)
                move_rows(copy, formset, moved)
        else:
            super().save_formset(request, form, formset, change)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool
    ) -> None:
        try:
            super().save_related(request, form, formsets, change)
        except UndoneError:
            if change and form.followed:
                # There is no new verdict any more.
                form.instance.pk = form.followed.pk
            raise
        if form.followed or not change:
            # A new verdict is a change of its page, so that page's history has it as well.
            reversion.add_to_revision(form.instance.comparison)

    # Where it leads

    def response_change(self, request: HttpRequest, obj: Verdict) -> HttpResponse:
        followed: Verdict | None = getattr(request, "followed", None)
        if not followed:
            return super().response_change(request, obj)
        words = f"The new verdict is saved. The one of {_day(followed)} stays in the log as it is."
        messages.success(request, words)
        if "_continue" in request.POST:
            return redirect("admin:comparisons_verdict_change", obj.pk)
        return self.response_post_save_change(request, obj)

    def response_post_save_add(self, request: HttpRequest, obj: Verdict) -> HttpResponseRedirect:
        return self.response_post_save_change(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Verdict) -> HttpResponseRedirect:
        return redirect("admin:comparisons_comparison_change", obj.comparison_id)

    # Taking back

    def revision_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        # What follows sees the old version instead of what readers see.
        standing = _standing(request, self.get_object(request, unquote(object_id)))
        if standing:
            prefetch_related_objects([standing], "clauses")
        return super().revision_view(request, object_id, version_id, extra_context)

    def objection_to_revert(self, now: Verdict, version: Version) -> str:
        if self.is_past(now):
            return "This verdict stands in the log, where it stays as it is. Change the newest one."
        return ""


def _standing(request: HttpRequest, verdict: Verdict | None) -> Verdict | None:
    """What readers see, if it is this verdict: as it was when the request came."""
    if not hasattr(request, "standing"):
        current = _verdict_in_force(verdict.comparison if verdict else None)
        request.standing = current if current == verdict else None  # type: ignore[attr-defined]
    return request.standing  # type: ignore[attr-defined]


def _last_day_after(standing: Verdict) -> date:
    """Today; or the day of what stands, where a file was dated ahead: it can still be followed."""
    return max(timezone.localdate(), standing.decided_on)


def _what_becomes_of(standing: Verdict, shown: Verdict) -> str:
    stays = f"and the one of {_day(standing)} stays in the log as it is."
    if _decision(shown) != _decision(standing):
        return (
            "This version decides otherwise than what readers see now. Say why it changes: what "
            f"you save becomes a new verdict, {stays}"
        )
    return (
        "This verdict stands in the public log. Correct its words as you like. When you change "
        f"the pick or how sure we are, what you save becomes a new verdict, {stays}"
    )


def _why_it_stays(past: Verdict) -> str:
    newest = cast(Verdict, past.comparison.current_verdict)
    return format_html(
        "This verdict is past: readers find it in the log. Its words may be corrected; its "
        'decision stays as it was. <a href="{}">The verdict of {}</a> is the one that counts.',
        reverse("admin:comparisons_verdict_change", args=[newest.pk]),
        _day(newest),
    )


def _put_back(verdict: Verdict) -> None:
    """Not by saving: that the old version was here for a moment is no part of the history."""
    fields = (field for field in Verdict._meta.concrete_fields if not field.primary_key)
    values = {field.attname: getattr(verdict, field.attname) for field in fields}
    clauses = list(verdict.clauses.all())
    Verdict.objects.filter(pk=verdict.pk).update(**values)
    Clause.objects.filter(verdict=verdict).delete()
    Clause.objects.bulk_create(clauses)


def _decide_anew(copy: WorkingCopy, before: Verdict, now: Verdict) -> None:
    """What its author left as it was decided goes on as it is decided now."""
    for name in (*DECISION, "decided_on", "why_it_changed"):
        if copy.data.get(name) == [str(getattr(before, name))]:
            copy.data[name] = [str(getattr(now, name))]


def _save_as_new(formset: Any) -> dict[str, str]:
    """All rows as they are sent, on the new verdict; those of the one before are not touched.

    Tells which row followed which.
    """
    kept = [row for row in formset.forms if row not in formset.deleted_forms]
    formset.changed_objects, formset.deleted_objects = [], []
    formset.new_objects = [row.instance for row in kept if row.instance.pk or row.has_changed()]
    before = [str(clause.pk) for clause in formset.new_objects]
    for clause in formset.new_objects:
        clause.pk, clause._state.adding = None, True
        clause.verdict = formset.instance
        clause.save()
    return dict(zip(before, (str(clause.pk) for clause in formset.new_objects), strict=True))


def _by_name(words: str, comparison: Comparison) -> str:
    """Labels and choices speak of role A and role B; who fills them in knows both by name."""
    for place, role in (("A", comparison.role_a), ("B", comparison.role_b)):
        words = {
            f"Role {place}": role.name,
            f"Choose {place} if": f"Choose {role.name_in_text} if",
        }.get(words, words.replace(f"rong about {place},", f"rong about {role.name_in_text},"))
    return words


def _state_by_name(state: State, comparison: Comparison) -> State:
    return [
        replace(
            part,
            fields={
                _by_name(label, comparison): (
                    _by_name(words, comparison) if label in {"Kind", "Pick"} else words
                )
                for label, words in part.fields.items()
            },
        )
        for part in state
    ]


def _decision(verdict: Verdict) -> list[tuple[str, Any]]:
    return [(name, getattr(verdict, name)) for name in DECISION]


def _day(verdict: Verdict) -> str:
    return written_out(verdict.decided_on, "j F Y")


def _is_public(verdict: Verdict | None) -> bool:
    return verdict is not None and _has_public_log(verdict.comparison)


def _has_public_log(comparison: Comparison) -> bool:
    """Archived too: published again, its log says what it said."""
    return comparison.state in STATES_OF_PUBLISHERS


def _verdict_in_force(comparison: Comparison | None) -> Verdict | None:
    """The newest of a public log, which is followed and not changed."""
    return comparison.current_verdict if comparison and _has_public_log(comparison) else None
