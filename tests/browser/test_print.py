"""A comparison on paper."""

from playwright.sync_api import expect

from tests.browser.pages import COMPARISON


def test_print_leaves_out_what_only_a_screen_needs(page):
    page.goto(COMPARISON)
    screen_only = page.locator("header.top, footer.bottom, nav")
    assert screen_only.count() == 5
    for part in screen_only.all():
        expect(part).to_be_visible()

    page.emulate_media(media="print")

    for part in screen_only.all():
        expect(part).to_be_hidden()


def test_print_shows_what_a_screen_keeps_closed(page):
    page.goto(COMPARISON)
    closed = page.locator("details > :not(summary)")
    for text in closed.all():
        expect(text).to_be_hidden()

    page.emulate_media(media="print")

    for text in closed.all():
        expect(text).to_be_visible()


def test_print_is_dark_on_light_whatever_the_screen_is(open_page):
    page = open_page(color_scheme="dark")
    page.goto(COMPARISON)

    page.emulate_media(media="print")

    body = page.locator("body")
    expect(body).to_have_css("color", "rgb(20, 24, 31)")
    expect(body).to_have_css("background-color", "rgb(255, 255, 255)")
