import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from comparisons.models import Criterion, Role
from quiz.models import Attempt, Edition, Option, Question, Share, Tally, hash_of
from quiz.opening import open_edition
from tests.desk import url
from tests.factories import (
    AttemptFactory,
    draft_edition,
    live_edition,
)
from tests.quiz.taker import COOKIE, Form

pytestmark = pytest.mark.django_db

NOTICE = "You are trying edition 2, a draft."


@pytest.fixture
def live(db) -> Edition:
    return live_edition(number=1)


@pytest.fixture
def draft(live) -> Edition:
    return draft_edition(number=2)


def try_it(client, edition, **sent):
    return client.post(reverse("try-edition", args=[edition.number]), sent, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


def words(response):
    return response.content.decode()


def held(client):
    return Attempt.objects.get(token_hash=hash_of(client.cookies[COOKIE].value))


def begin(client, query="", **sent):
    """Sends the form for goals that this browser is shown; leads to the first question."""
    form = Form(client.get(reverse("quiz") + query))
    return client.post(reverse("quiz"), form.hidden | sent).headers["Location"]


def answer(client, page, value="3"):
    form = Form(client.get(page))
    return client.post(page, {**form.hidden, "answer": value}).headers["Location"]


def walk_to_the_end(client):
    """Every page that a trial leads through, from its goals to its result."""
    yield client.get(reverse("quiz"))
    page = begin(client)
    while page.startswith("/quiz/question/"):
        yield client.get(page)
        page = answer(client, page, "1")
    yield client.get(page)
    yield client.get(reverse("quiz"))
    yield client.get(reverse("quiz"), {"change": 1})
    closing = client.get(reverse("closing"))
    yield closing
    yield client.post(reverse("closing"), Form(closing).hidden, follow=True)


# The trial


def test_trial_begins_with_the_first_page_of_the_reader(writer, draft):
    response = try_it(writer, draft)

    assert response.redirect_chain == [(reverse("quiz"), 302)]
    assert "Which of three paths fits you?" in words(response)
    assert NOTICE in words(response)
    assert held(writer).edition == draft


def test_whole_trial_is_marked_on_every_page_and_asks_the_draft(writer, draft):
    draft.questions.update(text="Only in the draft?")
    try_it(writer, draft)

    pages = list(walk_to_the_end(writer))

    assert [page.status_code for page in pages] == [200] * len(pages)
    assert [page for page in pages if NOTICE not in words(page)] == []
    assert len(pages) == 24 + 6
    assert "Only in the draft?" in words(pages[1])
    result = held(writer).result
    assert (result["edition"], result["answered"]) == (2, 24)


def test_reader_meets_no_mark(client, live):
    page = begin(client)

    assert NOTICE not in words(client.get(page))
    assert "You are trying" not in words(client.get(page))


def test_result_that_a_trial_shares_says_that_it_is_one(writer, draft):
    try_it(writer, draft)
    list(walk_to_the_end(writer))
    token = writer.cookies[COOKIE].value
    share = Share.of(held(writer), token, full=False)
    share.save()

    page = Client().get(share.path(token))

    assert "This is a trial of edition 2, a draft." in words(page)


def test_answers_of_a_trial_are_changed_in_a_copy_that_is_one_too(writer, draft):
    try_it(writer, draft)
    list(walk_to_the_end(writer))
    token = writer.cookies[COOKIE].value

    page = writer.post(reverse("change-answers", args=[token]), follow=True)

    assert page.status_code == 200
    assert NOTICE in words(page)


def test_nothing_of_a_trial_is_counted(writer, draft):
    try_it(writer, draft)
    list(walk_to_the_end(writer))
    begin(writer, "?again=1")

    assert Attempt.objects.filter(edition=draft).count() == 2
    assert not Tally.objects.exists()


@pytest.mark.usefixtures("noon")
def test_the_same_walk_of_a_reader_is_counted(client, live):
    """So that the test above walks a way that would be counted."""
    list(walk_to_the_end(client))

    assert Tally.objects.get().finished == 1


def test_whoever_begins_a_trial_again_tries_the_same_draft(writer, draft):
    try_it(writer, draft)
    begin(writer)
    first = held(writer)

    page = begin(writer, "?again=1")

    assert NOTICE in words(writer.get(page))
    assert (held(writer).edition, held(writer) == first) == (draft, False)
    assert not Attempt.objects.filter(pk=first.pk).exists()


def test_readers_take_the_live_edition_while_another_is_tried(writer, client, draft, live):
    try_it(writer, draft)

    begin(client)

    assert held(client).edition == live


def test_leaving_deletes_the_trial_and_leads_back_to_the_draft(writer, draft):
    try_it(writer, draft)
    begin(writer)

    response = writer.post(reverse("leave-trial"))

    assert response.headers["Location"] == url(draft)
    assert writer.cookies[COOKIE].value == ""
    assert not Attempt.objects.exists()


def test_leaving_takes_nothing_from_a_reader(client, live):
    begin(client)

    response = client.post(reverse("leave-trial"))

    assert response.headers["Location"] == reverse("quiz")
    assert held(client).edition == live


@pytest.mark.parametrize("state", ["unfinished", "finished"])
def test_what_the_browser_holds_is_asked_for_first(writer, draft, live, state):
    begin(writer)
    if state == "finished":
        list(walk_to_the_end(writer))
    mine = held(writer)

    asked = try_it(writer, draft)

    assert asked.templates[0].name == "quiz/try_instead.html"
    assert held(writer) == mine
    tried = try_it(writer, draft, attempt=Form(asked).hidden["attempt"])
    assert NOTICE in words(tried)
    assert Attempt.objects.filter(pk=mine.pk).exists() is (state == "finished")


def test_another_trial_is_replaced_unasked(writer, draft):
    try_it(writer, draft)
    begin(writer)
    first = held(writer)

    response = try_it(writer, draft)

    assert "Which of three paths fits you?" in words(response)
    assert list(Attempt.objects.all()) == [held(writer)]
    assert held(writer) != first


# Who may, and what can be tried


@pytest.mark.parametrize("state", ["live", "retired"])
def test_only_a_draft_is_tried(writer, live, state):
    Edition.objects.update(state=state)

    response = try_it(writer, live)

    assert told(response) == [
        f"Edition 1 is {state}. Readers take the live one; only a draft is tried."
    ]
    assert not Attempt.objects.exists()


def test_incomplete_draft_is_not_tried_and_its_gaps_are_told(writer, draft):
    Option.objects.filter(question__slug="pair-1", question__edition=draft).delete()

    response = try_it(writer, draft)

    assert told(response) == [
        "Edition 2 cannot be asked yet.",
        "“What in pair 1?” has 0 options; a pair has 2.",
    ]
    assert response.redirect_chain[-1][0] == url(draft)
    assert not Attempt.objects.exists()


def test_draft_offers_to_be_tried_and_what_is_open_does_not(writer, draft, live):
    address = reverse("try-edition", args=[2])

    assert f'action="{address}"' in words(writer.get(url(draft)))
    assert "Take it as a reader would" not in words(writer.get(url(live)))


def test_reader_without_an_account_is_sent_to_sign_in(client, draft):
    response = client.post(reverse("try-edition", args=[2]))

    assert response.headers["Location"] == url(Edition, "changelist")
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    ("is_staff", "codename"), [(True, "view_edition"), (False, "change_edition")]
)
def test_who_may_not_change_editions_tries_none(
    client, draft, django_user_model, is_staff, codename
):
    user = django_user_model.objects.create_user("somebody", is_staff=is_staff)
    user.user_permissions.set(Permission.objects.filter(codename=codename))
    client.force_login(user)

    response = client.post(reverse("try-edition", args=[2]))

    assert response.status_code == 403
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("page", ["/quiz/try/2/", "/quiz/try/leave/"])
@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_only_a_button_begins_or_ends_a_trial(writer, draft, page, method):
    assert getattr(writer, method)(page).status_code == 405


