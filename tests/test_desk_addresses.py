"""Who may open what on the desk: each address of it, asked by everybody.

A row of a table is an address and the thing that it is asked about, then what GET and what POST
answer to a stranger, an author, an editor, an analyst and a superuser. `*` stands where something
was stored, `!` where readers see that. What is sent is what the form of a superuser would send, so
for all others it is a crafted request. A thing with a colon is selected in its list, and the
action behind the colon is chosen.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import product

import pytest
import reversion
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from reversion.models import Version

from comparisons.changes import content_has_changed
from comparisons.models import Comparison, Criterion, Disagreement, Guide, Role, Source, Verdict
from quiz.editions import fingerprint, quiz_of
from quiz.fairness import Check, Report
from quiz.models import Circumstance, Edition, Question
from tests.desk import typed, url
from tests.factories import (
    A_DAY,
    ComparisonFactory,
    CriterionFactory,
    DisagreementFactory,
    GuideFactory,
    PointFactory,
    QuestionFactory,
    RoleFactory,
    SkillFactory,
    SourceFactory,
    VerdictFactory,
    draft_edition,
    live_edition,
    publishable_comparison,
    publishable_guide,
    publishable_role,
)
from tests.rows import all_rows

# Many requests that reach no line anew: counting lines would only slow them down.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]

PEOPLE = ("author", "editor", "analyst", "superuser")
PASSWORD = "correct horse battery staple"
DESK = "admin/"
# Beyond the addresses of the admin: a draft of the quiz is taken on the pages of readers.
FOR_STAFF = {"try-edition"}
NAMELESS = "/<path:object_id>/"

TABLES = {
    #                                     GET                      POST
    #                                     str aut  edi  ana  sup    str  aut  edi  ana  sup
    "comparisons_role": """
changelist     -                      302 200  200  200  200   302  200  200  200  200
changelist     draft:delete_selected  302 200  200  200  200   302  302* 302* 200  302*
changelist     public:delete_selected 302 200  200  200  200   302  403  302! 200  302!
add            -                      302 200  200  403  200   200  302* 302* 403  302*
download_all   -                      302 200  200  200  200   302  405  405  405  405
recoverlist    -                      302 200  200  403  200   302  200  200  403  200
recover        gone                   302 200  200  403  200   200  302* 302* 403  302*
recover        gone-public            302 302  200  403  200   200  302  302* 403  302*
change         draft                  302 200  200  200  200   200  302* 302* 403  302*
change         public                 302 200  200  200  200   200  302* 302! 403  302!
delete         draft                  302 200  200  403  200   302  302* 302* 403  302*
delete         public                 302 403  200  403  200   302  403  302! 403  302!
history        draft                  302 200  200  200  200   302  200  200  200  200
history        public                 302 200  200  200  200   302  200  200  200  200
download       draft                  302 200  200  200  200   302  405  405  405  405
download       public                 302 200  200  200  200   302  405  405  405  405
compare        draft                  302 200  200  200  200   302  200  200  200  200
compare        public                 302 200  200  200  200   302  200  200  200  200
revision       draft                  302 200  200  200  200   200  302* 302* 403  302*
revision       public                 302 403  200  403  200   200  403  302! 403  302!
/              draft                  302 302  302  302  302   302  302  302  302  302
""",
    "comparisons_comparison": """
changelist     -                      302 200  200  200  200   302  200  200  200  200
changelist     draft:delete_selected  302 200  200  200  200   302  302* 302* 200  302*
changelist     public:delete_selected 302 200  200  200  200   302  403  403  200  403
add            -                      302 200  200  403  200   200  302* 302* 403  302*
download_all   -                      302 200  200  200  200   302  405  405  405  405
recoverlist    -                      302 200  200  403  200   302  200  200  403  200
recover        gone                   302 200  200  403  200   200  302* 302* 403  302*
recover        gone-public            302 302  200  403  200   200  302  200  403  200
change         draft                  302 200  200  200  200   200  302* 302* 403  302*
change         public                 302 200  200  200  200   200  302* 302! 403  302!
delete         draft                  302 200  200  403  200   302  302* 302* 403  302*
delete         public                 302 302  302  302  302   302  403  403  403  403
history        draft                  302 200  200  200  200   302  200  200  200  200
history        public                 302 200  200  200  200   302  200  200  200  200
download       draft                  302 200  200  200  200   302  405  405  405  405
download       public                 302 200  200  200  200   302  405  405  405  405
compare        draft                  302 200  200  200  200   302  200  200  200  200
compare        public                 302 200  200  200  200   302  200  200  200  200
revision       draft                  302 200  200  200  200   200  302* 302* 403  302*
revision       public                 302 403  200  403  200   200  403  302! 403  302!
/              draft                  302 302  302  302  302   302  302  302  302  302
""",
    "comparisons_verdict": """
