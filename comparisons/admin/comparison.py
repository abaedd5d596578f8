from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.fields import BLANK_CHOICE_DASH
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from reversion.models import Version

from comparisons.models import Clause, Comparison, Verdict

from .desk import (
    STATES_OF_PUBLISHERS,
    DeskAdmin,
    DeskForm,
    Page,
    PublishableAdmin,
    may_publish,
)
from .inlines import Inline
from .shared import AliasInline, FaqInline


class ComparisonForm(DeskForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        role_a, role_b = cleaned.get("role_a"), cleaned.get("role_b")
        if role_a and role_b and {"role_a", "role_b"} & set(self.changed_data):
            self.instance.slug = f"{role_a.slug}-vs-{role_b.slug}"
            taken = Comparison.objects.filter(slug=self.instance.slug)
            # The same pair is refused by its constraint; this is a pair that has been renamed.
            if taken.exclude(pk=self.instance.pk).exclude(role_a=role_a, role_b=role_b):
                raise ValidationError(f"The address {self.instance.slug} is taken by {taken[0]}")
        return cleaned


@admin.register(Comparison)
class ComparisonAdmin(PublishableAdmin):
    form = ComparisonForm
    list_display = ["title", "state", "review_due", "changed_at"]
    list_filter = ["state"]
    list_select_related = ["role_a", "role_b"]
    search_fields = ["slug", "role_a__name", "role_b__name", "question"]
    ordering = ["slug"]
    fieldsets = [
        (None, {"fields": ["role_a", "role_b", "question", "verdict_log"]}),
        (
            "Review and publishing",
            {
                "fields": [
                    ("written_by", "reviewed_by"),
                    ("reviewed_on", "review_due"),
                    ("state", "publish_at"),
                ]
            },
        ),
    ]
    inlines = [FaqInline, AliasInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Comparison | None = None) -> list[str]:
        decided = obj is not None and obj.verdicts.exists()
        return ["verdict_log", *(["role_a", "role_b"] if decided else [])]

    def objection_to_revert(self, now: Comparison, version: Version) -> str:
        then = version.field_dict
        same = (then["role_a_id"], then["role_b_id"]) == (now.role_a_id, now.role_b_id)
        if same or not now.verdicts.exists():
            return ""
        return "That version compared other roles than its verdicts do."

    @admin.display(description="verdicts, newest first")
    def verdict_log(self, comparison: Comparison) -> str:
        if comparison.pk is None:
            return "Save the comparison, then add its verdict."
        rows = format_html_join(
            "",
            '<li><a href="{}">{}: {}</a></li>',
            (
                (
                    reverse("admin:comparisons_verdict_change", args=[verdict.pk]),
                    verdict.decided_on,
                    verdict.picked_role or "No pick",
                )
                for verdict in comparison.verdicts.all()
            ),
        )
        add = reverse("admin:comparisons_verdict_add", query={"comparison": comparison.pk})
        return format_html('<ul>{}<li><a href="{}">Add a verdict</a></li></ul>', rows, add)


class VerdictForm(DeskForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        comparison = self._comparison()
        pick = self.fields.get("pick")
        if comparison and isinstance(pick, forms.ChoiceField):
            names = {"a": comparison.role_a.name, "b": comparison.role_b.name}
            picks = ((value, names.get(value, label)) for value, label in Verdict.Pick.choices)
            pick.choices = [*BLANK_CHOICE_DASH, *picks]

    def _comparison(self) -> Comparison | None:
        if "comparison" not in self.fields:
            return self.instance.comparison
        try:
            return self.fields["comparison"].clean(self["comparison"].value())
        except ValidationError:
            return None


class ClauseInline(Inline, admin.TabularInline):
    model = Clause
    fields = ["kind", "text", "criterion", "order"]


@admin.register(Verdict)
class VerdictAdmin(DeskAdmin):
    form = VerdictForm
    list_display = ["comparison", "picked", "sureness", "decided_on"]
    list_filter = ["sureness"]
    list_select_related = ["comparison__role_a", "comparison__role_b"]
    search_fields = ["comparison__slug", "in_short", "reason"]
    ordering = ["-decided_on", "-pk"]
    fieldsets = [
        ("The verdict", {"fields": ["for_whom", "in_short", "reason", "ignore_if"]}),
        (
            "If you choose wrong",
            {
                "fields": [
                    "wrong_a_after_3_months",
                    "wrong_a_after_2_years",
                    "wrong_b_after_3_months",
                    "wrong_b_after_2_years",
                ]
            },
        ),
        ("Against it", {"fields": ["best_argument_against"]}),
        ("The log", {"fields": ["why_it_changed"]}),
    ]
    inlines = [ClauseInline]

    def page_of(self, thing: Verdict) -> Page:
        return thing.comparison

    def has_delete_permission(self, request: HttpRequest, obj: Verdict | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_public(obj)

    def objection_to_revert(self, now: Verdict, version: Version) -> str:
        if _is_public(now):
            return "A published verdict is not taken back. Add a new one, which follows it."
        return ""

    def get_fieldsets(self, request: HttpRequest, obj: Verdict | None = None) -> list[Any]:
        pick = "picked" if _is_public(obj) else "pick"
        return [
            (None, {"fields": ["comparison", pick, "sureness", "decided_on"]}),
            *self.fieldsets,
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Verdict | None = None) -> list[str]:
        if _is_public(obj):
            return ["comparison", "picked", "sureness", "decided_on"]
        return ["comparison"] if obj else []

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


def _is_public(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.comparison.is_published
