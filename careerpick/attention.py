"""What on the desk waits for somebody, each with the way to exactly that.

As many queries as there are kinds of things, however many things there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, Model, Q
from django.urls import reverse

from comparisons.admin.desk import may_publish
from comparisons.admin.filters import is_due_soon, is_overdue, is_to_come
from comparisons.admin.hints import pages_with_hints
from comparisons.models import (
    Comparison,
    Disagreement,
    Guide,
    Publishable,
    Role,
    Verdict,
    WorkingCopy,
)
from quiz.health import in_words, visible
from quiz.models import Edition, Tally
from quiz.opening import failing_gates
from quiz.tallies import last_30_days

Person = User | AnonymousUser
Kind = type[Model]

PAGES: tuple[Kind, ...] = (Role, Comparison, Guide)
REVIEWED: tuple[Kind, ...] = (Role, Comparison)
COPIED: tuple[Kind, ...] = (Role, Comparison, Guide, Verdict)


@dataclass(frozen=True)
class Link:
    words: str
    address: str


@dataclass(frozen=True)
class Line:
    title: str
    links: tuple[Link, ...]
    is_long: bool = False


@dataclass(frozen=True)
class _List:
    """A question to the lists of these kinds, and the filter that answers it there."""

    title: str
    kinds: tuple[Kind, ...]
    condition: Q
    filters: dict[str, str]


def attention(person: Person) -> list[Line]:
    """Most pressing first; nothing that waits for nobody, and nothing that they may not see."""
    pages = _lines_of_pages(person)
    copies = _lines_of_copies(person)
    lines = [
        *_line_of_closed_quiz(person),
        *pages[:1],
        *_line_of_gates(person),
        *copies,
        *pages[1:3],
        *_line_of_letters(person),
        *pages[3:],
        *_line_of_hints(person),
        *_line_of_quiz(person),
    ]
    return [line for line in lines if line.links]


def may_see(person: Person, kind: Kind) -> bool:
    label, name = kind._meta.app_label, kind._meta.model_name
    return any(person.has_perm(f"{label}.{verb}_{name}") for verb in ("view", "change"))


def _lines_of_pages(person: Person) -> list[Line]:
    state = Publishable.State
    questions = [
        _List("Review overdue", REVIEWED, is_overdue(), {"review": "overdue"}),
        _List("Assigned to you", PAGES, Q(assignee=person.pk), {"assigned": "me"}),
        _List("Waiting for review", PAGES, Q(state=state.IN_REVIEW), {"state__exact": "in-review"}),
        _List("Review due within 30 days", REVIEWED, is_due_soon(), {"review": "soon"}),
        _List("Drafts", PAGES, Q(state=state.DRAFT), {"state__exact": "draft"}),
        _List("Published at a later time", PAGES, is_to_come(), {"readers": "later"}),
    ]
    counts = {
        kind: _count(kind, [question for question in questions if kind in question.kinds])
        for kind in PAGES
        if may_see(person, kind)
    }
    return [
        Line(
            question.title,
            tuple(
                _link_to_list(kind, counts[kind][question.title], question.filters)
                for kind in question.kinds
                if kind in counts and counts[kind][question.title]
            ),
        )
        for question in questions
    ]


def _count(kind: Kind, questions: Iterable[_List]) -> dict[str, int]:
    """In one query; each answer stands under the title of its question."""
    rules = {question.title: question.condition for question in questions}
    names = {f"answer_{number}": title for number, title in enumerate(rules)}
    sums = {name: Count("pk", filter=rules[title]) for name, title in names.items()}
    found = kind._default_manager.order_by().aggregate(**sums)
    return {title: found[name] for name, title in names.items()}


def _link_to_list(kind: Kind, number: int, filters: dict[str, str]) -> Link:
    name = kind._meta.verbose_name if number == 1 else kind._meta.verbose_name_plural
    address = f"admin:{kind._meta.app_label}_{kind._meta.model_name}_changelist"
    return Link(f"{number} {name}", reverse(address, query=filters))


def _lines_of_copies(person: Person) -> Iterator[Line]:
    sent_back, waiting = WorkingCopy.State.SENT_BACK, WorkingCopy.State.WAITING
    visible_kinds = [kind for kind in COPIED if may_see(person, kind)]
    decided = tuple(kind for kind in visible_kinds if _may_decide(person, kind))
    kinds = tuple(visible_kinds)
    questions = [
        _List("Working copies for you to decide", decided, Q(state=waiting), {"copy": "waiting"}),
        _List(
            "Working copies sent back to you",
            kinds,
            Q(state=sent_back, author=person.pk),
            {"copy": "sent-back-to-me"},
        ),
        _List(
            "Working copies assigned to you",
            kinds,
            # Once is enough: what was sent back to its author is assigned to them as well.
            Q(assignee=person.pk) & ~Q(state=sent_back, author=person.pk),
            {"copy": "for-me"},
        ),
    ]
    by_kind = {
        f"{kind._meta.model_name}_{number}": Count(
            "pk", filter=question.condition & Q(**{f"{kind._meta.model_name}__isnull": False})
        )
        for number, question in enumerate(questions)
        for kind in question.kinds
    }
    counts = WorkingCopy.objects.order_by().aggregate(**by_kind) if by_kind else {}
    for number, question in enumerate(questions):
        found = ((kind, counts[f"{kind._meta.model_name}_{number}"]) for kind in question.kinds)
        links = (_link_to_list(kind, count, question.filters) for kind, count in found if count)
        yield Line(question.title, tuple(links))


def _may_decide(person: Person, kind: Kind) -> bool:
    return may_publish(person, Comparison if kind is Verdict else kind)


def _line_of_letters(person: Person) -> Iterator[Line]:
    if may_see(person, Disagreement):
        number = Disagreement.objects.waiting().count()
        filters = {"state__exact": str(Disagreement.State.WAITING)}
        links = (_link_to_list(Disagreement, number, filters),) if number else ()
        yield Line("Readers disagree, and wait", links)


def _line_of_hints(person: Person) -> Iterator[Line]:
    links = (
        Link(f"{page}: {number} {'hint' if number == 1 else 'hints'}", _page_of_desk(page))
        for page, number in pages_with_hints()
        if may_see(person, type(page))
    )
    yield Line("Hints on what is written", tuple(links), is_long=True)


def _page_of_desk(thing: Model) -> str:
    label, name = thing._meta.app_label, thing._meta.model_name
    return reverse(f"admin:{label}_{name}_change", args=[thing.pk])


def _line_of_closed_quiz(person: Person) -> Iterator[Line]:
    if may_see(person, Edition) and not Edition.objects.live():
        link = Link("See the editions", reverse("admin:quiz_edition_changelist"))
        yield Line("No edition is open: readers find the quiz closed", (link,))


def _line_of_gates(person: Person) -> Iterator[Line]:
    if may_see(person, Edition):
        editions = Edition.objects.exclude(state=Edition.State.RETIRED)
        links = (
            Link(f"{edition}, {edition.state}: {failing} failing", _page_of_desk(edition))
            for edition in editions
            if edition.report and (failing := len(list(failing_gates(edition.report))))
        )
        yield Line("Checks that the quiz fails", tuple(links))


def _line_of_quiz(person: Person) -> Iterator[Line]:
    if person.has_perm("quiz.view_health") and (live := Edition.objects.live()):
        started, finished = last_30_days(live)
        address = reverse(f"admin:quiz_{Tally._meta.model_name}_changelist")
        yield Line("The quiz in the last 30 days", (Link(_said_of(started, finished), address),))


def _said_of(started: int, finished: int) -> str:
    if not started:
        return "Nobody has started it"
    if None in visible([finished, started - finished]):
        return f"{in_words(started).capitalize()} started"
    return f"{started:,} started, {100 * finished / started:.0f}% of them finished"
