from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from comparisons.content_files import read_content
from comparisons.content_links import BadContent


def edit(path, old, new):
    path.write_text(path.read_text().replace(old, new, 1))


def document(folder, kind, slug):
    return next(d for d in read_content(folder) if (d.kind, d.slug) == (kind, slug))


def test_documents_come_in_an_order_in_which_they_can_be_created(folder):
    documents = read_content(folder)

    assert [(document.kind, document.slug) for document in documents] == [
        ("criterion", "building"),
        ("criterion", "pay"),
        ("source", "boat-census"),
        ("source", "sailing-book"),
        ("skill", "knots"),
        ("skill", "navigation"),
        ("role", "boat-builder"),
        ("role", "captain"),
        ("guide", "life-at-sea"),
        ("comparison", "boat-builder-vs-captain"),
    ]


def test_criteria_stand_in_the_order_of_their_list(folder):
    assert document(folder, "criterion", "pay").values["order"] == 2


def test_folded_text_becomes_one_line(folder):
    role = document(folder, "role", "boat-builder")

    assert role.values["judged_on"] == "Whether the boat floats. Most of them do [@boat-census]."


def test_what_a_file_leaves_out_is_empty(folder):
    values = document(folder, "role", "captain").values

    left_out = (values["path"], values["publish_at"], values["figures"][0]["source"])
    assert left_out == ("", None, None)


def test_lists_without_an_order_are_sorted(folder):
    values = document(folder, "role", "boat-builder").values

    assert values["aliases"] == ["bb", "shipwright"]


def test_week_begins_with_its_longest_part(folder):
    edit(
        folder / "roles/boat-builder.yaml",
        "{activity: Sawing, hours: 30}\n  - {activity: Planning, hours: 10}",
        "{activity: Planning, hours: 10}\n  - {activity: Sawing, hours: 30}",
    )

    values = document(folder, "role", "boat-builder").values

    assert [part["hours"] for part in values["week"]] == [30, 10]


def test_clause_may_name_its_criterion(folder):
    verdict = document(folder, "comparison", "boat-builder-vs-captain").values["verdicts"][0]

    assert verdict["choose_a_if"][:2] == [
        {"text": "You like wood.", "criterion": None},
        {"text": "You like to see what you made.", "criterion": "building"},
    ]


def test_days_and_times_are_read(folder):
    edit(
        folder / "roles/captain.yaml",
        "state: published",
        "state: published\npublish_at: 2027-01-04 09:00",
    )

    values = document(folder, "role", "captain").values

    assert values["reviewed_on"] == date(2026, 3, 2)
    assert values["publish_at"] == datetime(2027, 1, 4, 9, tzinfo=UTC)


