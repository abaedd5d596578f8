import pytest
from hypothesis import given, settings

from quiz.explanation import (
    Share,
    at_odds,
    by_answer,
    by_criterion,
    doubt,
    lead,
    levels,
    ranking,
    strongest_against,
    strongest_for,
)
from quiz.scoring import outcome
from tests.quiz.engine import (
    BUILD,
    CUSTOMERS,
    DEPTH,
    QUESTIONS,
    depth_quiz,
    draft_quiz,
    sheets,
    statement,
)

QUIZ = draft_quiz()
LEADER, RIVAL = QUIZ.roles[:2]
some = settings(max_examples=40, deadline=None, derandomize=True)


def two_sided_quiz():
    """The lead lies 3 above the manager on depth and 1 below on customers."""
    quiz = depth_quiz(statement("architectures", DEPTH), statement("strangers", CUSTOMERS))
    return draft_quiz(
        criteria=quiz.criteria,
        roles=quiz.roles,
        levels=((2, 4), (5, 3), (2, 4)),
        questions=quiz.questions,
    )


def test_lead_by_hand():
    # Each statement alone is worth 0.4098 at its end, half of that one step from the middle.
    quiz, answers = two_sided_quiz(), {"architectures": 5, "strangers": 4}
    found = outcome(quiz, answers)

    shares = by_criterion(quiz, found, "lead", "manager")
    answered = by_answer(quiz, found, answers, [], "lead", "manager")

    assert lead(quiz, found, "lead", "manager") == pytest.approx(3 * 0.4098 - 0.2049, abs=5e-4)
    assert [(one.slug, round(one.size, 3)) for one in shares] == [
        (DEPTH, 1.23),
        (CUSTOMERS, -0.205),
    ]
    assert [(one.kind, one.slug, round(one.size, 3)) for one in answered] == [
        ("statement", "architectures", 1.23),
        ("statement", "strangers", -0.205),
    ]


@some
@given(sheets(QUIZ))
def test_shares_by_criterion_add_up_to_the_lead(sheet):
    found = outcome(QUIZ, *sheet)

    shares = by_criterion(QUIZ, found, LEADER, RIVAL)

    assert [one.size for one in shares] == sorted((one.size for one in shares), reverse=True)
    assert sum(one.size for one in shares) == pytest.approx(
        lead(QUIZ, found, LEADER, RIVAL), abs=1e-9
    )


@some
@given(sheets(QUIZ))
def test_shares_by_answer_add_up_to_the_lead(sheet):
    answers, goals = sheet
    found = outcome(QUIZ, answers, goals)

    shares = by_answer(QUIZ, found, answers, goals, LEADER, RIVAL)

    assert {one.slug for one in shares} == {*answers, *goals}
    assert sum(one.size for one in shares) == pytest.approx(
        lead(QUIZ, found, LEADER, RIVAL), abs=1e-9
    )


@some
@given(sheets(QUIZ))
def test_lead_is_the_distance_of_the_scores(sheet):
    found = outcome(QUIZ, *sheet)

    assert lead(QUIZ, found, LEADER, RIVAL) == pytest.approx(
        found.scores[0] - found.scores[1], abs=1e-9
    )


SHARES = [
    Share("statement", slug, float(4 - place), float(4 - place))
    for place, slug in enumerate("abcdefgh")
]  # from 4 to -3


def test_strongest_for_are_the_largest_three():
    assert [one.slug for one in strongest_for(SHARES)] == ["a", "b", "c"]


def test_strongest_against_are_the_lowest_two():
    assert [one.slug for one in strongest_against(SHARES)] == ["h", "g"]


def test_what_adds_nothing_is_neither_for_nor_against():
    nothing = [Share("statement", "a", 0.0, 1.0), Share("statement", "b", 1e-12, 1.0)]

    assert (strongest_for(nothing), strongest_against(nothing)) == ([], [])


