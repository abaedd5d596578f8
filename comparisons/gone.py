"""What is shown where a page used to be: that it was archived, and where to go on."""

from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .models import Comparison, Guide, Role

ENOUGH = 3  # comparisons to go on from


def page_gone(request: HttpRequest, page: Comparison | Role | Guide) -> HttpResponse:
    roles = list(_roles_beside(page))
    comparisons = Comparison.objects.for_list()
    beside = Q(role_a__in=roles) | Q(role_b__in=roles)
    near = [*roles, *comparisons.filter(beside)[:ENOUGH]]
    if isinstance(page, Guide):
        near += page.related_guides.published()
    context = {"page": page, "near": near or comparisons[:ENOUGH]}
    return render(request, "410.html", context, status=410)


def _roles_beside(page: Comparison | Role | Guide) -> Iterable[Role]:
    published = Role.objects.published()
    if isinstance(page, Comparison):
        return published.filter(Q(comparisons_as_a=page) | Q(comparisons_as_b=page)).distinct()
    if isinstance(page, Role):
        compared = Q(comparisons_as_a__role_b=page) | Q(comparisons_as_b__role_a=page)
        return published.filter(compared).distinct()
    return published.filter(guides=page)
