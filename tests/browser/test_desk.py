"""The desk as editors and authors use it: written, looked at, published, and taken back."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from comparisons.models import Comparison, Role, WorkingCopy
from quiz.copying import copy_to_draft
from quiz.models import Edition
from tests.browser.pages import click_twice, follow
from tests.conftest import staff

COOKIES = ("csrftoken", "sessionid", "messages")
PAIR = ("founder-or-cto", "software-architect")
CLAUSES = {
    "choose-a-if": ("You want to own the outcome", "You can live a year without pay", "You sell"),
    "choose-b-if": ("You want to draw", "You like large firms", "You hate selling"),
    "would-change-it": ("An investor asks you for a co-founder",),
}


@pytest.fixture
def desk(open_page, site):
    """Signs somebody in, by the page for signing in."""

    def signed_in(group: str, name: str = "", **options: object) -> Page:
        user = staff(group) if not name else _another(name, group)
        user.set_password("right")
        user.save()
        page = open_page(cookies=COOKIES, **options)
        page.goto("/admin/")
        page.get_by_label("Username").fill(user.username)
        page.get_by_label("Password").fill("right")
        follow(page.get_by_role("button", name="Sign in"))
        return page

    return signed_in


def _another(name: str, group: str) -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(*User.objects.get(username=group).groups.all())
    return user


def field(page: Page, name: str):
    return page.locator(f"[name={name}]")


def press(page: Page, name: str) -> None:
    follow(page.get_by_role("button", name=name, exact=True))


def said(page: Page):
    return page.locator(".messagelist")


def edit(page: Page, thing) -> None:
    page.goto(f"/admin/comparisons/{thing._meta.model_name}/{thing.pk}/change/")


# An editor, from nothing to a published page and back


def test_editor_writes_a_comparison_publishes_it_changes_its_pick_and_takes_a_text_back(desk):
    page = desk("editor")
    begin_comparison(page)
    write_verdict(page)
    comparison = Comparison.objects.get(slug="-vs-".join(PAIR))
    see_hint_and_mend_it(page, comparison.current_verdict)
    publish(page, comparison)
    change_pick(page, comparison)
    take_question_back(page, comparison)


def begin_comparison(page: Page) -> None:
    follow(page.get_by_role("link", name="Comparisons", exact=True))
    follow(page.get_by_role("link", name="Add comparison"))
    for side, slug in zip("ab", PAIR, strict=True):
        field(page, f"role_{side}").select_option(label=Role.objects.get(slug=slug).name)
    field(page, "question").fill("Is the whole company yours to carry, or its design?")
    due = timezone.localdate() + timedelta(days=180)
    field(page, "review_due").fill(f"{due:%d/%m/%Y}")
    press(page, "Save")
    expect(page).to_have_url(re.compile("/verdict/add/"))


def write_verdict(page: Page) -> None:
    field(page, "pick").select_option("b")
    field(page, "sureness").select_option("1")
    for name, words in {
        "for_whom": "For a developer who has designed three systems.",
        "in_short": "Architect, unless you can sell.",
        "reason": "It pays from the first month. About 42% of new firms close early.",
        "best_argument_against": "You learn more in a year of carrying a firm.",
    }.items():
        field(page, name).fill(words)
    add_clauses(page)
    press(page, "Save")
    expect(said(page)).to_contain_text("is saved")


def add_clauses(page: Page) -> None:
    wanted = [(kind, text) for kind, texts in CLAUSES.items() for text in texts]
    for number, (kind, text) in enumerate(wanted):
        if not field(page, f"clauses-{number}-text").is_visible():
            page.get_by_role("button", name="Add another").first.click()
        field(page, f"clauses-{number}-kind").select_option(kind)
        field(page, f"clauses-{number}-text").fill(f"{text}.")


def see_hint_and_mend_it(page: Page, verdict) -> None:
    edit(page, verdict)
    row = page.locator(".field-reason")
    expect(row).to_contain_text("“42%” has no source")
    expect(row).to_contain_text("13 words")
    field(page, "reason").fill("It pays from the first month, and a firm of your own does not.")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    preview = opened.value
    expect(preview.get_by_role("heading", level=1)).to_have_text(
        "Founder or CTO or Software architect?"
    )
    expect(preview.get_by_text("a firm of your own does not")).to_be_visible()
    expect(preview.get_by_text("This is a preview")).to_be_visible()
    preview.close()
    press(page, "Save")
    edit(page, verdict)
    expect(row).not_to_contain_text("has no source")


def publish(page: Page, comparison: Comparison) -> None:
    assert page.request.get(comparison.get_absolute_url()).status == 404
    edit(page, comparison)
    field(page, "state").select_option("published")
    press(page, "Save")
    page.goto(comparison.get_absolute_url())
    expect(page.get_by_text("Architect, unless you can sell.").first).to_be_visible()


def change_pick(page: Page, comparison: Comparison) -> None:
    edit(page, comparison.current_verdict)
    field(page, "pick").select_option("a")
    press(page, "Save")
    expect(page.locator(".field-why_it_changed .errorlist")).to_be_visible()
    field(page, "why_it_changed").fill("Three readers showed us the sums.")
    press(page, "Save")
    page.goto(comparison.get_absolute_url())
    expect(page.get_by_text("Three readers showed us the sums.").first).to_be_visible()
    assert [verdict.pick for verdict in comparison.verdicts.all()] == ["a", "b"]


def take_question_back(page: Page, comparison: Comparison) -> None:
    edit(page, comparison)
    field(page, "question").fill("Is the whole house yours to carry, or its design?")
    press(page, "Save and continue editing")
    follow(page.get_by_role("link", name="History", exact=True))
    follow(page.get_by_role("link", name="Compare with the one before").first)
    expect(page.locator("del").last).to_contain_text("company")
    expect(page.locator("ins").last).to_contain_text("house")
    page.go_back()
    follow(page.get_by_role("link", name="Restore this version").first)
    press(page, "Save")
    comparison.refresh_from_db()
    assert comparison.question == "Is the whole company yours to carry, or its design?"


# Two editors


def test_second_of_two_editors_is_refused_sees_both_versions_and_keeps_the_text(desk):
    first, second = desk("editor"), desk("editor", "second")
    role = Role.objects.get(slug="tech-lead")
    edit(first, role)
    edit(second, role)
    field(first, "definition").fill("You lead by the first.")
    press(first, "Save")

    field(second, "definition").fill("You lead by the second.")
    press(second, "Save")

    expect(second.get_by_role("alert")).to_contain_text("Somebody else saved this page")
    expect(second.locator("del").first).to_contain_text("first")
    expect(second.locator("ins").first).to_contain_text("second")
    expect(field(second, "definition")).to_have_value("You lead by the second.")
    role.refresh_from_db()
    assert role.definition == "You lead by the first."


# An author


def test_working_copy_is_sent_back_mended_and_published_by_an_editor(desk, open_page):
    author, editor, reader = desk("author"), desk("editor"), open_page()
    role = Role.objects.get(slug="tech-lead")
    keep_copy(author, role)
    send_back(editor, role)
    mend(author, role)
    reader.goto(role.get_absolute_url())
    expect(reader.get_by_text("You lead by example.")).to_have_count(0)

    edit(editor, role)
    follow(editor.get_by_role("link", name="Open the working copy"))
    expect(field(editor, "definition")).to_have_value("You lead by example.")
    press(editor, "Publish the working copy")

    reader.reload()
    expect(reader.get_by_text("You lead by example.").first).to_be_visible()
    assert not WorkingCopy.objects.exists()


def keep_copy(author: Page, role: Role) -> None:
    edit(author, role)
    expect(field(author, "state")).to_be_disabled()
    expect(author.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    field(author, "definition").fill("You lead.")
    press(author, "Keep as a working copy")
    expect(said(author)).to_contain_text("Readers see no change until an editor publishes it.")


def send_back(editor: Page, role: Role) -> None:
    editor.goto("/admin/")
    expect(editor.get_by_role("main")).to_contain_text("Working copies")
    edit(editor, role)
    follow(editor.get_by_role("link", name="Open the working copy"))
    expect(editor.locator("ins").first).to_be_visible()
    editor.get_by_label("What its author should mend").fill("Say how.")
    press(editor, "Send it back to its author")


def mend(author: Page, role: Role) -> None:
    edit(author, role)
    follow(author.get_by_role("link", name="Open the working copy"))
    expect(author.get_by_text("Say how.")).to_be_visible()
    field(author, "definition").fill("You lead by example.")
    press(author, "Keep as a working copy")


def test_author_cannot_publish_by_a_crafted_request(desk):
    page = desk("author")
    role = Role.objects.get(slug="tech-lead")
    edit(page, role)
    page.evaluate("""() => {
        document.querySelector("[name=state]").disabled = false;
        document.querySelector("[name=name]").value = "Crafted";
    }""")

    field(page, "state").select_option("published")
    press(page, "Keep as a working copy")

    role.refresh_from_db()
    assert (role.name, role.state) == ("Tech lead", "published")


# When things end in the middle


def test_session_that_ends_in_mid_paragraph_loses_nothing(desk):
    page = desk("editor")
    role = Role.objects.get(slug="tech-lead")
    edit(page, role)
    field(page, "definition").fill("You lead until the session ends.")
    page.context.clear_cookies(name="sessionid")

    press(page, "Save")
    expect(page.get_by_text("Your text is kept")).to_be_visible()
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("right")
    press(page, "Sign in")
    expect(field(page, "definition")).to_have_value("You lead until the session ends.")
    press(page, "Save")

    role.refresh_from_db()
    assert role.definition == "You lead until the session ends."


def test_desk_works_without_script(desk):
    page = desk("editor", java_script_enabled=False)
    role = Role.objects.get(slug="tech-lead")
    first, second, *rest = role.faqs.all()
    edit(page, role)
    expect(page.locator(".field-definition")).to_contain_text("words; aim for")

    field(page, "faqs-0-order").fill("2")
    field(page, "faqs-1-order").fill("1")
    press(page, "Save")

    expect(said(page)).to_contain_text("is saved")
    assert list(role.faqs.all()) == [second, first, *rest]


def test_questions_are_dragged_into_another_order(desk):
    page = desk("editor")
    role = Role.objects.get(slug="tech-lead")
    first, second, *rest = role.faqs.all()
    edit(page, role)

    handles = page.locator("#faqs-group .has_original h3")
    handles.nth(1).drag_to(handles.nth(0))
    press(page, "Save")

    assert list(role.faqs.all()) == [second, first, *rest]


def test_count_of_words_follows_what_is_typed(desk):
    page = desk("editor")
    edit(page, Role.objects.get(slug="tech-lead"))

    field(page, "definition").fill("One two three.")

    expect(page.locator(".field-definition .count")).to_contain_text("3 words; aim for 30")


# Leaving


@pytest.mark.parametrize(("words", "asked"), [("Typed.", ["beforeunload"]), ("", [])])
def test_who_leaves_with_words_that_are_not_saved_is_asked_first(desk, words, asked):
    page, questions = desk("editor"), []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    edit(page, Role.objects.get(slug="tech-lead"))
    field(page, "definition").click()
    page.keyboard.type(words)

    follow(page.get_by_role("link", name="Guides", exact=True).first)

    assert questions == asked


def test_who_saves_is_not_asked(desk):
    page, questions = desk("editor"), []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    edit(page, Role.objects.get(slug="tech-lead"))
    field(page, "note").click()
    page.keyboard.type("Typed.")

    press(page, "Save")

    expect(said(page)).to_contain_text("is saved")
    assert questions == []


# The quiz


def test_what_takes_long_says_that_it_has_begun_and_is_sent_once(desk):
    page = desk("editor")
    draft = copy_to_draft(Edition.objects.live(), User.objects.get())
    draft.questions.all().delete()
    page.goto(f"/admin/quiz/edition/{draft.pk}/change/")
    button = page.get_by_role("button", name="Measure whether it is fair")

    sent, words = click_twice(button)

    assert words == "Measuring whether it is fair: about 20 seconds."
    assert sent == [True, False]
    expect(said(page)).to_contain_text("There is no question. Add one.")
