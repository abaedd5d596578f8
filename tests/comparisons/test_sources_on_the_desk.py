import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from reversion.models import Version

from comparisons.admin.citations import cite_instead
from comparisons.models import Criterion, Skill, Source, WorkingCopy
from tests.desk import assert_saved, errors_of, save, url
from tests.factories import (
    ClauseFactory,
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
    VerdictFactory,
    publishable_guide,
    publishable_role,
)
from tests.rows import all_rows, content_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    return SourceFactory(slug="survey", title="A survey")


@pytest.fixture
def census():
    return SourceFactory(slug="census", title="A census")


def replace(client, source, by):
    return client.post(url(source, "replace"), {"by": getattr(by, "pk", by)})


def reasons(response):
    return response.context["form"].non_field_errors() + response.context["form"].errors.get(
        "by", []
    )


def used_everywhere(source):
    """A row of each kind that can name a source."""
    cite = f"Six [@{source.slug}]."
    role = RoleFactory(name="Tech lead", way_in=cite, responsibilities=f"Lead.\n{cite}")
    role.reading.add(source)
    comparison = ComparisonFactory(role_a=role, question=cite)
    verdict = VerdictFactory(comparison=comparison, reason=cite)
    guide = GuideFactory(body=f"{cite}\n\n{cite}")
    return [
        role,
        comparison,
        verdict,
        guide,
        PointFactory(role=role, source=source, strength="survey"),
        FigureFactory(role=role, source=source, caveat=cite),
        RatingFactory(role=role, reason=cite),
        ExperimentFactory(role=role, action=cite),
        ClauseFactory(verdict=verdict, text=cite),
        FaqFactory(guide=guide, answer=cite),
        FaqFactory(comparison=comparison, answer=cite),
    ]


# Replacing


def test_source_is_replaced_everywhere(editor_client, survey, census):
    rows = used_everywhere(survey)

    response = replace(editor_client, survey, census)

    assert response.status_code == 302
    role, comparison, verdict, guide, point, figure, rating, trial, clause, *faqs = rows
    for row in rows:
        row.refresh_from_db()
    cite = "Six [@census]."
    assert (role.way_in, role.responsibilities) == (cite, f"Lead.\n{cite}")
    assert list(role.reading.all()) == [census]
    assert (point.source, figure.source, figure.caveat) == (census, census, cite)
    assert [comparison.question, verdict.reason, rating.reason, trial.action, clause.text] == (
        [cite] * 5
    )
    assert guide.body == f"{cite}\n\n{cite}"
    assert [faq.answer for faq in faqs] == [cite, cite]
    assert list(Source.objects.values_list("slug", flat=True)) == ["census", "survey"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Six [@a].", "Six [@b]."),
        ("Six [@a-longer] or [@my-a].", "Six [@a-longer] or [@my-a]."),
        ("Six [@a][@c] and [@a].", "Six [@b][@c] and [@b]."),
        ("Six [@a] [@b].", "Six [@b]."),
        ("Six [@b] [@c] [@a].", "Six [@b] [@c]."),
        ("Six [@c] [@c].", "Six [@c] [@c]."),
        ("See a, @a, [a] and (@a).", "See a, @a, [a] and (@a)."),
        ("One\n[@a]\ntwo", "One\n[@b]\ntwo"),
    ],
)
def test_citations_change_and_nothing_else(before, after):
    assert cite_instead(before, "a", "b") == after


def test_reading_list_names_no_source_twice(editor_client, survey, census):
    both, one = RoleFactory(), RoleFactory()
    both.reading.set([survey, census])
    one.reading.set([survey])

    replace(editor_client, survey, census)

    assert [list(role.reading.all()) for role in (both, one)] == [[census], [census]]


def test_each_page_keeps_the_replacement_in_its_history(editor_client, editor, survey, census):
    role, comparison, verdict, guide, *_ = used_everywhere(survey)
    untouched = RoleFactory()

    replace(editor_client, survey, census)

    for thing in (role, comparison, verdict, guide):
        version = Version.objects.get_for_object(thing).get()
        assert version.revision.comment == "Source survey replaced by census."
        assert version.revision.user == editor
    assert not Version.objects.get_for_object(untouched).exists()
    kept = Version.objects.get_for_object(role).get()
    assert kept.field_dict["way_in"] == "Six [@census]."
    kinds = kept.revision.version_set.values_list("content_type__model", flat=True)
    assert {"point", "figure", "rating"} <= set(kinds)
    assert LogEntry.objects.filter(change_message__contains="replaced by census").count() == 4


