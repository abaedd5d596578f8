from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.csrf import csrf_failure as refuse_forgery

from comparisons.admin.signing_in import where_to_go_on
from comparisons.models import Comparison, Criterion, Role
from comparisons.pages import longest_slice
from comparisons.views import reading_page
from quiz.editions import numbers_of
from quiz.models import Edition


@reading_page
def home(request: HttpRequest) -> HttpResponse:
    roles = Role.objects.published().exclude(path="").for_list()
    context = {
        "roles": roles,
        "longest": longest_slice(roles),
        "comparisons": Comparison.objects.for_list()[:3],
        "total": Comparison.objects.published().count(),
    }
    return render(request, "home.html", context)


@reading_page
def how_it_works(request: HttpRequest) -> HttpResponse:
    edition = Edition.objects.live()
    context = {
        "criteria": Criterion.objects.all(),
        "edition": edition,
        "numbers": numbers_of(edition) if edition else None,
    }
    return render(request, "how_it_works.html", context)


@reading_page
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html")


@reading_page
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


@reading_page
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it wherever a page names none, as the admin does."""
    return redirect(static("mark.svg"))


@reading_page
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; whether the database does is another question."""
    return HttpResponse("ok", content_type="text/plain")


@reading_page
def readyz(request: HttpRequest) -> HttpResponse:
    try:
        Comparison.objects.exists()
    except DatabaseError:
        return HttpResponse("the database does not answer", "text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if path := where_to_go_on(request):
        return redirect(path)
    return refuse_forgery(request, reason)
