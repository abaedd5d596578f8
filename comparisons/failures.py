"""When the database does not answer: what the log may hold, and what a visitor may send again."""

import logging

from django.db import Error
from django.http import HttpRequest


def note(app: str, what: str, error: Error) -> None:
    """Without the database's own words, which may hold those of a visitor that it refused."""
    logging.getLogger(app).error("%s: %s", what, type(error).__name__)


def sent_by(request: HttpRequest) -> list[tuple[str, object]]:
    """Each field that was sent, to be offered once more, with a fresh key to the form."""
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    return [pair for pair in pairs if pair[0] != "csrfmiddlewaretoken"]
