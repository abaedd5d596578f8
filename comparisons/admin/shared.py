"""Inlines that hang on several pages, and addresses that must not lead to two places."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet

from comparisons.models import Alias, Faq, Role

from .desk import DeskForm
from .inlines import Inline


class AliasFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            slug = form.cleaned_data.get("slug") if form.is_valid() else None
            if slug and not form.cleaned_data.get("DELETE"):
                self._refuse_if_taken(form, slug)

    def _refuse_if_taken(self, form: Any, slug: str) -> None:
        other = type(self.instance)._default_manager.filter(slug=slug).first()
        if slug == self.instance.slug:
            form.add_error("slug", "This is the address itself. Remove it here.")
        elif other:
            form.add_error("slug", f"This is already the address of {other}.")
        elif isinstance(self.instance, Role) and "-vs-" in slug:
            form.add_error("slug", "Another name of a role cannot contain “-vs-”.")


class AliasInline(Inline, admin.TabularInline):
    model = Alias
    formset = AliasFormSet
    fields = ["slug"]
    verbose_name = "other address"
    verbose_name_plural = "other addresses"


class FaqInline(Inline, admin.StackedInline):
    model = Faq
    fields = ["question", "answer", "order"]


class AddressedForm(DeskForm):
    """For roles and guides, whose slug an editor chooses."""

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        kind = self._meta.model._meta.model_name
        aliases = Alias.objects.filter(slug=slug, **{f"{kind}__isnull": False})
        alias = aliases.exclude(**{kind: self.instance.pk}).select_related(kind).first()
        if alias:
            owner = getattr(alias, kind)
            raise ValidationError(f"This is another address of {owner}. Remove it there first.")
        return slug


def keep_former_address(form: AddressedForm) -> None:
    """Links to the old address go on working."""
    if form.instance.pk and "slug" in form.changed_data and form.initial.get("slug"):
        kind = form.instance._meta.model_name
        Alias.objects.get_or_create(slug=form.initial["slug"], defaults={kind: form.instance})
