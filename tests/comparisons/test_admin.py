from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from reversion.models import Version

from comparisons.models import (
    Alias,
    Comparison,
    Criterion,
    Disagreement,
    Guide,
    Publishable,
    Role,
    ShareImage,
    Skill,
    Source,
    Verdict,
)
from comparisons.share_images import redraw_share_images
from tests.desk import assert_saved, errors_of, form_of, save, typed, url
from tests.factories import (
    A_DAY,
    AliasFactory,
    ClauseFactory,
    ComparisonFactory,
    CriterionFactory,
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
    publishable_comparison,
    publishable_guide,
    publishable_role,
)
from tests.rows import content_version

pytestmark = pytest.mark.django_db

State = Publishable.State
LONG_AGO = timezone.now() - timedelta(days=400)
MODELS = [Role, Comparison, Verdict, Guide, Criterion, Skill, Source]
NAMES = [model._meta.model_name for model in MODELS]


# Every noun can be edited


def test_every_noun_has_its_place_and_nothing_else_has():
    ours = {model for model in admin.site._registry if model._meta.app_label == "comparisons"}

    assert ours == {*MODELS, Disagreement}


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_form_for_a_new_thing_opens(editor_client, model):
    response = editor_client.get(url(model, "add"))

    assert response.status_code == 200
    assert response.context["adminform"].form.instance.pk is None


NEW = {
    Role: lambda: {"name": "Architect", "slug": "architect"},
    Comparison: lambda: {"role_a": RoleFactory().pk, "role_b": RoleFactory().pk},
    Verdict: lambda: {
        "comparison": ComparisonFactory().pk,
        "pick": "a",
        "sureness": 2,
        "decided_on": "2026-03-02",
    },
    Guide: lambda: {"title": "How to", "slug": "how-to"},
    Criterion: lambda: {
        "name": "Pay",
        "slug": "pay",
        "goal": "Be paid well",
        "meaning": "Money.",
        "low": "Little",
        "high": "Much",
        "group": "power-and-pay",
    },
    Skill: lambda: {"name": "Writing", "slug": "writing", "description": "Words."},
    Source: lambda: {
        "title": "A survey",
        "slug": "survey",
        "publisher": "Somebody",
        "address": "https://example.org/",
    },
}


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_adding_is_a_revision_and_a_change_of_content(editor_client, model):
    fields = NEW[model]()

    assert_saved(save(editor_client, model, **fields))

    thing = model.objects.get()
    assert Version.objects.get_for_object(thing).count() == 1
    assert content_version() == 1


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_deleting_is_a_change_of_content(editor_client, model):
    save(editor_client, model, **NEW[model]())

    response = editor_client.post(url(model.objects.get(), "delete"), {"post": "yes"})

    assert response.status_code == 302
    assert not model.objects.exists()
    assert content_version() == 2


def delete_selected(client, *things, confirmed=True):
    data = {"action": "delete_selected", "_selected_action": [thing.pk for thing in things]}
    return client.post(
        url(type(things[0]), "changelist"), data | ({"post": "yes"} if confirmed else {})
    )


def test_deleting_several_at_once_is_one_change_of_content(author_client):
    things = [SkillFactory(), SkillFactory()]

    delete_selected(author_client, *things)

    assert not Skill.objects.exists()
    assert content_version() == 1


def test_role_is_saved_with_everything_on_its_page(author_client):
    source = SourceFactory(slug="survey")
    skill = SkillFactory()
    pay = CriterionFactory(name="Pay")
    rows = {
        "ratings": {"criterion": pay.pk, "level": 4, "reason": "Better than most."},
        "week": {"activity": "Meetings", "hours": 40},
        "points": {
            "kind": "pro",
            "text": "You decide.",
            "strength": "survey",
            "source": source.pk,
        },
        "figures": {"kind": "pay", "text": "Median pay"},
        "experiments": {
            "when": "week",
            "criterion": pay.pk,
            "action": "Try.",
            "cost": "An hour",
            "good_sign": "More.",
            "stop_if": "Less.",
        },
        "faqs": {"question": "Why?", "answer": "Because."},
        "aliases": {"slug": "tl"},
    }
    inlines = {
        f"{prefix}-0-{name}": value for prefix, row in rows.items() for name, value in row.items()
    }

    response = save(
        author_client,
        Role,
        name="Tech lead",
        slug="tech-lead",
        skills=[skill.pk],
        reading=[source.pk],
        hardest_part="You lead the system [@survey].\r\nAnd more.",
        **inlines,
    )

    assert_saved(response)
    role = Role.objects.get()
    assert role.hardest_part == "You lead the system [@survey].\nAnd more."
    assert [getattr(role, name).count() for name in [*rows, "skills", "reading"]] == [1] * 9
    revision = Version.objects.get_for_object(role).get().revision
    assert revision.version_set.count() == 1 + len(rows)


