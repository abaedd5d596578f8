"""What a result says in one line: its sentence, and the headings of its parts.

A heading states what the part below it shows. Where technical depth adds 0.9 to the lead of tech
lead over product manager and building 0.4, it reads "Technical depth and building put tech lead
ahead of product manager". Where you want little building and product manager gives little of it,
that speaks for product manager, and is called "little interest in building".

Only a clear result speaks of one role alone; where two or three are close, the heading gives each
of them its due.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from comparisons.charts import in_text

from .explanation import NEUTRAL_LEVEL
from .wording import reason_words

Result = Mapping[str, Any]

NEAR = 1.0  # levels; a whole one off is worth a heading
NEUTRAL_HEADING = "What you want, next to what each of the three jobs gives"


def names_of(result: Result) -> dict[str, str]:
    return {role["path"]: role["name"] for role in result["roles"]}


def listed(names: Iterable[str], last: str = "and") -> str:
    *first, end = names
    return f"{', '.join(first)} {last} {end}" if first else end


def sentence(result: Result) -> str:
    """Roles come in the order of their odds."""
    names = [names_of(result)[path] for path in result["credible"]]
    match result["verdict"]:
        case "clear":
            return f"{names[0]} fits you best"
        case "close":
            return f"Too close to call between {listed(map(in_text, names))}"
        case "open":
            return "Open: your answers do not point one way"
    if "few" in result["reasons"]:
        return "No recommendation yet: too little is answered"
    if "untouched" in result["reasons"]:
        return "No recommendation yet: something that counts is not answered"
    return "No recommendation: your answers contradict each other"


def tried(result: Result) -> str:
    """The roles that the steps are about."""
    names = names_of(result)
    paths = dict.fromkeys(step["path"] for step in result["steps"])
    return listed((in_text(names[path]) for path in paths), "or")


def still_needed(result: Result) -> int:
    """How many answers are missing before anything can be recommended."""
    fewest, answered = int(result["fewest"]), int(result["answered"])
    return max(0, fewest - answered)


def finding_of_the_lead(result: Result) -> str:
    lead, names = result["lead"], names_of(result)
    leader, rival = (in_text(names[lead[side]]) for side in ("leader", "rival"))
    speak_for = _reasons(one for one in lead["criteria"] if round(one["size"], 2) > 0)
    against = _reasons(one for one in reversed(lead["criteria"]) if round(one["size"], 2) < 0)
    if not speak_for:
        return f"What you want does not tell {leader} from {rival}"
    if result["verdict"] == "clear":
        first = [speak_for[0], *map(in_text, speak_for[1:2])]
        return f"{listed(first)} {'put' if first[1:] else 'puts'} {leader} ahead of {rival}"
    other_side = f", {in_text(against[0])} for {rival}" if against else ""
    return f"{speak_for[0]} speaks for {leader}{other_side}"


def _reasons(criteria: Iterable[Mapping[str, Any]]) -> list[str]:
    return [reason_words(one["name"], one["wanted"]) for one in criteria]


def finding_of_the_jobs(result: Result) -> str:
    if result["verdict"] != "clear":
        return NEUTRAL_HEADING
    path = result["roles"][0]["path"]
    name = names_of(result)[path]
    widest = max(result["levels"], key=lambda one: abs(one["level"] - one["jobs"][path]))
    level, job = widest["level"], widest["jobs"][path]
    if abs(level - job) < NEAR:
        return f"{name} is near what you want on every criterion"
    # An estimate is always nearer to the middle than what was said, so a distance on one side of
    # it may be our caution alone.
    if (level - NEUTRAL_LEVEL) * (job - NEUTRAL_LEVEL) >= 0:
        return NEUTRAL_HEADING
    return f"{name} is furthest from what you want on {in_text(widest['name'])}"


def finding_of_the_changes(result: Result) -> str:
    flips, names = result["change"]["flips"], names_of(result)
    told_apart = {*(flip["path"] for flip in flips), *result["change"]["not_close"]}
    level = [in_text(names[path]) for path in names if path not in told_apart]
    if level[1:]:
        return f"Any answer could decide: {listed(level)} are level"
    if not flips:
        return "No other answer to any two questions changes who comes first"
    fewest = min(flips, key=lambda flip: len(flip["changes"]))
    name = in_text(names[fewest["path"]])
    number = "One other answer" if len(fewest["changes"]) == 1 else "Two other answers"
    return f"{number} would put {name} first"
