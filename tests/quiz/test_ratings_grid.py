import json
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from reversion.models import Version

from comparisons.models import ContentVersion, Criterion, Rating, Role
from comparisons.publishing import publishing_gaps
from quiz.admin import ratings
from quiz.models import Edition
from tests.conftest import client_with
from tests.desk import form_of, inputs_of, save, url
from tests.factories import (
    CriterionFactory,
    RatingFactory,
    RoleFactory,
    SourceFactory,
    live_edition,
    paths_with_roles,
)
from tests.rows import content_version

pytestmark = pytest.mark.django_db

GRID = "/admin/quiz/edition/ratings/"


@pytest.fixture
def roles(db) -> None:
    paths_with_roles()


@pytest.fixture
def lead(roles) -> Role:
    return Role.objects.get(slug="tech-lead")


@pytest.fixture
def draft(roles) -> Role:
    """A role that nobody has published, with one rating and one gap."""
    draft = RoleFactory(name="Architect", slug="architect")
    RatingFactory(role=draft, criterion=criterion("building"), level=2, reason="Some of it.")
    return draft


def criterion(slug):
    return Criterion.objects.get(slug=slug)


def cell(role, slug):
    return f"{role.pk}-{criterion(slug).pk}"


def shown(client, **query):
    """What a browser would send back, were nothing touched."""
    grid = client.get(GRID, query).context["grid"]
    return dict(pair for form in grid.forms for field in form for pair in inputs_with_shown(field))


def inputs_with_shown(field):
    yield field.html_name, "" if field.value() is None else str(field.value())
    yield field.html_initial_name, "" if field.initial is None else str(field.initial)


def send(client, role, slug, form=None, **typed):
    form = dict(shown(client) if form is None else form)
    form |= {f"{cell(role, slug)}-{name}": value for name, value in typed.items()}
    return client.post(GRID, form)


def errors_of(response):
    return {
        f"{form.cell.role}, {form.cell.criterion}": [
            str(error) for errors in form.errors.values() for error in errors
        ]
        for form in response.context["grid"].forms
        if form.errors
    }


def rating(role, slug):
    return (
        Rating.objects.filter(role=role, criterion__slug=slug)
        .values_list("level", "reason")
        .first()
    )


def all_ratings():
    return list(Rating.objects.order_by("pk").values())


def told(client):
    return [str(message) for message in client.get(GRID).context["messages"]]


# What it shows


def test_every_rating_stands_in_its_row_and_column(editor_client, lead):
    grid = editor_client.get(GRID).context["grid"]

    assert [row.criterion for row in grid.rows] == list(Criterion.objects.order_by("order", "pk"))
    assert [one.role for one in grid.rows[0].cells] == list(Role.objects.all())
    found = {(one.role.pk, one.criterion.pk): one.level for one in grid.cells}
    assert found == {(one.role_id, one.criterion_id): one.level for one in Rating.objects.all()}


def test_every_input_has_a_name_of_its_own(editor_client, lead):
    html = editor_client.get(GRID).content.decode()

    assert html.count('aria-label="Tech lead, Building: level"') == 1
    assert html.count('aria-label="Tech lead, Building: reason"') == 1
    assert 'role="region" aria-label="Ratings: criteria by roles" tabindex="0"' in html


def test_what_differs_from_the_live_edition_is_marked(editor_client):
    live_edition(number=4)
    changed = Rating.objects.get(role__slug="tech-lead", criterion__slug="building")
    before = changed.level
    Rating.objects.filter(pk=changed.pk).update(level=2)

    page = editor_client.get(GRID)

    differing = [one for one in page.context["grid"].cells if one.differs]
    assert [(one.role, one.criterion) for one in differing] == [(changed.role, changed.criterion)]
    html = page.content.decode()
    assert html.count(f'<span class="live">live: {before}</span>') == 1
    assert "The live quiz keeps the levels that edition 4 was opened with" in html


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_nothing_is_marked_where_no_edition_is_live(editor_client, state):
    live_edition()
    Edition.objects.update(state=state)
    Rating.objects.update(level=1)

    page = editor_client.get(GRID)

    assert not any(one.differs for one in page.context["grid"].cells)
    assert "No edition of the quiz is live" in page.content.decode()


