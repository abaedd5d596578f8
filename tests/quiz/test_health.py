"""Numbers in, findings out; and no number that points at somebody."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import fairness
from quiz.crowd import judge, random_sheets
from quiz.fairness import RANDOM_LEADS
from quiz.health import (
    FEW,
    FEWEST,
    Asked,
    health,
    in_crowds,
    leaving,
    rows,
    separation,
    visible,
    winning,
)
from tests.quiz.engine import draft_quiz

MANAGER, LEAD, PRODUCT = "technical-management", "technical-leadership", "product-management"
ROLES = {MANAGER: "Engineering manager", LEAD: "Tech lead", PRODUCT: "Product manager"}
STATEMENT = Asked(1, "depth", "statement", "I like depth.", ("Technical depth",), ("",))
PAIR = Asked(2, "pair", "pair", "Which?", ("Depth", "Breadth"), ("go deep", "go wide"))
SCENARIO = Asked(3, "day", "scenario", "A day?", ("A", "B", "C"), ("build", "ask", "plan"))
FAIR = {"name": RANDOM_LEADS, "shown": "33.0% / 33.2% / 33.8%", "gate": "within 3", "passed": True}


def health_of(started=0, finished=0, questions=(), report=None, **counts):
    """As if all that was counted may be told."""
    return health(started, finished, counts, counts, questions, ROLES, report or {})


def figures(**given):
    return {figure.name: figure.value for figure in health_of(**given).figures}


def row_of(asked, by_path, **counts):
    """The row of one question that was answered so often, by the path that led."""
    answers = {
        path: {str(value): number for value, number in enumerate(numbers, 1) if number}
        for path, numbers in by_path.items()
    }
    for path, number in counts.pop("skipped", {}).items():
        answers.setdefault(path, {})["skip"] = number
    counts = {"answers": {asked.slug: answers}, **counts}
    (row,) = rows(counts, counts, [asked])
    return row


def words_of(row):
    return [(hint.mark, hint.words) for hint in row.hints]


# What may be shown


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ([], []),
        ([30, 40], [30, 40]),
        ([29, 40], [None, None]),
        ([0, 40], [None, None]),
        ([29, 40, 50], [None, None, 50]),
        ([15, 15, 50], [None, None, 50]),
        ([5, 15, 50], [None, None, None]),
        ([5, 15, 50, 60], [None, None, None, 60]),
        ([200, 0, 0, 0, 31], [200, None, None, None, None]),
    ],
)
def test_small_cells_are_hidden_with_what_gives_them_away(cells, shown):
    assert visible(cells) == shown


@given(st.lists(st.integers(0, 100), max_size=6))
def test_no_small_number_is_left_to_be_worked_out(cells):
    shown = visible(cells)
    hidden = [cell for cell, seen in zip(cells, shown, strict=True) if seen is None]

    assert all(seen is None or seen >= FEWEST for seen in shown)
    assert not hidden or len(hidden) > 1 or len(cells) == 1
    assert sum(hidden) >= FEWEST or len(hidden) in {0, len(cells)}


# What may be told of the answers


def day_of(number, answers=None, people=None):
    """The counts of one day: so many gave each answer to one question."""
    answers = {LEAD: answers or {}}
    return date(2026, 3, number), {
        "answers": {"depth": answers},
        "verdicts": {"clear": {LEAD: people or sum(answers[LEAD].values())}},
    }


def told(days, since=None):
    return in_crowds(days, since).get("answers", {}).get("depth", {}).get(LEAD, {})


def test_days_wait_until_thirty_people_appear_at_once():
    days = [day_of(2, {"5": 20}), day_of(3, {"4": 9}), day_of(4, {"4": 5}), day_of(5, {"1": 29})]

    seen = [told(days[:number]) for number in range(5)]

    assert seen == [{}, {}, {}, *[{"5": 20, "4": 14}] * 2]


def test_each_question_has_crowds_of_its_own():
    """Who stops early has not answered all of them."""
    days = [day_of(2, {"5": 2}, people=40), day_of(3, {"5": 28}, people=10)]

    first, second = in_crowds(days[:1]), in_crowds(days)

    assert first == {"verdicts": {"clear": {LEAD: 40}}}
    assert second == first | {"answers": {"depth": {LEAD: {"5": 30}}}}


def test_period_tells_the_crowds_that_lie_within_it():
    days = [day_of(2, {"5": 20}), day_of(3, {"4": 10}), day_of(4, {"3": 30})]

    seen = [told(days, since=date(2026, 3, number)) for number in (2, 3, 4, 5)]

    assert seen == [{"5": 20, "4": 10, "3": 30}, {"3": 30}, {"3": 30}, {}]


def test_day_without_answers_is_in_no_crowd():
    days = [(date(2026, 3, 2), {"left_at": {"1": 1}}), day_of(3, {"5": 30})]

    found = in_crowds(days, since=date(2026, 3, 3))

    assert found == day_of(3, {"5": 30})[1]


def people_by_which(before, after):
    return sum(after.values()) - sum(before.values())


@given(st.lists(st.dictionaries(st.sampled_from("12345"), st.integers(1, 40)), max_size=20))
def test_no_two_looks_differ_by_a_few_people(answers):
    """Neither from one day to the next, nor between two periods."""
    days = [day_of(number, counts) for number, counts in enumerate(answers, 1)]
    looks = [told(days[:number]) for number in range(len(days) + 1)]
    periods = [told(days, since=date(2026, 3, number)) for number in range(len(days) + 1, 0, -1)]

    steps = [people_by_which(*two) for one in (looks, periods) for two in pairwise(one)]

    assert [step for step in steps if step and step < FEWEST] == []


def test_who_left_is_set_against_all_who_met_the_question():
    """Also against those whose answers cannot be told yet."""
    counts = {"left": {"depth": 40}, "answers": {"depth": {LEAD: {"1": 30, "skip": 130}}}}

    (row,) = rows(counts, {}, [STATEMENT])

    assert (row.left, row.spread, row.skipped) == ("20%", (), FEW)


# The four figures


def test_four_figures():
    found = figures(
        started=1902,
        finished=1284,
        verdicts={"clear": {LEAD: 1002}, "close": {LEAD: 182, PRODUCT: 100}},
        seconds={"330": 600, "340": 684},
    )

    assert found == {
        "Started": "1,902",
        "Finished": "68%",
        "Median time": "5:40",
        "Too close to call": "22%",
    }


@pytest.mark.parametrize(
    ("started", "finished", "shown"),
    [
        (0, 0, (FEW, FEW)),
        (29, 29, (FEW, FEW)),
        (30, 29, ("30", FEW)),
        (59, 30, ("59", "all but fewer than 30")),
        (60, 30, ("60", "50%")),
    ],
)
def test_few_who_finish_and_few_who_do_not_are_hidden(started, finished, shown):
    found = figures(started=started, finished=finished)

    assert (found["Started"], found["Finished"]) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        ({"330": 29}, FEW),
        ({"330": 30}, "5:40"),
        ({"50": 30}, "1:00"),
        ({"1800": 30}, "30 min or more"),
    ],
)
def test_median_time_is_told_in_minutes(seconds, shown):
    assert figures(started=99, finished=30, seconds=seconds)["Median time"] == shown


@pytest.mark.parametrize(
    ("close", "clear", "shown"),
    [(29, 100, FEW), (30, 100, "23%"), (100, 29, "all but fewer than 30")],
)
def test_share_that_is_too_close_to_call(close, clear, shown):
    verdicts = {"clear": {LEAD: clear}, "close": {LEAD: close}}

    found = figures(started=500, finished=close + clear, verdicts=verdicts)

    assert found["Too close to call"] == shown


# Where people leave


def stretches(left_at, finished, questions=24):
    found = leaving({str(place): number for place, number in left_at.items()}, finished, questions)
    return [(one.name, one.before, one.after, one.is_loss) for one in found.stretches]


def test_places_are_taken_together_until_thirty_have_left():
    left_at = {1: 10, 2: 25, 3: 29, 4: 1, 9: 100, 24: 35}

    assert stretches(left_at, finished=800) == [
        ("Questions 1 to 2", 100, 96, False),
        ("Questions 3 to 4", 96, 94, False),
        ("Questions 5 to 9", 94, 84, True),
        ("Questions 10 to 24", 84, 80, False),
        ("The closing page", 80, 80, False),
    ]


@pytest.mark.parametrize("left_at", [{}, {1: 29}, {1: 10, 9: 10, 25: 9}])
def test_where_a_few_left_is_not_told(left_at):
    found = leaving({str(place): number for place, number in left_at.items()}, 900, 24)

    assert found.stretches == ()
    assert found.heading == "Fewer than 30 people have left, too few to say where"


def test_few_who_are_over_at_the_end_count_nowhere():
    assert stretches({1: 60, 20: 29}, finished=940) == [
        ("Question 1", 100, 94, True),
        ("From question 2", 94, 94, False),
    ]


@given(st.dictionaries(st.integers(1, 25), st.integers(0, 60)), st.integers(0, 500))
def test_no_stretch_is_about_fewer_than_thirty(left_at, finished):
    found = leaving({str(place): number for place, number in left_at.items()}, finished, 24)
    told = [one for one in found.stretches if one.rate]
    lost = [sum(left_at.get(n, 0) for n in range(one.first, one.last + 1)) for one in told]

    assert all(number >= FEWEST for number in lost)
    there = finished + sum(lost)
    for stretch, number in zip(told, lost, strict=True):
        assert stretch.rate == pytest.approx(number / there)
        there -= number


@pytest.mark.parametrize(
    ("left_at", "heading"),
    [
        ({8: 30, 9: 100}, "Question 9 loses one person in ten"),
        ({8: 15, 9: 85}, "Questions 1 to 9 lose one person in ten"),
        ({24: 30, 25: 225}, "The closing page loses one person in five"),
        ({8: 40, 9: 40}, "People leave here and there, and nowhere many"),
    ],
)
def test_heading_names_the_place_that_loses_most(left_at, heading):
    found = leaving({str(place): number for place, number in left_at.items()}, 900, 24)

    assert found.heading == heading


def test_heading_of_a_loss_that_is_spread_to_the_end():
    found = leaving({"20": 30, "23": 20, "25": 80}, 900, 24)

    assert found.heading == "One person in ten leaves from question 21 on"


# Can every role win?


def leading(**numbers):
    paths = {"manager": MANAGER, "lead": LEAD, "product": PRODUCT}
    return {"clear": {paths[name]: number for name, number in numbers.items()}}


def test_random_answers_and_real_ones_are_compared():
    found = winning(leading(manager=240, lead=460, product=300), ROLES, [FAIR])

    percents = [[part.percent for part in bar.parts] for bar in found.bars]
    assert percents == [[33, 33, 34], [24, 46, 30], [24, 46, 30]]
    assert found.heading == "Every role can win"
    assert found.note == (
        "Real readers are led to tech lead most often. "
        "Random answers favour nobody, so this is them, and not the quiz."
    )


def test_leaders_of_close_results_come_first_too_and_are_not_clear():
    verdicts = {"clear": {LEAD: 100, MANAGER: 100, PRODUCT: 100}, "close": {MANAGER: 300, "": 40}}

    _, firsts, clear = winning(verdicts, ROLES, [FAIR]).bars

    assert [part.percent for part in firsts.parts] == [67, 17, 16]
    assert [part.percent for part in clear.parts] == [34, 33, 33]


def test_role_that_few_are_led_to_is_hidden_with_the_next():
    found = winning(leading(manager=5, lead=60, product=400), ROLES, [FAIR])

    assert [part.percent for part in found.bars[1].parts] == [None, None, 86]


def test_too_few_completions_show_no_bar():
    found = winning(leading(manager=20, lead=20, product=20), ROLES, [FAIR])

    assert found.bars[1].parts == ()
    assert found.note.startswith("Fewer than 30 real completions")


def test_random_answers_that_lean_are_the_heading():
    leaning = FAIR | {"shown": "46.1% / 27.0% / 26.9%", "passed": False}

    found = winning(leading(manager=100, lead=100, product=100), ROLES, [leaning])

    assert found.heading == "Random answers lean to engineering manager"
    assert found.note.endswith("Whether that is them or the quiz cannot be told yet.")


@pytest.mark.parametrize("shown", ["", "33% / 33%", "a / b / c"])
def test_report_that_says_something_else_is_not_measured(shown):
    assert winning({}, ROLES, [FAIR | {"shown": shown}]).heading == (
        "Can every role win? Not measured yet"
    )


def test_check_is_found_in_a_real_report():
    quiz = draft_quiz()
    crowd = judge(quiz, random_sheets(quiz, fairness.np.random.default_rng(1), 300))
    checks = [vars(check) for check in fairness._chance_favours_nobody(crowd, crowd)]

    found = winning({}, ROLES, checks)

    assert sum(part.percent for part in found.bars[0].parts) == 100


# The questions


def test_answers_are_spread_over_what_can_be_answered():
    row = row_of(STATEMENT, {LEAD: [100, 50, 50, 200, 100]})

    assert [(one.words, one.percent, one.shade) for one in row.spread] == [
        ("Not me at all", 20, 1),
        ("Rather not me", 10, 2),
        ("In between", 10, 3),
        ("Rather me", 40, 4),
        ("Exactly me", 20, 5),
    ]


def test_few_answers_are_not_spread_at_all():
    row = row_of(STATEMENT, {LEAD: [5, 5, 5, 5, 5]})

    assert row.spread == ()
    assert (row.skipped, row.left, row.separates) == (FEW, FEW, None)
    assert words_of(row) == [("few", "Too few answers to judge: 100 are needed.")]


@pytest.mark.parametrize(
    ("kind", "groups", "share"),
    [
        ("statement", [[0, 0, 0, 0, 50], [50, 0, 0, 0, 0]], 1),
        ("statement", [[25, 0, 0, 0, 25], [25, 0, 0, 0, 25]], 0),
        ("statement", [[0, 0, 50, 0, 0], [0, 0, 50, 0, 0]], 0),
        ("statement", [[25, 0, 25, 0, 0], [0, 0, 25, 0, 25]], 0.5),
        ("pair", [[50, 0, 0, 0], [0, 0, 0, 50]], 1),
        ("scenario", [[50, 0, 0], [0, 50, 0], [0, 0, 50]], 1),
        ("scenario", [[50, 50, 50], [10, 10, 10]], 0),
        ("scenario", [], 0),
    ],
)
def test_separation_is_the_share_that_the_path_explains(kind, groups, share):
    assert separation(kind, groups) == pytest.approx(share, abs=1e-9)


def test_results_that_lead_nowhere_say_nothing_about_separation():
    row = row_of(
        STATEMENT, {LEAD: [0, 0, 0, 0, 60], MANAGER: [60, 0, 0, 0, 0], "": [0, 99, 0, 0, 0]}
    )

    assert row.separates == 100


def test_best_question_of_all_is_named():
    answers = {
        "depth": {LEAD: {"5": 100}, PRODUCT: {"1": 100}},
        "pair": {LEAD: {"1": 60, "4": 40}, PRODUCT: {"1": 40, "4": 60}},
    }

    first, second = rows({"answers": answers}, {"answers": answers}, [STATEMENT, PAIR])

    assert words_of(first) == [("fine", "Separates the paths best of all.")]
    assert words_of(second) == [("fine", "Fine.")]


SPREAD = {LEAD: [10, 20, 40, 80, 150], PRODUCT: [150, 80, 40, 20, 10]}
PROBLEMS = [
    (
        STATEMENT,
        {LEAD: [5, 5, 10, 480, 0], PRODUCT: [5, 5, 10, 0, 480]},
        {},
        ("fix", "96% agree: it separates nobody. Rewrite it for the next edition."),
    ),
    (
        STATEMENT,
        {LEAD: [100, 95, 2, 2, 1]},
        {},
        (
            "fix",
            "All but fewer than 30 disagree: it separates nobody. Rewrite it for the next edition.",
        ),
    ),
    (
        PAIR,
        {LEAD: [500, 450, 30, 20]},
        {},
        ("fix", "95% choose “go deep”: it separates nobody. Rewrite it for the next edition."),
    ),
    (
        SCENARIO,
        {LEAD: [20, 950, 30]},
        {},
        ("fix", "95% choose “ask”: it separates nobody. Rewrite it for the next edition."),
    ),
    (
        STATEMENT,
        {LEAD: [100] * 5, PRODUCT: [100] * 5},
        {},
        ("look", "All paths answer alike. See whether it still asks about technical depth."),
    ),
    (
        STATEMENT,
        SPREAD,
        {"skipped": {LEAD: 132}},
        ("look", "18% skip it. Look for a word that not everybody knows, and reword."),
    ),
    (
        STATEMENT,
        SPREAD,
        {"skipped": {LEAD: 200}},
        ("fix", "25% skip it. Look for a word that not everybody knows, and reword."),
    ),
    (
        STATEMENT,
        {LEAD: [10, 20, 180, 40, 50], PRODUCT: [50, 40, 180, 20, 10]},
        {},
        ("look", "60% answer “In between”. Ask for something more definite."),
    ),
    (
        STATEMENT,
        SPREAD,
        {"left": {"depth": 60}, "passed": {"depth": 90}},
        ("look", "8% leave here. See whether it is long, unclear or too personal."),
    ),
]


@pytest.mark.parametrize(("asked", "by_path", "counts", "hint"), PROBLEMS)
def test_problem_is_named_with_what_to_do(asked, by_path, counts, hint):
    row = row_of(asked, by_path, **counts)

    assert words_of(row) == [hint]
    assert (row.mark, row.is_problem) == (hint[0], True)


@pytest.mark.parametrize(
    ("asked", "by_path", "counts"),
    [
        (STATEMENT, {LEAD: [0, 0, 0, 400, 90], PRODUCT: [80, 0, 40, 340, 50]}, {}),
        (STATEMENT, SPREAD, {"skipped": {LEAD: 60}}),
        (STATEMENT, SPREAD, {"left": {"depth": 30}}),
        (STATEMENT, {LEAD: [10, 20, 120, 50, 100], PRODUCT: [100, 50, 120, 20, 10]}, {}),
    ],
)
def test_innocent_twin_of_a_problem_is_fine(asked, by_path, counts):
    row = row_of(asked, by_path, **counts)

    assert (row.mark, row.is_problem) == ("fine", False)


def test_heading_of_the_questions_counts_those_that_need_a_look():
    counts = {"depth": {LEAD: {"5": 100}}, "pair": {LEAD: {"1": 100}, PRODUCT: {"4": 100}}}

    found = health_of(started=100, finished=100, questions=[STATEMENT, PAIR], answers=counts)

    assert found.heading_of_rows == "1 of 2 questions needs a look"
    assert [row.number for row in found.rows] == [1, 2]


@pytest.mark.parametrize(
    ("checks", "heading"),
    [
        ([], "Not measured yet whether it is fair"),
        ([FAIR], "Fair when it was measured: it passes its one gate"),
        ([FAIR, FAIR], "Fair when it was measured: it passes all 2 gates"),
        ([FAIR, FAIR | {"passed": False}], "1 of 2 gates fails"),
        ([FAIR, FAIR | {"gate": ""}], "Fair when it was measured: it passes its one gate"),
    ],
)
def test_heading_of_the_report_says_whether_it_passes(checks, heading):
    assert health_of(report={"checks": checks}).heading_of_checks == heading
