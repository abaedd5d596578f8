"""Counting what the quiz brings: one row for each edition and day, and nothing of anybody.

Whatever becomes of an attempt is counted into the day on which it began, so of those who began on
a day some have finished, some have left, and the rest are under way. Only what they answered is
counted into the day on which they finish: so the answers of a day that is over never change, and
nobody's can be told from how they changed. It is counted in the transaction that stores the step
itself, so neither can be had without the other, and the row is locked meanwhile, so that of two
who finish at once none is lost.

Counted once is whoever begins, however often they begin again before they finish. A copy whose
answers are changed is nobody new, a draft that staff try is nobody at all: neither has a day that
it is counted into.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import F
from django.utils import timezone

from . import counting, health
from .models import Attempt, Edition, Option, Question, Tally

MONTH = 30


# Counting


def count_start(attempt: Attempt, instead_of: Attempt | None = None) -> None:
    if instead_of and instead_of.counted_on and instead_of.edition_id == attempt.edition_id:
        come_back(instead_of)
        attempt.counted_on = instead_of.counted_on
        return
    if instead_of:
        count_leaving([instead_of])
    attempt.counted_on = timezone.localdate()
    tallies = Tally.objects.filter(edition=attempt.edition, day=attempt.counted_on)
    if not tallies.update(started=F("started") + 1):
        # The first of the day; or one of several who are the first at the same moment.
        row = Tally(edition=attempt.edition, day=attempt.counted_on)
        Tally.objects.bulk_create([row], ignore_conflicts=True)
        tallies.update(started=F("started") + 1)


def count_finish(attempt: Attempt) -> None:
    """After it has its result, and before it is saved."""
    if attempt.counted_on is None or attempt.result is None or attempt.finished_at is None:
        return
    begun = _locked(attempt.edition_id, attempt.counted_on)
    if attempt.left_on:
        _take_back_leaving(attempt, begun)
    begun.finished += 1
    today = timezone.localdate(attempt.finished_at)
    # The older row first, as everywhere: so two who wait for each other's rows cannot be.
    ended = begun if today == begun.day else _locked(attempt.edition_id, today)
    seconds = (attempt.finished_at - attempt.started_at).total_seconds()
    more = counting.of_finishing(attempt.answers, attempt.result, seconds)
    ended.counts = counting.plus(ended.counts, more)
    for tally in {begun, ended}:
        tally.save(update_fields=["counts", "finished"])


def come_back(attempt: Attempt) -> None:
    """Whoever goes on has not left. To be called before the step changes where they stand."""
    if attempt.counted_on and attempt.left_on:
        tally = _locked(attempt.edition_id, attempt.counted_on)
        _take_back_leaving(attempt, tally)
        tally.save(update_fields=["counts"])


def _take_back_leaving(attempt: Attempt, tally: Tally) -> None:
    leaving = counting.of_leaving(attempt.order, attempt.answers)
    tally.counts = counting.plus(tally.counts, leaving, times=-1)
    attempt.left_on = None


def count_leaving(attempts: Iterable[Attempt]) -> None:
    """The row of a day is locked after all the attempts, as it is when somebody finishes."""
    counted = [one for one in attempts if one.counted_on and not one.left_on]
    for (day, edition), group in groupby(sorted(counted, key=_row_of), key=_row_of):
        tally = _locked(edition, day)
        for attempt in group:
            leaving = counting.of_leaving(attempt.order, attempt.answers)
            tally.counts = counting.plus(tally.counts, leaving)
            attempt.left_on = timezone.localdate()
        tally.save(update_fields=["counts"])


def _row_of(attempt: Attempt) -> tuple[Any, int]:
    return attempt.counted_on, attempt.edition_id


def _locked(edition: int, day: date) -> Tally:
    row, _ = Tally.objects.select_for_update().get_or_create(edition_id=edition, day=day)
    return row


# Reading


def last_30_days(edition: Edition) -> tuple[int, int]:
    """How many began, and how many of these have finished."""
    return edition.tallies.last_days(MONTH, timezone.localdate()).begun_and_finished()


def health_of(edition: Edition, days: int | None) -> health.Health:
    """Of the last so many days, or of all time. Reads the tallies, and no attempt."""
    today = timezone.localdate()
    since = today - timedelta(days=days - 1) if days else None
    # All of them, whatever the period: who is in a crowd with whom is never decided anew.
    rows = list(edition.tallies.order_by("day"))
    period = [row for row in rows if since is None or row.day >= since]
    over = ((row.day, row.counts) for row in rows if row.day < today)
    return health.health(
        started=sum(row.started for row in period),
        finished=sum(row.finished for row in period),
        counts=counting.total(row.counts for row in period),
        told=health.in_crowds(over, since),
        questions=_questions_of(edition),
        roles={role["path"]: role["name"] for role in edition.frozen.get("roles", [])},
        report=edition.report,
    )


def _questions_of(edition: Edition) -> list[health.Asked]:
    """A draft may be incomplete, and nobody has answered it."""
    if edition.is_draft:
        return []
    groups = groupby(Option.objects.of(edition), key=lambda option: option.question)
    return [_asked(question, list(options)) for question, options in groups]


def _asked(question: Question, options: list[Option]) -> health.Asked:
    return health.Asked(
        pk=question.pk,
        slug=question.slug,
        kind=question.kind,
        text=question.text,
        criteria=tuple(str(option.criterion) for option in options),
        options=tuple(option.text for option in options),
    )
