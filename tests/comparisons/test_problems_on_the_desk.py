"""What keeps a form from being saved or a page from being published leads to its field."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comparisons.models import Comparison, Guide, Rating, Role
from tests.desk import assert_saved, errors_of, form_of, save, url
from tests.factories import (
    ComparisonFactory,
    CriterionFactory,
    GuideFactory,
    PointFactory,
    RatingFactory,
    RoleFactory,
    VerdictFactory,
    publishable_comparison,
    publishable_guide,
    publishable_role,
)

pytestmark = pytest.mark.django_db

FINE = "The checks of what is written here find nothing."


def lines(response, name):
    return [(line.words, line.address) for line in response.context[name]]


# What a draft lacks


def test_draft_says_what_it_lacks_and_where(editor_client):
    response = editor_client.get(url(RoleFactory(judged_on="")))

    found = lines(response, "gaps")
    assert ("“You are judged on” is empty. Write it.", "#id_judged_on") in found
    assert ("No pros; write at least 3.", "#points-heading") in found
    assert ("The week adds up to 0 hours; it should be 40.", "#week-heading") in found
    assert "Before it can be published" in response.text
    assert FINE not in response.text


@pytest.mark.parametrize("make", [publishable_role, publishable_guide, publishable_comparison])
def test_draft_that_lacks_nothing_is_fine(editor_client, make):
    thing = make(state="draft")

    response = editor_client.get(url(thing))

    assert lines(response, "gaps") == []
    assert "Before it can be published" not in response.text


@pytest.mark.parametrize("state", ["published", "archived"])
def test_page_that_readers_see_or_saw_is_not_told_what_a_draft_lacks(editor_client, state):
    response = editor_client.get(url(RoleFactory(state=state)))

    assert lines(response, "gaps") == []


def test_guide_leads_to_its_skills(editor_client):
    response = editor_client.get(url(GuideFactory(state="in-review")))

    assert ("No skill is chosen. Choose at least one.", "#id_skills") in lines(response, "gaps")


def test_comparison_leads_to_its_roles_and_its_verdict(editor_client):
    comparison = ComparisonFactory(role_a__state="draft")
    words = f"{comparison.role_a} is not published. Publish the role first."

    without = lines(editor_client.get(url(comparison)), "gaps")
    verdict = VerdictFactory(comparison=comparison, for_whom="")
    found = lines(editor_client.get(url(comparison)), "gaps")

    assert (words, f"{url(comparison.role_a)}#id_state") in found
    assert ("“For whom” is empty. Write it.", f"{url(verdict)}#id_for_whom") in [
        (said.removeprefix("The verdict’s "), address) for said, address in found
    ]
    add = f"/admin/comparisons/verdict/add/?comparison={comparison.pk}"
    assert ("There is no verdict. Add one.", add) in without


def test_verdict_names_what_its_comparison_lacks(editor_client):
    verdict = VerdictFactory(comparison__review_due=None)

    response = editor_client.get(url(verdict))

    words = "There is no date for the next review. Set one."
    assert (words, f"{url(verdict.comparison)}#id_review_due") in lines(response, "gaps")
    assert "#clauses-heading" in [address for _, address in lines(response, "gaps")]
    assert "Before the comparison can be published" in response.text


# What is wrong


def test_mistakes_lead_to_their_fields(editor_client):
    role = RoleFactory()
    PointFactory(role=role)

    response = save(editor_client, role, **{"name": "", "points-0-text": "", "publish_at_0": "x"})

    assert lines(response, "problems") == [
        ("Name: This field is required.", "#id_name"),
        ("Publish at: Enter a valid date.", "#id_publish_at_0"),
        ("Pro or con 1, text: This field is required.", "#id_points-0-text"),
    ]
    for _, address in lines(response, "problems"):
        assert f'id="{address[1:]}"' in response.text


def test_mistakes_stand_in_a_list_that_takes_the_focus(editor_client):
    response = save(editor_client, RoleFactory(), name="")

    assert "There is a problem" in response.text
    assert 'tabindex="-1" autofocus' in response.text
    assert "<title>Error: " in response.text
    assert FINE not in response.text
    assert "Please correct the error" not in response.text


def test_form_without_mistakes_speaks_of_no_problem(editor_client):
    response = editor_client.get(url(RoleFactory(state="published")))

    assert "There is a problem" not in response.text
    assert "<title>Error: " not in response.text
    assert FINE in response.text


def test_mistake_of_whole_rows_leads_to_them(editor_client):
    role, criterion = RoleFactory(), CriterionFactory()
    RatingFactory(role=role, criterion=criterion)
    other = RatingFactory(role=role)

    response = save(editor_client, role, **{"ratings-1-criterion": criterion.pk})

    assert other.criterion != criterion
    assert {address for _, address in lines(response, "problems")} <= {
        "#ratings-heading",
        "#ratings-1",
    }
    assert lines(response, "problems") != []


def test_row_that_is_taken_away_is_no_problem(editor_client):
    point = PointFactory()
    changes = {"points-0-DELETE": "on", "points-0-text": "", "name": ""}

    response = save(editor_client, point.role, **changes)

    assert lines(response, "problems") == [("Name: This field is required.", "#id_name")]


@pytest.mark.parametrize(
    ("kind", "make", "line"),
    [
        (Role, RoleFactory, ("No cons; write at least 3.", "#points-heading")),
        (Guide, GuideFactory, ("No skill is chosen. Choose at least one.", "#id_skills")),
        (
            Comparison,
            ComparisonFactory,
            ("There is no date for the next review. Set one.", "#id_review_due"),
        ),
    ],
)
def test_refused_publishing_leads_to_what_is_missing(editor_client, kind, make, line):
    response = save(editor_client, make(), state="published")

    assert line in lines(response, "problems")
    assert kind.objects.published().count() == 0


def test_comparison_that_is_not_there_yet_has_no_verdict_to_lead_to(editor_client):
    roles = {"role_a": publishable_role().pk, "role_b": publishable_role().pk}

    response = save(editor_client, Comparison, state="published", **roles)

    assert ("There is no verdict. Add one.", "") in lines(response, "problems")


# Leading to what readers see


@pytest.mark.parametrize(
    ("changes", "is_offered"),
    [
        ({}, True),
        ({"state": "draft"}, False),
        ({"state": "archived"}, False),
        ({"publish_at": timezone.now() + timedelta(days=9)}, False),
    ],
)
def test_page_is_shown_on_the_site_only_where_readers_find_it(editor_client, changes, is_offered):
    response = editor_client.get(url(publishable_role(**changes)))

    assert ("View on site" in response.text) == is_offered


# Rows to fill without a script


def test_each_criterion_without_a_rating_has_its_row(editor_client):
    role, rated = RoleFactory(), CriterionFactory()
    RatingFactory(role=role, criterion=rated)
    missing = [CriterionFactory(), CriterionFactory()]

    sent = form_of(editor_client, role)

    offered = {sent[f"ratings-{row}-criterion"] for row in (1, 2)}
    assert offered == {str(criterion.pk) for criterion in missing}
    assert sent["ratings-TOTAL_FORMS"] == "3"


def test_rows_that_are_only_offered_are_not_saved(editor_client):
    role = RoleFactory()
    CriterionFactory()

    assert_saved(save(editor_client, role, definition="You sail."))

    assert Rating.objects.count() == 0


def test_several_ratings_are_saved_at_once(editor_client):
    role = RoleFactory()
    for _ in range(2):
        CriterionFactory()
    rows = {
        f"ratings-{row}-{name}": value
        for row in (0, 1)
        for name, value in (("level", 3), ("reason", "You sail every day."))
    }

    assert_saved(save(editor_client, role, **rows))

    assert role.ratings.count() == 2


def test_row_with_half_a_rating_is_refused(editor_client):
    role = RoleFactory()
    CriterionFactory()

    response = save(editor_client, role, **{"ratings-0-level": 3})

    assert errors_of(response) == ["This field is required."]


@pytest.mark.parametrize(("points", "empty"), [(0, 3), (5, 3), (6, 1)])
def test_few_points_have_three_empty_rows(editor_client, points, empty):
    role = RoleFactory()
    for _ in range(points):
        PointFactory(role=role)

    assert form_of(editor_client, role)["points-TOTAL_FORMS"] == str(points + empty)