changelist     -                      302 200  200  200  200   302  200  200  200  200
changelist     draft:delete_selected  302 200  200  200  200   302  302* 302* 200  302*
changelist     public:delete_selected 302 200  200  200  200   302  403  403  200  403
add            -                      302 200  200  403  200   200  302* 302* 403  302*
recoverlist    -                      302 200  200  403  200   302  200  200  403  200
recover        gone                   302 200  200  403  200   200  302* 302* 403  302*
change         draft                  302 200  200  200  200   200  302* 302* 403  302*
change         public                 302 200  200  200  200   200  302* 302! 403  302!
delete         draft                  302 200  200  403  200   302  302* 302* 403  302*
delete         public                 302 403  403  403  403   302  403  403  403  403
history        draft                  302 200  200  200  200   302  200  200  200  200
history        public                 302 200  200  200  200   302  200  200  200  200
compare        draft                  302 200  200  200  200   302  200  200  200  200
compare        public                 302 200  200  200  200   302  200  200  200  200
revision       draft                  302 200  200  200  200   200  302* 302* 403  302*
revision       public                 302 403  200  403  200   200  403  302! 403  302!
/              draft                  302 302  302  302  302   302  302  302  302  302
""",
    "comparisons_guide": """
changelist     -                      302 200  200  200  200   302  200  200  200  200
changelist     draft:delete_selected  302 200  200  200  200   302  302* 302* 200  302*
changelist     public:delete_selected 302 200  200  200  200   302  403  302! 200  302!
add            -                      302 200  200  403  200   200  302* 302* 403  302*
download_all   -                      302 200  200  200  200   302  405  405  405  405
recoverlist    -                      302 200  200  403  200   302  200  200  403  200
recover        gone                   302 200  200  403  200   200  302* 302* 403  302*
recover        gone-public            302 302  200  403  200   200  302  302* 403  302*
change         draft                  302 200  200  200  200   200  302* 302* 403  302*
change         public                 302 200  200  200  200   200  302* 302! 403  302!
delete         draft                  302 200  200  403  200   302  302* 302* 403  302*
delete         public                 302 403  200  403  200   302  403  302! 403  302!
history        draft                  302 200  200  200  200   302  200  200  200  200
history        public                 302 200  200  200  200   302  200  200  200  200
download       draft                  302 200  200  200  200   302  405  405  405  405
download       public                 302 200  200  200  200   302  405  405  405  405
compare        draft                  302 200  200  200  200   302  200  200  200  200
compare        public                 302 200  200  200  200   302  200  200  200  200
revision       draft                  302 200  200  200  200   200  302* 302* 403  302*
revision       public                 302 403  200  403  200   200  403  302! 403  302!
/              draft                  302 302  302  302  302   302  302  302  302  302
""",
    "comparisons_criterion": """
changelist     -                      302 200  200  200  200   302  200  200  200  200
changelist     unused:delete_selected 302 200  200  200  200   302  200  302* 200  302*
changelist     used:delete_selected   302 200  200  200  200   302  200  200  200  200
add            -                      302 403  200  403  200   200  403  302* 403  302*
recoverlist    -                      302 403  200  403  200   302  403  200  403  200
recover        gone                   302 403  200  403  200   200  403  302* 403  302*
change         unused                 302 200  200  200  200   200  403  302* 403  302*
change         used                   302 200  200  200  200   200  403  302! 403  302!
delete         unused                 302 403  200  403  200   302  403  302* 403  302*
delete         used                   302 403  200  403  200   302  403  200  403  200
history        unused                 302 200  200  200  200   302  200  200  200  200
history        used                   302 200  200  200  200   302  200  200  200  200
compare        unused                 302 200  200  200  200   302  200  200  200  200
compare        used                   302 200  200  200  200   302  200  200  200  200
revision       unused                 302 200  200  200  200   200  403  302* 403  302*
revision       used                   302 200  200  200  200   200  403  302! 403  302!
/              unused                 302 302  302  302  302   302  302  302  302  302
""",
    "comparisons_skill": """