# Change


def test_change_raises_the_content_version_once_and_dates_the_page(author_client):
    role = RoleFactory(changed_at=LONG_AGO)

    assert_saved(save(author_client, role, definition="You are paid for work."))

    role.refresh_from_db()
    assert content_version() == 1
    assert timezone.now() - role.changed_at < timedelta(minutes=5)


def test_change_in_a_row_below_dates_the_page(author_client):
    role = WeekSliceFactory(role__changed_at=LONG_AGO).role

    assert_saved(save(author_client, role, **{"week-0-hours": 39}))

    role.refresh_from_db()
    assert content_version() == 1
    assert role.changed_at != LONG_AGO


def test_saving_without_a_change_is_no_change_of_content(editor_client):
    role = publishable_role(changed_at=LONG_AGO, definition="One line.\nAnother.")
    form = form_of(editor_client, role)
    browser = form | {"definition": "One line.\r\nAnother."}

    assert_saved(editor_client.post(url(role), browser))

    role.refresh_from_db()
    assert content_version() == 0
    assert role.changed_at == LONG_AGO


def test_refused_form_is_no_change_of_content(author_client):
    role = RoleFactory()

    response = save(author_client, role, name="")

    assert errors_of(response) == ["This field is required."]
    assert content_version() == 0


def test_change_of_a_verdict_dates_its_comparison(author_client):
    comparison = ComparisonFactory(changed_at=LONG_AGO)
    verdict = VerdictFactory(comparison=comparison)

    assert_saved(save(author_client, verdict, reason="It is better."))

    comparison.refresh_from_db()
    assert comparison.changed_at != LONG_AGO
    assert content_version() == 1


def test_deleting_a_verdict_dates_its_comparison(author_client):
    comparison = ComparisonFactory(changed_at=LONG_AGO)
    verdict = VerdictFactory(comparison=comparison)

    author_client.post(url(verdict, "delete"), {"post": "yes"})

    comparison.refresh_from_db()
    assert comparison.changed_at != LONG_AGO


# Publishing


def test_editor_publishes_what_lacks_nothing(editor_client):
    role = publishable_role(state=State.DRAFT)

    assert_saved(save(editor_client, role, state="published"))

    assert Role.objects.published().get() == role


@pytest.mark.parametrize(
    "draft",
    [
        lambda: publishable_role(state=State.DRAFT),
        lambda: publishable_comparison(state=State.DRAFT),
        lambda: publishable_guide(state=State.DRAFT),
    ],
    ids=["role", "comparison", "guide"],
)
@pytest.mark.parametrize("state", ["published", "archived"])
def test_author_is_not_offered_to_publish_and_cannot(author_client, draft, state):
    thing = draft()

    offered = author_client.get(url(thing)).context["adminform"].form.fields["state"].choices
    response = save(author_client, thing, state=state)

    assert [value for value, label in offered] == ["draft", "in-review"]
    assert errors_of(response) == [
        f"Select a valid choice. {state} is not one of the available choices."
    ]
    thing.refresh_from_db()
    assert thing.state == "draft"


PUBLIC = {
    "role": publishable_role,
    "archived role": lambda: RoleFactory(state=State.ARCHIVED),
    "comparison": publishable_comparison,
    "verdict": lambda: publishable_comparison().current_verdict,
    "guide": publishable_guide,
}
public = pytest.mark.parametrize("public", PUBLIC.values(), ids=PUBLIC.keys())


@public
def test_author_cannot_delete_what_is_public(author_client, public):
    thing = public()

    one = author_client.post(url(thing, "delete"), {"post": "yes"})
    several = delete_selected(author_client, thing)

    assert (one.status_code, several.status_code) == (403, 403)
    assert type(thing).objects.filter(pk=thing.pk).exists()


