"""What the desk says around its forms: names of pages, messages, dates and refusals."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import localize

from comparisons.models import Comparison, Criterion, Guide, Role, Source, Verdict
from quiz.models import Edition, Question
from tests.desk import assert_saved, errors_of, save, url
from tests.factories import (
    RoleFactory,
    SkillFactory,
    complete_verdict,
    publishable_comparison,
    publishable_guide,
    publishable_role,
)

pytestmark = pytest.mark.django_db

LATER = datetime(2099, 12, 1, tzinfo=UTC)


def words(response):
    return " ".join(response.content.decode().split())


def crumbs(response):
    found = re.search('<div class="breadcrumbs">(.*?)</div>', words(response))
    return re.sub("<[^>]*>|&rsaquo;", "", found[1]).split("  ") if found else []


def said(response):
    return [str(message) for message in response.context["messages"]]


# Names


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (Role, "Roles"),
        (Comparison, "Comparisons"),
        (Verdict, "Verdicts"),
        (Guide, "Guides"),
        (Criterion, "Criteria"),
        (Source, "Sources"),
        (Edition, "Editions"),
        (Question, "Questions"),
    ],
)
def test_list_is_called_what_it_lists(editor_client, model, name):
    page = editor_client.get(url(model, "changelist"))

    assert page.context["title"] == name
    assert [crumb.strip() for crumb in crumbs(page)] == ["Home", name]


def test_crumbs_name_the_list_and_the_thing_and_no_app(superuser_client):
    role = RoleFactory(name="Tech <b>lead</b>")

    pages = [
        superuser_client.get(page)
        for page in (url(role), url(role, "delete"), url(role, "history"), url(Role, "add"))
    ]

    found = [[crumb.strip() for crumb in crumbs(page)] for page in pages]
    name = "Tech &lt;b&gt;lead&lt;/b&gt;"
    assert found[0] == ["Home", "Roles", name]
    assert found[1] == ["Home", "Roles", name, "Delete"]
    assert found[3] == ["Home", "Roles", "Add role"]
    assert not any("Comparisons" in crumb for page in found for crumb in page)


def test_heading_of_a_form_is_its_kind_and_its_name(editor_client):
    page = editor_client.get(url(RoleFactory(name="Tech lead")))

    assert (page.context["title"], page.context["subtitle"]) == ("Role", "Tech lead")


def test_new_page_is_offered_an_address_from_its_name(editor_client):
    new = editor_client.get(url(Role, "add")).context["adminform"].prepopulated_fields
    old = editor_client.get(url(RoleFactory())).context["adminform"].prepopulated_fields

    assert [each["field"].name for each in new] == ["slug"]
    assert old == []


def test_address_is_called_so_and_refused_in_words(editor_client):
    RoleFactory(slug="tech-lead")
    page = editor_client.get(url(Role, "add"))

    taken = save(editor_client, Role, name="Lead", slug="tech-lead")
    bad = save(editor_client, Role, name="Lead", slug="tech lead")

    assert page.context["adminform"].form["slug"].label == "Address"
    assert "This is taken by another one. Choose another." in errors_of(taken)
    assert "Use only letters, digits and hyphens, for example: engineering-manager" in errors_of(
        bad
    )


# Messages


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "“Tech lead” is saved. Readers see it now."),
        (
            {"publish_at_0": "2099-12-01", "publish_at_1": "00:00"},
            "“Tech lead” is saved. Readers see it from 1 December 2099.",
        ),
        (
            {"publish_at_0": "2099-12-01", "publish_at_1": "09:30"},
            "“Tech lead” is saved. Readers see it from 1 December 2099, 09:30.",
        ),
        ({"state": "draft"}, "“Tech lead” is saved. Readers do not see it."),
        (
            {"state": "archived"},
            "“Tech lead” is saved. Readers who come to its address are told that it is gone.",
        ),
    ],
)
def test_saving_says_what_readers_see(editor_client, changes, message):
    role = publishable_role(name="Tech lead", state="published")

    response = save(editor_client, role, _continue="on", **changes)

    assert_saved(response)
    assert said(editor_client.get(response.url)) == [message]


LOST = " With it they lose the comparison: “{}”."
STAYS = " While the quiz is open, it still recommends this role."


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ("draft", "“Tech lead” is saved. Readers do not see it."),
        (
            "archived",
            "“Tech lead” is saved. Readers who come to its address are told that it is gone.",
        ),
    ],
)
def test_taking_a_role_away_says_what_goes_along(editor_client, state, message):
    role = publishable_role(name="Tech lead", path=Role.Path.TECHNICAL_LEADERSHIP)
    comparison = publishable_comparison(role_a=role)
    publishable_comparison(role_a=role, state="draft")

    response = save(editor_client, role, _continue="on", state=state)

    assert said(editor_client.get(response.url)) == [message + LOST.format(comparison) + STAYS]


def test_comparison_that_a_role_hides_says_so_in_its_list(editor_client):
    comparison = publishable_comparison()
    Role.objects.filter(pk=comparison.role_b.pk).update(state="draft")

    listed = editor_client.get(url(Comparison, "changelist"))

    assert f"Not shown: {comparison.role_b} is not published" in listed.text


def test_saving_what_is_no_page_says_that_it_is_saved(editor_client):
    response = save(editor_client, SkillFactory(name="Listening"), description="To hear.")

    assert said(editor_client.get(response.url)) == ["“Listening” is saved."]


def test_action_on_no_row_says_to_tick_one(editor_client):
    RoleFactory()

    response = editor_client.post(
        url(Role, "changelist"), {"action": "delete_selected", "index": "0"}, follow=True
    )

    assert said(response) == ["Nothing has changed: tick at least one row first."]


# Dates and states


def test_dates_are_written_out(editor_client):
    assert localize(datetime(2026, 3, 2, 20, 37)) == "2 March 2026, 20:37"  # noqa: DTZ001
    assert str(complete_verdict()).endswith(", 2 March 2026")


def test_list_says_from_when_a_page_is_seen(editor_client):
    publishable_guide(state="published", publish_at=LATER)
    publishable_guide(state="published")

    page = words(editor_client.get(url(Guide, "changelist")))

    shown = re.findall('class="field-state_for_readers">([^<]*)<', page)
    assert sorted(shown) == ["From 1 December 2099", "Published"]


# Refusals


def test_refusal_says_what_to_do_and_leads_back(author_client):
    response = author_client.get(reverse("admin:admin_logentry_changelist"))

    assert response.status_code == 403
    assert "You may not open this page" in words(response)
    assert f'href="{reverse("admin:index")}"' in words(response)


def test_refusal_needs_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert "You may not open this page" in render_to_string("403.html")


def test_wrong_password_is_told_in_our_words(client, author):
    sent = {"username": "author", "password": "wrong"}

    response = client.post(reverse("admin:login"), sent)

    assert response.context["title"] == "Sign in to the desk"
    assert "The name or the password is wrong" in words(response)


# Who did what


def test_long_details_are_folded_away(editor, editor_client):
    entry = {"user": editor, "action_flag": 2, "object_repr": "x"}
    LogEntry.objects.create(**entry, change_message="Changed Name.")
    LogEntry.objects.create(**entry, change_message="Changed <b>Name</b>.\n" * 9)

    page = words(editor_client.get(reverse("admin:admin_logentry_changelist")))

    assert '<td class="field-details">Changed Name.</td>' in page
    assert "<details><summary>Changed &lt;b&gt;Name&lt;/b&gt;.</summary>" in page
    assert page.count("Changed &lt;b&gt;Name&lt;/b&gt;.") == 10
    assert page.count("<details><summary>") == 1


def test_filters_are_named_in_plain_words(editor, author, editor_client):
    for person in (editor, author):
        LogEntry.objects.create(user=person, action_flag=2, object_repr="x")

    changes = editor_client.get(reverse("admin:admin_logentry_changelist")).context["cl"]

    assert [spec.title for spec in changes.filter_specs] == ["when", "who", "what was done"]


def test_groups_are_ticked_and_permissions_explained(superuser_client, author):
    page = words(superuser_client.get(f"/admin/auth/user/{author.pk}/change/"))

    assert '<input type="checkbox" name="groups"' in page
    assert "Designates" not in page
