from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from quiz.models import Attempt, Circumstance, Edition, Option, Share, hash_of, is_token, new_token
from quiz.models.attempt import FINISHED_IS_KEPT, UNFINISHED_IS_KEPT
from tests.factories import (
    AttemptFactory,
    CircumstanceFactory,
    CriterionFactory,
    EditionFactory,
    OptionFactory,
    QuestionFactory,
    live_edition,
)

pytestmark = pytest.mark.django_db

TOKEN = "t" * 27
NOW = timezone.now()
OPENED = {"opened_at": NOW, "contradiction_limit": 1.0}


# Rules that must always hold: each is told to an editor, and kept by the database.


def second_live():
    EditionFactory(state="live", **OPENED)
    return EditionFactory.build(state="live", **OPENED)


def question_twice():
    there = QuestionFactory()
    return QuestionFactory.build(edition=there.edition, slug=there.slug)


def criterion_twice():
    there = OptionFactory()
    return OptionFactory.build(question=there.question, criterion=there.criterion)


def option_towards(direction):
    return OptionFactory.build(
        question=QuestionFactory(), criterion=CriterionFactory(), direction=direction
    )


def circumstance_twice():
    there = CircumstanceFactory()
    return CircumstanceFactory.build(edition=there.edition, slug=there.slug)


def attempt_with(**fields):
    return AttemptFactory.build(edition=EditionFactory(), **fields)


def share_twice():
    attempt = AttemptFactory()
    Share.of(attempt, TOKEN, full=True).save()
    return Share.of(attempt, TOKEN, full=True)


RULES = {
    "one live": (second_live, "Another edition is live."),
    "live without opening": (
        lambda: EditionFactory.build(state="live", contradiction_limit=1.0),
        "An edition is opened by its action, not by its state.",
    ),
    "retired without a limit": (
        lambda: EditionFactory.build(state="retired", opened_at=NOW),
        "An edition is opened by its action, not by its state.",
    ),
    "one number": (
        lambda: EditionFactory.build(number=EditionFactory().number),
        "Edition with this Number already exists.",
    ),
    "question slug": (question_twice, "This edition already has a question of this name."),
    "option criterion": (criterion_twice, "Another option of this question has this criterion."),
    "direction 0": (lambda: option_towards(0), "Value 0 is not a valid choice."),
    "direction 2": (lambda: option_towards(2), "Value 2 is not a valid choice."),
    "circumstance": (
        circumstance_twice,
        "This edition already has a circumstance of this name.",
    ),
    "finished without result": (
        lambda: attempt_with(finished_at=NOW),
        "A finished attempt has a result, an unfinished one none.",
    ),
    "result without end": (
        lambda: attempt_with(result={"method": 1}),
        "A finished attempt has a result, an unfinished one none.",
    ),
    "one attempt per key": (
        lambda: AttemptFactory.build(edition=AttemptFactory().edition),
        "Attempt with this Token hash already exists.",
    ),
    "finished copy": (
        lambda: attempt_with(finished_at=NOW, result={}, copied_from=AttemptFactory()),
        "A finished copy is a result of its own.",
    ),
    "one share of each kind": (share_twice, "There is already such a link."),
}
rules = pytest.mark.parametrize(("build", "message"), RULES.values(), ids=RULES.keys())


@rules
def test_rule_is_told(build, message):
    with pytest.raises(ValidationError) as refused:
        build().full_clean()

    assert message in refused.value.messages


@rules
def test_rule_is_kept_by_the_database(build, message):
    thing = build()

    with pytest.raises(IntegrityError), transaction.atomic():
        thing.save()


@pytest.mark.parametrize(
    "build",
    [
        lambda: EditionFactory.build(state="live", **OPENED),
        lambda: EditionFactory.build(state="retired", **OPENED),
        lambda: EditionFactory.build(),
        lambda: attempt_with(),
        lambda: attempt_with(finished_at=NOW, result={"method": 1}),
        lambda: attempt_with(finished_at=NOW, result={}),
        lambda: option_towards(-1),
        lambda: Share.of(AttemptFactory(), TOKEN, full=False),
    ],
)
def test_what_keeps_the_rules_is_saved(build):
    thing = build()

    thing.save()

    assert type(thing).objects.filter(pk=thing.pk).exists()


def test_several_editions_may_be_retired():
    for _ in range(2):
        EditionFactory(state="retired", **OPENED)

    assert Edition.objects.filter(state="retired").count() == 2


