"""An open workbook in; the same Book out that the reader of files makes, so that everything after it is the same.

One bulk read of values and one of formulas a sheet, and only of sheets that are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gouji.form.form import Form
from gouji.reading.workbook_parts import formats
from gouji.reading.workbook_parts.book import (
    ALL_SEEN,
    MAX_COLUMNS,
    MAX_ROWS,
    Area,
    Book,
    Sheet,
    Stored,
    area,
    reference,
)
from gouji.reading.workbook_parts.find_figures import target
from gouji.ribbon import open_looks
from gouji.ribbon.book_names import names_of

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


def open_book(book: xw.Book, forms: Sequence[Form]) -> Book:
    """Sheets are read when asked for. Merges are not read: a figure swallowed by one shows as empty, and is told so.

    On our own sheets nothing can be merged while they are protected.
    """
    titles, hidden = [], []
    for sheet in book.sheets:
        titles.append(sheet.name)
        if open_looks.is_hidden(sheet):
            hidden.append(sheet.name)
    names = names_of(book, titles, forms)
    codes: list[str] = [""]  # number formats met so far: a cell's style is the index of its own
    made = Book(
        titles=tuple(titles),
        names=names,
        local_names=(),
        parse=lambda title: _sheet(book.sheets[title], title, _figures(made, forms).get(title), codes),
        styles=lambda: formats.of_codes(codes),  # dates arrive as such
        properties=dict,
        hidden=hidden,
    )
    return made


def _figures(book: Book, forms: Sequence[Form]) -> dict[str, Area]:
    """Sheet → the rectangle that its figures stand in, by their names."""
    areas: dict[str, Area] = {}
    for id in {id for form in forms for id in form.figures if id in book.names}:
        if stands := target(book, id):
            title, row, column = stands[0]
            old = areas.get(title, Area(row, column, row, column))
            areas[title] = Area(min(old.top, row), min(old.left, column), max(old.bottom, row), max(old.right, column))
    return areas


def _sheet(sheet: xw.Sheet, title: str, figures: Area | None, codes: list[str]) -> Sheet:
    used = area(sheet.used_range.address)
    # From A1, two by two at least: a single cell would not come as rows. Beyond the limit nothing of a form stands.
    bottom, right = min(max(used.bottom, 2), MAX_ROWS), min(max(used.right, 2), MAX_COLUMNS)
    block = sheet.range(f"A1:{reference(bottom, right)}")
    cells: dict[str, Stored] = {}
    shown = open_looks.formats(sheet, figures) if figures else {}
    codes += [code for code in dict.fromkeys(shown.values()) if code not in codes]
    for row, (values, formulas) in enumerate(zip(block.raw_value, block.formula, strict=True), start=1):
        for column, (value, formula) in enumerate(zip(values, formulas, strict=True), start=1):
            if value is not None or formula:
                ref = reference(row, column)
                style = codes.index(shown[ref]) if ref in shown else 0
                cells[ref] = stored(value, formula)._replace(style=style)
    look = open_looks.look(sheet, figures) if figures else ALL_SEEN
    return Sheet(title, cells.get, cells.keys(), (), lambda _: look)


def stored(value: Any, formula: str) -> Stored:
    """A cell as `Range.Value` and `Range.Formula` say it, as a file would store it."""
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
