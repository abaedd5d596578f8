"""What one person adds, and that sums hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import counting
from quiz.counting import leader_of, median, of_finishing, of_leaving, plus, total

MANAGER, LEAD, PRODUCT = "technical-management", "technical-leadership", "product-management"


def result_of(verdict="clear", odds=(0.8, 0.1, 0.1)):
    paths = (LEAD, PRODUCT, MANAGER)
    roles = [{"path": path, "odds": one} for path, one in zip(paths, odds, strict=True)]
    return {"verdict": verdict, "roles": roles}


def test_the_example_of_the_method():
    assert of_finishing({"one": None, "other": 4}, result_of(), seconds=332.9) == {
        "verdicts": {"clear": {LEAD: 1}},
        "seconds": {"330": 1},
        "answers": {"one": {LEAD: {"skip": 1}}, "other": {LEAD: {"4": 1}}},
    }


@pytest.mark.parametrize(
    ("verdict", "odds", "leader"),
    [
        ("clear", (0.9, 0.06, 0.04), LEAD),
        ("close", (0.5, 0.4, 0.1), LEAD),
        ("open", (0.36, 0.34, 0.3), LEAD),
        ("close", (0.45, 0.45, 0.1), ""),
        ("none", (0.9, 0.06, 0.04), ""),
    ],
)
def test_leader_is_who_comes_first_alone(verdict, odds, leader):
    assert leader_of(result_of(verdict, odds)) == leader


def test_result_without_a_recommendation_needs_no_roles():
    assert leader_of({"verdict": "none"}) == ""


@pytest.mark.parametrize(
    ("seconds", "edge"),
    [(0, "0"), (9.9, "0"), (10, "10"), (1799, "1790"), (1800, "1800"), (9e6, "1800"), (-5, "0")],
)
def test_time_is_kept_to_ten_seconds(seconds, edge):
    assert of_finishing({}, result_of(), seconds)["seconds"] == {edge: 1}


@pytest.mark.parametrize(
    ("answers", "left", "place", "passed"),
    [
        ({}, "a", "1", {}),
        ({"a": 3}, "b", "2", {"a": 1}),
        ({"a": None}, "b", "2", {"a": 1}),
        ({"a": 1, "b": 2}, "", "3", {"a": 1, "b": 1}),
    ],
)
def test_leaving_tells_where_somebody_stands(answers, left, place, passed):
    leaving = of_leaving(["a", "b"], answers)

    assert leaving == {"left": {left: 1}, "left_at": {place: 1}, "passed": passed}


def counts():
    names = st.sampled_from(["a", "b", "c"])
    return st.dictionaries(names, st.dictionaries(names, st.integers(1, 9), min_size=1), max_size=3)


@given(counts(), counts())
def test_what_is_added_can_be_taken_back(some, more):
    assert plus(plus(some, more), more, times=-1) == some


@given(counts(), counts())
def test_order_of_adding_does_not_matter(some, more):
    assert plus(some, more) == plus(more, some)


def test_adding_changes_nothing_that_is_added():
    some, more = {"a": {"b": 1}}, {"a": {"b": 2}}

    assert plus(some, more) == {"a": {"b": 3}}
    assert (some, more) == ({"a": {"b": 1}}, {"a": {"b": 2}})


def test_nothing_falls_below_zero():
    assert plus({"a": 1}, {"a": 3, "b": {"c": 1}}, times=-1) == {}


def test_total_of_days():
    assert total([{"a": 1}, {}, {"a": 2, "b": {"c": 1}}]) == {"a": 3, "b": {"c": 1}}


@pytest.mark.parametrize(
    ("seconds", "middle"),
    [
        ({}, None),
        ({"300": 1, "310": 3}, 310 + 10 / 3),
        ({"300": 2}, 305),
        ({"90": 1, "100": 1, "1000": 1}, 105),
        ({"1800": 5, "300": 1}, counting.LONGEST),
    ],
)
def test_median_lies_where_half_are_below(seconds, middle):
    assert median(seconds) == pytest.approx(middle)
