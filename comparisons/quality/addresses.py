"""Where links and sources lead: to pages of the site, or to others.

A link to another name of a page works, but costs its reader a redirect, so it counts as a fault:
with the role tech-lead, also called tl, "/roles/tl/" should be "/roles/tech-lead/".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from ..content_links import FOLDER_OF, Document
from ..content_values import did_you_mean

# A test asks the address plan for them.
FIXED = frozenset(
    {"/", "/comparisons/", "/feed.xml", "/guides/", "/how-it-works/", "/privacy/", "/quiz/"}
    | {"/roles/"}
)
FOLDERS = {**FOLDER_OF, "skill": "skills"}
HOST = re.compile(r"[\w-]+(\.[\w-]+)+")


def is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    has_host = HOST.fullmatch(parts.hostname or "") is not None
    return has_host and parts.scheme in {"http", "https"} and not re.search(r"\s", address)


def is_public(page: Document) -> bool:
    state = page.values.get("state") or page.values.get("status")
    return state in {None, "published"}


def skills_named_by(page: Document) -> list[str]:
    return [*(page.values.get("skills") or []), *(page.values.get("tags") or [])]


class Site:
    """The pages that a set of documents makes, by their addresses and their other names."""

    def __init__(self, documents: Iterable[Document]) -> None:
        pages = [document for document in documents if document.kind in FOLDERS]
        self._pages = {_address_of(page.kind, page.slug): page for page in pages}
        self._called = {
            (page.kind, name): page.slug
            for page in pages
            for name in (page.slug, *(page.values.get("aliases") or []))
        }
        self._pairs = {
            frozenset(self._roles_named(page.slug)): page.slug
            for page in pages
            if page.kind == "comparison"
        }
        self._skills_named = {
            (page.kind, page.slug, skill) for page in pages for skill in skills_named_by(page)
        }
        self._public_skills = {
            skill for page in pages if is_public(page) for skill in skills_named_by(page)
        }

    def fault_of(self, link: str, on: Document | None = None) -> str:
        """What is wrong with a link in a text, in words that say what to do; or nothing."""
        address = re.split("[?#]", link)[0]
        if not link.startswith("/"):
            outside = link.startswith("mailto:") or is_web_address(link)
            return "" if outside else "begin it with / for our own pages, or with https://"
        if address in FIXED:
            return ""
        if not address.endswith("/"):
            return "end the address with a slash"
        if page := self._pages.get(address):
            return self._fault_of_page(page, on)
        if right := self._redirect_of(address):
            return f"it only redirects: link {right}"
        public = [known for known, page in self._pages.items() if not self._fault_of_page(page)]
        return f"it leads nowhere: {did_you_mean(address, public, 'link another page')}"

    def _fault_of_page(self, page: Document, on: Document | None = None) -> str:
        if page.kind != "skill":
            return "" if is_public(page) else "the page is not published: link another"
        # A skill appears together with the first page that names it.
        together = on is not None and (on.kind, on.slug, page.slug) in self._skills_named
        if together or page.slug in self._public_skills:
            return ""
        return "no published page names this skill: name it on one, or link another page"

    def _redirect_of(self, address: str) -> str:
        for kind, folder in FOLDERS.items():
            if address.startswith(f"/{folder}/"):
                name = address.removeprefix(f"/{folder}/").removesuffix("/")
                slug = self._called.get((kind, name))
                if kind == "comparison" and not slug:
                    slug = self._pairs.get(frozenset(self._roles_named(name)))
                return _address_of(kind, slug) if slug else ""
        return ""

    def _roles_named(self, pair: str) -> list[str]:
        """Their slugs, also of "tl-vs-em", which names them by aliases."""
        return [self._called.get(("role", name), name) for name in pair.split("-vs-")]


def _address_of(kind: str, slug: str) -> str:
    return f"/{FOLDERS[kind]}/{slug}/"