@pytest.mark.parametrize("number", ["0", "3", "999999", "9" * 40, "x", "-1"])
def test_trial_of_no_edition_is_not_found(writer, draft, number):
    assert writer.post(f"/quiz/try/{number}/").status_code == 404


# A draft that changes


CHANGES = {
    "question gone": lambda draft: Question.objects.filter(
        edition=draft, slug=Attempt.objects.get().order[0]
    ).delete(),
    "fewer answers": lambda draft: _becomes_a_pair(draft, Attempt.objects.get().order[0]),
    "goal gone": lambda draft: Criterion.objects.filter(slug="growing-people").update(
        slug="growing-others"
    ),
    "role not public": lambda draft: Role.objects.filter(slug="tech-lead").update(state="draft"),
    "nothing to ask": lambda draft: draft.questions.all().delete(),
    "no rating": lambda draft: Role.objects.get(slug="tech-lead").ratings.all().delete(),
    "criterion not measured": lambda draft: Criterion.objects.filter(slug="building").update(
        measured=False
    ),
}


def _becomes_a_pair(draft, slug):
    question = draft.questions.get(slug=slug)
    question.kind = "pair"
    question.save()
    question.options.all().delete()
    for criterion in Criterion.objects.filter(measured=True)[:2]:
        Option.objects.create(question=question, criterion=criterion, text="do it")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_draft_that_changes_is_explained_on_every_page(writer, draft, change):
    Question.objects.filter(edition=draft).exclude(kind="statement").delete()
    for criterion in Criterion.objects.filter(measured=True):
        assert draft.questions.filter(options__criterion=criterion).exists()
    try_it(writer, draft)
    page = begin(writer, goals=["growing-people"])
    following = answer(writer, page, "5")
    form = Form(writer.get(following)).hidden
    closing = Form(writer.get(reverse("closing"))).hidden
    goals = Form(writer.get(reverse("quiz"), {"change": 1})).hidden
    change(draft)

    pages = [
        *(writer.get(one) for one in (page, following, "/quiz/answers/", "/quiz/closing/")),
        writer.post(following, {**form, "answer": "5"}),
        writer.post(reverse("closing"), closing),
        writer.post(reverse("quiz"), goals),
    ]

    assert [one.status_code for one in pages] == [409] * 7
    assert all("Edition 2 has changed" in words(one) for one in pages)
    assert writer.get(reverse("quiz")).status_code == 200
    assert held(writer).finished_at is None


