"""After a refused save: what a colleague changed is in the form, and is not taken back unseen."""

import itertools
from datetime import UTC, date, datetime

import pytest
import reversion
from reversion.models import Version

from comparisons.admin.merging import winner
from comparisons.models import Comparison, Point, WorkingCopy
from tests.conftest import client_with
from tests.desk import assert_saved, errors_of, form_of, save, typed, url
from tests.factories import (
    CriterionFactory,
    FigureFactory,
    OptionFactory,
    PointFactory,
    QuestionFactory,
    RoleFactory,
    SkillFactory,
    SourceFactory,
    publishable_comparison,
    publishable_guide,
    publishable_role,
)

# What each changes, where the other changes nothing.
THINGS = {
    "role": (publishable_role, {"definition": "Theirs."}, {"way_in": "Yours."}),
    "draft": (RoleFactory, {"definition": "Theirs."}, {"way_in": "Yours."}),
    "comparison": (publishable_comparison, {"question": "Theirs?"}, {"note": "Yours."}),
    "verdict": (
        lambda: publishable_comparison().current_verdict,
        {"reason": "Theirs."},
        {"in_short": "Yours."},
    ),
    "guide": (publishable_guide, {"body": "Theirs."}, {"title": "Yours"}),
    "source": (SourceFactory, {"author": "Theirs"}, {"publisher": "Yours"}),
    "criterion": (CriterionFactory, {"meaning": "Theirs."}, {"high": "Yours"}),
    "question": (QuestionFactory, {"text": "Theirs."}, {"why": "Yours."}),
}
things = pytest.mark.parametrize(("make", "theirs", "yours"), THINGS.values(), ids=THINGS.keys())


def recorded(thing):
    """As everything is that was saved on the desk or imported: its history holds it."""
    with reversion.create_revision():
        reversion.add_to_revision(thing)
    return thing


@pytest.fixture
def role(db):
    """A draft with three points and a week."""
    role = RoleFactory(definition="Before.")
    for number in (1, 2, 3):
        PointFactory(role=role, text=f"You gain {number}.", order=number)
    return recorded(role)


@pytest.fixture
def meet(editor_client, superuser_client):
    """The colleague saves while the form of the other is open; answers what the other gets."""

    def meet(thing, theirs, yours):
        opened = form_of(superuser_client, thing)
        assert_saved(save(editor_client, thing, **theirs))
        return superuser_client.post(url(thing), {**opened, **yours})

    return meet


@pytest.fixture
def save_again(superuser_client):
    def save_again(thing, refused, **changes):
        assert refused.context["panel"].name == "two_editors"
        assert_saved(superuser_client.post(url(thing), typed(refused) | changes))
        thing.refresh_from_db()

    return save_again


def merged(response):
    return response.context["panel"].context["merged"]


def texts(role):
    return list(role.points.order_by("order", "pk").values_list("text", flat=True))


def changes_of(differences):
    """By their titles, what was removed and what was added."""
    return {
        (difference.change, field.label): "".join(
            f"-{piece.text}" if piece.kind == "removed" else f"+{piece.text}"
            for piece in field.pieces
            if piece.kind != "kept"
        )
        for difference in differences
        for field in difference.fields
    }


# The fields of the page itself


@things
def test_both_changes_are_saved_in_the_end(meet, save_again, make, theirs, yours):
    thing = recorded(make())

    save_again(thing, meet(thing, theirs, yours))

    expected = theirs | yours
    assert {name: getattr(thing, name) for name in expected} == expected


@things
def test_without_merging_the_word_of_the_colleague_is_lost(
    meet, save_again, make, theirs, yours, monkeypatch
):
    """The fault, when it is off."""
    thing = recorded(make())
    before = {name: getattr(thing, name) for name in theirs}
    monkeypatch.setattr("comparisons.admin.desk.base_of", lambda *_: None)

    save_again(thing, meet(thing, theirs, yours))

    assert {name: getattr(thing, name) for name in theirs} == before


