"""Documents, written as the files that the import reads: YAML, and Markdown for guides.

A file is meant to be read and edited by hand. A text stands on one line where it fits, is folded
where it is longer, and keeps its own lines where it has several; quotes stand only where YAML
would take the text for something else. So "no" is written as `"no"`, and a long paragraph as

    reason: >-
      We are sure of the order, not of where you end. Six to twelve months of leading a team's
      technology test persuasion, delegation and conflict.

What is empty is left out, as writers do. A published page says so instead, for example
`feedback_loop: ""`, because it is asked for its keys when it is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import chain
from typing import Any

from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from .content_links import FOLDER_OF, LIST_OF, Document, names_for_links
from .content_schema import CLAUSES, REVIEWED, ROLE_LISTS, ROLE_PARTS, ROLE_TEXTS, VERDICT_TEXTS
from .content_values import TEXT, UTC

WIDTH = 100
INDENT = "  "
INDICATORS = tuple("-?:,[]{}#&*!|>'\"%@`")
SINGLE_SPACE = re.compile(r"(?<=[^ ]) (?=[^ ])")

Values = Mapping[str, Any]

KEYS_OF_LISTS = {
    "criterion": ("slug", "name", "goal", "meaning", "low", "high", "group", "measured", "order"),
    "source": ("slug", "title", "author", "publisher", "year", "undated", "address"),
    "skill": ("slug", "name", "description"),
}
# A blank line stands between these groups of keys.
OPENING = ("answers_for", "definition", "not_confused_with")
GROUPS_OF_ROLE = (
    ("name", "path", "order", "answers_for", "aliases", "state", "publish_at", *REVIEWED),
    ("definition", "not_confused_with"),
    tuple(key for key in ROLE_TEXTS if key not in OPENING),
    *((key,) for key in chain(ROLE_LISTS, ROLE_PARTS)),
)
KEYS_OF_COMPARISON = (
    *("slug", "role_a", "role_b", "question", "aliases", "state", "publish_at"),
    *REVIEWED,
    *("verdicts", "questions"),
)
KEYS_OF_GUIDE = (
    *("title", "type", "created", "status", "publish_at"),
    *("aliases", "tags", "related", "questions"),
)
KEYS_OF_VERDICT = ("decided_on", "pick", "sureness", *VERDICT_TEXTS, *CLAUSES)
KEYS_OF_PARTS = {
    "pros": ("text", "strength", "source"),
    "cons": ("text", "strength", "source"),
    "figures": ("kind", "text", "amount", "place", "year", "source", "caveat"),
    "experiments": ("when", "tests", "do", "cost", "good_sign", "stop_if"),
}
# What a file has to say even where it is nothing.
ALWAYS = {"author", "measured", "name", "title", "state", "status", *KEYS_OF_VERDICT}
ASKED_OF_A_PUBLISHED_PAGE = {
    "role": {*REVIEWED, *ROLE_TEXTS, *ROLE_LISTS, *ROLE_PARTS},
    "comparison": {"question", *REVIEWED, "verdicts", "questions"},
}


def files_of(documents: Iterable[Document]) -> dict[str, str]:
    """All of the content: the text of each file under its path."""
    documents = list(documents)
    names = names_for_links(documents)
    files = {home: list_file(kind, documents) for kind, home in LIST_OF.items()}
    pages = (document for document in documents if document.kind in FOLDER_OF)
    return files | {page.file: page_file(page, names) for page in pages}


def list_file(kind: str, documents: Iterable[Document]) -> str:
    of_this_kind = [document for document in documents if document.kind == kind]
    entries = [_in_list(document, place) for place, document in enumerate(of_this_kind, start=1)]
    return "\n".join(as_yaml([entry]) for entry in entries) or "[]\n"


def page_file(document: Document, names: Mapping[str, str]) -> str:
    """`names` are those for wikilinks, by path."""
    if document.kind == "role":
        role = _role(document.values)
        groups = ({key: role[key] for key in group if key in role} for group in GROUPS_OF_ROLE)
        return "\n".join(as_yaml(group) for group in groups if group)
    if document.kind == "comparison":
        return as_yaml(_comparison(document))
    body = document.values["body"]
    front_matter = as_yaml(_guide(document.values, names))
    return f"---\n{front_matter}---\n" + (f"{body}\n" if body else "")


# What is said, in the order of the keys


def _in_list(document: Document, place: int) -> Values:
    values = {"slug": document.slug, **document.values}
    # The order is that of the file, unless the numbers say otherwise.
    if values.get("order") == place:
        del values["order"]
    return _said(values, KEYS_OF_LISTS[document.kind])


def _role(values: Values) -> Values:
    parts = {
        name: [_said(part, keys) for part in values[name]] for name, keys in KEYS_OF_PARTS.items()
    }
    keys = chain.from_iterable(GROUPS_OF_ROLE)
    return _said({**values, **parts}, keys, _asked_of("role", values))


def _comparison(document: Document) -> Values:
    values = document.values
    pair = f"{values['role_a']}-vs-{values['role_b']}"
    said = {
        **values,
        # Told only where one of the roles has been renamed.
        "slug": "" if document.slug == pair else document.slug,
        "verdicts": [_verdict(verdict) for verdict in values["verdicts"]],
    }
    return _said(said, KEYS_OF_COMPARISON, _asked_of("comparison", values))


def _verdict(values: Values) -> Values:
    clauses = {key: [_clause(clause) for clause in values[key]] for key in CLAUSES}
    return _said({**values, **clauses}, KEYS_OF_VERDICT)


def _clause(values: Values) -> Values | str:
    words: str = values["text"]
    return values if values["criterion"] else words


def _guide(values: Values, names: Mapping[str, str]) -> Values:
    related = [f"[[{names[path]}]]" for path in values["related"]]
    return _said({**values, "related": related}, KEYS_OF_GUIDE)


def _asked_of(kind: str, values: Values) -> set[str]:
    return ASKED_OF_A_PUBLISHED_PAGE[kind] if values["state"] == "published" else set()


def _said(values: Values, keys: Iterable[str], asked: Iterable[str] = ()) -> dict[str, Any]:
    needed = ALWAYS.union(asked)
    return {
        key: "" if values[key] is None else values[key]
        for key in keys
        if key in values and (key in needed or _says_something(values[key]))
    }


def _says_something(value: Any) -> bool:
    return value is not False and value not in (None, "", [], {})


# YAML


def as_yaml(values: Values | list[Any]) -> str:
    return "".join(f"{line}\n" for line in _block(values, WIDTH))


def _block(value: Values | list[Any], width: int) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _entry(f"{_on_one_line(key)}:", part, width)
    else:
        for part in value:
            yield from _item(part, width)


def _item(value: Any, width: int) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        first, *rest = _indented(_block(value, width - len(INDENT)))
        yield f"-{first[1:]}"
        yield from rest
    else:
        yield from _entry("-", value, width)


def _entry(head: str, value: Any, width: int) -> Iterator[str]:
    if isinstance(value, Mapping | list) and value:
        yield head
        yield from _indented(_block(value, width - len(INDENT)))
    elif isinstance(value, str) and _has_several_lines(value):
        yield f"{head} |-"
        yield from _indented(value.split("\n"))
    elif isinstance(value, str) and len(f"{head} {_on_one_line(value)}") > width:
        yield f"{head} >-"
        yield from _indented(_folded(value, width - len(INDENT)))
    else:
        yield f"{head} {_on_one_line(value)}"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (line and INDENT + line for line in lines)


def _has_several_lines(text: str) -> bool:
    # YAML takes the indent from the first line, and drops line feeds at the end.
    return "\n" in text and text == text.strip()


def _folded(text: str, width: int) -> Iterator[str]:
    """Broken only at single spaces, because YAML makes each break into one."""
    line = ""
    for words in SINGLE_SPACE.split(text):
        if line and len(f"{line} {words}") > width:
            yield line
            line = words
        else:
            line = f"{line} {words}" if line else words
    yield line


def _on_one_line(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value)


def _moment(moment: datetime) -> str:
    in_utc = moment.astimezone(UTC).replace(tzinfo=None)
    whole_minutes = not (in_utc.second or in_utc.microsecond)
    return in_utc.isoformat(" ", "minutes" if whole_minutes else "auto")


def _quoted(text: str) -> str:
    if _may_stand_plain(text):
        return text
    if '"' in text and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=False)


def _may_stand_plain(text: str) -> bool:
    return (
        text == text.strip()
        and not text.startswith(INDICATORS)
        and not text.endswith(":")
        and not re.search(r": | #|\n", text)
        and Resolver().resolve(ScalarNode, text, (True, False)) == TEXT  # type: ignore[no-untyped-call]
    )
