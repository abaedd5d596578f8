"""Every kind of screen of the desk: no fault on the console, nothing for axe, nothing too wide."""

from datetime import timedelta

import pytest
import reversion
from django.contrib.auth.models import User
from django.db import models
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from reversion.models import Version

from comparisons.models import (
    Comparison,
    Criterion,
    Disagreement,
    Guide,
    Role,
    Skill,
    Source,
    Verdict,
    WorkingCopy,
)
from quiz.copying import copy_to_draft
from quiz.models import Edition, Question, Tally
from tests.browser.pages import follow, open_details
from tests.browser.test_accessibility import violations
from tests.browser.test_small_screens import TOO_WIDE
from tests.conftest import client_of, staff
from tests.desk import assert_saved, save, url
from tests.factories import DisagreementFactory, SkillFactory

COOKIES = ("csrftoken", "sessionid", "messages")
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
LOOKS = {"light, 1280 px": ("light", WIDE), "dark, 390 px": ("dark", NARROW)}

# The row of buttons stays in sight, so at any moment it covers some of the fields.
UNSTICK = "document.querySelectorAll('.submit-row').forEach(it => it.style.position = 'static')"

Screens = dict[str, str]


@pytest.fixture
def superuser(site) -> User:
    return User.objects.create_superuser("superuser", password="right")


@pytest.fixture
def desk(open_page, site, superuser) -> Page:
    """Signed in, as nobody has to type a password for each of these screens."""
    page = open_page(cookies=COOKIES)
    session = client_of(superuser).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return page


def faults_on(page: Page, name: str) -> list[str]:
    found = []
    open_details(page)
    page.evaluate(UNSTICK)
    for look, (scheme, size) in LOOKS.items():
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        found += [f"{name}, {look}: {fault}" for fault in violations(page)]
    found += [f"{name}, at 390 px: {fault}" for fault in page.evaluate(TOO_WIDE)]
    return found


# Screens that an address leads to


def kept(thing: models.Model) -> models.Model:
    with reversion.create_revision():
        reversion.add_to_revision(thing)
    return thing


def version(thing: models.Model) -> int:
    return Version.objects.get_for_object(thing).first().pk


def content(superuser: User) -> Screens:
    kinds = (Role, Comparison, Verdict, Guide)
    role, comparison = Role.objects.get(slug="tech-lead"), Comparison.objects.first()
    things = (role, comparison, comparison.current_verdict, Guide.objects.first())
    return {
        "home": reverse("admin:index"),
        **{f"list: {kind.__name__}": url(kind, "changelist") for kind in kinds},
        **{f"change: {type(thing).__name__}": url(thing) for thing in things},
    }


def reference(superuser: User) -> Screens:
    kinds = (Criterion, Skill, Source)
    source = Source.objects.filter(figures__isnull=False).first()
    skill = Skill.objects.filter(roles__isnull=False).first()
    things = (Criterion.objects.first(), skill, source)
    return {
        "app": reverse("admin:app_list", args=["comparisons"]),
        **{f"list: {kind.__name__}": url(kind, "changelist") for kind in kinds},
        "add: Criterion": url(Criterion, "add"),
        "add: Skill": url(Skill, "add"),
        **{f"change: {type(thing).__name__}": url(thing) for thing in things},
        "replace a source": url(source, "replace"),
        "delete what is used": url(skill, "delete"),
        "delete what is not used": url(SkillFactory(), "delete"),
        "list that finds nothing": url(Skill, "changelist") + "?q=zebra",
        "list with a filter": url(Source, "changelist") + "?year=2024",
    }


