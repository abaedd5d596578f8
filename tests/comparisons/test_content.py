from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError
from django.utils.timezone import localdate
from reversion.models import Revision, Version

from comparisons.content import (
    FOLDER,
    SHELVES,
    Rows,
    UnknownSlugError,
    compare_content,
    import_content,
)
from comparisons.content_documents import keys_that_differ
from comparisons.content_files import read_content
from comparisons.content_links import BadContent
from comparisons.models import (
    Alias,
    Clause,
    Comparison,
    Criterion,
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
from tests.factories import (
    AliasFactory,
    ComparisonFactory,
    FaqFactory,
    RoleFactory,
    SourceFactory,
    VerdictFactory,
    WeekSliceFactory,
)
from tests.rows import all_rows, content_version

pytestmark = pytest.mark.django_db

PAIR = "boat-builder-vs-captain"
COOK = "name: Cook\nstate: draft\n"


def edit(path: Path, old: str, new: str) -> None:
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))


def hold_back(path: Path) -> Callable[[], None]:
    """Takes a file out of the folder; call what is returned to put it back."""
    text = path.read_text()
    path.unlink()
    return lambda: path.write_text(text)


def names(entries):
    return [(entry.document.kind, entry.document.slug) for entry in entries]


def told(entries):
    return [(entry.name, entry.words) for entry in entries]


# What is missing is created


def test_import_creates_everything(folder):
    report = import_content(folder)

    assert names(report.created) == [
        ("criterion", "building"),
        ("criterion", "pay"),
        ("source", "boat-census"),
        ("source", "sailing-book"),
        ("skill", "knots"),
        ("skill", "navigation"),
        ("role", "boat-builder"),
        ("role", "captain"),
        ("guide", "life-at-sea"),
        ("comparison", PAIR),
    ]
    assert (report.overwritten, report.differing, report.skipped) == ((), (), ())


def test_rows_say_what_the_files_say(folder):
    import_content(folder)

    rows = Rows()
    for document in read_content(folder):
        row = rows.called(document.kind, document.slug)
        assert SHELVES[document.kind].to_document(row) == document.values


def test_rows_of_our_own_content_say_what_the_files_say(db):
    import_content(FOLDER)

    rows = Rows()
    for document in read_content(FOLDER):
        row = rows.called(document.kind, document.slug)
        assert SHELVES[document.kind].to_document(row) == document.values


def test_imported_role_is_on_the_site(folder):
    import_content(folder)

    role = Role.objects.published().for_page().get(slug="boat-builder")
    assert [point.text for point in role.pros][:2] == ["You see what you made.", "Boats last."]
    assert [rating.level for rating in role.ratings.all()] == [5, 3]
    assert role.ordinary_day == "08:00 You open the yard.\n17:30 You close it."


def test_imported_comparison_has_its_verdict(folder):
    import_content(folder)

    verdict = Comparison.objects.published().get(slug=PAIR).current_verdict
    assert (verdict.pick, verdict.sureness) == ("a", 2)
    assert [clause.text for clause in verdict.would_change_it] == ["The yards close."]


def test_guides_may_relate_to_each_other(folder):
    at_sea = folder / "guides/life-at-sea.md"
    ashore = folder / "guides/life-ashore.md"
    ashore.write_text(at_sea.read_text())
    edit(ashore, "title: Life at sea", "title: Life ashore")
    edit(ashore, "[[Captain]]", "[[Life at sea]]")
    edit(at_sea, "[[Captain]]", "[[Life ashore]]")

    import_content(folder)

    one, other = Guide.objects.all()
    assert list(one.related_guides.all()) == [other]
    assert list(other.related_guides.all()) == [one]


def test_verdicts_of_several_days_keep_their_order(folder):
    add_older_verdict(folder)

    import_content(folder)

    verdicts = Comparison.objects.get(slug=PAIR).verdicts.all()
    assert [verdict.decided_on.year for verdict in verdicts] == [2026, 2025]


def add_older_verdict(folder):
    path = folder / f"comparisons/{PAIR}.yaml"
    _, first, rest = path.read_text().partition("  - decided_on")
    older = (first + rest[: rest.index("questions:\n")]).replace("2026-03-02", "2025-03-02")
    edit(path, "questions:\n", older + "questions:\n")


