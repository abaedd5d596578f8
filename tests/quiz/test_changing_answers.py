"""The copy in which the answers of a result are changed: only one, and gone with its result."""

import re

import pytest
from django.utils import timezone

from quiz.models import Attempt
from tests.factories import live_edition
from tests.quiz.results import TOKEN, finished
from tests.quiz.taker import COOKIE, Form, origin
from tests.quiz.test_walk import answer, attempt_of, begin, close, key_of, text_of, title_of

pytestmark = pytest.mark.django_db

RESULT, OTHER = f"/quiz/result/{TOKEN}/", "o" * 27
CHANGE, INSTEAD, DELETE = (f"{RESULT}{name}/" for name in ("change", "change-instead", "delete"))


@pytest.fixture
def edition():
    return live_edition()


@pytest.fixture
def result(edition) -> Attempt:
    return finished(edition, circumstances=["visa"])


@pytest.fixture
def running(client, result) -> Attempt:
    """Another quiz, in the middle of which this browser is."""
    begin(client)
    for number in (1, 2, 3):
        answer(client, number, "skip" if number == 2 else 1)
    return attempt_of(client)


# Going on


def test_second_click_goes_on_with_the_copy_and_what_was_changed_in_it(client, result):
    client.post(CHANGE)
    first = key_of(client)
    answer(client, 1, "skip")

    response = client.post(CHANGE)

    copy = attempt_of(client)
    assert response.headers["Location"] == "/quiz/answers/"
    assert key_of(client) == first
    assert copy.answers[copy.order[0]] is None
    assert set(Attempt.objects.all()) == {result, copy}


def test_second_click_would_make_another_copy_if_it_did_not_know_its_result(client, result):
    client.post(CHANGE)
    Attempt.objects.update(copied_from=None)

    response = client.post(CHANGE, follow=True)

    assert title_of(response) == "You are in the middle of the quiz"


def test_copy_that_was_finished_leaves_room_for_another(client, result):
    client.post(CHANGE)
    close(client)
    first = attempt_of(client)

    response = client.post(CHANGE)

    copy = attempt_of(client)
    assert response.headers["Location"] == "/quiz/answers/"
    assert (first.copied_from, copy.copied_from) == (None, result)
    assert set(Attempt.objects.all()) == {result, first, copy}


def test_copy_of_another_result_is_not_taken_for_one_of_this(client, edition, result):
    finished(edition, token=OTHER)
    client.post(f"/quiz/result/{OTHER}/change/")

    response = client.post(CHANGE, follow=True)

    assert title_of(response) == "You are in the middle of the quiz"
    assert Attempt.objects.count() == 3


# A running quiz


def test_running_quiz_is_not_put_aside_unasked(client, result, running):
    response = client.post(CHANGE, follow=True)

    assert title_of(response) == "You are in the middle of the quiz"
    assert "You have answered 2 questions so far." in text_of(response)
    assert "the answers that you gave so far in the quiz are deleted" in text_of(response)
    assert '<a class="button" href="/quiz/question/">Go on with the quiz</a>' in (
        response.content.decode()
    )
    assert "quiz" not in response.cookies
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert set(Attempt.objects.all()) == {result, running}
    assert client.get("/quiz/question/").headers["Location"] == "/quiz/question/4/"


def test_asking_again_without_an_answer_changes_nothing(client, result, running):
    places = [client.post(CHANGE).headers["Location"] for _ in range(2)]

    assert places == [INSTEAD] * 2
    assert set(Attempt.objects.all()) == {result, running}


def test_question_is_not_asked_where_it_has_no_point(client, result):
    response = client.get(INSTEAD)

    assert response.headers["Location"] == RESULT


def test_question_is_asked_only_of_who_holds_the_result(client, result, running):
    response = client.get(f"/quiz/result/{OTHER}/change-instead/")

    assert response.status_code == 404
    assert title_of(response) == "There is no result at this address"


def test_running_quiz_is_deleted_when_its_owner_says_so(client, result, running):
    form = Form(client.get(INSTEAD))

    response = client.post(CHANGE, form.hidden)

    copy = attempt_of(client)
    assert response.headers["Location"] == "/quiz/answers/"
    assert (copy.copied_from, copy.answers) == (result, result.answers)
    assert set(Attempt.objects.all()) == {result, copy}


def test_yes_to_one_running_quiz_is_no_yes_to_the_next(client, result, running):
    form = Form(client.get(INSTEAD))
    client.post("/quiz/?again=1", Form(client.get("/quiz/?again=1")).hidden)
    begun_since = attempt_of(client)

    response = client.post(CHANGE, form.hidden, follow=True)

    assert title_of(response) == "You are in the middle of the quiz"
    assert set(Attempt.objects.all()) == {result, begun_since}


@pytest.mark.parametrize("cookie", [TOKEN, "g" * 27, "short"])
def test_nothing_is_asked_where_no_quiz_is_running(client, result, cookie):
    client.cookies[COOKIE] = cookie

    response = client.post(CHANGE)

    assert response.headers["Location"] == "/quiz/answers/"
    assert attempt_of(client).copied_from == result


def test_changing_takes_few_queries(client, result, running, django_assert_num_queries):
    sent = origin(client)

    # Of them two are the savepoint of the test; two count the quiz that is put aside as left, and
    # three delete it.
    with django_assert_num_queries(10):
        client.post(CHANGE, sent)


def test_question_takes_few_queries(client, result, running, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(INSTEAD)


# Deleting


def test_deleting_a_result_deletes_the_copy_that_was_not_finished(client, result):
    client.post(CHANGE)

    response = client.post(DELETE)

    assert Attempt.objects.count() == 0
    assert "a copy of them that you had not finished" in text_of(
        client.get(response.headers["Location"])
    )


def test_deleting_a_result_leaves_a_copy_that_became_one(client, result):
    client.post(CHANGE)
    close(client)
    copy = attempt_of(client)

    client.post(DELETE)

    assert list(Attempt.objects.all()) == [copy]
    assert client.get(f"/quiz/result/{key_of(client)}/").status_code == 200


def test_deleting_a_copy_that_became_a_result_leaves_the_first(client, result):
    client.post(CHANGE)
    close(client)

    client.post(f"/quiz/result/{key_of(client)}/delete/")

    assert list(Attempt.objects.all()) == [result]


@pytest.mark.parametrize("path", ["question/1/", "answers/", "closing/"])
def test_copy_that_is_gone_with_its_result_is_explained(client, result, path):
    client.post(CHANGE)
    client.post(DELETE)

    response = client.get(f"/quiz/{path}")

    assert title_of(response) == "We hold no quiz for this browser"
    assert "the result that they were copied from" in text_of(response)


def test_start_after_the_copy_is_gone_explains_and_begins(client, result):
    client.post(CHANGE)
    client.post(DELETE)

    response = client.get("/quiz/")

    assert "with the result that it was a copy of" in text_of(response)
    assert re.search("Start with question 1", text_of(response))
    assert response.cookies["quiz"]["max-age"] == 0


def test_step_in_a_copy_that_is_gone_stores_nothing_and_explains_itself(client, result):
    client.post(CHANGE)
    sent = {**origin(client, 1), "answer": "1"}
    client.post(DELETE)

    response = client.post("/quiz/question/1/", sent)

    assert title_of(response) == "We hold no quiz for this browser"
    assert Attempt.objects.count() == 0


def test_copy_of_an_expired_result_ends_with_it(client, result):
    client.post(CHANGE)
    Attempt.objects.filter(pk=result.pk).update(keep_until=timezone.now())

    Attempt.objects.expired(timezone.now()).delete()

    assert Attempt.objects.count() == 0
