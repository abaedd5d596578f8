"""The way through the quiz, as a browser takes it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quiz.asking import locked
from quiz.models import Attempt, Edition, hash_of, new_token
from quiz.recommendation import recommend as recommend_really
from tests.factories import AttemptFactory, EditionFactory, live_edition
from tests.quiz.results import TECHNICAL, sincere_answers
from tests.quiz.taker import Form, origin

pytestmark = pytest.mark.django_db

TOKEN = "t" * 27
EVERYTHING = 24


@pytest.fixture
def edition() -> Edition:
    return live_edition()


@pytest.fixture(autouse=True)
def recommend(monkeypatch):
    """The result itself is another page's business."""
    kept = {}

    def result_of(attempt):
        kept["answers"] = dict(attempt.answers)
        return {"verdict": "none", "answers": dict(sorted(attempt.given.items()))}

    monkeypatch.setattr("quiz.views.walk.recommend", result_of)
    return kept


def key_of(client: Client) -> str:
    return client.cookies[settings.QUIZ_COOKIE_NAME].value


def attempt_of(client: Client) -> Attempt:
    return Attempt.objects.held_by(key_of(client)).get()


def give_cookie(client: Client, token: str = TOKEN) -> Client:
    client.cookies[settings.QUIZ_COOKIE_NAME] = token
    return client


def begin(client: Client, *goals: str, token: str = "", **more: str):
    sent = {"goals": goals, "token": token or new_token(), **origin(client), **more}
    return client.post("/quiz/", sent)


def answer(client: Client, number: int, value: int | str | list[str] = 1, **more: str):
    sent = {"answer": value, **origin(client, number), **more}
    return client.post(f"/quiz/question/{number}/", sent)


def close(client: Client, **sent: object):
    return client.post("/quiz/closing/", {**origin(client), **sent})


def shown_after(client: Client, refused):
    """The page to which somebody is sent back with what was wrong."""
    assert refused.status_code == 302
    return client.get(refused.headers["Location"])


def text_of(response) -> str:
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def description_of(response) -> str:
    return re.search('<meta name="description" content="(.*?)">', response.content.decode())[1]


def title_of(response) -> str:
    return unescape(re.search("<h1>(.*?)</h1>", response.content.decode())[1])


# Goals


def test_start_offers_the_ten_goals_and_tells_what_is_kept(client, edition):
    response = client.get("/quiz/")

    assert response.content.decode().count('type="checkbox"') == 10
    assert "At most 24 questions, about 6 minutes" in text_of(response)
    assert "an unfinished quiz is kept for 30 days" in text_of(response)
    assert "kept for 12 months under a private link" in text_of(response)


def test_start_counts_the_questions_of_the_edition(client, edition):
    for question in edition.questions.all()[:9]:
        question.delete()

    response = client.get("/quiz/")

    told = "At most 15 questions, about 4 minutes"
    assert told in text_of(response)
    assert f"product manager? {told}, no account." in description_of(response)


def test_start_leads_to_the_first_question_with_a_cookie(client, edition):
    response = begin(client, "building", "technical-depth")

    cookie = client.cookies["quiz"]
    assert response.headers["Location"] == "/quiz/question/1/"
    assert (cookie["max-age"], cookie["path"]) == (30 * 24 * 3600, "/")
    assert (cookie["httponly"], cookie["samesite"], cookie["domain"]) == (True, "Lax", "")
    assert attempt_of(client).goals == ["building", "technical-depth"]
    assert len(attempt_of(client).order) == 1


