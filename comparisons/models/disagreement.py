"""What readers send who would decide otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from .comparison import Verdict

LONGEST_TEXT = 1000  # characters


class DisagreementQuerySet(models.QuerySet["Disagreement"]):
    def waiting(self) -> Self:
        return self.filter(state=Disagreement.State.WAITING)

    def approved(self) -> Self:
        """Only these are counted where readers see it."""
        return self.filter(state=Disagreement.State.APPROVED)

    def for_list(self) -> Self:
        return self.select_related("verdict__comparison__role_a", "verdict__comparison__role_b")

    def picks(self) -> models.QuerySet[Disagreement, dict[str, Any]]:
        """How many would pick what, those who have held both jobs apart."""
        return self.order_by("pick").values("pick", "held_both").annotate(number=Count("pk"))

    def forget_senders(self, before: datetime) -> int:
        return (
            self.filter(created_at__lte=before, sender_hash__isnull=False)
            .order_by()
            .update(sender_hash=None)
        )


class Disagreement(models.Model):
    """It belongs to the verdict that its reader saw. Only the number of them is ever public."""

    class Reason(models.TextChoices):
        WRONG_FACT = "wrong-fact", "Something you say is wrong"
        WEIGHTS = "weights", "You give the wrong things most weight"
        LEFT_OUT = "left-out", "You leave out something that matters"
        MY_CASE = "my-case", "It may hold for others, but not for someone like me"
        ELSEWHERE = "elsewhere", "These jobs are different where I work"
        OUTDATED = "outdated", "It was right once, and is so no longer"
        TOO_SURE = "too-sure", "You sound surer than anyone can be"
        OTHER = "other", "Something else"

    class Now(models.TextChoices):
        ENGINEERING_MANAGER = "engineering-manager", "Engineering manager"
        TECH_LEAD = "tech-lead", "Tech lead or staff engineer"
        PRODUCT_MANAGER = "product-manager", "Product manager"
        DEVELOPER = "developer", "Developer"
        OTHER = "other", "Something else"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        SPAM = "spam", "Spam"

    # What readers wrote is not to go with a verdict that somebody deletes.
    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="disagreements")
    pick = models.CharField("would pick", max_length=4, choices=Verdict.Pick)
    reason = models.CharField(max_length=10, choices=Reason)
    text = models.CharField("in their own words", max_length=LONGEST_TEXT, blank=True)
    now = models.CharField("what they do now", max_length=19, choices=Now)
    held_both = models.BooleanField("has held both jobs")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    # One of a sender's turns in an hour, under a key of the day; gone when the hour is over.
    sender_hash = models.CharField(
        max_length=64, unique=True, null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField("sent", default=timezone.now)

    objects = DisagreementQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        # Readers write them, and nobody rewrites a reader's words.
        default_permissions = ("view", "delete")
        permissions = [("moderate_disagreement", "Can approve and reject what readers wrote")]
        constraints = [
            models.CheckConstraint(
                condition=Q(pick__in=["a", "b", "none"]),
                name="disagreement_picks_a_b_or_none",
                violation_error_message="Pick one of the two roles, or none.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.picked} in answer to “{self.verdict.comparison}”"

    @property
    def picked(self) -> str:
        """What its reader would pick, by name."""
        comparison = self.verdict.comparison
        names = {"a": comparison.role_a.name, "b": comparison.role_b.name}
        return names.get(self.pick, "No pick")

    @property
    def is_spam(self) -> bool:
        return self.state == self.State.SPAM
