"""What a reader's first comparison costs, and how still it stands."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.pages import COMPARISON

FRAME_SHOWN = "new Promise(shown => requestAnimationFrame(() => requestAnimationFrame(shown)))"
SHIFTS = """async () => {
    const shifts = []
    new PerformanceObserver(list => shifts.push(...list.getEntries().map(it => it.value)))
        .observe({type: 'layout-shift', buffered: true})
    await new Promise(shown => requestAnimationFrame(() => requestAnimationFrame(shown)))
    return new Promise(heard => setTimeout(() => heard(shifts.reduce((a, b) => a + b, 0))))
}"""


def test_first_view_asks_for_four_files_and_no_script(page):
    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))

    page.goto(COMPARISON, wait_until="networkidle")

    # Without a window to show it in, Chromium may leave out the icon.
    assert sorted({*asked, "/static/mark.svg"}) == [
        COMPARISON,
        "/static/css/site.css",
        "/static/fonts/familjen-grotesk.woff2",
        "/static/mark.svg",
    ]
    assert len(asked) == len(set(asked))
    assert page.locator("script:not([type='application/ld+json'])").count() == 0


def shift_when_the_font_comes_late(page: Page, address: str) -> float:
    """To two places, as tools report it: letters of two fonts differ by a hair."""
    late = []
    page.route("**/*.woff2", lambda font: late.append(font))
    page.goto(address, wait_until="domcontentloaded")
    page.evaluate(FRAME_SHOWN)
    for font in late:
        font.continue_()
    page.wait_for_load_state("networkidle")
    assert len(late) == 1
    assert page.evaluate("document.fonts.check('700 16px \"Familjen Grotesk\"')")
    return round(page.evaluate(SHIFTS), 2)


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_when_the_font_comes_late(page, width):
    page.set_viewport_size({"width": width, "height": 800})

    assert shift_when_the_font_comes_late(page, COMPARISON) == 0


def test_movement_that_is_there_is_measured(page):
    page.goto(COMPARISON, wait_until="networkidle")

    page.evaluate("document.body.prepend(document.querySelector('.verdict').cloneNode(true))")

    assert round(page.evaluate(SHIFTS), 2) > 0
