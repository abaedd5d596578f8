import os
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from comparisons.models import (
    Alias,
    Comparison,
    ContentVersion,
    Guide,
    ImportedSlug,
    Point,
    Publishable,
    Role,
    Verdict,
)
from tests.factories import (
    A_DAY,
    AliasFactory,
    ClauseFactory,
    ComparisonFactory,
    CriterionFactory,
    ExperimentFactory,
    FaqFactory,
    FigureFactory,
    GuideFactory,
    PointFactory,
    RatingFactory,
    RoleFactory,
    SkillFactory,
    SourceFactory,
    VerdictFactory,
    WeekSliceFactory,
    complete_verdict,
    publishable_comparison,
)
from tests.rows import content_version

pytestmark = pytest.mark.django_db

State = Publishable.State


def test_suite_runs_on_the_database_it_was_asked_to():
    asked = os.environ.get("EXPECTED_DATABASE") or connection.vendor

    assert connection.vendor == asked


# Rules that must always hold: each is told to an editor, and kept by the database.


def refusals(thing):
    """What an editor is told."""
    with pytest.raises(ValidationError) as refused:
        thing.full_clean()
    return refused.value.messages


def assert_database_refuses(thing):
    with pytest.raises(IntegrityError), transaction.atomic():
        thing.save()


def pair_twice(reverse):
    there = ComparisonFactory()
    pair = (there.role_b, there.role_a) if reverse else there.roles
    return ComparisonFactory.build(role_a=pair[0], role_b=pair[1], slug="again")


def with_itself():
    role = RoleFactory()
    return ComparisonFactory.build(role_a=role, role_b=role)


def rated_twice():
    there = RatingFactory()
    return RatingFactory.build(role=there.role, criterion=there.criterion)


def rating_of(level):
    return RatingFactory.build(role=RoleFactory(), criterion=CriterionFactory(), level=level)


def second_on_path():
    RoleFactory(path=Role.Path.TECHNICAL_LEADERSHIP)
    return RoleFactory.build(path=Role.Path.TECHNICAL_LEADERSHIP)


def verdict_with(**fields):
    return VerdictFactory.build(comparison=ComparisonFactory(), **fields)


def figure_without(**missing):
    return FigureFactory.build(**{"role": RoleFactory(), "source": SourceFactory(), **missing})


def reviewed(factory, **fields):
    return factory.build(reviewed_on=A_DAY, review_due=A_DAY, **fields)


RULES = {
    "pair once": (lambda: pair_twice(reverse=False), "These two roles are already compared."),
    "pair once, reversed": (
        lambda: pair_twice(reverse=True),
        "These two roles are already compared.",
    ),
    "pair of two": (with_itself, "Choose two different roles."),
    "pick": (lambda: verdict_with(pick="both"), "Pick one of the two roles, or none."),
    "sureness 0": (lambda: verdict_with(sureness=0), "Sureness is 1, 2 or 3."),
    "sureness 4": (lambda: verdict_with(sureness=4), "Sureness is 1, 2 or 3."),
    "level 0": (lambda: rating_of(0), "A level is a number from 1 to 5."),
    "level 6": (lambda: rating_of(6), "A level is a number from 1 to 5."),
    "one rating": (rated_twice, "This role is already rated on this criterion."),
    "one role per path": (second_on_path, "Another role already stands for this path."),
    "role slug": (
        lambda: RoleFactory.build(slug="this-vs-that"),
        "The address of a role cannot contain “-vs-”.",
    ),
    "role alias": (
        lambda: AliasFactory.build(role=RoleFactory(), slug="this-vs-that"),
        "Another name of a role cannot contain “-vs-”.",
    ),
    "alias without target": (
        lambda: Alias(slug="nowhere"),
        "An alias leads to one role, one comparison or one guide.",
    ),
    "alias with two targets": (
        lambda: Alias(slug="both", role=RoleFactory(), guide=GuideFactory()),
        "An alias leads to one role, one comparison or one guide.",
    ),
    "question of nobody": (
        lambda: FaqFactory.build(role=None),
        "A question belongs to one role, comparison or guide.",
    ),
    "question of two": (
        lambda: FaqFactory.build(role=RoleFactory(), comparison=ComparisonFactory()),
        "A question belongs to one role, comparison or guide.",
    ),
    "point with a strength": (
        lambda: PointFactory.build(role=RoleFactory(), strength=Point.Strength.SURVEY),
        "Name the source, or mark this as our judgement.",
    ),
    "figure without source": (
        lambda: figure_without(source=None),
        "A number needs its place, its year and its source.",
    ),
    "figure without place": (
        lambda: figure_without(place=""),
        "A number needs its place, its year and its source.",
    ),
    "figure without year": (
        lambda: figure_without(year=None),
        "A number needs its place, its year and its source.",
    ),
    "no hours": (
        lambda: WeekSliceFactory.build(role=RoleFactory(), hours=0),
        "A slice of the week has 1 to 40 hours.",
    ),
    "41 hours": (
        lambda: WeekSliceFactory.build(role=RoleFactory(), hours=41),
        "A slice of the week has 1 to 40 hours.",
    ),
    "review of a role": (
        lambda: reviewed(RoleFactory),
        "The next review has to come after the last one.",
    ),
    "review of a comparison": (
        lambda: reviewed(ComparisonFactory, role_a=RoleFactory(), role_b=RoleFactory()),
        "The next review has to come after the last one.",
    ),
}
rules = pytest.mark.parametrize(("broken", "message"), RULES.values(), ids=RULES.keys())


