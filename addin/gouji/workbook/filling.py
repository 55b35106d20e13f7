"""Computes what stands in every figure cell of the workbook, totals included.

The numbers are those that a spreadsheet holds (binary, 15 digits), so that what our engine stores as the result
of a formula is what Excel would show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from gouji.check.domain import fault_of_number
from gouji.form.form import Form
from gouji.reading.reading import Cell, Reading
from gouji.rule.evaluate import number
from gouji.rule.expression import names
from gouji.value import BLANK, Kind, Value, from_stored


class Entry(NamedTuple):
    """What a figure cell shows, and whether a formula (a total's) or a typed value stands there."""

    value: Value
    formula: bool


@dataclass(frozen=True, slots=True)
class Filling:
    """What the figure cells of a workbook hold."""

    entries: Mapping[str, Entry]
    numbers: Mapping[str, Decimal]  # known figures only: what rules are evaluated on
    year: int | None  # None when it is missing or no number: then every rule applies


def fill(form: Form, reading: Reading | None) -> Filling:
    """Gives the content of every figure cell.

    A total keeps its formula while its parts are incomplete or when the reading says what the formula gives.
    A differing value is typed over it, and a total left blank though its parts are there stays blank:
    the workbook must show what the report said.
    """
    entries: dict[str, Entry] = {}
    numbers: dict[str, Decimal] = {}
    open_totals: set[str] = set()  # being worked out: a total that needs itself stays unknown

    def settle(figure_id: str) -> None:
        if figure_id in entries or figure_id in open_totals:
            return
        open_totals.add(figure_id)
        computed_by = form.figures[figure_id].computed_by
        given = as_stored((reading.figures.get(figure_id, Cell(BLANK)) if reading else Cell(BLANK)).value)
        if computed_by is not None:
            for part in names(computed_by):
                settle(part)
            total = number(computed_by, numbers)
            if total is not None and (reading is None or given.number == total):
                entries[figure_id] = Entry(Value(Kind.NUMBER, total, ""), True)
            elif given.kind is Kind.BLANK and total is None:
                entries[figure_id] = Entry(BLANK, True)
        entry = entries.setdefault(figure_id, Entry(given, False))
        if entry.value.number is not None:
            numbers[figure_id] = entry.value.number

    for figure_id in form.figures:
        settle(figure_id)
    return Filling(entries, numbers, _year(form, reading))


def _year(form: Form, reading: Reading | None) -> int | None:
    """The report year where a cell holds it as a number: text is no year to a formula."""
    for field in form.info:
        cell = reading.info.get(field.id) if reading and field.kind == "year" else None
        if cell is not None and cell.value.number is not None:
            return int(cell.value.number)
    return None


def as_stored(value: Value) -> Value:
    """Gives the value as a cell of a spreadsheet can hold it; a number too large for any cell becomes text."""
    if value.kind is Kind.NUMBER and value.number is not None:
        try:
            return from_stored(repr(float(value.number)))
        except (ValueError, OverflowError):
            return Value(Kind.TEXT, None, value.raw)
    return BLANK if value.raw == "" else value


def is_faulty(kind: str, value: Value) -> bool:
    """Whether a cell of this kind of figure (count, change, money) holds something that is no proper figure."""
    if value.kind is Kind.BLANK:
        return False
    return value.number is None or fault_of_number(kind, value.number) is not None


def blanks(filling: Filling, ids: tuple[str, ...]) -> int:
    """Counts those of these cells that are truly empty: a total that waits for its parts is not."""
    return sum(entry.value.kind is Kind.BLANK and not entry.formula for entry in map(filling.entries.__getitem__, ids))


def faults(form: Form, filling: Filling, ids: tuple[str, ...]) -> int:
    """Counts those of these cells that hold something that is no proper figure."""
    return sum(is_faulty(form.figures[figure_id].kind, filling.entries[figure_id].value) for figure_id in ids)
