"""Who opens a form to read it makes nobody wait: SQLite lets one write, and others wait for it."""

import pytest
from django.db import connection

from comparisons.admin import history
from comparisons.models import Comparison, Criterion, Guide, Role, Source, Verdict
from tests.desk import assert_saved, save, url
from tests.factories import (
    CriterionFactory,
    SourceFactory,
    publishable_comparison,
    publishable_guide,
)

pytestmark = pytest.mark.django_db(transaction=True)

MODELS = [Role, Comparison, Verdict, Guide, Criterion, Source]


@pytest.fixture(autouse=True)
def content():
    """One row at least of whatever has a form."""
    publishable_comparison()
    publishable_guide()
    CriterionFactory()
    SourceFactory()


@pytest.fixture
def held():
    """The queries that run inside a transaction, and so while others may have to wait."""
    found = []

    def note(execute, sql, params, many, context):
        if connection.in_atomic_block:
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


@pytest.mark.parametrize("model", MODELS)
def test_form_is_opened_outside_any_transaction(superuser_client, held, model):
    held.clear()

    response = superuser_client.get(url(model.objects.first()))

    assert response.status_code == 200
    assert held == []


@pytest.mark.parametrize("page", ["add", "changelist"])
@pytest.mark.parametrize("model", MODELS)
def test_list_and_empty_form_are_opened_outside_any_transaction(
    superuser_client, held, model, page
):
    held.clear()

    response = superuser_client.get(url(model, page))

    assert response.status_code == 200
    assert held == []


def test_with_a_revision_for_whoever_looks_others_would_wait(superuser_client, held, monkeypatch):
    monkeypatch.setattr(history, "SAFE_METHODS", frozenset())
    held.clear()

    superuser_client.get(url(Role.objects.first()))

    assert held != []


def test_save_is_still_one_transaction(superuser_client, held):
    response = save(superuser_client, Guide.objects.first(), title="Another title")

    assert_saved(response)
    assert any(sql.startswith('UPDATE "comparisons_guide"') for sql in held)
