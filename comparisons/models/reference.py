"""What the pages refer to: the criteria, the sources and the skills."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse


class Criterion(models.Model):
    """Something a job asks of you or gives you. Comparisons draw it, the quiz asks about it."""

    class Group(models.TextChoices):
        PEOPLE = "people", "People"
        CRAFT = "craft", "Craft"
        PRODUCT = "product", "Product"
        SAFETY = "safety", "Safety"
        POWER_AND_PAY = "power-and-pay", "Power and pay"

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60, help_text="For example: Growing other people")
    goal = models.CharField(
        max_length=80, help_text="The same as a wish, for example: Help other people grow"
    )
    meaning = models.TextField(help_text="One sentence: what is rated here.")
    low = models.CharField("what 1 looks like", max_length=120)
    high = models.CharField("what 5 looks like", max_length=120)
    group = models.CharField(max_length=13, choices=Group)
    measured = models.BooleanField("the quiz measures it", default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name_plural = "criteria"

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    slug = models.SlugField(
        max_length=60, unique=True, help_text="Cite it in a text as [@slug], after the claim."
    )
    title = models.CharField(max_length=200)
    author = models.CharField(max_length=120, blank=True)
    publisher = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: not known.")
    undated = models.BooleanField(
        default=False, help_text="It shows no date; the year is the one in which we read it."
    )
    address = models.URLField(max_length=300)

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.slug})"


class SkillQuerySet(models.QuerySet["Skill"]):
    def published(self) -> Self:
        """Nobody publishes a skill by itself: readers see those that a public page names."""
        from .guide import Guide
        from .role import Role

        roles, guides = (
            kind.objects.published().filter(skills=OuterRef("pk")) for kind in (Role, Guide)
        )
        return self.filter(Q(Exists(roles)) | Q(Exists(guides)))

    def for_page(self) -> Self:
        from .guide import Guide
        from .role import Role

        return self.prefetch_related(
            Prefetch("roles", queryset=Role.objects.published()),
            Prefetch("guides", queryset=Guide.objects.published()),
        )


class Skill(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    description = models.TextField(help_text="One sentence: what it is and what it leads to.")

    objects = SkillQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("skill", args=[self.slug])
