from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from comparisons.models import Criterion, Experiment, Figure, Point, Rating, Role, WeekSlice
from comparisons.publishing import FULL_WEEK

from .addresses import AddressedAdmin
from .filters import Assigned, Copy, Review, Schedule
from .inlines import Inline, OrderedInline
from .page_forms import RatingForm, RoleForm
from .shared import AMONG_COLLEAGUES, REVIEW_AND_PUBLISHING, AliasInline, FaqInline


class WeekFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        hours = sum(
            form.cleaned_data.get("hours") or 0
            for form in self.forms
            if form.is_valid() and not form.cleaned_data.get("DELETE")
        )
        if hours > FULL_WEEK:
            raise ValidationError(
                f"The week adds up to {hours} hours. Take away {hours - FULL_WEEK}."
            )


class RatingFormSet(BaseInlineFormSet):
    """A row for each criterion on which the role is not rated yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial_extra = [{"criterion": criterion} for criterion in _unrated(self.instance)]


def _unrated(role: Role | None) -> QuerySet[Criterion]:
    if role is None or role.pk is None:
        return Criterion.objects.all()
    return Criterion.objects.exclude(ratings__role=role)


class WeekInline(Inline, admin.StackedInline):
    model = WeekSlice
    formset = WeekFormSet
    fields = [("activity", "hours")]
    few = 3
    classes = ["brief"]
    verbose_name = "part of the week"
    verbose_name_plural = "where the week goes"
    advice = "40 hours in all, the longest part first. For example: Design and review, 10."
    help_texts = {"hours": ""}


class PointInline(OrderedInline, admin.StackedInline):
    model = Point
    fields = ["text", ("kind", "strength", "source", "order")]
    few = 6
    kinds_in_order = "-kind"
    advice = (
        "At least 3 of each, true of this role only. For example: You change several careers, "
        "not one codebase. Name the source beside the text, not in it."
    )


class RatingInline(Inline, admin.StackedInline):
    model = Rating
    form = RatingForm
    formset = RatingFormSet
    fields = [("criterion", "level", "reason")]
    classes = ["brief"]
    verbose_name_plural = "what the job gives and asks"
    advice = (
        "How much of each, compared with the other jobs here: 1 is little of it, 5 a lot. "
        "The reason is one line that a reader can check, for example: "
        "You write a third of the team’s code."
    )
    help_texts = {"level": "", "reason": ""}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rating]:
        return super().get_queryset(request).select_related("criterion")

    def get_extra(self, request: HttpRequest, obj: Role | None = None, **kwargs: Any) -> int:
        return _unrated(obj).count()


class FigureInline(OrderedInline, admin.StackedInline):
    model = Figure
    fields = ["text", ("kind", "amount", "place", "year"), ("source", "order"), "caveat"]
    kinds_in_order = "-kind"
    verbose_name_plural = "pay and demand"
    advice = (
        "What is counted needs its place, year and source. For example: Median pay of software "
        "developers, $133,080, United States, 2024. Leave the amount empty to say that there is "
        "no reliable figure."
    )
    help_texts = {"amount": "", "caveat": "What this number does not say."}


class ExperimentInline(OrderedInline, admin.StackedInline):
    model = Experiment
    fields = [("when", "criterion", "order"), "action", "cost", "good_sign", "stop_if"]
    few = 3
    verbose_name_plural = "try it before you choose"
    advice = (
        "Something that can be undone, for this week, this month and this quarter. For example: "
        "Lead the next planning meeting. Costs: Two hours. Good sign: You look forward to the "
        "next one. Stop if: You write the plan alone."
    )


@admin.register(Role)
class RoleAdmin(AddressedAdmin):
    named_by = "name"
    form = RoleForm
    list_display = ["name", "path", "state_for_readers", "review_due", "changed_at"]
    list_filter = ["state", Review, Copy, Assigned, Schedule, "path"]
    search_fields = ["name", "slug", "aliases__slug"]
    ordering = ["order", "name"]
    fieldsets = [
        ("The role", {"fields": ["name", "slug", "definition", "path", "order"]}),
        ("Is it for you?", {"fields": ["fits_if", "does_not_fit_if"]}),
        (
            "The deal",
            {
                "fields": [
                    "answers_for",
                    "judged_on",
                    "you_decide",
                    "you_do_not_decide",
                    "you_give_up",
                    "hardest_part",
                    "feedback_loop",
                    "reports_to",
                    "way_in",
                    "way_back",
                    "not_confused_with",
                ]
            },
        ),
        ("An ordinary Tuesday, and what you do", {"fields": ["ordinary_day", "responsibilities"]}),
        (
            "How it goes, well and wrong",
            {"fields": ["success_measures", "failure_modes", "misconceptions", "first_90_days"]},
        ),
        ("Skills and reading", {"fields": ["skills", "reading"]}),
        REVIEW_AND_PUBLISHING,
        AMONG_COLLEAGUES,
    ]
    inlines = [
        WeekInline,
        PointInline,
        RatingInline,
        FigureInline,
        ExperimentInline,
        FaqInline,
        AliasInline,
    ]
    help_texts = {
        "name": "For example: Engineering manager",
        "slug": "Its address: engineering-manager makes /roles/engineering-manager/",
        "definition": "One or two sentences that open the page, in the second person. "
        "For example: You are paid for what a team achieves.",
        "fits_if": "One sign per line that a reader can see in their own week. For example: "
        "You look forward to your one-to-ones.",
        "does_not_fit_if": "One sign per line. For example: A day without code is a lost day.",
        "answers_for": "Completes “You answer for …”, without a full stop. "
        "For example: the people and the pace",
        "judged_on": "For example: Whether people stay, grow and deliver.",
        "you_decide": "For example: Who is hired, who works on what, and when to stop.",
        "you_do_not_decide": "For example: What the company builds next year.",
        "you_give_up": "For example: Long hours of uninterrupted work.",
        "hardest_part": "For example: Telling somebody good that it is not enough.",
        "feedback_loop": "How long it takes until you know whether you did well. For example: "
        "Days after a one-to-one, a year after a hire.",
        "reports_to": "For example: A director of engineering; in a small company, the CTO.",
        "way_in": "For example: Mentor a new hire, then cover for a manager on leave.",
        "way_back": "How to undo it, and until when it is easy. For example: Within two years, "
        "back to a senior post.",
        "not_confused_with": "The neighbours that people mean instead, and the difference. "
        "For example: A project manager answers for a date, not for people.",
        "ordinary_day": "One per line, each with its time. "
        "For example: 09:10 Read overnight alerts.",
        "responsibilities": "One per line. For example: Hold one-to-ones every week.",
        "success_measures": "One per line. For example: The people you want to keep stay.",
        "failure_modes": "One per line. For example: You rewrite others’ code in review.",
        "misconceptions": "One per line. For example: It is a promotion. Often it is lateral.",
        "first_90_days": "One step per line. For example: Meet each person, and change nothing.",
        "skills": "Those that the role builds; each has a page of its own.",
        "reading": "Sources worth reading whole. Those that texts cite are listed by themselves.",
    }
    rows_of_text = dict.fromkeys(
        [
            *("fits_if", "does_not_fit_if", "ordinary_day", "responsibilities"),
            *("success_measures", "failure_modes", "misconceptions", "first_90_days"),
        ],
        8,
    )
