"""Writes the figures of a report into an office's own workbook: its bytes go in, and come out with the cells filled
that are certain, and a list of those that are not.

The one recogniser finds the cells by their heads and labels. Only sheets that get a figure change, and what a formula
there has stored; every other part keeps its bytes. What was written is read once more: it must say what the report
says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gouji.check.structural import of_remark
from gouji.errors import GoujiError, MarkError, UnreadableError
from gouji.form.form import Form
from gouji.ooxml import stale
from gouji.ooxml.container import HandOverError
from gouji.place import Place, rectangles
from gouji.reading import source
from gouji.reading.content import Choice, Content
from gouji.reading.reading import Cell, Reading, Remark
from gouji.value import Kind, plain
from gouji.words import beside
from gouji.workbook import mark_cells
from gouji.workbook.mark_cells import FindingRow
from gouji.workbook.patch import Package, is_signed, opened, patched

say = beside(__file__)

_MISSING = "table-missing"
_OF_TEXTS = ("title-unread", "section-order", "section-repeated")  # nothing is written there


class FillError(GoujiError):
    """Raised where nothing can be written into a workbook. `str(error)` says why and what to do."""


class Left(NamedTuple):
    """Cells that were left as they are. ids: their figures. places: where they stand, None where nobody can tell."""

    ids: tuple[str, ...]
    places: tuple[Place | None, ...]
    reason: str


class Filled(NamedTuple):
    """A workbook that was filled in. written, same, formulas: ids of the figures that were written, that stood there
    already, and whose cell has a formula that gives them. absent: numbers of the tables that the workbook doesn't
    have. notes: sentences on the workbook as a whole. sheets: those that figures went to."""

    data: bytes
    written: tuple[str, ...]
    same: tuple[str, ...]
    formulas: tuple[str, ...]
    left: tuple[Left, ...]
    absent: tuple[str, ...]
    notes: tuple[str, ...]
    sheets: tuple[str, ...]


class _Plan(NamedTuple):
    places: dict[str, Place]  # figures to write
    same: list[str]
    formulas: list[str]
    left: list[Left]


def fill(
    data: bytes, forms: Sequence[Form], form: Form, report: Reading, sheet: str = "", over: bool = False
) -> Filled:
    """Fills a workbook in. sheet: the one that is meant where a table stands several times; else the report's year
    tells. over: whether another figure that stands in a cell is written over. Raises FillError, UnreadableError."""
    _changeable(data)
    choice = Choice(sheet, report.year)
    there = source.read_bytes(data, forms, choice)
    if there.form != form.id:
        other = next(each.name for each in forms if each.id == there.form)
        raise FillError(say("fill.other_form", own=form.name, other=other))
    plan, made, again = _certain(data, forms, form, report, there, choice, over)
    left = [*plan.left, *_differing(report, plan.formulas, again)]
    apart = {each for one in left for each in one.ids}
    absent = [table for table in form.tables if _is_absent(table.figures, there)]
    return Filled(
        made,
        tuple(plan.places),
        tuple(plan.same),
        tuple(each for each in plan.formulas if each not in apart),
        tuple(left),
        tuple(table.number for table in absent),
        (*_whose(report, source.read_bytes(data, forms)), *_remarked(form, there)),
        tuple(dict.fromkeys(place.sheet for place in plan.places.values())),
    )


def _certain(
    data: bytes, forms: Sequence[Form], form: Form, report: Reading, there: Reading, choice: Choice, over: bool
) -> tuple[_Plan, bytes, Reading]:
    """What is written, the workbook with it, and how that reads. A table that then reads otherwise is left: it may
    stand there twice."""
    refused: dict[str, str] = {}
    while True:
        plan = _planned(form, report, there, over, refused)
        if not plan.places:
            return plan, data, there
        made = _written(data, plan.places, report)
        again = source.read_bytes(made, forms, choice)
        wrong = _wrong(form, report, plan.places, again)
        if not wrong:
            return plan, made, again
        refused |= wrong


def ending(data: bytes) -> str:
    """Gives the ending that a workbook's name must have: programs refuse one with macros by another name. Raises
    FillError, UnreadableError."""
    parts = _changeable(data).parts
    return ".xlsm" if b"macroEnabled" in parts.read("[Content_Types].xml") else ".xlsx"


def _changeable(data: bytes) -> Content:
    """The workbook, if its parts can be changed one by one."""
    content = Content(data)
    kind = source.which(content)
    if kind is not source.SOURCES["xlsx"]:
        raise FillError(say("fill.other_kind", kind=kind.label))
    try:
        if is_signed(content.parts):
            raise FillError(say("fill.signed"))
    except HandOverError as error:
        raise FillError(say("fill.cannot")) from error
    return content


# ---------------------------------------------------------------- which cells


def _planned(form: Form, report: Reading, there: Reading, over: bool, refused: Mapping[str, str]) -> _Plan:
    plan = _Plan({}, [], [], [])
    left: dict[tuple[str, str], list[str]] = {}  # (table, reason) → figures
    reasons = _reasons(form, there)
    for figure_id, figure in form.figures.items():
        cell = there.figures.get(figure_id)
        if cell is None and _is_absent(form.table(figure.table).figures, there):
            continue
        reason = _left(report.figures.get(figure_id), cell, over) or refused.get(figure.table, "")
        if cell is None or not isinstance(cell.place, Place):
            reason = reasons.get(figure_id, say("fill.no_cell"))
        if reason:
            own = cell is not None and cell.value.kind is not Kind.BLANK  # what stands there is said for each by itself
            left.setdefault((figure_id if own else figure.table, reason), []).append(figure_id)
        elif cell is not None and cell.formula is not None:
            plan.formulas.append(figure_id)
        elif cell is not None and cell.value == report.figures[figure_id].value._replace(raw=cell.value.raw):
            plan.same.append(figure_id)
        elif cell is not None and isinstance(cell.place, Place):
            plan.places[figure_id] = cell.place
    for (_, reason), ids in left.items():
        plan.left.append(Left(tuple(ids), tuple(_place(there.figures.get(each)) for each in ids), reason))
    return plan


def _left(own: Cell | None, cell: Cell | None, over: bool) -> str:
    """Why a figure is not written; "" where it may be."""
    if own is None:
        return say("fill.not_read")
    if own.value.kind is Kind.BLANK:
        return say("fill.blank")
    if own.value.kind is not Kind.NUMBER or own.value.number is None:
        return say("fill.no_number", raw=own.value.raw)
    if cell is None or cell.formula is not None or cell.value.kind is Kind.BLANK or over:
        return ""
    number = cell.value.number if cell.value.kind is Kind.NUMBER else None
    if number == own.value.number:
        return ""
    there = cell.value.raw if number is None else plain(number)
    return say("fill.taken", there=there, own=plain(own.value.number))


def _place(cell: Cell | None) -> Place | None:
    return cell.place if cell is not None and isinstance(cell.place, Place) else None


def _is_absent(ids: Sequence[str], there: Reading) -> bool:
    """Whether a workbook has nothing of a table: an office above may ask for one table only."""
    missing = {each for remark in there.remarks if remark.name == _MISSING for each in remark.cells}
    return missing.issuperset(ids) and not any(each in there.figures for each in ids)


def _reasons(form: Form, there: Reading) -> dict[str, str]:
    """Why a figure has no cell: what reading remarked of it."""
    found: dict[str, str] = {}
    for remark in there.remarks:
        message = _in_words(form, remark)
        found |= {figure_id: message for figure_id in remark.cells if figure_id not in found}
    return found


def _in_words(form: Form, remark: Remark) -> str:
    return of_remark(form.wordings, remark).message.rstrip("。")


# ---------------------------------------------------------------- writing


def _written(data: bytes, places: Mapping[str, Place], report: Reading) -> bytes:
    numbers = {place: report.figures[figure_id].value.number for figure_id, place in places.items()}
    try:
        pack = opened(Content(data).parts)
        _put(pack, {place: number for place, number in numbers.items() if number is not None})
        leaning = stale.stale(pack.book, places.values())
        for title, refs in leaning.items():
            if title in pack.sheets:
                part = pack.sheets[title][0]
                pack.put(part, stale.without_values(pack.read(part), refs))
        if leaning:
            pack.put(pack.main, stale.calculated_on_load(pack.read(pack.main)))
        return patched(data, pack)
    except (MarkError, HandOverError, ValueError, LookupError) as error:
        raise FillError(say("fill.cannot")) from error


def _put(pack: Package, numbers: Mapping[Place, Decimal]) -> None:
    for title in dict.fromkeys(place.sheet for place in numbers):
        part = pack.sheets[title][0]
        for block in rectangles((place.row, place.column) for place in numbers if place.sheet == title):
            rows = {
                row: FindingRow({at: numbers[Place(title, row, at)] for at in range(block.left, block.right + 1)})
                for row in range(block.top, block.bottom + 1)
            }
            pack.put(part, mark_cells.write(pack.read(part), block, rows).data)


# ---------------------------------------------------------------- what was written


def _wrong(form: Form, report: Reading, places: Mapping[str, Place], again: Reading) -> dict[str, str]:
    """Table → why its figures can't be written after all: read once more, they are not what or where they should."""
    reasons = _reasons(form, again)
    found: dict[str, str] = {}
    for figure_id, place in places.items():
        cell = again.figures.get(figure_id)
        if cell is None or cell.place != place or cell.value.number != report.figures[figure_id].value.number:
            found.setdefault(form.figures[figure_id].table, reasons.get(figure_id, say("fill.unsure")))
    return found


