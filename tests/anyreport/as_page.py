"""A report in, a web page out: tables with their spans, or as editors leave them."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import NamedTuple

from anyreport.document import Report, in_order
from anyreport.placed import Placed, in_rows, place
from anyreport.tables import Table
from anyreport.told import Print


class Style(NamedTuple):
    """placed: spans are there, or a blank cell for everything that a merge covers."""

    rows: Callable[[list[Placed]], str]
    placed: bool
    spread: bool = False


def _td(cell: Placed) -> str:
    rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    columns = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    return f"<td{rows}{columns}><p>{escape(cell.text) or '&nbsp;'}</p></td>"


def _spans(cells: list[Placed]) -> str:
    return "".join(f"<tr>{''.join(map(_td, row))}</tr>" for row in in_rows(cells))


def _blanks(cells: list[Placed]) -> str:
    """No spans: what a merge covers is a blank cell."""
    every = [
        cell._replace(text=cell.text if not down and not right else "", row=cell.row + down, column=cell.column + right)
        for cell in cells
        for down in range(cell.rows)
        for right in range(cell.columns)
    ]
    return _spans([cell._replace(rows=1, columns=1) for cell in every])


def _repeated(cells: list[Placed]) -> str:
    """No spans: words stand in every cell that they went over."""
    every = [
        cell._replace(row=cell.row + down, column=cell.column + right, rows=1, columns=1)
        for cell in cells
        for down in range(cell.rows)
        for right in range(cell.columns)
    ]
    return _spans(every)


def _order(cells: list[Placed]) -> str:
    """No spans, and nothing for what a merge covers."""
    return _spans([cell._replace(rows=1, columns=1) for cell in cells])


def _cut_in_two(cells: list[Placed]) -> str:
    """As `_spans`; below its middle the table goes on as another one, without heads."""
    rows = sorted({cell.row for cell in cells if cell.figure is not None})
    if len(rows) < 2:
        return _spans(cells)
    at = rows[len(rows) // 2]
    above = [cell._replace(rows=min(cell.rows, at - cell.row)) for cell in cells if cell.row < at]
    below = [cell._replace(row=cell.row - at) for cell in cells if cell.row >= at]
    below += [
        cell._replace(text="", row=0, rows=cell.row + cell.rows - at)
        for cell in cells
        if cell.row < at < cell.row + cell.rows
    ]
    return f"{_spans(above)}</tbody></table><table border=1><tbody>{_spans(below)}"


STYLES = {
    "spans": Style(_spans, placed=True),
    "spans, spread": Style(_spans, placed=True, spread=True),
    "cut in two": Style(_cut_in_two, placed=True),
    "blank cells": Style(_blanks, placed=True),
    "repeated words": Style(_repeated, placed=True),
    "order only": Style(_order, placed=False),
}


def write(report: Report, style: str) -> str:
    """The page's HTML."""
    parts = []
    for item in in_order(report):
        if isinstance(item, Table):
            cells = place(item, STYLES[style].spread)
            parts.append(f"<table border=1><tbody>{STYLES[style].rows(cells)}</tbody></table>")
        else:
            parts.append(f"<p>{escape(item)}</p>")
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{"".join(parts)}</body></html>'


def how_told(style: str) -> Print:
    """What matters of the style for telling."""
    return Print(placed=STYLES[style].placed)
