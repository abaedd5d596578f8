"""Text that a spreadsheet shows and never computes.

A program that opens a CSV file takes a cell for a formula when it begins with one of a few signs,
and some look behind blanks and quotation marks. A formula can send the other cells elsewhere, so an
apostrophe goes before any text that has such a sign before its first letter or digit.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from io import StringIO

FORMULA_SIGNS = frozenset("=+-@\t\r\n") | frozenset("＝＋－＠")
BEFORE_WORDS = re.compile(r"\W*")
# Without it some programs read UTF-8 as something else.
MARK_OF_UTF_8 = "\ufeff"


def as_csv(rows: Iterable[Iterable[object]]) -> str:
    sheet = StringIO()
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL)
    writer.writerows([safe_cell(str(cell)) for cell in row] for row in rows)
    return MARK_OF_UTF_8 + sheet.getvalue()


def safe_cell(text: str) -> str:
    before = BEFORE_WORDS.match(text)
    return f"'{text}" if before and FORMULA_SIGNS & set(before[0]) else text
