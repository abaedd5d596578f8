"""How the quiz does, for those who may read counts. It shows nobody's answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from quiz.health import ENOUGH_TO_JUDGE, FEWEST
from quiz.models import Edition, Tally
from quiz.tallies import MONTH, health_of

PERIODS = {"month": f"Last {MONTH} days", "all": "All time"}
DAYS = {"month": MONTH, "all": None}
NO_SUCH_CHOICE = (
    "There is no such edition or period. What follows is the usual view; choose another below."
)


class HealthForm(forms.Form):
    period = forms.ChoiceField(choices=list(PERIODS.items()), required=False)

    def __init__(self, numbers: list[int], *args: Any) -> None:
        super().__init__(*args)
        choices = [(number, number) for number in numbers]
        self.fields["edition"] = forms.TypedChoiceField(
            coerce=int, choices=choices, required=False, empty_value=None
        )


@dataclass(frozen=True)
class Chip:
    label: str
    address: str
    is_current: bool


@admin.register(Tally)
class HealthAdmin(admin.ModelAdmin):
    """One page: the only address that this has."""

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.changelist_view)
        return [path("", page, name="quiz_tally_changelist")]

    # Who may

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("quiz.view_health")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # The page

    @method_decorator(require_safe)
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        editions = dict(Edition.objects.values_list("number", "state"))
        number, period = _chosen(request, editions)
        edition = Edition.objects.filter(number=number).first() if number else None
        context = {
            **self.admin_site.each_context(request),
            "title": "Quiz health",
            "opts": self.opts,
            "edition": edition,
            "period": PERIODS[period],
            "health": health_of(edition, DAYS[period]) if edition else None,
            "editions": [
                Chip(f"Edition {one} ({state})", _address(one, period), one == number)
                for one, state in editions.items()
            ],
            "periods": [
                Chip(label, _address(number, one), one == period) for one, label in PERIODS.items()
            ],
            "may_see_questions": request.user.has_perm("quiz.view_question"),
            "fewest": FEWEST,
            "enough_to_judge": ENOUGH_TO_JUDGE,
        }
        return TemplateResponse(request, "admin/quiz/health.html", context | (extra_context or {}))


def _chosen(request: HttpRequest, editions: dict[int, str]) -> tuple[int | None, str]:
    """What is asked for, else the live edition or the newest, and the last days."""
    form = HealthForm(list(editions), request.GET)
    if not form.is_valid():
        messages.warning(request, NO_SUCH_CHOICE)
    asked = form.cleaned_data
    live = next((one for one, state in editions.items() if state == Edition.State.LIVE), None)
    usual = live or max(editions, default=None)
    return asked.get("edition") or usual, asked.get("period") or "month"


def _address(number: int | None, period: str) -> str:
    return reverse("admin:quiz_tally_changelist", query={"edition": number, "period": period})
