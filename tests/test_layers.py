"""Holds the table "Who may import whom" by reading the source, functions and all."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("careerpick", "comparisons", "quiz")

PURE, NOUNS, RULES, BRIDGES, EDGES, WEB, PROJECT = range(7)
LAYERS = {
    PURE: {
        *("cards", "charts", "footnotes", "markdown", "nearest", "quality"),
        *("content_files", "content_links", "content_schema", "content_values"),
        *("content_writing", "differences", "readers", "spreadsheets"),
        *("scoring", "explanation", "sensitivity", "ordering", "fairness", "crowd"),
        *("wording", "findings", "record", "culprits", "counting", "glossary", "health"),
    },
    NOUNS: {"models", "migrations"},
    RULES: {"publishing"},
    BRIDGES: {
        *("content", "content_documents", "content_rows"),
        *("changes", "pages", "share_images", "structured_data"),
        *("disagreeing", "exporting", "visitors"),
        *("asking", "copying", "editions", "opening", "recommendation", "tallies"),
    },
    EDGES: {"forms", "admin", "templatetags"},
}
PACKAGES = {
    PURE: {"PIL", "markdown_it", "nh3", "numpy", "yaml"},
    NOUNS: {"django"},
    RULES: {"django"},
    BRIDGES: {"django", "numpy", "reversion", "yaml"},
}
# A pure module gives the same answer for the same input, whenever and wherever it is asked.
NOT_PURE_MODULES = {"os", "random", "secrets", "socket", "subprocess", "time", "uuid"}
NOT_PURE_CALLS = {"now", "today", "utcnow"}


def layer_of(module: str) -> int:
    app, _, name = module.partition(".")
    if app == "careerpick":
        return PROJECT
    part = name.partition(".")[0]
    return next((layer for layer, names in LAYERS.items() if part in names), WEB)


def imports(source: str, module: str, is_package: bool) -> Iterator[str]:
    """Every name that is imported, as an absolute dotted path."""
    package = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            prefix = ".".join([*base, *filter(None, [node.module])])
            yield from (f"{prefix}.{alias.name}" for alias in node.names)


def may_import(module: str, name: str) -> bool:
    layer, package = layer_of(module), name.partition(".")[0]
    if package not in OURS:
        standard = package in sys.stdlib_module_names
        if layer == PURE and package in NOT_PURE_MODULES:
            return False
        return standard or layer not in PACKAGES or package in PACKAGES[layer]
    app = module.partition(".")[0]
    if app == "careerpick":
        return True
    if package == "careerpick" or (app, package) == ("comparisons", "quiz"):
        return False
    if layer_of(name) == layer:
        same_part = module.split(".")[:2] == name.split(".")[:2]
        return same_part or app != package or layer in {PURE, BRIDGES, WEB}
    return layer_of(name) < layer


def breaches(source: str, module: str, is_package: bool = False) -> list[str]:
    found = [name for name in imports(source, module, is_package) if not may_import(module, name)]
    if layer_of(module) == PURE:
        found += [
            node.attr
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Attribute) and node.attr in NOT_PURE_CALLS
        ]
    return found


FILES = [
    path for app in OURS for path in sorted((ROOT / app).rglob("*.py")) if path.read_text().strip()
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_imports_only_what_lies_below_it(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    is_package = parts[-1] == "__init__"
    module = ".".join(parts[:-1] if is_package else parts)

    assert breaches(path.read_text(), module, is_package) == []


@pytest.mark.parametrize(
    ("module", "source", "breach"),
    [
        ("comparisons.markdown", "import django", "django"),
        ("comparisons.charts", "from .models import Role", "comparisons.models.Role"),
        ("comparisons.charts", "import random", "random"),
        ("comparisons.quality.words", "from ..models import Role", "comparisons.models.Role"),
        ("comparisons.charts", "from datetime import date\ndate.today()", "today"),
        ("comparisons.models.role", "from ..forms import Search", "comparisons.forms.Search"),
        ("comparisons.models.role", "import reversion", "reversion"),
        (
            "comparisons.publishing",
            "def late():\n    from . import content",
            "comparisons.content",
        ),
        ("comparisons.admin.role", "from comparisons import views", "comparisons.views"),
        ("comparisons.admin.role", "from ..forms import Find", "comparisons.forms.Find"),
        ("comparisons.views", "from quiz.models import Attempt", "quiz.models.Attempt"),
        ("comparisons.views", "import careerpick.settings", "careerpick.settings"),
        ("quiz.scoring", "import comparisons.charts, numpy, yaml, django.db", "django.db"),
    ],
)  # fmt: skip
def test_planted_breach_is_found(module, source, breach):
    assert breaches(source, module) == [breach]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("comparisons.content_files", "import yaml\nfrom .footnotes import cited_slugs"),
        ("comparisons.publishing", "from .quality.words import plain"),
        ("comparisons.models.role", "from .publishable import Publishable"),
        ("comparisons.content", "from . import publishing, content_files"),
        ("comparisons.admin.role", "from .desk import Inline\nfrom comparisons import publishing"),
        ("comparisons.urls", "from . import views"),
        ("quiz.models", "from comparisons.models import Criterion"),
        ("quiz.fairness", "import numpy\nfrom .scoring import fits"),
        ("careerpick.urls", "from comparisons.views import home\nimport quiz.urls"),
    ],
)
def test_what_the_table_allows_is_no_breach(module, source):
    assert breaches(source, module) == []
