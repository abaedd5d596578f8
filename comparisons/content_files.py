"""A folder of content files, read into plain values and checked as a whole.

Three lists (criteria, sources, skills) have one file each; every role, comparison and guide has one
of its own, in the folder of its kind. `read_content` returns a document for each thing that can
have a row, in an order in which they can be created; or it raises `BadContent` with every problem
that it found, such as `roles/tech-lead.yaml:14: unknown key "sureness_": did you mean "sureness"?`.
"""

# A refusal is the None that takes the place of the value.
# mypy: disable-error-code="func-returns-value"

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from .content_links import (
    FOLDER_OF,
    HOME_OF,
    LIST_OF,
    BadContent,
    Document,
    check_links,
    follow_wikilinks,
    pages_by_name,
)
from .content_schema import COMPARISON, CRITERION, GUIDE, LONGEST_PAIR, ROLE, SKILL, SOURCE
from .content_values import (
    INVISIBLE,
    Notes,
    Place,
    Problem,
    Reader,
    did_you_mean,
    fault_of_slug,
    name_of,
    note_citations,
)

LISTS: dict[str, Reader] = {"criterion": CRITERION, "source": SOURCE, "skill": SKILL}
LONGEST_SLUG = {"role": 60, "comparison": LONGEST_PAIR, "guide": 120}
NAMES_A_PAIR = {"role": False, "comparison": True}


def read_content(folder: Path) -> list[Document]:
    if not folder.is_dir():
        raise BadContent([Problem(str(folder), 1, "there is no such folder: name another")])
    try:
        documents, problems = _read_files(folder)
    except OSError as error:  # a folder that may not be listed
        words = f"{error.strerror}: put a folder here that can be read"
        raise BadContent([Problem(str(error.filename), 1, words)]) from error
    problems += check_links(documents, spoilt={problem.file for problem in problems})
    if problems:
        raise BadContent(problems)
    pages = pages_by_name(documents)
    return [
        follow_wikilinks(document, pages) if document.kind == "guide" else document
        for document in documents
    ]


# One file


def _read_files(folder: Path) -> tuple[list[Document], list[Problem]]:
    documents: list[Document] = []
    problems: list[Problem] = []
    for kind, reader in LISTS.items():
        notes = Notes(LIST_OF[kind])
        documents += _read_list(folder / notes.file, kind, reader, notes)
        problems += notes.problems
    for kind, read in (("role", _read_role), ("guide", _read_guide), ("comparison", _read_pair)):
        for path in files_in(folder / FOLDER_OF[kind]):
            notes = Notes(f"{path.parent.name}/{path.name}")
            if _is_named_well(path, kind, Place(notes)):
                values = read(path, Place(notes)) or {}
                documents.append(_document(kind, path.stem, notes, values))
            problems += notes.problems
    problems += _strangers(folder)
    return documents, problems


def _document(kind: str, slug: str, notes: Notes, values: dict[str, Any]) -> Document:
    return Document(kind, slug, notes.file, values, notes.lines, tuple(notes.references))


