"""Matches printed rows of cells with a Table of the form: gives its figures, or the reason why it can't be read.

A row is known by its label and by its order inside its group, never by its spans. What would have to be guessed is
refused for the whole table: cells run together, rows without their full number of cells, rows nobody can name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gouji.form.form import Form
from gouji.reading.bare_text import alike, bare, is_figure
from gouji.reading.printed.lines import Row
from gouji.reading.printed.printed_labels import Named, Printed
from gouji.reading.reading import Cell, Remark
from gouji.value import from_text

_SHOWN = 3  # reasons worth showing: with the first the person sees what happened


@dataclass(slots=True)
class _Found:
    """A row that carries figures. named is None where its label is missing or unknown; text is what stood there."""

    values: Row
    named: Named | None
    text: str
    line: int | None = None  # where it belongs, once known


@dataclass(slots=True)
class _State:
    printed: Printed
    found: list[_Found] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Matched:
    """What could be read of one table."""

    figures: dict[str, Cell]
    remarks: tuple[Remark, ...]


def match(printed: Printed, rows: Sequence[Row], form: Form) -> Matched:
    """Reads one table. A figure that could not be read is not in `figures`; a remark names it in its `cells`."""
    state = _State(printed)
    for row in rows:
        _read(row, state)
    _place_named(state)
    collapsed = [row for row in state.found if row.named is not None and row.named.is_group]
    _place_unnamed(state, _anchors(state))
    table = printed.table
    placed = {row.line: row for row in state.found if row.line is not None}
    if not state.problems and not placed:
        state.problems.append("没有认出一行数字")
    if state.problems:
        reason = "；".join(dict.fromkeys(state.problems[:_SHOWN]))
        facts = {"table": table.number, "reason": reason}
        return Matched({}, (Remark("table-unreadable", table.figures, facts=facts),))
    figures = {
        figure_id: Cell(from_text(raw))
        for line, row in placed.items()
        for figure_id, raw in zip(printed.lines[line].figures, row.values, strict=True)
    }
    return Matched(figures, (*state.remarks, *_absent(printed, set(placed), collapsed, form)))


def _read(row: Row, state: _State) -> None:
    """Takes a row apart into its label and its figures; heads are checked and passed over."""
    printed = state.printed
    cells = [cell.strip() for cell in row]
    filled = [cell for cell in cells if cell]
    if not filled and (printed.names or len(cells) != printed.width(0)):
        return
    if (filled and all(map(printed.is_head, filled))) or _is_head_row(filled, printed):
        _check_heads(filled, state)
        return
    named, text, values = _parts(cells, printed)
    if named is None and not all(is_figure(value) or not value for value in values):
        return  # neither a label of the form nor figures: another table
    width = printed.width(named.lines[0] if named else 0)
    fitted = _fit(values, width) if named or len(printed.lines) == 1 or len(values) >= width else values
    if named and not any(values) and printed.is_head(named.found) and fitted is None:
        return  # `总计` alone: the head of a column
    if fitted is None:
        if named or text == "":
            label = named.label if named else "数字行"
            state.problems.append(f"“{label}”一行有 {len(values)} 格，应有 {width} 格")
        return
    if named or any(map(is_figure, fitted)) or not printed.names:
        state.found.append(_Found(fitted, named, text))


def _parts(cells: Sequence[str], printed: Printed) -> tuple[Named | None, str, Row]:
    """The label that names the row (None where no cell is one), the text before the figures, the figures."""
    last, named = -1, None
    for at, cell in enumerate(cells):
        if cell and (known := printed.name(cell)):
            last, named = at, known
    if named is None:
        last = next((at for at, cell in enumerate(cells) if is_figure(cell)), len(cells)) - 1
        while last >= 0 and not cells[last]:
            last -= 1  # blank figures before the first one that is filled
    return named, "".join(cells[: last + 1]), tuple(cells[last + 1 :])


def _fit(values: Row, width: int) -> Row | None:
    """The figures of a row, `width` of them: more cells are fine if the others are blank and it is clear which."""
    windows = set()
    for start in range(len(values) - width + 1):
        outside = values[:start] + values[start + width :]
        if not any(outside):
            windows.add(values[start : start + width])
    return windows.pop() if len(windows) == 1 else None


def _is_head_row(filled: Sequence[str], printed: Printed) -> bool:
    """Whether a row begins with the corner of a block of plain heads: it is a head row, whatever the others say."""
    corners = {bare(block.corner) for block in printed.table.blocks if block.corner and len(block.heads[0]) == 1}
    return len(filled) > 1 and bare(filled[0]) in corners


def _check_heads(filled: Sequence[str], state: _State) -> None:
    """Columns must stand in the form's order and mean what the form says."""
    blocks = state.printed.table.blocks
    leaves = [[bare(path[-1]) for path in block.heads] for block in blocks]
    found = [cell for cell in filled if any(bare(cell) in each for each in leaves)]
    if _is_head_row(filled, state.printed):
        found = list(filled[1:])
        candidates = [number for number, each in enumerate(leaves) if len(each) == len(found)]
        if not candidates:
            state.problems.append(f"表头有 {len(found)} 列，与表样不同")
            return
        scores = {n: sum(map(alike, map(bare, found), leaves[n])) for n in candidates}
        best = max(scores, key=lambda n: scores[n])
        for cell, leaf, path in zip(found, leaves[best], blocks[best].heads, strict=True):
            _compare_head(cell, leaf, path[-1].replace("\n", ""), state)
        return
    for each in leaves:
        rest = iter(each)
        if all(bare(cell) in rest for cell in found):  # in order, some may be left out
            return
    state.problems.append("列的次序与表样不同")


