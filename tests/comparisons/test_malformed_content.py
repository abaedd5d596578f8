# ruff: noqa: E501
"""Content that cannot be imported: every message names its file and line, and nothing changes."""

import pytest
from django.core.management import call_command

from tests.factories import SourceFactory
from tests.rows import all_rows

pytestmark = pytest.mark.django_db

BUILDER = "roles/boat-builder.yaml"
CAPTAIN = "roles/captain.yaml"
PAIR = "comparisons/boat-builder-vs-captain.yaml"
GUIDE = "guides/life-at-sea.md"


def edit(file, old, new):
    def change(folder):
        text = (folder / file).read_text()
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1))

    return change


def write(file, content):
    return lambda folder: (folder / file).write_bytes(content)


def remove(file):
    return lambda folder: (folder / file).unlink()


def rename(file, name):
    return lambda folder: (folder / file).rename(folder / name)


def loop(name):
    def change(folder):
        if (folder / name).exists():
            (folder / name).rename(folder / ".aside")
        (folder / name).symlink_to(folder / name)

    return change


def repeat(file, start, end):
    def change(folder):
        before, first, after = (folder / file).read_text().partition(start)
        part, last, rest = after.partition(end)
        (folder / file).write_text(before + first + part + first + part + last + rest)

    return change


def oldest_first(file):
    def change(folder):
        repeat(file, "  - decided_on", "questions:\n")(folder)
        edit(file, "2026-03-02\n    pick", "2025-03-02\n    pick")(folder)

    return change


def turn_round(file, copy):
    def change(folder):
        text = (folder / file).read_text().replace("role_a", "role_c")
        text = text.replace("role_b", "role_a").replace("role_c", "role_b")
        (folder / copy).write_text(text)

    return change


