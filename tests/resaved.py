"""A workbook and what is done to it through openpyxl, in; the workbook as openpyxl saves it afterwards, out.

To read one of our templates takes openpyxl four times as long as to make it, half of that for the borders of merged
cells. So each is read once, and kept as a pickle that every edit has a copy of.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

import openpyxl
from openpyxl.worksheet.dimensions import DimensionHolder

Edit = Callable[[openpyxl.Workbook], None]


def opened(data: bytes) -> openpyxl.Workbook:
    """A copy of its own of the workbook."""
    book: Any = pickle.loads(_kept(data))
    for sheet in book.worksheets:  # the pickle has lost how they make the row or column that is asked for
        for of, make in (("row_dimensions", sheet._add_row), ("column_dimensions", sheet._add_column)):
            lost = getattr(sheet, of)
            setattr(sheet, of, DimensionHolder(sheet, default_factory=make))
            getattr(sheet, of).update(lost)
    return cast(openpyxl.Workbook, book)


def edited(data: bytes, edit: Edit) -> bytes:
    """What openpyxl saves of the workbook after the edit. Formulas lose their results."""
    book = opened(data)
    edit(book)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@lru_cache(maxsize=16)  # half a megabyte each
def _kept(data: bytes) -> bytes:
    return pickle.dumps(openpyxl.load_workbook(io.BytesIO(data)))
