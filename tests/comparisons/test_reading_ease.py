import pytest
from django.core.management import CommandError, call_command

from comparisons.content import FOLDER


def lines(capsys, *args):
    call_command("reading_ease", *args)
    return capsys.readouterr().out.splitlines()


def test_table_has_each_page_hardest_first(folder, capsys):
    path = folder / "guides/life-at-sea.md"
    path.write_text(path.read_text().replace("It is also wet.", "Uninterrupted precipitation."))

    table = lines(capsys, folder)

    assert [line.split() for line in table[:2]] == [
        ["Page", "Words", "Words", "a", "sentence", "Reading", "ease"],
        ["guides/life-at-sea.md", "10", "2.5", "43.6"],
    ]
    assert len(table) == 5
    scores = [float(line.split()[-1]) for line in table[1:]]
    assert scores == sorted(scores)


def test_columns_stand_below_each_other(folder, capsys):
    assert len({len(line) for line in lines(capsys, folder)}) == 1


def test_folder_without_content_is_told(tmp_path):
    with pytest.raises(CommandError) as refused:
        call_command("reading_ease", tmp_path / "nothing")

    assert str(refused.value).endswith("nothing:1: there is no such folder: name another")


def test_our_own_pages_are_measured_without_a_folder(capsys):
    pages = [path for path in FOLDER.glob("*/*") if not path.name.startswith(".")]

    assert len(lines(capsys)) == len(pages) + 1