def history(superuser: User) -> Screens:
    role = kept(Role.objects.get(slug="tech-lead"))
    first = version(role)
    assert_saved(save(client_of(superuser), role, definition="You lead by example."))
    gone = kept(SkillFactory())
    recover = reverse("admin:comparisons_skill_recover", args=[version(gone)])
    gone.delete()
    return {
        "history": url(role, "history"),
        "history of nothing": url(Skill.objects.first(), "history"),
        "compare": url(role, "compare", version(role)),
        "compare with now": url(role, "compare", first) + "?with=now",
        "take back": url(role, "revision", first),
        "recover: list": url(Skill, "recoverlist"),
        "recover: empty list": url(Source, "recoverlist"),
        "recover: form": recover,
        "who did what": reverse("admin:admin_logentry_changelist"),
    }


def quiz(superuser: User) -> Screens:
    live = Edition.objects.live()
    draft = copy_to_draft(live, superuser)
    add_tallies(live)
    return {
        "list: edition": url(Edition, "changelist"),
        "list: question": url(Question, "changelist"),
        "change: live edition": url(live),
        "change: draft": url(draft),
        "change: question of the live edition": url(live.questions.first()),
        "change: question of a draft": url(draft.questions.first()),
        "delete a draft": url(draft, "delete"),
        "ratings": reverse("admin:quiz_ratings"),
        "health": reverse("admin:quiz_tally_changelist"),
        "health of a draft": reverse(
            "admin:quiz_tally_changelist", query={"edition": draft.number}
        ),
    }


def add_tallies(edition: Edition) -> None:
    today = timezone.localdate()
    for days in range(3):
        day = today - timedelta(days=days)
        Tally.objects.create(edition=edition, day=day, started=40, finished=35)


def readers_and_people(superuser: User) -> Screens:
    verdict = Comparison.objects.published().first().current_verdict
    states = Disagreement.State.values
    letters = [DisagreementFactory(verdict=verdict, state=state) for state in states]
    spam = next(letter for letter in letters if letter.is_spam)
    return {
        "list: disagreement": url(Disagreement, "changelist"),
        "change: disagreement": url(letters[0]),
        "delete: disagreement": url(spam, "delete"),
        "list: people": url(User, "changelist"),
        "add: person": url(User, "add"),
        "change: person": url(superuser),
        "password of a person": reverse("admin:auth_user_password_change", args=[superuser.pk]),
        "own password": reverse("admin:password_change"),
        "own password changed": reverse("admin:password_change_done"),
        "not found": "/admin/no/such/page/",
    }


@pytest.mark.parametrize("screens", [content, reference, history, quiz, readers_and_people])
def test_screen_has_no_fault(desk, superuser, screens):
    found = []

    for name, address in screens(superuser).items():
        desk.set_viewport_size(WIDE)
        response = desk.goto(address)
        assert response.status == (404 if name == "not found" else 200), name
        found += faults_on(desk, name)

    assert found == [], "\n".join(found)


# Screens that somebody has to do something for


def press(page: Page, name: str) -> None:
    page.set_viewport_size(WIDE)
    follow(page.get_by_role("button", name=name, exact=True).first)


def field(page: Page, name: str) -> Locator:
    return page.locator(f"[name={name}]")


@pytest.mark.parametrize("kind", [Role, Comparison, Verdict, Guide, Source, Edition, Question])
def test_form_for_adding_has_no_fault_when_it_has_errors(desk, kind):
    desk.goto(url(kind, "add"))
    for name, wrong in (("slug", "no slug"), ("number", "-1")):
        if field(desk, name).count():
            field(desk, name).fill(wrong)

    press(desk, "Save")

    expect(desk.locator(".errornote").first).to_be_visible()
    found = faults_on(desk, kind.__name__)
    assert found == [], "\n".join(found)


def test_ratings_with_errors_have_no_fault(desk):
    desk.goto(reverse("admin:quiz_ratings"))
    desk.locator("input[type=number]").first.fill("7")

    press(desk, "Save")

    expect(desk.get_by_role("alert")).to_be_visible()
    assert faults_on(desk, "ratings with errors") == []


