# ruff: noqa: E501
"""What a file says is read as it is meant; what it cannot mean is told with file and line."""

import pytest
from django.core.management import call_command

from comparisons.content_links import BadContent
from quiz.content_files import read_editions
from tests.factories import CriterionFactory, EditionFactory, paths_with_roles
from tests.rows import all_rows

FILE = "edition-1.yaml"


def edit(old, new):
    def change(folder):
        text = (folder / FILE).read_text()
        assert old in text
        (folder / FILE).write_text(text.replace(old, new, 1))

    return change


def write(content, file=FILE):
    return lambda folder: (folder / file).write_bytes(content)


def rename(name):
    return lambda folder: (folder / FILE).rename(folder / name)


def all_of(*changes):
    def change(folder):
        for one in changes:
            one(folder)

    return change


def loop(folder):
    (folder / "edition-2.yaml").symlink_to(folder / "edition-2.yaml")


# What a file says


def test_statement_names_its_criterion_itself(folder):
    (edition,) = read_editions(folder)

    assert edition.values["questions"][0] == {
        "slug": "own-code",
        "kind": "statement",
        "text": "A year without code of my own sounds fine.",
        "why": "How much should still be made by you.",
        "measures": "building",
        "reversed": True,
        "options": [],
    }


def test_pair_names_a_criterion_for_each_option(folder):
    (edition,) = read_editions(folder)

    assert edition.values["questions"][1]["options"] == [
        {"text": "help a colleague", "measures": "growing-people", "reversed": False},
        {"text": "repair the build", "measures": "building", "reversed": False},
    ]


def test_option_may_be_reversed(folder):
    edit("    measures: growing-people", "    measures: growing-people\n    reversed: true")(folder)

    (edition,) = read_editions(folder)

    pair = edition.values["questions"][1]
    assert [option["reversed"] for option in pair["options"]] == [True, False]


def test_folded_advice_becomes_one_line(folder):
    (edition,) = read_editions(folder)

    assert edition.values["circumstances"][1] == {
        "slug": "worn-out",
        "text": "I am worn out",
        "advice": "Rest first, and decide after.",
    }


def test_circumstances_may_be_left_out(folder):
    text = (folder / FILE).read_text()
    (folder / FILE).write_text(text.partition("circumstances:")[0])

    (edition,) = read_editions(folder)

    assert edition.values["circumstances"] == []


def test_editions_come_by_number_and_not_by_name(folder):
    for number in (10, 2):
        text = (folder / FILE).read_text().replace("number: 1", f"number: {number}")
        (folder / f"edition-{number}.yaml").write_text(text)

    assert [edition.slug for edition in read_editions(folder)] == ["1", "2", "10"]


def test_hidden_files_are_not_read(folder):
    (folder / ".edition-2.yaml.swp").write_bytes(b"\0")

    assert [edition.slug for edition in read_editions(folder)] == ["1"]


def test_folder_that_may_not_be_listed_is_told(folder, monkeypatch):
    def denied(folder):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr("quiz.content_files.files_in", denied)

    with pytest.raises(BadContent) as refused:
        read_editions(folder)

    assert (
        str(refused.value) == f"{folder}:1: Permission denied: put a folder here that can be read"
    )


def test_folder_without_an_edition_is_told(tmp_path):
    with pytest.raises(BadContent) as refused:
        read_editions(tmp_path)

    assert str(refused.value) == f"{tmp_path}:1: no edition lies here: name another folder"


