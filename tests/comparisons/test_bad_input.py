"""Whatever an editor types, or a program sends: a message where it stands, and nothing is lost."""

import re

import pytest
from django.contrib import admin
from django.forms.models import inlineformset_factory

from comparisons.models import (
    Comparison,
    Criterion,
    Guide,
    Point,
    Role,
    Skill,
    Source,
    Verdict,
)
from tests.desk import form_of, save, typed, url
from tests.factories import (
    AliasFactory,
    ComparisonFactory,
    CriterionFactory,
    FaqFactory,
    GuideFactory,
    PointFactory,
    RatingFactory,
    RoleFactory,
    SkillFactory,
    SourceFactory,
    VerdictFactory,
    WeekSliceFactory,
    publishable_role,
)
from tests.rows import all_rows

pytestmark = pytest.mark.django_db

LONG = "x" * 10_000
HUGE = "9" * 30
MORE_DIGITS_THAN_PYTHON_READS = "9" * 5000
SCRIPT = "Read on.\n\n<script>alert(1)</script>"
LINK = "Read [this](javascript:alert(1))."


def messages(response):
    """Each with the name of the field that it stands at, or of the rows."""
    form = response.context["adminform"].form
    found = dict(form.errors)
    for inline in response.context["inline_admin_formsets"]:
        formset = inline.formset
        if formset.non_form_errors():
            found[formset.prefix] = formset.non_form_errors()
        for row in formset.forms:
            found |= {f"{row.prefix}-{name}": said for name, said in row.errors.items()}
    return {name: list(said) for name, said in found.items()}


def too_large(most):
    return f"Ensure this value is less than or equal to {most}."


def too_long(most):
    return f"Ensure this value has at most {most} characters (it has 10000)."


NO_DATE = "Enter a valid date."
NO_NUMBER = "Enter a whole number."
NO_CHOICE = "Select a valid choice. That choice is not one of the available choices."
NO_HTML = (
    "Readers would see “<script>alert(1)</script>” as it stands, because texts contain no HTML. "
    "Take it away, or put it between `backticks`."
)
NO_LINK = (
    "“javascript:alert(1)” cannot be linked. "
    "Begin a link with / for our own pages, or with https://."
)
WHOLE_ADDRESS = "Write a whole web address, for example: https://example.org/report"


def role_with_rows():
    role = RoleFactory(slug="tech-lead", name="Tech lead")
    RatingFactory(role=role)
    WeekSliceFactory(role=role, hours=40)
    PointFactory(role=role)
    FaqFactory(role=role)
    return role


def aliased():
    AliasFactory(role=RoleFactory(name="Architect"), slug="taken")
    return role_with_rows()


