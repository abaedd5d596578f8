"""Rows of the database, and versions of them, as states that can be compared in plain words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.admin.options import InlineModelAdmin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from django.forms.models import _get_foreign_key
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator, capfirst
from reversion.models import Version

from comparisons.differences import Part, State

Inlines = Iterable[type[InlineModelAdmin]]
Field = Any  # of a model; what belongs to a form field is too narrow here
Names = dict[type[models.Model], dict[Any, models.Model]]

LONGEST_TITLE = 10  # words
THE_PAGE = "page"
GONE = "(deleted)"


@dataclass(frozen=True)
class Row:
    key: str
    title: str
    values: dict[Field, Any]


def state_of(thing: models.Model, inlines: Inlines) -> State:
    """The thing as it is stored now, with the rows that hang on it."""
    return _in_words(rows_as_stored(thing, inlines))


def state_of_version(version: Version, inlines: Inlines) -> State:
    """The thing as it was saved then, with the rows that hung on it."""
    return _in_words(rows_as_saved(version, inlines))


def keep_to_its_own(version: Version, inlines: Inlines) -> None:
    """Taking back a page takes back its rows, and nothing else that was saved along with it."""
    own = [part.pk for part, _ in _versions_of(version, inlines)]
    versions = Prefetch("version_set", Version.objects.filter(pk__in=own))
    prefetch_related_objects([version.revision], versions)


# As it is stored


def rows_as_stored(thing: models.Model, inlines: Inlines) -> Iterator[Row]:
    values = {field: _value(field, thing) for field in _fields(type(thing))}
    yield Row(THE_PAGE, _kind(type(thing)), values)
    for inline in inlines:
        owner = _owner(type(thing), inline)
        model: Any = inline.model
        rows = model._default_manager.filter(**{owner.name: thing})
        for row in sorted(rows, key=_place):
            yield Row(
                _key(model, row.pk),
                _title(inline, str(row)),
                {field: _value(field, row) for field in _fields(model, owner)},
            )


def _value(field: Field, row: models.Model) -> Any:
    value = field.value_from_object(row)
    return [other.pk for other in value] if field.many_to_many else value


# As it was saved


def rows_as_saved(version: Version, inlines: Inlines) -> Iterator[Row]:
    for part, inline in _versions_of(version, inlines):
        model, then = part._model, part.field_dict
        owner = _owner(version._model, inline) if inline else None
        yield Row(
            _key(model, part.object_id) if inline else THE_PAGE,
            _title(inline, part.object_repr) if inline else _kind(model),
            {field: then.get(field.attname) for field in _fields(model, owner)},
        )


def _versions_of(
    version: Version, inlines: Inlines
) -> Iterator[tuple[Version, type[InlineModelAdmin] | None]]:
    yield version, None
    for inline in inlines:
        owner = _owner(version._model, inline).attname
        rows = Version.objects.filter(
            revision_id=version.revision_id,
            db=version.db,
            content_type=ContentType.objects.get_for_model(inline.model),
        )
        own = [row for row in rows if str(row.field_dict[owner]) == version.object_id]
        for row in sorted(own, key=lambda row: _place(row._object_version.object)):
            yield row, inline


# In words


def _in_words(rows: Iterable[Row]) -> State:
    rows = list(rows)
    names = _names(rows)
    return [
        Part(
            row.key,
            row.title,
            {
                capfirst(field.verbose_name): _words(field, value, names)
                for field, value in row.values.items()
            },
        )
        for row in rows
    ]


def _words(field: Field, value: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    if field.is_relation:
        known = names[field.related_model]
        return "\n".join(sorted(str(known.get(pk, GONE)) for pk in _keys(field, value)))
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return date_format(timezone.localtime(value), "j F Y, H:i")
        case date():
            return date_format(value, "j F Y")
        case _:
            return str(value).replace("\r\n", "\n")


def _names(rows: Iterable[Row]) -> Names:
    """Whatever the rows refer to, in one query for each kind of thing."""
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for row in rows:
        for field, value in row.values.items():
            if field.is_relation:
                wanted[field.related_model].update(_keys(field, value))
    return {model: model._default_manager.in_bulk(keys) for model, keys in wanted.items()}


def _keys(field: Field, value: Any) -> list[Any]:
    values = (value or []) if field.many_to_many else [value]
    key = field.related_model._meta.pk
    return [key.to_python(value) for value in values if value is not None]


# Both


def _fields(model: type[models.Model], owner: Field = None) -> list[Field]:
    """What an editor can change: not its number, and not the page that it hangs on."""
    fields = (*model._meta.fields, *model._meta.many_to_many)
    return [
        field for field in fields if field.editable and not field.primary_key and field != owner
    ]


def _owner(model: type[models.Model], inline: type[InlineModelAdmin]) -> Field:
    return _get_foreign_key(model, inline.model, fk_name=inline.fk_name)


def _place(row: Any) -> tuple[int, int]:
    return getattr(row, "order", None) or 0, row.pk


def _key(model: type[models.Model], pk: Any) -> str:
    return f"{model._meta.label_lower} {pk}"


def _kind(model: type[models.Model]) -> str:
    return capfirst(str(model._meta.verbose_name))


def _title(inline: type[InlineModelAdmin], name: str) -> str:
    kind = inline.verbose_name or inline.model._meta.verbose_name
    return f"{capfirst(kind)}: {Truncator(name).words(LONGEST_TITLE, truncate=' …')}"
