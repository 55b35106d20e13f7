"""A table in, the cells of its grid with their places and spans out, as a sheet or a page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import lcm
from typing import NamedTuple

from anyreport.tables import Column, Figure, Part, Row, Table, Words


class Placed(NamedTuple):
    """A cell of a grid, counted from zero. figure: the cell's figure, None for words."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    figure: Figure | None = None


def place(table: Table, spread: bool = False, shift: bool = False) -> list[Placed]:
    """Places a table from row 0, column 0. spread: figures of short parts span the width, as the form prints them.
    shift: what stood right of a cell that is gone moves left."""
    depth = max(table.depth, 1 if any(part.corner for part in table.parts) else 0)
    widths = [len(part.columns) for part in table.parts]
    width = lcm(*widths) if spread else max(widths)
    cells: list[Placed] = []
    top = 0
    for part in table.parts:
        each = width // len(part.columns) if spread else 1
        top = _place_part(part, depth, width, each, top, shift, cells)
    return cells


def _place_part(part: Part, depth: int, width: int, each: int, top: int, shift: bool, cells: list[Placed]) -> int:
    if part.banner:
        cells.append(Placed(part.banner.text, top, 0, 1, depth + width))
        top += 1
    top = _place_heads(part, depth, each, top, cells)
    start = 0
    labels: list[tuple[int, list[Words]]] = []
    for at, row in enumerate(part.rows):
        if part.repeats_before == at:
            _place_labels(part, labels[start:], depth, cells)
            start = len(labels)
            top = _place_heads(part, depth, each, top, cells)
        if row.is_note:
            cells.append(Placed(row.labels[-1].text, top, 0))
        else:
            labels.append((top, row.labels))
            cells += _placed_figures(row, depth, each, top, shift)
        top += 1
    _place_labels(part, labels[start:], depth, cells)
    return top


def _placed_figures(row: Row, depth: int, each: int, top: int, shift: bool) -> list[Placed]:
    placed = []
    at = depth
    wide = 0
    for index, figure in enumerate(row.cells):
        if index and row.cells[index - 1].joined:
            continue
        wide = each * (2 if figure.joined and index + 1 < len(row.cells) else 1)
        if not figure.gone:
            placed.append(Placed(figure.text, top, at, 1, wide, figure))
        if not (figure.gone and shift):
            at += wide
    return placed


def _place_heads(part: Part, depth: int, each: int, top: int, cells: list[Placed]) -> int:
    height = max(len(column.heads) for column in part.columns)
    if part.corner and depth:
        cells.append(Placed(part.corner, top, 0, height, depth))
    for level in range(height):
        at = depth
        for words, run in groupby(part.columns, key=lambda column: _head_at(column, level, height, part.stretched)):
            count = len(list(run)) * each
            if words is not None:
                tall = _tall(words, part, height, level)
                cells.append(Placed(words.text, top + level, at, tall, count))
            at += count
    return top + height


def _path(column: Column, height: int, stretched: int) -> list[Words]:
    """The column's heads, one a level: one of a short path stands for several levels."""
    missing = height - len(column.heads)
    at = min(stretched, len(column.heads) - 1)
    return [*column.heads[:at], *[column.heads[at]] * (missing + 1), *column.heads[at + 1 :]]


def _head_at(column: Column, level: int, height: int, stretched: int) -> Words | None:
    """The head that begins on this level, None where one from above goes on."""
    path = _path(column, height, stretched)
    return None if level and path[level - 1] is path[level] else path[level]


def _tall(words: Words, part: Part, height: int, level: int) -> int:
    for column in part.columns:
        path = _path(column, height, part.stretched)
        if path[level] is words:
            return sum(each is words for each in path)
    return 1


def _place_labels(part: Part, labels: Sequence[tuple[int, list[Words]]], depth: int, cells: list[Placed]) -> None:
    """Labels of neighbouring rows that are the same are one cell; the last label of a row goes on to the figures."""
    for level in range(depth):
        for words, run in groupby(labels, key=lambda row: row[1][level] if level < len(row[1]) else None):
            rows = [top for top, _ in run]
            if words is None or not rows:
                continue
            last = next(path for top, path in labels if top == rows[0])[-1] is words
            for first, count in _unbroken(rows):
                cells.append(Placed(words.text, first, level, count, depth - level if last else 1))


def _unbroken(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of neighbouring row numbers: first and count (a line of words may stand between)."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][0] + runs[-1][1] == row:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((row, 1))
    return runs


def in_rows(cells: Sequence[Placed]) -> list[list[Placed]]:
    """The cells by the row that they begin in, left to right; every row down to the last one."""
    rows: list[list[Placed]] = [[] for _ in range(max((cell.row for cell in cells), default=-1) + 1)]
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        rows[cell.row].append(cell)
    return rows
