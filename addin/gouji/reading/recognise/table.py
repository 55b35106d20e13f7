"""Reads one table of a form from its rows: the figures that can be told, and a remark for each that can't."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gouji.form.form import Form
from gouji.place import Spot, Where
from gouji.reading.bare_text import is_figure
from gouji.reading.block import Aside, GridCell
from gouji.reading.reading import Cell, Remark
from gouji.reading.recognise.by_ties import confirmed, split
from gouji.reading.recognise.columns import Column, Ordered, Placed
from gouji.reading.recognise.fault import Fault
from gouji.reading.recognise.labels import Labels, key
from gouji.reading.recognise.place_rows import Placing, place_rows
from gouji.reading.recognise.rows import Item, Loose, Record, records
from gouji.reading.recognise.spoken import say
from gouji.rule import evaluate
from gouji.rule.expression import names
from gouji.value import from_text

_SEVERAL = 3  # rows of which most can be told
_MANY, _NEARLY_ALL = 8, 0.9  # rows, and the share of them, that show that a grid is even
_SHOWN = 3  # reasons worth showing: with the first the person sees what happened
# What else heads do wrong refuses the table.
_OF_A_ROW = frozenset({"row-width", "merged", "heads-absent", "figure-without-head"})


@dataclass(frozen=True)
class Read:
    """What could be read of one table. A figure that could not be read is not in `figures`; a remark names it."""

    figures: Mapping[str, Cell]
    remarks: tuple[Remark, ...]


@dataclass
class _State:
    labels: Labels
    form: Form
    figures: dict[str, Cell] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)  # of the whole table
    refused: dict[int, tuple[Fault, Record]] = field(default_factory=dict)  # line → why, which row
    lines: dict[int, Record] = field(default_factory=dict)
    worked_out: dict[int, Record] = field(default_factory=dict)  # lines whose digits ran together
    unread: dict[str, Fault] = field(default_factory=dict)  # single figures
    even: dict[int, int] = field(default_factory=dict)  # grid → how many cells its rows have, 0 where they differ
    said: set[tuple[str, str]] = field(default_factory=set)
    rows: Sequence[Record] = ()
    fits: dict[tuple[int, int], bool] = field(default_factory=dict)  # (block, width) → whether most rows are so wide


def read_table(items: Sequence[Item], labels: Labels, form: Form) -> Read:
    """Reads the rows of one table, in the order of printing; lines among them may hold labels and heads."""
    found = records(items, labels)
    placing = place_rows(found, labels)
    state = _State(labels, form)
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
        remark = Remark("table-unreadable", labels.table.figures, _nowhere(labels.table.figures), facts)
        return Read({}, (remark,))
    return Read(state.figures, (*state.remarks, *_refusals(state), *_others(placing, state), *_absent(placing, state)))


def in_words(fault: Fault) -> str:
    """Spells why something was refused."""
    return say(f"refused.{fault.code}", **fault.facts)


def _mostly_fits(block: int, width: int, state: _State) -> bool:
    """Whether most rows of a block have so many figures. Where most have more, a column stands there that no head
    names, and a row that fits has lost a cell."""
    if (block, width) not in state.fits:
        rows = [row for row in state.rows if row.line is not None and state.labels.block_of[row.line] == block]
        fitting = sum(fit(row.values, width) is not None for row in rows)
        wider = any(sum(bool(cell.text) for cell in row.values) > width for row in rows)
        state.fits[block, width] = fitting * 2 > len(rows) if len(rows) >= _SEVERAL else not wider
    return state.fits[block, width]


def _lacks_a_cell(row: Record, state: _State) -> bool:
    """Whether nearly all rows of a grid have as many cells as each other, blank ones for what a merge covers, and this
    one hasn't: which of its blanks is a figure nobody knows."""
    grid = row.row.grid
    if grid not in state.even:
        lengths = Counter(len(each.row.cells) for each in state.rows if each.row.grid == grid)
        length, count = lengths.most_common(1)[0]
        is_even = lengths.total() >= _MANY and count >= _NEARLY_ALL * lengths.total()
        state.even[grid] = length if is_even else 0
    return state.even[grid] not in (0, len(row.row.cells)) and not all(cell.text for cell in row.values)


