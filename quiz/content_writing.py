"""An edition, written as the file that the import reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from comparisons.content_writing import as_yaml

Values = Mapping[str, Any]

KEYS_OF_OPTION = ("text", "measures", "reversed")
KEYS_OF_QUESTION = ("slug", "kind", "text", "why", "measures", "reversed", "options")
KEYS_OF_CIRCUMSTANCE = ("slug", "text", "advice")


def edition_file(values: Values) -> str:
    parts = [as_yaml({"number": values["number"]})]
    parts += _list("questions", [_question(question) for question in values["questions"]])
    if values["circumstances"]:
        circumstances = [_said(one, KEYS_OF_CIRCUMSTANCE) for one in values["circumstances"]]
        parts += _list("circumstances", circumstances)
    return "\n".join(parts)


def _list(key: str, entries: list[Values]) -> list[str]:
    """With a blank line between its entries."""
    if not entries:
        return [as_yaml({key: []})]
    head, *first = as_yaml({key: entries[:1]}).splitlines(keepends=True)
    rest = ["".join(as_yaml({key: [entry]}).splitlines(keepends=True)[1:]) for entry in entries[1:]]
    return [head + "".join(first), *rest]


def _question(values: Values) -> Values:
    options = [_said(option, KEYS_OF_OPTION) for option in values["options"]]
    return _said({**values, "options": options}, KEYS_OF_QUESTION)


def _said(values: Values, keys: Iterable[str]) -> Values:
    return {key: values[key] for key in keys if values[key] not in (None, "", False, [])}
