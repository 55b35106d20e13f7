"""What every source makes of its file, and all that the recogniser looks at: lines of text and grids of cells, in the
order of reading."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from gouji.place import Place


class Why(StrEnum):
    """Why a piece of text stands in a file and isn't part of what is read."""

    STRUCK = "struck"  # drawn through, or deleted and still shown
    HIDDEN = "hidden"
    RAISED = "raised"  # a superscript or subscript: the number of a note, a unit's exponent
    MOVED = "moved"  # it stands elsewhere now


class Aside(NamedTuple):
    """A piece of text that was left out of a line or a cell, so that it joins no number."""

    why: Why
    text: str


class Spot(NamedTuple):
    """Where something stands in a published report, counted from one; 0 where a source can't tell or it doesn't apply.

    page: of a PDF. table: which of the report's tables in the order of reading. row, column: in that table, as cells
    are seen. line: of a plain text, else the paragraph.
    """

    page: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    line: int = 0


class Line(NamedTuple):
    """A paragraph, or one line of a text whose paragraphs may go over several lines."""

    text: str
    place: Place | Spot | None = None
    asides: tuple[Aside, ...] = ()


class GridCell(NamedTuple):
    """A cell of a grid. row, column: where it begins, from zero; true places where the grid is `placed`, else the
    order in which the cells of a row are printed. rows, columns: over how many it goes."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    place: Place | Spot | None = None
    asides: tuple[Aside, ...] = ()


class Grid(NamedTuple):
    """A table as its source has it, of any content. Rows hold the cells that begin in them, left to right; what a
    merge covers is no cell.

    placed: whether row, column and spans are where things really stand (a workbook; a page or document whose spans
    fill a rectangle); where not, only order can be trusted. title: of the sheet, "" where there is none.
    """

    rows: tuple[tuple[GridCell, ...], ...]
    placed: bool
    title: str = ""


Block = Line | Grid
