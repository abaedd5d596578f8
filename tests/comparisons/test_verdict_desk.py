"""A verdict that readers see is followed by another one, and never edited away."""

from datetime import date, timedelta

import pytest
from django.forms.models import model_to_dict
from django.utils import timezone
from reversion.models import Version

from comparisons.admin import verdict as module
from comparisons.models import Clause, Comparison, Publishable, Verdict, WorkingCopy
from tests.desk import assert_saved, errors_of, form_of, save, typed, url
from tests.factories import (
    A_DAY,
    ComparisonFactory,
    RoleFactory,
    VerdictFactory,
    complete_verdict,
    publishable_comparison,
    publishable_role,
)
from tests.rows import content_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

State = Publishable.State
WHY = "The new survey shows it."
NO_REASON = "Say why it changes: readers see that in the log, beside the new verdict."
TOO_EARLY = "The verdict of 2 March 2026 stands. Choose that day or a later one."
TURNED = {"pick": "b", "why_it_changed": WHY}


@pytest.fixture
def standing():
    """What readers see."""
    return publishable_comparison(role_a=publishable_role(name="Tech lead")).current_verdict


def all_of(verdict):
    """Everything that is stored of it."""
    stored = Verdict.objects.get(pk=verdict.pk)
    clauses = Clause.objects.filter(verdict=verdict).order_by("pk")
    return model_to_dict(stored), [model_to_dict(clause) for clause in clauses]


def texts_of(verdict):
    return [(clause.kind, clause.text) for clause in verdict.clauses.all()]


def errors_at(response, name):
    return response.context["adminform"].form.errors.get(name, [])


# Correcting words


def test_words_of_what_stands_may_be_corrected(editor_client, standing):
    assert_saved(save(editor_client, standing, reason="It fits most!"))

    verdict = Verdict.objects.get()
    assert (verdict.pk, verdict.reason) == (standing.pk, "It fits most!")
    assert (verdict.pick, verdict.decided_on) == ("a", A_DAY)


@pytest.mark.parametrize("day", ["", "2020-01-01", "2100-01-01"])
def test_day_counts_only_for_a_new_decision(editor_client, standing, day):
    assert_saved(save(editor_client, standing, reason="It fits most!", decided_on=day))

    assert Verdict.objects.get().decided_on == A_DAY


def test_clauses_of_what_stands_may_be_corrected(editor_client, standing):
    before = texts_of(standing)

    assert_saved(save(editor_client, standing, **{"clauses-0-text": "You like people."}))

    assert texts_of(Verdict.objects.get()) == [("choose-a-if", "You like people."), *before[1:]]


# Deciding anew


@pytest.mark.parametrize("change", [{"pick": "b"}, {"pick": "none"}, {"sureness": 3}])
def test_changed_decision_is_a_new_verdict_of_today(editor_client, standing, change):
    assert_saved(save(editor_client, standing, why_it_changed=WHY, **change))

    new = Comparison.objects.get().current_verdict
    assert new.pk != standing.pk
    assert {name: getattr(new, name) for name in change} == change
    assert (new.decided_on, new.why_it_changed) == (timezone.localdate(), WHY)


def test_verdict_that_is_followed_stays_exactly_as_it_was(editor_client, standing):
    before = all_of(standing)

    assert_saved(save(editor_client, standing, **TURNED, reason="Another.", in_short="Go."))

    assert all_of(standing) == before


def test_new_verdict_says_what_the_form_says(editor_client, standing):
    before = texts_of(standing)
    rows = {
        "clauses-0-text": "You like people.",
        "clauses-1-DELETE": "on",
        "clauses-7-kind": "choose-a-if",
        "clauses-7-text": "You like code.",
    }

    assert_saved(save(editor_client, standing, **TURNED, reason="Another.", **rows))

    new = Comparison.objects.get().current_verdict
    assert (new.reason, new.for_whom) == ("Another.", standing.for_whom)
    assert texts_of(new) == [
        ("choose-a-if", "You like people."),
        *before[2:],
        ("choose-a-if", "You like code."),
    ]
    assert texts_of(standing) == before


