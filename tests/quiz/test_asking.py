"""Which question stands where, and which comes next."""

import pytest

from quiz.asking import Walk
from quiz.models import Attempt
from tests.factories import AttemptFactory, live_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return live_edition()


def walk_of(edition, **fields) -> Walk:
    walk = Walk(AttemptFactory.build(edition=edition, **fields))
    if not walk.attempt.order:
        walk.ask_next()
    return walk


def test_next_question_is_chosen_when_the_last_one_is_answered(edition):
    walk = walk_of(edition)

    walk.answer(1, 1)

    assert len(walk.attempt.order) == 2
    assert len(set(walk.attempt.order)) == 2


def test_answering_an_earlier_question_again_asks_nothing_new(edition):
    walk = walk_of(edition)
    walk.answer(1, 1)
    order = list(walk.attempt.order)

    walk.answer(1, 2)

    assert walk.attempt.order == order
    assert walk.attempt.answers == {order[0]: 2}


def test_every_question_is_asked_once_and_then_none(edition):
    walk = walk_of(edition)

    for number in range(1, 25):
        walk.answer(number, 1)

    assert sorted(walk.attempt.order) == sorted(walk.quiz.by_slug)
    assert walk.still_open == 0


def test_goals_decide_about_the_first_question(edition):
    firsts = {
        goal: walk_of(edition, goals=[goal]).attempt.order[0]
        for goal in ("building", "time-with-customers", "growing-people")
    }

    assert len(set(firsts.values())) > 1


def test_what_was_answered_decides_about_the_next_question(edition):
    seconds = set()
    for value in (1, 5):
        walk = walk_of(edition, order=["technical-depth+1"])
        walk.answer(1, value)
        seconds.add(walk.attempt.order[1])

    assert len(seconds) == 2


@pytest.mark.parametrize("kind", ["pair", "scenario"])
def test_choices_change_places_between_attempts_and_keep_them_within_one(edition, kind):
    def shown(seed):
        return walk_of(edition, order=[f"{kind}-1"], seed=seed).at(1).choices

    seen = {shown(seed) for seed in range(30)}

    assert shown(7) == shown(7)
    assert len(seen) == {"pair": 2, "scenario": 6}[kind]
    assert {tuple(sorted(choices)) for choices in seen} == {tuple(sorted(shown(7)))}


def test_sides_of_a_pair_change_places_as_a_whole(edition):
    shown = {
        tuple(value for value, _ in walk_of(edition, order=["pair-1"], seed=seed).at(1).choices)
        for seed in range(30)
    }

    assert shown == {(1, 2, 3, 4), (4, 3, 2, 1)}


def test_steps_of_a_statement_stay_where_they_are(edition):
    shown = {walk_of(edition, order=["building-1"], seed=seed).at(1).choices for seed in range(30)}

    assert [value for value, _ in shown.pop()] == [1, 2, 3, 4, 5]
    assert shown == set()


@pytest.mark.parametrize("number", [-1, 0, 2, 10**30])
def test_there_is_no_question_where_none_was_asked(edition, number):
    assert walk_of(edition).at(number) is None


def test_progress_tells_answered_skipped_and_open_apart(edition):
    walk = walk_of(edition, order=["building-1", "pair-1", "pair-2", "pair-3"])
    walk.attempt.answers = {"building-1": 3, "pair-1": None, "pair-2": 4}

    progress = walk.progress(4)

    assert progress.states == ("done", "skipped", "done", "now", *["to-come"] * 20)
    assert (progress.answered, progress.skipped, progress.total) == (2, 1, 24)
    assert progress.minutes == 6


@pytest.mark.parametrize(("answered", "minutes"), [(0, 6), (20, 1), (23, 1), (24, 0)])
def test_minutes_left_are_never_too_few(edition, answered, minutes):
    walk = walk_of(edition)
    for number in range(1, answered + 1):
        walk.answer(number, None)

    assert walk.progress(1).minutes == minutes


