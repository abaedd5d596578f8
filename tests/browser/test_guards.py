"""Each guard that watches over every browser test catches the fault that it is there for."""

from collections.abc import Callable
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, Route

from tests.browser import conftest
from tests.browser.guards import guarded_page

FOREIGN_PICTURE = '<img src="https://elsewhere.example/a.png" alt="">'


@pytest.fixture
def watched(browser, live_server) -> tuple[Page, Callable[[], None]]:
    """A page, and what ends the watch over it."""
    stack = ExitStack()
    return stack.enter_context(guarded_page(browser, live_server.url)), stack.close


def add_to_page(page: Page, html: str, without_header: str = "") -> None:
    """The page as the server sends it, with one more thing in it."""

    def answer(route: Route) -> None:
        response = route.fetch()
        headers = {**response.headers}
        headers.pop(without_header, None)
        body = response.text().replace("</main>", f"{html}</main>")
        route.fulfill(response=response, headers=headers, body=body)

    page.route("**/privacy/", answer)


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<script>document.title = 'Changed'</script>", r"console error: .*Security Policy"),
        ('<p style="color: red">Red</p>', r"console error: .*Security Policy"),
        (FOREIGN_PICTURE, r"console error: .*Security Policy"),
        ('<link rel="stylesheet" href="/static/none.css">', r"failed request: .*/none\.css 404"),
    ],
    ids=["inline script", "inline style", "foreign picture", "missing file"],
)
def test_guard_catches_what_a_page_should_not_hold(watched, html, fault):
    page, end = watched
    add_to_page(page, html)

    page.goto("/privacy/")

    with pytest.raises(AssertionError, match=fault):
        end()


def test_guard_catches_and_stops_a_request_to_a_foreign_host(watched):
    page, end = watched
    answers = []
    page.on("response", lambda response: answers.append(response.url))
    add_to_page(page, FOREIGN_PICTURE, without_header="content-security-policy")

    page.goto("/privacy/")

    assert [url for url in answers if "elsewhere" in url] == []
    with pytest.raises(AssertionError, match=r"foreign host: https://elsewhere\.example/a\.png"):
        end()


def test_guard_catches_an_error_in_a_script(watched):
    page, end = watched
    page.route("**/broken.js", lambda route: route.fulfill(body="throw Error('Out of order')"))
    add_to_page(page, '<script src="/static/broken.js"></script>')

    page.goto("/privacy/")

    with pytest.raises(AssertionError, match=r"page error: .*Out of order"):
        end()


def test_guard_catches_a_cookie(watched):
    page, end = watched

    page.goto("/admin/login/")

    with pytest.raises(AssertionError, match="cookie: csrftoken"):
        end()


def test_guard_catches_a_server_error(watched):
    page, end = watched
    page.route("**/privacy/", lambda route: route.fulfill(status=500, body="Broken"))

    page.goto("/privacy/")

    with pytest.raises(AssertionError, match=r"failed request: .*/privacy/ 500"):
        end()


@pytest.mark.parametrize(
    ("required", "outcome"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)]
)
def test_missing_chromium_is_named_and_fails_only_where_it_is_required(
    monkeypatch, required, outcome
):
    monkeypatch.setattr(conftest.shutil, "which", lambda name: None)
    monkeypatch.setenv("REQUIRE_BROWSER", required)

    with pytest.raises(outcome, match="apt-get install chromium"):
        conftest.path_of_chromium()
