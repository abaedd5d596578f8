"""How pages present themselves to others: what a shared link shows, and structured data."""

import json
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.dateformat import format as in_words
from PIL import Image

from comparisons.cards import SIZE
from comparisons.changes import content_has_changed
from comparisons.content import FOLDER, import_content
from comparisons.models import Comparison, Role, ShareImage, Source, Verdict
from comparisons.templatetags import sharing
from tests.factories import (
    AliasFactory,
    FaqFactory,
    FigureFactory,
    PointFactory,
    SkillFactory,
    SourceFactory,
    VerdictFactory,
    live_edition,
    publishable_comparison,
    publishable_guide,
    publishable_role,
)
from tests.quiz.results import TOKEN, finished
from tests.quiz.taker import Taker
from tests.reading import Reading

pytestmark = pytest.mark.django_db

SITE = "https://careerpick.test"
PAIR = "/comparisons/engineering-manager-vs-tech-lead/"
HOSTILE = '</script><script>alert("1")</script>'
SHOWN = {"name", "headline", "text", "responsibilities", "skills"}
ADDRESSES = {"@id", "url", "item", "image"}


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return Reading(response)


@pytest.fixture
def lead():
    essay = SourceFactory(slug="essay", title="An essay", address="https://example.org/essay")
    lead = publishable_role(
        slug="tech-lead",
        name="Tech lead",
        path=Role.Path.TECHNICAL_LEADERSHIP,
        definition="You lead the system & its people [@essay].",
        responsibilities="Decide the design [@essay].\nWrite it down.",
        reviewed_on=date(2026, 3, 2),
        reviewed_by="A. Reader",
    )
    AliasFactory(role=lead, slug="tl")
    AliasFactory(role=lead, slug="lead-developer")
    lead.skills.add(SkillFactory(slug="writing", name="Writing"))
    lead.reading.add(essay)
    FaqFactory(
        role=lead,
        question="Is it <b>for</b> me & mine?",
        answer="It *may* be [@essay]. Try:\n\n- a week,\n- a month.",
    )
    FigureFactory(role=lead, amount="$133,080")
    return lead


@pytest.fixture
def comparison(lead):
    manager = publishable_role(slug="engineering-manager", name="Engineering manager")
    comparison = publishable_comparison(
        role_a=manager,
        role_b=lead,
        question="Which one? [@essay]",
        written_by="CareerPick editors",
        reviewed_by="CareerPick editors",
    )
    PointFactory(role=lead, strength="survey", source=Source.objects.get(slug="essay"))
    FaqFactory(comparison=comparison, question="How long?", answer="A year [@essay].")
    content_has_changed()
    return comparison


@pytest.fixture
def guide(lead):
    guide = publishable_guide(slug="try-first", title="Try first", body="Try it [@essay].\n\nNow.")
    guide.related_roles.add(lead)
    guide.skills.add(lead.skills.get())
    FaqFactory(guide=guide, question="How so?", answer="As it says.")
    return guide


@pytest.fixture
def addresses(comparison, guide):
    """One of every kind that anybody may share."""
    fixed = ["/", "/comparisons/", "/roles/", "/guides/", "/how-it-works/", "/privacy/"]
    return [*fixed, PAIR, "/roles/tech-lead/", "/guides/try-first/", "/skills/writing/"]


def said(thing, key=""):
    """Every text of structured data, with the key that it stands under."""
    if isinstance(thing, dict):
        for inner, value in thing.items():
            yield from said(value, inner)
    elif isinstance(thing, list):
        for value in thing:
            yield from said(value, key)
    else:
        yield key, thing


def day(text):
    return in_words(date.fromisoformat(text), "j F Y")


def disagreements(client, page):
    """What structured data says and the page does not, and addresses that lead nowhere."""
    sources = set(Source.objects.values_list("address", flat=True))
    title = page.head_title.removesuffix(" · CareerPick")
    for key, value in said(page.graph):
        if key in SHOWN and value not in page.text and value != title:
            yield f"not on the page, {key}: {value}"
        if key == "description" and value != page.tags["description"]:
            yield f"another description: {value}"
        if key in {"datePublished", "lastReviewed"} and day(value) not in page.text:
            yield f"not on the page, {key}: {value}"
        if key in ADDRESSES and value not in sources:
            path = value.removeprefix(SITE)
            if path == value or client.get(path).status_code != 200:
                yield f"leads nowhere: {value}"


