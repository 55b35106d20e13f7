"""A document of LibreOffice as an xlwings Book: sheets, names, ranges, protection.

To reach an object of a document anew takes a dozen questions, and a question as long as all it asks for. So what was
reached is kept, and asked each time whether it still is what it was reached as.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calc_engine.office import uno_module
from calc_engine.values import RefusedError, properties, read_formulas, read_values, written
from gouji.place import Area, area, single, to_address

if TYPE_CHECKING:
    from calc_engine.engine import App

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".pdf": "calc_pdf_Export",
}
_POINT = 2540 / 72  # hundredths of a millimetre
_CONTENT = re.compile(
    r"\$?(?:'((?:[^']|'')+)'|([^.'$]+))\.(\$[A-Z]+\$[0-9]+)(?::(?:\$?(?:'(?:[^']|'')+'|[^.'$]+)\.)?(\$[A-Z]+\$[0-9]+))?\Z"
)


class Book:
    def __init__(self, app: App, document: Any, path: Path | None) -> None:
        self.app, self.document, self.path = app, document, path
        self.formats: dict[int, str] = {}  # by LibreOffice's number of a format

    @property
    def api(self) -> Any:
        return self.document

    @property
    def name(self) -> str:
        return self.path.name if self.path else "工作簿1"

    @property
    def fullname(self) -> str:
        return str(self.path or self.name)

    @cached_property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @cached_property
    def names(self) -> Names:
        return Names(self)

    def selection(self) -> Range | None:
        selected = self.document.CurrentController.Selection
        return Range(Sheet(self, selected.Spreadsheet), selected) if hasattr(selected, "Spreadsheet") else None

    def activate(self) -> None:
        self.app.open.remove(self)
        self.app.open.append(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        target = Path(path) if path else self.path
        assert target is not None
        url = uno_module().systemPathToFileUrl(str(target.resolve()))
        self.document.storeToURL(url, properties(FilterName=_FILTERS[target.suffix]))

    def close(self) -> None:
        self.app.open.remove(self)
        self.document.close(True)


class Sheets:
    def __init__(self, book: Book) -> None:
        self._book, self._all = book, book.document.Sheets
        self._reached: dict[str, Sheet] = {}

    @property
    def active(self) -> Sheet:
        return Sheet(self._book, self._book.document.CurrentController.ActiveSheet)

    def __iter__(self) -> Iterator[Sheet]:
        self._book.app.calls.append("sheets")
        return iter([self._reach(name) for name in self._all.ElementNames])

    def __len__(self) -> int:
        return int(self._all.Count)

    def __call__(self, name: str) -> Sheet:
        if not self._all.hasByName(name):
            raise RefusedError(name)
        return self._reach(name)

    def _reach(self, name: str) -> Sheet:
        known = self._reached.get(name)
        if known is None or known.name != name:
            known = self._reached[name] = Sheet(self._book, self._all.getByName(name))
        return known


class SheetApi:
    def __init__(self, cells: Any) -> None:
        self._cells = cells

    @property
    def ProtectContents(self) -> bool:  # noqa: N802
        return bool(self._cells.isProtected())


class Sheet:
    def __init__(self, book: Book, cells: Any) -> None:
        self.book, self.cells_ = book, cells
        self._reached: dict[Area, Any] = {}

    @property
    def api(self) -> SheetApi:
        self.book.app.calls.append("protected?")
        return SheetApi(self.cells_)

    @property
    def name(self) -> str:
        return str(self.cells_.Name)

    @property
    def visible(self) -> int:
        """xlSheetVisible or xlSheetHidden."""
        self.book.app.calls.append("visible?")
        return -1 if self.cells_.IsVisible else 0

    @property
    def used_range(self) -> Range:
        self.book.app.calls.append("used range")
        cursor = self.cells_.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return Range(self, cursor)

    def activate(self) -> None:
        if not self.cells_.IsVisible:
            raise RefusedError("a hidden sheet can't be activated")
        self.book.document.CurrentController.setActiveSheet(self.cells_)

    def range(self, first: Any, last: Any = None) -> Range:
        where = area(first) if isinstance(first, str) else Area(*first, *(last or first))
        return Range(self, self.block(where))

    def block(self, where: Area) -> Any:
        """The cells of an area. What is kept moves with rows that are inserted above it."""
        known = self._reached.get(where)
        if known is None or _area(known) != where:
            top, left, bottom, right, _ = where
            known = self._reached[where] = self.cells_.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)
        return known


def _area(cells: Any) -> Area:
    where = cells.RangeAddress
    return Area(where.StartRow + 1, where.StartColumn + 1, where.EndRow + 1, where.EndColumn + 1)


class Lines:
    """EntireRow or EntireColumn of a block."""

    def __init__(self, cells: Any, lines: str) -> None:
        self._cells, self._lines = cells, lines

    @property
    def Hidden(self) -> bool | None:  # noqa: N802
        if self._cells.RangeAddress in self._cells.queryVisibleCells().RangeAddresses:
            return False  # one question, where it would be one a line
        lines = getattr(self._cells, self._lines)
        answers = {not lines.getByIndex(at).IsVisible for at in range(lines.Count)}
        return answers.pop() if len(answers) == 1 else None


class RangeApi:
    def __init__(self, cells: Any) -> None:
        self._cells = cells

    @property
    def EntireRow(self) -> Lines:  # noqa: N802
        return Lines(self._cells, "Rows")

    @property
    def EntireColumn(self) -> Lines:  # noqa: N802
        return Lines(self._cells, "Columns")


class Range:
    def __init__(self, sheet: Sheet, cells: Any) -> None:
        self.sheet, self._cells = sheet, cells
        self.options: Any = None

    @property
    def address(self) -> str:
        return to_address(_area(self._cells))

    @property
    def row(self) -> int:
        return int(self._cells.RangeAddress.StartRow) + 1

    @property
    def column(self) -> int:
        return int(self._cells.RangeAddress.StartColumn) + 1

    @property
    def raw_value(self) -> Any:
        self.sheet.book.app.calls.append("read values")
        return self._single(read_values(self._cells))

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self.sheet.book.app.calls.append("write")
        # As in Excel: a protected sheet refuses a block of which one cell is locked.
        if self.sheet.cells_.isProtected() and self._is_locked():
            raise RefusedError("the cell is on a protected sheet")
        self._cells.setFormulaArray(written(value if isinstance(value, list | tuple) else ((value,),)))

    @property
    def formula(self) -> Any:
        self.sheet.book.app.calls.append("read formulas")
        return self._single(read_formulas(self._cells))

    @property
    def api(self) -> RangeApi:
        self.sheet.book.app.calls.append("lines")
        return RangeApi(self._cells)

    @property
    def number_format(self) -> str | None:
        """None where it is not the same in all cells."""
        self.sheet.book.app.calls.append("number format")
        # To go through the blocks of one format each takes a hundred times as long.
        if self._cells.getPropertyState("NumberFormat").value == "AMBIGUOUS_VALUE":
            return None
        key, known = self._cells.NumberFormat, self.sheet.book.formats
        if key not in known:
            known[key] = str(self.sheet.book.document.NumberFormats.getByKey(key).FormatString)
        return known[key]

    @property
    def merge_cells(self) -> bool | None:
        """As Excel says it: None where some of the cells are merged and some are not."""
        self.sheet.book.app.calls.append("merged?")
        whole = self.sheet.cells_.createCursorByRange(self._cells)
        whole.collapseToMergedArea()  # begins where the merges that reach into ours begin
        if not whole.IsMerged:
            return False
        answers = (self._merge_of(row, column) is not None for row, column in self._spots())
        first = next(answers)
        return first if all(each == first for each in answers) else None

    @property
    def merge_area(self) -> Range:
        self.sheet.book.app.calls.append("merge")
        return Range(self.sheet, self._merge_of(0, 0) or self._cells)

    def _spots(self) -> list[tuple[int, int]]:
        area = self._cells.RangeAddress
        rows, columns = range(area.EndRow - area.StartRow + 1), range(area.EndColumn - area.StartColumn + 1)
        return [(row, column) for row in rows for column in columns]

    def _merge_of(self, row: int, column: int) -> Any:
        """The merged cells that one of ours belongs to; None when it stands for itself."""
        top, left, *_ = _area(self._cells)
        cell = self.sheet.block(single(top + row, left + column))
        cursor = self.sheet.cells_.createCursorByRange(cell)
        cursor.collapseToMergedArea()
        where = cursor.RangeAddress
        alone = where.StartRow == where.EndRow and where.StartColumn == where.EndColumn
        return None if alone else cursor

    def _single(self, rows: tuple[tuple[Any, ...], ...]) -> Any:
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else rows

    def _is_locked(self) -> bool:
        return any(group.CellProtection.IsLocked for group in self._cells.UniqueCellFormatRanges)

    @property
    def row_height(self) -> float:
        return float(self._cells.Rows.getByIndex(0).Height / _POINT)

    @row_height.setter
    def row_height(self, points: float) -> None:
        self.sheet.book.app.calls.append("row height")
        self._cells.Rows.Height = round(points * _POINT)

    def autofit(self, axis: str | None = None) -> None:
        self.sheet.book.app.calls.append("autofit")
        self._cells.Rows.OptimalHeight = True

    def select(self) -> None:
        controller = self.sheet.book.document.CurrentController
        if controller.ActiveSheet.Name != self.sheet.name:
            raise RefusedError("Select method of Range class failed")
        controller.select(self._cells)


class Names:
    def __init__(self, book: Book) -> None:
        self._book, self._all = book, book.document.NamedRanges
        self._reached: dict[str, Any] = {}

    def __call__(self, name: str) -> Name:
        self._book.app.calls.append("name")
        title, _, bare = name.rpartition("!")  # 'sheet'!name is one of that sheet alone
        found = self._book.sheets(title.strip("'")).cells_.NamedRanges if title else self._all
        if not found.hasByName(bare):
            raise RefusedError(name)
        if name not in self._reached:
            self._reached[name] = found.getByName(bare)
        return Name(name, self._reached[name].Content)

    def __len__(self) -> int:
        return len(self._all.ElementNames)

    def snapshot(self) -> list[tuple[str, Name]]:
        return [(name, self(name)) for name in self._all.ElementNames]


class Name:
    def __init__(self, name: str, content: str) -> None:
        self.name, self._content = name, content

    @property
    def refers_to(self) -> str:
        """`$'基本信息'.$B$5` as Excel says it: `='基本信息'!$B$5`."""
        match = _CONTENT.match(self._content)
        if match is None:
            return "=" + self._content
        quoted, bare, first, last = match.groups()
        title = quoted or bare
        plain = re.fullmatch(r"\w+", title) and not title[0].isdigit()
        return f"={title if plain else chr(39) + title + chr(39)}!{first}" + (f":{last}" if last else "")
