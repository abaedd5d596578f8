"""The one cookie of the quiz: the key to the attempt that this browser goes on with."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .models.attempt import UNFINISHED_IS_KEPT


def key_in(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.QUIZ_COOKIE_NAME, "")


def set_quiz_cookie(response: HttpResponse, token: str) -> None:
    """Each step renews it, as each step renews how long the attempt is kept."""
    response.set_cookie(
        settings.QUIZ_COOKIE_NAME,
        token,
        max_age=UNFINISHED_IS_KEPT,
        secure=settings.CSRF_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def drop_quiz_cookie(response: HttpResponse) -> None:
    response.delete_cookie(settings.QUIZ_COOKIE_NAME, samesite="Lax")
