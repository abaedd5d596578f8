"""What may stand at one place of a content file, and what to tell its writer when it does not fit.

A reader is a function from a YAML node and its place to a plain value. Where the node does not
fit, the reader notes what to do and returns None, and reading goes on, so that one run finds every
problem. For example `whole_number(1, 5)` makes 4 of the node "4"; of a "6" on line 12 it makes
None and the problem `roles/tech-lead.yaml:12: write a whole number from 1 to 5, not 6`.
"""

# A refusal is the None that takes the place of the value.
# mypy: disable-error-code="func-returns-value"

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .footnotes import cited_slugs, without_citations

# All but printable characters and line feeds: PostgreSQL refuses NUL, and nobody sees the others.
INVISIBLE = re.compile(
    "[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
UNREADABLE = "\N{REPLACEMENT CHARACTER}"  # stands where a character came that cannot be kept
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
WIKILINK = re.compile(r"\[\[([^\[\]]+)\]\]")
MISREAD = {
    "tag:yaml.org,2002:bool": "true or false",
    "tag:yaml.org,2002:float": "a number",
    "tag:yaml.org,2002:int": "a number",
    "tag:yaml.org,2002:null": "nothing",
    "tag:yaml.org,2002:timestamp": "a date",
}
TEXT = "tag:yaml.org,2002:str"

UTC = datetime.UTC

Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    file: str
    line: int
    words: str
    steps: Steps = ()

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words}"


@dataclass(frozen=True)
class Reference:
    kind: str
    name: str
    line: int