# ---------------------------------------------------------------- one row


def _take(row: Record, state: _State) -> None:
    line = row.line
    if line is None:
        return
    before = state.lines.get(line)
    if row.fault:
        state.refused[line] = row.fault, row
        return
    found = _cells(row, line, state)
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
        _say_differs(row.named.label, row.named.found, state)
    _say_asides([*row.row.cells], state)


def _ties(ids: Sequence[str], found: Mapping[int, GridCell], form: Form) -> bool:
    """Whether the sums of a row hold, and there is one."""
    known = {ids[at]: value for at, cell in found.items() if (value := from_text(cell.text).number) is not None}
    sums = [(each, computed) for each in ids if (computed := form.figures[each].computed_by) is not None]
    within = [(each, computed) for each, computed in sums if set(names(computed)) <= set(ids)]
    return bool(within) and all(
        each in known and evaluate.number(computed, known) == known[each] for each, computed in within
    )


def _worked_out(row: Record, line: int, state: _State) -> dict[int, GridCell] | None:
    """The figures of a row whose digits run together, where its own tie leaves one way to split them."""
    filled = [cell for cell in row.values if cell.text]
    block = state.labels.block_of[line]
    width = len(state.labels.blocks[block].paths)
    if len(filled) != 1 or width == 1 or isinstance(row.segment.in_order(block, (0, width)), Fault):
        return None
    parts = split(filled[0].text, state.labels.lines[line].figures, state.form)
    return {at: filled[0]._replace(text=text) for at, text in enumerate(parts)} if parts else None


def _confirm(state: _State) -> None:
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


def _cells(row: Record, line: int, state: _State) -> dict[int, GridCell] | Fault:
    """The figures of a row by the form's columns."""
    labels = state.labels
    block = labels.block_of[line]
    heads = labels.blocks[block]
    around = (frozenset(map(key, row.beside)) & labels.over) | row.segment.groups
    if row.row.placed and row.segment.heads:
        placed = row.segment.placed_by_heads(block, frozenset() if labels.names else around)
        if isinstance(placed, Placed) and _has_moved(row, placed):
            return Fault("figure-without-head")
        if isinstance(placed, Placed) and len(placed.columns) == len(heads.paths):
            return dict(enumerate(row.values)) if _drifts(row, placed) else _under_heads(row, line, placed, state)
        if isinstance(placed, Fault) and placed.code == "two-columns":
            return placed
        taken = _by_count(row, block, around, state)
        if isinstance(placed, Placed) and placed.columns and not _agree(taken, placed):
            return _under_heads(row, line, placed, state)
        return placed if isinstance(placed, Fault) and isinstance(taken, Fault) else taken
    return _by_count(row, block, around, state)


def _has_moved(row: Record, placed: Placed) -> bool:
    """Whether a figure stands where no head is, and a head has no figure: the row may have moved along."""
    figures = [cell for cell in (*row.values, *row.row.above) if is_figure(cell.text)]
    columns = (*placed.columns.values(), *placed.extra)
    beyond = any(not any(_covers(column, cell) for column in columns) for cell in figures)
    return beyond and not all(any(_covers(column, cell) for cell in figures) for column in placed.columns.values())


def _covers(column: Column, cell: GridCell) -> bool:
    return cell.column < column.end and cell.column + cell.columns > column.first


def _agree(taken: Mapping[int, GridCell] | Fault, placed: Placed) -> bool:
    """Whether what order tells is what the heads tell, of the columns that have one."""
    return not isinstance(taken, Fault) and all(
        number in taken and column.first <= taken[number].column < column.end
        for number, column in placed.columns.items()
    )


def _drifts(row: Record, placed: Placed) -> bool:
    """Whether the spans of a published page are not those of its heads, though every column has its figure in the row
    and stands in the form's order: pages merge as it happens, and are read in order."""
    columns = [placed.columns[number] for number in sorted(placed.columns)]
    is_told = len(row.values) == len(columns) and all(
        cell.text.strip() and isinstance(cell.place, Spot) for cell in row.values
    )
    if not is_told or columns != sorted(columns) or placed.extra:
        return False
    return any(sum(_covers(each, cell) for each in columns) > 1 for cell in row.values)


