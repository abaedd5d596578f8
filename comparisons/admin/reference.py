from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import PROTECT, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_http_methods

from comparisons.content_values import fault_of_slug
from comparisons.models import Criterion, Role, Skill, Source

from .choosing import SourceField
from .citations import link_to, owner_of, texts_citing, uses_of, with_owners
from .desk import STATES_OF_PUBLISHERS, DeskAdmin, DeskForm, may_publish
from .replacing import NotReplacedError, not_theirs, replace_source

Deletion = tuple[list[Any], dict[str, int], set[str], list[Any]]


class ReferenceForm(DeskForm):
    class Meta:
        labels = {"slug": "Short name", "order": "Place"}

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if "slug" in self.changed_data and (fault := fault_of_slug(slug, len(slug))):
            raise ValidationError(f"{fault}.")
        return slug


class ReferenceAdmin(DeskAdmin):
    """For what pages refer to: as long as one does, it stays."""

    form = ReferenceForm
    readonly_fields = ["where_used"]

    def uses_of(self, thing: Any) -> Iterator[Model]:
        raise NotImplementedError

    @admin.display(description="where it is used")
    def where_used(self, thing: Any) -> str:
        if thing.pk is None:
            return "Nowhere yet."
        uses = format_html_join("", "<li>{}</li>", ((link_to(use),) for use in self.uses_of(thing)))
        return format_html("<ul>{}</ul>", uses) if uses else "Nowhere yet."

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What readers see of it changes at once, and that is for those who may publish."""
        may = super().has_change_permission(request, obj)
        return may and (
            obj is None or may_publish(request.user, Role) or not self._readers_see(obj)
        )

    def _readers_see(self, thing: Any) -> bool:
        owners = (owner_of(use) for use in self.uses_of(thing))
        pages = (getattr(owner, "comparison", owner) for owner in owners)
        return any(getattr(page, "state", "") in STATES_OF_PUBLISHERS for page in pages)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Deletion:
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        uses = dict.fromkeys(link_to(use) for thing in objs for use in self.uses_of(thing))
        return found, counts, lacking, list(uses) or protected


@admin.register(Criterion)
class CriterionAdmin(ReferenceAdmin):
    list_display = ["name", "goal", "group", "measured", "order"]
    list_filter = ["group", "measured"]
    search_fields = ["name", "slug", "goal"]
    ordering = ["order", "pk"]
    fields = [
        *("name", "slug", "goal", "meaning", "low", "high", "group", "measured", "order"),
        "where_used",
    ]

    def uses_of(self, thing: Criterion) -> Iterator[Model]:
        """Also in apps that are not known here: the questions of the quiz measure criteria."""
        for relation in thing._meta.related_objects:
            if relation.on_delete is PROTECT:
                rows = relation.related_model._default_manager
                yield from with_owners(rows.filter(**{relation.field.name: thing}))


@admin.register(Skill)
class SkillAdmin(ReferenceAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    ordering = ["name"]
    fields = ["name", "slug", "description", "where_used"]
    help_texts = {
        "slug": "Its address is /skills/slug/. Readers find its page there once a published role or"
        " guide names the skill.",
    }

    def uses_of(self, thing: Skill) -> Iterator[Model]:
        yield from thing.roles.all()
        yield from thing.guides.all()

    def get_view_on_site_url(self, obj: Skill | None = None) -> str | None:
        if obj and not Skill.objects.published().filter(pk=obj.pk).exists():
            return None
        return super().get_view_on_site_url(obj)


class SourceForm(ReferenceForm):
    def clean_slug(self) -> str:
        slug = super().clean_slug()
        if self.instance.pk and "slug" in self.changed_data:
            before = Source.objects.get(pk=self.instance.pk)
            uses = [link_to(text) for text in texts_citing(before)]
            if uses:
                raise ValidationError(
                    format_html(
                        "Texts cite this source as [@{}]. Change them first: {}.",
                        before.slug,
                        format_html_join("; ", "{}", ((use,) for use in uses)),
                    )
                )
        return slug


class ReplacementForm(forms.Form):
    by = SourceField(
        Source.objects.none(),
        label="Replace it everywhere by",
        help_text="By its short name, as texts cite it. For example: pendulum",
        error_messages={"required": "Choose the source that is to stand there instead."},
    )

    def __init__(self, source: Source, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by: Any = self.fields["by"]
        by.queryset = Source.objects.exclude(pk=source.pk)


@admin.register(Source)
class SourceAdmin(ReferenceAdmin):
    form = SourceForm
    list_display = ["title", "author", "publisher", "year", "slug"]
    list_filter = ["year"]
    search_fields = ["title", "slug", "author", "publisher"]
    ordering = ["title"]
    fields = [
        *("title", "slug", "author", "publisher", "year", "undated", "address"),
        *("where_used", "replacement"),
    ]
    readonly_fields = ["where_used", "replacement"]

    def uses_of(self, thing: Source) -> Iterator[Model]:
        return uses_of(thing)

    @admin.display(description="another source instead")
    def replacement(self, source: Source) -> str:
        if source.pk is None:
            return "Save it first."
        address = reverse("admin:comparisons_source_replace", args=[quote(source.pk)])
        return format_html('<a href="{}">Replace it everywhere by another source</a>', address)

    # Replacing

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_http_methods(["GET", "POST"])(self.replace_view))
        own = path("<path:object_id>/replace/", view, name="comparisons_source_replace")
        return [own, *super().get_urls()]

    def replace_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        source = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request):
            raise PermissionDenied
        if source is None:
            raise Http404
        form = ReplacementForm(source, request.POST if request.method == "POST" else None)
        if form.is_valid() and self._is_replaced(request, source, form):
            return redirect("admin:comparisons_source_change", source.pk)
        uses = list(dict.fromkeys(uses_of(source)))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Replace “{source.title}”",
            "opts": self.opts,
            "source": source,
            "form": form,
            "known_sources": Source.objects.exclude(pk=source.pk).values_list("slug", "title"),
            "uses": [link_to(use) for use in uses],
            "not_theirs": [link_to(thing) for thing in not_theirs(request, uses)],
        }
        return TemplateResponse(request, "admin/comparisons/source/replace.html", context)

    def _is_replaced(self, request: HttpRequest, source: Source, form: ReplacementForm) -> bool:
        by: Source = form.cleaned_data["by"]
        try:
            pages = replace_source(request, source, by)
        except NotReplacedError as refused:
            form.add_error(None, ValidationError(refused.reasons))
            return False
        count = f"{pages} page" if pages == 1 else f"{pages} pages"
        words = format_html("“{}” now stands where “{}” stood: {}.", by.title, source.title, count)
        if self.has_delete_permission(request, source):
            delete = reverse("admin:comparisons_source_delete", args=[quote(source.pk)])
            offer = ' Nothing names this source any more. <a href="{}">Delete it</a>'
            words += format_html(offer, delete)
        self.message_user(request, words, messages.SUCCESS)
        return True
