import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from reversion.models import Revision, Version

from comparisons.content import UnknownSlugError
from comparisons.content_links import BadContent
from comparisons.models import Criterion, ImportedSlug, Role
from quiz.content import (
    FOLDER,
    compare_editions,
    edition_document,
    first_to_open,
    import_editions,
)
from quiz.content_files import read_editions
from quiz.models import Circumstance, Edition, Option, Question
from quiz.opening import open_edition
from tests.factories import (
    CircumstanceFactory,
    OptionFactory,
    QuestionFactory,
    draft_edition,
    live_edition,
    paths_with_roles,
)
from tests.rows import all_rows, content_version

pytestmark = pytest.mark.django_db

FILE = "edition-1.yaml"


@pytest.fixture(autouse=True)
def ground(db):
    """What the other import brings."""
    paths_with_roles()


def edit(folder, old, new):
    text = (folder / FILE).read_text()
    assert old in text
    (folder / FILE).write_text(text.replace(old, new, 1))


def names(entries):
    return [(entry.name, entry.words) for entry in entries]


def open_now():
    """As if its report had passed."""
    live_edition(number=9)
    frozen = Edition.objects.values("frozen", "opened_at", "contradiction_limit").get(number=9)
    Edition.objects.filter(number=9).delete()
    Edition.objects.filter(number=1).update(state="live", **frozen)


# Creating


def test_import_creates_a_draft_with_all_that_its_file_says(folder):
    report = import_editions(folder)

    edition = Edition.objects.get()
    assert names(report.created) == [("edition 1", "")]
    assert edition.state == "draft"
    assert edition_document(edition) == read_editions(folder)[0].values


def test_options_and_circumstances_stand_in_the_order_of_the_file(folder):
    import_editions(folder)

    options = Option.objects.of(Edition.objects.get())
    assert [(option.text, option.criterion.slug, option.direction) for option in options] == [
        ("", "building", -1),
        ("help a colleague", "growing-people", 1),
        ("repair the build", "building", 1),
        ("call customers", "time-with-customers", 1),
        ("try an idea", "open-ended-bets", 1),
        ("read the source", "technical-depth", 1),
    ]
    assert [one.slug for one in Circumstance.objects.all()] == ["visa", "worn-out"]


def test_each_question_and_the_edition_have_a_revision_of_their_own(folder):
    import_editions(folder)

    assert Version.objects.get_for_object(Edition.objects.get()).count() == 1
    assert [Version.objects.get_for_object(row).count() for row in Question.objects.all()] == [
        1
    ] * 3
    assert set(Revision.objects.values_list("comment", flat=True)) == {f"Imported from {FILE}."}
    pair = Version.objects.get_for_object(Question.objects.get(slug="help-or-repair")).get()
    assert pair.revision.version_set.count() == 3


def test_import_is_one_change_of_content(folder):
    import_editions(folder)

    assert content_version() == 1


def test_second_import_changes_nothing(folder):
    import_editions(folder)
    before = all_rows()

    report = import_editions(folder)

    assert names(report.agreed) == [("edition 1", "")]
    assert all_rows() == before


def test_our_own_edition_comes_in_whole_and_agrees_with_its_file():
    import_editions(FOLDER)

    report = compare_editions(FOLDER)

    assert names(report.agreed) == [("edition 1", "")]
    assert Question.objects.count() == 24


@pytest.mark.parametrize(
    ("missing", "messages"),
    [
        (
            lambda: Role.objects.filter(path="product-management").update(path=""),
            ["no role stands for product-management yet: run import_comparisons first"],
        ),
        (
            lambda: Criterion.objects.update(measured=False),
            ["the quiz measures no criterion yet: run import_comparisons first"],
        ),
    ],
)
def test_edition_without_its_ground_is_refused(folder, missing, messages):
    missing()

    with pytest.raises(BadContent) as refused:
        import_editions(folder)

    assert [problem.words for problem in refused.value.problems] == messages
    assert not Edition.objects.exists()