def _compare_head(cell: str, leaf: str, label: str, state: _State) -> None:
    if bare(cell) == leaf:
        return
    if alike(bare(cell), leaf) < 0.7:
        state.problems.append(f"列名“{cell}”不是表样的“{label}”")
        return
    _differs(state, label, cell)


def _differs(state: _State, label: str, found: str) -> None:
    facts = {"table": state.printed.table.number, "label": label, "found": found}
    remark = Remark("label-differs", facts=facts)
    if remark not in state.remarks:
        state.remarks.append(remark)


def _place_named(state: _State) -> None:
    """Gives every row with a known label its line; a label that stands for several lines goes by order."""
    taken: set[int] = set()
    last = -1
    for row in state.found:
        named = row.named
        if named is None or named.is_group:
            continue
        free = [line for line in named.lines if line not in taken]
        if not free:
            before = next(other for other in state.found if other.line == named.lines[-1])
            if before.values != row.values:
                state.problems.append(f"“{named.label}”出现了两行不同的数字")
            continue
        row.line = next((line for line in free if line > last), free[0])
        last = row.line
        taken.add(row.line)
        if named.differs:
            _differs(state, named.label, named.found)
    if not state.printed.names:
        _place_only_line(state)


def _place_only_line(state: _State) -> None:
    """A table whose rows stand side by side has one line of figures and no label for it."""
    rows = [row for row in state.found if any(row.values)] or state.found
    if len({row.values for row in rows}) > 1:
        state.problems.append(f"有 {len(rows)} 行数字，应有 1 行")
    elif rows:
        rows[0].line = 0
    state.found[:] = rows[:1]


def _anchors(state: _State) -> list[tuple[int, int, int]]:
    """(index of the row, first line, last line) of every row whose place is known, in the order of printing."""
    anchors = []
    for index, row in enumerate(state.found):
        if row.line is not None:
            anchors.append((index, row.line, row.line))
        elif row.named is not None and row.named.is_group:
            anchors.append((index, row.named.lines[0], row.named.lines[-1]))
    return [(-1, -1, -1), *anchors, (len(state.found), len(state.printed.lines), len(state.printed.lines))]


def _place_unnamed(state: _State, anchors: Sequence[tuple[int, int, int]]) -> None:
    """Between two known rows, rows without a label get the lines that are missing there, if exactly as many are."""
    placed = {row.line for row in state.found}
    for (start, _, above), (end, below, _) in pairwise(anchors):
        rows = [row for row in state.found[start + 1 : end] if row.line is None and row.named is None]
        if not rows:
            continue
        missing = [line for line in range(above + 1, below) if line not in placed]
        bare_rows = [row for row in rows if not row.text]
        if len(rows) == len(missing) and all(
            len(row.values) == state.printed.width(line) and _may_be(row, line, state)
            for row, line in zip(rows, missing, strict=True)
        ):
            for row, line in zip(rows, missing, strict=True):
                row.line = line
                if row.text:
                    _differs(state, state.printed.label(line), row.text)
        elif bare_rows:
            state.problems.append(f"有 {len(bare_rows)} 行数字认不出是哪一行")
        else:
            state.remarks += [_extra(row, state) for row in rows]


def _may_be(row: _Found, line: int, state: _State) -> bool:
    return not row.text or alike(bare(row.text), bare(state.printed.label(line))) >= 0.5


def _extra(row: _Found, state: _State) -> Remark:
    return Remark("extra-row", facts={"sheet": state.printed.table.sheet, "found": row.text})


def _absent(printed: Printed, placed: set[int], collapsed: Iterable[_Found], form: Form) -> list[Remark]:
    """A remark for each group printed as one row, and for each line that is not there at all."""
    remarks = []
    explained: set[int] = set()
    for row in collapsed:
        assert row.named is not None
        members = [line for line in row.named.lines if line not in placed and line not in explained]
        if not members:  # a subtotal beside its parts
            remarks.append(Remark("extra-row", facts={"sheet": printed.table.sheet, "found": row.named.found}))
            continue
        explained.update(members)
        ids = tuple(figure_id for line in members for figure_id in printed.lines[line].figures)
        facts = {"of": row.named.label, "notice": form.notice, "count": str(len(row.named.lines))}
        remarks.append(Remark("one-row-other-processing", ids, facts=facts))
    for number, line in enumerate(printed.lines):
        if number not in placed and number not in explained:
            of = printed.table.row_labels.get(line.id, printed.table.number)
            remarks.append(Remark("cell-missing", line.figures, facts={"of": of}))
    return remarks
