"""What roles, comparisons and guides have in common: a state, and a date to look at them again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class PublishableQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        """The only door for public pages."""
        return self._in_time().filter(state=Publishable.State.PUBLISHED)

    def ever_published(self) -> Self:
        """What readers see, or could see before it was archived."""
        return self._in_time().filter(
            state__in=[Publishable.State.PUBLISHED, Publishable.State.ARCHIVED]
        )

    def _in_time(self) -> Self:
        return self.filter(Q(publish_at=None) | Q(publish_at__lte=timezone.now()))

    def called(self, name: str) -> Self:
        """By its slug, or by anything else people call it."""
        return self.filter(Q(slug=name) | Q(aliases__slug=name)).distinct()


class Publishable(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in-review", "In review"
        PUBLISHED = "published", "Published"
        ARCHIVED = "archived", "Archived"

    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    publish_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Readers see a published page from this time on. Empty: at once.",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who looks at it next.",
    )
    note = models.TextField("note to colleagues", blank=True, help_text="Readers never see it.")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        """Marked as published, even when its time has not come yet."""
        return self.state == self.State.PUBLISHED

    @property
    def was_public(self) -> bool:
        """Whether readers see it, or could see it before it was archived."""
        is_in_time = self.publish_at is None or self.publish_at <= timezone.now()
        return is_in_time and self.state in {self.State.PUBLISHED, self.State.ARCHIVED}

    @property
    def visible_since(self) -> datetime:
        """When readers could first see it as it is now."""
        return max(self.changed_at, self.publish_at or self.changed_at)


class Reviewed(models.Model):
    written_by = models.CharField(max_length=120, blank=True, help_text="Shown to readers.")
    reviewed_by = models.CharField(
        max_length=120, blank=True, help_text="Who checked the facts and the reasoning."
    )
    reviewed_on = models.DateField(null=True, blank=True)
    review_due = models.DateField(
        null=True,
        blank=True,
        help_text="After this day the page tells readers that we have not rechecked it.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_on=None)
                | Q(review_due=None)
                | Q(review_due__gt=F("reviewed_on")),
                name="%(class)s_review_due_after_reviewed",
                violation_error_message="The next review has to come after the last one.",
            )
        ]

    @property
    def is_overdue(self) -> bool:
        return self.review_due is not None and self.review_due < timezone.localdate()
