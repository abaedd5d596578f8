"""What the site remembers about its content as a whole."""

from django.db import models
from django.db.models import F


class ContentVersion(models.Model):
    """One row that is a lock: changes of content come one after the other, and are counted."""

    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"Content version {self.number}"

    @classmethod
    def hold(cls) -> None:
        """From here to the end of the transaction nobody else changes content."""
        cls.objects.get_or_create(pk=1)
        cls.objects.select_for_update().get(pk=1)

    @classmethod
    def increase(cls) -> None:
        """Call this in the transaction of the change: the row's lock puts changes in order."""
        cls.objects.get_or_create(pk=1)
        cls.objects.filter(pk=1).update(number=F("number") + 1)


class ImportedSlug(models.Model):
    """A slug that an import has brought once; whatever became of it, it is not brought again."""

    kind = models.CharField(max_length=20)
    slug = models.SlugField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="imported_slug_once_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
