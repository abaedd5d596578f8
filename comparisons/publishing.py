"""What a role, a comparison or a guide still lacks before it may be published.

Each gap is a sentence that tells an editor what to do: "2 pros; write at least 3." An empty list
means that nothing is missing. Call it after everything that hangs on the page has been saved.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.text import capfirst

from .models import Comparison, Criterion, Experiment, Guide, Point, Role, Verdict
from .quality.phrases import says_nothing
from .quality.words import plain

ENOUGH_POINTS = 3
ENOUGH_CLAUSES = 3
FULL_WEEK = 40  # hours

DEAL = (
    "judged_on",
    "you_decide",
    "you_do_not_decide",
    "you_give_up",
    "hardest_part",
    "way_in",
    "way_back",
)
VERDICT_TEXTS = ("for_whom", "in_short", "reason", "best_argument_against")


def publishing_gaps(thing: Role | Comparison | Guide) -> list[str]:
    if isinstance(thing, Role):
        return list(_gaps_of_role(thing))
    if isinstance(thing, Comparison):
        return list(_gaps_of_comparison(thing))
    return list(_gaps_of_guide(thing))


def _gaps_of_role(role: Role) -> Iterator[str]:
    yield from _empty_fields(role, ("definition", *DEAL))
    yield from _too_few(len(role.pros), ENOUGH_POINTS, "pro", "pros")
    yield from _too_few(len(role.cons), ENOUGH_POINTS, "con", "cons")
    yield from _gaps_of_points(role)
    yield from _gap_of_week(sum(part.hours for part in role.week.all()))
    yield from _gap_of_ratings(role)
    if role.path:
        yield from _gap_of_experiments({trial.when for trial in role.experiments.all()})


def _gaps_of_comparison(comparison: Comparison) -> Iterator[str]:
    for role in comparison.roles:
        if not role.is_published:
            yield f"{role} is not published. Publish the role first."
    if not comparison.review_due:
        yield "There is no date for the next review. Set one."
    if comparison.current_verdict:
        yield from _gaps_of_verdict(comparison.current_verdict)
    else:
        yield "There is no verdict. Add one."


def _gaps_of_guide(guide: Guide) -> Iterator[str]:
    if not guide.lead:
        yield "The text is empty. Write it."
    elif guide.lead.startswith(("#", "- ", "* ", "> ", "|", "```")):
        yield "The text has to begin with a paragraph, because lists show it."
    if not guide.skills.exists():
        yield "No skill is chosen. Choose at least one."


def _gaps_of_verdict(verdict: Verdict) -> Iterator[str]:
    role_a, role_b = verdict.comparison.roles
    yield from _empty_fields(verdict, VERDICT_TEXTS, of="The verdict’s ")
    for clauses, role in ((verdict.choose_a_if, role_a), (verdict.choose_b_if, role_b)):
        yield from _too_few(
            len(clauses), ENOUGH_CLAUSES, f"reason to choose {role}", f"reasons to choose {role}"
        )
    if not verdict.would_change_it:
        yield "Nothing is named that would change the verdict. Write at least 1."


def _empty_fields(thing: Role | Verdict, names: Iterable[str], of: str = "") -> Iterator[str]:
    for name in names:
        if not getattr(thing, name).strip():
            label = thing._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            yield f"{of}“{capfirst(label)}” is empty. Write it."


def _too_few(count: int, enough: int, one: str, many: str) -> Iterator[str]:
    if count < enough:
        yield f"{count or 'No'} {one if count == 1 else many}; write at least {enough}."


def _gaps_of_points(role: Role) -> Iterator[str]:
    others = defaultdict(list)
    for text, owner in Point.objects.exclude(role=role).values_list("text", "role__name"):
        others[plain(text)].append(owner)
    for point in role.points.all():
        if says_nothing(point.text):
            yield f"“{point.text}” says nothing. Name what is gained or paid, and when."
        elif plain(point.text) in others:
            owner = others[plain(point.text)][0]
            yield f"“{point.text}” stands on {owner} as well. Say what is true of this role only."


def _gap_of_week(hours: int) -> Iterator[str]:
    if hours != FULL_WEEK:
        yield f"The week adds up to {hours} hours; it should be {FULL_WEEK}."


def _gap_of_ratings(role: Role) -> Iterator[str]:
    missing = Criterion.objects.exclude(ratings__role=role)
    if missing:
        yield f"Not rated yet: {', '.join(criterion.name for criterion in missing)}."


def _gap_of_experiments(planned: set[str]) -> Iterator[str]:
    missing = [when.label for when in Experiment.When if when not in planned]
    if missing:
        yield f"No experiment yet for: {', '.join(missing).lower()}."
