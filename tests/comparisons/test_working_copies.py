"""What an author writes on a page that readers see, and what becomes of it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.utils.html import escape
from reversion.models import Version

from comparisons.admin.desk import DeskAdmin
from comparisons.models import Publishable, Role, WorkingCopy
from tests.conftest import client_of
from tests.desk import assert_saved, errors_of, form_of, save, typed, url
from tests.factories import (
    CriterionFactory,
    PointFactory,
    RatingFactory,
    RoleFactory,
    publishable_comparison,
    publishable_guide,
    publishable_role,
)
from tests.rows import all_rows

State = Publishable.State
OPEN = {"_working_copy": "open"}
PUBLIC = {
    "role": (publishable_role, "definition"),
    "archived role": (lambda: RoleFactory(state=State.ARCHIVED), "definition"),
    "comparison": (publishable_comparison, "question"),
    "verdict": (lambda: publishable_comparison().current_verdict, "reason"),
    "guide": (publishable_guide, "body"),
}
public = pytest.mark.parametrize(("make", "field"), PUBLIC.values(), ids=PUBLIC.keys())


@pytest.fixture
def role(db):
    return publishable_role(name="Tech lead", definition="Leads.")


def open_copy(client, thing):
    return client.get(url(thing), OPEN)


def stored():
    """All rows but the working copies and the log of who did what."""
    return {
        model: rows for model, rows in all_rows().items() if model not in (WorkingCopy, LogEntry)
    }


@public
def test_author_keeps_a_working_copy_and_readers_see_no_change(author, author_client, make, field):
    thing = make()
    before = stored()

    response = save(author_client, thing, **{field: "By the author."})

    assert_saved(response)
    copy = WorkingCopy.objects.get()
    assert (copy.target, copy.author, copy.state) == (thing, author, "waiting")
    assert copy.data[field] == ["By the author."]
    assert stored() == before


@public
def test_editor_opens_it_filled_beside_what_is_live(author_client, editor_client, make, field):
    thing = make()
    save(author_client, thing, **{field: "By the author."})
    before = all_rows()

    response = open_copy(editor_client, thing)

    assert typed(response)[field] == "By the author."
    [difference] = response.context["panel"].context["differences"]
    shown = "".join(piece.text for piece in difference.fields[0].pieces if piece.kind != "removed")
    assert shown == "By the author."
    assert all_rows() == before


@public
def test_editor_publishes_it(author_client, editor_client, make, field):
    thing = make()
    save(author_client, thing, **{field: "By the author."})

    response = editor_client.post(url(thing), sent(open_copy(editor_client, thing)))

    assert_saved(response)
    thing.refresh_from_db()
    assert getattr(thing, field) == "By the author."
    assert not WorkingCopy.objects.exists()


def sent(response, **changes):
    return typed(response) | {"_working_copy": "open"} | changes


def test_inlines_come_along(author_client, editor_client, role):
    PointFactory(role=role, kind="pro")
    save(
        author_client,
        role,
        **{"points-0-text": "You gain what the author says.", "points-1-DELETE": "on"},
    )
    count = role.points.count()

    editor_client.post(url(role), sent(open_copy(editor_client, role), **{"points-1-DELETE": "on"}))

    assert role.points.filter(text="You gain what the author says.").exists()
    assert role.points.count() == count - 1


def test_row_that_its_author_deleted_is_ticked_when_it_is_opened(
    author_client, editor_client, role
):
    save(author_client, role, **{"points-1-DELETE": "on"})

    page = open_copy(editor_client, role)

    formset = next(
        inline.formset
        for inline in page.context["inline_admin_formsets"]
        if inline.formset.prefix == "points"
    )
    assert [form["DELETE"].value() for form in formset.initial_forms[:3]] == [False, True, False]


def test_editor_sends_it_back_and_its_author_mends_it(author, author_client, editor_client, role):
    save(author_client, role, definition="Lead.")
    page = open_copy(editor_client, role)

    editor_client.post(url(role), sent(page, _send_back="on", send_back_note="Write a sentence."))
    copy = WorkingCopy.objects.get()
    note = open_copy(author_client, role).context["panel"].context["copy"].note
    mended = sent(open_copy(author_client, role), definition="Leads by example.")
    assert_saved(author_client.post(url(role), mended))

    assert (copy.state, copy.assignee, note) == ("sent-back", author, "Write a sentence.")
    copy.refresh_from_db()
    assert (copy.state, copy.data["definition"]) == ("waiting", ["Leads by example."])
    role.refresh_from_db()
    assert role.definition == "Leads."


def test_sending_back_without_a_note_is_refused_in_words(author_client, editor_client, role):
    save(author_client, role, definition="Lead.")
    page = open_copy(editor_client, role)

    response = editor_client.post(
        url(role), sent(page, _send_back="on", send_back_note=" "), follow=True
    )

    assert "Say what to mend, so that its author can." in response.text
    assert WorkingCopy.objects.get().state == "waiting"


@pytest.mark.parametrize("action", ["_send_back", "_save", "_continue", "_preview", ""])
def test_author_cannot_publish_whatever_is_sent(author_client, role, action):
    save(author_client, role, definition="Lead.")
    form = sent(open_copy(author_client, role), state="published", definition="Crafted.")
    form |= {"send_back_note": "Mine.", "publish_at_0": "2020-01-01", "publish_at_1": "00:00"}
    if action:
        form[action] = "on"
    before = stored()

    author_client.post(url(role), form)

    assert stored() == before


def test_publishing_is_not_offered_to_the_author(author_client, editor_client, role):
    save(author_client, role, definition="Lead.")

    authors, editors = (open_copy(client, role).text for client in (author_client, editor_client))

    assert "Publish the working copy" not in authors
    assert "Send it back" not in authors
    assert "Keep as a working copy" in authors
    assert "Publish the working copy" in editors
    assert "Send it back" in editors


@pytest.mark.parametrize("name", ["state", "publish_at"])
def test_when_readers_see_it_is_not_for_the_author(author_client, role, name):
    fields = author_client.get(url(role)).context["adminform"].form.fields

    assert fields[name].disabled


def test_state_stays_when_a_working_copy_is_published(author_client, editor_client, role):
    save(author_client, role, definition="Lead.")

    page = open_copy(editor_client, role)

    assert typed(page)["state"] == "published"
    assert errors_of(page) == ["Nothing is saved yet."]


def test_editor_may_change_it_while_publishing(author_client, editor_client, role):
    save(author_client, role, definition="Lead.")

    editor_client.post(
        url(role), sent(open_copy(editor_client, role), definition="Leads, and codes.")
    )

    role.refresh_from_db()
    assert role.definition == "Leads, and codes."


def test_copy_of_what_has_changed_since_says_so(author_client, editor_client, role):
    save(author_client, role, definition="Lead.")
    fresh = open_copy(editor_client, role).context["panel"].context["is_stale"]
    assert_saved(save(editor_client, role, name="Team lead"))

    page = open_copy(editor_client, role)

    assert fresh is False
    assert page.context["panel"].context["is_stale"] is True
    [difference] = page.context["panel"].context["differences"]
    assert [field.label for field in difference.fields] == ["Name", "Definition"]


def test_gaps_keep_a_working_copy_from_being_published_and_keep_it(
    author_client, editor_client, role
):
    save(author_client, role, definition="")

    response = editor_client.post(url(role), sent(open_copy(editor_client, role)))

    assert "“Definition” is empty. Write it." in errors_of(response)
    assert WorkingCopy.objects.count() == 1


def test_author_of_a_draft_saves_the_draft_itself(author_client):
    draft = RoleFactory()

    assert_saved(save(author_client, draft, definition="Lead."))

    draft.refresh_from_db()
    assert draft.definition == "Lead."
    assert not WorkingCopy.objects.exists()


def test_what_is_not_valid_is_not_kept_and_stays_in_the_form(author_client, role):
    response = save(author_client, role, name="", definition="Lead.")

    assert errors_of(response) == ["This field is required."]
    assert typed(response)["definition"] == "Lead."
    assert not WorkingCopy.objects.exists()


@pytest.fixture
def other_author(author):
    other = User.objects.create_user("other", is_staff=True)
    other.user_permissions.set(author.user_permissions.all())
    other.groups.set(author.groups.all())
    return client_of(other)


def test_second_author_does_not_overwrite_the_copy_of_the_first(author_client, other_author, role):
    opened = form_of(other_author, role) | {"definition": "By the other."}
    save(author_client, role, definition="By the first.")

    response = other_author.post(url(role), opened)

    assert response.context["panel"].name == "two_editors"
    assert typed(response)["definition"] == "By the other."
    assert WorkingCopy.objects.get().data["definition"] == ["By the first."]


def test_second_author_goes_on_with_the_copy_of_the_first(author_client, other_author, role):
    save(author_client, role, definition="By the first.")

    response = other_author.post(
        url(role), sent(open_copy(other_author, role), definition="By both.")
    )

    assert_saved(response)
    assert WorkingCopy.objects.get().data["definition"] == ["By both."]


def test_editor_does_not_publish_what_its_author_has_changed_meanwhile(
    author_client, editor_client, role
):
    save(author_client, role, definition="First.")
    page = open_copy(editor_client, role)
    author_client.post(url(role), sent(open_copy(author_client, role), definition="Later."))

    response = editor_client.post(url(role), sent(page))

    assert response.context["panel"].name == "two_editors"
    assert WorkingCopy.objects.get().data["definition"] == ["Later."]
    role.refresh_from_db()
    assert role.definition == "Leads."


@pytest.mark.parametrize("whose", ["author_client", "editor_client"])
def test_copy_can_be_thrown_away(request, author_client, role, whose):
    client = request.getfixturevalue(whose)
    save(author_client, role, definition="Lead.")
    before = stored()

    client.post(url(role), sent(open_copy(client, role), _throw_away="on"))

    assert not WorkingCopy.objects.exists()
    assert stored() == before


@pytest.mark.parametrize("action", ["_send_back", "_throw_away"])
def test_decision_on_an_older_copy_is_refused(author_client, editor_client, role, action):
    save(author_client, role, definition="First.")
    page = open_copy(editor_client, role)
    author_client.post(url(role), sent(open_copy(author_client, role), definition="Later."))

    response = editor_client.post(
        url(role), sent(page, send_back_note="Mend.", **{action: "on"}), follow=True
    )

    assert "The working copy has changed since you opened it. Look again." in response.text
    assert WorkingCopy.objects.get().state == "waiting"


@pytest.mark.parametrize("action", ["_save", "_send_back", "_throw_away"])
def test_copy_that_is_gone_is_no_error(author_client, editor_client, role, action):
    save(author_client, role, definition="Lead.")
    page = open_copy(editor_client, role)
    WorkingCopy.objects.all().delete()

    response = editor_client.post(url(role), sent(page, send_back_note="x", **{action: "on"}))

    assert response.status_code == 200
    assert response.context["panel"].name == "two_editors"


def test_address_of_a_copy_that_is_gone_shows_the_page(editor_client, role):
    response = open_copy(editor_client, role)

    assert response.context["panel"] is None if "panel" in response.context else True
    assert typed(response)["definition"] == "Leads."


def test_assignee_is_chosen_among_staff(author_client, editor, role):
    User.objects.create_user("reader")

    response = save(author_client, role, assignee=editor.pk)

    assert_saved(response)
    assert WorkingCopy.objects.get().assignee == editor
    choices = author_client.get(url(role)).context["adminform"].form.fields["assignee"].queryset
    assert sorted(user.username for user in choices) == ["author", "editor"]


def test_page_that_is_deleted_takes_its_copy_along(author_client, editor_client, role):
    save(author_client, role, definition="Lead.")

    editor_client.post(url(role, "delete"), {"post": "yes"})

    assert not WorkingCopy.objects.exists()


# What a review found


def test_plain_form_of_a_second_author_does_not_destroy_a_copy(author_client, other_author, role):
    save(author_client, role, definition="By the first.")

    response = save(other_author, role, name="By the other")

    assert response.context["panel"].name == "two_editors"
    assert WorkingCopy.objects.get().data["definition"] == ["By the first."]


def test_who_would_replace_a_copy_is_told_that_it_would_be_gone_and_led_to_it(author_client, role):
    save(author_client, role, definition="At first.")
    copy = WorkingCopy.objects.get()

    response = save(author_client, role, name="From the plain page")

    assert "the history holds no working copies" in response.text
    assert f'href="{escape(copy.get_absolute_url())}"' in response.text


def test_who_has_the_copy_open_is_told_of_a_newer_page_and_of_no_other_copy(
    author_client, editor_client, role
):
    save(author_client, role, definition="At first.")
    opened = sent(open_copy(author_client, role))
    save(editor_client, role, hardest_part="To wait.")

    response = author_client.post(url(role), opened)

    assert "the history holds no working copies" not in response.text
    assert "Somebody else saved this page" in response.text


def test_author_cannot_throw_away_the_copy_of_another(author_client, other_author, role):
    save(author_client, role, definition="By the first.")

    response = other_author.post(url(role), sent(open_copy(other_author, role), _throw_away="on"))

    assert response.status_code == 403
    assert WorkingCopy.objects.exists()


def test_state_cannot_travel_in_a_copy(author_client, editor_client, role):
    crafted = {"state": "archived", "publish_at_0": "2099-01-01", "publish_at_1": "00:00:00"}
    save(author_client, role, definition="Lead.", **crafted)

    opened = typed(open_copy(editor_client, role))

    assert (opened["state"], opened["publish_at_0"]) == ("published", "")


def test_copy_with_a_rating_that_was_made_meanwhile_can_be_opened(
    author_client, editor_client, role
):
    criterion = CriterionFactory()
    row = role.ratings.count()
    new = {f"ratings-{row}-criterion": criterion.pk, f"ratings-{row}-level": "3"}
    assert_saved(save(author_client, role, **new, **{f"ratings-{row}-reason": "By the author."}))
    RatingFactory(role=role, criterion=criterion)

    page = open_copy(editor_client, role)
    response = editor_client.post(url(role), sent(page))

    assert page.context["panel"].context["differences"] is None
    assert typed(page)[f"ratings-{row}-reason"] == "By the author."
    assert "Nothing is saved yet: two rows say" in errors_of(response)[0]
    assert WorkingCopy.objects.exists()


@pytest.mark.parametrize("change", ["another copy", "deleted"])
def test_what_changes_between_trying_and_keeping_is_noticed(
    author_client, role, monkeypatch, change
):
    keep = DeskAdmin._keep_copy

    def keep_later(self, request, form):
        if change == "deleted":
            Role.objects.filter(pk=role.pk).delete()
        elif not WorkingCopy.objects.exists():
            WorkingCopy.objects.create(role=role, data={"definition": ["Quicker."]})
        return keep(self, request, form)

    monkeypatch.setattr(DeskAdmin, "_keep_copy", keep_later)

    response = save(author_client, role, definition="Slower.")

    if change == "deleted":
        assert response.status_code == 302
        assert not WorkingCopy.objects.exists()
    else:
        assert response.context["panel"].name == "two_editors"
        assert WorkingCopy.objects.get().data == {"definition": ["Quicker."]}


# Who wrote it, and who sees what of it


def test_history_names_the_author_of_a_published_copy(author_client, editor_client, role):
    save(author_client, role, definition="Leads all.")

    assert_saved(editor_client.post(url(role), typed(open_copy(editor_client, role)) | OPEN))

    said = Version.objects.get_for_object(role).get().revision
    assert said.user.username == "editor"
    assert said.comment == "Written by author in a working copy.\nChanged Definition."


def test_editor_who_publishes_their_own_copy_is_named_once(
    editor, author_client, editor_client, role
):
    save(author_client, role, definition="Mine.")
    WorkingCopy.objects.update(author=editor)

    assert_saved(editor_client.post(url(role), typed(open_copy(editor_client, role)) | OPEN))

    assert Version.objects.get_for_object(role).get().revision.comment == "Changed Definition."


def test_note_to_colleagues_is_nothing_for_readers(author_client, editor_client, role):
    save(author_client, role, definition="Leads all.", note="Please look.")

    panel = open_copy(editor_client, role).context["panel"].context

    labels = [
        [field.label for part in panel[audience] for field in part.fields]
        for audience in ("for_readers", "for_colleagues")
    ]
    assert labels == [["Definition"], ["Note to colleagues"]]


def test_copy_that_only_changes_the_note_changes_nothing_for_readers(
    author_client, editor_client, role
):
    save(author_client, role, note="Please look.")

    html = open_copy(editor_client, role).content.decode()

    assert "It changes nothing for readers." in html


@pytest.mark.parametrize(
    ("whose", "words"),
    [("editor_client", "Send it back …"), ("author_client", "Throw it away …")],
)
def test_decision_against_it_is_linked_above_the_form(request, author_client, role, whose, words):
    save(author_client, role, definition="By the author.")

    response = open_copy(request.getfixturevalue(whose), role)

    assert f'<a href="#not-yet">{words}</a>' in response.text.replace(", or throw it away", "")
    assert 'id="not-yet"' in response.text
