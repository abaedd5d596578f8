import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comparisons.models import Criterion, ImportedSlug
from quiz.content import FOLDER, import_editions
from quiz.content_files import read_editions
from quiz.exporting import all_files
from quiz.models import Circumstance, Edition, Option, Question
from tests.commands import run
from tests.factories import (
    CircumstanceFactory,
    CriterionFactory,
    EditionFactory,
    OptionFactory,
    QuestionFactory,
    draft_edition,
    live_edition,
    paths_with_roles,
)
from tests.rows import all_rows

pytestmark = pytest.mark.django_db

NASTY = "no: “yes” # 'perhaps' 🚀"


def wipe():
    Edition.objects.all().delete()
    ImportedSlug.objects.all().delete()


def content_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def exported_twice(tmp_path):
    call_command("export_quiz", tmp_path / "A")
    wipe()
    import_editions(tmp_path / "A")
    call_command("export_quiz", tmp_path / "B")
    return content_of(tmp_path / "A"), content_of(tmp_path / "B")


def speakable_slugs():
    """The factory's have a plus, which the desk refuses."""
    for question in Question.objects.filter(slug__contains="+"):
        Question.objects.filter(pk=question.pk).update(slug=question.slug.replace("+1", "-wanted"))


def nasty_edition():
    paths_with_roles()
    edition = draft_edition(number=12)
    speakable_slugs()
    for slug in ("no", "12", "null"):
        measured = list(Criterion.objects.filter(measured=True)[:2])
        pair = QuestionFactory(
            edition=edition, slug=slug, kind="pair", text=f"{NASTY}\t{slug}", why="no", order=0
        )
        for criterion in measured:
            OptionFactory(
                question=pair, criterion=criterion, text="- no", direction=Option.Direction.AVOIDS
            )
        CircumstanceFactory(
            edition=edition, slug=slug, text="12", advice=f"{NASTY}\r\n\r\n\tcode\r\n---\r\n"
        )


def test_our_own_edition_comes_back_byte_for_byte(tmp_path):
    call_command("import_comparisons")
    import_editions(FOLDER)

    first, second = exported_twice(tmp_path)

    assert first == second
    assert sorted(first) == [".exported", "edition-1.yaml"]
    ours, theirs = read_editions(FOLDER), read_editions(tmp_path / "A")
    assert [one.values for one in theirs] == [one.values for one in ours]


def test_whatever_the_desk_allows_comes_back_byte_for_byte(tmp_path):
    nasty_edition()
    live_edition(number=3)
    speakable_slugs()

    first, second = exported_twice(tmp_path)

    assert first == second
    assert sorted(first) == [".exported", "edition-12.yaml", "edition-3.yaml"]


def test_import_of_an_export_finds_nothing_to_do(tmp_path):
    nasty_edition()
    call_command("export_quiz", tmp_path)
    before = all_rows()

    report = import_editions(tmp_path)

    assert (report.changes, report.differing, report.skipped) == ((), (), ())
    rows = all_rows()
    del rows[ImportedSlug], before[ImportedSlug]
    assert rows == before


def test_an_edition_is_written_for_people_to_read():
    edition = EditionFactory(number=7)
    building = CriterionFactory(slug="building")
    statement = QuestionFactory(edition=edition, slug="own-code", text="I like code.", why="So.")
    OptionFactory(question=statement, criterion=building, direction=Option.Direction.AVOIDS)
    pair = QuestionFactory(edition=edition, slug="which", kind="pair", text="Which?", why="So.")
    OptionFactory(question=pair, criterion=building, text="build")
    CircumstanceFactory(edition=edition, slug="visa", text="A visa", advice="Ask first.")

    assert all_files()["edition-7.yaml"] == (
        "number: 7\n"
        "\n"
        "questions:\n"
        "  - slug: own-code\n"
        "    kind: statement\n"
        "    text: I like code.\n"
        "    why: So.\n"
        "    measures: building\n"
        "    reversed: true\n"
        "\n"
        "  - slug: which\n"
        "    kind: pair\n"
        "    text: Which?\n"
        "    why: So.\n"
        "    options:\n"
        "      - text: build\n"
        "        measures: building\n"
        "\n"
        "circumstances:\n"
        "  - slug: visa\n"
        "    text: A visa\n"
        "    advice: Ask first.\n"
    )


def test_draft_that_is_not_complete_is_written_and_told(tmp_path, capsys):
    EditionFactory(number=7)

    _, said = run(capsys, "export_quiz", tmp_path, status=1)

    assert said == [
        "edition-7.yaml:3: an edition asks something: write its questions",
        "The import would refuse this: 1 to mend.",
    ]
    assert (tmp_path / "edition-7.yaml").read_text() == "number: 7\n\nquestions: []\n"


def test_site_without_an_edition_has_nothing_to_write(tmp_path, capsys):
    said, _ = run(capsys, "export_quiz", tmp_path)

    assert said == [f"0 files written to {tmp_path}."]


def test_edition_that_is_gone_is_taken_away(tmp_path, capsys):
    nasty_edition()
    call_command("export_quiz", tmp_path)
    wipe()
    capsys.readouterr()

    said, _ = run(capsys, "export_quiz", tmp_path)

    assert said == ["deleted edition-12.yaml", f"0 files written to {tmp_path}."]


def test_export_takes_as_many_queries_for_three_editions_as_for_one():
    def edition():
        question = QuestionFactory(edition=CircumstanceFactory().edition)
        OptionFactory(question=question)

    edition()
    with CaptureQueriesContext(connection) as few:
        all_files()
    edition()
    edition()
    with CaptureQueriesContext(connection) as many:
        all_files()

    assert len(many) == len(few)


@pytest.mark.parametrize("model", [Edition, Question, Option, Circumstance])
def test_what_no_file_says_is_known(model):
    """A new column either goes into the files, or is named here on purpose."""
    kept_here = {
        Edition: {"state", "opened_at", "frozen", "report", "report_hash", "contradiction_limit"},
    }
    in_files = {
        Edition: {"number"},
        Question: {"edition", "slug", "kind", "text", "why", "order"},
        Option: {"question", "text", "criterion", "direction", "order"},
        Circumstance: {"edition", "slug", "text", "advice", "order"},
    }

    columns = {field.name for field in model._meta.fields}

    assert columns == {"id"} | in_files[model] | kept_here.get(model, set())
