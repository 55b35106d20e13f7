"""A workbook and what is done to it through openpyxl, in; the workbook as openpyxl saves it afterwards, out.

To read one of our templates takes openpyxl four times as long as to make it, half of that for the borders of merged
cells. So each is read once, and kept as a pickle that every edit has a copy of.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from functools import lru_cache

import openpyxl

Edit = Callable[[openpyxl.Workbook], None]


def opened(data: bytes) -> openpyxl.Workbook:
    """A copy of its own of the workbook."""
    book: openpyxl.Workbook = pickle.loads(_kept(data))
    return book


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
