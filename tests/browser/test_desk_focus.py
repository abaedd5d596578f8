"""On the desk the focus is where something is to be done, and never behind the row of buttons."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from comparisons.models import Comparison, Role
from tests.browser.pages import follow
from tests.conftest import client_of
from tests.desk import url

COOKIES = ("csrftoken", "sessionid", "messages")
NOTHING, YELLOW, INK = "rgba(0, 0, 0, 0)", "rgb(255, 207, 36)", "rgb(20, 24, 31)"
WITHOUT_ROOM = "document.documentElement.style.scrollPaddingBlock = 'auto'"
# The first line of a tall field is enough: that is where the caret stands.
HIDDEN = """() => {
    const focused = document.activeElement
    if (focused === document.body) return null
    const bar = document.querySelector('.submit-row').getBoundingClientRect()
    const box = focused.getBoundingClientRect()
    const inForm = focused.closest('form') && !focused.closest('.submit-row')
    const hidden = inForm && box.top + Math.min(box.height, 36) > bar.top + 1
    return hidden ? focused.name || focused.id : ''
}"""


@pytest.fixture
def desk(open_page, site) -> Page:
    user = User.objects.create_superuser("superuser", password="right")
    page = open_page(cookies=COOKIES, viewport={"width": 1280, "height": 900})
    session = client_of(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return page


def hidden_on_the_way(page: Page) -> list[str]:
    found = []
    for _ in range(300):
        page.keyboard.press("Tab")
        hidden = page.evaluate(HIDDEN)
        if hidden is None:
            return found
        found += filter(None, [hidden])
    pytest.fail("The focus never leaves this page.")


def test_focus_is_never_behind_the_row_of_buttons(desk):
    desk.goto(url(Comparison.objects.first()))

    assert hidden_on_the_way(desk) == []


def test_without_room_for_the_row_of_buttons_it_would_be(desk):
    desk.goto(url(Comparison.objects.first()))
    desk.evaluate(WITHOUT_ROOM)

    assert hidden_on_the_way(desk) != []


def test_words_on_a_button_can_be_read_under_the_pointer_and_with_the_focus(desk):
    desk.goto(url(Role.objects.first()))
    buttons = desk.locator(".submit-row :is(input, button)").all()

    for do in ("hover", "focus"):
        for button in buttons:
            getattr(button, do)()

            expect(button).to_have_css("background-color", YELLOW)
            expect(button).to_have_css("color", INK)

    assert len(buttons) == 4


def test_only_the_first_button_of_a_form_stands_out(desk):
    desk.goto(url(Role.objects.first()))

    first, *others = desk.locator(".submit-row :is(input, button)").all()

    expect(first).to_have_css("background-color", INK)
    for other in others:
        expect(other).to_have_css("background-color", NOTHING)


@pytest.mark.parametrize("is_new", [True, False])
def test_what_is_wrong_takes_the_focus_and_leads_to_its_field(desk, is_new):
    desk.goto(url(Role, "add") if is_new else url(Role.objects.first()))
    desk.locator("[name=name]").fill("")

    follow(desk.get_by_role("button", name="Save", exact=True))

    problems = desk.get_by_role("group", name="There is a problem")
    expect(problems).to_be_focused()
    expect(problems).to_be_in_viewport()
    problems.get_by_role("link", name="Name: ").click()
    expect(desk.locator("[name=name]")).to_be_focused()