FAULTS = [
    # of a role
    (role_with_rows, {"name": LONG}, {"name": too_long(60)}),
    (role_with_rows, {"slug": LONG}, {"slug": too_long(60)}),
    (
        role_with_rows,
        {"slug": "a-vs-b"},
        {"slug": "The address of a role cannot contain “-vs-”."},
    ),
    (
        aliased,
        {"slug": "taken"},
        {"slug": "This is another address of Architect. Remove it there first."},
    ),
    (role_with_rows, {"order": "99999"}, {"order": too_large(32767)}),
    (role_with_rows, {"order": HUGE}, {"order": too_large(32767)}),
    (role_with_rows, {"order": MORE_DIGITS_THAN_PYTHON_READS}, {"order": NO_NUMBER}),
    (role_with_rows, {"review_due": "0000-00-00"}, {"review_due": NO_DATE}),
    (role_with_rows, {"reviewed_on": "2026-02-30"}, {"reviewed_on": NO_DATE}),
    (
        role_with_rows,
        {"publish_at_0": "2026-05-01", "publish_at_1": "09:00", "review_due": "2026-05-01"},
        {
            "review_due": "The page is published on 1 May 2026. "
            "Choose a later day for its next review."
        },
    ),
    (
        role_with_rows,
        {"reviewed_on": "2026-05-02", "review_due": "2026-05-01"},
        {"review_due": "The next review has to come after the last one."},
    ),
    (
        role_with_rows,
        {"state": "nonsense"},
        {"state": "Select a valid choice. nonsense is not one of the available choices."},
    ),
    (
        role_with_rows,
        {"skills": ["999999"]},
        {"skills": "Select a valid choice. 999999 is not one of the available choices."},
    ),
    (role_with_rows, {"skills": ["x"]}, {"skills": "“x” is not a valid value."}),
    *(
        (
            role_with_rows,
            {"ordinary_day": f"09:10 Read alerts.\r\n{line}"},
            {
                "ordinary_day": f"“{line}” does not begin with a time of the day. "
                "Start each line with one, for example: 09:10 Read overnight alerts."
            },
        )
        for line in ("99:99 Sleep.", "24:00 Sleep.", "09:60 Sleep.", "Lunch.", "12:00  Lunch.")
    ),
    # of rows on it
    (
        role_with_rows,
        {"week-1-activity": "Meetings", "week-1-hours": "3"},
        {"week": "The week adds up to 43 hours. Take away 3."},
    ),
    (role_with_rows, {"week-0-hours": "43"}, {"week-0-hours": too_large(40)}),
    (role_with_rows, {"week-0-hours": "4e1"}, {"week-0-hours": NO_NUMBER}),
    (role_with_rows, {"ratings-0-level": "6"}, {"ratings-0-level": too_large(5)}),
    (role_with_rows, {"ratings-0-level": HUGE}, {"ratings-0-level": too_large(32767)}),
    (role_with_rows, {"ratings-0-criterion": "999999"}, {"ratings-0-criterion": NO_CHOICE}),
    (role_with_rows, {"ratings-0-criterion": HUGE}, {"ratings-0-criterion": NO_CHOICE}),
    (role_with_rows, {"points-0-order": HUGE}, {"points-0-order": too_large(32767)}),
    (
        role_with_rows,
        {"figures-0-kind": "pay", "figures-0-text": "Pay", "figures-0-year": HUGE},
        {"figures-0-year": too_large(32767)},
    ),
    (role_with_rows, {"faqs-0-answer": SCRIPT}, {"faqs-0-answer": NO_HTML}),
    (role_with_rows, {"faqs-0-answer": LINK}, {"faqs-0-answer": NO_LINK}),
    (role_with_rows, {"faqs-0-question": LONG}, {"faqs-0-question": too_long(160)}),
    (
        role_with_rows,
        {"aliases-0-slug": "a-vs-b"},
        {"aliases-0-slug": "Another name of a role cannot contain “-vs-”."},
    ),
    (
        aliased,
        {"aliases-0-slug": "taken"},
        {"aliases-0-slug": "This is already another address of Architect."},
    ),
    # of a guide
    (GuideFactory, {"title": LONG}, {"title": too_long(120)}),
    (GuideFactory, {"body": SCRIPT}, {"body": NO_HTML}),
    (GuideFactory, {"body": LINK}, {"body": NO_LINK}),
    (GuideFactory, {"created": "0000-00-00"}, {"created": NO_DATE}),
    (GuideFactory, {"publish_at_0": "soon"}, {"publish_at": NO_DATE}),
    # of a comparison
    (ComparisonFactory, {"role_b": "999999"}, {"role_b": NO_CHOICE}),
    (ComparisonFactory, {"role_b": "x"}, {"role_b": NO_CHOICE}),
    (ComparisonFactory, {"role_b": HUGE}, {"role_b": NO_CHOICE}),
    # of a verdict
    (
        VerdictFactory,
        {"pick": "c"},
        {"pick": "Select a valid choice. c is not one of the available choices."},
    ),
    (
        VerdictFactory,
        {"sureness": HUGE},
        {"sureness": f"Select a valid choice. {HUGE} is not one of the available choices."},
    ),
    (VerdictFactory, {"in_short": LONG}, {"in_short": too_long(120)}),
    # of what the pages refer to
    (SourceFactory, {"address": "javascript:alert(1)"}, {"address": WHOLE_ADDRESS}),
    (SourceFactory, {"address": "data:text/html,x"}, {"address": WHOLE_ADDRESS}),
    (SourceFactory, {"title": LONG}, {"title": too_long(200)}),
    (SourceFactory, {"year": HUGE}, {"year": too_large(32767)}),
    (SourceFactory, {"year": "-1"}, {"year": "Ensure this value is greater than or equal to 0."}),
    (CriterionFactory, {"name": LONG}, {"name": too_long(60)}),
    (CriterionFactory, {"order": HUGE}, {"order": too_large(32767)}),
    (SkillFactory, {"name": LONG}, {"name": too_long(60)}),
]


