"""What can be told of a document and what was read of it in, the fate of every figure out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from anyreport.told import Told
from gouji.reading.reading import Reading
from gouji.value import from_text

RIGHT, REFUSED, WRONG, MARKED, OPEN, UNSAID = "right", "refused", "wrong", "marked", "open", "unsaid"


class Fault(NamedTuple):
    """A figure that was read wrongly. right: the one value, several where the reader could not be sure, or none."""

    id: str
    read: Decimal
    right: tuple[Decimal | None, ...]


class Judged(NamedTuple):
    """counts: figures by fate. right: as told. refused: not read, or read as blank, though told. wrong: read and not
    what stands there, silently. marked: the same, with a remark that names the cell. open: read where the reader could
    not have been sure, and one of what he might take. Beside these, unsaid: not among the figures, and no remark names
    it."""

    counts: Counter[str]
    faults: tuple[Fault, ...]


def judge(reading: Reading | None, told: Mapping[str, Told]) -> Judged:
    """Judges a Reading, None where the file was refused as a whole. A number that is stored as text was read."""
    numbers: dict[str, Decimal] = {}
    marked: set[str] = set()
    blank: set[str] = set()
    if reading is not None:
        for id, cell in reading.figures.items():
            number = from_text(cell.value.raw).number if cell.value.number is None else cell.value.number
            if number is not None:
                numbers[id] = number
            else:
                blank.add(id)
        marked = {id for remark in reading.remarks for id in remark.cells}
    counts: Counter[str] = Counter()
    faults = []
    for id in sorted({*told, *numbers}):
        fate = _fate(numbers.get(id), told.get(id), id in blank)
        if fate == WRONG:
            if id in marked:
                fate = MARKED
            else:
                each = told.get(id)
                right = tuple(sorted(each.values, key=lambda value: (value is None, value or 0))) if each else ()
                faults.append(Fault(id, numbers[id], right))
        if fate:
            counts[fate] += 1
        counts[UNSAID] += fate == REFUSED and reading is not None and id not in blank | marked
    return Judged(+counts, tuple(faults))


def _fate(read: Decimal | None, told: Told | None, blank: bool) -> str:
    if told is None:
        return WRONG if read is not None else ""
    if read is None:
        return RIGHT if told.values == {None} and blank else REFUSED
    if read not in told.values:
        return WRONG
    return RIGHT if told.sure else OPEN
