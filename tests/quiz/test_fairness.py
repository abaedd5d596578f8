from dataclasses import replace

import numpy as np
import pytest

from quiz import crowd, fairness, glossary
from quiz.scoring import Option, credible_set, outcome
from tests.quiz.engine import BETS, LEVELS, QUESTIONS, ROLES, draft_quiz, statement

QUIZ = draft_quiz()
# The method does not say whose leader it followed through the questions. Sincere people, whom we
# follow, change theirs more often than its gates allow.


@pytest.fixture(scope="module")
def report():
    return fairness.report(QUIZ)


def failed(report):
    return {check.name for check in report.checks if not check.passed}


def test_draft_passes(report):
    assert failed(report) == set()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Straight lines that get a clear result", "somebody who always ticks the same step"),
        ("Yes-sayers, by the role they lead to", "agreeing, whatever they are asked"),
        ("A clear result is right for archetypes", "want just what one role offers"),
        ("Careless archetypes are found", "answer in haste"),
        ("Lengths of the profiles", "head start"),
        ("Cosines between them", "nearer to 1 where two are alike"),
        ("Questions touching each criterion", ""),
    ],
)
def test_words_of_the_report_are_explained(name, said):
    meaning = glossary.in_plain_words(name)

    assert said in meaning
    assert bool(meaning) == bool(said)


def test_every_explanation_is_of_some_check(report):
    names = " ".join(check.name.lower() for check in report.checks)

    assert [words for words in glossary.WORDS if words not in names] == []


def test_every_row_of_the_method_is_checked(report):
    gates = [(check.name, check.gate) for check in report.checks if check.gate]

    assert gates == [
        ("Archetypes who answer without noise are found", "100%"),
        ("Their lowest odds", "at least 95%"),
        ("Archetypes are found", "at least 95%"),
        ("Careless archetypes are found", "at least 90%"),
        ("Sincere people are led to their best role", "at least 66%"),
        ("The roles named hold the best one", "at least 87%"),
        ("A clear result is right for sincere people", "at least 87%"),
        ("A clear result is right for archetypes", "at least 98%"),
        ("Points by which odds miss what comes true", "at most 6 points"),
        ("Points by which odds promise too much", "at most 4 points"),
        ("Random answers, by the role they lead to", "within 3 points of a third"),
        ("Random answers that get a clear result", "at most 8%"),
        ("Sincere people called contradictory", "at most 6%"),
        ("The highest odds of a straight line", "at most 60%"),
        ("Straight lines that get a clear result", "none"),
        ("Yes-sayers, by the role they lead to", "within 4 points of a third"),
        ("Clear results that one step or one dropped question flips", "at most 2%"),
        ("What order, reversed keys and swapped sides change", "less than a billionth"),
        ("Extreme answers and goals that, alone, raise every role they favour", "all"),
        ("The leader after 12 questions stays", "at least 89%"),
        ("The leader after 16 questions stays", "at least 92%"),
        ("Points gained over random order", "at least 3 points"),
        ("Stopping early ends at the same role", "at least 98%"),
        ("The odds of a role after three goals on its path, all else neutral", "at least 60%"),
        ("Of these, results that are called clear", "none"),
        ("Questions touching each criterion", "at least 2"),
    ]


def test_what_has_no_gate_passes(report):
    assert all(check.passed for check in report.checks if not check.gate)


def test_every_figure_is_shown(report):
    assert all(check.name and check.shown for check in report.checks)
    assert all(isinstance(check.passed, bool) for check in report.checks)


@pytest.fixture
def few_people(monkeypatch):
    for group in ("FOR_THE_LIMIT", "SINCERE", "ARCHETYPES", "YES_SAYERS", "RANDOM"):
        monkeypatch.setattr(fairness, group, 300)
    monkeypatch.setattr(fairness, "ASKED_IN_ORDER", 30)


def test_same_seed_gives_the_same_report(few_people):
    assert fairness.report(QUIZ, 1) == fairness.report(QUIZ, 1)


def test_another_seed_asks_other_people(few_people):
    assert fairness.report(QUIZ, 1) != fairness.report(QUIZ, 2)


def test_quiz_too_short_to_stop_early_fails_without_an_error(few_people):
    short = fairness.report(draft_quiz(questions=QUESTIONS[:1]))

    assert {"Questions touching each criterion", "Stopping early ends at the same role"} <= failed(
        short
    )


