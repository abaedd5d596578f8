"""Readers who disagree: the form, what is kept of it and of its sender, and what others see."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, models
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from comparisons import disagreeing
from comparisons.disagreeing import REMEMBERED, SPAM_IS_KEPT, TURNS, TooManyError, keep, turns_of
from comparisons.models import Disagreement, Role, Verdict
from comparisons.models.disagreement import LONGEST_TEXT
from tests.factories import (
    AliasFactory,
    DisagreementFactory,
    complete_verdict,
    publishable_comparison,
    publishable_role,
)
from tests.quiz.test_unwritable import read_only_database

pytestmark = pytest.mark.django_db

State = Disagreement.State
PAIR = "/comparisons/engineering-manager-vs-tech-lead/"
PAGE = f"{PAIR}disagree/"
THANKS = f"{PAGE}thanks/"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ADDRESS = "203.0.113.9"


@pytest.fixture
def comparison():
    manager = publishable_role(slug="engineering-manager", name="Engineering manager")
    lead = publishable_role(slug="tech-lead", name="Tech lead")
    comparison = publishable_comparison(role_a=manager, role_b=lead)
    comparison.verdicts.update(in_short="Manage first.")
    return comparison


@pytest.fixture
def verdict(comparison):
    return comparison.verdicts.get()


@pytest.fixture
def answers(verdict):
    return {
        "verdict": verdict.pk,
        "pick": "b",
        "reason": "left-out",
        "text": "It can be undone.",
        "now": "tech-lead",
        "held_both": "yes",
        "website": "",
    }


def words(response):
    return " ".join(response.content.decode().split())


def problems(response):
    """What the summary says, and where each line of it leads."""
    summary = words(response).partition("There is a problem</h2>")[2].partition("</ul>")[0]
    return re.findall(r'<li>(?:<a href="#(.*?)">)?(.*?)(?:</a>)?</li>', summary)


def typed(response):
    """What stands on the form: chosen, typed or hidden."""
    page = words(response)
    chosen = re.findall('name="([a-z_]+)" value="([^"]+)"[^>]* checked', page)
    text = re.search(r'<textarea name="text"[^>]*>\s?(.*?)</textarea>', response.content.decode())
    (shown,) = re.findall('name="verdict" value="(.*?)"', page)
    return {**dict(chosen), "text": text[1] if text else "", "verdict": int(shown)}


# The page


def test_comparison_leads_to_the_form_and_the_form_back(client, comparison):
    link = f'<a href="{PAGE}">Disagree with our pick?</a>'

    pages = words(client.get(PAIR)), words(client.get(PAGE))

    assert link in pages[0].partition('id="against"')[2].partition("</section>")[0]
    assert f'<a class="plain" href="{PAIR}">Back to the comparison</a>' in pages[1]


def test_form_shows_what_it_is_an_answer_to(client, comparison):
    page = words(client.get(PAGE))

    assert "<h1>Disagree with our pick?</h1>" in page
    assert "Engineering manager or tech lead? We pick engineering manager: “Manage first.”" in page


def test_where_we_have_no_pick_nobody_is_asked_about_it(client, comparison):
    comparison.verdicts.update(pick="none")

    pages = [words(client.get(address)) for address in (PAIR, PAGE)]

    assert f'<a href="{PAGE}">Disagree with us?</a>' in pages[0]
    assert "<h1>Disagree with us?</h1>" in pages[1]
    assert "We say: “Manage first.”" in pages[1]


def test_where_there_is_no_verdict_nobody_can_disagree(client, comparison):
    comparison.verdicts.all().delete()

    assert PAGE not in words(client.get(PAIR))
    assert client.get(PAGE).status_code == 404


def test_only_the_page_of_the_form_sets_a_cookie(client, comparison):
    cookies = {page: set(Client().get(page).cookies) for page in (PAIR, PAGE, THANKS)}

    assert cookies == {PAIR: set(), PAGE: {"csrftoken"}, THANKS: set()}


def test_form_and_thanks_are_nothing_to_search_for(client, comparison):
    for page in (PAGE, THANKS):
        shown = words(client.get(page))

        assert '<meta name="robots" content="noindex">' in shown
        assert 'rel="canonical"' not in shown
        assert "og:title" not in shown
        assert PAGE not in words(client.get("/sitemap.xml"))


def test_field_for_machines_is_shown_to_nobody(client, comparison):
    page = words(client.get(PAGE))

    assert page.count("<div hidden>") == 1
    assert 'name="website"' in page.partition("<div hidden>")[2].partition("</div>")[0]


def test_form_asks_as_much_of_the_database_however_many_wrote(
    client, verdict, django_assert_num_queries
):
    DisagreementFactory.create_batch(3, verdict=verdict)
    complete_verdict(comparison=verdict.comparison)

    with django_assert_num_queries(1):
        client.get(PAGE)


@pytest.mark.parametrize("page", [PAGE, THANKS])
@pytest.mark.parametrize("hidden", ["comparison", "role"])
def test_draft_has_no_form(client, comparison, page, hidden):
    (comparison if hidden == "comparison" else comparison.role_a).__class__.objects.update(
        state=Role.State.DRAFT
    )

    assert client.get(page).status_code == 404
    assert client.post(page).status_code == (404 if page == PAGE else 405)


def test_other_names_of_a_comparison_lead_to_its_form(client, comparison):
    AliasFactory(comparison=comparison, slug="leading-or-managing")
    names = ["leading-or-managing", "tech-lead-vs-engineering-manager"]

    answers = [client.get(f"/comparisons/{name}/disagree/") for name in names]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(301, PAGE)] * 2


def test_what_was_written_under_a_former_address_is_kept(client, comparison, answers):
    AliasFactory(comparison=comparison, slug="leading-or-managing")

    response = client.post("/comparisons/leading-or-managing/disagree/", answers)

    assert (response.status_code, response["Location"]) == (302, THANKS)
    assert Disagreement.objects.count() == 1


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, comparison, method):
    assert getattr(client, method)(PAGE).status_code == 405


def test_form_that_is_not_ours_is_refused(comparison, answers):
    response = Client(enforce_csrf_checks=True).post(PAGE, answers)

    assert response.status_code == 403
    assert not Disagreement.objects.exists()


# Sending it


def test_what_was_sent_waits_for_an_editor(client, verdict, answers):
    with time_machine.travel(NOON, tick=False):
        response = client.post(PAGE, answers)

    assert (response.status_code, response["Location"]) == (302, THANKS)
    kept = Disagreement.objects.values().get()
    assert len(kept.pop("sender_hash")) == 64
    assert kept == {
        "id": kept["id"],
        "verdict_id": verdict.pk,
        "pick": "b",
        "reason": "left-out",
        "text": "It can be undone.",
        "now": "tech-lead",
        "held_both": True,
        "state": State.WAITING,
        "created_at": NOON,
    }


def test_thanks_say_what_happens_next(client, comparison):
    page = words(client.get(THANKS))

    assert "<h1>Thank you. An editor will read it</h1>" in page
    assert "Nothing that you wrote is published." in page
    assert f'<a class="button" href="{PAIR}">Back to the comparison</a>' in page


def test_nothing_is_shown_before_it_is_approved(client, comparison, answers):
    before = words(client.get(PAIR))
    client.post(PAGE, answers)

    assert words(client.get(PAIR)) == before


def test_own_words_may_be_left_out(client, comparison, answers):
    client.post(PAGE, {**answers, "text": "  "})

    assert Disagreement.objects.get().text == ""


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"pick": ""}, ("id_pick_0", "Choose the job that you would pick.")),
        ({"pick": "c"}, ("id_pick_0", "That is not one of the choices. Choose from the list.")),
        ({"reason": ""}, ("id_reason_0", "Choose your main reason.")),
        ({"now": "king"}, ("id_now_0", "That is not one of the choices. Choose from the list.")),
        ({"held_both": ""}, ("id_held_both_0", "Say whether you have held both jobs.")),
        (
            {"text": "x" * 1204},
            (
                "id_text",
                "You wrote 1204 characters, and we can keep 1000. Please shorten it.",
            ),
        ),
        (
            {"reason": "other", "text": " "},
            ("id_text", "Say in a sentence what it is, or choose another reason."),
        ),
    ],
)
def test_what_is_missing_or_makes_no_sense_is_named(client, answers, changes, expected):
    response = client.post(PAGE, {**answers, **changes})

    assert response.status_code == 200
    assert problems(response) == [expected]
    assert f'id="{expected[0]}"' in words(response)
    assert "<title>Error: Disagree with our pick?" in words(response)
    assert not Disagreement.objects.exists()


def test_what_was_typed_stays_when_something_is_missing(client, answers):
    response = client.post(PAGE, {**answers, "pick": "", "text": "It <b>can</b> be undone."})

    assert typed(response) == {
        "reason": "left-out",
        "text": "It &lt;b&gt;can&lt;/b&gt; be undone.",
        "now": "tech-lead",
        "held_both": "yes",
        "verdict": answers["verdict"],
    }


def test_nothing_at_all_is_answered_with_every_problem(client, comparison):
    response = client.post(PAGE)

    assert [where for where, _ in problems(response) if where] == [
        *("id_pick_0", "id_reason_0", "id_now_0", "id_held_both_0")
    ]


def test_end_of_a_line_counts_as_one_character(client, answers):
    lines = "\r\n".join(["x" * 99] * 10) + "."

    client.post(PAGE, {**answers, "text": lines})

    assert len(Disagreement.objects.get().text) == LONGEST_TEXT


@pytest.mark.parametrize("shown", ["", "0", "x" * 5000, "9" * 40])
def test_verdict_that_cannot_be_told_is_shown_before_it_is_answered(client, answers, shown):
    response = client.post(PAGE, {**answers, "verdict": shown})

    assert "Our verdict has changed since you opened this page." in words(response)
    assert not Disagreement.objects.exists()


def test_new_verdict_is_shown_to_whoever_answered_the_one_before(client, comparison, answers):
    new = complete_verdict(
        comparison=comparison, pick="b", in_short="Lead first.", decided_on=date(2026, 9, 1)
    )

    response = client.post(PAGE, answers)

    assert problems(response)[0][1].startswith("Our verdict has changed since you opened this page")
    assert "We pick tech lead: “Lead first.”" in words(response)
    assert typed(response) == {
        "pick": "b",
        "reason": "left-out",
        "text": "It can be undone.",
        "now": "tech-lead",
        "held_both": "yes",
        "verdict": new.pk,
    }
    assert not Disagreement.objects.exists()


def test_the_same_sent_again_belongs_to_the_new_verdict(client, comparison, answers):
    new = complete_verdict(comparison=comparison, decided_on=date(2026, 9, 1))
    again = typed(client.post(PAGE, answers))

    client.post(PAGE, again)

    assert Disagreement.objects.get().verdict == new


def test_machine_that_fills_in_everything_is_thanked_and_marked(client, comparison, answers):
    response = client.post(PAGE, {**answers, "website": "https://example.org"})

    assert (response.status_code, response["Location"]) == (302, THANKS)
    assert Disagreement.objects.get().state == State.SPAM


# Five an hour


def send(answers, address=ADDRESS, **headers):
    return Client().post(PAGE, answers, REMOTE_ADDR=address, **headers)


TOO_MANY = (
    "Not stored: from your network address 5 have come within an hour, and we take no more."
    " Your answers are still on this page; send them again in an hour."
)


def test_sixth_in_an_hour_is_refused_with_its_text_kept(comparison, answers):
    statuses = [send(answers).status_code for _ in range(5)]

    response = send({**answers, "text": "Once more."})

    assert statuses == [302] * 5
    assert response.status_code == 429
    assert problems(response) == [("", TOO_MANY)]
    assert typed(response)["text"] == "Once more."
    assert Disagreement.objects.count() == 5


def test_machines_have_no_more_turns_than_others(comparison, answers):
    statuses = [send({**answers, "website": "x"}).status_code for _ in range(6)]

    assert statuses == [302] * 5 + [429]


def test_what_is_refused_takes_no_turn(comparison, answers):
    for _ in range(7):
        send({**answers, "pick": ""})

    assert send(answers).status_code == 302


def test_another_sender_has_turns_of_its_own(comparison, answers):
    for _ in range(5):
        send(answers)

    assert send(answers, "203.0.113.10").status_code == 302


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("203.0.113.9", "::ffff:203.0.113.9", True),
        ("::ffff:203.0.113.9", "::ffff:203.0.113.10", False),
        ("unknown", "unknown", True),
        ("unknown", "", False),
    ],
)
def test_whoever_has_one_new_address_has_all_of_its_network(one, other, same):
    assert (turns_of(one, NOON) == turns_of(other, NOON)) == same


def test_header_that_anybody_can_send_gives_no_more_turns(comparison, answers):
    statuses = [
        send(answers, headers={"X-Forwarded-For": f"198.51.100.{number}"}).status_code
        for number in range(6)
    ]

    assert statuses == [302] * 5 + [429]


def test_port_that_the_proxy_names_gives_no_more_turns(comparison, answers, settings):
    settings.BEHIND_PROXY = True

    statuses = [
        send(answers, headers={"X-Forwarded-For": f"198.51.100.1:{4000 + number}"}).status_code
        for number in range(6)
    ]

    assert statuses == [302] * 5 + [429]


def test_behind_our_proxy_senders_are_told_apart(comparison, answers, settings):
    settings.BEHIND_PROXY = True

    statuses = [
        send(answers, headers={"X-Forwarded-For": f"9.9.9.9, 198.51.100.{number}"}).status_code
        for number in range(6)
    ]

    assert statuses == [302] * 6


@pytest.mark.parametrize("start", [NOON, NOON.replace(hour=23, minute=40)])
def test_turns_come_back_after_an_hour_and_no_sooner_at_midnight(comparison, answers, start):
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(5):
            send(answers)
        clock.shift(REMEMBERED - timedelta(seconds=1))
        before = send(answers).status_code
        clock.shift(timedelta(seconds=1))
        after = send(answers).status_code

    assert (before, after) == (429, 302)


def test_hash_tells_neither_the_address_nor_the_day_nor_that_two_are_from_one(settings):
    today, tomorrow = turns_of(ADDRESS, NOON), turns_of(ADDRESS, NOON + timedelta(days=1))
    settings.SECRET_KEY = "another"
    elsewhere = turns_of(ADDRESS, NOON)

    assert len({*today, *tomorrow, *elsewhere}) == 3 * TURNS


def test_sender_is_forgotten_after_an_hour(comparison, answers):
    with time_machine.travel(NOON, tick=False) as clock:
        send(answers)
        clock.shift(REMEMBERED)
        send(answers, "203.0.113.10")

    old, new = Disagreement.objects.order_by("created_at")
    assert old.sender_hash is None
    assert new.sender_hash is not None


def taken_meanwhile(monkeypatch, turn):
    """The first look sees a turn that another of the same sender takes at that moment."""
    look, seen = disagreeing._free_turn, [turn]
    monkeypatch.setattr(
        disagreeing, "_free_turn", lambda *args: seen.pop() if seen else look(*args)
    )


def test_sixth_that_comes_at_the_same_moment_is_refused(verdict, monkeypatch):
    for _ in range(TURNS):
        keep(DisagreementFactory.build(verdict=verdict), ADDRESS)
    taken_meanwhile(monkeypatch, Disagreement.objects.first().sender_hash)

    with pytest.raises(TooManyError):
        keep(DisagreementFactory.build(verdict=verdict), ADDRESS)

    assert Disagreement.objects.count() == TURNS


def test_second_that_comes_at_the_same_moment_takes_the_next_turn(verdict, monkeypatch):
    keep(DisagreementFactory.build(verdict=verdict, created_at=NOON), ADDRESS)
    taken_meanwhile(monkeypatch, Disagreement.objects.get().sender_hash)

    keep(DisagreementFactory.build(verdict=verdict, created_at=NOON), ADDRESS)

    assert {one.sender_hash for one in Disagreement.objects.all()} == {*turns_of(ADDRESS, NOON)[:2]}


def test_without_hashes_a_sixth_at_the_same_moment_would_be_kept(verdict, monkeypatch):
    for _ in range(TURNS):
        keep(DisagreementFactory.build(verdict=verdict), ADDRESS)
    taken_meanwhile(monkeypatch, None)

    keep(DisagreementFactory.build(verdict=verdict), ADDRESS)

    assert Disagreement.objects.count() == TURNS + 1


def test_refusal_that_has_nothing_to_do_with_turns_is_not_called_one(verdict):
    nonsense = DisagreementFactory.build(verdict=verdict, pick="c")

    with pytest.raises(DatabaseError):
        keep(nonsense, ADDRESS)


# Keeping it no longer than needed


def purge(capsys):
    call_command("purge_disagreements")
    return capsys.readouterr().out.strip()


def aged(age, **fields):
    return DisagreementFactory(created_at=timezone.now() - age, **fields)


def test_purge_forgets_senders_and_deletes_old_spam(capsys, verdict):
    second = timedelta(seconds=1)
    aged(REMEMBERED, verdict=verdict, sender_hash="old")
    aged(REMEMBERED - 60 * second, verdict=verdict, sender_hash="new")
    aged(SPAM_IS_KEPT, verdict=verdict, state=State.SPAM)
    spam = aged(SPAM_IS_KEPT - 60 * second, verdict=verdict, state=State.SPAM)
    kept = [
        aged(SPAM_IS_KEPT * 20, verdict=verdict, state=state) for state in State if state != "spam"
    ]

    assert purge(capsys) == "1 senders forgotten, 1 pieces of spam deleted."
    assert [one.sender_hash for one in Disagreement.objects.exclude(sender_hash=None)] == ["new"]
    assert {spam, *kept} <= set(Disagreement.objects.all())
    assert purge(capsys) == "0 senders forgotten, 0 pieces of spam deleted."


def test_verdict_that_somebody_has_answered_is_not_deleted(verdict):
    DisagreementFactory(verdict=verdict)

    with pytest.raises(ProtectedError):
        verdict.delete()


def test_privacy_names_what_is_kept_and_for_how_long(client):
    page = (
        words(client.get("/privacy/")).partition('id="disagreeing"')[2].partition("</section>")[0]
    )

    assert (REMEMBERED, "It is erased after an hour" in page) == (timedelta(hours=1), True)
    assert (TURNS, "five an hour from one network address" in page) == (5, True)
    assert f"spam is deleted after {SPAM_IS_KEPT.days} days" in page


# What others see


def test_approved_ones_are_counted_under_their_verdict(client, verdict):
    DisagreementFactory.create_batch(2, verdict=verdict, pick="b", state=State.APPROVED)
    DisagreementFactory(verdict=verdict, pick="b", held_both=True, state=State.APPROVED)
    DisagreementFactory(verdict=verdict, pick="none", state=State.APPROVED)
    for state in (State.WAITING, State.REJECTED, State.SPAM):
        DisagreementFactory(verdict=verdict, state=state, text="Secret words")
    DisagreementFactory(state=State.APPROVED)

    page = words(client.get(PAIR))

    assert (
        "<p>Of 4 readers who wrote, 3 would pick tech lead and 1 neither."
        f' The one who has held both jobs would pick tech lead. <a href="{PAGE}">'
    ) in page
    assert "Secret words" not in page


def test_no_words_of_readers_are_public(client, verdict):
    DisagreementFactory(verdict=verdict, text="Secret words", state=State.APPROVED)

    pages = [words(client.get(page)) for page in (PAIR, PAGE, THANKS, "/feed.xml")]

    assert ["Secret words" in page for page in pages] == [False] * 4


def test_answers_to_an_older_verdict_are_not_counted_for_the_new_one(client, verdict):
    DisagreementFactory(verdict=verdict, state=State.APPROVED)
    complete_verdict(comparison=verdict.comparison, decided_on=date(2026, 9, 1))

    assert "wrote" not in words(client.get(PAIR))


@pytest.mark.parametrize("number", [1, 3])
def test_counting_readers_costs_a_comparison_one_query(
    client, verdict, django_assert_num_queries, number
):
    for pick in Verdict.Pick.values[:number]:
        for held_both in (True, False):
            DisagreementFactory(
                verdict=verdict, pick=pick, held_both=held_both, state=State.APPROVED
            )

    with django_assert_num_queries(12):
        client.get(PAIR)


# When the database does not store it

NOT_STORED = "Not stored. Your answers are still on this page; try again."


@pytest.mark.django_db(transaction=True)
def test_read_only_database_leaves_everything_on_the_page(client, answers):
    with read_only_database():
        response = client.post(PAGE, answers)

    assert response.status_code == 503
    assert problems(response) == [("", NOT_STORED)]
    assert typed(response) == {name: answers[name] for name in answers if name != "website"}
    assert client.post(PAGE, answers).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_read_only_database_would_be_an_error_of_ours(client, answers, monkeypatch):
    monkeypatch.setattr("comparisons.views.Error", ZeroDivisionError)

    with read_only_database(), pytest.raises(DatabaseError):
        client.post(PAGE, answers)


@pytest.fixture
def database_is_down(comparison, answers, monkeypatch):
    def fails(*_args, **_kwargs):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(models.query.QuerySet, "_fetch_all", fails)


def test_form_is_sent_back_whole_when_nothing_can_be_read(client, answers, database_is_down):
    response = client.post(PAGE, {**answers, "text": '"><b>', "csrfmiddlewaretoken": "old"})

    fields = re.findall('<input type="hidden" name="(.+?)" value="(.*?)">', words(response))
    expected = {name: str(value) for name, value in answers.items()}
    assert response.status_code == 503
    assert "<h1>Not stored</h1>" in words(response)
    assert [name for name, _ in fields].count("csrfmiddlewaretoken") == 1
    assert {name: value for name, value in fields if name != "csrfmiddlewaretoken"} == {
        **expected,
        "text": "&quot;&gt;&lt;b&gt;",
    }


def test_page_that_cannot_be_read_asks_for_a_minute(client, database_is_down):
    response = client.get(PAGE)

    assert response.status_code == 503
    assert f'<a class="button" href="{PAGE}">Try again</a>' in words(response)


@pytest.mark.parametrize(
    ("method", "said"),
    [
        ("get", "A page to disagree could not be read: OperationalError"),
        ("head", "A page to disagree could not be read: OperationalError"),
        ("post", "A disagreement could not be stored: OperationalError"),
    ],
)
def test_log_tells_a_page_that_is_not_read_from_words_that_are_not_stored(
    client, database_is_down, caplog, method, said
):
    getattr(client, method)(PAGE)

    assert [one.getMessage() for one in caplog.records if one.name == "comparisons"] == [said]


def test_log_does_not_say_what_the_database_says_of_the_row(client, answers, monkeypatch, caplog):
    def refuse(*_args, **_kwargs):
        raise DatabaseError("Failing row contains (It can be undone.)")

    monkeypatch.setattr(Disagreement, "save", refuse)

    client.post(PAGE, answers)

    noted = [one.getMessage() for one in caplog.records if one.name == "comparisons"]
    assert noted == ["A disagreement could not be stored: DatabaseError"]
