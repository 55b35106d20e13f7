"""Reads an open workbook into the same Book that the reader of files makes, so that everything after it is the same.

One bulk read of values and one of formulas a sheet, and only of sheets that are asked for; what no bulk read gives is
asked of the figures alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from gouji.form.form import Form
from gouji.frozen import replace
from gouji.ooxml.book import ALL_AS_STORED, ALL_SEEN, MAX_COLUMNS, MAX_ROWS, Book, Sheet, SheetLook, Stored
from gouji.ooxml.defined_names import named_areas
from gouji.ooxml.formats import of_codes
from gouji.place import Area, Place, Where, area, position, reference
from gouji.reading.reading import Reading
from gouji.ribbon.book_names import local_names_of, names_of

if TYPE_CHECKING:
    import xlwings as xw

# How pywin32 hands over a cell that shows an error: the only whole numbers that are not floats.
_ERRORS = {
    -2146826281: "#DIV/0!",
    -2146826246: "#N/A",
    -2146826259: "#NAME?",
    -2146826288: "#NULL!",
    -2146826252: "#NUM!",
    -2146826265: "#REF!",
    -2146826273: "#VALUE!",
}
_OTHER_ERROR = "#ERROR!"  # #SPILL! and what later versions may add
_VISIBLE = -1  # xlSheetVisible; 0 and 2 are hidden
_GENERAL = "General"


def open_book(book: xw.Book, forms: Sequence[Form]) -> Book:
    """Gives the Book. Sheets are read when asked for, and only what stands in their cells: see `ask_more`."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    titles = tuple(sheets)
    names = names_of(book, titles, forms)
    shapes: dict[str, tuple[Collection[Area], SheetLook]] = {}

    def ask_shape(title: str) -> tuple[Collection[Area], SheetLook]:
        if title not in shapes:
            shapes[title] = _shape(sheets[title], opened.sheet(title))
        return shapes[title]

    opened = Book(
        titles=titles,
        names=names,
        areas=named_areas(titles, names),
        local_names=local_names_of(book, titles, forms),
        parse=lambda title: _sheet(sheets[title], title),
        styles=lambda: ALL_AS_STORED,  # dates arrive as such
        properties=dict,
        hidden=[title for title, sheet in sheets.items() if sheet.visible not in (True, _VISIBLE)],
        ask_shape=ask_shape,
    )
    return opened


def _shape(sheet: xw.Sheet, known: Sheet) -> tuple[Collection[Area], SheetLook]:
    """The merges that begin with something, and the rows and columns that are hidden. Only asked of a sheet that names
    don't tell: it costs a question a row."""
    filled = [Place(known.name, *position(ref)) for ref in known.refs]
    if not filled:
        return (), ALL_SEEN
    merged = _answering(sheet, filled, lambda block: block.merge_cells is not False)
    merges = dict.fromkeys(area(_around(sheet, [each]).merge_area.address) for each in merged)
    return tuple(merges), _look(sheet, filled)


def ask_more(book: xw.Book, read: Book, reading: Reading) -> bool:
    """Adds to `read` what is worth a question only of cells that hold figures: once it is known which those are.
    Returns whether there was anything to add, so that the report has to be read again."""
    codes, added = [_GENERAL], False
    for title, places in _by_sheet(each.place for each in reading.figures.values()).items():
        sheet, known = book.sheets[title], read.sheet(title)
        merges, look, formats = _merges(sheet, places), _look(sheet, places), _formats(sheet, places)
        if merges or look is not ALL_SEEN or formats:
            at = partial(_styled, known.at, {ref: number for number, ref in enumerate(formats, start=len(codes))})
            codes += formats.values()
            read.opened[title] = replace(known, at=at, merges=merges, look=lambda _, look=look: look)
            added = True
    read.styles = partial(of_codes, codes)
    return added


def _styled(at: Callable[[str], Stored | None], styles: Mapping[str, int], ref: str) -> Stored | None:
    stored = at(ref)
    return stored._replace(style=styles[ref]) if stored is not None and ref in styles else stored


