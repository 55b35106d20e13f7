"""Reads last year's figures that the workbook keeps on its hidden sheet (上年数据)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from gouji.form import own_workbook
from gouji.form.form import Form
from gouji.ooxml.book import MAX_ROWS, Book
from gouji.ooxml.defined_names import target
from gouji.place import Area, Place, reference
from gouji.reading.reading import Reading, last_year
from gouji.reading.workbook.find_texts import ReadCell
from gouji.value import Kind

_FIGURE = 2  # columns from the id to its figure
_TITLE = (1, 1)  # row, column
_WHOSE = r"（(.*?)([0-9]{4})年度）"  # a text: compiled for the first workbook that keeps such figures


def find_previous(book: Book, form: Form, read: ReadCell) -> Reading | None:
    """Gives last year's figures as a Reading; None when the workbook keeps none. What is no number is left out: a check
    says so."""
    stands = _block(book)
    if stands is None:
        return None
    sheet = book.sheet(stands.sheet)
    numbers: dict[str, Decimal] = {}
    is_blank = True
    for row in range(stands.top, stands.bottom + 1):
        place = Place(sheet.name, row, stands.left + _FIGURE)
        if reference(row, place.column) in sheet.refs:
            value = read(sheet, place).value
            is_blank = is_blank and value.kind is Kind.BLANK
            if value.kind is Kind.NUMBER and value.number is not None:
                numbers[sheet.text(row, stands.left)] = value.number
    if is_blank:
        return None
    whose = re.search(_WHOSE, sheet.text(*_TITLE))
    organization, year = whose.groups() if whose else ("", "")
    return last_year(form.id, numbers, year, organization)


def rows(book: Book) -> Iterator[tuple[int, str]]:
    """Gives (row, figure id) of every line of the block."""
    stands = _block(book)
    if stands is not None:
        sheet = book.sheet(stands.sheet)
        for row in range(stands.top, stands.bottom + 1):
            yield row, sheet.text(row, stands.left)


def _block(book: Book) -> Area | None:
    """Where it stands: by name, else by the sheet's title, as where names are not kept (.xls, .ods)."""
    stands = target(book, own_workbook.PREVIOUS_BLOCK)
    if stands is not None:
        return stands._replace(bottom=min(stands.bottom, MAX_ROWS))
    if own_workbook.PREVIOUS not in book.titles:
        return None
    return Area(own_workbook.PREVIOUS_TOP, 1, MAX_ROWS, 1 + _FIGURE, own_workbook.PREVIOUS)
