"""What is counted as somebody takes the quiz, and once a day for those who stopped."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import OperationalError, close_old_connections, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quiz import tallies
from quiz.management.commands import purge_attempts
from quiz.models import Attempt, Edition, Tally, new_token
from quiz.tallies import count_finish, count_leaving, count_start
from tests.commands import run
from tests.factories import AttemptFactory, EditionFactory, draft_edition, live_edition
from tests.quiz.results import TOKEN, attempt_that_is
from tests.quiz.taker import Form, Taker, origin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

LEAD = "technical-leadership"


@pytest.fixture
def edition() -> Edition:
    return live_edition()


def tally():
    return Tally.objects.get()


def sums(**wanted):
    return {"started": 0, "finished": 0, "counts": {}} | wanted


def all_sums():
    return [sums(**row) for row in Tally.objects.values("started", "finished", "counts")]


def first_of(_slug, shown):
    return shown[0]


def skips(_slug, _shown):
    return None


def quiet_for(days):
    """As if no step had been taken for so long."""
    Attempt.objects.update(keep_until=timezone.now() + timedelta(days=30 - days, minutes=-1))


def standing(taker):
    return taker.attempt.order[len(taker.attempt.answers)]


# Beginning


def test_who_begins_is_counted_into_the_day(client, edition):
    taker = Taker(client)

    assert all_sums() == [sums(started=1)]
    assert (tally().edition, tally().day) == (edition, timezone.localdate())
    assert taker.attempt.counted_on == timezone.localdate()


def test_each_who_begins_adds_one(edition):
    for _ in range(3):
        Taker(Client())

    assert all_sums() == [sums(started=3)]


def test_looking_at_the_first_page_counts_nobody(client, edition):
    client.get("/quiz/")

    assert all_sums() == []


def test_form_of_goals_sent_twice_counts_once(client, edition):
    form = Form(client.get("/quiz/")).hidden
    client.post("/quiz/", form)
    client.post("/quiz/", form)

    assert all_sums() == [sums(started=1)]


def test_who_begins_again_before_the_end_counts_once(client, edition):
    taker = Taker(client)
    taker.answer(first_of)
    Tally.objects.update(day=timezone.localdate() - timedelta(days=3))
    Attempt.objects.update(counted_on=timezone.localdate() - timedelta(days=3))

    client.post("/quiz/", Form(client.get("/quiz/?again=1")).hidden)

    assert all_sums() == [sums(started=1)]
    assert Attempt.objects.get().counted_on == timezone.localdate() - timedelta(days=3)


def test_who_had_left_and_begins_again_has_not_left(client, edition, capsys):
    Taker(client).answer(first_of)
    quiet_for(days=1)
    run(capsys, "purge_attempts")

    client.post("/quiz/", Form(client.get("/quiz/?again=1")).hidden)

    assert all_sums() == [sums(started=1)]


def test_who_begins_again_in_another_edition_has_left_the_first(client, edition):
    taker = Taker(client)
    slug = standing(taker)
    Edition.objects.update(state="retired")
    live_edition(number=77)

    client.post("/quiz/", Form(client.get("/quiz/?again=1")).hidden)

    first, second = Tally.objects.order_by("pk")
    assert (first.started, first.counts["left"]) == (1, {slug: 1})
    assert (second.started, second.counts) == (1, {})


def test_who_begins_again_after_a_result_begins_anew(client, edition):
    Taker(client).finish()

    client.post("/quiz/", Form(client.get("/quiz/?again=1")).hidden)

    assert (tally().started, tally().finished) == (2, 1)


def test_first_of_a_day_at_the_same_moment_lose_nobody(edition, monkeypatch):
    """Both find no row; the other one writes it first."""
    first, second = (AttemptFactory.build(edition=edition) for _ in range(2))
    create = Tally.objects.bulk_create

    def after_the_other(rows, **how):
        monkeypatch.setattr(Tally.objects, "bulk_create", create)
        count_start(second)
        return create(rows, **how)

    monkeypatch.setattr(Tally.objects, "bulk_create", after_the_other)

    count_start(first)

    assert all_sums() == [sums(started=2)]


# Finishing


def test_who_finishes_is_counted_with_everything(client, edition):
    taker = Taker(client)
    taker.answer_all(first_of, at_most=23)
    skipped = standing(taker)
    taker.answer(skips)
    taker.finish()

    attempt = Attempt.objects.get()
    counts = tally().counts
    leader = tallies.counting.leader_of(attempt.result)
    assert (tally().started, tally().finished) == (1, 1)
    assert counts["verdicts"] == {attempt.result["verdict"]: {leader: 1}}
    assert counts["answers"] == {
        slug: {leader: {"skip" if slug == skipped else str(value): 1}}
        for slug, value in attempt.answers.items()
    }
    assert set(counts) == {"verdicts", "seconds", "answers"}


@pytest.mark.parametrize("verdict", ["clear", "close", "open", "none"])
def test_every_verdict_is_counted_under_its_name(edition, verdict):
    attempt = attempt_that_is(verdict)
    attempt.counted_on = timezone.localdate()

    count_finish(attempt)

    (counted,) = tally().counts["verdicts"].items()
    assert counted[0] == verdict
    assert sum(counted[1].values()) == 1


def test_who_finishes_later_is_counted_into_the_day_of_the_beginning(client, edition):
    taker = Taker(client)
    before = timezone.localdate() - timedelta(days=2)
    Tally.objects.update(day=before)
    Attempt.objects.update(counted_on=before)

    taker.finish()

    begun = Tally.objects.get(day=before)
    assert (begun.started, begun.finished, begun.counts) == (1, 1, {})


def test_answers_of_who_finishes_later_are_counted_into_that_day(client, edition):
    taker = Taker(client)
    taker.answer(first_of)
    before = timezone.localdate() - timedelta(days=2)
    Tally.objects.update(day=before)
    Attempt.objects.update(counted_on=before)

    taker.finish()

    ended = Tally.objects.get(day=timezone.localdate(Attempt.objects.get().finished_at))
    assert (ended.started, ended.finished) == (0, 0)
    assert set(ended.counts) == {"verdicts", "seconds", "answers"}


def test_closing_page_sent_twice_counts_once(client, edition):
    Taker(client)
    sent = origin(client)
    client.post("/quiz/closing/", sent)
    client.post("/quiz/closing/", sent)

    assert (tally().started, tally().finished) == (1, 1)


def test_changed_answers_are_nobody_new(client, edition):
    taker = Taker(client)
    taker.answer_all(first_of, at_most=3)
    taker.finish()
    before = all_sums()
    token = client.cookies["quiz"].value

    client.post(f"/quiz/result/{token}/change/", origin(client))
    assert Attempt.objects.filter(copied_from__isnull=False).exists()
    client.post("/quiz/closing/", origin(client))

    assert Attempt.objects.filter(finished_at__isnull=False).count() == 2
    assert all_sums() == before


def test_unfinished_one_that_is_put_aside_for_changing_a_result_has_left(client, edition):
    Taker(client).finish()
    token = client.cookies["quiz"].value
    client.post("/quiz/", Form(client.get("/quiz/?again=1")).hidden)

    client.post(f"/quiz/result/{token}/change/", origin(client))

    assert (tally().started, tally().finished) == (2, 1)
    assert tally().counts["left_at"] == {"1": 1}


def test_deleting_a_result_leaves_the_counts(client, edition):
    Taker(client).finish()
    before = all_sums()

    client.post(f"/quiz/result/{client.cookies['quiz'].value}/delete/", origin(client))

    assert not Attempt.objects.exists()
    assert all_sums() == before


def test_trial_of_a_draft_is_not_counted(client, edition):
    draft = draft_edition(number=99)
    AttemptFactory(edition=draft, order=["building-1"])
    client.cookies["quiz"] = TOKEN

    client.post("/quiz/question/1/", {"answer": 1, **origin(client, 1)})
    client.post("/quiz/closing/", origin(client))

    assert Attempt.objects.get().is_finished
    assert not Tally.objects.exists()


def test_attempt_that_cannot_be_stored_is_not_counted(client, edition, monkeypatch):
    def fails(*_args, **_kwargs):
        raise OperationalError("the disk is full")

    form = Form(client.get("/quiz/")).hidden
    monkeypatch.setattr(Attempt, "save", fails)

    response = client.post("/quiz/", form)

    assert response.status_code == 503
    assert not Tally.objects.exists()


def test_result_that_cannot_be_stored_is_not_counted(client, edition, monkeypatch):
    Taker(client)
    sent = origin(client)

    def fails(*_args, **_kwargs):
        raise OperationalError("the disk is full")

    monkeypatch.setattr(Attempt, "save", fails)

    response = client.post("/quiz/closing/", sent)

    assert response.status_code == 503
    assert all_sums() == [sums(started=1)]


# Leaving


def test_who_takes_no_step_for_a_day_has_left(client, edition, capsys):
    taker = Taker(client)
    taker.answer_all(first_of, at_most=2)
    quiet_for(days=1)

    assert run(capsys, "purge_attempts")[0][0] == "1 attempts counted as left."
    assert tally().counts == {
        "left": {standing(taker): 1},
        "left_at": {"3": 1},
        "passed": dict.fromkeys(taker.attempt.answers, 1),
    }
    assert taker.attempt.left_on == timezone.localdate()


def test_who_stands_at_the_closing_page_has_left_there(client, edition, capsys):
    Taker(client).answer_all(first_of, at_most=24)
    quiet_for(days=1)
    run(capsys, "purge_attempts")

    assert (tally().counts["left"], tally().counts["left_at"]) == ({"": 1}, {"25": 1})


def test_who_took_a_step_today_is_still_under_way(client, edition, capsys):
    Taker(client)
    Attempt.objects.update(keep_until=timezone.now() + timedelta(days=29, minutes=1))
    run(capsys, "purge_attempts")

    assert all_sums() == [sums(started=1)]


def test_second_night_counts_nobody_again(client, edition, capsys):
    Taker(client)
    quiet_for(days=1)
    run(capsys, "purge_attempts")
    once = all_sums()

    said, _ = run(capsys, "purge_attempts")

    assert said == ["0 unfinished and 0 finished attempts deleted."]
    assert all_sums() == once


def test_dry_run_only_counts_them(client, edition, capsys):
    Taker(client)
    quiet_for(days=1)

    said, _ = run(capsys, "purge_attempts", "--dry-run")

    assert said[0] == "1 attempts would be counted as left."
    assert all_sums() == [sums(started=1)]


def test_what_is_deleted_unfinished_was_left_before(client, edition, capsys):
    Taker(client)
    quiet_for(days=31)

    run(capsys, "purge_attempts")

    assert not Attempt.objects.exists()
    assert tally().counts["left_at"] == {"1": 1}


def test_copies_and_trials_are_not_left_by_anybody(edition, capsys):
    AttemptFactory(edition=edition, order=["building-1"])
    quiet_for(days=2)
    run(capsys, "purge_attempts")

    assert not Tally.objects.exists()


def test_many_are_counted_batch_by_batch(edition, capsys, monkeypatch):
    monkeypatch.setattr(purge_attempts, "BATCH", 2)
    for _ in range(5):
        Taker(Client())
    quiet_for(days=1)

    assert run(capsys, "purge_attempts")[0][0] == "5 attempts counted as left."
    assert tally().counts["left_at"] == {"1": 5}


def test_each_is_counted_into_its_own_day_and_edition(edition):
    other, today = EditionFactory(), timezone.localdate()
    days = [today, today - timedelta(days=1)]
    attempts = [
        AttemptFactory(token=new_token(), edition=one, order=["a"], counted_on=day)
        for one in (edition, other)
        for day in (*days, days[0])
    ]

    count_leaving(attempts)

    left = Tally.objects.values_list("edition", "day", "counts__left__a")
    assert set(left) == {
        (one.pk, day, 2 if day == today else 1) for one in (edition, other) for day in days
    }


STEPS = {
    "an answer": lambda taker: taker.answer(first_of),
    "other goals": lambda taker: taker.client.post(
        "/quiz/", {**Form(taker.client.get("/quiz/?change=1")).hidden, "goals": ["building"]}
    ),
    "the result": lambda taker: taker.finish(),
}


@pytest.mark.parametrize("step", STEPS)
def test_who_comes_back_and_goes_on_has_not_left(client, edition, capsys, step):
    taker = Taker(client)
    taker.answer_all(first_of, at_most=2)
    quiet_for(days=1)
    run(capsys, "purge_attempts")

    STEPS[step](taker)

    assert not {"left", "left_at", "passed"} & set(tally().counts)
    assert Attempt.objects.get().left_on is None


def test_who_only_looks_again_has_still_left(client, edition, capsys):
    taker = Taker(client)
    quiet_for(days=1)
    run(capsys, "purge_attempts")

    client.get(taker.next)

    assert tally().counts["left_at"] == {"1": 1}


# What it costs, and what it loses


def writes(queries):
    return [
        query["sql"].split('"')[1]
        for query in queries
        if query["sql"].split()[0] in {"UPDATE", "INSERT", "DELETE"}
    ]


def test_each_step_writes_what_it_must(client, edition):
    Taker(Client())

    written = {}
    for step in ("begin", "answer", "finish"):
        with CaptureQueriesContext(connection) as queries:
            match step:
                case "begin":
                    taker = Taker(client)
                case "answer":
                    taker.answer(first_of)
                case "finish":
                    taker.finish()
        written[step] = sorted(writes(queries))

    assert written == {
        "begin": ["quiz_attempt", "quiz_tally"],
        "answer": ["quiz_attempt"],
        "finish": ["quiz_attempt", "quiz_tally"],
    }


def test_row_of_the_day_is_locked_before_it_is_read(client, edition, monkeypatch):
    """What is read without a lock may be overwritten by whoever finishes at the same moment."""
    Taker(client)
    sent = origin(client)
    monkeypatch.setattr(connection.features, "has_select_for_update", True)
    monkeypatch.setattr(connection.features, "has_select_for_update_of", True)
    monkeypatch.setattr(connection.ops, "for_update_sql", lambda **_: "/* locked */")
    monkeypatch.setattr(connection.features, "supports_select_for_update_with_limit", True)

    with CaptureQueriesContext(connection) as queries:
        client.post("/quiz/closing/", sent)

    reads = [one["sql"] for one in queries if one["sql"].startswith('SELECT "quiz_tally"')]
    assert ["/* locked */" in sql for sql in reads] == [True]


@pytest.mark.django_db(transaction=True)
def test_two_who_finish_at_once_are_both_counted():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets nobody write beside another")
    edition, today = live_edition(), timezone.localdate()
    Tally.objects.create(edition=edition, day=today, started=8)
    attempts = [
        AttemptFactory.build(
            edition=edition,
            answers={"a": number % 3},
            counted_on=today,
            finished_at=timezone.now(),
            result={"verdict": "none"},
        )
        for number in range(8)
    ]

    def finish(attempt):
        try:
            with transaction.atomic():
                count_finish(attempt)
        finally:
            connections.close_all()

    threads = [Thread(target=finish, args=[attempt]) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()

    assert (tally().started, tally().finished) == (8, 8)
    assert tally().counts["answers"] == {"a": {"": {"0": 3, "1": 3, "2": 2}}}


# What is read of it


def test_last_30_days_are_those_with_today(edition):
    today = timezone.localdate()
    for days, number in ((0, 3), (29, 4), (30, 50)):
        day = today - timedelta(days=days)
        Tally.objects.create(edition=edition, day=day, started=number, finished=number - 1)

    assert tallies.last_30_days(edition) == (7, 5)


def test_last_30_days_of_an_edition_that_nobody_began(edition):
    assert tallies.last_30_days(edition) == (0, 0)