def test_author_cannot_add_a_verdict_to_what_is_public(author_client):
    comparison = publishable_comparison()

    response = save(author_client, Verdict, **NEW[Verdict]() | {"comparison": comparison.pk})

    assert errors_of(response) == [
        "Select a valid choice. That choice is not one of the available choices."
    ]
    assert comparison.verdicts.count() == 1


def test_gaps_undo_the_save_and_leave_the_text_in_the_form(editor_client):
    role = publishable_role(name="Tech lead", state=State.DRAFT)
    role.week.all().delete()
    form = form_of(editor_client, role) | {
        "state": "published",
        "name": "Team lead",
        "week-0-activity": "Meetings",
        "week-0-hours": "36",
    }

    response = editor_client.post(url(role), form)

    assert errors_of(response) == [
        "Nothing is saved yet: complete what follows, or save it as a draft.",
        "The week adds up to 36 hours; it should be 40.",
    ]
    assert typed(response) == form
    role.refresh_from_db()
    assert (role.name, role.state, role.week.count()) == ("Tech lead", "draft", 0)
    assert content_version() == 0
    assert not Version.objects.exists()


def test_gaps_are_shown_to_the_reader_of_the_page(editor_client):
    role = RoleFactory(state=State.DRAFT)

    response = save(editor_client, role, state="published")

    assert "No pros; write at least 3." in response.content.decode()


def test_new_page_with_gaps_is_not_created(editor_client):
    response = save(editor_client, Guide, title="How to", slug="how-to", state="published")

    assert errors_of(response)[1:] == [
        "The text is empty. Write it.",
        "No skill is chosen. Choose at least one.",
    ]
    assert not Guide.objects.exists()


def test_gap_in_what_is_already_public_undoes_the_save(editor_client):
    role = publishable_role()

    response = save(editor_client, role, **{"points-0-DELETE": "on"})

    assert errors_of(response)[1:] == ["2 pros; write at least 3."]
    assert role.points.count() == 6


def test_verdict_with_gaps_undoes_the_save_when_its_comparison_is_public(editor_client):
    comparison = publishable_comparison()

    response = save(editor_client, comparison.current_verdict, reason="")

    assert errors_of(response)[1:] == ["The verdict’s “Reason” is empty. Write it."]
    assert comparison.verdicts.get().reason == "It fits most."


def test_new_verdict_follows_a_public_one_only_when_complete(editor_client):
    comparison = publishable_comparison()
    opened_as = comparison.current_verdict.pk
    fields = NEW[Verdict]() | {"comparison": comparison.pk, "opened_as": opened_as}

    response = save(editor_client, Verdict, **fields)

    assert len(errors_of(response)) > 1
    assert comparison.verdicts.count() == 1


def test_draft_may_have_gaps(author_client):
    guide = GuideFactory(body="")

    assert_saved(save(author_client, guide, title="Better"))

    guide.refresh_from_db()
    assert guide.title == "Better"


# Comparisons and their verdicts


def test_new_comparison_gets_its_address_from_its_roles(author_client):
    roles = [RoleFactory(slug="tech-lead"), RoleFactory(slug="architect")]

    save(author_client, Comparison, role_a=roles[0].pk, role_b=roles[1].pk)

    assert Comparison.objects.get().slug == "tech-lead-vs-architect"


def test_address_follows_the_roles_while_there_is_no_verdict(author_client):
    comparison = ComparisonFactory(role_a__slug="tech-lead")

    assert_saved(save(author_client, comparison, role_b=RoleFactory(slug="architect").pk))

    comparison.refresh_from_db()
    assert comparison.slug == "tech-lead-vs-architect"


def test_roles_of_a_comparison_stay_once_there_is_a_verdict(author_client):
    comparison = VerdictFactory().comparison

    response = author_client.get(url(comparison))
    author_client.post(url(comparison), typed(response) | {"role_a": RoleFactory().pk})

    assert set(response.context["adminform"].form.fields).isdisjoint({"role_a", "role_b"})
    assert Comparison.objects.get().role_a == comparison.role_a


