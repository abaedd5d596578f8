"""A role, and all that its page shows."""

from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse

from comparisons.charts import in_text

from .publishable import Publishable, PublishableQuerySet, Reviewed

ONE_PER_LINE = "One per line."


class RoleQuerySet(PublishableQuerySet):
    def for_list(self) -> Self:
        return self.prefetch_related("week")

    def for_search(self) -> Self:
        """A role without any comparison would be a filter that finds nothing."""
        from .comparison import Comparison

        its_own = Q(role_a=OuterRef("pk")) | Q(role_b=OuterRef("pk"))
        comparisons = Comparison.objects.published().filter(its_own)
        return self.published().annotate(is_compared=Exists(comparisons))

    def for_page(self) -> Self:
        return self.prefetch_related(
            *self.parts_of_a_comparison(),
            "faqs",
            "reading",
            "skills",
        )

    @staticmethod
    def parts_of_a_comparison() -> tuple[Prefetch | str, ...]:
        ratings = Rating.objects.select_related("criterion").order_by("criterion__order")
        return (
            Prefetch("ratings", queryset=ratings),
            Prefetch("points", queryset=Point.objects.select_related("source")),
            Prefetch("figures", queryset=Figure.objects.select_related("source")),
            "week",
            Prefetch("experiments", queryset=Experiment.objects.select_related("criterion")),
        )


class Role(Publishable, Reviewed):
    class Path(models.TextChoices):
        TECHNICAL_MANAGEMENT = "technical-management", "Technical management"
        TECHNICAL_LEADERSHIP = "technical-leadership", "Technical leadership"
        PRODUCT_MANAGEMENT = "product-management", "Product management"

    slug = models.SlugField(max_length=60, unique=True, help_text="Its address: /roles/slug/")
    name = models.CharField(max_length=60, help_text="For example: Engineering manager")
    path = models.CharField(
        max_length=20,
        choices=Path,
        blank=True,
        help_text="The path that the quiz recommends this role for. Most roles have none.",
    )
    answers_for = models.CharField(
        max_length=60, blank=True, help_text="Completes “Answers for …”, for example: the people"
    )
    definition = models.TextField(blank=True, help_text="One or two sentences that open the page.")
    not_confused_with = models.TextField("not to be confused with", blank=True)

    judged_on = models.TextField("you are judged on", blank=True)
    you_decide = models.TextField(blank=True)
    you_do_not_decide = models.TextField(blank=True)
    you_give_up = models.TextField(blank=True)
    hardest_part = models.TextField(blank=True)
    way_in = models.TextField(blank=True)
    way_back = models.TextField(blank=True)
    feedback_loop = models.TextField(
        blank=True, help_text="How long it takes until you know whether you did well."
    )
    reports_to = models.TextField(blank=True)

    ordinary_day = models.TextField(
        "an ordinary Tuesday",
        blank=True,
        validators=[
            RegexValidator(
                r"\A(\d\d:\d\d [^\n]+(\r?\n|\Z))*\Z",
                "Start each line with a time, for example: 09:10 Read overnight alerts.",
            )
        ],
        help_text="One per line, each with its time, for example: 09:10 Read overnight alerts.",
    )
    responsibilities = models.TextField(blank=True, help_text=ONE_PER_LINE)
    success_measures = models.TextField("measures of success", blank=True, help_text=ONE_PER_LINE)
    first_90_days = models.TextField("first 90 days", blank=True, help_text=ONE_PER_LINE)
    failure_modes = models.TextField("how it goes wrong", blank=True, help_text=ONE_PER_LINE)
    misconceptions = models.TextField(blank=True, help_text=ONE_PER_LINE)
    fits_if = models.TextField("fits you if", blank=True, help_text=ONE_PER_LINE)
    does_not_fit_if = models.TextField("does not fit you if", blank=True, help_text=ONE_PER_LINE)

    order = models.PositiveSmallIntegerField(
        default=0, help_text="Where it stands in lists; lower comes first."
    )
    skills = models.ManyToManyField("comparisons.Skill", blank=True, related_name="roles")
    reading = models.ManyToManyField(
        "comparisons.Source", blank=True, related_name="read_for", verbose_name="reading list"
    )

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        permissions = [("publish_role", "Can publish roles")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(slug__contains="-vs-"),
                name="role_slug_is_not_a_pair",
                violation_error_message="The address of a role cannot contain “-vs-”.",
            ),
            models.UniqueConstraint(
                fields=["path"],
                condition=~Q(path=""),
                name="role_one_per_path",
                violation_error_message="Another role already stands for this path.",
            ),
            *Reviewed.Meta.constraints,
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name_in_text(self) -> str:
        """Inside a sentence; only the first letter changes, so that “CTO” stays one."""
        return in_text(self.name)

    @property
    def pros(self) -> list[Point]:
        return [point for point in self.points.all() if point.kind == Point.Kind.PRO]

    @property
    def cons(self) -> list[Point]:
        return [point for point in self.points.all() if point.kind == Point.Kind.CON]

    def get_absolute_url(self) -> str:
        return reverse("role", args=[self.slug])


