import zipfile
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comparisons.changes import content_has_changed
from comparisons.content import FOLDER, import_content
from comparisons.content_files import read_content
from comparisons.content_writing import (
    GROUPS_OF_ROLE,
    KEYS_OF_COMPARISON,
    KEYS_OF_GUIDE,
    KEYS_OF_LISTS,
    KEYS_OF_PARTS,
    KEYS_OF_VERDICT,
)
from comparisons.exporting import LIST_OF_FILES, all_files, zipped
from comparisons.models import (
    Alias,
    Clause,
    Comparison,
    Criterion,
    Experiment,
    Faq,
    Figure,
    Guide,
    ImportedSlug,
    Point,
    Rating,
    Role,
    Skill,
    Source,
    Verdict,
    WeekSlice,
)
from tests.commands import run
from tests.desk import assert_saved, save, url
from tests.factories import (
    AliasFactory,
    ClauseFactory,
    ComparisonFactory,
    CriterionFactory,
    ExperimentFactory,
    FaqFactory,
    FigureFactory,
    GuideFactory,
    PointFactory,
    RatingFactory,
    RoleFactory,
    SkillFactory,
    SourceFactory,
    VerdictFactory,
    WeekSliceFactory,
    publishable_role,
)
from tests.rows import all_rows

pytestmark = pytest.mark.django_db

PAIR = "boat-builder-vs-captain"
NASTY = (
    "no",
    "2026-11-21",
    "~",
    "- a list: of # things",
    "'single' and \"double\" quotes \\ and a backslash",
    "Ship it 🚀 👩‍💻 “now” – 100\u00a0%",
    "tab\there",
    "[brackets], {braces} & *stars* !bang %percent @at `tick` |bar >angle",
    "x" * 150,
    "word " * 60,
)
MARKDOWN = (
    "First paragraph  \r\nwith a hard break.\r\n\r\n---\r\ntitle: not front matter\r\n---\r\n\r\n"
    "```python\r\nif True:\r\n\tpass  # a comment: with a colon\r\n```\r\n\r\n"
    "    indented code\r\n\r\n- no\r\n- yes: `a`\r\n\r\n"
)


def wipe():
    for model in (Comparison, Guide, Role, Skill, Source, Criterion, ImportedSlug):
        model.objects.all().delete()


