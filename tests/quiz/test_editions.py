"""An edition as the pure modules know it."""

import pytest

from comparisons.models import Criterion, Rating
from quiz.editions import PATHS, Numbers, fingerprint, frozen_now, numbers_of, quiz_of
from quiz.models import Option, Question
from quiz.scoring import Option as PureOption
from tests.factories import (
    LEVELS,
    EditionFactory,
    draft_edition,
    live_edition,
    paths_with_roles,
)

pytestmark = pytest.mark.django_db


def test_quiz_has_the_frozen_levels_even_when_a_rating_changed_since():
    edition = live_edition()
    rated = Option.objects.of(edition)[0].criterion.ratings
    rated.update(level=1)

    quiz = quiz_of(edition)

    assert quiz.criteria == tuple(LEVELS)
    assert quiz.levels == tuple(zip(*LEVELS.values(), strict=True))
    assert len(quiz.questions) == 24


def test_wording_leaves_the_fingerprint_and_a_direction_changes_it():
    edition = live_edition()
    before = fingerprint(quiz_of(edition))
    edition.questions.update(text="Other words")
    reworded = fingerprint(quiz_of(edition))
    Option.objects.filter(pk=Option.objects.of(edition)[0].pk).update(direction=-1)

    turned = fingerprint(quiz_of(edition))

    assert reworded == before
    assert turned != before


def test_draft_is_measured_against_the_ratings_of_today():
    paths_with_roles()
    edition = draft_edition()
    Rating.objects.filter(criterion__slug="building").update(level=2)

    quiz = quiz_of(edition)

    assert [row[quiz.criteria.index("building")] for row in quiz.levels] == [2, 2, 2]
    assert quiz.contradiction_limit == float("inf")


def test_roles_stand_in_the_order_of_the_paths():
    assert quiz_of(live_edition()).roles == PATHS


def test_options_keep_their_criterion_direction_and_order():
    quiz = quiz_of(live_edition())

    assert quiz.by_slug["building-1"].options == (PureOption("building", -1),)
    assert quiz.by_slug["scenario-1"].options == (
        PureOption("growing-people"),
        PureOption("technical-depth"),
        PureOption("time-with-customers"),
    )


def test_criterion_that_was_renamed_since_is_still_the_same():
    edition = live_edition()
    before = fingerprint(quiz_of(edition))
    Criterion.objects.filter(slug="building").update(slug="making", measured=False)

    assert fingerprint(quiz_of(edition)) == before


def test_frozen_criteria_carry_their_words():
    paths_with_roles()
    criterion = Criterion.objects.get(slug="building")

    frozen = frozen_now()

    assert frozen["criteria"][3] == {
        "id": criterion.pk,
        "slug": "building",
        "name": "Building",
        "goal": criterion.goal,
        "meaning": "What is rated.",
        "low": "Little of it",
        "high": "Much of it",
    }
    assert [role["levels"]["building"] for role in frozen["roles"]] == [1, 4, 1]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        (lambda: Question.objects.update(text="Other", why="Other"), True),
        (lambda: Option.objects.update(text="other"), True),
        (lambda: Question.objects.filter(slug="pair-1").update(kind="scenario"), False),
        (lambda: Question.objects.filter(slug="pair-1").update(slug="other"), False),
        (lambda: Question.objects.filter(slug="pair-1").delete(), False),
        (lambda: Option.objects.filter(question__slug="pair-1", order=0).update(order=2), False),
        (lambda: Option.objects.filter(question__slug="pair-1", order=0).delete(), False),
    ],
)
def test_fingerprint_changes_with_the_meaning_and_not_with_the_words(change, same):
    edition = live_edition()
    before = fingerprint(quiz_of(edition))
    change()

    assert (fingerprint(quiz_of(edition)) == before) is same


# What it consists of


def test_edition_is_counted_in_one_query(django_assert_num_queries):
    live_edition()
    edition = draft_edition()
    edition.questions.filter(kind=Question.Kind.SCENARIO).delete()

    with django_assert_num_queries(1):
        numbers = numbers_of(edition)

    assert numbers == Numbers(
        statements=12, reversed=7, pairs=8, scenarios=0, criteria=10, fewest=2
    )
    assert (numbers.questions, numbers.minutes) == (20, 5)


def test_edition_without_questions_consists_of_nothing():
    assert numbers_of(EditionFactory()) == Numbers(0, 0, 0, 0, 0, 0)
