"""The way of one attempt through its edition: what stands where, what comes next, how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from . import explanation, ordering
from .editions import ground_of, minutes_for, quiz_of
from .models import Attempt, Option, Question
from .opening import opening_gaps
from .scoring import FEWEST_ANSWERS, outcome
from .wording import answer_words, choice_words


def locked(token: str) -> Attempt | None:
    """What this key opens, for one writer at a time: its JSON is read, changed and written."""
    return Attempt.objects.held_by(token).select_for_update(of=("self",)).first()


class ChangedDraftError(Exception):
    """A draft that somebody tries lacks something, or has lost what they answered."""

    def __init__(self, attempt: Attempt, gaps: Sequence[str]) -> None:
        self.attempt = attempt
        self.gaps = gaps


def refuse_changed_draft(attempt: Attempt) -> None:
    """What is open keeps its meaning. A draft may change from one page to the next."""
    if not attempt.edition.is_draft:
        return
    gaps = opening_gaps(attempt.edition)
    if gaps or not _fits(attempt):
        raise ChangedDraftError(attempt, gaps)


def _fits(attempt: Attempt) -> bool:
    quiz = quiz_of(attempt.edition)
    questions, given = quiz.by_slug, attempt.given
    return (
        questions.keys() >= {*attempt.order, *attempt.answers}
        and set(quiz.criteria) >= set(attempt.goals)
        and all(value in questions[slug].values for slug, value in given.items())
    )


@dataclass(frozen=True)
class Asked:
    """A question at its place in an attempt."""

    number: int
    question: Question
    choices: tuple[tuple[int, str], ...]  # as they are shown
    is_open: bool
    value: int | None
    words: str

    @property
    def is_skipped(self) -> bool:
        return not self.is_open and self.value is None


@dataclass(frozen=True)
class Progress:
    number: int
    states: tuple[str, ...]  # of each question that there is: done, skipped, now or to-come
    answered: int
    skipped: int

    @property
    def total(self) -> int:
        return len(self.states)

    @property
    def minutes(self) -> int:
        return minutes_for(self.total - self.answered - self.skipped)


@dataclass(frozen=True)
class Missing:
    """What a result would lack if it were computed now, so that it would name no role."""

    answers: int
    criteria: tuple[str, ...]
    at_odds: tuple[Question, ...]  # those whose answers fit the others least
    fewest: int = FEWEST_ANSWERS

    @property
    def anything(self) -> bool:
        return bool(self.answers or self.criteria or self.at_odds)


class Walk:
    """One query for all the questions; everything else comes from the attempt."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        options = list(Option.objects.of(attempt.edition))
        self.quiz = quiz_of(attempt.edition, options)
        self.options = {
            question.slug: list(group)
            for question, group in groupby(options, key=lambda option: option.question)
        }

    @property
    def total(self) -> int:
        return len(self.quiz.questions)

    @property
    def still_open(self) -> int:
        return self.total - len(self.attempt.answers)

    def ask_next(self) -> None:
        """Chosen once, and stored: whoever goes back meets the same questions again."""
        asked = set(self.attempt.order)
        remaining = [slug for slug in self.quiz.by_slug if slug not in asked]
        if remaining:
            self.attempt.order.append(
                ordering.next_question(
                    self.quiz,
                    self.attempt.given,
                    self.attempt.goals,
                    self.attempt.shuffled("order", remaining),
                )
            )

    def answer(self, number: int, value: int | None) -> None:
        self.attempt.answer(self.attempt.order[number - 1], value)
        if number == len(self.attempt.order):
            self.ask_next()

    def place_of(self, slug: str) -> int:
        """Of a question that was asked; 0 is no place."""
        order = self.attempt.order
        return order.index(slug) + 1 if slug in order else 0

    def at(self, number: int) -> Asked | None:
        if not 1 <= number <= len(self.attempt.order):
            return None
        slug = self.attempt.order[number - 1]
        options = self.options[slug]
        question, texts = options[0].question, [option.text for option in options]
        value = self.attempt.answers.get(slug)
        return Asked(
            number=number,
            question=question,
            choices=self._choices(question, texts),
            is_open=slug not in self.attempt.answers,
            value=value,
            words=answer_words(question.kind, texts, value),
        )

    def _choices(self, question: Question, texts: Sequence[str]) -> tuple[tuple[int, str], ...]:
        """Where they stand is up to chance, attempt by attempt; what a number means is not."""
        choices = list(enumerate(choice_words(question.kind, texts), 1))
        if question.kind == Question.Kind.SCENARIO:
            choices = self.attempt.shuffled(question.slug, choices)
        elif question.kind == Question.Kind.PAIR:
            sides = self.attempt.shuffled(question.slug, [1, 2])
            choices = choices if sides == [1, 2] else choices[::-1]
        return tuple(choices)

    @cached_property
    def asked(self) -> list[Asked]:
        places = range(1, len(self.attempt.order) + 1)
        return [asked for number in places if (asked := self.at(number))]

    def progress(self, number: int) -> Progress:
        slugs = self.attempt.order + [""] * (self.total - len(self.attempt.order))
        states = tuple(
            "now" if place == number else self._state(slug) for place, slug in enumerate(slugs, 1)
        )
        answered = len(self.attempt.given)
        return Progress(number, states, answered, len(self.attempt.answers) - answered)

    def _state(self, slug: str) -> str:
        if slug not in self.attempt.answers:
            return "to-come"
        return "skipped" if self.attempt.answers[slug] is None else "done"

    @property
    def may_stop(self) -> bool:
        """Offered only while there is something to stop."""
        return bool(self.still_open) and ordering.may_stop(
            self.quiz, self.attempt.given, self.attempt.goals
        )

    def told_apart(self, number: int) -> list[str]:
        """The two roles that this question separates most.

        Going by the goals, and by the answers before it, as they are today.
        """
        before = self.attempt.order[: number - 1]
        known = {slug: value for slug, value in self.attempt.given.items() if slug in before}
        found = outcome(self.quiz, known, self.attempt.goals)
        question = self.quiz.by_slug[self.attempt.order[number - 1]]
        pair = ordering.told_apart(self.quiz, found, question)
        roles = ground_of(self.attempt.edition)["roles"]
        return [role["name"] for role in roles if role["path"] in pair]

    @property
    def missing(self) -> Missing:
        given, goals = self.attempt.given, self.attempt.goals
        found = outcome(self.quiz, given, goals)
        criteria = ground_of(self.attempt.edition)["criteria"]
        return Missing(
            answers=max(0, FEWEST_ANSWERS - found.answered),
            criteria=tuple(one["name"] for one in criteria if one["slug"] in found.untouched),
            at_odds=tuple(
                self.options[slug][0].question
                for slug in explanation.at_odds(self.quiz, found, given, goals)
            ),
        )

    @property
    def goals(self) -> list[str]:
        criteria = ground_of(self.attempt.edition)["criteria"]
        return [one["goal"] for one in criteria if one["slug"] in self.attempt.goals]
