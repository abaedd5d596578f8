"""The quiz as people take it: with script and without, by keyboard alone, on a small screen."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Attempt, Edition
from tests.browser.guards import DESKTOP
from tests.browser.pages import click_twice, follow, open_details
from tests.browser.test_accessibility import VARIANTS, violations
from tests.browser.test_first_view import shift_when_the_font_comes_late
from tests.browser.test_keyboard import FOCUSED, press_until_focused, walk
from tests.browser.test_small_screens import TOO_SMALL, TOO_WIDE
from tests.quiz.results import attempt_that_is, finished

COOKIES = ("csrftoken", "quiz")
SMALL = {"width": 320, "height": 700}
NEXT = re.compile("Next question|Save this answer")


@pytest.fixture
def take(open_page) -> Callable[..., Page]:
    """Opens pages that may hold the two cookies that the quiz needs."""
    return lambda **options: open_page(cookies=COOKIES, **options)


@pytest.fixture
def page(take) -> Page:
    return take()


def title(page):
    return page.get_by_role("heading", level=1)


def begin(page, *goals):
    page.goto("/quiz/")
    for goal in goals:
        page.get_by_role("checkbox", name=goal).check()
    follow(page.get_by_role("button", name="Start with question 1"))


def answer(page, number=0):
    page.get_by_role("radio").nth(number).check()
    follow(page.get_by_role("button", name=NEXT))


def answer_all(page, number=0):
    while "/quiz/question/" in page.url:
        answer(page, number)


def sheets_of_paper(page):
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


def remember(page, site, token):
    page.context.add_cookies([{"name": "quiz", "value": token, "url": site, "httpOnly": True}])


# From the home page to the printed result


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"java_script_enabled": False},
        {"viewport": SMALL},
    ],
    ids=["with script", "without script", "320 px"],
)
def test_from_the_home_page_to_the_printed_result(take, options):
    page = take(**options)

    page.goto("/")
    follow(page.get_by_role("link", name="Start the quiz").first)
    expect(page.get_by_role("group", name="What do you want from your next job?")).to_be_visible()
    page.get_by_role("checkbox", name="Build things yourself").check()
    follow(page.get_by_role("button", name="Start with question 1"))
    expect(page.get_by_text("Question 1 of at most 24")).to_be_visible()
    answer_all(page)
    expect(title(page)).to_have_text("Check your answers")
    follow(page.get_by_role("link", name="Go to the last page").first)
    week = page.get_by_role("group", name=re.compile("Tech lead"))
    week.get_by_text("About the same").click()
    page.get_by_role("checkbox", name="My visa depends on my employer").check()
    follow(page.get_by_role("button", name="See your result"))

    expect(page).to_have_url(re.compile("/quiz/result/[A-Za-z0-9_-]{27}/$"))
    expect(page.get_by_role("heading", name="Before you act")).to_be_visible()
    expect(page.get_by_text("You answered 24 of 24 questions")).to_be_visible()
    assert sheets_of_paper(page) <= 2


@pytest.mark.parametrize("verdict", ["clear", "close", "open", "none"])
def test_result_is_printed_on_two_pages_with_its_charts(page, verdict):
    attempt_that_is(verdict, circumstances=["visa", "worn-out"])
    page.goto(f"/quiz/result/{'t' * 27}/")
    charts = page.get_by_role("main").locator("svg.hundred, .chart")
    # Ranking, hundred marks, you next to the job; and the lead, where anything speaks for a role.
    assert charts.count() == {"clear": 4, "close": 4, "open": 3, "none": 0}[verdict]

    page.emulate_media(media="print")

    assert 1 <= sheets_of_paper(page) <= 2
    for chart in charts.all():
        expect(chart).to_be_visible()
    expect(page.get_by_text("Delete everything", exact=True)).to_be_hidden()


def test_paper_is_counted(page):
    page.goto("/how-it-works/")

    assert sheets_of_paper(page) > 2


def test_whole_quiz_by_keyboard_alone(page):
    page.goto("/quiz/")
    press_until_focused(page, "Tab", page.get_by_role("checkbox", name="Build things yourself"))
    page.keyboard.press("Space")
    press_until_focused(page, "Tab", page.get_by_role("button", name="Start with question 1"))
    page.keyboard.press("Enter")
    for number in range(1, 25):
        expect(page.get_by_text(f"Question {number} of at most 24")).to_be_visible()
        page.wait_for_load_state()
        page.keyboard.press("2")
        assert page.evaluate(FOCUSED)["outline"] >= 3
        page.keyboard.press("Enter")
    expect(title(page)).to_have_text("Check your answers")
    last = page.get_by_role("main").get_by_role("link", name="Go to the last page").first
    press_until_focused(page, "Tab", last)
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="See your result")
    press_until_focused(page, "Tab", button)
    page.keyboard.press("Enter")

    expect(page.get_by_text("You answered 24 of 24 questions")).to_be_visible()
    assert len(Attempt.objects.get().given) == 24


def test_a_key_chooses_and_sends_nothing(page):
    begin(page)

    page.keyboard.press("3")

    expect(page.get_by_role("radio").nth(2)).to_be_checked()
    expect(page.get_by_text("Question 1 of at most 24")).to_be_visible()
    assert Attempt.objects.get().answers == {}


# Going back, coming back, doing things twice


def test_back_button_shows_what_was_chosen_and_asks_nothing(page):
    begin(page)
    answer(page, 1)
    answer(page, 2)

    page.go_back()
    page.go_back()

    expect(page.get_by_text("Question 1 of at most 24")).to_be_visible()
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    page.reload()
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    answer(page, 3)
    expect(page.get_by_text("Question 2 of at most 24")).to_be_visible()
    expect(page.get_by_role("radio").nth(2)).to_be_checked()
    assert len(Attempt.objects.get().answers) == 2


def test_back_link_keeps_the_answer(page):
    begin(page)
    answer(page, 1)

    follow(page.get_by_role("link", name="Back to question 1"))

    expect(page.get_by_role("radio").nth(1)).to_be_checked()


def test_sending_nothing_leads_to_the_error_and_then_to_the_field(page):
    begin(page)

    follow(page.get_by_role("button", name="Next question"))

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    summary.get_by_role("link", name="Choose an answer, or skip this one.").click()
    expect(page.get_by_role("radio").first).to_be_focused()


def test_four_goals_are_too_many_and_stay_ticked(page):
    page.goto("/quiz/")
    for number in range(4):
        page.get_by_role("checkbox").nth(number).check()

    follow(page.get_by_role("button", name="Start with question 1"))

    expect(page.get_by_role("alert")).to_contain_text("Choose at most three. You chose 4.")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(4)


def test_two_clicks_on_the_button_send_one_answer(page):
    begin(page)
    page.get_by_role("radio").first.check()

    sent, _ = click_twice(page.get_by_role("button", name="Next question"))

    expect(page.get_by_text("Question 2 of at most 24")).to_be_visible()
    assert sent == [True, False]
    assert len(Attempt.objects.get().answers) == 1


def test_two_tabs_share_one_quiz_and_the_last_answer_counts(page):
    begin(page)
    other = page.context.new_page()
    other.goto(page.url)
    answer(page, 0)

    answer(other, 3)

    expect(other.get_by_text("Question 2 of at most 24")).to_be_visible()
    assert len(Attempt.objects.get().answers) == 1
    page.go_back()
    expect(page.get_by_role("radio").nth(3)).to_be_checked()


WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize(
    "options", [{}, {"java_script_enabled": False}], ids=["with script", "without script"]
)


@WITH_AND_WITHOUT_SCRIPT
def test_back_after_a_forgotten_answer_shows_the_answer_and_sends_nothing(take, options):
    page = take(**options)
    begin(page)
    follow(page.get_by_role("button", name="Next question"))
    expect(page.get_by_role("alert")).to_contain_text("Choose an answer, or skip this one.")
    answer(page, 1)
    expect(page.get_by_text("Question 2 of at most 24")).to_be_visible()
    sent = methods_of(page)

    page.go_back()

    expect(page.get_by_text("Question 1 of at most 24")).to_be_visible()
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert "POST" not in sent


@WITH_AND_WITHOUT_SCRIPT
def test_back_after_too_many_goals_leads_on_and_sends_nothing(take, options):
    page = take(**options)
    page.goto("/quiz/")
    for number in range(4):
        page.get_by_role("checkbox").nth(number).check()
    follow(page.get_by_role("button", name="Start with question 1"))
    page.get_by_role("checkbox").nth(3).uncheck()
    follow(page.get_by_role("button", name="Start with question 1"))
    expect(page.get_by_text("Question 1 of at most 24")).to_be_visible()
    sent = methods_of(page)

    page.go_back()

    expect(title(page)).to_have_text("Welcome back")
    assert "POST" not in sent


def methods_of(page) -> list[str]:
    """Of the requests for pages from now on."""
    seen = []
    page.on("request", lambda one: one.is_navigation_request() and seen.append(one.method))
    return seen


@pytest.fixture
def methods(page) -> list[str]:
    return methods_of(page)


def test_reload_after_a_step_sends_nothing_again(page, methods):
    begin(page)
    steps = {"goals": None, "answer": answer, "skip": skip, "closing": close}
    sent = {}

    for name, step in steps.items():
        if step:
            step(page)
        before = Attempt.objects.values().get()
        methods.clear()
        page.reload()
        sent[name] = list(methods)
        assert Attempt.objects.values().get() == before

    assert sent == {name: ["GET"] for name in steps}


def test_reload_after_a_forgotten_answer_sends_nothing_again(page, methods):
    begin(page)
    answer(page)
    follow(page.get_by_role("button", name="Next question"))
    before = Attempt.objects.values().get()
    methods.clear()

    page.reload()

    assert methods == ["GET"]
    expect(page.get_by_role("alert")).to_contain_text("Choose an answer, or skip this one.")
    expect(page.get_by_text("Question 2 of at most 24")).to_be_visible()
    assert Attempt.objects.values().get() == before


def skip(page):
    follow(page.get_by_role("button", name="Skip this one"))


def close(page):
    page.goto("/quiz/closing/")
    follow(page.get_by_role("button", name="See your result"))


def test_older_tab_of_a_quiz_that_was_begun_again_stores_nothing_and_says_so(page):
    begin(page)
    answer(page)
    other = page.context.new_page()
    other.goto("/quiz/")
    follow(other.get_by_role("link", name="Begin again"))
    follow(other.get_by_role("button", name="Start with question 1"))
    expect(other.get_by_text("Question 1 of at most 24")).to_be_visible()

    answer(page, 1)

    expect(page.get_by_text("Nothing was stored: the page that you sent")).to_be_visible()
    expect(page.get_by_text("Question 1 of at most 24")).to_be_visible()
    assert Attempt.objects.get().answers == {}
    answer(page, 1)
    expect(page.get_by_text("Question 2 of at most 24")).to_be_visible()
    expect(page.get_by_text("Nothing was stored")).to_have_count(0)


def test_result_asks_before_it_puts_a_running_quiz_aside(page):
    begin(page)
    answer(page)
    attempt_that_is("clear")
    page.goto(f"/quiz/result/{'t' * 27}/")

    follow(page.get_by_role("button", name="Change your answers"))
    expect(title(page)).to_have_text("You are in the middle of the quiz")
    follow(page.get_by_role("link", name="Go on with the quiz"))
    expect(page.get_by_text("Question 2 of at most 24")).to_be_visible()
    page.go_back()
    follow(page.get_by_role("button", name="Change the answers of this result instead"))

    expect(title(page)).to_have_text("Check your answers")
    assert Attempt.objects.count() == 2


def test_whoever_comes_back_goes_on_where_they_left(page):
    begin(page)
    answer(page)
    page.goto("/")

    page.goto("/quiz/")
    follow(page.get_by_role("link", name="Continue with question 2"))

    expect(page.get_by_text("Question 2 of at most 24")).to_be_visible()


def test_answer_that_is_changed_leads_back_to_the_list(page):
    begin(page)
    answer(page)
    page.goto("/quiz/answers/")
    follow(page.get_by_role("link", name=re.compile("^Change: ")).first)

    answer(page, 2)

    expect(title(page)).to_have_text("Check your answers")


def test_result_can_be_shared_taken_back_and_deleted(page, take):
    attempt_that_is("clear", circumstances=["visa"])
    page.goto(f"/quiz/result/{'t' * 27}/")

    follow(page.get_by_role("button", name="Make a link"))
    address = page.get_by_label("Shows the verdict and the odds").input_value()
    friend = take()
    friend.goto(address)
    expect(title(friend)).to_have_text("Tech lead fits you best")
    expect(friend.get_by_role("heading", name="Before you act")).to_have_count(0)
    follow(page.get_by_role("button", name="End this link"))
    assert friend.reload().status == 404
    page.get_by_text("Delete everything", exact=True).click()
    follow(page.get_by_role("button", name="Delete all of it"))

    expect(title(page)).to_have_text("Deleted.")
    assert Attempt.objects.count() == 0


def test_strongest_answer_leads_to_its_place_in_the_list(page):
    attempt_that_is("clear")
    page.goto(f"/quiz/result/{'t' * 27}/")

    link = page.locator("#lead li a").first
    place = link.get_attribute("href")

    link.click()

    expect(page).to_have_url(re.compile(f"{place}$"))
    expect(page.locator(place)).to_be_in_viewport()


WORDS_IN_PIECES = """() => [...document.querySelectorAll(".ranking tbody .role")].flatMap(role => {
  const text = role.lastChild, found = [];
  for (const word of text.data.matchAll(/\\S+/g)) {
    const range = document.createRange();
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    if (range.getClientRects().length > 1) found.push(word[0]);
  }
  return found;
})"""
ENDS_OF_THE_AXIS = """() => [...document.querySelectorAll(".ranking thead text")]
  .map(text => text.getBoundingClientRect()).map(box => [box.left, box.right])"""

# Both at once: a page may still move as a whole when its letters arrive.
MIDDLES_OF_ACTIONS = """() => ["button", "p"]
  .map(part => document.querySelector(`#change-it .actions ${part}`).getBoundingClientRect())
  .map(box => box.top + box.height / 2)"""


def test_letters_of_twice_the_size_break_no_name_and_cover_no_number(page):
    page.set_viewport_size({"width": 390, "height": 844})
    attempt_that_is("clear")
    page.goto(f"/quiz/result/{'t' * 27}/")

    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate(WORDS_IN_PIECES) == []
    zero, eighty, hundred = page.evaluate(ENDS_OF_THE_AXIS)
    assert zero[1] < eighty[0] < eighty[1] < hundred[0]


def test_words_beside_a_button_stand_at_its_middle(page):
    page.set_viewport_size(DESKTOP)
    attempt_that_is("clear")
    page.goto(f"/quiz/result/{'t' * 27}/")

    button, words = page.evaluate(MIDDLES_OF_ACTIONS)

    assert abs(button - words) <= 1


def test_buttons_of_a_result_stay_where_they_are_when_the_font_comes_late(page):
    """Bold letters that are wider until then would take a line more."""
    page.set_viewport_size({"width": 390, "height": 800})
    attempt_that_is("clear")

    assert shift_when_the_font_comes_late(page, f"/quiz/result/{'t' * 27}/") == 0


def test_contradictory_result_leads_to_the_answers_with_which_to_begin(page):
    edition = Edition.objects.live()
    finished(edition, answers={question.slug: 1 for question in edition.questions.all()})
    page.goto(f"/quiz/result/{'t' * 27}/")

    follow(page.get_by_role("button", name="Look at your answers again"))

    expect(title(page)).to_have_text("Check your answers")
    expect(page.get_by_text("Hardly fits your other answers")).to_have_count(3)
    place = page.locator(".notice li li a").first.get_attribute("href")
    page.locator(".notice li li a").first.click()
    expect(page.locator(f"[id='{place.removeprefix('#')}']")).to_be_in_viewport()


# Every state, seen by axe, on small screens and by keyboard


def states(page, site):
    """Every type of page of the quiz, in each state that it has."""
    page.goto("/quiz/")
    yield "start"
    for number in range(4):
        page.get_by_role("checkbox").nth(number).check()
    follow(page.get_by_role("button", name="Start with question 1"))
    yield "start with an error"
    page.context.clear_cookies()
    begin(page)
    kinds = set()
    while "/quiz/question/" in page.url:
        kind = Edition.objects.live().questions.get(text=title(page).inner_text()).kind
        if kind not in kinds:
            kinds.add(kind)
            yield f"question, a {kind}"
            follow(page.get_by_role("button", name="Next question"))
            yield f"question, a {kind}, with an error"
        answer(page, 1)
    assert len(kinds) == 3
    yield "check"
    page.goto("/quiz/question/1/")
    yield "question that is answered"
    page.goto("/quiz/question/99/")
    yield "question that is not reached"
    page.goto("/quiz/question/1/?outdated=1")
    yield "question after an outdated page"
    page.goto("/quiz/answers/?outdated=1")
    yield "check after an outdated page"
    Edition.objects.update(contradiction_limit=0.01)
    page.goto("/quiz/answers/")
    yield "check of answers that contradict each other"
    Edition.objects.update(contradiction_limit=1.05)
    page.goto("/quiz/")
    yield "start again"
    page.goto("/quiz/closing/")
    yield "closing"
    attempt_that_is("clear")
    page.goto(f"/quiz/result/{'t' * 27}/change-instead/")
    yield "running quiz in the way of a change"
    for verdict in ("clear", "close", "open", "none"):
        Attempt.objects.all().delete()
        attempt_that_is(verdict, circumstances=["visa"], closing={"product-management": "same"})
        page.goto(f"/quiz/result/{'t' * 27}/")
        yield f"result, {verdict}"
    follow(page.get_by_role("button", name="Make a link"))
    page.locator("#share [type=checkbox]").check()
    follow(page.get_by_role("button", name="Make a link"))
    yield "result with links"
    for kind in ("the verdict and the odds", "the whole result"):
        page.goto(page_of_share(page, kind))
        yield f"shared: {kind}"
        page.go_back()
    page.goto(f"/quiz/result/{'w' * 27}/")
    yield "no result"
    page.context.clear_cookies()
    remember(page, site, "w" * 27)
    page.goto("/quiz/closing/")
    yield "no quiz for this browser"


def page_of_share(page, kind):
    return page.get_by_label(re.compile(f"Shows {kind}")).input_value()


@pytest.mark.parametrize("variant", VARIANTS)
def test_axe_finds_nothing_in_any_state_of_the_quiz(take, site, variant):
    page = take(**VARIANTS[variant])
    found = []

    for state in states(page, site):
        page.wait_for_load_state()
        open_details(page)
        found += [f"{state}: {violation}" for violation in violations(page)]

    assert found == [], "\n".join(found)


def test_every_state_fits_a_small_screen_and_can_be_hit(page, site):
    found = []

    for state in states(page, site):
        page.wait_for_load_state()
        open_details(page)
        for viewport in (SMALL, DESKTOP):
            page.set_viewport_size(viewport)
            for script in (TOO_WIDE, TOO_SMALL):
                found += [f"{state}: {fault}" for fault in page.evaluate(script)]

    assert found == [], "\n".join(found)


def test_question_is_the_name_of_its_group(page):
    begin(page)

    name = title(page).inner_text()

    expect(page.get_by_role("group", name=name, exact=True)).to_be_visible()


@pytest.mark.parametrize("address", ["question", "result"])
def test_tab_reaches_everything_and_shows_where_it_is(page, address):
    if address == "question":
        begin(page)
    else:
        attempt_that_is("clear", circumstances=["visa"])
        page.goto(f"/quiz/result/{'t' * 27}/")

    steps = walk(page)

    unseen = [step for step in steps if step["outline"] < 3 or step["cut"] or not step["inView"]]
    assert len(steps) > 10
    assert unseen == []
