"""What is asked. An edition that is open keeps its meaning for as long as results rest on it."""

from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

HIGHEST_NUMBER = 999


class EditionQuerySet(models.QuerySet["Edition"]):
    def live(self) -> Edition | None:
        return self.filter(state=Edition.State.LIVE).first()


class Edition(models.Model):
    """One version of the quiz: its questions, and the role profiles that it measures against."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        LIVE = "live", "Live"
        RETIRED = "retired", "Retired"

    number = models.PositiveSmallIntegerField(
        unique=True, validators=[MinValueValidator(1), MaxValueValidator(HIGHEST_NUMBER)]
    )
    state = models.CharField(max_length=7, choices=State, default=State.DRAFT, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    frozen = models.JSONField(
        "criteria and role profiles",
        default=dict,
        blank=True,
        editable=False,
        help_text="As they were when the edition was opened.",
    )
    report = models.JSONField("fairness report", default=dict, blank=True, editable=False)
    report_hash = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Of the questions and profiles that the report is about.",
    )
    contradiction_limit = models.FloatField(null=True, blank=True, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        permissions = [("open_edition", "Can open and retire editions")]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="live"),
                name="edition_one_live",
                violation_error_message="Another edition is live.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | (Q(opened_at__isnull=False) & Q(contradiction_limit__isnull=False)),
                name="edition_open_with_its_limit",
                violation_error_message="An edition is opened by its action, not by its state.",
            ),
        ]

    def __str__(self) -> str:
        return f"Edition {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_live(self) -> bool:
        return self.state == self.State.LIVE

    @property
    def is_locked(self) -> bool:
        """Answers rest on it, so nothing in it may change its meaning."""
        return not self.is_draft


class Question(models.Model):
    class Kind(models.TextChoices):
        STATEMENT = "statement", "Statement"
        PAIR = "pair", "Pair"
        SCENARIO = "scenario", "Scenario"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="questions")
    slug = models.SlugField(max_length=60, help_text="Its name in the files, for example: own-code")
    kind = models.CharField(max_length=9, choices=Kind)
    text = models.CharField(
        max_length=200, help_text="One thing only, in words that nobody has to look up."
    )
    why = models.CharField("why we ask this", max_length=200, help_text="One line for the reader.")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "slug"],
                name="question_slug_once_per_edition",
                violation_error_message="This edition already has a question of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_locked(self) -> bool:
        return self.edition.is_locked


class OptionQuerySet(models.QuerySet["Option"]):
    def of(self, edition: Edition) -> Self:
        """All options of an edition with their questions, in one query."""
        return (
            self.filter(question__edition=edition)
            .select_related("question", "criterion")
            .order_by("question__order", "question_id", "order", "pk")
        )


class Option(models.Model):
    """What an answer says something about: a statement has one, a pair two, a scenario three."""

    class Direction(models.IntegerChoices):
        WANTS = 1, "Wants it"
        AVOIDS = -1, "Wants the opposite"

    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    text = models.CharField(
        max_length=120,
        blank=True,
        help_text="Completes “I would rather …”. Empty for a statement.",
    )
    criterion = models.ForeignKey(
        "comparisons.Criterion", models.PROTECT, related_name="quiz_options"
    )
    direction = models.SmallIntegerField(choices=Direction, default=Direction.WANTS)
    order = models.PositiveSmallIntegerField(default=0)

    objects = OptionQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "criterion"],
                name="option_one_per_criterion",
                violation_error_message="Another option of this question has this criterion.",
            ),
            models.CheckConstraint(
                condition=Q(direction__in=[1, -1]),
                name="option_direction_is_plus_or_minus_1",
                violation_error_message="A direction is 1 or -1.",
            ),
        ]

    def __str__(self) -> str:
        return self.text or str(self.criterion)


class Circumstance(models.Model):
    """Something that may be true for a reader. It is never scored; the result answers it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="circumstances")
    slug = models.SlugField(max_length=60)
    text = models.CharField(
        "what is true", max_length=100, help_text="For example: My visa depends on my employer"
    )
    advice = models.TextField(help_text="A sentence or two under “Before you act”.")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "slug"],
                name="circumstance_slug_once_per_edition",
                violation_error_message="This edition already has a circumstance of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.text