def test_import_leaves_a_revision_of_each_page_with_its_parts(folder):
    import_content(folder)

    captain = Version.objects.get_for_object(Role.objects.get(slug="captain")).get()
    assert captain.revision.comment == "Imported from roles/captain.yaml."
    kinds = captain.revision.version_set.values_list("content_type__model", flat=True)
    assert {"role", "rating", "point", "weekslice"} <= set(kinds)
    assert "criterion" not in kinds


def test_a_verdict_is_not_taken_back_with_its_comparison(folder):
    import_content(folder)

    pair = Version.objects.get_for_object(Comparison.objects.get()).get()
    verdict = Version.objects.get_for_object(Verdict.objects.get()).get()
    kinds = verdict.revision.version_set.values_list("content_type__model", flat=True)
    assert pair.revision != verdict.revision
    assert set(kinds) == {"verdict", "clause"}


def test_what_was_imported_can_be_brought_back_after_its_deletion(folder):
    import_content(folder)
    Role.objects.get(slug="captain").points.all().delete()

    captain = Version.objects.get_for_object(Role.objects.get(slug="captain")).get()
    captain.revision.revert()

    assert Role.objects.get(slug="captain").points.exists()


def test_import_raises_the_version_of_the_content_once(folder):
    import_content(folder)

    assert content_version() == 1


def test_importing_twice_changes_nothing(folder):
    import_content(folder)
    before = all_rows()

    report = import_content(folder)

    assert all_rows() == before
    assert (report.changes, report.differing, report.skipped) == ((), (), ())
    assert len(report.agreed) == 10


def test_comparing_writes_nothing(folder):
    SourceFactory()
    before = all_rows()

    report = compare_content(folder)

    assert len(report.created) == 10
    assert all_rows() == before


def test_file_that_comes_later_is_imported_alone(folder):
    import_content(folder)
    (folder / "roles/cook.yaml").write_text(COOK)

    report = import_content(folder)

    assert names(report.created) == [("role", "cook")]
    assert content_version() == 2
    assert Revision.objects.latest("pk").comment == "Imported from roles/cook.yaml."


# What is there is kept


def test_edited_row_survives_and_is_told(folder):
    import_content(folder)
    Role.objects.filter(slug="captain").update(definition="You command.", you_decide="All.")

    report = import_content(folder)

    assert told(report.differing) == [("role captain", "definition, you_decide")]
    assert Role.objects.get(slug="captain").definition == "You command."


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        (lambda: Rating.objects.filter(role__slug="captain").update(level=2), "ratings"),
        (lambda: WeekSliceFactory(role=Role.objects.get(slug="captain"), hours=1), "week"),
        (lambda: Role.objects.get(slug="captain").skills.clear(), "skills"),
        (lambda: Alias.objects.filter(slug="skipper").delete(), "aliases"),
        (lambda: FaqFactory(role=Role.objects.get(slug="captain")), "questions"),
        (lambda: Role.objects.filter(slug="captain").update(fits_if=""), "fits_if"),
        (lambda: Role.objects.filter(slug="captain").update(state="draft"), "state"),
    ],
)
def test_any_part_of_a_role_can_differ(folder, change, keys):
    import_content(folder)
    change()

    assert told(import_content(folder).differing) == [("role captain", keys)]


def test_line_breaks_of_a_browser_are_no_difference(folder):
    import_content(folder)
    Guide.objects.update(body="The sea is large [@sailing-book].\r\n\r\nIt is also wet.\r\n")
    Role.objects.filter(slug="boat-builder").update(
        ordinary_day="08:00 You open the yard.\r\n17:30 You close it.\r\n"
    )

    assert import_content(folder).differing == ()


def test_address_added_on_the_desk_is_no_difference(folder):
    import_content(folder)
    AliasFactory(role=Role.objects.get(slug="captain"), slug="sea-captain")

    assert import_content(folder).differing == ()


def test_verdict_added_on_the_desk_is_a_difference(folder):
    import_content(folder)
    VerdictFactory(comparison=Comparison.objects.get(), decided_on=date(2026, 5, 1))

    assert told(import_content(folder).differing) == [(f"comparison {PAIR}", "verdicts")]