# A table is read line by line, so it is not folded at the margin.
# fmt: off
CASES = [
    (edit("criteria.yaml", "  group: craft\n", "  group: craft\n  weight: 3\n"),
     'criteria.yaml:8: unknown key "weight": did you mean "high"?'),
    (edit("criteria.yaml", "measured: true", "measured: perhaps"),
     "criteria.yaml:8: write true or false"),
    (edit("criteria.yaml", "measured: true", "measured: \"true\"  # text\n  colour: red"),
     'criteria.yaml:9: unknown key "colour": remove it'),
    (edit("criteria.yaml", "group: craft", "group: crafts"),
     'criteria.yaml:7: "crafts" is none of: people, craft, product, safety, power-and-pay'),
    (edit("sources.yaml", "- slug: sailing", "- slug: boat-census\n  title: Twin\n  publisher: Me\n  address: http://a.org\n- slug: sailing"),
     'sources.yaml:8: the slug "boat-census" is taken on line 1: choose another'),
    (edit("criteria.yaml", "slug: pay", "slug: Pay"),
     'criteria.yaml:10: "Pay" cannot be an address: use lower case letters, digits and hyphens'),
    (edit("criteria.yaml", "name: Pay", f"name: {'P' * 61}"),
     "criteria.yaml:11: 61 characters are too many: 60 fit here"),
    (write("criteria.yaml", b""),
     "criteria.yaml:1: this is empty: write it, or remove the file"),
    (write("criteria.yaml", b"slug: building\n"),
     "criteria.yaml:1: a list is expected here: begin each entry with a hyphen"),
    (write("criteria.yaml", b"- building\n- pay\n"),
     "criteria.yaml:1: keys with values are expected here, first of all slug: …",
     "criteria.yaml:2: keys with values are expected here, first of all slug: …"),
    (remove("skills.yaml"),
     "skills.yaml:1: No such file or directory: put a file here that can be read"),
    (edit("sources.yaml", "address: https://example.org/boats", "address: ftp://example.org/boats"),
     "sources.yaml:6: write a whole web address that begins with https://"),
    (edit("sources.yaml", "address: https://example.org/boats", "address: https://[example.org"),
     "sources.yaml:6: write a whole web address that begins with https://"),
    (edit("sources.yaml", "address: https://example.org/boats", "address: [https://example.org]"),
     "sources.yaml:6: a text is expected here, not a list"),
    (edit("sources.yaml", "year: 2024", "year: last year"),
     "sources.yaml:5: write a whole number from 0 to 32767, not last year"),
    (edit("sources.yaml", "title: The boat census", "title: [The, boat, census]"),
     "sources.yaml:2: a text is expected here, not a list"),
    (edit("sources.yaml", "  publisher: Harbour Press\n  year", "  year"),
     'sources.yaml:1: the key "publisher" is missing: add it'),
    (edit("skills.yaml", "description: Tying", "description: |\n    Tying\n    well.\n  name: Tying"),
     'skills.yaml:6: the key "name" stands here twice, first on line 2: keep one'),
    (edit("skills.yaml", "name: Knots", "name: Knots [@boat-census]"),
     'skills.yaml:2: "[@boat-census]" would be shown as it stands here: remove the citation'),
    (edit("skills.yaml", "slug: knots\n", "slug: knot\n"),
     f'{BUILDER}:41: there is no skill "knots" in skills.yaml: did you mean "knot"?',
     f'{CAPTAIN}:37: there is no skill "knots" in skills.yaml: did you mean "knot"?'),
    (edit(CAPTAIN, "answers_for: the crew", "answers_for: 2024"),
     f"{CAPTAIN}:9: YAML reads this as a number: put quotes around it"),
    (edit(CAPTAIN, "answers_for: the crew", "answers_for: no"),
     f"{CAPTAIN}:9: YAML reads this as true or false: put quotes around it"),
    (edit(CAPTAIN, "answers_for: the crew", "answers_for: 2026-03-02"),
     f"{CAPTAIN}:9: YAML reads this as a date: put quotes around it"),
    (edit(CAPTAIN, "answers_for: the crew", "answers_for: ~"),
     f"{CAPTAIN}:9: YAML reads this as nothing: put quotes around it"),
    (edit(CAPTAIN, "answers_for: the crew", "answers_for:"),
     f"{CAPTAIN}:9: this is empty: write it, or remove the key if it may be left out"),
    (edit(CAPTAIN, "answers_for: the crew", "answers_for: {the: crew}"),
     f'{CAPTAIN}:9: a text is expected here: put quotes around a text with ": " in it'),
    (edit(CAPTAIN, "answers_for: the crew", "answers_for: !crew the crew"),
     f'{CAPTAIN}:9: "!crew" means nothing here: remove it'),
    (edit(CAPTAIN, "answers_for: the crew", "answers_for: the crew: all of it"),
     f"{CAPTAIN}:9: this is not YAML (mapping values are not allowed here): look at quotes, colons and indents here"),
    (edit(CAPTAIN, "answers_for: the crew", "answers_for: 'the crew"),
     f"{CAPTAIN}:9: this is not YAML (found unexpected end of stream): look at quotes, colons and indents here"),
    (edit(CAPTAIN, "answers_for: the crew", "answers_for: `the crew`"),
     f"{CAPTAIN}:9: this is not YAML (found character '`' that cannot start any token): look at quotes, colons and indents here"),
    (edit(CAPTAIN, "answers_for: the crew", 'answers_for: "the \\0 crew"'),
     f"{CAPTAIN}:9: the text contains the invisible character U+0000: delete it"),
    (edit(CAPTAIN, "answers_for: the crew", 'answers_for: "the \\uD800 crew"'),
     f"{CAPTAIN}:9: the text contains the invisible character U+D800: delete it"),
    (edit(CAPTAIN, "answers_for: the crew", 'answers_for: "the \\U00110000 crew"'),
     f"{CAPTAIN}:9: \\U… names no character: write the character"),
    (edit(CAPTAIN, "answers_for: the crew", "answers_for: the\tcrew"),
     f"{CAPTAIN}:9: a tab stands here: write a space instead"),
    (edit(CAPTAIN, "answers_for: the crew", "answers_for: the \0crew"),
     f"{CAPTAIN}:9: the invisible character U+0000 stands here: write a space instead"),
    (edit(CAPTAIN, "answers_for: the crew", "answers_for: the \u2028crew"),
     f"{CAPTAIN}:9: the invisible character U+2028 stands here: write a space instead"),
    (edit(CAPTAIN, "answers_for: the crew", "answers_for: the crew\nanswers_for: the ship"),
     f'{CAPTAIN}:10: the key "answers_for" stands here twice, first on line 9: keep one'),
    (edit(CAPTAIN, "answers_for: the crew", "answers: the crew"),
     f'{CAPTAIN}:1: a published page needs "answers_for": write it',
     f'{CAPTAIN}:9: unknown key "answers": did you mean "answers_for"?'),
    (edit(CAPTAIN, "answers_for: the crew\n", ""),
     f'{CAPTAIN}:1: a published page needs "answers_for": write it'),
    (edit(CAPTAIN, "answers_for: the crew", "[answers, for]: the crew"),
     f'{CAPTAIN}:1: a published page needs "answers_for": write it',
     f"{CAPTAIN}:9: a key is a plain word: remove the brackets"),
    (edit(CAPTAIN, "answers_for: the crew", "answers_for: *crew"),
     f"{CAPTAIN}:9: this is not YAML (found undefined alias 'crew'): look at quotes, colons and indents here"),
    (edit(CAPTAIN, "name: Captain\n", ""),
     f'{CAPTAIN}:1: the key "name" is missing: add it'),
    (edit(CAPTAIN, "name: Captain\n", "---\nname: Captain\n---\n"),
     f"{CAPTAIN}:3: this is not YAML (but found another document): look at quotes, colons and indents here"),
    (edit(CAPTAIN, "order: 2", "order: second"),
     f"{CAPTAIN}:2: write a whole number from 0 to 32767, not second"),
    (edit(CAPTAIN, "order: 2", "order: [2]"),
     f"{CAPTAIN}:2: write a whole number from 0 to 32767, not a list"),
    (edit(CAPTAIN, "order: 2", "order: 2\npath: technical-leadership"),
     f"{CAPTAIN}:3: roles/boat-builder.yaml stands for this path already: choose another, or none"),
    (edit(CAPTAIN, "order: 2", "order: 2\npublish_at: tomorrow"),
     f"{CAPTAIN}:3: write a day and time, for example 2027-01-04 09:00 (UTC)"),
    (edit(CAPTAIN, "order: 2", "order: 2\npublish_at: 0001-01-01T00:00+14:00"),
     f"{CAPTAIN}:3: write a day and time, for example 2027-01-04 09:00 (UTC)"),
    (edit(CAPTAIN, "aliases: [skipper]", "aliases: skipper"),
     f"{CAPTAIN}:3: a list is expected here: begin each entry with a hyphen"),
    (edit(CAPTAIN, "aliases: [skipper]", "aliases: [shipwright]"),
     f'{CAPTAIN}:3: "shipwright" leads to roles/boat-builder.yaml already: remove it here'),
    (edit(CAPTAIN, "aliases: [skipper]", "aliases: [skipper, skipper]"),
     f'{CAPTAIN}:3: "skipper" stands in this list twice: keep one'),
    (edit(CAPTAIN, "aliases: [skipper]", "aliases: [boat-builder]"),
     f'{CAPTAIN}:3: "boat-builder" leads to roles/boat-builder.yaml already: remove it here'),
    (edit(CAPTAIN, "aliases: [skipper]", "aliases: [captain]"),
     f'{CAPTAIN}:3: "captain" leads to roles/captain.yaml already: remove it here'),
    (edit(CAPTAIN, "aliases: [skipper]", f"aliases: [{'o' * 121}]"),
     f'{CAPTAIN}:3: "{"o" * 121}" is too long for an address: 120 characters fit'),
    (edit(CAPTAIN, "aliases: [skipper]", "aliases: [crew-vs-skipper]"),
     f'{CAPTAIN}:3: "crew-vs-skipper" looks like a comparison: only those contain "-vs-"'),
    (edit(CAPTAIN, "state: published", "state: active"),
     f'{CAPTAIN}:4: "active" is none of: draft, in-review, published, archived'),
    (edit(CAPTAIN, "reviewed_on: 2026-03-02", "reviewed_on: 2026-02-30"),
     f"{CAPTAIN}:7: write a day that exists as year-month-day, for example 2026-11-21"),
    (edit(CAPTAIN, "reviewed_on: 2026-03-02", "reviewed_on: 2 March"),
     f"{CAPTAIN}:7: write a day that exists as year-month-day, for example 2026-11-21"),
    (edit(CAPTAIN, "review_due: 2026-09-02", "review_due: 2026-03-02"),
     f"{CAPTAIN}:8: the next review has to come after 2026-03-02"),
    (edit(CAPTAIN, "reports_to: The owner", "reports_to: >-\n  A text of two lines\n  that cites [@boat-consus]. The owner"),
     f'{CAPTAIN}:22: there is no source "boat-consus" in sources.yaml: did you mean "boat-census"?'),
    (edit(CAPTAIN, "judged_on: Whether", "judged_on: Whether [@boat_census]"),
     f"{CAPTAIN}:12: a citation looks like [@slug]: lower case letters, digits and hyphens"),
    (edit(CAPTAIN, "definition: You", "definition: >-\n  Crews [@boat-census]. You"),
     f'{CAPTAIN}:11: "[@boat-census]" would be shown as it stands here: remove the citation'),
    (edit(CAPTAIN, "06:00 You read", "You read"),
     f"{CAPTAIN}:22: begin with the time, for example 09:10 Read overnight alerts."),
    (edit(CAPTAIN, "06:00 You read", "26:00 You read"),
     f"{CAPTAIN}:22: begin with the time, for example 09:10 Read overnight alerts."),
    (edit(CAPTAIN, "  - The crew is safe.", "  - The crew: it is safe."),
     f'{CAPTAIN}:24: a text is expected here: put quotes around a text with ": " in it'),
    (edit(CAPTAIN, "  - The crew is safe.", "  - |\n    The crew is safe.\n    So is the ship."),
     f"{CAPTAIN}:24: this has to stand on one line: fold it with >-"),
    (edit(CAPTAIN, "responsibilities:\n  - The crew is safe.\n", ""),
     f'{CAPTAIN}:1: a published page needs "responsibilities": write it'),
    (edit(CAPTAIN, "definition: You are paid for crews that return.", 'definition: ""'),
     f"{CAPTAIN}:1: “Definition” is empty. Write it."),
    (edit(CAPTAIN, "skills: [knots, navigation]", "skills: [knots, navigating]"),
     f'{CAPTAIN}:37: there is no skill "navigating" in skills.yaml: did you mean "navigation"?'),
    (edit(CAPTAIN, "reading: [sailing-book]", "reading: [whale-book]"),
     f'{CAPTAIN}:38: there is no source "whale-book" in sources.yaml: did you mean "sailing-book"?'),
    (edit(CAPTAIN, "hours: 40", "hours: 43"),
     f"{CAPTAIN}:40: write a whole number from 1 to 40, not 43"),
    (edit(CAPTAIN, "{activity: Commanding, hours: 40}", "{activity: Commanding, hours: 40}\n  - {activity: Eating, hours: 3}"),
     f"{CAPTAIN}:39: the week adds up to 43 hours: make it 40"),
    (edit(CAPTAIN, "hours: 40", "hours: 39"),
     f"{CAPTAIN}:39: the week adds up to 39 hours: make it 40"),
    (edit(CAPTAIN, "level: 4", "level: 6"),
     f"{CAPTAIN}:43: write a whole number from 1 to 5, not 6"),
    (edit(CAPTAIN, "level: 4", "level: high"),
     f"{CAPTAIN}:43: write a whole number from 1 to 5, not high"),
    (edit(CAPTAIN, "  pay: {level", "  pray: {level"),
     f'{CAPTAIN}:43: there is no criterion "pray" in criteria.yaml: did you mean "pay"?'),
    (edit(CAPTAIN, "  building: {level: 1, reason: Only words.}\n", ""),
     f"{CAPTAIN}:1: Not rated yet: Building."),
    (edit(CAPTAIN, "ratings:\n  building: {level: 1, reason: Only words.}\n  pay:", "ratings:\n  - pay:"),
     f"{CAPTAIN}:41: keys with values are expected here: one criterion in each line"),
    (edit(CAPTAIN, "strength: editorial", "strength: survey"),
     f'{CAPTAIN}:45: "survey" needs a source: name it, or write editorial'),
    (edit(CAPTAIN, "You see the world.", "You see what you made."),
     f"{BUILDER}:1: “You see what you made.” stands on Captain as well. Say what is true of this role only.",
     f"{CAPTAIN}:1: “You see what you made.” stands on Boat builder as well. Say what is true of this role only."),
    (edit(CAPTAIN, "You see the world.", "It depends."),
     f"{CAPTAIN}:1: “It depends.” says nothing. Name what is gained or paid, and when."),
    (edit(CAPTAIN, "text: Nobody counts the pay of captains.", "text: Pay of captains\n    amount: $90,000\n    place: Norway"),
     f"{CAPTAIN}:61: an amount needs its year and source: add what is known"),
    (edit(CAPTAIN, "tests: pay", "tests: payment"),
     f'{CAPTAIN}:63: there is no criterion "payment" in criteria.yaml: did you mean "pay"?'),
    (edit(CAPTAIN, "when: week", "when: today"),
     f'{CAPTAIN}:62: "today" is none of: week, month, quarter'),
    (write(CAPTAIN, b"- name: Captain\n"),
     f"{CAPTAIN}:1: keys with values are expected here, first of all name: …"),
    (write(CAPTAIN, b"# nothing yet\n"),
     f"{CAPTAIN}:1: this is empty: write it, or remove the file"),
    (write(CAPTAIN, b"name: Captain\nstate: draft\nway_in: caf\xe9\n"),
     f"{CAPTAIN}:3: byte 0xe9 is not UTF-8: save the file in that encoding"),
    (write(CAPTAIN, "name: Captain\nstate: draft\n".encode("utf-16")),
     f"{CAPTAIN}:1: byte 0xff is not UTF-8: save the file in that encoding"),
    (write(CAPTAIN, b"name: " + b"[" * 600),
     f"{CAPTAIN}:1: brackets stand in brackets without end: write lists with hyphens"),
    (write("roles/captain-vs-crew.yaml", b"name: Captain\nstate: draft\n"),
     'roles/captain-vs-crew.yaml:1: rename the file: "captain-vs-crew" looks like a comparison: only those contain "-vs-"'),
    (write("roles/Old Captain.yaml", b"name: Captain\nstate: draft\n"),
     'roles/Old Captain.yaml:1: rename the file: "Old Captain" cannot be an address: use lower case letters, digits and hyphens'),
    (write("roles/cook.yml", b"name: Cook\n"),
     "roles/cook.yml:1: the name has to end with .yaml: rename it to cook.yaml"),
    (write("notes.yaml", b"name: Cook\n"),
     'notes.yaml:1: nothing is read from here: did you mean "sources.yaml"?'),
    (write("skill.yaml", b"- slug: cooking\n"),
     'skill.yaml:1: nothing is read from here: did you mean "skills.yaml"?'),
    (rename("guides", "guide"),
     'guide:1: nothing is read from here: did you mean "guides"?'),
    (loop("roles/cook.yaml"),
     "roles/cook.yaml:1: Too many levels of symbolic links: put a file here that can be read"),
    (loop("skills.yaml"),
     "skills.yaml:1: Too many levels of symbolic links: put a file here that can be read"),
    (loop("guides"),
     "guides:1: this has to be a folder: put its files there"),
    (edit(PAIR, "pick: boat-builder", "pick: both"),
     f"{PAIR}:11: pick one of: boat-builder, captain, none"),
    (edit(PAIR, "sureness: 2", "sureness: 4"),
     f"{PAIR}:12: write a whole number from 1 to 3, not 4"),
    (edit(PAIR, "sureness: 2", "sureness_: 2"),
     f'{PAIR}:10: the key "sureness" is missing: add it',
     f'{PAIR}:12: unknown key "sureness_": did you mean "sureness"?'),
    (edit(PAIR, "role_b: captain", "role_b: boat-builder"),
     f"{PAIR}:2: a role cannot be compared with itself: name another"),
    (edit(PAIR, "role_b: captain", "role_b: capitain"),
     f"{PAIR}:1: rename the file to boat-builder-vs-capitain.yaml, or correct the roles",
     f'{PAIR}:2: there is no role "capitain" in roles: did you mean "captain"?'),
    (edit(PAIR, "criterion: building", "criterion: builds"),
     f'{PAIR}:26: there is no criterion "builds" in criteria.yaml: did you mean "building"?'),
    (edit(PAIR, "      - You like wood.\n", "      - [You like wood.]\n"),
     f"{PAIR}:24: keys with values are expected here, first of all text: …"),
    (edit(PAIR, "      - You like the wind.\n", ""),
     f"{PAIR}:1: 2 reasons to choose Captain; write at least 3."),
    (edit(PAIR, "    ignore_if: you know the sea\n", ""),
     f'{PAIR}:10: the key "ignore_if" is missing: add it'),
    (edit(PAIR, "in_short: Build first.", f"in_short: {'Build. ' * 18}"),
     f"{PAIR}:14: 125 characters are too many: 120 fit here"),
    (edit(PAIR, "question: Stay on", "slug: land-vs-sea\nquestion: Stay on"),
     f"{PAIR}:3: rename the file to land-vs-sea.yaml, or remove the slug"),
    (edit(PAIR, "question: Stay on", "slug: land-or-sea\nquestion: Stay on"),
     f'{PAIR}:3: "land-or-sea" does not name two roles: put "-vs-" between them'),
    (oldest_first(PAIR),
     f"{PAIR}:35: verdicts stand newest first: order them by decided_on"),
    (rename(PAIR, "comparisons/captain-vs-boat-builder.yaml"),
     "comparisons/captain-vs-boat-builder.yaml:1: rename the file to boat-builder-vs-captain.yaml, or correct the roles"),
    (rename(PAIR, "comparisons/land-or-sea.yaml"),
     'comparisons/land-or-sea.yaml:1: rename the file: "land-or-sea" does not name two roles: put "-vs-" between them'),
    (turn_round(PAIR, "comparisons/captain-vs-boat-builder.yaml"),
     "comparisons/captain-vs-boat-builder.yaml:2: comparisons/boat-builder-vs-captain.yaml compares these two roles already: keep one of the files"),
    (write(GUIDE, b"---\ntitle: Caf\xe9\n---\n"),
     f"{GUIDE}:2: byte 0xe9 is not UTF-8: save the file in that encoding"),
    (edit(GUIDE, "---\ntitle", "title"),
     f"{GUIDE}:1: begin the file with its front matter between two lines ---"),
    (edit(GUIDE, "Often.\n---\n", "Often.\n"),
     f"{GUIDE}:1: the front matter is not closed: add a line --- before the text"),
    (edit(GUIDE, "[[Captain]]", "[[Cooks]]"),
     f'{GUIDE}:8: no role or guide is called "Cooks": add it, or name another'),
    (edit(GUIDE, '"[[Captain]]"', "[[Captain]]"),
     f'{GUIDE}:8: write a link with its quotes, for example "[[Tech lead]]"'),
    (edit(GUIDE, "wet.", "wet.\n\nAnd blue [@blue-book]."),
     f'{GUIDE}:17: there is no source "blue-book" in sources.yaml: add it, or name another'),
    (edit(GUIDE, "The sea is large", "# The sea\n\nIt is large"),
     f"{GUIDE}:1: The text has to begin with a paragraph, because lists show it."),
    (edit(GUIDE, "title: Life at sea", "- title: Life at sea"),
     f"{GUIDE}:3: this is not YAML (expected <block end>, but found '?'): look at quotes, colons and indents here"),
    (rename(GUIDE, "guides/life-at-sea.yaml"),
     "guides/life-at-sea.yaml:1: the name has to end with .md: rename it to life-at-sea.md"),
]
# fmt: on


@pytest.mark.parametrize(("change", "messages"), [(change, told) for change, *told in CASES])
def test_bad_content_is_refused_with_file_and_line(folder, capsys, change, messages):
    SourceFactory()
    before = all_rows()
    change(folder)

    with pytest.raises(SystemExit) as stopped:
        call_command("import_comparisons", folder)

    said = capsys.readouterr()
    *problems, summary = said.err.splitlines()
    assert problems == messages
    assert summary == f"Nothing was imported: {len(messages)} to mend."
    assert (stopped.value.code, said.out) == (1, "")
    assert all_rows() == before


def test_there_are_at_least_sixty_kinds_of_bad_content():
    assert len(CASES) >= 60
