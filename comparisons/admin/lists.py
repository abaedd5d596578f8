"""Lists that take nonsense in their address for nonsense, and not for an error of ours."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import DatabaseError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

ROW = re.compile("[0-9]{1,18}")  # the number of one, as any database takes it


class ForgivingList(ChangeList):
    """Django finds most nonsense before it asks the database; this finds the rest.

    For example a regular expression that is none, or the year 99999.
    """

    def get_results(self, request: HttpRequest) -> None:
        if not request.GET:
            super().get_results(request)
            return
        try:
            # PostgreSQL answers nothing more in a transaction that has failed.
            with transaction.atomic():
                super().get_results(request)
        except (DatabaseError, ArithmeticError, LookupError, ValueError) as error:
            raise IncorrectLookupParameters(error) from error


# Where the stock desk speaks of items and of actions.
SAID_OTHERWISE = {
    "Items must be selected in order to perform actions on them. No items have been changed.": (
        "Nothing has changed: tick at least one row first."
    ),
    "No action selected.": "Nothing has changed: choose first what to do with the rows.",
}


class ForgivingAdmin(admin.ModelAdmin):
    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ForgivingList

    def response_action(  # type: ignore[override]
        self, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> HttpResponse | None:
        # Django asks the database for whatever is selected, and breaks on what is no number.
        selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(ROW.fullmatch(row) for row in selected):
            return None
        return super().response_action(request, queryset)

    # What the pages are called, and what they say

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        kind = str(self.opts.verbose_name)
        if context["title"] in {f"Change {kind}", f"View {kind}"}:
            context["title"] = capfirst(kind)
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Any, *args: Any) -> HttpResponse:
        self._will_say(request, obj)
        return super().response_add(request, obj, *args)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        self._will_say(request, obj)
        return super().response_change(request, obj)

    def words_when_saved(self, obj: Any) -> str:
        return f"“{obj}” is saved."

    def _will_say(self, request: HttpRequest, obj: Any) -> None:
        # What is brought back has words of its own.
        if not getattr(request, "is_revert", False):
            request.words_when_saved = self.words_when_saved(obj)  # type: ignore[attr-defined]

    def message_user(
        self,
        request: HttpRequest,
        message: Any,
        level: int | str = messages.INFO,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        saved = getattr(request, "words_when_saved", "") if level == messages.SUCCESS else ""
        words = saved or SAID_OTHERWISE.get(str(message), message)
        super().message_user(request, words, level, *args, **kwargs)
