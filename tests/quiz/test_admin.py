import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from reversion.models import Revision, Version

from comparisons.models import ContentVersion, Criterion, Rating
from quiz import fairness
from quiz.content import import_editions
from quiz.editions import fingerprint, quiz_of
from quiz.models import Attempt, Circumstance, Edition, Option, Question, Tally
from quiz.opening import measure_draft, open_edition
from tests.desk import assert_saved, errors_of, form_of, save, typed, url
from tests.factories import (
    AttemptFactory,
    CriterionFactory,
    EditionFactory,
    OptionFactory,
    QuestionFactory,
    draft_edition,
    live_edition,
    paths_with_roles,
)
from tests.rows import content_version

pytestmark = pytest.mark.django_db


def act(client, action, *editions):
    """Presses the button, and confirms it where the desk asks for that."""
    page = press(client, action, *editions)
    if "confirmed" not in (page.context or ()):
        return page
    return press(client, action, *editions, confirmed=page.context["confirmed"])


def press(client, action, *editions, **fields):
    data = {"action": action, "_selected_action": [edition.pk for edition in editions]}
    return client.post(url(Edition, "changelist"), data | fields, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


def rows_of(html):
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("</tr>"))
    return [row for row in cells if row]


def whole_edition(edition):
    """All that results rest on, and the words."""
    return [
        list(Edition.objects.filter(pk=edition.pk).values()),
        list(edition.questions.values()),
        list(Option.objects.of(edition).values()),
        list(edition.circumstances.values()),
    ]


@pytest.fixture
def draft(db) -> Edition:
    paths_with_roles()
    return draft_edition(number=1)


@pytest.fixture(params=["live", "retired"])
def locked(request, db) -> Edition:
    edition = live_edition(number=1)
    Edition.objects.update(state=request.param)
    edition.refresh_from_db()
    return edition


@pytest.fixture
def live(db) -> Edition:
    return live_edition(number=1)


# What has a page


def test_what_somebody_answered_has_no_page():
    ours = {model for model in admin.site._registry if model._meta.app_label == "quiz"}

    assert ours == {Edition, Question, Tally}


def test_attempts_are_not_listed_when_their_edition_is_to_be_deleted(superuser_client, draft):
    AttemptFactory(edition=draft, answers={"own-code": 5})

    page = superuser_client.get(url(draft, "delete"))

    assert "own-code" not in page.content.decode()
    assert Edition.objects.exists()


# Drafts


def test_draft_is_added_with_its_circumstances(writer):
    row = {"slug": "visa", "text": "My visa depends on it", "advice": "Ask.\r\nTwice.", "order": 1}

    response = save(
        writer,
        Edition,
        number=3,
        **{f"circumstances-0-{name}": value for name, value in row.items()},
    )

    assert_saved(response)
    assert Edition.objects.get().state == "draft"
    assert Circumstance.objects.get().advice == "Ask.\nTwice."
    assert content_version() == 1
    assert Version.objects.get_for_object(Edition.objects.get()).count() == 1


def test_question_is_added_with_its_options(writer, draft):
    building = Criterion.objects.get(slug="building")
    fields = {"edition": draft.pk, "slug": "new", "order": 40, "kind": "statement"}
    fields |= {"text": "I?", "why": "So."}
    option = {"options-0-criterion": building.pk, "options-0-direction": -1}

    assert_saved(save(writer, Question, **fields, **option))

    question = Question.objects.get(slug="new")
    assert [(o.criterion, o.direction) for o in question.options.all()] == [(building, -1)]
    assert Version.objects.get_for_object(question).get().revision.version_set.count() == 2


def test_draft_may_change_in_everything(writer, draft):
    question = draft.questions.get(slug="building-1")
    changes = {"kind": "pair", "slug": "built", "text": "Which?", "options-0-direction": "1"}

    assert_saved(save(writer, question, **changes))

    question.refresh_from_db()
    assert (question.kind, question.slug, question.text) == ("pair", "built", "Which?")
    assert question.options.get().direction == 1
    assert content_version() == 1


def test_number_of_a_draft_may_change_and_the_rest_of_its_row_stays(writer, draft, gates):
    measure_draft(draft)

    assert_saved(save(writer, draft, number=5))

    draft.refresh_from_db()
    assert (draft.number, draft.report["passed"]) == (5, True)


