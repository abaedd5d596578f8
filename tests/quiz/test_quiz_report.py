import json

import pytest
from django.core.management import CommandError, call_command

from quiz import fairness
from quiz.models import Edition, Option, Question
from tests.factories import EditionFactory, draft_edition, live_edition, paths_with_roles

pytestmark = pytest.mark.django_db


def run(capsys, *args, status=0):
    code = 0
    try:
        call_command("quiz_report", *args)
    except SystemExit as stopped:
        code = stopped.code
    assert code == status
    return capsys.readouterr().out


def measured_json(capsys, *args, status=0):
    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(run(capsys, "--json", *args, status=status), parse_constant=refuse)


def refusal(*args):
    with pytest.raises(CommandError) as refused:
        call_command("quiz_report", *args)
    return str(refused.value), refused.value.returncode


# What it prints


def test_table_has_figure_gate_and_outcome_of_each_check(gates, capsys):
    live_edition(number=1)

    assert run(capsys).splitlines() == [
        "Edition 1, live",
        "",
        "Check                  Figure  Gate",
        "Archetypes are found   90.0%   at least 95%     pass",
        "Chance favours nobody  90.0%   at least 95%     pass",
        "Lengths                4.0     for information",
        "",
        "2 of 2 gates pass.",
    ]


def test_gate_that_fails_is_shown_and_ends_with_status_1(gates, capsys):
    live_edition(number=1)
    gates["Chance favours nobody"] = False

    lines = run(capsys, status=1).splitlines()

    assert lines[4] == "Chance favours nobody  90.0%   at least 95%     FAIL"
    assert lines[-1] == "1 of 2 gates pass."


def test_json_has_exactly_these_keys(gates, capsys):
    live_edition(number=1)
    gates["Chance favours nobody"] = False

    assert measured_json(capsys, status=1) == {
        "edition": 1,
        "passed": False,
        "checks": [
            {
                "name": "Archetypes are found",
                "value": 0.9,
                "gate": "at least 95%",
                "passed": True,
            },
            {
                "name": "Chance favours nobody",
                "value": 0.9,
                "gate": "at least 95%",
                "passed": False,
            },
            {"name": "Lengths", "value": 4.0, "gate": "", "passed": True},
        ],
    }


def test_seed_reaches_the_report(monkeypatch, gates, capsys):
    live_edition()
    seeds, report = [], fairness.report

    def noted(quiz, seed):
        seeds.append(seed)
        return report(quiz)

    monkeypatch.setattr(fairness, "report", noted)

    run(capsys, "--seed", "7")

    assert seeds == [7]


def test_nothing_is_written(gates, capsys):
    paths_with_roles()
    draft_edition()
    before = list(Edition.objects.values())

    run(capsys)

    assert list(Edition.objects.values()) == before


# Which edition


def test_live_edition_comes_before_a_newer_draft(gates, capsys):
    live_edition(number=1)
    draft_edition(number=2)

    assert measured_json(capsys)["edition"] == 1


def test_newest_is_measured_when_none_is_live(gates, capsys):
    paths_with_roles()
    draft_edition(number=1)
    draft_edition(number=2)

    assert measured_json(capsys)["edition"] == 2


def test_any_edition_can_be_named(gates, capsys):
    live_edition(number=1)
    draft_edition(number=2)

    assert measured_json(capsys, "--edition", "2")["edition"] == 2


def test_site_without_an_edition_is_told():
    assert refusal() == ("There is no edition yet: run import_quiz.", 2)


@pytest.mark.parametrize("number", ["3", "0", "999999999"])
def test_unknown_number_is_told_with_those_that_exist(number):
    EditionFactory(number=1)
    EditionFactory(number=2)

    assert refusal("--edition", number) == (f"There is no edition {number}; there are: 2, 1.", 2)


def test_unknown_number_on_an_empty_site_is_told():
    assert refusal("--edition", "1") == ("There is no edition 1; there are: none.", 2)


@pytest.mark.parametrize("option", ["--edition", "--seed"])
@pytest.mark.parametrize("number", ["-1", "one", "1.5", "9" * 30, "²"])
def test_what_is_no_number_is_refused(option, number):
    words, _ = refusal(f"{option}={number}")

    assert words == f"Error: argument {option}: write a whole number, not {number}"


def test_edition_that_cannot_be_measured_says_what_it_lacks():
    paths_with_roles()
    edition = EditionFactory(number=1)
    Question.objects.filter(edition=edition).delete()

    assert refusal() == ("Edition 1 cannot be measured:\nThere is no question. Add one.", 2)


# With the real report


def failed(report):
    return {check["name"] for check in report["checks"] if not check["passed"]}


def doubled_profile():
    """The manager twice as far from the middle of the scale as rated."""
    edition = live_edition()
    manager = edition.frozen["roles"][0]
    manager["levels"] = {slug: 3 + 2 * (level - 3) for slug, level in manager["levels"].items()}
    edition.save()


def all_keys_positive():
    live_edition()
    Option.objects.update(direction=Option.Direction.WANTS)


def criterion_without_a_question():
    live_edition()
    Question.objects.filter(options__criterion__slug="open-ended-bets").delete()


UNFAIR = {
    doubled_profile: "Random answers, by the role they lead to",
    all_keys_positive: "Yes-sayers, by the role they lead to",
    criterion_without_a_question: "Questions touching each criterion",
}


@pytest.mark.parametrize(
    ("unfair", "gate"), UNFAIR.items(), ids=lambda it: getattr(it, "__name__", "")
)
def test_unfair_edition_fails_the_gate_that_is_for_it(capsys, unfair, gate):
    unfair()

    report = measured_json(capsys, status=1)

    assert report["passed"] is False
    assert gate in failed(report)
