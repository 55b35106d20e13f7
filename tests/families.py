"""A form and a number in; a parent with so many children, each with a reading that ties out, out. Made-up names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import fillings
from gouji.collect.collection import Unit
from gouji.collect.sums.consolidate import Sum, consolidate
from gouji.form.form import Form
from gouji.form.load import load_all, load_folder
from gouji.frozen import replace
from gouji.reading.reading import Cell, Reading
from gouji.value import BLANK, Kind, Value, from_number

THIRD = load_folder(Path(__file__).parent / "third_form")
FORMS = (*load_all(), THIRD)  # the third is made up
PARENT = Unit("示例县人民政府", kind="本级政府汇总", code="113700000000000001")

Children = list[tuple[Unit, Reading]]


def year(form: Form) -> int:
    return fillings.year_of(form)


@lru_cache(maxsize=200)
def figures(at: int, seed: int, size: int = 300) -> Mapping[str, Decimal]:
    """Figures of `FORMS[at]` that tie out."""
    return fillings.consistent(FORMS[at], seed, size)


def child(
    form: Form, seed: int, name: str = "", kind: str = "部门", scope: str | None = "", **info: object
) -> tuple[Unit, Reading]:
    """A unit and its reading. scope: what the file states, the unit's kind unless given; None for nothing.
    info: other basic information that the file states."""
    unit = Unit(name or f"示例县第{seed}局", kind=kind, parent=PARENT.name)
    reading = fillings.reading(
        form,
        figures(FORMS.index(form), seed),
        **{"organization": unit.name, "scope": kind if scope == "" else scope} | info,
    )
    return unit, reading


def children(form: Form, count: int = 6) -> Children:
    return [child(form, seed) for seed in range(count)]


def added(form: Form, units: Sequence[tuple[Unit, Reading | None]], parent: Unit = PARENT) -> Sum:
    return consolidate(form, year(form), parent, units)


def with_cells(reading: Reading, cells: Mapping[str, Decimal | str | None]) -> Reading:
    """The reading with some figures as given: a number, a text, None for a blank."""
    return replace(reading, figures={**reading.figures, **{id: Cell(_value(each)) for id, each in cells.items()}})


def numbers(reading: Reading | None) -> dict[str, Decimal]:
    assert reading is not None
    return reading.numbers()


def inputs(form: Form) -> list[str]:
    """The figures that are no totals."""
    return [id for id, figure in form.figures.items() if figure.computed_by is None]


def _value(given: Decimal | str | None) -> Value:
    if given is None:
        return BLANK
    return Value(Kind.TEXT, None, given) if isinstance(given, str) else from_number(given)
