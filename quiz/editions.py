"""An edition as the pure modules know it, with the role profiles that it measures against."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from comparisons.models import Criterion, Role

from . import scoring
from .models import Edition, Option

PATHS = tuple(Role.Path.values)


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
