"""What no reader of this site may ever meet, noted while a page is used."""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
)

DESKTOP = {"width": 1280, "height": 900}
# Milliseconds. It bounds a failure and times nothing: a busy machine may take seconds for a page.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


class Guard:
    def __init__(self, context: BrowserContext, own: str, cookies: Collection[str]) -> None:
        self._context = context
        self._own = f"{own}/"
        self._allowed_cookies = cookies
        self._noted: list[str] = []
        context.route(re.compile(f"^(?!{re.escape(self._own)})"), lambda route: route.abort())
        context.on("console", self._console)
        context.on("weberror", lambda error: self._noted.append(f"page error: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failure)
        context.on("response", self._response)

    def faults(self) -> list[str]:
        names = [cookie["name"] for cookie in self._context.cookies()]
        return self._noted + [
            f"cookie: {name}" for name in names if name not in self._allowed_cookies
        ]

    def _console(self, message: ConsoleMessage) -> None:
        # Every breach of the content security policy comes this way. What could not be loaded
        # does too, but a page may be missing on purpose: `_response` knows which ones.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self._noted.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self._own):
            self._noted.append(f"foreign host: {request.url}")

    def _failure(self, request: Request) -> None:
        # A reader who goes on while a file is still loading aborts it: that is no fault.
        if request.url.startswith(self._own) and request.failure != "net::ERR_ABORTED":
            self._noted.append(f"failed request: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        worst = 499 if response.request.resource_type == "document" else 399
        if response.status > worst:
            self._noted.append(f"failed request: {response.url} {response.status}")


@contextmanager
def guarded_page(
    browser: Browser, own: str, cookies: Collection[str] = (), **options: object
) -> Iterator[Page]:
    """Reading sets no cookie; who takes the quiz names those that it may set."""
    # A driver looks at a page before its style sheet is there. That breaks the fade between pages
    # off with an error that no reader can cause, so every test reads with reduced motion.
    still = {"base_url": own, "viewport": DESKTOP, "reduced_motion": "reduce"}
    context = browser.new_context(**{**still, **options})
    context.set_default_timeout(PATIENCE)
    guard = Guard(context, own, cookies)
    try:
        yield context.new_page()
        faults = guard.faults()
        assert not faults, "\n".join(faults)
    finally:
        context.close()
