"""The questions and the ratings as they stand in the files, and no others."""

import json

import pytest
from django.core.management import call_command

from comparisons.content import FOLDER, import_content
from quiz.editions import quiz_of
from quiz.models import Edition
from tests.quiz.archetypes import ARCHETYPES, EVERYTHING, take
from tests.quiz.results import goals_of
from tests.quiz.taker import sincere

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(capsys):
    import_content(FOLDER)
    call_command("import_quiz")
    capsys.readouterr()
    return Edition.objects.live()


def test_edition_1_passes_every_gate_and_leads_each_archetype_to_their_path(
    edition, client, capsys
):
    """One test, because it takes some seconds to open the edition."""
    call_command("quiz_report", "--json")
    report = json.loads(capsys.readouterr().out)
    named_first = {}
    for name, (_, wants) in ARCHETYPES.items():
        client.cookies.clear()
        chooses = sincere(quiz_of(edition), wants)
        result, _ = take(client, goals_of(wants), chooses, EVERYTHING)
        named_first[name] = result["credible"][0]

    assert report["passed"]
    assert [check["name"] for check in report["checks"] if not check["passed"]] == []
    assert named_first == {name: path for name, (path, _) in ARCHETYPES.items()}
