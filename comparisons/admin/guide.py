from django.contrib import admin
from django.http import HttpRequest

from comparisons.models import Guide

from .desk import PublishableAdmin
from .shared import AddressedForm, AliasInline, FaqInline, keep_former_address


@admin.register(Guide)
class GuideAdmin(PublishableAdmin):
    form = AddressedForm
    list_display = ["title", "kind", "state", "created", "changed_at"]
    list_filter = ["state", "kind"]
    search_fields = ["title", "slug", "body"]
    ordering = ["title"]
    filter_horizontal = ["skills", "related_roles", "related_guides"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "kind", "body"]}),
        ("Related", {"fields": ["skills", "related_roles", "related_guides"]}),
        ("Publishing", {"fields": ["created", ("state", "publish_at")]}),
    ]
    inlines = [FaqInline, AliasInline]

    def save_model(
        self, request: HttpRequest, obj: Guide, form: AddressedForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        keep_former_address(form)
