"""What can hang on a role, a comparison or a guide: other addresses, and questions."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q


def exactly_one_of(*owners: str) -> Q:
    """True when one of these foreign keys is set and the others are not."""
    return Q.create(
        [Q(**{f"{other}__isnull": other != owner for other in owners}) for owner in owners],
        connector=Q.OR,
    )


class Alias(models.Model):
    """Another address: what people search for, and what a page was called before."""

    slug = models.SlugField(
        max_length=120, unique=True, help_text="Leads here as well, for example: technical-manager"
    )
    role = models.ForeignKey(
        "comparisons.Role", models.CASCADE, null=True, blank=True, related_name="aliases"
    )
    comparison = models.ForeignKey(
        "comparisons.Comparison", models.CASCADE, null=True, blank=True, related_name="aliases"
    )
    guide = models.ForeignKey(
        "comparisons.Guide", models.CASCADE, null=True, blank=True, related_name="aliases"
    )

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "aliases"
        constraints = [
            models.CheckConstraint(
                condition=exactly_one_of("role", "comparison", "guide"),
                name="alias_has_one_target",
                violation_error_message="An alias leads to one role, one comparison or one guide.",
            ),
            models.CheckConstraint(
                condition=Q(role=None) | ~Q(slug__contains="-vs-"),
                name="role_alias_is_not_a_pair",
                violation_error_message="Another name of a role cannot contain “-vs-”.",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def clean(self) -> None:
        """An address cannot lead to two places; the database cannot look across tables."""
        from .role import Role

        taken = Role.objects.filter(slug=self.slug).first() if self.role_id else None
        if taken:
            raise ValidationError({"slug": f"This is already the address of {taken.name}."})


class Faq(models.Model):
    role = models.ForeignKey(
        "comparisons.Role", models.CASCADE, null=True, blank=True, related_name="faqs"
    )
    comparison = models.ForeignKey(
        "comparisons.Comparison", models.CASCADE, null=True, blank=True, related_name="faqs"
    )
    guide = models.ForeignKey(
        "comparisons.Guide", models.CASCADE, null=True, blank=True, related_name="faqs"
    )
    question = models.CharField(max_length=160)
    answer = models.TextField(help_text="Markdown; two to five sentences.")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "question"
        constraints = [
            models.CheckConstraint(
                condition=exactly_one_of("role", "comparison", "guide"),
                name="faq_has_one_owner",
                violation_error_message="A question belongs to one role, comparison or guide.",
            )
        ]

    def __str__(self) -> str:
        return self.question
