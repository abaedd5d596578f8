"""Where a text may cite: of each, the files, the desk, the hints and the page say the same."""

import re

import pytest
import reversion
import yaml
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models import CharField, SlugField, TextField, URLField
from django.urls import reverse
from reversion.models import Version

from comparisons import content_schema as schema
from comparisons.admin.citations import CITES
from comparisons.content import import_content
from comparisons.content_files import read_content
from comparisons.content_links import Document
from comparisons.content_values import Notes, Place
from comparisons.models import (
    Clause,
    Comparison,
    Criterion,
    Experiment,
    Faq,
    Figure,
    Guide,
    Point,
    Rating,
    Role,
    Skill,
    Source,
    Verdict,
    WeekSlice,
    WorkingCopy,
)
from comparisons.quality.passages import passages
from quiz.models import Circumstance, Option, Question
from tests.desk import assert_saved, save, typed, url
from tests.factories import (
    CriterionFactory,
    ExperimentFactory,
    FaqFactory,
    FigureFactory,
    SkillFactory,
    SourceFactory,
    publishable_comparison,
    publishable_guide,
    publishable_role,
)
from tests.rows import all_rows

pytestmark = pytest.mark.django_db

CITING = "09:10 Read [@census]."
UNSHOWN = '"[@census]" would be shown as it stands here: remove the citation'

READERS = {
    "criterion": schema.CRITERION,
    "source": schema.SOURCE,
    "skill": schema.SKILL,
    "role": schema.ROLE,
    "comparison": schema.COMPARISON,
    "guide": schema.GUIDE,
}
# The file in which a row stands, and how deep in it.
FILES = {
    Criterion: ("criterion", lambda row: row),
    Source: ("source", lambda row: row),
    Skill: ("skill", lambda row: row),
    Role: ("role", lambda row: row),
    WeekSlice: ("role", lambda row: {"week": [row]}),
    Rating: ("role", lambda row: {"ratings": {"pay": row}}),
    Point: ("role", lambda row: {"pros": [row]}),
    Figure: ("role", lambda row: {"figures": [row]}),
    Experiment: ("role", lambda row: {"experiments": [row]}),
    Faq: ("role", lambda row: {"questions": [row]}),
    Comparison: ("comparison", lambda row: row),
    Verdict: ("comparison", lambda row: {"verdicts": [row]}),
    Clause: ("comparison", lambda row: {"verdicts": [{"would_change_it": [row]}]}),
    Guide: ("guide", lambda row: row),
}


def texts_of(model):
    return [
        field.name
        for field in model._meta.fields
        if isinstance(field, CharField | TextField)
        and not (isinstance(field, SlugField | URLField) or field.choices)
    ]


# No key of a file: a note is no content, and the body of a guide stands below its keys.
WITHOUT_KEY = {(Role, "note"), (Comparison, "note"), (Guide, "note"), (Guide, "body")}
TEXTS = [(model, name) for model in FILES for name in texts_of(model)]
every_text = pytest.mark.parametrize(
    ("model", "name"),
    [pair for pair in TEXTS if pair not in WITHOUT_KEY],
    ids=lambda part: part if isinstance(part, str) else part.__name__,
)


def values_with(model, name):
    kind, place = FILES[model]
    text = [CITING] if name in schema.ROLE_LISTS else CITING
    return kind, place({"do" if name == "action" else name: text})


def may_cite_in_files(model, name):
    kind, values = values_with(model, name)
    notes = Notes("a.yaml")
    READERS[kind](yaml.compose(yaml.safe_dump(values)), Place(notes))
    said = [problem.words for problem in notes.problems]
    assert not [words for words in said if words.startswith("unknown key")]
    return UNSHOWN not in said


def fields_on_the_desk(request, model, name):
    """Of its own form, and of all forms that it has a row on."""
    for thing, page in admin.site._registry.items():
        if thing is model:
            yield page.get_form(request).base_fields.get(name)
        for inline in page.get_inline_instances(request):
            if inline.model is model:
                yield inline.get_formset(request).form.base_fields.get(name)


