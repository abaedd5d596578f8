from itertools import combinations

import pytest
from hypothesis import given, settings

from quiz.scoring import ALIKE, outcome
from quiz.sensitivity import Change, Flip, LeftOut, sensitivity
from tests.quiz.engine import (
    BETS,
    BUILD,
    CRITERIA,
    CUSTOMERS,
    DEPTH,
    GROW,
    WHAT,
    depth_quiz,
    draft_quiz,
    pair,
    scenario,
    sheets,
    statement,
)

some = settings(max_examples=25, deadline=None, derandomize=True)
# Small enough to try every change through the front door.
SMALL = draft_quiz(
    questions=(
        statement("mentoring", GROW),
        statement("year-without-code", BUILD, -1),
        statement("leaving-out", WHAT),
        pair("person-or-build", GROW, BUILD),
        pair("data-or-market", DEPTH, WHAT),
        scenario("launch-slips", GROW, DEPTH, CUSTOMERS),
        scenario("year", BETS, BUILD, WHAT),
    )
)


def step(quiz, change):
    spans = {"statement": 4, "pair": 3}
    kind = quiz.by_slug[change.question].kind
    return abs(change.becomes - change.was) / spans[kind] if kind in spans else 1.0


def after(quiz, answers, goals, changes):
    changed = {**answers, **{change.question: change.becomes for change in changes}}
    return outcome(quiz, changed, goals)


def all_changes(quiz, answers):
    return [
        Change(slug, was, becomes)
        for slug, was in answers.items()
        for becomes in quiz.by_slug[slug].values
        if becomes != was
    ]


def leads(found, index):
    """By its score and by its odds: where two roles are almost level, these can differ."""

    def is_first(values):
        others = [value for place, value in enumerate(values) if place != index]
        return values[index] > max(others) + ALIKE

    return is_first(found.scores) and is_first(found.odds)


def smallest_by_trying(quiz, answers, goals, number):
    """For each role that does not lead, the least that a change of so many answers costs."""
    before = outcome(quiz, answers, goals).odds
    costs = {}
    for changes in combinations(all_changes(quiz, answers), number):
        if len({change.question for change in changes}) < number:
            continue
        found = after(quiz, answers, goals, changes)
        size = sum(step(quiz, change) for change in changes)
        for index, role in enumerate(quiz.roles):
            if before[index] < before.max() - ALIKE and leads(found, index):
                costs[role] = min(size, costs.get(role, size))
    return costs


@some
@given(sheets(SMALL))
def test_flips_are_the_smallest_that_trying_everything_finds(sheet):
    answers, goals = sheet
    single = smallest_by_trying(SMALL, answers, goals, 1)
    double = smallest_by_trying(SMALL, answers, goals, 2)
    expected = {**double, **single}

    flips = sensitivity(SMALL, answers, goals).flips

    assert {flip.role: flip.size for flip in flips} == pytest.approx(expected)


@some
@given(sheets(SMALL))
def test_flip_does_put_its_role_first(sheet):
    answers, goals = sheet

    for flip in sensitivity(SMALL, answers, goals).flips:
        found = after(SMALL, answers, goals, flip.changes)

        assert leads(found, SMALL.roles.index(flip.role))
        assert flip.size == pytest.approx(sum(step(SMALL, change) for change in flip.changes))


@some
@given(sheets(SMALL))
def test_two_answers_are_named_only_where_no_single_one_will_do(sheet):
    answers, goals = sheet
    single = smallest_by_trying(SMALL, answers, goals, 1)

    for flip in sensitivity(SMALL, answers, goals).flips:
        assert len(flip.changes) == (1 if flip.role in single else 2)