@things
def test_panel_tells_apart_what_each_changed(meet, make, theirs, yours):
    thing = recorded(make())

    response = meet(thing, theirs, yours)

    told = response.context["panel"].context
    [they] = merged(response)["theirs"]
    [you] = told["differences"]
    assert (len(they.fields), len(you.fields)) == (1, 1)
    assert "Theirs" in "".join(piece.text for piece in they.fields[0].pieces)
    assert "Yours" in "".join(piece.text for piece in you.fields[0].pieces)
    assert merged(response)["both"] == []
    assert "What editor changed since you opened it" in response.text
    assert "You both changed" not in response.text


def test_field_that_both_changed_keeps_yours_and_is_named(meet, save_again, role):
    refused = meet(role, {"definition": "Theirs."}, {"definition": "Yours."})
    save_again(role, refused)

    assert merged(refused)["both"] == ["Definition"]
    assert "You both changed" in refused.text
    assert role.definition == "Yours."


def test_field_that_both_changed_to_the_same_is_no_matter(meet, role):
    refused = meet(role, {"definition": "Same."}, {"definition": "Same."})

    assert merged(refused)["both"] == []
    assert refused.context["panel"].context["differences"] == []
    assert "there is nothing to save" in refused.text


def test_line_breaks_of_browsers_are_no_change(meet, save_again, editor_client):
    role = recorded(RoleFactory(definition="One.\nTwo."))

    refused = meet(role, {"definition": "Theirs."}, {"definition": "One.\r\nTwo.", "note": "Yours"})
    save_again(role, refused)

    assert (role.definition, role.note) == ("Theirs.", "Yours")


def test_names_of_a_verdict_speak_of_its_roles(meet):
    verdict = recorded(publishable_comparison().current_verdict)
    name = verdict.comparison.role_a.name_in_text

    words = [{"wrong_a_after_3_months": text} for text in ("Theirs.", "Yours.")]
    refused = meet(verdict, *words)

    assert merged(refused)["both"] == [f"Wrong about {name}, after 3 months"]


def test_all_who_saved_meanwhile_are_named(editor_client, superuser_client, author_client, role):
    opened = form_of(superuser_client, role)
    save(editor_client, role, definition="By the first.")
    save(author_client, role, way_in="By the second.")

    refused = superuser_client.post(url(role), opened | {"note": "Yours."})

    assert merged(refused)["who"] == "editor and author"
    assert {field.label for field in merged(refused)["theirs"][0].fields} == {
        "Definition",
        "Way in",
    }


CHOICES = {
    "ticked": ({"measured": "on"}, False, True),
    "cleared": ({}, True, False),
}


@pytest.mark.parametrize(("sent", "before", "after"), CHOICES.values(), ids=CHOICES.keys())
def test_tick_is_taken_over(editor_client, superuser_client, save_again, sent, before, after):
    criterion = recorded(CriterionFactory(measured=before))
    opened = form_of(superuser_client, criterion)
    theirs = form_of(editor_client, criterion)
    theirs.pop("measured", None)
    assert_saved(editor_client.post(url(criterion), theirs | sent))

    save_again(criterion, superuser_client.post(url(criterion), opened | {"high": "Yours"}))

    assert (criterion.measured, criterion.high) == (after, "Yours")


def test_tick_that_you_changed_stays(editor_client, superuser_client, save_again):
    criterion = recorded(CriterionFactory(measured=True))
    opened = form_of(superuser_client, criterion)
    assert_saved(save(editor_client, criterion, meaning="Theirs."))
    del opened["measured"]

    save_again(criterion, superuser_client.post(url(criterion), opened))

    assert (criterion.measured, criterion.meaning) == (False, "Theirs.")


def test_choice_of_many_is_taken_over(meet, save_again, role):
    first, second = SkillFactory(), SkillFactory()
    role.skills.add(first)
    recorded(role)

    save_again(role, meet(role, {"skills": [str(second.pk)]}, {"note": "Yours."}))

    assert list(role.skills.all()) == [second]


def test_choice_of_none_is_taken_over(editor_client, superuser_client, save_again, role):
    role.skills.add(SkillFactory())
    recorded(role)
    opened = form_of(superuser_client, role)
    theirs = form_of(editor_client, role)
    del theirs["skills"]
    assert_saved(editor_client.post(url(role), theirs))

    save_again(role, superuser_client.post(url(role), opened | {"note": "Yours."}))

    assert list(role.skills.all()) == []


