from collections.abc import Iterable

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client


def staff(name: str, permissions: Iterable[Permission]) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.user_permissions.set(permissions)
    return user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def author(db) -> User:
    """Writes everything, and publishes nothing."""
    content = Permission.objects.filter(content_type__app_label="comparisons")
    return staff("author", content.exclude(codename__startswith="publish_"))


@pytest.fixture
def editor(db) -> User:
    """Writes and publishes."""
    return staff("editor", Permission.objects.filter(content_type__app_label="comparisons"))


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
def superuser_client(superuser) -> Client:
    return client_of(superuser)