def _differing(report: Reading, formulas: Iterable[str], again: Reading) -> list[Left]:
    """The formulas that don't give what the report says."""
    found = []
    for figure_id in formulas:
        cell, own = again.figures[figure_id], report.figures[figure_id].value.number
        if cell.value.kind is Kind.NUMBER and cell.value.number == own:
            continue
        key = "formula_uncalculated" if cell.value.kind is Kind.UNCALCULATED else "formula_differs"
        facts = {"there": cell.value.raw, "own": plain(own or Decimal(0)), "formula": cell.formula}
        found.append(Left((figure_id,), (_place(cell),), say(f"fill.{key}", **facts)))
    return found


def _whose(report: Reading, there: Reading) -> list[str]:
    """What the workbook says of year and organisation, where that is not the report's."""
    return [
        say(f"fill.other_{info}", there=there.text(info), own=report.text(info))
        for info in ("year", "organization")
        if there.text(info) and report.text(info) and there.text(info) != report.text(info)
    ]


def _remarked(form: Form, there: Reading) -> list[str]:
    """What reading remarked of the workbook as a whole."""
    of_whole = [each for each in there.remarks if not each.cells and each.name not in _OF_TEXTS]
    return list(dict.fromkeys(_in_words(form, each) + "。" for each in of_whole))


__all__ = ["FillError", "Filled", "Left", "UnreadableError", "ending", "fill"]
