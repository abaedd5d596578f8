"""What is in the database, as the files that the import reads: export, then import, is no change.

Files say what readers see. They do not say what belongs to the desk: notes, assignees, working
copies, history, when a page was changed, and which slugs an import has brought before. Of an
order they keep the order, not its numbers. Tabs become spaces, and what nobody sees is left out.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from .content import SHELVES
from .content_links import LIST_OF, Document, names_for_links, path_of
from .content_writing import files_of, page_file
from .models import Guide, Role

Files = Mapping[str, str]

# Hidden from the import, which passes over names that begin with a dot.
LIST_OF_FILES = ".exported"
ONE_OF_OURS = re.compile(r"([a-z]+/)?[A-Za-z0-9_-]+\.(yaml|md)")
ENDING = {"role": ".yaml", "comparison": ".yaml", "guide": ".md"}
# Sources and skills stand in the order in which they came, as they do in the files.
BY_AGE = ("source", "skill")
EARLIEST = (1980, 1, 1, 0, 0, 0)


class FolderInUseError(ValueError):
    """The folder holds what no export has written."""


def all_files() -> dict[str, str]:
    return files_of(document for kind in SHELVES for document in _documents(kind))


def file_of(page: Any) -> tuple[str, str]:
    """The name and the text of the file of one role, comparison or guide."""
    document = document_of(page)
    others = _names_of_pages() if document.kind == "guide" else {}
    return Path(document.file).name, page_file(document, others)


def document_of(row: Any) -> Document:
    kind = str(row._meta.model_name)
    home = LIST_OF.get(kind) or path_of(kind, row.slug) + ENDING[kind]
    return Document(kind, row.slug, home, SHELVES[kind].to_document(row), {}, ())


def _documents(kind: str) -> list[Document]:
    shelf = SHELVES[kind]
    rows = shelf.model.objects.prefetch_related(*shelf.parts)
    return [document_of(row) for row in (rows.order_by("pk") if kind in BY_AGE else rows)]


def _names_of_pages() -> dict[str, str]:
    pages: list[Any] = [
        *Role.objects.prefetch_related("aliases"),
        *Guide.objects.prefetch_related("aliases"),
    ]
    return names_for_links(map(_named, pages))


def _named(page: Role | Guide) -> Document:
    name = page.name if isinstance(page, Role) else page.title
    aliases = [alias.slug for alias in page.aliases.all()]
    kind = str(page._meta.model_name)
    return Document(kind, page.slug, "", {"name": name, "aliases": aliases}, {}, ())


# Where the files go


def zipped(files: Files) -> bytes:
    """The same files always make the same archive."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as into:
        for name, text in files.items():
            into.writestr(zipfile.ZipInfo(name, EARLIEST), text, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def write_files(files: Files, folder: Path, overwrite: bool = False) -> list[str]:
    """Also takes away what an earlier export wrote here and this one does not; returns that."""
    earlier = _written_before(folder)
    strangers = _present(folder).difference(earlier)
    if strangers and not overwrite:
        raise FolderInUseError(f"{_some(strangers)} stands there, which no export has written")
    # First, so that what is written before something goes wrong is known to be ours.
    _write(folder, LIST_OF_FILES, _as_list(earlier.union(files)))
    for name, text in files.items():
        _write(folder, name, text)
    gone = sorted(name for name in earlier.difference(files) if (folder / name).is_file())
    for name in gone:
        (folder / name).unlink()
    _write(folder, LIST_OF_FILES, _as_list(files))
    return gone


def _write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _as_list(names: Iterable[str]) -> str:
    return "".join(f"{name}\n" for name in sorted(names))


def _some(names: Collection[str]) -> str:
    first, *others = sorted(names)
    return f"{first} and {len(others)} more" if others else first


def _written_before(folder: Path) -> set[str]:
    listed = folder / LIST_OF_FILES
    lines = listed.read_text("utf-8").splitlines() if listed.is_file() else []
    # The list is a file like any other, so it is not trusted with what lies elsewhere.
    return {line for line in lines if ONE_OF_OURS.fullmatch(line)}


def _present(folder: Path) -> set[str]:
    paths = (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
    return {str(path) for path in paths if not any(part.startswith(".") for part in path.parts)}
