from collections.abc import Callable, Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from . import charts
from .footnotes import Footnotes
from .forms import ComparisonSearch
from .models import Comparison, Guide, Rating, Role, ShareImage, Skill, Source
from .nearest import nearest
from .structured_data import Crumb, Trail

A_DAY = 24 * 60 * 60  # seconds


def reading_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that only reads: other methods get 405, which the CSRF check would make a 403."""
    return csrf_exempt(require_safe(view))


@reading_page
def comparison_list(request: HttpRequest) -> HttpResponse:
    form = ComparisonSearch(request.GET)
    found = form.found()
    context = {
        "form": form,
        "chips": form.chips(found),
        "comparisons": form.narrowed(found),
        "filters": form.filters(),
        "total": Comparison.objects.published().count(),
    }
    return render(request, "comparisons/comparison_list.html", context)


@reading_page
def comparison_page(request: HttpRequest, slug: str) -> HttpResponse:
    comparison = Comparison.objects.published().for_page().filter(slug=slug).first()
    if comparison is None:
        return _comparison_by_other_names(request, slug.lower())
    comparison.load_roles()
    rows = charts.side_by_side(*(role.ratings.all() for role in comparison.roles))
    context = {
        "trail": _trail("Comparisons", "comparisons", comparison),
        "comparison": comparison,
        "verdict": comparison.current_verdict,
        "rows": rows,
        "finding": charts.finding(rows),
        "longest": longest_slice(comparison.roles),
        "related": Comparison.objects.beside(comparison)[:4],
        "footnotes": _footnotes(),
    }
    return render(request, "comparisons/comparison.html", context)


def _comparison_by_other_names(request: HttpRequest, slug: str) -> HttpResponse:
    comparison = Comparison.objects.published().called(slug).first()
    if comparison:
        return redirect(comparison, permanent=True)
    one, _, other = slug.partition("-vs-")
    known = [Role.objects.published().called(name).first() for name in (one, other)]
    return page_not_found(request, roles=[role for role in known if role])


@reading_page
def share_image(request: HttpRequest, slug: str) -> HttpResponse:
    image = get_object_or_404(ShareImage.objects.published(), comparison__slug=slug)
    response = HttpResponse(image.png, content_type="image/png")
    response["ETag"] = f'"{image.fingerprint}"'
    patch_cache_control(response, public=True, max_age=A_DAY)
    answer = get_conditional_response(request, response["ETag"], response=response) or response
    # Other sites are to show it. A 304 says so too, or it would take back what the 200 has said.
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@reading_page
def role_list(request: HttpRequest) -> HttpResponse:
    roles = Role.objects.published().for_list()
    context = {"roles": roles, "longest": longest_slice(roles)}
    return render(request, "comparisons/role_list.html", context)


@reading_page
def role_page(request: HttpRequest, slug: str) -> HttpResponse:
    role = Role.objects.published().for_page().filter(slug=slug).first()
    if role is None:
        other = get_object_or_404(Role.objects.published().called(slug.lower()))
        return redirect(other, permanent=True)
    context = {
        "trail": _trail("Roles", "roles", role),
        "role": role,
        "rows": charts.beside_others(role.ratings.all(), Rating.objects.of_paths_beside(role)),
        "longest": longest_slice([role]),
        "comparisons": Comparison.objects.with_role(role),
        "footnotes": _footnotes(),
    }
    return render(request, "comparisons/role.html", context)


@reading_page
def skill_page(request: HttpRequest, slug: str) -> HttpResponse:
    skill = get_object_or_404(Skill.objects.for_page(), slug=slug)
    context = {"trail": _trail("Roles", "roles", skill), "skill": skill}
    return render(request, "comparisons/skill.html", context)


@reading_page
def guide_list(request: HttpRequest) -> HttpResponse:
    return render(request, "comparisons/guide_list.html", {"guides": Guide.objects.published()})


@reading_page
def guide_page(request: HttpRequest, slug: str) -> HttpResponse:
    guide = Guide.objects.published().for_page().filter(slug=slug).first()
    if guide is None:
        other = get_object_or_404(Guide.objects.published().called(slug.lower()))
        return redirect(other, permanent=True)
    context = {
        "trail": _trail("Guides", "guides", guide),
        "guide": guide,
        "footnotes": _footnotes(),
    }
    return render(request, "comparisons/guide.html", context)


def page_not_found(
    request: HttpRequest, exception: Http404 | None = None, roles: Iterable[Role] = ()
) -> HttpResponse:
    """Names what is known of the address, and offers the pages most like it."""
    comparisons = list(Comparison.objects.for_list())
    roles = list(roles)
    if roles:
        near = [*roles, *(one for one in comparisons if set(one.roles) & set(roles))]
    else:
        readable = [*comparisons, *Role.objects.published(), *Guide.objects.published()]
        near = nearest(request.path, {page.slug: page for page in readable})
    context = {"roles": roles, "near": near or comparisons[:3]}
    return render(request, "404.html", context, status=404)


def _trail(above: str, address: str, page: Comparison | Role | Guide | Skill) -> Trail:
    """The way to a page from the list that it stands in."""
    return Crumb(above, reverse(address)), Crumb(str(page), page.get_absolute_url())


def _footnotes() -> Footnotes[Source]:
    return Footnotes({source.slug: source for source in Source.objects.all()})


def longest_slice(roles: Iterable[Role]) -> int:
    """What every bar of a page is measured by, so that they can be compared."""
    return max((piece.hours for role in roles for piece in role.week.all()), default=1)