@pytest.mark.parametrize(
    ("why", "error"),
    [
        ("", NO_REASON),
        (" \n", NO_REASON),
        ("As before.", "This is why it changed the last time. Say why it changes now."),
    ],
)
@pytest.mark.parametrize("change", [{"pick": "b"}, {"sureness": 1}])
def test_changed_decision_asks_why(editor_client, standing, change, why, error):
    Verdict.objects.update(why_it_changed="As before.")

    response = save(editor_client, standing, **change, why_it_changed=why)

    assert errors_at(response, "why_it_changed") == [error]
    assert Verdict.objects.get().pick == "a"


def test_corrected_words_ask_for_no_reason(editor_client, standing):
    assert_saved(save(editor_client, standing, in_short="Stay.", why_it_changed=""))

    assert Verdict.objects.get().in_short == "Stay."


@pytest.mark.parametrize(
    ("day", "error"),
    [
        (date(2026, 3, 1), TOO_EARLY),
        (date(2100, 1, 1), "This day is still to come. Choose today."),
    ],
)
def test_new_decision_is_neither_older_than_the_one_before_nor_to_come(
    editor_client, standing, day, error
):
    response = save(editor_client, standing, **TURNED, decided_on=day)

    assert errors_at(response, "decided_on") == [error]
    assert Verdict.objects.get() == standing


def test_new_decision_of_the_same_day_follows_the_one_before(editor_client, standing):
    assert_saved(save(editor_client, standing, **TURNED, decided_on=A_DAY))

    assert Comparison.objects.get().current_verdict.pick == "b"


def test_new_verdict_that_lacks_something_is_undone(editor_client, standing):
    before = all_of(standing)

    response = save(editor_client, standing, **TURNED, reason="")

    assert errors_of(response)[1:] == ["The verdict’s “Reason” is empty. Write it."]
    assert Verdict.objects.get() == standing
    assert all_of(standing) == before
    assert content_version() == 0


def test_readers_see_the_new_verdict_and_both_in_the_log(client, editor_client, standing):
    assert_saved(save(editor_client, standing, **TURNED, in_short="Go."))

    page = client.get(standing.comparison.get_absolute_url()).content.decode()

    log = page[page.index('id="log"') :]
    assert "<strong>Go.</strong>" in page
    assert log.index(WHY) < log.index("<strong>2 March 2026:</strong> Tech lead")


def test_new_verdict_is_one_revision_with_its_comparison(editor_client, standing):
    assert_saved(save(editor_client, standing, **TURNED))

    new = Comparison.objects.get().current_verdict
    revision = Version.objects.get_for_object(new).get().revision
    assert Version.objects.get_for_object(new.comparison).get().revision == revision
    assert revision.version_set.count() == 2 + new.clauses.count()
    assert not Version.objects.get_for_object(standing).exists()


def test_new_verdict_is_one_change_of_content(editor_client, standing):
    Comparison.objects.update(changed_at=timezone.now() - timedelta(days=400))

    assert_saved(save(editor_client, standing, **TURNED))

    assert content_version() == 1
    assert timezone.now() - Comparison.objects.get().changed_at < timedelta(minutes=5)


@pytest.mark.parametrize("button", ["_save", "_continue"])
def test_saving_says_what_became_of_the_one_before(editor_client, standing, button):
    form = form_of(editor_client, standing) | TURNED

    response = editor_client.post(url(standing), form | {button: "on"}, follow=True)

    new = standing.comparison.current_verdict
    leads_to = new if button == "_continue" else new.comparison
    assert [str(message) for message in response.context["messages"]] == [
        "The new verdict is saved. The one of 2 March 2026 stays in the log as it is."
    ]
    assert response.redirect_chain == [(url(leads_to), 302)]


