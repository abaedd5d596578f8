"""One page, one address: what it was called before leads to it, and nothing leads to two places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list

from comparisons.models import Alias, Comparison, Publishable, Role

from .desk import DeskForm, Page, PublishableAdmin

LONGEST_ALIAS = Alias._meta.get_field("slug").max_length


def pair_slug(role_a: str, role_b: str) -> str:
    return f"{role_a}-vs-{role_b}"


# Refusing


class AddressedForm(DeskForm):
    """For roles and guides, whose slug an editor chooses."""

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if isinstance(self.instance, Role) and "-vs-" in slug:
            raise ValidationError("The address of a role cannot contain “-vs-”.")
        if "slug" in self.changed_data:
            _refuse_capitals(slug)
        if owner := _other_owner_of_alias(self.instance, slug):
            raise ValidationError(f"This is another address of {owner}. Remove it there first.")
        if self.instance.pk:
            _refuse_to_lose(self.instance, self.instance.slug)
        if isinstance(self.instance, Role) and self.instance.pk:
            for comparison, moved in comparisons_that_move(self.instance, slug):
                _refuse_move(comparison, moved)
        return slug


class PairForm(DeskForm):
    """For comparisons, whose address consists of those of their roles."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        role_a, role_b = (
            cleaned.get(side) if side in self.fields else getattr(self.instance, side)
            for side in ("role_a", "role_b")
        )
        if role_a and role_b:
            self.instance.slug = pair_slug(role_a.slug, role_b.slug)
            if objection := self._objection_to_pair(role_a, role_b):
                self.add_error("role_b" if "role_b" in self.fields else None, objection)
        return cleaned

    def _objection_to_pair(self, role_a: Role, role_b: Role) -> str:
        if role_a == role_b:
            return "Choose two different roles."
        others = Comparison.objects.exclude(pk=self.instance.pk)
        if others.filter(role_a__in=(role_a, role_b), role_b__in=(role_a, role_b)).exists():
            return "These two roles are already compared."
        if there := others.filter(slug=self.instance.slug).first():
            return f"The address {self.instance.slug} is taken by {there}"
        if owner := _other_owner_of_pair(self.instance, self.instance.slug):
            return (
                f"{self.instance.slug} is another address of {owner}. "
                "Remove it there first, among its other addresses."
            )
        return ""


class AliasForm(forms.ModelForm):
    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if "slug" in self.changed_data:
            _refuse_capitals(slug)
            taken = Alias.objects.filter(slug=slug).exclude(pk=self.instance.pk)
            if alias := _with_owners(taken).first():
                raise ValidationError(f"This is already another address of {_owner_of(alias)}.")
        return slug


class AliasFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            slug = form.cleaned_data.get("slug") if form.is_valid() else None
            if slug and not form.cleaned_data.get("DELETE"):
                self._refuse_if_taken(form, slug)

    def _refuse_if_taken(self, form: Any, slug: str) -> None:
        others = type(self.instance)._default_manager.exclude(pk=self.instance.pk)
        if slug == self.instance.slug:
            # A page that is called again what it was called before loses that alias by itself.
            if form.has_changed():
                form.add_error("slug", "This is the address itself. Remove it here.")
        elif form.has_changed() and (other := others.called(slug).first()):
            form.add_error("slug", f"This is already the address of {other}.")
        elif isinstance(self.instance, Role) and "-vs-" in slug:
            form.add_error("slug", "Another name of a role cannot contain “-vs-”.")


def _refuse_capitals(slug: str) -> None:
    """Addresses are looked up in small letters, so that readers may write them as they like."""
    if slug != slug.lower():
        raise ValidationError(f"Write it in small letters: {slug.lower()}")


def _refuse_to_lose(page: Page, slug: str) -> None:
    if there := _with_owners(_others(page, Alias.objects.filter(slug=slug))).first():
        raise ValidationError(
            f"{slug} is also another address of {_owner_of(there)}, so links to it could not lead "
            "here any more. Remove it there first."
        )


def _refuse_move(comparison: Comparison, slug: str) -> None:
    """A comparison that follows its role has to find its new address free."""
    there: Any = Comparison.objects.filter(slug=slug).exclude(pk=comparison.pk).first()
    if owner := there or _other_owner_of_pair(comparison, slug):
        raise ValidationError(
            f"“{comparison}” would move to {slug}, which is an address of “{owner}”. "
            "Remove it there first."
        )
    _refuse_to_lose(comparison, comparison.slug)


def _other_owner_of_alias(page: Page, *slugs: str) -> Any:
    """Another page of the same kind that is also called this."""
    kind = str(page._meta.model_name)
    taken = Alias.objects.filter(slug__in=slugs, **{f"{kind}__isnull": False})
    alias = _with_owners(_others(page, taken)).first()
    return _owner_of(alias) if alias else None


def _other_owner_of_pair(comparison: Comparison, slug: str) -> Any:
    one, _, other = slug.partition("-vs-")
    return _other_owner_of_alias(comparison, slug, pair_slug(other, one))


