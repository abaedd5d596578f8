import zipfile
from io import BytesIO

from django.urls import reverse

from quiz.exporting import all_files
from quiz.models import Edition
from tests.desk import url
from tests.factories import EditionFactory


def test_edition_is_downloaded_as_its_file(author_client, db):
    edition = EditionFactory(number=7)

    response = author_client.get(url(edition, "download"))

    assert response["Content-Disposition"] == 'attachment; filename="edition-7.yaml"'
    assert response.text == all_files()["edition-7.yaml"]


def test_all_editions_are_downloaded_at_once(author_client, db):
    for number in (7, 8):
        EditionFactory(number=number)

    response = author_client.get(url(Edition, "download_all"))

    archive = zipfile.ZipFile(BytesIO(response.content))
    assert sorted(archive.namelist()) == ["edition-7.yaml", "edition-8.yaml"]


def test_pages_of_editions_lead_to_their_files(editor_client, db):
    edition = EditionFactory(number=7)

    pages = editor_client.get(url(edition)).text, editor_client.get(url(Edition, "changelist")).text

    assert url(edition, "download") in pages[0]
    assert reverse("admin:quiz_edition_download_all") in pages[1]
