"""The buttons that make or take files: a Desk in; new workbooks, last year's figures, exported files out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from gouji.atomic import replacing
from gouji.check.info import due
from gouji.check.previous import find_previous
from gouji.check.wording import sentence
from gouji.errors import UnreadableError, of_system
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.frozen import replace
from gouji.reading import record, source
from gouji.reading.reading import Cell, Reading
from gouji.reading.workbook_parts.find_figures import target
from gouji.report.compose import compose, fill_tokens
from gouji.report.file_name import file_stem
from gouji.report.to_docx import to_docx
from gouji.ribbon import reasons as reasons_of
from gouji.ribbon import results
from gouji.ribbon.book_names import PREVIOUS
from gouji.ribbon.dialogs import confirmed, file_asked, target_asked, tell, text_asked
from gouji.ribbon.errors import CannotError
from gouji.ribbon.findings import entry
from gouji.ribbon.host import Desk
from gouji.ribbon.log import note
from gouji.ribbon.seen import Seen, look, previous_rows
from gouji.ribbon.words import say
from gouji.value import Kind, Value, from_number
from gouji.workbook import layout, template
from gouji.workbook.words import words as workbook_words


def new_report(desk: Desk) -> None:
    asked = text_asked(desk, say("file.ask_year"), str(date.today().year - 1))  # noqa: DTZ011  # the calendar of who types
    if asked is None:
        return
    if not (len(asked) == 4 and asked.isascii() and asked.isdigit()):
        raise CannotError("file.bad_year", text=asked)
    form = due(load_all(), int(asked))
    if form is None:
        raise CannotError("file.no_form", year=asked)
    organization = text_asked(desk, say("file.ask_organization"))
    if organization is None:
        return
    info = {"year": Cell(from_number(int(asked)))}
    if organization:
        info["organization"] = Cell(Value(Kind.TEXT, None, organization))
    reading = Reading(form.id, info, {}, {})
    path = target_asked(desk, say("file.save_new"), f"{file_stem(form, reading)}.xlsx", say("file.workbook_filter"))
    if path is not None:
        _write_workbook(desk, path, form, reading, None)
        desk.app.books.open(str(path))


def import_report(desk: Desk) -> None:
    origin = file_asked(desk, say("file.open_report"), say("file.open_filter"))
    if origin is None:
        return
    forms = load_all()
    reading = _read(origin, forms)
    form = next(each for each in forms if each.id == reading.form)
    path = target_asked(desk, say("file.save_new"), f"{file_stem(form, reading)}.xlsx", say("file.workbook_filter"))
    if path is None:
        return
    _write_workbook(desk, path, form, reading, None)
    desk.app.books.open(str(path))
    tell(desk, say("file.imported", path=path))


def import_previous(desk: Desk) -> None:
    """Puts last year's figures into the hidden sheet, id by id: one write."""
    seen = look(desk)
    stands = target(seen.book, PREVIOUS)
    if stands is None:
        raise CannotError("file.no_previous_sheet", sheet=layout.PREVIOUS)
    origin = file_asked(desk, say("file.open_previous"), say("file.open_filter"))
    if origin is None:
        return
    given = _read(origin, seen.forms)
    facts = {"organization": given.text("organization"), "year": given.text("year")}
    if find_previous(origin, seen.forms)(seen.reading) is None:
        own = {"own": seen.reading.text("organization"), "own_year": seen.reading.text("year")}
        if not confirmed(desk, say("file.other_previous", **facts, **own)):
            return
    numbers = given.numbers()
    rows = [[entry(numbers[id]) if id in numbers else None] for _, id in previous_rows(seen.book)]
    first, bottom, _ = stands
    assert desk.book is not None
    sheet = desk.book.sheets[first.sheet]
    with results.writing(desk):
        sheet.range((first.row, first.column + 2), (bottom, first.column + 2)).raw_value = rows
        sheet.range((1, 1)).raw_value = workbook_words()["previous"]["title"].format(**facts)
    count = sum(row[0] is not None for row in rows)
    tell(desk, say("file.previous_done", count=count, **facts))


def export_json(desk: Desk) -> None:
    seen = _faultless(desk)
    name = f"{file_stem(seen.form, seen.reading)}.json"
    path = target_asked(desk, say("file.save_json"), name, say("file.json_filter"))
    if path is None:
        return
    text = json.dumps(record.to_json(seen.reading, seen.form), ensure_ascii=False, indent=1) + "\n"
    with _written(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
    _exported(desk, path)


def export_report(desk: Desk) -> None:
    seen = _faultless(desk)
    name = f"{file_stem(seen.form, seen.reading)}.docx"
    path = target_asked(desk, say("file.save_report"), name, say("file.report_filter"))
    if path is None:
        return
    document = compose(seen.form, fill_tokens(seen.form, seen.reading))
    with _written(path) as unfinished:
        unfinished.write_bytes(to_docx(document))
    _exported(desk, path)


def export_copy(desk: Desk) -> None:
    """A workbook drawn anew from what was read: no marks, no list of results, nothing but the report."""
    seen = _explained(look(desk))
    errors = _errors(seen)
    if errors and not confirmed(desk, say("file.copy_with_errors", count=errors)):
        return
    name = f"{file_stem(seen.form, seen.reading)}.xlsx"
    path = target_asked(desk, say("file.save_copy"), name, say("file.workbook_filter"))
    if path is not None:
        _write_workbook(desk, path, seen.form, seen.reading, seen.previous)
        _exported(desk, path)


# ---------------------------------------------------------------- parts


def _faultless(desk: Desk) -> Seen:
    """What may be exported. Raises CannotError when there are errors."""
    seen = _explained(look(desk))
    errors = _errors(seen)
    if errors:
        raise CannotError("file.errors", count=errors)
    return seen


def _explained(seen: Seen) -> Seen:
    """With the reasons typed beside findings since the last check."""
    holding = reasons_of.holding(seen, reasons_of.collected(seen))
    return replace(seen, reading=replace(seen.reading, explanations=holding))


def _errors(seen: Seen) -> int:
    return sum(finding.severity == "error" for finding in seen.findings)


def _read(origin: Path, forms: Sequence[Form]) -> Reading:
    try:
        return source.read(origin, forms)
    except UnreadableError as error:
        raise CannotError("file.unreadable", path=origin, reason=sentence(forms[-1].wordings, error)) from error


@contextmanager
def _written(path: Path) -> Iterator[Path]:
    """A temporary file that becomes `path`. Raises CannotError where it can't."""
    if not path.parent.is_dir():
        raise CannotError("file.missing_folder", folder=path.parent)
    try:
        with replacing(path) as unfinished:
            yield unfinished
    except OSError as error:
        raise CannotError("file.not_written", path=path, reason=of_system(error)) from error


def _write_workbook(desk: Desk, path: Path, form: Form, reading: Reading, previous: Reading | None) -> None:
    if path.name.lower() in [book.name.lower() for book in desk.app.books]:
        raise CannotError("file.opened_elsewhere", name=path.name)
    data = template.to_bytes(form, reading, previous)
    with _written(path) as unfinished:
        unfinished.write_bytes(data)


def _exported(desk: Desk, path: Path) -> None:
    note(f"exported {path.suffix}")
    tell(desk, say("file.exported", path=path))
