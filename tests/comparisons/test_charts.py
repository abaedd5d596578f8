from types import SimpleNamespace

import pytest

from comparisons import charts
from comparisons.models import Role


def rating(criterion, level):
    named = SimpleNamespace(name=criterion)
    return SimpleNamespace(criterion=named, criterion_id=criterion, level=level)


@pytest.mark.parametrize(("level", "at"), [(1, "2.5%"), (3, "50%"), (5, "97.5%")])
def test_a_level_stands_between_the_ends_of_the_axis(level, at):
    assert charts.place(level) == at


@pytest.mark.parametrize(("part", "whole", "length"), [(10, 10, "100%"), (1, 3, "33%")])
def test_a_bar_is_a_share_of_the_longest(part, whole, length):
    assert charts.share(part, whole) == length


@pytest.mark.parametrize(
    ("levels", "asides"),
    [((1, 5), [0, 0]), ((3, 3), [-8, 8]), ((4, 4, 4), [-16, 0, 16]), ((2, 4, 2), [-8, 0, 8])],
)
def test_marks_at_one_level_stand_beside_each_other(levels, asides):
    placed = charts.marks(rating("depth", level) for level in levels)

    assert [mark.aside for mark in placed] == asides


def test_rows_run_from_more_in_the_first_to_more_in_the_second():
    first = [rating("even", 3), rating("building", 2), rating("people", 5)]
    second = [rating("even", 3), rating("building", 4), rating("people", 1)]

    rows = charts.side_by_side(first, second)

    assert [(row.criterion.name, row.gap) for row in rows] == [
        ("people", 4),
        ("even", 0),
        ("building", -2),
    ]


def test_the_second_mark_of_a_row_stands_as_far_from_the_first_as_their_levels():
    rows = charts.side_by_side([rating("people", 5)], [rating("people", 1)])

    assert [row.to_second for row in rows] == ["-95%"]


@pytest.mark.parametrize(
    ("paths", "shapes"),
    [
        (("technical-management", "technical-leadership"), ("em", "tl")),
        (("", "product-management"), ("hex", "pm")),
        (("product-management", ""), ("pm", "hex")),
        (("", ""), ("hex", "hollow")),
    ],
)
def test_two_roles_wear_two_shapes(paths, shapes):
    roles = [SimpleNamespace(path=path) for path in paths]

    assert charts.shapes(roles) == shapes


def test_every_path_has_a_shape_of_its_own():
    assert sorted(charts.SHAPES) == sorted(Role.Path.values)
    assert len(set(charts.SHAPES.values())) == len(charts.SHAPES)


def test_a_criterion_rated_for_one_role_only_has_no_row():
    assert charts.side_by_side([rating("depth", 3)], []) == []


def test_a_role_comes_first_in_its_own_rows_and_what_it_gives_most_comes_on_top():
    own = [rating("building", 2), rating("people", 5)]
    others = [rating("building", 4), rating("pay", 1)]

    rows = charts.beside_others(own, others)

    assert [[mark.rating.level for mark in row.marks] for row in rows] == [[5], [2, 4]]


def test_the_finding_names_the_widest_gap_on_each_side():
    rows = charts.side_by_side(
        [rating("Growing people", 5), rating("Depth", 2)],
        [rating("Growing people", 3), rating("Depth", 5)],
    )

    assert charts.finding(rows) == "Growing people against depth"


@pytest.mark.parametrize(("a", "b"), [((), ()), ((5, 4), (3, 4)), ((2, 2), (3, 5))])
def test_there_is_no_finding_when_one_role_never_gives_more(a, b):
    names = ("Building", "Pay")
    rows = charts.side_by_side(map(rating, names, a), map(rating, names, b))

    assert charts.finding(rows) == ""
