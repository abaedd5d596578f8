import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from quiz.scoring import (
    Option,
    Outcome,
    credible_set,
    limit_of,
    look_of,
    look_of_goal,
    odds_of,
    outcome,
    posterior,
)
from tests.quiz.engine import (
    BETS,
    CRITERIA,
    CUSTOMERS,
    DEPTH,
    GROW,
    QUESTIONS,
    ROLES,
    all_answered,
    depth_quiz,
    draft_quiz,
    pair,
    scenario,
    sheets,
    statement,
)

QUIZ = draft_quiz()
some = settings(max_examples=40, deadline=None, derandomize=True)


def changed(quiz, change):
    return replace(quiz, questions=tuple(change(question) for question in quiz.questions))


def test_worked_example():
    found = outcome(depth_quiz(), {"architectures": 5})

    assert found.estimate.covariance[0, 0] == pytest.approx(0.1475, abs=5e-5)
    assert found.estimate.wants.tolist() == pytest.approx([0.4098, 0], abs=5e-5)
    assert found.scores.tolist() == pytest.approx([-0.4098, 0.8197, -0.4098], abs=5e-5)
    assert found.odds[1] == pytest.approx(0.857, abs=5e-4)


@pytest.mark.parametrize(
    ("question", "value", "loading", "seen", "noise"),
    [
        (statement("q", DEPTH), 5, [1, 0, 0], 1, 0.6),
        (statement("q", DEPTH, -1), 2, [-1, 0, 0], -0.5, 0.6),
        (pair("q", DEPTH, BETS), 2, [0.5, 0, -0.5], 1 / 3, 0.5),
        (scenario("q", DEPTH, CUSTOMERS, BETS), 2, [-1 / 3, 2 / 3, -1 / 3], 0.5, 0.5),
    ],
)
def test_each_kind_of_question_looks_in_its_own_way(question, value, loading, seen, noise):
    quiz = draft_quiz(criteria=(DEPTH, CUSTOMERS, BETS), levels=((1, 2, 3),) * 3)

    look = look_of(quiz, question, value)

    assert look.loading.tolist() == pytest.approx(loading)
    assert (look.seen, look.noise) == (seen, noise)


def test_goal_looks_at_how_far_it_stands_above_the_mean_of_all():
    look = look_of_goal(QUIZ, DEPTH)

    assert look.loading[CRITERIA.index(DEPTH)] == pytest.approx(0.9)
    assert look.loading.sum() == pytest.approx(0)
    assert (look.kind, look.slug, look.seen, look.noise) == ("goal", DEPTH, 0.7, 0.5)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("statement", 0), ("statement", 6), ("pair", 5), ("scenario", 4), ("scenario", -1)],
)
def test_unknown_value_is_refused(kind, value):
    question = next(question for question in QUESTIONS if question.kind == kind)

    with pytest.raises(ValueError, match=f"{question.slug} has no answer {value}"):
        outcome(QUIZ, {question.slug: value})


# Odds


def chance_of_both(first, second, correlation):
    """Both of two normal variables of variance 1 are above 0, by integrating over one of them."""
    width = math.sqrt(1 - correlation**2)
    bend = -second / correlation if abs(correlation) > 0.01 else 0.0
    inner = [bend + times * width for times in (-8, -2, 0, 2, 8)]
    points = sorted({-first, 9.0, *(x for x in inner if -first < x < 9)})
    density = lambda x: norm.pdf(x) * norm.cdf((second + correlation * x) / width)  # noqa: E731
    return sum(quad(density, *ends)[0] for ends in pairwise(points))


def independent_odds(profiles, wants, covariance):
    for role in range(3):
        gaps = profiles[role] - np.delete(profiles, role, axis=0)
        spread = gaps @ covariance @ gaps.T
        deviations = np.sqrt(np.diag(spread))
        correlation = spread[0, 1] / deviations.prod()
        assume(abs(correlation) <= 0.9991)
        yield chance_of_both(*(gaps @ wants / deviations), correlation)


means = st.floats(-3, 3)
spreads = st.floats(0.2, 2)


