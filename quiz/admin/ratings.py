"""All ratings side by side: criteria down, roles across. Only what an editor changed is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

import reversion
from django import forms
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import get_text_list

from comparisons.admin.citations import CitingText
from comparisons.admin.desk import DeskAdmin, may_touch
from comparisons.changes import content_has_changed
from comparisons.models import ContentVersion, Criterion, Rating, Role
from quiz.models import Edition

# Django reads 1,000 fields from a form, and each cell has four: a level and a reason, as they are
# typed and as they were shown. Some are left for the rest of the form.
MOST_CELLS = 240
ONE_TO_FIVE = "A level is a number from 1 to 5."


class OneLine(CitingText):
    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class CellForm(forms.Form):
    """One rating. Its hidden twin fields tell what the page showed when it was opened."""

    use_required_attribute = False

    level = forms.IntegerField(
        required=False,
        show_hidden_initial=True,
        validators=[MinValueValidator(1, ONE_TO_FIVE), MaxValueValidator(5, ONE_TO_FIVE)],
        widget=forms.NumberInput({"min": 1, "max": 5}),
        error_messages={"invalid": ONE_TO_FIVE},
    )
    reason = OneLine(
        required=False,
        max_length=200,
        show_hidden_initial=True,
        widget=forms.Textarea({"rows": 3, "cols": 22}),
    )

    def __init__(self, cell: Cell, data: QueryDict | None) -> None:
        initial = {"level": cell.level, "reason": cell.reason}
        # What was not changed is not looked at, however it came to be as it is.
        super().__init__(data, prefix=cell.name, initial=initial, empty_permitted=True)
        self.cell = cell
        for name, bound in ((name, self[name]) for name in self.fields):
            about = f"{cell.role}, {cell.criterion}: {name}"
            bound.field.widget.attrs |= {"aria-label": about, "aria-describedby": cell.note}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        level, reason, cell = cleaned["level"], cleaned["reason"], self.cell
        if self._was_changed_by_somebody_else(level, reason):
            now = f"{cell.level}, “{cell.reason}”" if cell.rating else "empty"
            self.add_error(
                None,
                f"Somebody else has changed this cell since you opened the page. It is now {now}. "
                "Yours is still here; save again to put it in its place.",
            )
            self._show_as_it_is_now()
        elif level is None and not reason and cell.rating and cell.role.is_published:
            self.add_error(
                None, f"{cell.role} is published, so it is rated on everything. Rate this, too."
            )
        elif level is None and reason:
            self.add_error("level", "Give it a level, too.")
        elif level is not None and not reason:
            self.add_error("reason", "Write one line that says why.")
        return cleaned

    def _was_changed_by_somebody_else(self, level: int | None, reason: str) -> bool:
        stored = {"level": self.cell.level, "reason": self.cell.reason}
        shown = {name: self._shown(name) for name in stored}
        return stored not in (shown, {"level": level, "reason": reason})

    def _shown(self, name: str) -> Any:
        bound = self[name]
        sent = self._widget_data_value(bound.field.hidden_widget(), bound.html_initial_name)  # type: ignore[attr-defined]
        try:
            return bound.field.to_python(sent)
        except forms.ValidationError:
            return None

    def _show_as_it_is_now(self) -> None:
        """Whoever saves once more has seen what it replaces."""
        sent = cast(QueryDict, self.data).copy()
        for name in ("level", "reason"):
            stored = getattr(self.cell, name)
            sent[self[name].html_initial_name] = "" if stored is None else str(stored)
        self.data = sent

    @property
    def is_a_change(self) -> bool:
        cleaned = {name: self.cleaned_data.get(name) for name in ("level", "reason")}
        return self.has_changed() and cleaned != {
            "level": self.cell.level,
            "reason": self.cell.reason,
        }


@dataclass
class Cell:
    role: Role
    criterion: Criterion
    rating: Rating | None
    live: int | None  # what the live edition was opened with
    form: CellForm | None = None  # for those who may change it

    @property
    def name(self) -> str:
        return f"{self.role.pk}-{self.criterion.pk}"

    @property
    def note(self) -> str:
        return f"note-{self.name}"

    @property
    def level(self) -> int | None:
        return self.rating.level if self.rating else None

    @property
    def reason(self) -> str:
        return self.rating.reason if self.rating else ""

    @property
    def differs(self) -> bool:
        return self.live is not None and self.live != self.level

    def save(self) -> str:
        """What is said of the change in the history."""
        assert self.form is not None  # noqa: S101
        level, reason = (self.form.cleaned_data[name] for name in ("level", "reason"))
        before = self.level
        if self.rating and level is None:
            self.rating.delete()
            return f"{self.criterion}: {before}, taken away"
        rating = self.rating or Rating(role=self.role, criterion=self.criterion)
        rating.level, rating.reason = level, reason
        rating.save()
        if before is None:
            return f"{self.criterion}: {level}"
        return f"{self.criterion}: " + (f"{before} to {level}" if before != level else "reason")


@dataclass
class Row:
    criterion: Criterion
    cells: list[Cell] = field(default_factory=list)


class Grid:
    def __init__(self, request: HttpRequest, roles: list[Role], criteria: list[Criterion]) -> None:
        self.user, self.roles, self.criteria = request.user, roles, criteria
        self.edition = Edition.objects.live()
        self.data = request.POST if request.method == "POST" else None

    @cached_property
    def rows(self) -> list[Row]:
        live = self._live_levels()
        may_write = self.user.has_perms(
            f"comparisons.{verb}_rating" for verb in ("add", "change", "delete")
        )
        rows = [Row(criterion) for criterion in self.criteria]
        for role in self.roles:
            ratings = {rating.criterion_id: rating for rating in role.ratings.all()}
            editable = may_write and may_touch(self.user, role)
            for row in rows:
                one = row.criterion
                cell = Cell(role, one, ratings.get(one.pk), live.get((role.path, one.slug)))
                if editable:
                    cell.form = CellForm(cell, self.data)
                row.cells.append(cell)
        return rows

    def _live_levels(self) -> Mapping[tuple[str, str], int]:
        roles = self.edition.frozen.get("roles", []) if self.edition else []
        return {
            (role["path"], slug): level for role in roles for slug, level in role["levels"].items()
        }

    @property
    def cells(self) -> Iterator[Cell]:
        return (cell for row in self.rows for cell in row.cells)

    @property
    def forms(self) -> list[CellForm]:
        return [cell.form for cell in self.cells if cell.form]

    def is_valid(self) -> bool:
        return not self.wrong

    def refuse_what_is_not_offered(self) -> None:
        for cell in self.cells:
            if cell.form is None and CellForm(cell, self.data).has_changed():
                raise PermissionDenied

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """People, craft and so on, in the order of their first criterion."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.criterion.get_group_display(), []).append(row)
        return list(found.items())

    @property
    def is_editable(self) -> bool:
        return bool(self.forms)

    @property
    def wrong(self) -> list[Cell]:
        return [form.cell for form in self.forms if form.errors]

    def changed(self) -> dict[Role, list[Cell]]:
        found: dict[Role, list[Cell]] = {}
        for form in self.forms:
            if form.is_a_change:
                found.setdefault(form.cell.role, []).append(form.cell)
        return found


