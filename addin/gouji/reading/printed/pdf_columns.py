"""Makes grids of tables without lines: rows of figures that stand below each other.

Only what can be proved is made of them: a column in which a row has nothing is a blank cell, and digits that were
wrapped below others belong to those. Which column is which is not said: the grid is in order only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from gouji.reading.bare_text import is_figure
from gouji.reading.block import Grid, GridCell, Spot
from gouji.reading.printed.flow import joined
from gouji.reading.printed.pdf_lines import Word

_FEWEST = 5  # columns of figures: with fewer, a row may be of another kind than the one above
_NEAR = 4.0  # times the size of letters: rows so far apart are not of one table
_NARROW = 1.0  # points that figures of two columns stay apart
_SHORT = 0.6  # of the width of the text: a line that ends before is no line of a paragraph
_HEADING = re.compile(r"[一二三四五六七八九十]{1,2}\s*[、.．]")


class TextLine(NamedTuple):
    """A line of a page as words that stand apart."""

    page: int
    words: tuple[Word, ...]

    @property
    def base(self) -> float:
        return self.words[0].base

    @property
    def size(self) -> float:
        return self.words[0].size

    @property
    def figures(self) -> list[Word]:
        """The words from the last text on."""
        found: list[Word] = []
        for word in reversed(self.words):
            if not is_figure(word.text):
                break
            found.insert(0, word)
        return found


class Unruled(NamedTuple):
    """A table without lines, and the lines that it is made of."""

    grid: Grid
    page: int
    base: float
    lines: tuple[TextLine, ...]


def tables(lines: Sequence[TextLine]) -> list[Unruled]:
    """Gives the tables on a page. lines: from top to bottom."""
    edge = max((line.words[-1].right for line in lines), default=0.0)
    found: list[Unruled] = []
    region: list[TextLine] = []
    for line in lines:
        if region and not (_is_tabular(line, edge) and line.base - region[-1].base < _NEAR * line.size):
            found += _tables(region)
            region = []
        if _is_tabular(line, edge):
            region.append(line)
    return found + _tables(region)


def _is_tabular(line: TextLine, edge: float) -> bool:
    """Whether a line may be of a table: words that stand apart, or one short one that is no heading."""
    word = line.words[0]
    return len(line.words) > 1 or (word.right < _SHORT * edge and not _HEADING.match(word.text))


def _tables(region: Sequence[TextLine]) -> list[Unruled]:
    """The table of a region, less the single words above and below it."""
    several = [at for at, line in enumerate(region) if len(line.words) > 1]
    if not several:
        return []
    last = several[-1]
    while last + 1 < len(region) and region[last + 1].figures:
        last += 1
    made = _table(region[several[0] : last + 1])
    return [made] if made else []


def _table(lines: Sequence[TextLine]) -> Unruled | None:
    columns = _columns([word for line in lines if len(line.figures) > 1 for word in line.figures])
    if len(columns) < _FEWEST:
        return None
    has_labels = any(line.figures and len(line.words) > len(line.figures) for line in lines)
    page = lines[0].page
    rows: list[_Row] = []
    for line in lines:
        placed = _placed(line.figures, columns)
        if placed is None:
            return None
        beside = line.words[: len(line.words) - len(placed)]
        above = rows[-1].figures if rows else {}
        is_whole = has_labels and len(placed) == len(columns)
        if placed and not beside and not is_whole and placed.keys() <= above.keys():
            above.update({at: _below(above[at], word) for at, word in placed.items()})
        else:
            rows.append(_Row(beside, placed))
    grid = Grid(tuple(row.cells(at, page, len(columns)) for at, row in enumerate(rows)), placed=False)
    return Unruled(grid, page, lines[0].base, tuple(lines))


class _Row(NamedTuple):
    """beside: left of the figures. figures: by column."""

    beside: tuple[Word, ...]
    figures: dict[int, Word]

    def cells(self, at: int, page: int, columns: int) -> tuple[GridCell, ...]:
        """A row of figures with a cell for each column."""
        words = [*self.beside, *((self.figures.get(column) for column in range(columns)) if self.figures else ())]
        return tuple(
            GridCell(
                word.text if word else "",
                at,
                column,
                place=Spot(page=page, row=at + 1, column=column + 1),
                asides=word.asides if word else (),
            )
            for column, word in enumerate(words)
        )


def _placed(figures: Sequence[Word], columns: Sequence[tuple[float, float]]) -> dict[int, Word] | None:
    """Figures by column; None where one stands in none, or two in one."""
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


def _columns(words: Sequence[Word]) -> list[tuple[float, float]]:
    """Where figures stand, from left to right."""
    found: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda word: word.left):
        if found and word.left < found[-1][1] + _NARROW:
            found[-1] = found[-1][0], max(found[-1][1], word.right)
        else:
            found.append((word.left, word.right))
    return found