@rules
def test_rule_is_told_to_the_editor(broken, message):
    thing = broken()

    with pytest.raises(ValidationError) as refused:
        thing.validate_constraints()

    assert refused.value.messages == [message]
    assert refusals(thing)


@rules
def test_rule_is_kept_by_the_database(broken, message):
    thing = broken()

    assert_database_refuses(thing)


ALLOWED = {
    "levels": lambda: [RatingFactory(level=level) for level in (1, 5)],
    "sureness": lambda: [VerdictFactory(sureness=sureness) for sureness in (1, 3)],
    "picks": lambda: [VerdictFactory(pick=pick) for pick in Verdict.Pick],
    "hours": lambda: [WeekSliceFactory(hours=hours) for hours in (1, 40)],
    "roles without a path": lambda: [RoleFactory(path="") for _ in range(2)],
    "a number that is not known": lambda: [
        FigureFactory(amount="", place="", year=None, source=None)
    ],
    "a point with its source": lambda: [
        PointFactory(strength=Point.Strength.SURVEY, source=SourceFactory())
    ],
    "a review a day later": lambda: [
        RoleFactory(reviewed_on=A_DAY, review_due=A_DAY + timedelta(days=1))
    ],
    "a role compared twice, with others": lambda: [
        ComparisonFactory(role_a=role, role_b=RoleFactory()) for role in [RoleFactory()] * 2
    ],
    "an alias of each kind": lambda: [
        AliasFactory(),
        AliasFactory(comparison=ComparisonFactory(), slug="this-vs-that"),
        AliasFactory(guide=GuideFactory()),
    ],
}


@pytest.mark.parametrize("kept", ALLOWED.values(), ids=ALLOWED.keys())
def test_what_the_rules_allow_can_be_saved(kept):
    things = kept()

    for thing in things:
        thing.full_clean(exclude=["answer"])
        assert type(thing).objects.filter(pk=thing.pk).exists()


def test_alias_cannot_be_the_address_of_a_role():
    taken = RoleFactory(slug="tech-lead", name="Tech lead")
    alias = AliasFactory.build(role=RoleFactory(), slug=taken.slug)

    assert refusals(alias) == ["This is already the address of Tech lead."]


def test_ordinary_day_needs_a_time_on_each_line():
    role = RoleFactory(ordinary_day="09:10 Read alerts.\nLunch.")

    with pytest.raises(ValidationError) as refused:
        role.full_clean(exclude=["definition"])

    assert refused.value.messages == [
        "Start each line with a time, for example: 09:10 Read overnight alerts."
    ]


# The only door for public pages


def test_published_shows_only_what_is_published_by_now():
    shown = RoleFactory(state=State.PUBLISHED)
    past = RoleFactory(state=State.PUBLISHED, publish_at=timezone.now() - timedelta(minutes=1))
    RoleFactory(state=State.PUBLISHED, publish_at=timezone.now() + timedelta(minutes=1))
    RoleFactory(state=State.DRAFT)
    RoleFactory(state=State.IN_REVIEW)
    RoleFactory(state=State.ARCHIVED)

    assert set(Role.objects.published()) == {shown, past}


def test_published_guides_are_those_that_are_published():
    shown = GuideFactory(state=State.PUBLISHED)
    GuideFactory(state=State.DRAFT)

    assert list(Guide.objects.published()) == [shown]


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": State.DRAFT},
        {"state": State.IN_REVIEW},
        {"state": State.ARCHIVED},
        {"publish_at": timezone.now() + timedelta(days=1)},
    ],
    ids=["draft", "in review", "archived", "tomorrow"],
)
@pytest.mark.parametrize("side", ["role_a", "role_b"])
def test_comparison_is_public_only_while_both_roles_are(side, hidden):
    comparison = publishable_comparison()
    publishable_comparison(role_a=comparison.role_a)
    role = getattr(comparison, side)
    for name, value in hidden.items():
        setattr(role, name, value)
    role.save()

    public = Comparison.objects.published()

    assert comparison not in public


def test_comparison_of_two_public_roles_is_public():
    comparison = publishable_comparison()

    assert list(Comparison.objects.published()) == [comparison]


# What the nouns say about themselves


