"""Reads one table of a form from its rows: the figures that can be told, and a remark for each that can't."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gouji.form.form import Form
from gouji.place import Where
from gouji.reading.block import Aside, GridCell
from gouji.reading.reading import Cell, Remark
from gouji.reading.recognise.by_ties import confirmed, split
from gouji.reading.recognise.fault import Fault
from gouji.reading.recognise.labels import Labels
from gouji.reading.recognise.place_rows import place_rows
from gouji.reading.recognise.remarks import absent, in_words, nowhere, others, refusals
from gouji.reading.recognise.row_figures import cells as cells_of
from gouji.reading.recognise.rows import Item, Record, records
from gouji.reading.recognise.spoken import say
from gouji.reading.recognise.state import State, say_differs
from gouji.rule import evaluate
from gouji.rule.expression import names
from gouji.value import from_text

_SHOWN = 3  # reasons worth showing: with the first the person sees what happened
# What else heads do wrong refuses the table.
_OF_A_ROW = frozenset({"row-width", "merged", "heads-absent", "figure-without-head"})


@dataclass(frozen=True)
class Read:
    """What could be read of one table. A figure that could not be read is not in `figures`; a remark names it."""

    figures: Mapping[str, Cell]
    remarks: tuple[Remark, ...]


def read_table(items: Sequence[Item], labels: Labels, form: Form) -> Read:
    """Reads the rows of one table, in the order of printing; lines among them may hold labels and heads."""
    found = records(items, labels)
    placing = place_rows(found, labels)
    state = State(labels, form)
    rows = placing.rows
    if not labels.names:
        rows = [row for row in rows if any(cell.text for cell in row.values)] or rows[:1]
    state.rows = rows
    for row in rows:
        _take(row, state)
    for line in state.refused:
        for figure_id in labels.lines[line].figures:
            state.figures.pop(figure_id, None)
    _confirm(state)
    if not state.figures and not state.faults:
        state.faults = [fault for fault, _ in state.refused.values()] or [Fault("no-rows")]
    if state.faults:
        reasons = dict.fromkeys(in_words(fault) for fault in state.faults)
        facts = {"table": labels.table.number, "reason": "；".join(list(reasons)[:_SHOWN])}
        remark = Remark("table-unreadable", labels.table.figures, nowhere(labels.table.figures), facts)
        return Read({}, (remark,))
    return Read(state.figures, (*state.remarks, *refusals(state), *others(placing, state), *absent(placing, state)))


def _take(row: Record, state: State) -> None:
    line = row.line
    if line is None:
        return
    before = state.lines.get(line)
    if row.fault:
        state.refused[line] = row.fault, row
        return
    found = cells_of(row, line, state)
    if isinstance(found, Fault) and found.code == "row-width" and (worked_out := _worked_out(row, line, state)):
        found = worked_out
        state.worked_out[line] = row
    if isinstance(found, Fault):
        if found.code in _OF_A_ROW:
            state.refused[line] = found, row
        else:
            state.faults.append(found)
        return
    label = state.labels.label(line)
    ids = state.labels.lines[line].figures
    if row.beginning and not _ties(ids, found, state.form):
        state.refused[line] = Fault("figure-apart-above", {"found": row.beginning}), row
        return
    cells = {ids[column]: cell for column, cell in found.items()}
    twice = [
        figure_id
        for figure_id, cell in cells.items()
        if figure_id in state.figures and state.figures[figure_id].value != from_text(cell.text)
    ]
    if before is not None and twice:
        if state.labels.names:
            state.refused[line] = Fault("row-twice", {"label": label}), row
        else:
            state.faults.append(Fault("several-rows"))
        return
    state.lines[line] = row
    state.figures |= {figure_id: Cell(from_text(cell.text), cell.place) for figure_id, cell in cells.items()}
    if row.named is not None and row.named.differs:
        say_differs(row.named.label, row.named.found, state)
    _say_asides([*row.row.cells], state)


def _ties(ids: Sequence[str], found: Mapping[int, GridCell], form: Form) -> bool:
    """Whether the sums of a row hold, and there is one."""
    known = {ids[at]: value for at, cell in found.items() if (value := from_text(cell.text).number) is not None}
    sums = [(each, computed) for each in ids if (computed := form.figures[each].computed_by) is not None]
    within = [(each, computed) for each, computed in sums if set(names(computed)) <= set(ids)]
    return bool(within) and all(
        each in known and evaluate.number(computed, known) == known[each] for each, computed in within
    )


def _worked_out(row: Record, line: int, state: State) -> dict[int, GridCell] | None:
    """The figures of a row whose digits run together, where its own tie leaves one way to split them."""
    filled = [cell for cell in row.values if cell.text]
    block = state.labels.block_of[line]
    width = len(state.labels.blocks[block].paths)
    if len(filled) != 1 or width == 1 or isinstance(row.segment.in_order(block, (0, width)), Fault):
        return None
    parts = split(filled[0].text, state.labels.lines[line].figures, state.form)
    return {at: filled[0]._replace(text=text) for at, text in enumerate(parts)} if parts else None


def _confirm(state: State) -> None:
    """Keeps what was worked out where the ties of its columns hold too, and says so."""
    numbers = {each: cell.value.number for each, cell in state.figures.items() if cell.value.number is not None}
    for line, row in state.worked_out.items():
        ids = state.labels.lines[line].figures
        if not all(each in numbers for each in ids) or not confirmed(ids, numbers, state.form):
            state.refused[line] = Fault("run-together"), row
            for each in ids:
                state.figures.pop(each, None)
            continue
        raw = next(cell.text for cell in row.values if cell.text)
        for each in ids:
            cell = state.figures[each]
            facts = {"of": state.form.figures[each].label, "raw": raw, "value": cell.value.raw}
            state.remarks.append(Remark("told-by-ties", (each,), (cell.place,), facts))


def _say_asides(cells: Iterable[GridCell], state: State) -> None:
    for cell in cells:
        state.remarks += [aside_remark(state.labels.table.number, aside, cell.place) for aside in cell.asides]


def aside_remark(where: str, aside: Aside, place: Where | None) -> Remark:
    """Says that a piece of text joined nothing."""
    facts = {"where": where, "why": say(f"aside.{aside.why.value}"), "text": aside.text}
    return Remark("text-aside", (), (place,), facts)