def test_words_of_a_verdict_in_the_log_may_be_corrected_and_its_decision_not(
    editor_client, standing
):
    complete_verdict(comparison=standing.comparison, pick="b", decided_on=date(2026, 5, 1))

    fields = editor_client.get(url(standing)).context["adminform"].form.fields
    assert_saved(save(editor_client, standing, reason="It fitted."))

    standing.refresh_from_db()
    assert fields.keys().isdisjoint({"pick", "sureness", "decided_on"})
    assert (standing.pick, standing.decided_on, standing.reason) == ("a", A_DAY, "It fitted.")


def test_who_decides_at_the_same_time_as_somebody_else_is_told(editor_client, standing):
    form = form_of(editor_client, standing) | {"reason": "Mine."} | TURNED
    assert_saved(save(editor_client, standing, **TURNED))
    before = all_of(standing)

    response = editor_client.post(url(standing), form)

    assert errors_of(response)[0].startswith("Somebody has decided anew since you opened this")
    assert response.context["adminform"].form["reason"].value() == "Mine."
    assert all_of(standing) == before
    assert Verdict.objects.count() == 2


def test_verdict_of_a_draft_is_turned_in_place(author_client):
    verdict = VerdictFactory()

    assert_saved(save(author_client, verdict, pick="b", decided_on="2020-01-01"))

    assert [(one.pk, one.pick) for one in Verdict.objects.all()] == [(verdict.pk, "b")]


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_what_readers_never_saw_needs_no_reason(editor_client, state):
    comparison = publishable_comparison(state=state)

    assert_saved(save(editor_client, comparison.current_verdict, pick="b"))

    assert comparison.verdicts.get().pick == "b"


def test_verdict_of_what_is_archived_is_followed_and_not_changed(editor_client):
    """Its twin would be a log that says, once published again, what was never said."""
    before = publishable_comparison(state=State.ARCHIVED).current_verdict
    today = timezone.localdate()

    assert_saved(save(editor_client, before, **TURNED, decided_on=today))

    assert [(one.pick, one.decided_on) for one in before.comparison.verdicts.all()] == [
        ("b", today),
        ("a", A_DAY),
    ]


@pytest.mark.parametrize("was", [State.PUBLISHED, State.ARCHIVED])
@pytest.mark.parametrize("becomes", [State.DRAFT, State.IN_REVIEW])
def test_comparison_that_readers_have_seen_does_not_become_a_draft(editor_client, was, becomes):
    comparison = publishable_comparison(state=was)

    response = save(editor_client, comparison, state=becomes)

    (words,) = errors_at(response, "state")
    assert words.startswith("Readers have seen its verdicts")
    comparison.refresh_from_db()
    assert comparison.state == was


def test_comparison_that_is_still_to_be_published_may_become_a_draft(editor_client):
    tomorrow = timezone.now() + timedelta(days=1)
    comparison = publishable_comparison(publish_at=tomorrow)

    assert_saved(save(editor_client, comparison, state=State.DRAFT))


# Days to come


TO_COME = "This day is still to come. Choose today."


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW])
def test_first_decision_is_of_no_day_to_come(editor_client, state):
    verdict = publishable_comparison(state=state).current_verdict
    tomorrow = timezone.localdate() + timedelta(days=1)

    refused = save(editor_client, verdict, decided_on=tomorrow)
    saved = save(editor_client, verdict, decided_on=timezone.localdate())

    assert errors_at(refused, "decided_on") == [TO_COME]
    assert_saved(saved)
    assert Verdict.objects.get().decided_on == timezone.localdate()


def test_verdict_that_is_added_to_a_draft_is_of_no_day_to_come(author_client):
    comparison = ComparisonFactory()
    fields = NEXT | {"comparison": comparison.pk, "pick": "a", "decided_on": "2099-01-01"}

    response = save(author_client, Verdict, **fields)

    assert errors_at(response, "decided_on") == [TO_COME]
    assert not Verdict.objects.exists()


