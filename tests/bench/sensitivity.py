"""How long a result takes: .venv/bin/python -m tests.bench.sensitivity

Prints CPU milliseconds for one result, and the ratio to trying every change one after the other.
The goal is at most 5 ms for all that would change the answer.
"""

import time
from collections.abc import Callable
from itertools import combinations, product
from random import Random

from quiz.scoring import Quiz, estimate, looks_of, outcome
from quiz.sensitivity import sensitivity
from tests.quiz.engine import draft_quiz

SHEETS = 30


def milliseconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return 1000 * (time.process_time() - started)


def one_by_one(quiz: Quiz, answers: dict[str, int], goals: list[str]) -> int:
    """Every one- and two-answer change through the front door."""
    others = [
        (slug, value)
        for slug, was in answers.items()
        for value in quiz.by_slug[slug].values
        if value != was
    ]
    pairs = [pair for pair in combinations(others, 2) if pair[0][0] != pair[1][0]]
    for changes in [*product(others), *pairs]:
        estimate(quiz, looks_of(quiz, {**answers, **dict(changes)}, goals))
    return len(others) + len(pairs)


def main() -> None:
    quiz, chance = draft_quiz(), Random(1)  # noqa: S311
    sheets = [
        (
            {question.slug: chance.choice(question.values) for question in quiz.questions},
            chance.sample(quiz.criteria, 3),
        )
        for _ in range(SHEETS)
    ]
    fast = sorted(milliseconds(lambda s=sheet: sensitivity(quiz, *s)) for sheet in sheets)
    plain = sorted(milliseconds(lambda s=sheet: outcome(quiz, *s)) for sheet in sheets)
    slow = milliseconds(lambda: print(one_by_one(quiz, *sheets[0]), "changes"))
    print(f"odds and verdict:               {plain[SHEETS // 2]:7.2f} ms (median of {SHEETS})")
    print(f"all that would change a result: {fast[SHEETS // 2]:7.2f} ms (slowest {fast[-1]:.2f})")
    print(f"the same one by one:            {slow:7.2f} ms, {slow / fast[SHEETS // 2]:.0f} times")


if __name__ == "__main__":
    main()
