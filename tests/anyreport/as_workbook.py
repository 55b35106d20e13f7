"""Reports in, workbooks out as offices make them: by XlsxWriter or openpyxl, with nothing of ours in
them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import xlsxwriter
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from anyreport.document import Report, in_order
from anyreport.placed import Placed, in_rows, place
from anyreport.tables import Table
from anyreport.told import Print

Merges = Literal["merged", "unmerged", "repeated"]
_FAR = 2  # blank columns between tables that stand beside each other


@dataclass(eq=False, slots=True)
class Sheet:
    """cells: with their places. hidden: rows and columns that are not shown."""

    name: str
    cells: list[Placed] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def height(self) -> int:
        return max((cell.row + cell.rows for cell in self.cells), default=0)

    @property
    def width(self) -> int:
        return max((cell.column + cell.columns for cell in self.cells), default=0)

    def below(self, cells: Iterable[Placed], gap: int = 0, right: int = 0) -> None:
        """Adds cells under what is there."""
        top = self.height + gap
        self.cells += [cell._replace(row=cell.row + top, column=cell.column + right) for cell in cells]


def line(text: str, width: int = 1) -> list[Placed]:
    """A line of words as a cell over so many columns."""
    return [Placed(text, 0, 0, 1, width)]


def one_sheet(report: Report, spread: bool = False, shift: bool = True) -> list[Sheet]:
    """Everything under each other on one sheet."""
    sheet = Sheet("Sheet1")
    for item in in_order(report):
        sheet.below(place(item, spread, shift) if isinstance(item, Table) else line(item))
    return [sheet]


def sheet_a_table(report: Report, spread: bool = False, shift: bool = True) -> list[Sheet]:
    """A sheet for each table, its heading above it if the report has headings."""
    sheets = []
    for number, table in enumerate(report.tables, 1):
        sheet = Sheet(f"Sheet{number}")
        if report.headings:
            sheet.below(line(report.heading(table)))
        sheet.below(place(table, spread, shift))
        sheets.append(sheet)
    return sheets


def unmerged(sheet: Sheet, merges: Merges) -> Sheet:
    """The sheet with its merges undone, the words in the first cell or in each."""
    if merges == "merged":
        return sheet
    cells = []
    for cell in sheet.cells:
        single = cell._replace(rows=1, columns=1)
        if merges == "unmerged" or cell.figure is not None:
            cells.append(single)
            continue
        cells += [
            single._replace(row=cell.row + down, column=cell.column + right)
            for down in range(cell.rows)
            for right in range(cell.columns)
        ]
    return Sheet(sheet.name, cells, sheet.hidden_rows, sheet.hidden_columns, sheet.formulas)


def how_told() -> Print:
    """What matters of a sheet for telling."""
    return Print(placed=True, shifts=True)


def _stored(cell: Placed, texts: bool) -> str | float | None:
    if cell.figure is None or texts:
        return cell.text or None
    try:
        return float(cell.text)
    except ValueError:
        return cell.text or None


def by_xlsxwriter(sheets: Iterable[Sheet], texts: bool = False) -> bytes:
    """Writes the sheets. texts: numbers are stored as texts."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for cell in sheet.cells:
            stored = _stored(cell, texts)
            if cell.rows * cell.columns > 1:
                last = cell.row + cell.rows - 1, cell.column + cell.columns - 1
                page.merge_range(cell.row, cell.column, *last, "")
            formula = sheet.formulas.get((cell.row, cell.column))
            if formula is not None:
                page.write_formula(cell.row, cell.column, formula, None, stored)
            elif stored is not None:
                page.write(cell.row, cell.column, stored)
        for row in sheet.hidden_rows:
            page.set_row(row, None, None, {"hidden": True})
        for column in sheet.hidden_columns:
            page.set_column(column, column, None, None, {"hidden": True})
    book.close()
    return buffer.getvalue()


def by_openpyxl(sheets: Iterable[Sheet], texts: bool = False) -> bytes:
    """Writes the sheets, without the values of formulas."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    book.remove(first)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for cell in sheet.cells:
            page.cell(cell.row + 1, cell.column + 1, _stored(cell, texts))
        for cell in sheet.cells:
            if cell.rows * cell.columns > 1:
                area = cell.row + 1, cell.column + 1, cell.row + cell.rows, cell.column + cell.columns
                page.merge_cells(None, *area)
        for row in sheet.hidden_rows:
            page.row_dimensions[row + 1].hidden = True
        for column in sheet.hidden_columns:
            page.column_dimensions[page.cell(1, column + 1).column_letter].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def text_of(sheets: Iterable[Sheet]) -> str:
    """The sheets as a person would type them down, to show a failing one."""
    return "\n\n".join(
        f"[{sheet.name}]\n" + "\n".join(" | ".join(_shown(cell) for cell in row) for row in in_rows(sheet.cells))
        for sheet in sheets
    )


def _shown(cell: Placed) -> str:
    span = f"<{cell.rows}x{cell.columns}>" if cell.rows * cell.columns > 1 else ""
    return f"{cell.column}:{cell.text}{span}"
