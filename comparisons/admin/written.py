"""A form as the document that it would make, and where in the form each text of it stands.

So the checks of content read what is being typed exactly as they read what is stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import models
from django.forms.boundfield import BoundField

from comparisons.content_documents import verdict_document
from comparisons.content_links import Document
from comparisons.content_schema import ROLE_LISTS
from comparisons.content_values import Steps
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

KINDS: dict[type[models.Model], str] = {
    Criterion: "criterion",
    Skill: "skill",
    Source: "source",
    Role: "role",
    Guide: "guide",
    Comparison: "comparison",
    Verdict: "comparison",
}
LISTS: dict[type[models.Model], str] = {
    WeekSlice: "week",
    Figure: "figures",
    Experiment: "experiments",
    Faq: "questions",
}
LISTS_OF_KIND: dict[str, str] = {
    Point.Kind.PRO: "pros",
    Point.Kind.CON: "cons",
    **{kind: kind.replace("-", "_") for kind in Clause.Kind},
}
CALLED_OTHERWISE = {"action": "do"}
OF_THE_VERDICT: Steps = ("verdicts", 0)


@dataclass
class Written:
    document: Document
    places: dict[Steps, BoundField] = field(default_factory=dict)

    def place_of(self, steps: Steps) -> BoundField | None:
        """The field of this text, or of the nearest thing around it."""
        while steps and steps not in self.places:
            steps = steps[:-1]
        return self.places.get(steps)


def written(form: forms.ModelForm, formsets: Iterable[Any]) -> Written:
    thing = form.instance
    slug = str(form.initial.get("slug") or getattr(_page_of(thing), "slug", ""))
    kind = KINDS[type(thing)]
    values: dict[str, Any] = {}
    found = Written(Document(kind, slug, name_of(kind, slug), values, {}, ()))
    if isinstance(thing, Verdict):
        values["verdicts"] = [{}]
        values, start = values["verdicts"][0], OF_THE_VERDICT
    else:
        start = ()
    _read(form, values, start, found.places)
    for formset in formsets:
        for row in formset.forms:
            if not (row.is_bound and row.data.get(row.add_prefix("DELETE"))):
                _read_row(row, formset.model, values, start, found.places)
    if isinstance(thing, Comparison) and thing.pk and (verdict := thing.current_verdict):
        models.prefetch_related_objects([verdict], "clauses__criterion")
        values["verdicts"] = [verdict_document(verdict)]
    return found


def name_of(kind: str, slug: str) -> str:
    """Where a document made from a row stands, in the words of a hint."""
    return f"the {kind} {slug}" if slug else f"this {kind}"


def _page_of(thing: Any) -> Any:
    if isinstance(thing, Verdict):
        return thing.comparison if thing.comparison_id else None
    return thing


def _read_row(
    row: forms.ModelForm,
    model: type[models.Model],
    values: dict[str, Any],
    start: Steps,
    places: dict[Steps, BoundField],
) -> None:
    content: dict[str, Any] = {}
    if model is Rating:
        ratings = values.setdefault("ratings", {})
        key = str(len(ratings))
        ratings[key] = content
        _read(row, content, (*start, "ratings", key), places)
    elif name := LISTS.get(model) or LISTS_OF_KIND.get(_value(row, "kind")):
        rows = values.setdefault(name, [])
        _read(row, content, (*start, name, len(rows)), places)
        rows.append(content)


def _read(
    form: forms.ModelForm, values: dict[str, Any], start: Steps, places: dict[Steps, BoundField]
) -> None:
    for name in form.fields:
        key = CALLED_OTHERWISE.get(name, name)
        value = _value(form, name)
        values[key] = _lines(value) if name in ROLE_LISTS else value
        places[(*start, key)] = form[name]
    if isinstance(form.instance, Guide):
        values["status"] = values.get("state")


def _value(form: forms.ModelForm, name: str) -> Any:
    value = form[name].value() if name in form.fields else ""
    if value is None and isinstance(form.fields[name], forms.CharField):
        return ""  # as a form has it that was sent without this field
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _lines(words: str | None) -> list[str]:
    return [line.strip() for line in (words or "").splitlines() if line.strip()]
