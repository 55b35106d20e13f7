"""Gives the figures of one row by the form's columns: under their heads where places can be trusted, else by their
order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from gouji.place import Spot
from gouji.reading.bare_text import is_figure
from gouji.reading.block import GridCell
from gouji.reading.recognise.columns import Column, Ordered, Placed
from gouji.reading.recognise.fault import Fault
from gouji.reading.recognise.labels import key
from gouji.reading.recognise.rows import Record
from gouji.reading.recognise.state import State, say_differs, say_extra

_SEVERAL = 3  # rows of which most can be told
_MANY, _NEARLY_ALL = 8, 0.9  # rows, and the share of them, that show that a grid is even


def cells(row: Record, line: int, state: State) -> dict[int, GridCell] | Fault:
    """Gives the figures of a row by the form's columns, counted from zero, or why they can't be told."""
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


def _agree(taken: Mapping[int, GridCell] | Fault, placed: Placed) -> bool:
    """Whether what order tells is what the heads tell, of the columns that have one."""
    return not isinstance(taken, Fault) and all(
        number in taken and column.first <= taken[number].column < column.end
        for number, column in placed.columns.items()
    )


def _has_moved(row: Record, placed: Placed) -> bool:
    """Whether a figure stands where no head is, and a head has no figure: the row may have moved along."""
    figures = [cell for cell in (*row.values, *row.row.above) if is_figure(cell.text)]
    columns = (*placed.columns.values(), *placed.extra)
    beyond = any(not any(_covers(column, cell) for column in columns) for cell in figures)
    return beyond and not all(any(_covers(column, cell) for cell in figures) for column in placed.columns.values())


def _covers(column: Column, cell: GridCell) -> bool:
    return cell.column < column.end and cell.column + cell.columns > column.first


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


def _under_heads(row: Record, line: int, placed: Placed, state: State) -> dict[int, GridCell]:
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


def _say_columns(placed: Placed, line: int, state: State) -> None:
    for label, found in placed.differing:
        say_differs(label, found, state)
    for column in placed.extra:
        say_extra(column.path[-1], state)
    if placed.bare:
        say_extra("", state)
    if state.labels.names:
        for number, figure_id in enumerate(state.labels.lines[line].figures):
            if number not in placed.columns:
                state.unread[figure_id] = Fault(
                    "no-column", {"head": state.labels.blocks[state.labels.block_of[line]].printed[number]}
                )


def _by_count(row: Record, block: int, around: frozenset[str], state: State) -> dict[int, GridCell] | Fault:
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
            say_differs(label, found, state)
        left_out = {before + number: found for number, (before, found) in enumerate(sorted(extra))}
        for number, found in left_out.items():
            if found or fitted[number].text:
                say_extra(found, state)
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


def _mostly_fits(block: int, width: int, state: State) -> bool:
    """Whether most rows of a block have so many figures. Where most have more, a column stands there that no head
    names, and a row that fits has lost a cell."""
    if (block, width) not in state.fits:
        rows = [row for row in state.rows if row.line is not None and state.labels.block_of[row.line] == block]
        fitting = sum(fit(row.values, width) is not None for row in rows)
        wider = any(sum(bool(cell.text) for cell in row.values) > width for row in rows)
        state.fits[block, width] = fitting * 2 > len(rows) if len(rows) >= _SEVERAL else not wider
    return state.fits[block, width]


def _lacks_a_cell(row: Record, state: State) -> bool:
    """Whether nearly all rows of a grid have as many cells as each other, blank ones for what a merge covers, and this
    one hasn't: which of its blanks is a figure nobody knows."""
    grid = row.row.grid
    if grid not in state.even:
        lengths = Counter(len(each.row.cells) for each in state.rows if each.row.grid == grid)
        length, count = lengths.most_common(1)[0]
        is_even = lengths.total() >= _MANY and count >= _NEARLY_ALL * lengths.total()
        state.even[grid] = length if is_even else 0
    return state.even[grid] not in (0, len(row.row.cells)) and not all(cell.text for cell in row.values)
