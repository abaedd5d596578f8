"""Dull rows: a test states what matters to it, and nothing else.

Their names say "#1234", because a bare 1234 would be a figure without a source.
"""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from comparisons.models import (
    Alias,
    Clause,
    Comparison,
    Criterion,
    Disagreement,
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
from quiz.editions import fingerprint, frozen_now, quiz_of
from quiz.models import Attempt, Circumstance, Edition, Option, Question, hash_of

A_DAY = date(2026, 3, 2)


class CriterionFactory(DjangoModelFactory):
    slug = factory.Sequence("criterion-{}".format)
    name = factory.Sequence("Criterion #{}".format)
    goal = factory.Sequence("Have criterion #{}".format)
    meaning = "What is rated."
    low = "Little of it"
    high = "Much of it"
    group = Criterion.Group.CRAFT
    order = factory.Sequence(int)

    class Meta:
        model = Criterion


class SourceFactory(DjangoModelFactory):
    slug = factory.Sequence("source-{}".format)
    title = factory.Sequence("Source #{}".format)
    publisher = "A publisher"
    year = 2024
    address = "https://example.org/"

    class Meta:
        model = Source


class SkillFactory(DjangoModelFactory):
    slug = factory.Sequence("skill-{}".format)
    name = factory.Sequence("Skill #{}".format)
    description = "What it is."

    class Meta:
        model = Skill


class RoleFactory(DjangoModelFactory):
    slug = factory.Sequence("role-{}".format)
    name = factory.Sequence("Role #{}".format)

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
    text = factory.Sequence("Point #{}".format)

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
    text = factory.Sequence("Clause #{}".format)

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
    question = factory.Sequence("Question #{}?".format)
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
    title = factory.Sequence("Guide #{}".format)
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


# The quiz

LEVELS = {
    # criterion: engineering manager, tech lead, product manager
    "growing-people": (5, 3, 2),
    "deciding-about-people": (4, 2, 2),
    "running-the-team": (5, 3, 3),
    "building": (1, 4, 1),
    "technical-depth": (2, 5, 2),
    "uninterrupted-time": (1, 4, 1),
    "time-with-customers": (1, 2, 5),
    "deciding-what-gets-built": (3, 2, 5),
    "leading-without-authority": (2, 5, 5),
    "open-ended-bets": (2, 2, 4),
}
ROLES_OF_PATHS = {
    Role.Path.TECHNICAL_MANAGEMENT: "engineering-manager",
    Role.Path.TECHNICAL_LEADERSHIP: "tech-lead",
    Role.Path.PRODUCT_MANAGEMENT: "product-manager",
}
REVERSED = {
    "deciding-about-people",
    "running-the-team",
    "building",
    "leading-without-authority",
    "open-ended-bets",
}
PAIRS = (
    ("growing-people", "building"),
    ("deciding-about-people", "time-with-customers"),
    ("technical-depth", "deciding-what-gets-built"),
    ("running-the-team", "uninterrupted-time"),
    ("leading-without-authority", "deciding-about-people"),
    ("open-ended-bets", "technical-depth"),
    ("time-with-customers", "growing-people"),
    ("uninterrupted-time", "deciding-what-gets-built"),
)
SCENARIOS = (
    ("growing-people", "technical-depth", "time-with-customers"),
    ("building", "deciding-what-gets-built", "deciding-about-people"),
    ("leading-without-authority", "running-the-team", "uninterrupted-time"),
    ("open-ended-bets", "running-the-team", "building"),
)


class EditionFactory(DjangoModelFactory):
    number = factory.Sequence(lambda n: n % 900 + 1)

    class Meta:
        model = Edition


class QuestionFactory(DjangoModelFactory):
    edition = factory.SubFactory(EditionFactory)
    slug = factory.Sequence("question-{}".format)
    kind = Question.Kind.STATEMENT
    text = factory.Sequence("I like thing #{}.".format)
    why = "It tells jobs apart."
    order = factory.Sequence(int)

    class Meta:
        model = Question


class OptionFactory(DjangoModelFactory):
    question = factory.SubFactory(QuestionFactory)
    criterion = factory.SubFactory(CriterionFactory)

    class Meta:
        model = Option


class CircumstanceFactory(DjangoModelFactory):
    edition = factory.SubFactory(EditionFactory)
    slug = factory.Sequence("circumstance-{}".format)
    text = factory.Sequence("Circumstance #{}".format)
    advice = "Ask first."
    order = factory.Sequence(int)

    class Meta:
        model = Circumstance


class AttemptFactory(DjangoModelFactory):
    """Opened by the token of 27 letters “t”, unless it is given another."""

    class Params:
        token = "t" * 27

    token_hash = factory.LazyAttribute(lambda attempt: hash_of(attempt.token))
    edition = factory.SubFactory(EditionFactory)
    seed = 7
    keep_until = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))

    class Meta:
        model = Attempt


