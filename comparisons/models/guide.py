"""Longer texts that stand beside the roles."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from comparisons.footnotes import without_citations
from comparisons.markdown import to_text

from .publishable import Publishable, PublishableQuerySet
from .role import Role


class GuideQuerySet(PublishableQuerySet):
    def for_page(self) -> Self:
        return self.prefetch_related(
            "faqs",
            "skills",
            Prefetch("related_roles", queryset=Role.objects.published()),
            Prefetch("related_guides", queryset=Guide.objects.published()),
        )


class Guide(Publishable):
    class Kind(models.TextChoices):
        GUIDE = "guide", "Guide"
        RESOURCE = "resource", "Resource"

    slug = models.SlugField(max_length=120, unique=True, help_text="Its address: /guides/slug/")
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.GUIDE)
    body = models.TextField(
        blank=True, help_text="Markdown. The first paragraph also stands in lists. Cite: [@slug]"
    )
    skills = models.ManyToManyField("comparisons.Skill", blank=True, related_name="guides")
    related_roles = models.ManyToManyField(Role, blank=True, related_name="guides")
    related_guides = models.ManyToManyField("self", blank=True, symmetrical=False)
    created = models.DateField(default=timezone.localdate)

    objects = GuideQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        permissions = [("publish_guide", "Can publish guides")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("guide", args=[self.slug])

    @property
    def lead(self) -> str:
        return self.body.strip().partition("\n\n")[0].replace("\n", " ")

    @property
    def summary(self) -> str:
        """The lead without its citations, links and stars."""
        return to_text(without_citations(self.lead))