def test_row_made_on_the_desk_before_its_file_counts_as_there(folder):
    Source.objects.create(slug="boat-census", title="Mine", publisher="Me", address="https://a.org")

    report = import_content(folder)

    assert told(report.differing) == [
        ("source boat-census", "title, author, publisher, year, address")
    ]
    assert ImportedSlug.objects.filter(kind="source", slug="boat-census").exists()


# What was taken away does not come back


def test_deleted_row_does_not_come_back(folder):
    import_content(folder)
    Guide.objects.all().delete()

    report = import_content(folder)

    assert told(report.skipped) == [
        (
            "guide life-at-sea",
            "deleted or renamed in the admin; --overwrite life-at-sea brings it back",
        )
    ]
    assert not Guide.objects.exists()


def test_deleted_row_comes_back_when_asked(folder):
    import_content(folder)
    Guide.objects.all().delete()

    report = import_content(folder, overwrite=["life-at-sea"])

    assert names(report.created) == [("guide", "life-at-sea")]
    assert Guide.objects.get().title == "Life at sea"


def test_renamed_role_does_not_come_back(folder):
    import_content(folder)
    rename_captain()

    report = import_content(folder)

    assert ("role captain", "called skipper-of-ships in the admin") in told(report.skipped)
    assert not Role.objects.filter(slug="captain").exists()


def rename_captain():
    role = Role.objects.get(slug="captain")
    Role.objects.filter(pk=role.pk).update(slug="skipper-of-ships")
    AliasFactory(role=role, slug="captain")


def test_renamed_role_is_found_by_those_who_refer_to_it(folder):
    put_back = hold_back(folder / f"comparisons/{PAIR}.yaml")
    import_content(folder)
    rename_captain()
    put_back()

    report = import_content(folder)

    assert names(report.created) == [("comparison", PAIR)]
    assert Comparison.objects.get().role_b.slug == "skipper-of-ships"


def test_archived_row_does_not_come_back(folder):
    import_content(folder)
    Guide.objects.update(state="archived")

    report = import_content(folder)

    assert told(report.skipped) == [("guide life-at-sea", "archived in the admin")]
    assert Guide.objects.get().state == "archived"


def test_pair_that_is_compared_the_other_way_round_is_not_compared_again(folder):
    put_back = hold_back(folder / f"comparisons/{PAIR}.yaml")
    import_content(folder)
    builder, captain = Role.objects.order_by("slug")
    ComparisonFactory(role_a=captain, role_b=builder)
    put_back()

    report = import_content(folder)

    assert told(report.skipped) == [
        (f"comparison {PAIR}", "captain-vs-boat-builder compares these two roles already")
    ]


def test_what_needs_a_deleted_row_is_left_out(folder):
    put_back = hold_back(folder / "guides/life-at-sea.md")
    import_content(folder)
    Skill.objects.get(slug="navigation").delete()
    put_back()

    report = import_content(folder)

    assert ("guide life-at-sea", "line 6 needs the skill navigation, which the site has not") in (
        told(report.skipped)
    )
    assert not ImportedSlug.objects.filter(kind="guide").exists()


def test_new_comparison_of_an_archived_role_is_left_out(folder):
    put_back = hold_back(folder / f"comparisons/{PAIR}.yaml")
    import_content(folder)
    Role.objects.filter(slug="captain").update(state="archived")
    put_back()

    report = import_content(folder)

    assert told(report.skipped) == [
        ("role captain", "archived in the admin"),
        (f"comparison {PAIR}", "line 2 needs the role captain, which the site has not"),
    ]


# A file wins when it is asked for


def test_overwriting_lets_the_file_win(folder):
    import_content(folder)
    Role.objects.filter(slug="captain").update(definition="You command.")
    Point.objects.filter(role__slug="captain", text="You sleep little.").delete()

    report = import_content(folder, overwrite=["captain"])

    assert told(report.overwritten) == [("role captain", "definition, cons")]
    assert import_content(folder).differing == ()


