"""What an editor does with what readers sent: reads, approves, counts and takes it along."""

import csv
import re
from datetime import date
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry

from comparisons.models import Disagreement
from tests.conftest import client_with
from tests.desk import url
from tests.factories import (
    DisagreementFactory,
    complete_verdict,
    publishable_comparison,
    publishable_role,
)
from tests.rows import content_version

pytestmark = pytest.mark.django_db

State = Disagreement.State
LIST = "/admin/comparisons/disagreement/"
EXPORT = f"{LIST}export/"


@pytest.fixture
def verdict():
    manager = publishable_role(slug="engineering-manager", name="Engineering manager")
    lead = publishable_role(slug="tech-lead", name="Tech lead")
    return publishable_comparison(role_a=manager, role_b=lead).verdicts.get()


@pytest.fixture
def moderator():
    return client_with("view_disagreement", "moderate_disagreement", "delete_disagreement")


@pytest.fixture
def reader():
    """Of the staff, who may look and nothing else."""
    return client_with("view_disagreement")


def words(response):
    return " ".join(response.content.decode().split())


def act(client, action, *things, **more):
    data = {"action": action, "_selected_action": [thing.pk for thing in things], **more}
    return client.post(LIST, data, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def states():
    return list(Disagreement.objects.order_by("pk").values_list("state", flat=True))


# Who may


def test_colleague_without_permission_sees_nothing(verdict):
    DisagreementFactory(verdict=verdict)
    client = client_with("view_role")

    pages = [LIST, EXPORT, url(Disagreement.objects.get())]

    assert [client.get(page).status_code for page in pages] == [403, 403, 403]


@pytest.mark.parametrize("action", ["approve", "reject", "mark_as_spam", "delete_selected"])
def test_whoever_may_only_look_is_offered_nothing_and_changes_nothing(reader, verdict, action):
    one = DisagreementFactory(verdict=verdict, state=State.SPAM)

    response = act(reader, action, one, post="yes")

    assert 'name="action"' not in words(reader.get(LIST))
    assert response.status_code == 200
    assert states() == [State.SPAM]


def test_nobody_rewrites_what_a_reader_wrote(superuser_client, verdict):
    one = DisagreementFactory(verdict=verdict, text="As I said.")

    page = superuser_client.get(url(one))
    sent = superuser_client.post(url(one), {"text": "As we say.", "state": "approved"})

    assert 'class="readonly">As I said.</div>' in words(page)
    assert 'name="text"' not in words(page)
    assert sent.status_code == 403
    assert superuser_client.get(url(Disagreement, "add")).status_code == 403
    assert Disagreement.objects.values("text", "state").get() == {
        "text": "As I said.",
        "state": State.WAITING,
    }


def test_hash_of_the_sender_is_shown_nowhere(superuser_client, verdict):
    one = DisagreementFactory(verdict=verdict, sender_hash="c0ffee" * 10)

    pages = [superuser_client.get(page) for page in (LIST, url(one), url(one, "history"), EXPORT)]

    assert [page.status_code for page in pages] == [200] * 4
    assert ["c0ffee" in words(page) for page in pages] == [False] * 4


# The list


def test_list_shows_all_that_is_to_be_judged(moderator, verdict):
    DisagreementFactory(
        verdict=verdict,
        pick="b",
        reason="weights",
        text="It can <b>be</b> undone. " * 40,
        held_both=True,
    )

    page = words(moderator.get(LIST))

    for shown in (
        "Engineering manager or tech lead?</a> We pick engineering manager.",
        "<strong>You give the wrong things most weight</strong>It can &lt;b&gt;be&lt;/b&gt;",
        "<strong>Tech lead</strong>Developer, has held both jobs</td>",
    ):
        assert shown in page
    assert page.count("undone.") == 40


def listed(client, query):
    return set(client.get(LIST, query).context["cl"].queryset)


@pytest.mark.parametrize(
    "query",
    [
        {"state__exact": "approved"},
        {"held_both__exact": "1"},
        {"reason__exact": "left-out"},
        {"comparison": "engineering-manager-vs-tech-lead"},
        {"q": "undone"},
    ],
)
def test_list_can_be_narrowed(moderator, verdict, query):
    wanted = DisagreementFactory(
        verdict=verdict,
        state=State.APPROVED,
        held_both=True,
        reason="left-out",
        text="It can be undone.",
    )
    DisagreementFactory(verdict=publishable_comparison().verdicts.get())

    assert listed(moderator, query) == {wanted}


@pytest.mark.parametrize(
    "query", ["?comparison=nothing", "?state__exact=%27", "?p=x", "?o=9.-9", "?sender_hash=x"]
)
def test_address_that_makes_no_sense_is_no_error_of_ours(moderator, verdict, query):
    DisagreementFactory(verdict=verdict)

    answers = [moderator.get(page + query).status_code for page in (LIST, EXPORT)]

    assert max(answers) < 500


@pytest.mark.parametrize("selected", ["x", "-1", "9" * 40, "1.5", ""])
def test_selection_that_is_no_number_changes_nothing(moderator, verdict, selected):
    DisagreementFactory(verdict=verdict)

    response = moderator.post(LIST, {"action": "approve", "_selected_action": [selected]})

    assert response.status_code == 302
    assert states() == [State.WAITING]


@pytest.mark.parametrize("number", [1, 30])
def test_list_costs_the_same_with_many_rows(superuser_client, django_assert_num_queries, number):
    for _ in range(number):
        DisagreementFactory(verdict=publishable_comparison().verdicts.get())

    with django_assert_num_queries(7):
        superuser_client.get(LIST)


# Counts


def counts(client):
    return [
        (str(count["verdict"]), count["waiting"], count["picks"])
        for count in client.get(LIST).context["counts_per_verdict"]()
    ]


def test_counts_stand_above_the_list_for_each_verdict(moderator, verdict):
    DisagreementFactory.create_batch(2, verdict=verdict, pick="b", state=State.APPROVED)
    DisagreementFactory(verdict=verdict, pick="b", held_both=True, state=State.APPROVED)
    DisagreementFactory(verdict=verdict, pick="none", held_both=True, state=State.APPROVED)
    DisagreementFactory.create_batch(2, verdict=verdict)
    DisagreementFactory(verdict=verdict, state=State.REJECTED)
    DisagreementFactory(verdict=verdict, state=State.SPAM)
    old = complete_verdict(comparison=verdict.comparison, decided_on=date(2020, 1, 1), pick="none")
    DisagreementFactory(verdict=old, state=State.REJECTED)

    page = words(moderator.get(LIST))

    assert counts(moderator) == [
        (str(verdict), 2, [("Engineering manager", 0, 0), ("Tech lead", 3, 1), ("No pick", 1, 1)]),
        (str(old), 0, [("Engineering manager", 0, 0), ("Tech lead", 0, 0), ("No pick", 0, 0)]),
    ]
    assert "<li>Tech lead: 3 (1)</li>" in page
    assert "1 January 2020: we pick neither" in page


def test_empty_list_has_no_counts(moderator):
    page = words(moderator.get(LIST))

    assert "Counts for each verdict" not in page
    assert "0 disagreements" in page


# What can be done


@pytest.mark.parametrize(
    ("action", "state", "message"),
    [
        ("approve", State.APPROVED, "2 approved."),
        ("reject", State.REJECTED, "2 rejected."),
        ("mark_as_spam", State.SPAM, "2 marked as spam."),
    ],
)
def test_several_are_settled_at_once_and_logged(moderator, verdict, action, state, message):
    selected = DisagreementFactory.create_batch(2, verdict=verdict)
    DisagreementFactory(verdict=verdict)

    response = act(moderator, action, *selected)

    assert said(response) == [message]
    assert states() == [state, state, State.WAITING]
    assert [
        (entry.user.username, entry.object_id, entry.object_repr, entry.change_message)
        for entry in LogEntry.objects.order_by("object_id")
    ] == [
        (
            "colleague",
            str(one.pk),
            "Engineering manager in answer to “Engineering manager or tech lead?”",
            f"{state.label}.",
        )
        for one in selected
    ]


def test_what_is_so_already_is_not_logged_again(moderator, verdict):
    one = DisagreementFactory(verdict=verdict, state=State.REJECTED)

    response = act(moderator, "reject", one)

    assert said(response) == ["Nothing has changed: all were rejected before."]
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("before", "action", "changes"),
    [
        (State.WAITING, "approve", 1),
        (State.APPROVED, "reject", 1),
        (State.APPROVED, "mark_as_spam", 1),
        (State.APPROVED, "approve", 0),
        (State.WAITING, "reject", 0),
        (State.REJECTED, "mark_as_spam", 0),
    ],
)
def test_content_changes_when_readers_see_other_counts(moderator, verdict, before, action, changes):
    selected = DisagreementFactory.create_batch(2, verdict=verdict, state=before)

    act(moderator, action, *selected)

    assert content_version() == changes


