"""The form of a file that holds an edition: its keys, what each may hold, and what must agree.

The limits are those of the database columns; a test holds the two together.
"""

from __future__ import annotations

from typing import Any

from comparisons.content_values import (
    Place,
    Rule,
    list_of,
    mapping,
    may,
    need,
    one_of,
    reference,
    slug,
    text,
    whole_number,
    yes_or_no,
)

# How many options each kind has in a file; the one of a statement is written into it.
OPTIONS_IN_A_FILE = {"statement": 0, "pair": 2, "scenario": 3}
HIGHEST_NUMBER = 999


def options_fit_the_kind(values: dict[str, Any], place: Place) -> None:
    kind, options = values["kind"], values["options"]
    if kind == "statement":
        if not place.has("measures"):
            place.refuse('a statement needs "measures": name its criterion')
        if place.has("options"):
            place.at("options").refuse("a statement has no options: remove them")
    elif kind:
        for key in filter(place.has, ("measures", "reversed")):
            place.at(key).refuse(f'in a {kind}, "{key}" belongs to an option: move it there')
        wanted = OPTIONS_IN_A_FILE[kind]
        if options is not None and len(options) != wanted:
            words = f"a {kind} has {wanted} options, not {len(options)}: write as many"
            place.at("options").refuse(words)


def each_option_has_its_own_criterion(values: dict[str, Any], place: Place) -> None:
    measured = [option and option["measures"] for option in values["options"] or []]
    for i, criterion in enumerate(measured):
        if criterion and criterion in measured[:i]:
            words = f'another option measures "{criterion}" already: choose another criterion'
            place.at("options", i, "measures").refuse(words)


def at_least_one_question(values: dict[str, Any], place: Place) -> None:
    if values["questions"] == []:
        place.at("questions").refuse("an edition asks something: write its questions")


def each_slug_once(key: str) -> Rule:
    def rule(values: dict[str, Any], place: Place) -> None:
        first: dict[str, int] = {}
        for i, name in enumerate(part and part["slug"] for part in values[key] or []):
            here = place.at(key, i, "slug")
            if name and first.setdefault(name, here.line) != here.line:
                here.refuse(f'the slug "{name}" is taken on line {first[name]}: choose another')

    return rule


OPTION = mapping(
    {
        "text": need(text(120)),
        "measures": need(reference("criterion")),
        "reversed": may(yes_or_no, False),
    }
)
QUESTION = mapping(
    {
        "slug": need(slug(60)),
        "kind": need(one_of(*OPTIONS_IN_A_FILE)),
        "text": need(text(200)),
        "why": need(text(200)),
        "measures": may(reference("criterion")),
        "reversed": may(yes_or_no, False),
        "options": may(list_of(OPTION), []),
    },
    options_fit_the_kind,
    each_option_has_its_own_criterion,
)
CIRCUMSTANCE = mapping(
    {
        "slug": need(slug(60)),
        "text": need(text(100)),
        "advice": need(text()),
    }
)
EDITION = mapping(
    {
        "number": need(whole_number(1, HIGHEST_NUMBER)),
        "questions": need(list_of(QUESTION)),
        "circumstances": may(list_of(CIRCUMSTANCE), []),
    },
    at_least_one_question,
    each_slug_once("questions"),
    each_slug_once("circumstances"),
)
