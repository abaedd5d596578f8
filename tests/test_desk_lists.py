"""The lists of the desk: as quick with thirty rows as with one, and deaf to nonsense."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import reduce
from itertools import count

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from comparisons.models import Disagreement, Role, Verdict, WorkingCopy
from quiz.models import Edition, Question, Tally
from tests.factories import (
    A_DAY,
    AliasFactory,
    ComparisonFactory,
    CriterionFactory,
    DisagreementFactory,
    EditionFactory,
    FaqFactory,
    GuideFactory,
    OptionFactory,
    RatingFactory,
    RoleFactory,
    SkillFactory,
    SourceFactory,
    VerdictFactory,
    complete_verdict,
    live_edition,
    publishable_guide,
)

pytestmark = pytest.mark.django_db

numbers = count(1)
SOON = date(2099, 1, 1)
TODAY = timezone.localdate()


# One more row of each list, with all that hangs on one


def one_of(values, number):
    return list(values)[number % len(values)]


def colleague() -> User:
    user = User.objects.create_user(
        f"colleague-{next(numbers)}", is_staff=True, first_name=f"Ann {next(numbers)}"
    )
    user.groups.set(Group.objects.all())
    return user


def with_copy(page):
    kind = page._meta.model_name
    WorkingCopy.objects.create(author=colleague(), assignee=colleague(), data={}, **{kind: page})
    return page


def page_fields(number):
    return {
        "state": one_of(Role.State.values, number),
        "assignee": colleague(),
        "changed_at": timezone.now() - timedelta(days=number),
    }


def role():
    number = next(numbers)
    due = SOON + timedelta(days=number)
    role = RoleFactory(**page_fields(number), review_due=due)
    RatingFactory(role=role)
    AliasFactory(role=role)
    return with_copy(role)


def comparison():
    number = next(numbers)
    due = SOON + timedelta(days=number)
    comparison = ComparisonFactory(**page_fields(number), review_due=due, reviewed_on=A_DAY)
    complete_verdict(comparison=comparison)
    return with_copy(comparison)


def verdict():
    number = next(numbers)
    return with_copy(
        VerdictFactory(
            comparison=ComparisonFactory(state="published"),
            sureness=one_of(Verdict.Sureness.values, number),
            pick=one_of(Verdict.Pick.values, number),
            decided_on=A_DAY + timedelta(days=number),
        )
    )


def guide():
    number = next(numbers)
    guide = publishable_guide(**page_fields(number), created=A_DAY + timedelta(days=number))
    FaqFactory(guide=guide)
    return with_copy(guide)


def criterion():
    return RatingFactory(criterion__measured=bool(next(numbers) % 2)).criterion


def skill():
    skill = SkillFactory()
    RoleFactory().skills.add(skill)
    return skill


def source():
    number = next(numbers)
    return SourceFactory(year=1990 + number, author=f"A. N. Other {number}")


def disagreement():
    number = next(numbers)
    return DisagreementFactory(
        state=one_of(Disagreement.State.values, number),
        reason=one_of(Disagreement.Reason.values, number),
        pick=one_of(Verdict.Pick.values, number),
        held_both=bool(number % 2),
    )


def edition():
    edition = EditionFactory()
    OptionFactory(question__edition=edition)
    return edition


def question():
    kind = one_of(Question.Kind.values, next(numbers))
    return OptionFactory(question__edition=EditionFactory(), question__kind=kind).question


def tally():
    edition = Edition.objects.live() or live_edition()
    EditionFactory()
    day = TODAY - timedelta(days=edition.tallies.count())
    return Tally.objects.create(edition=edition, day=day, started=40, finished=35)


def ratings():
    return role()


def entry():
    number = next(numbers)
    thing = one_of((SkillFactory, RoleFactory, GuideFactory, CriterionFactory), number)()
    return LogEntry.objects.create(
        user=colleague(),
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        object_repr=f"thing {number}",
        action_flag=one_of((ADDITION, CHANGE), number),
        change_message=f"Did {number}.",
    )


LISTS = {
    "admin_logentry_changelist": entry,
    "auth_user_changelist": colleague,
    "comparisons_comparison_changelist": comparison,
    "comparisons_criterion_changelist": criterion,
    "comparisons_disagreement_changelist": disagreement,
    "comparisons_guide_changelist": guide,
    "comparisons_role_changelist": role,
    "comparisons_skill_changelist": skill,
    "comparisons_source_changelist": source,
    "comparisons_verdict_changelist": verdict,
    "quiz_edition_changelist": edition,
    "quiz_question_changelist": question,
    "quiz_ratings": ratings,
    "quiz_tally_changelist": tally,
}
# The two others are one page each, and have nothing to filter, search or sort.
STOCK = [name for name in LISTS if name not in {"quiz_ratings", "quiz_tally_changelist"}]

SORTABLE = {
    "admin_logentry_changelist": "when user did kind thing",
    "auth_user_changelist": "username is_superuser is_active last_login",
    "comparisons_comparison_changelist": "state_for_readers review_due changed_at",
    "comparisons_criterion_changelist": "name goal group measured order",
    "comparisons_disagreement_changelist": "sent words answer asked state",
    "comparisons_guide_changelist": "title kind state_for_readers created changed_at",
    "comparisons_role_changelist": "name path state_for_readers review_due changed_at",
    "comparisons_skill_changelist": "name slug",
    "comparisons_source_changelist": "title author publisher year slug",
    "comparisons_verdict_changelist": "comparison sureness decided_on",
    "quiz_edition_changelist": "state opened_at",
    "quiz_question_changelist": "text kind edition place",
}


def make(name, how_many):
    for _ in range(how_many):
        LISTS[name]()


def address(name):
    return reverse(f"admin:{name}")


def test_every_list_of_the_desk_is_looked_at_here():
    patterns = get_resolver().namespace_dict["admin"][1].reverse_dict
    names = {name for name in patterns if isinstance(name, str)}

    assert {name for name in names if name.endswith(("_changelist", "_ratings"))} == set(LISTS)


# As many queries as ever


def queries_of(client, name):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address(name)).status_code == 200
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("name", LISTS)
def test_list_takes_the_same_queries_with_one_row_and_with_thirty(name, superuser_client):
    make(name, 1)
    # What somebody may do, and which kinds there are, is asked once.
    queries_of(superuser_client, name)
    with_one = queries_of(superuser_client, name)

    make(name, 29)

    with_thirty = queries_of(superuser_client, name)
    assert len(with_thirty) == len(with_one), "\n".join(with_thirty)


def test_query_for_each_row_is_counted(superuser_client, monkeypatch):
    monkeypatch.setattr("comparisons.admin.VerdictAdmin.list_select_related", ["comparison"])
    make("comparisons_verdict_changelist", 1)
    with_one = queries_of(superuser_client, "comparisons_verdict_changelist")

    make("comparisons_verdict_changelist", 2)

    with_three = queries_of(superuser_client, "comparisons_verdict_changelist")
    assert len(with_three) > len(with_one)


# Filters, search, order


def choices_of_filters(page):
    for spec in page.context["cl"].filter_specs:
        for choice in spec.choices(page.context["cl"]):
            yield choice["query_string"]


@pytest.mark.parametrize("name", STOCK)
def test_every_choice_of_every_filter_can_be_followed(name, superuser_client):
    make(name, 4)
    page = superuser_client.get(address(name))

    choices = list(choices_of_filters(page))

    assert bool(choices) == page.context["cl"].has_filters
    for choice in choices:
        assert superuser_client.get(address(name) + choice).status_code == 200, choice


NONSENSE = ("nonsense", "", "-1", "9" * 30, "1,2", "٣", "True", "' OR 1=1 --")


def nonsense_queries(page) -> Iterator[dict[str, str]]:
    for spec in page.context["cl"].filter_specs:
        for parameter in spec.expected_parameters():
            yield from ({parameter: value} for value in NONSENSE)
    for value in (*NONSENSE, "a b “c", "%_", "x" * 5000):
        yield {"q": value}
    for value in ("99.-3", "x", "-", "1.1", "9" * 30, ""):
        yield {"o": value}
    for value in ("-1", "x", "0", "9" * 30, ""):
        yield {"p": value}
    yield from ({"all": ""}, {"e": "1"}, {"_facets": "x"}, {"unknown": "1"}, {"pk__in": "x,y"})
    yield from ({"_popup": "x"}, {"id__gt": "x"}, {"a__b__c": "x"})
    # What only the database finds to be nonsense.
    yield from ({"id__regex": "["}, {"id__in": "9" * 30}, {"state__range": "x"})
    yield from ({"action_time__year": "99999"}, {"action_time__gte": "0001-01-01 00:00+14:00"})


@pytest.mark.parametrize("name", STOCK)
def test_nonsense_in_the_address_of_a_list_is_no_error_of_ours(name, superuser_client):
    make(name, 2)
    page = superuser_client.get(address(name))

    found = {
        str(query): superuser_client.get(address(name), query, follow=True).status_code
        for query in nonsense_queries(page)
    }

    assert {query: status for query, status in found.items() if status not in {200, 400}} == {}


@pytest.mark.parametrize("name", ["quiz_ratings", "quiz_tally_changelist"])
@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_in_the_address_of_our_own_lists_is_no_error_of_ours(
    name, value, superuser_client
):
    make(name, 2)
    query = dict.fromkeys(("role", "edition", "period", "p", "o", "q", "unknown"), value)

    page = superuser_client.get(address(name), query)

    assert page.status_code == 200


@pytest.mark.parametrize("name", STOCK)
def test_search_finds_the_row_that_is_meant(name, superuser_client):
    make(name, 3)
    changes = superuser_client.get(address(name)).context["cl"]
    wanted = changes.result_list[0]
    word = WORD_OF.get(name, str)(wanted)

    found = superuser_client.get(address(name), {"q": word}).context["cl"].result_list

    assert wanted in found


WORD_OF = {
    "admin_logentry_changelist": lambda entry: entry.object_repr,
    "comparisons_comparison_changelist": lambda comparison: comparison.slug,
    "comparisons_disagreement_changelist": lambda disagreement: disagreement.text,
    "comparisons_verdict_changelist": lambda verdict: verdict.comparison.slug,
    "comparisons_source_changelist": lambda source: source.author,
    "quiz_edition_changelist": lambda edition: str(edition.number),
}


def values(client, name, order, field):
    """From above, what the rows are sorted by."""
    rows = client.get(address(name), {"o": order}).context["cl"].result_list
    return [reduce(getattr, field.split("__"), row) for row in rows]


@pytest.mark.parametrize("name", STOCK)
def test_columns_that_can_be_sorted_are(name, superuser_client):
    make(name, 4)
    changes = superuser_client.get(address(name)).context["cl"]
    fields = {column: changes.get_ordering_field(column) for column in changes.list_display}

    assert " ".join(column for column, field in fields.items() if field) == SORTABLE[name]
    for number, field in enumerate(fields.values()):
        if field:
            upwards = values(superuser_client, name, f"{number}", field)
            assert len(upwards) >= 4
            assert upwards == values(superuser_client, name, f"-{number}", field)[::-1]
