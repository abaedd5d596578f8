"""Everything can be done with the keyboard alone, and the focus is always seen."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.pages import COMPARISON, open_details

OPERABLE = "a[href], button, input, select, textarea, summary"
FOCUSED = """() => {
    const focused = document.activeElement
    if (focused === document.body) return null
    const frame = focused.closest('.chip, .option') ?? focused
    const style = getComputedStyle(frame)
    const box = frame.getBoundingClientRect()
    return {
        number: [...document.querySelectorAll('OPERABLE')].indexOf(focused),
        words: (frame.innerText || focused.name).trim(),
        outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
        inView: box.bottom > 0 && box.top < innerHeight,
        cut: box.left < 5 || box.right > innerWidth - 5,
    }
}""".replace("OPERABLE", OPERABLE)


def walk(page) -> list[dict]:
    """What has the focus after each press of Tab, from the top of the page to its end."""
    steps = []
    for _ in range(500):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None or focused in steps:
            return steps
        steps.append(focused)
    pytest.fail("The focus never leaves this page.")


def press_until_focused(page, key, locator) -> None:
    for _ in range(60):
        if locator.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press(key)
    pytest.fail(f"{key} does not lead to {locator}.")


@pytest.mark.parametrize("address", [COMPARISON, "/comparisons/?q=zebra&role=tech-lead"])
def test_tab_reaches_everything_in_order_and_shows_where_it_is(page, address):
    page.goto(address)
    open_details(page)

    steps = walk(page)

    everything = page.locator(OPERABLE).count()
    assert [step["number"] for step in steps] == list(range(everything))
    unseen = [step for step in steps if step["outline"] < 3 or step["cut"] or not step["inView"]]
    assert unseen == []


def test_focus_without_an_outline_is_found_out(page):
    page.goto("/privacy/")
    page.route("**/quiet.css", lambda route: route.fulfill(body=":focus { outline: 0 !important }"))
    page.add_style_tag(url="/static/quiet.css")

    outlines = {step["outline"] for step in walk(page)}

    assert outlines == {0}


def test_skip_link_leads_past_the_navigation(page):
    page.goto(COMPARISON)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("#main$"))
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").get_by_role("link").first).to_be_focused()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_reasons_and_answers_open_and_close(page, key):
    page.goto(COMPARISON)

    for details in (page.locator(".chart details").first, page.locator(".faqs details").first):
        details.locator("summary").focus()
        page.keyboard.press(key)
        expect(details.locator("dd, p").first).to_be_visible()
        page.keyboard.press(key)
        expect(details.locator("dd, p").first).to_be_hidden()


def test_search_works_with_tab_space_and_enter(page):
    page.goto("/comparisons/")

    press_until_focused(page, "Tab", page.get_by_label("Search"))
    page.keyboard.type("team")
    press_until_focused(page, "Tab", page.get_by_role("checkbox", name=re.compile("^Product")))
    page.keyboard.press("Space")
    press_until_focused(page, "Tab", page.locator("summary"))
    page.keyboard.press("Enter")
    press_until_focused(page, "Tab", page.get_by_label("The two jobs differ in"))
    page.keyboard.type("Building")
    press_until_focused(page, "Tab", page.get_by_role("button", name="Show comparisons"))
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"\?q=team&role=product-manager&criterion=building$"))
    press_until_focused(page, "Tab", page.get_by_role("link", name="“team” : remove this filter"))
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"\?role=product-manager&criterion=building$"))
