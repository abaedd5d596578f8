from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from PIL import Image, ImageColor

from comparisons import cards, charts
from comparisons.cards import ANSWER_BEGINS, EDGE, HEIGHT, PAPER, SIGN, SIZE, WIDTH, Card, draw
from comparisons.models import Role, Verdict

CARD = Card(
    names=("Engineering manager", "or tech lead?"),
    shapes=("em", "tl"),
    answer="Tech lead first: it costs least to undo.",
    sureness="Fairly sure",
    decided_on=date(2026, 9, 1),
)
LONGEST_NAME = "Technical product manager of a platform for other developers"
LONGEST_ANSWER = (
    "Engineering manager, by a shrinking margin: your record still counts there, and the way back "
    "is open for some two years."
)
ABOVE_THE_FOOT = HEIGHT - 46 - cards.FOOT_SIZE


def picture(card):
    return Image.open(BytesIO(draw(card))).convert("RGB")


def colours(image, box):
    return {colour for _, colour in image.crop(box).getcolors(WIDTH * HEIGHT)}


def only(colour):
    return {ImageColor.getrgb(colour)}


def test_a_card_is_a_small_png():
    drawn = draw(CARD)

    image = Image.open(BytesIO(drawn))
    assert (image.format, image.size) == ("PNG", SIZE)
    assert len(drawn) < 40_000


def test_the_foot_says_how_sure_we_are_and_since_when():
    assert CARD.foot == "Fairly sure · 1 September 2026"


def test_longest_texts_are_as_long_as_the_database_allows():
    name = Role._meta.get_field("name").max_length
    answer = Verdict._meta.get_field("in_short").max_length

    assert (name, answer) == (len(LONGEST_NAME), len(LONGEST_ANSWER))


@pytest.mark.parametrize(
    ("names", "answer"),
    [
        (CARD.names, CARD.answer),
        ((LONGEST_NAME, f"or {LONGEST_NAME}?"), LONGEST_ANSWER),
        (("CTO", "or PM?"), ""),
    ],
    ids=["usual", "longest", "shortest"],
)
def test_texts_keep_clear_of_the_edges_and_of_each_other(names, answer):
    image = picture(replace(CARD, names=names, answer=answer))

    for left, right in ((0, EDGE - 1), (WIDTH - EDGE + 1, WIDTH)):
        assert colours(image, (left, 0, right, ANSWER_BEGINS)) == only(PAPER)
        assert colours(image, (left, ANSWER_BEGINS, right, HEIGHT)) == only(SIGN)
    assert colours(image, (0, ABOVE_THE_FOOT - 16, WIDTH, ABOVE_THE_FOOT)) == only(SIGN)


def test_rows_without_room_are_seen_above_the_foot(monkeypatch):
    monkeypatch.setattr(cards, "ANSWER_SIZES", {58: 9})
    image = picture(replace(CARD, answer=LONGEST_ANSWER[:90]))

    assert colours(image, (0, ABOVE_THE_FOOT - 16, WIDTH, ABOVE_THE_FOOT)) != only(SIGN)


def test_a_text_that_does_not_fit_is_seen_at_the_edge(monkeypatch):
    monkeypatch.setattr(cards, "NAME_SIZES", {84: 1})
    image = picture(replace(CARD, names=(LONGEST_NAME, LONGEST_NAME)))

    assert colours(image, (WIDTH - EDGE + 1, 0, WIDTH, ANSWER_BEGINS)) != only(PAPER)


@pytest.mark.parametrize("shape", [*charts.SHAPES.values(), "hex", "hollow"])
def test_every_shape_of_a_chart_can_be_drawn_in_its_colour(shape):
    image = picture(replace(CARD, shapes=(shape, "hex")))

    first = (EDGE, 94 - cards.MARK, EDGE + 2 * cards.MARK, 94 + cards.MARK)
    assert ImageColor.getrgb(cards.COLOURS[shape]) in colours(image, first)


@pytest.mark.parametrize("name", ["Two\nlines", "", "名前", "💥", "a\u0301\u202e\ufeff"])
def test_any_name_can_be_drawn(name):
    assert picture(replace(CARD, names=(name, name), answer=name)).size == SIZE


@pytest.mark.parametrize(
    "change",
    [
        {"names": ("Engineering manager", "or architect?")},
        {"shapes": ("em", "hex")},
        {"answer": "Stay."},
        {"sureness": "Sure"},
        {"decided_on": date(2026, 9, 2)},
    ],
)
def test_another_picture_has_another_fingerprint(change):
    changed = replace(CARD, **change)

    assert changed.fingerprint != CARD.fingerprint
    assert draw(changed) != draw(CARD)


def test_another_way_of_drawing_has_another_fingerprint(monkeypatch):
    before = CARD.fingerprint

    monkeypatch.setattr(cards, "DESIGN", cards.DESIGN + 1)

    assert CARD.fingerprint != before


def test_the_same_words_make_the_same_picture():
    twin = replace(CARD)

    assert (twin.fingerprint, draw(twin)) == (CARD.fingerprint, draw(CARD))
