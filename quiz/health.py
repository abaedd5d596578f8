"""How an edition does with real readers: what the sums of its days say, and what to do about it.

No number may point at somebody. So a count under 30 is not shown, nor is a number that gives it
away: where a single cell of a row would have to be hidden, the next larger one is hidden with it,
until those that are hidden stand for 30 people at least. Where people leave is told for as many
places in a row as it takes for 30 of them to have left.

Nor may the difference between two looks at the page. What was answered is told of days that are
over, and in crowds: day after day is taken together until 30 people are in it, for each question
by itself, and then all of them appear at once. By hand: 20 people answer on Monday, 9 on Tuesday
and 5 on Wednesday; on Thursday all 34 appear, and before that nobody. A period tells the crowds
that lie within it, so the difference between two periods is made of crowds as well. How many began
and finished, and where people left, is told as it is now: that says of nobody what they answered.

How well a question separates the paths is the share of the differences between its answers that
goes with the path that leads, from 0 to 100. By hand: those led to one path all choose 5, those
led to another all choose 1, as many of either. The answers differ, within a path they do not: 100.
Where half of each path choose 5 and half 1, knowing the path tells nothing of the answer: 0. For
three options, each option counts as a yes or no of its own, and the differences are added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from comparisons.charts import in_text

from .charts import rounded_together
from .counting import LONGEST, NOBODY, SECONDS, SKIP, Counts, median, plus
from .fairness import RANDOM_LEADS
from .glossary import in_plain_words
from .scoring import PAIR_STEPS, STATEMENT_STEPS
from .wording import choice_words

FEWEST = 30
FEW = f"fewer than {FEWEST}"
ALL_BUT_FEW = f"all but {FEW}"
ENOUGH_TO_JUDGE = 100  # with fewer answers, luck alone makes a question look good or bad

# Where a question deserves a look.
ONE_SIDED = 0.9  # so many answer alike that the rest could not change anybody's result
MANY_SKIP = 0.1
MOST_SKIP = 0.25
MANY_IN_BETWEEN = 0.5
MANY_LEAVE = 0.05
SEPARATES_NOBODY = 0.02

SIDES = {"statement": ((4, 5), (1, 2)), "pair": ((1, 2), (3, 4))}
STEPS = {"statement": STATEMENT_STEPS, "pair": PAIR_STEPS}
SHADES = {3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen", "twenty"),
)


@dataclass(frozen=True)
class Asked:
    """A question, as far as its health is concerned."""

    pk: int
    slug: str
    kind: str
    text: str
    criteria: tuple[str, ...]
    options: tuple[str, ...]

    @property
    def choices(self) -> tuple[str, ...]:
        return choice_words(self.kind, self.options)


@dataclass(frozen=True)
class Figure:
    name: str
    value: str
    note: str


@dataclass(frozen=True)
class Stretch:
    """Places in a row, at which together enough people left to say so; in percent of all."""

    first: int
    last: int
    closing: bool  # the last place is the closing page
    before: int
    after: int
    rate: float  # of those who came so far

    @property
    def name(self) -> str:
        if self.closing:
            return "The closing page" if self.first == self.last else f"From question {self.first}"
        if self.first == self.last:
            return f"Question {self.first}"
        return f"Questions {self.first} to {self.last}"

    @property
    def is_loss(self) -> bool:
        return self.rate >= MANY_LEAVE

    @property
    def lost(self) -> int:
        return self.before - self.after


@dataclass(frozen=True)
class Leaving:
    heading: str
    stretches: tuple[Stretch, ...]
    places: int


@dataclass(frozen=True)
class Part:
    """One role's part of a bar."""

    path: str
    name: str
    percent: int | None


@dataclass(frozen=True)
class Bar:
    name: str
    parts: tuple[Part, ...]  # empty where there is nothing to show


@dataclass(frozen=True)
class Winning:
    heading: str
    note: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Segment:
    words: str
    percent: int | None
    shade: int


@dataclass(frozen=True)
class Hint:
    mark: str  # fine, look, fix or few
    words: str


