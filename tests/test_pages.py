"""Every public page: its words, its methods, what it hides, and what it asks of the database."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from comparisons.content import FOLDER, import_content
from comparisons.models import Clause, Comparison, Rating, Role, Skill, Verdict
from quiz.models.attempt import FINISHED_IS_KEPT, UNFINISHED_IS_KEPT
from quiz.scoring import Option, Question, Quiz, outcome
from quiz.wording import about
from tests.factories import (
    AliasFactory,
    ClauseFactory,
    CriterionFactory,
    EditionFactory,
    ExperimentFactory,
    FaqFactory,
    FigureFactory,
    PointFactory,
    RatingFactory,
    RoleFactory,
    SkillFactory,
    SourceFactory,
    VerdictFactory,
    live_edition,
    publishable_comparison,
    publishable_guide,
    publishable_role,
)

pytestmark = pytest.mark.django_db

FIXED_PAGES = ["/", "/comparisons/", "/roles/", "/guides/", "/how-it-works/", "/privacy/"]
MACHINE_PAGES = ["/sitemap.xml", "/robots.txt", "/feed.xml", "/healthz", "/readyz"]


def words(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def lead():
    return publishable_role(
        slug="tech-lead", name="Tech lead", path=Role.Path.TECHNICAL_LEADERSHIP, answers_for="it"
    )


@pytest.fixture
def manager():
    return publishable_role(
        slug="engineering-manager", name="Engineering manager", path=Role.Path.TECHNICAL_MANAGEMENT
    )


@pytest.fixture
def comparison(manager, lead):
    return publishable_comparison(role_a=manager, role_b=lead)


@pytest.fixture
def pages(comparison, lead):
    """One address of every kind that is made for reading."""
    skill, guide = SkillFactory(slug="writing"), publishable_guide(slug="try-first")
    guide.skills.add(skill)
    return [
        *FIXED_PAGES,
        comparison.get_absolute_url(),
        lead.get_absolute_url(),
        skill.get_absolute_url(),
        guide.get_absolute_url(),
    ]


def test_every_page_answers_sets_no_cookie_and_names_itself(client, pages):
    for page in pages:
        response = client.get(page)

        assert (page, response.status_code, dict(response.cookies)) == (page, 200, {})
        assert f'<link rel="canonical" href="https://careerpick.test{page}">' in words(response)
        assert words(response).count("<h1>") == 1


def test_every_page_has_its_own_title_and_description(client, pages):
    heads = [words(client.get(page)).partition("<link")[0] for page in pages]

    assert len(set(heads)) == len(pages)
    assert all('name="description" content=""' not in head for head in heads)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_page_that_only_reads_refuses_other_methods(pages, method):
    strict = Client(enforce_csrf_checks=True)

    answers = {page: getattr(strict, method)(page).status_code for page in pages + MACHINE_PAGES}

    assert answers == dict.fromkeys(pages + MACHINE_PAGES, 405)


def test_every_page_answers_head_as_get_without_a_body(client, pages):
    for page in pages + MACHINE_PAGES:
        response = client.head(page)

        assert (page, response.status_code, response.content) == (page, 200, b"")


@pytest.mark.parametrize("page", FIXED_PAGES + MACHINE_PAGES)
def test_an_empty_site_answers_as_well(client, page):
    assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("/", "No comparison has been published yet."),
        ("/comparisons/", "No comparison has been published yet."),
        ("/roles/", "No role has been published yet."),
        ("/guides/", "No guide has been published yet."),
    ],
)
def test_an_empty_list_says_so(client, page, sentence):
    assert sentence in words(client.get(page))


# Other names


@pytest.mark.parametrize(
    "asked",
    [
        "tech-lead-vs-engineering-manager",
        "technical-manager-vs-tech-lead",
        "technical-leadership-vs-technical-manager",
        "Engineering-Manager-vs-Tech-Lead",
        "leading-or-managing",
    ],
)
def test_any_name_of_a_pair_leads_to_its_one_page_at_once(client, comparison, asked):
    AliasFactory(role=comparison.role_a, slug="technical-manager")
    AliasFactory(role=comparison.role_b, slug="technical-leadership")
    AliasFactory(comparison=comparison, slug="leading-or-managing")

    response = client.get(f"/comparisons/{asked}/")

    assert (response.status_code, response["Location"]) == (
        301,
        "/comparisons/engineering-manager-vs-tech-lead/",
    )


def test_another_name_of_a_role_leads_to_it(client, lead):
    AliasFactory(role=lead, slug="lead-developer")

    response = client.get("/roles/lead-developer/")

    assert (response.status_code, response["Location"]) == (301, "/roles/tech-lead/")


def test_another_name_of_a_guide_leads_to_it(client):
    AliasFactory(guide=publishable_guide(slug="try-first"), slug="try-before")

    response = client.get("/guides/try-before/")

    assert (response.status_code, response["Location"]) == (301, "/guides/try-first/")


def test_the_names_of_a_draft_lead_nowhere(client, comparison):
    AliasFactory(comparison=comparison, slug="leading-or-managing")
    Comparison.objects.update(state=Comparison.State.DRAFT)

    asked = ["leading-or-managing", "tech-lead-vs-engineering-manager", comparison.slug]

    assert [client.get(f"/comparisons/{slug}/").status_code for slug in asked] == [404, 404, 404]


@pytest.mark.parametrize(
    ("page", "above"), [("/", "Comparisons that end"), ("/comparisons/", 'id="found"')]
)
def test_what_stands_between_two_paths_comes_first(client, manager, lead, page, above):
    aside = [publishable_comparison(role_a=manager), publishable_comparison(role_b=lead)]
    publishable_comparison(role_a=manager, role_b=lead)

    listed = words(client.get(page)).partition(above)[2]

    titles = ["Engineering manager or tech lead?", *(comparison.title for comparison in aside)]
    assert sorted(titles, key=listed.index) == titles


# Pages that are not there


@pytest.mark.parametrize(
    "page", ["/roles/tech-leed/", "/comparisons/tech-leed/", "/guides/tech-leed/", "/tech-leed"]
)
def test_a_missing_page_offers_the_nearest_ones(client, comparison, page):
    response = client.get(page)

    assert response.status_code == 404
    assert '<a href="/roles/tech-lead/">Tech lead</a>' in words(response)
    assert '<meta name="robots" content="noindex">' in words(response)
    assert 'rel="canonical"' not in words(response)


def test_a_missing_page_that_is_like_no_other_offers_comparisons(client, comparison):
    response = client.get("/wp-login.php")

    assert response.status_code == 404
    assert comparison.get_absolute_url() in words(response)


def test_two_roles_without_a_verdict_are_named_with_the_nearest_comparisons(client, comparison):
    publishable_role(slug="founder", name="Founder")

    response = client.get("/comparisons/founder-vs-tech-lead/")

    assert response.status_code == 404
    assert "<h1>No verdict on founder or tech lead yet</h1>" in words(response)
    assert comparison.get_absolute_url() in words(response)
    assert '<a href="/roles/founder/">Founder</a>' in words(response)


def test_a_draft_is_not_named_in_a_missing_pair(client, lead):
    RoleFactory(slug="founder", name="Founder")

    response = client.get("/comparisons/founder-vs-tech-lead/")

    assert response.status_code == 404
    assert "ounder" not in words(response).partition("<main")[2]


def test_an_address_that_strings_roles_together_costs_no_more_than_a_pair(
    client, django_assert_num_queries
):
    for slug in ("one-vs-other", "-vs-".join(["one"] * 50)):
        with django_assert_num_queries(8):
            client.get(f"/comparisons/{slug}/")


def test_a_missing_skill_is_a_missing_page(client):
    assert client.get("/skills/nothing/").status_code == 404


def test_what_breaks_is_told_without_the_database(client, settings, monkeypatch):
    def broken(*_args, **_kwargs):
        raise DatabaseError

    monkeypatch.setattr("comparisons.views.Role.objects.published", broken)
    client.raise_request_exception = False

    with connection.execute_wrapper(broken):
        response = client.get("/roles/")

    assert response.status_code == 500
    assert "Something broke on our side" in words(response)


# What readers never see


def hidden_in(state, publish_at=None):
    hidden = {"state": state, "publish_at": publish_at}
    role = publishable_role(slug="secret-role", name="Secret role", **hidden)
    guide = publishable_guide(slug="secret-guide", title="Secret guide", **hidden)
    comparison = publishable_comparison(**hidden)
    comparison.verdicts.update(in_short="Secret verdict.")
    skill = SkillFactory(slug="writing")
    skill.roles.add(role)
    skill.guides.add(guide, publishable_guide())
    SkillFactory(slug="secret-skill", name="Secret skill").roles.add(role)


TOMORROW = timezone.now() + timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "publish_at"),
    [("draft", None), ("in-review", None), ("archived", None), ("published", TOMORROW)],
)
def test_nothing_unpublished_shows_anywhere(client, comparison, state, publish_at):
    hidden_in(state, publish_at)
    searches = ["/comparisons/?q=secret", "/secret-guide/", "/roles/secret-role-x/"]

    for page in [*FIXED_PAGES, *MACHINE_PAGES, "/skills/writing/", *searches]:
        main = words(client.get(page)).replace("“secret”", "").replace('value="secret"', "")
        assert (page, "ecret" in main.replace("?q=secret", "")) == (page, False)


@pytest.mark.parametrize(
    "page", ["/roles/secret-role/", "/guides/secret-guide/", "/skills/secret-skill/"]
)
def test_nothing_unpublished_has_a_page_of_its_own(client, page):
    hidden_in("draft")

    assert client.get(page).status_code == 404


def test_a_skill_that_nothing_names_is_on_no_page(client):
    skill = SkillFactory(slug="shouting")

    assert client.get(skill.get_absolute_url()).status_code == 404
    assert "shouting" not in words(client.get("/sitemap.xml"))


@pytest.mark.parametrize("make", [publishable_role, publishable_guide])
@pytest.mark.parametrize(
    ("state", "publish_at", "status"),
    [
        ("draft", None, 404),
        ("in-review", None, 404),
        ("archived", None, 404),
        ("published", TOMORROW, 404),
        ("published", None, 200),
    ],
)
def test_a_skill_is_public_as_long_as_a_page_that_names_it(client, make, state, publish_at, status):
    skill = SkillFactory()
    make(state=state, publish_at=publish_at).skills.add(skill)

    page, sitemap = client.get(skill.get_absolute_url()), words(client.get("/sitemap.xml"))

    assert (page.status_code, f"{skill.get_absolute_url()}<" in sitemap) == (status, status == 200)


def test_every_skill_of_our_own_content_has_a_page(client):
    import_content(FOLDER)

    skills = [skill.get_absolute_url() for skill in Skill.objects.all()]

    assert len(skills) >= 3
    assert {page: client.get(page).status_code for page in skills} == dict.fromkeys(skills, 200)


def test_the_same_shows_once_it_is_published(client):
    hidden_in("published")

    shown = {page: "ecret" in words(client.get(page)) for page in [*FIXED_PAGES, "/sitemap.xml"]}

    assert shown == {
        "/": True,
        "/comparisons/": True,
        "/roles/": True,
        "/guides/": True,
        "/how-it-works/": False,
        "/privacy/": False,
        "/sitemap.xml": True,
    }


def test_a_comparison_of_a_role_in_draft_has_no_page(client, comparison):
    Role.objects.filter(slug="tech-lead").update(state=Role.State.DRAFT)

    assert client.get(comparison.get_absolute_url()).status_code == 404


def test_a_page_appears_when_its_time_has_come(client, comparison):
    comparison.publish_at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    comparison.save()

    with time_machine.travel("2026-12-01 08:59Z"):
        before = client.get(comparison.get_absolute_url()).status_code
    with time_machine.travel("2026-12-01 09:00Z"):
        after = client.get(comparison.get_absolute_url()).status_code

    assert (before, after) == (404, 200)


# A comparison


def test_a_comparison_opens_with_its_answer_and_prints_the_best_case_against_it(client, comparison):
    comparison.verdicts.update(
        pick="b",
        sureness=2,
        for_whom="For a developer with 5 years",
        in_short="Lead first.",
        reason="It can be undone.",
        ignore_if="nobody leads here",
        best_argument_against="Nobody pays for it.",
    )

    page = words(client.get(comparison.get_absolute_url()))

    order = [
        "Reviewed on 2 March 2026.",
        "For a developer with 5 years",
        "Our pick: tech lead",
        "Lead first.",
        "It can be undone.",
        "Fairly sure",
        "Ignore this pick if nobody leads here.",
        "Choose engineering manager if",
        "Choose tech lead if",
        "At a glance",
        "The week in each job",
        "Pros and cons",
        "Pay and demand",
        "What it costs to be wrong",
        "The best argument against our pick",
        "Nobody pays for it.",
        "What would change it",
        "Try it before you choose",
        "The log of this verdict",
    ]
    found = page.partition("<main")[2]
    for part in order:
        found = found.partition(part)
        assert found[1] == part
        found = found[2]


def test_a_comparison_without_a_pick_says_so(client, comparison):
    comparison.verdicts.update(pick="none", sureness=1)

    page = words(client.get(comparison.get_absolute_url()))

    assert "<h3>No pick</h3>" in page
    assert "The best argument against our advice" in page


def test_a_comparison_that_has_lost_its_verdict_still_answers(client, comparison):
    comparison.verdicts.all().delete()

    response = client.get(comparison.get_absolute_url())

    assert response.status_code == 200
    assert 'class="sureness"' not in words(response)


def test_a_name_keeps_its_capitals_inside_a_sentence(client, lead):
    founder = publishable_role(name="Founder or CTO")
    comparison = publishable_comparison(role_a=lead, role_b=founder)

    page = words(client.get(comparison.get_absolute_url()))

    assert "<title>Tech lead or founder or CTO?" in page
    assert "Choose founder or CTO if" in page


@pytest.mark.parametrize(
    ("level", "shown"),
    [(1, "●○○</span> A guess"), (2, "●●○</span> Fairly sure"), (3, "●●●</span> Sure")],
)
def test_sureness_shows_in_dots_and_in_words(client, comparison, level, shown):
    comparison.verdicts.update(sureness=level)

    pages = [words(client.get(page)) for page in ("/comparisons/", comparison.get_absolute_url())]

    assert [shown in page for page in pages] == [True, True]


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (1, "●○○</span> A guess</span> that neither is better for most"),
        (2, "●●○</span> Fairly sure</span> that neither is better for most"),
        (3, "●●●</span> Sure</span> that neither is better for most"),
    ],
)
def test_sureness_without_a_pick_says_of_what(client, comparison, level, said):
    comparison.verdicts.update(pick=Verdict.Pick.NONE, sureness=level)

    assert said in words(client.get(comparison.get_absolute_url()))


@pytest.mark.parametrize("pick", ["a", "none"])
def test_only_a_pick_is_followed_by_its_sureness_in_lists(client, comparison, pick):
    comparison.verdicts.update(pick=pick)

    pages = [words(client.get(page)) for page in ("/", "/comparisons/", "/roles/tech-lead/")]

    assert ['class="sureness"' in page for page in pages] == [pick == "a"] * 3
    assert ['<span class="end">No pick</span>' in page for page in pages] == [pick == "none"] * 3


def test_a_comparison_past_its_review_says_so_above_the_verdict(client, comparison):
    comparison.review_due = date(2026, 5, 1)
    comparison.save()

    with time_machine.travel("2026-05-01 12:00Z"):
        on_the_day = words(client.get(comparison.get_absolute_url()))
    with time_machine.travel("2026-05-02 12:00Z"):
        after = words(client.get(comparison.get_absolute_url()))

    assert "We have not rechecked this." not in on_the_day
    assert after.find("We have not rechecked this.") < after.find("The short answer")
    assert "The review was due on 1 May 2026" in after


def test_each_rating_stands_in_a_row_with_both_levels_and_both_reasons(client, manager, lead):
    depth = CriterionFactory(name="Technical depth")
    RatingFactory(role=manager, criterion=depth, level=2, reason="You read, and rarely write.")
    RatingFactory(role=lead, criterion=depth, level=5, reason="The design is yours.")
    comparison = publishable_comparison(role_a=manager, role_b=lead)

    page = words(client.get(comparison.get_absolute_url()))

    row = page.partition("<summary>Technical depth</summary>")[2].partition("</tr>")[0]
    assert "You read, and rarely write." in row
    assert "The design is yours." in row
    assert row.endswith('<td role="cell">2</td><td role="cell">5</td>')


def test_claims_lead_to_their_sources_in_the_order_of_the_page(client, comparison):
    essay = SourceFactory(slug="essay", title="An essay", author="A. Writer", year=None)
    PointFactory(role=comparison.role_a, strength="practitioner", source=essay, text="It grows.")
    SourceFactory(slug="study", title="A study", publisher="A press", year=2019)
    comparison.verdicts.update(reason="Most teams are small [@study].")

    page = words(client.get(comparison.get_absolute_url()))

    assert 'Most teams are small<sup><a href="#source-1">' in page
    assert 'It grows.<sup><a href="#source-2">' in page
    assert '<span class="strength">Practitioner</span>' in page
    assert (
        '<li id="source-1"><a href="https://example.org/">A study</a>, A press, 2019. </li>'
        '<li id="source-2">A. Writer, <a href="https://example.org/">An essay</a>, '
        "A publisher. </li>"
    ) in page


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"year": 2021}, "A publisher, 2021."),
        ({"year": 2026, "undated": True}, "A publisher, undated, read in 2026."),
        ({"year": None}, "A publisher."),
    ],
)
def test_source_without_a_date_shows_when_we_read_it(client, lead, fields, shown):
    lead.reading.add(SourceFactory(**fields))

    page = words(client.get(lead.get_absolute_url()))

    assert f"</a>, {shown}" in page


def test_a_figure_stands_with_place_year_source_and_caveat(client, comparison):
    FigureFactory(
        role=comparison.role_a,
        text="Median pay",
        amount="$171,200",
        place="United States",
        year=2024,
        caveat="Wider than this role.",
    )
    FigureFactory(
        role=comparison.role_b, text="Nobody counts leads.", amount="", place="", source=None
    )

    page = words(client.get(comparison.get_absolute_url()))

    assert '<span class="amount">$171,200<sup>' in page
    assert "Median pay. United States, 2024." in page
    assert "Wider than this role." in page
    assert "<strong>No reliable figure.</strong> Nobody counts leads." in page


def test_the_log_keeps_every_verdict_newest_first(client, comparison):
    VerdictFactory(
        comparison=comparison,
        pick=Verdict.Pick.NONE,
        sureness=1,
        decided_on=date(2026, 9, 1),
        why_it_changed="The market turned.",
    )

    log = words(client.get(comparison.get_absolute_url())).partition('id="log"')[2]

    assert "1 September 2026:</strong> no pick, a guess that neither is better for most. The" in log
    assert log.find("1 September 2026") < log.find("2 March 2026")


@pytest.fixture
def full_comparison(comparison):
    """Whose page has every part that a page can have."""
    FaqFactory(comparison=comparison)
    comparison.verdicts.update(reason=f"Most teams are small [@{SourceFactory().slug}].")
    return comparison


OPTIONAL_PARTS = ["at-a-glance", "questions", "sources"]


def test_a_comparison_leads_to_each_of_its_parts(client, full_comparison):
    page = words(client.get(full_comparison.get_absolute_url()))

    nav = page.partition('aria-label="On this page">')[2].partition("</nav>")[0]
    linked = re.findall('href="#([a-z-]+)"', nav)
    assert [part for part in linked if part in OPTIONAL_PARTS] == OPTIONAL_PARTS
    assert 'Our judgement, with <a href="#sources">its sources</a>.' in page


def test_a_comparison_leads_to_no_part_that_it_has_not(client, comparison):
    Rating.objects.all().delete()

    page = words(client.get(comparison.get_absolute_url()))

    linked = set(re.findall('href="#([a-z-]+)"', page.partition("<main")[2]))
    assert linked - set(re.findall(' id="([a-z-]+)"', page)) == set()
    assert linked.isdisjoint(OPTIONAL_PARTS)
    assert "Our judgement.</p>" in page


def test_a_text_cannot_bring_markup_into_a_page(client, comparison):
    comparison.verdicts.update(reason="<script>alert(1)</script>")
    FaqFactory(comparison=comparison, question="<b>Who?</b>", answer="<script>alert(2)</script>")

    page = words(client.get(comparison.get_absolute_url()))

    assert "<script" not in page.replace('<script type="application/ld+json">', "")
    assert "&lt;script&gt;alert(1)" in page


# A role, a skill, a guide


def test_a_role_shows_every_field_of_its_noun(client, lead):
    texts = {
        field.name: f"The {field.name} of it."
        for field in Role._meta.fields
        if field.get_internal_type() == "TextField" and field.name != "ordinary_day"
    }
    Role.objects.filter(pk=lead.pk).update(**texts, ordinary_day="09:10 Read the alerts.")
    skill, book = SkillFactory(name="Writing"), SourceFactory(title="A book")
    lead.skills.add(skill)
    lead.reading.add(book)
    FaqFactory(role=lead, question="Is it for me?", answer="Try it.")
    ExperimentFactory(role=lead, action="Lead one project.", stop_if="You took the key ticket.")

    page = words(client.get("/roles/tech-lead/"))

    assert texts.pop("note") not in page, "it is between colleagues"
    shown = [*texts.values(), "Writing", "A book", "Is it for me?"]
    shown += ["On the path of technical leadership.", "<dt>You answer for</dt><dd>It.</dd>"]
    shown += ["<p>Try it.</p>", "Lead one project.", "You took the key ticket."]
    shown += ["<time>09:10</time> <span>Read the alerts.</span>"]
    assert [text for text in shown if text not in page] == []


HEADINGS_OF_LISTS = {
    "fits_if": "It probably fits you if",
    "does_not_fit_if": "It probably does not fit you if",
    "experiments": "Try it before you choose",
    "skills": "Skills to build",
    "reading": "Worth reading",
}


@pytest.mark.parametrize("filled", [None, *HEADINGS_OF_LISTS])
def test_a_role_has_no_heading_without_anything_below_it(client, lead, filled):
    fill_part = {
        "fits_if": lambda: Role.objects.update(fits_if="You care."),
        "does_not_fit_if": lambda: Role.objects.update(does_not_fit_if="You do not."),
        "experiments": lambda: ExperimentFactory(role=lead),
        "skills": lambda: lead.skills.add(SkillFactory()),
        "reading": lambda: lead.reading.add(SourceFactory()),
        None: lambda: None,
    }
    lead.experiments.all().delete()
    fill_part[filled]()

    page = words(client.get("/roles/tech-lead/"))

    shown = [part for part, heading in HEADINGS_OF_LISTS.items() if f"<h2>{heading}</h2>" in page]
    assert shown == [filled] * bool(filled)


def test_a_comparison_leads_to_trials_only_where_there_are_some(client, comparison, manager):
    manager.experiments.all().delete()

    page = words(client.get(comparison.get_absolute_url()))

    assert page.count('#try">More ways to try it') == 1
    assert "/roles/tech-lead/#try" in page
    assert page.count("<p>Nothing described yet.</p>") == 1


def test_a_role_stands_beside_the_roles_of_the_other_paths(client, lead, manager):
    depth = CriterionFactory(name="Technical depth")
    RatingFactory(role=lead, criterion=depth, level=5)
    RatingFactory(role=manager, criterion=depth, level=2)
    RatingFactory(role=RoleFactory(state="published"), criterion=depth, level=1)

    page = words(client.get("/roles/tech-lead/"))

    row = page.partition("<summary>Technical depth</summary>")[2].partition("</tr>")[0]
    assert row.count("<use") == 2
    assert '<svg x="97.5%" y="15" overflow="visible"><use href="#m-tl" class="tl"/>' in row
    assert '<svg x="26.25%" y="15" overflow="visible"><use href="#m-em" class="other line-em' in row


def test_the_second_role_without_a_path_wears_a_hollow_hexagon(client):
    comparison = publishable_comparison()

    page = words(client.get(comparison.get_absolute_url())).partition("<h1>")[2].partition("</h1>")

    assert page[0].index("#m-hex") < page[0].index("#m-hollow")


def test_a_skill_names_the_roles_and_guides_that_need_it(client, lead):
    skill, guide = SkillFactory(slug="writing"), publishable_guide(title="Write it down")
    lead.skills.add(skill)
    guide.skills.add(skill)

    page = words(client.get("/skills/writing/"))

    assert '<a href="/roles/tech-lead/">Tech lead</a>' in page
    assert "Write it down" in page


def test_a_guide_shows_its_text_with_links_and_sources(client, lead):
    SourceFactory(slug="essay", title="An essay")
    guide = publishable_guide(slug="try-first", body="Try it [@essay].\n\n## Why\n\nBecause.")
    guide.related_roles.add(lead)
    FaqFactory(guide=guide, question="How long?")

    page = words(client.get("/guides/try-first/"))

    assert '<p>Try it<sup><a href="#source-1">' in page
    assert "<h2>Why</h2>" in page
    assert "An essay" in page.partition('id="sources"')[2]
    assert '<a href="/roles/tech-lead/">Tech lead</a>' in page
    assert "How long?" in page


def test_lists_leave_the_citations_out(client):
    SourceFactory(slug="essay")
    publishable_guide(body="Try it [@essay].")
    publishable_role(definition="You decide [@essay].")

    assert "[@" not in words(client.get("/guides/")) + words(client.get("/roles/"))


# The way to the quiz

TO_THE_QUIZ = '<a href="/quiz/">The quiz asks about your own goals.</a>'


def main_part(response):
    return words(response).partition("<main")[2].partition("</main>")[0]


def test_home_starts_the_quiz_and_says_what_it_takes(client):
    page = main_part(client.get("/"))

    assert '<a class="button" href="/quiz/">Start the quiz</a>' in page
    assert (
        "<li>About 6 minutes</li><li>No account</li>"
        "<li>Your answers stay under a private link; delete them any time</li>"
    ) in page
    assert '<a href="/how-it-works/#quiz">Read the full method</a>' in page


def test_a_role_that_the_quiz_can_recommend_leads_to_it(client, lead):
    publishable_role(slug="release-manager")

    pages = [main_part(client.get(f"/roles/{slug}/")) for slug in ("tech-lead", "release-manager")]

    assert [TO_THE_QUIZ in page for page in pages] == [True, False]


def test_a_comparison_leads_to_the_quiz_below_its_answer(client, comparison):
    page = main_part(client.get(comparison.get_absolute_url()))

    parts = ['id="short-answer"', TO_THE_QUIZ, 'id="week"']
    assert sorted(parts, key=page.index) == parts


CHECK = {
    "name": "Archetypes are found",
    "value": 0.987,
    "gate": "at least 95%",
    "passed": True,
    "shown": "98.7%",
}


def opened_with(*checks):
    return {
        "opened_at": datetime(2026, 11, 20, 12, tzinfo=UTC),
        "contradiction_limit": 1.05,
        "report": {"passed": True, "checks": checks},
    }


def test_the_method_shows_the_measured_figures_of_the_live_edition(client):
    information = {**CHECK, "name": "The same without goals", "gate": "", "shown": "68.7%"}
    EditionFactory(number=3, state="live", **opened_with(CHECK, information))

    page = words(client.get("/how-it-works/"))

    assert "The figures of edition 3, opened on 20 November 2026:" in page
    assert (
        '<tr><th scope="row">Archetypes are found</th>'
        '<td><span class="only-narrow label">Figure:</span> 98.7%</td>'
        '<td><span class="only-narrow label">Gate:</span> at least 95%</td></tr>'
    ) in page
    assert 'Figure:</span> 68.7%</td><td><span class="muted">Information only</span>' in page


def test_the_method_says_when_no_edition_is_open(client):
    EditionFactory(state="retired", **opened_with(CHECK))
    EditionFactory(state="draft", **opened_with(CHECK))

    page = words(client.get("/how-it-works/"))

    assert "No edition is open at the moment, so there are no figures to show." in page
    assert "98.7%" not in page


def test_the_method_counts_the_questions_of_the_live_edition(client):
    edition = live_edition()
    statement = edition.questions.filter(kind="statement").first()
    statement.delete()
    edition.questions.filter(kind="scenario").delete()

    page = words(client.get("/how-it-works/"))

    told = [
        "how much you want each of 10 things that jobs give",
        "You choose up to three of 10, or none.",
        "<strong>Statements</strong>, 11 of them, with five steps",
        "In 7 of these, agreeing means wanting less of something.",
        "<strong>Pairs</strong>, 8 of them, with no middle",
        "Each of the 10 criteria is met by at least 2 questions.",
    ]
    assert [words for words in told if words not in page] == []
    assert "Scenarios" not in page


def test_the_method_counts_nothing_when_no_edition_is_open(client):
    page = words(client.get("/how-it-works/")).partition('<section id="quiz">')[2]

    told = [
        "how much you want each of several things that jobs give",
        "You choose up to three, or none.",
        "<strong>Statements</strong>, with five steps",
        "In some of these, agreeing means wanting less of something.",
        "<strong>Pairs</strong>, with no middle",
        "<strong>Scenarios</strong>: one situation",
        "Each criterion is met by several questions.",
    ]
    assert [words for words in told if words not in page] == []
    assert " 0 " not in page.partition("<h3>Skipping")[0]


def test_the_example_worked_by_hand_is_what_the_quiz_computes(client):
    depth = Question("week", "statement", (Option("depth"),))
    roles = ("management", "leadership", "product")
    found = outcome(Quiz(("depth",), roles, ((2,), (5,), (2,)), (depth,)), {"week": 5})
    margin = found.estimate.covariance[0, 0] ** 0.5

    page = words(client.get("/how-it-works/"))

    sentences = [
        f"= {found.estimate.wants[0]:.2f}, give or take {margin:.2f}.",
        "the scores are {:.2f}, {:.2f} and {:.2f}.".format(*found.scores).replace("-", "−"),
        f"ahead by {found.scores[1] - found.scores[0]:.2f}.",
        f"three times {margin:.2f}, which is {3 * margin:.2f}.",
        f"The odds are {found.odds[1]:.3f}, and the page says “{about(found.odds[1])}”.",
    ]
    assert [sentence for sentence in sentences if sentence not in page] == []


def test_privacy_names_the_times_for_which_answers_are_kept(client):
    page = words(client.get("/privacy/"))

    assert f"kept for {UNFINISHED_IS_KEPT.days} days after your last step" in page
    assert f"A result is kept for {FINISHED_IS_KEPT.days // 30} months" in page


# For machines


def test_the_sitemap_lists_every_page_with_the_day_it_last_changed(client, comparison, lead):
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    Role.objects.update(changed_at=moment)
    Comparison.objects.update(changed_at=moment)
    Role.objects.filter(pk=lead.pk).update(changed_at=datetime(2026, 4, 1, tzinfo=UTC))

    urls = ET.fromstring(client.get("/sitemap.xml").content)

    listed = {url[0].text: url[1].text for url in urls if len(url) > 1 and url[1].tag[-3:] == "mod"}
    assert listed == {
        "https://careerpick.test/comparisons/engineering-manager-vs-tech-lead/": "2026-04-01",
        "https://careerpick.test/roles/engineering-manager/": "2026-03-01",
        "https://careerpick.test/roles/tech-lead/": "2026-04-01",
    }
    addresses = [url[0].text for url in urls]
    expected = {f"https://careerpick.test{page}" for page in [*FIXED_PAGES, "/quiz/"]}
    assert expected - set(addresses) == set()


def test_robots_may_read_everything_but_the_desk(client):
    assert client.get("/robots.txt").content.decode() == (
        "User-agent: *\nDisallow: /admin/\n\nSitemap: https://careerpick.test/sitemap.xml\n"
    )


def test_the_feed_brings_new_and_changed_verdicts(client, comparison):
    VerdictFactory(
        comparison=comparison,
        in_short="No longer.",
        why_it_changed="The market turned [@essay].",
        decided_on=date(2026, 9, 1),
    )

    feed = ET.fromstring(client.get("/feed.xml").content)

    atom = "{http://www.w3.org/2005/Atom}"
    entries = [
        (entry.find(f"{atom}title").text, entry.find(f"{atom}updated").text)
        for entry in feed.iter(f"{atom}entry")
    ]
    assert entries == [
        ("Engineering manager or tech lead? No longer.", "2026-09-01T00:00:00+00:00"),
        ("Engineering manager or tech lead? Choose the first.", "2026-03-02T00:00:00+00:00"),
    ]
    summaries = [summary.text for summary in feed.iter(f"{atom}summary")]
    assert summaries[0] == "The market turned."
    assert {link.get("href") for link in feed.iter(f"{atom}link")} >= {
        "https://careerpick.test/feed.xml",
        f"https://careerpick.test/comparisons/engineering-manager-vs-tech-lead/"
        f"#verdict-{comparison.current_verdict.pk}",
    }


def test_health_needs_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")


def test_readiness_tells_when_the_database_does_not_answer(client):
    def down(*_args, **_kwargs):
        raise DatabaseError

    up = client.get("/readyz").status_code
    with connection.execute_wrapper(down):
        response = client.get("/readyz")

    assert (up, response.status_code) == (200, 503)


# What a page costs


def fill(number):
    """So many of everything that a page could ask for one by one."""
    criterion = CriterionFactory()
    skill = SkillFactory(slug=f"skill-of-{number}")
    for path in Role.Path.values[:number]:
        comparison = publishable_comparison(role_a=publishable_role(path=path))
        guide = publishable_guide()
        guide.skills.add(skill)
        for role in comparison.roles:
            role.skills.add(skill)
            FigureFactory(role=role)
            PointFactory(role=role, strength="survey", source=SourceFactory())
            ExperimentFactory(role=role, criterion=criterion)
            AliasFactory(role=role)
            FaqFactory(role=role)
        ClauseFactory(
            verdict=comparison.current_verdict,
            kind=Clause.Kind.WOULD_CHANGE_IT,
            criterion=criterion,
        )
        FaqFactory(comparison=comparison)
    return {"comparison": comparison, "guide": guide, "role": comparison.role_a, "skill": skill}


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("/", 4),
        ("/comparisons/", 4),
        ("/comparisons/?q=team&role=nobody&criterion=nothing", 6),
        ("/roles/", 2),
        ("/guides/", 1),
        ("/how-it-works/", 2),
        ("/privacy/", 0),
        ("/sitemap.xml", 8),
        ("/feed.xml", 1),
        ("/no/such/page", 3),
        ("comparison", 12),
        ("role", 12),
        ("guide", 6),
        ("skill", 3),
    ],
)
def test_a_page_asks_as_much_of_the_database_however_much_there_is(
    client, django_assert_num_queries, page, queries, number
):
    made = fill(number)
    address = made[page].get_absolute_url() if page in made else page

    with django_assert_num_queries(queries):
        client.get(address)


def test_a_comparison_with_many_neighbours_costs_the_same(client, django_assert_num_queries):
    lead = publishable_role()
    comparisons = [publishable_comparison(role_a=lead) for _ in range(3)]

    with django_assert_num_queries(12):
        page = words(client.get(comparisons[0].get_absolute_url()))

    assert page.partition("Read next")[2].count('class="row"') == 2


def test_a_page_that_names_no_icon_gets_ours(client):
    response = client.get("/favicon.ico")

    assert (response.status_code, response["Location"]) == (302, "/static/mark.svg")
