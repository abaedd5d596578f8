"""What is kept of a result."""

import json
import math

import pytest

from comparisons.models import Experiment, Role, Verdict
from quiz.editions import quiz_of
from quiz.recommendation import recommend
from quiz.scoring import outcome
from tests.factories import ExperimentFactory, live_edition
from tests.quiz.results import (
    LEAD,
    MANAGER,
    PRODUCT,
    TORN,
    attempt_with,
    compared,
    neutral_answers,
    sincere_answers,
)
from tests.quiz.results import TECHNICAL as WANTS

pytestmark = pytest.mark.django_db

KEYS = [
    *("method", "edition", "finished_on", "verdict", "roles", "credible", "reasons", "answered"),
    *("of", "fewest", "untouched", "goals", "lead", "levels", "change", "ours"),
    *("closing", "staying", "circumstances", "steps", "answers"),
]


@pytest.fixture
def edition():
    return live_edition()


def numbers_in(thing):
    if isinstance(thing, dict):
        thing = list(thing.values())
    if isinstance(thing, list):
        return [number for part in thing for number in numbers_in(part)]
    return [thing] if isinstance(thing, float) else []


@pytest.mark.parametrize("kind", ["clear", "close", "open", "none"])
def test_result_is_plain_json_with_the_same_keys_for_each_verdict(edition, kind):
    answers = {
        "clear": sincere_answers(edition, WANTS),
        "close": sincere_answers(edition, TORN),
        "open": neutral_answers(edition),
        "none": {},
    }[kind]

    result = recommend(attempt_with(edition, answers))

    assert result["verdict"] == kind
    assert list(result) == KEYS
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert all(math.isfinite(number) for number in numbers_in(result))


def test_shares_by_criterion_add_up_to_the_lead(edition):
    lead = recommend(attempt_with(edition, sincere_answers(edition, WANTS)))["lead"]

    assert lead["leader"] == LEAD
    assert sum(one["size"] for one in lead["criteria"]) == pytest.approx(lead["size"], abs=1e-9)


def test_odds_are_those_of_the_engine_ranked_and_counted_to_a_hundred(edition):
    answers = sincere_answers(edition, TORN)
    quiz = quiz_of(edition)
    odds = dict(zip(quiz.roles, outcome(quiz, answers, ()).odds.tolist(), strict=True))

    roles = recommend(attempt_with(edition, answers))["roles"]

    assert {role["path"]: role["odds"] for role in roles} == odds
    assert [role["odds"] for role in roles] == sorted(odds.values(), reverse=True)
    assert sum(role["hundred"] for role in roles) == 100


def test_strongest_answers_are_told_in_the_words_in_which_they_were_given(edition):
    answers = sincere_answers(edition, {"technical-depth": 1, "time-with-customers": 0.6})
    goal = "technical-depth"

    lead = recommend(attempt_with(edition, answers, goals=[goal]))["lead"]

    kinds = {one["kind"]: one for one in lead["for"]}
    assert (kinds["goal"]["slug"], kinds["goal"]["answer"]) == (goal, "One of your goals")
    assert (kinds["statement"]["slug"], kinds["statement"]["answer"]) == (
        "technical-depth+1",
        "Exactly me",
    )
    assert len(lead["for"]) == 3
    assert len(lead["against"]) <= 2


def test_answers_come_as_they_were_asked_and_then_what_was_never_reached(edition):
    slugs = [question.slug for question in quiz_of(edition).questions]
    asked = list(reversed(slugs[:14]))
    given = {**neutral_answers(edition), "pair-1": 4, "pair-2": None}
    attempt = attempt_with(edition, {slug: given[slug] for slug in asked})
    attempt.order.append(slugs[20])

    answers = recommend(attempt)["answers"]

    assert [one["slug"] for one in answers] == [*asked, slugs[20], *slugs[14:20], *slugs[21:]]
    assert [one["answer"] for one in answers[:3]] == [
        "Skipped",
        "Much rather: do building",
        "In between",
    ]
    assert {one["answer"] for one in answers[14:]} == {"Not reached"}


def test_skipped_questions_do_not_count_as_answered(edition):
    answers = {**neutral_answers(edition), "growing-people+1": None}

    result = recommend(attempt_with(edition, answers))

    assert (result["answered"], result["of"]) == (11, 24)


def test_what_is_missing_is_named(edition):
    result = recommend(attempt_with(edition, {"building-1": 1, "pair-1": 2}))

    assert result["reasons"] == ["few", "untouched"]
    assert "Time with customers" in result["untouched"]
    assert "Growing people" not in result["untouched"]
    assert (result["lead"], result["change"], result["ours"], result["steps"]) == (
        *(None, None, None),
        [],
    )


def test_smallest_change_is_told_in_words_and_really_puts_the_other_role_first(edition):
    answers = sincere_answers(edition, TORN)
    before = recommend(attempt_with(edition, answers))
    flip = before["change"]["flips"][0]
    words = {one["slug"]: one["answer"] for one in before["answers"]}
    quiz = quiz_of(edition)

    changed = dict(answers)
    for one in flip["changes"]:
        assert one["was"] == words[one["slug"]]
        changed[one["slug"]] = next(
            value
            for value in quiz.by_slug[one["slug"]].values
            if recommend(attempt_with(edition, {**answers, one["slug"]: value}))["answers"][
                list(answers).index(one["slug"])
            ]["answer"]
            == one["becomes"]
        )
    after = recommend(attempt_with(edition, changed))

    assert before["roles"][0]["path"] != flip["path"]
    assert after["roles"][0]["path"] == flip["path"]


