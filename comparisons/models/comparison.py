"""Two roles side by side, and what we advise."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import (
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import Greatest, Least
from django.urls import reverse
from django.utils.formats import localize

from .publishable import Publishable, PublishableQuerySet, Reviewed
from .reference import Criterion
from .role import Figure, Point, Rating, Role, RoleQuerySet, WeekSlice
from .shared import Faq

LONGEST_SEARCH = 8  # words
BETWEEN_ROLES = frozenset({"vs", "versus", "or", "and"})
# They stand in every text, so they tell no comparison from another.
COMMON_WORDS = (
    "a about am an are as at be been but by can did do does for from had has have he her his how i"
    " if in is it its me my not of on one our she should than that the their them then there these"
    " they this those to us was we were what when where which who whom whose why will with would"
    " you your"
)
AROUND_WORDS = "?!.,;:()[]\"'“”‘’…"  # "#" and "+" belong to names: C#, C++
SHORT_WORD = 3  # letters; "pm" would be found in "development"
CLEAR_GAP = 2  # levels
SAID_BY_A_VERDICT = (
    "in_short",
    "for_whom",
    "reason",
    "ignore_if",
    "best_argument_against",
    "clauses__text",
    "wrong_a_after_3_months",
    "wrong_a_after_2_years",
    "wrong_b_after_3_months",
    "wrong_b_after_2_years",
)


def _words_to_find(text: str) -> list[str]:
    """Those that tell something; if there are none, those that there are."""
    stripped = (word.strip(AROUND_WORDS) or word for word in text.split())
    words = [word for word in stripped if word.lower() not in BETWEEN_ROLES]
    common = COMMON_WORDS.split()
    telling = [word for word in words if word.lower() not in common]
    return (telling or words)[:LONGEST_SEARCH]


def _has(word: str, *fields: str) -> Q:
    """A short word has to be a whole one there; a longer one may be part of another."""
    if len(word) <= SHORT_WORD:
        lookup, sought = "iregex", rf"(^|\W){re.escape(word)}(\W|$)"
    else:
        lookup, sought = "icontains", word
    return Q.create([Q((f"{field}__{lookup}", sought)) for field in fields], connector=Q.OR)


def _mentions(word: str) -> Q:
    """In what the page of a comparison says; or in another name of one of its roles."""
    roles = Role.objects.filter(_role_mentions(word))
    verdicts = Verdict.objects.current().filter(_has(word, *SAID_BY_A_VERDICT))
    questions = Faq.objects.filter(_has(word, "question", "answer"))
    return (
        Q(role_a__in=roles)
        | Q(role_b__in=roles)
        | _has(word, "question")
        | Q(pk__in=verdicts.values("comparison"))
        | Q(pk__in=questions.values("comparison"))
    )


def _role_mentions(word: str) -> Q:
    """In a name of it, or in what comparisons show of it."""
    parts = (
        Point.objects.filter(_has(word, "text")),
        Rating.objects.filter(_has(word, "criterion__name", "reason")),
        Figure.objects.filter(_has(word, "text", "caveat")),
        WeekSlice.objects.filter(_has(word, "activity")),
    )
    own = _has(word, "name", "aliases__slug", "you_give_up")
    return Q.create([own, *(Q(pk__in=part.values("role")) for part in parts)], connector=Q.OR)


class ComparisonQuerySet(PublishableQuerySet):
    def published(self) -> Self:
        """A comparison shows both of its roles, so both have to be public too."""
        roles = Role.objects.published()
        return super().published().filter(role_a__in=roles, role_b__in=roles)

    def ever_published(self) -> Self:
        roles = Role.objects.ever_published()
        return super().ever_published().filter(role_a__in=roles, role_b__in=roles)

    def called(self, slug: str) -> Self:
        """By its slug, a former one, or any names of its two roles in either order."""
        known = Q(slug=slug) | Q(aliases__slug=slug)
        one, _, other = slug.partition("-vs-")
        first, second = Role.objects.called(one), Role.objects.called(other)
        known |= Q(role_a__in=first, role_b__in=second) | Q(role_a__in=second, role_b__in=first)
        return self.filter(known).distinct()

    def with_short_answer(self) -> Self:
        current = Verdict.objects.filter(comparison=OuterRef("pk"))
        return self.select_related("role_a", "role_b").annotate(
            short_answer=Subquery(current.values("in_short")[:1]),
            sureness=Subquery(current.values("sureness")[:1]),
            pick=Subquery(current.values("pick")[:1]),
        )

    def for_list(self) -> Self:
        """Those between two paths first: most readers stand between these."""
        aside = ExpressionWrapper(
            Q(role_a__path="") | Q(role_b__path=""), output_field=models.BooleanField()
        )
        return self.published().with_short_answer().order_by(aside, "pk")

    def about(self, words: str) -> Self:
        """Each word has to stand somewhere on the page, common words aside."""
        found = self
        for word in _words_to_find(words):
            found = found.filter(_mentions(word))
        return found

    def differing_in(self, criterion: Criterion) -> Self:
        level = Rating.objects.filter(criterion=criterion).values("level")
        return self.annotate(
            level_a=Subquery(level.filter(role=OuterRef("role_a"))),
            level_b=Subquery(level.filter(role=OuterRef("role_b"))),
        ).filter(
            Q(level_a__gte=F("level_b") + CLEAR_GAP) | Q(level_b__gte=F("level_a") + CLEAR_GAP)
        )

    def beside(self, comparison: Comparison) -> Self:
        """Other comparisons that a reader of this one may turn to next."""
        return (
            self.published()
            .select_related("role_a", "role_b")
            .filter(Q(role_a__in=comparison.roles) | Q(role_b__in=comparison.roles))
            .exclude(pk=comparison.pk)
        )

    def with_role(self, role: Role) -> Self:
        return self.for_list().filter(Q(role_a=role) | Q(role_b=role))

    def for_page(self) -> Self:
        clauses = Clause.objects.select_related("criterion")
        return (
            self.select_related("role_a", "role_b", "share_image")
            .defer("share_image__png")
            .prefetch_related(Prefetch("verdicts__clauses", queryset=clauses), "faqs")
        )


class Comparison(Publishable, Reviewed):
    slug = models.SlugField(max_length=125, unique=True, editable=False)
    role_a = models.ForeignKey(
        Role, models.PROTECT, related_name="comparisons_as_a", verbose_name="role A"
    )
    role_b = models.ForeignKey(
        Role, models.PROTECT, related_name="comparisons_as_b", verbose_name="role B"
    )
    question = models.TextField(
        blank=True, help_text="One or two sentences under the title: what is being decided."
    )

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        permissions = [("publish_comparison", "Can publish comparisons")]
        constraints = [
            models.UniqueConstraint(
                Least("role_a", "role_b"),
                Greatest("role_a", "role_b"),
                name="comparison_one_per_pair",
                violation_error_message="These two roles are already compared.",
            ),
            models.CheckConstraint(
                condition=~Q(role_a=F("role_b")),
                name="comparison_of_two_roles",
                violation_error_message="Choose two different roles.",
            ),
            *Reviewed.Meta.constraints,
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("comparison", args=[self.slug])

    @property
    def title(self) -> str:
        return f"{self.role_a.name} or {self.role_b.name_in_text}?"

    @property
    def roles(self) -> tuple[Role, Role]:
        return self.role_a, self.role_b

    def load_roles(self) -> None:
        """Both roles with all that the page shows of them, in one query for each kind of thing."""
        prefetch_related_objects(self.roles, *RoleQuerySet.parts_of_a_comparison())

    @property
    def last_changed(self) -> datetime:
        """Its page shows both roles, so it is as new as the newest of the three."""
        parts = (self, self.role_a, self.role_b)
        return max(part.visible_since for part in parts)

    @property
    def current_verdict(self) -> Verdict | None:
        return next(iter(self.verdicts.all()), None)


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def current(self) -> Self:
        newest = Verdict.objects.filter(comparison=OuterRef("comparison")).values("pk")[:1]
        return self.filter(pk=Subquery(newest))

    def for_feed(self) -> Self:
        return self.filter(comparison__in=Comparison.objects.published()).select_related(
            "comparison__role_a", "comparison__role_b"
        )

    def for_disagreeing(self) -> Self:
        """What readers see now, and may answer."""
        return self.current().for_feed()


class Verdict(models.Model):
    """What we advised from one day on. Once published it is followed, never edited away."""

    class Pick(models.TextChoices):
        A = "a", "Role A"
        B = "b", "Role B"
        NONE = "none", "No pick"

    class Sureness(models.IntegerChoices):
        GUESS = 1, "A guess"
        FAIRLY_SURE = 2, "Fairly sure"
        SURE = 3, "Sure"

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="verdicts")
    pick = models.CharField(max_length=4, choices=Pick)
    sureness = models.PositiveSmallIntegerField(
        choices=Sureness, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    for_whom = models.CharField(
        max_length=160, blank=True, help_text="The typical reader: For a developer with 5 years …"
    )
    in_short = models.CharField(
        max_length=120, blank=True, help_text="The answer in one line, as lists show it."
    )
    reason = models.TextField(blank=True, help_text="Why, in two to four sentences.")
    ignore_if = models.CharField(
        max_length=220, blank=True, help_text="Completes “Ignore this pick if …”"
    )
    best_argument_against = models.TextField(
        blank=True, help_text="What someone who disagrees would say, at its strongest."
    )
    wrong_a_after_3_months = models.TextField("wrong about A, after 3 months", blank=True)
    wrong_a_after_2_years = models.TextField("wrong about A, after 2 years", blank=True)
    wrong_b_after_3_months = models.TextField("wrong about B, after 3 months", blank=True)
    wrong_b_after_2_years = models.TextField("wrong about B, after 2 years", blank=True)
    decided_on = models.DateField()
    why_it_changed = models.TextField(
        blank=True, help_text="Readers see this in the log of verdicts."
    )

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pick__in=["a", "b", "none"]),
                name="verdict_picks_a_b_or_none",
                violation_error_message="Pick one of the two roles, or none.",
            ),
            models.CheckConstraint(
                condition=Q(sureness__gte=1, sureness__lte=3),
                name="verdict_sureness_1_to_3",
                violation_error_message="Sureness is 1, 2 or 3.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.comparison} {self.picked_role or 'No pick'}, {localize(self.decided_on)}"

    def get_absolute_url(self) -> str:
        return f"{self.comparison.get_absolute_url()}#verdict-{self.pk}"

    @property
    def picked_role(self) -> Role | None:
        return {"a": self.comparison.role_a, "b": self.comparison.role_b}.get(self.pick)

    @property
    def choose_a_if(self) -> list[Clause]:
        return self._clauses(Clause.Kind.CHOOSE_A_IF)

    @property
    def choose_b_if(self) -> list[Clause]:
        return self._clauses(Clause.Kind.CHOOSE_B_IF)

    @property
    def would_change_it(self) -> list[Clause]:
        return self._clauses(Clause.Kind.WOULD_CHANGE_IT)

    def _clauses(self, kind: str) -> list[Clause]:
        return [clause for clause in self.clauses.all() if clause.kind == kind]


class Clause(models.Model):
    class Kind(models.TextChoices):
        CHOOSE_A_IF = "choose-a-if", "Choose A if"
        CHOOSE_B_IF = "choose-b-if", "Choose B if"
        WOULD_CHANGE_IT = "would-change-it", "This would change our mind"

    verdict = models.ForeignKey(Verdict, models.CASCADE, related_name="clauses")
    kind = models.CharField(max_length=15, choices=Kind)
    text = models.TextField()
    criterion = models.ForeignKey(
        "comparisons.Criterion",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="clauses",
        help_text="The criterion that it turns on, where there is one.",
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text
