from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quiz.fairness import SEED
from quiz.models import Edition
from quiz.opening import RefusedError, measure, report_of


def whole_number(words: str) -> int:
    if words.isascii() and words.isdecimal() and len(words) < 10:
        return int(words)
    raise ArgumentTypeError(f"write a whole number, not {words}")


class Command(BaseCommand):
    help = "Measure anew whether an edition is fair; exit with 1 when a gate fails."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--edition", type=whole_number, metavar="N", help="else the live one, else the newest"
        )
        parser.add_argument("--json", action="store_true", help="print JSON, not a table")
        parser.add_argument("--seed", type=whole_number, metavar="N", default=SEED)

    def handle(self, edition: int | None, seed: int, **options: Any) -> None:
        wanted = edition_called(edition)
        try:
            report = report_of(wanted, measure(wanted, seed))
        except RefusedError as error:
            raise CommandError(f"{wanted} cannot be measured:\n{error}", returncode=2) from error
        self.stdout.write(as_json(report) if options["json"] else as_table(wanted, report))
        if not report["passed"]:
            sys.exit(1)


def edition_called(number: int | None) -> Edition:
    if number is None:
        edition = Edition.objects.live() or Edition.objects.first()
        missing = "There is no edition yet: run import_quiz."
    else:
        edition = Edition.objects.filter(number=number).first()
        known = ", ".join(map(str, Edition.objects.values_list("number", flat=True)))
        missing = f"There is no edition {number}; there are: {known or 'none'}."
    if edition is None:
        raise CommandError(missing, returncode=2)
    return edition


def as_json(report: dict[str, Any]) -> str:
    """The values alone; how they are shown is a matter of the page."""
    checks = [{**check} for check in report["checks"]]
    for check in checks:
        del check["shown"]
    return json.dumps({**report, "checks": checks}, indent=2, allow_nan=False)


def as_table(edition: Edition, report: dict[str, Any]) -> str:
    rows = [("Check", "Figure", "Gate", "")]
    for check in report["checks"]:
        outcome = ("pass" if check["passed"] else "FAIL") if check["gate"] else ""
        rows.append((check["name"], check["shown"], check["gate"] or "for information", outcome))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    gates = [check["passed"] for check in report["checks"] if check["gate"]]
    summary = f"{sum(gates)} of {len(gates)} gates pass."
    return "\n".join([f"{edition}, {edition.state}", "", *lines, "", summary])
