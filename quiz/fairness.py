"""Is the quiz fair? It is asked of people we make up, whose wants we therefore know.

A sincere person wants each criterion by a number drawn from the very distribution that scoring
starts from, answers each question with the noise that scoring expects, and so shows how often
the quiz finds the truth and whether odds of 70% come true in 70 of 100 cases. An archetype wants
what one role offers and must be sent there. People who answer at random, in a straight line or
always with yes want nothing in particular, so no role may gain from them, and few of them may be
told that a role fits. Every figure has a gate; an edition that misses one is not opened.

By hand: people who answer at random should be led to each of three roles by a third. Of 30,000
the share of a role strays by sqrt(1/3 * 2/3 / 30,000), which is 0.3 points, so a gate of 3 points
is ten times what luck can do: who misses it is not unlucky, but has a quiz that leans.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .crowd import (
    CARELESS,
    YES,
    Booleans,
    Generator,
    Integers,
    People,
    Results,
    Sheets,
    archetype_people,
    goals_of_one_path,
    half_and_half,
    judge,
    largest,
    noise_free_people,
    random_sheets,
    sincere_people,
    straight_lines,
    touches,
)
from .ordering import by_pair, enough
from .scoring import (
    ALIKE,
    Array,
    Look,
    Question,
    Quiz,
    estimate,
    look_of,
    look_of_goal,
    odds_of,
    outcome,
)

SEED = 20250101

# How many people are asked. Enough that luck decides no gate: with other seeds the same ones pass.
FOR_THE_LIMIT = 20_000
SINCERE = 20_000
ARCHETYPES = 6_000
YES_SAYERS = 20_000
RANDOM = 30_000
ASKED_IN_ORDER = 4_000
CLEAR_AND_CHANGED = 1_000
RESHUFFLED = 30

SINCERE_PERCENTILE = 95  # contradictions beyond that of 95% of sincere people count as such
CALIBRATION_EDGES = (0.5, 0.6, 0.7, 0.8, 0.9)
EARLY = {12: 0.89, 16: 0.92}  # after so many questions, the leader must be that of all so often


FEWEST_TOUCHING = 2

# What is looked into when it fails
RANDOM_LEADS = "Random answers, by the role they lead to"
LEADS_OF_YES = "Yes-sayers, by the role they lead to"
PUREST_FOUND = "Archetypes who answer without noise are found"
PUREST_ODDS = "Their lowest odds"
LINES_ODDS = "The highest odds of a straight line"
LINES_CLEAR = "Straight lines that get a clear result"
EXTREMES = "Extreme answers and goals that, alone, raise every role they favour"
GOALS_ODDS = "The odds of a role after three goals on its path, all else neutral"
GOALS_CLEAR = "Of these, results that are called clear"
TOUCHING = "Questions touching each criterion"
FLIPPING = "Clear results that one step or one dropped question flips"
PRESENTING = "What order, reversed keys and swapped sides change"


@dataclass(frozen=True)
class Check:
    """One row of the report. Without a gate it is information, and passes."""

    name: str
    value: float
    gate: str
    passed: bool
    shown: str
    miss: float = 0.0  # how far the value lies on the wrong side of its gate; 0 or less passes


@dataclass(frozen=True)
class Report:
    checks: tuple[Check, ...]
    contradiction_limit: float

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)


def report(quiz: Quiz, seed: int = SEED) -> Report:
    # A stream for each part, so that more people in one do not change another.
    streams = iter(np.random.default_rng(seed).spawn(10))
    limit = contradiction_limit(quiz, next(streams))
    quiz = replace(quiz, contradiction_limit=limit)
    sincere = judged(quiz, sincere_people(quiz, next(streams), SINCERE))
    without_goals = judged(quiz, sincere.people.without_goals())
    usual = judged(quiz, archetype_people(quiz, next(streams), ARCHETYPES))
    careless = judged(quiz, archetype_people(quiz, next(streams), ARCHETYPES, noise=CARELESS))
    pure = judged(quiz, noise_free_people(quiz, next(streams)))
    yes = judge(quiz, sincere_people(quiz, next(streams), YES_SAYERS, yes=YES).sheets)
    chance = random_sheets(quiz, next(streams), RANDOM)
    in_order = half_and_half(
        sincere_people(quiz, next(streams), ASKED_IN_ORDER // 2).sheets,
        archetype_people(quiz, next(streams), ASKED_IN_ORDER // 2).sheets,
    )
    rng = next(streams)
    checks = (
        *_archetypes_are_found(pure, usual, careless),
        *_sincere_people_are_found(sincere, without_goals),
        *_clear_results_are_right(sincere, usual),
        *_odds_come_true(sincere),
        *_chance_favours_nobody(judge(quiz, chance), sincere.results),
        *straight_lines_say_nothing(judge(quiz, straight_lines(quiz))),
        leads_of_yes(yes.shares),
        *_small_changes_are_small(quiz, sincere),
        _presentation_does_not_matter(quiz, chance, rng),
        extremes_raise_whom_they_should(quiz),
        *_the_best_order_is_better(quiz, in_order, rng),
        *three_goals_lean_and_no_more(judged(quiz, goals_of_one_path(quiz))),
        *_geometry(quiz),
    )
    return Report(checks, limit)


def contradiction_limit(quiz: Quiz, rng: Generator) -> float:
    people = sincere_people(quiz, rng, FOR_THE_LIMIT)
    contradictions = judge(quiz, people.sheets).contradiction
    return float(np.percentile(contradictions, SINCERE_PERCENTILE))


# The checks


def _percent(value: float) -> str:
    return f"{value:.1%}"


def _list(values: Sequence[float]) -> str:
    return " / ".join(_percent(value) for value in values)


def _at_least(name: str, value: float, least: float, shown: str = "") -> Check:
    gate = "100%" if least == 1 else f"at least {least:.0%}"
    return Check(name, value, gate, value >= least, shown or _percent(value), least - value)


def _at_most(name: str, value: float, most: float, shown: str = "") -> Check:
    gate = f"at most {most:.0%}"
    return Check(name, value, gate, value <= most, shown or _percent(value), value - most)


def _none(name: str, number: int) -> Check:
    return Check(name, number, "none", number == 0, str(number), number)


def _information(name: str, value: float, shown: str = "") -> Check:
    return Check(name, value, "", True, shown or _percent(value))


def random_leads(shares: Array) -> Check:
    return _within_points_of_a_third(RANDOM_LEADS, shares, 3)


def leads_of_yes(shares: Array) -> Check:
    return _within_points_of_a_third(LEADS_OF_YES, shares, 4)


def _within_points_of_a_third(name: str, shares: Array, points: int) -> Check:
    worst, most = float(np.abs(shares - 1 / 3).max()), points / 100
    gate = f"within {points} points of a third"
    return Check(name, worst, gate, worst <= most, _list(shares.tolist()), worst - most)


class Judged(NamedTuple):
    people: People
    results: Results

    @property
    def found(self) -> Array:
        """For each, whether the role with the best odds is the best one."""
        return np.asarray(_of_each(self.results.leading, self.people.best))

    @property
    def odds(self) -> Array:
        """What the best role was given."""
        return np.asarray(_of_each(self.results.odds, self.people.best))

    @property
    def held(self) -> Booleans:
        """For each, whether the best role is among those named."""
        return np.asarray(_of_each(self.results.credible, self.people.best))


def judged(quiz: Quiz, people: People) -> Judged:
    return Judged(people, judge(quiz, people.sheets))


def _of_each(table: NDArray[Any], columns: Integers) -> NDArray[Any]:
    """From each row what stands in its column."""
    return np.take_along_axis(table, columns[:, None], axis=1)[:, 0]


def _archetypes_are_found(pure: Judged, usual: Judged, careless: Judged) -> Iterator[Check]:
    yield from purest_are_found(pure)
    yield _at_least("Archetypes are found", float(usual.found.mean()), 0.95)
    yield _at_least("Careless archetypes are found", float(careless.found.mean()), 0.9)


def purest_are_found(pure: Judged) -> Iterator[Check]:
    yield _at_least(PUREST_FOUND, float(pure.found.mean()), 1)
    yield _at_least(PUREST_ODDS, float(pure.odds.min()), 0.95)


def _sincere_people_are_found(sincere: Judged, without_goals: Judged) -> Iterator[Check]:
    yield _at_least("Sincere people are led to their best role", float(sincere.found.mean()), 0.66)
    yield _information("The same without goals", float(without_goals.found.mean()))
    yield _at_least("The roles named hold the best one", float(sincere.held.mean()), 0.87)


def _clear_results_are_right(sincere: Judged, archetypes: Judged) -> Iterator[Check]:
    for who, group, least in (("sincere people", sincere, 0.87), ("archetypes", archetypes, 0.98)):
        clear = group.results.clear
        right = float(group.found[clear].mean()) if clear.any() else 0.0
        yield _at_least(f"A clear result is right for {who}", right, least)
        yield _information(f"How many {who} get a clear result", float(clear.mean()))


def _odds_come_true(sincere: Judged) -> Iterator[Check]:
    """Of those whose leading role has odds of about 70%, is it best for about 70%?"""
    odds = sincere.results.odds.max(axis=1)
    bins = np.digitize(odds, CALIBRATION_EDGES)
    excess = np.array([(odds - sincere.found)[bins == number].mean() for number in np.unique(bins)])
    worst, confident = float(np.abs(excess).max()), float(excess.max())
    shown = " / ".join(f"{100 * points:+.1f}".replace("-", "−") for points in excess.tolist())
    yield Check(
        "Points by which odds miss what comes true", worst, "at most 6 points", worst <= 0.06, shown
    )
    yield Check(
        "Points by which odds promise too much",
        confident,
        "at most 4 points",
        confident <= 0.04,
        f"{100 * max(confident, 0):.1f}",
    )


def _chance_favours_nobody(chance: Results, sincere: Results) -> Iterator[Check]:
    """Sampled: the lead hangs on three scores at once, and scenarios change their covariance too,
    so adding up question by question, which is exact for one score, does not give it."""
    yield random_leads(chance.shares)
    yield _at_most("Random answers that get a clear result", float(chance.clear.mean()), 0.08)
    yield _at_most("Sincere people called contradictory", float(sincere.contradictory.mean()), 0.06)
    yield _information("Random answers called contradictory", float(chance.contradictory.mean()))


def straight_lines_say_nothing(lines: Results) -> Iterator[Check]:
    yield _at_most(LINES_ODDS, float(lines.odds.max()), 0.6)
    yield _none(LINES_CLEAR, int(lines.clear.sum()))


def _small_changes_are_small(quiz: Quiz, sincere: Judged) -> Iterator[Check]:
    """Strictly: a clear result flips if a single one of some 70 changes flips it."""
    clear = np.flatnonzero(sincere.results.clear)[:CLEAR_AND_CHANGED]
    leader = sincere.results.odds[clear].argmax(axis=1)
    flipped = np.zeros(len(clear), dtype=bool)
    for changed in _changed_once(quiz, sincere.people.sheets.only(clear)):
        odds = judge(quiz, changed).odds
        flipped |= odds.max(axis=1) > _of_each(odds, leader) + ALIKE
    share = float(flipped.mean()) if len(clear) else 1.0
    yield _at_most(FLIPPING, share, 0.02)


def _changed_once(quiz: Quiz, sheets: Sheets) -> Iterator[Sheets]:
    for number, question in enumerate(quiz.questions):
        given, last = sheets.values[:, number], len(question.values)
        dropped = np.zeros_like(given)
        if question.kind == "scenario":
            others = [(given + shift) % last + 1 for shift in range(last - 1)]
        else:
            others = [np.maximum(given - 1, 1), np.minimum(given + 1, last)]
        for other in (dropped, *others):
            values = sheets.values.copy()
            values[:, number] = other
            yield replace(sheets, values=values)


def _presentation_does_not_matter(quiz: Quiz, chance: Sheets, rng: Generator) -> Check:
    worst = 0.0
    for values, goals in zip(chance.values[:RESHUFFLED], chance.goals, strict=False):
        usual = _asked(quiz, values, goals)
        order = rng.permutation(len(quiz.questions))
        others = (
            _asked(_in_order(quiz, order), values[order], goals),
            _asked(_reversed_keys(quiz), _mirrored(quiz, values, "statement"), goals),
            _asked(_swapped_sides(quiz), _mirrored(quiz, values, "pair", "scenario"), goals),
        )
        worst = max(worst, *(float(np.abs(other - usual).max()) for other in others))
    return Check(
        PRESENTING,
        worst,
        "less than a billionth",
        worst <= ALIKE,
        "less than a billionth" if worst <= ALIKE else f"{worst:.1g}",
    )


def _asked(quiz: Quiz, values: Integers, goals: Booleans) -> Array:
    slugs = [question.slug for question in quiz.questions]
    answers = dict(zip(slugs, values.tolist(), strict=True))
    chosen = [goal for goal, is_chosen in zip(quiz.criteria, goals, strict=True) if is_chosen]
    return outcome(quiz, answers, chosen).odds


def _in_order(quiz: Quiz, order: Integers) -> Quiz:
    return replace(quiz, questions=tuple(quiz.questions[number] for number in order))


def _reversed_keys(quiz: Quiz) -> Quiz:
    def reverse(question: Question) -> Question:
        options = (replace(option, direction=-option.direction) for option in question.options)
        return replace(question, options=tuple(options))

    statements = (reverse(one) if one.kind == "statement" else one for one in quiz.questions)
    return replace(quiz, questions=tuple(statements))


def _swapped_sides(quiz: Quiz) -> Quiz:
    swapped = (replace(one, options=one.options[::-1]) for one in quiz.questions)
    return replace(quiz, questions=tuple(swapped))


def _mirrored(quiz: Quiz, values: Integers, *kinds: str) -> Integers:
    """The same answers where the scale of these kinds runs the other way."""
    last = np.array([1 + len(question.values) for question in quiz.questions])
    turned = np.array([question.kind in kinds for question in quiz.questions])
    return np.where(turned, last - values, values)


def extremes_raise_whom_they_should(quiz: Quiz) -> Check:
    looks = [
        look_of(quiz, question, value)
        for question in quiz.questions
        for value in (question.values if question.kind == "scenario" else _ends(question))
    ]
    looks += [look_of_goal(quiz, goal) for goal in quiz.criteria]
    raised = [_raises_whom_it_should(quiz, look) for look in looks]
    return Check(
        EXTREMES,
        sum(raised) / len(raised),
        "all",
        all(raised),
        f"{sum(raised)} of {len(raised)}",
        raised.count(False),
    )


def _ends(question: Question) -> tuple[int, int]:
    return question.values[0], question.values[-1]


def _raises_whom_it_should(quiz: Quiz, look: Look) -> bool:
    """An answer in which all roles are alike raises nobody, so it should not be asked for."""
    favour = quiz.profiles @ look.loading * look.seen
    found = estimate(quiz, [look])
    odds = odds_of(quiz.profiles, found.wants, found.covariance)
    favoured = favour > favour.max() - ALIKE
    return bool((odds[favoured] > 1 / len(quiz.roles) + ALIKE).all())


def _the_best_order_is_better(quiz: Quiz, sheets: Sheets, rng: Generator) -> Iterator[Check]:
    by_number = list(_asked_one_by_one(quiz, sheets, rng))
    full = by_number[-1]
    gains = []
    for number, least in EARLY.items():
        agreed = _agreement(by_number[:number][-1], full)
        by_chance = _agreement(judge(quiz, _some_answers(sheets, number, rng)), full)
        gains.append(agreed - by_chance)
        yield _at_least(f"The leader after {number} questions stays", agreed, least)
        yield _information(f"The same in random order, after {number}", by_chance)
    yield Check(
        "Points gained over random order",
        min(gains),
        "at least 3 points",
        min(gains) >= 0.03,
        " / ".join(f"{100 * gain:.1f}" for gain in gains),
    )
    yield from _stopping_early_is_safe(by_number)


def _agreement(early: Results, full: Results) -> float:
    return float((early.leading * full.leading).sum(axis=1).mean())


def _some_answers(sheets: Sheets, number: int, rng: Generator) -> Sheets:
    asked = largest(rng.random(sheets.values.shape), number)
    return replace(sheets, values=np.where(asked, sheets.values, 0))


def _asked_one_by_one(quiz: Quiz, sheets: Sheets, rng: Generator) -> Iterator[Results]:
    """After one answer, after two and so on; each person is asked what tells most about them."""
    everyone = np.arange(len(sheets.values))
    known = replace(sheets, values=np.zeros_like(sheets.values))
    results = judge(quiz, known)
    for _ in quiz.questions:
        asked = _best_next(quiz, results, known, rng)
        known.values[everyone, asked] = sheets.values[everyone, asked]
        results = judge(quiz, known)
        yield results


def _best_next(quiz: Quiz, results: Results, known: Sheets, rng: Generator) -> Integers:
    covariance = results.estimate.covariance
    worth = np.stack(
        [by_pair(quiz, results.odds, covariance, one).sum(axis=(1, 2)) for one in quiz.questions],
        axis=1,
    )
    worth[known.values > 0] = -1
    best = worth >= worth.max(axis=1, keepdims=True) - ALIKE
    return np.asarray(np.where(best, rng.random(worth.shape), -1).argmax(axis=1))


def _stopping_early_is_safe(by_number: Sequence[Results]) -> Iterator[Check]:
    """Whoever is offered the result before the last question takes it.

    Contradictions hold nobody back here, so this asks about more people than are offered it.
    """
    full = by_number[-1]
    offered = np.stack([enough(one.answered, one.untouched, one.odds) for one in by_number], axis=1)
    offered[:, -1] = False
    stopped = offered.any(axis=1)
    number = offered.argmax(axis=1)
    leading = np.stack([one.leading for one in by_number], axis=1)[np.arange(len(number)), number]
    agreed = (leading * full.leading).sum(axis=1)[stopped]
    asked = np.where(stopped, number + 1, len(by_number))
    yield _at_least(
        "Stopping early ends at the same role", float(agreed.mean()) if stopped.any() else 0.0, 0.98
    )
    yield _information("How many can stop early", float(stopped.mean()))
    mean = float(asked.mean())
    yield _information("Questions asked if everyone who can stops", mean, f"{mean:.1f}")


def three_goals_lean_and_no_more(paths: Judged) -> Iterator[Check]:
    yield _at_least(
        GOALS_ODDS,
        float(paths.odds.min()),
        0.6,
        f"{paths.odds.min():.2f} to {paths.odds.max():.2f}",
    )
    yield _none(GOALS_CLEAR, int(paths.results.clear.sum()))


def _geometry(quiz: Quiz) -> Iterator[Check]:
    touching = touches(quiz).sum(axis=0).astype(int)
    yield Check(
        TOUCHING,
        int(touching.min()),
        f"at least {FEWEST_TOUCHING}",
        bool(touching.min() >= FEWEST_TOUCHING),
        f"{touching.min()} to {touching.max()}",
    )
    lengths = np.linalg.norm(quiz.profiles, axis=1)
    pairs = [(0, 1), (0, 2), (1, 2)]
    dots = np.array([quiz.profiles[one] @ quiz.profiles[two] for one, two in pairs])
    scale = np.array([lengths[one] * lengths[two] for one, two in pairs])
    cosines = dots / np.maximum(scale, ALIKE)
    for name, values in (("Lengths of the profiles", lengths), ("Cosines between them", cosines)):
        shown = " / ".join(f"{value:.2f}" for value in values.tolist())
        yield _information(name, float(np.ptp(values)), shown)
