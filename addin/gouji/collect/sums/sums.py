"""Adds up a whole collection: what every parent adds up, and how its own report differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouji.collect.collection import Collection, Standing, Unit
from gouji.collect.sums.consolidate import Figures, Sum, adds_up, consolidate, figures_of
from gouji.collect.sums.differences import Comparison, compare
from gouji.errors import GoujiError
from gouji.form.family import due
from gouji.form.form import Form
from gouji.reading.reading import Reading
from gouji.words import beside

say = beside(__file__)


@dataclass(frozen=True, slots=True)
class Readings:
    """Where the figures of a unit come from: its report that counts, those that it replaced, last year's."""

    counting: Callable[[Standing], Reading | None]
    earlier: Callable[[Standing], Sequence[Reading]]
    previous: Callable[[Unit], Reading | None]


@dataclass(frozen=True, slots=True)
class Summed:
    """What a parent adds up. comparison: with its own report; None, and `refusal` says why, when there is nothing to
    compare. previous: its report of last year."""

    sum: Sum
    comparison: Comparison | None
    refusal: str
    previous: Reading | None


def summed(collection: Collection, form: Form, readings: Readings) -> Iterator[Summed]:
    """Gives one Summed for every unit of the roster that adds up others, in its order. form: of the collected year."""
    children = _children(collection)
    for parent in _parents(collection, form):
        below = children[parent.unit.name]
        consolidated = consolidate(
            form, collection.year, parent.unit, ((each.unit, readings.counting(each)) for each in below)
        )
        comparison, refusal = None, say("reason.nothing_yet", unit=parent.unit.name)
        own = readings.counting(parent)
        if own is not None:
            missing = (each.unit for each in below if each.submission is None)
            last_year = {unit.name: found for unit in missing if (found := readings.previous(unit)) is not None}
            earlier = ((each.unit, reading) for each in below for reading in readings.earlier(each))
            try:
                comparison, refusal = compare(form, own, consolidated, last_year, earlier), ""
            except GoujiError as error:
                refusal = str(error)
        yield Summed(consolidated, comparison, refusal, readings.previous(parent.unit))


def whole(
    collection: Collection, forms: Sequence[Form], sums: Sequence[Sum], readings: Readings
) -> Mapping[int, Mapping[str, Decimal | None]]:
    """Gives what all units together report, by year and figure id, for the collected year and the one before.

    sums: of `summed`. It is what those at the top add up; without any, what all units report. None: not known.
    """
    made: dict[int, Mapping[str, Decimal | None]] = {}
    for year in (collection.year - 1, collection.year):
        form = due(forms, year, collection.family)
        if form is None:
            continue
        is_now = year == collection.year
        tops = _tops(collection, form)
        if not tops:
            found = [
                readings.counting(each) if is_now else readings.previous(each.unit) for each in collection.standings
            ]
            parts = [figures_of(form, reading) for reading in found if reading is not None and reading.form == form.id]
        elif is_now:
            names = {each.unit.name for each in tops}
            parts = [tuple(consolidated.figures.values()) for consolidated in sums if consolidated.parent.name in names]
        else:
            children = _children(collection)
            parts = [
                tuple(consolidate(form, year, top.unit, _last_year(children[top.unit.name], readings)).figures.values())
                for top in tops
            ]
        figures = dict(zip(form.figures, _added(parts, len(form.figures)), strict=True))
        if any(figure is not None for figure in figures.values()):
            made[year] = figures
    return made


def _last_year(below: Iterable[Standing], readings: Readings) -> Iterator[tuple[Unit, Reading | None]]:
    return ((each.unit, readings.previous(each.unit)) for each in below)


def _added(parts: Iterable[Figures], count: int) -> Figures:
    total: list[Decimal | None] | None = None
    for part in parts:
        before = total or [Decimal(0)] * count
        total = [None if a is None or b is None else a + b for a, b in zip(before, part, strict=True)]
    return tuple(total or [None] * count)


def _parents(collection: Collection, form: Form) -> list[Standing]:
    above = {each.unit.parent for each in collection.standings}
    return [each for each in collection.standings if each.unit.name in above and adds_up(form, each.unit)]


def _tops(collection: Collection, form: Form) -> list[Standing]:
    """The parents that no other parent adds up."""
    parents = _parents(collection, form)
    names = {each.unit.name for each in parents}
    return [each for each in parents if each.unit.parent not in names]


def _children(collection: Collection) -> Mapping[str, Sequence[Standing]]:
    """The units below each parent, in the order of the roster."""
    children: dict[str, list[Standing]] = {}
    for each in collection.standings:
        children.setdefault(each.unit.parent, []).append(each)
    return children
