import pytest

from quiz.asking import Walk
from quiz.forms import AnswerForm, ClosingForm, GoalsForm, Key, Origin, Wishes
from tests.factories import AttemptFactory, live_edition

CRITERIA = [{"slug": slug, "goal": f"Have {slug}"} for slug in ("a", "b", "c", "d", "e")]


@pytest.mark.parametrize(
    ("query", "wishes"),
    [
        ({}, set()),
        ({"again": "1"}, {"again"}),
        ({"then": "answers", "change": "1"}, {"then", "change"}),
        ({"then": "", "again": "False"}, set()),
        ({"else": "1"}, set()),
    ],
)
def test_wishes_are_those_that_are_named(query, wishes):
    assert Wishes.of(query) == wishes


@pytest.mark.parametrize("token", ["a-B_" * 6 + "xyz", "t" * 27])
def test_key_in_a_form_is_taken(token):
    assert Key.in_form({"token": token}) == token


@pytest.mark.parametrize("token", ["", "t" * 26, "t" * 28, "!" * 27, "é" * 27, "t" * 10_000])
def test_whatever_is_no_key_counts_as_none(token):
    assert Key.in_form({"token": token}) == ""


@pytest.mark.parametrize("sent", [{}, {"attempt": ""}, {"attempt": "x" * 10_000}])
def test_page_that_does_not_say_of_which_attempt_it_is_counts_as_anothers(sent):
    attempt = AttemptFactory.build(edition=None)

    assert Origin.of({"attempt": attempt.mark}).is_of(attempt)
    assert not Origin.of(sent).is_of(attempt)


@pytest.mark.parametrize(
    ("sent", "chosen"),
    [([], []), (["c", "a"], ["a", "c"]), (["b", "b"], ["b"]), (["a", "b", "c"], ["a", "b", "c"])],
)
def test_goals_stand_in_the_order_of_the_list(sent, chosen):
    form = GoalsForm(CRITERIA, {"goals": sent})

    assert form.is_valid()
    assert form.cleaned_data["goals"] == chosen


@pytest.mark.parametrize(("sent", "number"), [("abcd", 4), ("abcde", 5)])
def test_more_than_three_goals_are_counted(sent, number):
    form = GoalsForm(CRITERIA, {"goals": list(sent)})

    assert form.errors == {"goals": [f"Choose at most three. You chose {number}."]}


@pytest.fixture
def asked(db):
    attempt = AttemptFactory.build(edition=live_edition(), order=["pair-1"])
    return Walk(attempt).at(1)


@pytest.mark.parametrize(("sent", "value"), [("1", 1), ("4", 4), ("skip", None)])
def test_answer_is_a_number_or_none(asked, sent, value):
    form = AnswerForm(asked, {"answer": sent})

    assert form.is_valid()
    assert form.cleaned_data["answer"] is value


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Choose an answer, or skip this one."),
        ({"answer": "5"}, "That is not an answer to this question. Choose one, or skip it."),
    ],
)
def test_what_is_no_answer_is_refused(asked, sent, message):
    assert AnswerForm(asked, sent).errors == {"answer": [message]}


def test_skip_is_no_choice_to_be_seen(asked):
    shown = [value for value, _ in AnswerForm(asked).fields["answer"].widget.choices]

    assert sorted(shown) == [1, 2, 3, 4]


@pytest.mark.django_db
def test_closing_leaves_out_what_was_not_answered():
    attempt = AttemptFactory(edition=live_edition())

    form = ClosingForm(attempt, {"product-management": "worse", "circumstances": ["visa"] * 2})

    assert form.is_valid()
    assert form.closing == {"product-management": "worse"}
    assert form.cleaned_data["circumstances"] == ["visa"]