@pytest.mark.parametrize("name", ["question", "edition"])
def test_draft_may_be_deleted(writer, draft, name):
    thing = {"question": draft.questions.first(), "edition": draft}[name]

    response = writer.post(url(thing, "delete"), {"post": "yes"})

    assert response.status_code == 302
    assert not type(thing).objects.filter(pk=thing.pk).exists()
    assert content_version() == 1


def test_drafts_may_be_deleted_together(writer, draft):
    data = {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"}

    writer.post(url(Edition, "changelist"), data)

    assert not Edition.objects.exists()
    assert content_version() == 1


def test_options_measure_what_the_quiz_measures(writer, draft):
    CriterionFactory(name="Pay")

    page = writer.get(url(draft.questions.first()))

    (options,) = page.context["inline_admin_formsets"]
    offered = options.formset.forms[0].fields["criterion"].queryset
    assert set(offered) == set(Criterion.objects.filter(measured=True))


def test_saved_question_leads_back_to_its_edition(writer, draft):
    question = draft.questions.first()

    response = save(writer, draft.questions.get(slug="building-1"), text="Other.")
    new = {"slug": "new", "order": 40, "kind": "pair", "text": "?", "why": "So."}
    added = save(writer, Question, edition=draft.pk, **new)

    assert question.edition == draft
    assert [one.headers["Location"] for one in (response, added)] == [url(draft)] * 2


def test_another_question_is_added_to_the_same_edition(writer, draft):
    fields = {"edition": draft.pk, "slug": "new", "order": 40, "kind": "pair"}
    fields |= {"text": "?", "why": "So."}

    response = save(writer, Question, **fields, _addanother="on")

    assert response.headers["Location"] == f"{url(Question, 'add')}?edition={draft.pk}"


def test_new_question_stands_behind_the_others(writer, draft):
    last = draft.questions.last().order
    QuestionFactory(edition=EditionFactory(), order=last + 50)

    form = form_of(writer, Question, edition=draft.pk)

    assert (form["edition"], form["order"]) == (str(draft.pk), str(last + 1))


def test_first_question_of_a_draft_stands_first(writer, draft):
    form = form_of(writer, Question, edition=EditionFactory().pk)

    assert form["order"] == "1"


@pytest.mark.parametrize("query", [{}, {"edition": ""}, {"edition": "x"}, {"edition": "²"}])
def test_place_of_a_question_of_no_edition_is_left_open(writer, draft, query):
    form = form_of(writer, Question, **query)

    assert "order" not in form


@pytest.mark.parametrize(
    ("kind", "told_then"),
    [
        ("statement", []),
        ("pair", ["“Mine?” has 1 options; a pair has 2. Until then it cannot be opened."]),
    ],
)
def test_question_that_lacks_something_is_saved_and_told(writer, draft, kind, told_then):
    question = draft.questions.get(slug="building-1")
    form = form_of(writer, question) | {"kind": kind, "text": "Mine?", "options-0-text": "do it"}

    response = writer.post(url(question), form, follow=True)

    assert told(response)[:-1] == told_then
    assert draft.questions.get(slug="building-1").kind == kind


def test_page_of_a_draft_lists_its_questions_and_offers_another(writer, draft):
    pair = draft.questions.get(slug="pair-1")

    html = writer.get(url(draft)).content.decode()

    assert (
        f'<li><a href="{url(pair)}">What in pair 1?</a> (pair: Growing people, Building)</li>'
    ) in html
    assert f'<a href="{url(Question, "add")}?edition={draft.pk}">Add a question</a>' in html
    assert "Not measured yet." in html


def test_draft_of_a_question_is_taken_back(writer, draft):
    question = draft.questions.get(slug="building-1")
    save(writer, question, text="Before.")
    version = Version.objects.get_for_object(question).get()
    save(writer, question, text="After.", **{"options-0-direction": "1"})
    old = writer.get(url(question, "revision", version.pk))

    assert_saved(writer.post(url(question, "revision", version.pk), typed(old)))

    question.refresh_from_db()
    assert (question.text, question.options.get().direction) == ("Before.", -1)


def test_imported_question_is_taken_back_alone(writer, folder):
    paths_with_roles()
    import_editions(folder)
    one, other, _ = Question.objects.all()
    save(writer, one, text="Mine.")
    save(writer, other, text="Mine too.")
    version = Version.objects.get_for_object(one).last()
    old = writer.get(url(one, "revision", version.pk))

    assert_saved(writer.post(url(one, "revision", version.pk), typed(old)))

    assert Question.objects.get(pk=one.pk).text == "A year without code of my own sounds fine."
    assert Question.objects.get(pk=other.pk).text == "Mine too."


# What is or was open


def test_words_of_an_open_question_are_corrected_and_the_log_says_so(opener, locked):
    question = locked.questions.get(slug="pair-1")
    before = fingerprint(quiz_of(locked))

    response = save(
        opener, question, text="Which?", same_meaning="on", **{"options-0-text": "do it"}
    )

    assert_saved(response)
    question.refresh_from_db()
    assert question.text == "Which?"
    assert question.options.first().text == "do it"
    assert fingerprint(quiz_of(locked)) == before
    said = LogEntry.objects.get().get_change_message()
    assert said.startswith("Changed Text and Only words change, not the meaning.")
    assert Version.objects.get_for_object(question).get().revision.comment == said
    assert content_version() == 1


def test_words_before_and_after_a_correction_are_both_in_the_history(opener, gates, folder):
    paths_with_roles()
    import_editions(folder)
    edition = Edition.objects.get()
    open_edition(edition)
    question = edition.questions.get(kind="pair")
    words = (question.text, question.options.first().text)

    assert_saved(
        save(opener, question, text="New?", same_meaning="on", **{"options-0-text": "do it"})
    )

    after, before = Version.objects.get_for_object(question)
    in_both = [
        (
            version.field_dict["text"],
            version.revision.version_set.get_for_object(question.options.first())
            .get()
            .field_dict["text"],
        )
        for version in (before, after)
    ]
    assert in_both == [words, ("New?", "do it")]
    page = url(question, "compare", after.pk)
    html = opener.get(page).content.decode()
    assert "New?" in html


def test_advice_of_an_open_edition_is_corrected(opener, locked):
    changes = {"circumstances-0-text": "I need a visa", "circumstances-0-advice": "Ask now."}

    assert_saved(save(opener, locked, same_meaning="on", **changes))

    corrected = locked.circumstances.get(slug="visa")
    assert (corrected.text, corrected.advice) == ("I need a visa", "Ask now.")


@pytest.mark.parametrize("name", ["question", "edition"])
def test_correction_has_to_be_said_to_keep_the_meaning(opener, locked, name):
    thing = {"question": locked.questions.first(), "edition": locked}[name]
    before = whole_edition(locked)

    response = save(opener, thing, text="Which?", **{"circumstances-0-text": "Other"})

    assert errors_of(response) == ["Tick this, or write a new edition."]
    assert whole_edition(locked) == before


def test_meaning_of_an_open_question_cannot_be_typed_in(opener, locked):
    question = locked.questions.get(slug="pair-1")
    other = Criterion.objects.get(slug="technical-depth")
    draft = EditionFactory()
    before = whole_edition(locked)
    changes = {
        "edition": draft.pk,
        "order": 99,
        "slug": "other",
        "kind": "statement",
        "options-0-criterion": other.pk,
        "options-0-direction": -1,
        "options-0-order": 9,
        "options-1-DELETE": "on",
        "options-TOTAL_FORMS": 3,
        "options-2-text": "a third",
        "options-2-criterion": other.pk,
        "options-2-direction": 1,
        "options-2-order": 3,
    }

    assert_saved(save(opener, question, same_meaning="on", **changes))

    assert whole_edition(locked) == before


def test_the_same_typed_into_a_draft_changes_it(opener, draft):
    """So that the test above sends what would be taken."""
    question = draft.questions.get(slug="pair-1")
    other = Criterion.objects.get(slug="technical-depth")
    changes = {
        "order": 99,
        "slug": "other",
        "kind": "scenario",
        "options-0-direction": -1,
        "options-1-DELETE": "on",
        "options-2-text": "a third",
        "options-2-criterion": other.pk,
        "options-2-direction": 1,
        "options-2-order": 3,
    }

    assert_saved(save(opener, question, **changes))

    question.refresh_from_db()
    assert (question.slug, question.kind, question.order) == ("other", "scenario", 99)
    assert [(o.criterion.slug, o.direction) for o in question.options.all()] == [
        ("growing-people", -1),
        ("technical-depth", 1),
    ]


def test_rewording_one_option_leaves_each_in_its_place(opener, locked):
    question = locked.questions.get(slug="pair-1")
    for place, option in zip((10, 20), question.options.all(), strict=True):
        Option.objects.filter(pk=option.pk).update(order=place)

    assert_saved(save(opener, question, same_meaning="on", **{"options-1-text": "do it"}))

    assert [one.order for one in question.options.all()] == [10, 20]


@pytest.mark.parametrize("name", ["question", "edition"])
def test_rows_of_an_open_edition_have_no_place_to_change(opener, locked, name):
    thing = {"question": locked.questions.get(slug="pair-1"), "edition": locked}[name]

    html = opener.get(url(thing)).content.decode()

    assert re.findall(r'class="[^"]*\bsortable\b', html) == []
    assert "field-order" not in html.partition('class="js-inline')[2]


@pytest.mark.parametrize("name", ["question", "edition"])
def test_rows_of_a_draft_have_one(opener, draft, name):
    thing = {"question": draft.questions.get(slug="pair-1"), "edition": draft}[name]

    html = opener.get(url(thing)).content.decode()

    assert len(re.findall(r'class="[^"]*\bsortable\b', html)) == 1
    assert "field-order" in html.partition('class="js-inline')[2]


def test_row_of_an_open_edition_cannot_be_typed_in(opener, locked):
    before = whole_edition(locked)
    changes = {
        "number": 9,
        "state": "draft",
        "circumstances-0-slug": "other",
        "circumstances-0-order": 9,
        "circumstances-1-DELETE": "on",
        "circumstances-TOTAL_FORMS": 3,
        "circumstances-2-slug": "new",
        "circumstances-2-text": "New",
        "circumstances-2-advice": "New.",
        "circumstances-2-order": 3,
    }

    assert_saved(save(opener, locked, same_meaning="on", **changes))

    assert whole_edition(locked) == before


def test_no_question_is_added_to_an_open_edition(opener, locked):
    fields = {"edition": locked.pk, "slug": "new", "order": 40, "kind": "statement"}

    response = save(opener, Question, **fields, text="I?", why="So.")

    assert errors_of(response) == [
        "Select a valid choice. That choice is not one of the available choices."
    ]
    assert not Question.objects.filter(slug="new").exists()


def test_nothing_of_an_open_edition_is_deleted(opener, locked):
    question = locked.questions.first()
    before = whole_edition(locked)
    selected = [
        opener.post(
            url(model, "changelist"),
            {"action": "delete_selected", "_selected_action": [pk], "post": "yes"},
        )
        for model, pk in ((Edition, locked.pk), (Question, question.pk))
    ]
    single = [opener.post(url(thing, "delete"), {"post": "yes"}) for thing in (locked, question)]

    assert [response.status_code for response in selected + single] == [403] * 4
    assert whole_edition(locked) == before


@pytest.mark.parametrize("state", ["draft", "live"])
@pytest.mark.parametrize("name", ["question", "edition"])
def test_names_are_those_of_the_rest_of_the_desk(opener, live, name, state):
    Edition.objects.update(state=state)
    thing = {"question": live.questions.first(), "edition": live}[name]

    html = opener.get(url(thing)).content.decode()

    labels = {label.strip() for label in re.findall(r"<label[^>]*>([^<]*)</label>", html)}
    assert labels & {"Slug:", "Order:", "Is it fair?:"} == set()
    assert "Short name:" in labels


@pytest.mark.parametrize("name", ["question", "edition"])
def test_writer_sees_what_is_open_and_cannot_change_it(writer, locked, name):
    thing = {"question": locked.questions.first(), "edition": locked}[name]

    page = writer.get(url(thing))
    response = writer.post(url(thing), {"text": "Mine", "same_meaning": "on"})

    assert page.status_code == 200
    assert page.context["has_change_permission"] is False
    assert response.status_code == 403


def test_edition_that_opens_while_a_question_is_changed_keeps_its_meaning(
    opener, draft, monkeypatch
):
    """The form was that of a draft; when it is saved, it is not one any more."""
    question = draft.questions.get(slug="building-1")
    form = form_of(opener, question) | {"options-0-direction": "1"}
    hash_then = fingerprint(quiz_of(draft))
    note_change = admin.site._registry[Question]._note_change_of

    def opened_meanwhile(*things):
        note_change(*things)
        Edition.objects.filter(pk=draft.pk).update(
            state="live",
            opened_at=timezone.now(),
            contradiction_limit=1,
            report_hash=hash_then,
        )

    monkeypatch.setattr(admin.site._registry[Question], "_note_change_of", opened_meanwhile)

    response = opener.post(url(question), form)

    assert response.status_code == 403
    assert question.options.get().direction == -1


def test_edition_that_opens_while_its_page_is_saved_stays_open(opener, draft, monkeypatch):
    desk = admin.site._registry[Edition]
    save_form, hash_then = desk.save_form, fingerprint(quiz_of(draft))

    def opened_meanwhile(*args, **kwargs):
        Edition.objects.update(
            state="live", opened_at=timezone.now(), contradiction_limit=1, report_hash=hash_then
        )
        return save_form(*args, **kwargs)

    monkeypatch.setattr(desk, "save_form", opened_meanwhile)

    assert_saved(save(opener, draft, **{"circumstances-0-text": "I need a visa"}))

    assert Edition.objects.live() == draft


@pytest.mark.parametrize("way", ["page", "list"])
def test_draft_that_opens_while_it_is_deleted_stays(opener, draft, monkeypatch, way):
    hold = ContentVersion.hold
    AttemptFactory(edition=draft)

    def opened_meanwhile():
        Edition.objects.update(state="live", opened_at=timezone.now(), contradiction_limit=1)
        hold()

    monkeypatch.setattr(ContentVersion, "hold", opened_meanwhile)
    sent = {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"}

    if way == "page":
        response = opener.post(url(draft, "delete"), {"post": "yes"})
    else:
        response = opener.post(url(Edition, "changelist"), sent)

    assert response.status_code == 403
    assert Edition.objects.filter(pk=draft.pk).exists()
    assert Attempt.objects.exists()


# Taking back


@pytest.mark.parametrize("name", ["question", "edition"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_version_of_a_draft_does_not_unlock_what_has_been_opened(
    opener, draft, gates, name, method
):
    thing = {"question": draft.questions.get(slug="building-1"), "edition": draft}[name]
    save(opener, thing, **{"number": 1, "options-0-direction": "1"})
    version = Version.objects.get_for_object(thing).get()
    save(opener, thing, **{"number": 1, "options-0-direction": "-1"})
    form = form_of(opener, thing)
    act(opener, "open", draft)
    before = whole_edition(draft)

    page = url(thing, "revision", version.pk)
    response = getattr(opener, method)(page, form | {"same_meaning": "on"}, follow=True)

    assert told(response)[-1] == (
        "Edition 1 is live, so nothing in it is taken back. Correct its words."
    )
    assert response.redirect_chain[-1][0] == url(thing, "history")
    assert Edition.objects.live() == draft
    assert whole_edition(draft) == before


def test_question_deleted_from_a_draft_is_not_brought_back_once_it_is_open(opener, draft, gates):
    question = QuestionFactory(edition=draft, slug="extra")
    OptionFactory(question=question, criterion=Criterion.objects.get(slug="building"))
    save(opener, question)
    opener.post(url(question, "delete"), {"post": "yes"})
    act(opener, "open", draft)
    version = Version.objects.get_deleted(Question).get()
    before = whole_edition(draft)
    page = url(Question, "recover", version.pk)
    form = typed(opener.get(page))

    response = opener.post(page, form | {"same_meaning": "on"})

    assert response.status_code == 403
    assert whole_edition(draft) == before


def test_question_deleted_from_a_draft_is_brought_back(opener, draft):
    question = QuestionFactory(edition=draft, slug="extra")
    save(opener, question)
    opener.post(url(question, "delete"), {"post": "yes"})
    version = Version.objects.get_deleted(Question).get()
    page = url(Question, "recover", version.pk)

    assert_saved(opener.post(page, typed(opener.get(page))))

    assert draft.questions.filter(slug="extra").exists()


# Measuring, opening, retiring


def test_measuring_tells_what_fails_and_keeps_it(opener, draft, gates):
    gates["Archetypes are found"] = False

    response = act(opener, "measure", draft)

    assert told(response) == [
        "Edition 1 was measured.",
        "Archetypes are found: 90.0%, and the gate is: at least 95%. "
        "Archetypes are made-up people who want just what one role offers.",
    ]
    draft.refresh_from_db()
    assert (draft.state, draft.report["passed"]) == ("draft", False)


def test_page_takes_as_many_queries_for_a_report_that_names_many_questions(opener, draft):
    question = draft.questions.first()
    check = {"name": "A check", "shown": "1", "gate": "at least 2", "passed": False}
    check["advice"] = f"Look at “{question}”."
    opener.get(url(draft))

    counts = []
    for number in (1, 30):
        Edition.objects.update(report={"passed": False, "checks": [check] * number})
        with CaptureQueriesContext(connection) as queries:
            html = opener.get(url(draft)).content.decode()
        counts.append((html.count(f'“<a href="{url(question)}">{question}</a>”'), len(queries)))

    assert [links for links, _ in counts] == [1, 30]
    assert counts[0][1] == counts[1][1]


def test_report_is_shown_on_the_page(opener, draft, gates):
    gates["Archetypes are found"] = False
    act(opener, "measure", draft)

    html = opener.get(url(draft)).content.decode()

    explained = "Archetypes are made-up people who want just what one role offers."
    words = [[re.sub("<.*?>", "", cell).strip() for cell in row] for row in rows_of(html)]
    assert words == [
        [f"Archetypes are found {explained}", "90.0%", "at least 95%", "fails"],
        ["Chance favours nobody", "90.0%", "at least 95%", "passes"],
        ["Lengths", "4.0", "for information", ""],
    ]
    assert "have changed since" not in html


def test_page_says_when_its_report_is_about_something_else(opener, draft, gates):
    act(opener, "measure", draft)
    Rating.objects.filter(criterion__slug="building").update(level=2)

    html = opener.get(url(draft)).content.decode()

    assert "Questions or ratings have changed since this was measured." in html


def test_editor_opens_an_edition(opener, draft, gates):
    response = act(opener, "open", draft)

    assert told(response) == ["Edition 1 was opened."]
    assert Edition.objects.live() == draft
    assert LogEntry.objects.get().get_change_message() == "Opened."
    revision = Revision.objects.get()
    assert (revision.comment, revision.user.username) == ("Opened.", "opener")


def test_opening_tells_what_becomes_of_the_one_before(opener, draft, gates):
    old = live_edition(number=7)

    response = act(opener, "open", draft)

    assert told(response) == [
        "Edition 1 was opened.",
        "Edition 7 is retired. Whoever is in the middle of it can finish it.",
    ]
    old.refresh_from_db()
    assert old.state == "retired"


@pytest.mark.parametrize(
    ("state", "deeds"),
    [("draft", ["copy", "measure", "open"]), ("live", ["copy", "retire"]), ("retired", ["copy"])],
)
def test_page_offers_what_can_be_done_in_its_state(opener, live, state, deeds):
    Edition.objects.update(state=state)

    page = opener.get(url(live))

    assert [name for name, _ in page.context["deeds"]] == deeds


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_opening_is_asked_first_and_says_what_readers_notice(opener, draft, gates):
    live = live_edition(number=7)

    page = press(opener, "open", draft)

    assert page.context["title"] == "Open edition 1 to readers?"
    assert "Edition 7 will be retired" in text_of(page)
    assert "This takes about 20 seconds" in text_of(page)
    assert Edition.objects.live() == live
    assert not LogEntry.objects.exists()


def test_opening_what_is_measured_takes_no_time(opener, draft, gates):
    act(opener, "measure", draft)

    page = press(opener, "open", draft)

    assert "20 seconds" not in text_of(page)
    assert "will be retired" not in text_of(page)


def test_retiring_is_asked_first_and_says_that_the_quiz_closes(opener, live):
    page = press(opener, "retire", live)

    assert page.context["title"] == "Retire edition 1 and close the quiz?"
    assert "Readers will find the quiz closed" in text_of(page)
    assert Edition.objects.live() == live


@pytest.mark.parametrize(
    ("action", "answer"), [("open", "Open it to readers"), ("retire", "Retire it")]
)
def test_form_that_confirms_does_what_it_says(opener, gates, action, answer):
    edition = live_edition(number=1)
    if action == "open":
        edition = draft_edition(number=2)
    html = press(opener, action, edition).content.decode()
    form = html.partition(f'<form method="post" action="{url(Edition, "changelist")}">')[2]
    sent = dict(re.findall(r'name="(\w+)" value="(\w+)"', form.partition("</form>")[0]))

    opener.post(url(Edition, "changelist"), sent)

    assert f'value="{answer}"' in form
    edition.refresh_from_db()
    assert edition.state == {"open": "live", "retire": "retired"}[action]


def test_who_was_told_of_another_live_edition_is_asked_again(opener, draft, gates):
    confirmed = press(opener, "open", draft).context["confirmed"]
    other = live_edition(number=7)

    page = press(opener, "open", draft, confirmed=confirmed)

    assert "Edition 7 will be retired" in text_of(page)
    assert Edition.objects.live() == other


@pytest.mark.parametrize("lack", ["gap", "gate"])
def test_nobody_is_asked_to_confirm_what_cannot_be(opener, draft, gates, lack):
    gates["Archetypes are found"] = lack != "gate"
    act(opener, "measure", draft)
    if lack == "gap":
        draft.questions.get(slug="pair-1").options.all().delete()

    page = press(opener, "open", draft)

    assert told(page)[0] == "Edition 1 was not opened."
    assert page.redirect_chain == [(url(draft), 302)]


def test_button_on_the_page_leads_back_to_it(opener, draft, gates):
    response = act(opener, "measure", draft)

    assert response.redirect_chain == [(url(draft), 302)]


def test_reason_leads_to_the_question_that_it_is_about(opener, draft, gates):
    pair = draft.questions.get(slug="pair-1")
    pair.options.all().delete()

    response = act(opener, "open", draft)

    assert told(response)[1] == f'“<a href="{url(pair)}">{pair}</a>” has 0 options; a pair has 2.'


def test_unfair_edition_is_not_opened_and_the_failing_gates_are_named(opener, draft, gates):
    gates["Archetypes are found"] = False

    response = act(opener, "open", draft)

    assert told(response) == [
        "Edition 1 was not opened.",
        "Archetypes are found: 90.0%, and the gate is: at least 95%. "
        "Archetypes are made-up people who want just what one role offers.",
    ]
    assert Edition.objects.live() is None
    assert not LogEntry.objects.exists()


def test_incomplete_edition_is_told_what_it_lacks(opener, gates):
    paths_with_roles()

    for action, done in (("measure", "measured"), ("open", "opened")):
        response = act(opener, action, Edition.objects.first() or EditionFactory(number=1))

        assert told(response) == [
            f"Edition 1 was not {done}.",
            "There is no question. Add one.",
        ]


def test_editor_retires_an_edition(opener, live):
    response = act(opener, "retire", live)

    assert told(response) == [
        "Edition 1 was retired.",
        "No edition is open now: readers are told that the quiz is closed. Whoever is in the "
        "middle of it can finish it, and every result stays under its link.",
    ]
    assert Edition.objects.get().state == "retired"


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("measure", "Edition 1 is live: it keeps the report it was opened with."),
        ("open", "Edition 1 is live. Only a draft can be opened."),
    ],
)
def test_what_is_open_already_is_told(opener, live, action, words):
    assert told(act(opener, action, live))[1:] == [words]


@pytest.mark.parametrize("action", ["measure", "open", "retire"])
def test_one_edition_at_a_time(opener, draft, gates, action):
    response = act(opener, action, draft, EditionFactory(number=2))

    assert told(response) == ["Choose one edition at a time."]
    assert set(Edition.objects.values_list("state", flat=True)) == {"draft"}


@pytest.mark.parametrize("action", ["measure", "open", "retire"])
def test_writer_is_not_offered_to_open_and_cannot(writer, draft, gates, action):
    offered = writer.get(url(Edition, "changelist")).context["action_form"].fields["action"].choices
    act(writer, action, draft)

    draft.refresh_from_db()
    assert [name for name, _ in offered] == ["", "delete_selected", "copy"]
    assert (draft.state, draft.report) == ("draft", {})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("action", ["measure", "open"])
def test_nobody_waits_while_an_edition_is_measured(opener, gates, monkeypatch, action):
    paths_with_roles()
    report, waiting = fairness.report, []

    def noted(quiz):
        waiting.append(connection.in_atomic_block)
        return report(quiz)

    monkeypatch.setattr(fairness, "report", noted)

    act(opener, action, draft_edition())

    assert waiting == [False]


# Pages


def all_pages(edition):
    question = edition.questions.first()
    for thing in (edition, question):
        yield url(type(thing), "changelist")
        yield url(type(thing), "changelist") + "?q=1"
        yield url(type(thing), "add")
        yield url(type(thing), "recoverlist")
        for page in ("change", "delete", "history"):
            yield url(thing, page)


@pytest.mark.parametrize("state", ["draft", "live", "retired"])
@pytest.mark.parametrize("who", ["writer", "opener", "superuser_client"])
def test_every_page_answers(request, live, who, state):
    client = request.getfixturevalue(who)
    Edition.objects.update(state=state)

    statuses = {page: client.get(page).status_code for page in all_pages(live)}

    refused = 2 if state != "draft" else 0
    assert sorted(statuses.values()) == [200] * (14 - refused) + [403] * refused


def test_pages_have_no_script_or_style_of_their_own(opener, live):
    for page in all_pages(live):
        html = opener.get(page).content.decode()

        assert "<style" not in html
        assert " style=" not in html
        assert "<script>" not in html
        assert " onclick=" not in html


@pytest.mark.parametrize(
    "number", ["", "0", "-1", "1.5", "x", "1000", "99999", "9" * 40, "\0", "1\0"]
)
def test_nonsense_for_a_number_is_an_error_on_the_page(opener, number):
    opener.raise_request_exception = False

    response = save(opener, Edition, number=number)

    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == ["number"]
    assert not Edition.objects.exists()


@pytest.mark.parametrize("pk", ["0", "x", "9" * 40, "%00", "1/history/1", "1/history/" + "9" * 40])
@pytest.mark.parametrize("noun", ["edition", "question"])
def test_page_that_does_not_exist_is_no_error_of_ours(opener, noun, pk):
    opener.raise_request_exception = False

    statuses = {
        getattr(opener, method)(f"/admin/quiz/{noun}/{pk}/{page}").status_code
        for method in ("get", "post")
        for page in ("change/", "delete/", "history/", "")
    }

    assert max(statuses) < 500


@pytest.mark.parametrize("selected", [[], ["0"], ["x"], ["9" * 40], ["\0"]])
@pytest.mark.parametrize("action", ["measure", "open", "retire", "nonsense"])
def test_nonsense_that_is_selected_is_no_error_of_ours(opener, action, selected):
    opener.raise_request_exception = False
    EditionFactory()

    response = opener.post(
        url(Edition, "changelist"), {"action": action, "_selected_action": selected}
    )

    assert response.status_code < 500


@pytest.mark.parametrize("model", [Edition, Question])
def test_list_takes_as_many_queries_for_thirty_rows_as_for_one(opener, model):
    factory = {Edition: EditionFactory, Question: QuestionFactory}[model]
    factory()
    page = url(model, "changelist")
    opener.get(page)

    counts = []
    for rows in (1, 30):
        while model.objects.count() < rows:
            factory()
        with CaptureQueriesContext(connection) as queries:
            response = opener.get(page)
        counts.append((len(response.context["cl"].result_list), len(queries)))

    assert [rows for rows, _ in counts] == [1, 30]
    assert counts[0][1] == counts[1][1]


def test_nonsense_selected_among_roles_is_no_error_of_ours(superuser_client):
    superuser_client.raise_request_exception = False

    response = superuser_client.post(
        reverse("admin:comparisons_role_changelist"),
        {"action": "delete_selected", "_selected_action": ["x"]},
    )

    assert response.status_code == 302
