"""Two editors at one page: the second is told, and nothing of either is lost."""

import pytest
import reversion
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comparisons.admin.guarding import fingerprint, make_gone_rows_new
from comparisons.models import Role, Source
from tests.desk import assert_saved, errors_of, form_of, save, typed, url
from tests.factories import (
    CriterionFactory,
    RatingFactory,
    RoleFactory,
    SourceFactory,
    publishable_comparison,
    publishable_guide,
    publishable_role,
)
from tests.rows import all_rows

THINGS = {
    "role": (publishable_role, {"definition": "By the first."}, {"definition": "By the second."}),
    "draft": (RoleFactory, {"definition": "By the first."}, {"definition": "By the second."}),
    "comparison": (publishable_comparison, {"question": "First?"}, {"question": "Second?"}),
    "verdict": (
        lambda: publishable_comparison().current_verdict,
        {"reason": "By the first."},
        {"reason": "By the second."},
    ),
    "guide": (publishable_guide, {"body": "By the first."}, {"body": "By the second."}),
    "source": (SourceFactory, {"author": "First"}, {"author": "Second"}),
}
two = pytest.mark.parametrize(("make", "first", "second"), THINGS.values(), ids=THINGS.keys())


@two
def test_second_save_is_refused_and_keeps_its_words(
    editor_client, superuser_client, make, first, second
):
    thing = make()
    opened = form_of(superuser_client, thing)
    assert_saved(save(editor_client, thing, **first))
    stored = all_rows()

    response = superuser_client.post(url(thing), opened | second)

    assert response.status_code == 200
    assert response.context["panel"].name == "two_editors"
    assert typed(response) | second == typed(response)
    assert all_rows() == stored


@two
def test_both_versions_are_shown_with_who_saved_the_other(
    editor_client, superuser_client, make, first, second
):
    thing = make()
    opened = form_of(superuser_client, thing)
    save(editor_client, thing, **first)

    response = superuser_client.post(url(thing), opened | second)

    [difference] = response.context["panel"].context["differences"]
    texts = {
        kind: "".join(piece.text for piece in difference.fields[0].pieces if piece.kind != other)
        for kind, other in (("theirs", "added"), ("yours", "removed"))
    }
    assert texts == {
        "theirs": next(iter(first.values())),
        "yours": next(iter(second.values())),
    }
    assert "editor saved it on" in response.text


@two
def test_saving_again_is_a_decision_and_goes_through(
    editor_client, superuser_client, make, first, second
):
    thing = make()
    opened = form_of(superuser_client, thing)
    save(editor_client, thing, **first)
    refused = superuser_client.post(url(thing), opened | second)

    response = superuser_client.post(url(thing), typed(refused))

    assert_saved(response)
    thing.refresh_from_db()
    for name, words in second.items():
        assert getattr(thing, name) == words


@two
def test_form_without_what_it_was_opened_on_overwrites(
    editor_client, superuser_client, make, first, second, monkeypatch
):
    """The fault, when the guard is off."""
    thing = make()
    monkeypatch.setattr("comparisons.admin.desk._is_current", lambda *_: True)
    opened = form_of(superuser_client, thing)
    save(editor_client, thing, **first)

    response = superuser_client.post(url(thing), opened | second)

    assert_saved(response)


def test_change_of_a_row_alone_is_noticed(editor_client, superuser_client):
    role = publishable_role()
    opened = form_of(superuser_client, role)
    save(editor_client, role, **{"points-0-text": "You gain a first."})

    response = superuser_client.post(url(role), opened | {"points-0-text": "You gain a second."})

    assert response.context["panel"].name == "two_editors"
    assert role.points.filter(text="You gain a first.").exists()


def test_row_that_was_deleted_meanwhile_can_be_added_again(editor_client, superuser_client):
    role = publishable_role()
    doomed = role.points.first()
    opened = form_of(superuser_client, role) | {"points-0-text": "You gain it all the same."}
    save(editor_client, role, state="draft", **{"points-0-DELETE": "on"})
    count = role.points.count()

    refused = superuser_client.post(url(role), opened)
    response = superuser_client.post(url(role), typed(refused))

    assert refused.context["panel"].name == "two_editors"
    assert_saved(response)
    assert not role.points.filter(pk=doomed.pk).exists()
    assert role.points.filter(text="You gain it all the same.").exists()
    assert role.points.count() == count + 1


def test_row_that_was_added_meanwhile_stays(editor_client, superuser_client):
    role = publishable_role()
    opened = form_of(superuser_client, role) | {"name": "Second"}
    last = int(opened["week-TOTAL_FORMS"]) - 1
    hours = {"week-0-hours": str(int(opened["week-0-hours"]) - 1)}
    new = {f"week-{last}-activity": "Maps", f"week-{last}-hours": "1"}
    assert_saved(save(editor_client, role, **hours, **new))

    refused = superuser_client.post(url(role), opened)

    assert refused.context["panel"].name == "two_editors"
    assert role.week.filter(activity="Maps").exists()


def test_nothing_is_refused_when_nobody_else_saved(editor_client):
    role = publishable_role()
    opened = form_of(editor_client, role)

    first = editor_client.post(url(role), opened | {"definition": "First."})
    second = save(editor_client, role, definition="Second.")

    assert_saved(first)
    assert_saved(second)