@some
@given(st.tuples(means, means), st.tuples(spreads, spreads), st.floats(-0.999, 0.999))
@example((0, 0), (1, 1), 0.999)
@example((0.5, 0.49), (1, 1), 0.999)
@example((0.5, -0.5), (1, 1), -0.999)
def test_odds_agree_with_an_independent_integral(wants, deviations, correlation):
    profiles = np.array([[0, 0], [-1, 0], [0, -1]])
    covariance = np.outer(deviations, deviations) * np.array([[1, correlation], [correlation, 1]])
    first = chance_of_both(*(np.array(wants) / deviations), correlation)

    odds = odds_of(profiles, np.array(wants), covariance)

    assert odds[0] == pytest.approx(first, abs=1e-6)


@some
@given(sheets(QUIZ))
def test_odds_of_answer_sheets_agree_with_an_independent_integral(sheet):
    found = outcome(QUIZ, *sheet)
    wants, covariance = found.estimate.wants, found.estimate.covariance

    expected = list(independent_odds(QUIZ.profiles, wants, covariance))

    assert found.odds.tolist() == pytest.approx(expected, abs=1e-6)


@some
@given(sheets(QUIZ))
def test_odds_add_up_to_one(sheet):
    assert outcome(QUIZ, *sheet).odds.sum() == pytest.approx(1, abs=1e-6)


def test_odds_of_a_crowd_are_those_of_each():
    profiles, random = QUIZ.profiles, np.random.default_rng(1)
    wants, root = random.normal(size=(4, 10)), random.normal(size=(4, 10, 10))
    covariance = root @ root.transpose(0, 2, 1)

    together = odds_of(profiles, wants, covariance)

    one_by_one = [odds_of(profiles, *one) for one in zip(wants, covariance, strict=True)]
    assert together == pytest.approx(np.array(one_by_one), abs=1e-12)


def test_roles_with_the_same_profile_share_their_odds():
    quiz = depth_quiz()

    manager, _, product = outcome(quiz, {"architectures": 5}).odds

    assert manager == pytest.approx(product, abs=1e-12)


# What must not matter


@some
@given(sheets(QUIZ), st.randoms(use_true_random=False))
def test_order_of_answers_changes_nothing(sheet, random):
    answers, goals = sheet
    reordered = random.sample(list(answers.items()), len(answers))

    other = outcome(QUIZ, dict(reordered), goals[::-1])

    assert other.odds == pytest.approx(outcome(QUIZ, answers, goals).odds, abs=1e-9)


@some
@given(sheets(QUIZ))
def test_reversed_keys_change_nothing(sheet):
    answers, goals = sheet

    def reverse(question):
        (option, *others) = question.options
        turned = (Option(option.criterion, -option.direction), *others)
        return replace(question, options=turned) if question.kind == "statement" else question

    statements = {question.slug for question in QUESTIONS if question.kind == "statement"}
    mirrored = {slug: 6 - v if slug in statements else v for slug, v in answers.items()}

    other = outcome(changed(QUIZ, reverse), mirrored, goals)

    assert other.odds == pytest.approx(outcome(QUIZ, answers, goals).odds, abs=1e-9)


@some
@given(sheets(QUIZ))
def test_swapped_sides_change_nothing(sheet):
    answers, goals = sheet
    swapped = changed(QUIZ, lambda question: replace(question, options=question.options[::-1]))
    last = {"pair": 5, "scenario": 4}
    kinds = {question.slug: question.kind for question in QUESTIONS}
    mirrored = {slug: last[kinds[slug]] - v if kinds[slug] in last else v
                for slug, v in answers.items()}  # fmt: skip

    other = outcome(swapped, mirrored, goals)

    assert other.odds == pytest.approx(outcome(QUIZ, answers, goals).odds, abs=1e-9)


def test_a_side_that_is_swapped_without_its_answer_does_matter():
    answers = {"person-or-build": 1}
    swapped = changed(QUIZ, lambda question: replace(question, options=question.options[::-1]))

    assert outcome(swapped, answers).odds.argmax() != outcome(QUIZ, answers).odds.argmax()