def test_same_name_may_stand_in_another_edition():
    for factory in (QuestionFactory, CircumstanceFactory):
        factory(slug="visa")
        factory(slug="visa")

    assert Circumstance.objects.filter(slug="visa").count() == 2


def test_edition_that_somebody_answered_is_not_deleted():
    edition = AttemptFactory().edition

    with pytest.raises(ProtectedError):
        edition.delete()


def test_criterion_that_a_question_measures_is_not_deleted():
    option = OptionFactory()

    with pytest.raises(ProtectedError):
        option.criterion.delete()


# Editions


def test_live_edition_is_the_one_that_is_live():
    EditionFactory()
    EditionFactory(state="retired", **OPENED)
    live = EditionFactory(state="live", **OPENED)

    assert Edition.objects.live() == live


def test_without_a_live_edition_there_is_none():
    EditionFactory()

    assert Edition.objects.live() is None


@pytest.mark.parametrize(("state", "locked"), [("draft", False), ("live", True), ("retired", True)])
def test_what_was_opened_is_locked_with_its_questions(state, locked):
    edition = EditionFactory.build(state=state)

    assert edition.is_locked is locked
    assert QuestionFactory.build(edition=edition).is_locked is locked


def test_options_come_with_their_questions_in_one_query(django_assert_num_queries):
    edition = live_edition()

    with django_assert_num_queries(1):
        options = [
            (option.question.kind, option.criterion.slug) for option in Option.objects.of(edition)
        ]

    assert len(options) == 12 + 2 * 8 + 3 * 4
    assert options[0] == ("statement", "growing-people")
    assert options[-1] == ("scenario", "building")


# Keys


def test_key_has_160_bits_and_is_never_the_same():
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {27}
    assert all(map(is_token, tokens))


@pytest.mark.parametrize(
    "text", ["", "t" * 26, "t" * 28, "t" * 26 + "+", "t" * 26 + "\n", "t" * 26 + "é"]
)
def test_what_is_no_key_opens_nothing(text, django_assert_num_queries):
    AttemptFactory(token=text)

    with django_assert_num_queries(0):
        found = [*Attempt.objects.held_by(text), *Share.objects.held_by(text)]

    assert found == []


def test_key_opens_its_attempt_and_is_not_stored():
    attempt = AttemptFactory(token=TOKEN)

    assert Attempt.objects.held_by(TOKEN).get() == attempt
    assert TOKEN not in str(Attempt.objects.values().get())


@pytest.mark.parametrize("token", ["u" * 27, hash_of(TOKEN)])
def test_another_key_opens_nothing(token):
    AttemptFactory(token=TOKEN)

    assert not Attempt.objects.held_by(token).exists()


def test_key_opens_nothing_once_its_time_is_over():
    AttemptFactory(token=TOKEN, keep_until=timezone.now() - timedelta(seconds=1))

    assert not Attempt.objects.held_by(TOKEN).exists()


# Attempts


def days_kept(attempt):
    return round((attempt.keep_until - timezone.now()) / timedelta(days=1))


def test_new_attempt_is_kept_for_thirty_days():
    attempt = Attempt.begun(TOKEN, EditionFactory(), ["building"])
    attempt.save()

    assert days_kept(attempt) == UNFINISHED_IS_KEPT.days == 30
    assert (attempt.goals, attempt.order, attempt.answers) == (["building"], [], {})
    assert not attempt.is_finished


def test_two_attempts_have_seeds_of_their_own():
    edition = EditionFactory()

    assert Attempt.begun(TOKEN, edition, []).seed != Attempt.begun(TOKEN, edition, []).seed


def test_largest_seed_fits_its_column():
    attempt = AttemptFactory(seed=2**62 - 1)

    attempt.refresh_from_db()

    assert attempt.seed == 2**62 - 1


def test_last_answer_to_a_question_counts():
    attempt = AttemptFactory(keep_until=timezone.now() + timedelta(days=1))

    attempt.answer("own-code", 2)
    attempt.answer("own-code", 5)
    attempt.answer("visa", None)

    assert attempt.answers == {"own-code": 5, "visa": None}
    assert attempt.given == {"own-code": 5}
    assert days_kept(attempt) == 30


def test_finished_attempt_is_kept_for_a_year():
    attempt = AttemptFactory()

    attempt.finish({"method": 1})
    attempt.save()

    assert attempt.is_finished
    assert days_kept(attempt) == FINISHED_IS_KEPT.days == 365