changelist     -                      302 200  200  200  200   302  200  200  200  200
changelist     unused:delete_selected 302 200  200  200  200   302  302* 302* 200  302*
changelist     used:delete_selected   302 200  200  200  200   302  200  200  200  200
add            -                      302 200  200  403  200   200  302* 302* 403  302*
recoverlist    -                      302 200  200  403  200   302  200  200  403  200
recover        gone                   302 200  200  403  200   200  302* 302* 403  302*
change         unused                 302 200  200  200  200   200  302* 302* 403  302*
change         used                   302 200  200  200  200   200  403  302! 403  302!
delete         unused                 302 200  200  403  200   302  302* 302* 403  302*
delete         used                   302 200  200  403  200   302  200  200  403  200
history        unused                 302 200  200  200  200   302  200  200  200  200
history        used                   302 200  200  200  200   302  200  200  200  200
compare        unused                 302 200  200  200  200   302  200  200  200  200
compare        used                   302 200  200  200  200   302  200  200  200  200
revision       unused                 302 200  200  200  200   200  302* 302* 403  302*
revision       used                   302 200  200  200  200   200  403  302! 403  302!
/              unused                 302 302  302  302  302   302  302  302  302  302
""",
    "comparisons_source": """
changelist     -                      302 200  200  200  200   302  200  200  200  200
changelist     unused:delete_selected 302 200  200  200  200   302  302* 302* 200  302*
changelist     used:delete_selected   302 200  200  200  200   302  200  200  200  200
add            -                      302 200  200  403  200   200  302* 302* 403  302*
recoverlist    -                      302 200  200  403  200   302  200  200  403  200
recover        gone                   302 200  200  403  200   200  302* 302* 403  302*
change         unused                 302 200  200  200  200   200  302* 302* 403  302*
change         used                   302 200  200  200  200   200  403  302! 403  302!
delete         unused                 302 200  200  403  200   302  302* 302* 403  302*
delete         used                   302 200  200  403  200   302  200  200  403  200
history        unused                 302 200  200  200  200   302  200  200  200  200
history        used                   302 200  200  200  200   302  200  200  200  200
replace        unused                 302 200  200  403  200   302  302  302  403  302
replace        used                   302 200  200  403  200   302  200  302! 403  302!
compare        unused                 302 200  200  200  200   302  200  200  200  200
compare        used                   302 200  200  200  200   302  200  200  200  200
revision       unused                 302 200  200  200  200   200  302* 302* 403  302*
revision       used                   302 200  200  200  200   200  403  302! 403  302!
/              unused                 302 302  302  302  302   302  302  302  302  302
""",
    "comparisons_disagreement": """
changelist     -                       302 403  200  403  200   302  403  200  403  200
changelist     waiting:approve         302 403  200  403  200   302  403  302! 403  302!
changelist     spam:approve            302 403  200  403  200   302  403  302! 403  302!
changelist     waiting:reject          302 403  200  403  200   302  403  302* 403  302*
changelist     spam:reject             302 403  200  403  200   302  403  302* 403  302*
changelist     waiting:mark_as_spam    302 403  200  403  200   302  403  302* 403  302*
changelist     spam:mark_as_spam       302 403  200  403  200   302  403  302  403  302
changelist     waiting:delete_selected 302 403  200  403  200   302  403  302  403  302
changelist     spam:delete_selected    302 403  200  403  200   302  403  302* 403  302*
export         -                       302 403  200  403  200   302  405  405  405  405
add            -                       302 403  403  403  403   200  403  403  403  403
change         waiting                 302 403  200  403  200   200  403  403  403  403
change         spam                    302 403  200  403  200   200  403  403  403  403
delete         waiting                 302 403  403  403  403   302  403  403  403  403
delete         spam                    302 403  200  403  200   302  403  302* 403  302*
history        waiting                 302 403  200  403  200   302  403  200  403  200
history        spam                    302 403  200  403  200   302  403  200  403  200
/              waiting                 302 302  302  302  302   302  302  302  302  302
""",
    "quiz": """
ratings        draft                  302 200  200  200  200   302  302* 302* 403  302*
ratings        public                 302 200  200  200  200   302  403  302! 403  302!
""",
    "quiz_edition": """
