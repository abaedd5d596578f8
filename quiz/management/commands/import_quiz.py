from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import DatabaseError

from comparisons.content import Report
from comparisons.management.commands import import_comparisons
from quiz.content import FOLDER, compare_editions, first_to_open, import_editions
from quiz.opening import RefusedError, open_edition


class Command(import_comparisons.Command):
    help = "Create the editions that files have and the database lacks, and open the very first."
    folder = FOLDER
    name_of_one = "NUMBER"

    def compare(self, folder: Path) -> Report:
        return compare_editions(folder)

    def bring_in(self, folder: Path, overwrite: list[str]) -> Report:
        self.report = import_editions(folder, overwrite)
        return self.report

    def handle(self, folder: Path, check: bool, overwrite: list[str], **options: Any) -> None:
        super().handle(folder, check, overwrite, **options)
        edition = None if check else first_to_open(self.report)
        if edition is None:
            return
        # After the import, and not in its transaction, because measuring takes seconds.
        self.stdout.write(f"measuring {edition}, which takes some seconds")
        try:
            open_edition(edition)
        except RefusedError as error:
            self._fail(f"{edition} was not opened:\n{error}")
        except DatabaseError as error:
            self._fail(f"The database refused, and {edition} was not opened: {error}")
        self.stdout.write(f"opened {edition}")
