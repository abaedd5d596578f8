"""The result page, for whoever holds its link."""

import re
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comparisons.models import Comparison, Rating, Role, Verdict
from quiz.models import Attempt, Question, Share, hash_of
from tests.factories import AttemptFactory, CircumstanceFactory, live_edition
from tests.quiz.results import (
    LEAD,
    MANAGER,
    PRODUCT,
    TOKEN,
    TORN,
    attempt_that_is,
    compared,
    finished,
    neutral_answers,
)

pytestmark = pytest.mark.django_db

PAGE = f"/quiz/result/{TOKEN}/"
OTHER = "o" * 27
STAYS = {MANAGER: "worse", LEAD: "same", PRODUCT: "worse"}
DOWNLOADS = ["result-json", "result-record", "result-review"]
ACTIONS = ["share-result", "revoke-share", "keep-result", "change-answers", "delete-result"]


@pytest.fixture
def edition():
    return live_edition()


@pytest.fixture
def attempt(edition):
    return finished(edition)


def address(name, token=TOKEN):
    return reverse(name, args=[token])


def body(response):
    """Without what Django makes new for every form."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", body(response)).split())


def heading(response):
    return re.search(r"<h1>(.*?)</h1>", body(response))[1]


# What it says


def test_clear_result_names_one_role_and_how_sure_it_is(client, attempt):
    page = client.get(PAGE)

    assert heading(page) == "Tech lead fits you best"
    assert "The odds that tech lead fits you best are more than 9 in 10." in words(page)
    assert "Interest fit predicts job satisfaction only weakly" in words(page)


def test_close_result_names_two_roles(client, edition):
    finished(edition, TORN)

    page = client.get(PAGE)

    assert heading(page) == "Too close to call between product manager and tech lead"


def test_open_result_names_all_three_odds(client, edition):
    finished(edition, answers=neutral_answers(edition))

    page = client.get(PAGE)

    assert heading(page) == "Open: your answers do not point one way"
    assert words(page).count("has odds of about 3 in 10") == 3
    assert re.search(
        r"[A-Z][a-z ]+ has odds of about 3 in 10; [a-z ]+ has odds of about 3 in 10; "
        r"[a-z ]+ has odds of about 3 in 10\. Before you choose",
        words(page),
    )


def test_open_result_tries_each_role_and_leads_to_all_three_comparisons(client, edition):
    for pair in ((MANAGER, LEAD), (MANAGER, PRODUCT), (LEAD, PRODUCT)):
        compared(*pair)
    finished(edition, answers=neutral_answers(edition))

    page = client.get(PAGE)

    part = body(page).partition('id="next"')[2].partition("</section>")[0]
    links = re.findall(r'href="/comparisons/([\w-]+)/"', part)
    assert sorted(links) == sorted(one.slug for one in Comparison.objects.all())
    assert len(set(re.findall(r'class="role is-(\w+)"', part))) == 3
    assert re.search(
        r"Of the ways to try [a-z ]+, [a-z ]+ or [a-z ]+, these test what your answers", words(page)
    )
    assert "This is about two of the three. The next part shows all of them." in words(page)


def test_clear_result_tries_the_role_that_it_names(client, attempt):
    page = client.get(PAGE)

    part = body(page).partition('id="next"')[2].partition("</section>")[0]
    assert "Of the ways to try tech lead, these test what your answers say least about." in words(
        page
    )
    assert set(re.findall(r'class="role is-(\w+)"', part)) == {"tl"}


def test_contradictory_result_names_the_answers_to_begin_with(client, edition):
    answers = {question.slug: 1 for question in edition.questions.all()}
    attempt = finished(edition, answers=answers)

    page = client.get(PAGE)

    assert heading(page) == "No recommendation: your answers contradict each other"
    assert "those of 19 in 20 simulated people who answer sincerely." in words(page)
    after = body(page).partition("These fit the others least:")[2].partition("</ul>")[0]
    named = re.findall(r'href="#answer-([\w+-]+)"', after)
    assert named == [one["slug"] for one in attempt.result["at_odds"]]
    assert len(named) == 3


def test_result_without_recommendation_says_what_is_missing_and_how_to_go_on(client, edition):
    finished(edition, answers={"building-1": 1, "pair-1": 2})

    page = client.get(PAGE)

    assert heading(page) == "No recommendation yet: too little is answered"
    assert "You answered 2 questions. We recommend nothing on fewer than 10." in words(page)
    assert "No answer says anything about: deciding about people," in words(page)
    assert f'action="{address("change-answers")}"' in body(page)
    assert "Answer 8 more questions" in words(page)
    assert "in 10" not in words(page)


def test_parts_come_in_their_order(client, edition):
    compared(PRODUCT, LEAD)
    finished(edition, circumstances=["visa"], closing=STAYS, goals=["technical-depth"])

    page = body(client.get(PAGE))

    marks = [
        *("<h1>", 'class="hundred"', 'id="lead"', 'id="jobs"', 'id="change-it"', 'id="ours"'),
        *('id="staying"', 'id="before"', 'id="next"', 'id="keep"', 'id="share"', 'id="answers"'),
    ]
    places = [page.index(mark) for mark in marks]
    assert places == sorted(places)


def test_shown_shares_add_up_to_the_shown_lead(client, attempt):
    page = body(client.get(PAGE))

    numbers = re.findall(r'<td role="cell">([+−]?\d+\.\d\d)</td>', page)
    *shares, lead = [round(100 * float(number.replace("−", "-"))) for number in numbers]
    assert len(shares) == 10
    assert sum(shares) == lead
    assert lead == round(100 * attempt.result["lead"]["size"])


def test_strongest_answers_lead_to_their_place_in_the_list(client, edition):
    attempt = finished(edition, goals=["technical-depth"])
    lead = attempt.result["lead"]

    page = body(client.get(PAGE))

    names = [
        f"{'goal' if one['kind'] == 'goal' else 'answer'}-{one['slug']}"
        for one in (*lead["for"], *lead["against"])
    ]
    assert len(names) >= 4
    assert [name for name in names if f'href="#{name}"' not in page] == []
    assert [name for name in names if page.count(f'id="{name}"') != 1] == []


def test_hundred_marks_are_a_hundred(client, attempt):
    page = body(client.get(PAGE))

    marks = re.search(r'<svg class="hundred".*?</svg>', page, re.DOTALL)[0]
    assert marks.count("<use") == 100
    assert f"Tech lead: {attempt.result['roles'][0]['hundred']}." in marks


def test_every_question_is_listed_also_a_skipped_one(client, edition):
    answers = {**neutral_answers(edition), "building-1": 1}
    finished(edition, answers=answers)

    page = body(client.get(PAGE))

    listed = re.findall(r'<li id="answer-([\w+-]+)">.*?<strong[^>]*>(.*?)</strong>', page)
    assert len(listed) == 24
    assert dict(listed)["building-1"] == "Not me at all"
    assert dict(listed)["pair-1"] == "Skipped"


@pytest.mark.parametrize(
    ("closing", "shown"),
    [({LEAD: "worse", MANAGER: "same", PRODUCT: "same"}, True), ({LEAD: "better"}, False)],
)
def test_staying_is_named_when_no_week_is_better(client, edition, closing, shown):
    finished(edition, closing=closing)

    page = client.get(PAGE)

    assert ("Staying where you are is a legitimate choice" in words(page)) is shown


def test_before_you_act_answers_only_what_is_true(client, edition):
    CircumstanceFactory(edition=edition, slug="remote", text="I work remotely", advice="Go there.")
    finished(edition, circumstances=["visa"])

    page = words(client.get(PAGE))

    assert "Before you act My visa depends on my employer Ask first." in page
    assert "Go there." not in page


def test_before_you_act_is_left_out_when_nothing_is_true(client, attempt):
    assert "Before you act" not in words(client.get(PAGE))


def test_own_verdict_is_told_with_what_makes_the_difference(client, edition):
    compared(PRODUCT, LEAD).verdicts.update(pick=Verdict.Pick.A, in_short="Product, mostly.")
    strongest = ", ".join(finished(edition).result["ours"]["reasons"]).lower()

    page = client.get(PAGE)

    assert "Our own verdict picks the other role" in words(page)
    assert "Product, mostly." in words(page)
    reasons = f"What makes the difference, and speaks for tech lead in your answers: {strongest}."
    assert reasons in words(page)


def test_own_verdict_that_agrees_is_told_with_what_speaks_most_for_it(client, edition):
    compared(PRODUCT, LEAD).verdicts.update(pick=Verdict.Pick.B)
    strongest = ", ".join(finished(edition).result["ours"]["reasons"]).lower()

    page = words(client.get(PAGE))

    assert "Our own verdict picks the same" in page
    assert f"What speaks most for tech lead in your answers: {strongest}." in page


def test_staying_promises_no_fit_where_nothing_is_recommended(client, edition):
    finished(edition, answers={"building-1": 1}, closing=STAYS)

    page = words(client.get(PAGE))

    assert "Staying where you are is a legitimate choice" in page
    assert "So the result says which" not in page


@pytest.mark.parametrize(("size", "told"), [(-0.02, True), (0.02, False)])
def test_leader_with_the_lower_score_is_explained(client, attempt, size, told):
    attempt.result["lead"]["size"] = size
    attempt.save()

    page = words(client.get(PAGE))

    assert ("Tech lead has better odds although this sum is below zero." in page) is told


def test_roles_with_the_same_odds_are_said_to_be_level(client, attempt):
    attempt.result["roles"][1]["odds"] = attempt.result["roles"][2]["odds"]
    attempt.save()

    page = words(client.get(PAGE))

    assert "Product manager and engineering manager have exactly the same odds." in page


# Kept as computed


def test_result_shows_the_same_after_everything_else_changed(client, edition, monkeypatch):
    compared(PRODUCT, LEAD)
    finished(edition, goals=["technical-depth"], circumstances=["visa"], closing={LEAD: "same"})
    before = body(client.get(PAGE))
    Rating.objects.update(level=1)
    Question.objects.update(text="Other words?")
    Role.objects.update(name="Another name", definition="Another job.")
    Verdict.objects.update(in_short="Another verdict.", pick=Verdict.Pick.NONE)
    edition.circumstances.update(advice="Other advice.")
    for name in ("outcome", "sensitivity", "recommend", "quiz_of"):
        monkeypatch.setattr(f"quiz.recommendation.{name}", None)
    for name in ("outcome", "odds_of", "estimate"):
        monkeypatch.setattr(f"quiz.scoring.{name}", None)

    after = body(client.get(PAGE))

    assert after == before


@pytest.mark.parametrize("verdict", ["clear", "close", "open", "none"])
def test_older_result_without_what_was_added_later_is_shown(client, edition, verdict):
    compared(PRODUCT, LEAD)
    attempt = attempt_that_is(verdict)
    before = [client.get(address(name)).status_code for name in ("result", *DOWNLOADS)]
    for later in ("read", "at_odds"):
        del attempt.result[later]
    attempt.save()

    after = [client.get(address(name)) for name in ("result", *DOWNLOADS)]

    assert [response.status_code for response in after] == before == [200] * 4
    to_read = 'Read first: <a href="/comparisons/product-manager-vs-tech-lead/">'
    assert (to_read in body(after[0])) is bool(attempt.result["ours"])


def test_older_result_with_steps_for_the_role_that_lost_says_which_role_they_try(client, attempt):
    for step in attempt.result["steps"]:
        step["path"] = PRODUCT
    attempt.save()

    page, record = client.get(PAGE), client.get(address("result-record"))

    assert "Of the ways to try product manager, these test what your answers" in words(page)
    assert "To try product manager this week: " in record.content.decode()


@pytest.mark.parametrize("gone", [Role, Comparison])
def test_only_pages_that_are_public_are_linked(client, edition, gone):
    compared(PRODUCT, LEAD)
    finished(edition)
    link = {Role: 'href="/roles/tech-lead/"', Comparison: 'href="/comparisons/product-manager-vs'}
    before = body(client.get(PAGE))
    gone.objects.update(state=gone.State.ARCHIVED)

    after = body(client.get(PAGE))

    assert link[gone] in before
    assert link[gone] not in after
    assert heading(client.get(PAGE)) == "Tech lead fits you best"


# Who may see it


@pytest.mark.parametrize("shares", [0, 2])
def test_page_takes_four_queries(client, edition, shares, django_assert_num_queries):
    compared(PRODUCT, LEAD)
    attempt = finished(edition)
    Share.objects.bulk_create([Share.of(attempt, TOKEN, bool(full)) for full in range(shares)])

    with django_assert_num_queries(4):
        page = client.get(PAGE)

    assert body(page).count("End this link") == shares


@pytest.mark.parametrize("name", ["result", *DOWNLOADS])
def test_nobody_else_keeps_or_finds_it(client, attempt, name):
    response = client.get(address(name))

    assert response.status_code == 200
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert set(response.headers["Cache-Control"].split(", ")) == {"private", "no-store"}


def test_page_names_its_key_only_where_it_is_told_or_acted_on(client, attempt):
    page = body(client.get(PAGE))

    assert "canonical" not in page
    assert page.count(TOKEN) == len(re.findall(rf'(?:action|href|value)="[^"]*{TOKEN}', page))


def test_unfinished_attempt_has_no_result(client, edition):
    AttemptFactory(edition=edition)

    assert client.get(PAGE).status_code == 404


def test_wrong_deleted_and_expired_keys_get_the_same_page(client, edition):
    expired = finished(edition)
    deleted = finished(edition, token="d" * 27)
    assert client.get(PAGE).status_code == 200
    expired.keep_until = timezone.now() - timedelta(seconds=1)
    expired.save()
    deleted.delete()
    keys = [TOKEN, "d" * 27, "w" * 27, "w" * 26, "w" * 28, "é" * 27, "%00x", "x" * 3000]

    pages = [client.get(reverse("result", args=[key])) for key in keys if key != "%00x"]
    pages += [client.get(address(name, TOKEN)) for name in DOWNLOADS]
    pages += [client.get(reverse("shared-result", args=["s" * 27]))]

    assert {page.status_code for page in pages} == {404}
    assert len({body(page) for page in pages}) == 1
    assert {page.headers["X-Robots-Tag"] for page in pages} == {"noindex"}
    assert heading(pages[0]) == "There is no result at this address"


def test_actions_on_a_key_that_opens_nothing_get_that_page_too(client, edition):
    finished(edition)

    pages = [client.post(address(name, OTHER)) for name in ACTIONS]

    assert {page.status_code for page in pages} == {404}
    assert Attempt.objects.count() == 1


# Methods, forms, failures


@pytest.mark.parametrize("name", ["result", *DOWNLOADS, "shared-result"])
def test_what_is_read_takes_no_post(client, attempt, name):
    assert client.post(address(name)).status_code == 405


@pytest.mark.parametrize("name", ACTIONS)
def test_what_is_done_takes_no_get(client, attempt, name):
    assert client.get(address(name)).status_code == 405
    assert (Attempt.objects.count(), Share.objects.count()) == (1, 0)


@pytest.mark.parametrize("name", ACTIONS)
def test_another_site_can_do_nothing(attempt, name):
    client = Client(enforce_csrf_checks=True)

    response = client.post(address(name))

    assert response.status_code == 403
    assert (Attempt.objects.count(), Share.objects.count()) == (1, 0)


def refuse_to_write(execute, sql, params, many, context):
    if sql.startswith(("INSERT", "UPDATE", "DELETE")):
        raise OperationalError("attempt to write a readonly database")
    return execute(sql, params, many, context)


@pytest.mark.parametrize("name", ACTIONS)
def test_what_cannot_be_stored_is_said_and_nothing_is_lost(client, attempt, name):
    Share.of(attempt, TOKEN, full=True).save()
    data = {"full": "on"} if name == "revoke-share" else {}

    with connection.execute_wrapper(refuse_to_write):
        response = client.post(address(name), data)

    assert response.status_code == 503
    assert heading(response) == "That could not be done"
    assert f'href="{PAGE}"' in body(response)
    assert response.cookies == {}
    assert (Attempt.objects.count(), Share.objects.count()) == (1, 1)


# Keeping, changing, deleting


def test_keeping_longer_counts_from_now(client, attempt):
    soon = timezone.now() + timedelta(days=3)
    Attempt.objects.update(keep_until=soon)

    response = client.post(address("keep-result"))

    attempt.refresh_from_db()
    assert response.headers["Location"] == f"{PAGE}#keep"
    assert attempt.keep_until - timezone.now() > timedelta(days=364)
    assert f"kept until {attempt.keep_until:%-d %B %Y}" in words(client.get(PAGE))


def test_changing_answers_is_done_in_a_copy(client, attempt):
    before = body(client.get(PAGE))

    response = client.post(address("change-answers"))

    key = client.cookies["quiz"].value
    copy = Attempt.objects.get(token_hash=hash_of(key))
    assert response.headers["Location"] == "/quiz/answers/"
    assert (copy.answers, copy.order, copy.is_finished) == (attempt.answers, attempt.order, False)
    assert body(client.get(PAGE)) == before


def test_cookie_of_the_copy_is_for_this_site_and_no_script(client, attempt, settings):
    settings.CSRF_COOKIE_SECURE, settings.QUIZ_COOKIE_NAME = True, "__Host-quiz"

    client.post(address("change-answers"))

    cookie = client.cookies["__Host-quiz"]
    about = {name: cookie[name] for name in ("secure", "httponly", "samesite", "path", "domain")}
    assert about == {
        "secure": True,
        "httponly": True,
        "samesite": "Lax",
        "path": "/",
        "domain": "",
    }
    assert cookie["max-age"] == 30 * 24 * 3600


def test_deleting_leaves_nothing(client, attempt):
    share = Share.of(attempt, TOKEN, full=True)
    share.save()
    client.cookies["quiz"] = TOKEN

    response = client.post(address("delete-result"))

    assert (Attempt.objects.count(), Share.objects.count()) == (0, 0)
    assert client.cookies["quiz"].value == ""
    assert heading(client.get(response.headers["Location"])) == "Deleted."
    gone = [PAGE, share.path(TOKEN), *(address(name) for name in DOWNLOADS)]
    assert {client.get(place).status_code for place in gone} == {404}


def test_deleting_leaves_what_another_key_opens(client, edition, attempt):
    other = finished(edition, token=OTHER)
    client.cookies["quiz"] = OTHER

    client.post(address("delete-result"))

    assert list(Attempt.objects.all()) == [other]
    assert client.cookies["quiz"].value == OTHER


def test_deleting_twice_is_no_error(client, attempt):
    client.post(address("delete-result"))

    assert client.post(address("delete-result")).status_code == 404


# Downloads


def test_json_holds_the_answers_and_what_came_of_them(client, edition):
    attempt = finished(edition, goals=["technical-depth"])
    result = attempt.result

    response = client.get(address("result-json"))

    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="careerpick-{result["finished_on"]}.json"'
    )
    assert response.json() == {
        "edition": edition.number,
        "finished_on": result["finished_on"],
        "goals": ["technical-depth"],
        "answers": attempt.answers,
        "odds": {role["path"]: role["odds"] for role in result["roles"]},
        "verdict": "clear",
        "credible": [LEAD],
    }


@pytest.mark.parametrize(
    ("name", "kind", "begins"),
    [
        ("result-record", "text/markdown; charset=utf-8", "# Decision record"),
        ("result-review", "text/calendar; charset=utf-8", "BEGIN:VCALENDAR\r\n"),
    ],
)
def test_record_and_review_date_are_files_that_do_not_name_the_key(
    client, attempt, name, kind, begins
):
    response = client.get(address(name))

    assert response.headers["Content-Type"] == kind
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert response.content.decode().startswith(begins)
    assert TOKEN not in response.content.decode()
    assert attempt.token_hash not in response.content.decode()


def test_review_date_is_always_the_same_entry(client, attempt):
    first, second = (client.get(address("result-review")).content for _ in range(2))

    assert first == second
    assert f"DTSTAMP:{attempt.finished_at:%Y%m%dT%H%M%SZ}".encode() in first