def test_choice_of_many_that_both_changed_is_yours(meet, save_again, role):
    first, second = SkillFactory(), SkillFactory()

    refused = meet(role, {"skills": [str(first.pk)]}, {"skills": [str(second.pk)]})
    save_again(role, refused)

    assert merged(refused)["both"] == ["Skills"]
    assert list(role.skills.all()) == [second]


WHEN = {"publish_at_0": "2030-05-06", "publish_at_1": "07:08:09"}


def test_day_and_time_are_taken_over(meet, save_again, role):
    save_again(role, meet(role, WHEN, {"note": "Yours."}))

    assert role.publish_at == datetime(2030, 5, 6, 7, 8, 9, tzinfo=UTC)


def test_emptied_day_and_time_are_taken_over(meet, save_again):
    # To the microsecond, as no form shows it.
    role = recorded(RoleFactory(publish_at=datetime(2030, 1, 2, 3, 4, 5, 678, tzinfo=UTC)))

    refused = meet(role, dict.fromkeys(WHEN, ""), {"note": "Yours."})
    save_again(role, refused)

    assert merged(refused)["both"] == []
    assert role.publish_at is None


def test_day_that_you_changed_stays(meet, save_again, role):
    refused = meet(role, WHEN, {"publish_at_0": "2031-01-01", "publish_at_1": "00:00:00"})
    save_again(role, refused)

    assert merged(refused)["both"] == ["Publish at"]
    assert role.publish_at == datetime(2031, 1, 1, tzinfo=UTC)


def test_state_is_taken_over(meet, save_again, role):
    save_again(role, meet(role, {"state": "in-review"}, {"note": "Yours."}))

    assert role.state == "in-review"


def test_page_that_was_taken_from_readers_does_not_come_back(meet, save_again):
    role = recorded(publishable_role())

    save_again(role, meet(role, {"state": "archived"}, {"note": "Yours."}))

    assert role.state == "archived"


def test_address_is_taken_over_and_the_former_one_leads_there(meet, save_again, role):
    former = role.slug

    save_again(role, meet(role, {"slug": "called-anew"}, {"note": "Yours."}))

    assert role.slug == "called-anew"
    assert [alias.slug for alias in role.aliases.all()] == [former]


def test_day_with_a_default_is_taken_over_and_not_said_to_be_yours(meet, save_again):
    guide = recorded(publishable_guide(created=date(2026, 1, 2)))

    save_again(guide, meet(guide, {"created": "2026-03-04"}, {"title": "Yours"}))

    assert guide.created == date(2026, 3, 4)
    last = Version.objects.get_for_object(guide).first()
    assert "Title" in last.revision.comment
    assert "Created" not in last.revision.comment


# Rows


def new_point(text):
    return {"points-3-text": text, "points-3-kind": "con"}


def test_row_that_they_changed_is_taken_over(meet, save_again, role):
    save_again(role, meet(role, {"points-0-text": "Theirs."}, {"points-1-text": "Yours."}))

    assert texts(role) == ["Theirs.", "Yours.", "You gain 3."]


def test_without_merging_the_row_of_the_colleague_is_lost(meet, save_again, role, monkeypatch):
    """The fault, when it is off."""
    monkeypatch.setattr("comparisons.admin.desk.base_of", lambda *_: None)

    save_again(role, meet(role, {"points-0-text": "Theirs."}, {"points-1-text": "Yours."}))

    assert texts(role) == ["You gain 1.", "Yours.", "You gain 3."]


def test_row_that_both_changed_in_different_fields_has_both(meet, save_again, role):
    refused = meet(role, {"points-0-kind": "con"}, {"points-0-text": "Yours."})
    save_again(role, refused)

    point = role.points.get(text="Yours.")
    assert point.kind == "con"
    assert merged(refused)["both"] == []


def test_field_of_a_row_that_both_changed_is_named(meet, save_again, role):
    refused = meet(role, {"points-1-text": "Theirs."}, {"points-1-text": "Yours."})
    save_again(role, refused)

    assert merged(refused)["both"] == ["Text in “Pro or con: Theirs.”"]
    assert texts(role) == ["You gain 1.", "Yours.", "You gain 3."]


