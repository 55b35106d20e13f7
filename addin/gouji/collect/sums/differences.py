"""Compares what a parent handed in with the Sum of its children: every cell that differs, with what explains it.

A cause is named only where the figures prove it to the digit; a slip of the keyboard is named as what it looks like
(`check.slips`). Words are Chinese clauses without full stop.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from gouji.check.domain import fault_of_number
from gouji.check.severity import of_rule
from gouji.check.slips.one_cell import slip
from gouji.check.tie import failing
from gouji.collect.collection import Unit
from gouji.collect.sums.causes import MOST_ALIKE, Account, Cause, Mistake, Vector, account
from gouji.collect.sums.consolidate import Part, Sum, figures_of, shares, unclear_money
from gouji.collect.sums.mistakes import mistakes
from gouji.errors import GoujiError
from gouji.form.form import Form
from gouji.form.messages import shown
from gouji.form.severity import Severity
from gouji.place import Where
from gouji.reading.reading import EMPTY, Reading
from gouji.rule.evaluate import number
from gouji.value import plain
from gouji.words import beside

say = beside(__file__)

_TEN_THOUSAND = Decimal(10000)  # 元 in a cell that wants 万元, or the other way
_LEAST_OWN = 3  # cells that have to be off, and to tie out, before they look like a report of their own


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell where the parent differs from the sum. place: where it stands in the parent's workbook, None outside one.

    submitted: None where the parent has no proper figure; raw: what stands there then. sum: None where a child that
    counts lacks the figure; known: what the others add up to. difference: submitted − sum, None where either is
    unknown. lacking: the units without this figure. follows: a total that is off only because its parts are.
    hints: what explains it, likeliest first.
    """

    figure: str
    place: Where | None
    submitted: Decimal | None
    raw: str
    sum: Decimal | None
    known: Decimal
    difference: Decimal | None
    lacking: tuple[Unit, ...] = ()
    follows: bool = False
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A parent against the sum of its children. cells: where the two differ, in the form's order; unknown: where the
    sum is unknown, so nothing can be said; held: number of cells where they are equal.

    causes: mistakes that account for many cells at once. is_explained: they account for every difference.
    notes: what else is to be known, whole Chinese sentences.
    """

    sum: Sum
    cells: tuple[Difference, ...]
    unknown: tuple[Difference, ...]
    held: int
    causes: tuple[Cause, ...]
    is_explained: bool
    notes: tuple[str, ...]


def compare(
    form: Form,
    submitted: Reading,
    consolidated: Sum,
    last_year: Mapping[str, Reading] | None = None,
    earlier: Iterable[tuple[Unit, Reading]] = (),
) -> Comparison:
    """Holds what the parent handed in against the sum, cell by cell.

    last_year: reports of the year before by the name of the unit, for units that are missing now. earlier: reports
    that a later one of the same unit has replaced: a parent may have added up the old one.
    Raises GoujiError when the parent's report is on another form or of another year: then no cell can be compared.
    """
    _refuse(form, submitted, consolidated)
    theirs = dict(zip(form.figures, figures_of(form, submitted), strict=True))
    off: dict[str, Decimal] = {}
    unequal: list[str] = []
    held = 0
    for figure_id, figure in consolidated.figures.items():
        if figure is None or theirs[figure_id] == figure:
            held += figure is not None
            continue
        unequal.append(figure_id)
        stands = theirs[figure_id]
        if stands is not None:
            off[figure_id] = stands - figure
    found = account(off, tuple(mistakes(form, consolidated, theirs, last_year or {}, earlier)))
    ties = _is_a_report(form, consolidated, found.left)
    return Comparison(
        sum=consolidated,
        cells=tuple(
            _difference(form, submitted, consolidated, theirs, figure_id, found, last_year or {})
            for figure_id in unequal
        ),
        unknown=tuple(
            _unknown(form, submitted, consolidated, theirs, figure_id)
            for figure_id in form.figures
            if consolidated.figures[figure_id] is None
        ),
        held=held,
        causes=found.causes,
        is_explained=bool(found.causes) and not found.left and len(off) == len(unequal),
        notes=tuple(_notes(form, submitted, consolidated, ties)),
    )


def _refuse(form: Form, submitted: Reading, consolidated: Sum) -> None:
    if submitted.form != form.id or consolidated.form != form.id:
        raise GoujiError(
            f"{consolidated.parent.name}：上报的是{submitted.form}，下级汇总用的是{consolidated.form}，不能逐格核对。"
            f"请它用{form.name}重报。"
        )
    if submitted.year != consolidated.year:
        raise GoujiError(
            f"{consolidated.parent.name}：上报表的报告年度是“{shown(submitted.text('year'))}”，"
            f"下级汇总是 {consolidated.year} 年，不能逐格核对。请它改正年度重报。"
        )


# ---------------------------------------------------------------- the whole


def _is_a_report(form: Form, consolidated: Sum, left: Vector) -> bool:
    """Whether what is left over could be the report of a missing unit: proper figures that tie out by themselves."""
    if len(left) < _LEAST_OWN or not consolidated.of(Part.MISSING):
        return False
    if any(fault_of_number(form.figures[figure_id].kind, by) for figure_id, by in left.items()):
        return False
    whole = {
        figure_id: left.get(figure_id, Decimal(0))
        for figure_id, figure in consolidated.figures.items()
        if figure is not None
    }
    ties = [rule for rule in form.rules if of_rule(rule) == Severity.ERROR and left.keys() & set(rule.figures)]
    return bool(ties) and not failing(ties, whole, consolidated.year)


def _notes(form: Form, submitted: Reading, consolidated: Sum, is_a_report: bool) -> Iterable[str]:
    stated = shown(submitted.text("scope"))
    if stated and stated != consolidated.parent.kind:
        yield say("note.scope", scope=stated, kind=consolidated.parent.kind)
    missing = [member.unit.name for member in consolidated.of(Part.MISSING)]
    if is_a_report:
        names = "、".join(missing[:MOST_ALIKE])
        yield say("note.a_report", units=say("several", units=names) if len(missing) > MOST_ALIKE else names)
    refused = len(consolidated.of(Part.REFUSED))
    if missing or refused:
        parts = [say("note.missing", count=len(missing))] if missing else []
        parts += [say("note.refused", count=refused)] if refused else []
        yield say("note.part", parts="，".join(parts))
    if unclear := unclear_money(form):
        yield unclear


# ---------------------------------------------------------------- one cell


def _unknown(
    form: Form, submitted: Reading, consolidated: Sum, theirs: Mapping[str, Decimal | None], figure_id: str
) -> Difference:
    """A cell whose sum is unknown; what the one unit without a figure must have, if the parent is right."""
    lacking = tuple(lack.unit for lack in consolidated.lacking.get(figure_id, ()))
    stands, hints = theirs[figure_id], []
    if stands is not None and len(lacking) == 1:
        rest = stands - consolidated.known[figure_id]
        if not fault_of_number(form.figures[figure_id].kind, rest):
            hints.append(say("hint.is_right", unit=lacking[0].name, number=plain(rest)))
    return _cell(submitted, consolidated, theirs, figure_id, lacking=lacking, hints=tuple(hints))


def _difference(
    form: Form,
    submitted: Reading,
    consolidated: Sum,
    theirs: Mapping[str, Decimal | None],
    figure_id: str,
    found: Account,
    last_year: Mapping[str, Reading],
) -> Difference:
    follows = _follows(form, consolidated, theirs, figure_id)
    hints = [cause.words for cause in found.causes if figure_id in cause.cells]
    if theirs[figure_id] is None:
        hints = [say("hint.no_number")]
    elif figure_id in found.left:
        hints += (
            [say("hint.follows")]
            if follows
            else _cell_hints(form, consolidated, theirs, figure_id, found.left[figure_id], last_year)
        )
    return _cell(submitted, consolidated, theirs, figure_id, follows=follows, hints=tuple(hints))


def _cell(
    submitted: Reading,
    consolidated: Sum,
    theirs: Mapping[str, Decimal | None],
    figure_id: str,
    lacking: tuple[Unit, ...] = (),
    follows: bool = False,
    hints: tuple[str, ...] = (),
) -> Difference:
    cell, ours, stands = submitted.figures.get(figure_id, EMPTY), consolidated.figures[figure_id], theirs[figure_id]
    return Difference(
        figure=figure_id,
        place=cell.place,
        submitted=stands,
        raw="" if stands is not None else shown(cell.value.raw),
        sum=ours,
        known=consolidated.known[figure_id],
        difference=None if ours is None or stands is None else stands - ours,
        lacking=lacking,
        follows=follows,
        hints=hints,
    )


def _follows(form: Form, consolidated: Sum, theirs: Mapping[str, Decimal | None], figure_id: str) -> bool:
    """Whether a total is right for its parts on both sides, so that the parts are what differs."""
    by = form.figures[figure_id].computed_by
    if by is None:
        return False
    sides = (theirs, consolidated.figures)
    known = [{name: figure for name, figure in side.items() if figure is not None} for side in sides]
    return all(side.get(figure_id) is not None and number(by, side) == side[figure_id] for side in known)


def _cell_hints(
    form: Form,
    consolidated: Sum,
    theirs: Mapping[str, Decimal | None],
    figure_id: str,
    off: Decimal,
    last_year: Mapping[str, Reading],
) -> Iterable[str]:
    """What one cell's own difference looks like, apart from what the causes account for."""
    stands = theirs[figure_id]
    assert stands is not None
    meant = stands - off
    figure = form.figures[figure_id]
    if figure.kind == "money" and meant and stands in (meant * _TEN_THOUSAND, meant / _TEN_THOUSAND):
        yield say("hint.ten_thousand")
    elif words := slip(stands, meant).words:
        yield say("hint.slip", slip=words, stands=plain(stands), meant=plain(meant))
    for mistake, by in ((Mistake.LEFT_OUT, -off), (Mistake.TWICE, off)):
        units = [unit.name for unit, share in shares(form, consolidated, figure_id) if share == by]
        if 0 < len(units) <= MOST_ALIKE:
            yield say("hint.share", units=say("hint.either").join(units), number=plain(by), mistake=mistake.value)
    for member in consolidated.of(Part.MISSING):
        before = last_year.get(member.unit.name)
        if before is not None and before.form == form.id and before.numbers().get(figure_id) == off:
            yield say("hint.last_year", unit=member.unit.name, number=plain(off))
