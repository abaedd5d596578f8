"""Lists that take nonsense in their address for nonsense, and not for an error of ours."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import DatabaseError, transaction
from django.http import HttpRequest


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


class ForgivingAdmin(admin.ModelAdmin):
    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ForgivingList