def test_address_of_a_renamed_pair_is_not_given_twice(author_client):
    old = ComparisonFactory(role_a__slug="tech-lead", role_b__slug="architect")
    Role.objects.filter(pk=old.role_a.pk).update(slug="team-lead", name="Team lead")
    roles = [RoleFactory(slug="tech-lead"), old.role_b]

    response = save(author_client, Comparison, role_a=roles[0].pk, role_b=roles[1].pk)

    assert errors_of(response) == [
        f"The address tech-lead-vs-architect is taken by {Comparison.objects.get()}"
    ]


def test_pair_is_refused_the_other_way_round(author_client):
    there = ComparisonFactory()

    response = save(author_client, Comparison, role_a=there.role_b.pk, role_b=there.role_a.pk)

    assert errors_of(response) == ["These two roles are already compared."]


def test_comparison_lists_its_verdicts_and_offers_another(editor_client):
    comparison = publishable_comparison(role_a=publishable_role(name="Tech lead"))
    old = VerdictFactory(comparison=comparison, pick="none", decided_on=date(2025, 1, 31))
    new = comparison.current_verdict

    page = editor_client.get(url(comparison)).content.decode()

    assert (
        f'<li><a href="{url(new)}">2 March 2026: Tech lead</a></li>'
        f'<li><a href="{url(old)}">31 January 2025: No pick</a></li>'
        f'<li><a href="{url(Verdict, "add")}?comparison={comparison.pk}">Add a verdict</a></li>'
    ) in page


def test_picks_carry_the_names_of_the_roles(author_client):
    comparison = ComparisonFactory(role_a__name="Tech lead", role_b__name="Architect")
    verdict = VerdictFactory(comparison=comparison)

    new = author_client.get(url(Verdict, "add"), {"comparison": comparison.pk})
    old = author_client.get(url(verdict))

    offers = [
        [label for _, label in page.context["adminform"].form.fields["pick"].choices]
        for page in (new, old)
    ]
    assert offers == [["---------", "Tech lead", "Architect", "No pick"]] * 2


@pytest.mark.parametrize("comparison", ["", "0", "nonsense", "9" * 50])
def test_picks_are_a_and_b_while_the_comparison_is_not_known(author_client, comparison):
    page = author_client.get(url(Verdict, "add"), {"comparison": comparison})

    choices = page.context["adminform"].form.fields["pick"].choices
    assert [label for _, label in choices] == ["---------", "Role A", "Role B", "No pick"]


def test_draft_verdict_may_be_turned(author_client):
    verdict = VerdictFactory()

    assert_saved(save(author_client, verdict, pick="b"))

    verdict.refresh_from_db()
    assert verdict.pick == "b"


def test_public_verdict_cannot_be_deleted_even_by_an_editor(editor_client):
    comparison = publishable_comparison()
    verdict = comparison.current_verdict

    responses = [
        editor_client.post(url(verdict, "delete"), {"post": "yes"}),
        editor_client.post(url(comparison, "delete"), {"post": "yes"}),
        delete_selected(editor_client, verdict),
        delete_selected(editor_client, comparison),
    ]

    assert [response.status_code for response in responses] == [403] * 4
    assert comparison.verdicts.get() == verdict


def test_verdict_stays_with_its_comparison(author_client):
    verdict = VerdictFactory()

    author_client.post(
        url(verdict), form_of(author_client, verdict) | {"comparison": ComparisonFactory().pk}
    )

    assert Verdict.objects.get().comparison == verdict.comparison


# Rules across rows


@pytest.mark.parametrize(
    ("hours", "errors"), [(20, []), (21, ["The week adds up to 41 hours. Take away 1."])]
)
def test_week_over_forty_hours_is_refused_even_in_a_draft(author_client, hours, errors):
    role = WeekSliceFactory(hours=20).role
    row = {"week-1-activity": "Meetings", "week-1-hours": hours}

    response = save(author_client, role, **row)

    assert (errors_of(response) if errors else []) == errors
    assert role.week.count() == (1 if errors else 2)


