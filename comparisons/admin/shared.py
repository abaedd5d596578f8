"""What the forms of several pages have in common: their last fieldsets, and some inlines."""

from typing import Any

from django.contrib import admin

from comparisons.models import Alias, Faq

from .addresses import AliasForm, AliasFormSet
from .inlines import Inline, OrderedInline
from .page_forms import FaqForm

REVIEW_AND_PUBLISHING: Any = (
    "Review and publishing",
    {
        "fields": [
            ("written_by", "reviewed_by"),
            ("reviewed_on", "review_due"),
            ("state", "publish_at"),
        ]
    },
)
AMONG_COLLEAGUES: Any = ("Among colleagues", {"fields": ["assignee", "note"]})


class AliasInline(Inline, admin.StackedInline):
    model = Alias
    form = AliasForm
    formset = AliasFormSet
    fields = ["slug"]
    classes = ["brief"]
    verbose_name = "other address"
    verbose_name_plural = "other addresses"
    advice = (
        "Each leads here: what people search for, and what the page was called before. "
        "For example: technical-manager"
    )
    help_texts = {"slug": ""}


class FaqInline(OrderedInline, admin.StackedInline):
    model = Faq
    form = FaqForm
    fields = ["question", "answer", "order"]
    advice = (
        "For example: Can I go back? The answer is Markdown, two to five sentences; "
        "cite a source behind the claim as [@slug]."
    )
    help_texts = {"answer": ""}
