"""A second link, that shows what the owner chose to show."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from quiz.models import Attempt, Share
from tests.factories import live_edition
from tests.quiz.results import LEAD, MANAGER, PRODUCT, TOKEN, TORN, compared, finished

pytestmark = pytest.mark.django_db

PAGE = f"/quiz/result/{TOKEN}/"
OF_THE_OWNER = [
    *("Ask first.", "My visa depends on my employer", "Before you act"),
    *("Staying where you are", "<form", TOKEN, "Delete"),
]
OF_THE_WHOLE_RESULT = ['id="lead"', 'id="jobs"', 'id="change-it"', 'id="answer-building-1"']
OF_EVERY_SHARE = ["Tech lead fits you best", "more than 9 in 10", 'class="hundred"']


@pytest.fixture
def attempt():
    edition = live_edition()
    compared(PRODUCT, LEAD)
    stays = {LEAD: "same", MANAGER: "worse", PRODUCT: "worse"}
    return finished(edition, circumstances=["visa"], closing=stays)


def share(client, **data):
    return client.post(f"{PAGE}share/", data)


def links(client):
    page = client.get(PAGE).content.decode()
    return re.findall(r'value="http://testserver(/quiz/shared/[\w-]+/)"', page)


def body(client, link):
    return client.get(link).content.decode()


def shown(page, things):
    return [thing for thing in things if thing in page]


def test_owner_sees_what_could_be_shown(client, attempt):
    page = client.get(PAGE).content.decode()

    everything = OF_THE_OWNER + OF_THE_WHOLE_RESULT + OF_EVERY_SHARE
    assert shown(page, everything) == everything


@pytest.mark.parametrize("full", [False, True])
def test_answers_that_contradict_each_other_are_named_in_the_whole_result_only(client, full):
    edition = live_edition()
    answers = {question.slug: 1 for question in edition.questions.all()}
    finished(edition, answers=answers)
    share(client, **({"full": "on"} if full else {}))

    page = body(client, links(client)[0])

    assert "Several of your answers speak against each other" in page
    assert ("These fit the others least" in page) is full
    assert ('href="#answer-' in page) is full


def test_link_shows_the_verdict_and_the_odds_unless_told_otherwise(client, attempt):
    response = share(client)

    (link,) = links(client)
    page = body(client, link)
    assert response.headers["Location"] == f"{PAGE}#share"
    assert shown(page, OF_EVERY_SHARE) == OF_EVERY_SHARE
    assert shown(page, OF_THE_WHOLE_RESULT + OF_THE_OWNER) == []


def test_link_to_the_whole_result_shows_all_but_what_is_the_owners(client, attempt):
    share(client, full="on")

    (link,) = links(client)
    page = body(client, link)
    everything = OF_EVERY_SHARE + OF_THE_WHOLE_RESULT
    assert shown(page, everything) == everything
    assert shown(page, OF_THE_OWNER) == []


@pytest.mark.parametrize("data", [{}, {"full": "on"}])
def test_sending_twice_makes_one_link(client, attempt, data):
    share(client, **data)
    before = links(client)

    share(client, **data)

    assert len(before) == 1
    assert links(client) == before


def test_both_kinds_of_link_can_be_shared_and_ended_apart(client, attempt):
    share(client)
    share(client, full="on")
    odds, whole = links(client)

    client.post(f"{PAGE}revoke/", {"full": "on"})

    assert links(client) == [odds]
    assert client.get(odds).status_code == 200
    assert client.get(whole).status_code == 404


@pytest.mark.parametrize(("data", "told"), [({}, False), ({"full": "on"}, True)])
def test_close_result_promises_only_what_the_link_shows(client, data, told):
    finished(live_edition(), TORN)
    share(client, **data)

    (link,) = links(client)
    page = body(client, link)

    assert "That is not enough to choose for you" in page
    assert ("what would tell them apart stands below" in page) is told


def test_ended_link_never_opens_again(client, attempt):
    share(client)
    (old,) = links(client)
    client.post(f"{PAGE}revoke/")

    share(client)

    assert links(client) != [old]
    assert client.get(old).status_code == 404


def test_ending_a_link_twice_is_no_error(client, attempt):
    share(client)
    client.post(f"{PAGE}revoke/")

    assert client.post(f"{PAGE}revoke/").headers["Location"] == f"{PAGE}#share"


def test_link_ends_with_the_result(client, attempt):
    share(client)
    (link,) = links(client)
    before = client.get(link).status_code
    Attempt.objects.update(keep_until=timezone.now() - timedelta(seconds=1))

    after = client.get(link).status_code

    assert (before, after) == (200, 404)


def test_key_of_a_share_opens_no_result_and_the_other_way_round(client, attempt):
    share(client, full="on")
    (link,) = links(client)

    assert client.get(link.replace("shared", "result")).status_code == 404
    assert client.get(PAGE.replace("result", "shared")).status_code == 404


def test_shared_page_is_kept_and_found_by_nobody(client, attempt):
    share(client)
    (link,) = links(client)

    response = client.get(link)

    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert set(response.headers["Cache-Control"].split(", ")) == {"private", "no-store"}
    assert response.cookies == {}


@pytest.mark.parametrize("full", [False, True])
def test_shared_page_takes_three_queries(client, attempt, full, django_assert_num_queries):
    share = Share.of(attempt, TOKEN, full)
    share.save()

    with django_assert_num_queries(3):
        client.get(share.path(TOKEN))


@pytest.mark.parametrize("full", ["no", "x" * 10_000, "é", "0"])
def test_nonsense_in_the_box_is_no_error(client, attempt, full):
    assert share(client, full=full).status_code == 302
