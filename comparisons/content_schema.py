"""The form of each kind of content file: its keys, what each may hold, and what must agree.

The limits are those of the database columns; a test holds the two together.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from yaml.nodes import Node, ScalarNode

from .content_values import (
    Field,
    Place,
    Rule,
    address,
    alias,
    day,
    line_of_the_day,
    list_of,
    mapping,
    mapping_of,
    may,
    may_be_empty,
    moment,
    need,
    one_of,
    reference,
    set_of,
    slug,
    text,
    whole_number,
    wikilink,
    yes_or_no,
)

FULL_WEEK = 40  # hours
HIGHEST_NUMBER = 32767  # of a column of small whole numbers
STATES = ("draft", "in-review", "published", "archived")
PATHS = ("technical-management", "technical-leadership", "product-management")
GROUPS = ("people", "craft", "product", "safety", "power-and-pay")
STRENGTHS = ("statistics", "research", "survey", "practitioner", "editorial")
FIGURE_KINDS = ("pay", "demand")
TIMES = ("week", "month", "quarter")
GUIDE_KINDS = ("guide", "resource")

prose = text(cites=True)
one_per_line = list_of(text(one_line=True, cites=True))
year = whole_number(0, HIGHEST_NUMBER)
order = whole_number(0, HIGHEST_NUMBER)


def complete_when_published(*keys: str) -> Rule:
    """A key may be written as empty, on purpose; what a page lacks then is told by its gaps."""

    def rule(values: dict[str, Any], place: Place) -> None:
        if values["state"] == "published":
            for key in keys:
                if not place.has(key):
                    place.refuse(f'a published page needs "{key}": write it')

    return rule


def review_comes_later(values: dict[str, Any], place: Place) -> None:
    reviewed, due = values["reviewed_on"], values["review_due"]
    if reviewed and due and due <= reviewed:
        place.at("review_due").refuse(f"the next review has to come after {reviewed}")


def hours_fit_a_week(values: dict[str, Any], place: Place) -> None:
    hours = [part and part["hours"] for part in values["week"] or []]
    if not hours or None in hours:
        return
    total = sum(hours)
    if total > FULL_WEEK or (total < FULL_WEEK and values["state"] == "published"):
        place.at("week").refuse(f"the week adds up to {total} hours: make it {FULL_WEEK}")


def point_has_source_or_is_editorial(values: dict[str, Any], place: Place) -> None:
    if values["strength"] not in {"editorial", None} and not place.has("source"):
        place.refuse(f'"{values["strength"]}" needs a source: name it, or write editorial')


def amount_has_place_year_source(values: dict[str, Any], place: Place) -> None:
    missing = [key for key in ("place", "year", "source") if not place.has(key)]
    if values["amount"] and missing:
        place.at("amount").refuse(f"an amount needs its {' and '.join(missing)}: add what is known")


def two_different_roles(values: dict[str, Any], place: Place) -> None:
    if values["role_a"] and values["role_a"] == values["role_b"]:
        place.at("role_b").refuse("a role cannot be compared with itself: name another")


def picks_one_of_the_two(values: dict[str, Any], place: Place) -> None:
    choices = [values["role_a"], values["role_b"], "none"]
    for i, verdict in enumerate(values["verdicts"] or []):
        if verdict and None not in choices and verdict["pick"] not in [*choices, None]:
            place.at("verdicts", i, "pick").refuse(f"pick one of: {', '.join(choices)}")


def newest_verdict_first(values: dict[str, Any], place: Place) -> None:
    days = [verdict and verdict["decided_on"] for verdict in values["verdicts"] or []]
    for i, (newer, older) in enumerate(pairwise(days), start=1):
        if newer and older and older > newer:
            place.at("verdicts", i, "decided_on").refuse(
                "verdicts stand newest first: order them by decided_on"
            )


CRITERION = mapping(
    {
        "slug": need(slug(60)),
        "name": need(text(60)),
        "goal": need(text(80)),
        "meaning": need(text()),
        "low": need(text(120)),
        "high": need(text(120)),
        "group": need(one_of(*GROUPS)),
        "measured": need(yes_or_no),
        "order": may(order),
    }
)

SOURCE = mapping(
    {
        "slug": need(slug(60)),
        "title": need(text(200)),
        "author": may(may_be_empty(text(120)), ""),
        "publisher": need(text(120)),
        "year": may(year),
        "undated": may(yes_or_no, False),
        "address": need(address),
    }
)

SKILL = mapping(
    {
        "slug": need(slug(60)),
        "name": need(text(60)),
        "description": need(text()),
    }
)

QUESTION = mapping({"question": need(text(160)), "answer": need(prose)})

PUBLISHABLE = {
    "state": need(one_of(*STATES)),
    "publish_at": may(moment),
}
REVIEWED = {
    "written_by": may(may_be_empty(text(120)), ""),
    "reviewed_by": may(may_be_empty(text(120)), ""),
    "reviewed_on": may(may_be_empty(day, None)),
    "review_due": may(may_be_empty(day, None)),
}

PART_OF_THE_WEEK = mapping(
    {"activity": need(text(40)), "hours": need(whole_number(1, FULL_WEEK))},
)


def longest_part_first(node: Node, place: Place) -> Any:
    """The week as its page shows it."""
    parts = list_of(PART_OF_THE_WEEK)(node, place)
    return parts and sorted(parts, key=lambda part: -((part and part["hours"]) or 0))


RATING = mapping(
    {"level": need(whole_number(1, 5)), "reason": need(text(200, cites=True))},
)
POINT = mapping(
    {
        "text": need(text()),
        "strength": need(one_of(*STRENGTHS)),
        "source": may(reference("source")),
    },
    point_has_source_or_is_editorial,
)
FIGURE = mapping(
    {
        "kind": need(one_of(*FIGURE_KINDS)),
        "text": need(text(200)),
        "amount": may(text(60), ""),
        "place": may(text(60), ""),
        "year": may(year),
        "source": may(reference("source")),
        "caveat": may(prose, ""),
    },
    amount_has_place_year_source,
)
EXPERIMENT = mapping(
    {
        "when": need(one_of(*TIMES)),
        "tests": need(reference("criterion")),
        "do": need(prose),
        "cost": need(text(160, cites=True)),
        "good_sign": need(prose),
        "stop_if": need(prose),
    }
)

ROLE_TEXTS: dict[str, Field] = {
    "answers_for": may(may_be_empty(text(60)), ""),
    "definition": may(may_be_empty(text()), ""),
    "not_confused_with": may(may_be_empty(prose), ""),
    "judged_on": may(may_be_empty(prose), ""),
    "you_decide": may(may_be_empty(prose), ""),
    "you_do_not_decide": may(may_be_empty(prose), ""),
    "you_give_up": may(may_be_empty(prose), ""),
    "hardest_part": may(may_be_empty(prose), ""),
    "way_in": may(may_be_empty(prose), ""),
    "way_back": may(may_be_empty(prose), ""),
    "feedback_loop": may(may_be_empty(prose), ""),
    "reports_to": may(may_be_empty(prose), ""),
}
ROLE_LISTS: dict[str, Field] = {
    "ordinary_day": may(list_of(line_of_the_day), []),
    "responsibilities": may(one_per_line, []),
    "success_measures": may(one_per_line, []),
    "first_90_days": may(one_per_line, []),
    "failure_modes": may(one_per_line, []),
    "misconceptions": may(one_per_line, []),
    "fits_if": may(one_per_line, []),
    "does_not_fit_if": may(one_per_line, []),
}
ROLE_PARTS: dict[str, Field] = {
    "skills": may(set_of(reference("skill")), []),
    "reading": may(set_of(reference("source")), []),
    "week": may(longest_part_first, []),
    "ratings": may(mapping_of("criterion", RATING), {}),
    "pros": may(list_of(POINT), []),
    "cons": may(list_of(POINT), []),
    "figures": may(list_of(FIGURE), []),
    "experiments": may(list_of(EXPERIMENT), []),
    "questions": may(list_of(QUESTION), []),
}
ROLE = mapping(
    {
        "name": need(text(60)),
        "path": may(one_of(*PATHS), ""),
        "order": may(order, 0),
        "aliases": may(set_of(alias(pair=False)), []),
        **PUBLISHABLE,
        **REVIEWED,
        **ROLE_TEXTS,
        **ROLE_LISTS,
        **ROLE_PARTS,
    },
    complete_when_published(*REVIEWED, *ROLE_TEXTS, *ROLE_LISTS, *ROLE_PARTS),
    review_comes_later,
    hours_fit_a_week,
)


LONGEST_PAIR = 125

CLAUSE = mapping({"text": need(prose), "criterion": may(reference("criterion"))})


def clause(node: Node, place: Place) -> Any:
    if isinstance(node, ScalarNode):
        return {"text": prose(node, place), "criterion": None}
    return CLAUSE(node, place)


VERDICT_TEXTS: dict[str, Field] = {
    "for_whom": need(may_be_empty(text(160))),
    "in_short": need(may_be_empty(text(120))),
    "reason": need(may_be_empty(prose)),
    "ignore_if": need(may_be_empty(text(220, cites=True))),
    "best_argument_against": need(may_be_empty(prose)),
    "wrong_a_after_3_months": need(may_be_empty(prose)),
    "wrong_a_after_2_years": need(may_be_empty(prose)),
    "wrong_b_after_3_months": need(may_be_empty(prose)),
    "wrong_b_after_2_years": need(may_be_empty(prose)),
    "why_it_changed": need(may_be_empty(prose)),
}
CLAUSES: dict[str, Field] = {
    "choose_a_if": need(list_of(clause)),
    "choose_b_if": need(list_of(clause)),
    "would_change_it": need(list_of(clause)),
}
VERDICT = mapping(
    {
        "decided_on": need(day),
        "pick": need(slug(60)),
        "sureness": need(whole_number(1, 3)),
        **VERDICT_TEXTS,
        **CLAUSES,
    }
)
COMPARISON = mapping(
    {
        "slug": may(slug(LONGEST_PAIR, pair=True)),
        "role_a": need(reference("role")),
        "role_b": need(reference("role")),
        "question": may(may_be_empty(text()), ""),
        "aliases": may(set_of(alias()), []),
        **PUBLISHABLE,
        **REVIEWED,
        "verdicts": may(list_of(VERDICT), []),
        "questions": may(list_of(QUESTION), []),
    },
    complete_when_published("question", *REVIEWED, "verdicts", "questions"),
    review_comes_later,
    two_different_roles,
    picks_one_of_the_two,
    newest_verdict_first,
)

GUIDE = mapping(
    {
        "title": need(text(120)),
        "type": need(one_of(*GUIDE_KINDS)),
        "created": need(day),
        "status": need(one_of(*STATES)),
        "publish_at": may(moment),
        "aliases": may(set_of(alias()), []),
        "tags": may(set_of(reference("skill")), []),
        "related": may(list_of(wikilink), []),
        "questions": may(list_of(QUESTION), []),
    }
)
