"""Every text of a document, in the pieces in which a reader meets it, and what each has to be.

A document made from a row has the same values as one from a file, only no lines, so both give the
same passages. Of several verdicts only the current one is read: the others stand as published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ..content_links import Document
from ..content_schema import CLAUSES, ROLE_LISTS, ROLE_TEXTS, VERDICT_TEXTS
from ..content_values import Problem, Steps
from ..footnotes import cited_slugs
from .blocks import Block, blocks, without_code

# Nothing is written in it, and patterns that begin with a space would walk through it many times.
WIDE_GAP = re.compile(r"(\s{20})\s+")


class Form(Enum):
    SENTENCES = "whole sentences"
    FRAGMENT = "a name, an amount, a part of a sentence"
    COMPLETED = "a fragment behind which the page sets the full stop"
    ITEM = "an item of a list: a fragment, until it has a second sentence"
    LEAD = "a paragraph before a list, which may end with a colon"
    ANSWER = "Markdown whose parts share their sources"
    BODY = "Markdown whose parts stand each on its own"


S, F = Form.SENTENCES, Form.FRAGMENT
FORM_OF_BLOCK = {"paragraph": S, "heading": F, "item": Form.ITEM, "row": F}
EACH = "each"  # whatever the key
LONGEST = 50_000  # characters; no page has as many, and to read more of them would take minutes
# Texts that their page shows as they stand, so that a citation in them leads nowhere.
SHOWN_AS_IT_STANDS = frozenset(
    {"name", "goal", "meaning", "low", "high", "description", "title", "definition"}
    | {"answers_for", "activity", "amount", "place", "question", "for_whom", "in_short"}
    | {"why_it_changed"}
)
ROWS_SHOWN_AS_THEY_STAND = frozenset({"pros", "cons", "figures"})

QUESTIONS = {"question": S, "answer": Form.ANSWER}
POINTS = {"text": S}
VERDICT = {
    **dict.fromkeys(VERDICT_TEXTS, S),
    "ignore_if": Form.COMPLETED,
    **{kind: {"text": S} for kind in CLAUSES},
}
ROLE = {
    "name": F,
    **dict.fromkeys((*ROLE_TEXTS, *ROLE_LISTS), S),
    "answers_for": Form.COMPLETED,
    "week": {"activity": F},
    "ratings": {EACH: {"reason": S}},
    "pros": POINTS,
    "cons": POINTS,
    "figures": {"text": Form.COMPLETED, "amount": F, "place": F, "caveat": S},
    "experiments": dict.fromkeys(("do", "cost", "good_sign", "stop_if"), S),
    "questions": QUESTIONS,
}
# Titles of sources are missing here: they are other people's words.
SHAPES: dict[str, Mapping[str, Any]] = {
    "criterion": {"name": F, "goal": F, "meaning": S, "low": F, "high": F},
    "skill": {"name": F, "description": S},
    "role": ROLE,
    "comparison": {"question": S, "verdicts": VERDICT, "questions": QUESTIONS},
    "guide": {"title": F, "body": Form.BODY, "questions": QUESTIONS},
}


@dataclass(frozen=True)
class Passage:
    """Its text has no code and no addresses in it, but its citations."""

    document: Document
    steps: Steps
    form: Form
    text: str
    line: int
    row_source: bool = False
    cited_nearby: bool = False
    links: tuple[str, ...] = ()
    is_markdown: bool = False

    @property
    def names_its_source_aside(self) -> bool:
        """Its row has a field for the source, which the page shows behind the text."""
        return self.steps[0] in ROWS_SHOWN_AS_THEY_STAND and self.steps[-1] != "caveat"

    @property
    def can_cite(self) -> bool:
        return not self.names_its_source_aside and self.steps[-1] not in SHOWN_AS_IT_STANDS

    @property
    def has_source(self) -> bool:
        return self.row_source or self.cited_nearby or bool(cited_slugs(self.text))

    @property
    def is_of_verdict(self) -> bool:
        return self.steps[0] == "verdicts"

    @property
    def place(self) -> str:
        """Rows have no lines."""
        document = self.document
        return f"{document.file}:{self.line}" if document.lines else document.file

    def problem(self, words: str) -> Problem:
        return Problem(self.document.file, self.line, words, self.steps)


def passages(documents: Iterable[Document]) -> list[Passage]:
    return [passage for document in documents for passage in _passages_of(document)]


def _passages_of(document: Document) -> Iterator[Passage]:
    values = document.values
    if values.get("verdicts"):
        values = {**values, "verdicts": values["verdicts"][:1]}
    for steps, form, text, row in _texts(values, SHAPES.get(document.kind, {}), (), values):
        yield from _pieces(document, steps, form, text, row)


def _texts(
    value: Any, shape: Any, steps: Steps, row: Mapping[str, Any]
) -> Iterator[tuple[Steps, Form, str, Mapping[str, Any]]]:
    """Each with the row that it stands in, which may name a source."""
    if isinstance(value, str):
        if 0 < len(value) <= LONGEST:
            yield steps, shape, WIDE_GAP.sub(r"\1", value), row
    elif isinstance(value, list):
        for i, entry in enumerate(value):
            yield from _texts(entry, shape, (*steps, i), row)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if part := shape.get(key) or shape.get(EACH):
                yield from _texts(inner, part, (*steps, key), value)


def _pieces(
    document: Document, steps: Steps, form: Form, text: str, row: Mapping[str, Any]
) -> Iterator[Passage]:
    line = document.line(*steps)
    if form is Form.BODY:
        for block in blocks(text):
            yield _piece_of_markdown(document, steps, block, line + block.line)
    elif form is Form.ANSWER:
        cites = bool(cited_slugs(text))
        for block in blocks(text):
            yield _piece_of_markdown(document, steps, block, line, cited_nearby=cites)
    else:
        if form is Form.COMPLETED and row.get("amount") == "":
            form = Form.FRAGMENT  # the page says "No reliable figure." and shows the text as it is
        yield Passage(document, steps, form, without_code(text), line, bool(row.get("source")))


def _piece_of_markdown(
    document: Document, steps: Steps, block: Block, line: int, cited_nearby: bool = False
) -> Passage:
    return Passage(
        document,
        steps,
        _form_of(block),
        block.text,
        line,
        cited_nearby=cited_nearby,
        links=block.links,
        is_markdown=True,
    )


def _form_of(block: Block) -> Form:
    if block.introduces and block.kind == "paragraph":
        return Form.LEAD
    return FORM_OF_BLOCK[block.kind]