def test_cookie_in_production_belongs_to_this_host_and_to_https(client, edition, settings):
    settings.QUIZ_COOKIE_NAME, settings.CSRF_COOKIE_SECURE = "__Host-quiz", True

    begin(client)

    cookie = client.cookies["__Host-quiz"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")


def test_no_goal_at_all_is_fine(client, edition):
    response = begin(client)

    assert response.headers["Location"] == "/quiz/question/1/"
    assert attempt_of(client).goals == []


def test_four_goals_are_refused_and_stay_ticked(client, edition):
    goals = ["building", "technical-depth", "running-the-team", "open-ended-bets"]

    page = shown_after(client, begin(client, *goals)).content.decode()

    assert Attempt.objects.count() == 0
    assert page.count(" checked") == 4
    assert page.count("Choose at most three. You chose 4.") == 2
    assert '<a href="#id_goals_0">Choose at most three. You chose 4.</a>' in page
    assert "<title>Error: " in page


def test_goals_that_were_too_many_can_be_corrected_and_sent(client, edition):
    goals = ["building", "technical-depth", "running-the-team", "open-ended-bets"]
    form = Form(shown_after(client, begin(client, *goals)))

    response = client.post("/quiz/", {**form.hidden, "goals": goals[:3]})

    assert response.headers["Location"] == "/quiz/question/1/"
    assert set(attempt_of(client).goals) == set(goals[:3])


@pytest.mark.parametrize("wish", ["again", "change"])
def test_too_many_goals_leave_what_was_wished(client, edition, wish):
    begin(client, "building")
    goals = ["building", "technical-depth", "running-the-team", "open-ended-bets"]

    page = shown_after(client, begin(client, *goals, **{wish: "1"})).content.decode()

    assert f'name="{wish}" value="True"' in page
    assert page.count("Choose at most three. You chose 4.") == 2
    assert attempt_of(client).goals == ["building"]


def test_address_of_too_many_goals_holds_none_that_is_not_on_the_list(client, edition):
    known = ["building", "technical-depth", "running-the-team", "open-ended-bets"]

    response = begin(client, *known, "x" * 10_000)

    assert sorted(response.headers["Location"].partition("?")[2].split("&")) == sorted(
        f"goals={goal}" for goal in known
    )


@pytest.mark.parametrize("goals", [["luck"], ["é"], ["building"] * 9, ["x" * 3000]])
def test_address_with_any_goals_shows_the_form(client, edition, goals):
    response = client.get("/quiz/", {"goals": goals})

    assert response.status_code == 200
    assert "Start with question 1" in text_of(response)


@pytest.mark.parametrize("goal", ["luck", "x" * 10_000, "é", "building-1"])
def test_goal_that_does_not_exist_is_refused(client, edition, goal):
    response = begin(client, "building", goal)

    assert Attempt.objects.count() == 0
    assert "That is not one of the choices." in text_of(response)
    assert response.content.decode().count(" checked") == 1


def test_goal_ticked_twice_counts_once(client, edition):
    begin(client, "building", "building", "building", "building")

    assert attempt_of(client).goals == ["building"]


def test_form_of_goals_sent_twice_begins_one_attempt_and_the_last_goals_count(client, edition):
    token = new_token()
    begin(client, "building", token=token)

    response = begin(client, "open-ended-bets", token=token)

    assert response.headers["Location"] == "/quiz/question/1/"
    assert [attempt.goals for attempt in Attempt.objects.all()] == [["open-ended-bets"]]


@pytest.mark.parametrize("token", ["", "short", "t" * 28, "t" * 26 + "é", "x" * 10_000])
def test_form_without_a_proper_key_gets_one(client, edition, token):
    client.post("/quiz/", {"goals": ["building"], "token": token})

    assert attempt_of(client).goals == ["building"]


@pytest.fixture
def twin_of_a_form(edition, monkeypatch):
    """Sent at the same moment: our first look still misses what it has begun."""
    AttemptFactory(edition=edition, order=["building-1"])
    looks = [lambda _: None]
    monkeypatch.setattr(
        "quiz.views.walk.locked", lambda token: (looks.pop() if looks else locked)(token)
    )


def test_two_forms_at_once_are_one_attempt(client, twin_of_a_form):
    response = begin(client, "building", token=TOKEN)

    assert response.headers["Location"] == "/quiz/question/1/"
    assert [(one.goals, one.order) for one in Attempt.objects.all()] == [
        (["building"], ["building-1"])
    ]


def test_two_forms_at_once_would_fail_if_we_did_not_look_again(client, twin_of_a_form, monkeypatch):
    monkeypatch.setattr("quiz.views.walk.IntegrityError", ZeroDivisionError)

    response = begin(client, "building", token=TOKEN)

    assert response.status_code == 503


def test_goals_can_be_changed_on_the_way(client, edition):
    begin(client, "building")
    answer(client, 1)

    page = client.get("/quiz/?change=1")
    response = client.post("/quiz/", {**Form(page).hidden, "goals": ["open-ended-bets"]})

    assert page.content.decode().count(" checked") == 1
    assert key_of(client) not in page.content.decode()
    assert response.headers["Location"] == "/quiz/answers/"
    assert [(one.goals, len(one.answers)) for one in Attempt.objects.all()] == [
        (["open-ended-bets"], 1)
    ]


def test_start_without_a_live_edition_leads_to_the_comparisons(client):
    response = client.get("/quiz/")

    assert title_of(response) == "The quiz is closed at the moment"
    assert 'href="/comparisons/"' in response.content.decode()
    assert "<form" not in response.content.decode()


def test_goals_sent_after_the_edition_was_retired_get_an_explanation(client, edition):
    Edition.objects.update(state="retired")

    response = begin(client, "building")

    assert title_of(response) == "The quiz is closed at the moment"
    assert Attempt.objects.count() == 0


# Coming back


def test_start_offers_to_continue_or_to_begin_again(client, edition):
    begin(client)
    answer(client, 1)
    answer(client, 2)

    page = client.get("/quiz/").content.decode()

    assert '<a class="button" href="/quiz/question/3/">Continue with question 3</a>' in page
    assert 'href="/quiz/?again=1">Begin again</a>' in page
    assert "<form" not in page


def test_beginning_again_replaces_the_unfinished_attempt(client, edition):
    begin(client, "building")
    answer(client, 1)
    old = key_of(client)

    page = client.get("/quiz/?again=1")
    form = Form(page)
    client.post("/quiz/", form.hidden)

    assert page.content.decode().count(" checked") == 0
    assert key_of(client) == form.hidden["token"] != old
    assert [(one.goals, one.answers) for one in Attempt.objects.all()] == [([], {})]


def test_looking_at_the_form_to_begin_again_deletes_nothing(client, edition):
    begin(client)

    client.get("/quiz/?again=1")

    assert Attempt.objects.count() == 1


def test_beginning_again_leaves_a_finished_attempt_under_its_link(client, edition):
    begin(client)
    close(client)
    old = key_of(client)

    begin(client, again="True")

    assert key_of(client) != old
    assert Attempt.objects.held_by(old).get().is_finished


def test_old_form_with_a_key_whose_time_is_over_begins_anew(client, edition):
    AttemptFactory(
        token=TOKEN, edition=edition, answers={"x": 1}, keep_until=timezone.now() - timedelta(1)
    )

    response = begin(client, "building", token=TOKEN)

    assert response.status_code == 302
    assert [(one.goals, one.answers) for one in Attempt.objects.all()] == [(["building"], {})]


def test_start_leads_back_to_a_result(client, edition):
    begin(client)
    close(client)

    page = client.get("/quiz/").content.decode()

    assert f'<a class="button" href="/quiz/result/{key_of(client)}/">See your result</a>' in page
    assert "Begin again" in page


def test_form_of_goals_sent_again_after_the_result_leads_to_it(client, edition):
    token = new_token()
    begin(client, "building", token=token)
    close(client)

    response = begin(client, "open-ended-bets", token=token)

    assert response.headers["Location"] == f"/quiz/result/{token}/"
    assert Attempt.objects.get().goals == ["building"]


def test_mistake_in_an_old_form_of_goals_after_the_result_is_shown(client, edition):
    begin(client)
    close(client)

    refused = begin(client, "building", "technical-depth", "running-the-team", "open-ended-bets")

    page = shown_after(client, refused).content.decode()
    assert page.count("Choose at most three. You chose 4.") == 2
    assert Attempt.objects.count() == 1


GARBAGE = [
    "short", "t" * 28, "x" * 10_000, "é" * 27, '"\\303\\251"', "../../etc", "t" * 26 + " ",
]  # fmt: skip


@pytest.mark.parametrize("cookie", [TOKEN, *GARBAGE])
def test_cookie_with_nothing_behind_it_is_explained_and_dropped(client, edition, cookie):
    give_cookie(client, cookie)

    response = client.get("/quiz/")

    assert response.status_code == 200
    assert "We hold no quiz for this browser any more." in text_of(response)
    assert "<form" in response.content.decode()
    assert response.cookies["quiz"]["max-age"] == 0


@pytest.mark.parametrize("cookie", [TOKEN, *GARBAGE])
@pytest.mark.parametrize("path", ["question/", "question/1/", "answers/", "closing/"])
def test_page_without_an_attempt_explains_itself(client, edition, path, cookie):
    give_cookie(client, cookie)

    response = client.get(f"/quiz/{path}")

    assert response.status_code == 404
    assert title_of(response) == "We hold no quiz for this browser"
    assert 'href="/quiz/">Go to the start of the quiz</a>' in response.content.decode()


@pytest.mark.parametrize("path", ["question/1/", "closing/"])
def test_step_without_an_attempt_stores_nothing_and_explains_itself(client, edition, path):
    response = client.post(f"/quiz/{path}", {"answer": 1})

    assert response.status_code == 404
    assert title_of(response) == "We hold no quiz for this browser"
    assert Attempt.objects.count() == 0


def test_expired_attempt_is_as_good_as_none(client, edition):
    begin(client)
    Attempt.objects.update(keep_until=timezone.now() - timedelta(seconds=1))

    response = answer(client, 1)

    assert title_of(response) == "We hold no quiz for this browser"
    assert Attempt.objects.get().answers == {}


def test_visitor_who_comes_back_goes_on_where_he_left_off(client, edition):
    begin(client)
    answer(client, 1)
    later = give_cookie(Client(), key_of(client))

    response = later.get("/quiz/question/")

    assert response.headers["Location"] == "/quiz/question/2/"


def test_each_step_renews_the_cookie_and_the_time_that_an_attempt_is_kept(client, edition):
    begin(client)
    Attempt.objects.update(keep_until=timezone.now() + timedelta(days=1))

    response = answer(client, 1)

    assert response.cookies["quiz"]["max-age"] == 30 * 24 * 3600
    assert attempt_of(client).keep_until > timezone.now() + timedelta(days=29)


# Questions


def test_question_is_asked_in_words_and_by_place(client, edition):
    begin(client)
    for number in range(1, 5):
        answer(client, number, "skip" if number == 2 else 1)

    response = client.get("/quiz/question/5/")

    page = response.content.decode()
    assert "Question 5 of at most 24 3 answered, 1 skipped, about 5 minutes left" in text_of(
        response
    )
    assert re.findall('<i class="([a-z-]+)"', page) == [
        "done", "skipped", "done", "done", "now", *["to-come"] * 19,
    ]  # fmt: skip
    assert page.count('type="radio"') >= 3
    assert 'href="/quiz/question/4/">Back to question 4</a>' in page
    assert "Why we ask this It tells jobs apart." in text_of(response)
    assert "js/quiz.js" in page


def test_first_question_leads_back_to_the_goals(client, edition):
    begin(client)

    page = client.get("/quiz/question/1/").content.decode()

    assert '<a class="plain" href="/quiz/?change=1">Back to your goals</a>' in page


def test_why_names_two_roles_that_the_question_tells_apart(client, edition):
    begin(client, "technical-depth")

    text = text_of(client.get("/quiz/question/1/"))

    sentence = "Going by your goals and the answers before this one, it helps most to tell "
    roles = text.split(sentence)[1].split(".")[0].split(" from ")
    assert len({*roles} & {"engineering manager", "tech lead", "product manager"}) == 2


@pytest.mark.parametrize(
    ("kind", "number", "value", "stored"),
    [
        ("statement", 12, "5", 5),
        ("pair", 8, "4", 4),
        ("scenario", 4, "3", 3),
        ("statement", 12, "skip", None),
    ],
)
def test_answer_is_stored_and_leads_to_the_next_question(
    client, edition, kind, number, value, stored
):
    questions = edition.questions.filter(kind=kind)
    slug = questions[0].slug
    AttemptFactory(edition=edition, order=[slug])
    give_cookie(client)

    response = answer(client, 1, value)

    attempt = attempt_of(client)
    assert len(questions) == number
    assert response.headers["Location"] == "/quiz/question/2/"
    assert attempt.answers == {slug: stored}
    assert len(attempt.order) == 2


def test_skip_counts_even_when_an_answer_is_ticked(client, edition):
    begin(client)

    answer(client, 1, ["2", "skip"])

    assert list(attempt_of(client).answers.values()) == [None]


def test_sending_nothing_asks_for_an_answer_and_stores_nothing(client, edition):
    begin(client)

    page = shown_after(client, answer(client, 1, [])).content.decode()

    assert attempt_of(client).answers == {}
    assert "<title>Error: Question 1" in page
    assert '<a href="#id_answer_0">Choose an answer, or skip this one.</a>' in page
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert '<fieldset class="options" aria-describedby="id_answer_error">' in page
    assert '<p class="error" id="id_answer_error">Choose an answer, or skip this one.</p>' in page


def test_forgotten_answer_can_be_given_where_it_was_asked_for(client, edition):
    begin(client)
    form = Form(shown_after(client, answer(client, 1, [])))

    response = client.post("/quiz/question/1/?missing=1", {**form.hidden, "answer": "2"})

    assert response.headers["Location"] == "/quiz/question/2/"
    assert list(attempt_of(client).answers.values()) == [2]


def test_going_back_to_where_an_answer_was_forgotten_shows_the_answer_and_no_error(client, edition):
    begin(client)
    address = answer(client, 1, []).headers["Location"]
    answer(client, 1, 2)

    page = client.get(address).content.decode()

    assert address == "/quiz/question/1/?missing=1"
    assert "There is a problem" not in page
    assert re.search('value="2"[^>]* checked', page)


@pytest.mark.parametrize("value", ["0", "6", "-1", "1.5", "x", "x" * 10_000, "１", "None", "é"])
def test_answer_that_there_is_not_is_refused_and_nothing_is_lost(client, edition, value):
    AttemptFactory(edition=edition, order=["building-1", "pair-1"], answers={"building-1": 2})
    give_cookie(client)

    response = answer(client, 1, value)

    assert "That is not an answer to this question." in text_of(response)
    assert attempt_of(client).answers == {"building-1": 2}


def test_answer_of_another_kind_of_question_is_refused(client, edition):
    AttemptFactory(edition=edition, order=["pair-1"])
    give_cookie(client)

    response = answer(client, 1, 5)

    assert "That is not an answer to this question." in text_of(response)
    assert attempt_of(client).answers == {}


def test_nul_in_an_answer_is_a_bad_request(client, edition):
    begin(client)

    response = answer(client, 1, "1\0")

    assert response.status_code == 400
    assert attempt_of(client).answers == {}


def test_answer_is_ticked_when_a_visitor_comes_back_to_it(client, edition):
    begin(client)
    answer(client, 1, 2)

    page = client.get("/quiz/question/1/").content.decode()

    assert re.findall('value="(.)"[^>]* checked', page) == ["2"]


def test_skipped_question_says_so_and_ticks_nothing(client, edition):
    begin(client)
    answer(client, 1, "skip")

    response = client.get("/quiz/question/1/")

    assert "You skipped this question. You can still answer it." in text_of(response)
    assert " checked" not in response.content.decode()


def test_last_answer_wins_and_nothing_is_doubled(client, edition):
    begin(client)
    for value in (1, 1, 2):
        answer(client, 1, value)

    attempt = attempt_of(client)
    assert list(attempt.answers.values()) == [2]
    assert len(attempt.order) == 2


def test_older_tab_may_answer_what_another_one_has_passed(client, edition):
    begin(client)
    for number in (1, 2, 3):
        answer(client, number, 1)
    other = give_cookie(Client(), key_of(client))

    responses = [answer(other, number, 2) for number in (3, 2)]

    attempt = attempt_of(client)
    assert [response.headers["Location"] for response in responses] == [
        "/quiz/question/4/",
        "/quiz/question/3/",
    ]
    assert [attempt.answers.get(slug) for slug in attempt.order] == [1, 2, 2, None]


def test_reloading_a_question_changes_nothing(client, edition):
    begin(client)
    first = client.get("/quiz/question/1/").content.decode()

    again = client.get("/quiz/question/1/").content.decode()

    def body(page):
        return re.sub('name="csrfmiddlewaretoken" value="[^"]+"', "", page)

    assert body(again) == body(first)


def test_shuffle_differs_between_attempts_and_stays_within_one(client, edition):
    seen = set()
    for seed in range(12):
        Attempt.objects.all().delete()
        AttemptFactory(edition=edition, order=["scenario-1"], seed=seed)
        give_cookie(client)
        pages = [client.get("/quiz/question/1/").content.decode() for _ in range(2)]
        one, other = (tuple(re.findall('name="answer" value="(.)"', page)) for page in pages)
        assert one == other
        seen.add(one)

    assert len(seen) > 1


@pytest.mark.parametrize("number", [0, 2, 20, 10**30])
def test_question_that_was_not_reached_explains_itself(client, edition, number):
    begin(client)

    responses = [client.get(f"/quiz/question/{number}/"), answer(client, number)]

    assert [response.status_code for response in responses] == [404, 404]
    assert {title_of(response) for response in responses} == {
        f"You have not reached question {number} yet"
    }
    assert 'href="/quiz/question/">Go on where you left off' in responses[0].content.decode()
    assert attempt_of(client).answers == {}


def test_last_question_leads_to_the_check(client, edition):
    begin(client)

    places = [answer(client, n, "skip").headers["Location"] for n in range(1, EVERYTHING + 1)]

    assert places == [f"/quiz/question/{n}/" for n in range(2, EVERYTHING + 1)] + ["/quiz/answers/"]
    assert client.get("/quiz/question/").headers["Location"] == "/quiz/answers/"


def test_changing_an_answer_from_the_check_leads_back_to_it(client, edition):
    begin(client)
    for number in (1, 2, 3):
        answer(client, number)
    page = client.get("/quiz/question/2/?then=answers").content.decode()
    then = re.search('name="then" value="([^"]+)"', page)[1]

    response = answer(client, 2, 2, then=then)

    assert "Save this answer" in page
    assert response.headers["Location"] == "/quiz/answers/"
    assert attempt_of(client).answers[attempt_of(client).order[1]] == 2


def test_mistake_in_a_changed_answer_still_leads_back_to_the_check(client, edition):
    begin(client)

    page = shown_after(client, answer(client, 1, [], then="True")).content.decode()

    assert 'name="then" value="True"' in page
    assert "Save this answer" in page


def test_mistake_in_an_answer_still_leads_to_the_next_question(client, edition):
    begin(client)

    page = shown_after(client, answer(client, 1, [], then="")).content.decode()

    assert "Next question" in page
    assert "Save this answer" not in page


@pytest.mark.parametrize("may_stop", [True, False])
def test_result_is_offered_early_when_the_method_allows_it(client, edition, monkeypatch, may_stop):
    monkeypatch.setattr("quiz.ordering.may_stop", lambda *_: may_stop)
    begin(client)

    page = client.get("/quiz/question/1/").content.decode()

    assert ('<a href="/quiz/answers/">see your result now</a>' in page) is may_stop


def test_nothing_is_offered_early_to_who_has_answered_everything(client, edition, monkeypatch):
    monkeypatch.setattr("quiz.ordering.may_stop", lambda *_: True)
    begin(client)
    for number in range(1, EVERYTHING):
        answer(client, number)
    before = text_of(client.get("/quiz/question/1/"))

    answer(client, EVERYTHING)

    assert "More answers make it surer." in before
    assert "More answers make it surer." not in text_of(client.get("/quiz/question/1/"))


def test_attempt_goes_on_with_its_own_edition_after_that_was_retired(client, edition):
    begin(client)
    Edition.objects.update(state="retired")
    live_edition()
    edition.questions.update(text="Reworded?")

    response = answer(client, 1)

    assert response.headers["Location"] == "/quiz/question/2/"
    assert title_of(client.get("/quiz/question/2/")) == "Reworded?"


# The check


def test_check_shows_goals_answers_and_what_is_open(client, edition):
    AttemptFactory(
        edition=edition,
        goals=["building"],
        order=["building-1", "pair-1", "scenario-1", "pair-2"],
        answers={"building-1": 5, "pair-1": None, "scenario-1": 2},
    )
    give_cookie(client)

    response = client.get("/quiz/answers/")

    text, page = text_of(response), response.content.decode()
    statement = edition.questions.get(slug="building-1").text
    assert "Your goals Change your goals Have criterion" in text
    assert f"{statement} Exactly me Change" in text
    assert "What in pair 1? Skipped Change" in text
    assert "What in scenario 1? Do technical-depth Change" in text
    assert "What in pair 2? Not answered yet Answer" in text
    assert 'href="/quiz/question/2/?then=answers" aria-label="Change: What in pair 1?"' in page
    assert 'href="/quiz/question/4/?then=answers" aria-label="Answer: What in pair 2?"' in page
    assert "21 questions are still open." in text
    assert 'href="/quiz/question/4/">Go on with question 4</a>' in page


def test_check_says_what_a_result_would_lack(client, edition):
    begin(client)
    answer(client, 1)

    text = text_of(client.get("/quiz/answers/"))

    assert "the result will say that it cannot tell" in text
    assert "It needs at least 10 answers: 9 more." in text
    assert "No answer says anything about: deciding about people, running the team, " in text


def test_check_of_a_full_quiz_lacks_nothing(client, edition):
    answers = sincere_answers(edition, TECHNICAL)
    AttemptFactory(edition=edition, order=list(answers), answers=answers)
    give_cookie(client)

    response = client.get("/quiz/answers/")

    assert "cannot tell" not in text_of(response)
    assert "Go on with question" not in text_of(response)
    assert '<a class="button" href="/quiz/closing/">' in response.content.decode()


def test_check_says_that_answers_which_contradict_each_other_name_no_role(client, edition):
    begin(client)
    for number in range(1, EVERYTHING + 1):
        answer(client, number, 1)

    response = client.get("/quiz/answers/")

    result = recommend_really(attempt_of(client))
    one, two, three = (at_odds["text"] for at_odds in result["at_odds"])
    assert (
        "As it stands, the result will say that it cannot tell. "
        "Several of your answers speak against each other, so it will name no role. "
        "Change or skip those that you are not sure of. "
        f"These fit the others least: {one} {two} {three} Go to the last page"
    ) in text_of(response)
    assert result["reasons"] == ["contradictory"]


def test_check_marks_the_answers_with_which_to_begin(client, edition):
    begin(client)
    for number in range(1, EVERYTHING + 1):
        answer(client, number, 1)
    at_odds = {one["slug"] for one in recommend_really(attempt_of(client))["at_odds"]}

    page = client.get("/quiz/answers/").content.decode()

    rows = re.findall(r'<li class="answer" id="answer-([\w+-]+)">(.*?)</li>', page, re.DOTALL)
    assert len(rows) == EVERYTHING
    assert {slug for slug, row in rows if "Hardly fits your other answers" in row} == at_odds
    assert set(re.findall(r'href="#answer-([\w+-]+)"', page)) == at_odds


@pytest.mark.parametrize("goals", [(), ("building",)])
def test_check_calls_a_single_answer_no_contradiction(client, edition, goals):
    Edition.objects.update(contradiction_limit=0.01)
    begin(client, *goals)
    answer(client, 1, 1)

    text = text_of(client.get("/quiz/answers/"))

    assert "It needs at least 10 answers: 9 more." in text
    assert "speak against each other" not in text
    assert recommend_really(attempt_of(client))["reasons"] == ["few", "untouched"]


# A form that no page of ours could send is refused in the answer to it


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("", {"goals": ["luck"]}),
        ("?change=1", {"goals": ["luck"]}),
        ("?again=1", {"goals": ["luck"]}),
        ("question/2/", {"answer": "9"}),
        ("closing/", {"product-management": "best"}),
    ],
)
def test_form_that_was_refused_changes_nothing_however_often_it_is_sent(
    client, edition, path, wrong
):
    begin(client, "building")
    answer(client, 1)
    sent = {**Form(client.get(f"/quiz/{path}")).hidden, **origin(client, 2), **wrong}
    before = Attempt.objects.values().get()

    refused = [client.post(f"/quiz/{path}", sent) for _ in range(2)]

    assert [response.status_code for response in refused] == [200, 200]
    assert {"There is a problem" in text_of(response) for response in refused} == {True}
    assert text_of(refused[1]) == text_of(refused[0])
    assert Attempt.objects.values().get() == before


