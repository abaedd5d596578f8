"""Where the marks of a result stand, and how its numbers are rounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import charts


@pytest.mark.parametrize(
    ("values", "rounded"),
    [
        ([33.4, 33.3, 33.3], [34, 33, 33]),
        ([100.0, 0.0, 0.0], [100, 0, 0]),
        ([99.6, 0.2, 0.2], [100, 0, 0]),
        ([1.5, -0.6, 0.4], [2, -1, 0]),
        ([], []),
    ],
)
def test_numbers_that_belong_together_are_rounded_together(values, rounded):
    assert charts.rounded_together(values) == rounded


@given(st.lists(st.floats(-100, 100), max_size=12))
def test_rounded_numbers_add_up_and_none_is_off_by_a_whole_one(values):
    rounded = charts.rounded_together(values)

    assert sum(rounded) == round(sum(values))
    assert all(abs(one - value) <= 1 for one, value in zip(rounded, values, strict=True))


@pytest.mark.parametrize(("odds", "at"), [(0, "2.5%"), (0.5, "50%"), (0.8, "78.5%"), (1, "97.5%")])
def test_odds_stand_between_the_ends_of_their_axis(odds, at):
    assert charts.odds_at(odds) == at


@pytest.mark.parametrize(("level", "at"), [(1, "2.5%"), (3, "50%"), (3.5, "61.88%"), (5, "97.5%")])
def test_levels_stand_between_the_ends_of_their_axis(level, at):
    assert charts.level_at(level) == at


@pytest.mark.parametrize(
    ("size", "rounded"), [(0, 0), (0.8, 0.8), (0.81, 0.9), (1.41, 2), (0.034, 0.04), (10, 10)]
)
def test_an_axis_ends_at_a_number_of_one_digit(size, rounded):
    assert charts.rounded_up(size) == pytest.approx(rounded)


def test_bars_grow_from_the_middle_towards_the_role_that_they_speak_for():
    depth, even, customers = charts.bars(
        [
            {"name": "Depth", "size": 0.8, "wanted": True},
            {"name": "Even", "size": 0.0, "wanted": False},
            {"name": "Customers", "size": -0.2, "wanted": False},
        ]
    )

    assert depth == charts.Bar("Depth", 80, True, "50%", "47%")
    assert even == charts.Bar("Even", 0, False, "50%", "0%")
    assert customers == charts.Bar("Little interest in customers", -20, False, "38.25%", "11.75%")


def test_bars_without_any_size_have_no_width():
    assert charts.bars([{"name": "Depth", "size": 0.0, "wanted": True}])[0].width == "0%"


def test_hundred_marks_fill_ten_rows_role_after_role():
    groups = dict(charts.hundred_marks([role("a", 91), role("b", 9), role("c", 0)]))

    assert {path: len(places) for path, places in groups.items()} == {"a": 91, "b": 9, "c": 0}
    assert groups["a"][0] == (11, 11)
    assert groups["b"][0] == (33, 209)
    assert groups["b"][-1] == (209, 209)


@pytest.mark.parametrize(
    ("you", "job", "aside"), [(3.0, 3, 8), (2.9, 3, -8), (3.2, 3, 8), (3.4, 3, 0), (1.0, 5, 0)]
)
def test_marks_that_would_cover_each_other_step_aside(you, job, aside):
    (row,) = charts.you_and_the_jobs(result("clear", level("depth", you, a=job)))

    assert row.jobs[0].you.aside == aside
    assert row.jobs[0].job.aside == -aside


@pytest.mark.parametrize(
    ("verdict", "order"), [("clear", ["far", "near"]), ("close", ["near", "far"])]
)
def test_only_a_clear_role_decides_the_order_of_the_rows(verdict, order):
    rows = charts.you_and_the_jobs(result(verdict, level("near", 3.0, a=3), level("far", 3.0, a=1)))

    assert [row.name for row in rows] == order


@pytest.mark.parametrize(
    ("odds", "ties"),
    [
        ((0.5, 0.3, 0.2), []),
        ((0.4, 0.4, 0.2), [["a", "b"]]),
        ((1 / 3, 1 / 3 - 1e-12, 1 / 3), [["a", "b", "c"]]),
    ],
)
def test_roles_with_the_same_odds_are_named_as_level(odds, ties):
    roles = [{"path": path, "odds": chance} for path, chance in zip("abc", odds, strict=True)]

    level = charts.level_with_each_other(roles)

    assert [[one["path"] for one in tie] for tie in level] == ties


def role(path, hundred):
    return {"path": path, "hundred": hundred}


def level(name, you, **jobs):
    return {"name": name, "level": you, "low": 1.0, "high": 5.0, "jobs": jobs}


def result(verdict, *levels):
    return {"verdict": verdict, "roles": [{"path": "a"}], "levels": list(levels)}
