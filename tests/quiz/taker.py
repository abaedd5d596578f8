"""Somebody who takes the quiz over HTTP, page by page, as a browser without script would."""

from collections.abc import Callable, Mapping
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from quiz.models import Attempt, hash_of
from quiz.scoring import Question, Quiz

# Which of the values on the page somebody chooses; None skips the question.
Chooses = Callable[[str, list[str]], str | None]
COOKIE = "quiz"


class Form(HTMLParser):
    """The fields of the last form on a page that posts, in the order in which they are shown."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.choices: dict[str, list[str]] = {}
        self.feed(response.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        name, value = about.get("name"), about.get("value") or ""
        if tag != "input" or not name:
            return
        if about.get("type") in {"radio", "checkbox"}:
            self.choices.setdefault(name, []).append(value)
        elif about.get("type") == "hidden":
            self.hidden[name] = value


def origin(client: Client, number: int = 0) -> dict[str, str]:
    """What a page that this browser is shown now says of itself when its form is sent."""
    cookie = client.cookies.get(COOKIE)
    attempt = Attempt.objects.held_by(cookie.value).first() if cookie else None
    if attempt is None:
        return {}
    asked = dict(enumerate(attempt.order, 1))
    return {"attempt": attempt.mark, "question": asked.get(number, "")}


class Taker:
    def __init__(self, client: Client, goals: tuple[str, ...] = ()) -> None:
        self.client = client
        form = Form(client.get(reverse("quiz")))
        begun = client.post(reverse("quiz"), {**form.hidden, "goals": list(goals)})
        self.next = begun.headers["Location"]

    @property
    def attempt(self) -> Attempt:
        return Attempt.objects.get(token_hash=hash_of(self.client.cookies[COOKIE].value))

    def answer_all(self, chooses: Chooses, at_most: int) -> None:
        while self.next.startswith("/quiz/question/") and at_most:
            self.answer(chooses)
            at_most -= 1

    def answer(self, chooses: Chooses) -> None:
        form = Form(self.client.get(self.next))
        number = int(self.next.split("/")[3])
        value = chooses(self.attempt.order[number - 1], form.choices["answer"])
        posted = {"answer": value or "skip"}
        self.next = self.client.post(self.next, {**form.hidden, **posted}).headers["Location"]

    def finish(self, closing: Mapping[str, object] | None = None) -> HttpResponse:
        """The result page."""
        form = Form(self.client.get(reverse("closing")))
        done = self.client.post(reverse("closing"), {**form.hidden, **(closing or {})})
        return self.client.get(done.headers["Location"])


def sincere(quiz: Quiz, wants: Mapping[str, float]) -> Chooses:
    """Answers with the step or the option that is nearest to these wants."""

    def chooses(slug: str, _shown: list[str]) -> str:
        return str(nearest_value(quiz.by_slug[slug], wants))

    return chooses


def nearest_value(question: Question, wants: Mapping[str, float]) -> int:
    return min(question.values, key=lambda value: _misfit(question, value, wants))


def _misfit(question: Question, value: int, wants: Mapping[str, float]) -> float:
    liked = [option.direction * wants.get(option.criterion, 0) for option in question.options]
    if question.kind == "scenario":
        return -liked[value - 1]
    if question.kind == "pair":
        return abs((liked[0] - liked[1]) / 2 - (1, 1 / 3, -1 / 3, -1)[value - 1])
    return abs(liked[0] - (-1, -0.5, 0, 0.5, 1)[value - 1])
