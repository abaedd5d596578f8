"""The forms of the pages that readers see: each joins what has to be right on its page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import date as written_out
from django.utils import timezone

from comparisons.content_values import begins_with_a_time
from comparisons.markdown import objection_to

from .addresses import AddressedForm, PairForm
from .citations import CitingText
from .desk import STATES_OF_PUBLISHERS, DeskForm


class MarkdownText(CitingText):
    """Text that readers get as HTML, so that what HTML may not be is refused while it is typed."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if objection := objection_to(value):
            raise ValidationError(objection)


class ReviewedForm(DeskForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        due, reviewed, published = (
            cleaned.get(name) for name in ("review_due", "reviewed_on", "publish_at")
        )
        if due and reviewed and due <= reviewed:
            self.add_error("review_due", "The next review has to come after the last one.")
        elif due and published and due <= timezone.localdate(published):
            day = written_out(published, "j F Y")
            words = f"The page is published on {day}. Choose a later day for its next review."
            self.add_error("review_due", words)
        return cleaned


class RoleForm(ReviewedForm, AddressedForm):
    class Meta:
        labels = {"order": "Place"}

    def clean_ordinary_day(self) -> str:
        """The page shows each line behind its time, and a file holds no other."""
        day: str = self.cleaned_data["ordinary_day"]
        for line in day.splitlines():
            if not begins_with_a_time(line):
                raise ValidationError(
                    f"“{line}” does not begin with a time of the day. Start each line with one, "
                    "for example: 09:10 Read overnight alerts."
                )
        return day


class ComparisonForm(ReviewedForm, PairForm):
    def clean_state(self) -> str:
        """In a draft a verdict is changed in place; what readers have seen is followed instead."""
        state: str = self.cleaned_data["state"]
        if self.instance.was_public and state not in STATES_OF_PUBLISHERS:
            raise ValidationError(
                "Readers have seen its verdicts, so this does not become a draft again. Choose "
                "Archived: its address then says that it is gone, and leads them on."
            )
        return state


class GuideForm(AddressedForm):
    class Meta:
        field_classes = {"body": MarkdownText}


class FaqForm(forms.ModelForm):
    class Meta:
        field_classes = {"answer": MarkdownText}


class RatingForm(forms.ModelForm):
    def has_changed(self) -> bool:
        """A new row that names its criterion and says nothing of it was only offered."""
        said = set(self.changed_data)
        return bool(said if self.instance.pk else said - {"criterion"})