class ChooseRoles(forms.Form):
    role = forms.ModelMultipleChoiceField(
        Role.objects.all(),
        to_field_name="slug",
        required=False,
        label="Roles to show",
        widget=forms.CheckboxSelectMultiple,
    )


class RatingsAdmin(DeskAdmin):
    """Hangs on the editions: only the quiz knows both the ratings and what it froze of them."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.ratings_view)
        return [path("ratings/", view, name="quiz_ratings"), *super().get_urls()]

    def ratings_view(self, request: HttpRequest) -> HttpResponse:
        if not _may_read(request.user):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if request.method != "POST":
            return self._ratings_page(request, _grid(request))
        try:
            return self._ratings_saved(request)
        except IntegrityError:
            # Somebody rated the same at the same moment; by now that is there to be compared with.
            return self._ratings_saved(request)

    def _ratings_page(self, request: HttpRequest, grid: Grid) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Ratings",
            "grid": grid,
            "groups": grid.groups,
            "chooser": ChooseRoles(initial={"role": grid.roles}),
        }
        return TemplateResponse(request, "admin/quiz/ratings.html", context)

    @transaction.atomic
    def _ratings_saved(self, request: HttpRequest) -> HttpResponse:
        # What is compared from here on, nobody else changes until it is saved.
        ContentVersion.hold()
        grid = _grid(request)
        grid.refuse_what_is_not_offered()
        if not grid.is_valid():
            return self._ratings_page(request, grid)
        changed = grid.changed()
        for role, cells in changed.items():
            self._save_role(request, role, cells)
        if changed:
            content_has_changed()
            self.message_user(request, _what_was_saved(changed), messages.SUCCESS)
        else:
            self.message_user(request, "Nothing was changed.")
        return redirect(request.get_full_path())

    def _save_role(self, request: HttpRequest, role: Role, cells: list[Cell]) -> None:
        Role.objects.filter(pk=role.pk).update(changed_at=timezone.now())
        with reversion.create_revision():
            said = "; ".join(cell.save() for cell in cells)
            # Read again, with its ratings as they are now.
            reversion.add_to_revision(Role.objects.get(pk=role.pk))
            reversion.set_user(request.user)
            # It is the comment of the revision as well.
            self.log_change(request, role, f"Ratings: {said}.")


def _may_read(user: User | AnonymousUser) -> bool:
    return any(user.has_perm(f"comparisons.{verb}_rating") for verb in ("view", "change"))


def _grid(request: HttpRequest) -> Grid:
    criteria = list(Criterion.objects.order_by("order", "pk"))
    roles = Role.objects.prefetch_related("ratings")
    chosen = ChooseRoles(request.GET)
    if not chosen.is_valid():
        messages.warning(request, "There is no such role. These are as many as fit; choose again.")
    elif chosen.cleaned_data["role"]:
        roles = roles.filter(pk__in=chosen.cleaned_data["role"])
    return Grid(request, list(roles[: MOST_CELLS // max(len(criteria), 1)]), criteria)


def _what_was_saved(changed: Mapping[Role, list[Cell]]) -> str:
    number = sum(map(len, changed.values()))
    names = get_text_list([str(role) for role in changed], "and")
    return f"Saved: {number} rating{'' if number == 1 else 's'} of {names}."
