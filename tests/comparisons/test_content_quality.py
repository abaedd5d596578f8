# ruff: noqa: E501
"""Planted faults of each kind, and beside them the innocent texts that they resemble."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from comparisons.content import FOLDER, SHELVES, Rows, import_content
from comparisons.content_files import read_content
from comparisons.quality.checks import quality_problems
from comparisons.quality.passages import passages

BUILDER = "roles/boat-builder.yaml"
CAPTAIN = "roles/captain.yaml"
PAIR = "comparisons/boat-builder-vs-captain.yaml"
TWIN = "comparisons/boat-builder-vs-cook.yaml"
GUIDE = "guides/life-at-sea.md"

COOK = """\
name: Cook
state: draft
"""
VERDICT_ON_COOKS = """\
role_a: boat-builder
role_b: cook
state: draft
verdicts:
  - decided_on: 2026-03-02
    pick: none
    sureness: 1
    for_whom: For whoever is hungry.
    in_short: Eat first.
    reason: You eat.
    ignore_if: you are full
    best_argument_against: Hunger passes.
    wrong_a_after_3_months: Cold soup.
    wrong_a_after_2_years: No soup.
    wrong_b_after_3_months: Burnt fingers.
    wrong_b_after_2_years: Burnt hands.
    why_it_changed: It did not.
    choose_a_if: [You like nails.]
    choose_b_if: [You like soup.]
    would_change_it: [The galley burns.]
