import pytest

from quiz.wording import about, answer_words, choice_words

SIDES = ["help a colleague", "repair the build"]


@pytest.mark.parametrize(
    ("kind", "texts", "value", "words"),
    [
        ("statement", [""], 1, "Not me at all"),
        ("statement", [""], 5, "Exactly me"),
        ("pair", SIDES, 2, "Rather: help a colleague"),
        ("pair", SIDES, 4, "Much rather: repair the build"),
        ("scenario", ["a", "b", "c"], 2, "b"),
        ("statement", [""], None, "Skipped"),
        ("pair", SIDES, None, "Skipped"),
    ],
)
def test_answer_reads_as_it_was_given(kind, texts, value, words):
    assert answer_words(kind, texts, value) == words


def test_choices_of_a_pair_run_from_one_side_to_the_other():
    assert choice_words("pair", SIDES) == (
        "Much rather: help a colleague",
        "Rather: help a colleague",
        "Rather: repair the build",
        "Much rather: repair the build",
    )


@pytest.mark.parametrize(
    ("odds", "words"),
    [
        (0.0, "less than 1 in 10"),
        (0.099, "less than 1 in 10"),
        (0.1, "about 1 in 10"),
        (0.25, "about 3 in 10"),
        (0.68, "about 7 in 10"),
        (0.9, "about 9 in 10"),
        (0.901, "more than 9 in 10"),
        (1.0, "more than 9 in 10"),
    ],
)
def test_odds_are_no_more_precise_than_they_are(odds, words):
    assert about(odds) == words