def test_save_of_the_verdict_does_not_stop_that_of_its_comparison(editor_client, superuser_client):
    comparison = publishable_comparison()
    opened = form_of(superuser_client, comparison)
    save(editor_client, comparison.current_verdict, reason="By the first.")

    response = superuser_client.post(url(comparison), opened | {"question": "Second?"})

    assert_saved(response)


def test_old_version_does_not_come_back_over_a_newer_save(editor_client, superuser_client):
    role = RoleFactory(name="First")
    with reversion.create_revision():
        reversion.add_to_revision(role)
    version = reversion.models.Version.objects.get_for_object(role).get()
    page = url(role, "revision", version.pk)
    opened = typed(superuser_client.get(page))
    assert_saved(save(editor_client, role, name="Newer"))

    response = superuser_client.post(page, opened)

    assert response.context["panel"].name == "two_editors"
    role.refresh_from_db()
    assert role.name == "Newer"


def test_saves_wait_for_each_other(editor_client):
    role = RoleFactory()
    form = form_of(editor_client, role)

    with CaptureQueriesContext(connection) as queries:
        editor_client.post(url(role), form)

    texts = [query["sql"] for query in queries.captured_queries]
    saved = next(i for i, text in enumerate(texts) if 'UPDATE "comparisons_role"' in text)
    held = [text for text in texts[:saved] if "comparisons_contentversion" in text]
    assert held
    if connection.vendor == "postgresql":
        assert "FOR UPDATE" in held[-1]


def test_rows_that_exchange_what_may_stand_once_are_refused_in_words(editor_client):
    role = RoleFactory()
    for _ in range(2):
        RatingFactory(role=role)
    form = form_of(editor_client, role)
    first, second = (form[f"ratings-{row}-criterion"] for row in range(2))
    before = all_rows()

    exchanged = {"ratings-0-criterion": second, "ratings-1-criterion": first}
    response = editor_client.post(url(role), form | exchanged | {"name": "Kept"})

    assert errors_of(response)[0].startswith("Nothing is saved yet: two rows say what may be said")
    assert typed(response)["name"] == "Kept"
    assert all_rows() == before


def test_second_editor_who_adds_the_same_row_sees_both_versions(editor_client, superuser_client):
    role, criterion = RoleFactory(), CriterionFactory()
    row = {"ratings-0-criterion": criterion.pk, "ratings-0-level": "3", "ratings-0-reason": "So."}
    opened = form_of(superuser_client, role) | row | {"definition": "By the second."}
    assert_saved(save(editor_client, role, **row))

    refused = superuser_client.post(url(role), opened)
    response = superuser_client.post(url(role), typed(refused))

    assert refused.context["panel"].name == "two_editors"
    assert typed(response)["definition"] == "By the second."
    assert "two rows say" in errors_of(response)[0]


def test_deleting_waits_its_turn(editor_client):
    role = RoleFactory()

    with CaptureQueriesContext(connection) as queries:
        editor_client.post(url(role, "delete"), {"post": "yes"})

    texts = [query["sql"] for query in queries.captured_queries]
    held = next(i for i, text in enumerate(texts) if "comparisons_contentversion" in text)
    gone = next(i for i, text in enumerate(texts) if 'DELETE FROM "comparisons_role"' in text)
    assert held < gone


@pytest.mark.parametrize("address", ["?publish_at=x", "?publish_at=2020-01-01", "?name=Crafted"])
def test_address_presets_nothing_but_links(editor_client, address):
    response = editor_client.get(url(Role, "add") + address)

    assert response.status_code == 200
    assert typed(response).get("name", "") == ""


# Pure parts


def test_fingerprint_changes_with_words_and_not_with_the_clock(db):
    role = RoleFactory()
    before = fingerprint(role, ())

    Role.objects.update(changed_at="2030-01-01T00:00:00Z")
    later = fingerprint(Role.objects.get(), ())
    Role.objects.update(name="Another")
    renamed = fingerprint(Role.objects.get(), ())

    assert later == before
    assert renamed != before


def test_fingerprint_holds_lists_of_other_things(db):
    role = RoleFactory()
    before = fingerprint(role, ())

    role.reading.add(SourceFactory())

    assert Source.objects.count() == 1
    assert fingerprint(role, ()) != before


def form(**fields):
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    data.update({name.replace("__", "-"): value for name, value in fields.items()})
    return data


def test_gone_rows_stand_behind_those_that_are_still_there():
    data = form(
        w__TOTAL_FORMS="3",
        w__INITIAL_FORMS="2",
        w__0__id="7",
        w__0__activity="Gone",
        w__1__id="8",
        w__1__activity="Here",
        w__2__id="",
        w__2__activity="New",
    )

    make_gone_rows_new(data, "w", {"8"})

    assert data.dict() == {
        "w-TOTAL_FORMS": "3",
        "w-INITIAL_FORMS": "1",
        "w-0-id": "8",
        "w-0-activity": "Here",
        "w-1-id": "",
        "w-1-activity": "Gone",
        "w-2-id": "",
        "w-2-activity": "New",
    }


@pytest.mark.parametrize("count", ["", "-1", "many", "99999", "9" * 5000])
def test_nonsense_about_rows_is_left_to_the_form(count):
    data = form(w__TOTAL_FORMS=count, w__INITIAL_FORMS="0", w__0__activity="New")
    before = data.dict()

    make_gone_rows_new(data, "w", set())

    assert data.dict() == before
