"""Two editors at one page: whoever saves second is told, and loses nothing of what they wrote.

A form names what it was opened on by a fingerprint. Where something else is stored by the time
it is sent, nothing is saved; both versions are shown, and the form keeps its words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.contrib.admin.options import InlineModelAdmin
from django.core import serializers
from django.db import models
from django.forms.models import _get_foreign_key
from django.http import QueryDict
from reversion.models import Version

Inlines = Iterable[type[InlineModelAdmin]]

OPENED_AS = "opened_as"
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
    total, initial = (data.get(f"{prefix}-{name}_FORMS", "") for name in ("TOTAL", "INITIAL"))
    if not (total.isdecimal() and initial.isdecimal() and int(total) <= MOST_ROWS):
        return
    rows = [_taken_out(data, f"{prefix}-{number}-") for number in range(int(total))]
    kept = [row for row in rows[: int(initial)] if alive.intersection(row.get("id", ()))]
    fresh = [row for row in rows if row not in kept]
    for row in fresh:
        row["id"] = [""]
    for number, row in enumerate([*kept, *fresh]):
        for name, values in row.items():
            data.setlist(f"{prefix}-{number}-{name}", values)
    data[f"{prefix}-INITIAL_FORMS"] = str(len(kept))


def _taken_out(data: QueryDict, start: str) -> dict[str, list[str]]:
    names = [name for name in data if name.startswith(start)]
    return {name.removeprefix(start): data.pop(name) for name in names}
