"""An open workbook in; what there is to say of it out: its form, its reading, every finding, and where all that goes.

Every button looks anew: nothing is remembered between two clicks, so nothing can be out of date.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gouji.check.finding import Finding
from gouji.check.run import check
from gouji.check.wording import sentence
from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.form.load import load_all
from gouji.reading.from_workbook import from_book
from gouji.reading.reading import Cell, Reading
from gouji.reading.workbook_parts.book import Book, reference
from gouji.reading.workbook_parts.cells import number
from gouji.reading.workbook_parts.find_figures import target
from gouji.ribbon.book_names import PREVIOUS
from gouji.ribbon.errors import CannotError
from gouji.ribbon.host import Desk
from gouji.ribbon.open_book import ask_more, open_book
from gouji.workbook.layout import Layout, layout


@dataclass(frozen=True)
class Seen:
    """One look at a workbook. previous: last year's figures that the workbook keeps, None when it keeps none."""

    desk: Desk
    book: Book
    form: Form
    forms: tuple[Form, ...]
    at: Layout
    reading: Reading
    previous: Reading | None
    findings: tuple[Finding, ...]


def look(desk: Desk) -> Seen:
    """Raises CannotError when the workbook holds no report."""
    assert desk.book is not None
    if desk.app.calculation == "manual":  # else totals would be those of before the last changes
        desk.app.calculate()
    forms = load_all()
    book = open_book(desk.book, forms)
    try:
        reading = from_book(book, forms)
        if ask_more(desk.book, book, reading):
            reading = from_book(book, forms)
    except UnreadableError as error:
        raise CannotError("cannot.unreadable", reason=sentence(forms[-1].wordings, error)) from error
    form = next(each for each in forms if each.id == reading.form)
    previous = _previous(book, form)
    findings = check(form, forms, reading, previous)
    return Seen(desk, book, form, tuple(forms), layout(form), reading, previous, findings)


def text_at(book: Book, sheet: str, row: int, column: int) -> str:
    """What stands in a cell, as plain text."""
    stored = book.sheet(sheet).at(reference(row, column))
    return stored.raw.strip() if stored is not None else ""


def previous_rows(book: Book) -> Iterator[tuple[int, str]]:
    """(row, figure id) of every line of the sheet of last year's figures."""
    stands = target(book, PREVIOUS)
    if stands is not None:
        first, bottom, _ = stands
        for row in range(first.row, bottom + 1):
            yield row, text_at(book, first.sheet, row, first.column)


def _previous(book: Book, form: Form) -> Reading | None:
    stands = target(book, PREVIOUS)
    if stands is None:
        return None
    first, _, _ = stands
    sheet, known = book.sheet(first.sheet), {}
    for row, id in previous_rows(book):
        stored = sheet.at(reference(row, first.column + 2))
        if stored is not None and stored.type == "n":
            known[id] = Cell(number(stored.raw))
    return Reading(form.id, {}, known, {}) if known else None
