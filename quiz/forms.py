"""What visitors send through the quiz. The browser requires nothing: they read our own words."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Layout
from django import forms

from .asking import Asked
from .editions import ground_of
from .models import Attempt, Circumstance, is_token

MOST_GOALS = 3
SKIP = "skip"
OFF_THE_LIST = "That is not one of the choices. Choose from the list."


class QuizForm(forms.Form):
    """Errors stand in a summary above the fields, which leads to each of them."""

    use_required_attribute = False
    # The mark of the attempt that this browser held when it was shown the form.
    attempt = forms.CharField(required=False, widget=forms.HiddenInput)

    def lay_out(self, *layout: object, css_class: str = "") -> None:
        self.helper = FormHelper()
        self.helper.form_class = css_class
        self.helper.form_error_title = "There is a problem"
        # Otherwise a browser that goes back shows what it saw last, not what was answered last.
        self.helper.attrs = {"autocomplete": "off"}
        self.helper.layout = Layout("attempt", *layout)


class Wishes(forms.Form):
    """What an address or a form asks for beside its content."""

    again = forms.BooleanField(required=False)
    change = forms.BooleanField(required=False)
    then = forms.BooleanField(required=False)
    outdated = forms.BooleanField(required=False)
    missing = forms.BooleanField(required=False)

    @classmethod
    def of(cls, query: Any) -> set[str]:
        form = cls(query)
        form.full_clean()
        return {name for name, wished in form.cleaned_data.items() if wished}


class GoalsForm(QuizForm):
    goals = forms.MultipleChoiceField(
        label="What do you want from your next job?",
        help_text="Choose up to three. None is fine, too.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": OFF_THE_LIST},
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)
    again = forms.BooleanField(required=False, widget=forms.HiddenInput)
    change = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, criteria: Sequence[dict[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goals"].choices = [(one["slug"], one["goal"]) for one in criteria]  # type: ignore[attr-defined]
        self.lay_out(
            Field("goals", template="forms/options.html"),
            *("token", "again", "change"),
            HTML("{% include 'quiz/includes/goals_buttons.html' %}"),
        )

    def clean_goals(self) -> list[str]:
        """In the order of the list, and each once, whatever was sent."""
        chosen = set(self.cleaned_data["goals"])
        if len(chosen) > MOST_GOALS:
            raise forms.ValidationError(f"Choose at most three. You chose {len(chosen)}.")
        return self._known(chosen)

    @property
    def too_many(self) -> list[str]:
        """What was chosen of the list, where that is more than may be."""
        chosen = self._known(self["goals"].data or [])
        return chosen if len(chosen) > MOST_GOALS else []

    def _known(self, chosen: Container[str]) -> list[str]:
        return [slug for slug, _ in self.fields["goals"].choices if slug in chosen]  # type: ignore[attr-defined]


class Key(forms.Form):
    """The key that a form for goals brings along; whatever is none counts as none."""

    token = forms.CharField(required=False)

    @classmethod
    def in_form(cls, sent: Any) -> str:
        form = cls(sent)
        form.full_clean()
        token: str = form.cleaned_data["token"]
        return token if is_token(token) else ""


class Origin(forms.Form):
    """Of which attempt the page was that a form comes from, and which question stood on it."""

    attempt = forms.CharField(required=False)
    question = forms.CharField(required=False)

    @classmethod
    def of(cls, sent: Any) -> Self:
        form = cls(sent)
        form.full_clean()
        return form

    def is_of(self, attempt: Attempt) -> bool:
        return bool(self.cleaned_data["attempt"] == attempt.mark)

    @property
    def slug(self) -> str:
        return str(self.cleaned_data["question"])


class AnswerForm(QuizForm):
    question = forms.CharField(required=False, widget=forms.HiddenInput)
    answer = forms.TypedChoiceField(
        coerce=lambda sent: None if sent == SKIP else int(sent),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose an answer, or skip this one.",
            "invalid_choice": "That is not an answer to this question. Choose one, or skip it.",
        },
    )
    then = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, asked: Asked, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answer"]
        field.label = asked.question.text
        # The button that skips sends its own name as the answer, after that of any radio.
        field.choices = [*asked.choices, (SKIP, "")]  # type: ignore[attr-defined]
        field.widget.choices = asked.choices
        self.initial.setdefault("answer", asked.value)
        self.initial.setdefault("question", asked.question.slug)
        self.lay_out(
            Field("answer", template="forms/question.html"),
            *("question", "then"),
            HTML("{% include 'quiz/includes/question_buttons.html' %}"),
            css_class="question",
        )


class ClosingForm(QuizForm):
    """A field for each role, named after its path, and what is true for the reader."""

    circumstances = forms.MultipleChoiceField(
        label="What is true for you?",
        help_text=(
            "You may tick nothing here. It is never scored and never in a link that you share; "
            "your result answers each tick in a sentence or two."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": OFF_THE_LIST},
    )

    def __init__(self, attempt: Attempt, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            **attempt.closing,
            "circumstances": attempt.circumstances,
            "attempt": attempt.mark,
        }
        roles = ground_of(attempt.edition)["roles"]
        self.paths = [role["path"] for role in roles]
        true_for_you = Circumstance.objects.filter(edition=attempt.edition)
        self.fields["circumstances"].choices = [(one.slug, one.text) for one in true_for_you]  # type: ignore[attr-defined]
        for role in roles:
            self.fields[role["path"]] = forms.ChoiceField(
                label=role["name"],
                choices=Attempt.Closing.choices,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": OFF_THE_LIST},
            )
        self.order_fields([*self.paths, "circumstances"])
        self.lay_out(
            HTML("{% include 'quiz/includes/closing_weeks.html' %}"),
            Field("circumstances", template="forms/options.html"),
            HTML("{% include 'quiz/includes/closing_buttons.html' %}"),
        )

    def clean_circumstances(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["circumstances"]))

    @property
    def closing(self) -> dict[str, str]:
        sent = {path: self.cleaned_data[path] for path in self.paths}
        return {path: answer for path, answer in sent.items() if answer}


class ShareForm(forms.Form):
    """Which link: a result has at most one of each kind."""

    full = forms.BooleanField(label="Show the whole result, with my answers", required=False)