def test_working_copy_has_no_fault(desk, site):
    author, role = client_of(staff("author")), Role.objects.get(slug="tech-lead")
    assert_saved(save(author, role, definition="You lead by example."))
    copy = WorkingCopy.objects.get()
    found = []

    for name, address in {"told of": url(role), "opened": copy.get_absolute_url()}.items():
        desk.set_viewport_size(WIDE)
        desk.goto(address)
        expect(desk.get_by_role("heading", name="working copy").first).to_be_visible()
        found += faults_on(desk, name)

    assert found == [], "\n".join(found)


def test_page_on_which_readers_see_an_author_has_no_fault(desk, site):
    session = client_of(staff("author")).cookies["sessionid"].value
    desk.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    desk.goto(url(Role.objects.get(slug="tech-lead")))

    expect(desk.get_by_role("heading", name="Readers see this page")).to_be_visible()

    assert faults_on(desk, "readers see this page") == []


def test_panel_for_two_editors_has_no_fault(desk, superuser):
    role = Role.objects.get(slug="tech-lead")
    desk.goto(url(role))
    field(desk, "definition").fill("You lead by the second.")
    assert_saved(save(client_of(superuser), role, definition="You lead by the first."))

    press(desk, "Save")

    expect(desk.get_by_role("alert")).to_contain_text("Somebody else saved this page")
    assert faults_on(desk, "two editors") == []


def test_preview_has_no_fault(desk):
    desk.goto(url(Guide.objects.first()))

    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="Preview").first.click()

    expect(opened.value.get_by_text("This is a preview")).to_be_visible()
    assert faults_on(opened.value, "preview") == []


def test_pages_for_signing_in_and_out_have_no_fault(desk, superuser):
    found = []
    desk.goto(url(Skill.objects.first()))
    field(desk, "name").fill("In the middle of a")
    desk.context.clear_cookies(name="sessionid")
    press(desk, "Save")
    expect(desk.get_by_text("Your text is kept")).to_be_visible()
    found += faults_on(desk, "session has ended")

    desk.get_by_label("Username").fill("superuser")
    desk.get_by_label("Password").fill("wrong")
    press(desk, "Sign in")
    expect(desk.locator(".errornote")).to_be_visible()
    found += faults_on(desk, "wrong password")

    desk.get_by_label("Password").fill("right")
    press(desk, "Sign in")
    expect(desk.get_by_role("heading", name="Here is what you had typed")).to_be_visible()
    found += faults_on(desk, "here is what you had typed")

    press(desk, "Log out")
    found += faults_on(desk, "signed out")

    assert found == [], "\n".join(found)


def test_question_before_an_edition_is_opened_or_retired_has_no_fault(desk, superuser):
    live = Edition.objects.live()
    draft = copy_to_draft(live, superuser)
    found = []

    for edition, label in ((draft, "Open it to readers"), (live, "Retire it")):
        desk.goto(url(edition))
        press(desk, label)
        expect(desk.get_by_role("link", name="No, leave it as it is")).to_be_visible()
        found += faults_on(desk, label)

    assert found == [], "\n".join(found)


def test_refused_preview_has_no_fault(desk):
    desk.goto(url(Guide.objects.first()))
    field(desk, "title").fill("")

    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="Preview").first.click()

    expect(opened.value.get_by_text("Mend this first")).to_be_visible()
    assert faults_on(opened.value, "refused preview") == []


def test_deleting_several_has_no_fault(desk):
    desk.goto(url(Skill, "changelist"))
    desk.locator("input[name=_selected_action]").first.check()
    desk.locator("select[name=action]").select_option("delete_selected")

    press(desk, "Go")

    expect(desk.get_by_role("heading", level=1)).to_be_visible()
    assert faults_on(desk, "deleting several") == []


# The guard


def test_faults_that_are_there_are_found(desk):
    desk.goto(reverse("admin:index"))
    desk.evaluate("""() => {
        document.documentElement.removeAttribute("lang");
        document.querySelector("#content h1").style.width = "500px";
    }""")

    found = faults_on(desk, "home")

    assert found[:2] == [f"home, {look}: html-has-lang: html" for look in LOOKS]
    assert "home, at 390 px: the page scrolls" in found
