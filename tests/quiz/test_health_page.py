"""The page "Quiz health": who may see it, what it shows, and what it asks of the database."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quiz import counting, health
from quiz.fairness import RANDOM_LEADS
from quiz.models import Edition, Tally
from quiz.tallies import count_finish
from tests.conftest import client_with
from tests.desk import url
from tests.factories import AttemptFactory, EditionFactory, draft_edition, live_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

PAGE = "/admin/quiz/tally/"
PATHS = ("technical-management", "technical-leadership", "product-management")
CHECKS = [
    {
        "name": RANDOM_LEADS,
        "shown": "33.0% / 33.2% / 33.8%",
        "gate": "within 3 points of a third",
        "passed": True,
    },
    {"name": "Archetypes are found", "shown": "90.0%", "gate": "at least 95%", "passed": False},
    {"name": "Lengths", "shown": "4.0", "gate": "", "passed": True},
]


@pytest.fixture
def edition() -> Edition:
    edition = live_edition()
    edition.report = {"passed": False, "checks": CHECKS}
    edition.save()
    return edition


@pytest.fixture
def reader(db) -> Client:
    """Reads counts, and nothing else."""
    return client_with("view_health")


def yesterday():
    """A day that is over, so that what was answered may be told."""
    return timezone.localdate() - timedelta(days=1)


def readers(edition, number, day=None, **counts):
    """So many began, and as many finished: each answers 5, 1 or 3 by the path that leads."""
    slugs = edition.questions.values_list("slug", flat=True)
    third = number // 3
    Tally.objects.create(
        edition=edition,
        day=day or yesterday(),
        started=number,
        finished=number,
        counts={
            "verdicts": {"clear": dict.fromkeys(PATHS, third)},
            "seconds": {"330": number},
            "answers": {
                slug: {
                    path: {answer: third}
                    for path, answer in zip(PATHS, ("3", "1", "2"), strict=True)
                }
                for slug in slugs
            },
            **counts,
        },
    )


def text_of(response):
    html = response.content.decode().split('id="content"')[1].split("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def tiles(response):
    html = response.content.decode()
    return re.findall(r"<dt>(.*?)</dt><dd><strong>(.*?)</strong>", html)


# Who may


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anonymous", 302),
        ("author_client", 403),
        ("editor_client", 200),
        ("analyst_client", 200),
        ("reader", 200),
        ("superuser_client", 200),
    ],
)
def test_only_readers_of_counts_see_it(request, client, edition, who, status):
    one = client if who == "anonymous" else request.getfixturevalue(who)

    assert one.get(PAGE).status_code == status


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_read(reader, edition, method):
    assert getattr(reader, method)(PAGE).status_code == 405


def test_it_stands_on_the_home_of_the_desk(reader):
    page = reader.get("/admin/").content.decode()

    assert url(Tally, "changelist") == PAGE
    assert re.search(f'<a href="{PAGE}"[^>]*>Quiz health</a>', page)


@pytest.mark.parametrize("path", ["add/", "1/", "1/change/", "1/delete/", "1/history/"])
def test_no_single_day_has_a_page(superuser_client, edition, path):
    readers(edition, 300)

    assert superuser_client.get(PAGE + path).status_code == 404


def test_questions_are_links_for_those_who_may_see_them(reader, superuser_client, edition):
    readers(edition, 300)
    link = f'href="{url(edition.questions.first())}"'

    assert link in superuser_client.get(PAGE).content.decode()
    assert link not in reader.get(PAGE).content.decode()


# What it shows


def test_figures_of_the_live_edition(reader, edition):
    readers(edition, 300)

    response = reader.get(PAGE)

    assert tiles(response) == [
        ("Started", "300"),
        ("Finished", "all but fewer than 30"),
        ("Median time", "5:40"),
        ("Too close to call", "fewer than 30"),
    ]
    assert "No question needs a look" in text_of(response)


def test_every_question_has_a_row_with_its_numbers(reader, edition):
    readers(edition, 300, left={"building-1": 60}, left_at={"9": 60})

    page = text_of(reader.get(PAGE))

    question = edition.questions.get(slug="building-1")
    row = page.split(question.text)[1].split(edition.questions.all()[4].text)[0]
    assert row.strip().startswith(
        "Building Not me at all: – not shown Rather not me: 33% In between: 33% "
        "Rather me: – not shown Exactly me: – not shown fewer than 30 17% 100 ! Look: 17% leave"
    )


def test_where_people_leave_is_told_in_words_and_numbers(reader, edition):
    readers(edition, 300, left_at={"1": 30, "9": 60})

    page = text_of(reader.get(PAGE))

    assert "Questions 2 to 9 lose one person in six" in page
    assert "Questions 2 to 9: 92% came so far, 77% went on." in page
    assert "Questions 2 to 9 92% 77%" in page


def test_roles_of_random_and_real_answers_stand_side_by_side(reader, edition):
    readers(edition, 300)

    page = text_of(reader.get(PAGE))

    assert "Every role can win" in page
    assert (
        "Random answers Engineering manager 33% Tech lead 33% Product manager 34% "
        "Real completions, by the role that comes first Engineering manager 34% Tech lead 33% "
        "Product manager 33%"
    ) in page


def test_fairness_report_stands_below(reader, edition):
    page = text_of(reader.get(PAGE))

    assert "1 of 2 gates fails" in page
    assert "what one role offers. 90.0% at least 95% × Fix: fails" in page
    assert "Lengths 4.0 for information" in page


def test_period_leaves_out_what_is_older(reader, edition):
    readers(edition, 300)
    readers(edition, 600, day=timezone.localdate() - timedelta(days=30))

    counted = [tiles(reader.get(PAGE, {"period": period}))[0] for period in ("month", "all")]

    assert counted == [("Started", "300"), ("Started", "900")]


def test_another_edition_is_chosen_by_its_link(reader, edition):
    readers(edition, 300)
    old = live_edition_of_before(number=40)
    readers(old, 900)

    page = reader.get(PAGE).content.decode()
    (link,) = re.findall(r'<a href="([^"]*)">Edition 40 \(retired\)</a>', page)
    response = reader.get(unescape(link))

    assert tiles(response)[0] == ("Started", "900")
    assert 'aria-current="page">Edition 40 (retired)</a>' in response.content.decode()


def live_edition_of_before(number):
    Edition.objects.update(state="retired")
    old = live_edition(number=number)
    Edition.objects.filter(pk=old.pk).update(state="retired")
    Edition.objects.exclude(pk=old.pk).update(state="live")
    return old


NONSENSE = [
    {"edition": "x"},
    {"edition": "0"},
    {"edition": "-1"},
    {"edition": "1e3"},
    {"edition": "9" * 400},
    {"edition": "é"},
    {"period": "year"},
    {"period": "x" * 5_000},
    {"edition": "x", "period": "y"},
]


@pytest.mark.parametrize("asked", NONSENSE)
def test_nonsense_gives_the_usual_view_with_a_message(reader, edition, asked):
    readers(edition, 300)

    response = reader.get(PAGE, asked)

    assert response.status_code == 200
    assert "There is no such edition or period." in response.content.decode()
    assert tiles(response)[0] == ("Started", "300")


@pytest.mark.parametrize("asked", [{}, {"edition": ""}, {"period": ""}, {"period": "all"}])
def test_what_makes_sense_gives_none(reader, edition, asked):
    assert "There is no such" not in reader.get(PAGE, asked).content.decode()


# Nothing to show


def test_without_an_edition_it_says_what_to_do(reader):
    response = reader.get(PAGE)

    assert response.status_code == 200
    assert "There is no edition of the quiz yet." in text_of(response)


def test_without_a_reader_it_says_so(reader, edition):
    page = text_of(reader.get(PAGE))

    assert f"Nobody has begun {edition} in this period. Figures appear from 30 people on." in page


def test_draft_is_shown_with_its_report_alone_even_where_it_is_incomplete(reader):
    draft = EditionFactory(number=5, report={"passed": False, "checks": CHECKS})
    draft.questions.create(slug="half", kind="pair", text="Half a pair?", why="So.")

    page = text_of(reader.get(PAGE))

    assert "Edition 5 is a draft, so no reader has answered it." in page
    assert "1 of 2 gates fails" in page


def test_draft_that_was_never_measured_says_so(reader, edition):
    draft_edition(number=50)

    page = text_of(reader.get(PAGE, {"edition": 50}))

    assert "Not measured yet whether it is fair" in page


@pytest.mark.parametrize("number", [1, 3, 29])
def test_few_readers_are_never_counted_out(reader, edition, number):
    readers(edition, number, left={"building-1": number}, left_at={"3": number})

    Edition.objects.update(report={})

    response = reader.get(PAGE)

    assert [value for _, value in tiles(response)] == ["fewer than 30"] * 4
    assert re.findall(r"\d+%", text_of(response)) == []


# What cannot be told from how it changes


def finish_now(edition, began):
    """Somebody who began on that day reaches their result, with one answer."""
    slug = edition.questions.values_list("slug", flat=True)[0]
    attempt = AttemptFactory(edition=edition, order=[slug], answers={slug: 3}, counted_on=began)
    attempt.finish({"verdict": "clear", "roles": [{"path": PATHS[0], "odds": 1}, {"odds": 0}]})
    count_finish(attempt)


@pytest.fixture
def half_of_300(edition):
    """So many have finished, some of them yesterday."""
    readers(edition, 60)
    readers(edition, 90, day=yesterday() - timedelta(days=4))
    Tally.objects.update(started=F("started") * 2)


@pytest.mark.parametrize("days_ago", [0, 1, 5])
def test_of_who_finishes_nothing_shows_but_that_they_did(reader, edition, half_of_300, days_ago):
    before = text_of(reader.get(PAGE))

    finish_now(edition, timezone.localdate() - timedelta(days=days_ago))

    after = text_of(reader.get(PAGE))
    assert "50% 150 people" in before
    assert after == before.replace("150 people", "151 people")


def on_the_next_day(reader, edition):
    """What shows before somebody finishes, and when that day is over."""
    before = text_of(reader.get(PAGE))
    finish_now(edition, timezone.localdate())
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        reader.force_login(User.objects.get())
        after = text_of(reader.get(PAGE))
    return before.replace("150 people", "151 people"), after


def test_who_finished_alone_on_a_day_waits_for_others(reader, edition, half_of_300):
    before, after = on_the_next_day(reader, edition)

    assert after == before


def test_without_waiting_it_would_show_what_they_answered(
    reader, edition, half_of_300, monkeypatch
):
    monkeypatch.setattr(
        health, "in_crowds", lambda days, since: counting.total(counts for _, counts in days)
    )

    before, after = on_the_next_day(reader, edition)

    assert after != before


def test_answers_of_today_wait_for_tomorrow(reader, edition):
    readers(edition, 300, day=timezone.localdate())

    response = reader.get(PAGE)

    assert tiles(response)[0] == ("Started", "300")
    assert tiles(response)[2] == ("Median time", "fewer than 30")
    assert text_of(response).count("too few to show") == edition.questions.count()


def test_thirty_days_and_all_time_differ_by_thirty_people_or_none(reader, edition):
    """The first of them alone would be told by the difference."""
    readers(edition, 3, day=timezone.localdate() - timedelta(days=30))
    readers(edition, 300, day=timezone.localdate() - timedelta(days=29))

    month, always = (reader.get(PAGE, {"period": one}) for one in ("month", "all"))

    assert tiles(month)[2] == ("Median time", "fewer than 30")
    assert tiles(always)[2] == ("Median time", "5:40")


# What it costs


def queries_of(reader):
    with CaptureQueriesContext(connection) as queries:
        reader.get(PAGE, {"period": "all"})
    return [query["sql"] for query in queries]


def test_it_asks_as_much_of_one_day_as_of_thirty(reader, edition):
    readers(edition, 90)
    reader.get(PAGE)
    one = queries_of(reader)
    for days in range(2, 31):
        readers(edition, 90, day=timezone.localdate() - timedelta(days=days))

    thirty = queries_of(reader)

    assert Tally.objects.count() == 30
    assert len(one) == len(thirty)


def test_it_reads_no_attempt(reader, edition):
    readers(edition, 90)

    assert [sql for sql in queries_of(reader) if "quiz_attempt" in sql] == []


def test_it_has_no_script_or_style_of_its_own(reader, edition):
    readers(edition, 300, left_at={"9": 60})

    html = reader.get(PAGE).content.decode().split('id="content"')[1]

    assert "<style" not in html
    assert " style=" not in html
    assert "<script" not in html


def test_what_really_is_counted_can_be_shown(reader, edition):
    """The page reads what finishing writes."""
    result = {"verdict": "clear", "roles": [{"path": PATHS[1], "odds": 0.9}, {"odds": 0.1}]}
    answers = dict.fromkeys(edition.questions.values_list("slug", flat=True), 1)
    counts = counting.total(counting.of_finishing(answers, result, 305) for _ in range(150))
    Tally.objects.create(edition=edition, day=yesterday(), started=200, finished=150, counts=counts)

    response = reader.get(PAGE)

    assert tiles(response) == [
        ("Started", "200"),
        ("Finished", "75%"),
        ("Median time", "5:00"),
        ("Too close to call", "fewer than 30"),
    ]
    assert "All but fewer than 30 disagree: it separates nobody." in text_of(response)