def name_of_fault(fault):
    if callable(fault):
        return fault.__name__.removesuffix("Factory").lower()
    return "-".join(f"{name}={str(value)[:16]}" for name, value in fault.items())[:60]


@pytest.mark.parametrize(("make", "changes", "said"), FAULTS, ids=name_of_fault)
def test_fault_is_told_at_its_field_and_nothing_is_saved(editor_client, make, changes, said):
    thing = make()
    form = form_of(editor_client, thing) | changes
    before = all_rows()

    response = editor_client.post(url(thing), form)

    assert response.status_code == 200
    assert messages(response) == {name: [words] for name, words in said.items()}
    kept = typed(response)
    assert {name: kept.get(name) for name in changes} == changes
    assert all_rows() == before


@pytest.mark.parametrize(
    "make",
    dict.fromkeys(make for make, _, _ in FAULTS if make is not aliased),
    ids=name_of_fault,
)
def test_the_same_forms_without_a_fault_are_saved(editor_client, make):
    thing = make()

    response = save(editor_client, thing)

    assert response.status_code == 302


# Pairs


def test_roles_that_are_compared_already_are_refused_the_other_way_round(editor_client):
    there = ComparisonFactory()
    before = all_rows()

    response = save(editor_client, Comparison, role_a=there.role_b.pk, role_b=there.role_a.pk)

    assert messages(response) == {"role_b": ["These two roles are already compared."]}
    assert all_rows() == before


def test_role_is_not_compared_with_itself(editor_client):
    role = RoleFactory()

    response = save(editor_client, Comparison, role_a=role.pk, role_b=role.pk)

    assert messages(response) == {"role_b": ["Choose two different roles."]}
    assert not Comparison.objects.exists()


# The week


def test_week_of_less_than_40_hours_is_a_gap_when_published_and_none_in_a_draft(editor_client):
    public = publishable_role()
    draft = WeekSliceFactory(hours=40).role

    refused = save(editor_client, public, **{"week-0-hours": "37"})
    saved = save(editor_client, draft, **{"week-0-hours": "37"})

    assert messages(refused)["__all__"][1:] == ["The week adds up to 37 hours; it should be 40."]
    assert saved.status_code == 302


# Texts that are no Markdown


