from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from comparisons.models import Experiment, Figure, Point, Rating, Role, WeekSlice
from comparisons.publishing import DEAL, FULL_WEEK

from .desk import PublishableAdmin
from .inlines import Inline
from .shared import AddressedForm, AliasInline, FaqInline, keep_former_address


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


class WeekInline(Inline, admin.TabularInline):
    model = WeekSlice
    formset = WeekFormSet
    fields = ["activity", "hours"]
    verbose_name_plural = "the week: 40 hours in all"


class RatingInline(Inline, admin.TabularInline):
    model = Rating
    fields = ["criterion", "level", "reason"]


class PointInline(Inline, admin.TabularInline):
    model = Point
    fields = ["kind", "text", "strength", "source", "order"]
    autocomplete_fields = ["source"]


class FigureInline(Inline, admin.StackedInline):
    model = Figure
    fields = ["kind", "text", ("amount", "place", "year"), "source", "caveat", "order"]
    autocomplete_fields = ["source"]


class ExperimentInline(Inline, admin.StackedInline):
    model = Experiment
    fields = ["when", "criterion", "action", "cost", "good_sign", "stop_if", "order"]


@admin.register(Role)
class RoleAdmin(PublishableAdmin):
    form = AddressedForm
    list_display = ["name", "path", "state", "review_due", "changed_at"]
    list_filter = ["state", "path"]
    search_fields = ["name", "slug", "aliases__slug"]
    ordering = ["order", "name"]
    filter_horizontal = ["skills", "reading"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "path", "answers_for", "order"]}),
        ("What it is", {"fields": ["definition", "not_confused_with"]}),
        ("The deal", {"fields": DEAL}),
        ("Around the job", {"fields": ["feedback_loop", "reports_to", "ordinary_day"]}),
        (
            "In the job",
            {"fields": ["responsibilities", "success_measures", "first_90_days", "failure_modes"]},
        ),
        ("Is it for you?", {"fields": ["misconceptions", "fits_if", "does_not_fit_if"]}),
        ("Skills and reading", {"fields": ["skills", "reading"]}),
        (
            "Review and publishing",
            {
                "fields": [
                    ("written_by", "reviewed_by"),
                    ("reviewed_on", "review_due"),
                    ("state", "publish_at"),
                ]
            },
        ),
    ]
    inlines = [
        RatingInline,
        WeekInline,
        PointInline,
        FigureInline,
        ExperimentInline,
        FaqInline,
        AliasInline,
    ]

    def save_model(
        self, request: HttpRequest, obj: Role, form: AddressedForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        keep_former_address(form)