# What an answer does


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.slug)
def test_extreme_answer_alone_raises_the_role_it_favours_most(question):
    ends = (
        question.values
        if question.kind == "scenario"
        else (question.values[0], len(question.values))
    )
    for value in ends:
        look = look_of(QUIZ, question, value)
        favoured = QUIZ.profiles @ look.loading * look.seen

        odds = outcome(QUIZ, {question.slug: value}).odds

        assert odds[favoured > favoured.max() - 1e-9].min() > 1 / 3 + 1e-3


@pytest.mark.parametrize("goal", CRITERIA)
def test_goal_alone_raises_the_role_that_lies_highest_on_it(goal):
    above = QUIZ.profiles @ (np.eye(10) - 1 / 10)[CRITERIA.index(goal)]

    odds = outcome(QUIZ, {}, [goal]).odds

    assert odds[above > above.max() - 1e-9].min() > 1 / 3 + 1e-3


@pytest.mark.parametrize("kind", ["statement", "pair"])
def test_goal_alone_says_more_than_a_half_hearted_answer_and_less_than_a_strong_one(kind):
    half_hearted, strong = {"statement": (2, 1), "pair": (2, 1)}[kind]

    def largest(looks):
        found = [posterior(look.information, look.pull) for look in looks]
        return {round(float(np.abs(one.wants).max()), 6) for one in found}

    def answered(value):
        return largest(look_of(QUIZ, one, value) for one in QUESTIONS if one.kind == kind)

    goals = largest(look_of_goal(QUIZ, goal) for goal in CRITERIA)

    assert max(answered(half_hearted)) < min(goals)
    assert max(goals) < min(answered(strong))


def test_skipping_leaves_the_covariance_as_it_was():
    answers = all_answered(QUIZ, 4, 2)
    without = {slug: value for slug, value in answers.items() if slug != "something-certain"}

    skipped = replace(QUIZ, questions=tuple(q for q in QUESTIONS if q.slug != "something-certain"))

    assert (
        outcome(QUIZ, without).estimate.covariance.tolist()
        == outcome(skipped, without).estimate.covariance.tolist()
    )


def test_neutral_answer_makes_us_surer_and_leaves_an_untouched_mean_where_it_was():
    before = outcome(QUIZ, {"mentoring": 5})

    after = outcome(QUIZ, {"mentoring": 5, "architectures": 3})

    depth = CRITERIA.index(DEPTH)
    assert before.estimate.covariance[depth, depth] == pytest.approx(1 / 4)
    assert after.estimate.covariance[depth, depth] == pytest.approx(1 / (4 + 1 / 0.36))
    assert after.estimate.wants.tolist() == before.estimate.wants.tolist()


# The verdict


@pytest.mark.parametrize(
    ("odds", "credible"),
    [
        ((0.85, 0.1, 0.05), "a"),
        ((0.8, 0.15, 0.05), "a"),
        ((0.79, 0.15, 0.06), "ab"),
        ((0.1, 0.5, 0.4), "bc"),
        ((0.4, 0.3, 0.3), "abc"),
        ((0.7, 0.15, 0.15), "abc"),
        ((0.15, 0.7, 0.15), "bac"),
        ((0.15, 0.15, 0.7), "cab"),
        ((0.45, 0.45, 0.1), "ab"),
        ((1 / 3, 1 / 3, 1 / 3), "abc"),
    ],
)
def test_fewest_roles_that_add_up_to_four_in_five(odds, credible):
    assert credible_set("abc", np.array(odds)) == tuple(credible)


def an_outcome(**changes):
    parts = {
        "estimate": None,
        "scores": None,
        "odds": None,
        "credible": ("lead",),
        "answered": 10,
        "untouched": (),
        "contradiction": 0.5,
        "contradictory": False,
    }
    return Outcome(**(parts | changes))