def refusals_on_the_desk(request, model, name):
    fields = list(filter(None, fields_on_the_desk(request, model, name)))
    assert fields
    for field in fields:
        try:
            field.clean(CITING)
        except ValidationError as error:
            yield error.messages
        else:
            yield []


@pytest.fixture
def census():
    return SourceFactory(slug="census", title="The census")


@pytest.fixture
def superuser_request(rf, superuser):
    request = rf.get("/")
    request.user = superuser
    return request


# The desk


@every_text
def test_desk_and_files_agree_on_where_a_text_may_cite(superuser_request, census, model, name):
    said = [] if may_cite_in_files(model, name) else [f"{UNSHOWN}."]

    refusals = refusals_on_the_desk(superuser_request, model, name)

    assert set(map(tuple, refusals)) == {tuple(said)}


@pytest.mark.parametrize(("model", "name"), sorted(WITHOUT_KEY, key=str))
def test_notes_and_bodies_of_guides_may_cite(superuser_request, census, model, name):
    refusals = refusals_on_the_desk(superuser_request, model, name)

    assert list(refusals) == [[]]


def test_body_of_a_guide_may_cite_in_its_file(folder):
    path = folder / "guides" / "life-at-sea.md"
    path.write_text(path.read_text() + "\nIt is long [@boat-census].\n")

    guides = [document for document in read_content(folder) if document.kind == "guide"]

    assert [guide.values["body"].endswith("[@boat-census].") for guide in guides] == [True]


@pytest.mark.parametrize(
    ("model", "name"),
    [(model, name) for model in (Question, Option, Circumstance) for name in texts_of(model)],
)
def test_no_text_of_the_quiz_may_cite(superuser_request, census, model, name):
    """As its files have it; no page of the quiz lists sources."""
    refusals = refusals_on_the_desk(superuser_request, model, name)

    assert list(refusals) == [[f"{UNSHOWN}."]]


PLACES = {
    "point": (publishable_role, "points-0-text"),
    "definition": (publishable_role, "definition"),
    "part of the week": (publishable_role, "week-0-activity"),
    "short answer": (lambda: publishable_comparison().current_verdict, "in_short"),
    "question": (publishable_comparison, "question"),
    "title": (publishable_guide, "title"),
    "goal": (CriterionFactory, "goal"),
    "description": (SkillFactory, "description"),
}


@pytest.mark.parametrize(("make", "field"), PLACES.values(), ids=PLACES.keys())
def test_citation_that_would_be_shown_raw_is_told_at_its_field(editor_client, census, make, field):
    thing = make()
    before = all_rows()

    response = save(editor_client, thing, **{field: "Many do [@census]."})

    assert said_at(response, field) == [f"{UNSHOWN}."]
    assert typed(response)[field] == "Many do [@census]."
    assert all_rows() == before


def said_at(response, field):
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
    return [
        words
        for form in forms
        for bound in form
        for words in bound.errors
        if bound.html_name == field
    ]


def test_what_is_no_citation_is_refused_as_in_a_file(editor_client):
    response = save(editor_client, SkillFactory(), description="Many do [@The Census].")

    assert said_at(response, "description") == [
        "A citation looks like [@slug]: lower case letters, digits and hyphens."
    ]


# What was written before


def test_working_copy_with_such_a_text_is_told_and_keeps_it(author_client, editor_client, census):
    role = publishable_role()
    save(author_client, role, definition="You lead.")
    copy = WorkingCopy.objects.get()
    WorkingCopy.objects.update(data=copy.data | {"definition": ["You lead [@census]."]})

    opened = editor_client.get(url(role), {"_working_copy": "open"})
    response = editor_client.post(url(role), typed(opened) | {"_working_copy": "on"})

    for page in (opened, response):
        assert said_at(page, "definition") == [f"{UNSHOWN}."]
        assert typed(page)["definition"] == "You lead [@census]."
    assert WorkingCopy.objects.count() == 1