def test_what_a_file_dated_ahead_is_followed_on_that_day(editor_client, standing):
    """The clock of the machine may lag, or whoever wrote the file was early."""
    ahead = timezone.localdate() + timedelta(days=60)
    Verdict.objects.update(decided_on=ahead)

    offered = form_of(editor_client, standing)["decided_on"]
    later = save(editor_client, standing, **TURNED, decided_on=ahead + timedelta(days=1))
    earlier = save(editor_client, standing, **TURNED, decided_on=timezone.localdate())
    saved = save(editor_client, standing, **TURNED)

    assert offered == str(ahead)
    assert errors_at(later, "decided_on") == [TO_COME]
    assert "Choose that day or a later one." in errors_at(earlier, "decided_on")[0]
    assert_saved(saved)
    new = standing.comparison.current_verdict
    assert (new.pick, new.decided_on) == ("b", ahead)


# Adding one


NEXT = {
    "sureness": 2,
    "decided_on": "2026-06-01",
    "for_whom": "For a developer",
    "in_short": "Go.",
    "reason": "It fits.",
    "best_argument_against": "It does not.",
    "clauses-TOTAL_FORMS": 7,
    **{f"clauses-{row}-kind": "choose-a-if" for row in range(3)},
    **{f"clauses-{row}-kind": "choose-b-if" for row in range(3, 6)},
    "clauses-6-kind": "would-change-it",
    **{f"clauses-{row}-text": f"Clause {row}." for row in range(7)},
}


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"pick": "a"}, []),
        ({"pick": "b", "why_it_changed": WHY}, []),
        (
            {"pick": "b"},
            [NO_REASON],
        ),
        (
            {"pick": "a", "decided_on": "2026-01-01"},
            [TOO_EARLY],
        ),
    ],
)
def test_verdict_that_is_added_to_what_readers_see_follows_the_same_rules(
    editor_client, standing, fields, errors
):
    comparison = standing.comparison.pk
    form = form_of(editor_client, Verdict, comparison=comparison) | NEXT | fields

    response = editor_client.post(url(Verdict, "add"), form | {"comparison": comparison})

    assert (errors_of(response) if response.status_code == 200 else []) == errors
    assert standing.comparison.verdicts.count() == (1 if errors else 2)


def test_second_of_two_new_verdicts_is_shown_the_first(editor_client, superuser_client, standing):
    new = NEXT | {"comparison": standing.comparison.pk, "pick": "b", "why_it_changed": WHY}
    query = {"comparison": standing.comparison.pk}
    opened = typed(superuser_client.get(url(Verdict, "add"), query)) | new
    first = typed(editor_client.get(url(Verdict, "add"), query)) | new
    assert_saved(editor_client.post(url(Verdict, "add"), first | {"in_short": "The first."}))

    refused = superuser_client.post(url(Verdict, "add"), opened | {"in_short": "The second."})
    count = Verdict.objects.count()
    again = typed(refused) | {"why_it_changed": "Because of the first.", "pick": "a"}
    response = superuser_client.post(url(Verdict, "add"), again)

    assert refused.context["panel"].name == "followed"
    assert typed(refused)["in_short"] == "The second."
    assert count == 2
    assert_saved(response)


# Authors


def test_author_turns_the_pick_in_a_working_copy_and_an_editor_publishes_it(
    author_client, editor_client, standing
):
    before = all_of(standing)
    response = save(author_client, standing, **TURNED, in_short="Go.")
    copy = WorkingCopy.objects.get()
    kept = all_of(standing), Verdict.objects.count()

    opened = editor_client.get(copy.get_absolute_url())
    published = editor_client.post(url(standing), typed(opened) | {"_working_copy": "open"})

    assert_saved(response)
    assert_saved(published)
    assert kept == (before, 1)
    assert all_of(standing) == before
    new = Comparison.objects.get().current_verdict
    assert (new.pick, new.in_short, new.why_it_changed) == ("b", "Go.", WHY)
    assert texts_of(new) == texts_of(standing)
    assert not WorkingCopy.objects.exists()


