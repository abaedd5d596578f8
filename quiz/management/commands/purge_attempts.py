from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from quiz.models import Attempt
from quiz.tallies import count_leaving

# So few that nobody who answers a question has to wait for the rest.
BATCH = 500
FINISHED = Q(finished_at__isnull=False)


class Command(BaseCommand):
    help = (
        "Count the attempts that nobody goes on with for quiz health, and delete those whose time "
        "is over, with the links that were shared to them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, dry_run: bool, **_options: Any) -> None:
        now = timezone.now()
        # First, as what is deleted unfinished has been left as well.
        if left := Attempt.objects.gone_quiet(now).count() if dry_run else count_left(now):
            verb = "would be counted" if dry_run else "counted"
            self.stdout.write(f"{left} attempts {verb} as left.")
        unfinished, finished = count_expired(now) if dry_run else delete_expired(now)
        verb = "would be deleted" if dry_run else "deleted"
        self.stdout.write(f"{unfinished} unfinished and {finished} finished attempts {verb}.")


def count_left(now: datetime) -> int:
    left = last = 0
    while batch := count_left_batch(now, after=last):
        left += len(batch)
        last = batch[-1]
    return left


@transaction.atomic
def count_left_batch(now: datetime, after: int) -> list[int]:
    # Locked, so that whoever goes on at this moment is not counted as left.
    quiet = Attempt.objects.gone_quiet(now).filter(pk__gt=after).select_for_update(of=("self",))
    batch = list(quiet.order_by("pk")[:BATCH])
    count_leaving(batch)
    ids = [attempt.pk for attempt in batch]
    Attempt.objects.filter(pk__in=ids).update(left_on=timezone.localdate())
    return ids


def count_expired(now: datetime) -> tuple[int, int]:
    counts = Attempt.objects.expired(now).aggregate(all=Count("pk"), done=Count("pk", FINISHED))
    return counts["all"] - counts["done"], counts["done"]


def delete_expired(now: datetime) -> tuple[int, int]:
    unfinished = finished = 0
    while batch := delete_batch(now):
        finished += sum(batch)
        unfinished += len(batch) - sum(batch)
    return unfinished, finished


@transaction.atomic
def delete_batch(now: datetime) -> list[bool]:
    """Whether each of them was finished."""
    # Copies before the results that would take them along, so that each of them is counted.
    in_turn = Attempt.objects.expired(now).order_by(F("finished_at").asc(nulls_first=True))
    # Locked, so that an owner who keeps a result longer at this moment does not lose it.
    expired = in_turn.select_for_update(of=("self",))
    batch = dict(expired.values_list("pk", "finished_at")[:BATCH])
    Attempt.objects.filter(pk__in=batch).delete()
    return [finished_at is not None for finished_at in batch.values()]
