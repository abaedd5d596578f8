"""What was saved before can be read, compared and taken back, on every page of the desk."""

from datetime import timedelta

import pytest
import reversion
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from reversion.models import Revision, Version

from comparisons.admin import history as module
from comparisons.admin.history import HistoryAdmin, in_sentences
from comparisons.admin.states import keep_to_its_own, state_of, state_of_version
from comparisons.differences import Difference, FieldDifference, Piece
from comparisons.models import Comparison, Guide, Publishable, Role, Skill, Verdict
from tests.conftest import client_with
from tests.desk import assert_saved, save, typed, url
from tests.factories import (
    A_DAY,
    CircumstanceFactory,
    ComparisonFactory,
    CriterionFactory,
    ExperimentFactory,
    FaqFactory,
    FigureFactory,
    GuideFactory,
    OptionFactory,
    PointFactory,
    RatingFactory,
    RoleFactory,
    SkillFactory,
    SourceFactory,
    WeekSliceFactory,
    complete_verdict,
    publishable_comparison,
    publishable_guide,
    publishable_role,
)
from tests.rows import content_version

pytestmark = pytest.mark.django_db

State = Publishable.State


def versions_of(thing):
    """Oldest first."""
    return list(Version.objects.get_for_object(thing).order_by("pk"))


def keep(*things, comment="", user=None):
    with reversion.create_revision():
        for thing in things:
            reversion.add_to_revision(thing)
        reversion.set_comment(comment)
        if user:
            reversion.set_user(user)


def inlines_of(thing):
    return admin.site.get_model_admin(type(thing)).inlines


def now(thing):
    return state_of(thing, inlines_of(thing))


def then(thing, number=0):
    return state_of_version(versions_of(thing)[number], inlines_of(thing))


def fields_of(state, number=0):
    return {label: text for label, text in state[number].fields.items() if text}


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def role_with_rows():
    role = PointFactory(text="You decide.", source=SourceFactory(title="A survey", slug="s")).role
    for factory in (RatingFactory, WeekSliceFactory, FigureFactory, ExperimentFactory, FaqFactory):
        factory(role=role)
    role.skills.add(SkillFactory(name="Writing"), SkillFactory(name="Asking"))
    return role


EVERYTHING = {
    "role": role_with_rows,
    "comparison": lambda: FaqFactory(comparison=ComparisonFactory()).comparison,
    "verdict": complete_verdict,
    "guide": lambda: FaqFactory(guide=GuideFactory()).guide,
    "criterion": CriterionFactory,
    "skill": SkillFactory,
    "source": SourceFactory,
    "edition": lambda: CircumstanceFactory().edition,
    "question": lambda: OptionFactory().question,
}
everything = pytest.mark.parametrize("make", EVERYTHING.values(), ids=EVERYTHING.keys())


# States


def test_everything_with_a_history_is_tried_here():
    kept = {
        model._meta.model_name
        for model, desk in admin.site._registry.items()
        if isinstance(desk, HistoryAdmin)
    }

    assert kept == set(EVERYTHING)


@everything
def test_what_was_just_saved_is_what_is_there_now(make):
    thing = make()
    keep(thing)

    assert list(then(thing)) == list(now(thing))


def test_page_is_in_the_words_of_an_editor(author):
    skills = [SkillFactory(name="Writing"), SkillFactory(name="Asking")]
    role = RoleFactory(
        name="Lead",
        slug="lead",
        path="technical-leadership",
        definition="One.\r\nTwo.",
        review_due=A_DAY,
        publish_at=timezone.datetime(2026, 3, 2, 9, 30, tzinfo=timezone.get_current_timezone()),
        assignee=author,
        note="Soon.",
    )
    role.skills.set(skills)

    assert now(role)[0].title == "Role"
    assert fields_of(now(role)) == {
        "Address" if "Address" in now(role)[0].fields else "Slug": "lead",
        "Name": "Lead",
        "Path": "Technical leadership",
        "Definition": "One.\nTwo.",
        "Review due": "2 March 2026",
        "Publish at": "2 March 2026, 09:30",
        "State": "Draft",
        "Assignee": "author",
        "Note to colleagues": "Soon.",
        "Order": "0",
        "Skills": "Asking\nWriting",
    }