def test_replacement_is_one_change_of_content_and_dates_its_pages(editor_client, survey, census):
    role, comparison, _, guide, *_ = used_everywhere(survey)
    untouched = RoleFactory()
    before = content_version()
    began = timezone.now()

    replace(editor_client, survey, census)

    assert content_version() == before + 1
    for page in (role, comparison, guide):
        page.refresh_from_db()
        assert page.changed_at > began
    untouched.refresh_from_db()
    assert untouched.changed_at < began


def test_replacing_what_nothing_names_is_no_change_of_content(editor_client, survey, census):
    before = content_version()

    replace(editor_client, survey, census)

    assert content_version() == before
    assert not Version.objects.exists()


def test_replaced_source_may_be_deleted_and_the_desk_offers_it(editor_client, survey, census):
    PointFactory(source=survey)

    response = editor_client.post(url(survey, "replace"), {"by": census.pk}, follow=True)
    editor_client.post(url(survey, "delete"), {"post": "yes"})

    (said,) = [str(message) for message in response.context["messages"]]
    assert said.startswith("“A census” now stands where “A survey” stood: 1 page.")
    assert f'<a href="{url(survey, "delete")}">Delete it</a>' in said
    assert list(Source.objects.all()) == [census]


def test_author_replaces_in_drafts(author_client, survey, census):
    point = PointFactory(source=survey)

    replace(author_client, survey, census)

    point.refresh_from_db()
    assert point.source == census


def test_author_does_not_reach_what_readers_see(author_client, survey, census):
    draft = PointFactory(source=survey)
    public = publishable_role(name="Public lead", way_in="Six [@survey].")
    before = all_rows()

    response = replace(author_client, survey, census)

    (reason,) = reasons(response)
    link = f'Role: <a href="{url(public)}">Public lead</a>'
    assert reason == f"Nothing was replaced, because you may not change these pages: {link}."
    assert all_rows() == before
    assert draft.source == survey


def test_page_says_beforehand_what_is_not_theirs(author_client, editor_client, survey, census):
    public = publishable_role(name="Public lead", way_in="Six [@survey].")

    for_author = author_client.get(url(survey, "replace"))
    for_editor = editor_client.get(url(survey, "replace"))

    assert "You may not change some of these pages" in for_author.content.decode()
    assert "Replace it everywhere" not in for_author.content.decode()
    assert for_editor.context["not_theirs"] == []
    assert "Replace it everywhere" in for_editor.content.decode()
    assert f'<li>Role: <a href="{url(public)}">Public lead</a></li>' in for_editor.content.decode()


def test_other_source_is_found_by_its_short_name(editor_client, survey, census):
    used_everywhere(survey)

    page = editor_client.get(url(survey, "replace")).content.decode()
    response = replace(editor_client, survey, census.slug)

    assert '<datalist id="known-sources"><option value="census">A census</option>' in page
    assert 'list="known-sources"' in page
    assert response.status_code == 302
    assert not survey.points.exists()


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        ("", "Choose the source that is to stand there instead."),
        ("survey", "No source is called “survey”. Choose one, or add it first."),
        ("9" * 40, f"No source is called “{'9' * 40}”. Choose one, or add it first."),
        ("nonsense", "No source is called “nonsense”. Choose one, or add it first."),
    ],
)
def test_bad_choice_is_told_and_replaces_nothing(editor_client, survey, census, by, reason):
    used_everywhere(survey)
    before = all_rows()

    response = replace(editor_client, survey, by)

    assert reasons(response) == [reason]
    assert all_rows() == before


def test_text_that_would_become_too_long_is_named(editor_client, survey):
    longer = SourceFactory(slug="x" * 60)
    rating = RatingFactory(reason=f"{'y' * 180} [@survey].")
    before = all_rows()

    response = replace(editor_client, survey, longer)

    (reason,) = reasons(response)
    assert reason.startswith("Nothing was replaced. Shorten these texts first: Rating on ")
    assert f'<a href="{url(rating.role)}">' in reason
    assert all_rows() == before


