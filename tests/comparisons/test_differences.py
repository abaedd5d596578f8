import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comparisons import differences as module
from comparisons.differences import (
    Difference,
    FieldDifference,
    Part,
    Piece,
    differences,
    word_differences,
)

WORDS = st.sampled_from(["Ask", "early", "then", "wait", ".", ",", "\n", " ", "\r\n", "[@survey]"])
TEXTS = st.text() | st.lists(WORDS).map(" ".join) | st.lists(WORDS).map("".join)


def joined(pieces, *kinds):
    return "".join(piece.text for piece in pieces if piece.kind in kinds)


def marked(old, new):
    marks = {"kept": "{}", "added": "+{}+", "removed": "-{}-"}
    return "".join(marks[piece.kind].format(piece.text) for piece in word_differences(old, new))


# Words


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_pieces_put_together_are_both_texts(old, new):
    pieces = word_differences(old, new)

    assert joined(pieces, "kept", "removed") == old
    assert joined(pieces, "kept", "added") == new


@settings(deadline=None)
@given(TEXTS)
def test_same_text_is_kept_whole(text):
    assert joined(word_differences(text, text), "kept") == text


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("", "", ""),
        ("", "You ask.", "+You ask.+"),
        ("You ask.", "", "-You ask.-"),
        ("Ask early, then wait.", "Ask, then wait here.", "Ask- early-, then wait+ here+."),
        ("You ask, you wait.", "You give, I wait.", "You- ask, you-+ give, I+ wait."),
        ("The well-known way.", "The known way.", "The- well-known-+ known+ way."),
        ("Six [@one].", "Six [@two].", "Six- [@one]-+ [@two]+."),
        ("One.\nTwo.", "One.\nAnother.\nTwo.", "One.\n+Another.\n+Two."),
        ("One.\nTwo.", "One.", "One.-\nTwo.-"),
        ("Ask now.\nWait.", "Ask.\nWait.", "Ask- now-.\nWait."),
        ("One. Two.", "One.\nTwo.", "One.- Two-+\nTwo+."),
    ],
)
def test_change_is_shown_by_words(old, new, shown):
    assert marked(old, new) == shown


def test_texts_too_long_to_compare_are_shown_one_after_the_other(monkeypatch):
    monkeypatch.setattr(module, "MOST_PAIRS", 8)

    assert marked("You ask.", "You wait.") == "-You ask.-+You wait.+"


def test_texts_that_are_just_short_enough_are_compared(monkeypatch):
    monkeypatch.setattr(module, "MOST_PAIRS", 9)

    assert marked("You ask.", "You wait.") == "You- ask-+ wait+."


# What is kept around a change


def excerpt(old, new):
    return [piece.text for piece in FieldDifference("Text", word_differences(old, new)).excerpt]


def numbers(first, last):
    return " ".join(str(number) for number in range(first, last + 1))


def test_long_text_is_cut_except_around_its_changes():
    old = f"{numbers(1, 61)} old {numbers(101, 161)} old {numbers(201, 261)}"
    new = old.replace("old", "new")

    assert excerpt(old, new) == [
        f" … {numbers(50, 61)}",
        " old",
        " new",
        f" {numbers(101, 112)} … {numbers(150, 161)}",
        " old",
        " new",
        f" {numbers(201, 212)} … ",
    ]


def test_long_text_that_changes_at_both_ends_is_cut_at_once():
    """Its twin would not end: there are endless ways to take words of many letters apart."""
    words = [f"understanding{number}" for number in range(2000)]
    old = " ".join(words)

    assert excerpt(f"Then {old} then", f"Now {old} now") == [
        "Then",
        "Now",
        f" {' '.join(words[:12])} … {' '.join(words[-12:])}",
        " then",
        " now",
    ]


def test_text_of_sixty_words_is_not_cut():
    old = f"{numbers(1, 60)} old"

    assert excerpt(old, old.replace("old", "new")) == [numbers(1, 60), " old", " new"]


def test_what_was_added_is_never_cut():
    assert excerpt("", numbers(1, 100)) == [numbers(1, 100)]


# States


def page(**fields):
    return Part("page", "Role", fields)


def row(key, text, title="Point"):
    return Part(key, title, {"Text": text, "Source": ""})


def test_same_states_do_not_differ():
    state = [page(Name="Tech lead"), row("1", "You decide.")]

    assert differences(state, list(state)) == []


def test_page_shows_only_the_fields_that_changed():
    before, after = (
        page(Name="Tech lead", Definition="Leads."),
        page(Name="Lead", Definition="Leads."),
    )

    assert differences([before], [after]) == [
        Difference(
            "changed",
            "Role",
            (FieldDifference("Name", (Piece("removed", "Tech lead"), Piece("added", "Lead"))),),
        )
    ]


@pytest.mark.parametrize(
    ("before", "after", "piece"),
    [
        ({}, {"Note": "Soon."}, Piece("added", "Soon.")),
        ({"Note": "Soon."}, {}, Piece("removed", "Soon.")),
    ],
)
def test_field_that_one_state_does_not_know_counts_as_empty(before, after, piece):
    found = differences([page(**before)], [page(**after)])

    assert found == [Difference("changed", "Role", (FieldDifference("Note", (piece,)),))]


def test_changes_come_first_then_rows_that_came_then_rows_that_went():
    before = [page(Name="Lead"), row("1", "Same."), row("2", "Goes."), row("3", "Old.")]
    after = [page(Name="Tech"), row("4", "Comes."), row("3", "New."), row("1", "Same.")]

    found = differences(before, after)

    assert [
        (found.change, [field.pieces[0].text for field in found.fields]) for found in found
    ] == [
        ("changed", ["Lead"]),
        ("changed", ["Old"]),
        ("added", ["Comes."]),
        ("removed", ["Goes."]),
    ]


def test_row_written_anew_word_for_word_is_no_difference():
    assert differences([row("1", "Same.")], [row("2", "Same.")]) == []


def test_each_row_written_anew_has_only_one_twin():
    before, after = [row("1", "Same.")], [row("2", "Same."), row("3", "Same.")]

    assert [found.change for found in differences(before, after)] == ["added"]
