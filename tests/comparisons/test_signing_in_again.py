"""A session that ends in mid-paragraph, and what becomes of the paragraph."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from comparisons.models import Role
from tests.desk import assert_saved, form_of, save, typed, url
from tests.factories import RoleFactory, publishable_role
from tests.rows import all_rows

WORDS = "Leads, asks, waits ; and « says » “why”.\nSecond line."


@pytest.fixture
def signed_in(client, editor):
    editor.set_password("right")
    editor.save()
    client.force_login(editor)
    return client


def sign_in_from(client, response, password="right"):  # noqa: S107
    """What a browser sends from the page for signing in."""
    context = response.context
    form = {"username": "editor", "password": password, "next": context["next"]}
    return client.post(context["app_path"], form | {"kept": context["kept"]})


@pytest.mark.parametrize("make", [publishable_role, RoleFactory], ids=["published", "draft"])
def test_form_is_there_with_the_words_after_signing_in(signed_in, make):
    role = make()
    form = form_of(signed_in, role) | {"definition": WORDS}
    signed_in.logout()
    before = all_rows()

    asked = signed_in.post(url(role), form)
    answer = sign_in_from(signed_in, asked)
    page = signed_in.get(answer["Location"])

    assert "Your text is kept" in asked.text
    assert answer["Location"] == url(role)
    assert typed(page)["definition"] == WORDS
    assert page.context["panel"].name == "kept"
    assert all_rows() == before


def test_what_was_kept_can_be_saved(signed_in):
    role = RoleFactory()
    form = form_of(signed_in, role) | {"definition": WORDS}
    signed_in.logout()
    page = signed_in.get(sign_in_from(signed_in, signed_in.post(url(role), form))["Location"])

    response = signed_in.post(url(role), typed(page))

    assert_saved(response)
    role.refresh_from_db()
    assert role.definition == WORDS


def test_new_page_is_kept_as_well(signed_in):
    form = form_of(signed_in, Role) | {"name": "Map maker", "slug": "map-maker"}
    signed_in.logout()

    answer = sign_in_from(signed_in, signed_in.post(url(Role, "add"), form))
    page = signed_in.get(answer["Location"])

    assert typed(page)["name"] == "Map maker"
    assert not Role.objects.exists()


def test_words_survive_a_wrong_password(signed_in):
    role = RoleFactory()
    form = form_of(signed_in, role) | {"definition": WORDS}
    signed_in.logout()

    refused = sign_in_from(signed_in, signed_in.post(url(role), form), password="wrong")
    page = signed_in.get(sign_in_from(signed_in, refused)["Location"])

    assert refused.status_code == 200
    assert typed(page)["definition"] == WORDS


def test_words_are_handed_out_once(signed_in):
    role = RoleFactory(definition="Stored.")
    form = form_of(signed_in, role) | {"definition": WORDS}
    signed_in.logout()
    address = sign_in_from(signed_in, signed_in.post(url(role), form))["Location"]
    signed_in.get(address)

    page = signed_in.get(address)

    assert typed(page)["definition"] == "Stored."


def test_words_wait_for_their_own_form(signed_in):
    role, other = RoleFactory(), RoleFactory(definition="Stored.")
    form = form_of(signed_in, role) | {"definition": WORDS}
    signed_in.logout()
    address = sign_in_from(signed_in, signed_in.post(url(role), form))["Location"]

    shown = [typed(signed_in.get(page))["definition"] for page in (url(other), address)]

    assert shown == ["Stored.", WORDS]


def test_newer_save_of_somebody_else_is_not_overwritten(signed_in, superuser_client):
    role = RoleFactory()
    form = form_of(signed_in, role) | {"definition": WORDS}
    signed_in.logout()
    asked = signed_in.post(url(role), form)
    assert_saved(save(superuser_client, role, definition="Newer."))

    page = signed_in.get(sign_in_from(signed_in, asked)["Location"])

    assert page.context["panel"].name == "two_editors"
    assert typed(page)["definition"] == WORDS


@pytest.mark.parametrize(
    "kept",
    [
        "[" * 5000,
        '{"name": ["\\u0000"]}',
        '{"name": ["\\ud800"]}',
        "nonsense",
        "[]",
        "3",
        '{"name": "x"}',
        '{"name": [1]}',
        json.dumps({"a": [None]}),
    ],
)
def test_what_no_form_of_ours_sent_is_not_kept(signed_in, kept):
    signed_in.logout()
    form = {"username": "editor", "password": "right", "next": url(Role, "add"), "kept": kept}

    answer = signed_in.post(reverse("admin:login"), form)

    assert answer.status_code == 302
    assert "kept_form" not in signed_in.session


@pytest.mark.parametrize("page", ["password_change", "add"])
def test_passwords_are_not_kept(client, db, page):
    address = reverse(f"admin:auth_user_{page}", args=[1] if page != "add" else [])

    asked = client.post(address, {"password1": "secret"})

    assert asked.status_code == 302


@pytest.fixture
def strict(editor):
    """A browser whose key to the forms is looked at."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    return client


def test_form_from_before_signing_in_elsewhere_is_filled_again(strict):
    role = RoleFactory(definition="Stored.")
    form = form_of(strict, role) | {"definition": WORDS, "csrfmiddlewaretoken": "o" * 64}

    answer = strict.post(url(role), form, headers={"Sec-Fetch-Site": "same-origin"})
    page = strict.get(answer["Location"])

    assert typed(page)["definition"] == WORDS
    assert page.context["panel"].name == "kept"
    role.refresh_from_db()
    assert role.definition == "Stored."


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_form_that_another_site_forged_is_refused_and_not_kept(strict, site):
    role = RoleFactory(definition="Stored.")
    form = form_of(strict, role) | {"definition": "Forged."}

    refused = strict.post(url(role), form, headers={"Sec-Fetch-Site": site})

    assert refused.status_code == 403
    assert typed(strict.get(url(role)))["definition"] == "Stored."


def test_whoever_is_not_signed_in_is_asked_to(client, db):
    role = RoleFactory()

    seen, sent = client.get(url(role)), client.post(url(role, "delete"), {"post": "yes"})

    assert [response.status_code for response in (seen, sent)] == [302, 302]
    assert Role.objects.exists()


def test_second_tab_goes_on_as_well(strict):
    role = RoleFactory(definition="Stored.")
    words = words_of_form(form_of(strict, role) | {"definition": WORDS})
    sent = {"kept": json.dumps(words), "next": url(role), "username": "editor", "password": "right"}

    answer = strict.post(reverse("admin:login"), sent, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer["Location"] == url(role)
    assert typed(strict.get(url(role)))["definition"] == WORDS


def words_of_form(form):
    return {name: value if isinstance(value, list) else [value] for name, value in form.items()}


def test_second_tab_leads_to_no_other_site(strict):
    sent = {"kept": '{"name": ["x"]}', "next": "https://evil.example/"}

    answer = strict.post(reverse("admin:login"), sent, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 403


def test_old_version_that_was_being_brought_back_is_kept(signed_in):
    role = RoleFactory(name="First")
    assert_saved(save(signed_in, role, name="Second"))
    version = Version.objects.get_for_object(role).first()
    page = url(role, "revision", version.pk)
    form = typed(signed_in.get(page)) | {"definition": WORDS}
    signed_in.logout()

    address = sign_in_from(signed_in, signed_in.post(page, form))["Location"]

    assert address == page
    assert typed(signed_in.get(address))["definition"] == WORDS
