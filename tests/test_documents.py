import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted(path.name for path in ROOT.glob("*.md"))
LOCKS = ["requirements.txt", "requirements-dev.txt"]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def variables_that_are_read():
    by_the_settings = re.findall(r'env\.\w+\(\s*"(\w+)"', read("careerpick/settings.py"))
    by_the_server_command = re.findall(r"\$\{(\w+):-", read("README.md"))
    return {*by_the_settings, *by_the_server_command}


def test_example_environment_has_every_variable_and_no_other():
    named = re.findall(r"^#?([A-Z_]+)=", read(".env.example"), re.MULTILINE)

    assert set(named) == variables_that_are_read()
    assert len(named) == len(set(named))


def test_readme_explains_every_variable_and_no_other():
    explained = re.findall(r"^\| `([A-Z_]+)` \|", read("README.md"), re.MULTILINE)

    assert set(explained) == variables_that_are_read()


def layout():
    """The paths that the first code block of ARCHITECTURE.md names, by their indentation."""
    folders = {}
    for line in read("ARCHITECTURE.md").split("```")[1].splitlines()[1:]:
        depth = (len(line) - len(line.lstrip())) // 2
        for name in re.split(r" {3,}", line.strip())[0].split():
            path = folders.get(depth - 1, "") + name
            if name.endswith("/"):
                folders[depth] = path
            yield path


@pytest.mark.parametrize("path", list(layout()))
def test_layout_shows_what_is_there(path):
    assert (ROOT / path).exists()


def test_layout_leaves_out_no_module():
    modules = {
        str(path.relative_to(ROOT))
        for app in ("careerpick", "comparisons", "quiz")
        for path in (ROOT / app).glob("*.py")
        if path.name != "__init__.py"
    }

    assert modules - set(layout()) == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_to_files_lead_somewhere(document):
    links = re.findall(r"\]\(([^)#\s]+)", read(document))

    files = [link for link in links if not link.startswith("https://")]
    assert [link for link in files if not (ROOT / link).exists()] == []


def locked(name):
    """The version of each package, once it is sure that every entry has a hash."""
    entries = re.split(r"\n(?=\S)", read(name).strip())
    without_hash = [entry for entry in entries if "--hash=sha256:" not in entry]
    assert without_hash == []
    return dict(re.match(r"([\w.-]+)==([\w.]+)", entry).groups() for entry in entries)


def satisfied(requirement, versions):
    name = canonicalize_name(requirement.name)
    return name in versions and versions[name] in requirement.specifier


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_address(lock):
    assert "://" not in read(lock)


@pytest.mark.parametrize(
    ("lock", "groups"),
    [("requirements.txt", ["runtime"]), ("requirements-dev.txt", ["runtime", "dev"])],
)
def test_lock_has_what_the_project_asks_for(lock, groups):
    project = tomllib.loads(read("pyproject.toml"))
    asked = {"runtime": project["project"]["dependencies"], **project["dependency-groups"]}
    versions = locked(lock)

    missing = [
        text
        for group in groups
        for text in asked[group]
        if not satisfied(Requirement(text), versions)
    ]

    assert missing == []


def test_development_lock_contains_the_other():
    assert locked("requirements.txt").items() <= locked("requirements-dev.txt").items()
