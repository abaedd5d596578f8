"""Who did what: the list of all that was saved on the desk, for reading only."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.admin.views.main import ChangeList
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Value
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst

from comparisons.admin.lists import ROW, ForgivingList

LONGEST_LINE = 60  # characters of what was done, before the rest is folded away
DID = {ADDITION: "added", CHANGE: "changed", DELETION: "deleted"}


class WhoDidWhatList(ForgivingList):
    """Knows for the entries of its page which of their things exist, from one query."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        there = things_that_exist(request, self.result_list)
        for entry in self.result_list:
            entry.is_there = (entry.content_type_id, entry.object_id) in there


def things_that_exist(request: HttpRequest, entries: list[LogEntry]) -> set[tuple[int, str]]:
    """Content type and key of each that still exists, if this person may open its page."""
    keys: dict[ContentType, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.content_type and entry.object_id and ROW.fullmatch(entry.object_id):
            keys[entry.content_type].append(entry.object_id)
    queries = [
        model._base_manager.order_by().filter(pk__in=keys[kind]).values_list(Value(kind.pk), "pk")
        for kind in keys
        if (model := kind.model_class()) and may_open(request, model)
    ]
    if not queries:
        return set()
    return {(kind, str(key)) for kind, key in queries[0].union(*queries[1:], all=True)}


def may_open(request: HttpRequest, model: type[models.Model]) -> bool:
    page = admin.site._registry.get(model)
    return page is not None and page.has_view_or_change_permission(request)


class WhenFilter(admin.DateFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "when"


class WhoFilter(admin.RelatedOnlyFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "who"


class DidFilter(admin.SimpleListFilter):
    title = "what was done"
    parameter_name = "did"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(flag), words.capitalize()) for flag, words in DID.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        known = dict(self.lookup_choices)
        return queryset.filter(action_flag=self.value()) if self.value() in known else queryset


class KindFilter(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        kinds = ContentType.objects.filter(logentry__isnull=False).distinct()
        return sorted(
            ((str(kind.pk), capfirst(kind.name)) for kind in kinds), key=lambda pair: pair[1]
        )

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        known = dict(self.lookup_choices)
        return queryset.filter(content_type=self.value()) if self.value() in known else queryset


@admin.register(LogEntry)
class WhoDidWhatAdmin(admin.ModelAdmin):
    list_display = ["when", "user", "did", "kind", "thing", "details"]
    list_display_links = None
    list_filter = [
        ("action_time", WhenFilter),
        ("user", WhoFilter),
        DidFilter,
        KindFilter,
    ]
    list_select_related = ["user", "content_type"]
    list_per_page = 50
    search_fields = ["object_repr", "change_message", "user__username"]
    ordering = ["-action_time", "-pk"]
    actions = None

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return WhoDidWhatList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"title": "Who did what", **(extra_context or {})}
        return super().changelist_view(request, context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="when", ordering="action_time")
    def when(self, entry: LogEntry) -> datetime:
        return entry.action_time

    @admin.display(description="did", ordering="action_flag")
    def did(self, entry: LogEntry) -> str:
        return DID.get(entry.action_flag, "")

    @admin.display(description="kind", ordering="content_type")
    def kind(self, entry: LogEntry) -> str:
        return entry.content_type.name if entry.content_type else ""

    @admin.display(description="what", ordering="object_repr")
    def thing(self, entry: Any) -> str:
        name = entry.object_repr
        address = entry.get_admin_url() if entry.is_there else None
        return format_html('<a href="{}">{}</a>', address, name) if address else name

    @admin.display(description="details")
    def details(self, entry: LogEntry) -> str:
        words = entry.get_change_message()
        line = Truncator(words.partition("\n")[0]).chars(LONGEST_LINE)
        if line == words:
            return words
        return format_html("<details><summary>{}</summary>{}</details>", line, linebreaksbr(words))