# Whatever anybody may share


def test_every_page_says_elsewhere_what_it_says_itself(client, addresses):
    for address in addresses:
        page = read(client, address)

        expected = {
            "og:title": page.head_title.removesuffix(" · CareerPick"),
            "og:description": page.tags["description"],
            "og:url": f"{SITE}{address}",
            "og:site_name": "CareerPick",
            "og:locale": "en_GB",
        }
        assert {key: page.tags.get(key) for key in expected} == expected
        assert page.canonical == page.tags["og:url"]
        assert "" not in page.tags.values()
        assert list(disagreements(client, page)) == []
        assert page.faults == []


def test_all_of_our_content_agrees_with_its_structured_data(client):
    import_content(FOLDER)
    places = [line.split("<loc>")[1].split("</loc>")[0] for line in sitemap(client)]
    wrong = {}

    for place in places:
        page = read(client, place.removeprefix(SITE))
        wrong[place] = [*disagreements(client, page), *page.faults]

    assert len(places) > 30
    assert {place: faults for place, faults in wrong.items() if faults} == {}


def sitemap(client):
    lines = client.get("/sitemap.xml").content.decode().replace("<url>", "\n<url>").splitlines()
    # What stands at /quiz/ depends on whether an edition is open.
    return [line for line in lines if "<loc>" in line and "/quiz/" not in line]


def test_a_name_that_the_page_does_not_show_is_found(client, comparison):
    response = client.get(PAIR)
    response.content = response.content.replace(b'"name":"How long?"', b'"name":"How short?"')

    page = Reading(response)

    assert list(disagreements(client, page)) == ["not on the page, name: How short?"]


def test_markup_that_is_not_closed_is_found(client, comparison):
    response = client.get(PAIR)
    response.content = response.content.replace(b"</h1>", b'<i a="1" a="2">', 1)

    assert len(Reading(response).faults) > 1


@pytest.mark.parametrize(
    ("address", "types"),
    [
        ("/", ["WebSite", "Organization"]),
        ("/comparisons/", ["ItemList", "WebPage"]),
        ("/roles/", ["ItemList", "WebPage"]),
        ("/guides/", ["ItemList", "WebPage"]),
        ("/how-it-works/", ["WebPage"]),
        ("/privacy/", ["WebPage"]),
        (PAIR, ["Article", "FAQPage", "BreadcrumbList"]),
        ("/roles/tech-lead/", ["Occupation", "FAQPage", "BreadcrumbList"]),
        ("/guides/try-first/", ["Article", "FAQPage", "BreadcrumbList"]),
        ("/skills/writing/", ["ItemList", "WebPage", "BreadcrumbList"]),
    ],
)
def test_every_kind_of_page_has_its_types(client, comparison, guide, address, types):
    assert [thing["@type"] for thing in read(client, address).graph] == types


def test_a_page_without_questions_is_no_faq_page(client, comparison):
    comparison.faqs.all().delete()

    page = read(client, PAIR)

    assert "mainEntity" not in page.only("WebPage")


@pytest.mark.parametrize("address", [PAIR, "/roles/tech-lead/", "/guides/try-first/"])
def test_questions_are_those_of_the_page(client, comparison, guide, lead, address):
    owner = {PAIR: comparison, "/guides/try-first/": guide}.get(address, lead)

    questions = read(client, address).only("FAQPage")["mainEntity"]

    assert [asked["name"] for asked in questions] == [faq.question for faq in owner.faqs.all()]


def test_an_answer_is_told_as_it_is_read(client, lead):
    (question,) = read(client, "/roles/tech-lead/").only("FAQPage")["mainEntity"]

    assert question == {
        "@type": "Question",
        "name": "Is it <b>for</b> me & mine?",
        "acceptedAnswer": {"@type": "Answer", "text": "It may be. Try: a week, a month."},
    }


@pytest.mark.parametrize(
    "address", [PAIR, "/roles/tech-lead/", "/guides/try-first/", "/skills/writing/"]
)
def test_the_way_to_a_page_is_the_one_that_it_shows(client, comparison, guide, address):
    page = read(client, address)

    steps = page.only("BreadcrumbList")["itemListElement"]

    told = [(step["name"], step["item"].removeprefix(SITE)) for step in steps]
    (above, list_address), (itself, _) = page.trail
    assert told == [(above, list_address), (itself, address)]
    assert [step["position"] for step in steps] == [1, 2]


