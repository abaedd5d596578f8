"""What the lists of the desk can be narrowed to, so that the desk's home can lead to exactly that.

Each says in the address what is shown: `?review=overdue`, `?assigned=me`, `?copy=waiting`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from comparisons.models import Publishable, WorkingCopy

SOON = timedelta(days=30)


def is_overdue() -> Q:
    """As `Reviewed.is_overdue` says it of one page; what readers do not see can wait."""
    return Q(state=Publishable.State.PUBLISHED, review_due__lt=timezone.localdate())


def is_due_soon() -> Q:
    today = timezone.localdate()
    return Q(state=Publishable.State.PUBLISHED, review_due__range=(today, today + SOON))


def is_to_come() -> Q:
    return Q(state=Publishable.State.PUBLISHED, publish_at__gt=timezone.now())


class _Filter(admin.SimpleListFilter):
    choices_of_list: ClassVar[tuple[tuple[str, str], ...]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> tuple[tuple[str, str], ...]:
        return self.choices_of_list

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.value()
        known = wanted in {value for value, _ in self.choices_of_list}
        return queryset.filter(self.rule(wanted, request)) if known else queryset

    def rule(self, wanted: str | None, request: HttpRequest) -> Q:
        raise NotImplementedError


class Review(_Filter):
    title = "next review"
    parameter_name = "review"
    choices_of_list = (("overdue", "Overdue"), ("soon", "Due within 30 days"))

    def rule(self, wanted: str | None, request: HttpRequest) -> Q:
        return is_overdue() if wanted == "overdue" else is_due_soon()


class Schedule(_Filter):
    title = "when readers see it"
    parameter_name = "readers"
    choices_of_list = (("later", "Published at a later time"),)

    def rule(self, wanted: str | None, request: HttpRequest) -> Q:
        return is_to_come()


class Assigned(_Filter):
    title = "assignee"
    parameter_name = "assigned"
    choices_of_list = (("me", "Me"), ("nobody", "Nobody"))

    def rule(self, wanted: str | None, request: HttpRequest) -> Q:
        return Q(assignee=request.user.pk if wanted == "me" else None)


class Copy(_Filter):
    title = "working copy"
    parameter_name = "copy"
    choices_of_list = (
        ("waiting", "Waiting for an editor"),
        ("sent-back", "Sent back to its author"),
        ("sent-back-to-me", "Sent back to me"),
        ("for-me", "Assigned to me"),
    )

    def rule(self, wanted: str | None, request: HttpRequest) -> Q:
        sent_back = Q(working_copy__state=WorkingCopy.State.SENT_BACK)
        sent_back_to_me = sent_back & Q(working_copy__author=request.user.pk)
        return {
            "waiting": Q(working_copy__state=WorkingCopy.State.WAITING),
            "sent-back": sent_back,
            "sent-back-to-me": sent_back_to_me,
            "for-me": Q(working_copy__assignee=request.user.pk) & ~sent_back_to_me,
        }[wanted or ""]
