"""How people read the site, with script and without."""

import re

import pytest
from playwright.sync_api import expect

from comparisons.models import Comparison, Guide, Role, Skill
from tests.browser.pages import follow
from tests.factories import publishable_role

GUIDE = "product-management-for-technical-leaders"


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(request, open_page):
    return open_page(java_script_enabled=request.param)


def title(page):
    return page.get_by_role("heading", level=1)


def test_from_the_home_page_to_a_guide(page):
    page.goto("/")

    follow(page.get_by_role("link", name="Engineering manager or tech lead?"))
    expect(title(page)).to_have_text("Engineering manager or Tech lead?")

    first_row = page.get_by_role("row").filter(has=page.locator("summary")).first
    expect(first_row.locator("dd").first).to_be_hidden()
    first_row.locator("summary").click()
    expect(first_row.locator("dd").first).to_be_visible()

    page.get_by_role("link", name="Source 1", exact=True).first.click()
    expect(page).to_have_url(re.compile("/engineering-manager-vs-tech-lead/#source-1$"))
    expect(page.locator("#source-1")).to_be_in_viewport()
    page.go_back()
    expect(page).to_have_url(re.compile("/engineering-manager-vs-tech-lead/$"))

    follow(page.locator("#week").get_by_role("link", name="Tech lead"))
    expect(title(page)).to_have_text("Tech lead")

    skill = Skill.objects.get(slug="technical-writing")
    follow(page.get_by_role("link", name=skill.name, exact=True))
    expect(title(page)).to_have_text(skill.name)

    guide = Guide.objects.get(slug=GUIDE)
    follow(page.get_by_role("link", name=guide.title))
    expect(title(page)).to_have_text(guide.title)


def test_search_narrows_widens_and_survives_the_back_button(page):
    results = page.locator("section[aria-labelledby=found] .row")
    page.goto("/")
    follow(page.get_by_role("navigation", name="Main").get_by_role("link", name="Compare"))
    everything = results.count()
    expect(page.get_by_role("heading", name=f"{everything} comparisons")).to_be_visible()

    page.get_by_label("Search").fill("product")
    page.get_by_role("checkbox", name=re.compile("^Tech lead \\d")).check()
    follow(page.get_by_role("button", name="Show comparisons"))
    search = re.compile(r"/comparisons/\?q=product&role=tech-lead&criterion=$")
    expect(page).to_have_url(search)
    expect(page.get_by_role("checkbox", name=re.compile("^Tech lead \\d"))).to_be_checked()
    counted = f"{results.count()} of {everything} comparisons"
    expect(page.get_by_role("heading", name=counted)).to_be_visible()

    follow(results.get_by_role("link", name="Tech lead or product manager?"))
    expect(title(page)).to_have_text("Tech lead or Product manager?")
    page.go_back()
    expect(page).to_have_url(search)
    expect(page.get_by_label("Search")).to_have_value("product")

    follow(page.get_by_role("link", name="Tech lead : remove this filter"))
    expect(page.get_by_role("checkbox", name=re.compile("^Tech lead \\d"))).not_to_be_checked()
    expect(page.get_by_label("Search")).to_have_value("product")
    follow(page.get_by_role("link", name="Clear all"))
    expect(page.get_by_role("heading", name=f"{everything} comparisons")).to_be_visible()


def test_search_without_result_offers_ways_out(page):
    total = Comparison.objects.count()
    with_lead = Comparison.objects.with_role(Role.objects.get(slug="tech-lead")).count()
    for link, found in (
        ("Remove “zebra”", f"{with_lead} of {total}"),
        (f"Show all {total} comparisons", str(total)),
    ):
        page.goto("/comparisons/?q=zebra&role=tech-lead")
        expect(page.get_by_text("Nothing matches all of these.")).to_be_visible()

        follow(page.get_by_role("link", name=link))

        expect(page.get_by_role("heading", level=2)).to_have_text(f"{found} comparisons")


def test_other_names_of_a_pair_lead_to_its_one_page(page, site):
    for asked, canonical in (
        ("tech-lead-vs-engineering-manager", "engineering-manager-vs-tech-lead"),
        ("technical-manager-vs-product-manager", "engineering-manager-vs-product-manager"),
        ("product-management-vs-technical-leadership", "tech-lead-vs-product-manager"),
    ):
        response = page.goto(f"/comparisons/{asked}/")

        expect(page).to_have_url(f"{site}/comparisons/{canonical}/")
        redirect = response.request.redirected_from
        assert redirect.response().status == 301
        assert redirect.redirected_from is None


def test_address_with_a_spelling_mistake_offers_the_page_that_was_meant(page):
    response = page.goto("/roles/tech-leed/")
    expect(title(page)).to_have_text("There is no page at this address")

    follow(page.get_by_role("main").get_by_role("link", name="Tech lead", exact=True))

    assert response.status == 404
    expect(title(page)).to_have_text("Tech lead")


def test_pair_without_a_verdict_offers_both_roles_and_their_comparisons(page):
    publishable_role(slug="release-manager", name="Release manager")

    response = page.goto("/comparisons/release-manager-vs-tech-lead/")

    assert response.status == 404
    expect(title(page)).to_have_text("No verdict on release manager or tech lead yet")
    known = Comparison.objects.with_role(Role.objects.get(slug="tech-lead"))
    assert page.locator("main h3").all_text_contents() == [
        "Release manager",
        "Tech lead",
        *(comparison.title for comparison in known),
    ]
