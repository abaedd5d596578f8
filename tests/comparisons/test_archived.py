"""What was archived says so, names what was there and leads on; a draft was never there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comparisons.models import Comparison, Guide, Publishable, Role
from tests.factories import (
    AliasFactory,
    ComparisonFactory,
    RoleFactory,
    publishable_comparison,
    publishable_guide,
    publishable_role,
)

pytestmark = pytest.mark.django_db

State = Publishable.State
TOMORROW = timezone.now() + timedelta(days=1)


def words(response):
    return " ".join(response.content.decode().split())


def archive(*pages):
    for page in pages:
        type(page).objects.filter(pk=page.pk).update(state=State.ARCHIVED)


@pytest.fixture
def comparison():
    return publishable_comparison(
        role_a=publishable_role(slug="tech-lead", name="Tech lead"),
        role_b=publishable_role(slug="architect", name="Architect"),
    )


def an_archived_role(comparison):
    archive(comparison.role_a)
    return "/roles/tech-lead/", "Tech lead"


def an_archived_comparison(comparison):
    archive(comparison)
    return "/comparisons/tech-lead-vs-architect/", "Tech lead or architect?"


def a_comparison_of_an_archived_role(comparison):
    archive(comparison.role_b)
    return "/comparisons/tech-lead-vs-architect/", "Tech lead or architect?"


def an_archived_comparison_of_two_archived_roles(comparison):
    archive(comparison, *comparison.roles)
    return "/comparisons/tech-lead-vs-architect/", "Tech lead or architect?"


def an_archived_guide(comparison):
    archive(publishable_guide(slug="how-to", title="How to lead"))
    return "/guides/how-to/", "How to lead"


GONE = [
    an_archived_role,
    an_archived_comparison,
    a_comparison_of_an_archived_role,
    an_archived_comparison_of_two_archived_roles,
    an_archived_guide,
]


@pytest.mark.parametrize("gone", GONE)
def test_archived_page_says_that_it_is_gone_and_what_it_was(client, comparison, gone):
    address, title = gone(comparison)

    response = client.get(address)

    assert response.status_code == 410
    assert f"<h1>We no longer publish “{title}”</h1>" in words(response)
    assert '<meta name="robots" content="noindex">' in words(response)
    assert 'rel="canonical"' not in words(response)


@pytest.mark.parametrize("gone", GONE)
def test_archived_page_shows_nothing_of_what_it_said(client, comparison, gone):
    comparison.verdicts.update(reason="Secret reason.")
    Role.objects.update(definition="Secret definition.")
    Guide.objects.update(body="Secret body.")
    address, _ = gone(comparison)

    main = words(client.get(address)).partition("<main")[2]

    assert "Secret" not in main


def test_archived_role_leads_on_to_the_roles_it_was_compared_with(client, comparison):
    other = publishable_comparison(role_a=comparison.role_b)
    archive(comparison.role_a)

    page = words(client.get("/roles/tech-lead/"))

    assert '<a href="/roles/architect/">Architect</a>' in page
    assert f'<a href="{other.get_absolute_url()}">' in page
    assert comparison.get_absolute_url() not in page


def test_archived_comparison_leads_on_to_what_is_left_of_it(client, comparison):
    other = publishable_comparison(role_a=comparison.role_a)
    archive(comparison, comparison.role_b)

    page = words(client.get(comparison.get_absolute_url()))

    assert '<a href="/roles/tech-lead/">Tech lead</a>' in page
    assert f'<a href="{other.get_absolute_url()}">' in page
    assert "/roles/architect/" not in page


def test_archived_guide_leads_on_to_what_it_belongs_to(client, comparison):
    guide, near, hidden = (publishable_guide() for _ in range(3))
    guide.related_roles.add(comparison.role_a)
    guide.related_guides.add(near, hidden)
    archive(guide, hidden)

    page = words(client.get(guide.get_absolute_url()))

    assert '<a href="/roles/tech-lead/">' in page
    assert near.get_absolute_url() in page
    assert hidden.get_absolute_url() not in page


def test_what_stood_alone_leads_on_to_comparisons(client, comparison):
    guide = publishable_guide()
    archive(guide)

    assert comparison.get_absolute_url() in words(client.get(guide.get_absolute_url()))


@pytest.mark.parametrize(
    "asked",
    [
        "/roles/lead/",
        "/roles/Tech-Lead/",
        "/comparisons/architect-vs-tech-lead/",
        "/comparisons/lead-vs-architect/",
        "/comparisons/lead-or-draw/",
        "/guides/leading/",
    ],
)
def test_every_other_name_of_an_archived_page_says_so_at_once(client, comparison, asked):
    guide = publishable_guide(slug="how-to")
    AliasFactory(role=comparison.role_a, slug="lead")
    AliasFactory(comparison=comparison, slug="lead-or-draw")
    AliasFactory(guide=guide, slug="leading")
    archive(comparison.role_a, comparison, guide)

    assert client.get(asked).status_code == 410


def test_published_page_of_that_name_comes_before_an_archived_one(client, comparison):
    archive(RoleFactory(slug="old"))
    AliasFactory(role=comparison.role_a, slug="older")

    response = client.get("/roles/older/")

    assert (response.status_code, response["Location"]) == (301, "/roles/tech-lead/")


@pytest.mark.parametrize(
    ("state", "publish_at"),
    [
        (State.DRAFT, None),
        (State.IN_REVIEW, None),
        (State.PUBLISHED, TOMORROW),
        (State.ARCHIVED, TOMORROW),
    ],
)
def test_what_readers_could_never_see_is_no_page(client, state, publish_at):
    hidden = {"state": state, "publish_at": publish_at}
    pages = [
        publishable_role(**hidden),
        publishable_guide(**hidden),
        publishable_comparison(**hidden),
    ]

    answers = [client.get(page.get_absolute_url()).status_code for page in pages]

    assert answers == [404, 404, 404]


def test_archived_comparison_does_not_name_a_role_that_is_a_draft(client, comparison):
    archive(comparison)
    Role.objects.filter(slug="architect").update(state=State.DRAFT)

    assert client.get(comparison.get_absolute_url()).status_code == 404


def test_what_is_published_again_is_there_again(client, comparison):
    archive(comparison)
    before = client.get(comparison.get_absolute_url()).status_code
    Comparison.objects.update(state=State.PUBLISHED)

    assert (before, client.get(comparison.get_absolute_url()).status_code) == (410, 200)


@pytest.mark.parametrize("page", ["/", "/comparisons/", "/roles/", "/guides/", "/sitemap.xml"])
def test_archived_page_stands_in_no_list(client, comparison, page):
    guide = publishable_guide(slug="how-to")
    archive(*comparison.roles, guide)

    listed = words(client.get(page))

    assert [name for name in ("tech-lead", "architect", "how-to") if f"/{name}" in listed] == []


def test_archived_page_takes_as_few_queries_with_many_neighbours(
    client, comparison, django_assert_num_queries
):
    for _ in range(12):
        ComparisonFactory(role_a=comparison.role_a, role_b=publishable_role(), state="published")
    archive(comparison.role_a)

    with django_assert_num_queries(5):
        client.get("/roles/tech-lead/")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_archived_page_only_reads(client, comparison, method):
    archive(comparison)

    assert getattr(client, method)(comparison.get_absolute_url()).status_code == 405