def test_check_only_reads(client, edition):
    begin(client)

    assert Client(enforce_csrf_checks=True).post("/quiz/answers/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/quiz/question/").status_code == 405


# The closing page


def test_closing_shows_three_weeks_each_with_its_question(client, edition):
    begin(client)

    response = client.get("/quiz/closing/")

    page = response.content.decode()
    assert re.findall("<h2>(.*?)</h2>", page) == [
        "Engineering manager",
        "Tech lead",
        "Product manager",
        "What is true for you?",
    ]
    assert page.count('class="bars') == 3
    assert page.count('type="radio"') == 12
    assert page.count('type="checkbox"') == 2


def test_closing_stores_everything_once_and_leads_to_the_result(client, edition, recommend):
    begin(client)
    answer(client, 1, 2)

    response = close(
        client,
        **{
            "technical-management": "worse",
            "product-management": "better",
            "circumstances": ["worn-out", "visa"],
        },
    )

    attempt = attempt_of(client)
    assert response.headers["Location"] == f"/quiz/result/{key_of(client)}/"
    assert attempt.closing == {"technical-management": "worse", "product-management": "better"}
    assert sorted(attempt.circumstances) == ["visa", "worn-out"]
    assert attempt.result == {"verdict": "none", "answers": recommend["answers"]}
    assert attempt.is_finished