# A comparison


def test_a_comparison_is_an_article_with_its_sources(client, comparison):
    VerdictFactory(comparison=comparison, decided_on=date(2026, 4, 1))
    Comparison.objects.update(changed_at="2026-05-01T12:00Z")
    Role.objects.update(changed_at="2026-04-01T12:00Z")
    image = comparison.share_image

    article = read(client, PAIR).only("Article")

    us = {"@type": "Organization", "name": "CareerPick"}
    assert article == {
        "@type": "Article",
        "headline": "Engineering manager or tech lead?",
        "description": "Choose the first. Which one?",
        "datePublished": "2026-03-02",
        "dateModified": "2026-05-01",
        "author": us | {"name": "CareerPick editors"},
        "publisher": us | {"@id": f"{SITE}/#organization", "url": f"{SITE}/"},
        "about": [
            {"@type": "Occupation", "name": "Engineering manager"},
            {"@type": "Occupation", "name": "Tech lead"},
        ],
        "citation": [
            {"@id": "https://example.org/essay"},
            {"@id": "https://example.org/"},
        ],
        "mainEntityOfPage": {"@id": f"{SITE}{PAIR}"},
        "image": f"{SITE}{PAIR}card.png?v={image.fingerprint[:8]}",
    }


def test_a_comparison_names_its_review(client, comparison):
    page = read(client, PAIR).only("FAQPage")

    assert page["@id"] == f"{SITE}{PAIR}"
    assert page["lastReviewed"] == "2026-03-02"
    assert page["reviewedBy"] == {"@type": "Organization", "name": "CareerPick editors"}


def test_whether_somebody_is_a_person_is_not_guessed(client, lead):
    page = read(client, "/roles/tech-lead/").only("FAQPage")

    assert page["reviewedBy"] == {"name": "A. Reader"}


def test_nothing_is_said_of_a_review_that_the_page_does_not_show(client, comparison):
    Comparison.objects.update(reviewed_on=None, review_due=None, reviewed_by="A. Reader")

    page = read(client, PAIR).only("FAQPage")

    assert page.keys() == {"@type", "@id", "mainEntity"}


def test_a_comparison_without_a_verdict_has_no_dates_and_no_image(client, comparison):
    comparison.verdicts.all().delete()
    content_has_changed()

    page = read(client, PAIR)

    assert page.only("Article").keys() & {"datePublished", "dateModified", "image"} == set()
    assert [page.tags.get(key) for key in ("og:image", "twitter:card")] == [None, "summary"]


def test_a_shared_comparison_shows_its_image(client, comparison):
    address = f"{SITE}{PAIR}card.png?v={comparison.share_image.fingerprint[:8]}"

    tags = read(client, PAIR).tags

    width, height = (str(length) for length in SIZE)
    assert {key: tags[key] for key in tags if key and "image" in (key + str(tags[key]))} == {
        "og:image": address,
        "og:image:type": "image/png",
        "og:image:width": width,
        "og:image:height": height,
        "og:image:alt": "Engineering manager or tech lead? Choose the first.",
        "twitter:card": "summary_large_image",
    }


def test_types_tell_articles_from_other_pages(client, addresses):
    articles = [
        address for address in addresses if read(client, address).tags["og:type"] == "article"
    ]

    assert articles == [PAIR, "/guides/try-first/"]


# A role, a guide, the lists, the quiz


def test_a_role_is_an_occupation(client, lead):
    occupation = read(client, "/roles/tech-lead/").only("Occupation")

    assert occupation == {
        "@type": "Occupation",
        "name": "Tech lead",
        "description": "You lead the system & its people.",
        "responsibilities": ["Decide the design.", "Write it down."],
        "skills": ["Writing"],
        "mainEntityOfPage": {"@id": f"{SITE}/roles/tech-lead/"},
    }


