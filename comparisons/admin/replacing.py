"""One source instead of another, everywhere at once or nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import reversion
from django.contrib import admin
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from comparisons.changes import content_has_changed
from comparisons.models import ContentVersion, Role, Source, WorkingCopy

from .citations import cite_instead, link_to, owner_of, texts_citing, texts_of, uses_of
from .desk import may_touch

NewTexts = dict[str, str]


class NotReplacedError(Exception):
    """Nothing was replaced, for these reasons."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = list(reasons)


@transaction.atomic
def replace_source(request: HttpRequest, source: Source, by: Source) -> int:
    """Returns how many pages of the desk name the other source now."""
    ContentVersion.hold()
    _refuse_what_is_gone(source, by)
    uses = list(uses_of(source))
    if barred := not_theirs(request, uses):
        raise NotReplacedError(
            _naming("Nothing was replaced, because you may not change these pages", barred)
        )
    texts = [(row, _new_texts(row, source, by)) for row in texts_citing(source)]
    if too_long := [row for row, new in texts if _is_too_long(row, new)]:
        raise NotReplacedError(_naming("Nothing was replaced. Shorten these texts first", too_long))
    for row, new in texts:
        type(row)._default_manager.filter(pk=row.pk).update(**new)
    source.points.update(source=by)
    source.figures.update(source=by)
    _replace_in_reading_lists(source, by)
    _replace_in_working_copies(source, by)
    things = list(dict.fromkeys(map(owner_of, uses)))
    if things:
        _keep_in_history(request, things, f"Source {source.slug} replaced by {by.slug}.")
        content_has_changed()
    return len(things)


def not_theirs(request: HttpRequest, uses: Iterable[Model]) -> list[Model]:
    """What names the source, and may not be changed by whoever asks."""
    things = dict.fromkeys(map(owner_of, uses))
    return [thing for thing in things if not _may_change(request, thing)]


def _may_change(request: HttpRequest, thing: Model) -> bool:
    desk: Any = admin.site.get_model_admin(type(thing))
    may = desk.has_change_permission(request, thing)
    return may and may_touch(request.user, desk.page_of(thing))


def _refuse_what_is_gone(*sources: Source) -> None:
    # Locked, so that neither is deleted before this is over.
    locked = Source.objects.select_for_update().filter(pk__in=[source.pk for source in sources])
    if len(locked) < len(sources):
        raise NotReplacedError("One of the two was deleted a moment ago. Nothing was replaced.")


def _naming(words: str, rows: Iterable[Model]) -> SafeString:
    links = format_html_join("; ", "{}", ((link_to(row),) for row in rows))
    return format_html("{}: {}.", words, links)


# Where a source may stand


def _new_texts(row: Model, source: Source, by: Source) -> NewTexts:
    texts = {name: getattr(row, name) for name in texts_of(type(row))}
    new = {name: cite_instead(text, source.slug, by.slug) for name, text in texts.items()}
    return {name: text for name, text in new.items() if text != texts[name]}


def _is_too_long(row: Model, texts: NewTexts) -> bool:
    limits = {name: getattr(row._meta.get_field(name), "max_length", None) for name in texts}
    return any(limit and len(texts[name]) > limit for name, limit in limits.items())


def _replace_in_reading_lists(source: Source, by: Source) -> None:
    entries = Role.reading.through._default_manager.filter(source=source)
    entries.exclude(role__in=by.read_for.all()).update(source=by)
    entries.all().delete()


def _replace_in_working_copies(source: Source, by: Source) -> None:
    """They are forms as they were sent, so a source stands there by its slug or its number."""
    instead = {source.slug: by.slug, str(source.pk): str(by.pk)}

    def replaced(field: str, values: list[str]) -> list[str]:
        if field.rpartition("-")[2] in {"source", "reading"}:
            return list(dict.fromkeys(instead.get(value, value) for value in values))
        return [cite_instead(value, source.slug, by.slug) for value in values]

    for copy in WorkingCopy.objects.all():
        data = {field: replaced(field, values) for field, values in copy.data.items()}
        if data != copy.data:
            WorkingCopy.objects.filter(pk=copy.pk).update(data=data)


# What a change brings with it


def _keep_in_history(request: HttpRequest, things: Iterable[Model], comment: str) -> None:
    now = timezone.now()
    for thing in things:
        desk: Any = admin.site.get_model_admin(type(thing))
        if page := desk.page_of(thing):
            type(page)._default_manager.filter(pk=page.pk).update(changed_at=now)
        with reversion.create_revision():
            reversion.set_user(request.user)
            reversion.set_comment(comment)
            # Read again, because it was read before its texts changed.
            reversion.add_to_revision(type(thing)._default_manager.get(pk=thing.pk))
        desk.log_change(request, thing, comment)