def test_limit_is_computed_and_not_taken_from_the_quiz(report):
    assert QUIZ.contradiction_limit == np.inf
    assert report.contradiction_limit == pytest.approx(1.0, abs=0.05)


def test_report_passes_only_if_all_checks_do():
    good, bad = (fairness.Check("name", 1.0, "all", passed, "1") for passed in (True, False))

    assert fairness.Report((good, good), 1.0).passed
    assert not fairness.Report((good, bad), 1.0).passed


# Quizzes that are unfair, and the gates that say so


def with_one_profile_doubled():
    """The first role lies twice as far from the mean of the three as it did."""
    levels = np.array(LEVELS, dtype=float)
    others = levels[1:].sum(axis=0)
    # Its distance from the mean is 2/3 of its level less a third of the others' sum.
    levels[0] = 2 * levels[0] - others / 2
    return draft_quiz(levels=tuple(map(tuple, levels)))


def with_all_keys_positive():
    agreed = tuple(
        replace(question, options=tuple(Option(option.criterion) for option in question.options))
        for question in QUESTIONS
    )
    return draft_quiz(questions=agreed)


def with_no_question_on(criterion):
    return draft_quiz(questions=tuple(one for one in QUESTIONS if criterion not in one.criteria))


def test_doubling_doubles_the_distance_of_one_role_alone():
    doubled = with_one_profile_doubled()

    assert doubled.profiles[0] == pytest.approx(2 * QUIZ.profiles[0])
    assert doubled.levels[1:] == pytest.approx(np.array(LEVELS[1:]))


@pytest.mark.parametrize(
    ("quiz", "gates"),
    [
        (with_one_profile_doubled(), {"Random answers, by the role they lead to"}),
        (with_all_keys_positive(), {"Yes-sayers, by the role they lead to"}),
        (with_no_question_on(BETS), {"Questions touching each criterion"}),
    ],
    ids=["one profile doubled", "all keys positive", "a criterion without a question"],
)
def test_unfair_quiz_fails(quiz, gates, report):
    assert not gates & failed(report)

    assert gates <= failed(fairness.report(quiz))


# The people who are asked


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def sheet(people, number):
    """The answers and goals of one of them, as they would come from a form."""
    values = people.values[number].tolist()
    answers = {one.slug: value for one, value in zip(QUESTIONS, values, strict=True) if value}
    goals = [goal for goal, is_goal in zip(QUIZ.criteria, people.goals[number], strict=True)
             if is_goal]  # fmt: skip
    return answers, goals


def test_many_are_judged_as_one_is(rng):
    quiz = draft_quiz(contradiction_limit=1.5)
    full = crowd.random_sheets(quiz, rng, 60)
    skipped = rng.random(full.values.shape) < rng.random((60, 1))
    sheets = replace(full, values=np.where(skipped, 0, full.values))

    results = crowd.judge(quiz, sheets)

    assert set(results.clear.tolist()) == {True, False}
    for number in range(60):
        one = outcome(quiz, *sheet(sheets, number))
        assert results.odds[number] == pytest.approx(one.odds, abs=1e-12)
        assert results.answered[number] == one.answered
        assert results.untouched[number] == len(one.untouched)
        assert results.contradiction[number] == pytest.approx(one.contradiction)
        assert bool(results.clear[number]) == (one.verdict == "clear")
        assert {
            role for role, named in zip(ROLES, results.credible[number], strict=True) if named
        } == {*credible_set(ROLES, one.odds)}


def test_tied_roles_share_the_lead():
    results = crowd.judge(QUIZ, crowd.Sheets(np.zeros((1, 24), int), np.zeros((1, 10), bool)))

    assert results.leading.tolist() == [pytest.approx([1 / 3] * 3)]


def test_straight_lines_are_sixty_and_all_different():
    lines = crowd.straight_lines(QUIZ)

    assert len(np.unique(lines.values, axis=0)) == len(lines.values) == 60
    assert not lines.goals.any()


def test_sincere_people_choose_three_goals_and_answer_everything(rng):
    people = crowd.sincere_people(QUIZ, rng, 200)

    assert set(people.sheets.goals.sum(axis=1).tolist()) == {3}
    for number, question in enumerate(QUESTIONS):
        assert set(people.sheets.values[:, number].tolist()) == set(question.values)


