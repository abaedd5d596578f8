"""Sincere people are seldom called contradictory, however many questions they answer."""

from dataclasses import replace

import numpy as np
import pytest

from quiz import crowd, fairness
from tests.quiz.engine import draft_quiz

PEOPLE = 3000
MOST = 0.06  # the gate for those who answer everything


@pytest.fixture(scope="module")
def quiz():
    limit = fairness.contradiction_limit(draft_quiz(), np.random.default_rng(1))
    return draft_quiz(contradiction_limit=limit)


@pytest.fixture(scope="module")
def flagged(quiz):
    """The share of sincere people after each number of questions, in the order of the quiz."""
    rng = np.random.default_rng(2)
    sheets = crowd.sincere_people(quiz, rng, PEOPLE).sheets
    results = fairness._asked_one_by_one(quiz, sheets, rng)
    return [0.0, *(float(one.contradictory.mean()) for one in results)]


@pytest.mark.parametrize("number", [10, 12, 14, 16, 20, 24])
def test_sincere_people_are_seldom_flagged(flagged, number):
    assert flagged[number] <= MOST


@pytest.mark.parametrize("number", [1, 5, 9])
def test_nobody_is_flagged_before_a_result_could_be_given(flagged, number):
    assert flagged[number] == 0


def test_limit_for_all_answers_would_flag_too_many_of_those_who_give_fewer(quiz, monkeypatch):
    monkeypatch.setattr("quiz.scoring.CONTRADICTION_LEEWAY", 0.0)
    rng = np.random.default_rng(2)
    sheets = crowd.sincere_people(quiz, rng, PEOPLE).sheets

    after = list(fairness._asked_one_by_one(quiz, sheets, rng))[:12]

    assert after[-1].contradictory.mean() > MOST


def test_random_answers_are_still_often_flagged_when_there_are_few(quiz):
    rng = np.random.default_rng(3)
    full = crowd.random_sheets(quiz, rng, PEOPLE)
    asked = crowd.largest(rng.random(full.values.shape), 12)

    results = crowd.judge(quiz, replace(full, values=np.where(asked, full.values, 0)))

    assert results.contradictory.mean() > 0.3
