"""Measures text in characters (ems), and fits tables to a page: column widths and the size of their letters.

Widths are estimates that hold for every Chinese font: a Han character is one em, a Latin digit half.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

from gouji.report.document import Grid, GridCell

SIZES = (10.5, 9.0, 7.5, 6.5, 5.5, 5.0)  # 五号 小五 六号 小六 七号 八号, in points
_PADDING = 2 * 1.4 + 0.6  # points left and right inside a cell, and its border
_LINE = 1.2  # line pitch ÷ size
_ABOVE = 2.4  # points above and below the text of a row
_AIRY = 22.0  # points: the height of a row in a table with room to spare
_MODEST = 300.0  # points: a table of airy rows takes no more of a page than this
_UNITS = "省市县区州盟旗"  # an administrative unit's name ends here
_LONG_WORD = re.compile(r"[!-~]{16}")
_SHORT = 3  # characters: a label that would look torn on two lines


@dataclass(frozen=True, slots=True)
class Fit:
    """A table fitted to a page, all in points. widths: per grid column; row_height: the least height of a row."""

    size: float
    pitch: float
    widths: tuple[float, ...]
    row_height: float
    whole: bool  # whether all of it fits


def width(text: str) -> float:
    """Measures a text in ems: 1 for a full-width character, 0.5 for the others."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def halves(text: str, most: float) -> list[str]:
    """Breaks a text into as few lines of at most `most` ems as it takes, where its sense allows, else evenly."""
    if width(text) <= most:
        return [text]
    count = ceil(width(text) / most)
    even = width(text) / count
    fitting = [
        cut for cut in range(1, len(text)) if width(text[:cut]) <= most and width(text[cut:]) <= most * (count - 1)
    ]
    if not fitting:  # a character more than `count` lines hold
        fitting = [max(cut for cut in range(1, len(text)) if width(text[:cut]) <= most)]
    named = [cut for cut in fitting if text[cut - 1] in _UNITS]
    cut = min(named or fitting, key=lambda cut: abs(width(text[:cut]) - even))
    return [text[:cut], *halves(text[cut:], most)]


def has_long_word(text: str) -> bool:
    """Whether a text holds an address or another long word, before which a justified line would be torn apart."""
    return _LONG_WORD.search(text) is not None


def fit(grid: Grid, room: float, height: float) -> Fit:
    """Finds the largest letters with which no figure breaks and the whole table fits `room` × `height` points.

    A table that fits with none is set in the smallest; it then breaks between rows.
    """
    fitted = None
    for size in SIZES:
        widths = _widths(grid, room, size)
        if widths is None:
            continue
        fitted = Fit(size, size * _LINE, widths, size * _LINE + _ABOVE, whole=False)
        if sum(_heights(grid, fitted)) <= height:
            airy = min(_AIRY, _MODEST / grid.height)
            return replace(fitted, row_height=max(fitted.row_height, airy), whole=True)
    if fitted is None:
        size = SIZES[-1]
        fitted = Fit(size, size * _LINE, _shares(grid.widths, room), size * _LINE + _ABOVE, whole=False)
    return fitted


def _shares(weights: Sequence[float], room: float) -> tuple[float, ...]:
    return tuple(room * weight / sum(weights) for weight in weights)


def _widths(grid: Grid, room: float, size: float) -> tuple[float, ...] | None:
    """The form's proportions, but every column as wide as it must be; None where that is more than there is."""
    least = [size + _PADDING] * grid.width
    for cell in grid.cells:
        needed = _needed(cell, size) + _PADDING
        for column in range(cell.column, cell.column + cell.columns):
            least[column] = max(least[column], needed / cell.columns)
    if sum(least) > room:
        return None
    widths = list(_shares(grid.widths, room))
    for _ in range(grid.width):  # each round settles one more column at its least
        short = [column for column in range(grid.width) if widths[column] <= least[column]]
        free = [column for column in range(grid.width) if column not in short]
        rest = room - sum(least[column] for column in short)
        if not free:
            break
        shares = _shares([grid.widths[column] for column in free], rest)
        widths = list(least)
        for column, share in zip(free, shares, strict=True):
            widths[column] = share
    return tuple(widths)


def _needed(cell: GridCell, size: float) -> float:
    """A figure stands on one line; so does a short label, and each line of a label that the form itself breaks."""
    if cell.role == "figure":
        return width(cell.text) * size if cell.text.isascii() else 0
    lines = cell.text.split("\n")
    if len(lines) > 1 or len(cell.text) <= _SHORT:
        return max(map(width, lines)) * size
    return 2 * size if cell.rows > 1 else 0  # a label set downwards keeps its number and the sign after it together


def lines_of(cell: GridCell, fitted: Fit) -> int:
    """Counts the lines that a cell's text takes."""
    room = (sum(fitted.widths[cell.column : cell.column + cell.columns]) - _PADDING) / fitted.size + 0.01
    whole = max(1, floor(room))  # full-width characters are not cut; figures are half as wide
    return sum(max(1, ceil(width(line) / (room if line.isascii() else whole))) for line in cell.text.split("\n"))


def _heights(grid: Grid, fitted: Fit) -> list[float]:
    heights = [fitted.row_height] * grid.height
    for cell in sorted(grid.cells, key=lambda cell: cell.rows):
        spanned = range(cell.row, cell.row + cell.rows)
        lacking = lines_of(cell, fitted) * fitted.pitch + _ABOVE - sum(heights[row] for row in spanned)
        if lacking > 0:
            heights[spanned[-1]] += lacking
    return heights
