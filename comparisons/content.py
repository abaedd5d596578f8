"""Content files brought into the database: what is missing is created, what is there is kept.

The files are the book before its first print, the admin is the desk afterwards. So a row that
exists is not touched unless an editor asks for it, and what was deleted, renamed or archived on
the desk does not come back, because every slug that came in once is remembered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import reversion
from django.db import transaction

from .changes import content_has_changed
from .content_documents import (
    comparison_document,
    criterion_document,
    guide_document,
    keys_that_differ,
    role_document,
    skill_document,
    source_document,
)
from .content_files import read_content
from .content_links import BadContent, Document
from .content_rows import (
    relate_guide,
    write_comparison,
    write_guide,
    write_reference,
    write_role,
)
from .content_values import Problem, did_you_mean
from .models import (
    Alias,
    Comparison,
    Criterion,
    Guide,
    ImportedSlug,
    Publishable,
    Role,
    Skill,
    Source,
)
from .publishing import publishing_gaps
from .share_images import share_images_are_current

FOLDER = Path(__file__).parent / "content"


@dataclass(frozen=True)
class Shelf:
    """Where the rows of one kind stand, and how they turn into documents and back."""

    model: Any
    to_document: Callable[[Any], dict[str, Any]]
    write: Callable[[Any, Document, Callable[[str, str], Any]], None]
    parts: tuple[str, ...] = ()


SHELVES = {
    "criterion": Shelf(Criterion, criterion_document, write_reference),
    "source": Shelf(Source, source_document, write_reference),
    "skill": Shelf(Skill, skill_document, write_reference),
    "role": Shelf(
        Role,
        role_document,
        write_role,
        (
            "aliases",
            "experiments__criterion",
            "faqs",
            "figures__source",
            "points__source",
            "ratings__criterion",
            "reading",
            "skills",
            "week",
        ),
    ),
    "guide": Shelf(
        Guide,
        guide_document,
        write_guide,
        ("aliases", "faqs", "related_guides", "related_roles", "skills"),
    ),
    "comparison": Shelf(
        Comparison,
        comparison_document,
        write_comparison,
        ("aliases", "faqs", "role_a", "role_b", "verdicts__clauses__criterion"),
    ),
}


class UnknownSlugError(ValueError):
    """An editor asked to overwrite what no file is about."""


@dataclass(frozen=True)
class Entry:
    document: Document
    words: str = ""

    @property
    def name(self) -> str:
        return f"{self.document.kind} {self.document.slug}"


@dataclass(frozen=True)
class Report:
    """What an import did, or would do."""

    agreed: tuple[Entry, ...] = ()
    created: tuple[Entry, ...] = ()
    overwritten: tuple[Entry, ...] = ()
    differing: tuple[Entry, ...] = ()
    skipped: tuple[Entry, ...] = ()

    @property
    def changes(self) -> tuple[Entry, ...]:
        return self.created + self.overwritten


class Rows:
    """The row that a slug in a file stands for."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], Any] = {}
        self._former: dict[tuple[str, str], Any] = {}
        for kind, shelf in SHELVES.items():
            for row in shelf.model.objects.prefetch_related(*shelf.parts):
                self.add(kind, row)
        for alias in Alias.objects.select_related("role", "comparison", "guide"):
            for kind in ("role", "comparison", "guide"):
                self._former[kind, alias.slug] = getattr(alias, kind)

    def add(self, kind: str, row: Any) -> None:
        self._rows[kind, row.slug] = row

    def called(self, kind: str, slug: str) -> Any:
        return self._rows.get((kind, slug))

    def find(self, kind: str, slug: str) -> Any:
        """By what it is called now, or was called before."""
        return self.called(kind, slug) or self._former.get((kind, slug))

    def comparing(self, roles: Collection[Any]) -> Any:
        pairs = (row for (kind, _), row in self._rows.items() if kind == "comparison")
        return next((row for row in pairs if set(row.roles) == set(roles)), None)


def compare_content(folder: Path) -> Report:
    """What `import_content` would do; nothing is written."""
    return _plan(read_content(folder), Rows(), overwrite=())


def import_content(folder: Path, overwrite: Collection[str] = ()) -> Report:
    documents = read_content(folder)
    _refuse_unknown(overwrite, documents)
    with transaction.atomic():
        rows = Rows()
        report = _plan(documents, rows, overwrite)
        if report.changes:
            _write(report.changes, rows)
            _refuse_gaps(report.changes)
            _keep_in_history(report.changes, rows)
        # A new release may draw the images in another way.
        if report.changes or not share_images_are_current():
            content_has_changed()
        _remember(document for document in documents if rows.called(document.kind, document.slug))
    return report


