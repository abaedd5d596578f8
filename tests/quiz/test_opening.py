import pytest
from django.db import connection
from reversion.models import Revision, Version

from comparisons.models import Criterion, Rating, Role
from quiz import fairness
from quiz.editions import fingerprint, frozen_now, quiz_of
from quiz.models import Edition, Option, Question
from quiz.opening import (
    RefusedError,
    has_current_report,
    measure,
    measure_draft,
    open_edition,
    opening_gaps,
    report_of,
    retire,
)
from tests.factories import (
    CriterionFactory,
    EditionFactory,
    OptionFactory,
    draft_edition,
    live_edition,
    paths_with_roles,
)
from tests.rows import content_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(db) -> Edition:
    """Complete, and not measured yet."""
    paths_with_roles()
    return draft_edition(number=1)


def refusal(action, edition):
    with pytest.raises(RefusedError) as refused:
        action(edition)
    return list(refused.value.reasons)


# What an edition lacks


def test_complete_draft_lacks_nothing(draft):
    assert opening_gaps(draft) == []


GAPS = {
    "no role": (
        lambda: Role.objects.filter(path="product-management").update(path=""),
        ["No role stands for product management. Choose this path on a role."],
    ),
    "role not public": (
        lambda: Role.objects.filter(slug="tech-lead").update(state="draft"),
        ["Tech lead is not published. Publish the role first."],
    ),
    "no rating": (
        lambda: Rating.objects.filter(role__slug="tech-lead", criterion__slug="building").delete(),
        ["Tech lead is not rated yet on: Building."],
    ),
    "no questions": (
        lambda: Question.objects.all().delete(),
        ["There is no question. Add one."],
    ),
    "statement without its option": (
        lambda: Option.objects.filter(question__slug="building-1").delete(),
        ["“Building?” has 0 options; a statement has 1."],
    ),
    "pair with three options": (
        lambda: OptionFactory(
            question=Question.objects.get(slug="pair-1"),
            criterion=Criterion.objects.get(slug="technical-depth"),
            text="do a third",
        ),
        ["“What in pair 1?” has 3 options; a pair has 2."],
    ),
    "criterion not measured": (
        lambda: Option.objects.filter(question__slug="building-1").update(
            criterion=CriterionFactory(name="Pay")
        ),
        ["“Building?” measures Pay, which the quiz does not measure."],
    ),
    "option without words": (
        lambda: Option.objects.filter(
            question__slug="scenario-1", criterion__slug="technical-depth"
        ).update(text=""),
        ["“What in scenario 1?” has an option without words. Write them."],
    ),
}


@pytest.fixture
def lacking(draft, request):
    Question.objects.filter(slug="building-1").update(text="Building?")
    change, told = request.param
    change()
    return draft, told


@pytest.mark.parametrize("lacking", GAPS.values(), ids=GAPS.keys(), indirect=True)
def test_gap_is_told_and_neither_measured_nor_opened(lacking, gates):
    edition, told = lacking

    assert opening_gaps(edition) == told
    assert refusal(measure, edition) == told
    assert refusal(measure_draft, edition) == told
    assert refusal(open_edition, edition) == told
    assert Edition.objects.get().state == "draft"


def test_open_edition_lacks_nothing_whatever_became_of_its_roles(gates):
    edition = live_edition()
    Role.objects.update(path="")

    assert opening_gaps(edition) == []
    assert measure(edition).passed


# Measuring


def test_measuring_keeps_the_report_and_what_it_is_about(draft, gates):
    measure_draft(draft)

    draft.refresh_from_db()
    assert draft.report == {
        "edition": 1,
        "passed": True,
        "checks": [
            {
                "name": name,
                "value": value,
                "gate": gate,
                "passed": True,
                "shown": shown,
            }
            for name, value, gate, shown in (
                ("Archetypes are found", 0.9, "at least 95%", "90.0%"),
                ("Chance favours nobody", 0.9, "at least 95%", "90.0%"),
                ("Lengths", 4.0, "", "4.0"),
            )
        ],
    }
    assert draft.contradiction_limit == 1.25
    assert (draft.state, draft.frozen) == ("draft", {})
    assert has_current_report(draft)


def test_failing_report_is_kept_as_well(draft, gates):
    gates["Archetypes are found"] = False

    measure_draft(draft)

    assert draft.report["passed"] is False


@pytest.mark.parametrize("state", ["live", "retired"])
def test_open_edition_keeps_the_report_it_was_opened_with(gates, state):
    edition = live_edition(number=3)
    Edition.objects.update(state=state)
    edition.refresh_from_db()

    reasons = refusal(measure_draft, edition)

    assert reasons == [f"Edition 3 is {state}: it keeps the report it was opened with."]
    assert Edition.objects.get().report["checks"] == []


@pytest.mark.parametrize(
    ("change", "current"),
    [
        (lambda: Question.objects.update(text="Other words"), True),
        (lambda: Option.objects.filter(question__slug="pair-1").update(text="other"), True),
        (lambda: Option.objects.filter(question__slug="building-1").update(direction=1), False),
        (lambda: Question.objects.filter(slug="pair-1").delete(), False),
        (lambda: Rating.objects.filter(criterion__slug="building").update(level=2), False),
        (lambda: Role.objects.filter(slug="tech-lead").update(state="draft"), False),
    ],
)
def test_report_is_current_until_something_that_counts_changes(draft, gates, change, current):
    measure_draft(draft)
    change()

    assert has_current_report(draft) is current


