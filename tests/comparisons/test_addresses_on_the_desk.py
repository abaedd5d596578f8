"""One page, one address, whatever it is renamed to: every former one leads there at once."""

import random

import pytest
from reversion.models import Version

from comparisons.admin.addresses import comparisons_that_move
from comparisons.content import Rows
from comparisons.models import Alias, Comparison, Guide, Publishable, Role
from tests.desk import assert_saved, errors_of, form_of, save, typed, url
from tests.factories import (
    AliasFactory,
    ComparisonFactory,
    GuideFactory,
    RoleFactory,
    publishable_comparison,
    publishable_guide,
    publishable_role,
)
from tests.rows import all_rows, content_version

pytestmark = pytest.mark.django_db

State = Publishable.State


def aliases_of(page):
    return [alias.slug for alias in page.aliases.all()]


def leads_to(client, address):
    """Where a reader ends up who asks for it, after one redirect at most."""
    response = client.get(address)
    return response["Location"] if response.status_code == 301 else address


@pytest.fixture
def comparison():
    return publishable_comparison(
        role_a=publishable_role(slug="tech-lead", name="Tech lead"),
        role_b=publishable_role(slug="architect", name="Architect"),
    )


# A changed slug leaves an alias behind


@pytest.mark.parametrize("make", [publishable_role, publishable_guide])
def test_former_address_leads_to_the_page(client, editor_client, make):
    page = make(slug="before")
    before = page.get_absolute_url()

    assert_saved(save(editor_client, page, slug="after"))

    page.refresh_from_db()
    assert aliases_of(page) == ["before"]
    assert leads_to(client, before) == page.get_absolute_url()


@pytest.mark.parametrize("make", [publishable_role, publishable_guide])
def test_what_is_called_again_as_before_has_no_alias_of_that_name(editor_client, make):
    page = make(slug="first")
    save(editor_client, page, slug="second")

    assert_saved(save(editor_client, page, slug="first"))

    assert aliases_of(page) == ["second"]


def test_former_address_that_is_typed_by_hand_as_well_is_kept_once(editor_client):
    guide = publishable_guide(slug="before")

    assert_saved(save(editor_client, guide, slug="after", **{"aliases-0-slug": "before"}))

    assert aliases_of(guide) == ["before"]


def test_alias_that_an_editor_removes_stays_away(editor_client):
    role = publishable_role(slug="tech-lead")
    AliasFactory(role=role, slug="lead")

    assert_saved(save(editor_client, role, **{"aliases-0-DELETE": "on"}))

    assert aliases_of(role) == []


def test_refused_form_leaves_no_alias(editor_client):
    role = publishable_role(slug="before")

    save(editor_client, role, slug="after", judged_on="")

    assert Role.objects.get().slug == "before"
    assert aliases_of(role) == []


# A comparison follows its roles


@pytest.mark.parametrize("side", ["role_a", "role_b"])
def test_comparison_follows_a_renamed_role(client, editor_client, comparison, side):
    before = comparison.get_absolute_url()

    assert_saved(save(editor_client, getattr(comparison, side), slug="renamed"))

    comparison = Comparison.objects.get()
    slugs = {"role_a": "renamed-vs-architect", "role_b": "tech-lead-vs-renamed"}
    assert comparison.slug == slugs[side]
    assert aliases_of(comparison) == ["tech-lead-vs-architect"]
    assert leads_to(client, before) == comparison.get_absolute_url()
    assert content_version() == 1


def test_every_pair_of_names_leads_to_the_comparison_of_a_renamed_role(
    client, editor_client, comparison
):
    save(editor_client, comparison.role_a, slug="team-lead")
    save(editor_client, comparison.role_b, slug="designer")

    asked = [
        f"/comparisons/{'-vs-'.join(pair)}/"
        for one in ("tech-lead", "team-lead")
        for other in ("architect", "designer")
        for pair in ((one, other), (other, one))
    ]

    assert {leads_to(client, address) for address in asked} == {
        "/comparisons/team-lead-vs-designer/"
    }


def test_comparison_of_a_role_that_is_called_again_as_before_has_its_address_again(
    editor_client, comparison
):
    save(editor_client, comparison.role_a, slug="team-lead")

    assert_saved(save(editor_client, comparison.role_a, slug="tech-lead"))

    comparison = Comparison.objects.get()
    assert comparison.slug == "tech-lead-vs-architect"
    assert aliases_of(comparison) == ["team-lead-vs-architect"]


def test_comparison_that_has_moved_is_dated(editor_client, comparison):
    before = comparison.changed_at

    save(editor_client, comparison.role_a, slug="team-lead")

    comparison.refresh_from_db()
    assert comparison.changed_at > before


def test_drafts_and_archived_comparisons_follow_as_well(editor_client):
    role = publishable_role(slug="lead")
    for state in (State.DRAFT, State.ARCHIVED):
        ComparisonFactory(role_a=role, role_b__slug=f"role-{state}", state=state)

    save(editor_client, role, slug="head")

    slugs = Comparison.objects.values_list("slug", flat=True)
    assert sorted(slugs) == ["head-vs-role-archived", "head-vs-role-draft"]


