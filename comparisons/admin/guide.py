from django.contrib import admin

from comparisons.models import Guide

from .addresses import AddressedAdmin
from .filters import Assigned, Copy, Schedule
from .page_forms import GuideForm
from .shared import AMONG_COLLEAGUES, AliasInline, FaqInline


@admin.register(Guide)
class GuideAdmin(AddressedAdmin):
    named_by = "title"
    form = GuideForm
    list_display = ["title", "kind", "state_for_readers", "created", "changed_at"]
    list_filter = ["state", Copy, Assigned, Schedule, "kind"]
    search_fields = ["title", "slug", "body"]
    ordering = ["title"]
    fieldsets = [
        ("The guide", {"fields": ["title", "slug", "kind", "body"]}),
        ("Beside it", {"fields": ["related_roles", "skills", "related_guides"]}),
        ("Publishing", {"fields": ["created", ("state", "publish_at")]}),
        AMONG_COLLEAGUES,
    ]
    inlines = [FaqInline, AliasInline]
    help_texts = {
        "title": "For example: The first 90 days as a tech lead",
        "slug": "Its address: first-90-days makes /guides/first-90-days/",
        "body": "Markdown. Begin with a paragraph: lists show it. Cite a source behind the claim, "
        "for example [@pendulum], and link our pages as [tech lead](/roles/tech-lead/).",
        "related_roles": "The roles that it speaks of.",
        "skills": "What a reader learns. A published guide needs at least one.",
        "related_guides": "What to read next.",
        "created": "Shown to readers as the day on which it was written.",
    }
    rows_of_text = {"body": 30}
