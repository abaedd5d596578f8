import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from comparisons.models import Source

GUARD = "careerpick.middleware.refuse_unreadable_text"
FORM = "application/x-www-form-urlencoded"
PART = "multipart/form-data; boundary=part"
HEADERS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Content-Security-Policy": {
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    },
}


def look_up(request, text=""):
    """Asks the database for every text in the request, as careless views would."""
    texts = [text, *request.headers.values(), *request.COOKIES.values()]
    for pairs in (request.GET, request.POST):
        texts += [part for name, values in pairs.lists() for part in (name, *values)]
    for name, file in request.FILES.items():
        texts += [name, file.name]
    if request.content_type == "application/json":
        texts += texts_in(json.loads(request.body, strict=False))
    for each in texts:
        Source.objects.filter(title=each).exists()
    return HttpResponse("looked up")


def texts_in(value):
    if isinstance(value, dict):
        return [*value, *texts_in(list(value.values()))]
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    return [value] if isinstance(value, str) else []


@require_safe
def page(request):
    return HttpResponse("a page")


def fail(request):
    raise RuntimeError("a fault of ours")


def forbid(request):
    raise PermissionDenied


urlpatterns = [
    path("page/", page),
    path("fail/", fail),
    path("forbid/", forbid),
    path("elsewhere/", RedirectView.as_view(url="/page/")),
    path("look-up/", look_up),
    path("look-up/<str:text>/", look_up),
    path("", include("careerpick.urls")),
]


@pytest.fixture
def visitor(settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def part(header, content="a"):
    return f"--part\r\nContent-Disposition: form-data; {header}\r\n\r\n{content}\r\n--part--\r\n"


def get(address, **headers):
    return {"method": "GET", "path": address, "headers": headers}


def post(body, content_type):
    return {"method": "POST", "path": "/look-up/", "data": body, "content_type": content_type}


WITH_NUL = {
    "path": get("/look-up/a%00b/"),
    "query value": get("/look-up/?q=a%00b"),
    "query name": get("/look-up/?a%00b=q"),
    "form value": post("text=a%00b", FORM),
    "form name": post("a%00b=text", FORM),
    "form raw": post("text=a\0b", FORM),
    "part value": post(part('name="text"', "a\0b"), PART),
    "part name": post(part('name="a\0b"'), PART),
    "file part name": post(part('name="a\0b"; filename="a.png"'), PART),
    "JSON value": post(r'{"text": "a\u0000b"}', "application/json"),
    "JSON key": post(r'{"a\u0000b": 1}', "application/json"),
    "JSON deep": post(r'[{"list": [1, {"text": [["a\u0000b"]]}]}]', "application/json"),
    "JSON alone": post(r'"\u0000"', "application/json; charset=utf-8"),
    "JSON after a backslash": post(r'{"text": "a\\\u0000b"}', "application/json"),
    "JSON raw": post('{"text": "a\0b"}', "application/json"),
    "cookie value": get("/look-up/", cookie="sessionid=aaaa\0bbbb"),
    "cookie octal": get("/look-up/", cookie=r'sessionid="aaaa\000bbbb"'),
    "header": get("/look-up/", referer="a\0b"),
}
WITHOUT_NUL = {
    "path": get("/look-up/a%2500b/"),
    "query": get("/look-up/?q=a%2500b"),
    "form": post("text=a%2500b", FORM),
    "JSON literal": post(r'{"text": "a\\u0000b"}', "application/json"),
    "JSON two literals": post(r'{"text": "\\\\u0000", "\\u0000": 0}', "application/json"),
    "JSON other escapes": post(r'{"text": "\u0001 \u00a0 \\"}', "application/json"),
    "cookie": get("/look-up/", cookie=r'sessionid="aaaa\\000bbbb"'),
    "file name": post(part('name="picture"; filename="a\0b.png"'), PART),
    "file content": post(part('name="picture"; filename="a.png"', "a\0b"), PART),
}


@pytest.mark.django_db
@pytest.mark.parametrize("request_", WITH_NUL.values(), ids=WITH_NUL)
def test_nul_anywhere_is_refused(visitor, request_):
    response = visitor.generic(**request_)

    assert response.status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("request_", WITH_NUL.values(), ids=WITH_NUL)
def test_nul_would_reach_the_database_without_the_guard(visitor, request_, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != GUARD]

    response = visitor.generic(**request_)

    assert response.status_code == {"sqlite": 200, "postgresql": 500}[connection.vendor]


@pytest.mark.django_db
@pytest.mark.parametrize("request_", WITHOUT_NUL.values(), ids=WITHOUT_NUL)
def test_what_only_looks_like_nul_passes(visitor, request_):
    response = visitor.generic(**request_)

    assert response.content == b"looked up"


def test_charset_that_is_none_is_refused(visitor):
    response = visitor.generic(**post(part('name="text"'), f"{PART}; charset=zlib"))

    assert response.status_code == 400


def test_charset_that_is_none_would_fail_without_the_guard(visitor, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != GUARD]

    response = visitor.generic(**post(part('name="text"'), f"{PART}; charset=zlib"))

    assert response.status_code == 500


class BrokenOff:
    """What is left of a request whose sender is gone."""

    def read(self, *_args):
        raise ConnectionResetError("Connection reset by peer")

    readline = read


BROKEN_OFF = {
    "form": post("text=half", FORM),
    "parts": post(part('name="text"'), PART),
    "JSON": post('{"text": ', "application/json"),
}


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("request_", BROKEN_OFF.values(), ids=BROKEN_OFF)
def test_request_that_breaks_off_is_refused_and_no_error_of_ours(
    visitor, request_, settings, caplog, debug
):
    settings.DEBUG = debug

    response = visitor.generic(**request_, **{"wsgi.input": BrokenOff()})

    assert response.status_code == 400
    assert [(one.name, one.levelname) for one in caplog.records] == [("django.request", "WARNING")]


@pytest.mark.parametrize("request_", BROKEN_OFF.values(), ids=BROKEN_OFF)
def test_request_that_breaks_off_would_fail_without_the_guard(visitor, request_, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != GUARD]

    response = visitor.generic(**request_, **{"wsgi.input": BrokenOff()})

    assert response.status_code == 500


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/page/", 200),
        ("/elsewhere/", 302),
        ("/look-up/?q=%00", 400),
        ("/forbid/", 403),
        ("/nowhere/", 404),
        ("/fail/", 500),
    ],
)
def test_every_answer_carries_the_headers(visitor, address, status):
    response = visitor.get(address, secure=True)

    assert response.status_code == status
    assert headers_of(response) == HEADERS


