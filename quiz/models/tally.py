"""How often, and never who: what the quiz brought, added up by edition and day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Sum

from .edition import Edition


class TallyQuerySet(models.QuerySet["Tally"]):
    def since(self, day: date | None) -> Self:
        """From this day on, or all of them."""
        return self.filter(day__gte=day) if day else self

    def last_days(self, number: int, today: date) -> Self:
        return self.since(today - timedelta(days=number - 1))

    def begun_and_finished(self) -> tuple[int, int]:
        sums = self.aggregate(started=Sum("started"), finished=Sum("finished"))
        return sums["started"] or 0, sums["finished"] or 0


class Tally(models.Model):
    """Of one edition and day: who began and what became of them, and what was answered on it."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="tallies")
    day = models.DateField()
    started = models.PositiveIntegerField(default=0)
    finished = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True, help_text="As `quiz.health` reads them.")

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "quiz health"
        ordering = ["-day"]
        default_permissions = ()
        permissions = [("view_health", "Can see quiz health")]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "day"],
                name="tally_one_per_edition_and_day",
                violation_error_message="This day of this edition is counted already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} on {self.day:%Y-%m-%d}"
