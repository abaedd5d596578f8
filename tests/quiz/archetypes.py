"""Nine people whose wants are plain, three for each path, and the whole quiz as they take it."""

from tests.quiz.engine import ROLES
from tests.quiz.taker import Taker

MANAGEMENT, LEADERSHIP, PRODUCT = ROLES
ENOUGH, EVERYTHING = 14, 24
ARCHETYPES = {
    "grows people": (MANAGEMENT, {"growing-people": 0.9, "running-the-team": 0.5}),
    "runs the shop": (MANAGEMENT, {"running-the-team": 0.9, "deciding-about-people": 0.5}),
    "done with code": (
        MANAGEMENT,
        {"growing-people": 0.6, "deciding-about-people": 0.6, "building": -0.6},
    ),
    "goes deep": (LEADERSHIP, {"technical-depth": 0.9, "uninterrupted-time": 0.6}),
    "builds": (
        LEADERSHIP,
        {"building": 0.9, "uninterrupted-time": 0.4, "time-with-customers": -0.4},
    ),
    "writes the memo": (
        LEADERSHIP,
        {"technical-depth": 0.6, "leading-without-authority": 0.6, "building": 0.5},
    ),
    "meets users": (PRODUCT, {"time-with-customers": 0.9, "deciding-what-gets-built": 0.5}),
    "bets": (PRODUCT, {"open-ended-bets": 0.9, "deciding-what-gets-built": 0.7}),
    "sets the course": (
        PRODUCT,
        {
            "deciding-what-gets-built": 0.8,
            "leading-without-authority": 0.6,
            "time-with-customers": 0.4,
        },
    ),
}


def take(client, goals, chooses, at_most=EVERYTHING):
    taker = Taker(client, goals=tuple(goals))
    taker.answer_all(chooses, at_most)
    page = taker.finish()
    return taker.attempt.result, page.content.decode()
