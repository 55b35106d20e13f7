"""An open sheet and the cells of its figures in; what of them isn't shown as it is stored out, in few calls of Excel.

A range says in one call whether all of it is alike. Only where it isn't is it halved: on our own sheets it is.
Conditional formats and the colours of fonts are left to the reader of files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from gouji.reading.workbook_parts.book import Area, SheetLook, reference

if TYPE_CHECKING:
    import xlwings as xw

_MOST = 200  # questions asked of one sheet, for formats and for what is hidden each
_VISIBLE = -1  # xlSheetVisible


def is_hidden(sheet: xw.Sheet) -> bool:
    return bool(sheet.api.Visible != _VISIBLE)


def formats(sheet: xw.Sheet, where: Area) -> dict[str, str]:
    """Reference → number format, of the cells whose format isn't General."""
    found: dict[str, str] = {}
    for part, code in _alike(where, lambda part: _range(sheet, part).number_format):
        if code not in (None, "General"):
            found |= dict.fromkeys(part.refs(), str(code))
    return found


def look(sheet: xw.Sheet, where: Area) -> SheetLook:
    """The rows and columns that are hidden."""
    edge, top = where._replace(right=where.left), where._replace(bottom=where.top)
    rows = _alike(edge, lambda part: _range(sheet, part).api.EntireRow.Hidden)
    columns = _alike(top, lambda part: _range(sheet, part).api.EntireColumn.Hidden)
    return SheetLook(
        [row for part, answer in rows if answer for row in range(part.top, part.bottom + 1)],
        [column for part, answer in columns if answer for column in range(part.left, part.right + 1)],
    )


def _range(sheet: xw.Sheet, where: Area) -> xw.Range:
    return sheet.range(f"{reference(where.top, where.left)}:{reference(where.bottom, where.right)}")


def _alike(where: Area, ask: Callable[[Area], object]) -> Iterator[tuple[Area, object]]:
    """The parts of an area that are alike, with what they answer."""
    parts = [where]
    for _ in range(_MOST):
        if not parts:
            return
        part = parts.pop()
        answer = ask(part)
        if answer is not None or part.size == 1:
            yield part, answer
        elif part.bottom - part.top >= part.right - part.left:
            middle = (part.top + part.bottom) // 2
            parts += [part._replace(bottom=middle), part._replace(top=middle + 1)]
        else:
            middle = (part.left + part.right) // 2
            parts += [part._replace(right=middle), part._replace(left=middle + 1)]