def test_row_has_its_own_title_and_names_what_it_refers_to():
    role = PointFactory(
        text="You decide.", strength="survey", source=SourceFactory(title="A survey", slug="s")
    ).role

    (point,) = now(role)[1:]

    assert point.title == "Pro or con: You decide."
    assert {label: text for label, text in point.fields.items() if text} == {
        "Kind": "You gain",
        "Text": "You decide.",
        "Strength": "Survey",
        "Source": "A survey (s)",
        "Order": "0",
    }


def test_yes_and_no_are_words():
    assert now(CriterionFactory(measured=True))[0].fields["The quiz measures it"] == "yes"
    assert now(CriterionFactory(measured=False))[0].fields["The quiz measures it"] == "no"


def test_rows_stand_in_their_order():
    role = RoleFactory()
    for order, text in ((3, "Third."), (1, "First."), (2, "Second.")):
        PointFactory(role=role, order=order, text=text)
    keep(role)

    texts = [[part.fields["Text"] for part in state[1:]] for state in (now(role), then(role))]

    assert texts == [["First.", "Second.", "Third."]] * 2


def test_rows_of_something_else_in_the_same_revision_are_left_out():
    roles = [PointFactory(text=text).role for text in ("Mine.", "Not mine.")]
    keep(*roles)

    assert [part.fields["Text"] for part in then(roles[0])[1:]] == ["Mine."]


def test_what_has_been_deleted_since_is_named_so():
    point = PointFactory(source=SourceFactory())
    point.role.skills.add(SkillFactory(name="Writing"), SkillFactory(name="Asking"))
    keep(point.role)
    source, point.source = point.source, None
    point.save()
    source.delete()
    Skill.objects.get(name="Asking").delete()

    page, row = then(point.role)

    assert page.fields["Skills"] == "(deleted)\nWriting"
    assert row.fields["Source"] == "(deleted)"


def test_state_takes_as_many_queries_for_ten_rows_as_for_one():
    role = RoleFactory()
    counts = []
    for rows in (1, 10):
        while role.points.count() < rows:
            PointFactory(role=role, source=SourceFactory())
        keep(role)
        version = Version.objects.get_for_object(role).first()
        with CaptureQueriesContext(connection) as queries:
            now(role)
            state_of_version(version, inlines_of(role))
        counts.append(len(queries))

    assert counts[0] == counts[1]


# The list of versions


@pytest.mark.usefixtures("noon")
def test_history_lists_who_saved_what_and_when_newest_first(editor_client):
    skill = SkillFactory(name="Writing")
    keep(skill, comment="Imported from skills.yaml.")
    save(editor_client, skill, name="Writing well", change_comment="Clearer.")
    old, new = versions_of(skill)

    response = editor_client.get(url(skill, "history"))

    html = response.content.decode()
    assert response.context["saves"] == [(new, "editor"), (old, "import")]
    assert "<p>Clearer.<br>Changed Name.</p>" in html
    assert "<p>Imported from skills.yaml.</p>" in html
    assert html.count(timezone.localtime().strftime("%B %Y")) >= 2


def test_first_version_has_nothing_before_it(editor_client):
    skill = SkillFactory()
    keep(skill)
    keep(skill)
    first, second = versions_of(skill)

    html = editor_client.get(url(skill, "history")).content.decode()

    assert html.count("Nothing before it") == 1
    assert f'{url(skill, "compare", second.pk)}?with=before"' in html
    assert f'{url(skill, "compare", first.pk)}?with=before"' not in html
    assert f'{url(skill, "compare", first.pk)}?with=now"' in html
    assert f'"{url(skill, "revision", first.pk)}"' in html


def test_what_was_never_saved_here_says_so(editor_client):
    html = editor_client.get(url(SkillFactory(), "history")).content.decode()

    assert "Nothing has been saved here since the history is kept." in html