def _by_sheet(places: Iterable[Where | None]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in places:
        if isinstance(place, Place):
            found.setdefault(place.sheet, []).append(place)
    return found


def _merges(sheet: xw.Sheet, places: Sequence[Place]) -> list[Area]:
    """The merges that have swallowed one of these cells. One that begins in a cell leaves that one its value."""
    merged = _answering(sheet, places, lambda block: block.merge_cells is not False)
    found = [(each, area(_around(sheet, [each]).merge_area.address)) for each in merged]
    return list(dict.fromkeys(where for each, where in found if (each.row, each.column) != (where.top, where.left)))


def _look(sheet: xw.Sheet, places: Sequence[Place]) -> SheetLook:
    """The rows and columns of these cells that are hidden. Conditional formats are not asked about."""
    rows = {each.row for each in _answering(sheet, places, lambda block: block.api.EntireRow.Hidden is not False)}
    columns = {
        each.column for each in _answering(sheet, places, lambda block: block.api.EntireColumn.Hidden is not False)
    }
    return SheetLook(rows, columns) if rows or columns else ALL_SEEN


def _formats(sheet: xw.Sheet, places: Sequence[Place]) -> dict[str, str]:
    """Reference → number format, of those of the cells that have one."""
    other = _answering(sheet, places, lambda block: block.number_format != _GENERAL)
    return {each.ref: str(_around(sheet, [each]).number_format) for each in other}


def _answering(sheet: xw.Sheet, places: Sequence[Place], differs: Callable[[xw.Range], bool]) -> list[Place]:
    """Those of the cells that differ: all are asked at once, then row by row, then one by one. Where all is as it
    should be that is one question, or one a row where other cells stand between."""
    rows: dict[int, list[Place]] = {}
    for place in places:
        rows.setdefault(place.row, []).append(place)
    if not differs(_around(sheet, places)):
        return []
    found = (each for row in rows.values() if differs(_around(sheet, row)) for each in row)
    return [each for each in found if differs(_around(sheet, [each]))]


def _around(sheet: xw.Sheet, places: Sequence[Place]) -> xw.Range:
    rows, columns = [place.row for place in places], [place.column for place in places]
    return sheet.range(Area(min(rows), min(columns), max(rows), max(columns)).ref)


def _sheet(sheet: xw.Sheet, title: str) -> Sheet:
    used = area(sheet.used_range.address)
    # From A1, two by two at least: a single cell would not come as rows. Beyond the limit nothing of a form stands.
    bottom, right = min(max(used.bottom, 2), MAX_ROWS), min(max(used.right, 2), MAX_COLUMNS)
    block = sheet.range(f"A1:{reference(bottom, right)}")
    cells: dict[str, Stored] = {}
    for row, (values, formulas) in enumerate(zip(block.raw_value, block.formula, strict=True), start=1):
        for column, (value, formula) in enumerate(zip(values, formulas, strict=True), start=1):
            if value is not None or formula:
                cells[reference(row, column)] = stored(value, formula)
    return Sheet(title, cells.get, cells.keys(), ())


def stored(value: Any, formula: str) -> Stored:
    """Gives a cell of `Range.Value` and `Range.Formula` as a file would store it."""
    says = formula[1:] if isinstance(formula, str) and formula[:1] == "=" and formula != value else None
    if isinstance(value, bool):
        return Stored("b", "1" if value else "0", says)
    if isinstance(value, int):
        return Stored("e", _ERRORS.get(value, _OTHER_ERROR), says)
    if isinstance(value, Decimal):  # a cell in a currency format: four decimals only; what was typed has them all
        return Stored("n", formula if says is None else str(value), says)
    if isinstance(value, float):
        return Stored("n", str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value), says)
    if isinstance(value, datetime):
        return Stored("d", value.replace(tzinfo=None).isoformat(), says)
    return Stored("s", "" if value is None else str(value), says)
