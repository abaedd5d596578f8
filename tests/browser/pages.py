"""What several of the browser tests do with a page."""

from playwright.sync_api import Page

COMPARISON = "/comparisons/engineering-manager-vs-tech-lead/"


def open_details(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