def test_a_guide_is_an_article_about_its_roles(client, guide):
    guide.changed_at = "2026-05-01T12:00Z"
    guide.save()

    article = read(client, "/guides/try-first/").only("Article")

    assert article["headline"] == "Try first"
    assert (article["datePublished"], article["dateModified"]) == ("2026-03-02", "2026-05-01")
    assert article["about"] == [{"@type": "Occupation", "name": "Tech lead"}]
    assert article["citation"] == [{"@id": "https://example.org/essay"}]
    assert article["author"] == article["publisher"]


@pytest.mark.parametrize("address", [PAIR, "/guides/try-first/"])
def test_what_waited_for_its_time_is_no_older_than_that(client, comparison, guide, address):
    for page in (*comparison.roles, comparison, guide):
        page.publish_at = page.changed_at = "2026-05-01T12:00Z"
        page.save()

    article = read(client, address).only("Article")

    assert (article["datePublished"], article["dateModified"]) == ("2026-05-01", "2026-05-01")


def test_a_guide_is_described_without_its_marks(client, guide):
    guide.body = "Read [our **quiz**](/quiz/) first [@essay].\n\nThen more."
    guide.save()

    page = read(client, "/guides/try-first/")

    assert page.only("Article")["description"] == "Read our quiz first."


@pytest.mark.parametrize(
    ("address", "listed"),
    [
        ("/comparisons/", [PAIR]),
        ("/comparisons/?q=zebra", []),
        ("/roles/", ["/roles/engineering-manager/", "/roles/tech-lead/"]),
        ("/guides/", ["/guides/try-first/"]),
        ("/skills/writing/", ["/roles/tech-lead/", "/guides/try-first/"]),
    ],
)
def test_a_list_is_told_in_its_order(client, comparison, guide, address, listed):
    found = read(client, address).only("ItemList").get("itemListElement", [])

    assert [item["url"] for item in found] == [f"{SITE}{one}" for one in listed]
    assert [item["position"] for item in found] == list(range(1, len(listed) + 1))


def test_the_quiz_can_be_shared(client):
    live_edition()

    page = read(client, "/quiz/")

    assert list(disagreements(client, page)) == []
    assert page.only("Quiz")["url"] == page.tags["og:url"] == page.canonical == f"{SITE}/quiz/"


# What is nobody else's


def tells_nothing(page):
    told = [key for key in page.tags if key and key.startswith(("og:", "twitter:"))]
    return (told, page.blocks) == ([], [])


def test_pages_of_one_person_tell_other_sites_nothing(client):
    edition = live_edition()
    finished(edition)
    Taker(client)
    at_work = ["/quiz/", "/quiz/?change=1", "/quiz/question/1/", "/quiz/answers/", "/quiz/closing/"]

    pages = {address: read(client, address) for address in [*at_work, f"/quiz/result/{TOKEN}/"]}

    assert {address for address, page in pages.items() if not tells_nothing(page)} == set()
    assert not tells_nothing(read(Client(), "/quiz/"))


@pytest.mark.parametrize(
    "address", ["/no-such-page", "/comparisons/tech-lead-vs-nobody/", "/quiz/result/none/"]
)
def test_pages_that_are_not_there_tell_other_sites_nothing(client, comparison, address):
    response = client.get(address)

    assert response.status_code == 404
    assert tells_nothing(Reading(response))


def test_drafts_appear_in_no_structured_data(client, comparison, guide, addresses):
    publishable_role(name="Secret role", state="draft").skills.add(comparison.role_b.skills.get())
    hidden = publishable_guide(title="Secret guide", state="draft")
    hidden.skills.add(comparison.role_b.skills.get())
    guide.related_roles.add(publishable_role(name="Secret post", state="draft"))
    publishable_comparison(role_a=comparison.role_a, state="draft").verdicts.update(
        in_short="Secret verdict."
    )
    content_has_changed()

    for address in addresses:
        response = client.get(address)
        assert (address, "ecret" in response.content.decode()) == (address, False)


def test_the_same_appears_once_it_is_published(client, comparison, guide):
    role = publishable_role(name="Secret role")
    guide.related_roles.add(role)

    pages = [read(client, address) for address in ("/roles/", "/guides/try-first/")]

    assert [("ecret role" in page.blocks[0]) for page in pages] == [True, True]


# Text that wants to be markup