def test_hours_that_are_taken_away_do_not_count(author_client):
    role = WeekSliceFactory(hours=40).role
    row = {"week-0-DELETE": "on", "week-1-activity": "Meetings", "week-1-hours": 40}

    assert_saved(save(author_client, role, **row))

    assert [str(part) for part in role.week.all()] == ["Meetings: 40 h"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Six [@nowhere].", "No source is called “nowhere”. Add it, or correct the citation."),
        (
            "Six [@no-b] and [@no-a].",
            "No source is called “no-a”, “no-b”. Add it, or correct the citation.",
        ),
        ("Six [@Survey].", "Write a citation as [@slug], with the slug of the source."),
    ],
)
def test_unknown_citation_is_refused_at_its_field(author_client, text, message):
    SourceFactory(slug="survey")
    guide = GuideFactory()

    response = save(author_client, guide, body=text)

    assert response.context["adminform"].form.errors == {"body": [message]}


def test_unknown_citation_is_refused_in_a_row_below(author_client):
    guide = FaqFactory(guide=GuideFactory()).guide

    response = save(author_client, guide, **{"faqs-0-answer": "Yes [@nowhere]."})

    assert errors_of(response) == [
        "No source is called “nowhere”. Add it, or correct the citation."
    ]


def citing_everywhere(source):
    cite = f"Six [@{source.slug}]."
    role = RoleFactory(name="Tech lead", way_in=cite)
    comparison = ComparisonFactory(role_a=role, question=cite)
    verdict = VerdictFactory(comparison=comparison, ignore_if=cite)
    clause = ClauseFactory(verdict=verdict, text=cite)
    rating = RatingFactory(role=role, reason=cite)
    guide = GuideFactory(body=cite)
    return [role, rating, comparison, verdict, clause, FaqFactory(guide=guide, answer=cite), guide]


def test_source_that_texts_cite_cannot_be_deleted(editor_client):
    source = SourceFactory(slug="survey")
    citing = citing_everywhere(source)

    response = editor_client.post(url(source, "delete"), {"post": "yes"})
    several = delete_selected(editor_client, source)

    assert len(response.context["protected"]) == len(citing)
    assert len(several.context["protected"]) == len(citing)
    assert "Role: <a" in response.content.decode()
    assert Source.objects.get() == source


def test_source_that_texts_cite_keeps_its_slug(editor_client):
    source = SourceFactory(slug="survey")
    citing_everywhere(source)

    response = save(editor_client, source, slug="poll")

    (message,) = response.context["adminform"].form.errors["slug"]
    assert message.startswith("Texts cite this source as [@survey]. Change them first: ")
    assert message.count("<a href=") == 7
    (line,) = response.context["problems"]
    assert line.words.startswith("Short name: Texts cite this source as [@survey]. Change them")
    assert "Role: Tech lead;" in line.words
    assert Source.objects.get().slug == "survey"


def test_source_that_no_text_cites_may_be_renamed_and_deleted(editor_client):
    source = SourceFactory(slug="survey")
    RoleFactory(way_in="Six [@survey-of-2024].")

    assert_saved(save(editor_client, source, slug="poll"))
    editor_client.post(url(source, "delete"), {"post": "yes"})

    assert not Source.objects.exists()


def test_source_shows_where_it_is_used(editor_client):
    source = SourceFactory(slug="survey")
    role = RoleFactory(name="Tech lead", way_in="Six [@survey].")
    role.reading.add(source)
    PointFactory(role=role, source=source, text="You decide.")
    FigureFactory(role=role, source=source, text="Median", amount="$5")
    link = f'on <a href="{url(role)}">Tech lead</a>'

    page = editor_client.get(url(source)).content.decode()

    assert f"<li>Pro or con {link}: You decide.</li>" in page
    assert f"<li>Figure {link}: Median: $5</li>" in page
    assert page.count(f'<li>Role: <a href="{url(role)}">Tech lead</a></li>') == 2


def test_source_that_is_not_used_says_so(editor_client):
    page = editor_client.get(url(SourceFactory())).content.decode()

    assert '<div class="readonly">Nowhere yet.</div>' in page


def test_skill_in_use_cannot_be_deleted_alone_or_among_others(editor_client):
    guide = publishable_guide(title="How to")
    skill, unused = guide.skills.get(), SkillFactory()

    editor_client.post(url(skill, "delete"), {"post": "yes"})
    delete_selected(editor_client, skill, unused)

    assert list(guide.skills.all()) == [skill]
    assert set(Skill.objects.all()) == {skill, unused}


