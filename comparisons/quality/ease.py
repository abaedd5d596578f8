"""How easily a text reads, after Rudolf Flesch: short sentences of short words score high.

The score is 206.835 less 1.015 for each word in a sentence and 84.6 for each syllable in a word. By
hand: "You lead. Nobody obeys." has four words in two sentences and seven syllables, so 206.835 -
2.03 - 148.05 = 56.8. From 60 to 70 is plain English; an academic paper is below 30. Syllables are
counted by their vowels, which agrees with the CMU Pronouncing Dictionary for 97 of 100 words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..content_links import Document
from ..footnotes import without_citations
from .passages import Form, passages
from .words import sentences, words_of

PAGES = ("role", "comparison", "guide")
RUNNING = (Form.SENTENCES, Form.LEAD, Form.ITEM)
VOWELS = re.compile("[aeiouyà-ÿ]+")
SILENT_END = re.compile(r"(?<![aeiouy])e\Z|(?<![dte])ed\Z|(?<![cegisxz])(?<![cs]h)es\Z")
VOICED_LE = re.compile(r"[^aeiouy]les?\Z")


@dataclass(frozen=True)
class Ease:
    words: int
    sentences: int
    syllables: int

    @property
    def words_a_sentence(self) -> float:
        return self.words / (self.sentences or 1)

    @property
    def score(self) -> float:
        syllables_a_word = self.syllables / (self.words or 1)
        return 206.835 - 1.015 * self.words_a_sentence - 84.6 * syllables_a_word


def ease_of_pages(documents: Iterable[Document]) -> dict[str, Ease]:
    """Of the running text of each page, by its file."""
    return {
        page.file: reading_ease(
            passage.text for passage in passages([page]) if passage.form in RUNNING
        )
        for page in documents
        if page.kind in PAGES
    }


def reading_ease(texts: Iterable[str]) -> Ease:
    lines = [line for text in texts for line in sentences(without_citations(text))]
    words = [word for line in lines for word in words_of(line)]
    return Ease(len(words), len(lines), sum(map(syllables, words)))


def syllables(word: str) -> int:
    groups = len(VOWELS.findall(word))
    silent = SILENT_END.search(word) and not VOICED_LE.search(word)
    return max(1, groups - bool(silent))