def test_edition_that_is_there_needs_no_ground(folder):
    import_editions(folder)
    Role.objects.update(path="")

    assert names(import_editions(folder).agreed) == [("edition 1", "")]


# Keeping


def test_row_that_differs_is_kept_and_told(folder):
    import_editions(folder)
    Question.objects.filter(slug="own-code").update(text="Mine")
    Circumstance.objects.filter(slug="visa").update(advice="Mine")
    before = all_rows()

    report = import_editions(folder)

    assert names(report.differing) == [("edition 1", "own-code, visa")]
    assert all_rows() == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda: Question.objects.filter(slug="own-code").delete(), "own-code"),
        (lambda: Question.objects.filter(slug="own-code").update(slug="mine"), "own-code, mine"),
        (
            lambda: Question.objects.filter(slug="own-code").update(order=9),
            "the order of its questions",
        ),
        (
            lambda: Circumstance.objects.filter(slug="visa").update(order=9),
            "the order of its circumstances",
        ),
        (lambda: Option.objects.filter(text="").update(direction=1), "own-code"),
        (lambda: Option.objects.filter(text="").delete(), "own-code"),
        (lambda: Option.objects.filter(text="try an idea").update(order=9), "free-week"),
    ],
)
def test_what_differs_is_named(folder, change, told):
    import_editions(folder)
    change()

    assert names(compare_editions(folder).differing) == [("edition 1", told)]


def test_deleted_edition_does_not_come_back(folder):
    import_editions(folder)
    Edition.objects.all().delete()

    report = import_editions(folder)

    words = "deleted or renumbered in the admin; --overwrite 1 brings it back"
    assert names(report.skipped) == [("edition 1", words)]
    assert not Edition.objects.exists()


def test_edition_that_was_never_imported_is_created(folder):
    import_editions(folder)
    Edition.objects.all().delete()
    ImportedSlug.objects.all().delete()

    assert names(import_editions(folder).created) == [("edition 1", "")]


def test_edition_written_in_the_admin_counts_as_known_once_a_file_is_about_it(folder):
    draft_edition(number=1)
    import_editions(folder)
    Edition.objects.all().delete()

    assert names(import_editions(folder).created) == []


def test_comparing_writes_nothing(folder):
    before = all_rows()

    with CaptureQueriesContext(connection) as queries:
        report = compare_editions(folder)

    assert names(report.created) == [("edition 1", "")]
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}
    assert all_rows() == before


# Overwriting


def test_file_wins_over_a_draft_in_everything(folder):
    draft_edition(number=1)

    report = import_editions(folder, overwrite=["1"])

    assert [entry.name for entry in report.overwritten] == ["edition 1"]
    assert edition_document(Edition.objects.get()) == read_editions(folder)[0].values


def test_overwriting_brings_a_deleted_edition_back(folder):
    import_editions(folder)
    Edition.objects.all().delete()

    report = import_editions(folder, overwrite=["1"])

    assert names(report.created) == [("edition 1", "")]
    assert Question.objects.count() == 3


def test_overwriting_what_agrees_changes_nothing(folder):
    import_editions(folder)
    before = all_rows()

    import_editions(folder, overwrite=["1"])

    assert all_rows() == before


def test_number_that_no_file_is_about_is_refused(folder):
    with pytest.raises(UnknownSlugError) as refused:
        import_editions(folder, overwrite=["2"])

    assert str(refused.value) == 'no file is about edition "2": there are 1'
    assert not Edition.objects.exists()


@pytest.mark.parametrize("state", ["live", "retired"])
def test_file_corrects_the_words_of_an_open_edition(folder, state):
    import_editions(folder)
    open_now()
    Edition.objects.update(state=state)
    rows = [list(model.objects.values_list("pk")) for model in (Question, Option, Circumstance)]
    for old, new in (
        ("sounds fine", "is fine with me"),
        ("How much should", "How much has to"),
        ("repair the build", "mend the build"),
        ("I am worn out", "I am tired"),
        ("Ask first.", "Ask before."),
    ):
        edit(folder, old, new)

    report = import_editions(folder, overwrite=["1"])

    edition = Edition.objects.get()
    words = "own-code, help-or-repair, visa, worn-out"
    assert names(report.overwritten) == [("edition 1", words)]
    assert edition_document(edition) == read_editions(folder)[0].values
    assert edition.state == state
    assert rows == [
        list(model.objects.values_list("pk")) for model in (Question, Option, Circumstance)
    ]
    assert content_version() == 2


