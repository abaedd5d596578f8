from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from comparisons.models import Comparison, Guide, Role, Skill


class PageSitemap(Sitemap):
    """Addresses as readers know them, wherever the request for the sitemap came from."""

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme


class FixedPages(PageSitemap):
    def items(self) -> list[str]:
        return ["home", "comparisons", "roles", "guides", "quiz", "how-it-works", "privacy"]

    def location(self, item: str) -> str:
        return reverse(item)


class Comparisons(PageSitemap):
    def items(self) -> Iterable[Comparison]:
        return Comparison.objects.published().select_related("role_a", "role_b")

    def lastmod(self, item: Comparison) -> datetime:
        return item.last_changed


class Roles(PageSitemap):
    def items(self) -> Iterable[Role]:
        return Role.objects.published()

    def lastmod(self, item: Role) -> datetime:
        return item.visible_since


class Guides(PageSitemap):
    def items(self) -> Iterable[Guide]:
        return Guide.objects.published()

    def lastmod(self, item: Guide) -> datetime:
        return item.visible_since


class Skills(PageSitemap):
    def items(self) -> Iterable[Skill]:
        return Skill.objects.published()


SITEMAPS = {
    "pages": FixedPages,
    "comparisons": Comparisons,
    "roles": Roles,
    "guides": Guides,
    "skills": Skills,
}
