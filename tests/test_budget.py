"""What the first view of a comparison weighs on its way to a reader."""

import gzip
from pathlib import Path

import brotli
import pytest

from comparisons.content import FOLDER, import_content
from comparisons.models import Comparison

STATIC = Path(__file__).parents[1] / "static"
CSS = STATIC / "css" / "site.css"
# Neither of these gets smaller when it is compressed, or it is too small to be.
SENT_AS_THEY_ARE = [STATIC / "fonts" / "familjen-grotesk.woff2", STATIC / "mark.svg"]


def brotli_size(content: bytes) -> int:
    """At the quality that a server can afford for each request."""
    return len(brotli.compress(content, quality=5))


@pytest.mark.django_db
def test_first_view_of_every_comparison_fits_the_budget(client):
    import_content(FOLDER)
    others = brotli_size(CSS.read_bytes()) + sum(file.stat().st_size for file in SENT_AS_THEY_ARE)

    pages = Comparison.objects.published()
    html = {page.slug: brotli_size(client.get(page.get_absolute_url()).content) for page in pages}

    assert len(html) >= 3
    assert {slug: size for slug, size in html.items() if size > 12_000} == {}
    assert {slug: size + others for slug, size in html.items() if size + others > 40_000} == {}


def test_style_sheet_fits_the_budget():
    assert len(gzip.compress(CSS.read_bytes())) < 8_000
