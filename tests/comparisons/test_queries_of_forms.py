"""Opening a form costs the same whatever stands in it."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comparisons.models import Comparison, Guide, Role, Verdict
from tests.desk import url
from tests.factories import (
    AliasFactory,
    ClauseFactory,
    ComparisonFactory,
    CriterionFactory,
    ExperimentFactory,
    FaqFactory,
    FigureFactory,
    GuideFactory,
    PointFactory,
    RatingFactory,
    RoleFactory,
    SourceFactory,
    VerdictFactory,
    WeekSliceFactory,
)

pytestmark = pytest.mark.django_db


def add_to_role(role):
    RatingFactory(role=role)
    PointFactory(role=role, source=SourceFactory())
    FigureFactory(role=role)
    ExperimentFactory(role=role, criterion=CriterionFactory())
    WeekSliceFactory(role=role, hours=1)
    FaqFactory(role=role)
    AliasFactory(role=role)


def add_to_comparison(comparison):
    verdict = comparison.current_verdict or VerdictFactory(comparison=comparison)
    add_to_verdict(verdict)
    FaqFactory(comparison=comparison)
    AliasFactory(comparison=comparison)


def add_to_guide(guide):
    FaqFactory(guide=guide)
    AliasFactory(guide=guide)


def add_to_verdict(verdict):
    ClauseFactory(verdict=verdict, criterion=CriterionFactory())


FORMS = {
    Role: (RoleFactory, add_to_role),
    Comparison: (ComparisonFactory, add_to_comparison),
    Guide: (GuideFactory, add_to_guide),
    Verdict: (VerdictFactory, add_to_verdict),
}


@pytest.mark.parametrize("model", FORMS)
def test_form_takes_as_many_queries_for_three_rows_of_each_kind_as_for_one(editor_client, model):
    make, add_rows = FORMS[model]
    thing = make()
    add_rows(thing)
    editor_client.get(url(thing))

    with CaptureQueriesContext(connection) as one:
        editor_client.get(url(thing))
    add_rows(thing)
    add_rows(thing)
    with CaptureQueriesContext(connection) as three:
        response = editor_client.get(url(thing))

    inlines = response.context["inline_admin_formsets"]
    rows = [inline.formset.initial_form_count() for inline in inlines]
    assert rows == [3] * len(admin.site.get_model_admin(model).inlines)
    assert len(three) == len(one)
