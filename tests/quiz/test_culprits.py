from dataclasses import replace

import numpy as np
import pytest

from comparisons.models import Criterion
from quiz import crowd, culprits, fairness
from quiz.culprits import Clue, advice, clue_to
from quiz.models import Edition, Option, Question
from quiz.opening import RefusedError, open_edition
from quiz.scoring import Option as Answer
from tests.desk import url
from tests.factories import (
    OptionFactory,
    QuestionFactory,
    draft_edition,
    live_edition,
    paths_with_roles,
)
from tests.quiz.engine import (
    BETS,
    BUILD,
    CUSTOMERS,
    DEPTH,
    LEVELS,
    QUESTIONS,
    TIME,
    draft_quiz,
    statement,
)

QUIZ = draft_quiz()


@pytest.fixture
def few_people(monkeypatch):
    """Enough to see what leans far, and much sooner."""
    for group in ("FOR_THE_LIMIT", "SINCERE", "ARCHETYPES", "YES_SAYERS", "RANDOM"):
        monkeypatch.setattr(fairness, group, 1_000)
    for group in ("ASKED_IN_ORDER", "CLEAR_AND_CHANGED"):
        monkeypatch.setattr(fairness, group, 30)


def failed(name):
    return fairness.Check(name, value=0, gate="a gate", passed=False, shown="0")


def turned(slug):
    questions = (
        replace(one, options=tuple(replace(o, direction=-o.direction) for o in one.options))
        if one.slug == slug
        else one
        for one in QUESTIONS
    )
    return draft_quiz(questions=tuple(questions))


def with_more(*questions):
    return draft_quiz(questions=(*QUESTIONS, *questions))


EXTRA = tuple(
    statement(f"extra-{number}", criterion)
    for number, criterion in enumerate((DEPTH, BUILD, TIME, DEPTH, BUILD))
)


# Finding it


@pytest.mark.parametrize("name", [fairness.LEADS_OF_YES, fairness.LINES_ODDS])
def test_question_that_was_turned_round_is_found(name):
    clue = clue_to(failed(name), turned("year-without-code"), QUIZ)

    assert (clue.what, clue.slugs) == ("undone", ("year-without-code",))


@pytest.mark.parametrize("name", [fairness.LEADS_OF_YES, fairness.LINES_ODDS])
def test_five_questions_for_one_role_are_found_together(name):
    clue = clue_to(failed(name), with_more(*EXTRA), QUIZ)

    assert clue.what == "undone"
    assert set(clue.slugs) <= {question.slug for question in EXTRA}
    assert len(clue.slugs) > 1


def test_figure_that_is_told_is_that_of_the_quiz_without_it():
    clue = clue_to(failed(fairness.LINES_ODDS), with_more(*EXTRA), QUIZ)

    (odds, _) = fairness.straight_lines_say_nothing(crowd.judge(QUIZ, crowd.straight_lines(QUIZ)))
    assert (len(clue.slugs), clue.shown) == (5, odds.shown)


@pytest.mark.parametrize("name", [fairness.LEADS_OF_YES, fairness.LINES_ODDS])
def test_without_an_edition_before_one_that_leans_the_same_way_is_found(name):
    clue = clue_to(failed(name), turned("year-without-code"))

    leaning = {"year-without-code", "architectures", "three-hours"}
    assert clue.what in {"turned", "left out"}
    assert set(clue.slugs) <= leaning


def test_question_in_which_all_roles_are_alike_is_found():
    criteria = (*QUIZ.criteria, "coffee")
    levels = tuple((*row, 3) for row in LEVELS)
    quiz = draft_quiz(
        criteria=criteria, levels=levels, questions=(*QUESTIONS, statement("cups", "coffee"))
    )

    clue = clue_to(failed(fairness.EXTREMES), quiz)

    # 40 ends of statements and pairs, 12 options of scenarios, 11 goals.
    assert clue == Clue("left out", ("cups",), shown="63 of 63")


def test_question_that_was_there_before_with_another_criterion_is_undone_to_what_it_was():
    changed = tuple(
        replace(one, options=(Answer(DEPTH),)) if one.slug == "watching-strangers" else one
        for one in QUESTIONS
    )

    clue = clue_to(failed(fairness.LEADS_OF_YES), draft_quiz(questions=changed), QUIZ)

    assert (clue.what, clue.slugs) == ("undone", ("watching-strangers",))


