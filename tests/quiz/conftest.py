import shutil
from pathlib import Path

import pytest
from django.test import Client

from quiz.fairness import Check, Report
from tests.conftest import client_with


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder with one small edition, to be changed by a test."""
    return Path(shutil.copytree(Path(__file__).parent / "miniature", tmp_path / "content"))


@pytest.fixture
def gates(monkeypatch) -> dict[str, bool]:
    """Reports as a test wants them, without the seconds of a real one: which gate passes."""
    passing = {"Archetypes are found": True, "Chance favours nobody": True}

    def report(quiz, seed=0):
        checks = [
            Check(name, value=0.9, gate="at least 95%", passed=passed, shown="90.0%")
            for name, passed in passing.items()
        ]
        return Report((*checks, Check("Lengths", 4.0, "", True, "4.0")), contradiction_limit=1.25)

    monkeypatch.setattr("quiz.fairness.report", report)
    # Where to look is found in real figures only.
    monkeypatch.setattr("quiz.culprits.clue_to", lambda *_: None)
    return passing


QUIZ = [
    f"{verb}_{noun}"
    for noun in ("edition", "question", "option", "circumstance")
    for verb in ("view", "add", "change", "delete")
]


@pytest.fixture
def writer(db) -> Client:
    """Writes editions, and opens none."""
    return client_with(*QUIZ, name="writer")


@pytest.fixture
def opener(db) -> Client:
    """Writes editions, and opens and retires them."""
    return client_with(*QUIZ, "open_edition", name="opener")