changelist     -                      302 200  200  200  200   302  200  200  200  200
changelist     draft:copy             302 200  200  200  200   302  200  302* 200  302*
changelist     live:copy              302 200  200  200  200   302  200  302* 200  302*
changelist     draft:measure          302 200  200  200  200   302  200  302* 200  302*
changelist     live:measure           302 200  200  200  200   302  200  302  200  302
changelist     draft:open             302 200  200  200  200   302  200  302! 200  302!
changelist     live:open              302 200  200  200  200   302  200  302  200  302
changelist     draft:retire           302 200  200  200  200   302  200  302  200  302
changelist     live:retire            302 200  200  200  200   302  200  302! 200  302!
changelist     draft:delete_selected  302 200  200  200  200   302  200  302* 200  302*
changelist     live:delete_selected   302 200  200  200  200   302  200  403  200  403
add            -                      302 403  200  403  200   200  403  302* 403  302*
download_all   -                      302 200  200  200  200   302  405  405  405  405
recoverlist    -                      302 403  200  403  200   302  403  200  403  200
recover        gone                   302 403  200  403  200   200  403  302* 403  302*
change         draft                  302 200  200  200  200   200  403  302* 403  302*
change         live                   302 200  200  200  200   200  403  302! 403  302!
delete         draft                  302 403  200  403  200   302  403  302* 403  302*
delete         live                   302 403  403  403  403   302  403  403  403  403
history        draft                  302 200  200  200  200   302  200  200  200  200
history        live                   302 200  200  200  200   302  200  200  200  200
download       draft                  302 200  200  200  200   302  405  405  405  405
download       live                   302 200  200  200  200   302  405  405  405  405
compare        draft                  302 200  200  200  200   302  200  200  200  200
compare        live                   302 200  200  200  200   302  200  200  200  200
revision       draft                  302 200  200  200  200   200  403  302* 403  302*
revision       live                   302 302  302  302  302   200  403  302  403  302
/              draft                  302 302  302  302  302   302  302  302  302  302
""",
    "quiz_question": """
changelist     -                      302 200  200  200  200   302  200  200  200  200
changelist     draft:delete_selected  302 200  200  200  200   302  200  302* 200  302*
changelist     live:delete_selected   302 200  200  200  200   302  200  403  200  403
add            -                      302 403  200  403  200   200  403  302* 403  302*
recoverlist    -                      302 403  200  403  200   302  403  200  403  200
recover        gone                   302 403  200  403  200   200  403  302* 403  302*
change         draft                  302 200  200  200  200   200  403  302* 403  302*
change         live                   302 200  200  200  200   200  403  302! 403  302!
delete         draft                  302 403  200  403  200   302  403  302* 403  302*
delete         live                   302 403  403  403  403   302  403  403  403  403
history        draft                  302 200  200  200  200   302  200  200  200  200
history        live                   302 200  200  200  200   302  200  200  200  200
compare        draft                  302 200  200  200  200   302  200  200  200  200
compare        live                   302 200  200  200  200   302  200  200  200  200
revision       draft                  302 200  200  200  200   200  403  302* 403  302*
revision       live                   302 302  302  302  302   200  403  302  403  302
/              draft                  302 302  302  302  302   302  302  302  302  302
""",
    "auth_user": """
changelist      -                         302 403  403  403  200   302  403  403  403  200
changelist      colleague:delete_selected 302 403  403  403  200   302  403  403  403  200
add             -                         302 403  403  403  200   302  403  403  403  302*
change          colleague                 302 403  403  403  200   302  403  403  403  302*
delete          colleague                 302 403  403  403  403   302  403  403  403  403
history         colleague                 302 403  403  403  200   302  403  403  403  200
password_change colleague                 302 403  403  403  200   302  403  403  403  302*
/               colleague                 302 302  302  302  302   302  302  302  302  302
""",
    "admin_logentry": """
changelist     -                      302 403  200  403  200   302  403  200  403  200
changelist     entry:delete_selected  302 403  200  403  200   302  403  200  403  200
add            -                      302 403  403  403  403   200  403  403  403  403
change         entry                  302 403  200  403  200   200  403  403  403  403
delete         entry                  302 403  403  403  403   302  403  403  403  403
history        entry                  302 403  200  403  200   302  403  200  403  200
/              entry                  302 302  302  302  302   302  302  302  302  302
""",
    "": """
