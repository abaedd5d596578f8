"""The files are checked without the database, so what both say has to be the same."""

import pytest
import yaml

from comparisons.content_values import Notes, Place
from quiz import content_schema as schema
from quiz.models import Circumstance, Option, Question
from quiz.models.edition import HIGHEST_NUMBER
from quiz.opening import OPTIONS

LIMITED = [
    (schema.QUESTION, Question, "text"),
    (schema.QUESTION, Question, "why"),
    (schema.OPTION, Option, "text"),
    (schema.CIRCUMSTANCE, Circumstance, "text"),
]


def problems(form, values):
    notes = Notes("a.yaml")
    form(yaml.compose(yaml.safe_dump(values)), Place(notes))
    return [problem.words for problem in notes.problems]


@pytest.mark.parametrize(("form", "model", "key"), LIMITED)
def test_text_may_be_as_long_as_its_column_and_no_longer(form, model, key):
    longest = model._meta.get_field(key).max_length
    too_long = f"{longest + 1} characters are too many: {longest} fit here"

    assert too_long not in problems(form, {key: "x" * longest})
    assert too_long in problems(form, {key: "x" * (longest + 1)})


@pytest.mark.parametrize(
    ("form", "model"), [(schema.QUESTION, Question), (schema.CIRCUMSTANCE, Circumstance)]
)
def test_slug_may_be_as_long_as_its_column_and_no_longer(form, model):
    longest = model._meta.get_field("slug").max_length
    slug = "x" * (longest + 1)
    too_long = f'"{slug}" is too long for an address: {longest} characters fit'

    assert too_long in problems(form, {"slug": slug})
    assert not [words for words in problems(form, {"slug": slug[1:]}) if "address" in words]


def test_numbers_are_those_of_the_database():
    assert schema.HIGHEST_NUMBER == HIGHEST_NUMBER


def test_kinds_are_those_of_the_database():
    assert list(schema.OPTIONS_IN_A_FILE) == Question.Kind.values


def test_each_kind_has_as_many_options_in_a_file_as_an_edition_needs():
    written_above = {"statement": 1}

    assert schema.OPTIONS_IN_A_FILE | written_above == OPTIONS
