"""What an author wrote on a page that readers see already."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from .shared import exactly_one_of

TARGETS = ("role", "comparison", "guide", "verdict")


class WorkingCopyQuerySet(models.QuerySet["WorkingCopy"]):
    def of(self, thing: models.Model) -> Self:
        return self.filter(**{str(thing._meta.model_name): thing.pk})

    def for_list(self) -> Self:
        return self.select_related(
            "author",
            "assignee",
            "role",
            "guide",
            "comparison__role_a",
            "comparison__role_b",
            "verdict__comparison__role_a",
            "verdict__comparison__role_b",
        )


class WorkingCopy(models.Model):
    """The form as its author sent it. Readers see no change until an editor publishes it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for an editor"
        SENT_BACK = "sent-back", "Sent back to its author"

    role = models.OneToOneField(
        "comparisons.Role", models.CASCADE, null=True, related_name="working_copy"
    )
    comparison = models.OneToOneField(
        "comparisons.Comparison", models.CASCADE, null=True, related_name="working_copy"
    )
    guide = models.OneToOneField(
        "comparisons.Guide", models.CASCADE, null=True, related_name="working_copy"
    )
    verdict = models.OneToOneField(
        "comparisons.Verdict", models.CASCADE, null=True, related_name="working_copy"
    )
    data = models.JSONField(help_text="Each field with its values, as a browser sends them.")
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True, help_text="What the editor asks the author to mend.")
    saved_at = models.DateTimeField(default=timezone.now)

    objects = WorkingCopyQuerySet.as_manager()

    class Meta:
        ordering = ["saved_at", "pk"]
        verbose_name_plural = "working copies"
        # They are opened on the page that they are about, and have none of their own.
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=exactly_one_of(*TARGETS),
                name="working_copy_of_one_thing",
                violation_error_message="A working copy is of one page or one verdict.",
            )
        ]

    def __str__(self) -> str:
        return f"Working copy of {self.target}"

    def get_absolute_url(self) -> str:
        """Where it is opened, on the desk."""
        page = f"admin:comparisons_{self.target._meta.model_name}_change"
        return reverse(page, args=[self.target.pk], query={"_working_copy": "open"})

    @property
    def target(self) -> Any:
        return next(filter(None, (getattr(self, name) for name in TARGETS)))

    @property
    def was_sent_back(self) -> bool:
        return self.state == self.State.SENT_BACK
