from __future__ import annotations

from pathlib import Path

from comparisons.exporting import Files
from comparisons.management.commands import export_content
from quiz.content_files import read_editions
from quiz.exporting import all_files


class Command(export_content.Command):
    help = (
        "Write all editions as the files that import_quiz reads, drafts too. The folder has to be"
        " empty, missing, or one that an export wrote."
    )

    def files(self) -> Files:
        return all_files()

    def read(self, folder: Path) -> object:
        return read_editions(folder)