def test_row_that_they_added_is_in_the_form(meet, save_again, role):
    refused = meet(role, new_point("Theirs."), {"note": "Yours."})
    shown = typed(refused)
    save_again(role, refused)

    assert shown["points-INITIAL_FORMS"] == "4"
    assert (shown["points-3-text"], shown["points-3-kind"]) == ("Theirs.", "con")
    assert texts(role) == ["You gain 1.", "You gain 2.", "You gain 3.", "Theirs."]
    assert "Theirs." in refused.context["inline_admin_formsets"][1].formset.forms[3].initial["text"]


def test_rows_that_both_added_are_both_saved(meet, save_again, role):
    refused = meet(role, new_point("Theirs."), new_point("Yours."))
    save_again(role, refused)

    assert sorted(texts(role)) == ["Theirs.", "You gain 1.", "You gain 2.", "You gain 3.", "Yours."]


def test_row_that_they_added_can_be_deleted(meet, save_again, role):
    refused = meet(role, new_point("Theirs."), {"note": "Yours."})
    save_again(role, refused, **{"points-3-DELETE": "on"})

    assert texts(role) == ["You gain 1.", "You gain 2.", "You gain 3."]


def test_row_that_they_deleted_and_you_left_alone_is_gone(meet, save_again, role):
    refused = meet(role, {"points-1-DELETE": "on"}, {"points-2-text": "Yours."})
    save_again(role, refused)

    assert merged(refused)["both"] == []
    assert texts(role) == ["You gain 1.", "Yours."]


def test_without_merging_a_deleted_row_comes_back(meet, save_again, role, monkeypatch):
    """The fault, when it is off."""
    monkeypatch.setattr("comparisons.admin.desk.base_of", lambda *_: None)

    save_again(role, meet(role, {"points-1-DELETE": "on"}, {"note": "Yours."}))

    assert "You gain 2." in texts(role)


def test_row_that_they_deleted_and_you_changed_is_a_new_one(meet, save_again, role):
    doomed = role.points.get(text="You gain 2.")

    refused = meet(role, {"points-1-DELETE": "on"}, {"points-1-text": "Yours."})
    save_again(role, refused)

    said = "“Pro or con: You gain 2.”, which is deleted by now; yours is a new row"
    assert merged(refused)["both"] == [said]
    assert sorted(texts(role)) == ["You gain 1.", "You gain 3.", "Yours."]
    assert not Point.objects.filter(pk=doomed.pk).exists()


def test_row_that_both_deleted_is_gone(meet, save_again, role):
    changed_and_ticked = {"points-1-DELETE": "on", "points-1-text": "Yours."}

    save_again(role, meet(role, {"points-1-DELETE": "on"}, changed_and_ticked))

    assert texts(role) == ["You gain 1.", "You gain 3."]


def test_row_that_you_delete_and_they_changed_is_named(meet, superuser_client, role):
    refused = meet(role, {"points-1-text": "Theirs."}, {"points-1-DELETE": "on"})
    # What a browser sends; the tick is no field of the form that is read by name.
    sent = typed(refused)
    response = superuser_client.post(url(role), sent)

    assert sent["points-1-DELETE"] == "on"
    assert sent["points-1-text"] == "Theirs."
    assert merged(refused)["both"] == ["“Pro or con: Theirs.”, which you delete"]
    assert ("removed", "Text") in changes_of(refused.context["panel"].context["differences"])
    assert_saved(response)
    assert texts(role) == ["You gain 1.", "You gain 3."]


