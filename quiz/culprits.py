"""Why a gate fails: the question to look at first.

A question is guilty as far as the figure would be better without it. So each question is left out
in turn, or turned round where it is a statement, and the figure is computed again. Where no single
one brings it through its gate, the next best is taken beside it, and so on up to six. What differs
from the edition before, which passed, is suspected first: any other question that leans the same
way would mend the figure as well.

Asking thousands of people again for every question would take minutes. Straight lines, goals,
extreme answers and archetypes without noise are so few that all of them are asked again. The
shares of random answers and of yes-sayers follow from two sums: how far the answers move what a
person seems to want on average, and how much they scatter it. Taken as a normal distribution,
those give the chance of each role to lead; only what this finds is tried on people. By hand: a
yes adds about 0.4 to every statement. Where the one on depth moves the estimate of depth by 0.1
with that, a role that lies 2 above the mean on depth gains 0.2 on every yes-sayer.

The other gates fail where the questions tell too little. Then the one that tells least is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from . import fairness
from .crowd import (
    GOALS,
    YES,
    goals_of_one_path,
    judge,
    noise_free_people,
    random_sheets,
    sincere_people,
    straight_lines,
    touches,
)
from .fairness import Check, judged
from .ordering import separation
from .scoring import (
    PRIOR_VARIANCE,
    STATEMENT_NOISE,
    STATEMENT_STEPS,
    Array,
    Look,
    Question,
    Quiz,
    look_of,
    look_of_goal,
    normal,
    odds_of,
    outcome,
)

MOST_NAMED = 6
TRIED_ON = 6_000  # people; a share of theirs strays by 0.6 points


@dataclass(frozen=True)
class Clue:
    """Where to look: at questions, at criteria that too few of them ask about, or at ratings."""

    what: str  # undone, left out, turned, weakest, heaviest, criteria or ratings
    slugs: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    shown: str = ""  # what the figure would be


def clue_to(check: Check, quiz: Quiz, before: Quiz | None = None) -> Clue | None:
    """`before` is an edition that passed. None where the check says nothing about questions."""
    if check.name in LEANINGS:
        return _leaning(LEANINGS[check.name], quiz, before)
    number = touches(quiz).sum(axis=0)
    if check.name == fairness.TOUCHING:
        return Clue("criteria", criteria=_named(quiz, number < fairness.FEWEST_TOUCHING))
    if check.name == fairness.FLIPPING:
        return Clue("heaviest", slugs=_by_what_they_tell(quiz)[-1:])
    if check.name == fairness.PRESENTING:
        return None
    rare = _named(quiz, number < number.mean() / 2)
    return Clue("weakest", slugs=_by_what_they_tell(quiz)[:1], criteria=rare)


def _named(quiz: Quiz, which: Array) -> tuple[str, ...]:
    return tuple(slug for slug, is_one in zip(quiz.criteria, which, strict=True) if is_one)


def _by_what_they_tell(quiz: Quiz) -> tuple[str, ...]:
    """About who leads, while nothing is known yet; the least telling first."""
    nothing = outcome(quiz, {})
    worth = {slug: separation(quiz, nothing, one) for slug, one in quiz.by_slug.items()}
    return tuple(sorted(worth, key=worth.__getitem__))


# Gates that a question can tip


@dataclass(frozen=True)
class Leaning:
    quickly: Callable[[Quiz], Check]  # for every question once more
    on_people: Callable[[Quiz], Check]  # to be shown

    def miss(self, quiz: Quiz) -> float:
        return self.quickly(quiz).miss


@dataclass(frozen=True)
class Change:
    slug: str
    question: Question | None = None  # what stands in its place; None leaves it out

    def made_to(self, quiz: Quiz) -> Quiz:
        questions = (self.question if one.slug == self.slug else one for one in quiz.questions)
        return replace(quiz, questions=tuple(filter(None, questions)))


def _leaning(leaning: Leaning, quiz: Quiz, before: Quiz | None) -> Clue:
    undone = [*_differences(quiz, before)] if before else []
    left_out = [Change(slug) for slug in quiz.by_slug]
    turned = [Change(one.slug, _turned(one)) for one in quiz.questions if one.kind == "statement"]
    for what, changes, most in (
        ("undone", undone, MOST_NAMED),
        ("left out", left_out, 1),
        ("turned", turned, 1),
        ("left out", left_out, MOST_NAMED),
    ):
        if found := _fewest_that_pass(leaning, quiz, changes, most):
            slugs = tuple(change.slug for change in found)
            return Clue(what, slugs, shown=leaning.on_people(_changed(quiz, found)).shown)
    return Clue("ratings")


def _differences(quiz: Quiz, before: Quiz) -> Iterator[Change]:
    for question in quiz.questions:
        then = before.by_slug.get(question.slug)
        if then != question:
            still_there = then and then.criteria <= set(quiz.criteria)
            yield Change(question.slug, then if still_there else None)


def _turned(question: Question) -> Question:
    options = (replace(option, direction=-option.direction) for option in question.options)
    return replace(question, options=tuple(options))


def _fewest_that_pass(
    leaning: Leaning, quiz: Quiz, changes: Sequence[Change], most: int
) -> list[Change]:
    """The best one, then the best beside it and so on; empty where that leads nowhere."""
    found: list[Change] = []
    miss = leaning.miss(quiz)
    while len(found) < min(most, len(changes), len(quiz.questions) - 1):
        rest = (change for change in changes if change not in found)
        misses = ((leaning.miss(one.made_to(quiz)), one) for one in rest)
        better, best = min(misses, key=lambda pair: pair[0])
        if better >= miss:
            return []
        found.append(best)
        quiz, miss = best.made_to(quiz), better
        if miss <= 0:
            return found
    return []


def _changed(quiz: Quiz, changes: Sequence[Change]) -> Quiz:
    for change in changes:
        quiz = change.made_to(quiz)
    return quiz


# In words


def advice(
    clue: Clue, texts: Mapping[str, str], criteria: Mapping[str, str], before: str = ""
) -> str:
    """For an editor, with the questions in quotation marks."""
    questions = _listed([f"“{texts[slug]}”" for slug in clue.slugs])
    named = ", ".join(criteria[slug] for slug in clue.criteria)
    many = len(clue.slugs) > 1
    figure = f"the figure would be about {clue.shown}."
    match clue.what:
        case "undone":
            differs = "which differ" if many else "which differs"
            return f"Look first at {questions}, {differs} from {before}: undone, {figure}"
        case "left out":
            return f"Look first at {questions}: without {'them' if many else 'it'} {figure}"
        case "turned":
            return f"Look first at {questions}: asked the other way round, {figure}"
        case "heaviest":
            return f"Look first at {questions}: no other answer moves a result as far."
        case "weakest":
            rare = f" Few questions ask about: {named}." if named else ""
            return f"Look first at {questions}: it tells least about which role leads.{rare}"
        case "criteria":
            return f"Add a question about: {named}."
    return "No question explains it, nor a few together. Compare the ratings of the three roles."


def _listed(things: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(things[:-1]), *things[-1:]]))


# What answers do to a crowd, as two sums


def random_shares(quiz: Quiz) -> Array:
    """Every answer is as likely as any other, and so is every choice of three goals."""
    looks = [[look_of(quiz, one, value) for value in one.values] for one in quiz.questions]
    goals = [look_of_goal(quiz, goal) for goal in quiz.criteria]
    size, chance = len(goals), GOALS / len(goals)
    both = chance * (GOALS - 1) / (size - 1)
    together = np.full((size, size), both - chance**2)
    np.fill_diagonal(together, chance - chance**2)
    pulls = np.stack([goal.pull for goal in goals])
    pull, scatter = chance * pulls.sum(axis=0), pulls.T @ together @ pulls
    for answers in looks:
        each = np.stack([look.pull for look in answers])
        pull = pull + each.mean(axis=0)
        scatter = scatter + np.cov(each, rowvar=False, bias=True)
    covariance = _posterior(quiz, looks)
    return odds_of(quiz.profiles, covariance @ pull, covariance @ scatter @ covariance)


def shares_of_yes(quiz: Quiz) -> Array:
    """Sincere people scatter by as much as their answers tell; a yes moves all of them alike."""
    looks = [[look_of(quiz, one, value) for value in one.values] for one in quiz.questions]
    covariance = _posterior(quiz, looks)
    statements = [answers[-1] for answers in looks if answers[-1].kind == "statement"]
    pull = sum((look.pull for look in statements), np.zeros(len(quiz.criteria))) * _step_of_yes()
    prior = PRIOR_VARIANCE * np.eye(len(quiz.criteria))
    return odds_of(quiz.profiles, covariance @ pull, prior - covariance)


def _posterior(quiz: Quiz, looks: Sequence[Sequence[Look]]) -> Array:
    """The covariance that is left after an answer to each question, and three goals of any."""
    information = np.eye(len(quiz.criteria)) / PRIOR_VARIANCE
    for answers in looks:
        information += np.mean([look.information for look in answers], axis=0)
    goals = [look_of_goal(quiz, goal).information for goal in quiz.criteria]
    return np.asarray(np.linalg.inv(information + GOALS * np.mean(goals, axis=0)))


def _step_of_yes() -> float:
    """By how much a yes moves the mean answer to a statement, whose scale ends at ±1."""
    steps = np.array(STATEMENT_STEPS)
    spread = np.sqrt(PRIOR_VARIANCE + STATEMENT_NOISE**2)
    between = (steps[:-1] + steps[1:]) / 2
    below = np.array([0, *normal((between - YES) / spread), 1])
    return float(steps @ np.diff(below))


# The gates


def _rng() -> np.random.Generator:
    return np.random.default_rng(fairness.SEED)


def _tried_at_random(quiz: Quiz) -> Check:
    return fairness.random_leads(judge(quiz, random_sheets(quiz, _rng(), TRIED_ON)).shares)


def _tried_with_yes(quiz: Quiz) -> Check:
    people = sincere_people(quiz, _rng(), TRIED_ON, yes=YES)
    return fairness.leads_of_yes(judge(quiz, people.sheets).shares)


def _lines(quiz: Quiz) -> Iterator[Check]:
    return fairness.straight_lines_say_nothing(judge(quiz, straight_lines(quiz)))


def _goals(quiz: Quiz) -> Iterator[Check]:
    return fairness.three_goals_lean_and_no_more(judged(quiz, goals_of_one_path(quiz)))


def _purest(quiz: Quiz) -> Iterator[Check]:
    return fairness.purest_are_found(judged(quiz, noise_free_people(quiz, _rng())))


def _extremes(quiz: Quiz) -> Iterator[Check]:
    yield fairness.extremes_raise_whom_they_should(quiz)


def _exact(checks: Callable[[Quiz], Iterator[Check]], name: str) -> Leaning:
    def check(quiz: Quiz) -> Check:
        return next(one for one in checks(quiz) if one.name == name)

    return Leaning(check, check)


LEANINGS = {
    fairness.RANDOM_LEADS: Leaning(
        lambda quiz: fairness.random_leads(random_shares(quiz)), _tried_at_random
    ),
    fairness.LEADS_OF_YES: Leaning(
        lambda quiz: fairness.leads_of_yes(shares_of_yes(quiz)), _tried_with_yes
    ),
    fairness.LINES_ODDS: _exact(_lines, fairness.LINES_ODDS),
    fairness.LINES_CLEAR: _exact(_lines, fairness.LINES_CLEAR),
    fairness.GOALS_ODDS: _exact(_goals, fairness.GOALS_ODDS),
    fairness.GOALS_CLEAR: _exact(_goals, fairness.GOALS_CLEAR),
    fairness.PUREST_FOUND: _exact(_purest, fairness.PUREST_FOUND),
    fairness.PUREST_ODDS: _exact(_purest, fairness.PUREST_ODDS),
    fairness.EXTREMES: _exact(_extremes, fairness.EXTREMES),
}
