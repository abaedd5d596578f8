"""The way through the quiz: goals, one question after the other, the check, the closing page.

Every step writes one row in one transaction, and the first and the last also the counts of a day.
Where that fails, the page comes back with what was chosen still on it. A step that was sent from a
page of another attempt writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from urllib.parse import urlencode

from django.db import Error, IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from comparisons.failures import note, sent_by
from comparisons.models import Role
from comparisons.pages import longest_slice
from comparisons.views import reading_page
from quiz.asking import Asked, ChangedDraftError, Walk, locked, refuse_changed_draft
from quiz.cookies import drop_quiz_cookie, key_in, set_quiz_cookie
from quiz.editions import ground_of, numbers_of
from quiz.forms import AnswerForm, ClosingForm, GoalsForm, Key, Origin, QuizForm, Wishes
from quiz.models import Attempt, Edition, hash_of, new_token
from quiz.recommendation import recommend
from quiz.tallies import come_back, count_finish, count_start

View = Callable[..., HttpResponse]


class NotHereError(Exception):
    """There is no such page for this browser, and a page that says why."""

    def __init__(self, reason: str, **context: object) -> None:
        self.context = {"reason": reason, **context}


class OutdatedPageError(Exception):
    """What was sent belongs to another attempt than the one that this browser is in now."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt


def quiz_page(view: View) -> View:
    """A page that nobody keeps; and where the database fails, it keeps what was sent."""

    @cache_control(private=True, no_store=True)
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotHereError as missing:
            return render(request, "quiz/note.html", missing.context, status=404)
        except OutdatedPageError as sent:
            return _to_where_it_stands(sent.attempt, "?outdated=1")
        except ChangedDraftError as changed:
            context = {"attempt": changed.attempt, "gaps": changed.gaps}
            return render(request, "quiz/changed_draft.html", context, status=409)
        except Error as error:
            note("quiz", "A page of the quiz could not be read", error)
            return _unavailable(request)

    return page


def form_page(view: View) -> View:
    return require_http_methods(["GET", "HEAD", "POST"])(quiz_page(view))