# What it cannot mean. A table is read line by line, so it is not folded at the margin.
# fmt: off
CASES = [
    (write(b""),
     f"{FILE}:1: this is empty: write it, or remove the file"),
    (write(b"- number: 1\n"),
     f"{FILE}:1: keys with values are expected here, first of all number: …"),
    (write(b"number: 1\n"),
     f'{FILE}:1: the key "questions" is missing: add it'),
    (write(b"number: 1\nquestions: []\n"),
     f"{FILE}:2: an edition asks something: write its questions"),
    (write(b"number: 1\nquestions: none\n"),
     f"{FILE}:2: a list is expected here: begin each entry with a hyphen"),
    (write(b"number: 1\nquestions:\n- own-code\n"),
     f"{FILE}:3: keys with values are expected here, first of all slug: …"),
    (write("number: 1\n".encode("utf-16")),
     f"{FILE}:1: byte 0xff is not UTF-8: save the file in that encoding"),
    (write(b"number: " + b"[" * 600),
     f"{FILE}:1: brackets stand in brackets without end: write lists with hyphens"),
    (edit("number: 1", "number: 0"),
     f"{FILE}:1: write a whole number from 1 to 999, not 0"),
    (edit("number: 1", "number: first"),
     f"{FILE}:1: write a whole number from 1 to 999, not first"),
    (edit("number: 1", "number: 1000"),
     f"{FILE}:1: write a whole number from 1 to 999, not 1000"),
    (edit("number: 1\n", ""),
     f'{FILE}:1: the key "number" is missing: add it'),
    (edit("number: 1", "number: 2"),
     f"{FILE}:1: rename the file to edition-2.yaml, or correct the number"),
    (edit("number: 1\n", "number: 1\nstate: live\n"),
     f'{FILE}:2: unknown key "state": remove it'),
    (rename("edition-01.yaml"),
     "edition-01.yaml:1: nothing is read from here: rename it to edition-1.yaml, or remove it"),
    (rename("edition-1.yml"),
     "edition-1.yml:1: nothing is read from here: rename it to edition-1.yaml, or remove it"),
    (loop,
     "edition-2.yaml:1: Too many levels of symbolic links: put a file here that can be read"),
    (edit("slug: own-code", "slug: Own code"),
     f'{FILE}:3: "Own code" cannot be an address: use lower case letters, digits and hyphens'),
    (edit("- slug: own-code\n  kind", "- kind"),
     f'{FILE}:3: the key "slug" is missing: add it'),
    (edit("slug: free-week", "slug: own-code"),
     f'{FILE}:18: the slug "own-code" is taken on line 3: choose another'),
    (edit("slug: worn-out", "slug: visa"),
     f'{FILE}:33: the slug "visa" is taken on line 30: choose another'),
    (edit("kind: statement", "kind: rating"),
     f'{FILE}:4: "rating" is none of: statement, pair, scenario'),
    (edit("text: A year without code of my own sounds fine.", f"text: {'x' * 201}"),
     f"{FILE}:5: 201 characters are too many: 200 fit here"),
    (edit("why: How much should still be made by you.", f"why: {'x' * 201}"),
     f"{FILE}:6: 201 characters are too many: 200 fit here"),
    (edit("  why: How much should still be made by you.\n", ""),
     f'{FILE}:3: the key "why" is missing: add it'),
    (edit("text: help a colleague", f"text: {'x' * 121}"),
     f"{FILE}:14: 121 characters are too many: 120 fit here"),
    (edit("text: My visa depends on my employer", f"text: {'x' * 101}"),
     f"{FILE}:31: 101 characters are too many: 100 fit here"),
    (edit("text: A year without", "text: A year: without"),
     f"{FILE}:5: this is not YAML (mapping values are not allowed here): look at quotes, colons and indents here"),
    (edit("text: A year without code of my own sounds fine.", "text: true"),
     f"{FILE}:5: YAML reads this as true or false: put quotes around it"),
    (edit("text: A year without code of my own sounds fine.", "text: |\n    Two\n    lines"),
     f"{FILE}:5: this has to stand on one line: fold it with >-"),
    (edit("text: A year without", "text: A [@survey] year without"),
     f'{FILE}:5: "[@survey]" would be shown as it stands here: remove the citation'),
    (edit("text: A year", 'text: "\\0A year"  #'),
     f"{FILE}:5: the text contains the invisible character U+0000: delete it"),
    (edit("  measures: building\n  reversed: true\n", ""),
     f'{FILE}:3: a statement needs "measures": name its criterion'),
    (edit("  reversed: true", "  reversed: perhaps"),
     f"{FILE}:8: write true or false"),
    (edit("  reversed: true", "  options: []"),
     f"{FILE}:8: a statement has no options: remove them"),
    (edit("  kind: pair", "  kind: pair\n  measures: building"),
     f'{FILE}:11: in a pair, "measures" belongs to an option: move it there'),
    (edit("  kind: scenario", "  kind: scenario\n  reversed: true"),
     f'{FILE}:20: in a scenario, "reversed" belongs to an option: move it there'),
    (edit("  - text: repair the build\n    measures: building\n", ""),
     f"{FILE}:13: a pair has 2 options, not 1: write as many"),
    (edit("  kind: scenario", "  kind: pair"),
     f"{FILE}:22: a pair has 2 options, not 3: write as many"),
    (edit("  kind: pair", "  kind: scenario"),
     f"{FILE}:13: a scenario has 3 options, not 2: write as many"),
    (edit("    measures: growing-people", "    measures: building"),
     f'{FILE}:17: another option measures "building" already: choose another criterion'),
    (edit("    measures: growing-people\n", ""),
     f'{FILE}:14: the key "measures" is missing: add it'),
    (edit("  - text: help a colleague\n    measures: growing-people", "  - help a colleague"),
     f"{FILE}:14: keys with values are expected here, first of all text: …"),
    (edit("  advice: Ask first.\n", ""),
     f'{FILE}:30: the key "advice" is missing: add it'),
    (edit("measures: growing-people", "measures: growing-peple"),
     f'{FILE}:15: there is no criterion "growing-peple": did you mean "growing-people"?'),
    (edit("measures: growing-people", "measures: 7-days"),
     f'{FILE}:15: there is no criterion "7-days": name another'),
    (edit("measures: growing-people", "measures: pay"),
     f'{FILE}:15: the quiz does not measure "pay": name another criterion'),
    (all_of(edit("kind: statement", "kind: rating"), edit("kind: pair", "kind: pear")),
     f'{FILE}:4: "rating" is none of: statement, pair, scenario',
     f'{FILE}:10: "pear" is none of: statement, pair, scenario'),
]
# fmt: on


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "messages"), [(change, told) for change, *told in CASES])
def test_bad_content_is_refused_with_file_and_line(folder, capsys, change, messages):
    paths_with_roles()
    CriterionFactory(slug="pay")
    EditionFactory(number=7)
    before = all_rows()
    change(folder)

    with pytest.raises(SystemExit) as stopped:
        call_command("import_quiz", folder)

    said = capsys.readouterr()
    *problems, summary = said.err.splitlines()
    assert problems == messages
    assert summary == f"Nothing was imported: {len(messages)} to mend."
    assert (stopped.value.code, said.out) == (1, "")
    assert all_rows() == before


def test_there_are_at_least_thirty_kinds_of_bad_content():
    assert len(CASES) >= 30
