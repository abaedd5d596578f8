"""What was saved before: how it differs from what is saved now, and how to take it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from reversion.admin import VersionAdmin
from reversion.errors import RevertError
from reversion.models import Version

from .undoing import shows_gaps


class HistoryAdmin(VersionAdmin):
    @shows_gaps
    def revision_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        # What follows sees the old version, which may have been a draft.
        now = self.get_object(request, unquote(object_id))
        if request.method == "POST" and not self.has_change_permission(request, now):
            raise PermissionDenied
        version = get_object_or_404(Version, pk=version_id, object_id=unquote(object_id))
        objection = now and self.objection_to_revert(now, version)
        if objection:
            messages.error(request, objection)
            label, name = self.opts.app_label, self.opts.model_name
            return redirect(f"admin:{label}_{name}_history", object_id)
        return super().revision_view(request, object_id, version_id, extra_context)

    def objection_to_revert(self, now: Any, version: Version) -> str:
        """Why the thing cannot become again what it was; empty when it can."""
        return ""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if extra_context and extra_context.keys() & {"revert", "recover"}:
            # The form will compare with the old version, and find no change.
            request.is_revert = True  # type: ignore[attr-defined]
            _refuse_loose_ends()
        return super().changeform_view(request, object_id, form_url, extra_context)


def _refuse_loose_ends() -> None:
    try:
        connection.check_constraints()
    except IntegrityError as error:
        raise RevertError(
            "This version refers to something that has been deleted since. Bring that back first."
        ) from error
