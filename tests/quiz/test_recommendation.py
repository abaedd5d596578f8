"""What is kept of a result."""

import json
import math

import pytest

from comparisons.models import Comparison, Criterion, Experiment, Role, Verdict
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
    *("of", "fewest", "untouched", "at_odds", "goals", "lead", "levels", "change", "ours"),
    *("closing", "staying", "circumstances", "read", "steps", "answers"),
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


def experiments_with(*about):
    """One for each span of time, path and criterion, and no others."""
    Experiment.objects.all().delete()
    roles = {role.path: role for role in Role.objects.exclude(path="")}
    criteria = {one.slug: one for one in Criterion.objects.all()}
    for when, path, slug in about:
        ExperimentFactory(
            role=roles[path],
            when=when,
            criterion=criteria[slug],
            action=f"Try {slug} [@source].",
        )


def steps_of(result):
    return [(step["when"], step["path"]) for step in result["steps"]]


def verdict_with(edition, verdict):
    """A result whose answers say least about open-ended bets."""
    answers = {
        "clear": sincere_answers(edition, WANTS),
        "close": sincere_answers(edition, TORN),
        "open": neutral_answers(edition),
    }[verdict]
    unsure = {"open-ended-bets-1": None, "scenario-4": None}
    result = recommend(attempt_with(edition, {**answers, **unsure, "pair-6": 2}))
    assert result["verdict"] == verdict
    return result


def test_steps_of_a_clear_result_try_the_role_that_won_whatever_the_doubt(edition):
    experiments_with(
        *((when, LEAD, "technical-depth") for when in ("week", "month", "quarter")),
        *((when, PRODUCT, "open-ended-bets") for when in ("week", "month", "quarter")),
    )

    result = verdict_with(edition, "clear")

    assert result["roles"][0]["path"] == LEAD
    assert steps_of(result) == [("week", LEAD), ("month", LEAD), ("quarter", LEAD)]


def test_steps_of_a_clear_result_leave_out_what_the_role_that_won_has_no_experiment_for(edition):
    experiments_with(("week", LEAD, "technical-depth"), ("month", PRODUCT, "time-with-customers"))

    assert steps_of(verdict_with(edition, "clear")) == [("week", LEAD)]


@pytest.mark.parametrize(
    ("others", "tested"), [((), "technical-depth"), (("open-ended-bets",), "open-ended-bets")]
)
def test_step_tests_what_the_answers_are_least_sure_about(edition, others, tested):
    experiments_with(*(("week", LEAD, slug) for slug in ("technical-depth", *others)))

    (step,) = verdict_with(edition, "clear")["steps"]

    assert step["action"] == f"Try {tested}."


def test_of_experiments_that_test_the_same_the_first_is_taken(edition):
    experiments_with(("week", LEAD, "building"), ("week", LEAD, "building"))
    first, second = Experiment.objects.order_by("pk")
    Experiment.objects.filter(pk=first.pk).update(order=2, action="The second.")
    Experiment.objects.filter(pk=second.pk).update(order=1, action="The first.")

    assert verdict_with(edition, "clear")["steps"][0]["action"] == "The first."


def test_steps_of_a_close_result_take_turns(edition):
    result = verdict_with(edition, "close")

    first, second = result["credible"]
    assert steps_of(result) == [("week", first), ("month", second), ("quarter", first)]


def test_steps_of_an_open_result_try_each_of_the_three_roles(edition):
    result = verdict_with(edition, "open")

    assert steps_of(result) == list(
        zip(("week", "month", "quarter"), result["credible"], strict=True)
    )
    assert set(result["credible"]) == {LEAD, MANAGER, PRODUCT}


@pytest.mark.parametrize("only", ["week", "month", "quarter"])
@pytest.mark.parametrize("place", [0, 1])
def test_role_with_a_single_experiment_gets_its_step_when_two_are_close(edition, only, place):
    pair = verdict_with(edition, "close")["credible"]
    rare, other = pair[place], pair[1 - place]
    experiments_with(
        (only, rare, "technical-depth"),
        *((when, other, "open-ended-bets") for when in ("week", "month", "quarter")),
    )

    steps = dict(steps_of(verdict_with(edition, "close")))

    expected = dict.fromkeys(("week", "month", "quarter"), other) | {only: rare}
    assert steps == expected


def test_turns_are_given_to_the_spans_in_which_they_test_most(edition):
    first, second = verdict_with(edition, "close")["credible"]
    experiments_with(
        ("week", first, "technical-depth"),
        ("week", second, "open-ended-bets"),
        ("month", first, "open-ended-bets"),
        ("month", second, "technical-depth"),
    )

    assert steps_of(verdict_with(edition, "close")) == [("week", second), ("month", first)]


def test_no_experiment_gives_no_step(edition):
    experiments_with()

    assert verdict_with(edition, "open")["steps"] == []


# What to read first


@pytest.mark.parametrize(("verdict", "number"), [("clear", 1), ("close", 1), ("open", 3)])
def test_comparisons_of_the_roles_in_play_are_named_and_the_likeliest_come_first(
    edition, verdict, number
):
    for pair in ((MANAGER, LEAD), (MANAGER, PRODUCT), (LEAD, PRODUCT)):
        compared(*pair)
    slugs = {one.slug: {one.role_a.path, one.role_b.path} for one in Comparison.objects.all()}

    result = verdict_with(edition, verdict)

    paths = [role["path"] for role in result["roles"]]
    expected = [set(paths[:2]), {paths[0], paths[2]}, set(paths[1:])][:number]
    assert [slugs[one["slug"]] for one in result["read"]] == expected
    assert result["ours"]["slug"] == result["read"][0]["slug"]


def test_comparison_that_is_not_public_is_not_to_be_read(edition):
    compared(PRODUCT, LEAD, state=Comparison.State.DRAFT)
    compared(PRODUCT, MANAGER)

    read = verdict_with(edition, "open")["read"]

    assert [one["slug"] for one in read] == ["product-manager-vs-engineering-manager"]


# Answers that contradict each other


def test_answers_that_fit_the_others_least_are_named_where_they_contradict_each_other(edition):
    answers = {question.slug: 1 for question in quiz_of(edition).questions}

    result = recommend(attempt_with(edition, answers))

    assert result["reasons"] == ["contradictory"]
    texts = {one["slug"]: one["text"] for one in result["answers"]}
    assert len(result["at_odds"]) == 3
    assert {one["slug"]: one["text"] for one in result["at_odds"]}.items() <= texts.items()


def test_answers_that_agree_name_none_of_them(edition):
    assert recommend(attempt_with(edition, sincere_answers(edition, WANTS)))["at_odds"] == []


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
