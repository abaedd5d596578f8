"""Where the bars and columns of quiz health stand."""

import pytest

from quiz.charts import columns, in_a_row, rules


@pytest.mark.parametrize(
    ("percents", "parts"),
    [
        ([], []),
        ([30, 70], [("0%", "29.6%"), ("30%", "69.6%")]),
        ([None, 20, None, 50], [None, ("0%", "19.6%"), None, ("20%", "49.6%")]),
        ([0, 100], [None, ("0%", "99.6%")]),
    ],
)
def test_parts_stand_in_a_row_and_leave_room_for_what_is_hidden(percents, parts):
    assert in_a_row(percents) == parts


def test_lines_stand_where_columns_of_their_height_end():
    (column, end) = columns([(1, 1, 75, 50)], places=1)

    lines = dict(rules())
    assert (lines[0], lines[100]) == ("88%", "6%")
    assert (column.lost_top, column.top, end.top) == (lines[75], lines[50], lines[50])


def test_column_is_as_wide_as_its_places():
    one, many, _ = columns([(1, 1, 100, 90), (2, 9, 90, 80)], places=9)

    # Each of ten places has 9% of the width, of which 15% are a gap.
    assert (one.at, one.width) == ("10.68%", "7.65%")
    assert (many.at, many.width) == ("19.68%", "70.65%")


@pytest.mark.parametrize(
    ("stretches", "labels"),
    [
        ([(1, 1, 100, 90), (2, 24, 90, 80), (25, 25, 80, 70)], ["1", "2", "", "End"]),
        ([(1, 23, 100, 90), (24, 25, 90, 80)], ["1", "24", "End"]),
        ([(1, 25, 100, 90)], ["1", "End"]),
        ([], []),
    ],
)
def test_columns_are_called_by_their_first_question(stretches, labels):
    assert [column.label for column in columns(stretches, places=25)] == labels
