"""When the database cannot be written, or not even read, nothing that was chosen is lost."""

import re
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection, models

from quiz.models import Attempt, hash_of
from tests.factories import AttemptFactory, live_edition, publishable_comparison

# PostgreSQL makes only transactions read-only that begin after it was told to.
pytestmark = pytest.mark.django_db(transaction=True)

READ_ONLY = {
    "sqlite": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
    "postgresql": (
        "SET default_transaction_read_only = on",
        "SET default_transaction_read_only = off",
    ),
}
ORIGIN = {"attempt": Attempt(token_hash=hash_of("t" * 27)).mark, "question": "building-1"}
STEPS = {
    "/quiz/": {"goals": ["building"], "token": "n" * 27, **ORIGIN},
    "/quiz/question/1/": {"answer": "2", **ORIGIN},
    "/quiz/closing/": {"product-management": "better", "circumstances": ["visa"], **ORIGIN},
}
NOT_SAVED = "Not saved. Your answer is still on this page; try again."


@contextmanager
def read_only_database():
    on, off = READ_ONLY[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(on)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(off)


@pytest.fixture
def walker(client, monkeypatch):
    monkeypatch.setattr("quiz.views.walk.recommend", lambda _: {"verdict": "none"})
    AttemptFactory(edition=live_edition(), order=["building-1"])
    client.cookies["quiz"] = "t" * 27
    return client


@pytest.mark.parametrize("path", STEPS)
def test_read_only_database_leaves_what_was_chosen_on_the_page(walker, path):
    before = Attempt.objects.values().get()

    with read_only_database():
        response = walker.post(path, STEPS[path])

    page = response.content.decode()
    chosen = {"goals": "building", "answer": "2", "product-management": "better"}
    ticked = dict(re.findall('name="([a-z-]+)" value="([a-z0-9-]+)"[^>]* checked', page))
    assert response.status_code == 503
    assert f"<li>{NOT_SAVED}</li>" in page
    assert "<title>Error: " in page
    assert {(name, ticked.get(name)) for name in chosen if name in STEPS[path]} == {
        (name, chosen[name]) for name in chosen if name in STEPS[path]
    }
    assert Attempt.objects.values().get() == before


@pytest.mark.parametrize("path", STEPS)
def test_page_that_was_not_saved_can_be_sent_again(walker, path):
    with read_only_database():
        walker.post(path, STEPS[path])

    response = walker.post(path, STEPS[path])

    assert response.status_code == 302


@pytest.mark.parametrize("path", STEPS)
def test_read_only_database_would_be_an_error_of_ours(walker, path, monkeypatch):
    monkeypatch.setattr("quiz.views.walk.Error", ZeroDivisionError)

    with read_only_database(), pytest.raises(DatabaseError):
        walker.post(path, STEPS[path])


def test_pages_are_read_while_nothing_can_be_written(walker):
    comparison = publishable_comparison()
    pages = ["/quiz/question/1/", "/quiz/answers/", "/quiz/closing/", "/quiz/"]

    with read_only_database():
        read = [walker.get(page) for page in [*pages, "/", comparison.get_absolute_url()]]

    assert [response.status_code for response in read] == [200] * 6


@pytest.mark.parametrize("failure", [OperationalError, DatabaseError, InterfaceError])
def test_failing_to_save_is_no_error_of_ours(walker, monkeypatch, failure):
    def fails(*_args, **_kwargs):
        raise failure("the disk is full")

    monkeypatch.setattr(models.Model, "save", fails)

    response = walker.post("/quiz/question/1/", STEPS["/quiz/question/1/"])

    assert response.status_code == 503
    assert NOT_SAVED in response.content.decode()


@pytest.fixture
def database_is_down(monkeypatch):
    def fails(*_args, **_kwargs):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(models.query.QuerySet, "_fetch_all", fails)


@pytest.mark.parametrize("path", STEPS)
def test_form_is_sent_back_whole_when_nothing_can_be_read(walker, database_is_down, path):
    sent = {**STEPS[path], "more": '"><script>', "csrfmiddlewaretoken": "old"}

    response = walker.post(path, sent)

    page = response.content.decode()
    fields = re.findall('<input type="hidden" name="(.+?)" value="(.*?)">', page)
    assert response.status_code == 503
    assert "<h1>Not saved</h1>" in page
    assert [name for name, _ in fields].count("csrfmiddlewaretoken") == 1
    assert {pair for pair in fields if pair[0] != "csrfmiddlewaretoken"} == {
        *pairs(STEPS[path]),
        ("more", "&quot;&gt;&lt;script&gt;"),
    }


def pairs(sent):
    for name, value in sent.items():
        yield from ((name, each) for each in (value if isinstance(value, list) else [value]))


@pytest.mark.parametrize(
    "path", ["/quiz/", "/quiz/question/", "/quiz/question/1/", "/quiz/answers/", "/quiz/closing/"]
)
def test_page_that_cannot_be_read_asks_for_a_minute(walker, database_is_down, path):
    response = walker.get(path)

    assert response.status_code == 503
    assert "Wait a minute, then try again." in response.content.decode()
    assert f'<a class="button" href="{path}">Try again</a>' in response.content.decode()


def test_page_that_cannot_be_read_would_be_an_error_of_ours(walker, database_is_down, monkeypatch):
    monkeypatch.setattr("quiz.views.walk.Error", ZeroDivisionError)

    with pytest.raises(OperationalError):
        walker.get("/quiz/question/1/")


def test_log_says_what_failed_without_what_the_database_says_of_the_row(
    walker, monkeypatch, caplog
):
    def refuse(*_args, **_kwargs):
        raise DatabaseError('Failing row contains ({"building+1": 2})')

    monkeypatch.setattr(Attempt, "save", refuse)

    walker.post("/quiz/question/1/", STEPS["/quiz/question/1/"])

    noted = [
        (one.getMessage(), one.exc_info) for one in caplog.records if one.name.startswith("quiz")
    ]
    assert noted == [("A step through the quiz could not be stored: DatabaseError", None)]
