import pytest

from comparisons.quality.punctuation import ends_like_a_sentence, is_cut_off, unbalanced


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("You lead (and code.", [9]),
        ("You lead) and code.", [8]),
        ("You [lead (and] code).", [14, 4]),
        ("“You lead.", [0]),
        ("You lead.”", [9]),
        ('You "lead.', [4]),
        ("You “lead (and” code).", [14, 4]),
        ('You get 24 "inches.', [11]),
    ],
)
def test_missing_half_is_found(text, places):
    assert list(unbalanced(text)) == places


@pytest.mark.parametrize(
    "text",
    [
        "You lead (and [sometimes] code).",
        "“You lead,” he said, “and code.”",
        'You "lead" and "code".',
        "a) Lead, b) code.",
        'A 24" screen.',
        'You "lead" on a 24" screen.',
        'You "lead 24".',
        "It’s the team’s ‘lead’.",
    ],
)
def test_what_closes_is_balanced(text):
    assert list(unbalanced(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "You lead.",
        "Do you lead?",
        "You lead …",
        "You said “I lead.”",
        "(You lead.)",
        "You lead [@staff-work].",
        "You lead. [@staff-work]",
        "**You lead.**",
    ],
)
def test_sentence_ends(text):
    assert ends_like_a_sentence(text)


@pytest.mark.parametrize("text", ["You lead", "You lead,", "You lead:", "You said “I lead”", ""])
def test_sentence_without_its_end(text):
    assert not ends_like_a_sentence(text)


def test_colon_ends_what_introduces_a_list():
    assert ends_like_a_sentence("You lead:", introduces=True)


@pytest.mark.parametrize("text", ["Code,", "Code and", "Code –", "Code (", "the", "Code, [@x]"])
def test_fragment_is_cut_off(text):
    assert is_cut_off(text)


@pytest.mark.parametrize("text", ["Code, tests", "67,000+", "Team A", "Brand", "What you are for"])
def test_fragment_is_whole(text):
    assert not is_cut_off(text)
