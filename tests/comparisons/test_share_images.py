from datetime import date

import pytest

from comparisons import cards, share_images
from comparisons.cards import Card
from comparisons.changes import content_has_changed
from comparisons.content import import_content
from comparisons.models import Comparison, Role, ShareImage, Verdict
from comparisons.share_images import redraw_share_images, share_images_are_current
from tests.factories import (
    ComparisonFactory,
    VerdictFactory,
    publishable_comparison,
    publishable_role,
)
from tests.rows import content_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(monkeypatch):
    """The cards that are drawn from here on."""
    cards_drawn = []

    def draw(card):
        cards_drawn.append(card)
        return card.fingerprint.encode()

    monkeypatch.setattr(share_images, "draw", draw)
    return cards_drawn


def names(cards_drawn):
    return sorted(card.names[0] for card in cards_drawn)


@pytest.fixture
def settled(drawn):
    """Three comparisons with images that say what they say: one public, one draft, one decided."""
    lead = publishable_role(name="Lead", path=Role.Path.TECHNICAL_LEADERSHIP)
    publishable_comparison(role_a=publishable_role(name="A"), role_b=lead)
    publishable_comparison(role_a=publishable_role(name="B"), role_b=lead, state="draft")
    VerdictFactory(comparison__role_a__name="C", comparison__role_b=lead)
    redraw_share_images()
    drawn.clear()
    return lead


def test_a_card_says_what_the_comparison_says(drawn):
    VerdictFactory(
        comparison__role_a__name="Founder or CTO",
        comparison__role_b__name="Tech lead",
        comparison__role_b__path=Role.Path.TECHNICAL_LEADERSHIP,
        in_short="Lead first.",
        sureness=3,
        decided_on=date(2026, 9, 1),
    )

    redraw_share_images()

    assert drawn == [
        Card(
            names=("Founder or CTO", "or tech lead?"),
            shapes=("hex", "tl"),
            answer="Lead first.",
            sureness="Sure",
            decided_on=date(2026, 9, 1),
        )
    ]
    assert bytes(ShareImage.objects.get().png) == drawn[0].fingerprint.encode()


def test_a_card_without_a_pick_says_so(drawn):
    VerdictFactory(pick="none", sureness=3)

    redraw_share_images()

    assert [(card.sureness, card.shapes) for card in drawn] == [("No pick", ("hex", "hollow"))]


def test_a_card_says_what_the_newest_verdict_says(drawn):
    verdict = VerdictFactory(in_short="Before.", decided_on=date(2026, 3, 2))
    VerdictFactory(comparison=verdict.comparison, in_short="After.", decided_on=date(2026, 4, 2))

    redraw_share_images()

    assert [card.answer for card in drawn] == ["After."]


def test_drafts_are_drawn_too_and_comparisons_without_a_verdict_are_not(drawn):
    publishable_comparison(state="draft")
    ComparisonFactory(state="published")

    redraw_share_images()

    assert ShareImage.objects.get().comparison == Verdict.objects.get().comparison


@pytest.mark.parametrize(
    ("change", "redrawn"),
    [
        (lambda: None, []),
        (lambda: Verdict.objects.update(reason="Another.", ignore_if="Never."), []),
        (lambda: Comparison.objects.update(question="Another?", state="archived"), []),
        (lambda: Role.objects.update(definition="Another.", order=7), []),
        (lambda: Verdict.objects.update(in_short="Another."), ["A", "B", "C"]),
        (lambda: Verdict.objects.update(sureness=3), ["A", "B", "C"]),
        (lambda: Verdict.objects.update(pick="none"), ["A", "B", "C"]),
        (lambda: Verdict.objects.update(pick="b"), []),
        (lambda: Verdict.objects.update(decided_on=date(2026, 9, 1)), ["A", "B", "C"]),
        (lambda: Role.objects.filter(name="A").update(path="technical-management"), ["A"]),
        (lambda: Role.objects.filter(name="A").update(name="Z"), ["Z"]),
        (lambda: Role.objects.filter(name="Lead").update(name="Head"), ["A", "B", "C"]),
        (lambda: ShareImage.objects.filter(comparison__role_a__name="B").delete(), ["B"]),
    ],
    ids=[
        *("nothing", "a reason", "a question", "a definition", "the answer", "the sureness"),
        *("no pick", "the other pick", "the day", "a shape", "a name", "a name of all", "no image"),
    ],
)  # fmt: skip
def test_only_what_says_something_else_is_drawn_again(settled, drawn, change, redrawn):
    change()
    current = share_images_are_current()

    redraw_share_images()

    assert names(drawn) == redrawn
    assert current == (redrawn == [])
    assert share_images_are_current()


