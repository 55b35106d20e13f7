"""Writes the workbook 差额表 of a Comparison: what differs and why, every unit's figure of those cells, who counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any, TypeVar

from gouji.collect.sums import figures_xlsx, members_xlsx
from gouji.collect.sums.causes import Cause
from gouji.collect.sums.consolidate import Part
from gouji.collect.sums.differences import Comparison, Difference
from gouji.collect.sums.figures_xlsx import ADDED, Foot
from gouji.form.form import Form
from gouji.value import plain
from gouji.words import beside
from gouji.workbook import plain_sheet
from gouji.workbook.plain_sheet import BAD, ODD, Cell, Looks, close, head, put

say = beside(__file__)

_Each = TypeVar("_Each")

_PLACE = 2  # the column of places
_TINTED = 4
_OFF = '=IF(COUNT({upper}:{up})<2,"—",ROUND({up}-{upper},6))'  # what was handed in less the sum


def write(form: Form, comparison: Comparison, path: Path) -> None:
    """Writes the workbook whole or not at all. Raises GoujiError or OSError when the file can't be written."""
    with plain_sheet.written(path, say("differences.title")) as workbook:
        looks = plain_sheet.looks(workbook, {**_tints(), **members_xlsx.TINTS, **figures_xlsx.TINTS})
        _differences(workbook.add_worksheet(say("differences.title")), form, comparison, looks)
        cells = _in_order(form, comparison)
        if cells:
            _by_unit(workbook.add_worksheet(say("differences.by_unit")), form, comparison, cells, looks)
        members_xlsx.draw(workbook.add_worksheet(say("members.title")), comparison.sum, looks)


def outcome(comparison: Comparison) -> str:
    """Says the outcome in one clause: `核对 200 格：48 格相符，152 格不符，0 格没有核对`."""
    held, cells, unknown = comparison.held, len(comparison.cells), len(comparison.unknown)
    return say("differences.outcome", cells=held + cells + unknown, held=held, off=cells, unknown=unknown)


def notes(comparison: Comparison) -> Iterator[str]:
    """Says what to read first, in whole sentences: the causes, largest first, then what else is to be known."""
    if not comparison.cells and not comparison.unknown:
        yield say("note.equal")
    for cause in comparison.causes:
        yield _cause(cause)
    if comparison.is_explained:
        yield say("note.explained")
    if not comparison.sum.of(Part.COUNTED):
        yield say("note.nobody")
    elif comparison.unknown:
        yield say("note.unknown", count=len(comparison.unknown), unknown=say("differences.unknown"))
    yield from comparison.notes


def _cause(cause: Cause) -> str:
    if cause.equal == len(cause.cells):
        return say("note.cause", cause=cause.words, equal=cause.equal)
    return say("note.cause_in_part", cause=cause.words, cells=len(cause.cells), equal=cause.equal)


def _in_order(form: Form, comparison: Comparison) -> list[Difference]:
    order = {figure_id: at for at, figure_id in enumerate(form.figures)}
    return sorted((*comparison.cells, *comparison.unknown), key=lambda each: order[each.figure])


def _differences(page: Any, form: Form, comparison: Comparison, looks: Looks) -> None:
    cells = _in_order(form, comparison)
    # The register keeps figures without their places: then a column of blanks would only be in the way.
    left_out = set() if any(each.place for each in cells) else {_PLACE}
    columns = _without(say.of("differences.columns"), left_out)
    counts = say("note.members", counts=members_xlsx.counts(comparison.sum))
    top = head(page, _title(comparison, outcome(comparison)), columns, looks, [*notes(comparison), counts])
    below = top
    for number, each in enumerate(cells, start=1):
        put(page, below, _without(_row(number, form, each), left_out), columns, looks)
        below += 1
    close(page, below, columns, looks, _TINTED - len(left_out), tuple(_tints()), top)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)


def _tints() -> Mapping[str, tuple[str, str]]:
    return {say("differences.differs"): BAD, say("differences.unknown"): ODD}


def _title(comparison: Comparison, of: str) -> str:
    return say("differences.head", parent=comparison.sum.parent.name, year=comparison.sum.year, of=of)


def _without(row: Sequence[_Each], left_out: Set[int]) -> tuple[_Each, ...]:
    return tuple(each for at, each in enumerate(row) if at not in left_out)


def _row(number: int, form: Form, each: Difference) -> tuple[Cell, ...]:
    figure = form.figures[each.figure]
    return (
        number,
        form.table(figure.table).sheet,
        each.place.ref if each.place else "",
        figure.label,
        say("differences.unknown" if each.sum is None else "differences.differs"),
        each.submitted if each.submitted is not None else each.raw or say("empty"),
        each.sum if each.sum is not None else say("differences.known", number=plain(each.known)),
        each.difference,
        "；".join(each.hints),
        "、".join(unit.name for unit in each.lacking),
    )


def _by_unit(page: Any, form: Form, comparison: Comparison, cells: list[Difference], looks: Looks) -> None:
    """Every unit's figure of the cells that differ or can't be told: what a clerk goes through line by line."""
    submitted: dict[str, Cell] = {each.figure: each.raw if each.submitted is None else each.submitted for each in cells}
    off: dict[str, Cell] = {each.figure: "—" if each.difference is None else each.difference for each in cells}
    feet = [
        Foot(say("differences.sum"), {each.figure: each.sum for each in cells}, ADDED),
        Foot(say("differences.submitted"), submitted),
        Foot(say("differences.difference"), off, _OFF),
    ]
    title = _title(comparison, say("differences.by_unit"))
    ids = [each.figure for each in cells]
    figures_xlsx.draw(page, title, say("differences.only_these"), form, comparison.sum, ids, feet, looks)
