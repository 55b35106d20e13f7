"""Packs a Form's tables, as the notice prints them, into lists for the page, which draws the heat map from them.

form    {id, name, rows, columns, figures, tables}: rows and columns are [id, label]; figures are a row's number and
        a column's for each figure, in the order that findings number them
table   {caption, widths, heads, rows}: heads counts the head rows; a row lists its cells from left to right, a figure
        as its number or [its number, columns], a label as [text, role, rows, columns, left?], or without the end
        [1, 1, 0] where that is what it would be
"""

from __future__ import annotations

from gouji.form.form import Form, Table
from gouji.reading.reading import Reading
from gouji.report.compose import grid
from gouji.report.document import GridCell


def figure_order(form: Form) -> dict[str, int]:
    """Gives the number of each figure in the page, by id."""
    return {figure_id: number for number, figure_id in enumerate(form.figures)}


def packed_form(form: Form) -> dict[str, object]:
    """Packs a form as the page reads it: see the head of this module."""
    order = figure_order(form)
    blank = Reading(form.id, {}, {}, {})
    rows: dict[tuple[str, str], int] = {}
    columns: dict[tuple[str, str], int] = {}
    figures: list[int] = []
    for figure in form.figures.values():
        table = form.table(figure.table)
        row = (f"{table.id}.{figure.row}", table.row_labels[figure.row])
        column = (figure.column, table.column_labels[figure.column])
        figures += [rows.setdefault(row, len(rows)), columns.setdefault(column, len(columns))]
    return {
        "id": form.id,
        "name": form.name,
        "rows": list(rows),
        "columns": list(columns),
        "figures": figures,
        "tables": [_table(form, table, blank, order) for table in form.tables],
    }


def _table(form: Form, table: Table, blank: Reading, order: dict[str, int]) -> dict[str, object]:
    drawn = grid(form, table, blank)
    return {
        "caption": f"{table.number} {drawn.caption}",
        "widths": [round(width, 1) for width in drawn.widths],
        "heads": drawn.head_rows,
        "rows": [[_cell(cell, order) for cell in row] for row in drawn.rows()],
    }


def _cell(cell: GridCell, order: dict[str, int]) -> int | list[object]:
    if cell.id:
        return [order[cell.id], cell.columns] if cell.columns > 1 else order[cell.id]
    rest: list[object] = [cell.rows, cell.columns, int(cell.align == "left")]
    return [cell.text, cell.role, *(rest if rest != [1, 1, 0] else [])]
