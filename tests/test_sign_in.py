import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory

from careerpick.sign_in import address_of, locked_out
from tests.commands import run

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
HOME, OFFICE = "203.0.113.7", "198.51.100.4"
LIMIT, LIMIT_OF_ADDRESS = 5, 20
STOCK = "axes.handlers.database.AxesDatabaseHandler"


@pytest.fixture(autouse=True)
def ana(db):
    return User.objects.create_user("ana", password="right", is_staff=True)


def sign_in(word="wrong", name="ana", address=HOME, client=None, headers=None, **fields):
    typed = {"username": name, "password": word, "next": "/admin/", **fields}
    client = client or Client(raise_request_exception=False)
    return client.post("/admin/login/", typed, REMOTE_ADDR=address, headers=headers)


def fail(times, **attempt):
    return [sign_in(**attempt).status_code for _ in range(times)]


def test_fifth_failure_locks_the_name_at_this_address():
    statuses = fail(LIMIT)

    locked = sign_in("right")
    assert statuses == [200, 200, 200, 200, 429]
    assert locked.status_code == 429
    assert locked.headers["Retry-After"] == "900"
    assert "_auth_user_id" not in locked.client.session


def test_right_password_would_open_without_the_throttle(settings):
    settings.AXES_ENABLED = False

    statuses = fail(LIMIT)

    assert statuses == [200] * LIMIT
    assert sign_in("right").status_code == 302


@pytest.mark.parametrize(
    ("minutes_later", "words"),
    [(0, "Try again in 15 minutes."), (13, "Try again in 2 minutes."), (14, "in 1 minute.")],
)
def test_page_says_what_happened_and_when_to_try_again(minutes_later, words):
    with time_machine.travel(NOW, tick=False) as clock:
        fail(LIMIT)
        clock.shift(timedelta(minutes=minutes_later))
        page = sign_in("right").text

    assert "Too many attempts to sign in have failed from your network" in page
    assert words in page
    assert "Please enter the correct username" not in page


def test_lock_ends_after_a_quarter_of_an_hour_however_often_somebody_tried_meanwhile():
    with time_machine.travel(NOW, tick=False) as clock:
        fail(LIMIT)
        clock.shift(timedelta(minutes=14))
        fail(LIMIT)
        clock.shift(timedelta(minutes=1, seconds=1))

        assert sign_in("right").status_code == 302


def test_lock_would_begin_anew_with_each_try_without_that_setting(settings):
    settings.AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = True
    with time_machine.travel(NOW, tick=False) as clock:
        fail(LIMIT)
        clock.shift(timedelta(minutes=14))
        fail(LIMIT)
        clock.shift(timedelta(minutes=1, seconds=1))

        assert sign_in("right").status_code == 429


def test_nobody_is_locked_out_from_elsewhere():
    fail(LIMIT_OF_ADDRESS, address=OFFICE)

    assert sign_in("right", address=HOME).status_code == 302


def test_name_alone_would_let_anyone_lock_a_colleague_out(settings):
    settings.AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]

    fail(LIMIT, address=OFFICE)

    assert sign_in("right", address=HOME).status_code == 429


def test_colleague_at_the_same_address_still_gets_in():
    User.objects.create_user("ben", password="right", is_staff=True)

    fail(LIMIT)

    assert sign_in("right", name="ben").status_code == 302


def test_address_that_tries_many_names_is_locked():
    statuses = [sign_in(name=f"name-{number}").status_code for number in range(LIMIT_OF_ADDRESS)]

    assert statuses == [200] * (LIMIT_OF_ADDRESS - 1) + [429]
    assert sign_in("right").status_code == 429
    assert sign_in("right", address=OFFICE).status_code == 302


def test_other_browser_or_claimed_address_is_no_way_out():
    for number in range(LIMIT):
        sign_in(headers={"user-agent": f"Browser {number}", "x-forwarded-for": f"192.0.2.{number}"})

    assert sign_in("right").status_code == 429
    assert AccessAttempt.objects.count() == 1


def test_signing_in_forgives_what_was_mistyped():
    fail(LIMIT - 1)
    sign_in("right")

    statuses = fail(LIMIT - 1)

    assert statuses == [200] * (LIMIT - 1)


def tries_between_signing_in_as_ben():
    User.objects.create_user("ben", password="right", is_staff=True)
    fail(LIMIT - 1)
    sign_in("right", name="ben")
    return fail(1)


def test_signing_in_does_not_forgive_what_was_tried_for_another_name():
    assert tries_between_signing_in_as_ben() == [429]


def test_colleague_could_guess_without_end_if_it_did(settings):
    settings.AXES_HANDLER = STOCK

    assert tries_between_signing_in_as_ben() == [200]


def test_nothing_that_was_typed_is_kept():
    sign_in("s3cret", name="my pass phrase", kept="a draft", headers={"user-agent": "Browser 7"})

    (row,) = AccessAttempt.objects.values()
    kept = " ".join(map(str, row.values()))
    found = [word for word in ("s3cret", "phrase", "a draft", "Browser") if word in kept]
    assert found == []
    assert row["ip_address"] == HOME


def test_nothing_is_kept_of_signing_in():
    sign_in("right")

    assert [*AccessAttempt.objects.all(), *AccessLog.objects.all()] == []


