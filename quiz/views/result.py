"""A result, for whoever holds its link, and what its owner may do with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from functools import wraps
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from comparisons.failures import note
from comparisons.models import Comparison, Role
from comparisons.views import reading_page
from quiz.asking import locked
from quiz.cookies import drop_quiz_cookie, key_in, set_quiz_cookie
from quiz.forms import Origin, ShareForm
from quiz.models import Attempt, Share, hash_of, new_token
from quiz.record import decision_record, review_calendar
from quiz.tallies import count_leaving

View = Callable[..., HttpResponse]


def kept_private(view: View) -> View:
    """No cache keeps it, no search finds it, and no other site learns where it was."""

    @cache_control(private=True, no_store=True)
    @wraps(view)
    def page(request: HttpRequest, **key: str) -> HttpResponse:
        try:
            response = view(request, **key)
        except DatabaseError as error:
            note("quiz", "A result could not be read", error)
            response = render(request, "quiz/unavailable.html", status=503)
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return page


def owners_page(view: View) -> View:
    """Shown to whoever holds the key of a finished attempt."""

    @reading_page
    @kept_private
    @wraps(view)
    def page(request: HttpRequest, token: str) -> HttpResponse:
        attempt = Attempt.objects.held_by(token).first()
        return view(request, attempt, token) if _has_result(attempt) else no_such_result(request)

    return page


def owners_action(view: View) -> View:
    """Done whole or not at all, however often it is sent."""

    @require_POST
    @kept_private
    @wraps(view)
    def action(request: HttpRequest, token: str) -> HttpResponse:
        try:
            with transaction.atomic():
                attempt = locked(token)
                if _has_result(attempt):
                    return view(request, attempt, token)
        except DatabaseError as error:
            note("quiz", "What the owner of a result asked for could not be stored", error)
            return render(request, "quiz/not_stored.html", {"token": token}, status=503)
        return no_such_result(request)

    return action


def _has_result(attempt: Attempt | None) -> bool:
    return attempt is not None and attempt.is_finished


def no_such_result(request: HttpRequest) -> HttpResponse:
    """The same for a wrong, a deleted and an expired key, so that none can be told from another."""
    return render(request, "quiz/no_such_result.html", status=404)


# To read


@owners_page
def result_page(request: HttpRequest, attempt: Attempt, token: str) -> HttpResponse:
    shares = [
        {"full": share.full, "address": request.build_absolute_uri(share.path(token))}
        for share in attempt.shares.all()
    ]
    context = _shown(attempt) | {
        "attempt": attempt,
        "token": token,
        "address": request.build_absolute_uri(reverse("result", args=[token])),
        "shares": shares,
        "form": ShareForm(),
    }
    return render(request, "quiz/result.html", context)


@reading_page
@kept_private
def shared(request: HttpRequest, token: str) -> HttpResponse:
    share = Share.objects.held_by(token).first()
    if share is None:
        return no_such_result(request)
    context = {"full": share.full, "edition": share.attempt.edition}
    return render(request, "quiz/shared.html", _shown(share.attempt) | context)


def _shown(attempt: Attempt) -> dict[str, Any]:
    """The result as it was computed, and which of the pages that it names are there today."""
    result = attempt.result or {}
    slugs = [role["slug"] for role in result["roles"]]
    public = Role.objects.published().filter(Q(slug__in=slugs) | Q(aliases__slug__in=slugs))
    ours = result["ours"]
    # An older result names only the comparison that our verdict is from.
    to_read = [one for one in result.get("read", [ours] if ours else []) if _is_public(one["slug"])]
    return {
        "result": result,
        "roles": {role["path"]: role for role in result["roles"]},
        "public": {slug for names in public.values_list("slug", "aliases__slug") for slug in names},
        "to_read": to_read,
        "ours_is_public": bool(ours) and ours["slug"] in {one["slug"] for one in to_read},
    }


def _is_public(comparison: str) -> bool:
    return Comparison.objects.published().called(comparison).exists()


# To take away


@owners_page
def as_json(request: HttpRequest, attempt: Attempt, token: str) -> HttpResponse:
    result = attempt.result or {}
    content = {
        "edition": result["edition"],
        "finished_on": result["finished_on"],
        "goals": [goal["slug"] for goal in result["goals"]],
        "answers": {answer["slug"]: answer["value"] for answer in result["answers"]},
        "odds": {role["path"]: role["odds"] for role in result["roles"]},
        "verdict": result["verdict"],
        "credible": result["credible"],
    }
    response = JsonResponse(content, json_dumps_params={"indent": 2})
    return _download(response, f"careerpick-{result['finished_on']}.json")


@owners_page
def record(request: HttpRequest, attempt: Attempt, token: str) -> HttpResponse:
    result = attempt.result or {}
    response = HttpResponse(decision_record(result), "text/markdown; charset=utf-8")
    return _download(response, f"decision-{result['finished_on']}.md")


@owners_page
def review(request: HttpRequest, attempt: Attempt, token: str) -> HttpResponse:
    # Always the same for one result, so a calendar that reads it twice keeps one entry.
    uid = hash_of(f"review {attempt.token_hash}")[:32]
    written = (attempt.finished_at or attempt.started_at).astimezone(UTC)
    calendar = review_calendar(attempt.result or {}, f"{uid}@careerpick", written)
    return _download(HttpResponse(calendar, "text/calendar; charset=utf-8"), "review.ics")


def _download(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# To do


@owners_action
def share(request: HttpRequest, attempt: Attempt, token: str) -> HttpResponse:
    form = ShareForm(request.POST)
    if form.is_valid():
        link = Share.of(attempt, token, form.cleaned_data["full"])
        Share.objects.bulk_create([link], ignore_conflicts=True)
    return redirect(f"{reverse('result', args=[token])}#share")


@owners_action
def revoke(request: HttpRequest, attempt: Attempt, token: str) -> HttpResponse:
    form = ShareForm(request.POST)
    if form.is_valid():
        attempt.shares.filter(full=form.cleaned_data["full"]).delete()
    return redirect(f"{reverse('result', args=[token])}#share")


@owners_action
def keep(request: HttpRequest, attempt: Attempt, token: str) -> HttpResponse:
    attempt.keep_longer()
    attempt.save(update_fields=["keep_until"])
    return redirect(f"{reverse('result', args=[token])}#keep")


@owners_action
def change(request: HttpRequest, attempt: Attempt, token: str) -> HttpResponse:
    """A result stays as it is, so the answers are changed in a copy: one, however often asked."""
    running = _running(locked(key_in(request)))
    if running and running.copied_from_id == attempt.pk:
        return _to_the_answers(key_in(request))
    if running and not Origin.of(request.POST).is_of(running):
        return redirect("change-instead", token)
    if running:
        count_leaving([running])
        running.delete()
    key = new_token()
    attempt.copied(key).save()
    return _to_the_answers(key)


@owners_page
def change_instead(request: HttpRequest, attempt: Attempt, token: str) -> HttpResponse:
    """Asks first: what this browser is in the middle of would be deleted."""
    running = _running(Attempt.objects.held_by(key_in(request)).first())
    if running is None:
        return redirect("result", token)
    return render(request, "quiz/change_instead.html", {"running": running, "token": token})


def _running(held: Attempt | None) -> Attempt | None:
    return None if _has_result(held) else held


def _to_the_answers(key: str) -> HttpResponse:
    response = redirect("check-answers")
    set_quiz_cookie(response, key)
    return response


@owners_action
def delete(request: HttpRequest, attempt: Attempt, token: str) -> HttpResponse:
    attempt.delete()
    response = redirect("result-deleted")
    if key_in(request) == token:
        drop_quiz_cookie(response)
    return response


@reading_page
@kept_private
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "quiz/deleted.html")