class RatingQuerySet(models.QuerySet["Rating"]):
    def of_paths_beside(self, role: Role) -> Self:
        """What the roles of the three paths give, for the marks beside those of this role."""
        return (
            self.filter(role__in=Role.objects.published().exclude(path=""))
            .exclude(role=role)
            .select_related("role")
        )


class Rating(models.Model):
    """How much a role gives or asks of one criterion."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="ratings")
    criterion = models.ForeignKey("comparisons.Criterion", models.PROTECT, related_name="ratings")
    level = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text="1: little of it. 5: a lot, compared with the other jobs here.",
    )
    reason = models.CharField(max_length=200, help_text="One line that a reader can check.")

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["criterion__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "criterion"],
                name="rating_once_per_criterion",
                violation_error_message="This role is already rated on this criterion.",
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=5),
                name="rating_level_1_to_5",
                violation_error_message="A level is a number from 1 to 5.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.level}"


class Point(models.Model):
    class Kind(models.TextChoices):
        PRO = "pro", "You gain"
        CON = "con", "You pay"

    class Strength(models.TextChoices):
        STATISTICS = "statistics", "National statistics"
        RESEARCH = "research", "Research"
        SURVEY = "survey", "Survey"
        PRACTITIONER = "practitioner", "Practitioner"
        EDITORIAL = "editorial", "Our judgement"

    role = models.ForeignKey(Role, models.CASCADE, related_name="points")
    kind = models.CharField(max_length=3, choices=Kind)
    text = models.TextField()
    strength = models.CharField(max_length=12, choices=Strength, default=Strength.EDITORIAL)
    source = models.ForeignKey(
        "comparisons.Source", models.PROTECT, null=True, blank=True, related_name="points"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "pro or con"
        verbose_name_plural = "pros and cons"
        constraints = [
            models.CheckConstraint(
                condition=Q(strength="editorial") | Q(source__isnull=False),
                name="point_has_source_or_is_editorial",
                violation_error_message="Name the source, or mark this as our judgement.",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Figure(models.Model):
    class Kind(models.TextChoices):
        PAY = "pay", "Pay"
        DEMAND = "demand", "Demand"

    role = models.ForeignKey(Role, models.CASCADE, related_name="figures")
    kind = models.CharField(max_length=6, choices=Kind)
    text = models.CharField("what is counted", max_length=200)
    amount = models.CharField(
        max_length=60,
        blank=True,
        help_text="For example: $171,200. Leave it empty to say that no reliable figure exists.",
    )
    place = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.ForeignKey(
        "comparisons.Source", models.PROTECT, null=True, blank=True, related_name="figures"
    )
    caveat = models.TextField(blank=True, help_text="What this number does not say.")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount="")
                | (~Q(place="") & Q(year__isnull=False) & Q(source__isnull=False)),
                name="figure_amount_has_place_year_source",
                violation_error_message="A number needs its place, its year and its source.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.text}: {self.amount or 'no reliable figure'}"


class WeekSlice(models.Model):
    role = models.ForeignKey(Role, models.CASCADE, related_name="week")
    activity = models.CharField(max_length=40)
    hours = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(40)],
        help_text="All slices together make 40 hours.",
    )

    class Meta:
        ordering = ["-hours", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gte=1, hours__lte=40),
                name="week_slice_1_to_40_hours",
                violation_error_message="A slice of the week has 1 to 40 hours.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.hours} h"


class Experiment(models.Model):
    """A way to try a role that can be undone."""

    class When(models.TextChoices):
        WEEK = "week", "This week"
        MONTH = "month", "This month"
        QUARTER = "quarter", "This quarter"

    role = models.ForeignKey(Role, models.CASCADE, related_name="experiments")
    when = models.CharField(max_length=7, choices=When)
    criterion = models.ForeignKey(
        "comparisons.Criterion",
        models.PROTECT,
        related_name="experiments",
        verbose_name="what it tests",
    )
    action = models.TextField("what to do")
    cost = models.CharField(max_length=160)
    good_sign = models.TextField()
    stop_if = models.TextField()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.action
