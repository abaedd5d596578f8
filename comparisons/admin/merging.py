"""What somebody else saved meanwhile goes into the form of whoever was refused.

For each field three values are known: the one that both had before them, the one that is sent,
and the one that is stored now. Whoever alone changed it wins; where both did, the form keeps what
was sent, and an editor decides. Rows are matched by their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django import forms
from django.contrib.admin.options import InlineModelAdmin
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from reversion.errors import RevertError
from reversion.models import Version

from .guarding import Inlines, Inputs, SentRows, put_rows_in, take_rows_out, version_opened
from .states import THE_PAGE, Row, rows_as_saved, rows_as_stored

Winner = Literal["yours", "theirs", "both"]
Fields = dict[str, Any]  # of a form, by their names
Rows = dict[str, Row]


def winner(*, you_changed: bool, they_changed: bool, differ: bool) -> Winner:
    """Whose value a field gets; "both" where only an editor can decide."""
    if not (they_changed and differ):
        return "yours"
    return "both" if you_changed else "theirs"


# What both had before them


@dataclass(frozen=True)
class Base:
    version: Version
    rows: Rows


def base_of(data: QueryDict, thing: models.Model, inlines: Inlines) -> Base | None:
    """None where a form does not name it, or where it cannot be read any more."""
    version = version_opened(data, thing)
    try:
        return Base(version, _by_key(rows_as_saved(version, inlines))) if version else None
    except RevertError:
        return None


def _by_key(rows: Iterable[Row]) -> Rows:
    return {row.key: row for row in rows}


# The page


def merge(
    data: QueryDict, base: Base, form: Any, formsets: list[tuple[Any, InlineModelAdmin]]
) -> list[str]:
    """Puts in what only they changed; says what both changed."""
    now = _by_key(rows_as_stored(form.instance, [type(inline) for _, inline in formsets]))
    both = _take_over(data, form.fields, base.rows[THE_PAGE], now[THE_PAGE])
    for formset, inline in formsets:
        kind = RowsOfOneKind(formset, str(inline.verbose_name_plural), base.rows, now)
        both += kind.merge(data)
    return both


def _take_over(sent: Inputs, fields: Fields, base: Row, now: Row) -> list[str]:
    """Returns the labels of the fields that both changed."""
    then, stored, both = _values(base), _values(now), []
    for name, field in fields.items():
        whose = _winner_of(field, name, sent, then.get(name), stored.get(name))
        if whose == "theirs":
            _put(sent, field, name, stored[name])
            # The form says anew what it was opened with.
            sent.pop(f"initial-{name}", None)
        elif whose == "both":
            both.append(str(field.label))
    return both


def _winner_of(field: Any, name: str, sent: Inputs, base: Any, now: Any) -> Winner:
    if base == now:  # both are None, for what is no field of the thing
        return "yours"
    theirs: Inputs = MultiValueDict()
    _put(theirs, field, name, now)
    return winner(
        you_changed=_has_changed(field, name, base, sent),
        they_changed=_has_changed(field, name, base, theirs),
        differ=_has_changed(field, name, now, sent),
    )


def _has_changed(field: Any, name: str, before: Any, sent: Inputs) -> bool:
    return bool(field.has_changed(before, field.widget.value_from_datadict(sent, {}, name)))


def _values(row: Row) -> dict[str, Any]:
    return {field.name: _as_shown(value) for field, value in row.values.items()}


def _as_shown(value: Any) -> Any:
    """No field shows fractions of a second."""
    return value.replace(microsecond=0) if isinstance(value, datetime) else value


# Its rows


class RowsOfOneKind:
    def __init__(self, formset: Any, name: str, base: Rows, now: Rows) -> None:
        self.formset, self.name = formset, name
        self.base, self.now = (_by_number(rows, formset.model) for rows in (base, now))
        self.words: Fields = dict(formset.empty_form.fields)
        # Whoever puts one row elsewhere numbers the others anew, and changes none of them.
        place = getattr(formset, "default_order_field", None)
        self.place: Fields = {place: self.words.pop(place)} if place in self.words else {}

    def merge(self, data: QueryDict) -> list[str]:
        """Says what both changed."""
        sent = take_rows_out(data, self.formset.prefix)
        if sent is None:
            return []
        both = self._merge_order(sent.stored)
        both += [said for row in sent.stored for said in self._merge_row(row)]
        kept = [row for row in sent.stored if not self._is_left_out(row)]
        room = self.formset.absolute_max - len(kept) - len(sent.new)
        came = [*self._rows_beside(sent.stored)][: max(room, 0)]
        put_rows_in(data, self.formset.prefix, SentRows([*kept, *came], sent.new))
        return both

    def _merge_order(self, rows: list[Inputs]) -> list[str]:
        """Numbers of two orders, mixed, would be neither of them."""
        found = [(row, *self._versions_of(row)) for row in rows]
        known = [(row, base, now) for row, base, now in found if base and now]
        if any(_take_over(row.copy(), self.place, base, now) for row, base, now in known):
            return [f"The order of {self.name}"]
        for row, base, now in known:
            _take_over(row, self.place, base, now)
        return []

    def _merge_row(self, row: Inputs) -> list[str]:
        base, now = self._versions_of(row)
        if base and now:
            labels = _take_over(row, self.words, base, now)
            if not _is_ticked(row):
                return [f"{label} in “{now.title}”" for label in labels]
            return [f"“{now.title}”, which you delete"] if self._differ(base, now) else []
        if base and not self._is_left_out(row):
            return [f"“{base.title}”, which is deleted by now; yours is a new row"]
        return []

    def _is_left_out(self, row: Inputs) -> bool:
        """They deleted it, and you did so too, or left it as it was."""
        base, now = self._versions_of(row)
        if base is None or now:
            return False
        then = _values(base)
        return _is_ticked(row) or not any(
            _has_changed(field, name, then[name], row)
            for name, field in self.words.items()
            if name in then
        )

    def _differ(self, base: Row, now: Row) -> bool:
        then, stored = _values(base), _values(now)
        return any(then.get(name) != stored.get(name) for name in self.words)

    def _rows_beside(self, rows: list[Inputs]) -> Iterator[Inputs]:
        """Those that the form does not hold, as it would send them."""
        held = {row.get("id") for row in rows}
        for number, stored in self.now.items():
            if number not in held:
                row: Inputs = MultiValueDict({"id": [number]})
                values = _values(stored)
                for name, field in (self.words | self.place).items():
                    if name in values:
                        _put(row, field, name, values[name])
                yield row

    def _versions_of(self, row: Inputs) -> tuple[Row | None, Row | None]:
        number = row.get("id", "")
        return self.base.get(number), self.now.get(number)


def _by_number(rows: Rows, model: type[models.Model]) -> Rows:
    start = f"{model._meta.label_lower} "
    return {key.removeprefix(start): row for key, row in rows.items() if key.startswith(start)}


def _is_ticked(row: Inputs) -> bool:
    tick: Any = forms.CheckboxInput()
    return bool(tick.value_from_datadict(row, {}, DELETION_FIELD_NAME))


# As a browser sends it


def _put(sent: Inputs, field: Any, name: str, value: Any) -> None:
    """As if somebody had opened the form now, and left the field as it was."""
    widget = getattr(field.widget, "widget", field.widget)  # within its links, if it has some
    value = field.prepare_value(value)
    if isinstance(widget, forms.MultiWidget):
        many: Any = widget
        halves = (many.widgets_names, many.widgets, many.decompress(value))
        for suffix, half, part in zip(*halves, strict=True):
            sent[f"{name}{suffix}"] = half.format_value(part) or ""
    elif isinstance(widget, forms.CheckboxInput):
        sent.pop(name, None)
        if value:
            sent[name] = "on"
    else:
        shown = widget.format_value(value)
        sent.setlist(name, shown if isinstance(shown, list) else [shown or ""])
