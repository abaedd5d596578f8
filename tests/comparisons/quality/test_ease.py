import pytest

from comparisons.content_files import read_content
from comparisons.quality.ease import ease_of_pages, reading_ease, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("the", 1),
        ("code", 1),
        ("makes", 1),
        ("walked", 1),
        ("agreed", 2),
        ("wanted", 2),
        ("changes", 2),
        ("wishes", 2),
        ("carries", 2),
        ("table", 2),
        ("people", 2),
        ("manager", 3),
        ("architecture", 4),
        ("12", 1),
    ],
)
def test_syllables_are_counted_by_their_vowels(word, count):
    assert syllables(word) == count


def test_score_is_the_one_worked_by_hand():
    ease = reading_ease(["You lead. [@being-glue] Nobody obeys."])

    assert (ease.words, ease.sentences, ease.syllables) == (4, 2, 7)
    assert ease.score == pytest.approx(206.835 - 2.03 - 148.05)


def test_long_words_and_long_sentences_are_harder():
    easy = reading_ease(["You lead. You ask. You wait."])
    long_sentence = reading_ease(["You lead and you ask and you wait."])
    long_words = reading_ease(["Individual responsibility. Organisational accountability."])

    assert easy.score > long_sentence.score > long_words.score


def test_page_without_a_sentence_has_a_score():
    assert reading_ease([]).words == 0
    assert reading_ease([]).score == pytest.approx(206.835)


def test_only_pages_are_measured_and_only_what_runs_on(folder):
    pages = ease_of_pages(read_content(folder))

    assert list(pages) == [
        "roles/boat-builder.yaml",
        "roles/captain.yaml",
        "guides/life-at-sea.md",
        "comparisons/boat-builder-vs-captain.yaml",
    ]
    # The title is no running text: "The sea is large. It is also wet. Is it wet? Often."
    assert pages["guides/life-at-sea.md"].words == 4 + 4 + 3 + 1