def test_noise_free_archetype_answers_as_its_profile_says(rng):
    people = crowd.noise_free_people(QUIZ, rng)
    manager = people.sheets.only(people.best == 0)

    answers, goals = sheet(manager, 0)

    assert goals == ["growing-people", "deciding-about-people", "running-the-team"]
    assert (answers["mentoring"], answers["career-worries"]) == (5, 1)
    assert answers["person-or-build"] == 1
    assert answers["launch-slips"] == 1


def test_yes_sayer_adds_half_to_statements_alone():
    usual, yes = (
        crowd.sincere_people(QUIZ, np.random.default_rng(1), 500, yes=shift).sheets
        for shift in (0.0, 0.5)
    )

    statements = np.array([question.kind == "statement" for question in QUESTIONS])
    # Half a step is one answer further, up to the end of the scale.
    assert (
        yes.values[:, statements] == np.minimum(usual.values[:, statements] + 1, 5)
    ).mean() > 0.8
    assert (yes.values[:, ~statements] == usual.values[:, ~statements]).all()


def test_tie_for_the_third_goal_gives_several_triples():
    # The first role lies 3 above the others on five criteria, and three of them are its path.
    levels = ((5, 5, 5, 5, 5, 1, 1, 1, 1, 1), (2,) * 10, (2,) * 10)
    paths = crowd.goals_of_one_path(draft_quiz(levels=levels))

    assert (paths.best == 0).sum() == 10


def test_one_change_is_one_step_another_option_or_one_dropped_question():
    answered = crowd.Sheets(np.full((1, 24), 3), np.zeros((1, 10), dtype=bool))

    changed = [one.values[0] for one in fairness._changed_once(QUIZ, answered)]

    becomes = {question.slug: set() for question in QUESTIONS}
    for values in changed:
        (number,) = np.flatnonzero(values != 3)
        becomes[QUESTIONS[number].slug].add(int(values[number]))
    expected = {"statement": {0, 2, 4}, "pair": {0, 2, 4}, "scenario": {0, 1, 2}}
    assert becomes == {question.slug: expected[question.kind] for question in QUESTIONS}


def test_change_at_the_end_of_a_scale_stays_on_it():
    answered = crowd.Sheets(np.ones((1, 24), dtype=int), np.zeros((1, 10), dtype=bool))

    assert min(one.values.min() for one in fairness._changed_once(QUIZ, answered)) == 0
    assert max(one.values.max() for one in fairness._changed_once(QUIZ, answered)) == 3


@pytest.mark.parametrize(
    ("changes", "clear"),
    [
        ({}, True),
        ({"answered": 9}, False),
        ({"untouched": 1}, False),
        ({"contradictory": True}, False),
        ({"odds": [0.7, 0.2, 0.1]}, False),
    ],
)
def test_clear_needs_enough_answers_to_everything_that_agree(changes, clear):
    parts = {"odds": [0.9, 0.06, 0.04], "answered": 10, "untouched": 0, "contradictory": False}
    columns = {name: np.array([value]) for name, value in (parts | changes).items()}

    results = crowd.Results(estimate=None, contradiction=None, **columns)

    assert results.clear.tolist() == [clear]


def test_contradiction_limit_flags_one_in_twenty(rng):
    limit = fairness.contradiction_limit(QUIZ, rng)
    others = crowd.sincere_people(QUIZ, rng, 5000).sheets

    flagged = crowd.judge(replace(QUIZ, contradiction_limit=limit), others).contradictory.mean()

    assert flagged == pytest.approx(0.05, abs=0.015)


def test_question_on_which_all_roles_are_alike_raises_nobody():
    alike = replace(
        QUIZ, criteria=(*QUIZ.criteria, "pay"), levels=tuple((*row, 3) for row in LEVELS)
    )
    asked = replace(alike, questions=(*QUESTIONS, statement("raise", "pay")))

    before, after = (fairness.extremes_raise_whom_they_should(quiz) for quiz in (alike, asked))

    raised, of_all = before.shown.split(" of ")
    assert after.shown == f"{raised} of {int(of_all) + 2}"
    assert not after.passed
