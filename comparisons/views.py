from collections.abc import Callable, Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from .forms import ComparisonSearch
from .models import Comparison, Guide, Role, ShareImage, Skill
from .nearest import nearest
from .pages import longest_slice, show_comparison, show_guide, show_role, trail

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
    return show_comparison(request, comparison)


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
    return show_role(request, role)


@reading_page
def skill_page(request: HttpRequest, slug: str) -> HttpResponse:
    skill = get_object_or_404(Skill.objects.for_page(), slug=slug)
    context = {"trail": trail("Roles", "roles", skill), "skill": skill}
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
    return show_guide(request, guide)


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
