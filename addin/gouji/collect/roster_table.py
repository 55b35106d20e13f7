"""A roster's file in, its sheets as rows of text out: .xlsx by openpyxl, .csv in whatever code page and separator.

Only what the cells show matters: numbers without an exponent, dates as 2026-01-31. A roster may come from anyone, so
its zip directory is checked as that of a collected workbook is, and no more is taken from it than a roster can need.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl

from gouji.check.wording import word
from gouji.errors import GoujiError, UnreadableError
from gouji.form.form import Form
from gouji.reading import sniff
from gouji.reading.source import ZIP
from gouji.reading.workbook_parts.container import HandOverError, Parts, open_zip
from gouji.rule.address import column_letters

MAX_ROWS, MAX_COLUMNS = 100_000, 100
_OLD = b"\xd0\xcf\x11\xe0"  # OLE: .xls, and .xlsx with a password
_SEPARATORS = ",\t;"
_NOTHING = (None,) * MAX_COLUMNS


class Row(NamedTuple):
    """number: one-based. cells: text of each column from A on, stripped, on one line."""

    number: int
    cells: tuple[str, ...]


class Sheet(NamedTuple):
    """name: "" in a text file. A row without any text is left out."""

    name: str
    rows: tuple[Row, ...]

    def place(self, row: int, column: int) -> str:
        """`花名册!B5`, or `第5行第2列` in a text file; both one-based."""
        return f"{self.name}!{column_letters(column)}{row}" if self.name else f"第{row}行第{column}列"


def readings(path: Path, form: Form) -> list[list[Sheet]]:
    """Every way to read the file: one for a workbook (hidden sheets left out), one a separator for a text.

    Raises GoujiError: what can't be read, and what to do. form: for its words on unreadable files.
    """
    try:
        data = sniff.content(path)
        if data.startswith(ZIP):
            return [list(_workbook(data))]
        if data.startswith(_OLD):
            raise GoujiError(f"{path}：花名册是旧格式（.xls）或加了密码。另存为不加密码的 .xlsx，再试一次。")
        return [[Sheet("", _lines(path, _decoded(path, data), separator))] for separator in _SEPARATORS]
    except UnreadableError as error:
        what = word(form.wordings, error.code, error.facts).message
        raise GoujiError(f"{path}：花名册读不出来。{what}另存为 .xlsx 或 .csv，再试一次。") from error


# ---------------------------------------------------------------- workbooks


def _workbook(data: bytes) -> Iterator[Sheet]:
    try:
        _refuse_doctypes(open_zip(data))
        # read_only: nothing is made of merges and styles, of which a hostile file may declare billions.
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()  # a wrong <dimension> would drop rows
                yield Sheet(sheet.title, tuple(_rows(sheet)))
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


def _rows(sheet: Any) -> Iterator[Row]:
    for number, values in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1):
        if values == _NOTHING:  # a cell at the far end brings a million of these
            continue
        cells = tuple(map(_text, values))
        if any(cells):
            _refuse_endless(number)
            yield Row(number, cells)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return clean(str(value))


# ---------------------------------------------------------------- text files


def _decoded(path: Path, data: bytes) -> str:
    codes = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for code in codes:
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise GoujiError(f"{path}：花名册应当是 .xlsx 或 .csv（UTF-8 或 GB18030 编码），这个文件两样都不是。")


def _lines(path: Path, text: str, separator: str) -> tuple[Row, ...]:
    rows = []
    try:
        for number, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            cells = tuple(map(clean, values[:MAX_COLUMNS]))
            if any(cells):
                _refuse_endless(number)
                rows.append(Row(number, cells))
    except csv.Error as error:
        raise GoujiError(f"{path}：第 {len(rows) + 1} 行附近读不下去，多半是引号不成对。改好后再试一次。") from error
    return tuple(rows)


def _refuse_endless(number: int) -> None:
    if number > MAX_ROWS:
        raise UnreadableError("over-limit", reason=f"有 {MAX_ROWS} 行以上")


def clean(text: str) -> str:
    """One line: white space runs are one space, control characters and halves of characters are gone."""
    return " ".join("".join(char for char in text if char.isspace() or not _is_invisible(char)).split())


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs") or ord(char) & 0xFFFE == 0xFFFE
