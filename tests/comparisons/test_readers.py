import pytest

from comparisons.readers import Letters, in_sentences

NAMES = {"a": "engineering manager", "b": "tech lead", "none": "neither"}


@pytest.mark.parametrize(
    ("letters", "sentences"),
    [
        ([], ""),
        (
            [("b", False, 1)],
            "One reader wrote, and would pick tech lead."
            " Nobody who has held both jobs has written.",
        ),
        (
            [("a", True, 1)],
            "One reader wrote, and would pick engineering manager."
            " The one who has held both jobs would pick engineering manager.",
        ),
        (
            [("none", False, 1), ("none", True, 1)],
            "Both readers who wrote would pick neither."
            " The one who has held both jobs would pick neither.",
        ),
        (
            [("b", False, 2), ("b", True, 2)],
            "All 4 readers who wrote would pick tech lead."
            " Both who have held both jobs would pick tech lead.",
        ),
        (
            [("a", False, 2), ("b", False, 6), ("b", True, 3), ("none", True, 1)],
            "Of 12 readers who wrote, 9 would pick tech lead, 2 engineering manager and 1 neither."
            " Of the 4 who have held both jobs, 3 would pick tech lead and 1 neither.",
        ),
        (
            [("none", False, 3), ("b", False, 3), ("a", False, 3), ("b", True, 3)],
            "Of 12 readers who wrote, 6 would pick tech lead, 3 engineering manager and 3 neither."
            " All 3 who have held both jobs would pick tech lead.",
        ),
    ],
)
def test_readers_are_counted_in_plain_sentences(letters, sentences):
    assert in_sentences([Letters(*some) for some in letters], NAMES) == sentences