def test_closing_sent_twice_leads_to_the_same_result(client, edition, monkeypatch):
    begin(client)
    close(client, **{"product-management": "better"})
    first = attempt_of(client)
    monkeypatch.setattr("quiz.views.walk.recommend", lambda _: {"verdict": "changed"})

    response = close(client, **{"product-management": "worse"})

    assert response.headers["Location"] == f"/quiz/result/{key_of(client)}/"
    assert attempt_of(client).result == first.result
    assert attempt_of(client).closing == first.closing


@pytest.mark.parametrize(
    "sent",
    [
        {"technical-management": "best"},
        {"product-management": "x" * 10_000},
        {"circumstances": ["visa", "luck"]},
    ],
)
def test_closing_refuses_what_there_is_not_and_keeps_the_rest(client, edition, sent):
    begin(client)

    response = close(client, **{"technical-leadership": "same", **sent})

    page = response.content.decode()
    assert "That is not one of the choices." in text_of(response)
    assert re.findall('name="technical-leadership" value="([a-z-]+)"[^>]* checked', page) == [
        "same"
    ]
    assert not attempt_of(client).is_finished


def test_finished_attempt_is_never_changed_by_the_walk(client, edition):
    begin(client, "building")
    answer(client, 1, 2)
    close(client)
    before = Attempt.objects.values().get()

    replayed = [answer(client, 1, 1), answer(client, 99, 1), close(client)]

    result = f"/quiz/result/{key_of(client)}/"
    assert [response.headers["Location"] for response in replayed] == [result] * 3
    assert Attempt.objects.values().get() == before


