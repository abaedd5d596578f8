import io
import logging
import os
import runpy
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.utils import ConnectionHandler

import careerpick.settings

ROOT = Path(careerpick.settings.__file__).parent.parent
LONG_KEY = "kZ3v-9Qd_X7" * 6
PRODUCTION = {"SECRET_KEY": LONG_KEY, "SITE_URL": "https://careerpick.test"}
VARIABLES = (
    "SECRET_KEY",
    "DEBUG",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "SITE_URL",
    "LOG_LEVEL",
    "SECURE_PROXY",
)


@pytest.fixture
def settings_of(monkeypatch):
    """The settings as they come out of an environment with nothing but these variables."""

    def load(**environment):
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(careerpick.settings.__file__)

    return load


@pytest.fixture
def open_database(settings_of, tmp_path, django_db_blocker):
    """A connection to a real SQLite file, tuned as our settings say."""
    connections = []

    def connect(**other_options):
        url = f"sqlite:///{tmp_path / 'careerpick.sqlite3'}"
        database = settings_of(**PRODUCTION, DATABASE_URL=url)["DATABASES"]["default"]
        database["OPTIONS"] |= other_options
        connections.append(ConnectionHandler({"default": database})["default"])
        return connections[-1]

    with django_db_blocker.unblock():
        yield connect
        for opened in connections:
            opened.close()


def manage(*words, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
    )


def test_suite_runs_on_the_database_that_was_asked_for():
    by_address = "postgresql" if "postgres" in os.environ.get("DATABASE_URL", "") else "sqlite"

    assert connection.vendor == os.environ.get("EXPECTED_DATABASE", by_address)


def test_site_does_not_start_without_a_secret_key():
    ended = manage("check")

    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: SECRET_KEY is not set. "
        "Set it to a long random text, or set DEBUG=on for development."
    )


def test_development_needs_no_secret_key(settings_of):
    assert settings_of(DEBUG="on")["SECRET_KEY"] == "only-for-development"


@pytest.mark.parametrize("text", ["off", "false", "0", "no", ""])
def test_debug_is_off_unless_it_is_set(settings_of, text):
    assert settings_of(**PRODUCTION)["DEBUG"] is False
    assert settings_of(**PRODUCTION, DEBUG=text)["DEBUG"] is False


@pytest.mark.parametrize("address", ["careerpick.test", "ftp://careerpick.test", "https:", ""])
def test_site_address_that_is_none_is_refused(settings_of, address):
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_of(SECRET_KEY=LONG_KEY, SITE_URL=address)

    assert str(refusal.value) == f"SITE_URL should look like https://example.org, not {address!r}."


def test_site_address_ends_without_a_slash(settings_of):
    settings = settings_of(SECRET_KEY=LONG_KEY, SITE_URL="https://careerpick.test/")

    assert settings["SITE_URL"] == "https://careerpick.test"


def test_site_address_names_the_allowed_host(settings_of):
    assert settings_of(**PRODUCTION)["ALLOWED_HOSTS"] == ["careerpick.test"]


def test_allowed_host_names_the_site_address(settings_of):
    settings = settings_of(SECRET_KEY=LONG_KEY, ALLOWED_HOSTS=".careerpick.test,other.test")

    assert settings["SITE_URL"] == "https://careerpick.test"
    assert settings["ALLOWED_HOSTS"] == [".careerpick.test", "other.test"]


@pytest.mark.filterwarnings("ignore:Engine not recognized from url")
@pytest.mark.parametrize("address", ["careerpick", "mysql://host/name", ""])
def test_database_address_that_is_none_of_ours_is_refused(settings_of, address):
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_of(**PRODUCTION, DATABASE_URL=address)

    assert str(refusal.value) == (
        "DATABASE_URL should look like postgres://user:password@host:5432/name"
        " or sqlite:////folder/file.sqlite3."
    )


def test_database_is_a_file_beside_the_code_unless_told(settings_of):
    database = settings_of(**PRODUCTION)["DATABASES"]["default"]

    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(ROOT / "db.sqlite3")


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 20000)],
)
def test_sqlite_is_tuned(open_database, pragma, value):
    with open_database().cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")

        assert cursor.fetchone() == (value,)


def test_transaction_on_sqlite_takes_its_lock_at_once(open_database, tmp_path):
    begin(open_database())

    with pytest.raises(sqlite3.OperationalError, match="database is locked"):
        write_beside(tmp_path / "careerpick.sqlite3")


def test_transaction_without_that_mode_takes_no_lock(open_database, tmp_path):
    begin(open_database(transaction_mode=None))

    assert write_beside(tmp_path / "careerpick.sqlite3") == "done"


def begin(database):
    database.ensure_connection()
    database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def write_beside(file):
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        return "done"


def test_postgresql_gives_up_rather_than_hang(settings_of):
    url = "postgres://ana:secret@db.test:5433/careerpick"

    database = settings_of(**PRODUCTION, DATABASE_URL=url)["DATABASES"]["default"]

    assert database == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "careerpick",
        "USER": "ana",
        "PASSWORD": "secret",
        "HOST": "db.test",
        "PORT": 5433,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 3,
            "options": "-c statement_timeout=5000 -c lock_timeout=3000",
        },
    }


