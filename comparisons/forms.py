from typing import Any, NamedTuple, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Fieldset, Layout, Submit
from django import forms
from django.http import QueryDict

from .models import Comparison, Criterion, Disagreement, Role, Verdict
from .models.disagreement import LONGEST_TEXT


class Filter(NamedTuple):
    """A filter that is on, and the query of the same page without it."""

    label: str
    query_without: str


class Chip(NamedTuple):
    role: Role
    number: int
    chosen: bool


class ComparisonSearch(forms.Form):
    """What a reader looks for: everything is optional, and every search has its own address."""

    role = forms.ModelMultipleChoiceField(
        label="Roles",
        queryset=Role.objects.none(),
        to_field_name="slug",
        required=False,
        error_messages={"invalid_choice": "We have no role “%(value)s”. Choose from these."},
    )
    q = forms.CharField(label="Search", required=False, max_length=100, widget=forms.SearchInput)
    criterion = forms.ModelChoiceField(
        label="The two jobs differ in",
        queryset=Criterion.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label="Anything",
        error_messages={"invalid_choice": "We do not rate roles on that. Choose from the list."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.roles = Role.objects.for_search()
        cast(forms.ModelMultipleChoiceField, self.fields["role"]).queryset = self.roles
        self.helper = FormHelper()
        self.helper.form_method = "get"
        self.helper.form_class = "search"
        self.helper.layout = Layout(
            "q",
            Field("role", template="forms/role_chips.html"),
            Fieldset("More filters", "criterion", template="forms/disclosure.html"),
            Submit("", "Show comparisons"),
        )

    def found(self) -> list[Comparison]:
        """What matches, whichever roles are chosen: their chips count from it."""
        found = Comparison.objects.for_list().about(self._wanted("q") or "")
        criterion = self._wanted("criterion")
        return list(found.differing_in(criterion) if criterion else found)

    def narrowed(self, found: list[Comparison]) -> list[Comparison]:
        """Those with a chosen role, those between two chosen roles first."""
        chosen = set(self._wanted("role") or ())
        if not chosen:
            return found
        touching = [comparison for comparison in found if chosen & set(comparison.roles)]
        return sorted(touching, key=lambda comparison: -len(chosen & set(comparison.roles)))

    def chips(self, found: list[Comparison]) -> list[Chip]:
        chosen = set(self._wanted("role") or ())
        return [
            Chip(role, sum(role in comparison.roles for comparison in found), role in chosen)
            for role in self.roles
            if role.is_compared or role in chosen
        ]

    def filters(self) -> list[Filter]:
        words, criterion = self._wanted("q"), self._wanted("criterion")
        return [
            *([Filter(f"“{words}”", self._query_without("q", words))] if words else []),
            *(
                Filter(role.name, self._query_without("role", role.slug))
                for role in self._wanted("role") or ()
            ),
            *(
                [Filter(criterion.name, self._query_without("criterion", criterion.slug))]
                if criterion
                else []
            ),
        ]

    def _wanted(self, name: str) -> Any:
        """A filter that makes no sense is left out of the search; the form says so."""
        self.is_valid()
        return self.cleaned_data.get(name)

    def _query_without(self, name: str, value: str) -> str:
        query = cast(QueryDict, self.data).copy()
        query.setlist(name, [kept for kept in query.getlist(name) if kept.strip() != value])
        return query.urlencode()


OFF_THE_LIST = "That is not one of the choices. Choose from the list."
VERDICT_HAS_CHANGED = (
    "Our verdict has changed since you opened this page. The new one stands above. Your answers are"
    " still here: send them again if they hold for it."
)


def _choice(question: str, choices: Any, missing: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=question,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": OFF_THE_LIST},
    )


class OwnWords(forms.CharField):
    """Counted as readers count; and nothing is cut off while they paste it."""

    def to_python(self, value: Any) -> str:
        # A browser sends two characters for the end of a line.
        return str(super().to_python(value)).replace("\r\n", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class DisagreementForm(forms.Form):
    """What a reader would decide otherwise, about the verdict that stands above the form."""

    use_required_attribute = False

    verdict = forms.CharField(required=False, widget=forms.HiddenInput)
    pick = _choice("Which job would you pick?", [], "Choose the job that you would pick.")
    reason = _choice(
        "What is your main reason?", Disagreement.Reason.choices, "Choose your main reason."
    )
    text = OwnWords(
        label="In your own words",
        help_text=f"Up to {LONGEST_TEXT:,} characters. Editors read it; it is not published.",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "max_length": (
                "You wrote %(show_value)d characters, and we can keep %(limit_value)d."
                " Please shorten it."
            )
        },
    )
    now = _choice("What do you do now?", Disagreement.Now.choices, "Choose what you do now.")
    held_both = _choice(
        "Have you held both jobs?",
        [("yes", "Yes, both"), ("no", "No")],
        "Say whether you have held both jobs.",
    )
    # Nobody can see or reach it, so whoever fills it in is a machine.
    website = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, answered: Verdict, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.answered = answered
        self.initial["verdict"] = answered.pk
        role_a, role_b = answered.comparison.roles
        cast(forms.ChoiceField, self.fields["pick"]).choices = [
            (Verdict.Pick.A, role_a.name),
            (Verdict.Pick.B, role_b.name),
            (Verdict.Pick.NONE, "Neither: it depends on the person"),
        ]
        self.helper = FormHelper()
        self.helper.form_class = "stack"
        self.helper.form_error_title = "There is a problem"
        self.helper.layout = Layout(
            "verdict",
            *(Field(name, template="forms/options.html") for name in ("pick", "reason")),
            Field("text", template="forms/text.html"),
            *(Field(name, template="forms/options.html") for name in ("now", "held_both")),
            Field("website", template="forms/unseen.html"),
            HTML("{% include 'comparisons/includes/disagree_button.html' %}"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("reason") == Disagreement.Reason.OTHER and cleaned.get("text") == "":
            self.add_error("text", "Say in a sentence what it is, or choose another reason.")
        if cleaned.get("verdict") != str(self.answered.pk):
            self._show_current_verdict()
            raise forms.ValidationError(VERDICT_HAS_CHANGED)
        return cleaned

    def _show_current_verdict(self) -> None:
        """When the form is sent again, it is in answer to what its reader now sees."""
        sent = {name: self.data[name] for name in self.data}
        self.data = {**sent, "verdict": self.answered.pk}

    @property
    def disagreement(self) -> Disagreement:
        cleaned = self.cleaned_data
        return Disagreement(
            verdict=self.answered,
            held_both=cleaned["held_both"] == "yes",
            state=Disagreement.State.SPAM if cleaned["website"] else Disagreement.State.WAITING,
            **{name: cleaned[name] for name in ("pick", "reason", "text", "now")},
        )
