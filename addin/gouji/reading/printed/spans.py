"""Takes the spans of a table's cells, row by row; gives the column that each begins in, where they fill a rectangle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

MAX_COLUMNS = 100  # as in a form's sheet: beyond, nobody needs to know where a cell stands


class Span(NamedTuple):
    """Over how many rows and columns a cell goes."""

    rows: int = 1
    columns: int = 1


class Standing(NamedTuple):
    """The column that a cell begins in, from zero, and the rows that it really goes over."""

    column: int
    rows: int


def stand(table: Sequence[Sequence[Span]]) -> list[list[Standing]] | None:
    """Gives where the cells of a table stand; None where they overlap, leave a hole or end in different columns.

    A cell that goes on below the last row ends with it.
    """
    width = sum(span.columns for span in table[0]) if table else 0
    if not 0 < width <= MAX_COLUMNS:
        return None
    covered = [0] * width  # by a cell from above: for how many rows more
    found = []
    for at, row in enumerate(table):
        standings = _row(row, covered, len(table) - at)
        if standings is None:
            return None
        found.append(standings)
        covered = [max(0, rows - 1) for rows in covered]
    return found


def _row(row: Sequence[Span], covered: list[int], left: int) -> list[Standing] | None:
    """Where the cells of a row stand; notes what they cover. left: rows from this one on."""
    standings = []
    column = 0
    for span in row:
        while column < len(covered) and covered[column]:
            column += 1
        end = column + span.columns
        if end > len(covered) or any(covered[column:end]):
            return None
        rows = min(span.rows, left)
        covered[column:end] = [rows] * span.columns
        standings.append(Standing(column, rows))
        column = end
    return standings if all(covered) else None