def paths_with_roles() -> None:
    """The ten measured criteria, and the three published roles of the paths rated on them."""
    criteria = [
        CriterionFactory(slug=slug, name=slug.replace("-", " ").capitalize(), measured=True)
        for slug in LEVELS
    ]
    for index, (path, slug) in enumerate(ROLES_OF_PATHS.items()):
        name = slug.replace("-", " ").capitalize()
        role = publishable_role(slug=slug, name=name, path=path, order=index)
        for criterion in criteria:
            role.ratings.filter(criterion=criterion).update(level=LEVELS[criterion.slug][index])


def draft_edition(**fields: object) -> Edition:
    """24 questions of the three kinds over the ten measured criteria; needs `paths_with_roles`."""
    edition = EditionFactory(**fields)
    criteria = {criterion.slug: criterion for criterion in Criterion.objects.filter(measured=True)}
    doubled = ("growing-people", "time-with-customers")
    statements = [(slug, -1 if slug in REVERSED else 1) for slug in LEVELS]
    statements += [(slug, -1) for slug in doubled]
    for slug, direction in statements:
        question = QuestionFactory(edition=edition, slug=f"{slug}{direction:+}")
        OptionFactory(question=question, criterion=criteria[slug], direction=direction)
    for kind, questions in ((Question.Kind.PAIR, PAIRS), (Question.Kind.SCENARIO, SCENARIOS)):
        for number, slugs in enumerate(questions, 1):
            question = QuestionFactory(
                edition=edition,
                slug=f"{kind}-{number}",
                kind=kind,
                text=f"What in {kind} {number}?",
            )
            for order, slug in enumerate(slugs):
                OptionFactory(
                    question=question, criterion=criteria[slug], text=f"do {slug}", order=order
                )
    CircumstanceFactory(edition=edition, slug="visa", text="My visa depends on my employer")
    CircumstanceFactory(edition=edition, slug="worn-out", text="I am worn out")
    return edition


def live_edition(**fields: object) -> Edition:
    """An edition that is open, as if its report had passed."""
    if not Criterion.objects.filter(measured=True).exists():
        paths_with_roles()
    edition = draft_edition(**fields)
    edition.frozen = frozen_now()
    edition.state = Edition.State.LIVE
    edition.opened_at = timezone.now()
    edition.contradiction_limit = 1.05
    edition.report = {"edition": edition.number, "passed": True, "checks": []}
    edition.report_hash = fingerprint(quiz_of(edition))
    edition.save()
    return edition


# Readers who disagree


class DisagreementFactory(DjangoModelFactory):
    """From a developer who has held neither job, about a new verdict unless it is given one."""

    verdict = factory.SubFactory(VerdictFactory)
    pick = "a"
    reason = Disagreement.Reason.OTHER
    text = "It is otherwise."
    now = Disagreement.Now.DEVELOPER
    held_both = False

    class Meta:
        model = Disagreement