def test_what_is_kept_goes_with_the_next_one_who_signs_in():
    with time_machine.travel(NOW, tick=False) as clock:
        fail(2, name="ben", address=OFFICE)
        clock.shift(timedelta(minutes=15))
        sign_in("right")

    assert AccessAttempt.objects.count() == 0


@pytest.fixture
def row_in_use(transactional_db, ana):
    """What is kept of a sign-in long ago, while somebody else is deleting it."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite locks no single rows")
    fail(1, name="ben")
    AccessAttempt.objects.update(attempt_time=NOW)
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT 1 FROM axes_accessattempt FOR UPDATE")
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 100")
    yield
    other.close()
    connection.close()


def test_nobody_waits_for_what_others_are_deleting(row_in_use):
    assert sign_in("right").status_code == 302


def test_they_would_without_that_care(row_in_use, settings):
    settings.AXES_HANDLER = STOCK

    assert sign_in("right").status_code == 500


def test_daily_command_deletes_the_rest(capsys):
    fail(2)
    fail(1, address=OFFICE)

    said = run(capsys, "axes_reset")

    assert said == (["2 attempts removed."], [])
    assert AccessAttempt.objects.count() == 0


def test_log_names_neither_person_nor_address(caplog):
    caplog.set_level(logging.INFO)

    fail(LIMIT + 1)
    sign_in("right", address=OFFICE)

    assert "failure" in caplog.text
    assert [word for word in ("ana", HOME, OFFICE) if word in caplog.text] == []


def test_throttle_has_no_pages_on_the_desk():
    labels = {model._meta.app_label for model in admin.site._registry}

    assert "axes" not in labels


@pytest.mark.parametrize(
    "nonsense",
    [
        {"name": "a" * 10_000},
        {"name": "é💥" * 75},
        {"name": ""},
        {"name": "a" * 150},
        {"word": "p" * 100_000},
        {"word": ""},
        {"kept": "k" * 100_000},
        {"headers": {"user-agent": "u" * 10_000, "accept": "a" * 10_000}},
        {"address": ""},
        {"address": "no address"},
        {"address": "2001:db8::1%eth0"},
        {"address": "9" * 400},
    ],
    ids=lambda nonsense: str(nonsense)[:40],
)
def test_nonsense_is_no_error_of_ours(nonsense):
    answers = [sign_in(**nonsense) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "_auth_user_id" not in answers[1].client.session


@pytest.mark.parametrize(
    ("sent_from", "counted_for"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("unix:", "0.0.0.0"),  # noqa: S104
        ("", "0.0.0.0"),  # noqa: S104
    ],
)
def test_address_is_counted_as_one_sender_has_it(sent_from, counted_for):
    request = RequestFactory().get("/", REMOTE_ADDR=sent_from)

    assert address_of(request) == counted_for


def test_senders_are_told_apart_by_their_address_whatever_port_the_proxy_names(settings):
    settings.BEHIND_PROXY = True
    for port in range(4000, 4000 + LIMIT):
        sign_in(headers={"x-forwarded-for": f"192.0.2.1:{port}"})

    same = sign_in("right", headers={"x-forwarded-for": "192.0.2.1:5000"})
    another = sign_in("right", headers={"x-forwarded-for": "192.0.2.2:5000"})

    assert (same.status_code, another.status_code) == (429, 302)


def test_behind_our_proxy_each_sender_is_counted_apart(settings):
    settings.BEHIND_PROXY = True
    fail(LIMIT, headers={"x-forwarded-for": "192.0.2.1"})

    assert sign_in("right", headers={"x-forwarded-for": "192.0.2.1"}).status_code == 429
    assert sign_in("right", headers={"x-forwarded-for": "192.0.2.2"}).status_code == 302


KEPT = '{"name": ["a \\"draft\\""]}'
HIDDEN = (
    '<input type="hidden" name="kept" '
    'value="{&quot;name&quot;: [&quot;a \\&quot;draft\\&quot;&quot;]}">'
)


def test_page_for_signing_in_holds_on_to_what_was_kept():
    page = render_to_string("admin/login.html", {"kept": KEPT})

    assert "Your text is kept: sign in and it will be there." in page
    assert HIDDEN in page


def test_locked_page_holds_on_to_it_too():
    fail(LIMIT)
    request = sign_in("right").wsgi_request
    refused = TemplateResponse(request, "admin/login.html", {"kept": KEPT, "next": "/admin/x/"})

    page = locked_out(request, refused, {"username": "ana"}).text

    assert HIDDEN in page
    assert '<input type="hidden" name="next" value="/admin/x/">' in page


def test_page_for_signing_in_speaks_of_no_text_where_there_is_none():
    page = render_to_string("admin/login.html", {})

    assert "kept" not in page


def test_who_is_not_of_staff_is_told_so(client):
    client.force_login(User.objects.create_user("ben"))

    page = client.get("/admin/login/?next=/admin/").text

    assert "You are signed in as ben, who may not open this page." in page


@pytest.mark.parametrize(("minutes", "status"), [(8 * 60 - 1, 200), (8 * 60 + 1, 302)])
def test_session_lasts_eight_hours(minutes, status):
    client = Client()
    with time_machine.travel(NOW, tick=False) as clock:
        sign_in("right", client=client)
        clock.shift(timedelta(minutes=minutes))

        assert client.get("/admin/").status_code == status
