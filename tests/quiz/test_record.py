"""What somebody takes away: the decision record, and the day to review it."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import record

ROLES = [
    {"path": "tl", "name": "Tech lead", "odds": 0.84},
    {"path": "pm", "name": "Product manager", "odds": 0.12},
    {"path": "em", "name": "Engineering manager", "odds": 0.04},
]
RESULT = {
    "finished_on": "2026-11-21",
    "verdict": "clear",
    "roles": ROLES,
    "credible": ["tl"],
    "reasons": [],
    "answered": 22,
    "of": 24,
    "untouched": [],
    "goals": [{"slug": "depth", "goal": "Master hard problems"}],
    "lead": {
        "leader": "tl",
        "rival": "pm",
        "for": [{"text": "I like depth.", "answer": "Exactly me"}],
        "against": [{"text": "I like customers.", "answer": "Rather me"}],
    },
    "circumstances": [{"text": "I am worn out"}],
    "steps": [
        {
            "when": "week",
            "path": "tl",
            "action": "Write a page.",
            "cost": "A day.",
            "good_sign": "It got better.",
            "stop_if": "You defended it.",
        }
    ],
}
NOTHING = {
    **RESULT,
    "verdict": "none",
    "reasons": ["few"],
    "answered": 3,
    "goals": [],
    "lead": None,
    "steps": [],
    "circumstances": [],
}
WRITTEN = datetime(2026, 11, 21, 14, 5, 9, tzinfo=UTC)


def sections(result):
    _, *parts = record.decision_record(result).split("\n## ")
    return dict(part.rstrip("\n").split("\n\n", 1) for part in parts)


def test_record_has_everything_a_decision_rests_on():
    assert sections(RESULT) == {
        "Date": "21 November 2026",
        "Options": (
            "- Tech lead: about 8 in 10\n- Product manager: about 1 in 10\n"
            "- Engineering manager: less than 1 in 10\n- Staying where I am"
        ),
        "Choice": "Try tech lead first, before I commit to it.",
        "Reasons": (
            "- Tech lead fits you best.\n- For tech lead: “I like depth.” Exactly me.\n"
            "- For product manager: “I like customers.” Rather me."
        ),
        "Assumptions": (
            "- The job I would get resembles the one that was rated.\n"
            "- 22 answers of 24, and 1 goal, say well enough what I want.\n"
            "- Interest fit predicts job satisfaction only weakly.\n"
            "- True for me: I am worn out."
        ),
        "Confidence": "One role alone reaches 80%. Tech lead has about 8 in 10.",
        "Signs to watch": (
            "- To try tech lead this week: Write a page. Costs: A day.\n"
            "- Good sign: It got better.\n- Stop if: You defended it."
        ),
        "Review date": "19 February 2027",
    }


def test_record_without_a_recommendation_chooses_nothing_and_gives_no_odds():
    found = sections(NOTHING)

    assert found["Choice"] == "None yet."
    assert found["Options"] == (
        "- Tech lead\n- Product manager\n- Engineering manager\n- Staying where I am"
    )
    assert found["Reasons"] == "No recommendation yet: too little is answered."
    assert "say well enough" not in found["Assumptions"]


@pytest.mark.parametrize(
    ("reasons", "confidence", "signs"),
    [
        (
            ["few", "untouched"],
            "None: too little was answered.",
            "None yet: answer more questions first.",
        ),
        (
            ["untouched", "contradictory"],
            "None: no answer says anything about something that counts.",
            "None yet: answer what is missing first.",
        ),
        (
            ["contradictory"],
            "None: the answers contradict each other.",
            "None yet: look again at the answers that I am not sure of.",
        ),
    ],
)
def test_record_without_a_recommendation_says_why_and_what_to_do(reasons, confidence, signs):
    found = sections({**NOTHING, "reasons": reasons})

    assert (found["Confidence"], found["Signs to watch"]) == (confidence, signs)


def test_record_of_a_clear_result_without_experiments_asks_for_one_of_your_own():
    found = sections({**RESULT, "steps": []})

    assert found["Signs to watch"] == (
        "None yet: choose something small to try, and the day on which it ends."
    )


def test_record_of_a_close_result_names_both_roles():
    close = {**RESULT, "verdict": "close", "credible": ["tl", "pm"]}

    found = sections(close)

    assert found["Choice"] == "None yet. Try before I choose: tech lead or product manager."
    assert "Too close to call between tech lead and product manager." in found["Reasons"]


def test_each_step_names_the_role_that_it_tries():
    (step,) = RESULT["steps"]
    steps = [step, {**step, "when": "month", "path": "pm"}]
    close = {**RESULT, "verdict": "close", "credible": ["tl", "pm"], "steps": steps}

    lines = sections(close)["Signs to watch"].splitlines()

    assert [line for line in lines if line.startswith("- To ")] == [
        "- To try tech lead this week: Write a page. Costs: A day.",
        "- To try product manager this month: Write a page. Costs: A day.",
    ]


def test_what_nothing_was_said_about_is_named_inside_its_sentence():
    reasons = sections({**NOTHING, "untouched": ["Running the team"]})["Reasons"]

    assert "No answer says anything about: running the team." in reasons


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("# one *two* _three_ `four`", r"\# one \*two\* \_three\_ \`four\`"),
        ("[a](b) <b> a|b ~~c~~ \\", r"\[a\](b) \<b\> a\|b \~\~c\~\~ \\"),
        ("1. first", r"1\. first"),
        ("2) second", r"2\) second"),
        ("- item", r"\- item"),
        ("+ item", r"\+ item"),
        ("a - b, 1.5", "a - b, 1.5"),
        ("two\n\n# lines", r"two \# lines"),
    ],
)
def test_no_text_is_taken_for_markdown(text, written):
    assert record.escaped(text) == written


def properties(calendar):
    unfolded = calendar.replace("\r\n ", "")
    return dict(line.split(":", 1) for line in unfolded.split("\r\n") if ":" in line)


def test_calendar_has_one_day_90_days_later():
    found = properties(record.review_calendar(RESULT, "abc@careerpick", WRITTEN))

    assert found["UID"] == "abc@careerpick"
    assert found["DTSTAMP"] == "20261121T140509Z"
    assert found["DTSTART;VALUE=DATE"] == "20270219"
    assert found["DTEND;VALUE=DATE"] == "20270220"
    assert found["DESCRIPTION"] == (
        r"Tech lead fits you best.\nTo try tech lead this week: Write a page. Costs: A day.\n"
        r"Good sign: It got better.\nStop if: You defended it."
    )
    assert record.review_date(RESULT) == date(2027, 2, 19)


@pytest.mark.parametrize(
    ("text", "written"),
    [("a, b; c\\d", r"a\, b\; c\\d"), ("one\ntwo", r"one\ntwo"), ("one\r\ntwo", r"one\ntwo")],
)
def test_what_has_a_meaning_in_a_calendar_is_escaped(text, written):
    result = {**RESULT, "steps": [{**RESULT["steps"][0], "stop_if": text}]}

    found = properties(record.review_calendar(result, "abc", WRITTEN))

    assert found["DESCRIPTION"].endswith(f"Stop if: {written}")


def test_every_line_of_a_calendar_ends_in_cr_lf_and_is_short_enough():
    result = {**RESULT, "steps": [{**RESULT["steps"][0], "action": "Größe " * 80}]}

    calendar = record.review_calendar(result, "abc", WRITTEN)

    lines = calendar.split("\r\n")
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    assert all("\n" not in line and "\r" not in line for line in lines)
    assert max(len(line.encode()) for line in lines) <= 75


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=400))
def test_folded_line_unfolds_to_what_it_was(text):
    folded = record.folded(text)

    assert folded.replace("\r\n ", "") == text
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))