def test_role_in_use_cannot_be_deleted_and_the_page_says_by_what(editor_client):
    comparison = ComparisonFactory()

    response = editor_client.post(url(comparison.role_a, "delete"), {"post": "yes"})

    assert response.context["protected"] == [
        f'Comparison: <a href="{url(comparison)}">{comparison}</a>'
    ]
    assert Role.objects.filter(pk=comparison.role_a.pk).exists()


@pytest.mark.parametrize("factory", [RoleFactory, GuideFactory])
def test_alias_cannot_be_the_address_of_another_page(author_client, factory):
    other = factory(slug="taken")
    page = factory()

    response = save(author_client, page, **{"aliases-0-slug": "taken"})

    assert errors_of(response) == [f"This is already the address of {other}."]
    assert not Alias.objects.exists()


def test_alias_of_a_new_role_cannot_be_the_address_of_another(author_client):
    other = RoleFactory(slug="taken")

    response = save(author_client, Role, **NEW[Role]() | {"aliases-0-slug": "taken"})

    assert errors_of(response) == [f"This is already the address of {other}."]


def test_alias_of_a_new_role_cannot_be_a_pair(author_client):
    response = save(author_client, Role, **NEW[Role]() | {"aliases-0-slug": "a-vs-b"})

    assert errors_of(response) == ["Another name of a role cannot contain “-vs-”."]


def test_alias_cannot_be_the_address_itself(author_client):
    response = save(author_client, Role, **NEW[Role]() | {"aliases-0-slug": "architect"})

    assert errors_of(response) == ["This is the address itself. Remove it here."]


@pytest.mark.parametrize("factory", [RoleFactory, GuideFactory])
def test_address_cannot_be_an_alias_of_another_page(author_client, factory):
    other, page = factory(), factory()
    AliasFactory(slug="taken", **{other._meta.model_name: other})

    response = save(author_client, page, slug="taken")

    assert errors_of(response) == [f"This is another address of {other}. Remove it there first."]


@pytest.mark.parametrize("factory", [RoleFactory, GuideFactory])
def test_former_address_goes_on_leading_to_the_page(author_client, factory):
    page = factory(slug="before")

    assert_saved(save(author_client, page, slug="after"))

    assert [alias.slug for alias in page.aliases.all()] == ["before"]


def test_page_may_take_back_a_former_address(author_client):
    role = RoleFactory(slug="after")
    AliasFactory(role=role, slug="before")

    assert_saved(save(author_client, role, slug="before", **{"aliases-0-DELETE": "on"}))

    role.refresh_from_db()
    assert role.slug == "before"
    assert [alias.slug for alias in role.aliases.all()] == ["after"]


def test_next_review_comes_after_the_last(author_client):
    role = RoleFactory()

    response = save(author_client, role, reviewed_on="2026-03-02", review_due="2026-03-02")

    assert errors_of(response) == ["The next review has to come after the last one."]


# Share images


@pytest.fixture
def drawn(monkeypatch):
    """What the images say that are drawn from here on."""
    answers = []

    def draw(card):
        answers.append((card.names[0], card.answer))
        return b"a picture"

    monkeypatch.setattr("comparisons.share_images.draw", draw)
    return answers


@pytest.fixture
def verdict(drawn):
    """Of a comparison in draft whose image says what it says, beside another one."""
    comparison = publishable_comparison(role_a=publishable_role(name="Lead"), state=State.DRAFT)
    publishable_comparison()
    redraw_share_images()
    drawn.clear()
    return comparison.current_verdict


def test_saving_a_verdict_with_another_answer_redraws_its_image(editor_client, verdict, drawn):
    assert_saved(save(editor_client, verdict, in_short="Stay."))

    assert drawn == [("Lead", "Stay.")]


def test_a_new_verdict_redraws_the_image_of_its_comparison(editor_client, verdict, drawn):
    followed = {"comparison": verdict.comparison.pk, "decided_on": "2026-09-01"}
    new = {"pick": "b", "sureness": 1, "in_short": "Go.", **followed}

    assert_saved(save(editor_client, Verdict, **new))

    assert drawn == [("Lead", "Go.")]