def test_author_is_asked_why_as_well(author_client, standing):
    response = save(author_client, standing, pick="b")

    assert len(errors_at(response, "why_it_changed")) == 1
    assert not WorkingCopy.objects.exists()


def test_working_copy_follows_the_verdict_that_stands(author_client, editor_client, standing):
    save(author_client, standing, reason="By the author.")

    assert_saved(save(editor_client, standing, **TURNED))

    copy, now = WorkingCopy.objects.get(), Comparison.objects.get().current_verdict
    opened = editor_client.get(copy.get_absolute_url())
    published = editor_client.post(url(now), typed(opened) | {"_working_copy": "open"})
    assert copy.verdict == now
    assert_saved(published)
    now.refresh_from_db()
    assert now.reason == "By the author."
    assert texts_of(now) == texts_of(standing)


# Taking back


@pytest.fixture
def turned(editor_client):
    """What readers see; before it was published it picked B, for other reasons."""
    verdict = publishable_comparison(state=State.DRAFT).current_verdict
    first = {"clauses-0-text": "Before.", "decided_on": "2026-01-05"}
    assert_saved(save(editor_client, verdict, pick="b", reason="Before.", **first))
    now = {"clauses-0-text": "Now.", "clauses-1-text": "Also now.", "decided_on": "2026-02-05"}
    assert_saved(save(editor_client, verdict, pick="a", reason="Now.", **now))
    assert_saved(save(editor_client, verdict.comparison, state="published"))
    return verdict


def first_version(thing):
    return Version.objects.get_for_object(thing).order_by("pk").first()


def taken_back(client, thing, **changes):
    page = url(thing, "revision", first_version(thing).pk)
    return client.post(page, typed(client.get(page)) | changes)


def test_pick_of_before_is_filled_in_and_asks_why(editor_client, turned):
    response = editor_client.get(url(turned, "revision", first_version(turned).pk))

    form = response.context["adminform"].form
    assert "This version decides otherwise than what readers see now." in response.content.decode()
    assert (form["pick"].value(), form["reason"].value()) == ("b", "Before.")
    assert form["decided_on"].value() == timezone.localdate()
    assert form["why_it_changed"].value() == ""


def test_pick_of_before_is_not_taken_back_without_a_reason(editor_client, turned):
    before = all_of(turned)

    response = taken_back(editor_client, turned)

    assert len(errors_at(response, "why_it_changed")) == 1
    assert all_of(turned) == before
    assert Verdict.objects.get() == turned


def test_pick_of_before_is_taken_back_as_a_new_verdict(editor_client, turned):
    before = all_of(turned)

    assert_saved(taken_back(editor_client, turned, why_it_changed=WHY))

    new = Comparison.objects.get().current_verdict
    assert new.pk != turned.pk
    assert (new.pick, new.reason, new.decided_on) == ("b", "Before.", timezone.localdate())
    assert texts_of(new)[0] == ("choose-a-if", "Before.")
    assert all_of(turned) == before


def test_without_putting_back_the_verdict_in_the_log_would_be_the_old_version(
    editor_client, turned, monkeypatch
):
    before = all_of(turned)
    monkeypatch.setattr(module, "_put_back", lambda verdict: None)

    taken_back(editor_client, turned, why_it_changed=WHY)

    assert all_of(turned) != before


def test_words_of_before_are_taken_back_in_place(editor_client, standing):
    save(editor_client, standing, reason="Before.", **{"clauses-0-text": "Before."})
    save(editor_client, standing, reason="After.", **{"clauses-0-text": "After."})

    assert_saved(taken_back(editor_client, standing))

    verdict = Verdict.objects.get()
    assert (verdict.pk, verdict.reason, verdict.decided_on) == (standing.pk, "Before.", A_DAY)
    assert texts_of(verdict)[0] == ("choose-a-if", "Before.")


