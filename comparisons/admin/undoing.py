"""Saving on trial: everything is saved, looked at, and undone where that was not wanted.

Whatever undoes a save is raised inside its transaction and its revision, so that nothing of it
stays, and is caught outside, where it decides what to answer instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, cast

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, QueryDict

# A row says it that is not in this form, or two rows of the form exchange it.
TWICE = (
    "Nothing is saved yet: two rows say what may be said only once, for example rate one criterion"
    " twice. Somebody may have added one of them after you opened this page. Keep one of the two,"
    " or exchange what else the two rows say instead."
)

View = Callable[..., HttpResponse]
Again = Callable[[], HttpResponse]


@dataclass(frozen=True)
class Panel:
    """What stands above a form that is shown with words that are not saved."""

    name: str
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return f"admin/panels/{self.name}.html"


@dataclass
class Intent:
    """What is to become of a form, beyond being saved."""

    fingerprint: str = ""  # of what is stored, as a form that is opened now should name it
    version: str = ""  # the number of its last one; empty where an old version comes back
    is_tried: bool = False  # saved, to see what it would be, and undone in any case
    before_revert: str = ""  # the fingerprint of what is stored, where an old version comes back
    only_copies: bool = False  # readers see the page, and whoever writes may not publish
    panel: Panel | None = None
    gaps: Sequence[str] = ()
    refusal: str = ""  # of the database

    @property
    def saves(self) -> bool:
        return not (self.panel or self.gaps or self.refusal)


def intent_of(request: HttpRequest) -> Intent:
    if not hasattr(request, "intent"):
        request.intent = Intent()  # type: ignore[attr-defined]
    return cast(Intent, request.intent)  # type: ignore[attr-defined]


class UndoneError(Exception):
    """What was saved is undone."""

    def answer(self, request: HttpRequest, again: Again) -> HttpResponse:
        """What to answer instead; `again` runs the view once more."""
        raise NotImplementedError


class AnsweredError(UndoneError):
    """The answer could be made only while everything was saved: a preview."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response

    def answer(self, request: HttpRequest, again: Again) -> HttpResponse:
        return self.response


class NotPublishableError(UndoneError):
    """Readers would see a page that lacks something. The form is shown again, and says what."""

    def __init__(self, gaps: Sequence[str]) -> None:
        self.gaps = gaps

    def answer(self, request: HttpRequest, again: Again) -> HttpResponse:
        intent_of(request).gaps = self.gaps
        return again()


class DoneInsteadError(UndoneError):
    """Something else is done with what was sent: it is kept as a working copy."""

    def __init__(self, act: Again) -> None:
        self.act = act

    def answer(self, request: HttpRequest, again: Again) -> HttpResponse:
        try:
            return self.act()
        except StaleError:
            return _answered(request, again)


class StaleError(Exception):
    """Somebody else was quicker, between what was undone and what is done instead."""


class TriedError(UndoneError):
    """It could be saved, and this is what it would be."""

    def __init__(self, state: Any) -> None:
        self.state = state


class ShownAgainError(UndoneError):
    """The form is shown filled with words that are not saved, and a panel that says why."""

    def __init__(self, data: QueryDict, panel: Callable[[Any], Panel]) -> None:
        self.data = data
        self.panel = panel

    def answer(self, request: HttpRequest, again: Again) -> HttpResponse:
        # Django fills a form from what was sent, so this is what was sent.
        request.method, request.POST = "POST", cast(Any, self.data)
        intent = intent_of(request)
        intent.panel = self.panel(self._if_it_were_saved(intent, again))
        return again()

    def _if_it_were_saved(self, intent: Intent, again: Again) -> Any:
        """None where it could not be saved as it is."""
        intent.is_tried = True
        try:
            again()
        except TriedError as tried:
            return tried.state
        except IntegrityError:
            return None
        finally:
            intent.is_tried = False
        return None


def may_be_undone(view: View) -> View:
    @wraps(view)
    def view_that_may_be_undone(
        self: Any, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        return _answered(request, lambda: view(self, request, *args, **kwargs))

    return view_that_may_be_undone


def _answered(request: HttpRequest, view: Again) -> HttpResponse:
    try:
        return view()
    except UndoneError as undone:
        return undone.answer(request, view)
    except IntegrityError:
        if request.method != "POST" or intent_of(request).refusal:
            raise
        intent_of(request).refusal = TWICE
        return view()
