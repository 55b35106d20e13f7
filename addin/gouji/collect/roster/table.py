"""Reads a roster's file as sheets with rows of text: .xlsx by openpyxl, .csv in whatever code page and separator.

Only what the cells show matters: numbers without an exponent, dates as 2026-01-31. A roster may come from anyone, so
its zip directory is checked as that of a collected workbook is, and no more is taken from it than a roster can need.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl

from gouji.check.structural import word
from gouji.collect.roster.csv_text import Fault, decoded, rows
from gouji.errors import UnreadableError, UsageError
from gouji.form.form import Form
from gouji.ooxml.container import HandOverError, Parts
from gouji.place import Place
from gouji.reading import stored
from gouji.reading.content import Content

MAX_ROWS, MAX_COLUMNS = 100_000, 100
_LAST_ROW = 1 << 20  # of a spreadsheet: below MAX_ROWS nothing but empty rows may follow, and no more than these
_SEPARATORS = ",\t;"
_NOTHING = (None,) * MAX_COLUMNS


class RosterRow(NamedTuple):
    """number: one-based. cells: text of each column from A on, stripped, on one line."""

    number: int
    cells: tuple[str, ...]


class RosterSheet(NamedTuple):
    """name: "" in a text file. A row without any text is left out. faults: quotes of a text file that would swallow
    rows, one Chinese sentence each with its place."""

    name: str
    rows: tuple[RosterRow, ...]
    faults: tuple[str, ...] = ()

    def place(self, row: int, column: int) -> str:
        """`花名册!B5`, or `第5行第2列` in a text file; both one-based."""
        return str(Place(self.name, row, column)) if self.name else f"第{row}行第{column}列"


def readings(path: Path, form: Form) -> list[list[RosterSheet]]:
    """Gives every way to read the file: one for a workbook (hidden sheets left out), one for each separator for a text.

    Raises UsageError: what can't be read, and what to do. form: for its words on unreadable files.
    """
    try:
        content = Content(stored.content(path))
        if content.is_zip:
            return [list(_workbook(content))]
        if content.is_ole:
            raise UsageError(f"{path}：花名册是旧格式（.xls）或加了密码。另存为不加密码的 .xlsx，再试一次。")
        text = decoded(path, content.data)
        return [[_text_sheet(text, separator)] for separator in _SEPARATORS]
    except UnreadableError as error:
        what = word(form.wordings, error.code, error.facts).message
        raise UsageError(f"{path}：花名册读不出来。{what}另存为 .xlsx 或 .csv，再试一次。") from error


# ---------------------------------------------------------------- workbooks


def _workbook(content: Content) -> Iterator[RosterSheet]:
    try:
        _refuse_doctypes(content.parts)
        # read_only: nothing is made of merges and styles, of which a hostile file may declare billions.
        book = openpyxl.load_workbook(io.BytesIO(content.data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()  # a wrong <dimension> would drop rows
                yield RosterSheet(sheet.title, tuple(_rows(sheet)))
    except UnreadableError:
        raise
    except HandOverError as error:
        raise UnreadableError("damaged-file", reason=str(error)) from error
    except Exception as error:  # whatever openpyxl and zipfile raise on a damaged file, and that is a lot
        raise UnreadableError("damaged-file", reason=type(error).__name__) from error


def _refuse_doctypes(parts: Parts) -> None:
    for name in parts.entries:
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in parts.read(name)[:4096].replace(b"\0", b""):
            raise UnreadableError("damaged-file", reason=f"部件 {name} 里有 DOCTYPE")


def _rows(sheet: Any) -> Iterator[RosterRow]:
    for number, values in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1):
        if values == _NOTHING:  # a cell at the far end brings a million of these
            continue
        cells = tuple(map(_text, values))
        if any(cells):
            _refuse_endless(number)
            yield RosterRow(number, cells)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return clean(str(value))


# ---------------------------------------------------------------- text files


def _text_sheet(text: str, separator: str) -> RosterSheet:
    found: list[Fault] = []
    kept = []
    for number, values in enumerate(rows(text, separator, found), 1):
        cells = tuple(map(clean, values[:MAX_COLUMNS]))
        if any(cells) or number > _LAST_ROW:
            _refuse_endless(number)
            kept.append(RosterRow(number, cells))
    sheet = RosterSheet("", tuple(kept))
    return sheet._replace(faults=tuple(f"{sheet.place(each.line, each.column)}：{each.reason}" for each in found))


def _refuse_endless(number: int) -> None:
    if number > MAX_ROWS:
        raise UnreadableError("over-limit", reason=f"有 {MAX_ROWS} 行以上")


def clean(text: str) -> str:
    """Gives a text as one line: white space runs are one space, control characters and halves of characters are
    gone."""
    return " ".join("".join(char for char in text if char.isspace() or not _is_invisible(char)).split())


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs") or ord(char) & 0xFFFE == 0xFFFE