def test_working_copies_follow(editor_client, survey, census):
    role = publishable_role()
    data = {
        "way_in": ["Six [@survey]."],
        "points-0-source": ["survey"],
        "figures-0-source": [str(survey.pk)],
        "points-0-id": [str(survey.pk)],
        "reading": [str(survey.pk), str(census.pk)],
    }
    copy = WorkingCopy.objects.create(role=role, data=data)

    replace(editor_client, survey, census)

    copy.refresh_from_db()
    assert copy.data == {
        "way_in": ["Six [@census]."],
        "points-0-source": ["census"],
        "figures-0-source": [str(census.pk)],
        "points-0-id": [str(survey.pk)],
        "reading": [str(census.pk)],
    }


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_change_sources_replaces_none(analyst_client, survey, census, method):
    point = PointFactory(source=survey)

    response = getattr(analyst_client, method)(url(survey, "replace"), {"by": census.pk})

    assert response.status_code == 403
    point.refresh_from_db()
    assert point.source == survey


def test_replacing_what_is_not_there_is_not_found(editor_client, survey):
    address = url(survey, "replace").replace(str(survey.pk), "9" * 40)

    assert editor_client.get(address).status_code == 404


def test_page_takes_as_many_queries_for_ten_uses_as_for_one(editor_client, survey):
    used_everywhere(survey)
    editor_client.get(url(survey, "replace"))
    with CaptureQueriesContext(connection) as few:
        editor_client.get(url(survey, "replace"))
    for _ in range(9):
        used_everywhere(survey)
    with CaptureQueriesContext(connection) as many:
        editor_client.get(url(survey, "replace"))

    assert len(many) == len(few)


def test_source_offers_its_replacement(editor_client, survey):
    page = editor_client.get(url(survey)).content.decode()

    assert f'<a href="{url(survey, "replace")}">Replace it everywhere' in page


# What is in use stays


@pytest.mark.parametrize(
    ("factory", "use", "words"),
    [
        (SourceFactory, lambda it: PointFactory(source=it, text="So."), "Pro or con on {}: So."),
        (SourceFactory, lambda it: FigureFactory(source=it, text="Pay"), "Figure on {}: Pay: $100"),
        (SkillFactory, lambda it: used_by(RoleFactory(), "skills", it), "Role: {}"),
        (SkillFactory, lambda it: used_by(GuideFactory(), "skills", it), "Guide: {}"),
        (SourceFactory, lambda it: used_by(RoleFactory(), "reading", it), "Role: {}"),
        (CriterionFactory, lambda it: RatingFactory(criterion=it), "Rating on {}: {use}"),
        (CriterionFactory, lambda it: ExperimentFactory(criterion=it), "Experiment on {}: {use}"),
        (CriterionFactory, lambda it: ClauseFactory(criterion=it), "Clause on {}: {use}"),
        (CriterionFactory, lambda it: OptionFactory(criterion=it, text="b"), "Option on {}: b"),
    ],
)
def test_what_is_in_use_cannot_be_deleted_and_the_page_says_where(
    superuser_client, factory, use, words
):
    thing = factory()
    row = use(thing)
    owner = (
        next(
            getattr(row, name)
            for name in ("role", "verdict", "question", "self")
            if hasattr(row, name)
        )
        if not hasattr(row, "slug")
        else row
    )

    response = superuser_client.post(url(thing, "delete"), {"post": "yes"})

    link = f'<a href="{url(owner)}">{owner}</a>'
    assert response.context["protected"] == [words.format(link, use=row)]
    assert type(thing).objects.filter(pk=thing.pk).exists()


def used_by(page, name, thing):
    getattr(page, name).add(thing)
    return page


@pytest.mark.parametrize("factory", [SourceFactory, SkillFactory, CriterionFactory])
def test_what_nothing_uses_may_be_deleted(editor_client, factory):
    thing = factory()

    editor_client.post(url(thing, "delete"), {"post": "yes"})

    assert not type(thing).objects.exists()


