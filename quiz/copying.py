"""A new draft that begins as a copy of another edition."""

from __future__ import annotations

from typing import TypeVar

import reversion
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import Max, Model

from comparisons.models import ContentVersion

from .models import Circumstance, Edition, Option, Question
from .models.edition import HIGHEST_NUMBER
from .opening import RefusedError

Row = TypeVar("Row", Question, Option, Circumstance)


def copy_to_draft(edition: Edition, by: User | AnonymousUser) -> Edition:
    """With its questions, options and circumstances, and nothing of what was measured."""
    with transaction.atomic():
        # Two who copy at once wait here for each other, and get two numbers.
        ContentVersion.increase()
        copy = Edition.objects.create(number=_next_number())
        _copy_questions(edition, copy)
        Circumstance.objects.bulk_create(
            _fresh(one, edition=copy) for one in edition.circumstances.all()
        )
        # Each in a revision of its own, so that each can be taken back alone.
        for row in (copy, *copy.questions.all()):
            with reversion.create_revision():
                reversion.add_to_revision(row)
                reversion.set_comment(f"Copied from {str(edition).lower()}.")
                reversion.set_user(by)
    return copy


def _next_number() -> int:
    highest = Edition.objects.aggregate(highest=Max("number"))["highest"] or 0
    if highest >= HIGHEST_NUMBER:
        raise RefusedError(
            f"No number above {HIGHEST_NUMBER} can be given. Renumber a draft first."
        )
    return highest + 1


def _copy_questions(edition: Edition, copy: Edition) -> None:
    rows = list(edition.questions.prefetch_related("options"))
    questions = [_fresh(question, edition=copy) for question in rows]
    Question.objects.bulk_create(questions)
    Option.objects.bulk_create(
        _fresh(option, question=question)
        for row, question in zip(rows, questions, strict=True)
        for option in row.options.all()
    )


def _fresh(row: Row, **owner: Model) -> Row:
    """The same values as a new row of another owner."""
    kept = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in owner
    }
    return type(row)(**kept, **owner)