@pytest.mark.parametrize(
    ("credible", "verdict"), [("a", "clear"), ("ab", "close"), ("abc", "open")]
)
def test_verdict_counts_the_credible_roles(credible, verdict):
    assert an_outcome(credible=tuple(credible)).verdict == verdict


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"answered": 9}, ("few",)),
        ({"untouched": (DEPTH,)}, ("untouched",)),
        ({"contradictory": True}, ("contradictory",)),
        ({"answered": 0, "untouched": CRITERIA}, ("few", "untouched")),
    ],
)
def test_nothing_is_recommended_with_a_reason(changes, reasons):
    found = an_outcome(**changes)

    assert (found.verdict, found.reasons) == ("none", reasons)


ONE_OF_EACH = {question.slug: 3 for question in QUESTIONS[:10]}


def test_ten_statements_that_touch_everything_are_enough():
    assert outcome(QUIZ, ONE_OF_EACH).reasons == ()


def test_nine_answers_are_too_few():
    answers = dict(list(ONE_OF_EACH.items())[:9])

    assert outcome(QUIZ, answers, [BETS]).reasons == ("few",)


def test_criterion_without_an_answer_is_named():
    answers = {**ONE_OF_EACH, "support-calls": 3}
    del answers["mentoring"]

    assert outcome(QUIZ, answers).untouched == (GROW,)


@pytest.mark.parametrize(
    ("answers", "goals"),
    [({"launch-slips": 2}, []), ({"person-or-build": 2}, []), ({}, [GROW])],
    ids=["scenario, another option", "pair, the other side", "goal"],
)
def test_criterion_is_touched_by(answers, goals):
    assert GROW not in outcome(QUIZ, answers, goals).untouched


def test_scenario_counts_for_its_three_criteria():
    untouched = outcome(QUIZ, {"launch-slips": 2}).untouched

    assert set(CRITERIA) - set(untouched) == {GROW, DEPTH, CUSTOMERS}


AT_ODDS = {**ONE_OF_EACH, "mentoring": 5, "career-worries": 5}


def test_contradictory_answers_are_called_so_above_the_limit_only():
    leeway = limit_of(draft_quiz(contradiction_limit=1.0), len(AT_ODDS))
    contradiction = outcome(QUIZ, AT_ODDS).contradiction / leeway

    below, above = (
        outcome(draft_quiz(contradiction_limit=contradiction + change), AT_ODDS)
        for change in (1e-9, -1e-9)
    )

    assert (below.contradictory, above.contradictory) == (False, True)
    assert above.reasons == ("contradictory",)


@pytest.mark.parametrize("answers", [{"person-or-build": 1}, dict(list(AT_ODDS.items())[-9:])])
def test_too_few_answers_are_never_called_contradictory(answers):
    found = outcome(draft_quiz(contradiction_limit=0), answers)

    assert found.contradiction > 0
    assert not found.contradictory
    assert "contradictory" not in found.reasons


@pytest.mark.parametrize(
    ("given", "limit"), [(20, 1.0), (10, 1 + 1.5 / 20), (5, 1 + 1.5 * 3 / 20), (0, 1 + 1.5 * 0.95)]
)
def test_fewer_answers_may_contradict_each_other_more(given, limit):
    assert limit_of(draft_quiz(contradiction_limit=1.0), given) == pytest.approx(limit)


def test_limit_of_no_limit_is_none():
    assert limit_of(QUIZ, 10) == math.inf


def test_contradiction_by_hand():
    # Two statements against each other leave depth at 0: each misses by 1, or 1 / 0.6 deviations.
    quiz = depth_quiz(statement("likes", DEPTH), statement("dislikes", DEPTH, -1))

    found = outcome(quiz, {"likes": 5, "dislikes": 5})

    assert found.contradiction == pytest.approx(1 / 0.36)


def test_goals_and_scenarios_cannot_contradict():
    assert outcome(QUIZ, {"launch-slips": 1}, [CUSTOMERS]).contradiction == 0


def test_list_order_of_roles_changes_no_odds():
    turned = draft_quiz(roles=ROLES[::-1], levels=QUIZ.levels[::-1])
    answers = all_answered(QUIZ, 4, 1, 2)

    assert outcome(turned, answers).odds[::-1] == pytest.approx(outcome(QUIZ, answers).odds)
