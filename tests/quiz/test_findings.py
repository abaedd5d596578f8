"""The sentence of a result, and the headings of its parts."""

import pytest

from quiz import findings

ROLES = [
    {"path": "tl", "name": "Tech lead"},
    {"path": "pm", "name": "Product manager"},
    {"path": "em", "name": "Engineering manager"},
]


@pytest.mark.parametrize(
    ("verdict", "credible", "reasons", "sentence"),
    [
        ("clear", ["tl"], [], "Tech lead fits you best"),
        ("close", ["tl", "pm"], [], "Too close to call between tech lead and product manager"),
        ("open", ["tl", "pm", "em"], [], "Open: your answers do not point one way"),
        ("none", ["tl"], ["few", "untouched"], "No recommendation yet: too little is answered"),
        (
            "none",
            ["tl"],
            ["untouched", "contradictory"],
            "No recommendation yet: something that counts is not answered",
        ),
        (
            "none",
            ["tl"],
            ["contradictory"],
            "No recommendation: your answers contradict each other",
        ),
    ],
)
def test_sentence_names_as_many_roles_as_the_verdict_allows(verdict, credible, reasons, sentence):
    result = {"verdict": verdict, "credible": credible, "reasons": reasons, "roles": ROLES}

    assert findings.sentence(result) == sentence


@pytest.mark.parametrize(
    ("verdict", "sizes", "finding"),
    [
        ("clear", (0.9, 0.4, -0.1), "Depth and building put tech lead ahead of product manager"),
        ("clear", (0.9, 0, -0.1), "Depth puts tech lead ahead of product manager"),
        ("close", (0.9, 0.4, -0.1), "Depth speaks for tech lead, customers for product manager"),
        ("close", (0.9, 0.4, 0), "Depth speaks for tech lead"),
        ("open", (0, 0, 0), "What you want does not tell tech lead from product manager"),
    ],
)
def test_heading_of_the_lead_gives_each_role_its_due(verdict, sizes, finding):
    criteria = [
        {"name": name, "size": size, "wanted": True}
        for name, size in zip(("Depth", "Building", "Customers"), sizes, strict=True)
    ]
    lead = {"leader": "tl", "rival": "pm", "criteria": criteria}

    heading = findings.finding_of_the_lead({"verdict": verdict, "roles": ROLES, "lead": lead})

    assert heading == finding


@pytest.mark.parametrize(
    ("verdict", "wanted", "finding"),
    [
        (
            "clear",
            (False, True, True),
            "Little interest in depth and building put tech lead ahead of product manager",
        ),
        (
            "clear",
            (True, False, True),
            "Depth and little interest in building put tech lead ahead of product manager",
        ),
        (
            "close",
            (False, True, False),
            "Little interest in depth speaks for tech lead, "
            "little interest in customers for product manager",
        ),
    ],
)
def test_heading_of_the_lead_tells_what_is_wanted_from_what_is_not(verdict, wanted, finding):
    names, sizes = ("Depth", "Building", "Customers"), (0.9, 0.4, -0.1)
    criteria = [
        {"name": name, "size": size, "wanted": want}
        for name, size, want in zip(names, sizes, wanted, strict=True)
    ]
    lead = {"leader": "tl", "rival": "pm", "criteria": criteria}

    heading = findings.finding_of_the_lead({"verdict": verdict, "roles": ROLES, "lead": lead})

    assert heading == finding


@pytest.mark.parametrize(
    ("verdict", "depth", "finding"),
    [
        ("clear", 2.9, "Tech lead is furthest from what you want on depth"),
        # The most that somebody can say may be estimated no higher than this.
        ("clear", 3.9, "What you want, next to what each of the three jobs gives"),
        ("clear", 3.0, "What you want, next to what each of the three jobs gives"),
        ("clear", 4.5, "Tech lead is near what you want on every criterion"),
        ("close", 3.0, "What you want, next to what each of the three jobs gives"),
    ],
)
def test_heading_of_the_jobs_names_the_widest_gap_of_a_clear_role(verdict, depth, finding):
    levels = [
        {"name": "Building", "level": 3.5, "jobs": {"tl": 4}},
        {"name": "Depth", "level": depth, "jobs": {"tl": 5}},
    ]

    heading = findings.finding_of_the_jobs({"verdict": verdict, "roles": ROLES, "levels": levels})

    assert heading == finding


@pytest.mark.parametrize(
    ("flips", "not_close", "finding"),
    [
        ({"pm": 1}, ["em"], "One other answer would put product manager first"),
        ({"pm": 2}, ["em"], "Two other answers would put product manager first"),
        ({"pm": 2, "em": 1}, [], "One other answer would put engineering manager first"),
        ({}, ["pm", "em"], "No other answer to any two questions changes who comes first"),
        ({}, ["em"], "Any answer could decide: tech lead and product manager are level"),
    ],
)
def test_heading_of_the_changes_says_how_many_answers_it_takes(flips, not_close, finding):
    change = {
        "flips": [{"path": path, "changes": [{}] * number} for path, number in flips.items()],
        "not_close": not_close,
    }

    assert findings.finding_of_the_changes({"roles": ROLES, "change": change}) == finding


def test_roles_that_are_tried_are_those_of_the_steps():
    steps = [{"path": path} for path in ("pm", "tl", "pm")]

    assert findings.tried({"roles": ROLES, "steps": steps}) == "product manager or tech lead"


@pytest.mark.parametrize(("answered", "needed"), [(0, 10), (6, 4), (10, 0), (12, 0)])
def test_what_is_still_needed_is_never_below_nothing(answered, needed):
    assert findings.still_needed({"answered": answered, "fewest": 10}) == needed
