"""What stands in cells of LibreOffice in, what Excel's Range.Value and Range.Formula would say out; and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

_DATE, _TIME, _LOGICAL = 2, 4, 1024  # com.sun.star.util.NumberFormat
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


class com_error(Exception):  # noqa: N801  # known by this name
    """What pywin32 raises when Excel refuses."""

    hresult = -2147352567
    excepinfo = (0, "Microsoft Excel", "refused", None, 0, -2146827284)


Refused = com_error


def properties(**given: Any) -> tuple[Any, ...]:
    """UNO's named values."""
    from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]  # exists once uno is imported

    return tuple(PropertyValue(Name=name, Value=value) for name, value in given.items())


def read_values(cells: Any, document: Any) -> tuple[tuple[Any, ...], ...]:
    """`Range.Value` of a block: numbers are floats, empty cells None, errors whole numbers."""
    data = [list(row) for row in cells.getDataArray()]
    formulas = cells.getFormulaArray()
    area = cells.RangeAddress
    for row, line in enumerate(data):
        for column, value in enumerate(line):
            if value == "" and not formulas[row][column]:
                line[column] = None
    for kind, where in _formats(cells, document):
        for row in range(where.StartRow - area.StartRow, where.EndRow - area.StartRow + 1):
            for column in range(where.StartColumn - area.StartColumn, where.EndColumn - area.StartColumn + 1):
                value = data[row][column]
                if isinstance(value, float):
                    moment = _EPOCH + timedelta(seconds=round(value * 86400))
                    data[row][column] = bool(value) if kind & _LOGICAL else moment
    for where in cells.queryFormulaCells(4).RangeAddresses:  # com.sun.star.sheet.FormulaResult.ERROR
        for row in range(where.StartRow, where.EndRow + 1):
            for column in range(where.StartColumn, where.EndColumn + 1):
                at = row - area.StartRow, column - area.StartColumn
                error = cells.getCellByPosition(at[1], at[0]).getError()
                data[at[0]][at[1]] = _ERRORS.get(error, _VALUE_ERROR)
    return tuple(map(tuple, data))


def _formats(cells: Any, document: Any) -> list[tuple[int, Any]]:
    """(kind, area) of the cells whose number format shows something else than a number."""
    found = []
    for group in cells.UniqueCellFormatRanges:
        kind = document.NumberFormats.getByKey(group.NumberFormat).Type
        if kind & (_DATE | _TIME | _LOGICAL):
            found += [(kind, where) for where in group.RangeAddresses]
    return found


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