@pytest.mark.parametrize("text", [SCRIPT, LINK])
def test_text_that_becomes_no_html_may_hold_anything(client, editor_client, text):
    """The twin: it is shown as it stands, so there is nothing to refuse."""
    role = publishable_role()

    assert save(editor_client, role, hardest_part=text).status_code == 302

    page = client.get(role.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page


# What no browser sends

OTHERS_ROW = {
    "a row of another page": lambda: PointFactory().pk,
    "a row that is not there": lambda: 999999,
    "a huge number": lambda: HUGE,
    "no number": lambda: "x",
    "nothing": lambda: "",
}


@pytest.mark.parametrize("row", OTHERS_ROW.values(), ids=OTHERS_ROW.keys())
def test_row_that_does_not_belong_to_the_page_is_not_changed(editor_client, row):
    role = role_with_rows()
    form = form_of(editor_client, role) | {"points-0-id": row(), "points-0-text": "Mine."}
    points = list(Point.objects.order_by("pk").values())

    response = editor_client.post(url(role), form)

    assert response.status_code in {200, 302}
    assert list(Point.objects.order_by("pk").values()) == points


def test_row_cannot_be_moved_to_another_page(editor_client):
    role, other = role_with_rows(), RoleFactory()

    response = save(editor_client, role, **{"points-0-role": other.pk})

    assert response.status_code == 200
    assert not other.points.exists()


NUMBERS_OF_ROWS = [
    {"points-TOTAL_FORMS": "99999"},
    {"points-TOTAL_FORMS": HUGE},
    {"points-TOTAL_FORMS": "-1"},
    {"points-TOTAL_FORMS": "x"},
    {"points-TOTAL_FORMS": None},
    {"points-INITIAL_FORMS": "99999"},
    {"points-INITIAL_FORMS": "-1"},
    {"points-INITIAL_FORMS": None},
    {"points-INITIAL_FORMS": "0"},
    {"points-TOTAL_FORMS": "-5", "points-INITIAL_FORMS": "99999"},
]


@pytest.mark.parametrize("numbers", NUMBERS_OF_ROWS, ids=str)
def test_wrong_number_of_rows_changes_no_row(editor_client, numbers):
    role = role_with_rows()
    form = form_of(editor_client, role) | numbers
    points = list(role.points.values())

    response = editor_client.post(url(role), {k: v for k, v in form.items() if v is not None})

    assert response.status_code in {200, 302, 400}
    assert list(role.points.values())[:1] == points


def test_most_rows_that_are_drawn_are_as_many_as_a_page_may_have(rf, superuser):
    """The twin: Django itself would draw two thousand, for more than a minute."""
    request = rf.get("/")
    request.user = superuser
    desk = admin.site.get_model_admin(Role)
    stock = inlineformset_factory(Role, Point, fields=["text"])

    mine = {
        inline.get_formset(request).absolute_max for inline in desk.get_inline_instances(request)
    }

    assert (mine, stock.absolute_max) == ({100}, 2000)


MODELS = {
    Role: role_with_rows,
    Comparison: ComparisonFactory,
    Verdict: VerdictFactory,
    Guide: GuideFactory,
    Criterion: CriterionFactory,
    Skill: SkillFactory,
    Source: SourceFactory,
}


@pytest.mark.parametrize(("model", "make"), MODELS.items(), ids=lambda it: it.__name__)
def test_form_that_is_sent_empty_is_refused(editor_client, model, make):
    thing = make()
    before = all_rows()

    answers = [editor_client.post(url(page), {}) for page in (thing,)]
    answers.append(editor_client.post(url(model, "add"), {}))

    assert [response.status_code for response in answers] == [200, 200]
    assert all_rows() == before


A_TEXT = {Guide: "title", Criterion: "name", Skill: "name", Source: "title", Role: "definition"}
A_TEXT |= {Comparison: "question", Verdict: "reason"}


@pytest.mark.parametrize("model", MODELS, ids=lambda it: it.__name__)
def test_nul_is_shown_and_refused_at_its_field_and_the_text_stays(editor_client, model):
    thing, name = MODELS[model](), A_TEXT[model]
    form = form_of(editor_client, thing)
    before = all_rows()

    response = editor_client.post(url(thing), form | {name: "Half\0 of it."})

    field = response.context["adminform"].form[name]
    assert field.value() == "Half\N{REPLACEMENT CHARACTER} of it."
    assert [message.partition(" stands ")[0] for message in field.errors] == [
        "\N{REPLACEMENT CHARACTER}"
    ]
    assert all_rows() == before


ANOTHER_ROW = re.compile("-[1-9][0-9]*-")


@pytest.mark.parametrize("model", MODELS, ids=lambda it: it.__name__)
def test_nul_in_any_field_is_no_error_of_ours(editor_client, model):
    thing = MODELS[model]()
    form = form_of(editor_client, thing)
    names = [name for name in form if not ANOTHER_ROW.search(name)]
    thirds = [names[start::3] for start in range(3)]

    answers = [
        editor_client.post(url(thing), form | {name: f"{form[name]}\0" for name in third})
        for third in thirds
    ]

    assert [response.status_code for response in answers] == [200, 200, 200]


SEARCHES = ["%00", "é" * 300, "'", "%", "_", "\\", "[@x]", "{{ 7 }}", LONG[:2000]]


@pytest.mark.parametrize("model", MODELS, ids=lambda it: it.__name__)
def test_list_takes_any_words_and_filters(editor_client, model):
    MODELS[model]()
    page = url(model, "changelist")
    queries = [{"q": words} for words in SEARCHES]
    queries += [{"state__exact": HUGE}, {"p": HUGE}, {"o": "9.9"}, {"review": "x"}, {"id": "x"}]
    queries += [{"assigned": "x"}, {"copy": "x"}, {"readers": "x"}, {"nothing__like": "it"}]

    answers = {str(query): editor_client.get(page, query).status_code for query in queries}

    assert {status for status in answers.values() if status not in {200, 302, 400}} == set()
