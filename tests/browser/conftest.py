"""Chromium on a live server that holds the site's own content."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models, transaction
from playwright.sync_api import Browser, Page, sync_playwright

from comparisons.content import FOLDER, import_content
from comparisons.models import Comparison
from tests.browser.guards import guarded_page
from tests.factories import publishable_role

HERE = Path(__file__).parent
# The first is made for nothing else, and takes three quarters of the processor time of the others.
NAMES_OF_CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Rows = list[tuple[type[models.Model], list[models.Model]]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Counting lines slows the server down, and what runs for a browser is counted elsewhere."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.no_cover)


def path_of_chromium() -> str:
    for name in NAMES_OF_CHROMIUM:
        if path := shutil.which(name):
            return path
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail("REQUIRE_BROWSER=1, but there is no Chromium: apt-get install chromium")
    pytest.skip("No Chromium found; on Debian: apt-get install chromium")


@pytest.fixture(scope="session")
def browser(django_db_setup) -> Iterator[Browser]:
    """Set up after the database, so that nobody reads any more when that is dropped."""
    path = path_of_chromium()
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in the thread from which tests use the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def imported_rows(django_db_setup, django_db_blocker) -> Rows:
    """Read once: putting rows back is many times quicker than importing them for each test."""
    with django_db_blocker.unblock(), transaction.atomic():
        import_content(FOLDER)
        call_command("import_quiz", stdout=StringIO())
        tables = [
            table
            for app in ("comparisons", "quiz")
            for table in apps.get_app_config(app).get_models(include_auto_created=True)
        ]
        rows = [(table, list(table._base_manager.all())) for table in tables]
        transaction.set_rollback(True)
    return rows


@pytest.fixture
def site(live_server, imported_rows: Rows) -> str:
    """The address of a site that holds our content, and nothing else."""
    with transaction.atomic():
        for table, rows in imported_rows:
            table._base_manager.bulk_create(rows)
    return live_server.url


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens pages that fail the test when a guard has noted a fault on them."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(guarded_page(browser, site, **options))


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture
def page_types(site: str) -> dict[str, str]:
    """One address of every type of page, also of those that our content alone does not show."""
    publishable_role(slug="release-manager", name="Release manager")
    Comparison.objects.filter(slug="tech-lead-vs-product-manager").update(
        reviewed_on=date(2024, 1, 15), review_due=date(2024, 7, 15)
    )
    return {
        "home": "/",
        "comparisons": "/comparisons/",
        "search": "/comparisons/?q=team&role=tech-lead&role=product-manager&criterion=building",
        "search with a mistake": "/comparisons/?criterion=luck&role=wizard",
        "search without result": "/comparisons/?q=zebra&role=tech-lead",
        "comparison": "/comparisons/engineering-manager-vs-tech-lead/",
        "overdue comparison": "/comparisons/tech-lead-vs-product-manager/",
        "pair without verdict": "/comparisons/release-manager-vs-tech-lead/",
        "roles": "/roles/",
        "role": "/roles/product-manager/",
        "role without a path": "/roles/release-manager/",
        "skill": "/skills/technical-writing/",
        "guides": "/guides/",
        "guide": "/guides/product-management-for-technical-leaders/",
        "how it works": "/how-it-works/",
        "privacy": "/privacy/",
        "not found": "/no-such-page/",
        "unreadable request": "/comparisons/?q=%00",
    }