def _under_heads(row: Record, line: int, placed: Placed, state: _State) -> dict[int, GridCell]:
    found: dict[int, GridCell] = {}
    ids = state.labels.lines[line].figures
    for number, column in placed.columns.items():
        there = [cell for cell in row.row.cells if _covers(column, cell)]
        from_above = [cell for cell in row.row.above if _covers(column, cell)]
        filled = [cell for cell in there if cell.text.strip()]
        cell = filled[0] if filled else there[0] if there else GridCell("", 0, column.first)
        reaches = [other for other in placed.columns.values() if other is not column and _covers(other, cell)]
        if len(filled) > 1:
            state.unread[ids[number]] = Fault("several-in-one", {"found": "、".join(each.text for each in filled)})
        elif reaches or cell.column < row.segment.left or (from_above and not filled):
            state.unread[ids[number]] = Fault("merged")
        else:
            found[number] = cell
    _say_columns(placed, line, state)
    return found


def _by_count(row: Record, block: int, around: frozenset[str], state: _State) -> dict[int, GridCell] | Fault:
    """The figures by their order, when there are as many as the form has columns and the heads say nothing else."""
    heads = state.labels.blocks[block]
    width = len(heads.paths)
    named = row.named.label if row.named else ""
    fault = Fault(
        "row-width" if named else "row-width-unnamed",
        {"label": named, "found": str(len(row.values)), "width": str(width)},
    )
    for first, end in dict.fromkeys(((0, width), *(heads.parts if not state.labels.names else ()))):
        if (first, end) != (0, width) and (
            heads.paths[first][-2] not in around or fit(row.values, end - first) is None
        ):
            continue
        said = row.segment.in_order(block, (first, end))
        extra = said.extra if isinstance(said, Ordered) else ()
        fitted = fit(row.values, end - first + len(extra))
        if fitted is None or not _mostly_fits(block, len(fitted), state) or _lacks_a_cell(row, state):
            continue
        if isinstance(said, Fault):
            return said
        for label, found in said.differing:
            _say_differs(label, found, state)
        left_out = {before + number: found for number, (before, found) in enumerate(sorted(extra))}
        for number, found in left_out.items():
            if found or fitted[number].text:
                _say_extra(found, state)
        kept = [cell for number, cell in enumerate(fitted) if number not in left_out]
        return dict(zip(range(first, end), kept, strict=True))
    return fault


def fit(values: tuple[GridCell, ...], width: int) -> tuple[GridCell, ...] | None:
    """Gives the figures of a row, `width` of them: more cells are fine if the others are blank and it is clear which
    they are."""
    windows: dict[tuple[str, ...], tuple[GridCell, ...]] = {}
    for start in range(len(values) - width + 1):
        outside = values[:start] + values[start + width :]
        if not any(cell.text for cell in outside):
            window = tuple(values[start : start + width])
            windows.setdefault(tuple(cell.text for cell in window), window)
    return windows.popitem()[1] if len(windows) == 1 else None


# ---------------------------------------------------------------- what is said


def _say_differs(label: str, found: str, state: _State) -> None:
    facts = {"table": state.labels.table.number, "label": label, "found": found}
    _say_once(Remark("label-differs", facts=facts), (label, found), state)


def _say_once(remark: Remark, said: tuple[str, str], state: _State) -> None:
    if said not in state.said:
        state.said.add(said)
        state.remarks.append(remark)


def _say_extra(head: str, state: _State) -> None:
    facts = {"table": state.labels.table.number, "found": "".join(head.split()) or say("cells.bare")}
    _say_once(Remark("extra-column", facts=facts), ("", head), state)


