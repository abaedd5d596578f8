"""Dull rows: a test states what matters to it, and nothing else."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from comparisons.models import (
    Alias,
    Clause,
    Comparison,
    Criterion,
    Experiment,
    Faq,
    Figure,
    Guide,
    Point,
    Rating,
    Role,
    Skill,
    Source,
    Verdict,
    WeekSlice,
)

A_DAY = date(2026, 3, 2)


class CriterionFactory(DjangoModelFactory):
    slug = factory.Sequence("criterion-{}".format)
    name = factory.Sequence("Criterion {}".format)
    goal = factory.Sequence("Have criterion {}".format)
    meaning = "What is rated."
    low = "Little of it"
    high = "Much of it"
    group = Criterion.Group.CRAFT
    order = factory.Sequence(int)

    class Meta:
        model = Criterion


class SourceFactory(DjangoModelFactory):
    slug = factory.Sequence("source-{}".format)
    title = factory.Sequence("Source {}".format)
    publisher = "A publisher"
    year = 2024
    address = "https://example.org/"

    class Meta:
        model = Source


class SkillFactory(DjangoModelFactory):
    slug = factory.Sequence("skill-{}".format)
    name = factory.Sequence("Skill {}".format)
    description = "What it is."

    class Meta:
        model = Skill


class RoleFactory(DjangoModelFactory):
    slug = factory.Sequence("role-{}".format)
    name = factory.Sequence("Role {}".format)

    class Meta:
        model = Role


class RatingFactory(DjangoModelFactory):
    role = factory.SubFactory(RoleFactory)
    criterion = factory.SubFactory(CriterionFactory)
    level = 3
    reason = "As everyone says."

    class Meta:
        model = Rating


class PointFactory(DjangoModelFactory):
    role = factory.SubFactory(RoleFactory)
    kind = Point.Kind.PRO
    text = factory.Sequence("Point {}".format)

    class Meta:
        model = Point


class FigureFactory(DjangoModelFactory):
    role = factory.SubFactory(RoleFactory)
    kind = Figure.Kind.PAY
    text = "Median pay"
    amount = "$100"
    place = "United States"
    year = 2024
    source = factory.SubFactory(SourceFactory)

    class Meta:
        model = Figure


class WeekSliceFactory(DjangoModelFactory):
    role = factory.SubFactory(RoleFactory)
    activity = "Work"
    hours = 40

    class Meta:
        model = WeekSlice


class ExperimentFactory(DjangoModelFactory):
    role = factory.SubFactory(RoleFactory)
    when = Experiment.When.WEEK
    criterion = factory.SubFactory(CriterionFactory)
    action = "Try it."
    cost = "An hour"
    good_sign = "You want more."
    stop_if = "You want less."

    class Meta:
        model = Experiment


class ComparisonFactory(DjangoModelFactory):
    role_a = factory.SubFactory(RoleFactory)
    role_b = factory.SubFactory(RoleFactory)
    slug = factory.LazyAttribute(lambda pair: f"{pair.role_a.slug}-vs-{pair.role_b.slug}")
    question = "Which one?"

    class Meta:
        model = Comparison


class VerdictFactory(DjangoModelFactory):
    comparison = factory.SubFactory(ComparisonFactory)
    pick = Verdict.Pick.A
    sureness = Verdict.Sureness.FAIRLY_SURE
    for_whom = "For a developer with 5 years"
    in_short = "Choose the first."
    reason = "It fits most."
    ignore_if = "you know better"
    best_argument_against = "The second fits some."
    decided_on = A_DAY

    class Meta:
        model = Verdict


class ClauseFactory(DjangoModelFactory):
    verdict = factory.SubFactory(VerdictFactory)
    kind = Clause.Kind.CHOOSE_A_IF
    text = factory.Sequence("Clause {}".format)

    class Meta:
        model = Clause


class FaqFactory(DjangoModelFactory):
    """On a new role, unless it is given a comparison or a guide."""

    role = factory.Maybe(
        "comparison",
        None,
        factory.Maybe("guide", None, factory.SubFactory(RoleFactory)),
    )
    comparison = None
    guide = None
    question = factory.Sequence("Question {}?".format)
    answer = "Yes."

    class Meta:
        model = Faq


class AliasFactory(DjangoModelFactory):
    """Of a new role, unless it is given a comparison or a guide."""

    role = factory.Maybe(
        "comparison",
        None,
        factory.Maybe("guide", None, factory.SubFactory(RoleFactory)),
    )
    comparison = None
    guide = None
    slug = factory.Sequence("alias-{}".format)

    class Meta:
        model = Alias


class GuideFactory(DjangoModelFactory):
    slug = factory.Sequence("guide-{}".format)
    title = factory.Sequence("Guide {}".format)
    body = "The first paragraph.\n\nThe second."
    created = A_DAY

    class Meta:
        model = Guide


def publishable_role(**fields: object) -> Role:
    """A published role that lacks nothing: rated on every criterion there is by now."""
    deal = {
        "definition": "You are paid for work.",
        "judged_on": "The work.",
        "you_decide": "How.",
        "you_do_not_decide": "Whether.",
        "you_give_up": "Time.",
        "hardest_part": "Waiting.",
        "way_in": "Ask.",
        "way_back": "Ask again.",
    }
    role = RoleFactory(**{"state": Role.State.PUBLISHED, **deal, **fields})
    Point.objects.bulk_create(
        Point(role=role, kind=kind, text=f"{role.name} has {kind} {number}.")
        for kind in Point.Kind
        for number in (1, 2, 3)
    )
    WeekSliceFactory(role=role)
    criteria = list(Criterion.objects.all())
    if role.path:
        criteria = criteria or [CriterionFactory()]
        for when in Experiment.When:
            ExperimentFactory(role=role, when=when, criterion=criteria[0])
    Rating.objects.bulk_create(
        Rating(role=role, criterion=criterion, level=3, reason="As everyone says.")
        for criterion in criteria
    )
    return role


def publishable_comparison(**fields: object) -> Comparison:
    """A published comparison that lacks nothing, of two published roles, with one verdict."""
    roles = {side: fields.pop(side, None) or publishable_role() for side in ("role_a", "role_b")}
    comparison = ComparisonFactory(
        **{
            "state": Comparison.State.PUBLISHED,
            "reviewed_on": A_DAY,
            "review_due": date(2099, 1, 1),
            **roles,
            **fields,
        }
    )
    complete_verdict(comparison=comparison)
    return comparison


def complete_verdict(**fields: object) -> Verdict:
    """A verdict with all the clauses it needs."""
    verdict = VerdictFactory(**fields)
    kinds = [*[Clause.Kind.CHOOSE_A_IF] * 3, *[Clause.Kind.CHOOSE_B_IF] * 3]
    Clause.objects.bulk_create(
        Clause(verdict=verdict, kind=kind, text=f"Clause {number} of {kind}.", order=number)
        for number, kind in enumerate([*kinds, Clause.Kind.WOULD_CHANGE_IT], start=1)
    )
    return verdict


def publishable_guide(**fields: object) -> Guide:
    """A published guide that lacks nothing."""
    guide = GuideFactory(**{"state": Guide.State.PUBLISHED, **fields})
    guide.skills.add(SkillFactory())
    return guide