"""
WORDS = "Word " + "word " * 28 + "end"  # thirty
EIGHT = "the harbour pays you once the boat floats"


def told(folder):
    return [str(problem) for problem in quality_problems(read_content(folder))]


def edit(file, old, new):
    def change(folder: Path) -> None:
        text = (folder / file).read_text()
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1))

    return change


def new_source(place, citing):
    """A source that nothing rests on but what stands at this place."""

    def change(folder: Path) -> None:
        entry = (
            "\n- slug: whale-book\n  title: A book about whales\n  publisher: Harbour Press\n"
            "  year: 2001\n  address: https://example.org/whales\n"
        )
        (folder / "sources.yaml").write_text((folder / "sources.yaml").read_text() + entry)
        edit(CAPTAIN, place, citing)(folder)

    return change


def decides(text):
    return edit(CAPTAIN, "you_decide: The route.", f"you_decide: {text}")


def answer(text):
    return edit(CAPTAIN, "answer: At night.", f"answer: {text}")


def guide(text):
    """The text begins on line 13, so what is added begins on line 15."""
    return edit(GUIDE, "It is also wet.", text)


def reason(text):
    return edit(PAIR, "You can still sail later [@sailing-book].", f"{text} [@sailing-book].")


def ignore_if(text):
    return edit(PAIR, "ignore_if: you know the sea", f"ignore_if: {text}")


def two_verdicts(reason_for_cooks, reason_for_captains, *, clause="You like soup."):
    def change(folder: Path) -> None:
        (folder / "roles/cook.yaml").write_text(COOK)
        cooks = VERDICT_ON_COOKS.replace("You eat.", reason_for_cooks)
        (folder / TWIN).write_text(cooks.replace("You like soup.", clause))
        reason(reason_for_captains)(folder)

    return change


def no_source(figure, *, do="cite one as [@slug], or"):
    return f"“{figure}” has no source: {do} leave the number out"


IN_ITS_FIELD = "name it in the field for the source, or"
NOWHERE = "no source is shown here, so"


# fmt: off
FAULTS = [
    # Sources and skills
    (edit("sources.yaml", "  year: 1998\n", ""),
     "sources.yaml:8: sailing-book has no year: find it, or cite another"),
    (edit("sources.yaml", "https://example.org/sailing", "https://example/sailing"),
     "sources.yaml:13: “https://example/sailing” is no web address: write it as https://…"),
    (new_source("The route.", "The route [@sailing-book]."),
     "sources.yaml:16: nothing rests on whale-book: cite it, or remove it"),
    (edit("skills.yaml", "Knowing where you are, which leads to command.", "Knowing."),
     "skills.yaml:7: say in a sentence what navigation is"),
    (edit(GUIDE, "tags: [navigation]", "tags: [knots]"),
     "skills.yaml:5: navigation leads to 1 published roles and guides: name it on 2 or more, or remove it"),
    (edit(GUIDE, "status: published", "status: draft"),
     "skills.yaml:5: navigation leads to 1 published roles and guides: name it on 2 or more, or remove it"),
    # Numbers
    (decides("The route, for $5 a day."), f"{CAPTAIN}:13: {no_source('$5')}"),
    (decides("The route, in 80% of cases."), f"{CAPTAIN}:13: {no_source('80%')}"),
    (decides("The route, of 1,200 miles."), f"{CAPTAIN}:13: {no_source('1,200')}"),
    (answer("After 5000 miles."), f"{CAPTAIN}:70: {no_source('5000')}"),
    (edit(CAPTAIN, "text: You see the world.", "text: You see 12% of the world."), f"{CAPTAIN}:45: {no_source('12%', do=IN_ITS_FIELD)}"),
    (edit("criteria.yaml", "meaning: What the job pays.", "meaning: What the job pays above $9."), f"criteria.yaml:13: {no_source('$9', do=NOWHERE)}"),
    (edit(CAPTAIN, "cost: An hour.", "cost: An hour and $9."), f"{CAPTAIN}:65: {no_source('$9')}"),
    (decides("The route, and 40% of teams agree."), f"{CAPTAIN}:13: {no_source('40%')}"),
    (guide("Salt [@sailing-book].\n\nIt is 12% salt."), f"{GUIDE}:17: {no_source('12%')}"),
    (guide("Salt [@sailing-book]:\n\n- Wet.\n- It is 12% salt."), f"{GUIDE}:18: {no_source('12%')}"),
    (guide("| Sea | Salt |\n|---|---|\n| Dead | 30% |\n| Red | 4 [@sailing-book] |"), f"{GUIDE}:17: {no_source('30%')}"),
    # Repeats
    (edit(CAPTAIN, "text: You see the world.", "text: your back,  HURTS."),
     f"{CAPTAIN}:45: “your back,  HURTS.” stands in {BUILDER}:58 as well: say what is true only here"),
    (edit(PAIR, "- You like the wind.", "- You like wood [@sailing-book]."),
     f"{PAIR}:29: “You like wood [@sailing-book].” stands in {PAIR}:24 as well: say what is true only here"),
    (two_verdicts("You cook.", "You sail.", clause="You like the wind."),
     f"{TWIN}:19: “You like the wind.” stands in {PAIR}:29 as well: say what is true only here"),
    (two_verdicts(f"Here {EIGHT}.", f"There, {EIGHT}"),
     f"{TWIN}:10: “{EIGHT}” stands in {PAIR}:15 as well: reword it"),
    (two_verdicts(f"Here {EIGHT} well.", f"There, {EIGHT.upper()} [@sailing-book] well"),
     f"{TWIN}:10: “{EIGHT} well” stands in {PAIR}:15 as well: reword it"),
    # Words
    (decides("Coming soon."), f"{CAPTAIN}:13: “coming soon” only holds a place: write what belongs here"),
    (edit(CAPTAIN, "activity: Commanding", "activity: TBD"), f"{CAPTAIN}:40: “TBD” only holds a place: write what belongs here"),
    (answer("It depends."), f"{CAPTAIN}:70: “It depends” names no condition: say on what"),
    (guide("It is the best sea."), f"{GUIDE}:15: “the best” is praise: compare, or cite who says so"),
    (edit(GUIDE, "title: Life at sea", "title: The ultimate sea"), f"{GUIDE}:2: “ultimate” is praise: compare instead"),
    (guide("The sea [@sailing-book]. It is the most rewarding place."),
     f"{GUIDE}:15: “the most rewarding” is praise: compare, or cite who says so"),
    (decides("All hands on deck!"), f"{CAPTAIN}:13: “All hands on deck!” shouts: end with a full stop"),
    (guide("“Land!” you cry."), f"{GUIDE}:15: “Land!” shouts: end with a full stop"),
    # Sentences
    (reason(f"One {WORDS}"), f"{PAIR}:15: the sentence “One Word word word word word …” has 31 words: make it 30 at most"),
    (reason(f"You said, e.g. in the U.S. of “1.5 boats” {WORDS}"),
     f"{PAIR}:15: the sentence “You said, e.g. in the U.S. …” has 39 words: make it 30 at most"),
    (ignore_if(f"one {WORDS}"), f"{PAIR}:16: the sentence “one Word word word word word …” has 31 words: make it 30 at most"),
    (edit(PAIR, "- You like the wind.", f"- One {WORDS}."),
     f"{PAIR}:29: the sentence “One Word word word word word …” has 31 words: make it 30 at most"),
    # Punctuation
    (decides("The route (and the crew."), f"{CAPTAIN}:13: ( is missing its other half in “The route ( and the”: close or remove it"),
    (decides("The “route."), f"{CAPTAIN}:13: “ is missing its other half in “The “ route.”: close or remove it"),
    (decides("The \"route."), f"{CAPTAIN}:13: \" is missing its other half in “The \" route.”: close or remove it"),
    (guide("- One (two\n- Three)"), f"{GUIDE}:15: ( is missing its other half in “One ( two”: close or remove it",
     f"{GUIDE}:16: ) is missing its other half in “Three )”: close or remove it"),
    (edit(CAPTAIN, "name: Captain", "name: Captain (of a ship"),
     f"{CAPTAIN}:1: ( is missing its other half in “Captain ( of a”: close or remove it"),
    (decides("The route"), f"{CAPTAIN}:13: the text breaks off after “The route”: finish its last sentence"),
    (decides("The route [@sailing-book]"), f"{CAPTAIN}:13: the text breaks off after “The route”: finish its last sentence"),
    (edit(CAPTAIN, "06:00 You read the sky.", "06:00 You read the"),
     f"{CAPTAIN}:22: the text breaks off after “06:00 You read the”: finish its last sentence"),
    (edit(CAPTAIN, "cost: An hour.", "cost: An hour"),
     f"{CAPTAIN}:65: the text breaks off after “An hour”: finish its last sentence"),
    (guide("It is wet:\n\nVery."), f"{GUIDE}:15: the text breaks off after “It is wet:”: finish its last sentence"),
    (guide("- It is wet. It is large"), f"{GUIDE}:15: the text breaks off after “It is wet. It is large”: finish its last sentence"),
    (edit(CAPTAIN, "activity: Commanding", "activity: Commanding and"), f"{CAPTAIN}:40: the text breaks off after “Commanding and”: finish it"),
    (ignore_if("you know the sea,"), f"{PAIR}:16: the text breaks off after “you know the sea,”: finish it"),
    (ignore_if("you know the sea."), f"{PAIR}:16: the page sets a full stop behind “you know the sea.” itself: remove this one"),
    (edit(BUILDER, "text: Median pay of builders", "text: Median pay of builders."),
     f"{BUILDER}:66: the page sets a full stop behind “Median pay of builders.” itself: remove this one"),
    # Links
    (guide("Ask [her](/roles/capitain/)."), f'{GUIDE}:15: /roles/capitain/: it leads nowhere: did you mean "/roles/captain/"?'),
    (guide("Ask [her](/roles/skipper/)."), f"{GUIDE}:15: /roles/skipper/: it only redirects: link /roles/captain/"),
    (answer("Ask [her](/roles/captain)."), f"{CAPTAIN}:70: /roles/captain: end the address with a slash"),
    (guide("Ask [her] (/roles/captain/)."), f"{GUIDE}:15: a link is not closed, or has a space in it: write [words](/address/)"),
    (guide("Ask [her](/roles/captain/ .\n"), f"{GUIDE}:15: ( is missing its other half in “Ask [her] ( /roles/captain/ .”: close or remove it",
     f"{GUIDE}:15: a link is not closed, or has a space in it: write [words](/address/)"),
    (decides("Ask [her](/roles/captain/)."), f"{CAPTAIN}:13: a link would be shown as it stands here: write its words only"),
]
INNOCENT = [
    # Sources and skills
    new_source("The route.", "The route [@whale-book]."),
    new_source("reading: [sailing-book]", "reading: [sailing-book, whale-book]"),
    new_source("strength: editorial", "strength: survey\n    source: whale-book"),
    edit("sources.yaml", "https://example.org/boats", "http://www.example.co.uk/a?b=c"),
    # Numbers
    decides("The route, for $5 a day [@sailing-book]."),
    decides("The route, in 40 hours, since 2019, at 6:30."),
    decides("The route. Keep 20% of each day free."),
    edit(CAPTAIN, "stop_if: ", "stop_if: If you spend 40% of a day on it. "),
    answer("After 5000 miles. That is long [@sailing-book]."),
    answer("|-\n      After 5000 miles.\n\n      That is long [@sailing-book]."),
    edit(CAPTAIN, "text: You see the world.\n    strength: editorial",
         "text: You see 12% of the world.\n    strength: survey\n    source: boat-census"),
    edit(BUILDER, "caveat: Yards only.", "caveat: Of 2,500 yards only."),
    guide("It is 12% salt. It is wet [@sailing-book]."),
    guide("- It is 12% salt,\n  and wet [@sailing-book]."),
    guide("| Sea | Salt |\n|---|---|\n| Dead | 30% [@sailing-book] |"),
    guide("Read [page 3](https://example.org/2999/50%25/), or `4,000 $5 12%`."),
    guide("```\nx = 5000; y = '$5'!\n```"),
    # Repeats
    edit(CAPTAIN, "- You like people.", "- You like wood."),
    two_verdicts("You cook.", "You cook", clause="You like the wind and the galley."),
    two_verdicts("Here the harbour pays you once the boat sails.", f"There, {EIGHT}"),
    reason(f"There {EIGHT}, and so {EIGHT}"),
    # Words
    decides("The second ship, which is coming soon, and its whole crew."),
    decides("It depends on the ship."),
    decides("At least most of it, at best first."),
    edit(BUILDER, "text: Boats last.", "text: The best boats last."),
    guide("It is the best sea, she writes [@sailing-book]."),
    guide("Type `git!`."),
    guide("The best way to learn the sea is to fall in."),
    # Sentences
    reason(WORDS),
    reason(f"{WORDS} [@boat-census]"),
    reason(f"{WORDS}. {WORDS}"),
    decides(f"One {WORDS}."),
    # Punctuation
    decides("The route (and [sometimes] the “crew”)."),
    decides("He said “go.”"),
    decides("The route on a 24\" map."),
    decides("Who goes where?"),
    decides("The route [@sailing-book]."),
    guide("It is:\n\n- wet\n- Large. Very large.\n\n## Title (one)\n\n| One | two |\n|---|---|"),
    guide("- It is:\n  - wet\n- a `foo(`"),
    ignore_if("you know the sea [@sailing-book]"),
    edit(BUILDER, "text: Nobody counts the orders.", "text: Orders of boats"),
    # Links
    guide("Ask [her](/roles/captain/), [us](/quiz/), [all](/comparisons/), [home](/) or [it](https://a.org)."),
    answer("Ask [her](/comparisons/boat-builder-vs-captain/#wrong)."),
    guide("“I [the captain] (then 30) went.”"),
]
# fmt: on


def test_miniature_has_no_fault(folder):
    assert told(folder) == []


@pytest.mark.parametrize(("change", "messages"), [(change, said) for change, *said in FAULTS])
def test_planted_fault_is_told_with_its_place(folder, change, messages):
    change(folder)

    assert told(folder) == messages


@pytest.mark.parametrize("change", INNOCENT)
def test_innocent_text_has_no_fault(folder, change):
    change(folder)

    assert told(folder) == []


def entitle(folder, title):
    edit("sources.yaml", "title: A book about sailing", f'title: "{title}"')(folder)


def test_title_of_a_source_may_shout_and_praise(folder):
    guide("Read “Help! The best sea” first, then Help! The best sea again.")(folder)
    before = told(folder)

    entitle(folder, "Help! The best sea")

    assert len(before) == 2
    assert told(folder) == []


def test_title_of_a_source_may_stand_in_every_verdict(folder):
    title = "A book about the sea, the wind and the captain"
    two_verdicts(f"Read {title} first.", f"Read {title} too")(folder)
    before = told(folder)

    entitle(folder, title)

    assert len(before) == 1
    assert told(folder) == []


def test_former_verdict_stands_as_it_was_published(folder):
    text = (folder / PAIR).read_text()
    verdict = text[text.index("  - decided_on: 2026-03-02") : text.index("questions:")]
    older = verdict.replace("2026-03-02", "2025-03-02").replace(
        "You can", f"One {WORDS}, and you can"
    )
    edit(PAIR, "questions:", f"{older}questions:")(folder)

    assert told(folder) == []


def test_fault_of_a_row_that_no_file_could_have_is_told(folder):
    documents = [
        replace(document, values={**document.values, "title": "", "publisher": ""})
        if document.slug == "sailing-book"
        else document
        for document in read_content(folder)
    ]

    assert [problem.words for problem in quality_problems(documents)] == [
        "sailing-book has no title: find it, or cite another",
        "sailing-book has no publisher: find it, or cite another",
    ]


def test_rows_have_the_faults_of_their_files(db, folder):
    for change in (
        new_source("The route.", "The route, 12% of it, and"),
        edit("skills.yaml", "Knowing where you are, which leads to command.", "Knowing."),
        edit(PAIR, "- You like the wind.", "- You like wood."),
        two_verdicts(f"Here {EIGHT}.", f"There, {EIGHT}. One {WORDS}"),
        answer("It depends. Ask [her](/roles/skipper/)."),
        guide("It is the best sea!\n\n- Two (or three\n"),
        ignore_if("you know the sea."),
    ):
        change(folder)
    import_content(folder)

    rows = Rows()
    documents = read_content(folder)
    from_rows = [
        replace(
            document,
            values=SHELVES[document.kind].to_document(rows.called(document.kind, document.slug)),
            lines={},
            references=(),
        )
        for document in documents
    ]

    assert len(quality_problems(documents)) == 13
    assert without_lines(quality_problems(from_rows)) == without_lines(quality_problems(documents))


def without_lines(problems):
    return sorted(re.sub(r":\d+", "", str(problem)) for problem in problems)


# What is read

NO_PROSE = {
    *("source title", "source author", "source publisher", "source address"),
    *("criterion group", "guide type", "guide status", "guide tags"),
    *("guide related", "role path", "role aliases", "role state", "role written_by"),
    *("role reviewed_by", "role skills", "role reading", "role pros strength"),
    *("role pros source", "role cons strength", "role figures kind", "role figures source"),
    *("role experiments when", "role experiments tests", "comparison role_a"),
    *("comparison role_b", "comparison state", "comparison written_by"),
    *("comparison reviewed_by", "comparison verdicts pick"),
    *("comparison verdicts choose_a_if criterion",),
    *("comparison verdicts would_change_it criterion",),
}


def keys(document, value, steps=()):
    """Where texts stand in a document, without their positions in lists."""
    if isinstance(value, str) and value:
        yield " ".join([document.kind, *steps])
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from keys(document, inner, (*steps, key))
    elif isinstance(value, list):
        for inner in value:
            yield from keys(document, inner, steps)


def test_every_text_is_read_or_known_to_be_none(folder):
    documents = read_content(folder)

    there = {key for document in documents for key in keys(document, document.values)}
    read = {
        " ".join([passage.document.kind, *(s for s in passage.steps if isinstance(s, str))])
        for passage in passages(documents)
    }
    assert there - read == NO_PROSE


# The content itself


def test_our_own_content_has_no_fault():
    assert told(FOLDER) == []
