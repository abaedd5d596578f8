"""Two editors at one page: whoever saves second is told, and loses nothing of what they wrote.

A form names what it was opened on by a fingerprint, and the version that was the last one then.
Where something else is stored by the time it is sent, nothing is saved; both versions are shown,
and the form keeps its words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.options import InlineModelAdmin
from django.core import serializers
from django.db import models
from django.forms.models import _get_foreign_key
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import get_text_list
from reversion.models import Version

from .lists import ROW

Inlines = Iterable[type[InlineModelAdmin]]
Inputs = MultiValueDict[str, str]  # of one row, by the names of its fields

OPENED_AS = "opened_as"
OPENED_VERSION = "opened_version"
COUNT = re.compile("[0-9]{1,4}")
MOST_ROWS = 1000  # as many fields as Django reads from a form


def fingerprint(thing: models.Model, inlines: Inlines) -> str:
    """Changes with whatever an editor could have changed on the page of the thing."""
    stored = [_as_text([thing]), *(_as_text(rows_of(thing, inline)) for inline in inlines)]
    return hashlib.sha256("\n".join(stored).encode()).hexdigest()[:32]


def _as_text(rows: Iterable[models.Model]) -> str:
    rows = list(rows)
    if not rows:
        return ""
    opts = rows[0]._meta
    editable = [field.name for field in (*opts.fields, *opts.many_to_many) if field.editable]
    return str(serializers.serialize("json", rows, fields=editable))


def rows_of(
    thing: models.Model, inline: type[InlineModelAdmin] | InlineModelAdmin
) -> models.QuerySet[Any]:
    model: Any = inline.model
    key = _get_foreign_key(type(thing), model, fk_name=inline.fk_name)
    return model._default_manager.filter(**{key.name: thing}).order_by("pk")


def last_saved(thing: models.Model) -> Version | None:
    return Version.objects.get_for_object(thing).select_related("revision__user").first()


def number_of_last(thing: models.Model) -> str:
    """Of its versions; empty where it has none."""
    return str(Version.objects.get_for_object(thing).values_list("pk", flat=True).first() or "")


def version_opened(data: QueryDict, thing: models.Model) -> Version | None:
    """The one that a form names, if it is one of this very thing."""
    number = data.get(OPENED_VERSION, "")
    versions = Version.objects.get_for_object(thing)
    return versions.filter(pk=number).first() if ROW.fullmatch(number) else None


def savers_since(version: Version, thing: models.Model) -> str:
    later = Version.objects.get_for_object(thing).filter(pk__gt=version.pk).order_by("pk")
    users = [later.revision.user for later in later.select_related("revision__user")]
    return str(
        get_text_list(list(dict.fromkeys(str(user or "an import") for user in users)), "and")
    )


# Rows in what was sent


@dataclass(frozen=True)
class SentRows:
    """Of one kind: those that a form knows as stored, and behind them those to be added."""

    stored: list[Inputs]
    new: list[Inputs]


def still_sendable(data: QueryDict, thing: models.Model, inlines: Inlines) -> QueryDict:
    """The same words, in a form that can be sent although rows of it are gone."""
    data = data.copy()
    for inline in inlines:
        key = _get_foreign_key(type(thing), inline.model, fk_name=inline.fk_name)
        prefix = key.remote_field.get_accessor_name(model=inline.model).replace("+", "")
        alive = {str(pk) for pk in rows_of(thing, inline).values_list("pk", flat=True)}
        make_gone_rows_new(data, prefix, alive)
    return data


def make_gone_rows_new(data: QueryDict, prefix: str, alive: set[str]) -> None:
    """What somebody deleted meanwhile stands behind what is still there, as a row to be added."""
    rows = take_rows_out(data, prefix)
    if rows is None:
        return
    stored = [row for row in rows.stored if alive.intersection(row.getlist("id"))]
    gone = [row for row in rows.stored if not alive.intersection(row.getlist("id"))]
    for row in (*gone, *rows.new):
        row["id"] = ""
    put_rows_in(data, prefix, SentRows(stored, [*gone, *rows.new]))


def take_rows_out(data: QueryDict, prefix: str) -> SentRows | None:
    """None where it is nonsense how many they are, which is left to the form."""
    total, initial = (data.get(f"{prefix}-{name}_FORMS", "") for name in ("TOTAL", "INITIAL"))
    if not (COUNT.fullmatch(total) and COUNT.fullmatch(initial) and int(total) <= MOST_ROWS):
        return None
    rows = [_taken_out(data, f"{prefix}-{number}-") for number in range(int(total))]
    return SentRows(rows[: int(initial)], rows[int(initial) :])


def put_rows_in(data: QueryDict, prefix: str, rows: SentRows) -> None:
    for number, row in enumerate((*rows.stored, *rows.new)):
        for name, values in row.lists():
            data.setlist(f"{prefix}-{number}-{name}", values)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows.stored) + len(rows.new))
    data[f"{prefix}-INITIAL_FORMS"] = str(len(rows.stored))


def _taken_out(data: QueryDict, start: str) -> Inputs:
    names = [name for name in data if name.startswith(start)]
    return MultiValueDict({name.removeprefix(start): data.pop(name) for name in names})