def test_old_version_with_such_a_text_is_told_and_keeps_it(editor_client, census):
    role = publishable_role(definition="You lead [@census].")
    with reversion.create_revision():
        reversion.add_to_revision(role)
    save(editor_client, role, definition="You lead.")
    page = url(role, "revision", Version.objects.get_for_object(role).last().pk)

    response = editor_client.post(page, typed(editor_client.get(page)))

    assert said_at(response, "definition") == [f"{UNSHOWN}."]
    assert typed(response)["definition"] == "You lead [@census]."
    role.refresh_from_db()
    assert role.definition == "You lead."


# The hints


@every_text
def test_hints_advise_to_cite_where_the_page_numbers_sources(model, name):
    kind, values = values_with(model, name)

    advised = [text.can_cite for text in passages([Document(kind, "a", "", values, {}, ())])]

    # The log of a verdict leaves citations away.
    may_cite = may_cite_in_files(model, name) and name != "why_it_changed"
    assert advised in ([may_cite], [])


# The pages


@pytest.fixture
def citing_everywhere(census):
    """A comparison and a guide in which every text cites that may."""
    criterion = CriterionFactory()
    roles = [publishable_role(path=path) for path in Role.Path.values[:2]]
    comparison = publishable_comparison(role_a=roles[0], role_b=roles[1])
    guide = publishable_guide()
    guide.related_roles.set(roles)
    for owner in ({"role": roles[0]}, {"comparison": comparison}, {"guide": guide}):
        FaqFactory(**owner)
    for role in roles:
        FigureFactory(role=role, source=census)
        role.skills.set(guide.skills.all())
    assert criterion.ratings.count() == 2
    for model, names in CITES.items():
        assert model.objects.exists()
        model.objects.update(**dict.fromkeys(names, CITING))
    return comparison, guide


def pages_of(comparison, guide):
    skill = guide.skills.get()
    pages = [page.get_absolute_url() for page in (comparison, comparison.role_a, guide, skill)]
    names = ("home", "roles", "comparisons", "guides", "how-it-works", "feed")
    return [*pages, *map(reverse, names), reverse("disagree", args=[comparison.slug])]


def test_no_page_shows_a_citation_as_it_stands(client, citing_everywhere):
    responses = [client.get(page) for page in pages_of(*citing_everywhere)]

    assert {response.status_code for response in responses} == {200}
    pages = [response.content.decode() for response in responses]
    assert [words for page in pages for words in re.findall(r"[^<>]*\[@[^<>]*", page)] == []


def test_pages_in_which_every_text_cites_can_be_written_out_and_read(citing_everywhere, tmp_path):
    call_command("export_content", str(tmp_path / "out"), verbosity=0)

    documents = read_content(tmp_path / "out")

    assert len(documents) > 0


def test_what_an_experiment_costs_numbers_its_source(client):
    role = publishable_role()
    for slug in ("asked", "paid", "seen"):
        SourceFactory(slug=slug, title=f"Who {slug}")
    ExperimentFactory(
        role=role,
        action="Ask [@asked].",
        cost="An hour [@paid].",
        good_sign="You see it [@seen] [@paid].",
    )

    page = client.get(role.get_absolute_url()).content.decode()

    assert 'An hour<sup><a href="#source-2">2</a></sup>.' in page
    assert re.findall(r"Who \w+", page) == ["Who asked", "Who paid", "Who seen"]


def test_imported_content_can_be_saved_on_the_desk(superuser_client, folder):
    import_content(folder)

    for model in (Role, Comparison, Verdict, Guide, Criterion, Skill, Source):
        assert model.objects.exists()
        for thing in model.objects.all():
            assert_saved(save(superuser_client, thing))
