from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from comparisons.models import Criterion, Guide, Publishable, Skill, Source

from .citations import link_to, texts_citing
from .desk import DeskAdmin, DeskForm

Deletion = tuple[list[Any], dict[str, int], set[str], list[Any]]


@admin.register(Criterion)
class CriterionAdmin(DeskAdmin):
    list_display = ["name", "goal", "group", "measured", "order"]
    list_filter = ["group", "measured"]
    search_fields = ["name", "slug", "goal"]
    ordering = ["order", "pk"]
    fields = ["name", "slug", "goal", "meaning", "low", "high", "group", "measured", "order"]


@admin.register(Skill)
class SkillAdmin(DeskAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    ordering = ["name"]
    fields = ["name", "slug", "description"]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Deletion:
        *found, protected = super().get_deleted_objects(objs, request)
        return (*found, [*protected, *map(link_to, _guides_left_without_skill(objs))])


class SourceForm(DeskForm):
    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
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


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    form = SourceForm
    list_display = ["title", "author", "publisher", "year", "slug"]
    list_filter = ["year"]
    search_fields = ["title", "slug", "author", "publisher"]
    ordering = ["title"]
    fields = ["title", "slug", "author", "publisher", "year", "undated", "address", "where_used"]
    readonly_fields = ["where_used"]

    @admin.display(description="where it is used")
    def where_used(self, source: Source) -> str:
        if source.pk is None:
            return "Nowhere yet."
        uses = format_html_join("", "<li>{}</li>", ((link_to(use),) for use in _uses(source)))
        return format_html("<ul>{}</ul>", uses) if uses else "Nowhere yet."

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Deletion:
        *found, protected = super().get_deleted_objects(objs, request)
        citing = [link_to(text) for source in objs for text in texts_citing(source)]
        return (*found, [*protected, *citing])


def _uses(source: Source) -> Iterator[models.Model]:
    yield from source.points.all()
    yield from source.figures.all()
    yield from source.read_for.all()
    yield from texts_citing(source)


def _guides_left_without_skill(skills: Any) -> models.QuerySet[Guide]:
    others = Skill.objects.exclude(pk__in=[skill.pk for skill in skills])
    published = Guide.objects.filter(state=Publishable.State.PUBLISHED, skills__in=list(skills))
    return published.exclude(skills__in=others).distinct()
