import pytest

from comparisons.quality.words import count_words, plain, runs, sentences


@pytest.mark.parametrize("text", ["You lose time", "you lose time.", "  You\nlose   TIME.  "])
def test_plain_words_are_compared_without_case_spaces_and_full_stop(text):
    assert plain(text) == "you lose time"


def test_points_that_differ_in_words_are_different():
    assert plain("You lose time") != plain("You lose some time")


@pytest.mark.parametrize(
    "text",
    [
        "It took 1.5 days and 12.1 people.",
        "Ask somebody, e.g. Ada or the team, i.e. Grace.",
        "The U.S. Bureau of Labor Statistics counts them.",
        "Dr. Pier and J. Smith vs. The Harbour.",
        "Levels.fyi and Node.js have a stop in their names.",
        "See No. 5 on the list.",
        "“Why?” he asked, and “Stop.” was all you said.",
        "You wait … and nothing happens.",
        "It fell (a little?) in spring.",
        "One sentence without an end",
        "It fell [@boat-census].",
        "It fell. [@boat-census] [@sailing-book]",
    ],
)
def test_one_sentence_stays_one(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It fell. It rose.", ["It fell.", "It rose."]),
        ("Did it fall? 40 of them did.", ["Did it fall?", "40 of them did."]),
        ("He said no. It rained.", ["He said no.", "It rained."]),
        ("So do I. Nobody did.", ["So do I.", "Nobody did."]),
        ("It rose in the U.S. The rest stayed.", ["It rose in the U.S.", "The rest stayed."]),
        ("You said “two days.” People stopped.", ["You said “two days.”", "People stopped."]),
        ("It fell. [@a] [@b] “Then it rose.”", ["It fell. [@a] [@b]", "“Then it rose.”"]),
        ("It fell [@a]. (It rose.)", ["It fell [@a].", "(It rose.)"]),
        ("A line\nAnother", ["A line", "Another"]),
    ],
)
def test_text_is_split_where_its_sentences_end(text, parts):
    assert sentences(text) == parts


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("You lead.", 2),
        ("You lead [@staff-work] [@being-glue].", 2),
        ("Cover for 6–10 weeks – not more.", 6),
        ("A well-paid tenth: $5, or 12%.", 6),
    ],
)
def test_words_are_counted_as_a_reader_does(text, count):
    assert count_words(text) == count


def test_runs_are_compared_without_case_punctuation_and_citations():
    assert runs("You don’t [@a] own it: THE DATE.", 4) == [
        ("you", "don't", "own", "it"),
        ("don't", "own", "it", "the"),
        ("own", "it", "the", "date"),
    ]


def test_text_that_is_too_short_has_no_run():
    assert runs("You own it", 4) == []
