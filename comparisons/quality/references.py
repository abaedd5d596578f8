"""Sources that say where they come from, and sources and skills that somebody needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..content_links import Document
from ..content_values import Problem
from ..footnotes import cited_slugs
from .addresses import is_public, is_web_address, skills_named_by
from .words import count_words

SHORTEST_SENTENCE = 4  # words
ENOUGH_USES = 2


def problems_of_sources(documents: Sequence[Document]) -> Iterator[Problem]:
    used = set(_sources_in([document.values for document in documents]))
    for source in (document for document in documents if document.kind == "source"):
        for key in ("title", "publisher", "year"):
            if not source.values[key]:
                yield source.problem(f"{source.slug} has no {key}: find it, or cite another", key)
        if not is_web_address(source.values["address"]):
            yield source.problem(
                f"“{source.values['address']}” is no web address: write it as https://…", "address"
            )
        if source.slug not in used:
            yield source.problem(f"nothing rests on {source.slug}: cite it, or remove it")


def problems_of_skills(documents: Sequence[Document]) -> Iterator[Problem]:
    public = [document for document in documents if is_public(document)]
    uses = Counter(slug for document in public for slug in skills_named_by(document))
    for skill in (document for document in documents if document.kind == "skill"):
        if count_words(skill.values["description"]) < SHORTEST_SENTENCE:
            yield skill.problem(f"say in a sentence what {skill.slug} is", "description")
        if uses[skill.slug] < ENOUGH_USES:
            yield skill.problem(
                f"{skill.slug} leads to {uses[skill.slug]} published roles and guides:"
                f" name it on {ENOUGH_USES} or more, or remove it"
            )


def _sources_in(value: Any) -> Iterator[str]:
    """Cited in a text, named by a row, or on a reading list."""
    if isinstance(value, str):
        yield from cited_slugs(value)
    elif isinstance(value, Mapping):
        yield from filter(None, [value.get("source"), *(value.get("reading") or [])])
        yield from _sources_in(list(value.values()))
    elif isinstance(value, Iterable):
        for inner in value:
            yield from _sources_in(inner)
