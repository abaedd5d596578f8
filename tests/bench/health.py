"""How long quiz health takes: .venv/bin/python -m tests.bench.health

Prints CPU milliseconds for what the page computes from the counts of 30 days and of a year, a
million attempts in all, and the ratio to reading those attempts one by one. The goal is at most a
second, whatever the number of attempts.
"""

import json
import time
from collections.abc import Callable
from datetime import date
from random import Random

from quiz import counting, health
from tests.quiz.engine import ROLES, draft_quiz

DAYS = 365
ATTEMPTS = 1_000_000
A_DAY = ATTEMPTS // DAYS  # and so many are read one by one

Result = tuple[dict[str, int | None], dict[str, object]]


def milliseconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return 1000 * (time.process_time() - started)


def somebody(chance: Random) -> Result:
    quiz = draft_quiz()
    answers = {one.slug: chance.choice([None, *one.values]) for one in quiz.questions}
    first, second, third = chance.sample(ROLES, 3)
    odds = ((first, 0.7), (second, 0.2), (third, 0.1))
    roles = [{"path": path, "odds": one} for path, one in odds]
    return answers, {"verdict": chance.choice(["clear", "close", "open", "none"]), "roles": roles}


def asked() -> list[health.Asked]:
    return [
        health.Asked(0, one.slug, one.kind, one.slug, ("criterion",), ("some",) * len(one.options))
        for one in draft_quiz().questions
    ]


def shown(started: int, days: list[str]) -> health.Health:
    rows = [(date.fromordinal(day), json.loads(counts)) for day, counts in enumerate(days, 1)]
    counts, told = counting.total(counts for _, counts in rows), health.in_crowds(rows)
    roles = dict.fromkeys(ROLES, "A role")
    return health.health(started, started, counts, told, asked(), roles, {})


def one_by_one(rows: list[str]) -> object:
    return counting.total(counting.of_finishing(*json.loads(row), 300) for row in rows)


def main() -> None:
    chance = Random(1)  # noqa: S311
    people = [somebody(chance) for _ in range(A_DAY)]
    a_day = counting.total(
        counting.of_finishing(answers, result, chance.gauss(340, 90)) for answers, result in people
    )
    days = [json.dumps(a_day)] * DAYS
    month = milliseconds(lambda: shown(ATTEMPTS, days[:30]))
    year = milliseconds(lambda: shown(ATTEMPTS, days))
    rows = [json.dumps(one) for one in people]
    every = milliseconds(lambda: one_by_one(rows)) * DAYS
    print(f"counts of one day: {len(days[0]):,} characters")
    print(f"quiz health of 30 days:       {month:9.1f} ms")
    print(f"quiz health of {DAYS} days:      {year:9.1f} ms, {year / month:.1f} times")
    print(f"all attempts one by one: {every:14.1f} ms, {every / year:.0f} times that")


if __name__ == "__main__":
    main()