def test_overwriting_touches_no_other_row(folder):
    import_content(folder)
    Role.objects.update(definition="You command.")

    report = import_content(folder, overwrite=["captain"])

    assert names(report.overwritten) == [("role", "captain")]
    assert told(report.differing) == [("role boat-builder", "definition")]


def test_overwriting_what_agrees_changes_nothing(folder):
    import_content(folder)
    before = all_rows()

    import_content(folder, overwrite=["captain", "pay", PAIR])

    assert all_rows() == before


def test_what_a_new_site_is_filled_with_is_as_old_as_its_file(folder):
    import_content(folder)

    pages = [
        Role.objects.get(slug="captain"),
        Comparison.objects.get(slug=PAIR),
        Guide.objects.get(),
    ]
    assert {localdate(page.changed_at) for page in pages} == {date(2026, 3, 2)}


def test_overwriting_says_when_the_page_changed(folder):
    import_content(folder)
    before = Role.objects.get(slug="captain").changed_at
    Role.objects.filter(slug="captain").update(definition="You command.")

    import_content(folder, overwrite=["captain"])

    assert Role.objects.get(slug="captain").changed_at > before


def test_overwriting_keeps_former_addresses(folder):
    import_content(folder)
    captain = Role.objects.get(slug="captain")
    AliasFactory(role=captain, slug="old-captain")
    Role.objects.filter(slug="captain").update(definition="You command.")

    import_content(folder, overwrite=["captain"])

    assert [alias.slug for alias in captain.aliases.all()] == ["old-captain", "skipper"]


def test_overwriting_brings_back_what_is_archived(folder):
    import_content(folder)
    Guide.objects.update(state="archived")

    import_content(folder, overwrite=["life-at-sea"])

    assert Guide.objects.get().state == "published"


def test_overwriting_is_one_more_revision(folder):
    import_content(folder)
    Criterion.objects.filter(slug="pay").update(name="Money")

    import_content(folder, overwrite=["pay"])

    assert content_version() == 2
    pay = Version.objects.get_for_object(Criterion.objects.get(slug="pay"))
    assert [version.field_dict["name"] for version in pay] == ["Pay", "Pay"]


def test_overwriting_needs_what_the_file_refers_to(folder):
    import_content(folder)
    Guide.objects.update(title="Mine")
    Guide.objects.get().skills.clear()
    Skill.objects.filter(slug="navigation").delete()

    report = import_content(folder, overwrite=["life-at-sea"])

    assert report.overwritten == ()
    assert Guide.objects.get().title == "Mine"


def test_slug_that_no_file_is_about_is_refused_with_the_nearest(folder):
    with pytest.raises(UnknownSlugError) as refused:
        import_content(folder, overwrite=["capitain"])

    assert str(refused.value) == 'no content file is about "capitain": did you mean "captain"?'


# Verdicts are followed, never edited away


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("pick: boat-builder", "pick: captain"),
        ("pick: boat-builder", "pick: none"),
        ("sureness: 2", "sureness: 3"),
        ("decided_on: 2026-03-02", "decided_on: 2026-04-02"),
    ],
)
def test_another_decision_follows_the_one_that_stands(folder, old, new):
    import_content(folder)
    stands = Verdict.objects.get()
    edit(folder / f"comparisons/{PAIR}.yaml", old, new)

    import_content(folder, overwrite=[PAIR])

    newest, first = Comparison.objects.get().verdicts.all()
    assert first == stands
    assert (first.pick, first.sureness, first.decided_on) == ("a", 2, date(2026, 3, 2))
    assert newest.clauses.count() == 7
    assert import_content(folder).differing == ()


def test_decision_that_was_left_and_returns_is_a_verdict_of_its_own(folder):
    import_content(folder)
    path = folder / f"comparisons/{PAIR}.yaml"
    edit(path, "sureness: 2", "sureness: 3")
    import_content(folder, overwrite=[PAIR])
    edit(path, "sureness: 3", "sureness: 2")

    import_content(folder, overwrite=[PAIR])

    verdicts = Comparison.objects.get().verdicts.all()
    assert [verdict.sureness for verdict in verdicts] == [2, 3, 2]