def test_an_image_without_a_verdict_is_deleted(settled, drawn):
    Verdict.objects.filter(comparison__role_a__name="B").delete()

    assert not share_images_are_current()
    redraw_share_images()

    assert drawn == []
    assert set(ShareImage.objects.values_list("comparison__role_a__name", flat=True)) == {"A", "C"}


def test_an_image_goes_with_its_comparison(settled):
    Comparison.objects.filter(role_a__name="A").delete()

    assert ShareImage.objects.count() == 2
    assert share_images_are_current()


def test_another_design_draws_all_of_them(settled, drawn, monkeypatch):
    monkeypatch.setattr(cards, "DESIGN", cards.DESIGN + 1)

    redraw_share_images()

    assert names(drawn) == ["A", "B", "C"]


@pytest.mark.parametrize("number", [1, 3])
def test_looking_takes_two_queries_and_drawing_one_more(drawn, django_assert_num_queries, number):
    for _ in range(number):
        VerdictFactory(comparison=publishable_comparison(), decided_on=date(2026, 9, 1))

    with django_assert_num_queries(3):
        redraw_share_images()
    with django_assert_num_queries(2):
        redraw_share_images()

    assert len(drawn) == number


def test_an_image_is_called_after_its_comparison(settled):
    image = ShareImage.objects.get(comparison__role_a__name="A")

    assert str(image) == "The share image of A or lead?"
    assert image.get_absolute_url() == (
        f"/comparisons/{image.comparison.slug}/card.png?v={image.fingerprint[:8]}"
    )


def test_a_change_of_content_raises_its_version_and_redraws(settled, drawn):
    Role.objects.filter(name="A").update(name="Z")

    content_has_changed()

    assert (content_version(), names(drawn)) == (1, ["Z"])


# The import


def test_an_import_draws_what_it_brings(folder, drawn):
    import_content(folder)

    assert [card.names for card in drawn] == [("Boat builder", "or captain?")]


def test_an_import_that_changes_nothing_draws_nothing(folder, drawn):
    import_content(folder)
    drawn.clear()

    import_content(folder)

    assert (drawn, content_version()) == ([], 1)


def test_an_import_that_overwrites_draws_again(folder, drawn):
    import_content(folder)
    Role.objects.filter(slug="captain").update(name="Skipper")
    redraw_share_images()
    drawn.clear()

    import_content(folder, overwrite=["captain"])

    assert [card.names[1] for card in drawn] == ["or captain?"]


def test_an_import_into_a_site_of_an_older_design_draws_all_and_says_that_pages_changed(
    folder, drawn, monkeypatch
):
    import_content(folder)
    monkeypatch.setattr(cards, "DESIGN", cards.DESIGN + 1)

    import_content(folder)

    assert (len(drawn), content_version()) == (2, 2)


def test_an_import_that_cannot_draw_brings_the_rest_and_the_next_one_the_images(
    folder, monkeypatch
):
    def broken(card):
        raise OSError("cannot open resource")

    with monkeypatch.context() as patch:
        patch.setattr(share_images, "draw", broken)
        import_content(folder)
    without = (Role.objects.count(), ShareImage.objects.count())

    import_content(folder)

    assert (without, ShareImage.objects.count()) == ((2, 0), 1)