def test_result_is_not_offered_to_who_is_neutral(edition):
    walk = walk_of(edition)

    offers = [walk.may_stop]
    for number in range(1, 25):
        question = walk.quiz.by_slug[walk.attempt.order[number - 1]]
        walk.answer(number, 3 if question.kind == "statement" else None)
        offers.append(walk.may_stop)

    assert True not in offers


def test_result_is_offered_to_who_answers_as_a_tech_lead_would(edition):
    walk = walk_of(edition, goals=["building", "technical-depth", "uninterrupted-time"])
    levels = dict(zip(walk.quiz.criteria, walk.quiz.profiles[1], strict=True))

    offers = [walk.may_stop]
    for number in range(1, 25):
        walk.answer(number, _as_profile(walk, number, levels))
        offers.append(walk.may_stop)

    assert True not in offers[:12]
    assert True in offers


def test_result_is_not_offered_early_when_no_question_is_open(edition, monkeypatch):
    monkeypatch.setattr("quiz.ordering.may_stop", lambda *_: True)
    walk = walk_of(edition)
    offers = []

    for number in range(1, 25):
        offers.append(walk.may_stop)
        walk.answer(number, 1)

    assert (offers, walk.may_stop) == ([True] * 24, False)


def _as_profile(walk, number, levels):
    question = walk.quiz.by_slug[walk.attempt.order[number - 1]]
    wants = [levels[option.criterion] * option.direction for option in question.options]
    if question.kind == "statement":
        return 5 if wants[0] > 0 else 1
    if question.kind == "pair":
        return 1 if wants[0] > wants[1] else 4
    return 1 + wants.index(max(wants))


def test_roles_told_apart_come_from_the_answers_before_the_question(edition):
    walk = walk_of(edition, order=["building-1", "technical-depth+1"])
    before = walk.told_apart(2)

    walk.answer(2, 5)

    assert len(before) == 2
    assert walk.told_apart(2) == before


def test_roles_told_apart_follow_a_change_of_what_stands_before(edition):
    walk = walk_of(edition, order=["technical-depth+1", "time-with-customers+1"])
    walk.answer(1, 1)
    before = walk.told_apart(2)

    walk.answer(1, 5)

    assert before == ["Engineering manager", "Product manager"]
    assert walk.told_apart(2) == ["Tech lead", "Product manager"]


@pytest.mark.parametrize(("slug", "place"), [("pair-1", 2), ("pair-2", 0), ("", 0)])
def test_question_is_found_by_its_name_once_it_was_asked(edition, slug, place):
    walk = walk_of(edition, order=["building-1", "pair-1"])

    assert walk.place_of(slug) == place


def test_missing_names_what_a_result_would_lack(edition):
    walk = walk_of(edition, goals=["building"], order=["technical-depth+1"])
    walk.answer(1, 3)

    missing = walk.missing

    assert missing.answers == 9
    assert "Building" not in missing.criteria
    assert "Technical depth" not in missing.criteria
    assert len(missing.criteria) == 8


@pytest.mark.parametrize("contradict", [True, False])
def test_missing_tells_whether_the_answers_agree(edition, contradict):
    edition.contradiction_limit = 0.01 if contradict else 100
    answers = {question.slug: 1 for question in edition.questions.all()}
    walk = walk_of(edition, order=list(answers), answers=answers)

    assert len(walk.missing.at_odds) == (3 if contradict else 0)


def test_a_few_answers_are_missing_others_and_contradict_nothing(edition):
    walk = walk_of(edition, order=["pair-1"], answers={"pair-1": 1})

    missing = walk.missing

    assert (missing.answers, missing.at_odds) == (9, ())


def test_attempt_goes_on_with_its_own_edition(edition):
    Attempt.objects.bulk_create([AttemptFactory.build(edition=edition, order=["building-1"])])
    type(edition).objects.update(state="retired")
    live_edition()

    walk = Walk(Attempt.objects.held_by("t" * 27).get())

    assert walk.at(1).question.edition_id == edition.pk
