"""Whatever is asked of the site, it answers; a mistake of the asker is never an error of ours."""

import random
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from tests.factories import AliasFactory, publishable_comparison

PLACES = [
    "/", "/comparisons/", "/roles/", "/skills/", "/guides/", "/how-it-works/", "/privacy/",
    "/feed.xml", "/sitemap.xml", "/robots.txt", "/healthz", "/readyz", "/static/", "/admin/",
    "/admin/login/", "/admin/comparisons/role/",
]  # fmt: skip
PIECES = [
    "lead", "manager", "lead-vs-manager", "-vs-", "\0", "%00", "é", "💥", "'", '"', "<script>",
    "..", "/", "a" * 3000, "-", "0", "-1", "9" * 40, "%", "_", "\\", "\n", "[@x]", "{{ 7 }}", "",
]  # fmt: skip
PARAMETERS = ["q", "role", "criterion", "next", "p", "o", "name", "name__exact", "\0", "é"]
METHODS = ["get", "get", "get", "head", "post", "put", "patch", "delete", "options", "trace"]
COOKIES = ['sessionid="aaaa\\000bbbb"', f"sessionid={'z' * 400}", "csrftoken=x", "a=\x01"]
HOSTS = ["evil.example", "localhost:99999", "[::1", "é", ""]
REQUESTS = 500


def nonsense(chance):
    return "".join(chance.choices(PIECES, k=chance.randint(0, 3)))


def request(chance):
    """Method, address and headers, most of them with something wrong."""
    path = chance.choice(PLACES)
    if chance.random() < 0.6:
        path += quote(nonsense(chance), safe=chance.choice(["", "/%", "-"])) + "/"
    query = [(chance.choice(PARAMETERS), nonsense(chance)) for _ in range(chance.randint(0, 4))]
    headers = {}
    if chance.random() < 0.2:
        headers["HTTP_COOKIE"] = chance.choice(COOKIES)
    if chance.random() < 0.1:
        headers["HTTP_HOST"] = chance.choice(HOSTS)
    return chance.choice(METHODS), f"{path}?{urlencode(query)}", headers


def answers_that_are_errors_of_ours(askers, seed):
    chance = random.Random(seed)  # noqa: S311
    errors = []
    for number in range(REQUESTS):
        method, address, headers = request(chance)
        response = getattr(askers[number % len(askers)], method)(address, **headers)
        if response.status_code >= 500:
            errors.append((method, address, headers, response.status_code))
    return errors


@pytest.fixture
def askers(editor_client):
    """Over pages that some of the nonsense names."""
    comparison = publishable_comparison(slug="lead-vs-manager")
    AliasFactory(role=comparison.role_a, slug="lead")
    askers = [Client(), Client(enforce_csrf_checks=True), editor_client]
    for asker in askers:
        asker.raise_request_exception = False
    return askers


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_that_is_asked_breaks_the_site(askers, seed):
    assert answers_that_are_errors_of_ours(askers, seed) == []


def test_a_page_that_breaks_would_be_found(askers, monkeypatch):
    monkeypatch.setattr("comparisons.forms.ComparisonSearch.found", lambda _form: 1 / 0)

    errors = answers_that_are_errors_of_ours(askers, seed=1)

    assert {(address.partition("?")[0], status) for _, address, _, status in errors} == {
        ("/comparisons/", 500)
    }
