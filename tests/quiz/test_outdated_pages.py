"""Pages in an older tab: what they send is stored where it was asked, or not at all."""

import pytest
from django.db import OperationalError
from django.test import Client

from quiz.models import Attempt
from tests.factories import AttemptFactory, live_edition
from tests.quiz.results import TOKEN, finished
from tests.quiz.taker import COOKIE, Form
from tests.quiz.test_walk import answer, attempt_of, begin, close, key_of, text_of, title_of

pytestmark = pytest.mark.django_db

NOTICE = "Nothing was stored: the page that you sent does not belong to the quiz"
OWN_WORDS = {
    "?change=1": {"goals": ["open-ended-bets"]},
    "question/1/": {"answer": "2"},
    "closing/": {"product-management": "better"},
}


@pytest.fixture
def edition():
    return live_edition()


def tab(client: Client, path: str) -> dict[str, object]:
    """What a tab that shows this page will send some day."""
    form = Form(client.get(f"/quiz/{path}"))
    return {**form.hidden, **OWN_WORDS.get(path, {})}


def send(client: Client, path: str, sent: dict[str, object]):
    return client.post(f"/quiz/{path}", sent)


def begin_again(client: Client) -> None:
    send(client, "?again=1", tab(client, "?again=1"))


@pytest.mark.parametrize("path", OWN_WORDS)
def test_page_of_an_attempt_that_was_begun_again_stores_nothing_and_says_so(client, edition, path):
    begin(client, "building")
    answer(client, 1)
    sent = tab(client, path)
    begin_again(client)
    answer(client, 1)
    before = Attempt.objects.values().get()

    response = send(client, path, sent)

    assert response.headers["Location"] == "/quiz/question/2/?outdated=1"
    assert NOTICE in text_of(client.get(response.headers["Location"]))
    assert Attempt.objects.values().get() == before


@pytest.mark.parametrize("path", OWN_WORDS)
def test_page_of_another_attempt_would_be_stored_if_nobody_asked(
    client, edition, path, monkeypatch
):
    monkeypatch.setattr("quiz.views.walk.Origin.is_of", lambda *_: True)
    monkeypatch.setattr("quiz.views.walk.recommend", lambda _: {"verdict": "none"})
    begin(client, "building")
    sent = tab(client, path)
    begin_again(client)
    sent["question"] = attempt_of(client).order[0]
    before = Attempt.objects.values().get()

    send(client, path, sent)

    assert Attempt.objects.values().get() != before


@pytest.mark.parametrize("path", OWN_WORDS)
def test_page_without_a_mark_stores_nothing(client, edition, path):
    begin(client)
    before = Attempt.objects.values().get()

    response = send(client, path, {**tab(client, path), "attempt": ""})

    assert response.headers["Location"] == "/quiz/question/1/?outdated=1"
    assert Attempt.objects.values().get() == before


@pytest.mark.parametrize("path", OWN_WORDS)
def test_page_of_the_same_attempt_is_stored_from_any_tab(client, edition, path, monkeypatch):
    monkeypatch.setattr("quiz.views.walk.recommend", lambda _: {"verdict": "none"})
    begin(client, "building")
    sent = tab(client, path)
    answer(client, 1, 1)
    answer(client, 2, 1)
    before = Attempt.objects.values().get()

    response = send(client, path, sent)

    assert "outdated" not in response.headers["Location"]
    assert Attempt.objects.values().get() != before


def test_older_page_leads_to_the_check_when_every_question_is_done(client, edition):
    begin(client)
    sent = tab(client, "question/1/")
    begin_again(client)
    for number in range(1, 25):
        answer(client, number, "skip")

    response = send(client, "question/1/", sent)

    assert response.headers["Location"] == "/quiz/answers/?outdated=1"
    assert NOTICE in text_of(client.get(response.headers["Location"]))


def test_older_page_with_a_place_that_is_not_reached_now_leads_to_where_one_is(client, edition):
    begin(client)
    for number in range(1, 6):
        answer(client, number)
    sent = tab(client, "question/6/")
    begin_again(client)

    response = send(client, "question/6/", {**sent, "answer": "1"})

    assert response.headers["Location"] == "/quiz/question/1/?outdated=1"
    assert attempt_of(client).answers == {}


@pytest.mark.parametrize("path", OWN_WORDS)
def test_older_page_after_the_new_attempt_is_finished_leads_to_its_result(
    client, edition, path, monkeypatch
):
    monkeypatch.setattr("quiz.views.walk.recommend", lambda _: {"verdict": "none"})
    begin(client)
    sent = tab(client, path)
    begin_again(client)
    close(client)
    before = Attempt.objects.values().get()

    response = send(client, path, sent)

    assert title_of(response) == "You have finished this quiz"
    assert f'href="/quiz/result/{key_of(client)}/"' in response.content.decode()
    assert Attempt.objects.values().get() == before


def test_mistake_in_an_older_page_says_that_it_is_old(client, edition):
    begin(client)
    sent = tab(client, "question/1/")
    begin_again(client)

    response = send(client, "question/1/", {**sent, "answer": "9"})

    assert response.headers["Location"] == "/quiz/question/1/?outdated=1"


