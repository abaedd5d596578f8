"""A preview is the very page, and leaves nothing behind."""

import re

import pytest
from reversion.models import Version

from comparisons.models import Comparison, Guide, Role
from tests.conftest import client_with
from tests.desk import errors_of, form_of, save, typed, url
from tests.factories import (
    RoleFactory,
    SkillFactory,
    publishable_comparison,
    publishable_guide,
    publishable_role,
)
from tests.rows import all_rows

PUBLISHED = {
    "role": (publishable_role, {"definition": "Leads by writing it down."}),
    "comparison": (publishable_comparison, {"question": "Who leads by writing it down?"}),
    "verdict": (
        lambda: publishable_comparison().current_verdict,
        {"reason": "They lead by writing it down."},
    ),
    "guide": (publishable_guide, {"body": "You lead by writing it down."}),
}
published = pytest.mark.parametrize(("make", "words"), PUBLISHED.values(), ids=PUBLISHED.keys())
text = "by writing it down"


def preview(client, thing, **changes):
    page = url(thing, "add") if isinstance(thing, type) else url(thing)
    return client.post(page, form_of(client, thing) | changes | {"_preview": "on"})


@published
@pytest.mark.parametrize("whose", ["author_client", "editor_client"])
def test_preview_of_a_published_page_shows_what_is_typed_and_writes_nothing(
    request, client, make, words, whose
):
    editor, thing = request.getfixturevalue(whose), make()
    page = getattr(thing, "comparison", thing)
    before = all_rows()

    response = preview(editor, thing, **words)

    assert response.status_code == 200
    assert text in response.text
    assert all_rows() == before
    assert text not in client.get(page.get_absolute_url()).text


@published
def test_saving_writes_what_a_preview_only_shows(editor_client, make, words):
    thing = make()
    before = all_rows()

    editor_client.post(url(thing), form_of(editor_client, thing) | words)

    assert all_rows() != before
    assert Version.objects.count() > 0


def test_preview_shows_inlines_as_they_are_typed(editor_client):
    role = publishable_role()
    form = form_of(editor_client, role) | {
        "week-0-activity": "Drawing maps",
        "points-0-text": "You learn to draw maps.",
        "points-1-DELETE": "on",
    }
    gone = role.points.all()[1].text

    response = editor_client.post(url(role), form | {"_preview": "on"})

    assert "Drawing maps" in response.text
    assert "You learn to draw maps." in response.text
    assert gone not in response.text
    assert role.points.filter(text=gone).exists()


NEW = {
    Role: lambda: {"name": "Map maker", "slug": "map-maker", "definition": "Leads by maps."},
    Guide: lambda: {
        "title": "Maps",
        "slug": "maps",
        "body": "Leads by maps.",
        "skills": [SkillFactory().pk],
    },
    Comparison: lambda: {
        "role_a": RoleFactory().pk,
        "role_b": RoleFactory().pk,
        "question": "Who leads by maps?",
    },
}


@pytest.mark.parametrize("model", NEW, ids=lambda model: model.__name__)
def test_preview_of_something_new_writes_nothing(author_client, model):
    typed_words = NEW[model]()
    before = all_rows()

    response = preview(author_client, model, **typed_words)

    assert "by maps" in response.text
    assert all_rows() == before


def test_preview_of_a_page_that_lacks_much_is_shown(editor_client):
    role = RoleFactory(name="Map maker")

    response = preview(editor_client, role, state="published")

    assert response.status_code == 200
    assert "Map maker" in response.text
    role.refresh_from_db()
    assert role.state == "draft"


def test_preview_of_what_cannot_be_saved_only_says_why(editor_client):
    role = RoleFactory()

    rows = {"points-0-kind": "pro", "points-0-text": " "}
    response = preview(editor_client, role, name="", **rows)

    assert response.status_code == 200
    assert response.context["complaints"] == [
        "Name: This field is required.",
        "Pro or con 1, Text: This field is required.",
    ]
    assert "Nothing to preview yet" in response.text
    assert 'name="_save"' not in response.text


def test_saving_what_cannot_be_saved_keeps_the_words(editor_client):
    role = RoleFactory()

    response = save(editor_client, role, name="", definition="Leads by maps.")

    assert errors_of(response) == ["This field is required."]
    assert typed(response)["definition"] == "Leads by maps."


def test_preview_of_what_somebody_else_has_saved_meanwhile_says_so(editor_client):
    role = RoleFactory()
    form = form_of(editor_client, role) | {"_preview": "on"}
    save(editor_client, role, definition="Leads.")

    response = editor_client.post(url(role), form)

    assert "Somebody else saved this page after you had opened it." in response.text
    assert 'name="_save"' not in response.text


def test_preview_says_that_it_is_one_and_is_not_stored(editor_client):
    role = publishable_role()

    response = preview(editor_client, role)

    assert "This is a preview" in response.text
    assert "This is a preview" not in editor_client.get(role.get_absolute_url()).text
    assert "no-store" in response["Cache-Control"]


def test_whoever_may_only_look_cannot_preview(db):
    role = publishable_role()

    response = client_with("view_role").post(url(role), {"_preview": "on", "name": "Map maker"})

    assert response.status_code == 403


@pytest.mark.parametrize(
    ("make", "current"),
    [
        (publishable_role, "Roles"),
        (publishable_comparison, "Compare"),
        (publishable_guide, "Guides"),
    ],
)
def test_only_the_part_of_the_site_that_one_is_in_is_marked(client, editor_client, make, current):
    page = make()

    read = re.findall("aria-current[^>]*>([A-Za-z ]+)<", client.get(page.get_absolute_url()).text)
    previewed = re.findall("aria-current[^>]*>([A-Za-z ]+)<", preview(editor_client, page).text)

    assert read[:1] == [current]
    assert "Compare" not in previewed
