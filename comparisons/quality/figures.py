"""Numbers that a reader is entitled to check: amounts of money, percentages, large numbers.

Small numbers, years and times are part of ordinary sentences. By hand: in "Since 2019 we meet at
9:30; 40 of 2,500 teams pay $5 a seat, 12% less" the numbers to check are 2,500, $5 and 12%; 2019
is a year, and nobody doubts the rest. A percentage that is advice claims nothing: "Keep 20% of
your week free" and "Stop if you spend more than 40% on it" need no source.
"""

from __future__ import annotations

import re

from .words import sentences

LARGE = 1_000
YEARS = range(1900, 2101)
CODES = "USD|EUR|GBP|CHF|CAD|AUD|NZD|INR|SEK|NOK|DKK|PLN|JPY"
CURRENCIES = rf"(?:(?:{CODES})\b|dollars?\b|euros?\b|pounds?\b|francs?\b|rupees?\b|[€£$])"
SCALES = {
    "k": 1_000,
    "K": 1_000,
    "thousand": 1_000,
    "M": 1_000_000,
    "million": 1_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}
SCALE = rf"(?:{'|'.join(sorted(SCALES, key=len, reverse=True))})"
DIGITS = r"\d+(?:[,\u00a0\u202f]\d{3})*(?:\.\d+)?"
NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|forty|fifty|sixty"
    "|seventy|eighty|ninety|hundred"
)
MONEY = re.compile(
    rf"(?:[$€£¥₹]|\b(?:{CODES}))\s?{DIGITS}(?:\s?{SCALE}\b)?"
    rf"|\b{DIGITS}(?:\s?{SCALE})?\s?{CURRENCIES}"
)
PERCENT = r"(?:%|per ?cent\b|percentage points?\b)"
PERCENTAGE = re.compile(
    rf"\b(?:(?:{DIGITS}\s?[–-]\s?)?{DIGITS}|{NUMBER_WORDS})\s?{PERCENT}", re.IGNORECASE
)
ADVICE = re.compile(
    r"[\"“(]*(?:(?:First|Then|So|At first|Later|Now|Instead),? )?"
    r"(?i:Add|Agree|Aim|Allow|Ask|Block|Book|Budget|Commit|Cut|Do not|Drop|Expect to|Give|Hand|Hold"
    r"|Keep|Leave|Let|Limit|Make|Never|Offer|Plan|Put|Reserve|Save|Set|Spend|Start|Stay|Stop|Take"
    r"|Try|Use|Write)\b"
)
CLAUSE_ENDS = re.compile(r"[,;:](?=\s)")
CONDITION = re.compile(r"\b(?:if|unless|until)\b", re.IGNORECASE)
ADDRESS = re.compile(r"https?://\S+")
# Not inside a word or a date: "v1200", "#1200", "2026-11-21".
NUMBER = re.compile(rf"(?<![\w.,:/#-])({DIGITS})(?:\s?({SCALE})\b)?")
# "ISO 27001", "port 8080": the number is a name.
NAME_BEFORE = re.compile(r"\b(?:[A-Z]{2,}|[Pp]ort|[Ll]ine|[Tt]icket|[Ii]ssue)[ -]$")
LONGEST_NAME = 30  # characters


def figure_in(text: str) -> str:
    """The first number in a text that needs a source, as it stands there, or ""."""
    text = ADDRESS.sub("", text)
    if money := MONEY.search(text):
        return money[0].strip()
    return _percentage_in(text) or _large_number_in(text)


def _percentage_in(text: str) -> str:
    claims = (sentence for sentence in sentences(text) if not ADVICE.match(sentence))
    for clause in (clause for claim in claims for clause in CLAUSE_ENDS.split(claim)):
        found = PERCENTAGE.search(clause)
        if found and not CONDITION.search(clause, 0, found.start()):
            return found[0].strip()
    return ""


def _large_number_in(text: str) -> str:
    for number in NUMBER.finditer(text):
        digits, scale = number.groups()
        value = float(re.sub(r"[^\d.]", "", digits)) * SCALES.get(scale, 1)
        plainly_written = digits.isdecimal() and not scale
        is_year = plainly_written and value in YEARS
        near = max(0, number.start() - LONGEST_NAME)
        is_name = plainly_written and NAME_BEFORE.search(text, near, number.start())
        if value >= LARGE and not is_year and not is_name:
            return number[0]
    return ""