def test_role_without_a_path_and_criterion_of_no_quiz_are_never_marked(editor_client, draft):
    live_edition()
    RatingFactory(role=draft, criterion=CriterionFactory(name="Pay"), level=1)

    grid = editor_client.get(GRID).context["grid"]

    assert not [one for one in grid.cells if one.differs]


def test_list_of_editions_leads_to_it(superuser_client, author_client, roles):
    assert f'href="{GRID}"' in superuser_client.get(url(Edition, "changelist")).content.decode()
    assert reverse("admin:quiz_ratings") == GRID


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (GRID, "Ratings"),
        (url(Edition, "changelist"), "Editions"),
        (url(Edition, "add"), "Editions"),
    ],
)
def test_sidebar_marks_one_page_as_current(superuser_client, page, name):
    html = superuser_client.get(page).content.decode()

    assert re.findall(r'aria-current="page">([^<]*)</a>', html) == [name]
    assert html.count("current-model") == 1


def test_ratings_stand_beside_editions_and_not_below_them(editor_client):
    html = editor_client.get(GRID).content.decode()

    crumbs = html.partition('class="breadcrumbs"')[2].partition("</div>")[0]
    assert "Editions" not in crumbs


def test_empty_site_says_so(editor_client):
    assert "There is nothing to rate yet" in editor_client.get(GRID).content.decode()


# Saving


def test_changed_cell_is_saved_and_no_other_is_written(editor_client, lead):
    before = {row["id"]: row for row in all_ratings()}
    changed = Rating.objects.get(role=lead, criterion__slug="building")

    response = send(editor_client, lead, "building", level="3", reason="Half of\r\n the day.")

    assert response.status_code == 302
    assert rating(lead, "building") == (3, "Half of the day.")
    after = {row["id"]: row for row in all_ratings()}
    assert [pk for pk in after if after[pk] != before[pk]] == [changed.pk]
    assert told(editor_client) == ["Saved: 1 rating of Tech lead."]


def test_each_changed_role_has_a_revision_and_a_line_in_the_log(editor_client, editor, lead):
    manager = Role.objects.get(slug="engineering-manager")
    before = content_version()
    changed_at = dict(Role.objects.values_list("slug", "changed_at"))
    form = shown(editor_client)
    form[f"{cell(manager, 'building')}-level"] = "2"
    form[f"{cell(lead, 'technical-depth')}-reason"] = "Every day."

    send(editor_client, lead, "building", form, level="3")

    assert content_version() == before + 1
    log = {entry.object_id: entry for entry in LogEntry.objects.all()}
    assert {pk: entry.get_change_message() for pk, entry in log.items()} == {
        str(lead.pk): "Ratings: Building: 4 to 3; Technical depth: reason.",
        str(manager.pk): "Ratings: Building: 1 to 2.",
    }
    for role in (lead, manager):
        revision = Version.objects.get_for_object(role).get().revision
        entry = log[str(role.pk)]
        assert (revision.user, revision.comment) == (editor, entry.get_change_message())
        in_it = [
            json.loads(version.serialized_data)[0]["fields"]
            for version in revision.version_set.all()
            if version.content_type.model == "rating"
        ]
        now = list(role.ratings.values_list("criterion", "level"))
        assert sorted((one["criterion"], one["level"]) for one in in_it) == sorted(now)
    now = dict(Role.objects.values_list("slug", "changed_at"))
    moved = {slug for slug in now if now[slug] != changed_at[slug]}
    assert moved == {"tech-lead", "engineering-manager"}