def test_what_no_number_can_say_is_nothing_in_json(draft):
    checks = (
        fairness.Check("Infinite", float("inf"), "all", False, "inf"),
        fairness.Check("Unknown", float("nan"), "all", False, "nan"),
    )

    report = report_of(draft, fairness.Report(checks, 1.0))

    assert [check["value"] for check in report["checks"]] == [None, None]


# Opening


def test_opening_freezes_what_was_measured(draft, gates):
    open_edition(draft)

    draft.refresh_from_db()
    assert draft.state == "live"
    assert draft.opened_at is not None
    assert draft.frozen == frozen_now()
    assert draft.contradiction_limit == 1.25
    assert draft.report["passed"] is True
    assert draft.report_hash == fingerprint(quiz_of(draft))


def test_opening_is_a_change_of_content_with_a_revision(draft, gates):
    before = content_version()

    open_edition(draft)

    assert content_version() == before + 1
    assert Version.objects.get_for_object(draft).get().revision.comment == "Opened."


def test_edition_that_was_live_is_retired(draft, gates):
    old = live_edition(number=7)

    open_edition(draft)

    old.refresh_from_db()
    assert old.state == "retired"
    assert Edition.objects.live() == draft


def test_failing_gate_refuses_to_open(draft, gates):
    old = live_edition(number=7)
    gates["Archetypes are found"] = False
    before = content_version()

    reasons = refusal(open_edition, draft)

    assert reasons == [
        "Archetypes are found: 90.0%, and the gate is: at least 95%. "
        "Archetypes are made-up people who want just what one role offers."
    ]
    assert Edition.objects.live() == old
    assert Edition.objects.get(number=1).frozen == {}
    assert content_version() == before


def test_current_report_is_not_measured_again(draft, gates, monkeypatch):
    measure_draft(draft)
    monkeypatch.setattr(fairness, "report", lambda quiz: pytest.fail("measured again"))

    open_edition(draft)

    assert draft.is_live


def test_report_of_other_questions_does_not_count(draft, gates):
    measure_draft(draft)
    Option.objects.filter(question__slug="building-1").update(direction=1)
    gates["Archetypes are found"] = False

    reasons = refusal(open_edition, draft)

    assert reasons == [
        "Archetypes are found: 90.0%, and the gate is: at least 95%. "
        "Archetypes are made-up people who want just what one role offers."
    ]


def test_edition_that_changes_while_it_is_measured_is_not_opened(draft, gates, monkeypatch):
    measured = fairness.report

    def slowly(quiz):
        Option.objects.filter(question__slug="building-1").update(direction=1)
        return measured(quiz)

    monkeypatch.setattr(fairness, "report", slowly)

    reasons = refusal(open_edition, draft)

    assert reasons == ["Edition 1 was changed while it was measured. Open it again."]
    assert Edition.objects.get().state == "draft"


def test_edition_that_somebody_else_opens_meanwhile_is_told(draft, gates, monkeypatch):
    measured = fairness.report

    def slowly(quiz):
        monkeypatch.setattr(fairness, "report", measured)
        open_edition(Edition.objects.get(number=1))
        return measured(quiz)

    monkeypatch.setattr(fairness, "report", slowly)

    assert refusal(open_edition, draft) == ["Edition 1 is live. Only a draft can be opened."]
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("state", ["live", "retired"])
def test_only_a_draft_can_be_opened(gates, state):
    edition = live_edition(number=3)
    Edition.objects.update(state=state)
    edition.refresh_from_db()

    assert refusal(open_edition, edition) == [f"Edition 3 is {state}. Only a draft can be opened."]


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_it_is_measured(gates, monkeypatch):
    paths_with_roles()
    measured, waiting = fairness.report, []

    def report(quiz):
        waiting.append(connection.in_atomic_block)
        return measured(quiz)

    monkeypatch.setattr(fairness, "report", report)

    open_edition(draft_edition())

    assert waiting == [False]


@pytest.mark.parametrize("edition", [EditionFactory], ids=["empty"])
def test_empty_edition_on_an_empty_site_says_all_it_lacks(edition):
    assert opening_gaps(edition()) == [
        "No role stands for technical management. Choose this path on a role.",
        "No role stands for technical leadership. Choose this path on a role.",
        "No role stands for product management. Choose this path on a role.",
        "There is no question. Add one.",
    ]


# Retiring


def test_live_edition_is_retired():
    edition = live_edition()
    before = content_version()

    retire(edition)

    assert Edition.objects.get().state == "retired"
    assert Edition.objects.live() is None
    assert content_version() == before + 1


def test_draft_cannot_be_retired(draft):
    assert refusal(retire, draft) == ["Edition 1 is draft. Only what is live can be retired."]


# With the real report


def test_unfair_edition_is_refused_by_the_gates_it_misses(draft):
    """People who always say yes must not be led anywhere, so some keys have to be reversed."""
    Option.objects.update(direction=Option.Direction.WANTS)

    reasons = refusal(open_edition, draft)

    assert "Yes-sayers, by the role they lead to" in {told.partition(":")[0] for told in reasons}
    assert Edition.objects.get().state == "draft"
