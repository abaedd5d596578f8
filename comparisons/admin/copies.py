"""Working copies: what authors write on pages that readers see, kept until an editor decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from comparisons.differences import Difference
from comparisons.models import Publishable, WorkingCopy
from comparisons.models.working_copy import TARGETS

from .guarding import OPENED_AS

LABELS_FOR_COLLEAGUES = frozenset({"Note to colleagues", "Assignee"})
OPENED = "_working_copy"  # in the address and in the form of a page that shows one


class SendBackForm(forms.Form):
    send_back_note = forms.CharField(
        label="What its author should mend",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Only this note is sent; what you changed in the form above is not.",
    )


def copy_of(thing: Any) -> WorkingCopy | None:
    if thing._meta.model_name not in TARGETS:
        return None
    return WorkingCopy.objects.of(thing).select_related("author", "assignee").first()


def is_opened(request: HttpRequest) -> bool:
    return OPENED in (request.GET if request.method == "GET" else request.POST)


def stamp_of(copy: WorkingCopy) -> str:
    """Two authors at one working copy are two editors as well."""
    return copy.saved_at.isoformat()


def is_meant(copy: WorkingCopy, opened_as: str) -> bool:
    """Whether a form was opened on this copy, as it is now."""
    return opened_as.endswith(stamp_of(copy))


def with_stamp(fingerprint: str, copy: WorkingCopy | None) -> str:
    return f"{fingerprint} {stamp_of(copy)}" if copy else fingerprint


def _without_stamp(fingerprint: str) -> str:
    return fingerprint.partition(" ")[0]


def keep(request: HttpRequest, thing: models.Model, assignee: User | None) -> WorkingCopy:
    copy = copy_of(thing) or WorkingCopy(**{str(thing._meta.model_name): thing})
    copy.data, copy.saved_at = words_of(request.POST), timezone.now()
    copy.author, copy.assignee = cast(User, request.user), assignee
    copy.state, copy.note = WorkingCopy.State.WAITING, ""
    copy.save()
    return copy


def move_rows(copy: WorkingCopy, formset: Any, moved: dict[str, str]) -> None:
    """Rows of the copy go on with those that have followed theirs."""
    row = re.compile(rf"{formset.prefix}-\d+-({formset.fk.name}|id)")
    for name in filter(row.fullmatch, copy.data):
        if name.endswith("-id"):
            copy.data[name] = [moved.get(pk, pk) for pk in copy.data[name]]
        else:
            copy.data[name] = [str(formset.instance.pk)]
    copy.save(update_fields=["data"])


def send_back(copy: WorkingCopy, note: str) -> None:
    copy.state, copy.note = WorkingCopy.State.SENT_BACK, note
    copy.assignee, copy.saved_at = copy.author, timezone.now()
    copy.save(update_fields=["state", "note", "assignee", "saved_at"])


def publish(request: HttpRequest, copy: WorkingCopy) -> None:
    """It is what the page says now; the history names who wrote it."""
    if copy.author != request.user:
        request.author_of_copy = copy.author  # type: ignore[attr-defined]
    copy.delete()


def by_audience(changes: Iterable[Difference]) -> dict[str, list[Difference]]:
    """What readers would see of it, and what only colleagues would."""

    def part(is_for_readers: bool) -> Iterator[Difference]:
        for change in changes:
            fields = tuple(
                field
                for field in change.fields
                if (field.label not in LABELS_FOR_COLLEAGUES) == is_for_readers
            )
            if fields:
                yield replace(change, fields=fields)

    return {"for_readers": list(part(True)), "for_colleagues": list(part(False))}


def is_begun_on(copy: WorkingCopy, fingerprint: str) -> bool:
    """Whether the page is still the one that the author had before them."""
    begun_on = copy.data.get(OPENED_AS, [""])[0]
    return bool(_without_stamp(begun_on) == _without_stamp(fingerprint))


def words_of(data: QueryDict) -> dict[str, list[str]]:
    """What was typed, without the buttons and the key to the form."""
    return {
        name: [str(value) for value in values]
        for name, values in data.lists()
        if name == OPENED or not (name.startswith("_") or name == "csrfmiddlewaretoken")
    }


def form_of(words: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in words.items():
        data.setlist(name, values)
    return data


def opened(copy: WorkingCopy, thing: Any) -> QueryDict:
    """The form as its author sent it; its state is left to those who may publish."""
    data = form_of(copy.data)
    data[OPENED] = "on"
    if isinstance(thing, Publishable):
        data["state"] = thing.state
        for part, format_ in enumerate(("%Y-%m-%d", "%H:%M:%S")):
            when = thing.publish_at and timezone.localtime(thing.publish_at).strftime(format_)
            data[f"publish_at_{part}"] = when or ""
    return data