@dataclass(frozen=True)
class Row:
    number: int
    asked: Asked
    spread: tuple[Segment, ...]  # empty where too few have answered
    skipped: str
    left: str
    separates: int | None
    hints: tuple[Hint, ...]

    @property
    def mark(self) -> str:
        marks = {hint.mark for hint in self.hints}
        return next(mark for mark in ("fix", "look", "few", "fine") if mark in marks)

    @property
    def is_problem(self) -> bool:
        return self.mark in {"fix", "look"}


@dataclass(frozen=True)
class Health:
    is_begun: bool
    figures: tuple[Figure, ...]
    leaving: Leaving
    winning: Winning
    rows: tuple[Row, ...]
    checks: tuple[Mapping[str, Any], ...]

    @property
    def heading_of_rows(self) -> str:
        problems = sum(row.is_problem for row in self.rows)
        if problems:
            return f"{problems} of {len(self.rows)} questions {_need(problems)} a look"
        if any(row.mark == "few" for row in self.rows):
            return "Too few answers yet to judge the questions"
        return "No question needs a look"

    @property
    def heading_of_checks(self) -> str:
        if not self.checks:
            return "Not measured yet whether it is fair"
        gates = [check for check in self.checks if check["gate"]]
        failing = sum(not check["passed"] for check in gates)
        if failing:
            return f"{failing} of {len(gates)} gates {'fails' if failing == 1 else 'fail'}"
        return f"Fair when it was measured: it passes {_all(len(gates))}"


def _all(gates: int) -> str:
    return "its one gate" if gates == 1 else f"all {gates} gates"


def _need(number: int) -> str:
    return "needs" if number == 1 else "need"


def health(
    started: int,
    finished: int,
    counts: Counts,
    told: Counts,
    questions: Sequence[Asked],
    roles: Mapping[str, str],
    report: Mapping[str, Any],
) -> Health:
    """Of all counts as they are now, and of those that may be told `in_crowds`."""
    checks = tuple(
        {**check, "meaning": in_plain_words(check["name"])} for check in report.get("checks", ())
    )
    return Health(
        is_begun=started > 0,
        figures=tuple(_figures(started, finished, told)),
        leaving=leaving(counts.get("left_at", {}), finished, len(questions)),
        winning=winning(told.get("verdicts", {}), roles, checks),
        rows=tuple(rows(counts, told, questions)),
        checks=checks,
    )


# What may be shown


def visible(cells: Sequence[int]) -> list[int | None]:
    """The cells of one whole; None for those that are too small, and for what gives them away."""
    hidden: list[int] = []
    for at in sorted(range(len(cells)), key=lambda at: cells[at]):
        stands_for = sum(cells[at] for at in hidden)
        covered = not hidden or (len(hidden) > 1 and stands_for >= FEWEST)
        if cells[at] >= FEWEST and covered:
            break
        hidden.append(at)
    return [None if at in hidden else cell for at, cell in enumerate(cells)]


def in_crowds(days: Iterable[tuple[date, Counts]], since: date | None = None) -> dict[str, Any]:
    """What was answered on these days, oldest first, by as many at once as hide each other."""
    told: dict[str, Any] = {}
    waiting: dict[tuple[str, ...], tuple[date, Counts]] = {}
    for day, counts in days:
        for name, whole in _wholes(counts):
            first, before = waiting.pop(name, (day, {}))
            crowd = plus(before, whole)
            if _people_in(crowd) < FEWEST:
                waiting[name] = first, crowd
            elif since is None or first >= since:
                told = plus(told, crowd)
    return told


def _wholes(counts: Counts) -> Iterator[tuple[tuple[str, ...], Counts]]:
    """What each person is in once: the results, the times, and the answers to one question."""
    for name in ("verdicts", "seconds"):
        if name in counts:
            yield (name,), {name: counts[name]}
    for slug, answers in counts.get("answers", {}).items():
        yield ("answers", slug), {"answers": {slug: answers}}


def _people_in(counts: Counts) -> int:
    parts = counts.values()
    return sum(_people_in(part) if isinstance(part, Mapping) else part for part in parts)


