"""The picture that other sites show beside a link: two names, what we advise, and since when.

1200 by 630 pixels, as those sites expect. Most readers see it at a quarter of that, so letters
are large. A text takes the first of its sizes in which it fits, or the last; in that, the longest
that we store still does, unless its letters are all wide ones.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

DESIGN = 1  # Raise it with every change of how a card looks: then all of them are drawn again.
FONT = Path(__file__).resolve().parent.parent / "static" / "fonts" / "familjen-grotesk.woff2"
SIZE = WIDTH, HEIGHT = 1200, 630
EDGE = 72
ROWS_OF_NAMES = (94, 208)  # the middle of each
ANSWER_BEGINS = 302

# So many rows of each size have room.
NAME_SIZES = dict.fromkeys((84, 72, 60, 48, 36, 30, 24), 1)
ANSWER_SIZES = {58: 2, 53: 2, 48: 3, 40: 3}
FOOT_SIZE = 40

PAPER, INK, SIGN = "#ffffff", "#14181f", "#ffcf24"
COLOURS = {"em": "#7a1f55", "tl": "#1c62b0", "pm": "#b04600", "hex": INK, "hollow": INK}

MARK = 32  # half the width of a shape
SMOOTH = 4  # shapes are drawn so many times larger, because Pillow leaves their edges ragged
HEXAGON = ((0, -1), (0.87, -0.5), (0.87, 0.5), (0, 1), (-0.87, 0.5), (-0.87, -0.5))
CORNERS = {
    "tl": ((-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86)),
    "pm": ((0, -1), (1, 0.8), (-1, 0.8)),
    "hex": HEXAGON,
    "hollow": HEXAGON,
}


@dataclass(frozen=True)
class Card:
    """The words, and the shapes that stand for the two roles."""

    names: tuple[str, str]
    shapes: tuple[str, str]
    answer: str
    sureness: str
    decided_on: date

    @property
    def foot(self) -> str:
        return f"{self.sureness} · {self.decided_on.day} {self.decided_on:%B %Y}"

    @property
    def fingerprint(self) -> str:
        """The same for the same picture."""
        drawn = json.dumps([DESIGN, astuple(self)], default=str)
        return hashlib.sha256(drawn.encode()).hexdigest()


def draw(card: Card) -> bytes:
    """As a PNG."""
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    _write_names(picture, pen, card)
    pen.rectangle((0, ANSWER_BEGINS, WIDTH, HEIGHT), fill=SIGN)
    font, rows = _fitting(card.answer, ANSWER_SIZES, WIDTH - 2 * EDGE)
    pen.text((EDGE, ANSWER_BEGINS + 38), "\n".join(rows), INK, font, spacing=8)
    foot = HEIGHT - 46
    pen.text((EDGE, foot), card.foot, INK, _font(FOOT_SIZE, weight=500), anchor="ls")
    pen.text((WIDTH - EDGE, foot), "CareerPick", INK, _font(FOOT_SIZE), anchor="rs")
    stream = BytesIO()
    picture.quantize(64).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _write_names(picture: Image.Image, pen: ImageDraw.ImageDraw, card: Card) -> None:
    left = EDGE + 3 * MARK
    names = [" ".join(name.split()) for name in card.names]
    longest = max(names, key=_font(min(NAME_SIZES)).getlength)
    font, _ = _fitting(longest, NAME_SIZES, WIDTH - EDGE - left)
    for name, shape, middle in zip(names, card.shapes, ROWS_OF_NAMES, strict=True):
        mark = _mark(shape)
        picture.paste(COLOURS[shape], (EDGE, middle - MARK), mark)
        pen.text((left, middle), name, COLOURS[shape], font, anchor="lm")


def _mark(shape: str) -> Image.Image:
    """Where the colour goes."""
    size = 2 * MARK * SMOOTH
    mask = Image.new("L", (size, size))
    pen, half = ImageDraw.Draw(mask), size / 2
    if shape == "em":
        pen.circle((half, half), half - 1, fill=255)
    else:
        corners = [(half + half * x, half + half * y) for x, y in CORNERS[shape]]
        pen.polygon(corners, fill=255)
    if shape == "hollow":
        pen.polygon([(half + 0.7 * (x - half), half + 0.7 * (y - half)) for x, y in corners], 0)
    return mask.reduce(SMOOTH)


def _fitting(
    text: str, sizes: dict[int, int], room: int
) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    for size, most_rows in sizes.items():
        font = _font(size)
        rows = _rows(text, font, room)
        if len(rows) <= most_rows and all(font.getlength(row) <= room for row in rows):
            break
    return font, rows


def _rows(text: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if font.getlength(longer) <= room:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows


@cache
def _font(size: int, weight: int = 700) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(FONT, size)
    font.set_variation_by_axes([weight])
    return font
