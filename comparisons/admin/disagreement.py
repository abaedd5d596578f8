"""What readers wrote who disagree: read here, approved or not, counted and taken along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.dateformat import format as in_words
from django.utils.html import format_html
from django.utils.timezone import localdate, localtime
from django.views.decorators.http import require_safe

from comparisons.changes import content_has_changed
from comparisons.models import Comparison, Disagreement, Verdict
from comparisons.spreadsheets import as_csv

from .lists import ForgivingAdmin

State = Disagreement.State

COLUMNS = [
    *("Number", "Sent", "Comparison", "Verdict of", "We pick", "Would pick", "Main reason"),
    *("In their own words", "What they do now", "Has held both jobs", "State"),
]


class ComparisonFilter(admin.SimpleListFilter):
    title = "comparison"
    parameter_name = "comparison"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        written_about = Comparison.objects.filter(verdicts__disagreements__isnull=False)
        comparisons = written_about.select_related("role_a", "role_b").distinct()
        return [(comparison.slug, comparison.title) for comparison in comparisons]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        slug = self.value()
        return queryset.filter(verdict__comparison__slug=slug) if slug else queryset


class HeldBothFilter(admin.BooleanFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "both jobs held"


@admin.register(Disagreement)
class DisagreementAdmin(ForgivingAdmin):
    list_display = ["sent", "words", "answer", "asked", "state"]
    list_filter = ["state", ("held_both", HeldBothFilter), "reason", ComparisonFilter]
    search_fields = ["text"]
    search_help_text = "Searches in what readers wrote in their own words."
    list_per_page = 50
    ordering = ["-created_at", "-pk"]
    actions = ["approve", "reject", "mark_as_spam", "delete_selected"]
    fields = ("asked", "picks", "reason", "text", "now", "held_both", "state", "created_at")
    readonly_fields = fields

    class Media:
        css = {"all": ["css/disagreements.css"]}

    # Who may. Nobody rewrites what a reader wrote.

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_spam)

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("comparisons.moderate_disagreement")

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Disagreement]:
        return Disagreement.objects.for_list()

    @admin.display(description="sent", ordering="created_at")
    def sent(self, disagreement: Disagreement) -> str:
        return in_words(localtime(disagreement.created_at), "j F Y")

    @admin.display(description="why", ordering="reason")
    def words(self, disagreement: Disagreement) -> str:
        reason = disagreement.get_reason_display()
        return format_html("<strong>{}</strong>{}", reason, disagreement.text)

    @admin.display(description="comparison", ordering="verdict")
    def asked(self, disagreement: Disagreement) -> str:
        verdict = disagreement.verdict
        page = reverse("admin:comparisons_verdict_change", args=[verdict.pk])
        return format_html(
            '<a href="{}">{}</a> We pick {}.', page, verdict.comparison, _our_pick(verdict)
        )

    @admin.display(description="would pick", ordering="pick")
    def picks(self, disagreement: Disagreement) -> str:
        return disagreement.picked

    @admin.display(description="would pick", ordering="pick")
    def answer(self, disagreement: Disagreement) -> str:
        now = disagreement.get_now_display()
        who = f"{now}, has held both jobs" if disagreement.held_both else now
        return format_html("<strong>{}</strong>{}", disagreement.picked, who)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        # Counted only where the list is shown: an action that is sent from it needs no counts.
        context = {
            "title": "Readers who disagree",
            "counts_per_verdict": counts_per_verdict,
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    # What can be done: on the list, and on the page of one, which sends it to the list

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= {"title": "A reader who disagrees"}
        context |= {"may_moderate": self.has_moderate_permission(request)}
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description="Approve: count them for readers", permissions=["moderate"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Disagreement]) -> None:
        self._settle(request, queryset, State.APPROVED)

    @admin.action(description="Reject: count them nowhere", permissions=["moderate"])
    def reject(self, request: HttpRequest, queryset: QuerySet[Disagreement]) -> None:
        self._settle(request, queryset, State.REJECTED)

    @admin.action(description="Mark as spam: deleted after 30 days", permissions=["moderate"])
    def mark_as_spam(self, request: HttpRequest, queryset: QuerySet[Disagreement]) -> None:
        self._settle(request, queryset, State.SPAM)

    @transaction.atomic
    def _settle(self, request: HttpRequest, queryset: QuerySet[Disagreement], state: State) -> None:
        # In one order, so that two editors at once wait for each other and go on.
        selected = queryset.order_by("pk").select_for_update(of=("self",))
        changed = [one for one in selected if one.state != state]
        shown = any(State.APPROVED in {one.state, state} for one in changed)
        Disagreement.objects.filter(pk__in=[one.pk for one in changed]).update(state=state)
        editor = cast(User, request.user)
        LogEntry.objects.log_actions(editor.pk, changed, CHANGE, f"{state.label}.")
        if shown:
            content_has_changed()
        self.message_user(request, _said_of(len(changed), state), messages.SUCCESS)

    @admin.action(description="Delete what is spam", permissions=["delete"])
    def delete_selected(
        self, request: HttpRequest, queryset: QuerySet[Disagreement]
    ) -> HttpResponse | None:
        others = queryset.exclude(state=State.SPAM).count()
        if others:
            one_or_more = "One of those is" if others == 1 else f"{others} of those are"
            words = f"Nothing is deleted, because only spam can be. {one_or_more} not marked as it."
            self.message_user(request, words, messages.ERROR)
            return None
        return delete_selected(self, request, queryset)

    # To take along

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(require_safe(self.export))
        return [
            path("export/", export, name="comparisons_disagreement_export"),
            *super().get_urls(),
        ]

    def export(self, request: HttpRequest) -> HttpResponse:
        """What the list shows under the filters of the address, on all of its pages."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            found = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            # As the list itself does, which then says that the address makes no sense.
            page = reverse("admin:comparisons_disagreement_changelist", query={ERROR_FLAG: 1})
            return redirect(page)
        response = HttpResponse(as_csv([COLUMNS, *_rows(found)]), "text/csv; charset=utf-8")
        name = f"disagreements-{localdate():%Y-%m-%d}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def counts_per_verdict() -> list[dict[str, Any]]:
    """For each verdict that somebody has answered: who waits, and what the approved would pick."""
    approved = Q(disagreements__state=State.APPROVED)
    counts = {
        f"{group}_{pick}": Count("disagreements", approved & held & Q(disagreements__pick=pick))
        for group, held in (("all", Q()), ("both", Q(disagreements__held_both=True)))
        for pick in Verdict.Pick.values
    }
    verdicts = Verdict.objects.filter(disagreements__isnull=False).select_related(
        "comparison__role_a", "comparison__role_b"
    )
    waiting = Count("disagreements", Q(disagreements__state=State.WAITING))
    answered = verdicts.annotate(waiting=waiting, **counts).order_by("-waiting", "-pk")
    return [
        {
            "verdict": verdict,
            "waiting": verdict.waiting,
            "picks": [
                (name, getattr(verdict, f"all_{pick}"), getattr(verdict, f"both_{pick}"))
                for pick, name in _names_of_picks(verdict)
            ],
        }
        for verdict in answered
    ]


def _names_of_picks(verdict: Verdict) -> list[tuple[str, str]]:
    role_a, role_b = verdict.comparison.roles
    return [("a", role_a.name), ("b", role_b.name), ("none", "No pick")]


def _our_pick(verdict: Verdict) -> str:
    return verdict.picked_role.name_in_text if verdict.picked_role else "neither"


def _said_of(number: int, state: State) -> str:
    done = "marked as spam" if state == State.SPAM else state.label.lower()
    return f"{number} {done}." if number else f"Nothing has changed: all were {done} before."


def _rows(found: Iterable[Disagreement]) -> Iterator[list[object]]:
    for one in found:
        verdict = one.verdict
        yield [
            one.pk,
            f"{one.created_at:%Y-%m-%d %H:%M}",
            verdict.comparison,
            verdict.decided_on,
            verdict.picked_role or "No pick",
            one.picked,
            one.get_reason_display(),
            one.text,
            one.get_now_display(),
            "yes" if one.held_both else "no",
            one.get_state_display(),
        ]