def in_words(count: int) -> str:
    return f"{count:,}" if count >= FEWEST else FEW


def _percents(cells: Sequence[int]) -> list[int | None]:
    whole = sum(cells)
    if not whole:
        return [None] * len(cells)
    rounded = rounded_together([100 * cell / whole for cell in cells])
    shown = zip(rounded, visible(cells), strict=True)
    return [None if cell is None else percent for percent, cell in shown]


def _share(part: int, whole: int) -> str:
    """In percent, where neither the part is too small nor the rest."""
    percent, _ = _percents([part, whole - part])
    return FEW if part < FEWEST else ALL_BUT_FEW if percent is None else f"{percent}%"


# The four figures


def _figures(started: int, finished: int, told: Counts) -> Iterator[Figure]:
    verdicts = {name: sum(paths.values()) for name, paths in told.get("verdicts", {}).items()}
    yield Figure("Started", in_words(started), "each counted once")
    yield Figure("Finished", *_finished(started, finished))
    yield _median_time(told.get("seconds", {}))
    close = verdicts.get("close", 0)
    yield Figure("Too close to call", _share(close, sum(verdicts.values())), "of results")


def _finished(started: int, finished: int) -> tuple[str, str]:
    share = _share(finished, started)
    return share, "of those who started" if share in {FEW, ALL_BUT_FEW} else f"{finished:,} people"


def _median_time(seconds: Mapping[str, int]) -> Figure:
    middle = median(seconds)
    if middle is None or sum(seconds.values()) < FEWEST:
        return Figure("Median time", FEW, "to tell of yet")
    if middle >= LONGEST:
        return Figure("Median time", f"{LONGEST // 60} min or more", "pauses included")
    minutes, rest = divmod(round(middle / SECONDS) * SECONDS, 60)
    return Figure("Median time", f"{minutes}:{rest:02}", "minutes, pauses included")


# Where people leave


def leaving(left_at: Mapping[str, int], finished: int, questions: int) -> Leaving:
    stretches = tuple(_stretches(left_at, finished, questions))
    return Leaving(_where_they_leave(stretches), stretches, questions + 1)


def _stretches(left_at: Mapping[str, int], finished: int, questions: int) -> Iterator[Stretch]:
    """Of all who have finished or left; the rest may still be answering."""
    pools = list(_pooled(left_at, questions + 1))
    there = whole = finished + sum(number for _, _, number in pools)
    for first, last, number in pools if whole > finished else []:
        yield Stretch(
            first=first,
            last=last,
            closing=last > questions,
            before=round(100 * there / whole),
            after=round(100 * (there - number) / whole),
            rate=number / there if there else 0.0,
        )
        there -= number


def _pooled(left_at: Mapping[str, int], places: int) -> Iterator[tuple[int, int, int]]:
    """Place after place until enough have left; the few who are over at the end count nowhere."""
    first, number = 1, 0
    for place in range(1, places + 1):
        number += left_at.get(str(place), 0)
        if number >= FEWEST:
            yield first, place, number
            first, number = place + 1, 0
    if first <= places:
        yield first, places, 0


def _where_they_leave(stretches: Sequence[Stretch]) -> str:
    if not stretches:
        return f"{FEW.capitalize()} people have left, too few to say where"
    worst = max(stretches, key=lambda stretch: stretch.rate)
    if not worst.is_loss:
        return "People leave here and there, and nowhere many"
    lose = "lose" if worst.name.startswith("Questions") else "loses"
    if worst.name.startswith("From"):
        return f"One person in {_one_in(worst.rate)} leaves from question {worst.first} on"
    return f"{worst.name} {lose} one person in {_one_in(worst.rate)}"


def _one_in(rate: float) -> str:
    return NUMBERS[min(len(NUMBERS), round(1 / rate)) - 1]


# Can every role win?


