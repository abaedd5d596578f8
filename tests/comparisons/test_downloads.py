import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from comparisons.exporting import all_files
from comparisons.models import Comparison, Guide, Role
from tests.conftest import client_with
from tests.desk import url
from tests.factories import (
    AliasFactory,
    ComparisonFactory,
    GuideFactory,
    PointFactory,
    RoleFactory,
    publishable_role,
)
from tests.rows import all_rows

pytestmark = pytest.mark.django_db

PAGES = [
    (RoleFactory, Role, "roles", "yaml", "application/yaml; charset=utf-8"),
    (ComparisonFactory, Comparison, "comparisons", "yaml", "application/yaml; charset=utf-8"),
    (GuideFactory, Guide, "guides", "md", "text/markdown; charset=utf-8"),
]


@pytest.mark.parametrize(("factory", "model", "folder", "ending", "kind"), PAGES)
def test_page_is_downloaded_as_its_file(author_client, factory, model, folder, ending, kind):
    page = factory()

    response = author_client.get(url(page, "download"))

    name = f"{page.slug}.{ending}"
    assert response.content.decode() == all_files()[f"{folder}/{name}"]
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_guide_alone_links_as_it_does_among_all(author_client):
    guide = GuideFactory(slug="how-to")
    guide.related_roles.add(RoleFactory(name="Tech lead"))
    guide.related_guides.add(GuideFactory(title="Shared"))
    AliasFactory(role=RoleFactory(name="Other"), slug="shared")

    response = author_client.get(url(guide, "download"))

    assert response.content.decode() == all_files()["guides/how-to.md"]


@pytest.mark.parametrize("model", [Role, Comparison, Guide])
def test_all_content_is_downloaded_in_one_archive(author_client, model):
    PointFactory(role=publishable_role())
    ComparisonFactory()
    GuideFactory()

    name = model._meta.model_name
    response = author_client.get(reverse(f"admin:comparisons_{name}_download_all"))

    with zipfile.ZipFile(BytesIO(response.content)) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == all_files()
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == 'attachment; filename="content.zip"'


def test_downloading_changes_nothing(author_client):
    role = publishable_role()
    before = all_rows()

    author_client.get(url(role, "download"))
    author_client.get(reverse("admin:comparisons_role_download_all"))

    assert all_rows() == before


def test_downloads_are_not_asked_for_by_post(author_client):
    role = RoleFactory()

    assert author_client.post(url(role, "download")).status_code == 405
    assert author_client.post(reverse("admin:comparisons_role_download_all")).status_code == 405


@pytest.mark.parametrize("row", ["7", "9" * 40, "none", "a/b"])
def test_download_of_what_is_not_there_is_not_found(author_client, row):
    address = reverse("admin:comparisons_role_download", args=[row])

    assert author_client.get(address).status_code in {302, 404}


def test_who_may_not_see_a_page_may_not_download_it(db):
    client = client_with("view_guide")

    assert client.get(url(RoleFactory(), "download")).status_code == 403
    assert client.get(url(GuideFactory(), "download")).status_code == 200


def test_all_content_is_for_those_who_may_see_all_of_it(db):
    client = client_with("view_guide", "add_guide")
    address = reverse("admin:comparisons_guide_download_all")

    assert client.get(address).status_code == 403
    assert address not in client.get(reverse("admin:comparisons_guide_changelist")).content.decode()


@pytest.mark.parametrize("model", [Role, Comparison, Guide])
@pytest.mark.parametrize("who", ["author_client", "analyst_client"])
def test_list_offers_all_content(request, model, who):
    name = f"admin:comparisons_{model._meta.model_name}"

    page = request.getfixturevalue(who).get(reverse(f"{name}_changelist")).content.decode()

    link = f'<a href="{reverse(f"{name}_download_all")}">Download all content as files</a>'
    assert page.count(link) == 1


@pytest.mark.parametrize("factory", [RoleFactory, ComparisonFactory, GuideFactory])
def test_page_of_the_desk_offers_its_file(author_client, factory):
    thing = factory()

    there = author_client.get(url(thing)).content.decode()
    new = author_client.get(url(type(thing), "add")).content.decode()

    link = f'<a href="{url(thing, "download")}">Download as a file</a>'
    assert there.count(link) == 1
    assert "Download as a file" not in new
