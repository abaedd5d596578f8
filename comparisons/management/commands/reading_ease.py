from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comparisons.content import FOLDER
from comparisons.content_files import read_content
from comparisons.content_links import BadContent
from comparisons.quality.ease import Ease, ease_of_pages


class Command(BaseCommand):
    help = (
        "Print how easily the running text of each page reads, hardest first. Flesch’s score: 60 to"
        " 70 is plain English, more is easier. It informs and judges nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)

    def handle(self, folder: Path, **_options: Any) -> None:
        try:
            documents = read_content(folder)
        except BadContent as error:
            raise CommandError(str(error)) from error
        self.stdout.write(as_table(ease_of_pages(documents)))


def as_table(pages: dict[str, Ease]) -> str:
    hardest_first = sorted(pages.items(), key=lambda page: page[1].score)
    rows = [("Page", "Words", "Words a sentence", "Reading ease")]
    for name, ease in hardest_first:
        rows.append((name, str(ease.words), f"{ease.words_a_sentence:.1f}", f"{ease.score:.1f}"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        f"{name:{widths[0]}}  " + "  ".join(map(str.rjust, figures, widths[1:]))
        for name, *figures in rows
    )
