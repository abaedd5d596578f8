from collections.abc import Callable, Iterable

from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from .disagreeing import TURNS, TooManyError, keep
from .failures import note, sent_by
from .forms import ComparisonSearch, DisagreementForm
from .gone import page_gone
from .models import Comparison, Guide, Role, ShareImage, Skill, Verdict
from .nearest import nearest
from .pages import longest_slice, show_comparison, show_guide, show_role, trail
from .visitors import client_address

A_DAY = 24 * 60 * 60  # seconds
TOO_MANY = (
    f"Not stored: from your network address {TURNS} have come within an hour, and we take no more."
    " Your answers are still on this page; send them again in an hour."
)
# In the log.
UNREAD = "A page to disagree could not be read"
UNSTORED = "A disagreement could not be stored"
NOT_STORED = "Not stored. Your answers are still on this page; try again."


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
    gone = Comparison.objects.ever_published().called(slug).first()
    if gone:
        return page_gone(request, gone)
    one, _, other = slug.partition("-vs-")
    known = [Role.objects.published().called(name).first() for name in (one, other)]
    return page_not_found(request, roles=[role for role in known if role])


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True)
def disagree(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        verdict = _verdict_called(slug)
        if request.method == "POST":
            return _keep_disagreement(request, verdict)
        if verdict.comparison.slug != slug:
            return redirect("disagree", verdict.comparison.slug, permanent=True)
        return _disagreement_page(request, DisagreementForm(verdict))
    except Error as error:
        note("comparisons", UNSTORED if request.method == "POST" else UNREAD, error)
        context = {"sent": sent_by(request)}
        return render(request, "comparisons/not_stored.html", context, status=503)


def _verdict_called(slug: str) -> Verdict:
    verdicts = Verdict.objects.for_disagreeing()
    verdict = verdicts.filter(comparison__slug=slug).first()
    if verdict:
        return verdict
    other = Comparison.objects.published().called(slug.lower()).first()
    return get_object_or_404(verdicts, comparison=other)


def _keep_disagreement(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    form = DisagreementForm(verdict, request.POST)
    if not form.is_valid():
        return _disagreement_page(request, form)
    try:
        keep(form.disagreement, client_address(request))
    except TooManyError:
        return _disagreement_page(request, form, TOO_MANY, status=429)
    except Error as error:
        note("comparisons", UNSTORED, error)
        return _disagreement_page(request, form, NOT_STORED, status=503)
    return redirect("disagreed", verdict.comparison.slug)


def _disagreement_page(
    request: HttpRequest, form: DisagreementForm, problem: str = "", status: int = 200
) -> HttpResponse:
    if problem:
        form.add_error(None, problem)
    context = {"form": form, "verdict": form.answered, "comparison": form.answered.comparison}
    return render(request, "comparisons/disagree.html", context, status=status)


@reading_page
def disagreed(request: HttpRequest, slug: str) -> HttpResponse:
    comparison = get_object_or_404(Comparison.objects.published().with_short_answer(), slug=slug)
    return render(request, "comparisons/disagreed.html", {"comparison": comparison})


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
        return _page_by_other_names(request, Role, slug.lower())
    return show_role(request, role)


@reading_page
def skill_page(request: HttpRequest, slug: str) -> HttpResponse:
    skill = get_object_or_404(Skill.objects.published().for_page(), slug=slug)
    context = {"trail": trail("Roles", "roles", skill), "skill": skill}
    return render(request, "comparisons/skill.html", context)


@reading_page
def guide_list(request: HttpRequest) -> HttpResponse:
    return render(request, "comparisons/guide_list.html", {"guides": Guide.objects.published()})


@reading_page
def guide_page(request: HttpRequest, slug: str) -> HttpResponse:
    guide = Guide.objects.published().for_page().filter(slug=slug).first()
    if guide is None:
        return _page_by_other_names(request, Guide, slug.lower())
    return show_guide(request, guide)


def _page_by_other_names(
    request: HttpRequest, kind: type[Role] | type[Guide], slug: str
) -> HttpResponse:
    page = kind.objects.published().called(slug).first()
    if page:
        return redirect(page, permanent=True)
    return page_gone(request, get_object_or_404(kind.objects.ever_published().called(slug)))


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
