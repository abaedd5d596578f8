import csv
from io import StringIO

import pytest

from comparisons.spreadsheets import MARK_OF_UTF_8, as_csv, safe_cell


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        '"=1',
        "'=1",
        "“ =1",
        "\u200b=1",
        "＝1",
        "(=1",
        "=",
    ],
)
def test_what_a_spreadsheet_may_compute_becomes_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Yes.", "5 - 3 = 2", "a@example.org", "“Yes” – but no", "…"])
def test_other_text_stays_as_it_is(text):
    assert safe_cell(text) == text


def test_every_cell_of_a_table_is_made_safe_and_can_be_read_back():
    rows = [["Words", "Number"], ["=HYPERLINK(“x”)\nsecond line", 3], ['a "b", c', None]]

    text = as_csv(rows)

    assert text[0] == MARK_OF_UTF_8
    assert list(csv.reader(StringIO(text[1:], newline=""))) == [
        ["Words", "Number"],
        ["'=HYPERLINK(“x”)\nsecond line", "3"],
        ['a "b", c', "None"],
    ]