def _refuse_unknown(overwrite: Collection[str], documents: Iterable[Document]) -> None:
    slugs = {document.slug for document in documents}
    for slug in overwrite:
        if slug not in slugs:
            guess = did_you_mean(slug, slugs, "look at the names of the files")
            raise UnknownSlugError(f'no content file is about "{slug}": {guess}')


# Deciding


def _plan(documents: Iterable[Document], rows: Rows, overwrite: Collection[str]) -> Report:
    known = set(ImportedSlug.objects.values_list("kind", "slug"))
    coming: set[tuple[str, str]] = set()
    entries = defaultdict(list)
    for document in documents:
        fate, words = _fate(document, rows, known, coming, document.slug in overwrite)
        entries[fate].append(Entry(document, words))
        if fate == "created":
            coming.add((document.kind, document.slug))
    return Report(**{fate: tuple(found) for fate, found in entries.items()})


def _fate(
    document: Document,
    rows: Rows,
    known: Collection[tuple[str, str]],
    coming: Collection[tuple[str, str]],
    asked: bool,
) -> tuple[str, str]:
    row = rows.called(document.kind, document.slug)
    keys = row and keys_that_differ(document.values, SHELVES[document.kind].to_document(row))
    if row and not keys:
        return "agreed", ""
    if row and not asked:
        if _is_archived(row):
            return "skipped", "archived in the admin"
        return "differing", ", ".join(keys)
    if not row and (reason := _why_it_stays_away(document, rows, known, asked)):
        return "skipped", reason
    if missing := _missing_reference(document, rows, coming):
        return "skipped", missing
    return ("overwritten", ", ".join(keys)) if row else ("created", "")


def _is_archived(row: Any) -> bool:
    return getattr(row, "state", "") == Publishable.State.ARCHIVED


def _why_it_stays_away(
    document: Document, rows: Rows, known: Collection[tuple[str, str]], asked: bool
) -> str:
    if renamed := rows.find(document.kind, document.slug):
        return f"called {renamed.slug} in the admin"
    if document.kind == "comparison":
        roles = [rows.find("role", document.values[side]) for side in ("role_a", "role_b")]
        if twin := rows.comparing(roles):
            return f"{twin.slug} compares these two roles already"
    if (document.kind, document.slug) in known and not asked:
        return f"deleted or renamed in the admin; --overwrite {document.slug} brings it back"
    return ""


def _missing_reference(document: Document, rows: Rows, coming: Collection[tuple[str, str]]) -> str:
    for link in document.references:
        if link.kind in {"alias", "guide"} or (link.kind, link.name) in coming:
            continue
        row = rows.find(link.kind, link.name)
        if row is None or (document.kind == "comparison" and _is_archived(row)):
            return f"line {link.line} needs the {link.kind} {link.name}, which the site has not"
    return ""


# Writing


def _write(entries: Iterable[Entry], rows: Rows) -> None:
    for document in (entry.document for entry in entries):
        shelf = SHELVES[document.kind]
        known = rows.called(document.kind, document.slug)
        # Read again, because what was read ahead for comparing would hide what is written now.
        row = shelf.model.objects.get(pk=known.pk) if known else shelf.model(slug=document.slug)
        shelf.write(row, document, rows.find)
        rows.add(document.kind, row)
    for document in (entry.document for entry in entries):
        if document.kind == "guide":
            relate_guide(rows.called("guide", document.slug), document, rows.find)


def _keep_in_history(entries: Iterable[Entry], rows: Rows) -> None:
    """A revision for each page, because taking back takes a whole one; so verdicts stand alone."""
    for document in (entry.document for entry in entries):
        page = rows.called(document.kind, document.slug)
        verdicts = page.verdicts.all() if document.kind == "comparison" else []
        for row in (page, *verdicts):
            with reversion.create_revision():
                reversion.add_to_revision(row)
                reversion.set_comment(f"Imported from {document.file}.")


def _refuse_gaps(entries: Iterable[Entry]) -> None:
    problems = [problem for entry in entries for problem in _gaps(entry.document)]
    if problems:
        raise BadContent(problems)


def _gaps(document: Document) -> Iterator[Problem]:
    page = SHELVES[document.kind].model.objects.get(slug=document.slug)
    if isinstance(page, Publishable) and page.is_published:
        for gap in publishing_gaps(page):  # type: ignore[arg-type]
            yield document.problem(gap)


def _remember(documents: Iterable[Document]) -> None:
    known = set(ImportedSlug.objects.values_list("kind", "slug"))
    ImportedSlug.objects.bulk_create(
        (
            ImportedSlug(kind=document.kind, slug=document.slug)
            for document in documents
            if (document.kind, document.slug) not in known
        ),
        ignore_conflicts=True,
    )
