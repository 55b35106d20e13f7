"""Writes a Grid as an HTML table for people and for screen readers: every figure names the heads that speak of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from gouji.report import official
from gouji.report.document import Grid, GridCell
from gouji.report.measure import SIZES, Fit, fit

_SCOPES = {"banner": "colgroup", "head": "col", "stub": "row"}
_PIXELS, _LEAST_PIXELS = 16, 11  # letters of a table whose figures are short, and the smallest
_FEW = 6  # cells in a row that a telephone shows beside each other; a wider table scrolls in its frame
_AREA = (official.points(official.AREA[0]), official.points(official.AREA[1]) - 2 * official.PITCH)


def table(grid: Grid, inline: Mapping[str, str] | None) -> str:
    """Writes the table. inline: styles written at each element (for editors that drop style sheets); None for
    classes."""
    fitted = fit(grid, *_AREA)
    rows = grid.rows()
    first = grid.head_rows
    parts = [_columns(fitted)]
    if first:
        parts.append(f"<thead>{_rows(grid, rows[:first], inline)}</thead>")
    # A banner begins a part of the table with heads of its own.
    starts = [number for number in range(first, grid.height) if number == first or _begins(rows[number])]
    for start, end in zip(starts, [*starts[1:], grid.height], strict=True):
        parts.append(f"<tbody>{_rows(grid, rows[start:end], inline)}</tbody>")
    inside = "".join(parts)
    caption = escape(grid.caption)
    if inline is not None:
        pixels = max(_LEAST_PIXELS, round(_PIXELS * fitted.size / SIZES[0]))
        style = f"{inline['table']};font-size:{pixels}px"
        return f'<table style="{style}" aria-label="{caption}">{inside}</table>'
    caption_id = _caption_id(grid)
    many = ' class="many"' if max(map(len, rows)) > _FEW else ""
    return (
        f'<div class="wide" tabindex="0" role="region" aria-labelledby="{caption_id}">'
        f'<table{many} style="--print-size:{fitted.size:g}pt"><caption id="{caption_id}">{caption}</caption>{inside}'
        "</table></div>"
    )


def _columns(fitted: Fit) -> str:
    total = sum(fitted.widths)
    columns = "".join(f'<col style="width:{width / total * 100:.2f}%">' for width in fitted.widths)
    return f"<colgroup>{columns}</colgroup>"


def _begins(row: list[GridCell]) -> bool:
    return any(cell.role == "banner" and cell.text for cell in row)


def _rows(grid: Grid, rows: list[list[GridCell]], inline: Mapping[str, str] | None) -> str:
    return "".join(f"<tr>{''.join(_cell(grid, cell, inline) for cell in row)}</tr>" for row in rows)


def _cell(grid: Grid, cell: GridCell, inline: Mapping[str, str] | None) -> str:
    spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (
        f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    )
    text = "<br>".join(map(escape, cell.text.split("\n")))
    if inline is not None:
        left = f";{inline['left']}" if cell.align == "left" else ""
        tag = "th" if cell.role in _SCOPES and cell.text else "td"
        return f'<{tag}{spans} style="{inline["cell"]}{left}">{text}</{tag}>'
    left = ' class="left"' if cell.align == "left" else ""
    if cell.id:
        heads = " ".join(_id(grid, head) for head in heads_of(grid, cell))
        return f'<td{spans}{left} headers="{heads}" data-cell="{cell.id}">{text}</td>'
    if cell.role in _SCOPES and cell.text:
        return f'<th{spans}{left} id="{_id(grid, cell)}" scope="{_scope(cell)}">{text}</th>'
    return f"<td{spans}{left}>{text}</td>"  # the corner heads nothing that has no head already


def _scope(cell: GridCell) -> str:
    scope = _SCOPES[cell.role]
    if scope == "col" and cell.columns > 1:
        return "colgroup"
    return "rowgroup" if scope == "row" and cell.rows > 1 else scope


def heads_of(grid: Grid, figure: GridCell) -> Iterator[GridCell]:
    """Gives the labels that speak of a figure: those above it in its own part of the table, and those left of it."""
    banners = [cell.row for cell in grid.cells if cell.role == "banner" and cell.text and cell.row <= figure.row]
    begins = max(banners, default=0)
    for cell in grid.cells:
        above = begins <= cell.row < figure.row and cell.column < figure.column + figure.columns
        above = above and figure.column < cell.column + cell.columns
        beside = cell.row <= figure.row < cell.row + cell.rows and cell.column < figure.column
        if cell.text and ((cell.role in ("banner", "head") and above) or (cell.role == "stub" and beside)):
            yield cell


def _id(grid: Grid, cell: GridCell) -> str:
    return f"{grid.id}-{cell.row}-{cell.column}"


def _caption_id(grid: Grid) -> str:
    return f"{grid.id}-caption"