def test_all_kinds_of_rows_are_merged(meet, save_again):
    role = recorded(publishable_role(path="technical-management"))
    FigureFactory(role=role, order=1)
    FigureFactory(role=role, order=2)
    recorded(role)
    other = SourceFactory(slug="another")
    theirs = {
        "week-0-activity": "Theirs",
        "ratings-0-reason": "Theirs.",
        "figures-0-source": other.slug,
        "figures-0-year": "2026",
        "experiments-0-action": "Theirs.",
        "faqs-0-question": "Theirs?",
        "faqs-0-answer": "Theirs.",
        "aliases-0-slug": "theirs",
    }

    refused = meet(role, theirs, {"note": "Yours.", "figures-1-place": "Yours"})
    save_again(role, refused)

    figures = list(role.figures.order_by("order").values_list("source__slug", "year", "place"))
    assert merged(refused)["both"] == []
    assert role.week.get().activity == "Theirs"
    assert role.ratings.get().reason == "Theirs."
    assert figures[0] == ("another", 2026, "United States")
    assert figures[1][2] == "Yours"
    assert role.experiments.filter(action="Theirs.").count() == 1
    assert role.faqs.get().answer == "Theirs."
    assert role.aliases.get().slug == "theirs"
    assert role.note == "Yours."


def test_rows_beside_those_that_were_offered_are_told_apart(meet, save_again, role):
    """A rating is offered for each criterion; they fill in the one that you leave."""
    CriterionFactory()
    row = {"ratings-0-level": "4", "ratings-0-reason": "Theirs."}

    save_again(role, meet(role, row, {"note": "Yours."}))

    assert [rating.reason for rating in role.ratings.all()] == ["Theirs."]


def test_rating_that_both_added_is_shown_twice_and_refused(meet, superuser_client, role):
    CriterionFactory()
    row = {"ratings-0-level": "4"}
    theirs, yours = (row | {"ratings-0-reason": said} for said in ("Theirs.", "Yours."))

    refused = meet(role, theirs, yours)
    response = superuser_client.post(url(role), typed(refused))

    shown = typed(refused)
    assert [shown[f"ratings-{row}-reason"] for row in (0, 1)] == ["Theirs.", "Yours."]
    assert refused.context["panel"].context["differences"] is None
    assert errors_of(response)[0] == "Please correct the duplicate data for criterion."
    assert [rating.reason for rating in role.ratings.all()] == ["Theirs."]


def test_options_of_a_question_are_merged(meet, save_again):
    question = QuestionFactory(kind="pair")
    criteria = [CriterionFactory(measured=True) for _ in range(3)]
    for number in (0, 1):
        OptionFactory(
            question=question, text=f"Do {number}", order=number, criterion=criteria[number]
        )
    recorded(question)
    theirs = {"options-0-criterion": str(criteria[2].pk), "options-0-direction": "-1"}

    refused = meet(question, theirs, {"options-1-text": "Yours"})
    save_again(question, refused)

    assert merged(refused)["both"] == []
    assert list(
        question.options.order_by("order").values_list("text", "criterion", "direction")
    ) == [("Do 0", criteria[2].pk, -1), ("Yours", criteria[1].pk, 1)]


# The order of rows


def order(*numbers):
    return {f"points-{row}-order": str(number) for row, number in enumerate(numbers)}


def test_order_is_taken_over(meet, save_again, role):
    refused = meet(role, order(3, 1, 2), {"points-0-text": "Yours."})
    save_again(role, refused)

    assert texts(role) == ["You gain 2.", "You gain 3.", "Yours."]


def test_two_changes_of_order_that_do_not_meet_are_both_made(meet, save_again, role):
    PointFactory(role=role, text="You gain 4.", order=4)
    recorded(role)

    refused = meet(role, order(2, 1, 3, 4), order(1, 2, 4, 3))
    save_again(role, refused)

    assert merged(refused)["both"] == []
    assert texts(role) == ["You gain 2.", "You gain 1.", "You gain 4.", "You gain 3."]


def test_order_that_both_changed_is_yours_as_a_whole(meet, save_again, role):
    refused = meet(role, order(2, 3, 1), order(1, 3, 2))
    save_again(role, refused)

    assert merged(refused)["both"] == ["The order of pros and cons"]
    assert texts(role) == ["You gain 1.", "You gain 3.", "You gain 2."]


def test_row_that_was_only_moved_is_gone_when_they_deleted_it(meet, save_again, role):
    refused = meet(role, {"points-1-DELETE": "on"}, order(3, 2, 1) | {"points-1-order": "5"})
    save_again(role, refused)

    assert texts(role) == ["You gain 3.", "You gain 1."]