@pytest.mark.parametrize("path", ["question/", "question/1/", "answers/", "closing/"])
def test_page_of_a_finished_attempt_leads_to_its_result(client, edition, path):
    begin(client)
    close(client)

    response = client.get(f"/quiz/{path}")

    assert title_of(response) == "You have finished this quiz"
    assert f'href="/quiz/result/{key_of(client)}/"' in response.content.decode()


def test_other_goals_ask_in_another_order_and_the_same_answers_are_stored(edition):
    """That the same answers give the same odds is shown in test_journeys, with real results."""
    attempts = []
    for goals_first in (True, False):
        walker = Client()
        begin(walker, *(["building"] if goals_first else []))
        for number in range(1, EVERYTHING + 1):
            slug = attempt_of(walker).order[number - 1]
            answer(walker, number, 1 + len(slug) % 3)
        if not goals_first:
            begin(walker, "building", change="True")
        attempts.append(attempt_of(walker))

    one, other = attempts
    assert one.order != other.order
    assert one.answers == other.answers
    assert one.goals == other.goals


def test_skipping_everything_still_ends_in_a_result(client, edition):
    begin(client)
    for number in range(1, EVERYTHING + 1):
        answer(client, number, "skip")

    client.get("/quiz/answers/")
    close(client)

    assert attempt_of(client).result == {"verdict": "none", "answers": {}}