@pytest.mark.parametrize("factory", [SkillFactory, CriterionFactory])
def test_skills_and_criteria_show_where_they_are_used(editor_client, factory):
    thing = factory()
    used = RatingFactory(criterion=thing).role if factory is CriterionFactory else RoleFactory()
    if factory is SkillFactory:
        used.skills.add(thing)

    page = editor_client.get(url(thing)).content.decode()

    assert f'<a href="{url(used)}">{used}</a>' in page


@pytest.mark.parametrize("factory", [SourceFactory, SkillFactory, CriterionFactory])
@pytest.mark.parametrize("slug", ["Survey", "a_survey", "-survey", "a--b", "a-vs-b"])
def test_slug_that_no_file_may_hold_is_refused(editor_client, factory, slug):
    thing = factory()

    response = save(editor_client, thing, slug=slug)

    (error,) = errors_of(response)
    assert error.startswith(f'"{slug}" ')
    assert type(thing).objects.get().slug == thing.slug


# Whose words they are


@pytest.mark.parametrize("state", ["published", "archived"])
def test_source_that_readers_see_is_not_for_authors_to_change(author_client, editor_client, state):
    source = SourceFactory(address="https://example.org/")
    publishable_role(definition=f"Leads [@{source.slug}].", state=state)

    seen = author_client.get(url(source))
    refused = author_client.post(url(source), {"address": "https://evil.example/"})
    changed = save(editor_client, source, address="https://example.com/")

    assert seen.context["has_change_permission"] is False
    assert refused.status_code == 403
    assert_saved(changed)


def test_source_of_drafts_alone_is_for_authors_as_well(author_client):
    source = SourceFactory()
    RoleFactory(definition=f"Leads [@{source.slug}].")

    assert_saved(save(author_client, source, title="Another title"))


def test_skill_that_readers_see_is_not_for_authors_to_change(author_client):
    skill = SkillFactory()
    publishable_guide().skills.add(skill)

    response = author_client.post(url(skill), {"name": "Crafted"})

    assert response.status_code == 403


def test_skill_that_an_author_adds_waits_for_a_page_that_names_it(author_client, client):
    fields = {"name": "Shouting", "slug": "shouting", "description": "Louder is not clearer."}
    assert_saved(save(author_client, Skill, **fields))
    skill = Skill.objects.get(slug="shouting")

    before = client.get(skill.get_absolute_url()).status_code
    publishable_guide().skills.add(skill)
    after = client.get(skill.get_absolute_url()).status_code

    assert (before, after) == (404, 200)


@pytest.mark.parametrize("state", ["draft", "published"])
def test_skill_leads_to_its_page_where_readers_see_it(author_client, state):
    skill = SkillFactory()
    publishable_guide(state=state).skills.add(skill)

    page = author_client.get(url(skill)).content.decode()

    assert ("View on site" in page) == (state == "published")


@pytest.mark.parametrize("state", ["draft", "published"])
def test_guide_may_link_the_skill_that_it_alone_names(editor_client, state):
    skill = SkillFactory(slug="shouting")
    guide = publishable_guide(state=state, body="Read about [it](/skills/shouting/).")
    hints_before = editor_client.get(url(guide)).context["hints"]
    guide.skills.add(skill)

    hints = editor_client.get(url(guide)).context["hints"]

    assert [hint.words for hint in hints_before] == [
        "/skills/shouting/: no published page names this skill: name it on one, or link another"
        " page"
    ]
    assert hints == []


@pytest.mark.parametrize("factory", [SkillFactory, SourceFactory])
def test_author_restores_no_older_version_of_what_readers_see(
    author_client, editor_client, factory
):
    thing = factory()
    assert_saved(save(editor_client, thing, **changed_name(thing, "First")))
    assert_saved(save(editor_client, thing, **changed_name(thing, "Second")))
    role = publishable_role()
    (role.skills if factory is SkillFactory else role.reading).add(thing)
    first = Version.objects.get_for_object(thing).last()

    response = author_client.post(url(thing, "revision", first.pk), {})

    thing.refresh_from_db()
    assert response.status_code == 403
    assert "Second" in str(thing)


def changed_name(thing, words):
    return {"title" if isinstance(thing, Source) else "name": words}


def test_criteria_are_not_for_authors(author_client, db):
    added = author_client.get(url(Criterion, "add"))
    changed = author_client.post(url(CriterionFactory()), {"name": "Crafted"})

    assert (added.status_code, changed.status_code) == (403, 403)
