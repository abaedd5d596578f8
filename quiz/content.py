"""Editions brought in from their files, with the manners of the other import.

What is missing is created as a draft, what is there is kept, and what was deleted on the desk does
not come back. A file wins over a row only when an editor asks for it, and over an edition that is
or was open in its wording alone, because results rest on what its questions measure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import reversion
from django.db import transaction

from comparisons.content import Entry, Report, UnknownSlugError
from comparisons.content_documents import as_in_a_file
from comparisons.content_links import BadContent, Document
from comparisons.content_rows import save_row
from comparisons.content_values import Problem, did_you_mean
from comparisons.models import ContentVersion, Criterion, ImportedSlug, Role

from .content_files import read_editions
from .models import Circumstance, Edition, Option, Question

FOLDER = Path(__file__).parent / "content"
PARTS = ("questions", "circumstances")
ROWS_OF_AN_EDITION = ("questions__options__criterion", "circumstances")
WORDING = ("text", "why", "advice")

Values = dict[str, Any]
Editions = Mapping[str, Edition]


def compare_editions(folder: Path) -> Report:
    """What `import_editions` would do; nothing is written."""
    return _plan(read_editions(folder), _editions(), overwrite=())


def import_editions(folder: Path, overwrite: Collection[str] = ()) -> Report:
    documents = read_editions(folder)
    _refuse_unknown(overwrite, documents)
    with transaction.atomic():
        editions = _editions()
        report = _plan(documents, editions, overwrite)
        for entry in report.changes:
            _write(entry.document)
        if report.changes:
            ContentVersion.increase()
        left_out = {entry.document.slug for entry in report.skipped}
        for document in documents:
            if document.slug not in left_out:
                ImportedSlug.objects.get_or_create(kind=document.kind, slug=document.slug)
    return report


def first_to_open(report: Report) -> Edition | None:
    """Of a site where none was ever open; a draft that was changed is left to its editors."""
    if Edition.objects.exclude(state=Edition.State.DRAFT).exists():
        return None
    as_in_files = [entry.document.slug for entry in report.agreed + report.changes]
    return Edition.objects.filter(number__in=as_in_files).order_by("number").first()


def _editions() -> Editions:
    editions = Edition.objects.prefetch_related(*ROWS_OF_AN_EDITION)
    return {str(edition.number): edition for edition in editions}


def _refuse_unknown(overwrite: Collection[str], documents: Iterable[Document]) -> None:
    numbers = [document.slug for document in documents]
    for number in overwrite:
        if number not in numbers:
            known = ", ".join(numbers)
            raise UnknownSlugError(f'no file is about edition "{number}": there are {known}')


# Deciding


def _plan(documents: Iterable[Document], editions: Editions, overwrite: Collection[str]) -> Report:
    known = set(ImportedSlug.objects.filter(kind="edition").values_list("slug", flat=True))
    entries: dict[str, list[Entry]] = defaultdict(list)
    for document in documents:
        edition, asked = editions.get(document.slug), document.slug in overwrite
        fate, words = _fate(document, edition, document.slug in known, asked)
        entries[fate].append(Entry(document, words))
    report = Report(**{fate: tuple(found) for fate, found in entries.items()})
    _refuse(problem for entry in report.changes for problem in _obstacles(entry, editions))
    return report


def _fate(document: Document, edition: Edition | None, known: bool, asked: bool) -> tuple[str, str]:
    if edition:
        differing = ", ".join(differences(document.values, edition_document(edition)))
        return ("overwritten" if asked else "differing", differing) if differing else ("agreed", "")
    if known and not asked:
        words = f"deleted or renumbered in the admin; --overwrite {document.slug} brings it back"
        return "skipped", words
    return "created", ""


def differences(in_file: Values, in_row: Values) -> Iterator[str]:
    for key in PARTS:
        new = {part["slug"]: part for part in in_file[key]}
        old = {part["slug"]: part for part in in_row[key]}
        changed = [slug for slug in {**new, **old} if new.get(slug) != old.get(slug)]
        yield from changed
        if not changed and list(new) != list(old):
            yield f"the order of its {key}"


def edition_document(edition: Edition) -> Values:
    """Exactly the values that its file would give."""
    return {
        "number": edition.number,
        "questions": [question_document(question) for question in edition.questions.all()],
        "circumstances": [
            {"slug": one.slug, **{name: as_in_a_file(one, name) for name in ("text", "advice")}}
            for one in edition.circumstances.all()
        ],
    }


def question_document(question: Question) -> Values:
    options = [
        {
            "text": as_in_a_file(option, "text"),
            "measures": option.criterion.slug,
            "reversed": option.direction == Option.Direction.AVOIDS,
        }
        for option in question.options.all()
    ]
    document: Values = {
        "slug": question.slug,
        "kind": question.kind,
        "text": as_in_a_file(question, "text"),
        "why": as_in_a_file(question, "why"),
        "measures": None,
        "reversed": False,
        "options": options,
    }
    if question.kind == Question.Kind.STATEMENT and len(options) == 1:
        document |= options[0] | {"text": document["text"], "options": []}
    return document


# What stands in the way


def _refuse(problems: Iterable[Problem]) -> None:
    if found := list(problems):
        raise BadContent(found)


def _obstacles(entry: Entry, editions: Editions) -> Iterator[Problem]:
    edition = editions.get(entry.document.slug)
    if edition and not edition.is_draft:
        yield from _changes_of_meaning(entry.document, edition)
    else:
        yield from _missing_ground(entry.document)


def _missing_ground(document: Document) -> Iterator[Problem]:
    """An edition stands on the criteria and roles that the other import brings."""
    taken = set(Role.objects.values_list("path", flat=True))
    for path in Role.Path.values:
        if path not in taken:
            yield document.problem(f"no role stands for {path} yet: run import_comparisons first")
    measured = dict(Criterion.objects.values_list("slug", "measured"))
    if not any(measured.values()):
        yield document.problem("the quiz measures no criterion yet: run import_comparisons first")
        return
    for link in document.references:
        if link.name not in measured:
            guess = did_you_mean(link.name, measured, "name another")
            words = f'there is no criterion "{link.name}": {guess}'
            yield Problem(document.file, link.line, words)
        elif not measured[link.name]:
            words = f'the quiz does not measure "{link.name}": name another criterion'
            yield Problem(document.file, link.line, words)


def _changes_of_meaning(document: Document, edition: Edition) -> Iterator[Problem]:
    words = f"edition {edition.number} is {edition.state}, so {{}}: write a new edition"
    in_row = edition_document(edition)
    for key in PARTS:
        new, old = document.values[key], in_row[key]
        if [part["slug"] for part in new] != [part["slug"] for part in old]:
            yield document.problem(words.format(f"its {key} stay these, in this order"), key)
            continue
        for i, (part, there) in enumerate(zip(new, old, strict=True)):
            if _without_words(part) != _without_words(there):
                problem = words.format("only the words of a question may change")
                yield document.problem(problem, key, i)


def _without_words(part: Values) -> Values:
    kept = {name: value for name, value in part.items() if name not in WORDING}
    return kept | {"options": [_without_words(option) for option in part.get("options", [])]}


# Writing


def _write(document: Document) -> None:
    # Read again, because what was read ahead for comparing would hide what is written now.
    number = document.values["number"]
    edition = Edition.objects.filter(number=number).first() or Edition(number=number)
    if edition.is_draft:
        _write_draft(edition, document)
    else:
        _reword(edition, document)
    for row in (edition, *edition.questions.all()):
        with reversion.create_revision():
            reversion.add_to_revision(row)
            reversion.set_comment(f"Imported from {document.file}.")


def _write_draft(edition: Edition, document: Document) -> None:
    save_row(edition, document, "number")
    edition.questions.all().delete()
    edition.circumstances.all().delete()
    criteria = Criterion.objects.in_bulk(field_name="slug")
    for i, values in enumerate(document.values["questions"]):
        words = {name: values[name] for name in ("slug", "kind", "text", "why")}
        question = Question(edition=edition, order=i + 1, **words)
        save_row(question, document, "questions", i)
        for place, option in enumerate(values["options"] or [values | {"text": ""}], start=1):
            row = Option(question=question, order=place, text=option["text"])
            row.criterion = criteria[option["measures"]]
            row.direction = (
                Option.Direction.AVOIDS if option["reversed"] else Option.Direction.WANTS
            )
            save_row(row, document, "questions", i, "options", place - 1)
    for i, values in enumerate(document.values["circumstances"]):
        one = Circumstance(edition=edition, order=i + 1, **values)
        save_row(one, document, "circumstances", i)


def _reword(edition: Edition, document: Document) -> None:
    rows = zip(edition.questions.all(), document.values["questions"], strict=True)
    for i, (question, values) in enumerate(rows):
        question.text, question.why = values["text"], values["why"]
        save_row(question, document, "questions", i)
        # A statement has its words above its option.
        for option, words in zip(question.options.all(), values["options"], strict=False):
            option.text = words["text"]
            save_row(option, document, "questions", i, "options")
    rows_of_advice = zip(edition.circumstances.all(), document.values["circumstances"], strict=True)
    for i, (circumstance, values) in enumerate(rows_of_advice):
        circumstance.text, circumstance.advice = values["text"], values["advice"]
        save_row(circumstance, document, "circumstances", i)