def test_owner_keeps_a_result_for_another_year():
    attempt = AttemptFactory(keep_until=timezone.now() + timedelta(days=1))

    attempt.keep_longer()

    assert days_kept(attempt) == 365


@pytest.mark.parametrize(
    ("order", "answers", "place"),
    [
        (["a"], {}, 1),
        (["a", "b"], {"a": 1}, 2),
        (["a", "b"], {"a": None}, 2),
        (["a", "b", "c"], {"a": 1, "c": 1}, 2),
        (["a", "b"], {"a": 1, "b": 1}, 2),
    ],
)
def test_place_is_the_first_question_that_is_open_or_the_last(order, answers, place):
    assert AttemptFactory.build(edition=None, order=order, answers=answers).place == place


def test_shuffle_is_an_attempts_own_and_stays():
    things = list("abcdefgh")
    one, other = (AttemptFactory.build(edition=None, seed=seed) for seed in (1, 2))

    shuffled = one.shuffled("sides", things)

    assert sorted(shuffled) == things
    assert one.shuffled("sides", things) == shuffled
    assert one.shuffled("options", things) != shuffled
    assert other.shuffled("sides", things) != shuffled


def test_copy_has_the_answers_and_not_the_result():
    attempt = AttemptFactory(
        goals=["building"],
        order=["a"],
        answers={"a": 1},
        closing={"technical-management": "worse"},
        circumstances=["visa"],
    )
    attempt.finish({"method": 1})
    attempt.save()

    copy = attempt.copied("c" * 27)
    copy.answer("a", 2)
    copy.save()

    attempt.refresh_from_db()
    assert attempt.answers == {"a": 1}
    assert (copy.result, copy.is_finished) == (None, False)
    assert (copy.goals, copy.order, copy.seed) == (["building"], ["a"], attempt.seed)
    assert copy.closing == {"technical-management": "worse"}
    assert copy.circumstances == ["visa"]
    assert days_kept(copy) == 30
    assert Attempt.objects.held_by("c" * 27).get() == copy


def test_finished_copy_is_a_result_of_its_own():
    attempt = AttemptFactory()
    copy = attempt.copied("c" * 27)
    belongs_to = copy.copied_from
    copy.finish({"method": 1})
    copy.save()

    attempt.delete()

    assert belongs_to == attempt
    assert list(Attempt.objects.all()) == [copy]


def test_unfinished_copy_is_deleted_with_its_result():
    attempt = AttemptFactory()
    attempt.copied("c" * 27).save()

    attempt.delete()

    assert not Attempt.objects.exists()


def test_mark_tells_attempts_apart_and_opens_none():
    one, again, other = (
        AttemptFactory.build(edition=None, token=letter * 27) for letter in ("t", "t", "o")
    )

    assert one.mark == again.mark != other.mark
    assert len(one.mark) == 12
    assert one.mark != one.token_hash[:12]


# Shares


def test_owner_can_show_the_key_of_a_share_again():
    attempt = AttemptFactory(token=TOKEN)
    share = Share.of(attempt, TOKEN, full=True)
    share.save()

    key = Share.objects.get().key(TOKEN)

    assert Share.objects.held_by(key).get() == share
    assert share.path(TOKEN) == f"/quiz/shared/{key}/"


def test_key_of_a_share_does_not_open_the_attempt_nor_the_other_way_round():
    share = Share.of(AttemptFactory(token=TOKEN), TOKEN, full=True)
    share.save()

    assert not Attempt.objects.held_by(share.key(TOKEN)).exists()
    assert not Share.objects.held_by(TOKEN).exists()


def test_share_ends_with_its_attempt():
    attempt = AttemptFactory(token=TOKEN, keep_until=timezone.now() - timedelta(seconds=1))
    share = Share.of(attempt, TOKEN, full=True)
    share.save()

    expired = Share.objects.held_by(share.key(TOKEN)).exists()
    attempt.delete()

    assert not expired
    assert not Share.objects.exists()


def test_shares_made_one_after_another_have_keys_of_their_own():
    attempt = AttemptFactory(token=TOKEN)
    first = Share.of(attempt, TOKEN, full=True)
    first.save()
    first.delete()

    again = Share.of(attempt, TOKEN, full=True)
    again.save()

    assert not Share.objects.held_by(first.key(TOKEN)).exists()
    assert Share.objects.held_by(again.key(TOKEN)).get() == again