def test_time_with_its_zone_keeps_it(folder):
    edit(
        folder / "roles/captain.yaml",
        "state: published",
        "state: published\npublish_at: 2027-01-04 09:00+01:00",
    )

    values = document(folder, "role", "captain").values

    assert values["publish_at"] == datetime(2027, 1, 4, 8, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Captain", "captain", "skipper", "Skipper", "Life at sea"])
def test_wikilink_leads_by_name_title_or_any_address(folder, name):
    edit(folder / "guides/life-at-sea.md", "[[Captain]]", f"[[{name}]]")

    related = document(folder, "guide", "life-at-sea").values["related"]

    assert related == ["guides/life-at-sea" if name == "Life at sea" else "roles/captain"]


def test_guide_has_the_text_below_its_front_matter(folder):
    body = document(folder, "guide", "life-at-sea").values["body"]

    assert body == "The sea is large [@sailing-book].\n\nIt is also wet."


def test_line_of_a_key_is_known_and_that_of_a_missing_key_is_the_nearest_one(folder):
    role = document(folder, "role", "boat-builder")

    lines = [
        role.line("answers_for"),
        role.line("pros", 1, "source"),
        role.line("pros", 0, "source"),
        role.line("nothing"),
    ]
    assert lines == [10, 54, 50, 1]


@pytest.mark.parametrize(("above", "line"), [("", 13), ("\n\n", 15)])
def test_line_at_which_the_text_of_a_guide_begins_is_known(folder, above, line):
    edit(folder / "guides/life-at-sea.md", "The sea is large", f"{above}The sea is large")

    assert document(folder, "guide", "life-at-sea").line("body") == line


def test_draft_may_be_incomplete(folder):
    (folder / "roles/cook.yaml").write_text(
        "name: Cook\nstate: draft\nweek:\n  - {activity: Cooking, hours: 5}\n"
    )

    assert document(folder, "role", "cook").values["pros"] == []


def test_line_ends_and_byte_order_mark_of_windows_change_nothing(folder):
    path = folder / "guides/life-at-sea.md"
    before = document(folder, "guide", "life-at-sea")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert document(folder, "guide", "life-at-sea") == before


def test_hidden_files_are_left_alone(folder):
    (folder / ".DS_Store").write_bytes(b"\0")
    (folder / "roles/.captain.yaml.swp").write_bytes(b"\0")

    assert len(read_content(folder)) == 10


def test_folders_may_be_missing(folder):
    (folder / "guides/life-at-sea.md").unlink()
    (folder / "guides").rmdir()

    assert len(read_content(folder)) == 9


def test_missing_content_folder_is_named(tmp_path):
    with pytest.raises(BadContent) as refused:
        read_content(tmp_path / "contents")

    assert str(refused.value) == f"{tmp_path}/contents:1: there is no such folder: name another"


def test_folder_that_may_not_be_read_is_named(folder, monkeypatch):
    def forbidden(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", forbidden)

    with pytest.raises(BadContent) as refused:
        read_content(folder)

    assert str(refused.value) == (
        f"{folder}/roles:1: Permission denied: put a folder here that can be read"
    )


def test_all_problems_are_told_at_once(folder):
    edit(folder / "criteria.yaml", "measured: true", "measured: 1")
    edit(folder / "roles/captain.yaml", "name: Captain", "name: 3")
    edit(folder / "roles/captain.yaml", "level: 4", "level: 9")
    edit(folder / "roles/boat-builder.yaml", "hours: 30", "hours: 33")
    edit(folder / "roles/boat-builder.yaml", "skills: [knots]", "skills: [nuts]")
    edit(folder / "guides/life-at-sea.md", "[@sailing-book]", "[@sailing]")

    with pytest.raises(BadContent) as refused:
        read_content(folder)

    assert str(refused.value).splitlines() == [
        "criteria.yaml:8: write true or false",
        'guides/life-at-sea.md:13: there is no source "sailing" in sources.yaml:'
        ' did you mean "sailing-book"?',
        'roles/boat-builder.yaml:41: there is no skill "nuts" in skills.yaml:'
        ' did you mean "knots"?',
        "roles/boat-builder.yaml:43: the week adds up to 43 hours: make it 40",
        "roles/captain.yaml:1: YAML reads this as a number: put quotes around it",
        "roles/captain.yaml:43: write a whole number from 1 to 5, not 9",
    ]


def test_broken_list_is_not_blamed_on_those_who_refer_to_it(folder):
    (folder / "sources.yaml").write_text("- slug: [\n")

    with pytest.raises(BadContent) as refused:
        read_content(folder)

    assert [problem.file for problem in refused.value.problems] == ["sources.yaml"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("  - {activity: Commanding, hours: 40}", "  - Commanding", 40),
        ("hours: 40", "hours: all", 40),
        ("week:\n  - {activity: Commanding, hours: 40}", "week: busy", 39),
        ("skills: [knots, navigation]", "skills: knots", 37),
        ("skills: [knots, navigation]", "skills: [[knots], navigation]", 37),
        ("ratings:\n", "ratings:\n  pay: high\n", 43),
        ("  - text: You see the world.\n    strength: editorial\n", "  - You see the world.\n", 45),
        ("strength: editorial", "strength: [editorial]", 46),
        ("    text: Nobody counts the pay of captains.", "    text: [Nobody]", 60),
        ("    tests: pay", "    tests: [pay]", 63),
        ("06:00 You read the sky.", "[06:00]", 22),
        ("reviewed_on: 2026-03-02", "reviewed_on: [2026-03-02]", 7),
        ("name: Captain", "name: Captain\npublish_at: [now]", 2),
    ],
)
def test_one_fault_is_one_problem(folder, old, new, line):
    path = folder / "roles/captain.yaml"
    if new.startswith("ratings"):
        edit(path, "  pay: {level: 4, reason: A good wage.}\n", "")
        line = 42
    edit(path, old, new)

    with pytest.raises(BadContent) as refused:
        read_content(folder)

    assert [(problem.file, problem.line) for problem in refused.value.problems] == [
        ("roles/captain.yaml", line)
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("role_a: boat-builder", "role_a: [boat-builder]", 1),
        ("    pick: boat-builder", "    pick: [boat-builder]", 11),
        ("  - decided_on: 2026-03-02", "  - decided_on: today", 10),
        ("verdicts:\n  - decided_on", "verdicts:\n  - for now\n  - decided_on", 10),
    ],
)
def test_one_fault_in_a_comparison_is_one_problem(folder, old, new, line):
    edit(folder / "comparisons/boat-builder-vs-captain.yaml", old, new)

    with pytest.raises(BadContent) as refused:
        read_content(folder)

    assert [problem.line for problem in refused.value.problems] == [line]


def test_verdicts_stand_newest_first(folder):
    path = folder / "comparisons/boat-builder-vs-captain.yaml"
    _, first, rest = path.read_text().partition("  - decided_on")
    older = (first + rest[: rest.index("questions:\n")]).replace("2026-03-02", "2025-03-02")
    edit(path, "questions:\n", older + "questions:\n")

    verdicts = document(folder, "comparison", "boat-builder-vs-captain").values["verdicts"]

    assert [verdict["decided_on"].year for verdict in verdicts] == [2026, 2025]