def test_row_that_you_put_between_others_stays_there(meet, save_again, role):
    """Dragged to the second place, it moves the others, and takes nothing from the colleague."""
    new = new_point("Yours.") | order(1, 3, 4, 2)

    refused = meet(role, {"points-1-text": "Theirs."}, new)
    save_again(role, refused)

    assert merged(refused)["both"] == []
    assert texts(role) == ["You gain 1.", "Yours.", "Theirs.", "You gain 3."]


# A verdict


def test_new_pick_is_appended_with_the_words_of_the_colleague(meet, superuser_client):
    comparison = recorded(publishable_comparison())
    verdict = recorded(comparison.current_verdict)
    again = {"pick": "b", "why_it_changed": "It was wrong."}

    refused = meet(verdict, {"reason": "Theirs.", "clauses-0-text": "Theirs too."}, again)
    assert_saved(superuser_client.post(url(verdict), typed(refused)))

    newest = Comparison.objects.get(pk=comparison.pk).current_verdict
    verdict.refresh_from_db()
    assert merged(refused)["both"] == []
    assert newest != verdict
    assert (newest.pick, newest.reason) == ("b", "Theirs.")
    assert newest.clauses.filter(text="Theirs too.").exists()
    assert (verdict.pick, verdict.reason) == ("a", "Theirs.")


def test_words_for_a_verdict_that_is_past_by_now_change_nothing(meet, superuser_client):
    comparison = recorded(publishable_comparison())
    verdict = recorded(comparison.current_verdict)
    theirs = {"pick": "b", "why_it_changed": "It was wrong.", "reason": "Theirs."}

    response = meet(verdict, theirs, {"reason": "Yours."})

    assert "decided anew" in errors_of(response)[0]
    assert list(comparison.verdicts.values_list("reason", flat=True)) == [
        "Theirs.",
        "It fits most.",
    ]


# What is not known, or nonsense


# What a form may name, in good faith or not.
NUMBERS = {
    "another source": lambda _: number_of(recorded(SourceFactory())),
    "another kind of thing": lambda source: number_of(recorded(RoleFactory(pk=source.pk))),
    "none such": lambda _: 987654321,
    "none": lambda _: "",
    "word": lambda _: "abc",
    "minus": lambda _: "-1",
    "huge": lambda _: 10**30,
    "large": lambda _: 10**18 - 1,
    "endless": lambda _: "9" * 5000,
    "other digits": lambda source: str(number_of(source)).translate(ARABIC),
    "two": lambda source: f"{number_of(source)},{number_of(source)}",
    "junk": lambda _: "\u202e\u2028’'\"; DROP",
}
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def number_of(thing):
    return Version.objects.get_for_object(thing).first().pk


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS.keys())
def test_version_that_is_not_one_of_this_thing_merges_nothing(meet, save_again, number):
    source = recorded(SourceFactory(author="Before"))
    yours = {"publisher": "Yours", "opened_version": str(number(source))}

    refused = meet(source, {"author": "Theirs"}, yours)
    save_again(source, refused)

    assert merged(refused) is None
    assert "Take over from the other version" in refused.text
    assert (source.author, source.publisher) == ("Before", "Yours")


def test_form_that_names_no_version_merges_nothing(editor_client, superuser_client, role):
    opened = form_of(superuser_client, role)
    del opened["opened_version"]
    save(editor_client, role, definition="Theirs.")

    refused = superuser_client.post(url(role), opened | {"note": "Yours."})

    assert merged(refused) is None
    assert typed(refused)["definition"] == "Before."


@pytest.mark.parametrize(
    "broken", [{"serialized_data": "{"}, {"serialized_data": "[{}]"}, {"format": "none"}]
)
@pytest.mark.parametrize("of", ["page", "row"])
def test_version_that_cannot_be_read_merges_nothing(meet, save_again, role, of, broken):
    version = Version.objects.get_for_object(role).first()
    thing = role if of == "page" else role.points.first()
    Version.objects.get_for_object(thing).filter(revision=version.revision).update(**broken)

    refused = meet(role, {"definition": "Theirs."}, {"note": "Yours."})
    save_again(role, refused)

    assert merged(refused) is None
    assert (role.definition, role.note) == ("Before.", "Yours.")


