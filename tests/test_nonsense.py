"""Whatever is asked of the site, it answers; a mistake of the asker is never an error of ours."""

import random
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from quiz.models import Attempt, hash_of
from tests.factories import AliasFactory, AttemptFactory, live_edition, publishable_comparison
from tests.quiz.results import finished

RUNNING, FINISHED = "r" * 27, "t" * 27
MARK = Attempt(token_hash=hash_of(RUNNING)).mark
PLACES = [
    "/", "/comparisons/", "/roles/", "/skills/", "/guides/", "/how-it-works/", "/privacy/",
    "/feed.xml", "/sitemap.xml", "/robots.txt", "/healthz", "/readyz", "/static/", "/admin/",
    "/admin/login/", "/admin/comparisons/role/",
    "/quiz/", "/quiz/?again=1", "/quiz/question/", "/quiz/question/1/", "/quiz/question/2/",
    "/quiz/answers/", "/quiz/closing/", "/quiz/result/", f"/quiz/result/{FINISHED}/",
    f"/quiz/result/{FINISHED}/result.json", f"/quiz/result/{FINISHED}/record.md",
    f"/quiz/result/{FINISHED}/review.ics", f"/quiz/result/{FINISHED}/share/",
    f"/quiz/result/{FINISHED}/revoke/", f"/quiz/result/{FINISHED}/keep/",
    f"/quiz/result/{FINISHED}/change/", f"/quiz/result/{FINISHED}/change-instead/",
    f"/quiz/result/{RUNNING}/", "/quiz/shared/",
    "/admin/quiz/edition/", "/admin/quiz/question/",
]  # fmt: skip
PIECES = [
    "lead", "manager", "lead-vs-manager", "-vs-", "\0", "%00", "é", "💥", "'", '"', "<script>",
    "..", "/", "a" * 3000, "-", "0", "-1", "9" * 40, "%", "_", "\\", "\n", "[@x]", "{{ 7 }}", "",
]  # fmt: skip
PARAMETERS = ["q", "role", "criterion", "next", "p", "o", "name", "name__exact", "\0", "é"]
FIELDS = {
    "attempt": [MARK, "x"],
    "question": ["building-1", "pair-1", "x"],
    "answer": ["1", "5", "skip", "6", "-1", "1e9", "१"],
    "goals": ["building", "technical-depth", "open-ended-bets", "luck"],
    "token": [RUNNING, FINISHED, "n" * 27, "short"],
    "again": ["True"],
    "change": ["True"],
    "then": ["True"],
    "product-management": ["better", "best"],
    "circumstances": ["visa", "none of these"],
    "full": ["on"],
}
METHODS = ["get", "get", "get", "head", "post", "put", "patch", "delete", "options", "trace"]
COOKIES = [
    *('sessionid="aaaa\\000bbbb"', f"sessionid={'z' * 400}", "csrftoken=x", "a=\x01"),
    *(f"quiz={RUNNING}", f"quiz={FINISHED}", f"quiz={'q' * 27}", f"quiz={'z' * 3000}", "quiz="),
]
HOSTS = ["evil.example", "localhost:99999", "[::1", "é", ""]
REQUESTS = 500


def nonsense(chance):
    return "".join(chance.choices(PIECES, k=chance.randint(0, 3)))


def request(chance):
    """Method, address, fields and headers, most of them with something wrong."""
    path = chance.choice(PLACES)
    if chance.random() < 0.6:
        path += quote(nonsense(chance), safe=chance.choice(["", "/%", "-"])) + "/"
    query = [(chance.choice(PARAMETERS), nonsense(chance)) for _ in range(chance.randint(0, 4))]
    headers = {}
    if chance.random() < 0.4:
        headers["HTTP_COOKIE"] = chance.choice(COOKIES)
    if chance.random() < 0.1:
        headers["HTTP_HOST"] = chance.choice(HOSTS)
    method = chance.choice(METHODS)
    fields = {}
    if method == "post":
        names = chance.sample(sorted(FIELDS), chance.randint(0, 4))
        fields = {
            name: [chance.choice([*FIELDS[name], nonsense(chance)]) for _ in range(4)]
            for name in names
        }
    return method, f"{path}{'&' if '?' in path else '?'}{urlencode(query)}", fields, headers


def answers_that_are_errors_of_ours(askers, seed):
    chance = random.Random(seed)  # noqa: S311
    errors = []
    for number in range(REQUESTS):
        method, address, fields, headers = request(chance)
        asker = askers[number % len(askers)]
        data = {"data": fields} if fields else {}
        response = getattr(asker, method)(address, **data, **headers)
        if response.status_code >= 500:
            errors.append((method, address, fields, headers, response.status_code))
    return errors


@pytest.fixture
def askers(editor_client, superuser_client):
    """Over pages and attempts that some of the nonsense names."""
    edition = live_edition()
    AttemptFactory(token=RUNNING, edition=edition, order=["building-1", "pair-1"])
    finished(edition, token=FINISHED)
    comparison = publishable_comparison(slug="lead-vs-manager")
    AliasFactory(role=comparison.role_a, slug="lead")
    askers = [
        *(Client(), Client(), Client(enforce_csrf_checks=True)),
        *(editor_client, superuser_client),
    ]
    for asker in askers:
        asker.raise_request_exception = False
    return askers


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_that_is_asked_breaks_the_site(askers, seed):
    assert answers_that_are_errors_of_ours(askers, seed) == []


def test_a_page_that_breaks_would_be_found(askers, monkeypatch):
    monkeypatch.setattr("quiz.models.attempt.is_token", lambda _token: 1 / 0)

    errors = answers_that_are_errors_of_ours(askers, seed=1)

    assert len(errors) > 10
    assert {(address[:6], status) for _, address, _, _, status in errors} == {("/quiz/", 500)}
