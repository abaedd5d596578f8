"""Saving on trial: everything is saved, looked at, and undone where that was not wanted."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from reversion.admin import VersionAdmin


class NotPublishableError(Exception):
    """Raised when everything is saved, to undo it."""

    def __init__(self, gaps: list[str]) -> None:
        self.gaps = gaps


def shows_gaps(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What a page lacks is known once its inlines are saved. Undo that, and show the form again."""

    @wraps(view)
    def view_with_gaps(
        self: VersionAdmin, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            return view(self, request, *args, **kwargs)
        except NotPublishableError as refused:
            request.publishing_gaps = refused.gaps  # type: ignore[attr-defined]
            return view(self, request, *args, **kwargs)

    return view_with_gaps