def test_ratings_are_named_where_questions_are_not_to_blame():
    levels = np.array(LEVELS, dtype=float)
    levels[0] = 2 * levels[0] - levels[1:].sum(axis=0) / 2
    doubled = draft_quiz(levels=tuple(map(tuple, levels)))

    assert clue_to(failed(fairness.RANDOM_LEADS), doubled, QUIZ) == Clue("ratings")


def test_criteria_that_too_few_questions_ask_about_are_named():
    without = tuple(one for one in QUESTIONS if BETS not in one.criteria)

    clue = clue_to(failed(fairness.TOUCHING), draft_quiz(questions=without), QUIZ)

    assert clue == Clue("criteria", criteria=(BETS,))


def test_question_that_tells_least_is_named_where_all_tell_too_little():
    at = QUIZ.criteria.index(CUSTOMERS)
    levels = tuple((*row[:at], 3, *row[at + 1 :]) for row in LEVELS)
    flat = draft_quiz(levels=levels)

    clue = clue_to(failed("Archetypes are found"), flat, None)

    assert clue.what == "weakest"
    assert clue.slugs in {("watching-strangers",), ("support-calls",)}


def test_question_on_which_most_hangs_is_named_where_one_answer_flips():
    clue = clue_to(failed(fairness.FLIPPING), QUIZ)

    assert clue.what == "heaviest"
    assert len(clue.slugs) == 1


def test_what_no_question_can_change_names_none():
    assert clue_to(failed(fairness.PRESENTING), QUIZ, QUIZ) is None


def test_whatever_can_be_looked_into_is_a_check_of_the_report(few_people):
    names = {check.name for check in fairness.report(QUIZ).checks}

    assert names > {*culprits.LEANINGS, fairness.TOUCHING, fairness.FLIPPING, fairness.PRESENTING}


def test_quiz_of_one_question_keeps_it():
    alone = draft_quiz(questions=QUESTIONS[:1])

    for name in culprits.LEANINGS:
        clue = clue_to(failed(name), alone, QUIZ)

        assert clue.what in {"ratings", "turned", "undone"}


# The short way to the shares


def test_two_sums_give_the_shares_of_random_answers(rng):
    shares = crowd.judge(QUIZ, crowd.random_sheets(QUIZ, rng, 20_000)).shares

    assert culprits.random_shares(QUIZ) == pytest.approx(shares, abs=0.015)


@pytest.mark.parametrize("quiz", [QUIZ, turned("year-without-code")], ids=["fair", "unfair"])
def test_two_sums_give_the_shares_of_yes_sayers(rng, quiz):
    people = crowd.sincere_people(quiz, rng, 20_000, yes=crowd.YES)

    shares = crowd.judge(quiz, people.sheets).shares

    # Near enough to tell which question to try on people.
    assert culprits.shares_of_yes(quiz) == pytest.approx(shares, abs=0.04)


@pytest.fixture
def rng():
    return np.random.default_rng(5)


# Saying it


TEXTS = {"a": "I like it.", "b": "I do it.", "c": "I see it."}
CRITERIA = {"depth": "Technical depth", "bets": "Open-ended bets"}


@pytest.mark.parametrize(
    ("clue", "said"),
    [
        (
            Clue("undone", ("a",), shown="50.0%"),
            "Look first at “I like it.”, which differs from edition 1: undone, the figure would be "
            "about 50.0%.",
        ),
        (
            Clue("undone", ("a", "b", "c"), shown="50.0%"),
            "Look first at “I like it.”, “I do it.” and “I see it.”, which differ from edition 1: "
            "undone, the figure would be about 50.0%.",
        ),
        (
            Clue("left out", ("a",), shown="50.0%"),
            "Look first at “I like it.”: without it the figure would be about 50.0%.",
        ),
        (
            Clue("left out", ("a", "b"), shown="50.0%"),
            "Look first at “I like it.” and “I do it.”: without them the figure would be about "
            "50.0%.",
        ),
        (
            Clue("turned", ("a",), shown="50.0%"),
            "Look first at “I like it.”: asked the other way round, the figure would be about "
            "50.0%.",
        ),
        (
            Clue("heaviest", ("a",)),
            "Look first at “I like it.”: no other answer moves a result as far.",
        ),
        (
            Clue("weakest", ("a",)),
            "Look first at “I like it.”: it tells least about which role leads.",
        ),
        (
            Clue("weakest", ("a",), ("depth", "bets")),
            "Look first at “I like it.”: it tells least about which role leads. Few questions ask "
            "about: Technical depth, Open-ended bets.",
        ),
        (Clue("criteria", criteria=("bets",)), "Add a question about: Open-ended bets."),
        (
            Clue("ratings"),
            "No question explains it, nor a few together. Compare the ratings of the three roles.",
        ),
    ],
    ids=lambda value: getattr(value, "what", ""),
)
def test_clue_is_said_in_a_sentence(clue, said):
    assert advice(clue, TEXTS, CRITERIA, "edition 1") == said


