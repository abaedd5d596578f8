"""The search over comparisons: what it finds, in which order, and how a reader gets back."""

from functools import partial
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from comparisons.forms import ComparisonSearch
from comparisons.models import Clause
from tests.factories import (
    AliasFactory,
    ClauseFactory,
    CriterionFactory,
    FaqFactory,
    FigureFactory,
    PointFactory,
    RatingFactory,
    VerdictFactory,
    WeekSliceFactory,
    publishable_comparison,
    publishable_role,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return publishable_role(slug="tech-lead", name="Tech lead", order=1)


@pytest.fixture
def manager():
    return publishable_role(slug="engineering-manager", name="Engineering manager", order=2)


@pytest.fixture
def product():
    return publishable_role(slug="product-manager", name="Product manager", order=3)


@pytest.fixture
def pairs(lead, manager, product):
    return [
        publishable_comparison(role_a=manager, role_b=lead),
        publishable_comparison(role_a=lead, role_b=product),
        publishable_comparison(role_a=manager, role_b=product),
    ]


def search(query):
    return ComparisonSearch(QueryDict(query))


def shown(query):
    form = search(query)
    return [comparison.slug for comparison in form.narrowed(form.found())]


ALL = [
    "engineering-manager-vs-tech-lead",
    "tech-lead-vs-product-manager",
    "engineering-manager-vs-product-manager",
]


@pytest.mark.parametrize("query", ["", "q=", "q=+++", "role=nobody", "criterion=nothing"])
def test_a_search_for_nothing_in_particular_shows_everything(pairs, query):
    assert shown(query) == ALL


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("tech lead", [ALL[0], ALL[1]]),
        ("Tech Lead vs Product Manager", [ALL[1]]),
        ("product or engineering", [ALL[2]]),
        ("pm", [ALL[1], ALL[2]]),
        ("technical-leadership", [ALL[0], ALL[1]]),
        ("technical leadership", [ALL[0], ALL[1]]),
        ("pager", [ALL[0]]),
        ("pager product", []),
        ("pendulum", [ALL[1]]),
        ("salary", [ALL[2]]),
        ("headcount", [ALL[2]]),
        ("zebra", []),
    ],
)
def test_words_are_found_in_names_other_names_questions_and_verdicts(
    pairs, lead, product, words, found
):
    AliasFactory(role=product, slug="pm")
    AliasFactory(role=lead, slug="technical-leadership")
    type(pairs[0]).objects.filter(pk=pairs[0].pk).update(question="Who holds the pager?")
    pairs[1].verdicts.update(reason="The pendulum swings.")
    FaqFactory(comparison=pairs[2], question="What is the salary?")
    ClauseFactory(
        verdict=pairs[2].current_verdict,
        kind=Clause.Kind.WOULD_CHANGE_IT,
        text="You get a headcount.",
    )

    assert shown(f"q={words.replace(' ', '+')}") == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("pm", [ALL[1], ALL[2]]),
        ("ai", [ALL[2]]),
        ("AI?", [ALL[2]]),
        ("maintain", [ALL[1]]),
        ("developm", [ALL[0]]),
        ("c++", [ALL[0]]),
    ],
)
def test_short_word_has_to_be_a_whole_one(pairs, product, words, found):
    AliasFactory(role=product, slug="pm")
    pairs[0].verdicts.update(reason="Development, in C++, matters.")
    pairs[1].verdicts.update(reason="You maintain a name.")
    pairs[2].verdicts.update(reason="Whoever has used AI, knows.")

    assert shown(urlencode({"q": words})) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Which one pays more?", [ALL[2]]),
        ("who pays", [ALL[2]]),
        ("pays “more”", [ALL[2]]),
        ("pays less", []),
        ("whose", [ALL[1]]),
        ("vs", ALL),
        ("or whose", [ALL[1]]),
    ],
)
def test_common_words_count_only_where_there_are_no_others(pairs, words, found):
    FaqFactory(comparison=pairs[2], question="What pays more?")
    pairs[1].verdicts.update(reason="Ask whose it is.")

    assert shown(urlencode({"q": words})) == found


@pytest.mark.parametrize(
    "make",
    [
        partial(PointFactory, text="A zebra."),
        partial(RatingFactory, criterion__name="Zebra"),
        partial(RatingFactory, reason="A zebra."),
        partial(FigureFactory, text="Zebras"),
        partial(FigureFactory, caveat="No zebra."),
        partial(WeekSliceFactory, activity="Zebras"),
    ],
    ids=["pro or con", "criterion", "reason of a rating", "figure", "caveat", "part of the week"],
)
def test_what_a_comparison_shows_of_its_roles_is_found(pairs, product, make):
    make(role=product)

    assert shown("q=zebra") == [ALL[1], ALL[2]]


