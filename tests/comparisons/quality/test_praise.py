import pytest

from comparisons.quality.praise import praise


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("This is the best job for you.", "the best"),
        ("It is one of the best jobs there are.", "one of the best"),
        ("You join the very best.", "the very best"),
        ("Take our best advice.", "our best"),
        ("The most rewarding career starts here.", "The most rewarding"),
        ("It is the single most important step.", "the single most important"),
        ("Nothing is lost. This is the smartest move.", "the smartest"),
        ("The fastest way into product is this one.", "The fastest way"),
        ("It is the ultimate career.", "ultimate"),
        ("You join a world-class team.", "world-class"),
        ("The strongest people stay.", "The strongest"),
        ("It is a perfect fit.", "perfect"),
        ("A game-changing, seamless start.", "game-changing"),
        ("The best way in is cheap [@x]. This is the best job.", "the best"),
        ("Not easy, the best job of all.", "the best"),
        ("The best engineers leave first.", "The best"),
        ("This is the best way.", "the best"),
        ("It is the best way ahead.", "the best"),
    ],
)
def test_praise_is_found(text, found):
    assert praise(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "At least three people, at best four, and at most five.",
        "Most teams and most of the managers begin with it first.",
        "The largest technology companies pay the highest salaries.",
        "The nearest official figure is the latest one.",
        "What is the best argument against it?",
        "Do your best, and let your best engineer go.",
        "The best-paid tenth earns more.",
        "The best moment of the week was hers.",
        "What were you doing on the best one?",
        "She is the best engineer on the team.",
        "It is the best of the two.",
        "It is the best offer you have.",
        "It is not the best job, and no job is perfect.",
        "There isn’t a perfect answer.",
        "“It goes to the best coder.” It does not.",
        "He writes that the strongest and the best return [@pendulum].",
        "Which is the best time to leave?",
        "You have the ultimate say.",
        "It was a perfect storm.",
        "Ultimately you decide.",
        "The most common shape, and the most expensive one.",
        "Management works best in person.",
        "The best way to learn it is to do it.",
        "One of the best ways of finding out is to ask.",
    ],
)
def test_honest_words_are_no_praise(text):
    assert praise(text) == ""
