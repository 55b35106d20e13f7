"""Row and column in; the reference of a cell, or the fewest ranges over several, as a formula spells them out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Place(NamedTuple):
    """A cell of a workbook: sheet name, one-based row and column."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        """`三、依申请公开!J7`."""
        return f"{self.sheet}!{column_letters(self.column)}{self.row}"


class Address(NamedTuple):
    """Where a figure stands: one-based row and column. `sheet` is None on the formula's own sheet."""

    sheet: str | None
    row: int
    column: int


Locate = Callable[[str], Address]


def column_letters(column: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _quoted(sheet: str | None) -> str:
    return "" if sheet is None else "'" + sheet.replace("'", "''") + "'!"


def to_address(address: Address, absolute: bool = True) -> str:
    """`'三、依申请公开'!$D$7`."""
    mark = "$" if absolute else ""
    return f"{_quoted(address.sheet)}{mark}{column_letters(address.column)}{mark}{address.row}"


def ranges(addresses: Iterable[Address]) -> list[str]:
    """The fewest straight runs (down a column, else along a row) that cover the addresses in order."""
    runs: list[list[Address]] = []
    for address in addresses:
        if runs and _continues(runs[-1], address):
            runs[-1].append(address)
        else:
            runs.append([address])
    return [
        to_address(run[0]) + (f":{to_address(run[-1]._replace(sheet=None))}" if len(run) > 1 else "") for run in runs
    ]


def _continues(run: list[Address], address: Address) -> bool:
    last = run[-1]
    step = (address.row - last.row, address.column - last.column)
    if address.sheet != last.sheet or step not in ((1, 0), (0, 1)):
        return False
    return len(run) == 1 or step == (last.row - run[-2].row, last.column - run[-2].column)
