"""What somebody takes away from a result: a decision record, and a day to review it.

The record is Markdown, and the calendar entry follows RFC 5545: lines end in CR LF, none is longer
than 75 octets (a longer one goes on in the next line, which begins with a space), and a comma, a
semicolon, a backslash and a new line in a text are escaped. "Tech lead, or not" becomes
"SUMMARY:Tech lead\\, or not". Neither names the address of the result: whoever holds that
address can read everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from comparisons.charts import in_text

from .findings import Result, listed, names_of, sentence
from .wording import about

REVIEW_AFTER = timedelta(days=90)
LONGEST_LINE = 75  # octets
MARKED_UP = re.compile(r"([\\`*_\[\]<>#|~])")
# What begins a list or a heading only at the beginning of a line.
OPENING = re.compile(r"^(\d+)([.)])|^([-+=])")
WHEN = {"week": "this week", "month": "this month", "quarter": "this quarter"}
SURENESS = {
    "clear": "One role alone reaches 80%.",
    "close": "Too close to call: it takes two roles to reach 80%.",
    "open": "Open: it takes all three roles to reach 80%.",
}
# The first reason that holds: what is not answered yet has to come before what is in doubt.
WHY_NONE = {
    "few": ("too little was answered", "answer more questions first"),
    "untouched": (
        "no answer says anything about something that counts",
        "answer what is missing first",
    ),
    "contradictory": (
        "the answers contradict each other",
        "look again at the answers that I am not sure of",
    ),
}


def review_date(result: Result) -> date:
    return date.fromisoformat(result["finished_on"]) + REVIEW_AFTER


# The decision record


def decision_record(result: Result) -> str:
    sections = {
        "Date": [_long(date.fromisoformat(result["finished_on"]))],
        "Options": list(_options(result)),
        "Choice": [_choice(result)],
        "Reasons": list(_reasons(result)),
        "Assumptions": list(_assumptions(result)),
        "Confidence": [_confidence(result)],
        "Signs to watch": list(_signs(result)),
        "Review date": [_long(review_date(result))],
    }
    parts = [f"## {title}\n\n{_lines(lines)}" for title, lines in sections.items()]
    return "\n\n".join(["# Decision record: what to become next", *parts]) + "\n"


def escaped(text: str) -> str:
    """On one line, and nothing in it is taken for Markdown."""
    line = MARKED_UP.sub(r"\\\1", " ".join(text.split()))
    return OPENING.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[3]}", line)


def _lines(lines: list[str]) -> str:
    if len(lines) == 1:
        return escaped(lines[0])
    return "\n".join(f"- {escaped(line)}" for line in lines)


def _options(result: Result) -> Iterator[str]:
    for role in result["roles"]:
        odds = "" if result["verdict"] == "none" else f": {about(role['odds'])}"
        yield f"{role['name']}{odds}"
    yield "Staying where I am"


def _choice(result: Result) -> str:
    names = names_of(result)
    leading = listed((in_text(names[path]) for path in result["credible"]), "or")
    match result["verdict"]:
        case "clear":
            return f"Try {leading} first, before I commit to it."
        case "close" | "open":
            return f"None yet. Try before I choose: {leading}."
    return "None yet."


def _reasons(result: Result) -> Iterator[str]:
    yield f"{sentence(result)}."
    lead = result["lead"]
    if lead:
        names = names_of(result)
        for side, answers in (("leader", lead["for"]), ("rival", lead["against"])):
            for one in answers:
                role = in_text(names[lead[side]])
                yield f"For {role}: “{one['text']}” {one['answer']}."
    for one in result["untouched"]:
        yield f"No answer says anything about: {in_text(one)}."


def _assumptions(result: Result) -> Iterator[str]:
    yield "The job I would get resembles the one that was rated."
    if result["verdict"] != "none":
        goals = len(result["goals"])
        answers = f"{result['answered']} answers of {result['of']}"
        yield f"{answers}, and {goals} goal{'s'[: goals != 1]}, say well enough what I want."
    yield "Interest fit predicts job satisfaction only weakly."
    for one in result["circumstances"]:
        yield f"True for me: {one['text']}."


def _confidence(result: Result) -> str:
    if result["verdict"] == "none":
        return f"None: {_why_none(result)[0]}."
    first = result["roles"][0]
    return f"{SURENESS[result['verdict']]} {first['name']} has {about(first['odds'])}."


def _why_none(result: Result) -> tuple[str, str]:
    return next(words for reason, words in WHY_NONE.items() if reason in result["reasons"])


def _signs(result: Result) -> Iterator[str]:
    names = names_of(result)
    for step in result["steps"]:
        role = in_text(names[step["path"]])
        yield f"To try {role} {WHEN[step['when']]}: {step['action']} Costs: {step['cost']}"
        yield f"Good sign: {step['good_sign']}"
        yield f"Stop if: {step['stop_if']}"
    if result["verdict"] == "none":
        yield f"None yet: {_why_none(result)[1]}."
    elif not result["steps"]:
        yield "None yet: choose something small to try, and the day on which it ends."


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


# The day in the calendar


def review_calendar(result: Result, uid: str, written: datetime) -> str:
    """One entry for the whole day; `written` is in UTC."""
    day = review_date(result)
    signs = "\n".join(_signs(result))
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CareerPick//Review of a decision//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{written:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text('Review my decision: what to become next')}",
        f"DESCRIPTION:{_text(f'{sentence(result)}.' + chr(10) + signs)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _text(text: str) -> str:
    for plain in ("\\", ";", ","):
        text = text.replace(plain, f"\\{plain}")
    return re.sub(r"\r\n|\r|\n", r"\\n", text)


def folded(line: str) -> str:
    """In pieces of at most 75 octets, and no letter is cut in two."""
    pieces, piece = [], ""
    for letter in line:
        if len(f"{piece}{letter}".encode()) > LONGEST_LINE:
            pieces.append(piece)
            piece = " "
        piece += letter
    return "\r\n".join([*pieces, piece])
