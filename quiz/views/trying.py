"""A draft, taken by an editor with the reader's own pages. Nothing of it is counted."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from quiz.asking import locked
from quiz.cookies import drop_quiz_cookie, key_in, set_quiz_cookie
from quiz.forms import Origin
from quiz.models import Attempt, Edition, new_token
from quiz.opening import opening_gaps
from quiz.tallies import count_leaving

from .walk import private, quiz_page


@require_POST
@private
@quiz_page
@transaction.atomic
def try_edition(request: HttpRequest, number: int) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("admin:quiz_edition_changelist")
    if not (request.user.is_staff and request.user.has_perm("quiz.change_edition")):
        raise PermissionDenied
    # Whoever opens it at this moment waits, and then deletes this trial with the others.
    edition = get_object_or_404(Edition.objects.select_for_update(), number=number)
    if refusals := _refusals(edition):
        for words in refusals:
            messages.error(request, words)
        return redirect("admin:quiz_edition_change", edition.pk)
    held = locked(key_in(request))
    if held and not held.edition.is_draft and not Origin.of(request.POST).is_of(held):
        context = {"held": held, "edition": edition, "key": key_in(request)}
        return render(request, "quiz/try_instead.html", context)
    if held and not held.is_finished:
        count_leaving([held])
        held.delete()
    key = new_token()
    Attempt.begun(key, edition, []).save()
    response = redirect("quiz")
    set_quiz_cookie(response, key)
    return response


def _refusals(edition: Edition) -> list[str]:
    if not edition.is_draft:
        return [f"{edition} is {edition.state}. Readers take the live one; only a draft is tried."]
    gaps = opening_gaps(edition)
    return [f"{edition} cannot be asked yet.", *gaps] if gaps else []


@require_POST
@private
@quiz_page
@transaction.atomic
def leave(request: HttpRequest) -> HttpResponse:
    trial = locked(key_in(request))
    if trial is None or not trial.edition.is_draft:
        return redirect("quiz")
    trial.delete()
    response = redirect("admin:quiz_edition_change", trial.edition_id)
    drop_quiz_cookie(response)
    return response
