"""What the tests of the pure modules share: the draft questions, and how to answer them."""

from hypothesis import strategies as st

from quiz.scoring import Option, Question, Quiz

CRITERIA = (
    *("growing-people", "deciding-about-people", "running-the-team", "building"),
    *("technical-depth", "uninterrupted-time", "time-with-customers", "deciding-what-gets-built"),
    *("leading-without-authority", "open-ended-bets"),
)
ROLES = ("technical-management", "technical-leadership", "product-management")
LEVELS = (
    (5, 4, 5, 1, 2, 1, 1, 3, 2, 2),
    (3, 2, 3, 4, 5, 4, 2, 2, 5, 2),
    (2, 2, 3, 1, 2, 1, 5, 5, 5, 4),
)
GROW, PEOPLE, RUN, BUILD, DEPTH, TIME, CUSTOMERS, WHAT, AUTHORITY, BETS = CRITERIA


def statement(slug, criterion, direction=1):
    return Question(slug, "statement", (Option(criterion, direction),))


def pair(slug, first, second):
    return Question(slug, "pair", (Option(first), Option(second)))


def scenario(slug, *criteria):
    return Question(slug, "scenario", tuple(Option(criterion) for criterion in criteria))


QUESTIONS = (
    statement("mentoring", GROW),
    statement("hard-feedback", PEOPLE, -1),
    statement("planning", RUN, -1),
    statement("year-without-code", BUILD, -1),
    statement("architectures", DEPTH),
    statement("three-hours", TIME),
    statement("watching-strangers", CUSTOMERS),
    statement("leaving-out", WHAT),
    statement("week-persuading", AUTHORITY, -1),
    statement("something-certain", BETS, -1),
    statement("career-worries", GROW, -1),
    statement("support-calls", CUSTOMERS, -1),
    pair("person-or-build", GROW, BUILD),
    pair("candidates-or-users", PEOPLE, CUSTOMERS),
    pair("data-or-market", DEPTH, WHAT),
    pair("rhythm-or-mornings", RUN, TIME),
    pair("memo-or-final-call", AUTHORITY, PEOPLE),
    pair("bet-or-optimisation", BETS, DEPTH),
    pair("customers-or-teammates", CUSTOMERS, GROW),
    pair("deep-day-or-requests", TIME, WHAT),
    scenario("launch-slips", GROW, DEPTH, CUSTOMERS),
    scenario("free-week", BUILD, WHAT, PEOPLE),
    scenario("reorganisation", AUTHORITY, RUN, TIME),
    scenario("new-year", BETS, RUN, BUILD),
)


def draft_quiz(**changes):
    parts = {"criteria": CRITERIA, "roles": ROLES, "levels": LEVELS, "questions": QUESTIONS}
    return Quiz(**(parts | changes))


def depth_quiz(*questions):
    """Three roles that differ on depth alone: by -1, 2 and -1 from their mean."""
    return Quiz(
        criteria=(DEPTH, CUSTOMERS),
        roles=("manager", "lead", "product"),
        levels=((2, 3), (5, 3), (2, 3)),
        questions=questions or (statement("architectures", DEPTH),),
    )


def all_answered(quiz, statement, pair, scenario=1):
    values = {"statement": statement, "pair": pair, "scenario": scenario}
    return {question.slug: values[question.kind] for question in quiz.questions}


@st.composite
def sheets(draw, quiz, all_of_them=False):
    """Answers to some questions, in any order, and up to three goals."""
    skipped = st.nothing() if all_of_them else st.none()
    values = {
        question.slug: draw(st.sampled_from(question.values) | skipped)
        for question in quiz.questions
    }
    answered = [slug for slug, value in values.items() if value is not None]
    goals = draw(st.lists(st.sampled_from(quiz.criteria), max_size=3, unique=True))
    return {slug: values[slug] for slug in draw(st.permutations(answered))}, goals
