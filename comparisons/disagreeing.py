"""Keeping what a reader sends who disagrees, without knowing who it is.

A sender has five turns an hour. Each turn has a hash of its own, made of the network address under
a key of the day, and no two rows hold the same one: so six in an hour are impossible, even at once,
and no two rows show that one reader wrote them. After the hour the hashes are forgotten.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from .models import Disagreement, Verdict
from .readers import Letters, in_sentences
from .visitors import network_of

TURNS = 5
REMEMBERED = timedelta(hours=1)
SPAM_IS_KEPT = timedelta(days=30)


class TooManyError(Exception):
    """This sender has no turn left in this hour."""


def keep(disagreement: Disagreement, address: str) -> None:
    for tries_left in reversed(range(TURNS + 1)):
        try:
            with transaction.atomic():
                disagreement.sender_hash = _free_turn(address, disagreement.created_at)
                disagreement.save(force_insert=True)
                return
        except IntegrityError:
            # Another of the same sender came at the same moment, and has taken this turn.
            if not tries_left:
                raise


def _free_turn(address: str, now: datetime) -> str:
    Disagreement.objects.forget_senders(now - REMEMBERED)
    turns = turns_of(address, now)
    # Another key holds for those that were sent before midnight.
    recent = {*turns, *turns_of(address, now - REMEMBERED)}
    taken = Disagreement.objects.filter(sender_hash__in=recent)
    hashes = set(taken.values_list("sender_hash", flat=True))
    if len(hashes) >= TURNS:
        raise TooManyError
    return next(turn for turn in turns if turn not in hashes)


def turns_of(address: str, moment: datetime) -> list[str]:
    sender, day = network_of(address) or address, moment.astimezone(UTC).date()
    return [
        salted_hmac(f"disagreement {day}", f"{sender} {turn}", algorithm="sha256").hexdigest()
        for turn in range(TURNS)
    ]


def readers_of(verdict: Verdict) -> str:
    """What those whom we have approved would pick; the names as they stand in a sentence."""
    role_a, role_b = verdict.comparison.roles
    names = {"a": role_a.name_in_text, "b": role_b.name_in_text, "none": "neither"}
    picks = Disagreement.objects.approved().filter(verdict=verdict).picks()
    return in_sentences([Letters(**row) for row in picks], names)


def clean_up(now: datetime) -> tuple[int, int]:
    """How many senders were forgotten, and how much spam was deleted."""
    forgotten = Disagreement.objects.forget_senders(now - REMEMBERED)
    spam = Disagreement.objects.filter(state=Disagreement.State.SPAM)
    deleted, _ = spam.filter(created_at__lte=now - SPAM_IS_KEPT).delete()
    return forgotten, deleted