def test_names_that_fill_the_column_can_be_renamed(client, editor_client):
    """The address of such a pair is longer than an alias may be, and found by its roles."""
    names = ["a" * 60, "b" * 60]
    comparison = publishable_comparison(
        role_a=publishable_role(slug=names[0]), role_b=publishable_role(slug=names[1])
    )
    before = comparison.get_absolute_url()

    assert_saved(save(editor_client, comparison.role_a, slug="short"))

    assert leads_to(client, before) == f"/comparisons/short-vs-{names[1]}/"


def test_roles_of_a_new_comparison_decide_its_address_however_it_is_sent(author_client):
    roles = [RoleFactory(slug="tech-lead"), RoleFactory(slug="architect")]

    save(author_client, Comparison, role_a=roles[0].pk, role_b=roles[1].pk, slug="mine")

    assert Comparison.objects.get().slug == "tech-lead-vs-architect"


def test_another_pair_leaves_the_address_of_the_first_free(author_client):
    """Who asks for the first two is not sent to a page about others."""
    comparison = ComparisonFactory(role_a__slug="tech-lead", role_b__slug="architect")

    assert_saved(save(author_client, comparison, role_b=RoleFactory(slug="manager").pk))

    comparison.refresh_from_db()
    assert comparison.slug == "tech-lead-vs-manager"
    assert aliases_of(comparison) == []


# Any sequence of renames

NAMES = ["one", "two", "three", "four"]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_former_address_leads_to_its_page_at_once(client, editor_client, comparison, seed):
    chance = random.Random(seed)  # noqa: S311
    guide = publishable_guide()
    pages = [comparison.role_a, comparison.role_b, guide]
    former = {page: {page.get_absolute_url()} for page in (*pages, comparison)}

    for _ in range(8):
        save(editor_client, chance.choice(pages), slug=chance.choice(NAMES))
        for page, addresses in former.items():
            page.refresh_from_db()
            addresses.add(page.get_absolute_url())

    for page, addresses in former.items():
        assert {leads_to(client, address) for address in addresses} == {page.get_absolute_url()}
        assert page.slug not in aliases_of(page)
    assert sum(len(addresses) for addresses in former.values()) >= 2 * len(former)


@pytest.mark.parametrize("guard", ["keep_addresses", "move_comparisons"])
def test_without_its_guard_an_address_would_be_lost(
    client, editor_client, comparison, monkeypatch, guard
):
    monkeypatch.setattr(f"comparisons.admin.addresses.{guard}", lambda *_args: None)
    before = {page: page.get_absolute_url() for page in (comparison, comparison.role_a)}

    save(editor_client, comparison.role_a, slug="team-lead")

    comparison.refresh_from_db()
    follows = comparison.slug == "team-lead-vs-architect"
    kept = leads_to(client, before[comparison.role_a]) == "/roles/team-lead/"
    assert (follows, kept) == (guard == "keep_addresses", guard == "move_comparisons")


# What is taken already


def test_address_that_is_an_alias_names_its_owner(editor_client):
    AliasFactory(role=RoleFactory(name="Tech lead"), slug="lead")
    role = RoleFactory()

    response = save(editor_client, role, slug="lead")

    assert response.context["adminform"].form.errors["slug"] == [
        "This is another address of Tech lead. Remove it there first."
    ]


def test_alias_that_is_taken_names_its_owner(editor_client):
    AliasFactory(guide=GuideFactory(title="How to lead"), slug="lead")
    role = RoleFactory()

    response = save(editor_client, role, **{"aliases-0-slug": "lead"})

    assert errors_of(response) == ["This is already another address of How to lead."]


def test_alias_that_is_the_address_of_another_names_it(editor_client):
    RoleFactory(slug="lead", name="Tech lead")

    response = save(editor_client, RoleFactory(), **{"aliases-0-slug": "lead"})

    assert errors_of(response) == ["This is already the address of Tech lead."]


def test_alias_of_a_comparison_cannot_name_another_pair(editor_client, comparison):
    other = ComparisonFactory()

    response = save(editor_client, other, **{"aliases-0-slug": "architect-vs-tech-lead"})

    assert errors_of(response) == ["This is already the address of Tech lead or architect?."]


def test_address_of_a_role_is_no_pair(editor_client):
    response = save(editor_client, RoleFactory(), slug="lead-vs-manager")

    assert response.context["adminform"].form.errors == {
        "slug": ["The address of a role cannot contain “-vs-”."]
    }


@pytest.mark.parametrize("make", [RoleFactory, GuideFactory])
def test_addresses_are_in_small_letters(editor_client, make):
    """Readers are led to them however they write them, so capitals would never be found."""
    response = save(editor_client, make(), slug="Tech-Lead")

    assert response.context["adminform"].form.errors == {
        "slug": ["Write it in small letters: tech-lead"]
    }


