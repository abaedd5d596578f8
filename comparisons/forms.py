from typing import Any, NamedTuple, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Fieldset, Layout, Submit
from django import forms
from django.http import QueryDict

from .models import Comparison, Criterion, Role


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
