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


# In one go: Playwright itself would wait for the next page after the first click, or meet it with
# the second.
CLICK_TWICE = """button => {
  const sent = [];
  addEventListener("submit", (event) => sent.push(!event.defaultPrevented));
  button.click();
  button.click();
  return [sent, document.querySelector("[role=status]")?.textContent];
}"""


def click_twice(button: Locator) -> tuple[list[bool], str | None]:
    """Which of two clicks were sent, and what the page said of them before the next one came."""
    with button.page.expect_navigation():
        sent, status = button.evaluate(CLICK_TWICE)
    return sent, status
