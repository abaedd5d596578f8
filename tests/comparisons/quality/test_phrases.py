import pytest

from comparisons.quality.phrases import bare_depends, placeholder, says_nothing


@pytest.mark.parametrize(
    "text",
    [
        "It depends",
        "it depends.",
        "It all depends …",
        "Good or bad: it depends.",
        "Specific tradeoffs depend on your use case",
        "TBD",
        "Coming soon!",
        "Lorem ipsum dolor sit amet",
        "To be written.",
        " . ",
    ],
)
def test_phrase_says_nothing(text):
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "It depends on whether your manager codes: if so, you keep a day a week.",
        "Your success depends on people you do not manage.",
        "You decide what gets built.",
        "The second office is coming soon, and two of your reports will go there.",
    ],
)
def test_phrase_says_something(text):
    assert not says_nothing(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You lead. Coming soon.", "coming soon"),
        ("Experiments are to be added later.", "to be added"),
        ("Pay: TBD, we are looking.", "TBD"),
        ("A guide related to: leading.", "related to:"),
        ("n/a", "n/a"),
        ("Ask around. TODO write this.", "TODO"),
        ("Every situation is different.", "every situation is different"),
    ],
)
def test_placeholder_is_found_in_a_longer_text(text, found):
    assert placeholder(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Two more people are to be added to your rota before June.",
        "A pro of this job is the quiet.",
        "Nobody touches the TODOs in that file.",
    ],
)
def test_same_words_in_a_sentence_that_says_something_hold_no_place(text):
    assert placeholder(text) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Which pays more? It depends.", "It depends"),
        ("That depends, every firm differs.", "That depends"),
        ("It really depends. Nobody knows.", "It really depends"),
        ("It depends on many things.", "It depends"),
        ("It depends on various factors, as ever.", "It depends"),
    ],
)
def test_bare_depends_is_found(text, found):
    assert bare_depends(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "It depends a great deal on your manager.",
        "It depends: if your manager codes, you keep a day.",
        "It depends. With four reports you can; with nine you cannot.",
        "Whoever answers “it depends” owes you the condition.",
        "A team that depends on nobody is rare.",
    ],
)
def test_depends_with_its_condition_is_none(text):
    assert bare_depends(text) == ""