@pytest.mark.parametrize("text", ["you_give_up", "name"])
def test_words_of_a_role_are_found(pairs, product, text):
    type(product).objects.filter(pk=product.pk).update(**{text: "The zebra"})

    assert shown("q=zebra") == [ALL[1], ALL[2]]


def test_what_it_costs_to_be_wrong_is_found(pairs):
    pairs[0].verdicts.update(wrong_b_after_2_years="A zebra.")

    assert shown("q=zebra") == [ALL[0]]


def test_what_an_earlier_verdict_said_is_not_found(pairs):
    pairs[0].verdicts.update(reason="The pendulum swings.")
    VerdictFactory(comparison=pairs[0], reason="It stopped.", decided_on="2026-09-01")

    assert shown("q=pendulum") == []
    assert shown("q=stopped") == [ALL[0]]


def test_percent_signs_and_underscores_are_letters(pairs):
    pairs[0].verdicts.update(reason="About 100% of them.")

    assert shown("q=100%25") == [ALL[0]]
    assert shown("q=____") == []


def test_a_role_shows_its_comparisons_and_two_show_those_between_them_first(pairs):
    assert shown("role=product-manager") == [ALL[1], ALL[2]]
    assert shown("role=product-manager&role=engineering-manager") == [ALL[2], ALL[0], ALL[1]]


def test_a_criterion_shows_where_the_two_jobs_clearly_differ(pairs, lead, manager, product):
    depth = CriterionFactory(slug="depth")
    for role, level in ((lead, 5), (manager, 3), (product, 2)):
        RatingFactory(role=role, criterion=depth, level=level)

    assert shown("criterion=depth") == [ALL[0], ALL[1]]


def test_chips_count_what_the_other_filters_leave(pairs):
    pairs[0].verdicts.update(reason="The pendulum swings.")
    form = search("q=pendulum&role=tech-lead")

    chips = [(chip.role.slug, chip.number, chip.chosen) for chip in form.chips(form.found())]

    assert chips == [
        ("tech-lead", 1, True),
        ("engineering-manager", 1, False),
        ("product-manager", 0, False),
    ]


@pytest.mark.parametrize(("query", "shown"), [("", False), ("role=founder", True)])
def test_role_without_a_comparison_is_offered_only_where_it_was_asked_for(pairs, query, shown):
    founder = publishable_role(slug="founder")
    publishable_comparison(role_a=founder, state="draft")
    form = search(query)

    chips = [chip.role for chip in form.chips(form.found())]

    assert (founder in chips) is shown


def test_each_filter_can_be_taken_away_alone(pairs):
    CriterionFactory(slug="depth", name="Depth")
    form = search("q=+code+&role=tech-lead&role=product-manager&criterion=depth")

    assert form.filters() == [
        ("“code”", "role=tech-lead&role=product-manager&criterion=depth"),
        ("Tech lead", "q=+code+&role=product-manager&criterion=depth"),
        ("Product manager", "q=+code+&role=tech-lead&criterion=depth"),
        ("Depth", "q=+code+&role=tech-lead&role=product-manager"),
    ]


def test_the_page_shows_counts_filters_and_what_to_do_when_nothing_matches(client, pairs):
    page = " ".join(client.get("/comparisons/?q=zebra&role=tech-lead").content.decode().split())

    assert "0 of 3 comparisons" in page
    assert "Nothing matches all of these." in page
    assert "We looked for each word in names and short answers, verdicts," in page
    assert '<a href="?role=tech-lead">Remove “zebra”</a>' in page
    assert '<a href="?q=zebra">Remove Tech lead</a>' in page
    assert "Show all 3 comparisons" in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("role=nobody", "We have no role “nobody”. Choose from these."),
        ("criterion=nothing", "We do not rate roles on that. Choose from the list."),
        (f"q={'x' * 101}", "Ensure this value has at most 100 characters (it has 101)."),
    ],
)
def test_a_filter_that_makes_no_sense_is_named_and_left_out(client, pairs, query, message):
    page = client.get(f"/comparisons/?{query}")

    assert page.status_code == 200
    assert message in page.content.decode()
    assert "3 comparisons" in page.content.decode()
