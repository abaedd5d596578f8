"""Texts that cite their sources, and where a source is cited."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import CASCADE, PROTECT, CharField, ForeignKey, Model, Q, QuerySet, TextField
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from comparisons.content_schema import ROLE_LISTS, ROLE_TEXTS, VERDICT_TEXTS
from comparisons.content_values import UNREADABLE, Notes, Place, note_citations
from comparisons.footnotes import CITATION, cited_slugs, without_citations
from comparisons.models import (
    Clause,
    Comparison,
    Criterion,
    Experiment,
    Faq,
    Figure,
    Guide,
    Point,
    Rating,
    Role,
    Skill,
    Source,
    Verdict,
    WeekSlice,
)

# What we write. What readers write is theirs, whatever it looks like.
CITING = (
    *(Role, Rating, Point, Figure, WeekSlice, Experiment, Comparison, Verdict, Clause, Guide, Faq),
    *(Criterion, Skill),
)
# Where a text cites: its page numbers the source, or leaves the citation away. A note is read among
# colleagues. Any other text would be shown with its brackets, so it may hold none.
CITES: dict[type[Model], frozenset[str]] = {
    Role: frozenset({*ROLE_TEXTS, *ROLE_LISTS, "note"} - {"definition", "answers_for"}),
    Rating: frozenset({"reason"}),
    Figure: frozenset({"caveat"}),
    Experiment: frozenset({"action", "cost", "good_sign", "stop_if"}),
    Comparison: frozenset({"note"}),
    Verdict: frozenset(VERDICT_TEXTS) - {"for_whom", "in_short"},
    Clause: frozenset({"text"}),
    Guide: frozenset({"body", "note"}),
    Faq: frozenset({"answer"}),
}
SIDE_BY_SIDE = re.compile(f"(?:{CITATION.pattern})+")


class DeskText(forms.CharField):
    """Text with one kind of line break."""

    def to_python(self, value: Any) -> str:
        # Browsers send \r\n; the content files, and all that compares with them, have \n.
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def validate(self, value: str) -> None:
        super().validate(value)
        if UNREADABLE in value:
            raise ValidationError(
                f"{UNREADABLE} stands where a character came that cannot be kept. Take it out, "
                "or write what belongs there."
            )


class UncitedText(DeskText):
    """Text that readers see as it stands. What is refused, no content file may hold either."""

    def validate(self, value: str) -> None:
        super().validate(value)
        notes = Notes("")
        note_citations(value, Place(notes), allowed=False)
        if notes.problems:
            raise ValidationError([f"{capfirst(problem.words)}." for problem in notes.problems])


class CitingText(DeskText):
    """Text in which every citation leads to a source."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if "[@" in without_citations(value):
            raise ValidationError("Write a citation as [@slug], with the slug of the source.")
        cited = set(cited_slugs(value))
        known = Source.objects.filter(slug__in=cited).values_list("slug", flat=True)
        unknown = sorted(cited.difference(known)) if cited else []
        if unknown:
            names = ", ".join(f"“{slug}”" for slug in unknown)
            raise ValidationError(f"No source is called {names}. Add it, or correct the citation.")


def texts_citing(source: Source) -> Iterator[Model]:
    """Every row with a text that names the source as [@slug]."""
    for model in CITING:
        cites: list[Any] = [
            Q((f"{name}__contains", f"[@{source.slug}]")) for name in texts_of(model)
        ]
        yield from with_owners(model._default_manager.filter(Q.create(cites, connector=Q.OR)))


def uses_of(source: Source) -> Iterator[Model]:
    yield from with_owners(source.points.all())
    yield from with_owners(source.figures.all())
    yield from source.read_for.all()
    yield from texts_citing(source)


def texts_of(model: type[Model]) -> list[str]:
    fields = model._meta.fields
    return [field.name for field in fields if isinstance(field, CharField | TextField)]


def cite_instead(text: str, old: str, new: str) -> str:
    """Of citations that stand side by side none is left twice."""

    def replace(citations: re.Match[str]) -> str:
        if f"[@{old}]" not in citations[0]:
            return citations[0]
        left, seen = "", set[str]()
        for citation in CITATION.finditer(citations[0]):
            slug = new if citation[1] == old else citation[1]
            if slug not in seen:
                left += citation[0].replace(f"[@{old}]", f"[@{new}]")
            seen.add(slug)
        return left

    return SIDE_BY_SIDE.sub(replace, text)


# What a row hangs on


def owner_of(row: Model) -> Model:
    """The thing that has a page on the desk, where the row is edited."""
    while not admin.site.is_registered(type(row)):
        # What is deleted with another thing belongs to it; other keys only refer.
        owners = (getattr(row, key.name) for key in _keys(type(row), CASCADE))
        row = next(owner for owner in owners if owner is not None)
    return row


def with_owners(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Read together with what it takes to name them and what they hang on."""
    return rows.select_related(*_paths_to_names(rows.model))


def _paths_to_names(model: type[Model]) -> Iterator[str]:
    for key in _keys(model, CASCADE, PROTECT):
        yield key.name
        for path in _paths_to_names(key.related_model):
            yield f"{key.name}__{path}"


def _keys(model: type[Model], *on_delete: Any) -> list[Any]:
    keys = (field for field in model._meta.fields if isinstance(field, ForeignKey))
    return [key for key in keys if key.remote_field.on_delete in on_delete]


def link_to(row: Model) -> SafeString:
    """What the row is, leading to the page of the desk where it is edited."""
    page = owner_of(row)
    opts = page._meta
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[page.pk])
    kind = capfirst(row._meta.verbose_name)
    if page is row:
        return format_html('{}: <a href="{}">{}</a>', kind, address, row)
    return format_html('{} on <a href="{}">{}</a>: {}', kind, address, page, row)
