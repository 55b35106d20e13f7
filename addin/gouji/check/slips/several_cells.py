"""Finds slips that spoil several cells at once and explain failing ties: cells swapped, shifted, stale or copied.

Each guess is tested against every tie before it is returned, so a wrong guess costs time only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from gouji.check.failing_ties import FailingTies

ZERO = Decimal(0)


class SlipOfSeveral(NamedTuple):
    """A slip in several cells: what they should hold, how unlikely it is (as in `one_cell.Slip`), what happened in
    Chinese."""

    cost: float
    values: Mapping[str, Decimal]
    words: str


def slips_of_several(failing_ties: FailingTies) -> list[SlipOfSeveral]:
    """Gives every slip of several cells that makes all ties hold, in no order."""
    return [*_swaps(failing_ties), *_shifts(failing_ties), *_whole_lines(failing_ties)]


def _explains(failing_ties: FailingTies, values: Mapping[str, Decimal]) -> bool:
    return all(
        failing_ties.allows(figure_id, value) for figure_id, value in values.items()
    ) and not failing_ties.left_by(values)


def _swaps(failing_ties: FailingTies) -> Iterator[SlipOfSeveral]:
    """Two cells of one row or column exchanged. One of the two stands in the failing tie with the fewest cells."""
    system, figures = failing_ties.system, failing_ties.figures
    tie = min(failing_ties.off, key=lambda number: len(system.ties[number]))
    factors, gap = system.ties[tie], failing_ties.off[tie]
    seen: set[frozenset[str]] = set()
    for a in filter(None, factors):
        for line in (system.lines[number] for number in system.lines_of[a]):
            for b in line:
                if b not in figures or frozenset((a, b)) in seen:
                    continue
                change = figures[b] - figures[a]
                if gap + factors[a] * change - factors.get(b, ZERO) * change:
                    continue  # the usual case, told without testing every tie
                seen.add(frozenset((a, b)))
                values = {a: figures[b], b: figures[a]}
                if _explains(failing_ties, values):
                    near = abs(line.index(a) - line.index(b)) == 1
                    yield SlipOfSeveral(3.2 if near else 4.2, values, "像是这两格填反了")


def _shifts(failing_ties: FailingTies) -> Iterator[SlipOfSeveral]:
    """A run of one row or column typed one cell too far on or back; what fell off its end follows from the ties."""
    for line in failing_ties.system.lines:
        if any(figure_id not in failing_ties.figures for figure_id in line):
            continue
        places = [at for at, figure_id in enumerate(line) if _fails_alone(failing_ties, figure_id, line)]
        if len(places) < 2:
            continue
        run = line[places[0] : places[-1] + 1]
        typed = [failing_ties.figures[figure_id] for figure_id in run]
        back = dict(zip(run, [*typed[1:], typed[-1]], strict=True)), run[-1]
        on = dict(zip(run, [typed[0], *typed[:-1]], strict=True)), run[0]
        for values, end in (back, on):
            whole = _with_end(failing_ties, values, end)
            moved = {figure_id: value for figure_id, value in whole.items() if value != failing_ties.figures[figure_id]}
            if len(moved) > 1 and _explains(failing_ties, moved):
                yield SlipOfSeveral(4.0, moved, "像是这几格的数字整体错开了一格")


def _fails_alone(failing_ties: FailingTies, figure_id: str, line: tuple[str, ...]) -> bool:
    """Whether a failing tie meets the line in this cell only: then this cell, if any of the line, is wrong."""
    ties = failing_ties.system.ties
    return any(
        tie in failing_ties.off and not any(other in ties[tie] for other in line if other != figure_id)
        for tie, _ in failing_ties.system.touching[figure_id]
    )


def _with_end(failing_ties: FailingTies, values: dict[str, Decimal], end: str) -> dict[str, Decimal]:
    """The values with that of `end` solved: it fails alone and has not moved yet, so a tie of its own is still off."""
    rest = failing_ties.left_by(values)
    tie, factor = next(each for each in failing_ties.system.touching[end] if each[0] in rest)
    return {**values, end: values[end] - rest[tie] / factor}


def _whole_lines(failing_ties: FailingTies) -> Iterator[SlipOfSeveral]:
    """Every failing tie meets one row or column in one cell: the line was left out, copied, or is stale."""
    system = failing_ties.system
    for number, line in enumerate(system.lines):
        values: dict[str, Decimal] = {}
        for tie, gap in failing_ties.off.items():
            cells = [figure_id for figure_id in line if figure_id in system.ties[tie]]
            if len(cells) != 1:
                break
            values[cells[0]] = failing_ties.figures[cells[0]] - gap / system.ties[tie][cells[0]]
        else:
            if len(values) > 1 and _explains(failing_ties, values):
                yield _as_line(failing_ties, number, values)


def _as_line(failing_ties: FailingTies, number: int, values: Mapping[str, Decimal]) -> SlipOfSeveral:
    stale = all(failing_ties.form.figures[figure_id].computed_by is not None for figure_id in values)
    empty = not any(failing_ties.figures[figure_id] for figure_id in values)
    if empty:
        return SlipOfSeveral(3.5 if stale else 3.6, values, "像是整行（列）漏填，留着 0")
    if stale:
        return SlipOfSeveral(5.0, values, "像是分项改了，总计没有跟着改")
    twins = _twins(failing_ties, number)
    if twins:
        # People copy downwards and to the right: of two equal lines the later one is the copy.
        return SlipOfSeveral(4.0 if twins[0] < number else 4.4, values, "像是照抄了另一行（列）的数字")
    return SlipOfSeveral(6.5, values, "像是这一行（列）整体填错")


def _twins(failing_ties: FailingTies, number: int) -> list[int]:
    """The numbers of the other lines that hold the very same figures."""
    typed = [[failing_ties.figures.get(figure_id) for figure_id in line] for line in failing_ties.system.lines]
    return [other for other, figures in enumerate(typed) if other != number and figures == typed[number]]
