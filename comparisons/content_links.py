"""What the content files say about each other: nothing may lead nowhere, or to two places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from .content_values import WIKILINK, Problem, Reference, Steps, did_you_mean

FOLDER_OF = {"role": "roles", "comparison": "comparisons", "guide": "guides"}
LIST_OF = {"criterion": "criteria.yaml", "source": "sources.yaml", "skill": "skills.yaml"}
HOME_OF = LIST_OF | FOLDER_OF

Pages = Mapping[str, tuple[str, str]]


class BadContent(Exception):  # noqa: N818 - reads as what it is
    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.line))

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


@dataclass(frozen=True)
class Document:
    """What the files say about one thing, and where."""

    kind: str
    slug: str
    file: str
    values: dict[str, Any]
    lines: Mapping[Steps, int]
    references: tuple[Reference, ...]

    def line(self, *steps: str | int) -> int:
        """Of this key or entry, or of the nearest thing around it."""
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)

    def problem(self, words: str, *steps: str | int) -> Problem:
        return Problem(self.file, self.line(*steps), words, steps)


def check_links(documents: Sequence[Document], spoilt: Collection[str]) -> list[Problem]:
    """A spoilt file is one with problems of its own, so what it names is not known for certain."""
    return list(
        chain(
            _dangling_references(documents, spoilt),
            _dangling_wikilinks(documents, spoilt),
            _slugs_used_twice(documents),
            _aliases_used_twice(documents),
            _pairs_compared_twice(documents),
            _paths_taken_twice(documents),
        )
    )


def follow_wikilinks(guide: Document, pages: Pages) -> Document:
    """A wikilink holds a name; from here on it is an address, as references are."""
    found = {link.name: pages[_as_address(link.name)] for link in _wikilinks(guide)}
    references = tuple(
        Reference(*found[link.name], link.line) if link.kind == "page" else link
        for link in guide.references
    )
    related = sorted({path_of(*page) for page in found.values()})
    return replace(guide, values={**guide.values, "related": related}, references=references)


def pages_by_name(documents: Iterable[Document]) -> Pages:
    """Roles and guides by all they are called: address, name, title, other addresses."""
    pages = {}
    for document in documents:
        if document.kind in {"role", "guide"}:
            aliases = document.values.get("aliases") or []
            for known in (document.slug, _name_of(document), *aliases):
                pages[_as_address(known)] = (document.kind, document.slug)
    # A path leads to its page, whatever else is called like that.
    return pages | {_as_address(path_of(*page)): page for page in set(pages.values())}


def path_of(kind: str, slug: str) -> str:
    return f"{FOLDER_OF[kind]}/{slug}"


def names_for_links(documents: Iterable[Document]) -> dict[str, str]:
    """What to write into a wikilink: for each path the name, unless the name leads elsewhere."""
    documents = list(documents)
    pages = pages_by_name(documents)
    names = {}
    for document in documents:
        if document.kind in {"role", "guide"}:
            page, name = (document.kind, document.slug), _name_of(document)
            leads_there = WIKILINK.fullmatch(f"[[{name}]]") and pages[_as_address(name)] == page
            names[path_of(*page)] = name if leads_there else path_of(*page)
    return names


def _name_of(document: Document) -> str:
    return document.values.get("name") or document.values.get("title") or document.slug


def _as_address(name: str) -> str:
    return name.lower().replace(" ", "-")


def _wikilinks(document: Document) -> Iterator[Reference]:
    return (reference for reference in document.references if reference.kind == "page")


def _dangling_references(
    documents: Sequence[Document], spoilt: Collection[str]
) -> Iterator[Problem]:
    known: dict[str, set[str]] = {kind: set() for kind in HOME_OF}
    for document in documents:
        known[document.kind].add(document.slug)
    for document in documents:
        for link in document.references:
            home = HOME_OF.get(link.kind, "")
            if home and home not in spoilt and link.name not in known[link.kind]:
                guess = did_you_mean(link.name, known[link.kind], "add it, or name another")
                words = f'there is no {link.kind} "{link.name}" in {home}: {guess}'
                yield Problem(document.file, link.line, words)


def _dangling_wikilinks(
    documents: Sequence[Document], spoilt: Collection[str]
) -> Iterator[Problem]:
    pages = pages_by_name(documents)
    if any(document.file in spoilt for document in documents):
        return
    for document in documents:
        for link in _wikilinks(document):
            if _as_address(link.name) not in pages:
                guess = did_you_mean(_as_address(link.name), pages, "add it, or name another")
                words = f'no role or guide is called "{link.name}": {guess}'
                yield Problem(document.file, link.line, words)


def _slugs_used_twice(documents: Sequence[Document]) -> Iterator[Problem]:
    lines: dict[tuple[str, str], int] = {}
    for document in documents:
        if document.kind in LIST_OF and document.slug:
            first = lines.setdefault((document.kind, document.slug), document.line())
            if first != document.line():
                yield document.problem(
                    f'the slug "{document.slug}" is taken on line {first}: choose another', "slug"
                )


def _aliases_used_twice(documents: Sequence[Document]) -> Iterator[Problem]:
    addresses = {(document.kind, document.slug): document.file for document in documents}
    owners: dict[str, str] = {}
    for document in documents:
        for link in document.references:
            if link.kind == "alias":
                first = addresses.get((document.kind, link.name))
                first = first or owners.setdefault(link.name, document.file)
                if first != document.file or (document.kind, link.name) in addresses:
                    words = f'"{link.name}" leads to {first} already: remove it here'
                    yield Problem(document.file, link.line, words)


def _pairs_compared_twice(documents: Sequence[Document]) -> Iterator[Problem]:
    files: dict[frozenset[str | None], str] = {}
    for document in documents:
        if document.kind == "comparison":
            pair = frozenset(document.values.get(side) for side in ("role_a", "role_b"))
            first = files.setdefault(pair, document.file)
            if first != document.file:
                words = f"{first} compares these two roles already: keep one of the files"
                yield document.problem(words, "role_a")


def _paths_taken_twice(documents: Sequence[Document]) -> Iterator[Problem]:
    files: dict[str, str] = {}
    for document in documents:
        if path := document.values.get("path"):
            first = files.setdefault(path, document.file)
            if first != document.file:
                words = f"{first} stands for this path already: choose another, or none"
                yield document.problem(words, "path")
