from __future__ import annotations

import sys
from argparse import ArgumentParser
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from comparisons.content import FOLDER, Report, UnknownSlugError, compare_content, import_content
from comparisons.content_links import BadContent
from comparisons.quality.checks import quality_problems


class Command(BaseCommand):
    help = (
        "Create what the content files have and the database lacks; report what differs. What is"
        " not valid is never imported; faults of quality, such as a number without a source, are"
        " told by --check and stop no import."
    )
    folder = FOLDER
    name_of_one = "SLUG"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=self.folder)
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--check",
            action="store_true",
            help="change nothing; exit with 1 when something is missing, differs or is not good",
        )
        choice.add_argument(
            "--overwrite",
            metavar=self.name_of_one,
            nargs="+",
            default=[],
            help="let the file win over the database for these",
        )

    def handle(self, folder: Path, check: bool, overwrite: list[str], **_options: Any) -> None:
        try:
            report = self.compare(folder) if check else self.bring_in(folder, overwrite)
        except BadContent as error:
            self._fail(f"{error}\nNothing was imported: {len(error.problems)} to mend.")
        except UnknownSlugError as error:
            self._fail(f"--overwrite: {error}")
        except DatabaseError as error:
            self._fail(f"The database refused, and nothing was imported: {error}")
        to_mend = self._tell_quality(report) if check else 0
        self._tell(report, "missing" if check else "created")
        if to_mend or (check and (report.created or report.differing)):
            sys.exit(1)

    def compare(self, folder: Path) -> Report:
        return compare_content(folder)

    def bring_in(self, folder: Path, overwrite: list[str]) -> Report:
        return import_content(folder, overwrite)

    def _fail(self, words: str) -> NoReturn:
        self.stderr.write(words)
        sys.exit(1)

    def _tell_quality(self, report: Report) -> int:
        entries = chain.from_iterable(vars(report).values())
        problems = quality_problems(entry.document for entry in entries)
        for problem in problems:
            self.stderr.write(str(problem))
        if problems:
            self.stderr.write(f"All of it can be imported: {len(problems)} to mend all the same.")
        return len(problems)

    def _tell(self, report: Report, created: str) -> None:
        for entry in report.created:
            self.stdout.write(f"{created} {entry.name}")
        for entry in report.overwritten:
            self.stdout.write(f"overwritten {entry.name}: {entry.words}")
        for entry in report.differing:
            self.stdout.write(
                f"differs {entry.name}: {entry.words} (the database keeps its own;"
                f" --overwrite {entry.document.slug} lets {entry.document.file} win)"
            )
        for entry in report.skipped:
            self.stdout.write(f"skipped {entry.name}: {entry.words}")
        counts = (
            f"{len(report.created)} {created}, {len(report.overwritten)} overwritten,"
            f" {len(report.differing)} differing, {len(report.skipped)} skipped,"
            f" {len(report.agreed)} as in the files."
        )
        self.stdout.write(counts if report.changes else f"Nothing to import: {counts}")
