"""Nothing is cut off or too small to hit, down to 320 pixels."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from comparisons.models import Role
from tests.browser.pages import open_details

CSS = Path(__file__).parents[2] / "static" / "css" / "site.css"
LONGEST_NAME = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsamt"

TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth
    const words = it => `${it.localName}.${it.className.baseVal ?? it.className}: ${it.innerText}`
    const scrollsItself = it => it && it !== document.body
        && (getComputedStyle(it).overflowX === 'auto' || scrollsItself(it.parentElement))
    const scrolls = document.documentElement.scrollWidth > width ? ['the page scrolls'] : []
    return scrolls.concat([...document.querySelectorAll('main *, header *, footer *')]
        .filter(it => it.innerText && !it.closest('.hidden, thead') && it.checkVisibility())
        .filter(it => !scrollsItself(it.parentElement))
        .filter(it => it.getBoundingClientRect().right > width + 1)
        .map(it => words(it).slice(0, 90)))
}"""

# A target counts by where a finger lands, so a link that fills its row is as high as the row.
TOO_SMALL = """() => {
    const inText = it => getComputedStyle(it).display === 'inline'
        && it.closest('p, li, dd, td, div').innerText.trim() !== it.innerText.trim()
    const hits = (it, x, y) => {
        const hit = document.elementFromPoint(x, y)
        return hit && (it.contains(hit) || hit.contains(it) && hit.matches('a, label'))
    }
    return [...document.querySelectorAll('a[href], button, input, select, summary')]
        .filter(it => it.checkVisibility() && !it.matches('.skip') && !inText(it))
        .filter(it => {
            it.scrollIntoView({block: 'center', behavior: 'instant'})
            const box = it.getBoundingClientRect()
            const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
            return ![-11.5, 11.5].every(aside =>
                hits(it, x + aside, y) && hits(it, x, y + aside))
        })
        .map(it => `${it.localName} ${it.innerText || it.name}`)
}"""


BROKEN_WORDS = """([selector, letters]) => {
    const broken = []
    const texts = document.createTreeWalker(
        document.querySelector(selector), NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
        for (const word of texts.currentNode.data.matchAll(new RegExp(letters, "gi"))) {
            const range = document.createRange()
            range.setStart(texts.currentNode, word.index)
            range.setEnd(texts.currentNode, word.index + word[0].length)
            const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)))
            if (lines.size > 1) broken.push(word[0])
        }
    }
    return broken
}"""


def found_on(page: Page, addresses: Iterable[str], widths: Iterable[int], script: str) -> list[str]:
    found = []
    for address in addresses:
        page.goto(address)
        open_details(page)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            found += [f"{address} at {width} px: {fault}" for fault in page.evaluate(script)]
    return found


@pytest.mark.parametrize("width", [320, 390])
def test_first_comparison_stands_on_the_first_screen_of_a_phone(page, width):
    """However many roles there are to filter by."""
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/comparisons/")

    first = page.locator("section[aria-labelledby=found] .row a").first

    assert first.bounding_box()["y"] < 844


def test_no_page_is_wider_than_a_small_screen(page, page_types):
    found = found_on(page, page_types.values(), [320, 390], TOO_WIDE)

    assert found == [], "\n".join(found)


@pytest.fixture
def phone_with_large_letters(page):
    css = f"{CSS.read_text()} html {{ font-size: 200% }}"
    page.route("**/static/css/site.css", lambda route: route.fulfill(body=css))
    page.set_viewport_size({"width": 390, "height": 844})
    return page


@pytest.mark.parametrize("kind", ["home", "comparison", "role", "how it works"])
def test_no_page_is_wider_than_a_phone_with_large_letters(
    phone_with_large_letters, page_types, kind
):
    found = found_on(phone_with_large_letters, [page_types[kind]], [390], TOO_WIDE)

    assert found == [], "\n".join(found)


@pytest.mark.parametrize("kind", ["comparison", "overdue comparison"])
def test_large_letters_break_no_word_of_a_verdict(phone_with_large_letters, page_types, kind):
    phone_with_large_letters.goto(page_types[kind])

    assert phone_with_large_letters.evaluate(BROKEN_WORDS, [".verdict", "[a-z]+"]) == []


@pytest.mark.parametrize(
    ("kind", "table"), [("home", ".card.for-em .bars"), ("how it works", ".criteria")]
)
@pytest.mark.parametrize("width", [390, 1280])
def test_name_with_a_hyphen_stays_on_one_line(page, page_types, kind, table, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(page_types[kind])

    assert page.evaluate(BROKEN_WORDS, [f"{table} tbody", "[a-z]+(-[a-z]+)+"]) == []


def test_long_name_without_a_space_fits_everywhere(page, page_types):
    Role.objects.filter(slug__in=["tech-lead", "product-manager"]).update(name=LONGEST_NAME)

    found = found_on(page, page_types.values(), [320, 1280], TOO_WIDE)

    assert len(LONGEST_NAME) == 60
    assert found == [], "\n".join(found)


def test_everything_outside_running_text_can_be_hit(page, page_types):
    found = found_on(page, page_types.values(), [320, 1280], TOO_SMALL)

    assert found == [], "\n".join(found)


@pytest.mark.parametrize(
    ("css", "script", "fault"),
    [
        ("h1 { white-space: nowrap; font-size: 9rem }", TOO_WIDE, "the page scrolls"),
        (".button { all: unset; font-size: 8px }", TOO_SMALL, "a Go to the start page"),
    ],
    ids=["too wide", "too small"],
)
def test_fault_that_is_there_is_found(page, css, script, fault):
    page.route("**/static/css/site.css", lambda route: route.fulfill(body=css))

    found = found_on(page, ["/comparisons/?q=%00"], [320], script)

    assert f"/comparisons/?q=%00 at 320 px: {fault}" in found