def files_in(folder: Path) -> list[Path]:
    """Hidden files are the business of editors and file managers."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _strangers(folder: Path) -> Iterator[Problem]:
    for path in files_in(folder):
        if path.name not in HOME_OF.values():
            guess = did_you_mean(path.name, HOME_OF.values(), "remove it")
            yield Problem(path.name, 1, f"nothing is read from here: {guess}")
        elif path.name in FOLDER_OF.values() and not path.is_dir():
            yield Problem(path.name, 1, "this has to be a folder: put its files there")


def _is_named_well(path: Path, kind: str, place: Place) -> bool:
    ending = ".md" if kind == "guide" else ".yaml"
    fault = fault_of_slug(path.stem, LONGEST_SLUG[kind], pair=NAMES_A_PAIR.get(kind))
    if path.suffix != ending:
        place.refuse(f"the name has to end with {ending}: rename it to {path.stem}{ending}")
    elif fault:
        place.refuse(f"rename the file: {fault}")
    return path.suffix == ending and not fault


def _read_role(path: Path, place: Place) -> Any:
    node = read_yaml(path, place)
    return node and ROLE(node, place)


def _read_pair(path: Path, place: Place) -> Any:
    node = read_yaml(path, place)
    values = node and COMPARISON(node, place)
    if not values:
        return values
    # Once one of its roles was renamed, a comparison that keeps its address has to say so.
    kept = values.pop("slug")
    if kept and kept != path.stem:
        place.at("slug").refuse(f"rename the file to {kept}.yaml, or remove the slug")
    elif values["role_a"] and values["role_b"] and values["role_a"] != values["role_b"]:
        pair = f"{values['role_a']}-vs-{values['role_b']}"
        if path.stem not in (pair, kept):
            place.at("role_a").refuse(f"rename the file to {pair}.yaml, or correct the roles")
    return values


def _read_guide(path: Path, place: Place) -> Any:
    text = _text_of(path, place)
    if text is None:
        return None
    first, *rest = text.split("\n")
    if first.rstrip() != "---":
        return place.refuse("begin the file with its front matter between two lines ---")
    end = next((number for number, line in enumerate(rest) if line.rstrip() == "---"), None)
    if end is None:
        return place.refuse("the front matter is not closed: add a line --- before the text")
    # The first line is kept, so that the lines count from the top of the file.
    node = _yaml("\n".join([first, *rest[:end]]), place)
    values = node and GUIDE(node, place)
    text_below = "\n".join(rest[end + 1 :])
    body = text_below.strip()
    above = text_below[: text_below.find(body)].count("\n")
    place.notes.lines["body",] = end + 3 + above
    note_citations(body, replace(place, line=end + 3))
    return values and {**values, "body": body}


def _read_list(path: Path, kind: str, reader: Reader, notes: Notes) -> Iterator[Document]:
    place = Place(notes)
    node = read_yaml(path, place)
    if node and not isinstance(node, SequenceNode):
        place.refuse("a list is expected here: begin each entry with a hyphen")
    entries = node.value if isinstance(node, SequenceNode) else []
    for position, entry in enumerate(entries, start=1):
        own = replace(notes, lines={(): entry.start_mark.line + 1}, references=[])
        values = reader(entry, Place(own, line=own.lines[()])) or {"slug": None}
        if kind == "criterion" and values.get("order") is None:
            values["order"] = position
        yield _document(kind, values.pop("slug"), own, values)


def read_yaml(path: Path, place: Place) -> Node | None:
    return _yaml(_text_of(path, place), place)


def _text_of(path: Path, place: Place) -> str | None:
    try:
        raw = path.read_bytes()
    except OSError as error:
        return place.refuse(f"{error.strerror}: put a file here that can be read")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return replace(place, line=line).refuse(
            f"byte {raw[error.start]:#x} is not UTF-8: save the file in that encoding"
        )
    place.notes.source = text.split("\n")
    lines = enumerate(place.notes.source, start=1)
    hidden = [(number, found[0]) for number, line in lines if (found := INVISIBLE.search(line))]
    for number, character in hidden:
        words = f"{name_of(character)} stands here: write a space instead"
        replace(place, line=number).refuse(words)
    return None if hidden else text


def _yaml(text: str | None, place: Place) -> Node | None:
    if text is None:
        return None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        return _refuse_broken(error, place)
    except RecursionError:
        return place.refuse("brackets stand in brackets without end: write lists with hyphens")
    except (ValueError, OverflowError):  # "\\U00110000"
        line = place.line_with("\\U")
        return replace(place, line=line).refuse("\\U… names no character: write the character")
    if node is None:
        return place.refuse("this is empty: write it, or remove the file")
    if isinstance(node, MappingNode):
        place.notes.lines[()] = 1
    return node


def _refuse_broken(error: yaml.MarkedYAMLError, place: Place) -> None:
    # What was never closed is noticed at the end of the file, and has to be mended at its start.
    unclosed = re.search("stream end|end of stream", error.problem or "")
    mark = (unclosed and error.context_mark) or error.problem_mark
    line = mark.line + 1 if mark else place.line
    replace(place, line=line).refuse(
        f"this is not YAML ({error.problem}): look at quotes, colons and indents here"
    )
