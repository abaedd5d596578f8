import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from comparisons.management.commands import import_comparisons
from comparisons.models import Guide, Role, Source
from tests import commands
from tests.rows import all_rows

pytestmark = pytest.mark.django_db


def run(capsys, *args, status=0):
    return commands.run(capsys, "import_comparisons", *args, status=status)


def test_names_what_it_created(folder, capsys):
    out, err = run(capsys, str(folder))

    assert out == [
        "created criterion building",
        "created criterion pay",
        "created source boat-census",
        "created source sailing-book",
        "created skill knots",
        "created skill navigation",
        "created role boat-builder",
        "created role captain",
        "created guide life-at-sea",
        "created comparison boat-builder-vs-captain",
        "10 created, 0 overwritten, 0 differing, 0 skipped, 0 as in the files.",
    ]
    assert err == []


def test_second_import_has_nothing_to_do(folder, capsys):
    run(capsys, str(folder))

    out, _ = run(capsys, str(folder))

    assert out == [
        "Nothing to import: 0 created, 0 overwritten, 0 differing, 0 skipped, 10 as in the files."
    ]


def test_names_what_differs_and_what_was_skipped(folder, capsys):
    run(capsys, str(folder))
    Role.objects.filter(slug="captain").update(definition="You command.")
    Guide.objects.all().delete()

    out, _ = run(capsys, str(folder))

    assert out == [
        "differs role captain: definition (the database keeps its own;"
        " --overwrite captain lets roles/captain.yaml win)",
        "skipped guide life-at-sea: deleted or renamed in the admin;"
        " --overwrite life-at-sea brings it back",
        "Nothing to import: 0 created, 0 overwritten, 1 differing, 1 skipped, 8 as in the files.",
    ]


def test_names_what_it_overwrote(folder, capsys):
    run(capsys, str(folder))
    Role.objects.update(definition="You command.")
    Source.objects.update(year=1999)

    out, _ = run(capsys, str(folder), "--overwrite", "captain", "boat-census")

    assert out[:2] == [
        "overwritten source boat-census: year",
        "overwritten role captain: definition",
    ]
    assert out[-1] == "0 created, 2 overwritten, 2 differing, 0 skipped, 6 as in the files."


def test_slug_that_no_file_is_about_is_an_error(folder, capsys):
    out, err = run(capsys, str(folder), "--overwrite", "capitain", status=1)

    assert (out, err) == (
        [],
        ['--overwrite: no content file is about "capitain": did you mean "captain"?'],
    )


def test_check_finds_what_is_missing_and_writes_nothing(folder, capsys):
    before = all_rows()

    out, _ = run(capsys, "--check", str(folder), status=1)

    assert out[0] == "missing criterion building"
    assert out[-1] == "10 missing, 0 overwritten, 0 differing, 0 skipped, 0 as in the files."
    assert all_rows() == before


def test_check_finds_what_differs_and_writes_nothing(folder, capsys):
    run(capsys, str(folder))
    Role.objects.filter(slug="captain").update(definition="You command.")
    before = all_rows()

    run(capsys, "--check", str(folder), status=1)

    assert all_rows() == before


def test_check_only_reads(folder, capsys):
    run(capsys, str(folder))

    with CaptureQueriesContext(connection) as queries:
        run(capsys, "--check", str(folder))

    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


def test_check_is_content_when_all_is_there(folder, capsys):
    run(capsys, str(folder))

    out, err = run(capsys, "--check", str(folder))

    assert out == [
        "Nothing to import: 0 missing, 0 overwritten, 0 differing, 0 skipped, 10 as in the files."
    ]
    assert err == []


def test_check_accepts_what_was_deleted_on_purpose(folder, capsys):
    run(capsys, str(folder))
    Guide.objects.all().delete()

    out, _ = run(capsys, "--check", str(folder))

    assert out[-1].endswith("1 skipped, 9 as in the files.")


def test_check_finds_bad_content(folder, capsys):
    (folder / "skills.yaml").unlink()

    out, err = run(capsys, "--check", str(folder), status=1)

    assert out == []
    assert err[0].startswith("skills.yaml:1: ")


def spoil(folder):
    """Two faults of quality, in content that is valid."""
    path = folder / "roles/captain.yaml"
    text = path.read_text().replace("You sail into the storm.", "You sail into 12% of storms.")
    path.write_text(text.replace("answer: At night.", "answer: At night!"))


def test_check_finds_what_is_not_good(folder, capsys):
    spoil(folder)
    run(capsys, str(folder))

    out, err = run(capsys, "--check", str(folder), status=1)

    assert err == [
        "roles/captain.yaml:30: “12%” has no source: cite one as [@slug], or leave the number out",
        "roles/captain.yaml:70: “At night!” shouts: end with a full stop",
        "All of it can be imported: 2 to mend all the same.",
    ]
    assert out == [
        "Nothing to import: 0 missing, 0 overwritten, 0 differing, 0 skipped, 10 as in the files."
    ]


def test_check_looks_at_every_file_whatever_became_of_its_row(folder, capsys):
    run(capsys, str(folder))
    spoil(folder)
    Role.objects.filter(slug="captain").update(state="archived")

    _, err = run(capsys, "--check", str(folder), status=1)

    assert len(err) == 3


def test_import_takes_what_is_not_good(folder, capsys):
    spoil(folder)

    out, err = run(capsys, str(folder))

    assert out[-1] == "10 created, 0 overwritten, 0 differing, 0 skipped, 0 as in the files."
    assert err == []


def test_database_that_refuses_is_told_in_one_line(folder, capsys, monkeypatch):
    def locked(folder, overwrite):
        raise OperationalError("database is locked")

    monkeypatch.setattr(import_comparisons, "import_content", locked)

    _, err = run(capsys, str(folder), status=1)

    assert err == ["The database refused, and nothing was imported: database is locked"]


def test_our_own_content_is_imported_without_a_folder(capsys):
    out, err = run(capsys)

    assert (out[0], err) == ("created criterion growing-people", [])