@some
@given(sheets(SMALL))
def test_what_is_left_out_agrees_with_asking_again(sheet):
    answers, goals = sheet
    leader = int(outcome(SMALL, answers, goals).odds.argmax())
    expected = []
    for slug in answers:
        rest = {other: value for other, value in answers.items() if other != slug}
        expected.append((slug, outcome(SMALL, rest, goals).odds))
    for goal in goals:
        others = [other for other in goals if other != goal]
        expected.append((goal, outcome(SMALL, answers, others).odds))

    found = sensitivity(SMALL, answers, goals).left_out

    assert [(one.slug, one.role) for one in found] == [
        (slug, SMALL.roles[int(odds.argmax())])
        for slug, odds in expected
        if odds.max() > odds[leader] + ALIKE
    ]


# By hand

LIKES = statement("likes", DEPTH)
DISLIKES = statement("dislikes", DEPTH, -1)
PREFERS = pair("prefers", DEPTH, CUSTOMERS)


def test_role_that_can_only_tie_has_no_flip():
    # Manager and product share their profile: once depth is unwanted they lead together.
    quiz = depth_quiz(LIKES, DISLIKES)

    flips = sensitivity(quiz, {"likes": 4, "dislikes": 3}, []).flips

    assert flips == ()


def one_sided_quiz(*questions):
    """The manager gains by depth what the lead loses, and the third role has neither."""
    levels = [[level if criterion == DEPTH else 3 for criterion in CRITERIA] for level in (1, 5, 3)]
    return draft_quiz(roles=("manager", "lead", "product"), levels=levels, questions=questions)


def test_smallest_flip_by_hand():
    # "likes" says 1, "dislikes" 0. At the middle the two balance; one step below, depth is
    # unwanted, and three steps are 3/4. The other end of "dislikes" would only balance.
    quiz = one_sided_quiz(LIKES, DISLIKES)

    found = sensitivity(quiz, {"likes": 5, "dislikes": 3}, [])

    manager = next(flip for flip in found.flips if flip.role == "manager")
    assert manager == Flip("manager", (Change("likes", 5, 2),), 0.75)


def test_two_steps_when_one_answer_cannot_do_it():
    quiz = one_sided_quiz(LIKES, statement("loves", DEPTH))

    found = sensitivity(quiz, {"likes": 5, "loves": 5}, [])

    manager = next(flip for flip in found.flips if flip.role == "manager")
    # One answer at the other end only balances the two; a step of the other one tips them.
    assert sorted(change.becomes for change in manager.changes) == [1, 4]
    assert manager.size == pytest.approx(1.25)


def test_what_leads_already_needs_no_flip():
    quiz = one_sided_quiz(LIKES)

    roles = {flip.role for flip in sensitivity(quiz, {"likes": 5}, []).flips}

    assert roles == {"manager"}


def test_left_out_by_hand():
    quiz = one_sided_quiz(LIKES, DISLIKES)

    found = sensitivity(quiz, {"likes": 5, "dislikes": 4}, []).left_out

    assert found == (LeftOut("statement", "likes", "manager"),)


def test_goal_can_be_what_the_lead_hangs_on():
    quiz = one_sided_quiz(LIKES)

    found = sensitivity(quiz, {"likes": 2}, [DEPTH])

    assert found.left_out == (LeftOut("goal", DEPTH, "manager"),)
    assert found.without_goals == ("manager", "lead", "product")


def test_ranking_without_goals_is_empty_where_it_stays_the_same():
    quiz = one_sided_quiz(LIKES)

    assert sensitivity(quiz, {"likes": 4}, [DEPTH]).without_goals == ()


def test_nothing_answered_has_nothing_to_change():
    found = sensitivity(draft_quiz(), {}, [])

    assert (found.flips, found.left_out, found.without_goals) == ((), (), ())


def test_single_answer_has_no_two_to_change():
    quiz = one_sided_quiz(PREFERS)

    flips = sensitivity(quiz, {"prefers": 1}, []).flips

    assert {flip.role: flip.changes for flip in flips} == {"manager": (Change("prefers", 1, 3),)}


@some
@given(sheets(SMALL))
def test_same_answers_in_another_order_are_changed_by_the_same(sheet):
    answers, goals = sheet
    turned = dict(reversed(answers.items()))

    assert sensitivity(SMALL, turned, goals[::-1]) == sensitivity(SMALL, answers, goals)
