"""Requests as the server hands them over, before any middleware has seen them."""

import pytest
from django.core.exceptions import TooManyFieldsSent
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from careerpick.wsgi import application

# Each request asks first whether the connections to the database still hold.
pytestmark = pytest.mark.django_db

CHARSETS_THAT_ARE_NONE = ["zlib", "hex", "rot13", "idna", "undefined", "punycode", "a\0b"]


def answer(content_type, query, method="GET"):
    """Status, headers and text."""
    environ = RequestFactory().generic(method, f"/healthz?{query}").environ
    said = []
    body = application(environ | {"CONTENT_TYPE": content_type}, lambda *start: said.extend(start))
    status, headers = said
    return status, dict(headers), b"".join(body).decode()


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("charset", CHARSETS_THAT_ARE_NONE)
def test_charset_that_is_none_is_refused_like_any_other_unreadable_text(charset, method):
    status, headers, page = answer(f"text/plain; charset={charset}", "a=%ff&b=c", method)

    assert status == "400 Bad Request"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "<h1" in page


@pytest.mark.parametrize("charset", CHARSETS_THAT_ARE_NONE)
def test_request_of_django_alone_would_end_the_whole_answer(charset, monkeypatch):
    monkeypatch.setattr(application, "request_class", WSGIRequest)

    with pytest.raises((LookupError, ValueError, TooManyFieldsSent)):
        answer(f"text/plain; charset={charset}", "a=%ff&b=c")


def test_developer_is_told_the_same(settings):
    settings.DEBUG = True

    assert answer("text/plain; charset=zlib", "a=b")[0] == "400 Bad Request"


@pytest.mark.parametrize("charset", ["utf-8", "latin-1", "utf-16", "nonsense", "x" * 10_000])
def test_other_charsets_are_answered(charset):
    assert answer(f"text/plain; charset={charset}", "a=b")[::2] == ("200 OK", "ok")


def test_too_many_fields_are_refused_with_a_charset_too():
    assert answer("text/plain; charset=utf-8", "a=b&" * 1001)[0] == "400 Bad Request"
