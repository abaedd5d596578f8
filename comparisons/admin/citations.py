"""Texts that cite their sources, and where a source is cited."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CharField, Model, Q, TextField
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from comparisons.footnotes import cited_slugs, without_citations
from comparisons.models import Source

OWNERS = ("role", "comparison", "guide", "verdict")


class CitingText(forms.CharField):
    """Text with one kind of line break, in which every citation leads to a source."""

    def to_python(self, value: Any) -> str:
        # Browsers send \r\n; the content files, and all that compares with them, have \n.
        return (super().to_python(value) or "").replace("\r\n", "\n")

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
    for model in apps.get_app_config("comparisons").get_models():
        cites: list[Any] = [
            Q((f"{field.name}__contains", f"[@{source.slug}]"))
            for field in model._meta.fields
            if isinstance(field, CharField | TextField)
        ]
        if cites:
            yield from model._default_manager.filter(Q.create(cites, connector=Q.OR))


def link_to(row: Model) -> SafeString:
    """What the row is, leading to the page of the desk where it is edited."""
    page: Any = next(
        (owner for name in OWNERS if (owner := getattr(row, name, None)) is not None), row
    )
    address = reverse(f"admin:comparisons_{page._meta.model_name}_change", args=[page.pk])
    kind = capfirst(row._meta.verbose_name)
    if page is row:
        return format_html('{}: <a href="{}">{}</a>', kind, address, row)
    return format_html('{} on <a href="{}">{}</a>: {}', kind, address, page, row)
