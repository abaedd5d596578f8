"""All checks of quality in one list of problems, for the suite, the import and the admin.

They say what a good page avoids and refuse nothing: what must hold for a page to exist at all is
checked where files are read, and what it needs before it is published, in `publishing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from ..content_links import Document
from ..content_values import Problem
from ..footnotes import without_citations
from .addresses import Site
from .figures import figure_in
from .passages import Form, Passage, passages
from .phrases import bare_depends, placeholder
from .praise import praise
from .punctuation import ends_like_a_sentence, is_cut_off, unbalanced
from .references import problems_of_skills, problems_of_sources
from .repeats import long_names, problems_of_points, problems_of_verdicts
from .words import count_words, sentences

LONGEST_SENTENCE = 30  # words, in a verdict
COMPARED = frozenset({"role", "comparison"})  # with each other, for what stands twice
ENOUGH = 5  # brackets without their other half, in one text
NEAR = 80  # characters, of which two words are shown
QUOTED = 6  # words of a text, to find the place by
# What remains to be read of a link that was not closed, or has a space in its middle.
BROKEN_LINK = re.compile(r"\]\(|\] \((?:/|https?:)")


class Library:
    """All documents, read once, to look at one of them at a time as it is being written."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = tuple(documents)
        self._texts = [
            text
            for text in passages(page for page in self.documents if page.kind in COMPARED)
            if not text.is_markdown
        ]

    def problems_of(self, document: Document) -> list[Problem]:
        """Of this document alone, whatever the library holds under its name."""
        others = [other for other in self.documents if _name_of(other) != _name_of(document)]
        texts = [text for text in self._texts if _name_of(text.document) != _name_of(document)]
        own = passages([document])
        found = chain(
            problems_of_sources([*others, document]) if document.kind == "source" else (),
            problems_of_skills([*others, document]) if document.kind == "skill" else (),
            problems_of_points([*texts, *own]),
            problems_of_verdicts([*texts, *own], long_names(others)),
            # What is stored under its name as well: a form knows skills by their numbers only.
            _problems_of_texts(own, [*self.documents, document]),
        )
        return [problem for problem in found if problem.file == document.file]


def _name_of(document: Document) -> tuple[str, str]:
    return document.kind, document.slug


def quality_problems(documents: Iterable[Document]) -> list[Problem]:
    """In the order of files and lines, whatever the order of the documents."""
    documents = sorted(documents, key=lambda document: (document.file, document.line()))
    texts = passages(documents)
    return sorted(
        chain(
            problems_of_sources(documents),
            problems_of_skills(documents),
            problems_of_points(texts),
            problems_of_verdicts(texts, long_names(documents)),
            _problems_of_texts(texts, documents),
        ),
        key=lambda problem: (problem.file, problem.line),
    )


def _problems_of_texts(
    texts: Iterable[Passage], documents: Iterable[Document]
) -> Iterator[Problem]:
    site = Site(documents)
    titles = (document.values["title"] for document in documents if document.kind == "source")
    loud_titles = [title for title in titles if "!" in title or praise(title)]
    for passage in texts:
        faults = chain(
            _figures(passage),
            _phrases(passage, loud_titles),
            _long_sentences(passage),
            _balance(passage),
            _ending(passage),
            _links(passage, site),
        )
        yield from map(passage.problem, faults)


def _figures(passage: Passage) -> Iterator[str]:
    if not passage.has_source and (figure := figure_in(passage.text)):
        yield f"“{figure}” has no source: {_way_to_source(passage)}leave the number out"


def _way_to_source(passage: Passage) -> str:
    if passage.names_its_source_aside:
        return "name it in the field for the source, or "
    return "cite one as [@slug], or " if passage.can_cite else "no source is shown here, so "


def _phrases(passage: Passage, loud_titles: Iterable[str]) -> Iterator[str]:
    own = _without(loud_titles, passage.text)
    if words := placeholder(own):
        yield f"“{words}” only holds a place: write what belongs here"
    if words := bare_depends(own):
        yield f"“{words}” names no condition: say on what"
    if (words := praise(own)) and not passage.row_source:
        who = "name the source that" if passage.names_its_source_aside else "cite who"
        ways = f"compare, or {who} says so" if _may_name(passage) else "compare instead"
        yield f"“{words}” is praise: {ways}"
    if "!" in own:
        shouted = _last_words(own.partition("!")[0]).lstrip('“"')
        yield f"“{shouted}!” shouts: end with a full stop"


def _may_name(passage: Passage) -> bool:
    return passage.can_cite or passage.names_its_source_aside


def _without(titles: Iterable[str], text: str) -> str:
    for title in titles:
        text = text.replace(title, "…")
    return text


def _long_sentences(passage: Passage) -> Iterator[str]:
    if passage.is_of_verdict:
        for sentence in sentences(passage.text):
            if (length := count_words(sentence)) > LONGEST_SENTENCE:
                words = f"{length} words: make it {LONGEST_SENTENCE} at most"
                yield f"the sentence “{_first_words(sentence)} …” has {words}"


def _balance(passage: Passage) -> Iterator[str]:
    text = without_citations(passage.text)
    for place in islice(unbalanced(text), ENOUGH):
        before, after = text[max(0, place - NEAR) : place], text[place + 1 : place + NEAR]
        around = f"{_last_words(before, 2)} {text[place]} {_first_words(after, 2)}"
        yield f"{text[place]} is missing its other half in “{around.strip()}”: close or remove it"


def _ending(passage: Passage) -> Iterator[str]:
    text, form = passage.text, passage.form
    end = _last_words(without_citations(text))
    many = len(sentences(text)) > 1
    if form in {Form.SENTENCES, Form.LEAD} or (form is Form.ITEM and many):
        if not ends_like_a_sentence(text, introduces=form is not Form.SENTENCES):
            yield f"the text breaks off after “{end}”: finish its last sentence"
    elif is_cut_off(text):
        yield f"the text breaks off after “{end}”: finish it"
    elif form is Form.COMPLETED and text.endswith("."):
        yield f"the page sets a full stop behind “{end}” itself: remove this one"


def _links(passage: Passage, site: Site) -> Iterator[str]:
    for link in passage.links:
        if fault := site.fault_of(link, passage.document):
            yield f"{link}: {fault}"
    if BROKEN_LINK.search(passage.text):
        if passage.is_markdown:
            yield "a link is not closed, or has a space in it: write [words](/address/)"
        else:
            yield "a link would be shown as it stands here: write its words only"


def _first_words(text: str, count: int = QUOTED) -> str:
    return " ".join(text.split()[:count])


def _last_words(text: str, count: int = QUOTED) -> str:
    return " ".join(text.split()[-count:])