def test_verdict_is_the_same_when_its_role_was_renamed(folder):
    import_content(folder)
    rename_captain()
    path = folder / f"comparisons/{PAIR}.yaml"
    edit(path, "in_short: Build first.", "in_short: First build.")

    import_content(folder, overwrite=[PAIR])

    assert [verdict.in_short for verdict in Verdict.objects.all()] == ["First build."]


def test_wording_of_a_verdict_is_corrected_in_place(folder):
    import_content(folder)
    stands = Verdict.objects.get()
    edit(folder / f"comparisons/{PAIR}.yaml", "in_short: Build first.", "in_short: First build.")
    edit(folder / f"comparisons/{PAIR}.yaml", "You like the wind.", "You like wind.")

    import_content(folder, overwrite=[PAIR])

    corrected = Verdict.objects.get()
    assert (corrected.pk, corrected.in_short) == (stands.pk, "First build.")
    assert corrected.choose_b_if[0].text == "You like wind."
    assert Clause.objects.count() == 7


def test_former_verdict_is_corrected_in_place(folder):
    add_older_verdict(folder)
    import_content(folder)
    Verdict.objects.filter(decided_on__year=2025).update(reason="Typo.")

    import_content(folder, overwrite=[PAIR])

    assert Verdict.objects.count() == 2
    assert not Verdict.objects.filter(reason="Typo.").exists()


def test_verdict_that_stands_is_not_overtaken_by_an_older_one(folder):
    import_content(folder)
    VerdictFactory(comparison=Comparison.objects.get(), decided_on=date(2026, 5, 1))

    with pytest.raises(BadContent) as refused:
        import_content(folder, overwrite=[PAIR])

    assert str(refused.value) == (
        f"comparisons/{PAIR}.yaml:10: a verdict of 2026-05-01 stands already: decide on a later day"
    )


# Nothing is half imported


def test_nothing_is_imported_when_the_last_file_is_bad(folder):
    edit(folder / f"comparisons/{PAIR}.yaml", "      - You like the wind.\n", "")
    before = all_rows()

    with pytest.raises(BadContent):
        import_content(folder)

    assert all_rows() == before


def test_gaps_of_all_pages_are_told_at_once(folder):
    edit(folder / "roles/captain.yaml", "You see the world.", "It depends.")
    edit(folder / f"comparisons/{PAIR}.yaml", "      - You like the wind.\n", "")

    with pytest.raises(BadContent) as refused:
        import_content(folder)

    assert [problem.file for problem in refused.value.problems] == [
        f"comparisons/{PAIR}.yaml",
        "roles/captain.yaml",
    ]


def test_rule_of_a_model_is_told_with_file_and_line(folder):
    AliasFactory(role=RoleFactory(), slug="skipper")

    with pytest.raises(BadContent) as refused:
        import_content(folder)

    assert str(refused.value) == "roles/captain.yaml:3: Alias with this Slug already exists."


def test_path_that_another_role_took_on_the_desk_is_told(folder):
    RoleFactory(path="technical-leadership")

    with pytest.raises(BadContent) as refused:
        import_content(folder)

    assert str(refused.value) == (
        "roles/boat-builder.yaml:1: Another role already stands for this path."
    )


def test_row_that_somebody_saved_meanwhile_is_told(folder, monkeypatch):
    def taken(self, **options):
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr(Skill, "save", taken)

    with pytest.raises(BadContent) as refused:
        import_content(folder)

    assert str(refused.value) == (
        "skills.yaml:1: somebody saved the same a moment ago: import again"
    )


def test_former_verdicts_on_the_row_agree_with_a_file_that_knows_fewer():
    row = {"verdicts": ["new", "old"], "aliases": ["a", "b"]}

    assert keys_that_differ({"verdicts": ["new"], "aliases": ["b"]}, row) == ()
    assert keys_that_differ({"verdicts": ["old"], "aliases": ["c"]}, row) == ("verdicts", "aliases")


def test_week_of_equal_parts_agrees(folder):
    edit(
        folder / "roles/captain.yaml",
        "  - {activity: Commanding, hours: 40}",
        "  - {activity: Steering, hours: 20}\n  - {activity: Commanding, hours: 20}",
    )
    import_content(folder)

    assert import_content(folder).differing == ()
    assert WeekSlice.objects.filter(role__slug="captain").count() == 2
