"""Makes grids of tables without lines, from where their words stand.

Rows of figures below each other show the columns: a column in which a row has nothing is a blank cell, digits that
were wrapped below others belong to those. Labels and heads over several lines are put together (`pdf_stacks`). Where
anything stands between two columns nothing is made: the lines stay lines. The grid is in order only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from gouji.reading.bare_text import is_figure
from gouji.reading.block import Grid, GridCell, Spot
from gouji.reading.printed.joints import joined
from gouji.reading.printed.pdf_heads import Column, heads
from gouji.reading.printed.pdf_lines import TextLine, Word
from gouji.reading.printed.pdf_stacks import Stack, stacked

_FEWEST = 5  # columns of figures: with fewer, a row may be of another kind than the one above
_NEAR = 4.0  # times the size of letters: rows so far apart are not of one table
_WRAPPED = 1.48  # times the size of letters: a line so near below is of the same cells
_APART = 0.5  # points that figures of two columns stay apart
_SHORT = 0.6  # of the width of the text: a line of a paragraph goes further
_INDENT = 3.0  # times the size of letters: where it begins
_HEADING = re.compile(r"[一二三四五六七八九十]{1,2}\s*[、.．]")
_SAME_LINE = 0.3  # of a letter's size
_BESIDE = 0.5


class Unruled(NamedTuple):
    """A table without lines, and the lines that it is made of."""

    grid: Grid
    page: int
    base: float
    lines: tuple[TextLine, ...]


def tables(lines: Sequence[TextLine]) -> list[Unruled]:
    """Gives the tables on a page. lines: from top to bottom."""
    left = min((line.words[0].left for line in lines), default=0.0)
    right = max((line.words[-1].right for line in lines), default=0.0)
    found: list[Unruled] = []
    region: list[TextLine] = []
    for line, after in zip(lines, [*lines[1:], None], strict=False):
        is_tabular = _is_tabular(line, after, left, right)
        if region and not (is_tabular and line.base - region[-1].base < _NEAR * line.size):
            found += _tables(region)
            region = []
        if is_tabular:
            region.append(line)
    return found + _tables(region)


def _is_tabular(line: TextLine, after: TextLine | None, left: float, right: float) -> bool:
    """Whether a line may be of a table: words that stand apart, or one that is no heading and no line of a paragraph,
    which begins at the margin and goes far."""
    word = line.words[0]
    if len(line.words) > 1 or word.left - left >= _INDENT * word.size:
        return True
    is_heading = _HEADING.match(word.text) and not (after and _is_below(after, line))
    return not is_heading and word.right - left <= _SHORT * (right - left)


def _tables(region: Sequence[TextLine]) -> list[Unruled]:
    """The table of a region, less the single words above and below it that are not of its first and last cells."""
    several = [at for at, line in enumerate(region) if len(line.words) > 1]
    if not several:
        return []
    first, last = several[0], several[-1]
    while first and _is_below(region[first], region[first - 1]):
        first -= 1
    while last + 1 < len(region) and _is_below(region[last + 1], region[last]):
        last += 1
    made = _table(region[first : last + 1])
    return [made] if made else []


def _is_below(line: TextLine, above: TextLine) -> bool:
    return line.base - above.base < _WRAPPED * line.size


class _Row(NamedTuple):
    """A row of figures: its base, and what stands in each column."""

    base: float
    size: float
    figures: dict[int, Word]


def _table(lines: Sequence[TextLine]) -> Unruled | None:
    columns = _columns([word for line in lines if len(line.figures) > 1 for word in line.figures])
    wide = _wide(lines, columns) if len(columns) >= _FEWEST else None
    return wide or _narrow(lines)


def _wide(lines: Sequence[TextLine], columns: Sequence[Column]) -> Unruled | None:
    """A table whose rows all have the same columns."""
    rows = _rows(lines, columns)
    if not rows:
        return None
    first = rows[0].base - _SAME_LINE * rows[0].size
    beside = [word for line in lines if line.base >= first for word in line.words if word.right <= columns[0][0]]
    among = [w for line in lines if line.base >= first for w in line.words if w.right > columns[0][0]]
    labels = _labels(beside, rows)
    border = (max((word.right for word in beside), default=columns[0][0]) + columns[0][0]) / 2
    over = heads([line for line in lines if line.base < first], columns, border)
    if labels is None or over is None or not all(is_figure(word.text) for word in among):
        return None
    page = lines[0].page
    cells: list[list[Word | None]] = [*over]
    for row, label in zip(rows, labels, strict=True):
        own: list[Word | None] = [row.figures.get(column) for column in range(len(columns))]
        cells.append([label, *own] if label else own)
    grid = Grid(tuple(_cells(row, at, page) for at, row in enumerate(cells)), placed=False)
    return Unruled(grid, page, lines[0].base, tuple(lines))


def _narrow(lines: Sequence[TextLine]) -> Unruled | None:
    """A table of few columns, whose rows may be of several kinds: labels are put together, all else stays in order."""
    of_figures = [line for line in lines if line.figures]
    if len(of_figures) < 2:
        return None
    left = min(line.figures[0].left for line in of_figures)
    rows = [_Row(line.base, line.size, dict(enumerate(line.figures))) for line in of_figures]
    beside = [word for line in lines for word in line.words if word.right <= left]
    labels = _labels(beside, rows)
    if labels is None or any(label is None for label in labels):
        return None
    named = {row.base: label for row, label in zip(rows, labels, strict=True)}
    used = "".join(label.text for label in labels if label)
    cells: list[list[Word | None]] = []
    for line in lines:
        words = [word for word in line.words if word.right > left or word.text not in used]
        if line.figures:
            words = [word for word in words if word.right > left]
            cells.append([named[line.base], *words])
        elif words:
            cells.append([*words])
    page = lines[0].page
    grid = Grid(tuple(_cells(row, at, page) for at, row in enumerate(cells)), placed=False)
    return Unruled(grid, page, lines[0].base, tuple(lines))


def _cells(row: Sequence[Word | None], at: int, page: int) -> tuple[GridCell, ...]:
    return tuple(
        GridCell(
            word.text if word else "",
            at,
            column,
            place=Spot(page=page, row=at + 1, column=column + 1),
            asides=word.asides if word else (),
        )
        for column, word in enumerate(row)
    )


# ---------------------------------------------------------------- figures


def _columns(words: Sequence[Word]) -> list[Column]:
    """Where figures stand, from left to right."""
    found: list[Column] = []
    for word in sorted(words, key=lambda word: word.left):
        if found and word.left < found[-1][1] + _APART:
            found[-1] = found[-1][0], max(found[-1][1], word.right)
        else:
            found.append((word.left, word.right))
    return found


def _rows(lines: Sequence[TextLine], columns: Sequence[Column]) -> list[_Row] | None:
    """The rows of figures; None where one stands between two columns, or two in one."""
    has_labels = any(line.figures and len(line.words) > len(line.figures) for line in lines)
    rows: list[_Row] = []
    for line in lines:
        placed = _placed(line.figures, columns)
        if placed is None:
            return None
        if not placed:
            continue
        is_whole = has_labels and len(placed) == len(columns)
        is_near = bool(rows) and line.base - rows[-1].base < _WRAPPED * line.size
        if is_near and not is_whole and placed.keys() <= rows[-1].figures.keys():
            above = rows[-1].figures
            above.update({at: _below(above[at], word) for at, word in placed.items()})
        else:
            rows.append(_Row(line.base, line.size, placed))
    return rows


def _placed(figures: Sequence[Word], columns: Sequence[Column]) -> dict[int, Word] | None:
    placed: dict[int, Word] = {}
    for word in figures:
        at = next((at for at, (left, right) in enumerate(columns) if word.left < right and word.right > left), None)
        if at is None or at in placed:
            return None
        placed[at] = word
    return placed


def _below(above: Word, word: Word) -> Word:
    """Two figures in a cell never become one."""
    return above._replace(text=joined([above.text, word.text]), asides=above.asides + word.asides)


# ---------------------------------------------------------------- labels


def _labels(beside: Sequence[Word], rows: Sequence[_Row]) -> list[Word | None] | None:
    """The label of each row: the innermost that stands at its height; None for all where one stands at two."""
    bases = [row.base for row in rows]
    stacks = [part for stack in stacked(beside) for part in _parted(stack, bases)]
    found: list[Word | None] = []
    taken: set[int] = set()
    for row in rows:
        at_height = [
            at
            for at, stack in enumerate(stacks)
            if stack.top - _BESIDE * row.size <= row.base <= stack.bottom + _BESIDE * row.size
        ]
        innermost = max(at_height, key=lambda at: stacks[at].right, default=None)
        if innermost is None:
            found.append(None)
            continue
        if innermost in taken:
            return None
        taken.add(innermost)
        found.append(stacks[innermost].word())
    return found


def _parted(stack: Stack, bases: Sequence[float]) -> list[Stack]:
    """Lines that each have figures of their own are labels of their own."""
    own = [any(abs(word.base - base) < _SAME_LINE * word.size for base in bases) for word in stack.words]
    return [Stack((word,)) for word in stack.words] if len(own) > 1 and all(own) else [stack]