def test_no_name_can_break_out_of_structured_data(client, lead):
    Role.objects.update(name=HOSTILE[:60])
    FaqFactory(role=lead, question=HOSTILE, answer="Yes.")

    page = read(client, "/roles/tech-lead/")

    assert page.only("Occupation")["name"] == HOSTILE[:60]
    assert page.only("FAQPage")["mainEntity"][-1]["name"] == HOSTILE
    assert list(disagreements(client, page)) == []
    assert page.faults == []


def test_without_its_escapes_a_name_breaks_out(client, lead, monkeypatch):
    monkeypatch.setattr(sharing, "ESCAPES", {})
    Role.objects.update(name=HOSTILE[:60])

    page = read(client, "/roles/tech-lead/")

    with pytest.raises(json.JSONDecodeError):
        json.loads(page.blocks[0])


def test_quotes_in_a_title_stay_in_their_attribute(client, guide):
    guide.title = "\"> <i>Now</i> & 'then'"
    guide.save()

    page = read(client, "/guides/try-first/")

    assert page.tags["og:title"] == page.only("Article")["headline"] == guide.title
    assert page.faults == []


# The share image


def test_the_image_of_a_comparison_is_a_picture_that_other_sites_may_keep(client, comparison):
    response = client.get(f"{PAIR}card.png")

    assert response.status_code == 200
    assert Image.open(BytesIO(response.content)).size == SIZE
    assert dict(response.headers) | {
        "Content-Type": "image/png",
        "Cache-Control": "public, max-age=86400",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "ETag": f'"{comparison.share_image.fingerprint}"',
    } == dict(response.headers)
    assert response.cookies == {}


def test_an_image_that_is_known_is_not_sent_again(client, comparison):
    known = client.get(f"{PAIR}card.png")["ETag"]

    response = client.get(f"{PAIR}card.png", headers={"if-none-match": known})

    assert (response.status_code, response.content) == (304, b"")
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get(f"{PAIR}card.png", headers={"if-none-match": '"old"'}).status_code == 200


def test_only_the_image_may_be_shown_by_other_sites(client, addresses):
    policies = {client.get(one)["Cross-Origin-Resource-Policy"] for one in addresses}

    assert policies == {"same-origin"}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_an_image_is_only_read(comparison, method):
    strict = Client(enforce_csrf_checks=True)

    assert getattr(strict, method)(f"{PAIR}card.png").status_code == 405


def test_the_head_of_an_image_is_answered(client, comparison):
    response = client.head(f"{PAIR}card.png")

    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize(
    "hide",
    [
        lambda: Comparison.objects.update(state="draft"),
        lambda: Comparison.objects.update(state="in-review"),
        lambda: Comparison.objects.update(state="archived"),
        lambda: Comparison.objects.update(publish_at="2099-01-01T00:00Z"),
        lambda: Role.objects.filter(slug="tech-lead").update(state="draft"),
        lambda: ShareImage.objects.all().delete(),
    ],
    ids=["draft", "in review", "archived", "later", "role in draft", "not drawn"],
)
def test_what_is_not_public_has_no_image(client, comparison, hide):
    before = client.get(f"{PAIR}card.png").status_code

    hide()

    assert (before, client.get(f"{PAIR}card.png").status_code) == (200, 404)


@pytest.mark.parametrize("slug", ["nothing", "tech-lead-vs-engineering-manager"])
def test_an_image_has_one_address(client, comparison, slug):
    assert client.get(f"/comparisons/{slug}/card.png").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_an_image_takes_one_query(client, comparison, django_assert_num_queries, number):
    for _ in range(number - 1):
        publishable_comparison(role_a=comparison.role_a)
        VerdictFactory(comparison=comparison)
    content_has_changed()

    with django_assert_num_queries(1):
        client.get(f"{PAIR}card.png")


def test_a_comparison_does_not_load_its_image(client, comparison):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(PAIR)
    page = " ".join(query["sql"] for query in queries)
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{PAIR}card.png")
    image = " ".join(query["sql"] for query in queries)

    assert ('"png"' in page, '"png"' in image) == (False, True)
    assert '"fingerprint"' in page


def test_every_path_has_a_shape_on_the_image(client):
    for path in Role.Path.values:
        publishable_comparison(role_a=publishable_role(path=path))

    content_has_changed()

    assert ShareImage.objects.count() == Verdict.objects.count() == 3
