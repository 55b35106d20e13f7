"""What stands in cells of LibreOffice in, what Excel's Range.Value and Range.Formula would say out; and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from calc_engine.office import uno_module

_DATES = 2  # com.sun.star.sheet.CellFlags.DATETIME
_TRUTHS = ("TRUE", "FALSE", "=TRUE()", "=FALSE()")
_FAILED = 4  # com.sun.star.sheet.FormulaResult.ERROR
_EPOCH = datetime(1899, 12, 30)
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?\Z")
_ERRORS = {  # LibreOffice's number of an error → how pywin32 hands over the same error of Excel
    532: -2146826281,
    32767: -2146826246,
    525: -2146826259,
    521: -2146826288,
    503: -2146826252,
    524: -2146826265,
    519: -2146826273,
}
_VALUE_ERROR = -2146826273


class RefusedError(Exception):
    """What pywin32 raises when Excel refuses; it is told by its name, com_error."""

    hresult = -2147352567
    excepinfo = (0, "Microsoft Excel", "refused", None, 0, -2146827284)


RefusedError.__name__ = "com_error"


def properties(**given: Any) -> tuple[Any, ...]:
    """UNO's named values."""
    made = uno_module().getClass("com.sun.star.beans.PropertyValue")
    return tuple(made(Name=name, Value=value) for name, value in given.items())


def read_values(cells: Any) -> tuple[tuple[Any, ...], ...]:
    """`Range.Value` of a block: numbers are floats, empty cells None, errors whole numbers."""
    shown = cells.getDataArray()
    data = [list(row) for row in shown]
    for row, formulas in enumerate(cells.getFormulaArray()):
        for column, formula in enumerate(formulas):
            if not formula:
                data[row][column] = None
            elif formula in _TRUTHS:
                data[row][column] = bool(data[row][column])
    # A query takes longer than all values of a sheet: it is made where there can be what it asks for.
    if any(isinstance(value, float) for row in shown for value in row):
        for row, column in _spots(cells, cells.queryContentCells(_DATES)):
            data[row][column] = _EPOCH + timedelta(seconds=round(data[row][column] * 86400))
    if any(value is None for row in shown for value in row):  # so it hands over what failed
        for row, column in _spots(cells, cells.queryFormulaCells(_FAILED)):
            data[row][column] = _ERRORS.get(cells.getCellByPosition(column, row).getError(), _VALUE_ERROR)
    return tuple(map(tuple, data))


def _spots(cells: Any, found: Any) -> list[tuple[int, int]]:
    """Row and column within a block of every cell of a query's ranges."""
    top, left = cells.RangeAddress.StartRow, cells.RangeAddress.StartColumn
    return [
        (row - top, column - left)
        for where in found.RangeAddresses
        for row in range(where.StartRow, where.EndRow + 1)
        for column in range(where.StartColumn, where.EndColumn + 1)
    ]


def read_formulas(cells: Any) -> tuple[tuple[str, ...], ...]:
    """`Range.Formula` of a block: constants as text, "" for nothing. LibreOffice marks numbers that are text by '."""
    return tuple(tuple(text[1:] if text[:1] == "'" else text for text in row) for row in cells.getFormulaArray())


def written(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    """Values as Excel takes them, for `setFormulaArray`: text that begins with ' stays text, "12" becomes a number."""
    return tuple(tuple(_written(value) for value in row) for row in rows)


def _written(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "=TRUE()" if value else "=FALSE()"
    if isinstance(value, int | float):
        return repr(value)
    if value[:1] == "=":
        return _separated(value)
    return value if value[:1] == "'" or _NUMBER.match(value) else "'" + value


def _separated(formula: str) -> str:
    """LibreOffice separates arguments by semicolons; commas inside quotes stay."""
    parts = re.split(r'("[^"]*")', formula)
    return "".join(part if part[:1] == '"' else part.replace(",", ";") for part in parts)