@pytest.mark.parametrize(("size", "asked"), [(0.2, 0.0), (0.2, -1.0), (-0.2, 0.0), (-0.2, 1.0)])
def test_answer_that_does_not_ask_about_what_differs_is_neither_for_nor_against(size, asked):
    shares = [Share("statement", "a", size, asked)]

    assert (strongest_for(shares), strongest_against(shares)) == ([], [])


@pytest.mark.parametrize(
    ("answers", "goals"),
    [({"year-without-code": 5, "person-or-build": 1}, []), ({"person-or-build": 1}, [BUILD])],
    ids=["statement", "goal"],
)
def test_what_both_roles_have_alike_is_no_reason_though_it_moves_the_lead(answers, goals):
    """Engineering and product managers build as little as each other."""
    manager, _, product = QUIZ.roles
    found = outcome(QUIZ, answers, goals)

    shares = by_answer(QUIZ, found, answers, goals, manager, product)

    on_building = next(one for one in shares if one.slug in ("year-without-code", BUILD))
    assert abs(on_building.size) > 0.01
    assert on_building.asked == 0
    assert on_building not in [*strongest_for(shares), *strongest_against(shares)]
    assert [one.slug for one in strongest_for(shares)] == ["person-or-build"]


@pytest.mark.parametrize(("limit", "slugs"), [(0, ["career-worries", "mentoring"]), (100, [])])
def test_answers_at_odds_are_those_that_fit_the_others_least(limit, slugs):
    middle = {question.slug: 3 for question in QUESTIONS[:10]}
    answers = {**middle, "mentoring": 5, "career-worries": 5}
    quiz = draft_quiz(contradiction_limit=limit)

    found = at_odds(quiz, outcome(quiz, answers), answers, [], most=2)

    assert sorted(found) == slugs


def test_levels_by_hand():
    quiz = depth_quiz()
    found = outcome(quiz, {"architectures": 4})

    depth, customers = levels(quiz, found)

    # Wanted by 0.2049, give or take 1.28 * sqrt(0.1475); of customers nothing is known.
    assert (depth.level, depth.low, depth.high) == pytest.approx((3.41, 2.427, 4.393), abs=1e-3)
    assert (customers.level, customers.low, customers.high) == pytest.approx((3, 1.72, 4.28))


@pytest.mark.parametrize(("value", "end"), [(5, 5.0), (1, 1.0)])
def test_levels_stay_on_the_scale(value, end):
    likes = tuple(statement(f"likes-{number}", DEPTH) for number in range(3))
    quiz = depth_quiz(*likes)

    depth = levels(quiz, outcome(quiz, {one.slug: value for one in likes}))[0]

    assert end in (depth.low, depth.high)
    assert 1 < depth.level < 5


@some
@given(sheets(QUIZ))
def test_level_lies_inside_its_interval_and_on_the_scale(sheet):
    for level in levels(QUIZ, outcome(QUIZ, *sheet)):
        assert 1 <= level.low <= level.level <= level.high <= 5


def test_doubt_is_largest_where_nothing_was_asked():
    quiz = depth_quiz()

    assert doubt(quiz, outcome(quiz, {"architectures": 3})) == pytest.approx(
        {DEPTH: 0.1475, CUSTOMERS: 0.25}, abs=5e-5
    )


def test_ranking_goes_by_odds():
    quiz = two_sided_quiz()

    assert ranking(quiz, outcome(quiz, {"architectures": 5}))[0] == "lead"
    assert ranking(quiz, outcome(quiz, {"architectures": 1}))[-1] == "lead"


@some
@given(sheets(QUIZ, all_of_them=True))
def test_same_answers_in_another_order_have_the_same_shares_to_the_last_bit(sheet):
    """Equal shares stand in the order of the quiz, so no rounding may tell them apart."""
    answers, goals = sheet
    turned = dict(reversed(answers.items()))

    shares, others = (
        by_answer(QUIZ, outcome(QUIZ, given, chosen), given, chosen, *QUIZ.roles[:2])
        for given, chosen in ((answers, goals), (turned, goals[::-1]))
    )

    assert others == shares
