import pytest
from django.urls import resolve

from comparisons.content_files import read_content
from comparisons.quality.addresses import FIXED, Site, is_web_address

UNSEEN_SKILL = "no published page names this skill: name it on one, or link another page"


@pytest.fixture
def documents(folder):
    draft = folder / "roles/cook.yaml"
    draft.write_text("name: Cook\nstate: draft\naliases: [chef]\nskills: [tasting]\n")
    with (folder / "skills.yaml").open("a") as skills:
        for slug in ("tasting", "whistling"):
            skills.write(f"- slug: {slug}\n  name: {slug}\n  description: It takes years.\n")
    return read_content(folder)


@pytest.fixture
def site(documents):
    return Site(documents)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://example.org/a-b_c?d=e#f",
        "https://www.example.co.uk:8443/a",
        "https://bücher.example",
    ],
)
def test_web_address(address):
    assert is_web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        *("", "example.org", "ftp://example.org", "https://", "https://localhost/a"),
        *("https://example..org", "https://.org", "https://example.org/a b", "https://[x"),
        *("https:///example.org", "https://example.org\n"),
    ],
)
def test_what_is_no_web_address(address):
    assert not is_web_address(address)


@pytest.mark.parametrize("address", sorted(FIXED))
def test_fixed_address_is_in_the_address_plan(address):
    assert resolve(address)


@pytest.mark.parametrize(
    "link",
    [
        *("/", "/quiz/", "/how-it-works/#ratings", "/comparisons/?role=captain", "/feed.xml"),
        *("/roles/captain/", "/roles/captain/#try", "/skills/knots/", "/guides/life-at-sea/"),
        *("/comparisons/boat-builder-vs-captain/", "https://example.org/a", "mailto:a@b.org"),
    ],
)
def test_link_leads_somewhere(site, link):
    assert site.fault_of(link) == ""


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("/roles/captain", "end the address with a slash"),
        ("/quiz", "end the address with a slash"),
        ("roles/captain/", "begin it with / for our own pages, or with https://"),
        ("#try", "begin it with / for our own pages, or with https://"),
        ("https://example", "begin it with / for our own pages, or with https://"),
        ("/roles/capitain/", 'it leads nowhere: did you mean "/roles/captain/"?'),
        ("/nothing/like/this-at-all/", "it leads nowhere: link another page"),
        ("/roles/cook/", "the page is not published: link another"),
        ("/roles/cokk/", 'it leads nowhere: did you mean "/roles/captain/"?'),
        ("/skills/tasting/", UNSEEN_SKILL),
        ("/skills/whistling/", UNSEEN_SKILL),
        ("/skills/tastings/", 'it leads nowhere: did you mean "/skills/navigation/"?'),
        ("/roles/chef/", "it only redirects: link /roles/cook/"),
        ("/roles/skipper/", "it only redirects: link /roles/captain/"),
        (
            "/comparisons/captain-vs-boat-builder/",
            "it only redirects: link /comparisons/boat-builder-vs-captain/",
        ),
        (
            "/comparisons/bb-vs-skipper/",
            "it only redirects: link /comparisons/boat-builder-vs-captain/",
        ),
    ],
)
def test_link_with_a_fault_says_what_to_do(site, link, fault):
    assert site.fault_of(link) == fault


def test_page_may_link_the_skills_that_appear_together_with_it(site, documents):
    cook, captain = (
        next(page for page in documents if (page.kind, page.slug) == ("role", slug))
        for slug in ("cook", "captain")
    )

    found = [site.fault_of("/skills/tasting/", page) for page in (cook, captain)]

    assert found == ["", UNSEEN_SKILL]
