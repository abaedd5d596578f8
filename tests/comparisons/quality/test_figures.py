import pytest

from comparisons.quality.figures import figure_in


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("It pays $5 a seat.", "$5"),
        ("It pays € 40,000 a year.", "€ 40,000"),
        ("It pays 120k USD.", "120k USD"),
        ("It pays USD 120k.", "USD 120k"),
        ("It pays 900 euros.", "900 euros"),
        ("It fell by 12%.", "12%"),
        ("It is 10–15% more.", "10–15%"),
        ("It fell by 7.5 per cent.", "7.5 per cent"),
        ("About ten percent stay.", "ten percent"),
        ("It rose by 3 percentage points.", "3 percentage points"),
        ("There are 1,000 of them.", "1,000"),
        ("There are 2500 of them.", "2500"),
        ("There are 7,300+ posts.", "7,300"),
        ("There were 2,017 posts in 2017.", "2,017"),
        ("Some 1.5 million people.", "1.5 million"),
        ("It has 10k users.", "10k"),
        ("In 2101 people.", "2101"),
        ("You spend 70% of your week in meetings.", "70%"),
        ("Keep at it: it pays $5 a seat.", "$5"),
        ("Keep 20% of your week free. It cut costs by 12%.", "12%"),
        ("If you stay, 40% of it is yours.", "40%"),
        ("Keepers lose 12%.", "12%"),
    ],
)
def test_number_to_check_is_found(text, figure):
    assert figure_in(text) == figure


@pytest.mark.parametrize(
    "text",
    [
        "You have 12 of 40 hours, and 999 tickets.",
        "In 1900, in the 1990s, and from 2024–2034.",
        "On 2026-11-21 at 17:30, 24/7.",
        "Teams of 12.1 people, 2.5 times as many.",
        "It is certified after ISO 27001, on port 8080.",
        "Version v1200 of ticket #4711.",
        "Read https://example.org/2999?page=5000 first.",
        "A thousand small decisions.",
        "Keep 20% of your week free of meetings.",
        "Then ask for 10% more.",
        "Stop if you spend more than 40% of it on reviews.",
        "You may go back, unless 50 percent of your work has gone.",
    ],
)
def test_ordinary_number_needs_no_source(text):
    assert figure_in(text) == ""
