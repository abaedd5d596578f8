"""Editions, as the files that the import reads.

Files say what is asked. They do not say whether an edition was opened, nor what was frozen and
measured then: results rest on that, and whoever imports an edition opens it anew.
"""

from __future__ import annotations

from comparisons.exporting import Files

from .content import ROWS_OF_AN_EDITION, edition_document
from .content_writing import edition_file
from .models import Edition


def file_of(edition: Edition) -> tuple[str, str]:
    return f"edition-{edition.number}.yaml", edition_file(edition_document(edition))


def all_files() -> Files:
    editions = Edition.objects.prefetch_related(*ROWS_OF_AN_EDITION).order_by("number")
    return dict(map(file_of, editions))
