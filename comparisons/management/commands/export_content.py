from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comparisons.content_files import read_content
from comparisons.content_links import BadContent
from comparisons.exporting import FolderInUseError, all_files, write_files


class Command(BaseCommand):
    help = (
        "Write what is in the database as the files that import_comparisons reads. The folder has"
        " to be empty, missing, or one that an export wrote; what has been deleted since is then"
        " deleted there, too."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="write over files that are from no export; those of other names stay",
        )

    def handle(self, folder: Path, overwrite: bool, **_options: Any) -> None:
        files = self.files()
        try:
            gone = write_files(files, folder, overwrite)
        except FolderInUseError as error:
            raise CommandError(
                f"{folder} was left as it is: {error}. Name an empty folder, or add --overwrite."
            ) from error
        except OSError as error:
            raise CommandError(
                f"{error.filename or folder}: {error.strerror}. Name another folder."
            ) from error
        for name in gone:
            self.stdout.write(f"deleted {name}")
        self.stdout.write(f"{len(files)} files written to {folder}.")
        if files:
            self._read_back(folder)

    def files(self) -> Mapping[str, str]:
        return all_files()

    def read(self, folder: Path) -> object:
        return read_content(folder)

    def _read_back(self, folder: Path) -> None:
        """The desk allows some things that no file may say; better known now than when needed."""
        try:
            self.read(folder)
        except BadContent as error:
            self.stderr.write(
                f"{error}\nThe import would refuse this: {len(error.problems)} to mend."
            )
            sys.exit(1)