def test_newest_verdict_is_current():
    comparison = ComparisonFactory()
    VerdictFactory(comparison=comparison, decided_on=date(2025, 1, 1))
    newest = VerdictFactory(comparison=comparison, decided_on=date(2026, 1, 1))
    VerdictFactory(comparison=comparison, decided_on=date(2025, 6, 1))

    assert comparison.current_verdict == newest
    assert list(Verdict.objects.current()) == [newest]


def test_later_one_of_two_verdicts_on_a_day_is_current():
    comparison = ComparisonFactory()
    VerdictFactory(comparison=comparison)
    later = VerdictFactory(comparison=comparison)

    assert comparison.current_verdict == later


def test_comparison_without_verdict_has_no_current_one():
    comparison = ComparisonFactory()

    assert comparison.current_verdict is None


def test_verdict_sorts_its_clauses():
    verdict = complete_verdict()

    assert [clause.order for clause in verdict.choose_a_if] == [1, 2, 3]
    assert [clause.order for clause in verdict.choose_b_if] == [4, 5, 6]
    assert [clause.order for clause in verdict.would_change_it] == [7]


@pytest.mark.parametrize(("pick", "side"), [("a", "role_a"), ("b", "role_b"), ("none", None)])
def test_picked_role(pick, side):
    verdict = VerdictFactory(pick=pick)

    assert verdict.picked_role == (getattr(verdict.comparison, side) if side else None)


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("days", "overdue"), [(-1, True), (0, False), (1, False)], ids=["past", "today", "future"]
)
def test_review_is_overdue_after_its_day(days, overdue):
    role = RoleFactory(review_due=timezone.localdate() + timedelta(days=days))

    assert role.is_overdue is overdue


def test_review_without_a_date_is_not_overdue():
    assert RoleFactory(review_due=None).is_overdue is False


@pytest.mark.parametrize("name", ["tech-lead", "tl"])
def test_role_is_found_by_its_names(name):
    role = RoleFactory(slug="tech-lead")
    AliasFactory(role=role, slug="tl")
    AliasFactory(role=role, slug="technical-lead")
    RoleFactory()

    assert list(Role.objects.called(name)) == [role]


def test_lead_of_a_guide_is_its_first_paragraph_in_one_line():
    guide = GuideFactory(body="\nFirst line,\nsecond line.\n\nThen more.")

    assert guide.lead == "First line, second line."


def test_points_are_sorted_into_pros_and_cons():
    role = RoleFactory()
    con = PointFactory(role=role, kind=Point.Kind.CON)
    pro = PointFactory(role=role, kind=Point.Kind.PRO)

    assert (role.pros, role.cons) == ([pro], [con])


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (lambda: CriterionFactory(name="Pay"), "Pay"),
        (lambda: SourceFactory(title="A survey", slug="survey"), "A survey (survey)"),
        (lambda: SkillFactory(name="Writing"), "Writing"),
        (lambda: RoleFactory(name="Tech lead"), "Tech lead"),
        (lambda: RatingFactory(criterion__name="Pay", level=4), "Pay: 4"),
        (lambda: PointFactory(text="You decide."), "You decide."),
        (lambda: FigureFactory(text="Median", amount="$5"), "Median: $5"),
        (lambda: FigureFactory(text="Median", amount=""), "Median: no reliable figure"),
        (lambda: WeekSliceFactory(activity="Meetings", hours=9), "Meetings: 9 h"),
        (lambda: ExperimentFactory(action="Shadow one."), "Shadow one."),
        (lambda: FaqFactory(question="Why?"), "Why?"),
        (lambda: AliasFactory(slug="tl"), "tl"),
        (lambda: ClauseFactory(text="You like it."), "You like it."),
        (lambda: GuideFactory(title="How to"), "How to"),
        (lambda: ImportedSlug(kind="role", slug="tech-lead"), "role tech-lead"),
        (lambda: ContentVersion(number=7), "Content version 7"),
        (
            lambda: ComparisonFactory(role_a__name="Tech lead", role_b__name="Product manager"),
            "Tech lead or product manager?",
        ),
    ],
)
def test_things_are_called_by_their_words(thing, words):
    assert str(thing()) == words


def test_experiment_needs_its_time():
    experiment = ExperimentFactory.build(
        role=RoleFactory(), criterion=CriterionFactory(), when="never"
    )

    assert refusals(experiment) == ["Value 'never' is not a valid choice."]


# Bookkeeping


def test_content_version_counts_changes():
    before = content_version()

    ContentVersion.increase()
    ContentVersion.increase()

    assert (before, content_version()) == (0, 2)


def test_slug_counts_as_imported_once_for_each_kind():
    ImportedSlug.objects.create(kind="role", slug="tech-lead")
    ImportedSlug.objects.create(kind="guide", slug="tech-lead")

    assert_database_refuses(ImportedSlug(kind="role", slug="tech-lead"))