def test_wrong_method_carries_the_headers(visitor):
    response = visitor.post("/page/", secure=True)

    assert response.status_code == 405
    assert headers_of(response) == HEADERS


def test_wrong_host_carries_the_headers(visitor):
    response = visitor.get("/page/", secure=True, headers={"host": "elsewhere.test"})

    assert response.status_code == 400
    assert headers_of(response) == HEADERS


def test_file_carries_the_headers(visitor, settings):
    settings.WHITENOISE_USE_FINDERS = True

    response = visitor.get("/static/fonts/familjen-grotesk.woff2", secure=True)

    assert b"".join(response.streaming_content)[:4] == b"wOF2"
    assert headers_of(response) == HEADERS


@pytest.mark.parametrize("host", ["testserver", "elsewhere.test"])
def test_redirect_to_https_names_our_host_and_carries_the_headers(visitor, settings, host):
    settings.SECURE_SSL_REDIRECT = True

    response = visitor.get("/page/?q=a", headers={"host": host})

    assert response.status_code == 301
    assert response.headers["Location"] == "https://careerpick.test/page/?q=a"
    # Browsers heed this one over HTTPS only.
    assert headers_of(response) == without(HEADERS, "Strict-Transport-Security")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [("/", 200), ("/healthz", 200), ("/admin/login/", 200), ("/admin/", 302), ("/no/page/", 404)],
)
def test_pages_of_the_site_carry_the_headers(client, address, status):
    response = client.get(address, secure=True)

    assert response.status_code == status
    assert headers_of(response) == HEADERS


def headers_of(response):
    found = {name: response.headers[name] for name in HEADERS if name in response.headers}
    # The order of the directives means nothing, and differs from one start to the next.
    found["Content-Security-Policy"] = set(found["Content-Security-Policy"].split("; "))
    return found


def without(headers, name):
    return {other: value for other, value in headers.items() if other != name}
