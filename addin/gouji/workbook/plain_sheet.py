"""Draws sheets of one look from rows of words and numbers: title, heads, bordered rows, filter, A4 landscape.

Every workbook of a collection shares it. Text stays text whatever it begins with, so no cell is a formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from io import BufferedWriter, FileIO
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from gouji.atomic import replacing
from gouji.characters import writable
from gouji.check.severity import COLOURS, GOOD
from gouji.errors import GoujiError
from gouji.form.severity import Severity
from gouji.process.private_folder import private_folder
from gouji.value import plain

HEADS = 2  # rows: title, column heads
LAST_ROW = 1_048_576
_ERROR, _WARNING = COLOURS[Severity.ERROR], COLOURS[Severity.WARNING]
BAD, ODD = (_ERROR.fill, _ERROR.letters), (_WARNING.fill, _WARNING.letters)
FINE = (GOOD.fill, GOOD.solid)
PAGE_NUMBERS = "&C&9第 &P 页　共 &N 页"  # a footer

_CELL = 32767  # UTF-16 units that a cell holds
_LARGEST = 10**15  # beyond it a cell rounds: such a number is written as text
LOOK = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}

Cell = str | int | Decimal | None
Columns = Sequence[tuple[str, int]]  # head and width
Looks = Mapping[str, Any]


class _Paper(FileIO):
    """A file that takes note of what it can't write, for whoever made it to raise: a zip that has met a full disk tries
    again when Python clears it away, and then says so in English."""

    failure: OSError | None = None

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError as error:
            self.failure = self.failure or error.with_traceback(None)
            return len(data)


@contextmanager
def written(path: Path, title: str, *, is_long: bool = False) -> Iterator[Any]:
    """Yields a new workbook of XlsxWriter; at the end it stands at `path`, whole or not at all. is_long: its rows go to
    the disk as they come, in order. Raises GoujiError or OSError when it can't be written."""
    with (
        replacing(path) as unfinished,
        _aside(path) as aside,
        _Paper(unfinished, "w") as paper,
    ):
        file = BufferedWriter(paper)
        workbook = xlsxwriter.Workbook(file, {"constant_memory": is_long, "tmpdir": str(aside)})
        workbook.set_properties({"title": title, "created": datetime.now(UTC)})
        yield workbook
        try:
            workbook.close()
        except FileCreateError as error:
            paper.failure = paper.failure or error.args[0].with_traceback(None)
        file.flush()
        if paper.failure:
            raise paper.failure


@contextmanager
def _aside(path: Path) -> Iterator[Path]:
    """A folder for XlsxWriter's temporary files, which it leaves behind where it fails."""
    with ExitStack() as opened:
        try:
            folder = opened.enter_context(private_folder())
        except FileNotFoundError as error:  # what tempfile says of a full disk
            raise GoujiError(f"{path}：没有写入。临时文件夹里写不进东西，多半是磁盘满了。腾出空间再试。") from error
        yield folder


def looks(workbook: Any, tints: Mapping[str, tuple[str, str]]) -> Looks:
    """Makes the formats of a workbook. tints: the words that `close` colours, each with its fill and letters."""
    border = {"border": 1, "border_color": "#BFBFBF"}
    plain_looks = {
        "title": {**LOOK, "font_name": "黑体", "font_size": 14},
        "head": {**LOOK, **border, "bold": True, "bg_color": "#EDEDED", "align": "center", "text_wrap": True},
        "note": {**LOOK, "text_wrap": True},
        "text": {**LOOK, **border, "text_wrap": True},
        "number": {**LOOK, **border, "align": "center"},
    }
    tinted = {word: {"bg_color": fill, "font_color": letters} for word, (fill, letters) in tints.items()}
    return {name: workbook.add_format(look) for name, look in {**plain_looks, **tinted}.items()}


def head(page: Any, title: str, columns: Columns, looks: Looks, notes: Sequence[str] = ()) -> int:
    """Draws a title across, perhaps notes across, each in a row of its own, and the head of each column. Returns the
    row below: `HEADS` without notes."""
    for at, (_, width) in enumerate(columns):
        page.set_column(at, at, width)
    page.set_row(0, 28)
    page.write_string(0, 0, text(title), looks["title"])
    across = sum(width for _, width in columns)
    for row, note in enumerate(notes, start=1):
        page.set_row(row, 15 * lines(note, across) + 4)
        page.merge_range(row, 0, row, len(columns) - 1, "", looks["note"])
        page.write_string(row, 0, text(note), looks["note"])
    top = HEADS + len(notes)
    page.set_row(top - 1, 22)
    for at, (name, _) in enumerate(columns):
        page.write_string(top - 1, at, name, looks["head"])
    return top


def put(page: Any, row: int, cells: Sequence[Cell], columns: Columns, looks: Looks, least: float = 0) -> None:
    """Draws one row, as high as its longest text (LibreOffice would leave it at one line) and at least `least`
    points."""
    most = max(lines(cell, width) for cell, (_, width) in zip(cells, columns, strict=True))
    page.set_row(row, max(least, min(409, 15 * most + 4)))
    if page.constant_memory:
        for kept in ("row_info", "row_sizes"):  # XlsxWriter keeps what it knows of a row; the last is not written yet
            getattr(page, kept, {}).pop(row - 2, None)
    for column, cell in enumerate(cells):
        if cell is None or cell == "":
            page.write_blank(row, column, None, looks["text"])
        elif isinstance(cell, str) or not -_LARGEST < cell < _LARGEST:
            page.write_string(row, column, text(cell), looks["text"])
        else:
            page.write_number(row, column, int(cell) if cell == int(cell) else float(cell), looks["number"])


def close(
    page: Any,
    below: int,
    columns: Columns,
    looks: Looks,
    tinted: int | None,
    words: Sequence[str] = (),
    top: int = HEADS,
) -> None:
    """Finishes a sheet: filter, what stays in view, how it prints, and the colours of column `tinted`. words: keys of
    `looks`. top: what `head` returned."""
    last = max(below - 1, top)
    page.autofilter(top - 1, 0, last, len(columns) - 1)
    page.freeze_panes(top, 1)
    for word in words if tinted is not None else ():
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": looks[word]}
        page.conditional_format(top, tinted, last, tinted, rule)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top - 1)
    page.set_footer(PAGE_NUMBERS)


def text(cell: Cell) -> str:
    """Gives what a cell can hold of a text or of a number too large to be one."""
    whole = cell if isinstance(cell, str) else plain(Decimal(cell or 0))
    return writable(whole).encode("utf-16-le")[: 2 * _CELL].decode("utf-16-le", "ignore")


def lines(cell: Cell, width: float) -> int:
    """Counts the lines that a cell takes: a Chinese character is about two of the units that widths are counted in."""
    if not isinstance(cell, str):
        return 1
    units = [sum(2 if char > "\u02ff" else 1 for char in line) for line in cell.split("\n")]
    return sum(max(1, ceil(each / (width - 1))) for each in units)