def content_of(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def exported_twice(tmp_path):
    """An export, and the export of what a site is that was filled with the first."""
    call_command("export_content", tmp_path / "A")
    wipe()
    import_content(tmp_path / "A")
    call_command("export_content", tmp_path / "B")
    return content_of(tmp_path / "A"), content_of(tmp_path / "B")


def nasty_site():
    """A site with all that the desk lets an editor write."""
    far_criterion = CriterionFactory(name="Far away: #10", order=10, measured=True)
    CriterionFactory(name="Right behind it", order=10)
    source = SourceFactory(slug="no", title='"Quoted": a title', author="", year=None)
    SourceFactory(slug="on", year=0, undated=True)
    skill = SkillFactory(slug="null", description="\t".join(NASTY[:4]))
    for number, words in enumerate(NASTY):
        role = RoleFactory(
            name=words[:60].strip(),
            order=number and 30000 + number,
            definition=words,
            judged_on=f"{words}\r\n\r\n{MARKDOWN}",
            answers_for=words[:60],
            responsibilities=f"{words}\r\n{words}\r\n",
            ordinary_day=f"09:10 {words}",
            written_by=words[:120],
        )
        PointFactory(role=role, text=words, kind=Point.Kind.PRO)
        PointFactory(role=role, text=words, kind=Point.Kind.CON, order=3)
        FigureFactory(role=role, text=words[:200], amount="", place="", year=None, source=None)
        FigureFactory(role=role, text=words[:200], amount=words[:60], year=0, source=source)
        RatingFactory(role=role, criterion=far_criterion, reason=words[:200])
        FaqFactory(role=role, question=words[:160], answer=MARKDOWN)
        WeekSliceFactory(role=role, activity=words[:40], hours=3)
        WeekSliceFactory(role=role, activity="As long", hours=3)
        role.reading.add(source)
        role.skills.add(skill)
    archived = RoleFactory(slug="archived", state="archived", publish_at=A_MOMENT)
    in_review = RoleFactory(slug="in-review", state="in-review")
    ExperimentFactory(role=archived, criterion=far_criterion, when=Experiment.When.MONTH)
    ComparisonFactory(role_a=archived, role_b=in_review, question="")
    decided = ComparisonFactory(role_a=in_review, role_b=role, slug="old-name-vs-older-name")
    AliasFactory(role=None, comparison=decided, slug="which-of-them")
    for pick in (Verdict.Pick.A, Verdict.Pick.A, Verdict.Pick.NONE, Verdict.Pick.A):
        verdict = VerdictFactory(comparison=decided, pick=pick, reason=MARKDOWN, in_short="no")
        ClauseFactory(verdict=verdict, text="no", criterion=far_criterion)
        ClauseFactory(verdict=verdict, text="12", kind=Clause.Kind.WOULD_CHANGE_IT)
    VerdictFactory(comparison=decided, decided_on=date(2020, 1, 1), for_whom="", ignore_if="")
    for number, words in enumerate(NASTY):
        guide = GuideFactory(
            slug=f"nasty-{number}", title=words[:120], body=words + "\n" + MARKDOWN
        )
        guide.related_roles.set(Role.objects.all())
        guide.related_guides.set(Guide.objects.all())
    GuideFactory(slug="a-vs-b", title="Tech lead", body="", kind="resource")
    RoleFactory(slug="tech-lead", name="Tech lead")
    content_has_changed()


A_MOMENT = datetime(2027, 1, 4, 9, 30, 15, tzinfo=UTC)


# Export, then import, is no change


def test_export_of_our_own_content_comes_back_byte_for_byte(tmp_path):
    import_content(FOLDER)
    assert_nothing_to_do_with_an_export(tmp_path / "to compare")

    first, second = exported_twice(tmp_path)

    assert first == second
    ours, theirs = read_content(FOLDER), read_content(tmp_path / "A")
    assert {one.file: one.values for one in theirs} == {one.file: one.values for one in ours}


def test_export_of_whatever_the_desk_allows_comes_back_byte_for_byte(tmp_path):
    nasty_site()

    first, second = exported_twice(tmp_path)

    assert first == second


def test_rows_are_the_same_after_export_and_import(tmp_path):
    nasty_site()
    before = all_files()
    verdicts = list(Verdict.objects.values_list("pick", "decided_on", "sureness"))

    exported_twice(tmp_path)

    assert all_files() == before
    assert list(Verdict.objects.values_list("pick", "decided_on", "sureness")) == verdicts
    assert Comparison.objects.filter(slug="old-name-vs-older-name").exists()
    assert list(Criterion.objects.values_list("order", flat=True)) == [10, 10]
    assert Role.objects.get(slug="archived").publish_at == A_MOMENT


def test_import_of_an_export_finds_nothing_to_do(tmp_path):
    nasty_site()

    assert_nothing_to_do_with_an_export(tmp_path)


def assert_nothing_to_do_with_an_export(folder):
    call_command("export_content", folder)
    before = all_rows()

    report = import_content(folder)

    assert (report.changes, report.differing, report.skipped) == ((), (), ())
    rows = all_rows()
    del rows[ImportedSlug], before[ImportedSlug]
    assert rows == before


def test_published_page_that_left_something_out_comes_back(tmp_path):
    role = publishable_role(slug="tech-lead", reviewed_on=None, feedback_loop="")

    exported_twice(tmp_path)

    back = Role.objects.get(slug=role.slug)
    assert (back.state, back.feedback_loop, back.figures.count()) == ("published", "", 0)
    assert 'feedback_loop: ""\n' in (tmp_path / "A/roles/tech-lead.yaml").read_text()


def test_what_only_the_desk_knows_is_not_told(tmp_path, editor):
    RoleFactory(slug="tech-lead", name="Tech lead", note="Ask Ada.", assignee=editor)

    call_command("export_content", tmp_path)

    assert (tmp_path / "roles/tech-lead.yaml").read_text() == (
        "name: Tech lead\norder: 0\nstate: draft\n"
    )


def test_draft_says_only_what_is_written():
    GuideFactory(slug="short", title="Short", body="")

    assert all_files()["guides/short.md"] == (
        "---\ntitle: Short\ntype: guide\ncreated: 2026-03-02\nstatus: draft\n---\n"
    )


def test_empty_site_is_exported_and_imported(tmp_path):
    first, second = exported_twice(tmp_path)

    assert first == second
    assert first["skills.yaml"] == b"[]\n"


def test_export_takes_as_many_queries_for_ten_of_each_as_for_one():
    def page_of_each():
        role = PointFactory(source=SourceFactory()).role
        FigureFactory(role=role)
        ExperimentFactory(role=role)
        RatingFactory(role=role)
        verdict = VerdictFactory(comparison=ComparisonFactory(role_a=role))
        ClauseFactory(verdict=verdict, criterion=CriterionFactory())
        guide = FaqFactory(guide=GuideFactory()).guide
        guide.related_roles.add(role)
        guide.related_guides.add(GuideFactory())

    page_of_each()
    with CaptureQueriesContext(
        connection,
    ) as few:
        all_files()
    for _ in range(9):
        page_of_each()
    with CaptureQueriesContext(connection) as many:
        all_files()

    assert len(many) == len(few)


OF_THE_DESK = {"assignee", "note", "changed_at"}


@pytest.mark.parametrize(
    ("model", "said", "unsaid"),
    [
        (Criterion, KEYS_OF_LISTS["criterion"], set()),
        (Source, KEYS_OF_LISTS["source"], set()),
        (Skill, KEYS_OF_LISTS["skill"], set()),
        (Role, {"slug"}.union(*GROUPS_OF_ROLE), OF_THE_DESK),
        (Comparison, KEYS_OF_COMPARISON, OF_THE_DESK),
        (Guide, {"slug", "kind", "state", "body", *KEYS_OF_GUIDE}, OF_THE_DESK),
        (Verdict, {"comparison", *KEYS_OF_VERDICT}, set()),
        (Clause, {"verdict", "kind", "text", "criterion", "order"}, set()),
        (Point, {"role", "kind", "order", *KEYS_OF_PARTS["pros"]}, set()),
        (Figure, {"role", "order", *KEYS_OF_PARTS["figures"]}, set()),
        (
            Experiment,
            {"role", "order", "action", "criterion", *KEYS_OF_PARTS["experiments"]},
            set(),
        ),
        (Rating, {"role", "criterion", "level", "reason"}, set()),
        (WeekSlice, {"role", "activity", "hours"}, set()),
        (Faq, {"role", "comparison", "guide", "question", "answer", "order"}, set()),
        (Alias, {"role", "comparison", "guide", "slug"}, set()),
    ],
)
def test_what_no_file_says_is_known(model, said, unsaid):
    """A new column either goes into the files, or is named here on purpose."""
    columns = {field.name for field in model._meta.fields} - {"id"}

    assert columns.difference(said) == unsaid


# What was deleted or renamed stays so


def test_what_was_deleted_or_renamed_on_the_desk_does_not_return(folder, tmp_path, editor_client):
    import_content(folder)
    captain, builder = Role.objects.get(slug="captain"), Role.objects.get(slug="boat-builder")
    # Its verdict is public, so it is taken off the site before it is deleted.
    assert_saved(save(editor_client, Comparison.objects.get(), state="archived"))
    editor_client.post(url(Comparison.objects.get(), "delete"), {"post": "yes"})
    editor_client.post(url(captain, "delete"), {"post": "yes"})
    assert_saved(save(editor_client, builder, slug="shipbuilder", name="Shipbuilder"))
    edited = all_files()

    report = import_content(folder)
    call_command("export_content", tmp_path / "out")

    assert report.changes == ()
    assert [role.slug for role in Role.objects.all()] == ["shipbuilder"]
    assert not Comparison.objects.exists()
    assert all_files() == edited
    pages = [path.name for path in (tmp_path / "out").glob("*s/*")]
    assert sorted(pages) == ["life-at-sea.md", "shipbuilder.yaml"]


# Where an export may be written


def test_export_says_where_it_is(tmp_path, capsys):
    RoleFactory(slug="tech-lead")

    said, _ = run(capsys, "export_content", tmp_path / "new/folder")

    assert said == [f"4 files written to {tmp_path / 'new/folder'}."]


def test_export_takes_away_what_an_earlier_one_wrote_and_nothing_else(tmp_path, capsys):
    role = RoleFactory(slug="tech-lead")
    call_command("export_content", tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config").write_text("mine")
    role.delete()
    capsys.readouterr()

    said, _ = run(capsys, "export_content", tmp_path)

    assert said == ["deleted roles/tech-lead.yaml", f"3 files written to {tmp_path}."]
    assert not (tmp_path / "roles/tech-lead.yaml").exists()
    assert (tmp_path / ".git/config").read_text() == "mine"


def test_export_writes_nothing_beside_files_of_others(tmp_path):
    (tmp_path / "roles").mkdir()
    (tmp_path / "roles/cook.yaml").write_text("name: Cook\n")

    with pytest.raises(CommandError) as refused:
        call_command("export_content", tmp_path)

    assert str(refused.value) == (
        f"{tmp_path} was left as it is: roles/cook.yaml stands there, which no export has written."
        " Name an empty folder, or add --overwrite."
    )
    assert list(content_of(tmp_path)) == ["roles/cook.yaml"]


def test_overwriting_keeps_files_of_other_names(tmp_path):
    (tmp_path / "roles").mkdir()
    (tmp_path / "roles/cook.yaml").write_text("name: Cook\nstate: draft\n")
    (tmp_path / "skills.yaml").write_text("mine")

    call_command("export_content", tmp_path, "--overwrite")

    assert (tmp_path / "roles/cook.yaml").read_text() == "name: Cook\nstate: draft\n"
    assert (tmp_path / "skills.yaml").read_text() == "[]\n"


def test_list_of_files_leads_to_nothing_outside(tmp_path):
    outside = tmp_path / "outside.yaml"
    outside.write_text("mine")
    inside = tmp_path / "in"
    call_command("export_content", inside)
    (inside / LIST_OF_FILES).write_text("../outside.yaml\nskills.yaml\nsources.yaml\ncriteria.yaml")

    call_command("export_content", inside)

    assert outside.read_text() == "mine"


def test_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "a").write_text("mine")

    with pytest.raises(CommandError, match="Name another folder"):
        call_command("export_content", tmp_path / "a")

    assert (tmp_path / "a").read_text() == "mine"


def test_what_the_import_would_refuse_is_told(tmp_path, capsys):
    PointFactory(role=RoleFactory(slug="tech-lead"), text="Six [@nowhere].")

    _, said = run(capsys, "export_content", tmp_path, status=1)

    assert said[-1] == "The import would refuse this: 1 to mend."
    assert said[0].startswith("roles/tech-lead.yaml:")


def test_archive_holds_the_same_files():
    nasty_site()
    files = all_files()

    with zipfile.ZipFile(BytesIO(zipped(files))) as archive:
        unpacked = {name: archive.read(name).decode() for name in archive.namelist()}

    assert unpacked == files
    assert zipped(files) == zipped(files)