def test_day_of_what_stands_is_not_taken_back(editor_client, turned):
    Verdict.objects.update(pick="b")

    assert_saved(taken_back(editor_client, turned))

    verdict = Verdict.objects.get()
    assert (verdict.reason, verdict.decided_on) == ("Before.", date(2026, 2, 5))


def test_verdict_in_the_log_is_not_taken_back(editor_client, turned):
    complete_verdict(comparison=turned.comparison, decided_on=date(2026, 5, 1))
    before = all_of(turned)

    response = editor_client.post(
        url(turned, "revision", first_version(turned).pk), TURNED, follow=True
    )

    assert [str(message) for message in response.context["messages"]][-1] == (
        "This verdict stands in the log, where it stays as it is. Change the newest one."
    )
    assert all_of(turned) == before


def test_taking_back_a_comparison_leaves_its_verdicts(editor_client, standing):
    comparison = standing.comparison
    save(editor_client, comparison, question="Before?")
    save(editor_client, comparison, question="After?")
    save(editor_client, standing, **TURNED)
    before = [all_of(verdict) for verdict in comparison.verdicts.all()]

    assert_saved(taken_back(editor_client, comparison))

    assert Comparison.objects.get().question == "Before?"
    assert [all_of(verdict) for verdict in comparison.verdicts.all()] == before
    assert len(before) == 2


def test_taking_back_a_comparison_to_the_day_of_a_verdict_leaves_what_it_says_now(
    editor_client, standing
):
    save(editor_client, standing, **TURNED)
    new = standing.comparison.current_verdict
    save(editor_client, new, reason="Corrected since.")

    assert_saved(taken_back(editor_client, new.comparison))

    new.refresh_from_db()
    assert new.reason == "Corrected since."


# From page to page


def test_new_comparison_leads_to_its_verdict_and_back(author_client):
    roles = {"role_a": RoleFactory().pk, "role_b": RoleFactory().pk}

    response = save(author_client, Comparison, **roles)
    comparison = Comparison.objects.get()
    written = author_client.post(
        response.url,
        typed(author_client.get(response.url))
        | {"pick": "a", "sureness": 2, "decided_on": "2026-03-02"},
    )

    assert response.url == f"{url(Verdict, 'add')}?comparison={comparison.pk}"
    assert written.url == url(comparison)
    assert comparison.verdicts.get().pick == "a"


def test_comparison_and_its_verdict_lead_to_each_other(editor_client, standing):
    comparison = standing.comparison

    of_comparison = editor_client.get(url(comparison)).content.decode()
    of_verdict = editor_client.get(url(standing)).content.decode()

    assert f'<a href="{url(standing)}">Its verdict</a>' in of_comparison
    assert f'<a href="{url(comparison)}">Its comparison</a>' in of_verdict


def test_comparison_without_a_verdict_offers_to_write_it(author_client):
    comparison = ComparisonFactory()

    page = author_client.get(url(comparison)).content.decode()

    assert f'<a href="{url(Verdict, "add")}?comparison={comparison.pk}">Add a verdict</a>' in page
    assert "Its verdict" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "published"}, ["overdue"]),
        ({"review": "overdue"}, ["overdue"]),
        ({"copy": "waiting"}, ["copied"]),
    ],
)
def test_comparisons_can_be_narrowed_to_those_that_wait(editor_client, query, found):
    ComparisonFactory(question="overdue", state=State.PUBLISHED, review_due=A_DAY)
    copied = ComparisonFactory(question="copied")
    WorkingCopy.objects.create(comparison=copied, data={})

    response = editor_client.get(url(Comparison, "changelist"), query)

    assert [each.question for each in response.context["cl"].result_list] == found


# Looking back


def test_comparison_leads_from_its_history_to_what_changed_in_its_verdict(editor_client, standing):
    save(editor_client, standing.comparison)
    assert_saved(save(editor_client, standing, **TURNED))
    newest = Version.objects.get_for_object(standing.comparison).first()
    new = standing.comparison.verdicts.first()

    response = editor_client.get(url(standing.comparison, "compare", newest.pk))

    address = url(new, "compare", first_version(new).pk)
    assert response.context["saved_along"] == [(str(new), address)]
    assert f'href="{address}"' in response.text
    assert "On the page itself, both say the same" in response.text