def winning(
    verdicts: Mapping[str, Mapping[str, int]],
    roles: Mapping[str, str],
    checks: Iterable[Mapping[str, Any]],
) -> Winning:
    check = next((check for check in checks if check["name"] == RANDOM_LEADS), None)
    chance = _by_chance(check, len(roles))
    firsts = [sum(paths.get(path, 0) for paths in verdicts.values()) for path in roles]
    clear = [verdicts.get("clear", {}).get(path, 0) for path in roles]
    bars = (
        _bar("Random answers", roles, chance),
        _bar("Real completions, by the role that comes first", roles, _percents(firsts)),
        _bar("Of these, results that are clear", roles, _percents(clear)),
    )
    return Winning(_can_win(check, bars[0]), _who_wins(check, bars[1]), bars)


def _by_chance(check: Mapping[str, Any] | None, roles: int) -> list[int | None]:
    try:
        shares = [float(share.strip(" %")) for share in check["shown"].split("/")] if check else []
    except ValueError:
        shares = []
    return [*rounded_together(shares)] if len(shares) == roles else []


def _bar(name: str, roles: Mapping[str, str], percents: Sequence[int | None]) -> Bar:
    if not any(percents):
        return Bar(name, ())
    parts = zip(roles.items(), percents, strict=True)
    return Bar(name, tuple(Part(path, role, percent) for (path, role), percent in parts))


def _can_win(check: Mapping[str, Any] | None, by_chance: Bar) -> str:
    if check is None or not by_chance.parts:
        return "Can every role win? Not measured yet"
    if check["passed"]:
        return "Every role can win"
    return f"Random answers lean to {in_text(_first_of(by_chance).name)}"


def _who_wins(check: Mapping[str, Any] | None, real: Bar) -> str:
    if not real.parts:
        return f"{FEW.capitalize()} real completions for each role, too few to compare."
    first = _first_of(real)
    words = f"Real readers are led to {in_text(first.name)} most often"
    if check and check["passed"]:
        return f"{words}. Random answers favour nobody, so this is them, and not the quiz."
    return f"{words}. Whether that is them or the quiz cannot be told yet."


def _first_of(bar: Bar) -> Part:
    return max(bar.parts, key=lambda part: part.percent or 0)


# The questions


def rows(counts: Counts, told: Counts, questions: Sequence[Asked]) -> list[Row]:
    found = [_Answers(asked, counts, told) for asked in questions]
    best = max((one.separation for one in found if one.can_be_judged), default=0.0)
    return [_row(number, one, best) for number, one in enumerate(found, 1)]


def _row(number: int, answers: _Answers, best: float) -> Row:
    return Row(
        number=number,
        asked=answers.asked,
        spread=tuple(answers.spread()),
        skipped=_part(answers.skipped, answers.reached),
        left=_part(answers.left, answers.met),
        separates=round(100 * answers.separation) if answers.can_be_judged else None,
        hints=tuple(hints(answers, best)),
    )


def _part(part: int, whole: int) -> str:
    """Its rest is printed nowhere, so only the part itself can be too small."""
    return f"{100 * part / whole:.0f}%" if part >= FEWEST else FEW


