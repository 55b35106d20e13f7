"""A workbook in; what every cell of it stores out, by a reader that is neither ours nor slow."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import python_calamine

Spot = tuple[str, int, int]  # sheet, row, column
Values = dict[Spot, object]


def values(path: Path) -> Values:
    """Every cell that says anything."""
    book = python_calamine.CalamineWorkbook.from_path(path)
    found: Values = {}
    for title in book.sheet_names:
        found |= said(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False))
    return found


def said(sheet: str, rows: Iterable[Iterable[object]]) -> Values:
    """The cells of rows that begin in A1."""
    return {
        (sheet, row, column): value
        for row, cells in enumerate(rows, 1)
        for column, value in enumerate(cells, 1)
        if value not in (None, "")
    }
