"""Keeps the share images as the comparisons are."""

from __future__ import annotations

from .cards import Card, draw
from .charts import shapes
from .models import ShareImage, Verdict


def share_images_are_current() -> bool:
    return _drawn() == {pk: card.fingerprint for pk, card in _cards().items()}


def redraw_share_images() -> None:
    """Draws those that say something else than their comparison does, and no others."""
    drawn, cards = _drawn(), _cards()
    if bare := drawn.keys() - cards.keys():
        ShareImage.objects.filter(pk__in=bare).delete()
    changed = {pk: card for pk, card in cards.items() if drawn.get(pk) != card.fingerprint}
    ShareImage.objects.bulk_create(
        (
            ShareImage(comparison_id=pk, png=draw(card), fingerprint=card.fingerprint)
            for pk, card in changed.items()
        ),
        update_conflicts=True,
        unique_fields=["comparison"],
        update_fields=["png", "fingerprint"],
    )


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