class _Answers:
    """What became of one question: counts by the path that led, and those who left at it."""

    def __init__(self, asked: Asked, counts: Counts, told: Counts) -> None:
        self.asked = asked
        self.by_path: Counts = told.get("answers", {}).get(asked.slug, {})
        self.finished = _people_in(counts.get("answers", {}).get(asked.slug, {}))
        self.left: int = counts.get("left", {}).get(asked.slug, 0)
        self.passed: int = counts.get("passed", {}).get(asked.slug, 0)

    @cached_property
    def cells(self) -> list[int]:
        """How often each answer was given by those who finished."""
        values = range(1, len(self.asked.choices) + 1)
        return [self._given(str(value)) for value in values]

    def _given(self, answer: str) -> int:
        return sum(answers.get(answer, 0) for answers in self.by_path.values())

    @property
    def answered(self) -> int:
        return sum(self.cells)

    @property
    def skipped(self) -> int:
        return self._given(SKIP)

    @property
    def reached(self) -> int:
        return self.answered + self.skipped

    @property
    def met(self) -> int:
        """By all: those whose answers wait to be told, and those who left, there or later."""
        return self.finished + self.passed + self.left

    @property
    def can_be_judged(self) -> bool:
        return self.answered >= ENOUGH_TO_JUDGE

    def spread(self) -> Iterator[Segment]:
        percents = _percents(self.cells)
        if any(percent is not None for percent in percents):
            for words, percent, shade in zip(
                self.asked.choices, percents, SHADES[len(self.cells)], strict=True
            ):
                yield Segment(words, percent, shade)

    @cached_property
    def separation(self) -> float:
        groups = [
            [answers.get(str(value), 0) for value in range(1, len(self.cells) + 1)]
            for path, answers in self.by_path.items()
            if path != NOBODY
        ]
        return separation(self.asked.kind, groups)

    @property
    def sides(self) -> Iterator[tuple[int, str]]:
        """How many are on each side, and what they say."""
        if self.asked.kind == "statement":
            (yes, no), words = SIDES["statement"], ("agree", "disagree")
            yield self._of(yes), words[0]
            yield self._of(no), words[1]
            return
        groups = SIDES.get(self.asked.kind) or [(value,) for value in (1, 2, 3)]
        for values, option in zip(groups, self.asked.options, strict=True):
            yield self._of(values), f"choose “{option}”"

    def _of(self, values: Iterable[int]) -> int:
        return sum(self.cells[value - 1] for value in values)


def separation(kind: str, groups: Sequence[Sequence[int]]) -> float:
    """For each path, how often each answer was given; the share that the path explains."""
    answers = len(groups[0]) if groups else 0
    steps = STEPS.get(kind)
    # A scale is one number; of three options each is a number of its own, 1 or 0.
    axes = [steps] if steps else [[float(n == at) for n in range(answers)] for at in range(answers)]
    everybody = [sum(column) for column in zip(*groups, strict=True)]
    whole = sum(_squares(everybody, axis) for axis in axes)
    within = sum(_squares(group, axis) for group in groups for axis in axes)
    return 1 - within / whole if whole > 0 else 0.0


def _squares(numbers: Sequence[int], values: Sequence[float]) -> float:
    """How far answers lie from their own mean, squared and added up."""
    people = sum(numbers)
    if not people:
        return 0.0
    pairs = list(zip(numbers, values, strict=True))
    mean = sum(number * value for number, value in pairs) / people
    return sum(number * (value - mean) ** 2 for number, value in pairs)


def hints(answers: _Answers, best: float) -> Iterator[Hint]:
    if not answers.can_be_judged:
        yield Hint("few", f"Too few answers to judge: {ENOUGH_TO_JUDGE} are needed.")
        return
    problems = list(_problems(answers))
    yield from problems
    if not problems:
        is_best = answers.separation >= best > SEPARATES_NOBODY
        yield Hint("fine", "Separates the paths best of all." if is_best else "Fine.")


def _problems(answers: _Answers) -> Iterator[Hint]:
    side, says = max(answers.sides)
    if side >= ONE_SIDED * answers.answered:
        share = _share(side, answers.answered).capitalize()
        yield Hint("fix", f"{share} {says}: it separates nobody. Rewrite it for the next edition.")
    elif answers.separation < SEPARATES_NOBODY:
        criteria = " and ".join(in_text(name) for name in answers.asked.criteria)
        yield Hint("look", f"All paths answer alike. See whether it still asks about {criteria}.")
    if answers.skipped >= max(FEWEST, MANY_SKIP * answers.reached):
        mark = "fix" if answers.skipped >= MOST_SKIP * answers.reached else "look"
        share = _part(answers.skipped, answers.reached)
        yield Hint(mark, f"{share} skip it. Look for a word that not everybody knows, and reword.")
    if answers.asked.kind == "statement":
        between = answers.cells[2]
        if between >= MANY_IN_BETWEEN * answers.answered:
            share = _share(between, answers.answered).capitalize()
            yield Hint("look", f"{share} answer “In between”. Ask for something more definite.")
    if answers.left >= max(FEWEST, MANY_LEAVE * answers.met):
        share = _part(answers.left, answers.met)
        yield Hint("look", f"{share} leave here. See whether it is long, unclear or too personal.")