# On the desk


@pytest.fixture
def live(db, few_people) -> Edition:
    return live_edition(number=1)


@pytest.fixture
def draft(live) -> Edition:
    draft = draft_edition(number=2)
    # As in a copy, a question has the same name and the same words in both.
    for there, here in zip(live.questions.all(), draft.questions.all(), strict=True):
        Question.objects.filter(pk=here.pk).update(text=there.text)
    return draft


def act(client, action, edition):
    data = {"action": action, "_selected_action": [edition.pk]}
    if action == "open":
        page = client.post(url(Edition, "changelist"), data)
        data["confirmed"] = page.context["confirmed"]
    return client.post(url(Edition, "changelist"), data, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


def one_reversed(draft):
    Option.objects.filter(question__edition=draft, question__slug="building-1").update(direction=1)
    return ["building-1"]


def five_for_one_role(draft):
    slugs = ["building", "technical-depth", "uninterrupted-time", "building", "technical-depth"]
    for number, slug in enumerate(slugs):
        question = QuestionFactory(
            edition=draft,
            slug=f"extra-{number}",
            text=f"I like extra {number}.",
            order=100 + number,
        )
        OptionFactory(question=question, criterion=Criterion.objects.get(slug=slug))
    return [f"extra-{number}" for number in range(5)]


@pytest.mark.parametrize("make_unfair", [one_reversed, five_for_one_role])
def test_edition_made_unfair_is_not_opened_and_check_and_question_are_named(
    opener, draft, live, make_unfair
):
    guilty = draft.questions.filter(slug__in=make_unfair(draft))

    response = act(opener, "open", draft)

    first, *reasons = told(response)
    assert first == "Edition 2 was not opened."
    (of_yes,) = [reason for reason in reasons if reason.startswith(fairness.LEADS_OF_YES)]
    assert "and the gate is: within 4 points of a third. Yes-sayers lean" in of_yes
    assert "whatever they are asked. Look first at “" in of_yes
    named = [one for one in guilty if f'“<a href="{url(one)}">{one}</a>”' in of_yes]
    assert len(named) >= min(2, len(guilty))
    assert "from edition 1: undone, the figure would be about " in of_yes
    assert (Edition.objects.live(), Edition.objects.get(number=2).state) == (live, "draft")


def test_the_same_edition_leans_nowhere_when_it_is_left_as_it_was(opener, draft):
    """So that the test above is about what was changed."""
    reasons = told(act(opener, "measure", draft))

    assert not [reason for reason in reasons if reason.startswith(fairness.LEADS_OF_YES)]


def test_criterion_without_a_question_is_named(opener, draft):
    draft.questions.filter(options__criterion__slug="open-ended-bets").delete()

    reasons = told(act(opener, "measure", draft))

    (about,) = [reason for reason in reasons if reason.startswith(fairness.TOUCHING)]
    assert about.endswith("Add a question about: Open ended bets.")


def test_advice_is_kept_with_the_report_and_shown_on_the_page(opener, draft):
    one_reversed(draft)
    act(opener, "measure", draft)

    html = opener.get(url(draft)).content.decode()

    draft.refresh_from_db()
    kept = [check["advice"] for check in draft.report["checks"] if "advice" in check]
    assert all(said.startswith("Look first at “") for said in kept)
    question = draft.questions.get(slug="building-1")
    assert f'fails Look first at “<a href="{url(question)}">{question}</a>”' in html


def test_first_edition_of_all_has_none_to_compare_with(db, few_people):
    paths_with_roles()
    draft = draft_edition(number=1)
    one_reversed(draft)

    with pytest.raises(RefusedError) as refused:
        open_edition(draft)

    assert all("Look first at “" in reason for reason in refused.value.reasons)
    assert "differs from" not in str(refused.value)


def test_words_of_a_question_are_no_markup_in_a_message(opener, draft):
    one_reversed(draft)
    draft.questions.filter(slug="building-1").update(text="<b>Bold</b> & “quoted”?")

    html = act(opener, "measure", draft).content.decode()

    assert "<b>Bold" not in html
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; “quoted”?" in html
