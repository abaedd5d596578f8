"""The list of who did what: LogEntry, for reading only."""

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comparisons.models import Role
from tests.desk import assert_saved, save, url
from tests.factories import GuideFactory, RoleFactory, SkillFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/admin/logentry/"


def note(person, thing, did=CHANGE, said="Changed Name."):
    return LogEntry.objects.create(
        user=person,
        content_type=ContentType.objects.get_for_model(thing),
        object_id=str(thing.pk),
        object_repr=str(thing),
        action_flag=did,
        change_message=said,
    )


def rows(client, **query):
    """The text of each cell, in the order of the page."""
    changes = client.get(LIST, query).context["cl"]
    page = changes.model_admin
    return [
        (entry.user.username, page.did(entry), page.thing(entry), page.details(entry))
        for entry in changes.result_list
    ]


def test_saving_is_noted_with_who_and_what(editor_client, author_client):
    skill = SkillFactory(name="Listening")
    assert_saved(save(author_client, skill, name="Listening well"))

    assert rows(editor_client) == [
        (
            "author",
            "changed",
            f'<a href="{url(skill)}">Listening well</a>',
            "Changed Name.",
        )
    ]


def test_newest_comes_first(editor, editor_client):
    for name in ("One", "Two", "Three"):
        note(editor, SkillFactory(name=name))

    page = editor_client.get(LIST).context["cl"]

    assert [entry.object_repr for entry in page.result_list] == ["Three", "Two", "One"]


def test_thing_that_is_gone_is_named_without_a_link(editor, editor_client):
    skill = SkillFactory(name="Shouting")
    note(editor, skill, DELETION, "")
    skill.delete()

    assert rows(editor_client) == [("editor", "deleted", "Shouting", "")]


def test_name_of_a_thing_is_shown_as_text(editor, editor_client):
    note(editor, SkillFactory(name="<b>Bold</b>"))

    assert "&lt;b&gt;Bold&lt;/b&gt;</a>" in editor_client.get(LIST).text


def test_thing_whose_page_one_may_not_open_has_no_link(editor, editor_client, superuser_client):
    note(editor, User.objects.create_user("ben"))

    assert rows(editor_client)[0][2] == "ben"
    assert rows(superuser_client)[0][2].endswith(">ben</a>")


@pytest.mark.parametrize("key", [None, "", "x", "9" * 40, "-1", "1/../2", "٣"])
def test_entry_that_points_nowhere_breaks_nothing(editor, editor_client, key):
    entry = note(editor, SkillFactory(name="Odd"))
    LogEntry.objects.filter(pk=entry.pk).update(object_id=key)

    assert rows(editor_client) == [("editor", "changed", "Odd", "Changed Name.")]


def test_entry_of_a_kind_that_is_gone_breaks_nothing(editor, editor_client):
    gone = ContentType.objects.create(app_label="comparisons", model="horoscope")
    for kind in (gone, None):
        LogEntry.objects.create(
            user=editor, content_type=kind, object_id="1", object_repr="Old", action_flag=CHANGE
        )

    assert rows(editor_client) == [("editor", "changed", "Old", "")] * 2


@pytest.mark.parametrize("number", [1, 30])
def test_list_takes_the_same_queries(editor, editor_client, number):
    makers = (SkillFactory, RoleFactory, GuideFactory)
    for entry in range(number):
        note(editor, makers[entry % 3]())
    # What somebody may do, and which kinds there are, is asked once.
    editor_client.get(LIST)

    with CaptureQueriesContext(connection) as queries:
        page = editor_client.get(LIST)

    assert page.context["cl"].result_count == number
    assert len(queries) == 10


def test_list_is_filtered_and_searched(editor, author, editor_client):
    note(editor, SkillFactory(name="Listening"))
    note(author, RoleFactory(name="Wizard"), ADDITION, "Added.")

    kind = ContentType.objects.get_for_model(Role).pk
    wizard = [("author", "added", rows(editor_client, q="Wizard")[0][2], "Added.")]
    for query in (
        {"q": "Wizard"},
        {"q": "author"},
        {"user__id__exact": author.pk},
        {"did": ADDITION},
        {"kind": kind},
    ):
        assert rows(editor_client, **query) == wizard


@pytest.mark.parametrize("query", [{"user__id__exact": "x"}, {"p": "x"}, {"o": "x"}, {"y": "1"}])
def test_nonsense_in_the_address_is_no_error_of_ours(editor, editor_client, query):
    note(editor, SkillFactory())

    assert editor_client.get(LIST, query).status_code in {200, 302}


@pytest.mark.parametrize(
    ("client_of", "status"),
    [("author", 403), ("editor", 200), ("analyst", 403), ("superuser", 200)],
)
def test_who_may_read_it(request, client_of, status):
    client = request.getfixturevalue(f"{client_of}_client")

    assert client.get(LIST).status_code == status


@pytest.mark.parametrize("place", ["add/", "{}/change/", "{}/delete/"])
def test_nobody_changes_it(superuser, superuser_client, place):
    entry = note(superuser, SkillFactory(name="Listening"))

    page = superuser_client.post(LIST + place.format(entry.pk), {"object_repr": "x", "post": "yes"})

    assert page.status_code == 403
    assert [entry.object_repr for entry in LogEntry.objects.all()] == ["Listening"]


def test_nothing_is_deleted_in_bulk(superuser, superuser_client):
    entry = note(superuser, SkillFactory())

    superuser_client.post(LIST, {"action": "delete_selected", "_selected_action": [entry.pk]})

    assert LogEntry.objects.count() == 1
