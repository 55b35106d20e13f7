"""A Problem in; the slips that spoil several cells at once and explain it out: swapped, shifted, stale, copied.

Each guess is tested against every tie before it is returned, so a wrong guess costs time only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from gouji.check.failing_ties import Problem

ZERO = Decimal(0)


class Mishap(NamedTuple):
    """What the cells should hold, how unlikely it is (as in `typo.Slip`), and what happened in Chinese."""

    cost: float
    values: Mapping[str, Decimal]
    words: str


def mishaps(problem: Problem) -> list[Mishap]:
    """Every one that makes all ties hold, in no order."""
    return [*_swaps(problem), *_shifts(problem), *_whole_lines(problem)]


def _explains(problem: Problem, values: Mapping[str, Decimal]) -> bool:
    return all(problem.allows(figure_id, value) for figure_id, value in values.items()) and not problem.left_by(values)


def _swaps(problem: Problem) -> Iterator[Mishap]:
    """Two cells of one row or column exchanged. One of the two stands in the failing tie with the fewest cells."""
    system, figures = problem.system, problem.figures
    tie = min(problem.off, key=lambda number: len(system.ties[number]))
    factors, gap = system.ties[tie], problem.off[tie]
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
                if _explains(problem, values):
                    near = abs(line.index(a) - line.index(b)) == 1
                    yield Mishap(3.2 if near else 4.2, values, "像是这两格填反了")


def _shifts(problem: Problem) -> Iterator[Mishap]:
    """A run of one row or column typed one cell too far on or back; what fell off its end follows from the ties."""
    for line in problem.system.lines:
        if any(figure_id not in problem.figures for figure_id in line):
            continue
        places = [at for at, figure_id in enumerate(line) if _fails_alone(problem, figure_id, line)]
        if len(places) < 2:
            continue
        run = line[places[0] : places[-1] + 1]
        typed = [problem.figures[figure_id] for figure_id in run]
        back = dict(zip(run, [*typed[1:], typed[-1]], strict=True)), run[-1]
        on = dict(zip(run, [typed[0], *typed[:-1]], strict=True)), run[0]
        for values, end in (back, on):
            whole = _with_end(problem, values, end)
            moved = {figure_id: value for figure_id, value in whole.items() if value != problem.figures[figure_id]}
            if len(moved) > 1 and _explains(problem, moved):
                yield Mishap(4.0, moved, "像是这几格的数字整体错开了一格")


def _fails_alone(problem: Problem, figure_id: str, line: tuple[str, ...]) -> bool:
    """Whether a failing tie meets the line in this cell only: then this cell, if any of the line, is wrong."""
    ties = problem.system.ties
    return any(
        tie in problem.off and not any(other in ties[tie] for other in line if other != figure_id)
        for tie, _ in problem.system.touching[figure_id]
    )


def _with_end(problem: Problem, values: dict[str, Decimal], end: str) -> dict[str, Decimal]:
    """The values with that of `end` solved: it fails alone and has not moved yet, so a tie of its own is still off."""
    rest = problem.left_by(values)
    tie, factor = next(each for each in problem.system.touching[end] if each[0] in rest)
    return {**values, end: values[end] - rest[tie] / factor}


def _whole_lines(problem: Problem) -> Iterator[Mishap]:
    """Every failing tie meets one row or column in one cell: the line was left out, copied, or is stale."""
    system = problem.system
    for number, line in enumerate(system.lines):
        values: dict[str, Decimal] = {}
        for tie, gap in problem.off.items():
            cells = [figure_id for figure_id in line if figure_id in system.ties[tie]]
            if len(cells) != 1:
                break
            values[cells[0]] = problem.figures[cells[0]] - gap / system.ties[tie][cells[0]]
        else:
            if len(values) > 1 and _explains(problem, values):
                yield _as_line(problem, number, values)


def _as_line(problem: Problem, number: int, values: Mapping[str, Decimal]) -> Mishap:
    stale = all(problem.form.figures[figure_id].computed_by is not None for figure_id in values)
    empty = not any(problem.figures[figure_id] for figure_id in values)
    if empty:
        return Mishap(3.5 if stale else 3.6, values, "像是整行（列）漏填，留着 0")
    if stale:
        return Mishap(5.0, values, "像是分项改了，总计没有跟着改")
    twins = _twins(problem, number)
    if twins:
        # People copy downwards and to the right: of two equal lines the later one is the copy.
        return Mishap(4.0 if twins[0] < number else 4.4, values, "像是照抄了另一行（列）的数字")
    return Mishap(6.5, values, "像是这一行（列）整体填错")


def _twins(problem: Problem, number: int) -> list[int]:
    """The numbers of the other lines that hold the very same figures."""
    typed = [[problem.figures.get(figure_id) for figure_id in line] for line in problem.system.lines]
    return [other for other, figures in enumerate(typed) if other != number and figures == typed[number]]
