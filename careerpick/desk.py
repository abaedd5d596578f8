"""The staff desk as one site: its home, and its pages grouped as editors think of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import slugify

from comparisons.admin.signing_in import KeepsForms
from comparisons.models import Rating

from .attention import attention, may_see

GROUPS = {
    "Content": (
        *("comparisons.role", "comparisons.comparison", "comparisons.verdict"),
        *("comparisons.guide", "comparisons.criterion", "comparisons.source"),
        "comparisons.skill",
    ),
    "Quiz": ("quiz.edition", "quiz.question", "comparisons.rating", "quiz.tally"),
    "Readers": ("comparisons.disagreement",),
    "People": ("auth.user", "auth.group", "admin.logentry"),
}
OTHERS = "More"  # what nobody has put into a group; it is not to be lost
NAMES = {"admin.logentry": "Who did what"}  # where the noun says less


class SignInForm(AdminAuthenticationForm):
    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "The name or the password is wrong, or this account may not use the desk. "
        "Capital letters count in both.",
    }


class Desk(KeepsForms):
    site_header = site_title = "CareerPick"
    index_title = "The desk"
    login_form = SignInForm

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """By group; the pages of one app go on standing under its own name."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        pages = [page for app in apps for page in app["models"]]
        if may_see(request.user, Rating):
            pages.append(_ratings(request))
        _mark_current(pages, request.path)
        return list(_grouped(pages))

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().login(request, {"title": "Sign in to the desk", **(extra_context or {})})

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        context = {"attention": attention(request.user), **(extra_context or {})}
        return super().index(request, context)


def _mark_current(pages: list[dict[str, Any]], path: str) -> None:
    """The innermost: ratings stand below the address of editions, and are none of them."""
    addresses = [page["admin_url"] for page in pages if page["admin_url"]]
    innermost = max(filter(path.startswith, addresses), key=len, default=None)
    for page in pages:
        page["is_current"] = innermost is not None and page["admin_url"] == innermost


def _ratings(request: HttpRequest) -> dict[str, Any]:
    """All of them stand on one page, which is no list of rows."""
    may_change = request.user.has_perm("comparisons.change_rating")
    return {
        "model": Rating,
        "name": "Ratings",
        "object_name": "Rating",
        "perms": {"add": False, "change": may_change, "delete": False, "view": True},
        "admin_url": reverse("admin:quiz_ratings"),
        "add_url": None,
        "view_only": not may_change,
    }


def _grouped(pages: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    found = {page["model"]._meta.label_lower: page for page in pages}
    for label in NAMES.keys() & found.keys():
        found[label]["name"] = NAMES[label]
    for name, labels in GROUPS.items():
        yield from _group(name, [found.pop(label) for label in labels if label in found])
    yield from _group(OTHERS, list(found.values()))


def _group(name: str, pages: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    if pages:
        yield {
            "name": name,
            "app_label": slugify(name),
            "app_url": "",
            "has_module_perms": True,
            "models": pages,
        }
