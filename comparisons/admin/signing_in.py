"""A session that ends in mid-paragraph: sign in again, and the form has the words in it.

What was sent without a session travels through the page for signing in, in a hidden field, and
waits in the new session for the form that it belongs to.
"""

from __future__ import annotations

import json
import re
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from .copies import words_of

# What escapes could smuggle past the look at the request: NUL, and halves of characters.
NOT_TEXT = re.compile(r"\\u0000|\\u[dD][89a-fA-F]")
IN_SESSION = "kept_form"
FORMS = ("_add", "_change", "_revision", "_recover")  # how the names of addresses end
HOLD_PASSWORDS = ("auth_", "password_")  # how others begin that end so as well


class KeepsForms(AdminSite):
    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def view_that_loses_nothing(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponse:
            if request.method == "POST" and not self.has_permission(request) and _is_form(request):
                return self._ask_to_sign_in(request)
            return guarded(request, *args, **kwargs)

        return view_that_loses_nothing

    def _ask_to_sign_in(self, request: HttpRequest) -> HttpResponse:
        kept = json.dumps(words_of(request.POST), ensure_ascii=False)
        # Read as a POST, the page for signing in would take it for an attempt.
        request.method, request.POST = "GET", QueryDict()
        context = {
            "kept": kept,
            "app_path": reverse("admin:login", current_app=self.name),
            REDIRECT_FIELD_NAME: request.get_full_path(),
        }
        return self.login(request, context)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        kept = request.POST.get("kept", "") if request.method == "POST" else ""
        context = {"kept": kept} if kept else {}
        response = super().login(request, context | (extra_context or {}))
        if kept and response.status_code == 302 and (words := _words_in(kept)):
            _keep(request, request.POST.get(REDIRECT_FIELD_NAME, ""), words)
        return response


def kept_words(request: HttpRequest) -> dict[str, list[str]] | None:
    """What waits for this very form; it is handed out once."""
    waiting = request.session.get(IN_SESSION)
    if not waiting or waiting["path"] != request.get_full_path():
        return None
    del request.session[IN_SESSION]
    words: dict[str, list[str]] = waiting["words"]
    return words


def where_to_go_on(request: HttpRequest) -> str:
    """Signing in elsewhere changes the key to all forms; what was typed with the old one is kept.

    Only what our own page sent, as the browser itself tells: other sites could forge words.
    """
    if request.headers.get("Sec-Fetch-Site") != "same-origin" or not request.user.is_staff:
        return ""
    if _is_form(request):
        _keep(request, request.get_full_path(), words_of(request.POST))
        return request.get_full_path()
    # The page for signing in, in a second tab that held words as well.
    path, words = request.POST.get(REDIRECT_FIELD_NAME, ""), _words_in(request.POST.get("kept", ""))
    if not words or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return ""
    _keep(request, path, words)
    return path


def _keep(request: HttpRequest, path: str, words: dict[str, list[str]]) -> None:
    request.session[IN_SESSION] = {"path": path, "words": words}


def _is_form(request: HttpRequest) -> bool:
    name = resolve(request.path_info).url_name or ""
    return name.endswith(FORMS) and not name.startswith(HOLD_PASSWORDS)


def _words_in(kept: str) -> dict[str, list[str]] | None:
    """None for what no form of ours has sent."""
    try:
        words = json.loads(kept)
        kept.encode()
    except (ValueError, RecursionError):
        return None
    if NOT_TEXT.search(kept):
        return None
    if not isinstance(words, dict):
        return None
    for values in words.values():
        if not (isinstance(values, list) and all(isinstance(value, str) for value in values)):
            return None
    return words
