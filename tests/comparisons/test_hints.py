"""Hints and counts beside the fields, the order of rows, and choosing, all without a script."""

from itertools import islice

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comparisons.admin import hints
from comparisons.admin.hints import AIMS, count_beside, pages_with_hints
from comparisons.models import Comparison, Faq, Figure, Guide, Point, Role, Source
from tests.desk import assert_saved, errors_of, form_of, save, url
from tests.factories import (
    ClauseFactory,
    ComparisonFactory,
    CriterionFactory,
    ExperimentFactory,
    FaqFactory,
    FigureFactory,
    GuideFactory,
    PointFactory,
    RatingFactory,
    RoleFactory,
    SkillFactory,
    SourceFactory,
    VerdictFactory,
    WeekSliceFactory,
)

pytestmark = pytest.mark.django_db

NO_SOURCE = "“12%” has no source: cite one as [@slug], or leave the number out"


def fields_of(response):
    """Every field of the page by its name, those of the rows too."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
    return {field.html_name: field for form in forms for field in form}


def hinted(response):
    """The names of the fields beside which a hint stands."""
    return [name for name, field in fields_of(response).items() if "hint" in field.help_text]


def told(response):
    return [hint.words for hint in response.context["hints"]]


def opened(client, thing):
    return client.get(url(thing))


# Hints


def test_hint_stands_beside_its_field_and_above_the_form(editor_client):
    role = RoleFactory(you_decide="It pays 12% more.", judged_on="The work.")

    response = opened(editor_client, role)

    assert hinted(response) == ["you_decide"]
    assert NO_SOURCE in fields_of(response)["you_decide"].help_text
    assert [(hint.words, hint.anchor) for hint in response.context["hints"]] == [
        (NO_SOURCE, "id_you_decide")
    ]
    assert b'<a href="#id_you_decide">' in response.content


def test_hint_belongs_to_the_description_of_its_field(editor_client):
    role = RoleFactory(you_decide="It pays 12% more.")

    page = opened(editor_client, role).content.decode()

    described = page.partition('id="id_you_decide_helptext"')[2].partition("</div>")[0]
    assert NO_SOURCE in described
    assert 'aria-describedby="id_you_decide_helptext"' in page


def test_page_without_hints_says_so(editor_client):
    role = RoleFactory(you_decide="The route.", state="published")

    response = opened(editor_client, role)

    assert told(response) == []
    assert "find nothing" in response.content.decode()


def rows_with_a_fault():
    role = RoleFactory()
    WeekSliceFactory(role=role)
    WeekSliceFactory(role=role, activity="TBD", hours=1)
    yield role, "week-1-activity"
    role = RoleFactory()
    RatingFactory(role=role)
    RatingFactory(role=role, reason="Cut off")
    yield role, "ratings-1-reason"
    role = RoleFactory()
    PointFactory(role=role, kind=Point.Kind.CON, text="You wait!", order=1)
    PointFactory(role=role, kind=Point.Kind.PRO, text="You see.", order=2)
    yield role, "points-1-text"
    role = RoleFactory()
    FigureFactory(role=role, caveat="Yards only.")
    FigureFactory(role=role, caveat="Cut off", order=1)
    yield role, "figures-1-caveat"
    role = RoleFactory()
    ExperimentFactory(role=role, cost="An hour.")
    ExperimentFactory(role=role, cost="An hour.", action="Try", order=1)
    yield role, "experiments-1-action"
    role = RoleFactory(fits_if="You sail.\nIt depends.")
    yield role, "fits_if"
    guide = GuideFactory(body="Wet.\n\nAsk [her](/roles/nobody/).")
    FaqFactory(guide=guide)
    yield guide, "body"
    comparison = ComparisonFactory()
    FaqFactory(comparison=comparison, answer="It depends.")
    yield comparison, "faqs-0-answer"
    verdict = VerdictFactory(reason="Cut off")
    yield verdict, "reason"
    verdict = VerdictFactory()
    ClauseFactory(verdict=verdict, kind="would-change-it", text="You win.", order=1)
    ClauseFactory(verdict=verdict, kind="choose-b-if", text="You, or", order=2)
    ClauseFactory(verdict=verdict, kind="choose-b-if", text="You sail.", order=1)
    yield verdict, "clauses-1-text"
    yield CriterionFactory(meaning="It pays $9."), "meaning"
    yield SourceFactory(address="https://nowhere"), "address"


@pytest.mark.parametrize("number", range(12))
def test_hint_finds_its_row(superuser_client, number):
    thing, field = next(islice(rows_with_a_fault(), number, None))

    assert field in hinted(opened(superuser_client, thing))


def test_rows_beside_the_faulty_one_have_no_hint(editor_client):
    role = RoleFactory()
    PointFactory(role=role, text="You see.", order=1)
    PointFactory(role=role, text="You wait!", order=2)

    assert hinted(opened(editor_client, role)) == ["points-1-text"]


def test_words_are_judged_as_they_are_typed(editor_client):
    role = RoleFactory(you_decide="It pays 12% more.")

    response = save(editor_client, role, you_decide="The route.", judged_on="Cut off", name="")

    assert errors_of(response) == ["This field is required."]
    assert hinted(response) == ["judged_on"]


def test_row_that_is_taken_away_has_no_hint(editor_client):
    point = PointFactory(text="You wait!")

    response = save(editor_client, point.role, **{"points-0-DELETE": "on", "name": ""})

    assert hinted(response) == []


def test_hints_refuse_nothing(editor_client):
    role = RoleFactory()

    assert_saved(save(editor_client, role, you_decide="It pays 12% more"))

    role.refresh_from_db()
    assert role.you_decide == "It pays 12% more"


def test_new_page_is_looked_at_too(editor_client):
    response = save(editor_client, Role, name="", slug="cook", you_decide="Coming soon.")

    assert hinted(response) == ["you_decide"]


def test_point_of_another_role_is_named_with_that_role(editor_client):
    PointFactory(text="You see the world.", role__slug="captain")
    point = PointFactory(text="You see the world.")

    response = opened(editor_client, point.role)

    assert told(response) == [
        "“You see the world.” stands in the role captain as well: say what is true only here"
    ]


def test_own_words_of_before_do_not_stand_twice(editor_client):
    point = PointFactory(text="You see the world.")

    assert told(opened(editor_client, point.role)) == []


def test_hint_of_a_verdict_is_listed_on_its_comparison(editor_client):
    verdict = VerdictFactory(for_whom="For you.", reason="Cut off")

    response = opened(editor_client, verdict.comparison)

    assert [(hint.label, hint.anchor) for hint in response.context["hints"]] == [
        ("In its verdict", "")
    ]


@pytest.mark.parametrize(("length", "number"), [(1_000, 6), (60_000, 0)])
def test_text_without_measure_has_few_hints_or_none(editor_client, length, number):
    role = RoleFactory(you_decide="(" * length)

    assert len(told(opened(editor_client, role))) == number


def test_typed_markup_stays_text(editor_client):
    role = RoleFactory(you_decide="<script>1</script> (")

    page = opened(editor_client, role).content

    assert b"<script>1" not in page


# Pages with hints


def test_pages_are_listed_with_the_number_of_their_hints():
    role = RoleFactory(you_decide="Cut off", judged_on="Coming soon.")
    verdict = VerdictFactory(comparison__role_a=role, for_whom="For you.", reason="Cut off")
    GuideFactory()

    assert pages_with_hints() == [(role, 2), (verdict.comparison, 1)]


def test_list_follows_every_change():
    role = RoleFactory(you_decide="Cut off")
    before = pages_with_hints()

    Role.objects.filter(pk=role.pk).update(you_decide="All.")

    assert before == [(role, 1)]
    assert pages_with_hints() == []


def test_nothing_is_counted_twice_for_the_same_content(monkeypatch):
    RoleFactory(you_decide="Cut off")
    before = pages_with_hints()
    monkeypatch.setattr(hints, "quality_problems", lambda documents: pytest.fail("counted"))

    assert pages_with_hints() == before


def test_our_own_content_has_no_hints():
    call_command("import_comparisons", verbosity=0)

    assert pages_with_hints() == []


# Counts


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", '<span class="count" data-aim="2">0 words; aim for 2</span>'),
        ("One.", '<span class="count" data-aim="2">1 word; aim for 2</span>'),
        ("Two words [@a-b].", '<span class="count" data-aim="2">2 words; aim for 2</span>'),
        ("Not two – three", '<span class="count is-over" data-aim="2">3 words; aim for 2</span>'),
    ],
)
def test_words_are_counted_beside_their_aim(text, count):
    assert count_beside(text, 2) == count


def test_field_with_an_aim_shows_its_count(editor_client):
    role = RoleFactory(definition="You sail.")

    fields = fields_of(opened(editor_client, role))

    assert "2 words; aim for 30" in fields["definition"].help_text
    assert "words" not in fields["name"].help_text


def test_count_is_that_of_the_typed_words(editor_client):
    role = RoleFactory(definition="You sail.")

    response = save(editor_client, role, definition="You sail a ship.", name="")

    assert "4 words; aim for 30" in fields_of(response)["definition"].help_text


def test_row_that_a_script_adds_has_its_count(editor_client):
    page = opened(editor_client, RoleFactory()).content.decode()

    empty = page.partition('id="points-empty"')[2].partition("</fieldset>")[0]
    assert "0 words; aim for 28" in empty


@pytest.mark.parametrize("model", AIMS, ids=lambda model: model.__name__)
def test_every_aim_is_one_of_a_text(model):
    kinds = {model._meta.get_field(name).get_internal_type() for name in AIMS[model]}

    assert kinds <= {"TextField", "CharField"}


# The order of rows


def points(role):
    return list(role.points.order_by("order", "pk").values_list("text", "order"))


def role_with_points(*orders):
    role = RoleFactory()
    for order in orders:
        PointFactory(role=role, text=f"Point {order}.", order=order)
    return role


def test_rows_can_be_put_in_another_order_by_number(editor_client):
    role = role_with_points(1, 2)

    assert_saved(save(editor_client, role, **{"points-0-order": 3}))

    assert points(role) == [("Point 2.", 2), ("Point 1.", 3)]


def test_place_is_a_visible_number(editor_client):
    role = role_with_points(1)

    place = fields_of(opened(editor_client, role))["points-0-order"]

    assert place.field.widget.input_type == "number"
    assert "_reorder_" in place.field.widget.attrs["class"]


def test_place_stands_once_in_each_row(editor_client):
    role = role_with_points(1)

    page = opened(editor_client, role).content.decode()

    assert page.count('name="points-0-order"') == 1


def new_point(place, text, order=""):
    row = {"text": text, "kind": "pro", "strength": "editorial", "order": order}
    return {f"points-{place}-{name}": value for name, value in row.items()}


def test_new_rows_come_last_in_their_own_order(editor_client):
    role = role_with_points(4)
    sent = form_of(editor_client, role) | new_point(1, "First.") | new_point(2, "Second.")

    assert_saved(editor_client.post(url(role), sent | {"points-TOTAL_FORMS": 3}))

    assert points(role) == [("Point 4.", 4), ("First.", 5), ("Second.", 6)]


def test_new_row_may_name_its_place(editor_client):
    role = role_with_points(4)

    assert_saved(save(editor_client, role, **new_point(1, "First.", 2)))

    assert points(role) == [("First.", 2), ("Point 4.", 4)]


def test_row_whose_place_is_emptied_comes_last(editor_client):
    role = role_with_points(1, 2)

    assert_saved(save(editor_client, role, **{"points-0-order": ""}))

    assert points(role) == [("Point 2.", 2), ("Point 1.", 3)]


def test_no_place_is_higher_than_the_database_counts(editor_client):
    role = role_with_points(32767)

    assert_saved(save(editor_client, role, **new_point(1, "Last.")))

    assert points(role) == [("Point 32767.", 32767), ("Last.", 32767)]


def test_place_survives_a_mistake_elsewhere(editor_client):
    role = role_with_points(1, 2)

    response = save(editor_client, role, **{"points-0-order": 3, "name": ""})

    assert fields_of(response)["points-0-order"].value() == "3"


def test_gains_stand_before_prices(editor_client):
    role = RoleFactory()
    PointFactory(role=role, kind=Point.Kind.CON, order=1)
    PointFactory(role=role, kind=Point.Kind.PRO, order=2)

    fields = fields_of(opened(editor_client, role))

    assert [fields[f"points-{row}-kind"].value() for row in (0, 1)] == ["pro", "con"]


# Choosing


def test_source_is_named_by_its_slug(editor_client):
    source = SourceFactory(slug="survey")
    point = PointFactory()

    assert_saved(save(editor_client, point.role, **{"points-0-source": "survey"}))

    point.refresh_from_db()
    assert point.source == source


@pytest.mark.parametrize("typed", ["[@survey]", " survey "])
def test_source_may_be_typed_as_it_is_cited(editor_client, typed):
    source = SourceFactory(slug="survey")
    point = PointFactory()

    save(editor_client, point.role, **{"points-0-source": typed})

    point.refresh_from_db()
    assert point.source == source


def test_source_may_be_given_by_its_number(editor_client):
    source = SourceFactory()
    point = PointFactory()

    save(editor_client, point.role, **{"points-0-source": source.pk})

    point.refresh_from_db()
    assert point.source == source


def test_slug_of_a_source_wins_over_a_number(editor_client):
    other = SourceFactory()
    source = SourceFactory(slug=str(other.pk))
    point = PointFactory()

    save(editor_client, point.role, **{"points-0-source": other.pk})

    point.refresh_from_db()
    assert point.source == source


@pytest.mark.parametrize("typed", ["nothing", "9" * 30, "٣", "<b>"])
def test_unknown_source_is_refused_by_name(editor_client, typed):
    point = PointFactory()

    response = save(editor_client, point.role, **{"points-0-source": typed})

    assert errors_of(response) == [f"No source is called “{typed}”. Choose one, or add it first."]
    assert fields_of(response)["points-0-source"].value() == typed


def test_source_stays_when_nothing_is_touched(editor_client):
    figure = FigureFactory(source__slug="survey")

    sent = form_of(editor_client, figure.role)
    assert_saved(editor_client.post(url(figure.role), sent))

    assert sent["figures-0-source"] == "survey"
    assert Figure.objects.get().source == figure.source


def test_sources_are_suggested_once_for_the_page(editor_client):
    SourceFactory(slug="survey", title="A survey")

    page = opened(editor_client, RoleFactory()).content.decode()

    assert page.count("<datalist") == 1
    assert '<option value="survey">A survey</option>' in page


def test_all_choices_are_there_without_a_script(editor_client):
    role = RoleFactory()
    far, chosen = SkillFactory(name="Ask"), SkillFactory(name="Write")
    role.skills.add(chosen)

    page = opened(editor_client, role).content.decode()

    group = page.partition('aria-label="Skills"')[2].partition("</div>")[0]
    assert group.index("Write") < group.index("Ask")
    assert f'value="{far.pk}"' in group


@pytest.mark.parametrize("model", [Role, Guide, Comparison])
def test_form_says_who_looks_at_it_next(editor_client, editor, model):
    fields = fields_of(editor_client.get(url(model, "add")))

    assert {"assignee", "note"} <= fields.keys()


def test_note_among_colleagues_is_kept(editor_client, editor):
    role = RoleFactory()

    assert_saved(save(editor_client, role, assignee=editor.pk, note="Look at the pay."))

    role.refresh_from_db()
    assert (role.assignee, role.note) == (editor, "Look at the pay.")


# The same for all


def test_queries_of_a_form_do_not_grow_with_the_sources(editor_client):
    role = RoleFactory()
    PointFactory(role=role)
    FaqFactory(role=role)

    with CaptureQueriesContext(connection) as one:
        opened(editor_client, role)
    Source.objects.bulk_create(SourceFactory.build_batch(20))
    Faq.objects.bulk_create(FaqFactory.build_batch(20, role=role))

    with CaptureQueriesContext(connection) as many:
        opened(editor_client, role)
    assert len(many) == len(one)