def test_thing_without_history_merges_nothing(meet, save_again):
    role = RoleFactory(definition="Before.")

    refused = meet(role, {"definition": "Theirs."}, {"note": "Yours."})
    save_again(role, refused)

    assert merged(refused) is None
    assert role.definition == "Before."


@pytest.mark.parametrize("count", ["", "-1", "many", "99999", "9" * 5000, "٣"])
def test_nonsense_about_rows_is_no_error_of_ours(meet, role, count):
    response = meet(role, {"points-0-text": "Theirs."}, {"points-TOTAL_FORMS": count})

    assert response.status_code == 200
    assert texts(role)[0] == "Theirs."


ROWS = {
    "twice": lambda form: {"points-1-id": form["points-0-id"]},
    "none such": lambda form: {"points-1-id": "987654321"},
    "word": lambda form: {"points-1-id": "abc"},
    "zeros": lambda form: {"points-1-id": f"00{form['points-1-id']}"},
    "huge": lambda form: {"points-1-id": str(10**30)},
    "odd values": lambda form: {
        "points-1-order": "x" * 99,
        "points-1-source": str(10**30),
        "points-1-kind": "?",
        "publish_at_0": "never",
        "publish_at_1": "99:99",
        "skills": ["x", str(10**30)],
        "assignee": str(10**30),
    },
}


@pytest.mark.parametrize("crafted", ROWS.values(), ids=ROWS.keys())
def test_odd_rows_are_no_error_of_ours(editor_client, superuser_client, role, crafted):
    opened = form_of(superuser_client, role)
    theirs = {
        "points-0-text": "Theirs.",
        "points-1-kind": "con",
        "assignee": "",
        "skills": [str(SkillFactory().pk)],
        **WHEN,
        **order(3, 2, 1),
    }
    assert_saved(save(editor_client, role, **theirs))

    response = superuser_client.post(url(role), opened | crafted(opened))

    assert response.context["panel"].name == "two_editors"
    assert response.status_code == 200


def test_form_grows_to_no_more_rows_than_can_be_sent(meet):
    role = RoleFactory()
    Point.objects.bulk_create(
        Point(role=role, kind="pro", text=f"You gain {number}.", order=number)
        for number in range(99)
    )
    recorded(role)

    row = {"points-99-kind": "con"}
    refused = meet(role, row | {"points-99-text": "Theirs."}, row | {"points-99-text": "Yours."})

    assert typed(refused)["points-TOTAL_FORMS"] == "100"
    assert role.points.filter(text="Theirs.").exists()


def test_rows_that_may_only_be_seen_stay_as_they_are(editor_client, role):
    reader = client_with("change_role", "view_role", "view_point")
    opened = form_of(reader, role)
    shown = {name: text for name, text in opened.items() if not name.startswith("points-")}
    shown |= {name: opened[name] for name in opened if name.endswith(("_FORMS", "-id", "-role"))}
    assert_saved(save(editor_client, role, **{"points-0-text": "Theirs.", "way_in": "Theirs."}))

    refused = reader.post(url(role), shown | {"definition": "Yours."})
    assert_saved(
        reader.post(
            url(role),
            {
                name: text
                for name, text in typed(refused).items()
                if name in shown or not name.startswith("points-")
            },
        )
    )

    role.refresh_from_db()
    assert merged(refused)["both"] == []
    assert texts(role)[0] == "Theirs."
    assert (role.definition, role.way_in) == ("Yours.", "Theirs.")


# After signing in again, and older versions


def test_words_that_come_back_after_signing_in_are_merged(client, editor, superuser_client, role):
    editor.set_password("right")
    editor.save()
    client.force_login(editor)
    yours = {"note": "Yours.", "points-1-text": "Yours too."}
    form = form_of(client, role) | yours
    client.logout()
    asked = client.post(url(role), form)
    theirs = {"definition": "Theirs.", "points-0-text": "Theirs too.", **new_point("New.")}
    assert_saved(save(superuser_client, role, **theirs))
    signing_in = {"username": "editor", "password": "right", "kept": asked.context["kept"]}

    answer = client.post(asked.context["app_path"], signing_in | {"next": url(role)})
    page = client.get(answer["Location"])
    response = client.post(url(role), typed(page))

    assert page.context["panel"].name == "two_editors"
    assert "What superuser changed since you opened it" in page.text
    assert_saved(response)
    role.refresh_from_db()
    assert (role.definition, role.note) == ("Theirs.", "Yours.")
    assert texts(role) == ["Theirs too.", "Yours too.", "You gain 3.", "New."]