def _say_columns(placed: Placed, line: int, state: _State) -> None:
    for label, found in placed.differing:
        _say_differs(label, found, state)
    for column in placed.extra:
        _say_extra(column.path[-1], state)
    if placed.bare:
        _say_extra("", state)
    if state.labels.names:
        for number, figure_id in enumerate(state.labels.lines[line].figures):
            if number not in placed.columns:
                state.unread[figure_id] = Fault(
                    "no-column", {"head": state.labels.blocks[state.labels.block_of[line]].printed[number]}
                )


def _say_asides(cells: Iterable[GridCell], state: _State) -> None:
    for cell in cells:
        state.remarks += [aside_remark(state.labels.table.number, aside, cell.place) for aside in cell.asides]


def aside_remark(where: str, aside: Aside, place: Where | None) -> Remark:
    """Says that a piece of text joined nothing."""
    facts = {"where": where, "why": say(f"aside.{aside.why.value}"), "text": aside.text}
    return Remark("text-aside", (), (place,), facts)


def _refusals(state: _State) -> list[Remark]:
    remarks = []
    for line, (fault, row) in state.refused.items():
        ids = state.labels.lines[line].figures
        facts = {
            "table": state.labels.table.number,
            "row": state.labels.label(line),
            "reason": in_words(fault),
        }
        remarks.append(Remark("row-unreadable", ids, (row.place,) * len(ids), facts))
    by_reason: dict[str, list[str]] = {}
    for figure_id, fault in state.unread.items():
        if figure_id not in state.figures:
            by_reason.setdefault(in_words(fault), []).append(figure_id)
    for reason, unread in by_reason.items():
        of = state.form.figures[unread[0]].label
        facts = {"of": of, "more": "" if len(unread) == 1 else say("cells.more", count=len(unread)), "reason": reason}
        remarks.append(Remark("cell-unreadable", tuple(unread), _nowhere(unread), facts))
    return remarks


def _others(placing: Placing, state: _State) -> list[Remark]:
    remarks = []
    for row in placing.extra:
        facts = {"sheet": state.labels.table.sheet, "found": row.text}
        remarks.append(Remark("extra-row", (), _at(row), facts))
    for each in placing.stray:
        text = each.text if isinstance(each, Loose) else " ".join(cell.text for cell in each.values if cell.text)
        remarks.append(
            Remark(
                "extra-row", (), (each.place,) if each.place else (), {"sheet": state.labels.table.sheet, "found": text}
            )
        )
    return remarks


def _at(row: Record) -> tuple[Where | None, ...]:
    return (row.place,) if row.place is not None else ()


def _absent(placing: Placing, state: _State) -> list[Remark]:
    """A remark for each group printed as one row, and for each line that is not there at all."""
    remarks = []
    known = set(state.lines) | set(state.refused)
    explained: set[int] = set()
    for row in placing.collapsed:
        assert row.named is not None
        members = [line for line in row.named.lines if line not in known and line not in explained]
        if not members:  # a subtotal beside its parts
            remarks.append(
                Remark("extra-row", (), _at(row), {"sheet": state.labels.table.sheet, "found": row.named.found})
            )
            continue
        explained.update(members)
        ids = tuple(figure_id for line in members for figure_id in state.labels.lines[line].figures)
        facts = {"of": row.named.label, "notice": state.form.notice, "count": str(len(row.named.lines))}
        remarks.append(Remark("one-row-other-processing", ids, _nowhere(ids), facts))
    unplaced = [row for row in placing.rows if row.fault and row.line is None]
    for number, line in enumerate(state.labels.lines):
        lacking = tuple(each for each in line.figures if each not in state.figures and each not in state.unread)
        if number in state.refused or number in explained or not lacking:
            continue
        of = state.labels.table.row_labels.get(line.id, state.labels.table.number)
        if unplaced:
            assert unplaced[0].fault is not None
            facts = {"table": state.labels.table.number, "row": of, "reason": in_words(unplaced[0].fault)}
            remarks.append(Remark("row-unreadable", lacking, _nowhere(lacking), facts))
        else:
            remarks.append(Remark("cell-missing", lacking, _nowhere(lacking), {"of": of}))
    return remarks


def _nowhere(ids: Sequence[str]) -> tuple[None, ...]:
    return (None,) * len(ids)
