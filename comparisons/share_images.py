"""Keeps the share images as the comparisons are."""

from __future__ import annotations

import logging

from .cards import Card, draw
from .charts import shapes
from .models import ShareImage, Verdict

logger = logging.getLogger(__name__)


def share_images_are_current() -> bool:
    return _drawn() == {pk: card.fingerprint for pk, card in _cards().items()}


def redraw_share_images() -> None:
    """Draws those that say something else than their comparison does, and no others."""
    drawn, cards = _drawn(), _cards()
    changed = {pk: card for pk, card in cards.items() if drawn.get(pk) != card.fingerprint}
    images = [image for pk, card in changed.items() if (image := _image(pk, card))]
    kept = (cards.keys() - changed.keys()) | {image.comparison_id for image in images}
    if stale := drawn.keys() - kept:
        ShareImage.objects.filter(pk__in=stale).delete()
    ShareImage.objects.bulk_create(
        images,
        update_conflicts=True,
        unique_fields=["comparison"],
        update_fields=["png", "fingerprint"],
    )


def _image(pk: int, card: Card) -> ShareImage | None:
    """A page without a picture is better than an editor whose text cannot be saved."""
    try:
        return ShareImage(comparison_id=pk, png=draw(card), fingerprint=card.fingerprint)
    except Exception:
        logger.exception("The share image of comparison %s could not be drawn", pk)
        return None


def _drawn() -> dict[int, str]:
    return dict(ShareImage.objects.values_list("pk", "fingerprint"))


def _cards() -> dict[int, Card]:
    verdicts = Verdict.objects.current().select_related("comparison__role_a", "comparison__role_b")
    return {verdict.comparison_id: _card(verdict) for verdict in verdicts}


def _card(verdict: Verdict) -> Card:
    a, b = verdict.comparison.roles
    return Card(
        names=(a.name, f"or {b.name_in_text}?"),
        shapes=shapes((a, b)),
        answer=verdict.in_short,
        sureness=verdict.get_sureness_display() if verdict.picked_role else "No pick",
        decided_on=verdict.decided_on,
    )
