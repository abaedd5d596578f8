"""Hints beside the fields of a form: what the content checks say of it, and how long it is.

They show what is typed, also in a form that comes back with errors. They warn, and refuse nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

from adminsortable2.admin import SortableAdminBase
from django.db import models
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from comparisons.content import SHELVES
from comparisons.content_links import Document
from comparisons.content_values import Problem
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
)
from comparisons.quality.checks import Library, quality_problems
from comparisons.quality.words import count_words

from .choosing import ChoosingAdmin, SourceField
from .written import KINDS, Written, name_of, written

# In words: what nine of ten texts on the site keep to.
AIMS: dict[type[models.Model], dict[str, int]] = {
    Role: {
        "definition": 30,
        "not_confused_with": 60,
        **dict.fromkeys(("judged_on", "you_decide", "you_do_not_decide", "you_give_up"), 45),
        **dict.fromkeys(("hardest_part", "feedback_loop", "reports_to"), 45),
        **dict.fromkeys(("way_in", "way_back"), 70),
    },
    Rating: {"reason": 18},
    Point: {"text": 28},
    Figure: {"caveat": 30},
    Experiment: {"action": 35, "good_sign": 18, "stop_if": 18},
    Faq: {"answer": 75},
    Comparison: {"question": 27},
    Verdict: {
        "for_whom": 25,
        "in_short": 18,
        "reason": 90,
        "ignore_if": 25,
        "best_argument_against": 120,
        **dict.fromkeys(("wrong_a_after_3_months", "wrong_a_after_2_years"), 32),
        **dict.fromkeys(("wrong_b_after_3_months", "wrong_b_after_2_years"), 32),
        "why_it_changed": 30,
    },
    Clause: {"text": 20},
    Criterion: {"meaning": 20},
    Skill: {"description": 27},
}
HINT = '<span class="hint"><span class="visually-hidden">Look: </span>{}</span>'
PAGES = {"role": Role, "comparison": Comparison, "guide": Guide}


@dataclass(frozen=True)
class Hint:
    """One line of the list above a form; without an anchor it stands nowhere else."""

    words: str
    label: str = ""
    anchor: str = ""


class HintedAdmin(SortableAdminBase, ChoosingAdmin):
    help_texts: dict[str, str] = {}
    rows_of_text: dict[str, int] = {}  # where three are too few

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        kwargs.setdefault("help_texts", self.help_texts)
        form = super().get_form(request, obj, change=change, **kwargs)
        for name in self.rows_of_text.keys() & form.base_fields.keys():
            form.base_fields[name].widget.attrs["rows"] = self.rows_of_text[name]
        return form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        # Whoever may only read has no fields to be advised on.
        original = context["original"]
        may_write = original is None or self.has_change_permission(request, original)
        if may_write and type(form.instance) in KINDS:
            context["hints"] = say_hints(form, formsets)
            say_counts(form)
            for formset in formsets:
                say_counts_of_rows(formset)
            if any(isinstance(field, SourceField) for field in _fields_of_new_rows(formsets)):
                context["known_sources"] = Source.objects.values_list("slug", "title")
        return super().render_change_form(request, context, *args, **kwargs)


def _fields_of_new_rows(formsets: Iterable[Any]) -> Iterator[Any]:
    for formset in formsets:
        yield from formset.form.base_fields.values()


def say_hints(form: Any, formsets: Iterable[Any]) -> list[Hint]:
    """Puts each hint beside its field, and returns them all in the order of the form."""
    page = written(form, formsets)
    beside: dict[str, list[str]] = defaultdict(list)
    fields: dict[str, BoundField] = {}
    loose = []
    for problem in Library(_documents()).problems_of(page.document):
        if bound := page.place_of(problem.steps):
            fields[bound.html_name] = bound
            beside[bound.html_name].append(problem.words)
        else:
            loose.append(Hint(capfirst(problem.words), _place_without_field(problem)))
    for name, bound in fields.items():
        add_help(bound, format_html_join("", HINT, ((capfirst(words),) for words in beside[name])))
    return [*loose, *_listed(page, beside)]


def _place_without_field(problem: Problem) -> str:
    return "In its verdict" if "verdicts" in problem.steps else ""


def _listed(page: Written, beside: dict[str, list[str]]) -> Iterator[Hint]:
    seen = set()
    for bound in page.places.values():
        if bound.html_name in beside and bound.html_name not in seen:
            seen.add(bound.html_name)
            for words in beside[bound.html_name]:
                yield Hint(capfirst(words), label_of(bound), bound.auto_id)


def label_of(bound: BoundField) -> str:
    row = bound.form.prefix and bound.form.prefix.rpartition("-")[2]
    kind = bound.form.instance._meta.verbose_name  # type: ignore[attr-defined]
    label = str(bound.label)
    return f"{capfirst(kind)} {int(row) + 1}, {label.lower()}" if row else label


def say_counts(form: Any) -> None:
    for name, aim in AIMS.get(form._meta.model, {}).items():
        if name in form.fields:
            bound = form[name]
            add_help(bound, count_beside(str(bound.value() or ""), aim))


def say_counts_of_rows(formset: Any) -> None:
    for row in formset.forms:
        say_counts(row)
    # The empty row, from which a script makes new ones, is made anew each time.
    for name, aim in AIMS.get(formset.model, {}).items():
        if field := formset.form.base_fields.get(name):
            field.help_text = format_html("{} {}", field.help_text, count_beside("", aim))


def count_beside(text: str, aim: int) -> SafeString:
    """The same words as static/js/desk.js writes while somebody types."""
    words = count_words(text)
    over = " is-over" if words > aim else ""
    said = f"{words} word{'' if words == 1 else 's'}; aim for {aim}"
    return format_html('<span class="count{}" data-aim="{}">{}</span>', over, aim, said)


def add_help(bound: BoundField, addition: SafeString) -> None:
    bound.help_text = format_html("{} {}", bound.help_text, addition)


# All pages


@dataclass(frozen=True)
class Stored:
    """What is stored, known by its fingerprint: what was found in it holds until that changes."""

    fingerprint: bytes
    documents: tuple[Document, ...] = field(compare=False)


def pages_with_hints() -> list[tuple[Role | Comparison | Guide, int]]:
    """Roles, comparisons and guides with the number of their hints, most of them first."""
    documents = tuple(_documents())
    told = repr([(document.kind, document.slug, document.values) for document in documents])
    numbers = _hints_by_page(Stored(sha256(told.encode()).digest(), documents))
    found = [
        (page, numbers[kind, page.slug])
        for kind, model in PAGES.items()
        for page in _pages(model).filter(slug__in=[slug for _, slug in numbers])
        if (kind, page.slug) in numbers
    ]
    return sorted(found, key=lambda pair: (-pair[1], str(pair[0])))


@lru_cache(maxsize=1)
def _hints_by_page(stored: Stored) -> dict[tuple[str, str], int]:
    """Most of a second, so not for every look at the desk."""
    pages = {document.file: (document.kind, document.slug) for document in stored.documents}
    return Counter(pages[problem.file] for problem in quality_problems(stored.documents))


def _pages(model: Any) -> models.QuerySet[Any]:
    pages = model._default_manager.all()
    return pages.select_related("role_a", "role_b") if model is Comparison else pages


def _documents() -> Iterator[Document]:
    for kind, shelf in SHELVES.items():
        for row in shelf.model.objects.prefetch_related(*shelf.parts):
            place = name_of(kind, row.slug)
            yield Document(kind, row.slug, place, shelf.to_document(row), {}, ())
