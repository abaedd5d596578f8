from datetime import date

import pytest

from comparisons.models import Clause, Comparison, Experiment, Point, Role
from comparisons.publishing import publishing_gaps
from tests.factories import (
    ComparisonFactory,
    CriterionFactory,
    GuideFactory,
    PointFactory,
    RatingFactory,
    RoleFactory,
    SkillFactory,
    complete_verdict,
    publishable_comparison,
    publishable_guide,
    publishable_role,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "complete",
    [
        publishable_role,
        lambda: publishable_role(path=Role.Path.PRODUCT_MANAGEMENT),
        publishable_comparison,
        publishable_guide,
    ],
    ids=["role", "role with a path", "comparison", "guide"],
)
def test_complete_page_lacks_nothing(complete):
    assert publishing_gaps(complete()) == []


# Roles


@pytest.mark.parametrize(
    ("left", "gaps"),
    [
        (3, []),
        (2, ["2 pros; write at least 3."]),
        (1, ["1 pro; write at least 3."]),
        (0, ["No pros; write at least 3."]),
    ],
)
def test_role_needs_three_pros(left, gaps):
    role = publishable_role()
    for pro in role.pros[left:]:
        pro.delete()

    assert publishing_gaps(role) == gaps


def test_role_needs_three_cons():
    role = publishable_role()
    role.cons[0].delete()

    assert publishing_gaps(role) == ["2 cons; write at least 3."]


@pytest.mark.parametrize("hours", [39, 36, 1])
def test_week_needs_forty_hours(hours):
    role = publishable_role()
    role.week.update(hours=hours)

    assert publishing_gaps(role) == [f"The week adds up to {hours} hours; it should be 40."]


def test_week_over_forty_hours_is_a_gap():
    role = publishable_role()
    role.week.create(activity="More", hours=1)

    assert publishing_gaps(role) == ["The week adds up to 41 hours; it should be 40."]


def test_missing_ratings_are_named_in_their_order():
    role = publishable_role()
    RatingFactory(role=role)
    CriterionFactory(name="Openings within reach", order=992)
    CriterionFactory(name="Pay", order=991)

    assert publishing_gaps(role) == ["Not rated yet: Pay, Openings within reach."]


@pytest.mark.parametrize(
    ("when", "gap"),
    [
        (Experiment.When.WEEK, "No experiment yet for: this week."),
        (Experiment.When.MONTH, "No experiment yet for: this month."),
        (Experiment.When.QUARTER, "No experiment yet for: this quarter."),
    ],
)
def test_role_with_a_path_needs_an_experiment_for_each_time(when, gap):
    role = publishable_role(path=Role.Path.PRODUCT_MANAGEMENT)
    role.experiments.filter(when=when).delete()

    assert publishing_gaps(role) == [gap]


def test_experiments_that_are_missing_are_named_together():
    role = publishable_role(path=Role.Path.PRODUCT_MANAGEMENT)
    role.experiments.all().delete()

    assert publishing_gaps(role) == ["No experiment yet for: this week, this month, this quarter."]


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("definition", "Definition"),
        ("judged_on", "You are judged on"),
        ("you_decide", "You decide"),
        ("you_do_not_decide", "You do not decide"),
        ("you_give_up", "You give up"),
        ("hardest_part", "Hardest part"),
        ("way_in", "Way in"),
        ("way_back", "Way back"),
    ],
)
def test_role_needs_its_definition_and_the_whole_deal(field, label):
    role = publishable_role(**{field: " \n"})

    assert publishing_gaps(role) == [f"“{label}” is empty. Write it."]


def test_point_of_another_role_is_a_gap_that_quotes_it():
    PointFactory(role=RoleFactory(name="Tech lead"), kind=Point.Kind.CON, text="you  LOSE time")
    role = publishable_role()
    PointFactory(role=role, text="You lose time.")

    assert publishing_gaps(role) == [
        "“You lose time.” stands on Tech lead as well. Say what is true of this role only."
    ]


def test_point_that_says_nothing_is_a_gap_that_quotes_it():
    role = publishable_role()
    PointFactory(role=role, text="Specific tradeoffs depend on your use case")

    assert publishing_gaps(role) == [
        "“Specific tradeoffs depend on your use case” says nothing."
        " Name what is gained or paid, and when."
    ]