@pytest.mark.parametrize("path", ["question/1/", "closing/"])
def test_older_page_is_not_shown_again_as_if_it_only_had_to_be_saved(
    client, edition, path, monkeypatch
):
    begin(client)
    sent = tab(client, path)
    begin_again(client)

    def fails(_token):
        raise OperationalError("cannot lock a row in a read-only transaction")

    monkeypatch.setattr("quiz.views.walk.locked", fails)

    response = send(client, path, sent)

    assert response.headers["Location"] == "/quiz/question/1/?outdated=1"


def test_notice_is_shown_to_nobody_else(client, edition):
    begin(client)

    pages = [client.get(f"/quiz/{path}") for path in ("question/1/", "answers/", "closing/")]

    assert [NOTICE in text_of(page) for page in pages] == [False] * 3


# Goals


def test_start_page_of_a_second_tab_leaves_a_quiz_that_has_begun_as_it_is(client, edition):
    sent = tab(client, "")
    begin(client, "building")
    answer(client, 1)

    response = send(client, "", {**sent, "goals": ["open-ended-bets"]})

    assert response.headers["Location"] == "/quiz/question/2/?outdated=1"
    assert [(one.goals, len(one.answers)) for one in Attempt.objects.all()] == [(["building"], 1)]


def test_second_tab_that_begins_again_leaves_the_attempt_of_the_first(client, edition):
    begin(client)
    first, second = tab(client, "?again=1"), tab(client, "?again=1")
    send(client, "?again=1", first)
    answer(client, 1)

    response = send(client, "?again=1", second)

    assert response.headers["Location"] == "/quiz/question/2/?outdated=1"
    assert [len(one.answers) for one in Attempt.objects.all()] == [1]


def test_form_that_begins_again_may_be_sent_twice(client, edition):
    begin(client)
    sent = tab(client, "?again=1")
    send(client, "?again=1", sent)

    response = send(client, "?again=1", sent)

    assert response.headers["Location"] == "/quiz/question/1/"
    assert key_of(client) == sent["token"]
    assert Attempt.objects.count() == 1


def test_goals_of_an_attempt_that_is_gone_are_explained(client, edition):
    begin(client)
    sent = tab(client, "?change=1")
    Attempt.objects.all().delete()

    response = send(client, "?change=1", sent)

    assert title_of(response) == "We hold no quiz for this browser"
    assert Attempt.objects.count() == 0


# The question that stood on the page


def test_answer_is_stored_for_the_question_that_was_shown_wherever_it_stands(client, edition):
    AttemptFactory(edition=edition, order=["building-1", "pair-1", "pair-2"])
    client.cookies[COOKIE] = TOKEN
    sent = {**tab(client, "question/2/"), "answer": "4"}
    Attempt.objects.update(order=["building-1", "pair-2", "pair-1"])

    response = send(client, "question/2/", sent)

    assert attempt_of(client).answers == {"pair-1": 4}
    assert response.headers["Location"] == "/quiz/question/4/"


def test_mistake_is_shown_with_the_question_that_was_shown(client, edition):
    AttemptFactory(edition=edition, order=["building-1", "pair-1", "pair-2"])
    client.cookies[COOKIE] = TOKEN
    sent = tab(client, "question/2/")
    Attempt.objects.update(order=["building-1", "pair-2", "pair-1"])

    refused = send(client, "question/2/", sent)

    response = client.get(refused.headers["Location"])
    assert title_of(response) == "What in pair 1?"
    assert Form(response).hidden["question"] == "pair-1"


@pytest.mark.parametrize("slug", ["pair-2", "", "luck", "x" * 10_000])
def test_answer_to_a_question_that_was_not_asked_is_not_stored(client, edition, slug):
    AttemptFactory(edition=edition, order=["building-1", "pair-1"])
    client.cookies[COOKIE] = TOKEN
    sent = {**tab(client, "question/2/"), "answer": "1"}

    response = send(client, "question/2/", {**sent, "question": slug})

    assert response.headers["Location"] == "/quiz/question/1/?outdated=1"
    assert attempt_of(client).answers == {}


@pytest.mark.parametrize("path", OWN_WORDS)
def test_pages_name_their_attempt_without_its_key(client, edition, path):
    begin(client)
    attempt = attempt_of(client)

    page = client.get(f"/quiz/{path}")

    assert Form(page).hidden["attempt"] == attempt.mark
    assert key_of(client) not in page.content.decode()
    assert attempt.token_hash[:12] not in page.content.decode()


def test_page_of_a_quiz_that_was_put_aside_for_a_result_stores_nothing(client, edition):
    begin(client)
    sent = tab(client, "question/1/")
    result = finished(edition)
    client.post(f"/quiz/result/{TOKEN}/change/", {"attempt": sent["attempt"]})

    response = send(client, "question/1/", {**sent, "answer": "1"})

    assert response.headers["Location"] == "/quiz/answers/?outdated=1"
    assert attempt_of(client).answers == result.answers