def test_sending_it_unchanged_writes_nothing(editor_client, lead):
    before, version = all_ratings(), content_version()

    response = editor_client.post(GRID, shown(editor_client))

    assert response.status_code == 302
    assert (all_ratings(), content_version()) == (before, version)
    assert told(editor_client) == ["Nothing was changed."]
    assert not LogEntry.objects.exists()


def test_empty_cell_is_filled(editor_client, draft):
    send(editor_client, draft, "technical-depth", level="5", reason="All of it.")

    assert rating(draft, "technical-depth") == (5, "All of it.")
    assert LogEntry.objects.get().get_change_message() == "Ratings: Technical depth: 5."


def test_cell_of_a_draft_is_cleared(editor_client, draft):
    send(editor_client, draft, "building", level="", reason="")

    assert rating(draft, "building") is None
    assert LogEntry.objects.get().get_change_message() == "Ratings: Building: 2, taken away."


def test_what_readers_see_lacks_nothing_after_a_change(editor_client, lead):
    send(editor_client, lead, "building", level="3")

    assert publishing_gaps(Role.objects.get(pk=lead.pk)) == []


# What is refused


WRONG = {
    "level": (("6", "Why."), "A level is a number from 1 to 5."),
    "none": (("0", "Why."), "A level is a number from 1 to 5."),
    "minus": (("-1", "Why."), "A level is a number from 1 to 5."),
    "word": (("high", "Why."), "A level is a number from 1 to 5."),
    "half": (("2.5", "Why."), "A level is a number from 1 to 5."),
    "huge": (("9" * 40, "Why."), "A level is a number from 1 to 5."),
    "no reason": (("3", ""), "Write one line that says why."),
    "no level": (("", "Why."), "Give it a level, too."),
    "cleared": (("", ""), "Tech lead is published, so it is rated on everything. Rate this, too."),
    "long": (
        ("3", "x" * 201),
        "Ensure this value has at most 200 characters (it has 201).",
    ),
    "source": (
        ("3", "So it is [@nobody]."),
        "No source is called “nobody”. Add it, or correct the citation.",
    ),
}