@pytest.mark.parametrize(
    ("page", "shown"), [("", 50), ("1", 50), ("2", 1), ("9" * 40, 1), ("nonsense", 50), ("-1", 1)]
)
def test_long_history_has_pages(editor_client, page, shown):
    skill = SkillFactory()
    for _ in range(51):
        keep(skill)

    response = editor_client.get(url(skill, "history"), {"p": page})

    assert len(response.context["saves"]) == shown


def test_history_takes_as_many_queries_for_thirty_versions_as_for_one(editor, editor_client):
    skill = SkillFactory()
    counts = []
    for kept in (1, 30):
        while len(versions_of(skill)) < kept:
            keep(skill, user=editor)
        editor_client.get(url(skill, "history"))
        with CaptureQueriesContext(connection) as queries:
            editor_client.get(url(skill, "history"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_full_name_is_shown_where_there_is_one(editor, editor_client):
    User.objects.update(first_name="Ada", last_name="Byron")
    skill = SkillFactory()
    keep(skill, user=User.objects.get())

    assert editor_client.get(url(skill, "history")).context["saves"][0][1] == "Ada Byron"


def test_who_has_left_is_not_called_an_import(editor_client):
    skill = SkillFactory()
    keep(skill, comment="Changed Name.")

    assert editor_client.get(url(skill, "history")).context["saves"][0][1] == "not recorded"


def test_restoring_is_offered_for_all_but_the_newest_version(editor_client):
    skill = SkillFactory()
    keep(skill)
    keep(skill)
    first, newest = versions_of(skill)

    pages = [
        editor_client.get(page).content.decode()
        for page in (url(skill, "history"), url(skill, "compare", newest.pk))
    ]

    assert pages[0].count("Restore this version") == 1
    assert f'"{url(skill, "revision", first.pk)}"' in pages[0]
    assert "Restore the version" not in pages[1]


# Comparing


@everything
def test_everything_can_be_compared_and_opened_as_it_was(superuser_client, make):
    thing = make()
    keep(thing)
    keep(thing)
    version = versions_of(thing)[-1]

    pages = [
        superuser_client.get(url(thing, "history")),
        superuser_client.get(url(thing, "compare", version.pk), {"with": "before"}),
        superuser_client.get(url(thing, "compare", version.pk), {"with": "now"}),
        superuser_client.get(url(thing, "revision", version.pk)),
    ]

    assert [page.status_code for page in pages] == [200] * 4
    assert [list(page.context["differences"]) for page in pages[1:]] == [[], [], []]
    for html in (page.content.decode() for page in pages):
        assert "<script>" not in html
        assert " style=" not in html
        assert " onclick=" not in html


@pytest.fixture
def role(author_client):
    """Saved three times, with another definition each time."""
    role = RoleFactory()
    for definition in ("You lead.", "You lead people.", "You lead all people."):
        assert_saved(save(author_client, role, definition=definition))
    return role


def definition(before, added, after):
    pieces = (Piece("kept", before), Piece("added", added), Piece("kept", after))
    return [Difference("changed", "Role", (FieldDifference("Definition", pieces),))]


@pytest.mark.parametrize(
    ("number", "query", "differences"),
    [
        (1, "before", definition("You lead", " people", ".")),
        (1, "now", definition("You lead", " all", " people.")),
        (0, "now", definition("You lead", " all people", ".")),
        (2, "now", []),
        (1, "nonsense", definition("You lead", " people", ".")),
        (1, "", definition("You lead", " people", ".")),
    ],
)
def test_version_is_compared_with_the_one_before_and_with_now(
    author_client, role, number, query, differences
):
    page = url(role, "compare", versions_of(role)[number].pk)

    response = author_client.get(page, {"with": query})

    assert response.context["differences"] == differences


def test_changes_are_told_in_words_as_well(author_client, role):
    page = url(role, "compare", versions_of(role)[1].pk)

    html = author_client.get(page).content.decode()

    assert (
        'You lead<ins class="added"><span class="visually-hidden">[added: </span> people'
        '<span class="visually-hidden">]</span></ins>.</dd>'
    ) in html


def test_rows_that_came_and_went_are_shown(author_client):
    role = PointFactory(text="You wait.", order=1).role
    save(author_client, role)
    rows = {"points-0-DELETE": "on", "points-1-kind": "con", "points-1-text": "You decide."}
    assert_saved(save(author_client, role, **rows))

    response = author_client.get(url(role, "compare", versions_of(role)[1].pk))

    assert [(part.change, part.title) for part in response.context["differences"]] == [
        ("added", "Pro or con: You decide."),
        ("removed", "Pro or con: You wait."),
    ]


def test_first_version_is_compared_with_nothing(author_client, role):
    response = author_client.get(url(role, "compare", versions_of(role)[0].pk))

    assert [part.change for part in response.context["differences"]] == ["added"]
    assert (
        "Nothing before it: this is the first version that was kept." in response.content.decode()
    )


@pytest.mark.parametrize("page", ["compare", "revision"])
def test_version_of_something_else_is_not_found(superuser_client, page):
    guide = GuideFactory(pk=77)
    role = RoleFactory(pk=77)
    other = RoleFactory()
    keep(role)
    keep(other)
    of_role, of_other = versions_of(role)[0].pk, versions_of(other)[0].pk

    answers = [
        superuser_client.get(url(guide, page, of_role)),
        superuser_client.post(url(guide, page, of_role)),
        superuser_client.get(url(role, page, of_other)),
        superuser_client.get(url(role, page, "9" * 30)),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4


@pytest.mark.parametrize("page", ["history", "compare", "revision"])
@pytest.mark.parametrize("number", ["0", "9" * 40, "nonsense", "_3"])
def test_what_is_not_there_leads_home(editor_client, page, number):
    address = url(RoleFactory(pk=77), page, *([] if page == "history" else [1]))

    response = editor_client.get(address.replace("77", number), follow=True)

    assert response.status_code == 200
    assert "doesn’t exist" in messages_of(response)[0]


@pytest.mark.parametrize("page", ["compare", "revision"])
def test_version_that_cannot_be_read_any_more_is_a_message(editor_client, page):
    role = RoleFactory()
    keep(role)
    Version.objects.update(serialized_data="[{}]")

    response = editor_client.get(url(role, page, versions_of(role)[0].pk), follow=True)

    assert response.status_code == 200
    assert "incompatible version data" in messages_of(response)[-1]


# Who may


@pytest.fixture
def onlooker_client(db):
    return client_with("view_role")


def test_who_may_look_may_compare_but_not_take_back(onlooker_client, role):
    version = versions_of(role)[0]

    history = onlooker_client.get(url(role, "history"))
    compared = onlooker_client.get(url(role, "compare", version.pk))
    taken = onlooker_client.post(url(role, "revision", version.pk), {"name": "Mine"})

    assert (history.status_code, compared.status_code, taken.status_code) == (200, 200, 403)
    for page in (history, compared):
        assert "Restore " not in page.content.decode()
    role.refresh_from_db()
    assert role.definition == "You lead all people."


@pytest.mark.parametrize("page", ["history", "compare", "revision"])
def test_who_may_not_look_sees_nothing(onlooker_client, page):
    guide = GuideFactory()
    keep(guide)
    more = [] if page == "history" else [versions_of(guide)[0].pk]

    assert onlooker_client.get(url(guide, page, *more)).status_code == 403


def test_author_does_not_take_back_to_what_readers_could_see(author_client, editor_client):
    role = publishable_role()
    save(editor_client, role, definition="Before.")
    save(editor_client, role, state="draft", definition="After.")
    page = url(role, "revision", versions_of(role)[0].pk)

    response = author_client.get(page, follow=True)
    author_client.post(page, {"name": "Mine"})

    assert messages_of(response)[-1] == (
        "Readers could see this version. Ask somebody who may publish to restore it."
    )
    role.refresh_from_db()
    assert (role.state, role.definition) == ("draft", "After.")


# Taking back


def test_form_of_an_old_version_says_what_it_changes_and_changes_nothing(author_client, role):
    response = author_client.get(url(role, "revision", versions_of(role)[0].pk))

    role.refresh_from_db()
    assert response.context["adminform"].form["definition"].value() == "You lead."
    ((field,),) = [part.fields for part in response.context["differences"]]
    assert [(piece.kind, piece.text) for piece in field.pieces] == [
        ("kept", "You lead"),
        ("removed", " all people"),
        ("kept", "."),
    ]
    assert "saved by author</h2>" in response.content.decode()
    assert role.definition == "You lead all people."


def take_back(client, thing, version, **changes):
    page = url(thing, "revision", version.pk)
    return client.post(page, typed(client.get(page)) | changes)


def test_taking_back_is_a_new_version_and_tells_why(author_client, role):
    first = versions_of(role)[0]

    assert_saved(take_back(author_client, role, first, change_comment="It was right."))

    role.refresh_from_db()
    said = versions_of(role)[-1].revision.comment.splitlines()
    assert role.definition == "You lead."
    assert said[0] == "It was right."
    assert said[1].startswith("Reverted to previous version")
    assert len(versions_of(role)) == 4


def skills_of_one_revision():
    skills = [SkillFactory(name="Writing"), SkillFactory(name="Asking")]
    keep(*skills)
    Skill.objects.update(description="Since then.")
    return skills


def test_what_was_saved_along_with_it_is_not_taken_back(author_client):
    mine, _ = skills_of_one_revision()

    assert_saved(take_back(author_client, mine, versions_of(mine)[0]))

    descriptions = Skill.objects.order_by("pk").values_list("description", flat=True)
    assert list(descriptions) == ["What it is.", "Since then."]


def test_without_keeping_to_its_own_all_would_be_taken_back(author_client, monkeypatch):
    monkeypatch.setattr(module, "keep_to_its_own", lambda version, inlines: None)
    mine, _ = skills_of_one_revision()

    take_back(author_client, mine, versions_of(mine)[0])

    assert set(Skill.objects.values_list("description", flat=True)) == {"What it is."}


def test_its_own_are_the_page_and_its_rows():
    roles = [PointFactory().role, PointFactory().role]
    keep(*roles)
    version = versions_of(roles[0])[0]

    keep_to_its_own(version, inlines_of(roles[0]))

    own = {
        str(part.field_dict.get("role_id", part.object_id))
        for part in version.revision.version_set.all()
    }
    assert own == {str(roles[0].pk)}
    assert version.revision.version_set.count() == 2


# Bringing back what was deleted


def delete(client, thing):
    assert client.post(url(thing, "delete"), {"post": "yes"}).status_code == 302


def test_list_leads_to_what_was_deleted(author_client):
    guide = GuideFactory(title="How to")
    save(author_client, guide)
    delete(author_client, guide)

    listed = author_client.get(url(Guide, "changelist")).content.decode()
    html = author_client.get(url(Guide, "recoverlist")).content.decode()

    assert f'href="{url(Guide, "recoverlist")}"' in listed
    assert f'<a href="{url(Guide, "recover", Version.objects.get().pk)}">How to</a>' in html


def test_nothing_deleted_says_so(author_client):
    html = author_client.get(url(Guide, "recoverlist")).content.decode()

    assert "Nothing of this kind has been deleted" in html


def test_form_of_something_deleted_says_that_it_is_deleted(author_client):
    guide = GuideFactory(title="How to")
    save(author_client, guide)
    delete(author_client, guide)

    html = author_client.get(url(Guide, "recover", Version.objects.get().pk)).content.decode()

    assert "It is still deleted." in html
    assert not Guide.objects.exists()


def test_only_what_is_deleted_is_brought_back(author_client):
    role = publishable_role(state=State.DRAFT)
    save(author_client, role)
    version = versions_of(role)[0]
    Role.objects.update(state=State.PUBLISHED)

    as_role = author_client.post(url(Role, "recover", version.pk), {"name": "Mine"})
    as_skill = author_client.post(url(Skill, "recover", version.pk), {"name": "Mine"})

    assert (as_role.status_code, as_skill.status_code) == (404, 404)
    assert Role.objects.get().state == "published"


def test_author_does_not_bring_back_what_readers_could_see(author_client, editor_client):
    guide = GuideFactory(state=State.ARCHIVED)
    save(editor_client, guide)
    delete(editor_client, guide)

    response = author_client.post(
        url(Guide, "recover", Version.objects.get().pk), {"title": "Mine"}, follow=True
    )

    assert messages_of(response)[-1].startswith("Readers could see this version.")
    assert not Guide.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_deleted_is_not_brought_back_by_the_way_of_its_history(author_client, method):
    guide = GuideFactory()
    save(author_client, guide)
    address = url(guide, "revision", versions_of(guide)[0].pk)
    delete(author_client, guide)

    response = getattr(author_client, method)(address, {"title": "Mine"})

    assert response.status_code == 302
    assert not Guide.objects.exists()


def test_bringing_back_says_that_it_is_back(author_client):
    guide = GuideFactory(title="How to")
    save(author_client, guide)
    delete(author_client, guide)
    page = url(Guide, "recover", Version.objects.get().pk)

    response = author_client.post(page, typed(author_client.get(page)), follow=True)

    assert messages_of(response) == ["How to is back."]


def delete_with_verdicts(client):
    """Two verdicts went with it, and one had gone before."""
    comparison = ComparisonFactory()
    verdicts = [complete_verdict(comparison=comparison) for _ in range(3)]
    for thing in (comparison, *verdicts):
        assert_saved(save(client, thing))
    delete(client, verdicts[2])
    delete(client, comparison)
    return Version.objects.get_deleted(Comparison).get()


def test_comparison_comes_back_with_the_verdicts_that_were_deleted_with_it(author_client):
    other = complete_verdict()
    save(author_client, other)
    version = delete_with_verdicts(author_client)
    page = url(Comparison, "recover", version.pk)

    shown = author_client.get(page)
    before = Verdict.objects.count()
    response = author_client.post(page, typed(shown), follow=True)

    comparison = Comparison.objects.get(pk=version.object_id)
    assert "brings it back as it stands in the form below, with 2 verdicts." in shown.text
    assert before == 1
    assert messages_of(response) == [f"{comparison} is back, with 2 verdicts."]
    assert comparison.verdicts.count() == 2
    assert all(
        verdict.clauses.count() == other.clauses.count() for verdict in comparison.verdicts.all()
    )


def test_without_bringing_along_it_comes_back_without_verdicts(author_client, monkeypatch):
    monkeypatch.setattr(HistoryAdmin, "bring_along", lambda self, thing: "")
    monkeypatch.delattr("comparisons.admin.comparison.ComparisonAdmin.bring_along")
    page = url(Comparison, "recover", delete_with_verdicts(author_client).pk)

    author_client.post(page, typed(author_client.get(page)))

    assert not Comparison.objects.get().verdicts.exists()


# Deleting


def test_page_of_deletion_counts_what_goes_and_offers_what_else_could_be_done(editor_client):
    comparison = complete_verdict().comparison

    html = editor_client.get(url(comparison, "delete")).content.decode()

    assert "<li>Verdicts: 1</li>" in html
    assert "Share images" not in html
    assert "Recover deleted comparisons" in html
    assert f'href="{url(comparison)}#id_state">archive it</a>' in html


def test_page_of_deletion_offers_no_archive_where_there_is_none(editor_client):
    html = editor_client.get(url(SkillFactory(), "delete")).content.decode()

    assert "Recover deleted skills" in html
    assert "archive" not in html


def test_author_is_told_by_name_what_cannot_be_deleted(author_client):
    role = RoleFactory(name="Lead", state=State.PUBLISHED)
    data = {"action": "delete_selected", "_selected_action": [role.pk]}

    response = author_client.post(url(Role, "changelist"), data)

    assert "<li>Lead</li>" in response.text
    assert "Nothing is deleted, because some of it is not yours to delete" in response.text


@pytest.mark.parametrize("is_bulk", [False, True])
def test_role_that_is_compared_is_not_deleted_and_the_page_leads_to_where(editor_client, is_bulk):
    comparison = publishable_comparison()
    role = comparison.role_a
    data = {"action": "delete_selected", "_selected_action": [role.pk]}

    page = url(Role, "changelist") if is_bulk else url(role, "delete")
    response = editor_client.post(page, data if is_bulk else {"post": "yes"})

    assert f'<a href="{url(comparison)}">' in response.text
    assert "archived before it is deleted" in response.text
    assert "not yours" not in response.text
    assert Role.objects.filter(pk=role.pk).exists()


def test_what_only_links_pages_is_not_counted_among_what_goes(editor_client):
    guide = publishable_guide()
    guide.related_guides.add(publishable_guide())
    data = {"action": "delete_selected", "_selected_action": [guide.pk]}

    alone = editor_client.get(url(guide, "delete"))
    chosen = editor_client.post(url(Guide, "changelist"), data)

    assert dict(alone.context["model_count"]) == {"guides": 1}
    assert dict(chosen.context["model_count"]) == {"guides": 1}


# What was said about a change


def test_words_about_a_change_stand_in_its_revision_and_in_the_log(author_client):
    skill = SkillFactory()

    assert_saved(save(author_client, skill, name="Asking", change_comment="Shorter."))

    assert Revision.objects.get().comment == "Shorter.\nChanged Name."
    assert LogEntry.objects.get().get_change_message() == "Shorter.\nChanged Name."


def test_without_words_there_is_what_was_generated(author_client):
    assert_saved(save(author_client, SkillFactory(), name="Asking"))

    assert Revision.objects.get().comment == "Changed Name."


def test_words_about_something_new_are_kept(author_client):
    fields = {"title": "How to", "slug": "how-to"}

    assert_saved(save(author_client, Guide, **fields, change_comment="Was missing."))

    assert Revision.objects.get().comment == "Was missing.\nAdded."


def test_words_about_no_change_are_no_change_of_content(author_client):
    long_ago = timezone.now() - timedelta(days=400)
    role = RoleFactory(changed_at=long_ago)

    assert_saved(save(author_client, role, change_comment="I looked at it."))

    role.refresh_from_db()
    assert content_version() == 0
    assert role.changed_at == long_ago


@pytest.mark.parametrize("words", ["[1]", '[{"added": {}}]', "<b>bold</b>", "{", "“%s”"])
def test_words_are_only_words(author_client, words):
    skill = SkillFactory()

    assert_saved(save(author_client, skill, change_comment=words))
    response = author_client.get(url(skill, "history"))

    assert response.context["saves"][0][0].revision.comment.startswith(f"{words}\n")
    assert "<b>bold</b>" not in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ([], "No fields changed."),
        ([{"added": {}}], "Added."),
        ([{"changed": {"fields": ["Name", "Address"]}}], "Changed Name and Address."),
        ([{"added": {"name": "clause", "object": "Go."}}], "Added clause “Go”."),
        ([{"deleted": {"name": "clause", "object": "Go."}}] * 2, "Deleted 2 clauses."),
        (
            [
                {"changed": {"fields": ["Pick"]}},
                {"changed": {"name": "pro or con", "object": "Go.", "fields": ["Text"]}},
                *[{"added": {"name": "pro or con", "object": "Stay."}}] * 9,
            ],
            "Changed Pick. Changed Text in pro or con “Go”. Added 9 pros and cons.",
        ),
        (
            [{"added": {"name": "clause", "object": "One two three four five six " * 2}}],
            "Added clause “One two three four five six One two three four …”.",
        ),
    ],
)
def test_changes_are_told_in_sentences_and_many_rows_are_counted(changes, sentences):
    assert in_sentences(changes, {"pro or con": "pros and cons"}) == sentences


def test_rows_are_counted_in_the_history(author_client):
    role = RoleFactory()
    rows = {f"points-{number}-text": f"Point {number}." for number in range(3)}
    kinds = {f"points-{number}-kind": "pro" for number in range(3)}

    assert_saved(save(author_client, role, **rows, **kinds, **{"points-TOTAL_FORMS": 3}))

    assert Revision.objects.get().comment == "Added 3 pros and cons."


def test_too_many_words_are_refused_at_their_field(author_client):
    response = save(author_client, SkillFactory(), change_comment="x" * 501)

    assert list(response.context["adminform"].form.errors) == ["change_comment"]
    assert not Revision.objects.exists()
