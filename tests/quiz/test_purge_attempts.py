from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from quiz.management.commands import purge_attempts
from quiz.models import Attempt, Share, new_token
from tests.factories import AttemptFactory, EditionFactory

pytestmark = pytest.mark.django_db


def run(capsys, *args):
    call_command("purge_attempts", *args)
    return capsys.readouterr().out.splitlines()


def attempt(days, finished=False):
    """Kept for so many days more; below 0 its time is over."""
    now = timezone.now()
    fields = {"finished_at": now, "result": {"method": 1}} if finished else {}
    edition = EditionFactory._meta.model.objects.first() or EditionFactory()
    keep_until = now + timedelta(days=days)
    return AttemptFactory(edition=edition, token=new_token(), keep_until=keep_until, **fields)


def test_what_has_expired_is_deleted_and_the_rest_is_kept(capsys):
    kept = [attempt(days=1), attempt(days=1, finished=True)]
    attempt(days=-1)
    attempt(days=-1)
    attempt(days=-1, finished=True)

    assert run(capsys) == ["2 unfinished and 1 finished attempts deleted."]
    assert set(Attempt.objects.all()) == set(kept)


def test_shares_end_with_their_attempt(capsys):
    token = new_token()
    expired, kept = attempt(days=-1, finished=True), attempt(days=1, finished=True)
    for one in (expired, kept):
        Share.of(one, token, full=False).save()

    run(capsys)

    assert [share.attempt for share in Share.objects.all()] == [kept]


def test_unfinished_copy_ends_with_its_result(capsys):
    expired, kept = attempt(days=-1, finished=True), attempt(days=1, finished=True)
    copies = [one.copied(new_token()) for one in (expired, kept)]
    Attempt.objects.bulk_create(copies)

    counted = [*run(capsys, "--dry-run"), *run(capsys)]

    assert counted == [
        "1 unfinished and 1 finished attempts would be deleted.",
        "1 unfinished and 1 finished attempts deleted.",
    ]
    assert set(Attempt.objects.all()) == {kept, copies[1]}


def test_finished_copy_outlives_its_result(capsys):
    copy = attempt(days=-1, finished=True).copied(new_token())
    copy.finish({"method": 1})
    copy.save()

    run(capsys)

    assert list(Attempt.objects.all()) == [copy]


@pytest.mark.parametrize("batch", [1, 2])
def test_copy_is_counted_whatever_fits_into_one_batch(capsys, monkeypatch, batch):
    monkeypatch.setattr(purge_attempts, "BATCH", batch)
    attempt(days=-1, finished=True).copied(new_token()).save()

    assert run(capsys) == ["1 unfinished and 1 finished attempts deleted."]


def test_dry_run_only_counts(capsys):
    attempt(days=-1)
    attempt(days=-1, finished=True)

    assert run(capsys, "--dry-run") == ["1 unfinished and 1 finished attempts would be deleted."]
    assert Attempt.objects.count() == 2


def test_second_run_finds_nothing(capsys):
    attempt(days=-1)
    run(capsys)

    assert run(capsys) == ["0 unfinished and 0 finished attempts deleted."]


def test_many_are_deleted_batch_by_batch(capsys, monkeypatch):
    monkeypatch.setattr(purge_attempts, "BATCH", 2)
    for _ in range(5):
        attempt(days=-1)
    sizes = []
    delete_batch = purge_attempts.delete_batch
    monkeypatch.setattr(
        purge_attempts,
        "delete_batch",
        lambda now: [batch := delete_batch(now), sizes.append(len(batch))][0],
    )

    assert run(capsys) == ["5 unfinished and 0 finished attempts deleted."]
    assert sizes == [2, 2, 1, 0]


def test_attempt_that_is_kept_longer_is_not_deleted(capsys):
    one = attempt(days=-1, finished=True)
    one.keep_longer()
    one.save()

    run(capsys)

    assert Attempt.objects.get() == one
