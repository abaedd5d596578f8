"""What somebody answered, what came of it, and whom they showed it to."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .edition import Edition
from .token import derived_token, hash_of, is_token, new_token

UNFINISHED_IS_KEPT = timedelta(days=30)
FINISHED_IS_KEPT = timedelta(days=365)
QUIET = timedelta(days=1)  # whoever takes no step for so long has left, for as far as we can tell

T = TypeVar("T")


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def held_by(self, token: str) -> Self:
        """What this key opens: nothing, when it is wrong, deleted or expired."""
        if not is_token(token):
            return self.none()
        return self.filter(token_hash=hash_of(token), keep_until__gt=timezone.now()).select_related(
            "edition"
        )

    def expired(self, now: datetime) -> Self:
        """An unfinished copy holds what its result holds, so its time ends with that, too."""
        return self.filter(Q(keep_until__lte=now) | Q(copied_from__keep_until__lte=now))

    def gone_quiet(self, now: datetime) -> Self:
        """Begun and counted, without a step for a day, and not yet counted as left."""
        return self.filter(
            keep_until__lte=now + UNFINISHED_IS_KEPT - QUIET,
            finished_at=None,
            counted_on__isnull=False,
            left_on=None,
        )


class Attempt(models.Model):
    """One row for one way through the quiz, written once with every step."""

    class Closing(models.TextChoices):
        BETTER = "better", "Better"
        SAME = "same", "About the same"
        WORSE = "worse", "Worse"
        NO_JOB = "no-job", "I have no job at present"

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="attempts")
    seed = models.BigIntegerField(help_text="Decides the order of sides and options.")
    goals = models.JSONField(default=list, blank=True, help_text="Slugs of up to three criteria.")
    order = models.JSONField(default=list, blank=True, help_text="Slugs of what was asked so far.")
    answers = models.JSONField(
        default=dict, blank=True, help_text="A number for each question, null where it was skipped."
    )
    closing = models.JSONField(default=dict, blank=True, help_text="An answer for each path.")
    circumstances = models.JSONField(default=list, blank=True, help_text="Slugs of what is true.")
    result = models.JSONField(null=True, blank=True, help_text="As it was computed.")
    copied_from = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="copies",
        help_text="The result whose answers are changed here, until this has its own.",
    )
    counted_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The day that it is counted into; none for a copy, which is nobody new.",
    )
    left_on = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The day that it was counted as left, until somebody goes on with it.",
    )
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    keep_until = models.DateTimeField(db_index=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, result__isnull=True)
                | Q(finished_at__isnull=False, result__isnull=False),
                name="attempt_finished_with_its_result",
                violation_error_message="A finished attempt has a result, an unfinished one none.",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(copied_from__isnull=True),
                name="attempt_finished_is_no_copy",
                violation_error_message="A finished copy is a result of its own.",
            ),
        ]

    def __str__(self) -> str:
        return f"Attempt of {self.started_at:%Y-%m-%d}, edition {self.edition_id}"

    @classmethod
    def begun(cls, token: str, edition: Edition, goals: Sequence[str]) -> Attempt:
        return cls(
            token_hash=hash_of(token),
            edition=edition,
            seed=random.SystemRandom().getrandbits(62),
            goals=list(goals),
            keep_until=timezone.now() + UNFINISHED_IS_KEPT,
        )

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def mark(self) -> str:
        """Tells a page of this attempt from a page of another, and opens nothing."""
        return hash_of(f"mark {self.token_hash}")[:12]

    @property
    def given(self) -> dict[str, int]:
        """The answers without what was skipped."""
        return {slug: value for slug, value in self.answers.items() if value is not None}

    @property
    def place(self) -> int:
        """The number of the first question that is neither answered nor skipped, or of the last."""
        open_ones = (n for n, slug in enumerate(self.order, 1) if slug not in self.answers)
        return next(open_ones, len(self.order))

    def shuffled(self, name: str, things: Sequence[T]) -> list[T]:
        """In an order that is this attempt's own and always the same."""
        shuffled = list(things)
        random.Random(f"{self.seed} {name}").shuffle(shuffled)  # noqa: S311
        return shuffled

    def choose(self, goals: Sequence[str]) -> None:
        self.goals = list(goals)
        self.keep_until = timezone.now() + UNFINISHED_IS_KEPT

    def answer(self, slug: str, value: int | None) -> None:
        """The last answer to a question counts; None skips it."""
        self.answers[slug] = value
        self.keep_until = timezone.now() + UNFINISHED_IS_KEPT

    def finish(self, result: dict[str, object]) -> None:
        self.result = result
        self.copied_from = None
        self.finished_at = timezone.now()
        self.keep_until = self.finished_at + FINISHED_IS_KEPT

    def keep_longer(self) -> None:
        self.keep_until = timezone.now() + FINISHED_IS_KEPT

    def copied(self, token: str) -> Attempt:
        """The same answers under a new key, to go on with; a result itself never changes.

        Until the copy is finished it belongs to this result, and is deleted with it.
        """
        copy = Attempt.begun(token, self.edition, self.goals)
        copy.copied_from, copy.seed = self, self.seed
        copy.order, copy.answers = list(self.order), dict(self.answers)
        copy.closing, copy.circumstances = dict(self.closing), list(self.circumstances)
        return copy


class ShareQuerySet(models.QuerySet["Share"]):
    def held_by(self, token: str) -> Self:
        """A share ends with the result that it shows."""
        if not is_token(token):
            return self.none()
        return self.filter(
            token_hash=hash_of(token), attempt__keep_until__gt=timezone.now()
        ).select_related("attempt__edition")


class Share(models.Model):
    """A second key that opens only what the owner chose to show. Revoking deletes it."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="shares")
    salt = models.CharField(max_length=27, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    full = models.BooleanField("the whole result", default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["full", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "full"],
                name="share_one_of_each_kind",
                violation_error_message="There is already such a link.",
            ),
        ]

    def __str__(self) -> str:
        return f"Share of {self.attempt}"

    @classmethod
    def of(cls, attempt: Attempt, token: str, full: bool) -> Share:
        """`token` opens the attempt itself."""
        salt = new_token()
        key = derived_token(token, salt)
        return cls(attempt=attempt, salt=salt, token_hash=hash_of(key), full=full)

    def key(self, token: str) -> str:
        """Only who holds the key of the result can show that of the share again."""
        return derived_token(token, self.salt)

    def path(self, token: str) -> str:
        return reverse("shared-result", args=[self.key(token)])
