"""Rows, turned into exactly the values that their content file would give.

What the import compares, and what an export writes. Former addresses and former verdicts
stay on a row for good, so a row agrees with a file that knows fewer of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField

from .content_links import path_of
from .content_schema import ROLE_LISTS, ROLE_TEXTS, VERDICT_TEXTS
from .content_values import INVISIBLE
from .models import (
    Clause,
    Comparison,
    Criterion,
    Experiment,
    Faq,
    Figure,
    Guide,
    Point,
    Role,
    Skill,
    Source,
    Verdict,
)

Values = dict[str, Any]

PUBLISHING = ("state", "publish_at")
REVIEW = ("written_by", "reviewed_by", "reviewed_on", "review_due")


def keys_that_differ(file: Values, row: Values) -> tuple[str, ...]:
    return tuple(key for key in file if not _agree(key, file[key], row[key]))


def _agree(key: str, in_file: Any, in_row: Any) -> bool:
    if key == "aliases":
        return set(in_file) <= set(in_row)
    if key == "verdicts":
        known = all(verdict in in_row for verdict in in_file)
        return known and in_file[:1] == in_row[:1]
    return bool(in_file == in_row)


def criterion_document(criterion: Criterion) -> Values:
    return _plain(criterion, "name", "goal", "meaning", "low", "high", "group", "measured", "order")


def source_document(source: Source) -> Values:
    return _plain(source, "title", "author", "publisher", "year", "undated", "address")


def skill_document(skill: Skill) -> Values:
    return _plain(skill, "name", "description")


def role_document(role: Role) -> Values:
    return {
        **_plain(role, "name", "path", "order", *PUBLISHING, *REVIEW, *ROLE_TEXTS),
        **{name: _lines(getattr(role, name)) for name in ROLE_LISTS},
        "aliases": sorted(alias.slug for alias in role.aliases.all()),
        "skills": sorted(skill.slug for skill in role.skills.all()),
        "reading": sorted(source.slug for source in role.reading.all()),
        "week": [_plain(part, "activity", "hours") for part in role.week.all()],
        "ratings": {
            rating.criterion.slug: _plain(rating, "level", "reason")
            for rating in role.ratings.all()
        },
        "pros": [_point(point) for point in role.pros],
        "cons": [_point(point) for point in role.cons],
        "figures": [_figure(figure) for figure in role.figures.all()],
        "experiments": [_experiment(experiment) for experiment in role.experiments.all()],
        "questions": _questions(role.faqs.all()),
    }


def comparison_document(comparison: Comparison) -> Values:
    return {
        **_plain(comparison, "question", *PUBLISHING, *REVIEW),
        "role_a": comparison.role_a.slug,
        "role_b": comparison.role_b.slug,
        "aliases": sorted(alias.slug for alias in comparison.aliases.all()),
        "verdicts": [verdict_document(verdict) for verdict in comparison.verdicts.all()],
        "questions": _questions(comparison.faqs.all()),
    }


def verdict_document(verdict: Verdict) -> Values:
    role = verdict.picked_role
    return {
        **_plain(verdict, "decided_on", "sureness", *VERDICT_TEXTS),
        "pick": role.slug if role else "none",
        "choose_a_if": [_clause(clause) for clause in verdict.choose_a_if],
        "choose_b_if": [_clause(clause) for clause in verdict.choose_b_if],
        "would_change_it": [_clause(clause) for clause in verdict.would_change_it],
    }


def guide_document(guide: Guide) -> Values:
    related = [path_of("role", role.slug) for role in guide.related_roles.all()]
    related += [path_of("guide", other.slug) for other in guide.related_guides.all()]
    return {
        **_plain(guide, "title", "created", "publish_at", "body"),
        "type": guide.kind,
        "status": guide.state,
        "aliases": sorted(alias.slug for alias in guide.aliases.all()),
        "tags": sorted(skill.slug for skill in guide.skills.all()),
        "related": sorted(related),
        "questions": _questions(guide.faqs.all()),
    }


def _plain(row: Any, *names: str) -> Values:
    return {name: as_in_a_file(row, name) for name in names}


def as_in_a_file(row: Any, name: str) -> Any:
    """A text without what no file may hold: Windows line breaks, tabs, invisible characters."""
    value = getattr(row, name)
    if not isinstance(value, str):
        return value
    if isinstance(row._meta.get_field(name), CharField):
        return INVISIBLE.sub(" ", " ".join(value.splitlines())).strip()
    return _text(value)


def _text(words: str) -> str:
    one_kind_of_break = words.replace("\r\n", "\n").replace("\r", "\n")
    return INVISIBLE.sub(" ", one_kind_of_break.expandtabs(4)).strip()


def _lines(words: str) -> list[str]:
    return [line.strip() for line in _text(words).splitlines() if line.strip()]


def _point(point: Point) -> Values:
    return {**_plain(point, "text", "strength"), "source": point.source and point.source.slug}


def _figure(figure: Figure) -> Values:
    return {
        **_plain(figure, "kind", "text", "amount", "place", "year", "caveat"),
        "source": figure.source and figure.source.slug,
    }


def _experiment(experiment: Experiment) -> Values:
    return {
        **_plain(experiment, "when", "cost", "good_sign", "stop_if"),
        "do": _text(experiment.action),
        "tests": experiment.criterion.slug,
    }


def _clause(clause: Clause) -> Values:
    return {**_plain(clause, "text"), "criterion": clause.criterion and clause.criterion.slug}


def _questions(faqs: Iterable[Faq]) -> list[Values]:
    return [_plain(faq, "question", "answer") for faq in faqs]