@pytest.mark.parametrize("wants", [WANTS, TORN, {"technical-depth": 1, "building": 1}, {}])
def test_each_role_behind_the_leader_is_put_first_by_a_change_or_is_not_close(edition, wants):
    result = recommend(attempt_with(edition, sincere_answers(edition, wants)))

    change = result["change"]
    told = [*(flip["path"] for flip in change["flips"]), *change["not_close"]]
    assert sorted(told) == sorted(role["path"] for role in result["roles"][1:])


# Our own verdict


def verdict_of(result):
    return {key: result["ours"][key] for key in ("slug", "pick", "agrees")}


@pytest.mark.parametrize(
    ("pick", "path", "agrees"),
    [
        (Verdict.Pick.A, PRODUCT, False),
        (Verdict.Pick.B, LEAD, True),
        (Verdict.Pick.NONE, "", False),
    ],
)
def test_our_verdict_on_the_two_leading_roles_agrees_or_differs(edition, pick, path, agrees):
    comparison = compared(PRODUCT, LEAD)
    comparison.verdicts.update(pick=pick)
    compared(PRODUCT, MANAGER)

    result = recommend(attempt_with(edition, sincere_answers(edition, WANTS)))

    assert [role["path"] for role in result["roles"][:2]] == [LEAD, PRODUCT]
    assert verdict_of(result) == {
        "slug": "product-manager-vs-tech-lead",
        "pick": path,
        "agrees": agrees,
    }
    assert result["ours"]["reasons"] == [one["name"] for one in result["lead"]["criteria"][:3]]


def test_what_somebody_does_not_want_is_a_reason_in_these_words(edition):
    compared(MANAGER, LEAD)
    wants = {"time-with-customers": -0.9, "building": -0.6}

    result = recommend(attempt_with(edition, sincere_answers(edition, wants)))

    assert [role["path"] for role in result["roles"][:2]] == [MANAGER, LEAD]
    first = result["lead"]["criteria"][0]
    assert (first["slug"], first["wanted"]) == ("building", False)
    assert result["ours"]["reasons"][0] == f"Little interest in {first['name'].lower()}"


def test_our_verdict_is_told_without_marks_of_sources(edition):
    compared(PRODUCT, LEAD).verdicts.update(in_short="Lead, says one [@survey].")

    result = recommend(attempt_with(edition, sincere_answers(edition, WANTS)))

    assert result["ours"]["in_short"] == "Lead, says one."


def test_comparison_that_is_not_public_gives_no_verdict(edition):
    comparison = compared(PRODUCT, LEAD)
    attempt = attempt_with(edition, sincere_answers(edition, WANTS))
    shown = recommend(attempt)["ours"]
    comparison.state = comparison.State.DRAFT
    comparison.save()

    hidden = recommend(attempt)["ours"]

    assert shown["slug"] == comparison.slug
    assert hidden is None


# What to do next


def test_each_step_tests_what_the_answers_are_least_sure_about(edition):
    lead, manager, product = (Role.objects.get(path=path) for path in (LEAD, MANAGER, PRODUCT))
    criteria = {rating.criterion.slug: rating.criterion for rating in lead.ratings.all()}
    Experiment.objects.all().delete()
    for role, slug in (
        (lead, "technical-depth"),
        (product, "open-ended-bets"),
        (manager, "deciding-about-people"),
    ):
        ExperimentFactory(role=role, criterion=criteria[slug], action=f"Try {slug} [@source].")
    answers = sincere_answers(edition, WANTS)
    for slug in ("open-ended-bets-1", "pair-6", "scenario-4"):
        answers[slug] = None
    attempt = attempt_with(edition, {**answers, "pair-6": 2})

    steps = recommend(attempt)["steps"]

    assert [(step["when"], step["path"], step["action"]) for step in steps] == [
        ("week", PRODUCT, "Try open-ended-bets.")
    ]


def test_there_is_one_step_for_each_span_of_time(edition):
    steps = recommend(attempt_with(edition, sincere_answers(edition, WANTS)))["steps"]

    assert [step["when"] for step in steps] == ["week", "month", "quarter"]


def test_of_experiments_that_test_the_same_the_one_of_the_leader_is_taken(edition):
    steps = recommend(attempt_with(edition, sincere_answers(edition, WANTS)))["steps"]

    assert {step["path"] for step in steps} == {LEAD}


# Staying, and what is true


@pytest.mark.parametrize(
    ("closing", "staying"),
    [
        ({}, False),
        ({MANAGER: "worse", LEAD: "same", PRODUCT: "worse"}, True),
        ({MANAGER: "worse"}, False),
        ({MANAGER: "worse", LEAD: "same"}, False),
        ({MANAGER: "worse", LEAD: "better"}, False),
        ({MANAGER: "no-job", LEAD: "no-job", PRODUCT: "no-job"}, False),
    ],
)
def test_staying_is_a_choice_when_no_week_is_better_than_the_present_one(edition, closing, staying):
    result = recommend(attempt_with(edition, {}, closing=closing))

    assert result["staying"] is staying
    assert result["closing"] == closing


def test_only_what_is_true_is_answered(edition):
    result = recommend(attempt_with(edition, {}, circumstances=["worn-out"]))

    assert result["circumstances"] == [
        {"slug": "worn-out", "text": "I am worn out", "advice": "Ask first."}
    ]


def test_what_is_true_and_how_weeks_compare_are_never_scored(edition):
    answers = sincere_answers(edition, WANTS)
    alone = recommend(attempt_with(edition, answers))

    told = recommend(
        attempt_with(edition, answers, closing={LEAD: "worse"}, circumstances=["worn-out", "visa"])
    )

    assert told["roles"] == alone["roles"]
    assert told["lead"] == alone["lead"]