index                 -               302 200  200  200  200   302  200  200  200  200
login                 -               200 302  302  302  302   302* 302* 302* 302* 302*
logout                -               302 405  405  405  405   302  200  200  200  200
password_change       -               302 200  200  200  200   302  302* 302* 302* 302*
password_change_done  -               302 200  200  200  200   302  405  405  405  405
autocomplete          -               302 200  200  200  200   302  405  405  405  405
jsi18n                -               302 200  200  200  200   302  405  405  405  405
view_on_site          draft           302 302  302  302  302   302  302  302  302  302
view_on_site          public          302 302  302  302  302   302  302  302  302  302
app_list              -               302 200  200  200  200   302  200  200  200  200
quiz_tally_changelist -               302 403  200  200  200   302  405  405  405  405
<anything>            -               302 404  404  404  404   302  404  404  404  404
try-edition           unopened        405 405  405  405  405   302  403  302* 403  302*
try-edition           live            405 405  405  405  405   302  403  302  403  302
""",
}


# What there is to ask about

Things = dict[str, models.Model]


def kept(thing: models.Model, **since: object) -> models.Model:
    """As somebody saved it, and what has changed since."""
    with reversion.create_revision():
        reversion.add_to_revision(thing)
    type(thing)._base_manager.filter(pk=thing.pk).update(**since)
    return thing


def gone(thing: models.Model) -> models.Model:
    pk = kept(thing).pk
    thing.delete()
    thing.pk = pk
    return thing


def public_comparison() -> models.Model:
    sides = {f"role_{side}": publishable_role(slug=f"public-{side}") for side in "ab"}
    return publishable_comparison(**sides)


def roles() -> Things:
    return {
        "draft": kept(RoleFactory(), definition="Now."),
        "public": kept(publishable_role(slug="public"), definition="Now."),
        "gone": gone(RoleFactory()),
        "gone-public": gone(publishable_role()),
    }


def comparisons() -> Things:
    return {
        "draft": kept(ComparisonFactory(), question="Now?"),
        "public": kept(public_comparison(), question="Now?"),
        "gone": gone(ComparisonFactory()),
        "gone-public": gone(publishable_comparison()),
    }


def verdicts() -> Things:
    return {
        "draft": kept(VerdictFactory(), in_short="Now."),
        "public": kept(public_comparison().current_verdict, in_short="Now."),
        "gone": gone(VerdictFactory()),
    }


def guides() -> Things:
    return {
        "draft": kept(GuideFactory(), body="Now."),
        "public": kept(publishable_guide(slug="public"), body="Now."),
        "gone": gone(GuideFactory()),
        "gone-public": gone(publishable_guide()),
    }


def criteria() -> Things:
    used = CriterionFactory()
    publishable_role(slug="public")
    return {
        "unused": kept(CriterionFactory(), name="Now"),
        "used": kept(used, name="Now"),
        "gone": gone(CriterionFactory()),
    }


def skills() -> Things:
    used = SkillFactory()
    publishable_role(slug="public").skills.add(used)
    return {
        "unused": kept(SkillFactory(), name="Now"),
        "used": kept(used, name="Now"),
        "gone": gone(SkillFactory()),
    }


def sources() -> Things:
    used = SourceFactory()
    PointFactory(role=publishable_role(slug="public"), source=used)
    SourceFactory(slug="other")
    return {
        "unused": kept(SourceFactory(), title="Now"),
        "used": kept(used, title="Now"),
        "gone": gone(SourceFactory()),
    }


def disagreements() -> Things:
    verdict = public_comparison().current_verdict
    return {
        "waiting": DisagreementFactory(verdict=verdict),
        "spam": DisagreementFactory(verdict=verdict, state=Disagreement.State.SPAM),
    }


def ratings() -> Things:
    CriterionFactory()
    return {"draft": RoleFactory(), "public": publishable_role(slug="public")}


def editions() -> Things:
    live, draft = live_edition(), draft_edition()
    gone_one = gone(draft_edition())
    # As if it had just been measured, so that nothing but a permission is missing to open it.
    draft.report, draft.report_hash = live.report, fingerprint(quiz_of(draft))
    draft.contradiction_limit = live.contradiction_limit
    draft.save()
    return {"draft": kept(draft), "live": kept(live), "gone": gone_one}


def questions() -> Things:
    live = live_edition()
    draft = draft_edition()
    return {
        "draft": kept(draft.questions.get(slug="pair-1"), text="Now?"),
        "live": kept(live.questions.first()),
        "gone": gone(QuestionFactory(edition=draft)),
    }


def people() -> Things:
    return {"colleague": User.objects.create_user("colleague", is_staff=True)}


def entries() -> Things:
    role = RoleFactory()
    entry = LogEntry.objects.create(
        user=User.objects.get(username="editor"),
        content_type=ContentType.objects.get_for_model(role),
        object_id=role.pk,
        object_repr=str(role),
        action_flag=CHANGE,
    )
    return {"entry": entry}


def the_desk() -> Things:
    quiz = editions()
    return {**roles(), "unopened": quiz["draft"], "live": quiz["live"]}


THINGS: dict[str, Callable[[], Things]] = {
    "comparisons_role": roles,
    "comparisons_comparison": comparisons,
    "comparisons_verdict": verdicts,
    "comparisons_guide": guides,
    "comparisons_criterion": criteria,
    "comparisons_skill": skills,
    "comparisons_source": sources,
    "comparisons_disagreement": disagreements,
    "quiz": ratings,
    "quiz_edition": editions,
    "quiz_question": questions,
    "auth_user": people,
    "admin_logentry": entries,
    "": the_desk,
}


# What is sent

CHANGED = {
    "role": {"definition": "Anew."},
    "comparison": {"question": "Anew?"},
    "verdict": {"in_short": "Anew."},
    "guide": {"body": "Anew."},
    "criterion": {"name": "Anew"},
    "skill": {"name": "Anew"},
    "source": {"title": "Anew"},
    "edition": {"circumstances-0-text": "Anew", "same_meaning": "on"},
    "question": {"text": "Anew?", "same_meaning": "on"},
    "user": {"first_name": "Anew"},
}


def new(model: str) -> dict[str, object]:
    match model:
        case "role" | "criterion" | "skill" | "source":
            names = {"slug": "new", "name": "New", "title": "New"}
            scale = {
                "description": "It.",
                "goal": "Have it",
                "meaning": "It.",
                "low": "Little",
                "high": "Much",
            }
            book = {"publisher": "P", "year": 2024, "address": "https://example.org/"}
            return {**names, **scale, "group": "craft", **book}
        case "comparison":
            sides = {f"role_{side}": RoleFactory(slug=f"side-{side}").pk for side in "ab"}
            return {**sides, "question": "Which?"}
        case "verdict":
            words = ("for_whom", "in_short", "reason", "ignore_if", "best_argument_against")
            decision = {
                "pick": "a",
                "sureness": Verdict.Sureness.FAIRLY_SURE,
                "decided_on": str(A_DAY),
            }
            comparison = {"comparison": ComparisonFactory().pk}
            return {**comparison, **decision, **dict.fromkeys(words, "Words.")}
        case "guide":
            return {"title": "New", "slug": "new", "body": "Words.", "created": str(A_DAY)}
        case "edition":
            return {"number": 99}
        case "question":
            edition = Edition.objects.filter(state=Edition.State.DRAFT).first()
            words = {"slug": "new", "text": "New?", "why": "It matters.", "kind": "statement"}
            return {**words, "edition": edition.pk, "order": 3}
        case "user":
            return {"username": "new", "password1": PASSWORD, "password2": PASSWORD}
    return {}


def rating_of(role: Role) -> dict[str, object]:
    criterion = Criterion.objects.get()
    rating = role.ratings.filter(criterion=criterion).first()
    cell = f"{role.pk}-{criterion.pk}"
    return {
        f"{cell}-level": 5,
        f"{cell}-reason": "Anew.",
        f"initial-{cell}-level": rating.level if rating else "",
        f"initial-{cell}-reason": rating.reason if rating else "",
    }


def sent_to(name: str, thing: models.Model | None, action: str, superuser: Client) -> dict:
    if action:
        live = Edition.objects.live()
        asked_again = {"post": "yes", "confirmed": str(live.number) if live else "none"}
        return {"action": action, "_selected_action": thing.pk, **asked_again}
    if name == "password_change":
        two = dict.fromkeys(("new_password1", "new_password2"), f"{PASSWORD} 2")
        return {"old_password": PASSWORD, **two}
    model, _, page = name.partition("_")[2].partition("_")
    match page or name:
        case "add":
            return form_on(address(name, thing), superuser) | new(model)
        case "change" | "revision" | "recover":
            changed = CHANGED.get(model, {}) if page == "change" else {}
            return form_on(address(name, thing), superuser) | changed
        case "delete":
            return {"post": "yes"}
        case "replace":
            return {"by": Source.objects.get(slug="other").pk}
        case "quiz_ratings":
            return rating_of(thing) if thing else {}
        case "login":
            return {"username": "editor", "password": PASSWORD, "next": "/admin/"}
        case "password_change":
            two = dict.fromkeys(("password1", "password2"), f"{PASSWORD} 2")
            return {"usable_password": "true", **two}
    return {}


def form_on(page: str, superuser: Client) -> dict:
    response = superuser.get(page)
    return typed(response) if "adminform" in (response.context or {}) else {}


# Where to


def address(name: str, thing: models.Model | None) -> str:
    if name == "try-edition":
        return reverse(name, args=[thing.number])
    if name == "<anything>":
        return f"/{DESK}no/such/page"
    if name.endswith(NAMELESS):
        return f"/{DESK}{name}".replace("<path:object_id>", str(thing.pk))
    if name == "app_list":
        return reverse("admin:app_list", args=["comparisons"])
    if name == "autocomplete":
        query = {"app_label": "comparisons", "model_name": "comparison", "field_name": "role_a"}
        return reverse("admin:autocomplete", query=query)
    return reverse(f"admin:{name}", args=list(args_of(name, thing)))


def args_of(name: str, thing: models.Model | None) -> Iterator[object]:
    page = name.rpartition("_")[2]
    if name == "view_on_site":
        yield ContentType.objects.get_for_model(thing).pk
    if thing and page not in {"changelist", "ratings", "recover"}:
        yield thing.pk
    if page in {"revision", "compare", "recover"}:
        kind = ContentType.objects.get_for_model(thing)
        yield Version.objects.get(content_type=kind, object_id=thing.pk).pk


def addresses_of_the_desk() -> set[str]:
    """By name; those without one by their route."""
    patterns = walk(get_resolver().url_patterns)
    found = {route: pattern.name for route, pattern in patterns if route.startswith(DESK)}
    names = {name or route.removeprefix(DESK) for route, name in found.items()}
    return {"<anything>" if name.startswith("(?P<url>") else name for name in names} | FOR_STAFF


def walk(patterns: list, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern
        else:
            yield from walk(pattern.url_patterns, route)


def not_in_both(table: set[str], found: set[str]) -> list[str]:
    return sorted(
        [f"{name}: no row in the table" for name in found - table]
        + [f"{name}: no such address" for name in table - found]
    )


# Asking


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def clients(request, monkeypatch) -> dict[str, Client]:
    # A report of fairness takes seconds, and who may ask for one does not depend on what it says.
    check = Check("Chance favours nobody", 0.9, gate="at least 95%", passed=True, shown="90%")
    monkeypatch.setattr("quiz.fairness.report", lambda quiz: Report((check,), 1.25))
    for person in PEOPLE:
        user = request.getfixturevalue(person)
        user.set_password(PASSWORD)
        user.save()
    clients = {person: Client() for person in PEOPLE}
    for person, client in clients.items():
        client.force_login(User.objects.get(username=person))
    return {"stranger": Client(), **clients}


def stored() -> object:
    return all_rows(), list(User.objects.order_by("pk").values())


def seen_by_readers(pages: list[str]) -> object:
    reader = Client()
    live = Edition.objects.filter(state=Edition.State.LIVE)
    words = [
        list(model.objects.filter(edition__in=live).values()) for model in (Question, Circumstance)
    ]
    return [reader.get(page).content for page in pages], words


def asked(client: Client, method: str, page: str, data: dict | None = None) -> HttpResponse:
    """By a client of its own, because an answer may end the session."""
    once = Client()
    once.cookies.load({name: cookie.value for name, cookie in client.cookies.items()})
    return getattr(once, method)(page, data)


class Asking:
    """Asks for everybody, and takes back what came of it."""

    def __init__(self, clients: dict[str, Client]) -> None:
        self.clients = clients
        public = (model.objects.published().first() for model in (Role, Comparison, Guide))
        self.pages = [page.get_absolute_url() for page in public if page]
        self.before = stored()
        self.seen = seen_by_readers(self.pages)

    @cache  # noqa: B019
    def get(self, page: str) -> list[str]:
        """Once, though a list has a row for each of its actions."""
        return [str(asked(client, "get", page).status_code) for client in self.clients.values()]

    def post(self, page: str, data: dict[str, object]) -> list[str]:
        return [self._posted(client, page, data) for client in self.clients.values()]

    def _posted(self, client: Client, page: str, data: dict[str, object]) -> str:
        with undone():
            status = asked(client, "post", page, data).status_code
            return f"{status}{self._mark()}"

    def _mark(self) -> str:
        if stored() == self.before:
            return ""
        return "*" if seen_by_readers(self.pages) == self.seen else "!"


def rows_of(group: str) -> Iterator[list[str]]:
    """With whole names; an address that has none leads from a thing to its form."""
    for line in TABLES[group].strip().splitlines():
        name, *rest = line.split()
        if name == "/":
            yield [group.replace("_", "/") + NAMELESS, *rest]
        else:
            yield [f"{group}_{name}".lstrip("_"), *rest]


def forms_to_send(group: str, things: Things, superuser: Client) -> list:
    """For each row of the table where it is sent, and what."""
    found = []
    for name, of, *_ in rows_of(group):
        thing, action = thing_and_action(of, things)
        page = address(name, thing)
        found.append((name, of, page, sent_to(name, thing, action, superuser)))
    return found


def thing_and_action(of: str, things: Things) -> tuple[models.Model | None, str]:
    name, _, action = of.partition(":")
    return things.get(name), action


# The table


def test_table_names_every_address_of_the_desk_and_no_other():
    named = {row[0] for group in TABLES for row in rows_of(group)}

    assert not_in_both(named, addresses_of_the_desk()) == []


def test_address_without_a_row_and_row_without_an_address_are_named():
    found = not_in_both({"index", "casino"}, {"index", "lottery"})

    assert found == ["casino: no such address", "lottery: no row in the table"]


@pytest.mark.parametrize("group", TABLES)
def test_every_address_answers_everybody_as_the_table_says(group, clients):
    things = THINGS[group]()
    forms = forms_to_send(group, things, clients["superuser"])
    content_has_changed()
    asking = Asking(clients)

    found = [
        [name, of, *asking.get(page), *asking.post(page, data)] for name, of, page, data in forms
    ]

    assert found == list(rows_of(group))


def test_guard_against_a_wrong_answer_sees_who_stored_what(clients):
    public = publishable_role(slug="public")
    asking = Asking(clients)

    found = asking.post(url(public, "delete"), {"post": "yes"})

    assert found == ["302", "403", "302!", "403", "302!"]
    assert Role.objects.get() == public


def addresses_marked(person: str, marks: str) -> set[str]:
    column = 7 + ("stranger", *PEOPLE).index(person)
    rows = (row for group in TABLES for row in rows_of(group))
    return {row[0] for row in rows if row[column][-1] in marks}


def test_stranger_stores_only_that_they_have_signed_in():
    assert addresses_marked("stranger", "*!") == {"login"}


def test_analyst_stores_only_what_is_their_own():
    assert addresses_marked("analyst", "*!") == {"login", "password_change"}


def test_author_changes_nothing_that_readers_see():
    assert addresses_marked("author", "!") == set()
    assert "comparisons_role_change" in addresses_marked("editor", "!")


@pytest.mark.parametrize("group", TABLES)
def test_stranger_is_only_ever_asked_to_sign_in(group, editor, client):
    things = THINGS[group]()

    shown = set()
    for name, of, *_ in rows_of(group):
        thing, _ = thing_and_action(of, things)
        for ask in (client.get, client.post):
            response = ask(address(name, thing), follow=True)
            if response.status_code != 405:
                shown.add(response.templates[0].name)

    assert shown == {"admin/login.html"}


NONSENSE = ("x", "0", "-1", "9" * 30, "1/2", "_5F", "٣")


def nonsense_addresses(group: str, things: Things) -> Iterator[str]:
    """Of each address of an object, with each of its numbers in turn replaced."""
    for name, of, *_ in rows_of(group):
        thing, action = thing_and_action(of, things)
        if thing is None or action:
            continue
        if name.endswith(NAMELESS):
            yield from (f"/{DESK}{name}".replace("<path:object_id>", one) for one in NONSENSE)
            continue
        whole = "try-edition" if name == "try-edition" else f"admin:{name}"
        args = list(args_of(name, thing))
        for place, nonsense in product(range(len(args)), NONSENSE):
            with suppress(NoReverseMatch):
                yield reverse(whole, args=[*args[:place], nonsense, *args[place + 1 :]])


@pytest.mark.parametrize("group", [group for group in TABLES if group != "quiz"])
def test_nonsense_in_the_place_of_a_number_is_no_error_of_ours(group, editor, superuser_client):
    addresses = list(nonsense_addresses(group, THINGS[group]()))

    found = {
        ask(page, {"post": "yes"}).status_code
        for page in addresses
        for ask in (superuser_client.get, superuser_client.post)
    }

    assert addresses
    assert found <= {200, 302, 403, 404, 405}
