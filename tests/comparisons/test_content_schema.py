"""The files are checked without the database, so what both say has to be the same."""

import pytest
import yaml
from django.db.models import CharField, SlugField

from comparisons import content_schema as schema
from comparisons.content_values import Notes, Place
from comparisons.models import (
    Comparison,
    Criterion,
    Experiment,
    Faq,
    Figure,
    Guide,
    Point,
    Rating,
    Role,
    Skill,
    Source,
    Verdict,
    WeekSlice,
)
from comparisons.publishing import FULL_WEEK

FORMS = {
    Criterion: schema.CRITERION,
    Source: schema.SOURCE,
    Skill: schema.SKILL,
    Role: schema.ROLE,
    Comparison: schema.COMPARISON,
    Verdict: schema.VERDICT,
    Guide: schema.GUIDE,
    Faq: schema.QUESTION,
    WeekSlice: schema.PART_OF_THE_WEEK,
    Rating: schema.RATING,
    Figure: schema.FIGURE,
    Experiment: schema.EXPERIMENT,
}
LIMITED = [
    pytest.param(form, field.name, field.max_length, id=f"{model.__name__}.{field.name}")
    for model, form in FORMS.items()
    for field in model._meta.fields
    if isinstance(field, CharField) and not (isinstance(field, SlugField) or field.choices)
]


def problems(form, values):
    notes = Notes("a.yaml")
    form(yaml.compose(yaml.safe_dump(values)), Place(notes))
    return [problem.words for problem in notes.problems]


@pytest.mark.parametrize(("form", "key", "longest"), LIMITED)
def test_text_may_be_as_long_as_its_column_and_no_longer(form, key, longest):
    too_long = f"{longest + 1} characters are too many: {longest} fit here"

    assert too_long not in problems(form, {key: "x" * longest})
    assert too_long in problems(form, {key: "x" * (longest + 1)})


@pytest.mark.parametrize(
    ("in_files", "in_database"),
    [
        (schema.STATES, Role.State),
        (schema.PATHS, Role.Path),
        (schema.GROUPS, Criterion.Group),
        (schema.STRENGTHS, Point.Strength),
        (schema.FIGURE_KINDS, Figure.Kind),
        (schema.TIMES, Experiment.When),
        (schema.GUIDE_KINDS, Guide.Kind),
    ],
)
def test_choices_are_those_of_the_database(in_files, in_database):
    assert list(in_files) == in_database.values


def test_a_full_week_is_what_publishing_takes_for_one():
    assert schema.FULL_WEEK == FULL_WEEK


def test_parts_of_a_verdict_are_its_columns():
    columns = {field.name for field in Verdict._meta.fields}

    assert columns == {"id", "comparison", "pick", "sureness", "decided_on", *schema.VERDICT_TEXTS}
