"""What axe finds, and what it has been seen to overlook."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from comparisons.models import Comparison
from tests.browser.pages import COMPARISON, open_details

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
AXE_HASH = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async rules => {
    // What axe would load once more, it would load in a way that our policy forbids.
    const options = {runOnly: rules, resultTypes: ['violations'], preload: false}
    const found = await axe.run(options)
    return found.violations.flatMap(rule =>
        rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}`))
}"""
VARIANTS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "320 px": {"viewport": {"width": 320, "height": 700}},
    "forced colours": {"forced_colors": "active"},
}


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    return page.evaluate(RUN, RULES)


@pytest.mark.parametrize("variant", VARIANTS)
def test_axe_finds_nothing_on_any_type_of_page(open_page, page_types, variant):
    page = open_page(**VARIANTS[variant])
    found = []

    for name, address in page_types.items():
        page.goto(address)
        if name == "comparison":
            found += [f"{name}, as it comes: {violation}" for violation in violations(page)]
        open_details(page)
        found += [f"{name}: {violation}" for violation in violations(page)]

    assert found == [], "\n".join(found)


def test_axe_finds_a_fault_that_is_there(page):
    page.goto("/privacy/")
    page.evaluate("document.documentElement.removeAttribute('lang')")

    found = violations(page)

    assert found == ["html-has-lang: html"]


def test_axe_is_the_file_that_its_note_names():
    note = (AXE.parent / "README.md").read_text()

    assert sha256(AXE.read_bytes()).hexdigest() == AXE_HASH
    assert AXE_HASH in note


def test_chart_of_ratings_is_a_table_with_a_header_in_each_row(page):
    page.goto(COMPARISON)

    chart = page.get_by_role("table").filter(has_text="Open a row for the reasons.")

    headers = chart.get_by_role("columnheader").all_inner_texts()
    assert [header.strip() for header in headers] == [
        "Criterion",
        "Engineering manager",
        "Tech lead",
    ]
    rows = chart.get_by_role("row").filter(has=page.get_by_role("rowheader"))
    assert rows.count() == 15
    for row in rows.all():
        levels = " ".join(row.get_by_role("cell").all_inner_texts())
        assert re.fullmatch("[1-5] [1-5]", levels)


@pytest.mark.parametrize("width", [320, 1280])
def test_role_chips_are_one_named_group_of_checkboxes(page, width):
    page.set_viewport_size({"width": width, "height": 700})
    page.goto("/comparisons/")

    roles = page.get_by_role("group", name="Roles", exact=True)

    compared = {role.name for one in Comparison.objects.for_list() for role in one.roles}
    expect(roles.get_by_role("checkbox")).to_have_count(len(compared))
    expect(roles.get_by_role("checkbox", name=re.compile("^Tech lead \\d"))).to_be_visible()


def test_comparison_has_each_landmark_once(page):
    page.goto(COMPARISON)

    for landmark in ("banner", "main", "contentinfo"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    for name in ("Main", "Breadcrumb", "On this page"):
        expect(page.get_by_role("navigation", name=name)).to_have_count(1)


def test_forced_colours_show_only_the_page_that_is_open(open_page):
    page = open_page(forced_colors="active")
    page.goto("/roles/")

    links = page.get_by_role("navigation", name="Main").get_by_role("link")
    underlined = links.evaluate_all(
        "links => links.filter(it => getComputedStyle(it).borderBottomColor !=="
        " getComputedStyle(document.body).backgroundColor).map(it => it.innerText)"
    )

    assert underlined == ["Roles"]