def test_working_copy_of_an_author_holds_what_an_editor_changed_meanwhile(
    author_client, editor_client
):
    role = recorded(publishable_role(definition="Before."))
    opened = form_of(author_client, role)
    assert_saved(save(editor_client, role, definition="Theirs."))

    refused = author_client.post(url(role), opened | {"way_in": "Yours."})
    assert_saved(author_client.post(url(role), typed(refused)))

    copy = WorkingCopy.objects.get()
    role.refresh_from_db()
    assert [copy.data[name] for name in ("definition", "way_in")] == [["Theirs."], ["Yours."]]
    assert (role.definition, role.way_in) == ("Theirs.", "Ask.")


def test_working_copy_that_is_opened_is_merged_when_the_page_changes(
    author_client, editor_client, superuser_client
):
    role = recorded(publishable_role(definition="Before."))
    assert_saved(save(author_client, role, way_in="By the author."))
    opened = typed(editor_client.get(url(role), {"_working_copy": "open"}))
    assert_saved(save(superuser_client, role, definition="Theirs."))

    sent = opened | {"_working_copy": "open"}
    refused = editor_client.post(url(role), sent)
    assert_saved(editor_client.post(url(role), typed(refused) | {"_working_copy": "open"}))

    role.refresh_from_db()
    assert refused.context["panel"].name == "two_editors"
    assert (role.definition, role.way_in) == ("Theirs.", "By the author.")
    assert not WorkingCopy.objects.exists()


def test_older_version_comes_back_as_it_was_and_is_not_merged(
    editor_client, superuser_client, role
):
    first = Version.objects.get_for_object(role).first()
    assert_saved(save(editor_client, role, definition="Second."))
    page = url(role, "revision", first.pk)
    opened = typed(superuser_client.get(page))
    assert_saved(save(editor_client, role, definition="Third."))

    refused = superuser_client.post(page, opened)

    assert opened["opened_version"] == ""
    assert merged(refused) is None
    assert typed(refused)["definition"] == "Before."


def test_form_that_is_refused_for_another_reason_names_the_version_of_now(editor_client, role):
    refused = save(editor_client, role, name="")

    last = Version.objects.get_for_object(role).first()
    assert typed(refused)["opened_version"] == str(last.pk)


def test_third_editor_is_merged_with_what_is_stored_by_then(editor_client, superuser_client, role):
    opened = form_of(superuser_client, role)
    assert_saved(save(editor_client, role, definition="First."))
    refused = superuser_client.post(url(role), opened | {"note": "Yours."})
    assert_saved(save(editor_client, role, definition="Second.", way_in="Second."))

    again = superuser_client.post(url(role), typed(refused))
    assert_saved(superuser_client.post(url(role), typed(again)))

    role.refresh_from_db()
    assert again.context["panel"].name == "two_editors"
    assert (role.definition, role.way_in, role.note) == ("Second.", "Second.", "Yours.")


# Pure parts


@pytest.mark.parametrize(
    ("you", "they", "differ", "whose"),
    [
        (False, False, False, "yours"),
        (True, False, True, "yours"),
        (False, True, True, "theirs"),
        (True, True, True, "both"),
        (True, True, False, "yours"),
    ],
)
def test_whoever_alone_changed_it_wins(you, they, differ, whose):
    assert winner(you_changed=you, they_changed=they, differ=differ) == whose


def test_winner_is_that_of_three_equal_or_unequal_values():
    """For every way in which three values can be the same or not."""
    for base, yours, theirs in itertools.product("abc", repeat=3):
        whose = winner(
            you_changed=yours != base, they_changed=theirs != base, differ=yours != theirs
        )

        value = theirs if whose == "theirs" else yours
        assert value == (theirs if yours == base else yours)
        assert (whose == "both") == (len({base, yours, theirs}) == 3)
