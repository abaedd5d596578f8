import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from reversion.models import Version

from quiz.content import edition_document
from quiz.copying import copy_to_draft
from quiz.models import Edition, Question
from quiz.opening import RefusedError, opening_gaps
from tests.conftest import client_with
from tests.desk import assert_saved, save, typed, url
from tests.factories import EditionFactory, draft_edition, live_edition, paths_with_roles
from tests.rows import content_version

pytestmark = pytest.mark.django_db


def act(client, action, edition):
    data = {"action": action, "_selected_action": [edition.pk]}
    return client.post(url(Edition, "changelist"), data, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture(params=["draft", "live", "retired"])
def edition(request, db) -> Edition:
    edition = live_edition(number=1)
    Edition.objects.update(state=request.param)
    edition.refresh_from_db()
    return edition


def test_copy_asks_the_same_as_a_draft_of_its_own(edition, superuser):
    copy = copy_to_draft(edition, superuser)

    assert edition_document(copy) == edition_document(edition) | {"number": 2}
    assert (copy.state, copy.opened_at, copy.frozen, copy.report) == ("draft", None, {}, {})
    assert copy.contradiction_limit is None
    assert opening_gaps(copy) == []
    orders = [
        list(one.questions.values_list("slug", "order", "options__order"))
        for one in (edition, copy)
    ]
    assert orders[0] == orders[1]


def test_what_is_changed_in_the_copy_stays_as_it_is_in_the_other(edition, superuser):
    before = edition_document(edition)
    copy = copy_to_draft(edition, superuser)

    copy.questions.all().delete()
    copy.circumstances.update(text="Other")

    assert edition_document(Edition.objects.get(pk=edition.pk)) == before


def test_number_is_the_next_above_all_there_are(superuser):
    live_edition(number=3)
    EditionFactory(number=7)

    copy = copy_to_draft(Edition.objects.get(number=3), superuser)

    assert copy.number == 8


def test_copy_beyond_the_highest_number_is_refused(superuser):
    highest = EditionFactory(number=999)

    with pytest.raises(RefusedError) as refused:
        copy_to_draft(highest, superuser)

    assert refused.value.reasons == ("No number above 999 can be given. Renumber a draft first.",)
    assert Edition.objects.count() == 1


def test_copy_is_one_change_of_content_with_a_revision_for_each_row(superuser):
    edition = live_edition(number=1)
    before = content_version()

    copy = copy_to_draft(edition, superuser)

    assert content_version() == before + 1
    for row in (copy, *copy.questions.all()):
        revision = Version.objects.get_for_object(row).get().revision
        assert (revision.comment, revision.user) == ("Copied from edition 1.", superuser)


@pytest.mark.parametrize("where", ["list", "page"])
def test_copying_on_the_desk_leads_to_the_draft_and_is_logged(writer, where):
    edition = live_edition(number=1)
    if where == "page":
        html = writer.get(url(edition)).content.decode()
        assert '<button class="button second" name="action" value="copy">' in html
        assert f'<input type="hidden" name="_selected_action" value="{edition.pk}">' in html

    response = act(writer, "copy", edition)

    copy = Edition.objects.get(number=2)
    assert response.redirect_chain[-1][0] == url(copy)
    assert told(response) == ["Edition 2 is a draft that begins as a copy of edition 1."]
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.get_change_message()) == (
        str(copy.pk),
        "Copied from edition 1.",
    )


def test_refused_copy_is_told(writer):
    response = act(writer, "copy", EditionFactory(number=999))

    assert told(response) == [
        "Edition 999 was not copied.",
        "No number above 999 can be given. Renumber a draft first.",
    ]


def test_who_may_not_add_is_not_offered_to_copy_and_cannot():
    edition = live_edition(number=1)
    client = client_with("view_edition")

    page = client.get(url(edition))
    act(client, "copy", edition)

    assert page.context["deeds"] == []
    assert Edition.objects.count() == 1


def test_copied_question_is_taken_back_alone(writer, superuser):
    copy = copy_to_draft(live_edition(number=1), superuser)
    one, other = copy.questions.filter(slug__in=["building-1", "pair-1"])
    text = one.text
    save(writer, one, text="Mine.")
    save(writer, other, text="Mine too.")
    version = Version.objects.get_for_object(one).last()

    page = reverse("admin:quiz_question_revision", args=[one.pk, version.pk])
    assert_saved(writer.post(page, typed(writer.get(page))))

    assert Question.objects.get(pk=one.pk).text == text
    assert Question.objects.get(pk=other.pk).text == "Mine too."


def test_deleting_a_copy_leaves_the_other(writer, superuser):
    paths_with_roles()
    edition = draft_edition(number=1)
    copy = copy_to_draft(edition, superuser)

    writer.post(url(copy, "delete"), {"post": "yes"})

    assert list(Edition.objects.all()) == [edition]
    assert edition.questions.count() == 24