@dataclass
class Notes:
    """What is learnt on the way through one file."""

    file: str
    source: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    lines: dict[Steps, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    notes: Notes
    line: int = 1
    steps: Steps = ()

    def refuse(self, words: str) -> None:
        on_one_line = " ".join(words.split())
        self.notes.problems.append(Problem(self.notes.file, self.line, on_one_line))

    def refer(self, kind: str, name: str, line: int | None = None) -> None:
        self.notes.references.append(Reference(kind, name, line or self.line))

    def inside(self, step: str | int, node: Node) -> Place:
        deeper = replace(self, steps=(*self.steps, step), line=node.start_mark.line + 1)
        self.notes.lines[deeper.steps] = deeper.line
        return deeper

    def at(self, *steps: str | int) -> Place:
        """A place below this one that has been read already."""
        return replace(self, line=self.notes.lines.get((*self.steps, *steps), self.line))

    def has(self, key: str) -> bool:
        return (*self.steps, key) in self.notes.lines

    def line_with(self, words: str) -> int:
        """A text may run over many lines; this is the one of them that holds the words."""
        below = enumerate(self.notes.source[self.line - 1 :], start=self.line)
        return next((number for number, line in below if words in line), self.line)


Reader = Callable[[Node, Place], Any]
Rule = Callable[[dict[str, Any], Place], None]


@dataclass(frozen=True)
class Field:
    reader: Reader
    required: bool
    default: Any = None


def need(reader: Reader) -> Field:
    return Field(reader, required=True)


def may(reader: Reader, default: Any = None) -> Field:
    return Field(reader, required=False, default=default)


def did_you_mean(name: str, known: Collection[str], otherwise: str) -> str:
    near = get_close_matches(name, known, n=1)
    return f'did you mean "{near[0]}"?' if near else otherwise


def name_of(character: str) -> str:
    return "a tab" if character == "\t" else f"the invisible character U+{ord(character):04X}"


def words_of(node: Node, place: Place) -> str | None:
    """The text of a node, refusing what YAML takes for something else."""
    if isinstance(node, SequenceNode):
        return place.refuse("a text is expected here, not a list")
    if not isinstance(node, ScalarNode):
        return place.refuse('a text is expected here: put quotes around a text with ": " in it')
    words = str(node.value).strip()
    if not words:
        return place.refuse("this is empty: write it, or remove the key if it may be left out")
    if node.tag in MISREAD:
        return place.refuse(f"YAML reads this as {MISREAD[node.tag]}: put quotes around it")
    if node.tag != TEXT:
        return place.refuse(f'"{node.tag}" means nothing here: remove it')
    if hidden := INVISIBLE.search(words):
        return place.refuse(f"the text contains {name_of(hidden[0])}: delete it")
    return words


def text(longest: int | None = None, *, one_line: bool = False, cites: bool = False) -> Reader:
    def read(node: Node, place: Place) -> str | None:
        words = words_of(node, place)
        if words is None:
            return None
        if longest and len(words) > longest:
            return place.refuse(f"{len(words)} characters are too many: {longest} fit here")
        if "\n" in words and (one_line or longest):
            return place.refuse("this has to stand on one line: fold it with >-")
        note_citations(words, place, allowed=cites)
        return words

    return read


def note_citations(words: str, place: Place, *, allowed: bool = True) -> None:
    for slug in dict.fromkeys(cited_slugs(words)):
        line = place.line_with(f"[@{slug}]")
        if allowed:
            place.refer("source", slug, line)
        else:
            replace(place, line=line).refuse(
                f'"[@{slug}]" would be shown as it stands here: remove the citation'
            )
    if "[@" in without_citations(words):
        place.refuse("a citation looks like [@slug]: lower case letters, digits and hyphens")


def may_be_empty(reader: Reader, empty: Any = "") -> Reader:
    """Written as "", which says that nothing is missing here by mistake."""

    def read(node: Node, place: Place) -> Any:
        if isinstance(node, ScalarNode) and node.tag == TEXT and not node.value:
            return empty
        return reader(node, place)

    return read


def slug(longest: int, *, pair: bool | None = False) -> Reader:
    def read(node: Node, place: Place) -> str | None:
        words = words_of(node, place)
        if words is None:
            return None
        if fault := fault_of_slug(words, longest, pair=pair):
            return place.refuse(fault)
        return words

    return read


def fault_of_slug(words: str, longest: int, *, pair: bool | None = False) -> str:
    """Whether it names two roles does not matter where `pair` is None."""
    if not SLUG.fullmatch(words):
        return f'"{words}" cannot be an address: use lower case letters, digits and hyphens'
    if len(words) > longest:
        return f'"{words}" is too long for an address: {longest} characters fit'
    if pair and "-vs-" not in words:
        return f'"{words}" does not name two roles: put "-vs-" between them'
    if pair is False and "-vs-" in words:
        return f'"{words}" looks like a comparison: only those contain "-vs-"'
    return ""


def one_of(*choices: str) -> Reader:
    def read(node: Node, place: Place) -> str | None:
        words = words_of(node, place)
        if words is None or words in choices:
            return words
        return place.refuse(f'"{words}" is none of: {", ".join(choices)}')

    return read


def yes_or_no(node: Node, place: Place) -> bool | None:
    if isinstance(node, ScalarNode) and node.value in {"true", "false"}:
        return bool(node.value == "true")
    return place.refuse("write true or false")


def whole_number(low: int, high: int) -> Reader:
    def read(node: Node, place: Place) -> int | None:
        words = str(node.value) if isinstance(node, ScalarNode) else "a list"
        if re.fullmatch("[0-9]{1,5}", words) and low <= int(words) <= high:
            return int(words)
        return place.refuse(f"write a whole number from {low} to {high}, not {words}")

    return read


def day(node: Node, place: Place) -> datetime.date | None:
    words = node.value if isinstance(node, ScalarNode) else ""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", words):
            return datetime.date.fromisoformat(words)
    except ValueError:  # 30 February
        pass
    return place.refuse("write a day that exists as year-month-day, for example 2026-11-21")


def moment(node: Node, place: Place) -> datetime.datetime | None:
    words = node.value if isinstance(node, ScalarNode) else ""
    try:
        time = datetime.datetime.fromisoformat(words)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return place.refuse("write a day and time, for example 2027-01-04 09:00 (UTC)")


def address(node: Node, place: Place) -> str | None:
    words: str | None = text(300)(node, place)
    if words is None:
        return None
    try:
        parts = urlsplit(words)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme in {"http", "https"} and parts.hostname and " " not in words:
        return words
    return place.refuse("write a whole web address that begins with https://")


def begins_with_a_time(line: str) -> bool:
    return re.match("([01][0-9]|2[0-3]):[0-5][0-9] \\S", line) is not None


def line_of_the_day(node: Node, place: Place) -> str | None:
    words: str | None = text(one_line=True, cites=True)(node, place)
    if words is None or begins_with_a_time(words):
        return words
    return place.refuse("begin with the time, for example 09:10 Read overnight alerts.")


def alias(*, pair: bool | None = None) -> Reader:
    def read(node: Node, place: Place) -> str | None:
        words: str | None = slug(120, pair=pair)(node, place)
        if words is not None:
            place.refer("alias", words)
        return words

    return read


def reference(kind: str) -> Reader:
    def read(node: Node, place: Place) -> str | None:
        words = words_of(node, place)
        if words is not None:
            place.refer(kind, words)
        return words

    return read


def wikilink(node: Node, place: Place) -> str | None:
    # Without quotes YAML takes [[Tech lead]] for a list in a list.
    words = node.value if isinstance(node, ScalarNode) else ""
    if link := WIKILINK.fullmatch(words.strip()):
        place.refer("page", link[1].strip())
        return link[1].strip()
    return place.refuse('write a link with its quotes, for example "[[Tech lead]]"')


def list_of(reader: Reader) -> Reader:
    def read(node: Node, place: Place) -> list[Any] | None:
        if not isinstance(node, SequenceNode):
            return place.refuse("a list is expected here: begin each entry with a hyphen")
        return [reader(item, place.inside(i, item)) for i, item in enumerate(node.value)]

    return read


def set_of(reader: Reader) -> Reader:
    """A list whose order says nothing; it is kept sorted."""

    def read(node: Node, place: Place) -> list[Any] | None:
        entries = list_of(reader)(node, place)
        if entries is None:
            return None
        for i, entry in enumerate(entries):
            if entry is not None and entry in entries[:i]:
                place.at(i).refuse(f'"{entry}" stands in this list twice: keep one')
        return sorted(entry for entry in entries if entry is not None)

    return read


def mapping(fields: Mapping[str, Field], *rules: Rule) -> Reader:
    def read(node: Node, place: Place) -> dict[str, Any] | None:
        if not isinstance(node, MappingNode):
            return place.refuse(f"keys with values are expected here, first of all {first}: …")
        values = dict.fromkeys(fields)
        written = set()
        for key, value, inside in entries_of(node, place):
            written.add(key)
            if key in fields:
                values[key] = fields[key].reader(value, inside)
            else:
                guess = did_you_mean(key, fields, "remove it")
                inside.refuse(f'unknown key "{key}": {guess}')
        for key in (key for key in fields if key not in written):
            values[key] = fields[key].default
            if fields[key].required:
                place.refuse(f'the key "{key}" is missing: add it')
        for rule in rules:
            rule(values, place)
        return values

    first = next(iter(fields))
    return read


def mapping_of(kind: str, reader: Reader) -> Reader:
    """Keys that are themselves references, each with a value of the same form."""

    def read(node: Node, place: Place) -> dict[str, Any] | None:
        if not isinstance(node, MappingNode):
            return place.refuse(f"keys with values are expected here: one {kind} in each line")
        values = {}
        for key, value, inside in entries_of(node, place):
            inside.refer(kind, key)
            values[key] = reader(value, inside)
        return values

    return read


def entries_of(node: MappingNode, place: Place) -> Iterator[tuple[str, Node, Place]]:
    first_lines: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            replace(place, line=line).refuse("a key is a plain word: remove the brackets")
        elif key.value in first_lines:
            replace(place, line=line).refuse(
                f'the key "{key.value}" stands here twice, first on line'
                f" {first_lines[key.value]}: keep one"
            )
        else:
            first_lines[key.value] = line
            yield key.value, value, place.inside(key.value, key)