def test_all_gaps_of_a_role_are_told_at_once():
    CriterionFactory(name="Pay")

    gaps = publishing_gaps(RoleFactory(path=Role.Path.TECHNICAL_LEADERSHIP))

    assert gaps[-5:] == [
        "No pros; write at least 3.",
        "No cons; write at least 3.",
        "The week adds up to 0 hours; it should be 40.",
        "Not rated yet: Pay.",
        "No experiment yet for: this week, this month, this quarter.",
    ]
    assert len(gaps) == 13


# Comparisons


@pytest.mark.parametrize(
    ("kind", "gap"),
    [
        (Clause.Kind.CHOOSE_A_IF, "2 reasons to choose Tech lead; write at least 3."),
        (Clause.Kind.CHOOSE_B_IF, "2 reasons to choose Architect; write at least 3."),
        (
            Clause.Kind.WOULD_CHANGE_IT,
            "Nothing is named that would change the verdict. Write at least 1.",
        ),
    ],
)
def test_verdict_needs_its_clauses(kind, gap):
    comparison = publishable_comparison(
        role_a=publishable_role(name="Tech lead"), role_b=publishable_role(name="Architect")
    )
    comparison.current_verdict.clauses.filter(kind=kind).first().delete()

    assert publishing_gaps(comparison) == [gap]


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("for_whom", "For whom"),
        ("in_short", "In short"),
        ("reason", "Reason"),
        ("best_argument_against", "Best argument against"),
    ],
)
def test_verdict_needs_its_texts(field, label):
    comparison = publishable_comparison()
    comparison.verdicts.update(**{field: ""})

    assert publishing_gaps(comparison) == [f"The verdict’s “{label}” is empty. Write it."]


def test_comparison_needs_a_date_for_its_next_review():
    comparison = publishable_comparison(review_due=None)

    assert publishing_gaps(comparison) == ["There is no date for the next review. Set one."]


def test_comparison_needs_a_verdict():
    comparison = publishable_comparison()
    comparison.verdicts.all().delete()

    assert publishing_gaps(comparison) == ["There is no verdict. Add one."]


@pytest.mark.parametrize("state", [Role.State.DRAFT, Role.State.IN_REVIEW, Role.State.ARCHIVED])
@pytest.mark.parametrize("side", ["role_a", "role_b"])
def test_comparison_needs_both_roles_published(side, state):
    comparison = publishable_comparison(**{side: publishable_role(name="Architect", state=state)})

    assert publishing_gaps(comparison) == ["Architect is not published. Publish the role first."]


def test_only_the_current_verdict_has_to_be_complete():
    comparison = publishable_comparison()
    comparison.verdicts.update(reason="")
    complete_verdict(comparison=comparison, decided_on=date(2026, 6, 1))

    assert publishing_gaps(comparison) == []


def test_new_verdict_has_to_be_complete_though_the_old_one_is():
    comparison = publishable_comparison()
    complete_verdict(comparison=comparison, decided_on=date(2026, 6, 1), reason="")

    assert publishing_gaps(comparison) == ["The verdict’s “Reason” is empty. Write it."]


def test_gaps_of_a_comparison_are_told_at_once():
    comparison = ComparisonFactory(role_a__name="Tech lead", role_b__name="Architect")

    assert publishing_gaps(comparison) == [
        "Tech lead is not published. Publish the role first.",
        "Architect is not published. Publish the role first.",
        "There is no date for the next review. Set one.",
        "There is no verdict. Add one.",
    ]


# Guides


@pytest.mark.parametrize(
    ("body", "gap"),
    [
        ("", "The text is empty. Write it."),
        (" \n\n ", "The text is empty. Write it."),
        ("# Why\n\nBecause.", "The text has to begin with a paragraph, because lists show it."),
        ("- One\n- Two", "The text has to begin with a paragraph, because lists show it."),
    ],
)
def test_guide_needs_a_first_paragraph(body, gap):
    guide = publishable_guide(body=body)

    assert publishing_gaps(guide) == [gap]


def test_guide_needs_a_skill():
    guide = GuideFactory()

    assert publishing_gaps(guide) == ["No skill is chosen. Choose at least one."]


def test_one_skill_is_enough_for_a_guide():
    guide = GuideFactory()
    guide.skills.add(SkillFactory())

    assert publishing_gaps(guide) == []


def test_publishable_comparison_of_the_factories_is_public():
    comparison = publishable_comparison()

    assert list(Comparison.objects.published()) == [comparison]
