"""The home of the desk: what waits, each with the way to exactly that, and everything in groups."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from careerpick import attention as asked
from careerpick.attention import Link, attention
from comparisons.admin.hints import pages_with_hints
from comparisons.models import (
    Comparison,
    Disagreement,
    Guide,
    Publishable,
    Role,
    Verdict,
    WorkingCopy,
)
from quiz.models import Edition, Tally
from tests.conftest import NOON, client_of
from tests.desk import url
from tests.factories import (
    ComparisonFactory,
    EditionFactory,
    GuideFactory,
    RoleFactory,
    VerdictFactory,
)
from tests.rows import content_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

State = Publishable.State
TODAY = NOON.date()
A_DAY = timedelta(days=1)
HOME = "/admin/"


@pytest.fixture(autouse=True)
def no_hints(monkeypatch):
    """Factories write what hints complain about; a test of hints puts its own in their place."""
    monkeypatch.setattr(asked, "pages_with_hints", list)


def waiting(person):
    return {line.title: line.links for line in attention(person)}


def shown(client, link):
    """The rows of the list that a line leads to."""
    parts = urlsplit(link.address)
    return set(client.get(parts.path, dict(parse_qsl(parts.query))).context["cl"].result_list)


def number_in(link):
    return int(link.words.split()[0])


# What waits


PAGES = {
    "Review overdue": lambda: [
        RoleFactory(state=State.PUBLISHED, review_due=TODAY - A_DAY),
        ComparisonFactory(state=State.PUBLISHED, review_due=TODAY - A_DAY),
    ],
    "Review due within 30 days": lambda: [
        RoleFactory(state=State.PUBLISHED, review_due=TODAY),
        RoleFactory(state=State.PUBLISHED, review_due=TODAY + 30 * A_DAY),
    ],
    "Waiting for review": lambda: [
        RoleFactory(state=State.IN_REVIEW),
        ComparisonFactory(state=State.IN_REVIEW),
        GuideFactory(state=State.IN_REVIEW),
    ],
    "Drafts": lambda: [RoleFactory(), GuideFactory()],
    "Published at a later time": lambda: [
        GuideFactory(state=State.PUBLISHED, publish_at=timezone.now() + A_DAY)
    ],
}


def others():
    """Nothing of this waits, nor stands in a list of what does."""
    live()
    done = {"state": State.PUBLISHED, "review_due": TODAY + 31 * A_DAY}
    pair = {"role_a": RoleFactory(**done), "role_b": RoleFactory(**done)}
    ComparisonFactory(**pair, **done)
    GuideFactory(state=State.PUBLISHED, publish_at=timezone.now() - A_DAY)
    RoleFactory(state=State.ARCHIVED, review_due=TODAY - A_DAY)


@pytest.mark.parametrize(("title", "make"), PAGES.items(), ids=PAGES)
def test_line_counts_pages_and_leads_to_exactly_these(superuser, superuser_client, title, make):
    others()
    made = make()

    links = waiting(superuser)[title]

    listed = set().union(*(shown(superuser_client, link) for link in links))
    assert listed >= set(made)
    assert sum(map(number_in, links)) == len(listed)
    if title not in {"Drafts"}:
        assert listed == set(made)


def test_nothing_to_do_is_said(superuser):
    others()
    person = person_who_may("view_role", "view_comparison", "view_guide", "view_edition")

    page = client_of(person).get(HOME).content.decode()

    assert waiting(person) == {}
    assert waiting(superuser).keys() == {"The quiz in the last 30 days"}
    assert "Nothing waits for you." in page


def test_what_is_assigned_to_me_leads_to_it(editor, editor_client, author):
    mine = RoleFactory(assignee=editor)
    RoleFactory(assignee=author)

    (link,) = waiting(editor)["Assigned to you"]

    assert link.words == "1 role"
    assert shown(editor_client, link) == {mine}


COPIES = {
    "role": RoleFactory,
    "comparison": ComparisonFactory,
    "guide": GuideFactory,
    "verdict": VerdictFactory,
}


def copy_of(thing, **fields):
    kind = thing._meta.model_name
    return WorkingCopy.objects.create(**{kind: thing}, data={}, **fields)


@pytest.mark.parametrize(("kind", "make"), COPIES.items(), ids=COPIES)
def test_editor_is_led_to_working_copies(editor, editor_client, author, kind, make):
    thing = make()
    copy_of(thing, author=author)
    copy_of(make(), author=author, state="sent-back")

    (link,) = waiting(editor)["Working copies for you to decide"]

    assert link.words == f"1 {kind}"
    assert shown(editor_client, link) == {thing}


@pytest.mark.parametrize(("kind", "make"), COPIES.items(), ids=COPIES)
def test_author_is_led_to_working_copies_that_were_sent_back(
    author, author_client, editor, kind, make
):
    thing = make()
    copy_of(thing, author=author, state="sent-back")
    copy_of(make(), author=editor, state="sent-back")
    copy_of(make(), author=author)

    lines = waiting(author)

    assert shown(author_client, lines["Working copies sent back to you"][0]) == {thing}
    assert "Working copies for you to decide" not in lines


def test_working_copy_that_is_assigned_to_me_leads_to_it(editor, editor_client, author):
    guide = GuideFactory()
    copy_of(guide, author=author, assignee=editor)

    (link,) = waiting(editor)["Working copies assigned to you"]

    assert shown(editor_client, link) == {guide}


def test_working_copy_that_was_sent_back_to_me_stands_once(author, author_client):
    thing = RoleFactory()
    copy_of(thing, author=author, assignee=author, state="sent-back")

    lines = waiting(author)

    assert shown(author_client, lines["Working copies sent back to you"][0]) == {thing}
    assert "Working copies assigned to you" not in lines


def letter(state):
    return Disagreement.objects.create(
        verdict=VerdictFactory(),
        pick="b",
        reason="other",
        now="developer",
        held_both=False,
        state=state,
    )


def test_letters_that_wait_lead_to_them(superuser, superuser_client):
    mine, _ = letter(Disagreement.State.WAITING), letter(Disagreement.State.SPAM)

    (link,) = waiting(superuser)["Readers disagree, and wait"]

    assert link.words == "1 disagreement"
    assert shown(superuser_client, link) == {mine}


def test_pages_with_hints_are_named_with_their_number(superuser, superuser_client, monkeypatch):
    role, guide = RoleFactory(name="Tech lead"), GuideFactory(title="How to")
    monkeypatch.setattr(asked, "pages_with_hints", lambda: [(role, 3), (guide, 1)])

    links = waiting(superuser)["Hints on what is written"]
    page = superuser_client.get(HOME).content.decode()

    assert links == (Link("Tech lead: 3 hints", url(role)), Link("How to: 1 hint", url(guide)))
    assert "<summary>2 pages</summary>" in page


CHECKS = [
    {"name": "First place", "shown": "46%", "gate": "at most 40%", "passed": False},
    {"name": "Length", "shown": "24", "gate": "at most 24", "passed": True},
]


def test_edition_that_fails_its_checks_is_named(superuser):
    failing = EditionFactory(number=2, report={"checks": CHECKS})
    EditionFactory(number=3, report={"checks": CHECKS[1:]})
    EditionFactory(number=4)

    assert waiting(superuser)["Checks that the quiz fails"] == (
        Link("Edition 2, draft: 1 failing", url(failing)),
    )


def live(**counts):
    edition = EditionFactory(
        state=Edition.State.LIVE, opened_at=timezone.now(), contradiction_limit=1
    )
    if counts:
        Tally.objects.create(edition=edition, day=TODAY, **counts)
    return edition


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "Nobody has started it"),
        ({"started": 29, "finished": 20}, "Fewer than 30 started"),
        ({"started": 1200, "finished": 20}, "1,200 started"),
        ({"started": 1200, "finished": 1190}, "1,200 started"),
        ({"started": 1200, "finished": 900}, "1,200 started, 75% of them finished"),
    ],
)
def test_quiz_of_the_last_30_days_hides_small_numbers(superuser, counts, words):
    live(**counts)

    (link,) = waiting(superuser)["The quiz in the last 30 days"]

    assert link == Link(words, "/admin/quiz/tally/")


def test_closed_quiz_is_said_first(superuser, superuser_client):
    EditionFactory(state=Edition.State.RETIRED, opened_at=timezone.now(), contradiction_limit=1)
    RoleFactory(state=State.PUBLISHED, review_due=TODAY - A_DAY)

    first = attention(superuser)[0]

    assert first.title == "No edition is open: readers find the quiz closed"
    assert superuser_client.get(first.links[0].address).status_code == 200


def test_open_quiz_is_not_said_to_be_closed(superuser):
    live()

    assert not any("closed" in title for title in waiting(superuser))


def test_closed_quiz_is_said_to_those_who_may_see_editions(author):
    person = person_who_may("view_role")

    assert not any("closed" in title for title in waiting(person))


# Who sees what


def person_who_may(*codenames):
    person = User.objects.create_user("person", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return person


def test_whoever_may_see_nothing_is_told_so():
    letter(Disagreement.State.WAITING)
    live(started=100, finished=50)
    RoleFactory()
    nobody = person_who_may()

    page = client_of(nobody).get(HOME)

    assert attention(nobody) == []
    assert "You have no permission to view or edit anything." in page.content.decode()


@pytest.mark.parametrize(
    ("codename", "titles"),
    [
        ("view_role", {"Drafts"}),
        ("change_guide", {"Drafts"}),
        ("view_disagreement", {"Readers disagree, and wait"}),
        ("view_health", {"The quiz in the last 30 days"}),
        ("view_edition", {"Checks that the quiz fails"}),
        ("publish_role", set()),
    ],
)
def test_each_line_is_for_those_who_may_see_it(codename, titles):
    RoleFactory()
    GuideFactory()
    letter(Disagreement.State.WAITING)
    EditionFactory(report={"checks": CHECKS})
    live(started=100, finished=50)
    person = person_who_may(codename)

    lines = attention(person)

    assert {line.title for line in lines} == titles
    assert all(len(line.links) == 1 for line in lines)


# Cost


def everything(editor, author):
    for state in State:
        RoleFactory(state=state, review_due=TODAY - A_DAY, assignee=editor)
        GuideFactory(state=state, assignee=editor)
    comparison = VerdictFactory(comparison__review_due=TODAY - A_DAY).comparison
    comparison.assignee = editor
    comparison.save()
    copy_of(comparison, author=author)
    copy_of(GuideFactory(), author=editor, state="sent-back")
    letter(Disagreement.State.WAITING)
    EditionFactory(report={"checks": CHECKS})


def test_home_takes_as_many_queries_for_thirty_of_everything_as_for_one(
    superuser, superuser_client, author, monkeypatch
):
    monkeypatch.undo()
    live(started=100, finished=50)
    everything(superuser, author)
    superuser_client.get(HOME)

    counts = []
    for rows in (1, 30):
        while Disagreement.objects.count() < rows:
            everything(superuser, author)
        with CaptureQueriesContext(connection) as queries:
            superuser_client.get(HOME)
        counts.append(len(queries))

    assert pages_with_hints() != []
    assert counts[0] == counts[1]


# Groups


def groups(client):
    apps = client.get(HOME).context["app_list"]
    return {app["name"]: [model["object_name"] for model in app["models"]] for app in apps}


def test_pages_are_grouped_as_editors_think_of_them(superuser_client):
    found = groups(superuser_client)

    assert found["Content"] == [
        *("Role", "Comparison", "Verdict", "Guide", "Criterion", "Source", "Skill")
    ]
    assert found["Readers"] == ["Disagreement"]
    assert found["Quiz"] == ["Edition", "Question", "Rating", "Tally"]
    assert found["People"] == ["User", "LogEntry"]
    assert list(found) == ["Content", "Quiz", "Readers", "People"]


def test_no_page_of_the_desk_is_lost_and_none_stands_twice(superuser_client):
    listed = [name for names in groups(superuser_client).values() for name in names]

    lists = [model._meta.object_name for model in admin.site._registry]
    assert sorted(listed) == sorted([*lists, "Rating"])


def test_what_nobody_has_grouped_stands_last(superuser_client, monkeypatch):
    monkeypatch.setattr("careerpick.desk.GROUPS", {"Content": ("comparisons.role",)})

    found = groups(superuser_client)

    assert list(found) == ["Content", "More"]
    assert "Guide" in found["More"]


def test_whoever_may_see_one_thing_sees_only_its_group():
    person = person_who_may("view_question")

    assert groups(client_of(person)) == {"Quiz": ["Question"]}


@pytest.mark.parametrize("codename", ["view_rating", "change_rating"])
def test_whoever_may_see_ratings_is_led_to_all_of_them(codename):
    client = client_of(person_who_may(codename))

    (group,) = client.get(HOME).context["app_list"]

    (page,) = group["models"]
    assert (group["name"], page["name"]) == ("Quiz", "Ratings")
    assert page["view_only"] == (codename == "view_rating")
    assert client.get(page["admin_url"]).status_code == 200


def test_sidebar_has_the_same_groups(superuser_client):
    page = superuser_client.get(url(Guide, "changelist"))

    names = [app["name"] for app in page.context["available_apps"]]
    assert names == ["Content", "Quiz", "Readers", "People"]
    assert 'aria-current="page">Guides</a>' in page.content.decode()


def test_pages_of_one_app_go_on_standing_under_its_address(superuser_client):
    page = superuser_client.get(reverse("admin:app_list", args=["comparisons"]))

    assert page.status_code == 200
    assert "What needs attention" not in page.content.decode()
    assert len(page.context["app_list"]) == 1


def test_home_has_no_script_or_style_of_its_own(superuser_client):
    RoleFactory()

    html = superuser_client.get(HOME).content.decode()

    assert "<h1>The desk</h1>" in html
    assert "What needs attention" in html
    for forbidden in ("<style", " style=", "<script>", " onclick="):
        assert forbidden not in html


# Lists


@pytest.mark.parametrize("model", [Role, Comparison, Guide, Verdict])
@pytest.mark.parametrize("parameter", ["review", "readers", "assigned", "copy"])
def test_filter_with_nonsense_shows_all(superuser_client, model, parameter):
    COPIES[model._meta.model_name]()

    response = superuser_client.get(url(model, "changelist"), {parameter: "nonsense"}, follow=True)

    assert response.status_code == 200
    assert len(response.context["cl"].result_list) == 1


def test_content_version_is_untouched_by_looking(superuser_client):
    superuser_client.get(HOME)

    assert content_version() == 0
