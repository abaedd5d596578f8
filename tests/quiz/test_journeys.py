"""The whole quiz over HTTP, from the goals to the result, by people whose wants we know."""

import re

import pytest

from quiz.editions import quiz_of
from quiz.models import Attempt, Edition
from tests.factories import live_edition
from tests.quiz.archetypes import ARCHETYPES, ENOUGH, EVERYTHING, take
from tests.quiz.results import goals_of
from tests.quiz.taker import sincere

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return live_edition()


@pytest.mark.parametrize("name", ARCHETYPES)
def test_archetype_gets_their_path_named_first(client, edition, name):
    path, wants = ARCHETYPES[name]
    at_most = ENOUGH if name == "meets users" else EVERYTHING

    result, page = take(client, goals_of(wants), sincere(quiz_of(edition), wants), at_most)

    assert result["answered"] == at_most
    assert result["roles"][0]["path"] == result["credible"][0] == path
    first = result["roles"][0]["name"]
    named_first = f"<h1>({first} fits you best|Too close to call between {first.lower()} and )"
    assert re.search(named_first, page)


def test_neutral_on_statements_and_nothing_else_is_open(client, edition):
    def chooses(_slug, shown):
        return "3" if len(shown) == 5 else None

    result, page = take(client, [], chooses)

    assert result["verdict"] == "open"
    assert "<h1>Open: your answers do not point one way</h1>" in page


@pytest.mark.parametrize("seed", range(6))
def test_always_the_first_answer_as_shown_is_never_clear(client, edition, monkeypatch, seed):
    begun = Attempt.begun

    def with_seed(*args):
        attempt = begun(*args)
        attempt.seed = seed
        return attempt

    monkeypatch.setattr(Attempt, "begun", with_seed)

    result, page = take(client, [], lambda _slug, shown: shown[0])

    assert result["answered"] == 24
    assert result["verdict"] != "clear"
    assert "fits you best</h1>" not in page


def test_whoever_skips_everything_gets_no_recommendation(client, edition):
    result, page = take(client, [], lambda _slug, _shown: None)

    assert (result["verdict"], result["answered"]) == ("none", 0)
    assert [one["answer"] for one in result["answers"]] == ["Skipped"] * 24
    assert "<h1>No recommendation yet: too little is answered</h1>" in page


def test_same_answers_in_another_order_and_with_swapped_sides_give_the_same_page(client, edition):
    quiz = quiz_of(edition)
    wants = {"technical-depth": 0.6, "building": 0.4, "open-ended-bets": 0.3}
    shown = {}

    def watched(number):
        chooses = sincere(quiz, wants)

        def watching(slug, values):
            shown.setdefault(slug, {})[number] = values
            return chooses(slug, values)

        return watching

    pages, results, orders = [], [], []
    for number in range(4):
        client.cookies.clear()
        result, page = take(client, goals_of(wants), watched(number))
        results.append(result)
        pages.append(page.split('class="chart ranking"')[1].split("</table>")[0])
        orders.append([one["slug"] for one in result["answers"]])

    assert len({tuple(order) for order in orders}) > 1
    assert any(len({tuple(values) for values in seen.values()}) > 1 for seen in shown.values())
    assert len(set(pages)) == 1
    for result in results[1:]:
        assert [one["odds"] for one in result["roles"]] == pytest.approx(
            [one["odds"] for one in results[0]["roles"]], abs=1e-9
        )
        for part in ("lead", "levels", "change"):
            assert result[part] == results[0][part]