def test_changed_draft_names_what_it_lacks(writer, draft):
    try_it(writer, draft)
    page = begin(writer)
    Role.objects.filter(slug="tech-lead").update(state="draft")

    html = words(writer.get(page))

    assert "<li>Tech lead is not published. Publish the role first.</li>" in html
    assert f'action="{reverse("try-edition", args=[2])}"' in html


def test_new_words_do_not_end_a_trial(writer, draft):
    try_it(writer, draft)
    page = begin(writer)
    draft.questions.update(text="Other words?")

    response = writer.get(page)

    assert (response.status_code, "Other words?" in words(response)) == (200, True)


# What becomes of trials


@pytest.mark.parametrize("way", ["page", "list"])
def test_deleting_a_draft_deletes_its_trials(writer, draft, live, way):
    AttemptFactory(edition=draft)
    other = AttemptFactory(edition=live, token="o" * 27)

    if way == "page":
        asked = writer.get(url(draft, "delete"))
        assert asked.context["protected"] == []
        assert ("trials", 1) in asked.context["model_count"]
        writer.post(url(draft, "delete"), {"post": "yes"})
    else:
        sent = {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"}
        writer.post(url(Edition, "changelist"), sent)

    assert list(Edition.objects.all()) == [live]
    assert list(Attempt.objects.all()) == [other]


def test_opening_ends_the_trials_so_that_none_is_counted(writer, draft, gates):
    try_it(writer, draft)
    page = begin(writer)

    open_edition(draft)

    assert not Attempt.objects.filter(edition=draft).exists()
    assert "We hold no quiz for this browser" in words(writer.get(page))


def test_refused_opening_leaves_the_trials(draft, gates):
    gates["Archetypes are found"] = False
    AttemptFactory(edition=draft)

    with pytest.raises(Exception, match="Archetypes"):
        open_edition(draft)

    assert Attempt.objects.filter(edition=draft).exists()
