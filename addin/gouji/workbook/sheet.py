"""A sheet of the workbook as plain data: the drawing of each sheet fills it, template and text twin read it.

Rows and columns count from one. Widths are in characters, heights in points. Styles are names from `styles`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from gouji.place import Area


class Formula(NamedTuple):
    """A formula with its `=`, and the result that is stored with it."""

    text: str
    shown: str | Decimal


class Error(NamedTuple):
    """An error value such as #DIV/0!."""

    code: str


Content = str | Decimal | bool | Formula | Error | None


class Put(NamedTuple):
    """What is put into one cell, or into several merged into one."""

    row: int
    column: int
    content: Content
    style: str
    rows: int = 1
    columns: int = 1


class Tint(NamedTuple):
    """A conditional format. The formula is relative to the top left cell of the first range."""

    ranges: tuple[Area, ...]
    formula: str
    style: str
    last: bool = True  # no later tint may colour the same cell


class Allowed(NamedTuple):
    """What may be typed into some cells, and what the spreadsheet says about it."""

    ranges: tuple[Area, ...]
    rule: Mapping[str, object]  # as XlsxWriter's data_validation takes it


@dataclass(slots=True)
class SheetDrawing:
    """One sheet while it is drawn and when it is done."""

    name: str
    puts: list[Put] = field(default_factory=list)
    widths: dict[int, tuple[float, str | None]] = field(default_factory=dict)  # column → width, style of empty cells
    heights: dict[int, float] = field(default_factory=dict)
    tints: list[Tint] = field(default_factory=list)
    allowed: list[Allowed] = field(default_factory=list)
    names: dict[str, Area] = field(default_factory=dict)
    links: dict[tuple[int, int], str] = field(default_factory=dict)  # cell → place in this workbook
    default_height: float = 18
    freeze: tuple[int, int] = (0, 0)  # rows and columns that stay in view
    repeat: tuple[int, int] | None = None  # rows that head every printed page
    prints: Area | None = None
    landscape: bool = False
    hidden: bool = False
    grows: bool = False  # rows may be inserted and deleted though the sheet is protected
    text_numbers: list[Area] = field(default_factory=list)  # digits that are text on purpose

    def put(self, row: int, column: int, content: Content, style: str, rows: int = 1, columns: int = 1) -> None:
        self.puts.append(Put(row, column, content, style, rows, columns))