@pytest.mark.parametrize(("typed", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_said_at_the_cell_and_the_text_stays(editor_client, lead, typed, said):
    before = all_ratings()
    level, reason = typed
    form = shown(editor_client)
    form[f"{cell(lead, 'technical-depth')}-reason"] = "Also typed."

    response = send(editor_client, lead, "building", form, level=level, reason=reason)

    assert response.status_code == 200
    assert errors_of(response) == {"Tech lead, Building": [said]}
    assert all_ratings() == before
    html = response.content.decode()
    assert f'<a href="#note-{cell(lead, "building")}">Tech lead, Building</a>' in html
    assert "Nothing is saved yet. Look at this cell:" in html
    assert "Also typed." in html
    fields = next(one for one in response.context["grid"].forms if one.errors)
    assert (fields["level"].value(), fields["reason"].value()) == (level, reason)


def test_citation_of_a_source_that_there_is_is_saved(editor_client, lead):
    SourceFactory(slug="team-size")

    send(editor_client, lead, "building", level="3", reason="Half [@team-size].")

    assert rating(lead, "building") == (3, "Half [@team-size].")


def test_nothing_is_saved_where_one_cell_is_wrong(editor_client, lead):
    before = all_ratings()
    form = shown(editor_client)
    form[f"{cell(lead, 'technical-depth')}-level"] = "1"

    send(editor_client, lead, "building", form, level="9")

    assert all_ratings() == before


def test_what_came_in_wrong_and_is_not_touched_is_no_error(editor_client, lead):
    """Texts that were imported before a rule was made must not hold up an editor elsewhere."""
    Rating.objects.filter(role=lead, criterion__slug="building").update(reason="Old [@gone].")

    response = send(editor_client, lead, "technical-depth", level="1")

    assert response.status_code == 302
    assert rating(lead, "technical-depth")[0] == 1


# Two editors


def test_cell_that_somebody_else_changed_is_not_overwritten(editor_client, lead):
    form = shown(editor_client)
    Rating.objects.filter(role=lead, criterion__slug="building").update(level=2, reason="Theirs.")

    response = send(editor_client, lead, "building", form, level="5", reason="Mine.")

    assert errors_of(response) == {
        "Tech lead, Building": [
            "Somebody else has changed this cell since you opened the page. It is now 2, "
            "“Theirs.”. Yours is still here; save again to put it in its place."
        ]
    }
    assert rating(lead, "building") == (2, "Theirs.")
    assert ">\nMine.</textarea>" in response.content.decode()


def test_saving_again_after_that_replaces_what_was_shown(editor_client, lead):
    form = shown(editor_client)
    Rating.objects.filter(role=lead, criterion__slug="building").update(level=2, reason="Theirs.")
    refused = send(editor_client, lead, "building", form, level="5", reason="Mine.")
    grid = refused.context["grid"]
    again = dict(pair for one in grid.forms for field in one for pair in sent_by(field))

    editor_client.post(GRID, again)

    assert rating(lead, "building") == (5, "Mine.")


def sent_by(field):
    yield from inputs_of(field)
    initial = field.form.data.get(field.html_initial_name)
    yield field.html_initial_name, initial


def test_cell_that_somebody_else_changed_and_the_editor_did_not_stays_theirs(editor_client, lead):
    form = shown(editor_client)
    Rating.objects.filter(role=lead, criterion__slug="building").update(level=2, reason="Theirs.")

    response = send(editor_client, lead, "technical-depth", form, level="1")

    assert response.status_code == 302
    assert rating(lead, "building") == (2, "Theirs.")
    assert rating(lead, "technical-depth")[0] == 1


def test_the_same_change_by_both_is_no_conflict(editor_client, lead):
    form = shown(editor_client)
    Rating.objects.filter(role=lead, criterion__slug="building").update(level=2, reason="Ours.")

    response = send(editor_client, lead, "building", form, level="2", reason="Ours.")

    assert response.status_code == 302
    assert not LogEntry.objects.exists()


def test_rating_that_somebody_else_took_away_is_told(editor_client, draft):
    form = shown(editor_client)
    Rating.objects.filter(role=draft).delete()

    response = send(editor_client, draft, "building", form, level="3")

    ((said,),) = errors_of(response).values()
    assert "It is now empty." in said
    assert rating(draft, "building") is None


def test_form_of_the_role_is_refused_after_the_grid_has_changed_it(editor_client, lead):
    form = form_of(editor_client, lead) | {"definition": "Mine."}
    send(editor_client, lead, "building", level="3")

    response = editor_client.post(url(lead), form)

    assert response.status_code == 200
    assert rating(lead, "building")[0] == 3


# Who may


@pytest.fixture
def analyst_client(db) -> Client:
    return client_with("view_rating")


def test_author_changes_drafts_and_reads_what_is_published(author_client, draft, lead):
    grid = author_client.get(GRID).context["grid"]

    assert {form.cell.role for form in grid.forms} == {draft}
    assert "Tech lead, Building: level" not in author_client.get(GRID).content.decode()


@pytest.mark.parametrize("state", ["published", "archived"])
def test_author_cannot_send_what_is_not_offered(author_client, editor_client, lead, state):
    Role.objects.filter(pk=lead.pk).update(state=state)
    before = all_ratings()

    response = send(author_client, lead, "building", shown(editor_client), level="1")

    assert response.status_code == 403
    assert all_ratings() == before


def test_the_same_sent_for_a_draft_is_saved(author_client, draft):
    """So that the test above sends what would be taken."""
    send(author_client, draft, "building", level="1")

    assert rating(draft, "building")[0] == 1


def test_who_may_only_read_reads(analyst_client, editor_client, lead):
    page = analyst_client.get(GRID)
    before = all_ratings()

    response = send(analyst_client, lead, "building", shown(editor_client), level="1")

    assert (page.status_code, page.context["grid"].forms) == (200, [])
    assert "You can read these ratings." in page.content.decode()
    assert response.status_code == 403
    assert all_ratings() == before


def test_who_may_not_read_ratings_sees_none(client, writer, lead):
    assert client.get(GRID).status_code == 302
    assert writer.get(GRID).status_code == 403
    assert writer.post(GRID).status_code == 403


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(editor_client, lead, method):
    assert getattr(editor_client, method)(GRID).status_code == 405


# Many roles


def test_roles_are_chosen(editor_client, lead, draft):
    grid = editor_client.get(GRID, {"role": [lead.slug, draft.slug]}).context["grid"]

    assert set(grid.roles) == {lead, draft}


def test_saving_what_was_chosen_leads_back_to_it(editor_client, lead):
    page = f"{GRID}?role={lead.slug}"
    form = shown(editor_client, role=lead.slug) | {f"{cell(lead, 'building')}-level": "1"}

    response = editor_client.post(page, form)

    assert response.headers["Location"] == page
    assert rating(lead, "building")[0] == 1


@pytest.mark.parametrize("nonsense", ["x", "0", "9" * 40, "", "Tech lead"])
def test_nonsense_that_is_chosen_shows_the_usual_roles(editor_client, lead, nonsense):
    page = editor_client.get(GRID, {"role": nonsense})

    assert len(page.context["grid"].roles) == 3
    assert [str(message) for message in page.context["messages"]] == [
        "There is no such role. These are as many as fit; choose again."
    ]


def test_no_more_roles_are_shown_than_one_form_can_send(editor_client, roles, settings):
    for _ in range(30):
        RoleFactory()

    grid = editor_client.get(GRID).context["grid"]

    assert len(grid.roles) == ratings.MOST_CELLS // 10
    assert 4 * len(list(grid.cells)) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    assert editor_client.post(GRID, shown(editor_client)).status_code == 302


def test_page_takes_as_many_queries_for_thirty_roles_as_for_one(editor_client, lead):
    counts = []
    for number in (3, 20):
        while Role.objects.count() < number:
            RatingFactory(role=RoleFactory(), criterion=criterion("building"))
        with CaptureQueriesContext(connection) as queries:
            editor_client.get(GRID)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_sending_takes_as_many_queries_for_many_roles_as_for_few(editor_client, lead):
    ContentVersion.increase()  # the first time of all makes its row
    counts = []
    for number in (3, 20):
        while Role.objects.count() < number:
            RatingFactory(role=RoleFactory(), criterion=criterion("building"))
        form = shown(editor_client)
        with CaptureQueriesContext(connection) as queries:
            editor_client.post(GRID, form)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_page_has_no_script_or_style_of_its_own(editor_client, lead):
    html = editor_client.get(GRID).content.decode()

    assert "<style" not in html
    assert " style=" not in html
    assert "<script>" not in html
    assert " onclick=" not in html


def test_role_page_still_saves_ratings(editor_client, lead):
    """Its inline and the grid are two ways to the same rows."""
    assert save(editor_client, lead, **{"ratings-0-level": "1"}).status_code == 302


def test_rating_that_two_add_at_the_same_moment_is_compared_again(
    editor_client, draft, monkeypatch
):
    form = shown(editor_client)
    save_role = ratings.RatingsAdmin._save_role

    def added_meanwhile(self, request, role, cells):
        monkeypatch.setattr(ratings.RatingsAdmin, "_save_role", save_role)
        raise IntegrityError

    monkeypatch.setattr(ratings.RatingsAdmin, "_save_role", added_meanwhile)

    response = send(editor_client, draft, "technical-depth", form, level="5", reason="All of it.")

    assert response.status_code == 302
    assert rating(draft, "technical-depth") == (5, "All of it.")
