"""All checks of quality in one list of problems, for the suite, the import and the admin.

They say what a good page avoids and refuse nothing: what must hold for a page to exist at all is
checked where files are read, and what it needs before it is published, in `publishing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

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
QUOTED = 6  # words of a text, to find the place by
# What remains to be read of a link that was not closed, or has a space in its middle.
BROKEN_LINK = re.compile(r"\]\(|\] \((?:/|https?:)")


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
        yield f"“{figure}” has no source: cite one as [@slug], or leave the number out"


def _phrases(passage: Passage, loud_titles: Iterable[str]) -> Iterator[str]:
    own = _without(loud_titles, passage.text)
    if words := placeholder(own):
        yield f"“{words}” only holds a place: write what belongs here"
    if words := bare_depends(own):
        yield f"“{words}” names no condition: say on what"
    if (words := praise(own)) and not passage.row_source:
        yield f"“{words}” is praise: compare, or cite who says so"
    if "!" in own:
        shouted = _last_words(own.partition("!")[0]).lstrip('“"')
        yield f"“{shouted}!” shouts: end with a full stop"


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
    for place in unbalanced(text):
        around = (
            f"{_last_words(text[:place], 2)} {text[place]} {_first_words(text[place + 1 :], 2)}"
        )
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
        if fault := site.fault_of(link):
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