def _others(page: Page, aliases: QuerySet[Alias]) -> QuerySet[Alias]:
    kind = str(page._meta.model_name)
    return aliases.exclude(**{kind: page.pk}) if page.pk else aliases


def _with_owners(aliases: QuerySet[Alias]) -> QuerySet[Alias]:
    return aliases.select_related(
        "role", "guide", "comparison__role_a", "comparison__role_b"
    ).order_by("pk")


def _owner_of(alias: Alias) -> Any:
    return alias.role or alias.comparison or alias.guide


# Following


class AddressedAdmin(PublishableAdmin):
    """Whatever a page was called leads to it, also when an older version of it is taken back."""

    named_by = ""  # the field that a new page gets its address from

    @admin.display(description="state", ordering="state")
    def state_for_readers(self, page: Page) -> str:
        if start := _start_to_come(page):
            return f"From {start}"
        if page.is_published and (why := _hidden_by(page)):
            return f"Not shown: {why}"
        return str(page.get_state_display())

    def words_when_saved(self, obj: Page) -> str:
        return f"“{obj}” is saved. {_what_readers_see(obj)}"

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Page | None = None
    ) -> dict[str, Any]:
        """A new page is offered an address; one that has an address keeps it."""
        return {"slug": [self.named_by]} if self.named_by and obj is None else {}

    def revision_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        # What follows sees the old version, with its addresses of then.
        now = self.get_object(request, unquote(object_id))
        request.addresses = addresses_of(now) if now else set()  # type: ignore[attr-defined]
        return super().revision_view(request, object_id, version_id, extra_context)

    def save_related(
        self, request: HttpRequest, form: DeskForm, formsets: Iterable[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        former = {form.initial["slug"]} if change and form.initial.get("slug") else set()
        keep_addresses(form.instance, former | getattr(request, "addresses", set()))
        if isinstance(form.instance, Role):
            move_comparisons(form.instance)


def _start_to_come(page: Page) -> str:
    """When readers will see it, in words; empty when that is over, or not planned."""
    if not page.is_published or page.publish_at is None or page.publish_at <= timezone.now():
        return ""
    return date_format(timezone.localtime(page.publish_at), "j F Y, H:i").removesuffix(", 00:00")


def _what_readers_see(page: Page) -> str:
    if start := _start_to_come(page):
        return f"Readers see it from {start}."
    if page.is_published:
        return "Readers see it now."
    told = "Readers do not see it."
    if page.state == Publishable.State.ARCHIVED:
        told = "Readers who come to its address are told that it is gone."
    return " ".join([told, *_what_goes_along(page)])


def _hidden_by(page: Page) -> str:
    """Readers see a comparison only while they see both of its roles."""
    roles = page.roles if isinstance(page, Comparison) else ()
    hidden = (role for role in roles if not role.is_published or _start_to_come(role))
    return " and ".join(f"{role} is not published" for role in hidden)


def _what_goes_along(page: Page) -> Iterator[str]:
    if not isinstance(page, Role):
        return
    comparisons = Comparison.objects.filter(
        Q(role_a=page) | Q(role_b=page), state=Publishable.State.PUBLISHED
    )
    if names := [f"“{one}”" for one in comparisons.select_related("role_a", "role_b")]:
        which = "the comparison" if len(names) == 1 else f"{len(names)} comparisons"
        yield f"With it they lose {which}: {get_text_list(names, 'and')}."
    if page.path:
        yield "While the quiz is open, it still recommends this role."


def addresses_of(page: Page) -> set[str]:
    aliases = set(page.aliases.values_list("slug", flat=True))
    # The address of a comparison tells which roles it compares, and leads to no other pair.
    return aliases if isinstance(page, Comparison) else {page.slug, *aliases}


def keep_addresses(page: Page, former: set[str]) -> None:
    page.aliases.filter(slug=page.slug).delete()
    known = {page.slug, *page.aliases.values_list("slug", flat=True)}
    for slug in sorted(former - known):
        page.aliases.create(slug=slug)


def comparisons_that_move(role: Role, slug: str) -> Iterable[tuple[Comparison, str]]:
    """Those whose address is not the one that they have when the role is called this."""
    comparisons = Comparison.objects.filter(Q(role_a=role) | Q(role_b=role))
    for comparison in comparisons.select_related("role_a", "role_b"):
        first, second = (slug if side == role else side.slug for side in comparison.roles)
        if comparison.slug != pair_slug(first, second):
            yield comparison, pair_slug(first, second)


def move_comparisons(role: Role) -> None:
    for comparison, slug in comparisons_that_move(role, role.slug):
        former = comparison.slug
        # Not by saving: the revision of the role would contain the comparison as it is today,
        # and taking back the role would take back the comparison.
        Comparison.objects.filter(pk=comparison.pk).update(slug=slug, changed_at=timezone.now())
        Alias.objects.filter(slug=slug, comparison=comparison).delete()
        # The longest fit no alias, and are found by the names of their roles.
        if len(former) <= (LONGEST_ALIAS or 0):
            known = Alias.objects.filter(slug=former, comparison=comparison)
            Alias.objects.bulk_create(
                [] if known.exists() else [Alias(slug=former, comparison=comparison)]
            )