def test_role_is_not_renamed_where_its_comparison_would_take_a_former_address(editor_client):
    there = ComparisonFactory(
        role_a__slug="lead", role_a__name="Lead", role_b__slug="head", role_b__name="Head"
    )
    AliasFactory(comparison=there, slug="boss-vs-head")
    other = ComparisonFactory(role_a__slug="chief", role_a__name="Chief", role_b=there.role_b)
    before = all_rows()

    response = save(editor_client, other.role_a, slug="boss")

    assert response.context["adminform"].form.errors["slug"] == [
        "“Chief or head?” would move to boss-vs-head, which is an address of “Lead or head?”. "
        "Remove it there first."
    ]
    assert all_rows() == before


@pytest.mark.parametrize("turned", [False, True])
def test_new_pair_does_not_take_a_former_address(editor_client, turned):
    there = ComparisonFactory(role_a__name="Lead", role_b__name="Head", role_b__slug="head")
    AliasFactory(comparison=there, slug="boss-vs-head")
    pair = [RoleFactory(slug="boss"), there.role_b]
    if turned:
        pair.reverse()

    response = save(editor_client, Comparison, role_a=pair[0].pk, role_b=pair[1].pk)

    address = "head-vs-boss" if turned else "boss-vs-head"
    assert errors_of(response) == [
        f"{address} is another address of Lead or head?. "
        "Remove it there first, among its other addresses."
    ]
    assert Comparison.objects.count() == 1


def test_role_is_not_renamed_where_its_address_would_be_lost(editor_client):
    AliasFactory(guide=GuideFactory(title="How to lead"), slug="lead")
    role = RoleFactory(slug="lead")

    response = save(editor_client, role, slug="head")

    assert response.context["adminform"].form.errors["slug"] == [
        "lead is also another address of How to lead, so links to it could not lead here any more. "
        "Remove it there first."
    ]
    assert Role.objects.get().slug == "lead"


# Taking back


@pytest.mark.parametrize("make", [publishable_role, publishable_guide])
def test_taking_back_keeps_the_address_of_today_as_an_alias(client, editor_client, make):
    page = make(slug="first")
    save(editor_client, page)
    version = Version.objects.get_for_object(page).get()
    save(editor_client, page, slug="second", **{"aliases-0-slug": "nickname"})
    page.refresh_from_db()
    address = page.get_absolute_url()
    old = editor_client.get(url(page, "revision", version.pk))

    assert_saved(editor_client.post(url(page, "revision", version.pk), typed(old)))

    page.refresh_from_db()
    assert page.slug == "first"
    assert aliases_of(page) == ["nickname", "second"]
    assert leads_to(client, address) == page.get_absolute_url()


def test_taking_back_the_name_of_a_role_takes_its_comparisons_along(editor_client, comparison):
    role = comparison.role_a
    save(editor_client, role)
    version = Version.objects.get_for_object(role).get()
    save(editor_client, role, slug="team-lead")
    save(editor_client, comparison, question="Which of the two?")
    old = editor_client.get(url(role, "revision", version.pk))

    assert_saved(editor_client.post(url(role, "revision", version.pk), typed(old)))

    comparison = Comparison.objects.get()
    assert comparison.slug == "tech-lead-vs-architect"
    assert aliases_of(comparison) == ["team-lead-vs-architect"]
    assert comparison.question == "Which of the two?"


def test_taking_back_a_comparison_leaves_it_at_the_address_of_its_roles(editor_client, comparison):
    save(editor_client, comparison)
    version = Version.objects.get_for_object(comparison).get()
    save(editor_client, comparison.role_a, slug="team-lead")
    old = editor_client.get(url(comparison, "revision", version.pk))

    assert_saved(editor_client.post(url(comparison, "revision", version.pk), typed(old)))

    comparison = Comparison.objects.get()
    assert comparison.slug == "team-lead-vs-architect"
    assert aliases_of(comparison) == ["tech-lead-vs-architect"]


# The next import


def test_import_knows_a_comparison_by_its_former_address(editor_client, comparison):
    save(editor_client, comparison.role_a, slug="team-lead")

    found = Rows().find("comparison", "tech-lead-vs-architect")

    assert found == comparison


# Cost


def test_renaming_takes_as_few_questions_for_a_role_with_many_comparisons(
    django_assert_num_queries,
):
    role = RoleFactory(slug="lead")
    for _ in range(12):
        ComparisonFactory(role_a=role)

    with django_assert_num_queries(1):
        moving = list(comparisons_that_move(role, "head"))

    assert len(moving) == 12


def test_form_of_a_page_is_sent_as_it_was_opened(editor_client):
    """The twin of all that is refused here: untouched, the same form is saved."""
    page = publishable_guide(slug="how-to")
    AliasFactory(guide=page, slug="how")

    assert_saved(editor_client.post(url(page), form_of(editor_client, page)))

    assert Guide.objects.get().slug == "how-to"
    assert Alias.objects.get().slug == "how"
