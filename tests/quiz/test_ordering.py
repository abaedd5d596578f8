from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from quiz.ordering import may_stop, next_question, separation, told_apart
from quiz.scoring import Outcome, look_of, outcome
from tests.quiz.engine import (
    BUILD,
    CUSTOMERS,
    DEPTH,
    GROW,
    PEOPLE,
    WHAT,
    all_answered,
    depth_quiz,
    draft_quiz,
    pair,
    scenario,
    sheets,
    statement,
)

QUIZ = draft_quiz()
SLUGS = [question.slug for question in QUIZ.questions]
some = settings(max_examples=25, deadline=None, derandomize=True)


def worth_by_hand(quiz, answers, goals, slug):
    """The formula of the method, word by word, for a leader who does not tie."""
    found = outcome(quiz, answers, goals)
    leader = int(found.odds.argmax())
    question = quiz.by_slug[slug]
    values = question.values if question.kind == "scenario" else [1]
    total = 0.0
    for value in values:
        look = look_of(quiz, question, value)
        along = found.estimate.covariance @ look.loading
        for rival, odds in enumerate(found.odds):
            gap = quiz.profiles[leader] - quiz.profiles[rival]
            total += odds * (gap @ along) ** 2 / (look.loading @ along + look.noise**2)
    return total / len(values)


def test_worth_by_hand():
    # Nothing is known. Manager and product are the same, so the lead is best every other time.
    quiz = depth_quiz(statement("architectures", DEPTH), statement("strangers", CUSTOMERS))
    found = outcome(quiz, {})

    depth, customers = (separation(quiz, found, one) for one in quiz.questions)

    assert found.odds.tolist() == pytest.approx([0.25, 0.5, 0.25], abs=1e-6)
    assert (depth, customers) == pytest.approx((0.461, 0), abs=5e-4)


@some
@given(sheets(QUIZ))
def test_next_question_is_worth_most_by_trying_all(sheet):
    answers, goals = sheet
    remaining = [slug for slug in SLUGS if slug not in answers]
    if not answers or not remaining:
        return
    worth = {slug: worth_by_hand(QUIZ, answers, goals, slug) for slug in remaining}

    chosen = next_question(QUIZ, answers, goals, remaining)

    assert worth[chosen] == pytest.approx(max(worth.values()), abs=1e-9)


@pytest.mark.parametrize("remaining", [("one", "two"), ("two", "one")])
def test_shuffling_decides_a_tie(remaining):
    quiz = depth_quiz(statement("one", DEPTH), statement("two", DEPTH, -1))

    assert next_question(quiz, {}, [], remaining) == remaining[0]


def test_shuffling_does_not_decide_where_one_is_better():
    quiz = depth_quiz(statement("worthless", CUSTOMERS), statement("architectures", DEPTH))

    for remaining in (("worthless", "architectures"), ("architectures", "worthless")):
        assert next_question(quiz, {}, [], remaining) == "architectures"


def test_list_order_of_roles_does_not_decide_what_comes_first():
    turned = draft_quiz(roles=QUIZ.roles[::-1], levels=QUIZ.levels[::-1])

    worth, other = (
        [separation(quiz, outcome(quiz, {}), question) for question in quiz.questions]
        for quiz in (QUIZ, turned)
    )

    assert other == pytest.approx(worth)


def test_scenario_is_worth_the_mean_of_its_options():
    quiz = draft_quiz(questions=(scenario("slips", GROW, DEPTH, CUSTOMERS),))
    answers = {}
    found = outcome(quiz, answers, [GROW])

    worth = separation(quiz, found, quiz.questions[0])

    assert worth == pytest.approx(worth_by_hand(quiz, answers, [GROW], "slips"))


# What a question tells apart


@pytest.mark.parametrize(
    ("goals", "question", "roles"),
    [
        ([GROW, PEOPLE], statement("s", BUILD), ("technical-management", "technical-leadership")),
        ([GROW, PEOPLE], statement("s", CUSTOMERS), ("technical-management", "product-management")),
        ([CUSTOMERS], statement("s", GROW), ("technical-management", "product-management")),
        ([CUSTOMERS], pair("p", BUILD, WHAT), ("technical-leadership", "product-management")),
    ],
)
def test_told_apart_are_leader_and_the_rival_the_question_separates_most(goals, question, roles):
    quiz = draft_quiz(questions=(question,))

    assert told_apart(quiz, outcome(quiz, {}, goals), question) == roles


# Stopping early. Twelve answers touch everything and point one way.

CLEAR = all_answered(QUIZ, 3, 2) | {
    "mentoring": 5,
    "hard-feedback": 1,
    "planning": 1,
    "career-worries": 1,
    "year-without-code": 5,
    "architectures": 1,
    "three-hours": 1,
    "watching-strangers": 1,
    "support-calls": 5,
}
TWELVE = {slug: CLEAR[slug] for slug in SLUGS[:12]}
GOALS = (GROW, PEOPLE)


def test_result_may_be_offered_after_twelve_clear_answers():
    assert may_stop(QUIZ, TWELVE, GOALS)


def test_eleven_answers_are_too_few():
    eleven = {slug: value for slug, value in TWELVE.items() if slug != "support-calls"}

    found = outcome(QUIZ, eleven, GOALS)

    assert (found.untouched, found.odds.max() > 0.9) == ((), True)
    assert not may_stop(QUIZ, eleven, GOALS)


def test_untouched_criterion_forbids_an_offer():
    bets_replaced = {slug: v for slug, v in TWELVE.items() if slug != "something-certain"}
    answers = bets_replaced | {"person-or-build": 1}

    found = outcome(QUIZ, answers, GOALS)

    assert (len(answers), found.odds.max() > 0.9) == (12, True)
    assert found.untouched == ("open-ended-bets",)
    assert not may_stop(QUIZ, answers, GOALS)


def test_answers_that_contradict_each_other_forbid_an_offer():
    strict = replace(QUIZ, contradiction_limit=0.0)

    assert outcome(strict, TWELVE, GOALS).reasons == ("contradictory",)
    assert not may_stop(strict, TWELVE, GOALS)


def test_lukewarm_answers_forbid_an_offer():
    answers = dict.fromkeys(TWELVE, 3)

    assert outcome(QUIZ, answers).untouched == ()
    assert not may_stop(QUIZ, answers, ())


@pytest.mark.parametrize(("odds", "offered"), [(0.9, True), (0.8999, False)])
def test_odds_of_nine_in_ten_are_needed(monkeypatch, odds, offered):
    found = Outcome(None, None, np.array([odds, 1 - odds, 0]), (), 12, (), 0.0, False)
    monkeypatch.setattr("quiz.ordering.outcome", lambda *args: found)

    assert may_stop(QUIZ, {}, ()) is offered