def test_deleting_the_newest_verdict_redraws_the_one_before(editor_client, verdict, drawn):
    newest = VerdictFactory(comparison=verdict.comparison, in_short="Go.", decided_on=A_DAY)
    redraw_share_images()
    drawn.clear()

    editor_client.post(url(newest, "delete"), {"post": "yes"})

    assert drawn == [("Lead", verdict.in_short)]


def test_deleting_the_only_verdict_deletes_the_image(editor_client, verdict, drawn):
    editor_client.post(url(verdict, "delete"), {"post": "yes"})

    assert drawn == []
    assert not ShareImage.objects.filter(comparison=verdict.comparison).exists()


def test_another_name_of_a_role_redraws_its_images(editor_client, verdict, drawn):
    assert_saved(save(editor_client, verdict.comparison.role_a, name="Tech lead"))

    assert drawn == [("Tech lead", verdict.in_short)]


def test_what_no_image_says_redraws_none(editor_client, verdict, drawn):
    assert_saved(save(editor_client, verdict, reason="Because."))
    assert_saved(save(editor_client, verdict.comparison, question="Which?"))
    assert_saved(save(editor_client, verdict.comparison.role_a, definition="You lead."))
    assert_saved(save(editor_client, SkillFactory(), name="Listening"))

    assert (content_version(), drawn) == (4, [])


def test_taking_back_a_verdict_redraws_its_image(editor_client, verdict, drawn):
    save(editor_client, verdict, in_short="Before.")
    version = Version.objects.get_for_object(verdict).get()
    save(editor_client, verdict, in_short="After.")
    old = editor_client.get(url(verdict, "revision", version.pk))
    drawn.clear()

    assert_saved(editor_client.post(url(verdict, "revision", version.pk), typed(old)))

    assert drawn == [("Lead", "Before.")]


def test_looking_at_an_old_version_draws_nothing_that_stays(editor_client, verdict, drawn):
    save(editor_client, verdict, in_short="Before.")
    version = Version.objects.get_for_object(verdict).get()
    save(editor_client, verdict, in_short="After.")
    now = ShareImage.objects.get(comparison=verdict.comparison).fingerprint
    drawn.clear()

    editor_client.get(url(verdict, "revision", version.pk))

    assert drawn == []
    assert ShareImage.objects.get(comparison=verdict.comparison).fingerprint == now


def test_a_refused_form_draws_nothing(editor_client, verdict, drawn):
    public = publishable_comparison().current_verdict

    response = save(editor_client, public, in_short="")

    assert "Nothing is saved yet" in errors_of(response)[0]
    assert drawn == []


def test_a_change_is_saved_also_where_its_image_cannot_be_drawn(
    editor_client, verdict, monkeypatch, caplog
):
    """Better no picture than one that says what the page does not, or an editor's lost text."""
    redraw_share_images()

    def broken(card):
        raise OSError("cannot open resource")

    monkeypatch.setattr("comparisons.share_images.draw", broken)

    assert_saved(save(editor_client, verdict, in_short="Stay."))

    verdict.refresh_from_db()
    assert verdict.in_short == "Stay."
    assert not ShareImage.objects.filter(comparison=verdict.comparison).exists()
    assert "could not be drawn" in caplog.text


# History


def test_revert_brings_back_a_page_with_its_rows(author_client):
    role = WeekSliceFactory(hours=30).role
    save(author_client, role, definition="Before.")
    version = Version.objects.get_for_object(role).get()
    save(author_client, role, definition="After.", **{"week-0-DELETE": "on"})
    old = author_client.get(url(role, "revision", version.pk))
    Role.objects.update(changed_at=LONG_AGO)
    before = content_version()

    response = author_client.post(url(role, "revision", version.pk), typed(old))

    assert_saved(response)
    role.refresh_from_db()
    assert role.definition == "Before."
    assert [part.hours for part in role.week.all()] == [30]
    assert content_version() == before + 1
    assert role.changed_at != LONG_AGO


def test_author_cannot_take_back_what_is_public_to_a_draft(author_client):
    role = publishable_role(state=State.DRAFT)
    save(author_client, role)
    version = Version.objects.get_for_object(role).get()
    form = form_of(author_client, role)
    Role.objects.update(state=State.PUBLISHED)

    response = author_client.post(url(role, "revision", version.pk), form)

    assert response.status_code == 403
    assert Role.objects.get().state == "published"


