import pytest
from django.db import OperationalError

from quiz.management.commands import import_quiz
from quiz.models import Edition, Question
from tests import commands
from tests.factories import live_edition, paths_with_roles

pytestmark = pytest.mark.django_db


def run(capsys, *args, status=0):
    return commands.run(capsys, "import_quiz", *args, status=status)


@pytest.fixture
def folder(folder, db):
    """With what the other import brings."""
    paths_with_roles()
    return folder


def test_first_import_creates_and_opens(folder, gates, capsys):
    out, err = run(capsys, folder)

    assert out == [
        "created edition 1",
        "1 created, 0 overwritten, 0 differing, 0 skipped, 0 as in the files.",
        "measuring Edition 1, which takes some seconds",
        "opened Edition 1",
    ]
    assert err == []
    assert Edition.objects.live().number == 1


def test_second_import_has_nothing_to_do(folder, gates, capsys):
    run(capsys, folder)

    out, err = run(capsys, folder)

    assert out == [
        "Nothing to import: 0 created, 0 overwritten, 0 differing, 0 skipped, 1 as in the files."
    ]
    assert err == []


def test_import_beside_an_open_edition_creates_a_draft(folder, capsys):
    live_edition(number=7)

    out, _ = run(capsys, folder)

    assert out == [
        "created edition 1",
        "1 created, 0 overwritten, 0 differing, 0 skipped, 0 as in the files.",
    ]
    assert Edition.objects.get(number=1).state == "draft"


def test_unfair_edition_is_imported_and_not_opened(folder, gates, capsys):
    gates["Chance favours nobody"] = False

    out, err = run(capsys, folder, status=1)

    assert out[0] == "created edition 1"
    assert err == [
        "Edition 1 was not opened:",
        "Chance favours nobody: 90.0%, and the gate is: at least 95%.",
    ]
    assert Edition.objects.get().state == "draft"


def test_edition_that_was_mended_since_is_opened(folder, gates, capsys):
    gates["Chance favours nobody"] = False
    run(capsys, folder, status=1)
    gates["Chance favours nobody"] = True
    text = (folder / "edition-1.yaml").read_text()
    (folder / "edition-1.yaml").write_text(text.replace("  reversed: true\n", ""))

    out, _ = run(capsys, folder, "--overwrite", "1")

    assert out[0] == "overwritten edition 1: own-code"
    assert out[-1] == "opened Edition 1"


def test_database_that_refuses_the_opening_is_told(folder, gates, capsys, monkeypatch):
    def locked(edition):
        raise OperationalError("database is locked")

    monkeypatch.setattr(import_quiz, "open_edition", locked)

    _, err = run(capsys, folder, status=1)

    assert err == ["The database refused, and Edition 1 was not opened: database is locked"]


def test_names_what_differs(folder, gates, capsys):
    run(capsys, folder)
    Question.objects.filter(slug="own-code").update(text="Mine")

    out, _ = run(capsys, folder)

    assert out[0] == (
        "differs edition 1: own-code (the database keeps its own;"
        " --overwrite 1 lets edition-1.yaml win)"
    )


def test_check_finds_what_is_missing_and_opens_nothing(folder, capsys):
    out, _ = run(capsys, folder, "--check", status=1)

    assert out == [
        "missing edition 1",
        "1 missing, 0 overwritten, 0 differing, 0 skipped, 0 as in the files.",
    ]
    assert not Edition.objects.exists()


def test_check_finds_what_differs(folder, gates, capsys):
    run(capsys, folder)
    Question.objects.filter(slug="own-code").update(text="Mine")

    run(capsys, folder, "--check", status=1)

    assert Question.objects.get(slug="own-code").text == "Mine"


def test_check_is_content_when_all_is_there(folder, gates, capsys):
    run(capsys, folder)

    out, err = run(capsys, folder, "--check")

    assert out == [
        "Nothing to import: 0 missing, 0 overwritten, 0 differing, 0 skipped, 1 as in the files."
    ]
    assert err == []


def test_unknown_number_is_an_error(folder, capsys):
    out, err = run(capsys, folder, "--overwrite", "one", status=1)

    assert (out, err) == ([], ['--overwrite: no file is about edition "one": there are 1'])


def test_without_the_other_import_nothing_comes_in(capsys):
    out, err = run(capsys, status=1)

    assert out == []
    assert [line.removeprefix("edition-1.yaml:1: ") for line in err] == [
        "no role stands for technical-management yet: run import_comparisons first",
        "no role stands for technical-leadership yet: run import_comparisons first",
        "no role stands for product-management yet: run import_comparisons first",
        "the quiz measures no criterion yet: run import_comparisons first",
        "Nothing was imported: 4 to mend.",
    ]