def test_options_in_the_database_address_win(settings_of):
    url = "postgres://db.test/careerpick?sslmode=require&connect_timeout=9"

    options = settings_of(**PRODUCTION, DATABASE_URL=url)["DATABASES"]["default"]["OPTIONS"]

    assert options == {
        "connect_timeout": 9,
        "options": "-c statement_timeout=5000 -c lock_timeout=3000",
        "sslmode": "require",
    }


def test_production_settings(settings_of):
    settings = settings_of(**PRODUCTION)

    expected = {
        "SECURE_SSL_REDIRECT": True,
        "SECURE_SSL_HOST": "careerpick.test",
        "SECURE_HSTS_SECONDS": 63072000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_REFERRER_POLICY": "strict-origin-when-cross-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_AGE": 8 * 60 * 60,
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "QUIZ_COOKIE_NAME": "__Host-quiz",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 256 * 1024,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": 256 * 1024,
    }
    assert {name: settings[name] for name in expected} == expected


def test_development_is_served_without_https(settings_of):
    settings = settings_of(DEBUG="on")

    assert not {"SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_NAME"} & set(settings)
    assert settings["QUIZ_COOKIE_NAME"] == "quiz"


def test_proxy_is_believed_only_when_we_say_so(settings_of):
    assert "SECURE_PROXY_SSL_HEADER" not in settings_of(**PRODUCTION)
    assert settings_of(**PRODUCTION, SECURE_PROXY="on")["SECURE_PROXY_SSL_HEADER"] == (
        "HTTP_X_FORWARDED_PROTO",
        "https",
    )


def test_log_level_and_trusted_origins_come_from_the_environment(settings_of):
    settings = settings_of(
        **PRODUCTION, LOG_LEVEL="WARNING", CSRF_TRUSTED_ORIGINS="https://a.test,https://b.test"
    )

    assert settings["LOGGING"]["root"]["level"] == "WARNING"
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://a.test", "https://b.test"]


TOKEN = "t" * 27
LINES_WITH_A_KEY = [
    (("Not Found: %s", f"/quiz/result/{TOKEN}/"), "Not Found: /quiz/result/…/"),
    (("Not Found: %s", f"/quiz/shared/{TOKEN}"), "Not Found: /quiz/shared/…"),
    ((f"GET /quiz/result/{TOKEN}/result.json 200",), "GET /quiz/result/…/result.json 200"),
    (
        ("%(one)s %(two)s", {"one": f"/quiz/result/{TOKEN}/", "two": f"/quiz/shared/{TOKEN}/"}),
        "/quiz/result/…/ /quiz/shared/…/",
    ),
    (("%s", ValueError(f"no /quiz/result/{TOKEN}/")), "no /quiz/result/…/"),
]


@pytest.fixture
def console(monkeypatch):
    """The handler that our settings have put in place, and what it writes."""
    (handler,) = (one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    monkeypatch.setattr(handler, "stream", io.StringIO())
    return handler


@pytest.mark.parametrize(("said", "written"), LINES_WITH_A_KEY)
def test_log_names_no_key_to_a_result(console, said, written):
    logging.getLogger("anything").warning(*said)

    assert console.stream.getvalue() == f"WARNING anything: {written}\n"


def test_development_server_names_no_key_either(capsys, console):
    logging.getLogger("django.server").info('"GET %s HTTP/1.1" 200', f"/quiz/result/{TOKEN}/")

    written = console.stream.getvalue() + capsys.readouterr().err
    assert written == 'INFO django.server: "GET /quiz/result/…/ HTTP/1.1" 200\n'


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["result", "shared"])
def test_address_that_opens_nothing_is_logged_without_its_key(client, console, kind):
    client.get(f"/quiz/{kind}/{TOKEN}/")

    assert console.stream.getvalue() == f"WARNING django.request: Not Found: /quiz/{kind}/…/\n"


@pytest.mark.django_db
def test_key_would_be_logged_without_the_filter(client, console, monkeypatch):
    monkeypatch.setattr(console, "filters", [])

    client.get(f"/quiz/result/{TOKEN}/")

    assert TOKEN in console.stream.getvalue()


def test_log_keeps_other_addresses(console):
    logging.getLogger("anything").warning("Not Found: %s %d", "/quiz/question/9/", 404)

    assert console.stream.getvalue() == "WARNING anything: Not Found: /quiz/question/9/ 404\n"


def test_deployment_check_has_nothing_to_say():
    ended = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert ended.stdout == "System check identified no issues (1 silenced).\n"
    assert ended.returncode == 0


def test_deployment_check_speaks_up_about_a_short_key():
    ended = manage(
        "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION | {"SECRET_KEY": "short"}
    )

    assert "security.W009" in ended.stderr
    assert ended.returncode == 1