def test_approving_is_whole_or_not_at_all(moderator, verdict, monkeypatch):
    selected = DisagreementFactory.create_batch(2, verdict=verdict)
    monkeypatch.setattr("comparisons.admin.disagreement.content_has_changed", lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        act(moderator, "approve", *selected)

    assert states() == [State.WAITING] * 2
    assert not LogEntry.objects.exists()


def test_approved_one_is_counted_for_readers_and_rejected_one_no_longer(client, moderator, verdict):
    one = DisagreementFactory(verdict=verdict, pick="b")
    page = verdict.comparison.get_absolute_url()

    act(moderator, "approve", one)
    approved = words(client.get(page))
    act(moderator, "reject", one)
    rejected = words(client.get(page))

    sentence = "One reader wrote, and would pick tech lead."
    assert [sentence in shown for shown in (approved, rejected)] == [True, False]


def test_spam_can_be_deleted(moderator, verdict):
    spam = DisagreementFactory(verdict=verdict, state=State.SPAM)

    assert act(moderator, "delete_selected", spam).status_code == 200
    act(moderator, "delete_selected", spam, post="yes")

    assert not Disagreement.objects.exists()


def test_what_is_no_spam_is_not_deleted(moderator, verdict):
    spam = DisagreementFactory(verdict=verdict, state=State.SPAM)
    waiting = DisagreementFactory(verdict=verdict)

    response = act(moderator, "delete_selected", spam, waiting, post="yes")

    assert said(response) == [
        "Nothing is deleted, because only spam can be. One of those is not marked as it."
    ]
    assert moderator.post(url(waiting, "delete"), {"post": "yes"}).status_code == 403
    assert Disagreement.objects.count() == 2


# To take along


def table(response):
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_export_is_what_the_list_shows(moderator, verdict):
    wanted = DisagreementFactory(
        verdict=verdict, pick="none", held_both=True, text='=HYPERLINK("http://x")\nNext line'
    )
    DisagreementFactory(verdict=verdict, state=State.SPAM)

    response = moderator.get(EXPORT, {"state__exact": "waiting"})

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="disagreements-2')
    heads, *rows = table(response)
    assert [dict(zip(heads, row, strict=True)) for row in rows] == [
        {
            "Number": str(wanted.pk),
            "Sent": f"{wanted.created_at:%Y-%m-%d %H:%M}",
            "Comparison": "Engineering manager or tech lead?",
            "Verdict of": "2026-03-02",
            "We pick": "Engineering manager",
            "Would pick": "No pick",
            "Main reason": "Something else",
            "In their own words": '\'=HYPERLINK("http://x")\nNext line',
            "What they do now": "Developer",
            "Has held both jobs": "yes",
            "State": "Waiting",
        }
    ]


def test_export_is_offered_under_the_same_filters(moderator, verdict):
    page = words(moderator.get(LIST, {"state__exact": "waiting"}))

    assert f'<a href="{EXPORT}?state__exact=waiting">Export these as CSV</a>' in page


def test_export_holds_all_pages_of_the_list(moderator, verdict):
    DisagreementFactory.create_batch(60, verdict=verdict)

    assert len(table(moderator.get(EXPORT))) == 61


def test_export_only_reads(moderator):
    assert moderator.post(EXPORT).status_code == 405


# On its own page


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (State.WAITING, ["approve", "reject", "mark_as_spam"]),
        (State.APPROVED, ["reject", "mark_as_spam"]),
        (State.SPAM, ["approve", "reject"]),
    ],
)
def test_page_of_one_offers_what_it_is_not_yet(moderator, verdict, state, offered):
    one = DisagreementFactory(verdict=verdict, state=state)

    page = words(moderator.get(url(one)))

    buttons = re.findall(f'formaction="{LIST}" name="action" value="([a-z_]+)"', page)
    assert buttons == offered
    assert f'<input type="hidden" name="_selected_action" value="{one.pk}">' in page


def test_page_of_one_offers_nothing_to_whoever_may_only_look(reader, verdict):
    page = words(reader.get(url(DisagreementFactory(verdict=verdict))))

    assert "formaction" not in page
    assert "_selected_action" not in page


def test_what_the_page_of_one_sends_settles_that_one(moderator, verdict):
    one = DisagreementFactory(verdict=verdict)
    DisagreementFactory(verdict=verdict)
    fields = {
        "action": "approve",
        "_selected_action": one.pk,
        "opened_as": "",
        "change_comment": "",
    }

    response = moderator.post(LIST, fields, follow=True)

    assert said(response) == ["1 approved."]
    assert states() == [State.APPROVED, State.WAITING]
