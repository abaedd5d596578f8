from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from reversion.models import Version

from comparisons.models import Comparison, Verdict

from .addresses import AddressedAdmin
from .filters import Assigned, Copy, Review, Schedule
from .page_forms import ComparisonForm
from .shared import AMONG_COLLEAGUES, REVIEW_AND_PUBLISHING, AliasInline, FaqInline
from .states import keep_to_its_own
from .verdict import VerdictAdmin, _day

ARCHIVE_FIRST = "Readers see it. Archive it first; then it can be deleted."


@admin.register(Comparison)
class ComparisonAdmin(AddressedAdmin):
    form = ComparisonForm
    list_display = ["title", "state_for_readers", "review_due", "changed_at"]
    list_filter = ["state", Review, Copy, Assigned, Schedule]
    list_select_related = ["role_a", "role_b"]
    search_fields = ["slug", "role_a__name", "role_b__name", "question"]
    ordering = ["slug"]
    fieldsets = [
        (None, {"fields": [("role_a", "role_b"), "question"]}),
        ("The short answer", {"fields": ["verdict_log"]}),
        REVIEW_AND_PUBLISHING,
        AMONG_COLLEAGUES,
    ]
    inlines = [FaqInline, AliasInline]

    # What readers see is archived first, because its verdicts stay in their log

    def has_delete_permission(self, request: HttpRequest, obj: Comparison | None = None) -> bool:
        is_public = obj is not None and obj.is_published
        return super().has_delete_permission(request, obj) and not is_public

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        comparison = self.get_object(request, unquote(object_id))
        if request.method == "GET" and comparison and comparison.is_published:
            messages.error(request, ARCHIVE_FIRST)
            return redirect("admin:comparisons_comparison_change", comparison.pk)
        return super().delete_view(request, object_id, extra_context)

    def get_fieldsets(self, request: HttpRequest, obj: Comparison | None = None) -> list[Any]:
        fieldsets: list[Any] = list(super().get_fieldsets(request, obj))
        if obj and obj.is_published and super().has_delete_permission(request, obj):
            said = {**REVIEW_AND_PUBLISHING[1], "description": ARCHIVE_FIRST}
            at = fieldsets.index(REVIEW_AND_PUBLISHING)
            fieldsets[at] = (REVIEW_AND_PUBLISHING[0], said)
        return fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Comparison | None = None) -> list[str]:
        decided = obj is not None and obj.verdicts.exists()
        return ["verdict_log", *(["role_a", "role_b"] if decided else [])]

    def objection_to_revert(self, now: Comparison, version: Version) -> str:
        then = version.field_dict
        same = (then["role_a_id"], then["role_b_id"]) == (now.role_a_id, now.role_b_id)
        if same or not now.verdicts.exists():
            return ""
        return "That version compared other roles than its verdicts do."

    # Its verdicts have a history of their own

    def saved_along(self, version: Version) -> list[tuple[str, str]]:
        verdicts = _versions_of_verdicts(version.object_id, revision=version.revision_id)
        return [
            (then.object_repr, reverse("admin:comparisons_verdict_compare", args=[pk, then.pk]))
            for pk, then in verdicts.items()
            if Verdict.objects.filter(pk=pk).exists()
        ]

    def bring_along(self, thing: Comparison) -> str:
        """The verdicts that were deleted with it; not those that had been deleted before."""
        lost = _versions_of_verdicts(thing.pk)
        log = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Verdict), object_id__in=lost
        )
        last_said = dict(log.order_by("pk").values_list("object_id", "action_flag"))
        back = [then for pk, then in lost.items() if last_said.get(pk) != DELETION]
        for version in back:
            keep_to_its_own(version, VerdictAdmin.inlines)
            version.revision.revert()
        return f"{len(back)} verdict{pluralize(len(back))}" if back else ""

    def response_post_save_add(self, request: HttpRequest, obj: Comparison) -> HttpResponseRedirect:
        if not self.admin_site.get_model_admin(Verdict).has_add_permission(request):
            return super().response_post_save_add(request, obj)
        messages.info(request, "Now write its verdict: without one it cannot be published.")
        return redirect(_new_verdict(obj))

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
                    _day(verdict),
                    verdict.picked_role or "No pick",
                )
                for verdict in comparison.verdicts.all()
            ),
        )
        add = _new_verdict(comparison)
        return format_html('<ul>{}<li><a href="{}">Add a verdict</a></li></ul>', rows, add)


def _versions_of_verdicts(comparison: int | str, **rules: Any) -> dict[str, Version]:
    """The newest version of each verdict that it ever had, by the number of the verdict."""
    versions = Version.objects.get_for_model(Verdict).filter(**rules).select_related("revision")
    return {
        version.object_id: version
        for version in versions.order_by("pk")
        if str(version.field_dict["comparison_id"]) == str(comparison)
    }


def _new_verdict(comparison: Comparison) -> str:
    return reverse("admin:comparisons_verdict_add", query={"comparison": comparison.pk})