# What all pages have in common

PATHS = ["", "question/1/", "answers/", "closing/", "question/9/"]


@pytest.mark.parametrize("path", PATHS)
def test_no_page_is_kept_by_a_browser_or_a_proxy(client, edition, path):
    begin(client)

    response = client.get(f"/quiz/{path}")

    assert response.headers["Cache-Control"] == "private, no-store"


def test_only_the_first_page_may_be_found_by_a_search(client, edition):
    begin(client)

    robots = {path: client.get(f"/quiz/{path}").headers.get("X-Robots-Tag") for path in PATHS}

    assert robots == {path: "noindex" if path else None for path in PATHS}


def test_walk_sets_no_other_cookies(client, edition):
    client.get("/quiz/")
    begin(client)
    client.get("/quiz/question/1/")
    answer(client, 1)
    client.get("/quiz/answers/")

    assert set(client.cookies) == {"quiz", "csrftoken"}


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("path", PATHS[:4])
def test_other_methods_are_refused(client, edition, method, path):
    begin(client)

    assert getattr(client, method)(f"/quiz/{path}").status_code == 405


@pytest.mark.parametrize("path", ["", "question/1/", "closing/"])
def test_form_without_our_cookie_is_refused_with_an_explanation(edition, path):
    """Whether another site has forged it, or the browser takes no cookies."""
    response = Client(enforce_csrf_checks=True).post(f"/quiz/{path}", {"answer": 1})

    assert response.status_code == 403
    assert title_of(response) == "Your browser did not send our cookie"
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize(
    ("path", "queries"), [("question/", 1), ("question/9/", 2), ("answers/", 2), ("closing/", 4)]
)
def test_page_takes_few_queries(client, edition, django_assert_num_queries, path, queries):
    begin(client)
    for number in range(1, 9):
        answer(client, number)

    with django_assert_num_queries(queries):
        client.get(f"/quiz/{path}")


