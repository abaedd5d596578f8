"""What other sites show beside a link to a comparison."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.urls import reverse

from .comparison import Comparison


class ShareImageQuerySet(models.QuerySet["ShareImage"]):
    def published(self) -> Self:
        """Its words are those of the comparison, so it is no sooner public."""
        return self.filter(comparison__in=Comparison.objects.published())


class ShareImage(models.Model):
    """Drawn when content changes, never when somebody asks for it; also that of a draft."""

    comparison = models.OneToOneField(
        Comparison, models.CASCADE, related_name="share_image", primary_key=True
    )
    png = models.BinaryField()
    fingerprint = models.CharField(max_length=64)

    objects = ShareImageQuerySet.as_manager()

    def __str__(self) -> str:
        return f"The share image of {self.comparison}"

    def get_absolute_url(self) -> str:
        """Another address when the words differ: other sites keep what they have read."""
        address = reverse("share-image", args=[self.comparison.slug])
        return f"{address}?v={self.fingerprint[:8]}"
