"""What several of the browser tests do with a page."""

from playwright.sync_api import Locator, Page

COMPARISON = "/comparisons/engineering-manager-vs-tech-lead/"


def open_details(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")


def follow(link_or_button: Locator) -> None:
    """Clicks, and waits for the page that it leads to.

    A click alone does not: who then reloads, goes back or presses a key does so between two pages.
    """
    with link_or_button.page.expect_navigation():
        link_or_button.click()