def test_revert_to_a_public_version_with_gaps_is_refused(editor_client):
    role = publishable_role()
    save(editor_client, role)
    version = Version.objects.get_for_object(role).get()
    save(editor_client, role, state="draft")
    CriterionFactory(name="Pay")
    old = editor_client.get(url(role, "revision", version.pk))

    response = editor_client.post(url(role, "revision", version.pk), typed(old))

    assert errors_of(response)[1:] == ["Not rated yet: Pay."]
    assert Role.objects.get().state == "draft"


def test_draft_verdict_may_be_taken_back(author_client):
    verdict = VerdictFactory(pick="a")
    save(author_client, verdict)
    version = Version.objects.get_for_object(verdict).get()
    save(author_client, verdict, pick="b")
    old = author_client.get(url(verdict, "revision", version.pk))

    author_client.post(url(verdict, "revision", version.pk), typed(old))

    assert Verdict.objects.get().pick == "a"


def test_comparison_is_not_taken_back_to_roles_without_its_verdicts(author_client):
    comparison = ComparisonFactory()
    save(author_client, comparison)
    version = Version.objects.get_for_object(comparison).get()
    save(author_client, comparison, role_b=RoleFactory().pk)
    VerdictFactory(comparison=comparison)
    now = Comparison.objects.get()

    response = author_client.post(url(comparison, "revision", version.pk), follow=True)

    assert [str(message) for message in response.context["messages"]][-1] == (
        "That version compared other roles than its verdicts do."
    )
    assert Comparison.objects.get().role_b == now.role_b


def test_comparison_may_be_taken_back_to_the_same_roles(author_client):
    comparison = VerdictFactory(comparison__question="Before?").comparison
    save(author_client, comparison)
    version = Version.objects.get_for_object(comparison).get()
    save(author_client, comparison, question="After?")
    old = author_client.get(url(comparison, "revision", version.pk))

    author_client.post(url(comparison, "revision", version.pk), typed(old))

    assert Comparison.objects.get().question == "Before?"


def test_deleted_page_is_brought_back(author_client):
    guide = GuideFactory(title="How to")
    save(author_client, guide)
    author_client.post(url(guide, "delete"), {"post": "yes"})
    version = Version.objects.get_deleted(Guide).get()
    old = author_client.get(url(Guide, "recover", version.pk))

    assert_saved(author_client.post(url(Guide, "recover", version.pk), typed(old)))

    assert Guide.objects.get().title == "How to"
    assert content_version() == 2


def test_version_that_refers_to_something_deleted_is_refused(author_client):
    source = SourceFactory()
    role = PointFactory(source=source).role
    save(author_client, role)
    version = Version.objects.get_for_object(role).get()
    role.points.all().delete()
    source.delete()

    response = author_client.get(url(role, "revision", version.pk), follow=True)

    assert [str(message) for message in response.context["messages"]][-1] == (
        "This version refers to something that has been deleted since. Bring that back first."
    )
    assert not role.points.exists()


# Lists

MANY = {
    Role: RoleFactory,
    Comparison: lambda: VerdictFactory().comparison,
    Verdict: VerdictFactory,
    Guide: GuideFactory,
    Criterion: CriterionFactory,
    Skill: SkillFactory,
    Source: SourceFactory,
}


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_list_takes_as_many_queries_for_thirty_rows_as_for_one(editor_client, model):
    page = url(model, "changelist")
    MANY[model]()
    editor_client.get(page)

    counts = []
    for rows in (1, 30):
        while model.objects.count() < rows:
            MANY[model]()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = editor_client.get(page)
        counts.append((len(response.context["cl"].result_list), len(queries)))

    assert [rows for rows, _ in counts] == [1, 30]
    assert counts[0][1] == counts[1][1]


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_list_can_be_searched(editor_client, model):
    MANY[model]()

    response = editor_client.get(url(model, "changelist"), {"q": "nothing like it"})

    assert len(response.context["cl"].result_list) == 0


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_pages_have_no_script_or_style_of_their_own(editor_client, model):
    thing = MANY[model]()

    for page in (url(model, "changelist"), url(thing), url(thing, "delete"), url(thing, "history")):
        html = editor_client.get(page).content.decode()

        assert "<style" not in html
        assert " style=" not in html
        assert "<script>" not in html
        assert " onclick=" not in html
