"""The pages of a role, a comparison and a guide: what a reader sees, and an editor beforehand."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from . import charts
from .disagreeing import readers_of
from .footnotes import Footnotes
from .models import Comparison, Guide, Rating, Role, Skill, Source
from .structured_data import Crumb, Trail


def show_comparison(request: HttpRequest, comparison: Comparison) -> HttpResponse:
    comparison.load_roles()
    rows = charts.side_by_side(*(role.ratings.all() for role in comparison.roles))
    verdict = comparison.current_verdict
    context = {
        "trail": trail("Comparisons", "comparisons", comparison),
        "comparison": comparison,
        "verdict": verdict,
        "readers": readers_of(verdict) if verdict else "",
        "rows": rows,
        "finding": charts.finding(rows),
        "longest": longest_slice(comparison.roles),
        "related": Comparison.objects.beside(comparison)[:4],
        "footnotes": _footnotes(),
    }
    return render(request, "comparisons/comparison.html", context)


def show_role(request: HttpRequest, role: Role) -> HttpResponse:
    context = {
        "trail": trail("Roles", "roles", role),
        "role": role,
        "rows": charts.beside_others(role.ratings.all(), Rating.objects.of_paths_beside(role)),
        "longest": longest_slice([role]),
        "comparisons": Comparison.objects.with_role(role),
        "footnotes": _footnotes(),
    }
    return render(request, "comparisons/role.html", context)


def show_guide(request: HttpRequest, guide: Guide) -> HttpResponse:
    context = {
        "trail": trail("Guides", "guides", guide),
        "guide": guide,
        "footnotes": _footnotes(),
    }
    return render(request, "comparisons/guide.html", context)


def trail(above: str, address: str, page: Comparison | Role | Guide | Skill) -> Trail:
    """The way to a page from the list that it stands in."""
    return Crumb(above, reverse(address)), Crumb(str(page), page.get_absolute_url())


def _footnotes() -> Footnotes[Source]:
    return Footnotes({source.slug: source for source in Source.objects.all()})


def longest_slice(roles: Iterable[Role]) -> int:
    """What every bar of a page is measured by, so that they can be compared."""
    return max((piece.hours for role in roles for piece in role.week.all()), default=1)
