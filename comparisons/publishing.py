"""What a role, a comparison or a guide still lacks before it may be published.

Each gap is a sentence that tells an editor what to do: "2 pros; write at least 3." An empty list
means that nothing is missing. Call it after everything that hangs on the page has been saved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Self

from django.utils.text import capfirst

from .content_schema import FULL_WEEK
from .models import Comparison, Criterion, Experiment, Guide, Point, Role, Verdict
from .quality.phrases import says_nothing
from .quality.words import plain

ENOUGH_POINTS = 3
ENOUGH_CLAUSES = 3

DEAL = (
    "judged_on",
    "you_decide",
    "you_do_not_decide",
    "you_give_up",
    "hardest_part",
    "way_in",
    "way_back",
)
NEEDED_TEXTS = ("for_whom", "in_short", "reason", "best_argument_against")


class Gap(str):
    """The sentence, and where an editor fills the gap: a field of something, or rows of it."""

    on: Role | Comparison | Guide | Verdict
    about: str

    def __new__(cls, words: str, on: Role | Comparison | Guide | Verdict, about: str) -> Self:
        gap = super().__new__(cls, words)
        gap.on, gap.about = on, about
        return gap


def publishing_gaps(thing: Role | Comparison | Guide) -> list[Gap]:
    if isinstance(thing, Role):
        return list(_gaps_of_role(thing))
    if isinstance(thing, Comparison):
        return list(_gaps_of_comparison(thing))
    return list(_gaps_of_guide(thing))


def _gaps_of_role(role: Role) -> Iterator[Gap]:
    yield from _empty_fields(role, ("definition", *DEAL))
    for points, one in ((role.pros, "pro"), (role.cons, "con")):
        if words := _too_few(len(points), ENOUGH_POINTS, one, f"{one}s"):
            yield Gap(words, role, "points")
    yield from _gaps_of_points(role)
    yield from _gap_of_week(role)
    yield from _gap_of_ratings(role)
    if role.path:
        yield from _gap_of_experiments(role)


def _gaps_of_comparison(comparison: Comparison) -> Iterator[Gap]:
    for role in comparison.roles:
        if not role.is_published:
            yield Gap(f"{role} is not published. Publish the role first.", role, "state")
    if not comparison.review_due:
        yield Gap("There is no date for the next review. Set one.", comparison, "review_due")
    if comparison.current_verdict:
        yield from _gaps_of_verdict(comparison.current_verdict)
    else:
        yield Gap("There is no verdict. Add one.", comparison, "verdicts")


def _gaps_of_guide(guide: Guide) -> Iterator[Gap]:
    if not guide.lead:
        yield Gap("The text is empty. Write it.", guide, "body")
    elif guide.lead.startswith(("#", "- ", "* ", "> ", "|", "```")):
        words = "The text has to begin with a paragraph, because lists show it."
        yield Gap(words, guide, "body")
    if not guide.skills.exists():
        yield Gap("No skill is chosen. Choose at least one.", guide, "skills")


def _gaps_of_verdict(verdict: Verdict) -> Iterator[Gap]:
    role_a, role_b = verdict.comparison.roles
    yield from _empty_fields(verdict, NEEDED_TEXTS, of="The verdict’s ")
    for clauses, role in ((verdict.choose_a_if, role_a), (verdict.choose_b_if, role_b)):
        one, many = (f"{kind} to choose {role}" for kind in ("reason", "reasons"))
        if words := _too_few(len(clauses), ENOUGH_CLAUSES, one, many):
            yield Gap(words, verdict, "clauses")
    if not verdict.would_change_it:
        words = "Nothing is named that would change the verdict. Write at least 1."
        yield Gap(words, verdict, "clauses")


def _empty_fields(thing: Role | Verdict, names: Iterable[str], of: str = "") -> Iterator[Gap]:
    for name in names:
        if not getattr(thing, name).strip():
            label = thing._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            yield Gap(f"{of}“{capfirst(label)}” is empty. Write it.", thing, name)


def _too_few(count: int, enough: int, one: str, many: str) -> str:
    if count >= enough:
        return ""
    return f"{count or 'No'} {one if count == 1 else many}; write at least {enough}."


def _gaps_of_points(role: Role) -> Iterator[Gap]:
    others = defaultdict(list)
    for text, owner in Point.objects.exclude(role=role).values_list("text", "role__name"):
        others[plain(text)].append(owner)
    for point in role.points.all():
        if says_nothing(point.text):
            words = f"“{point.text}” says nothing. Name what is gained or paid, and when."
            yield Gap(words, role, "points")
        elif plain(point.text) in others:
            owner = others[plain(point.text)][0]
            words = f"“{point.text}” stands on {owner} as well. Say what is true of this role only."
            yield Gap(words, role, "points")


def _gap_of_week(role: Role) -> Iterator[Gap]:
    hours = sum(part.hours for part in role.week.all())
    if hours != FULL_WEEK:
        words = f"The week adds up to {hours} hours; it should be {FULL_WEEK}."
        yield Gap(words, role, "week")


def _gap_of_ratings(role: Role) -> Iterator[Gap]:
    missing = Criterion.objects.exclude(ratings__role=role)
    if missing:
        words = f"Not rated yet: {', '.join(criterion.name for criterion in missing)}."
        yield Gap(words, role, "ratings")


def _gap_of_experiments(role: Role) -> Iterator[Gap]:
    planned = {trial.when for trial in role.experiments.all()}
    missing = [when.label for when in Experiment.When if when not in planned]
    if missing:
        yield Gap(f"No experiment yet for: {', '.join(missing).lower()}.", role, "experiments")