ONLY_WORDS = "only the words of a question may change"
MEANING = [
    ("  reversed: true\n", "", f"{FILE}:3: ", ONLY_WORDS),
    ("measures: technical-depth", "measures: running-the-team", f"{FILE}:18: ", ONLY_WORDS),
    ("measures: building\n  rev", "measures: technical-depth\n  rev", f"{FILE}:3: ", ONLY_WORDS),
    (
        "slug: own-code",
        "slug: other-code",
        f"{FILE}:2: ",
        "its questions stay these, in this order",
    ),
    (
        "- slug: visa\n  text: My visa depends on my employer\n  advice: Ask first.\n",
        "",
        f"{FILE}:29: ",
        "its circumstances stay these, in this order",
    ),
]


@pytest.mark.parametrize(("old", "new", "place", "words"), MEANING)
def test_file_cannot_change_the_meaning_of_an_open_edition(folder, old, new, place, words):
    import_editions(folder)
    open_now()
    edit(folder, "sounds fine", "is fine")
    edit(folder, old, new)
    before = all_rows()

    with pytest.raises(BadContent) as refused:
        import_editions(folder, overwrite=["1"])

    assert str(refused.value) == f"{place}edition 1 is live, so {words}: write a new edition"
    assert all_rows() == before


@pytest.mark.parametrize(("old", "new", "_place", "_words"), MEANING)
def test_file_may_change_the_meaning_of_a_draft(folder, old, new, _place, _words):
    import_editions(folder)
    edit(folder, old, new)

    import_editions(folder, overwrite=["1"])

    assert edition_document(Edition.objects.get()) == read_editions(folder)[0].values


def test_open_edition_whose_file_means_something_else_is_left_alone_unasked(folder):
    import_editions(folder)
    open_now()
    edit(folder, "  reversed: true\n", "")

    assert names(import_editions(folder).differing) == [("edition 1", "own-code")]


# The first to open


def test_first_import_has_an_edition_to_open(folder):
    report = import_editions(folder)

    assert first_to_open(report) == Edition.objects.get(number=1)


def test_edition_that_waits_to_be_opened_is_found_again(folder):
    import_editions(folder)

    assert first_to_open(import_editions(folder)) == Edition.objects.get(number=1)


def test_draft_that_was_changed_is_not_opened_unasked(folder):
    import_editions(folder)
    Question.objects.filter(slug="own-code").update(text="Mine")

    assert first_to_open(import_editions(folder)) is None


def test_lowest_of_several_is_opened(folder):
    text = (folder / FILE).read_text().replace("number: 1", "number: 2")
    (folder / "edition-2.yaml").write_text(text)

    assert first_to_open(import_editions(folder)) == Edition.objects.get(number=1)


@pytest.mark.parametrize("state", ["live", "retired"])
def test_site_that_had_an_edition_open_opens_no_other(folder, state):
    live_edition(number=7)
    Edition.objects.update(state=state)

    assert first_to_open(import_editions(folder)) is None


def test_imported_edition_can_be_opened(folder, gates):
    import_editions(folder)
    edition = Edition.objects.get()

    open_edition(edition)

    assert edition.is_live


def test_unfinished_question_is_compared_without_failing(folder):
    import_editions(folder)
    QuestionFactory(edition=Edition.objects.get(), slug="new", kind="statement", order=9)
    OptionFactory(question=QuestionFactory(edition=Edition.objects.get(), slug="newer", order=10))
    CircumstanceFactory(edition=Edition.objects.get(), slug="newest", order=10)

    assert names(compare_editions(folder).differing) == [("edition 1", "new, newer, newest")]
