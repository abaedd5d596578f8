"""An edition as the pure modules know it, with the role profiles that it measures against."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from typing import Any

from comparisons.models import Criterion, Role

from . import scoring
from .models import Edition, Option, Question

PATHS = tuple(Role.Path.values)
SECONDS_PER_QUESTION = 15


def minutes_for(questions: int) -> int:
    return ceil(questions * SECONDS_PER_QUESTION / 60)


@dataclass(frozen=True)
class Numbers:
    """What an edition consists of, for the pages that tell how the quiz is made."""

    statements: int
    reversed: int  # statements
    pairs: int
    scenarios: int
    criteria: int
    fewest: int  # questions that touch one criterion

    @property
    def questions(self) -> int:
        return self.statements + self.pairs + self.scenarios

    @property
    def minutes(self) -> int:
        return minutes_for(self.questions)


def numbers_of(edition: Edition) -> Numbers:
    options = Option.objects.filter(question__edition=edition)
    rows = list(options.values_list("question", "question__kind", "criterion", "direction"))
    kinds = Counter({question: kind for question, kind, _, _ in rows}.values())
    ways = Counter((kind, direction) for _, kind, _, direction in rows)
    touching = Counter(criterion for _, _, criterion, _ in rows)
    return Numbers(
        statements=kinds[Question.Kind.STATEMENT],
        reversed=ways[Question.Kind.STATEMENT, Option.Direction.AVOIDS],
        pairs=kinds[Question.Kind.PAIR],
        scenarios=kinds[Question.Kind.SCENARIO],
        criteria=len(touching),
        fewest=min(touching.values(), default=0),
    )


def ground_of(edition: Edition) -> dict[str, Any]:
    """The criteria and roles that it rests on: those it was opened with, or today's for a draft."""
    return edition.frozen or frozen_now()


def frozen_now() -> dict[str, Any]:
    """The measured criteria and the ratings of the three roles, as they are today."""
    criteria = list(Criterion.objects.filter(measured=True))
    roles = Role.objects.exclude(path="").prefetch_related("ratings")
    by_path = {role.path: role for role in roles}
    return {
        "criteria": [
            {
                "id": criterion.pk,
                "slug": criterion.slug,
                "name": criterion.name,
                "goal": criterion.goal,
                "meaning": criterion.meaning,
                "low": criterion.low,
                "high": criterion.high,
            }
            for criterion in criteria
        ],
        "roles": [_frozen_role(by_path[path], criteria) for path in PATHS if path in by_path],
    }


def _frozen_role(role: Role, criteria: Iterable[Criterion]) -> dict[str, Any]:
    levels = {rating.criterion_id: rating.level for rating in role.ratings.all()}
    return {
        "path": role.path,
        "slug": role.slug,
        "name": role.name,
        "levels": {
            criterion.slug: levels[criterion.pk] for criterion in criteria if criterion.pk in levels
        },
    }


def quiz_of(edition: Edition, options: Iterable[Option] | None = None) -> scoring.Quiz:
    """The edition as the pure modules know it; a draft is measured against today's ratings."""
    frozen = ground_of(edition)
    slugs = {criterion["id"]: criterion["slug"] for criterion in frozen["criteria"]}
    criteria = tuple(slugs.values())
    limit = edition.contradiction_limit
    return scoring.Quiz(
        criteria=criteria,
        roles=tuple(role["path"] for role in frozen["roles"]),
        levels=tuple(
            tuple(float(role["levels"][slug]) for slug in criteria) for role in frozen["roles"]
        ),
        questions=tuple(_questions(options or Option.objects.of(edition), slugs)),
        contradiction_limit=float("inf") if limit is None else limit,
    )


def _questions(options: Iterable[Option], slugs: dict[int, str]) -> Iterable[scoring.Question]:
    for question, group in groupby(options, key=lambda option: option.question):
        yield scoring.Question(
            question.slug,
            question.kind,
            tuple(scoring.Option(slugs[option.criterion_id], option.direction) for option in group),
        )


def fingerprint(quiz: scoring.Quiz) -> str:
    """Changes with whatever could make an edition unfair; wording is none of it."""
    what_counts = [
        quiz.criteria,
        quiz.roles,
        quiz.levels,
        [
            [question.slug, question.kind, [[o.criterion, o.direction] for o in question.options]]
            for question in quiz.questions
        ],
    ]
    return hashlib.sha256(json.dumps(what_counts).encode()).hexdigest()