@pytest.mark.parametrize("number", [1, 9])
def test_step_takes_few_queries(client, edition, django_assert_num_queries, number):
    begin(client)
    for place in range(1, 9):
        answer(client, place)

    sent = {"answer": 1, **origin(client, number)}

    with django_assert_num_queries(5):  # two of them are the savepoint of the test
        client.post(f"/quiz/question/{number}/", sent)


def test_beginning_takes_few_queries(client, edition, django_assert_num_queries):
    begin(Client())  # the first of a day begins its counts as well

    with django_assert_num_queries(8):
        begin(client)


def test_closing_takes_few_queries_beside_those_of_the_result(
    client, edition, django_assert_num_queries
):
    begin(client)
    sent = {"circumstances": ["visa"], **origin(client)}

    with django_assert_num_queries(7):  # two of them count it
        client.post("/quiz/closing/", sent)


def test_step_writes_one_row_once(client, edition):
    begin(client)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer(client, 1)

    writes = [q["sql"].split()[0] for q in queries if q["sql"].split()[0] in {"UPDATE", "INSERT"}]
    assert writes == ["UPDATE"]


@pytest.mark.parametrize("step", ["", "question/1/", "closing/"])
def test_step_reads_the_attempt_under_a_lock_before_it_writes(client, edition, monkeypatch, step):
    """What is read without one may be overwritten by the other tab's older reading."""
    begin(client)
    sent = {"answer": 1, "token": key_of(client), **origin(client, 1)}
    monkeypatch.setattr(connection.features, "has_select_for_update", True)
    monkeypatch.setattr(connection.features, "has_select_for_update_of", True)
    monkeypatch.setattr(connection.ops, "for_update_sql", lambda **_: "/* locked */")
    monkeypatch.setattr(connection.features, "supports_select_for_update_with_limit", True)

    with CaptureQueriesContext(connection) as queries:
        client.post(f"/quiz/{step}", sent)

    statements = [query["sql"] for query in queries]
    reads = [sql for sql in statements if sql.startswith("SELECT") and '"token_hash" =' in sql]
    assert ["/* locked */" in sql for sql in reads] == [True]


def test_attempt_is_found_by_the_hash_of_its_key_only(client, edition):
    begin(client)

    assert Attempt.objects.get().token_hash == hash_of(key_of(client))
    assert key_of(client) not in str(Attempt.objects.values().get())


def test_foreign_attempt_needs_its_key(client, edition):
    AttemptFactory(edition=EditionFactory(), token="o" * 27, order=["other"])
    begin(client)
    own = attempt_of(client).order

    answer(client, 1)

    assert Attempt.objects.held_by("o" * 27).get().answers == {}
    assert attempt_of(client).answers == {own[0]: 1}
