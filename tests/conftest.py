import gc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from careerpick.people import make_groups

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def pytest_collection_finish():
    """Looking for garbage takes a good part of the time, and what is there by now is none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


def staff(name: str) -> User:
    """Somebody in the group of that name."""
    # Not left to the migration: a test on a live server empties every table.
    make_groups(apps)
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=name))
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def client_with(*codenames: str, name: str = "colleague") -> Client:
    """Of somebody in no group, who may do just this."""
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return client_of(user)


@pytest.fixture
def noon() -> Iterator[None]:
    """For a test that would fail if a day ended in the middle of it."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def author(db) -> User:
    """Writes content, and publishes nothing."""
    return staff("author")


@pytest.fixture
def editor(db) -> User:
    """Writes and publishes, and looks after the quiz and its readers."""
    return staff("editor")


@pytest.fixture
def analyst(db) -> User:
    """Reads counts, and changes nothing."""
    return staff("analyst")


@pytest.fixture
def superuser(db) -> User:
    return User.objects.create_superuser("superuser")


@pytest.fixture
def author_client(author) -> Client:
    return client_of(author)


@pytest.fixture
def editor_client(editor) -> Client:
    return client_of(editor)


@pytest.fixture
def analyst_client(analyst) -> Client:
    return client_of(analyst)


@pytest.fixture
def superuser_client(superuser) -> Client:
    return client_of(superuser)
