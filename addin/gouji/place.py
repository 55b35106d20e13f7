"""The types of a cell (`Place`) and of a rectangle of cells (`Area`), and how each is spelled and read back.

In a workbook `三、依申请公开!J7`; within a sheet `J7` and `A1:C3` (a reference); in a formula `'三、依申请公开'!$J$7`
(an address). Rows and columns count from one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple


class Place(NamedTuple):
    """A cell. sheet: "" where a formula speaks of its own sheet."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        """`三、依申请公开!J7`."""
        return f"{self.sheet}!{reference(self.row, self.column)}"

    @property
    def spaced(self) -> str:
        """`三、依申请公开 J7`, as lists and dialogs name it."""
        return f"{self.sheet} {reference(self.row, self.column)}"

    @property
    def ref(self) -> str:
        """`J7`."""
        return reference(self.row, self.column)


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

    def __str__(self) -> str:
        """`第3页第2个表第5行第2列`, `第120行`; "" where nothing is known."""
        return self.sheet + self.ref

    @property
    def sheet(self) -> str:
        """`第3页第2个表`: what a sheet is for a cell of a workbook."""
        return _counted("页", self.page) + _counted("个表", self.table)

    @property
    def ref(self) -> str:
        """`第5行第2列`, `第120行`."""
        return _counted("行", self.row or self.line) + _counted("列", self.column)

    @property
    def spaced(self) -> str:
        """As lists and dialogs name it."""
        return str(self)


def _counted(unit: str, number: int) -> str:
    return f"第{number}{unit}" if number else ""


_SPOT = re.compile(r"(?:第(\d{1,9})页)?(?:第(\d{1,9})个表)?(?:第(\d{1,9})行)?(?:第(\d{1,9})列)?\Z", re.ASCII)
Where = Place | Spot


class Area(NamedTuple):
    """A rectangle of cells, both ends included. sheet: "" where it goes without saying."""

    top: int
    left: int
    bottom: int
    right: int
    sheet: str = ""

    @property
    def first(self) -> Place:
        """Its cell at the top left."""
        return Place(self.sheet, self.top, self.left)

    @property
    def size(self) -> int:
        """How many cells it has."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    @property
    def ref(self) -> str:
        """`A1:C3`; `A1` for a single cell."""
        first, last = reference(self.top, self.left), reference(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"

    def covers(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def refs(self) -> list[str]:
        """Its cells, row by row."""
        columns = range(self.left, self.right + 1)
        return [reference(row, column) for row in range(self.top, self.bottom + 1) for column in columns]


Locate = Callable[[str], Place]  # figure id → where a formula finds it


def single(row: int, column: int) -> Area:
    """The rectangle that one cell is."""
    return Area(row, column, row, column)


# ---------------------------------------------------------------- references: `J7`


def column_letters(column: int) -> str:
    """Spells a column as letters: 1 → A, 27 → AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# The columns of any form's sheet, spelled once: hundreds of references are made and taken apart for each file.
_SPELLED = 100
_LETTERS = ("", *map(column_letters, range(1, _SPELLED + 1)))
_CAPITALS = "".join(_LETTERS[1:27])
_NUMBERS = {letters: number for number, letters in enumerate(_LETTERS) if letters}


def column_number(letters: str) -> int:
    """Reads the letters of a column: A → 1, AA → 27. Raises ValueError for anything but one to three capital
    letters."""
    number = _NUMBERS.get(letters, 0)
    if number:
        return number
    if not (letters.isascii() and letters.isupper() and letters.isalpha() and len(letters) <= 3):
        raise ValueError(letters)
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def reference(row: int, column: int) -> str:
    """Spells a cell as a reference: (7, 10) → `J7`."""
    return f"{_LETTERS[column] if column <= _SPELLED else column_letters(column)}{row}"


def row_of(ref: str) -> int:
    """Reads the row of a reference: `J7` → 7."""
    return int(ref.lstrip(_CAPITALS))


def position(ref: str) -> tuple[int, int]:
    """Reads row and column of a reference: `J7` → (7, 10). Raises ValueError for anything else."""
    letters = ref.rstrip("0123456789")
    return int(ref[len(letters) :]), column_number(letters)


def area(text: str) -> Area:
    """Reads an area spelled `A1:C3` or `A1`, dollars allowed. Raises ValueError for anything else."""
    first, _, last = text.replace("$", "").partition(":")
    top, left = position(first)
    bottom, right = position(last) if last else (top, left)
    return Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def areas(texts: Iterable[str]) -> list[Area]:
    """Reads those of the texts that are areas; the others are left out."""
    found = []
    for text in texts:
        try:
            found.append(area(text))
        except ValueError:
            continue  # a merge that says nothing covers nothing
    return found


@lru_cache(maxsize=2000)  # some hundred for a form; the same in every file of a batch
def named_area(sheet: str, cells: str) -> Area | None:
    """Reads what a defined name says behind its first dollar (`J$7`, `A$4:$A$33`); None for anything but an area."""
    pieces = cells.split("$")
    if len(pieces) not in (2, 4):
        return None
    try:
        row, column = int(pieces[1].rstrip(":")), column_number(pieces[0])
        if row < 1:
            return None
        if len(pieces) == 2:
            return Area(row, column, row, column, sheet)
        return Area(row, column, int(pieces[3]), column_number(pieces[2]), sheet)
    except ValueError:
        return None


# ---------------------------------------------------------------- places as text


def to_text(place: Where | None) -> str:
    """Spells a place as `三、依申请公开!J7` or `第3页第2个表第5行第2列`; "" for what stands nowhere."""
    return "" if place is None else str(place)


def from_text(text: str) -> Where | None:
    """Reads what `to_text` spells; None for a text that is no place."""
    if text and (spot := _SPOT.match(text)):
        page, table, row, column = (int(number or 0) for number in spot.groups())
        return Spot(page, table, row, column) if table else Spot(page, column=column, line=row)
    sheet, mark, ref = text.rpartition("!")
    try:
        return Place(sheet, *position(ref)) if mark else None
    except ValueError:
        return None


# ---------------------------------------------------------------- addresses in formulas


def to_address(where: Place | Area, absolute: bool = True) -> str:
    """Spells a place or an area as a formula does: `'三、依申请公开'!$D$7`, `$A$1:$C$3`; without dollars unless
    `absolute`."""
    sheet = "'" + where.sheet.replace("'", "''") + "'!" if where.sheet else ""
    if not absolute:
        return sheet + where.ref
    if isinstance(where, Place):
        return sheet + _fixed(where.row, where.column)
    first, last = _fixed(where.top, where.left), _fixed(where.bottom, where.right)
    return sheet + (first if first == last else f"{first}:{last}")


def _fixed(row: int, column: int) -> str:
    """`$D$7`."""
    return f"${column_letters(column)}${row}"


def runs(places: Iterable[Place]) -> list[Area]:
    """Covers the places, in order, by the fewest straight runs: down a column, else along a row."""
    found: list[Area] = []
    for sheet, row, column in places:
        last = found[-1] if found and found[-1].sheet == sheet else None
        if last and last.left == last.right == column and last.bottom + 1 == row:
            found[-1] = last._replace(bottom=row)
        elif last and last.top == last.bottom == row and last.right + 1 == column:
            found[-1] = last._replace(right=column)
        else:
            found.append(Area(row, column, row, column, sheet))
    return found


def ranges(places: Iterable[Place]) -> list[str]:
    """Gives the addresses of the fewest straight runs that cover the places in order."""
    return [to_address(run) for run in runs(places)]


def rectangles(cells: Iterable[tuple[int, int]]) -> list[Area]:
    """Covers (row, column) cells by few rectangles: runs down a column, equal runs of neighbouring columns joined."""
    down: list[Area] = []
    for row, column in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if down and down[-1].left == column and down[-1].bottom == row - 1:
            down[-1] = down[-1]._replace(bottom=row)
        else:
            down.append(single(row, column))
    joined: list[Area] = []
    for run in sorted(down, key=lambda each: (each.top, each.bottom, each.left)):
        last = joined[-1] if joined else None
        if last and (last.top, last.bottom, last.right) == (run.top, run.bottom, run.left - 1):
            joined[-1] = last._replace(right=run.right)
        else:
            joined.append(run)
    return joined