def test_first_version_of_a_verdict_is_compared_with_the_verdict_that_it_followed(
    editor_client, standing
):
    assert_saved(save(editor_client, standing, **TURNED))
    new = standing.comparison.verdicts.first()

    history = editor_client.get(url(new, "history"))
    response = editor_client.get(url(new, "compare", first_version(new).pk))

    assert "Compare with the verdict before" in history.text
    assert f'<a href="{url(standing)}">{standing}</a>' in response.text
    ((_, fields),) = [(part.title, part.fields) for part in response.context["differences"]]
    assert [field.label for field in fields] == ["Pick", "Decided on", "Why it changed"]


def test_first_verdict_has_nothing_before_it(editor_client, standing):
    save(editor_client, standing)

    html = editor_client.get(url(standing, "history")).text

    assert "Nothing before it" in html
    assert "Compare with the verdict before" not in html


# In words


def test_form_of_a_verdict_calls_its_roles_by_name(editor_client, standing):
    comparison = standing.comparison

    context = editor_client.get(url(standing)).context

    form = context["adminform"].form
    (clauses,) = context["inline_admin_formsets"]
    assert form["wrong_a_after_3_months"].label == "Wrong about tech lead, after 3 months"
    assert (
        form["wrong_b_after_2_years"].label
        == f"Wrong about {comparison.role_b.name_in_text}, after 2 years"
    )
    kinds = dict(clauses.formset.empty_form.fields["kind"].choices)
    assert kinds["choose-a-if"] == "Choose tech lead if"
    assert kinds["choose-b-if"] == f"Choose {comparison.role_b.name_in_text} if"


def test_history_of_a_verdict_calls_its_roles_by_name(editor_client, standing):
    Comparison.objects.update(state=State.DRAFT)
    save(editor_client, standing)
    rows = {"clauses-0-kind": "choose-b-if", "wrong_a_after_3_months": "You wait."}
    assert_saved(save(editor_client, standing, **rows))
    newest = Version.objects.get_for_object(standing).first()

    differences = editor_client.get(url(standing, "compare", newest.pk)).context["differences"]

    page, clause = differences
    assert [field.label for field in page.fields] == ["Wrong about tech lead, after 3 months"]
    assert newest.revision.comment.startswith("Changed Wrong about tech lead, after 3 months.")
    words = "".join(piece.text for piece in clause.fields[0].pieces if piece.kind != "added")
    assert words == "Choose tech lead if"


def test_past_verdict_says_so_and_offers_nothing_to_restore(editor_client, standing):
    save(editor_client, standing)
    save(editor_client, standing, reason="Again.")
    new = complete_verdict(comparison=standing.comparison, decided_on=date(2026, 5, 1))

    html = editor_client.get(url(standing)).text
    history = editor_client.get(url(standing, "history")).text

    assert "This verdict is past: readers find it in the log." in html
    assert f'<a href="{url(new)}">The verdict of 1 May 2026</a>' in html
    assert "Restore" not in history
    assert "This verdict is past" not in editor_client.get(url(new)).text


# Deleting the comparison


def test_comparison_that_readers_see_says_that_it_is_archived_first(editor_client, standing):
    comparison = standing.comparison

    form = editor_client.get(url(comparison))
    response = editor_client.get(url(comparison, "delete"), follow=True)

    words = "Readers see it. Archive it first; then it can be deleted."
    assert not form.context["has_delete_permission"]
    assert words in form.text
    assert [str(message) for message in response.context["messages"]] == [words]


def test_archived_comparison_can_be_deleted(editor_client):
    comparison = publishable_comparison(state=State.ARCHIVED)

    response = editor_client.post(url(comparison, "delete"), {"post": "yes"})

    assert response.status_code == 302
    assert not Comparison.objects.exists()
