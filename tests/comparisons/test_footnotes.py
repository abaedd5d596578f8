import pytest

from comparisons.footnotes import Footnotes, cited_slugs, without_citations


def in_brackets(number):
    return f"<{number}>"


def test_sources_are_numbered_as_the_page_names_them():
    footnotes = Footnotes({"small": "Small teams", "large": "Large teams"})

    text = footnotes.marked("Six [@large]. Four [@small]. Six again [@large].", in_brackets)

    assert text == "Six<1>. Four<2>. Six again<1>."
    assert footnotes.cited == ["Large teams", "Small teams"]


def test_a_source_that_is_not_there_leaves_no_number():
    footnotes = Footnotes({})

    text = footnotes.marked("Six [@gone].", in_brackets)

    assert text == "Six."
    assert footnotes.cited == []


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Teams run six to eight [@team-size].", "Teams run six to eight."),
        ("Two [@one] [@two] sources", "Two sources"),
        ("An [ordinary] bracket", "An [ordinary] bracket"),
    ],
)
def test_a_text_can_do_without_its_citations(text, plain):
    assert without_citations(text) == plain


def test_slugs_come_in_the_order_of_the_text():
    assert cited_slugs("One [@b], two [@a], one again [@b].") == ["b", "a", "b"]
