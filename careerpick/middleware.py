"""What every response carries, and what no request may contain, beyond Django's own middleware."""

import re
from collections.abc import Callable, Iterator

from django.core.exceptions import BadRequest, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import reverse

from comparisons.content_values import UNREADABLE

GetResponse = Callable[[HttpRequest], HttpResponse]

# In a run of backslashes each pair is a literal one; only an odd one out begins an escape.
NUL_IN_JSON = re.compile(rb"\0|(?<!\\)(?:\\\\)*\\u0000")


def isolate_from_other_sites(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        return response

    return middleware


def refuse_unreadable_text(get_response: GetResponse) -> GetResponse:
    """Answer 400 where a view would fail: PostgreSQL stores no NUL, and `charset=zlib` is none.

    The same goes for a request whose sender breaks off in its middle.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            if request.method == "POST" and request.path_info.startswith(reverse("admin:index")):
                _show_nul(request)
            unreadable = _has_nul(request)
        except (LookupError, UnicodeError, TooManyFieldsSent, UnreadablePostError):
            # The page that says so in development reads the request once more.
            request.encoding = "utf-8"
            unreadable = True
        if unreadable:
            raise BadRequest("Unreadable text in the request")
        return get_response(request)

    return middleware


def _show_nul(request: HttpRequest) -> None:
    """Editors lose no text by it: what stands in its place is seen, and refused by the field."""
    shown = request.POST.copy()
    for name, values in request.POST.lists():
        shown.setlist(name, [value.replace("\0", UNREADABLE) for value in values])
    request.POST = shown  # type: ignore[assignment]


def _has_nul(request: HttpRequest) -> bool:
    if request.content_type == "application/json" and NUL_IN_JSON.search(request.body):
        return True
    return any("\0" in text for text in _texts_of(request))


def _texts_of(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    yield from request.headers.values()
    # Django reads octal escapes in cookies, so a NUL may appear only here.
    for name, value in request.COOKIES.items():
        yield from (name, value)
    for pairs in (request.GET, request.POST):
        for name, values in pairs.lists():
            yield from (name, *values)
    # Of the names of files Django itself drops what cannot be printed.
    yield from request.FILES
