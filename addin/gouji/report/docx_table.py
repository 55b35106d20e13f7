"""Writes a Grid as a WordprocessingML table: fixed widths, merged cells, repeated heads, rows that don't split."""

from __future__ import annotations

from itertools import pairwise

from gouji.report import official
from gouji.report.document import Grid, GridCell
from gouji.report.docx_xml import attribute, paragraph, run
from gouji.report.measure import Fit, fit

_SIDE = 28  # twips left and right in a cell
_LINE = '<w:{} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
_BORDERS = "".join(map(_LINE.format, ("top", "left", "bottom", "right", "insideH", "insideV")))
# What a heading above and a little air below leave of a page.
HEIGHT = official.points(official.AREA[1]) - 1.5 * official.PITCH


def table(grid: Grid) -> str:
    """Gives the XML of a table."""
    fitted = fit(grid, official.points(official.AREA[0]), HEIGHT)
    widths = _whole(fitted.widths)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(grid, fitted, widths, row) for row in range(grid.height))
    # A table touches what follows it; a low empty line keeps them apart (and Word from joining two tables).
    apart = paragraph("TableText", "", '<w:spacing w:before="0" w:after="0" w:line="160" w:lineRule="exact"/>')
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:left w:w="{_SIDE}" w:type="dxa"/><w:right w:w="{_SIDE}" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" '
        f'w:noVBand="1"/><w:tblCaption w:val={attribute(grid.caption)}/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>{apart}"
    )


def _whole(widths: tuple[float, ...]) -> list[int]:
    """Twips that add up to the table's width, whatever rounding does to each."""
    edges = [official.twips(sum(widths[:column])) for column in range(len(widths) + 1)]
    return [right - left for left, right in pairwise(edges)]


def _row(grid: Grid, fitted: Fit, widths: list[int], row: int) -> str:
    height = f'<w:trHeight w:val="{official.twips(fitted.row_height)}" w:hRule="atLeast"/>'
    head = "<w:tblHeader/>" if row < grid.head_rows else ""
    over = [cell for cell in grid.cells if cell.row <= row < cell.row + cell.rows]
    # All rows but the last keep to the next: Word then moves the whole table to the next page if it fits one.
    keep = row < grid.height - 1
    cells = "".join(_cell(cell, fitted, widths, row, keep) for cell in sorted(over, key=lambda cell: cell.column))
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{head}</w:trPr>{cells}</w:tr>"


def _cell(cell: GridCell, fitted: Fit, widths: list[int], row: int, keep: bool) -> str:
    first = row == cell.row
    wide = sum(widths[cell.column : cell.column + cell.columns])
    span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    merged = "" if cell.rows == 1 else '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
    size = round(fitted.size * 2)
    pitch = f'<w:spacing w:before="0" w:after="0" w:line="{official.twips(fitted.pitch)}" w:lineRule="exact"/>'
    side = '<w:jc w:val="left"/>' if cell.align == "left" else ""
    letters = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    inside = paragraph("TableText", run(cell.text, "", letters) if first else "", pitch + side, keep)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{span}{merged}<w:vAlign w:val="center"/></w:tcPr>'
        f"{inside}</w:tc>"
    )