def private(view: View) -> View:
    """Every page of the quiz but the first is about one visitor, and nothing to search for."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return page


def shown_or_stored(request: HttpRequest, show: View, store: View) -> HttpResponse:
    """The page; or the step that was sent from it, and the page again where storing it fails."""
    if request.method != "POST":
        return show(request)
    try:
        return _stored(request, store)
    except Error as error:
        note("quiz", "A step through the quiz could not be stored", error)
        return show(request, unsaved=True)


def _stored(request: HttpRequest, store: View) -> HttpResponse:
    try:
        with transaction.atomic():
            return store(request)
    except IntegrityError:
        # The same form came twice at once, and by now the other one has begun the attempt.
        with transaction.atomic():
            return store(request)


# Goals


@form_page
def start(request: HttpRequest) -> HttpResponse:
    return shown_or_stored(request, _start_page, _begin)


def _start_page(request: HttpRequest, unsaved: bool = False) -> HttpResponse:
    attempt, wishes = _held(request), _wishes(request)
    running = attempt if attempt and not attempt.is_finished and "again" not in wishes else None
    # A trial has begun before its first page.
    is_new = running is not None and running.edition.is_draft and not running.order
    refused = request.GET.getlist("goals")
    asks = (
        request.method == "POST"
        or (refused and not running)
        or "again" in wishes
        or is_new
        or (running and "change" in wishes)
    )
    if attempt and not asks:
        context = {"attempt": attempt, "key": key_in(request)}
        return render(request, "quiz/welcome_back.html", context)
    edition = running.edition if running else _edition_after(attempt)
    gone = bool(key_in(request)) and attempt is None
    if edition is None:
        response = render(request, "quiz/closed.html", {"gone": gone})
    else:
        initial = {
            "token": new_token(),
            "attempt": attempt.mark if attempt else "",
            "goals": running.goals if running else [],
            **dict.fromkeys(wishes, True),
        }
        sent = _sent(request) or ({**initial, "goals": refused} if refused else None)
        form = GoalsForm(ground_of(edition)["criteria"], sent, initial=initial)
        context = {
            "changes": running and not is_new,
            "gone": gone,
            "edition": edition,
            "numbers": numbers_of(edition),
        }
        response = _form_page(request, "quiz/start.html", form, context, unsaved)
    if gone:
        drop_quiz_cookie(response)
    return response


def _begin(request: HttpRequest) -> HttpResponse:
    wishes, key = _wishes(request), key_in(request)
    attempt, token = _attempt_to_begin(request, Key.in_form(request.POST) or new_token(), wishes)
    if attempt is None:
        return _start_page(request)
    if attempt.is_finished:
        return redirect("result", token)
    refuse_changed_draft(attempt)
    form = GoalsForm(ground_of(attempt.edition)["criteria"], request.POST)
    if not form.is_valid():
        if form.too_many:
            return _refused(reverse("quiz"), wishes, goals=form.too_many)
        return _start_page(request)
    attempt.choose(form.cleaned_data["goals"])
    if not attempt.order:
        Walk(attempt).ask_next()
    replaced = _replaced(attempt, key) if "again" in wishes else None
    if attempt.pk:
        come_back(attempt)
    elif not attempt.edition.is_draft:
        count_start(attempt, instead_of=replaced)
    attempt.save()
    if replaced:
        replaced.delete()
    address = (
        redirect("check-answers") if "change" in wishes else redirect("question", attempt.place)
    )
    return _with_cookie(address, token)


def _attempt_to_begin(
    request: HttpRequest, token: str, wishes: set[str]
) -> tuple[Attempt | None, str]:
    """That of this form, when it comes again; that of the browser, unless it begins again."""
    if attempt := locked(token):
        return attempt, token
    if held := locked(key_in(request)):
        _refuse_what_is_outdated(request, held)
        if "again" not in wishes and not held.is_finished:
            return held, key_in(request)
    elif "change" in wishes:
        raise NotHereError("missing")
    # An old form may bring a key whose time is over, and the next purge not yet here.
    Attempt.objects.expired(timezone.now()).filter(token_hash=hash_of(token)).delete()
    edition = _edition_after(held)
    return (Attempt.begun(token, edition, []) if edition else None), token


def _edition_after(held: Attempt | None) -> Edition | None:
    """Whoever tries a draft and begins again tries it again."""
    return held.edition if held and held.edition.is_draft else Edition.objects.live()


def _replaced(attempt: Attempt, key: str) -> Attempt | None:
    """What the browser is in the middle of, and leaves for this one; a result is left alone."""
    old = locked(key)
    return old if old and old.pk != attempt.pk and not old.is_finished else None


# Questions


@reading_page
@private
@quiz_page
def current_question(request: HttpRequest) -> HttpResponse:
    return _to_where_it_stands(_running(request))


@private
@form_page
def question(request: HttpRequest, number: int) -> HttpResponse:
    return shown_or_stored(
        request, partial(_question_page, number=number), partial(_answer, number=number)
    )


def _question_page(request: HttpRequest, number: int, unsaved: bool = False) -> HttpResponse:
    walk, wishes = Walk(_running(request)), _wishes(request)
    asked = _asked(request, walk, number)
    initial = {"attempt": walk.attempt.mark, **dict.fromkeys(wishes, True)}
    is_missing = "missing" in wishes and asked.value is None
    sent = _sent(request) or ({**initial, "question": asked.question.slug} if is_missing else None)
    form = AnswerForm(asked, sent, initial=initial)
    context = {
        "asked": asked,
        "edition": walk.attempt.edition,
        "progress": walk.progress(asked.number),
        "roles": walk.told_apart(asked.number),
        "may_stop": walk.may_stop,
        "outdated": "outdated" in wishes,
    }
    return _form_page(request, "quiz/question.html", form, context, unsaved)


def _answer(request: HttpRequest, number: int) -> HttpResponse:
    attempt = _of_the_sent_page(request)
    if attempt.is_finished:
        return redirect("result", key_in(request))
    walk = Walk(attempt)
    asked = _asked(request, walk, number)
    form = AnswerForm(asked, request.POST)
    if not form.is_valid():
        if form.has_error("answer", "required"):
            return _refused(reverse("question", args=[asked.number]), _wishes(request), missing="1")
        return _question_page(request, number)
    come_back(attempt)
    walk.answer(asked.number, form.cleaned_data["answer"])
    attempt.save()
    goes_back = form.cleaned_data["then"] or asked.number == len(attempt.order)
    step = redirect("check-answers") if goes_back else redirect("question", asked.number + 1)
    return _with_cookie(step, key_in(request))


def _asked(request: HttpRequest, walk: Walk, number: int) -> Asked:
    """What stands at this place; or what stood on the page that was sent, wherever it stands."""
    asked = walk.at(number)
    if asked is None:
        raise NotHereError("ahead", number=number, attempt=walk.attempt)
    if request.method == "POST":
        asked = walk.at(walk.place_of(Origin.of(request.POST).slug))
    if asked is None:
        raise OutdatedPageError(walk.attempt)
    return asked


# The check, and the closing page


@reading_page
@private
@quiz_page
def check_answers(request: HttpRequest) -> HttpResponse:
    walk = Walk(_running(request))
    context = {
        "walk": walk,
        "edition": walk.attempt.edition,
        "outdated": "outdated" in _wishes(request),
    }
    return render(request, "quiz/check_answers.html", context)


@private
@form_page
def closing(request: HttpRequest) -> HttpResponse:
    return shown_or_stored(request, _closing_page, _finish)


def _closing_page(request: HttpRequest, unsaved: bool = False) -> HttpResponse:
    attempt = _running(request)
    roles = Role.objects.published().exclude(path="").for_list()
    form = ClosingForm(attempt, _sent(request))
    by_path = {role.path: role for role in roles}
    context = {
        "edition": attempt.edition,
        "weeks": [(form[path], by_path.get(path)) for path in form.paths],
        "longest": longest_slice(roles),
    }
    return _form_page(request, "quiz/closing.html", form, context, unsaved)


def _finish(request: HttpRequest) -> HttpResponse:
    attempt = _of_the_sent_page(request)
    if not attempt.is_finished:
        form = ClosingForm(attempt, request.POST)
        if not form.is_valid():
            return _closing_page(request)
        attempt.closing, attempt.circumstances = form.closing, form.cleaned_data["circumstances"]
        attempt.finish(recommend(attempt))
        count_finish(attempt)
        attempt.save()
    return _with_cookie(redirect("result", key_in(request)), key_in(request))


# What these have in common


def _held(request: HttpRequest) -> Attempt | None:
    return Attempt.objects.held_by(key_in(request)).first()


def _running(request: HttpRequest) -> Attempt:
    attempt = _held(request)
    if attempt is None:
        raise NotHereError("missing")
    if attempt.is_finished:
        raise NotHereError("finished", key=key_in(request))
    if request.method == "POST":
        _refuse_what_is_outdated(request, attempt)
    refuse_changed_draft(attempt)
    return attempt


def _of_the_sent_page(request: HttpRequest) -> Attempt:
    """To be written to."""
    attempt = locked(key_in(request))
    if attempt is None:
        raise NotHereError("missing")
    _refuse_what_is_outdated(request, attempt)
    if not attempt.is_finished:
        refuse_changed_draft(attempt)
    return attempt


def _refuse_what_is_outdated(request: HttpRequest, attempt: Attempt) -> None:
    """An older tab may still show a page of the attempt that this one has replaced."""
    if Origin.of(request.POST).is_of(attempt):
        return
    if attempt.is_finished:
        raise NotHereError("finished", key=key_in(request))
    raise OutdatedPageError(attempt)


def _to_where_it_stands(attempt: Attempt, query: str = "") -> HttpResponse:
    all_are_done = len(attempt.answers) == len(attempt.order)
    place = reverse("check-answers") if all_are_done else reverse("question", args=[attempt.place])
    return redirect(f"{place}{query}")


def _refused(place: str, wishes: set[str], **what: str | list[str]) -> HttpResponse:
    """The page again, at an address that says what was wrong: going back to it sends nothing."""
    query = {**what, **dict.fromkeys(sorted(wishes), "1")}
    return redirect(f"{place}?{urlencode(query, doseq=True)}")


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _wishes(request: HttpRequest) -> set[str]:
    return Wishes.of(request.POST if request.method == "POST" else request.GET)


def _form_page(
    request: HttpRequest, template: str, form: QuizForm, context: dict[str, Any], unsaved: bool
) -> HttpResponse:
    if unsaved:
        form.add_error(None, "Not saved. Your answer is still on this page; try again.")
    return render(request, template, {**context, "form": form}, status=503 if unsaved else 200)


def _with_cookie(response: HttpResponse, token: str) -> HttpResponse:
    set_quiz_cookie(response, token)
    return response


def _unavailable(request: HttpRequest) -> HttpResponse:
    """Reads nothing, and offers to send the same form again."""
    return render(request, "quiz/unavailable.html", {"sent": sent_by(request)}, status=503)
