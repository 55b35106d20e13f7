"""A sheet in, the same sheet with rows or columns put between, turned, numbered or hidden out."""

from __future__ import annotations

from collections.abc import Iterable

from anyreport.as_workbook import Sheet
from anyreport.placed import Placed
from anyreport.tables import Figure

TITLE = "{organization}{year}年度政府信息公开情况统计表"


def insert_rows(sheet: Sheet, before: Iterable[int]) -> Sheet:
    """Blank rows before these rows; a merge that goes over the place grows."""
    at = sorted(before)
    cells = []
    for cell in sheet.cells:
        above = sum(row <= cell.row for row in at)
        inside = sum(cell.row < row < cell.row + cell.rows for row in at)
        cells.append(cell._replace(row=cell.row + above, rows=cell.rows + inside))
    return Sheet(sheet.name, cells)


def insert_columns(sheet: Sheet, before: Iterable[int]) -> Sheet:
    """Blank columns before these columns."""
    return _turned(insert_rows(_turned(sheet), before))


def _turned(sheet: Sheet) -> Sheet:
    return Sheet(sheet.name, turned(sheet.cells))


def turned(cells: Iterable[Placed]) -> list[Placed]:
    """Rows as columns."""
    return [cell._replace(row=cell.column, column=cell.row, rows=cell.columns, columns=cell.rows) for cell in cells]


def figure_rows(sheet: Sheet) -> list[int]:
    """The rows with figures."""
    return sorted({cell.row for cell in sheet.cells if cell.figure is not None})


def spaced_rows(sheet: Sheet) -> Sheet:
    """A blank row before every seventh row of figures."""
    return insert_rows(sheet, figure_rows(sheet)[3::7])


def spaced_columns(sheet: Sheet) -> Sheet:
    """A blank column before two of the columns of figures."""
    columns = sorted({cell.column for cell in sheet.cells if cell.figure is not None})
    return insert_columns(sheet, [columns[1], columns[-1]])


def _number(number: int, row: int, column: int) -> Placed:
    return Placed(str(number), row, column, figure=Figure(str(number), None))


def numbered_left(sheet: Sheet) -> Sheet:
    """A column 序号 at the left, with a number for each row of figures."""
    rows = figure_rows(sheet)
    wider = insert_columns(sheet, [0])
    numbers = [_number(number, row, 0) for number, row in enumerate(rows, 1)]
    return Sheet(sheet.name, [*wider.cells, Placed("序号", max(rows[0] - 1, 0), 0), *numbers])


def hidden_help(sheet: Sheet) -> Sheet:
    """A hidden column with the office's own numbers among the figures, and a hidden row."""
    columns = sorted({cell.column for cell in sheet.cells if cell.figure is not None})
    rows = figure_rows(sheet)
    wider = insert_columns(sheet, [columns[1]])
    numbers = [_number(70_000 + row, row, columns[1]) for row in rows]
    made = Sheet(sheet.name, [*wider.cells, *numbers], hidden_columns=[columns[1]])
    made = Sheet(made.name, insert_rows(made, [rows[-1]]).cells, [rows[-1]], [columns[1]])
    made.cells.append(Placed("核对用", rows[-1], 0))
    return made


def with_titles(sheet: Sheet, organization: str, year: int) -> Sheet:
    """A merged banner, a line with the office and the unit, then the sheet."""
    width = max(sheet.width, 2)
    made = Sheet(sheet.name, [Placed(TITLE.format(organization=organization, year=year), 0, 0, 1, width)])
    made.cells.append(Placed(f"填报单位：{organization}", 1, 0))
    made.cells.append(Placed("单位：件", 1, width - 1))
    made.below(sheet.cells, gap=1)
    return made


def wrongly_merged(sheet: Sheet, groups: set[str]) -> Sheet:
    """Heads of groups are merged over too few columns."""
    cells = [
        cell._replace(columns=cell.columns - 1) if cell.text in groups and cell.columns > 2 else cell
        for cell in sheet.cells
    ]
    return Sheet(sheet.name, cells)


def with_sums(sheet: Sheet, totals: set[int]) -> Sheet:
    """Totals of rows (by the identity of their figures) are formulas over the cells to their left."""
    made = Sheet(sheet.name, sheet.cells)
    for cell in sheet.cells:
        if id(cell.figure) in totals:
            first = min(each.column for each in sheet.cells if each.row == cell.row and each.figure is not None)
            row = cell.row + 1
            made.formulas[cell.row, cell.column] = f"=SUM({_letter(first)}{row}:{_letter(cell.column - 1)}{row})"
    return made


def _letter(column: int) -> str:
    return chr(ord("A") + column)
