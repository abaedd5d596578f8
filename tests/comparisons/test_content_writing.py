from datetime import UTC, date, datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from comparisons import content_schema as schema
from comparisons.content_links import Document, names_for_links
from comparisons.content_values import INVISIBLE
from comparisons.content_writing import (
    GROUPS_OF_ROLE,
    KEYS_OF_COMPARISON,
    KEYS_OF_GUIDE,
    KEYS_OF_LISTS,
    KEYS_OF_PARTS,
    KEYS_OF_VERDICT,
    WIDTH,
    as_yaml,
    list_file,
)

VISIBLE = st.characters(codec="utf-8").filter(lambda character: not INVISIBLE.match(character))
TEXTS = st.text(st.sampled_from("a: #-'\"\\|>[]{}&*!%@`,?~=<\n") | VISIBLE).map(str.strip)
LONG = TEXTS | st.lists(TEXTS, max_size=40).map(" ".join).map(str.strip)


def shown(value):
    return as_yaml({"key": value})


@given(LONG)
def test_any_text_is_read_as_it_was_written(text):
    nested = {"key": text, "list": [text, {"first": text, "second": {"third": [text]}}]}

    assert yaml.safe_load(as_yaml(nested)) == nested


@given(LONG)
def test_any_text_is_a_text_in_a_list_of_lists(text):
    assert yaml.safe_load(as_yaml([{"key": text}, {"key": [text]}])) == [
        {"key": text},
        {"key": [text]},
    ]


@pytest.mark.parametrize(
    "text",
    ["no", "on", "Yes", "true", "null", "~", "2026-11-21", "12", "1.5", "0x1", "=", "<<", "1:30"],
)
def test_what_yaml_takes_for_something_else_stands_in_quotes(text):
    assert shown(text) == f'key: "{text}"\n'


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '""'),
        ("You gain: time", '"You gain: time"'),
        ("C #1", '"C #1"'),
        ("Why:", '"Why:"'),
        ("- a list", '"- a list"'),
        ("`code`", '"`code`"'),
        ('"Staff" is a level', "'\"Staff\" is a level'"),
        ('"It\'s" quoted', "'\"It''s\" quoted'"),
        ("C# and F#", "C# and F#"),
        ("09:00 Read", "09:00 Read"),
        ("It's 10–15%", "It's 10–15%"),
        ("Ship it 🚀", "Ship it 🚀"),
    ],
)
def test_quotes_stand_only_where_they_are_needed(text, written):
    assert shown(text) == f"key: {written}\n"


def test_long_text_is_folded_at_the_margin():
    folded = shown(" ".join(["word"] * 40)).splitlines()

    whole = "  " + " ".join(["word"] * 19)
    assert folded == ["key: >-", whole, whole, "  word word"]
    assert len(f"{whole} word") > WIDTH >= len(whole)


def test_folding_keeps_what_cannot_be_broken():
    word = "https://example.org/" + "x" * 120

    assert shown(f"{word}  and so on") == f"key: >-\n  {word}  and\n  so on\n"


def test_text_of_several_lines_keeps_them():
    text = "First.\n\n    code\n---\n```\n# no comment\n```"

    assert shown(text) == ("key: |-\n  First.\n\n      code\n  ---\n  ```\n  # no comment\n  ```\n")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (0, "0"),
        ([], "[]"),
        ({}, "{}"),
        (date(2026, 3, 2), "2026-03-02"),
        (datetime(2027, 1, 4, 9, tzinfo=UTC), "2027-01-04 09:00"),
        (datetime(2027, 1, 4, 9, 0, 7, tzinfo=UTC), "2027-01-04 09:00:07"),
    ],
)
def test_other_values_are_written_plainly(value, written):
    assert shown(value) == f"key: {written}\n"


def test_empty_list_is_a_file_that_can_be_read():
    assert yaml.safe_load(list_file("source", [])) == []


def criterion(slug, order):
    words = dict.fromkeys(("name", "goal", "meaning", "low", "high", "group"), "x")
    return Document("criterion", slug, "", {**words, "measured": False, "order": order}, {}, ())


def test_order_of_a_criterion_is_told_only_where_it_is_not_its_place():
    entries = yaml.safe_load(list_file("criterion", [criterion("a", 1), criterion("b", 10)]))

    assert [entry.get("order") for entry in entries] == [None, 10]


def test_year_0_is_said():
    values = {"title": "Old", "author": "", "publisher": "P", "year": 0, "undated": False}
    source = Document("source", "old", "", {**values, "address": "https://a.org"}, {}, ())

    assert yaml.safe_load(list_file("source", [source]))[0]["year"] == 0


def page(kind, slug, name):
    return Document(kind, slug, "", {"name": name}, {}, ())


def test_link_names_the_page_where_its_name_leads_there():
    names = names_for_links([page("role", "tl", "Tech lead")])

    assert names == {"roles/tl": "Tech lead"}


def test_link_says_the_path_where_the_name_leads_elsewhere():
    same = [page("role", "tl", "Tech lead"), page("guide", "lead", "Tech Lead")]

    assert names_for_links(same) == {"roles/tl": "roles/tl", "guides/lead": "Tech Lead"}


def test_link_says_the_path_where_the_name_has_brackets():
    assert names_for_links([page("guide", "lead", "[Draft]")]) == {"guides/lead": "guides/lead"}


@pytest.mark.parametrize(
    ("form", "keys"),
    [
        (schema.CRITERION, KEYS_OF_LISTS["criterion"]),
        (schema.SOURCE, KEYS_OF_LISTS["source"]),
        (schema.SKILL, KEYS_OF_LISTS["skill"]),
        (schema.ROLE, [key for group in GROUPS_OF_ROLE for key in group]),
        (schema.POINT, KEYS_OF_PARTS["pros"]),
        (schema.FIGURE, KEYS_OF_PARTS["figures"]),
        (schema.EXPERIMENT, KEYS_OF_PARTS["experiments"]),
        (schema.COMPARISON, KEYS_OF_COMPARISON),
        (schema.VERDICT, KEYS_OF_VERDICT),
        (schema.GUIDE, KEYS_OF_GUIDE),
    ],
)
def test_every_key_that_can_be_read_is_written_once(form, keys):
    assert sorted(keys) == sorted(keys_of(form))


def keys_of(form):
    """All keys of a form: the ones that it asks for when a file has none of them."""
    (fields,) = (
        cell.cell_contents
        for name, cell in zip(form.__code__.co_freevars, form.__closure__, strict=True)
        if name == "fields"
    )
    return list(fields)
