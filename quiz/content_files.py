"""A folder of editions, one file for each: edition-1.yaml, edition-2.yaml and so on.

`read_editions` returns a document for each, lowest number first; or it raises `BadContent` with
every problem that it found, such as `edition-1.yaml:14: unknown key "txt": did you mean "text"?`.
"""

# A refusal is the None that takes the place of the value.
# mypy: disable-error-code="func-returns-value"

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from comparisons.content_files import files_in, read_yaml
from comparisons.content_links import BadContent, Document
from comparisons.content_values import Notes, Place, Problem

from .content_schema import EDITION

NAME = re.compile(r"edition-([1-9][0-9]*)\.yaml")


def read_editions(folder: Path) -> list[Document]:
    try:
        files = files_in(folder)
    except OSError as error:  # a folder that may not be listed
        words = f"{error.strerror}: put a folder here that can be read"
        raise BadContent([Problem(str(error.filename), 1, words)]) from error
    if not files:
        raise BadContent([Problem(str(folder), 1, "no edition lies here: name another folder")])
    documents, problems = [], []
    for path in files:
        notes = Notes(path.name)
        values = _read_edition(path, Place(notes)) or {"number": 0}
        slug, references = str(values["number"]), tuple(notes.references)
        documents.append(Document("edition", slug, notes.file, values, notes.lines, references))
        problems += notes.problems
    if problems:
        raise BadContent(problems)
    return sorted(documents, key=lambda document: document.values["number"])


def _read_edition(path: Path, place: Place) -> dict[str, Any] | None:
    name = NAME.fullmatch(path.name)
    if not name:
        return place.refuse("nothing is read from here: rename it to edition-1.yaml, or remove it")
    node = read_yaml(path, place)
    values: dict[str, Any] | None = EDITION(node, place) if node else None
    if values and values["number"] and str(values["number"]) != name[1]:
        right = f"edition-{values['number']}.yaml"
        place.at("number").refuse(f"rename the file to {right}, or correct the number")
    return values
