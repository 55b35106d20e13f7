"""Takes the rows of one table apart into labels and figures, each under the heads that stand over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import NamedTuple

from gouji.place import Where
from gouji.reading.bare_text import is_figure
from gouji.reading.block import GridCell, Line
from gouji.reading.recognise.columns import Column, Ordered, Placed, by_heads, by_order, printed_columns
from gouji.reading.recognise.fault import Fault
from gouji.reading.recognise.labels import Heads, Labels, Named, has_ordinal, key, short

_NEVER = 1 << 30  # a grid column that none reaches
_DEEPEST = 40  # head rows; a form has four
_MOST_LOOSE = 100  # lines over a table in which heads may stand


class Row(NamedTuple):
    """A row of a grid. grid: the number of its grid. at: its number in the grid. above: the cells that reach into it
    from rows above."""

    grid: int
    at: int
    cells: tuple[GridCell, ...]
    placed: bool
    above: tuple[GridCell, ...] = ()
    caption: tuple[str, ...] = ()  # the title of its sheet, and what stands right over its grid


Item = Line | Row


@dataclass(eq=False)
class Segment:
    """The heads over some rows. loose: texts of lines that stand among or above them."""

    labels: Labels
    grid: int
    placed: bool
    left: int = 0
    right: int = 0
    heads: list[Row] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    filled: set[int] = field(default_factory=set)  # grid columns that hold anything below
    _known: dict[tuple[int, frozenset[str]], Placed | Fault] = field(default_factory=dict)
    _order: dict[tuple[int, int, int], Fault | Ordered] = field(default_factory=dict)

    def columns(self) -> tuple[Column, ...]:
        heads = self.heads[-_DEEPEST:]
        at = [row.at for row in heads]
        return printed_columns([row.cells for row in heads], at, self.left, self.right, self.labels.banners)

    def placed_by_heads(self, block: int, around: frozenset[str]) -> Placed | Fault:
        asked = block, around
        if asked not in self._known:
            heads = self.labels.blocks[block]
            columns = self.columns()
            filled = [column.first for column in columns if self.filled.intersection(range(column.first, column.end))]
            self._known[asked] = by_heads(columns, heads, around, filled)
        return self._known[asked]

    def in_order(self, block: int, part: tuple[int, int]) -> Fault | Ordered:
        asked = block, *part
        if asked not in self._order:
            heads = _part(self.labels.blocks[block], part)
            exchanged = self._groups_exchanged(block)
            said = Fault("columns-exchanged") if exchanged else by_order(self.texts(), heads, self.labels.banners)
            self._order[asked] = said
        return self._order[asked]

    def _groups_exchanged(self, block: int) -> bool:
        """Whether groups of columns stand in another order than the form's, where their places can be trusted."""
        if not self.placed:
            return False
        first = {node.text: node.first for node in reversed(self.labels.blocks[block].nodes) if not node.is_leaf}
        cells = [cell for row in self.heads[-_DEEPEST:] for cell in row.cells if cell.text and key(cell.text) in first]
        places = sorted((cell.column, first[key(cell.text)]) for cell in cells)
        return any(one[0] < other[0] and one[1] > other[1] for one, other in pairwise(places))

    def texts(self) -> list[list[str]]:
        """The texts of head rows and loose lines, in the order of printing; where places can be trusted the lowest
        heads in the order of their columns, and the groups apart."""
        rows = [[cell.text.strip() for cell in row.cells] for row in self.heads[-_DEEPEST:]]
        if self.placed:
            groups = [
                [text for text in row if not self.labels.over.isdisjoint((key(text), short(text)))] for row in rows
            ]
            lowest = [column.path[-1].strip() if column.path else "" for column in self.columns()]
            rows = [*(row for row in groups if row), lowest]
        return [self._of_line(text) for text in self.loose[-_MOST_LOOSE:]] + rows

    def _of_line(self, text: str) -> list[str]:
        """The cells of a line that only blanks keep apart."""
        words = text.split()
        return words if len(words) > 1 and any(map(self.labels.is_column_head, words)) else [text]

    @property
    def groups(self) -> frozenset[str]:
        """The groups of columns that stand over everything: in loose lines, or alone on a row."""
        printed = [[cell.text.strip() for cell in row.cells] for row in self.heads[-_DEEPEST:]]
        rows = [self._of_line(text) for text in self.loose[-_MOST_LOOSE:]] + printed
        alone = [filled[0] for row in rows if len(filled := list(filter(None, row))) == 1]
        return frozenset(spelled for text in alone for spelled in (key(text), short(text))) & self.labels.over


def _part(heads: Heads, part: tuple[int, int]) -> Heads:
    """The heads of a part of a table that stands by itself, without its groups."""
    first, end = part
    if (first, end) == (0, len(heads.paths)):
        return heads
    nodes = tuple(
        node._replace(first=node.first - first, end=node.end - first)
        for node in heads.nodes
        if node.is_leaf and first <= node.first < end
    )
    paths = tuple(path[-1:] for path in heads.paths[first:end])
    return Heads(paths, heads.printed[first:end], nodes, frozenset(), frozenset(), ((0, end - first),))


@dataclass(eq=False)
class Record:
    """A row that carries figures, or could. beside: texts left of the figures. line: where it belongs, once known."""

    row: Row
    segment: Segment
    beside: tuple[str, ...]
    values: tuple[GridCell, ...]  # right of the label, in order
    named: Named | None
    line: int | None = None
    fault: Fault | None = None
    around: list[str] = field(default_factory=list)  # the lines right above and below
    beginning: str = ""  # digits alone right above, which may be the row's own
    label_ends: int = 0  # the grid column behind its label

    @property
    def text(self) -> str:
        return "".join(self.beside)

    @property
    def place(self) -> Where | None:
        return next((cell.place for cell in self.row.cells if cell.place is not None), None)


@dataclass(eq=False)
class Loose:
    """A line among the rows that is none: a label parted from its figures, digits that belong somewhere."""

    text: str
    place: Where | None


def records(items: Sequence[Item], labels: Labels) -> list[Record | Loose]:
    """Gives what carries figures, in the order of printing."""
    taking = _Taking(labels)
    for is_line, group in groupby(items, lambda item: isinstance(item, Line) or -1 - item.grid):
        if is_line is True:
            for line in group:
                taking.line(line)  # type: ignore[arg-type]
        else:
            taking.grid(list(group))  # type: ignore[arg-type]
    _join_wrapped(taking.found, labels)
    return [each for each in taking.found if isinstance(each, Loose) or _is_row(each, labels)]


@dataclass(slots=True)
class _Taking:
    labels: Labels
    found: list[Record | Loose] = field(default_factory=list)
    segment: Segment | None = None
    waiting: list[str] = field(default_factory=list)  # loose lines that may be heads of what follows
    open: bool = False  # whether the heads of the segment are still being read

    def line(self, line: Line) -> None:
        self.found.append(Loose(line.text, line.place))
        self.waiting.append(line.text)

    def grid(self, rows: Sequence[Row]) -> None:
        left = _left(rows, self.labels)
        right = max((cell.column + cell.columns for row in rows for cell in row.cells), default=0)
        self.open = False
        begun = False
        for row in rows:
            kind, record = _take(row, left, self.labels, has_rows=begun)
            if kind == _HEAD:
                if not self.open:
                    self._begin(row, left, right)
                assert self.segment is not None
                self.segment.heads.append(row)
                self.open = True
                continue
            if kind == _GROUP:  # a group's label on a row of its own, above its rows
                continue
            if kind == _TEXT:
                self._text(row, left, right)
                continue
            if self.segment is None or not self._goes_on(row, left, right):
                self._begin(row, left, right)
            assert self.segment is not None and record is not None
            record.segment = self.segment
            if record.named is not None and row.placed and self._is_under_heads(record):
                record.fault = Fault("label-under-heads", {"label": record.named.label})
            self.segment.filled.update(
                at for cell in row.cells if cell.text.strip() for at in range(cell.column, cell.column + cell.columns)
            )
            self.found.append(record)
            self.waiting.clear()
            self.open, begun = False, True

    def _goes_on(self, row: Row, left: int, right: int) -> bool:
        """Whether the heads read last stand over this row too: in its own grid, or in the one that goes on with it."""
        segment = self.segment
        assert segment is not None
        if not row.placed and any(self._is_head(word) for text in self.waiting for word in (text, *text.split())):
            return False
        if segment.grid == row.grid or not (segment.placed or row.placed):
            if self.waiting and not segment.heads:
                segment.loose += self.waiting
            return True
        return segment.placed and row.placed and (segment.left, segment.right) == (left, right)

    def _is_under_heads(self, record: Record) -> bool:
        """Whether a row's label takes the whole place of a figure: then the figures right of it have moved along."""
        assert self.segment is not None
        return bool(self.labels.names) and record.label_ends >= _heads_end(self.segment.heads, self.labels)

    def _has_leaves(self) -> bool:
        assert self.segment is not None
        return any(
            key(cell.text) in self.labels.leaves for row in self.segment.heads for cell in row.cells if cell.text
        )

    def _is_head(self, text: str) -> bool:
        return self.labels.is_column_head(text) and self.labels.name(text) is None

    def _begin(self, row: Row, left: int, right: int) -> None:
        self.segment = Segment(self.labels, row.grid, row.placed, left, right, loose=list(self.waiting))
        self.waiting.clear()

    def _text(self, row: Row, left: int, right: int) -> None:
        """A row of neither heads nor figures: among heads it may be a damaged one; a wrapped label goes on there."""
        texts = [cell.text.strip() for cell in row.cells]
        beside_columns = [cell for cell in row.cells if cell.column >= left and cell.text.strip()]
        if len(beside_columns) > 1 or (self.open and not self._has_leaves()):
            if not self.open:
                self._begin(row, left, right)
                self.open = True
            assert self.segment is not None
            self.segment.heads.append(row)
        if text := "".join(texts):
            self.found.append(Loose(text, next(iter(row.cells)).place))
            self.waiting.append(text)


_HEAD, _DATA, _TEXT, _GROUP = "head", "data", "text", "group"


def _left(rows: Sequence[Row], labels: Labels) -> int:
    """Where the columns of figures begin in a grid whose places can be trusted: right of the labels of its rows, less
    those that stand in the place of a figure."""
    ends: list[int] = []
    under_heads: list[int] = []
    heads: list[Row] = []
    for row in rows:
        if not row.placed:
            return 0
        if _heads_end([row], labels) < _NEVER:
            heads = [*(heads if heads and heads[-1].at == row.at - 1 else ()), row]
        named = [cell for cell in row.cells if cell.text.strip() and _names_a_row(cell.text, labels)]
        if named and any(cell.column > named[-1].column for cell in row.cells):
            end = named[-1].column + named[-1].columns
            (ends if end < _heads_end(heads, labels) or not labels.names else under_heads).append(end)
        elif not labels.names and any(is_figure(cell.text) for cell in row.cells):
            first = next(cell for cell in row.cells if is_figure(cell.text))
            beside = [cell for cell in row.cells if cell.column < first.column and cell.text.strip()]
            ends += [beside[-1].column + beside[-1].columns] if beside else [0]
    if not labels.names:
        return min(ends, default=0)
    return max(ends or under_heads, default=0)


def _heads_end(rows: Sequence[Row], labels: Labels) -> int:
    """The grid column behind the first head of a column of figures, among rows that hold several or a corner."""
    ends = []
    for row in rows:
        filled = [cell for cell in row.cells if cell.text.strip()]
        leaves = [cell for cell in filled if key(cell.text) in labels.leaves and not has_ordinal(cell.text)]
        if len(leaves) > 1 or (leaves and _begins_with_corner(filled, labels)):
            ends += [cell.column + cell.columns for cell in leaves]
    return min(ends, default=_NEVER)


def _names_a_row(text: str, labels: Labels) -> bool:
    named = labels.name(text.strip())
    return named is not None and not named.is_group and not labels.is_column_head(text)


def _take(row: Row, left: int, labels: Labels, has_rows: bool) -> tuple[str, Record | None]:
    cells = [cell._replace(text=cell.text.strip()) for cell in row.cells]
    filled = [cell for cell in cells if cell.text]
    if not filled:
        width = labels.width(0)
        if labels.names or len(cells) != width:
            return _TEXT, None
        return _DATA, Record(row, _NOWHERE, (), tuple(cells), None)
    named, at = _named(cells, left, row.placed, labels)
    if all(labels.is_row_group(cell.text) for cell in filled):
        return _GROUP, None
    if all(labels.is_head(cell.text) for cell in filled) or _begins_with_corner(filled, labels):
        single = named is not None and not named.is_group and len(filled) == 1 and has_rows
        if not (
            single and len(cells) - at - 1 >= 1 and labels.width(named.lines[0] if named else 0) <= len(cells) - at - 1
        ):
            return _HEAD, None
    if named is None:
        at = _last_text(cells, left, row.placed)
    beside = tuple(cell.text for cell in cells[: at + 1] if cell.text)
    values = tuple(cells[at + 1 :])
    astray = None
    if row.placed:
        if named is not None and any(cell.column < left and is_figure(cell.text) for cell in values):
            astray = Fault("figure-without-head")
        values = tuple(cell for cell in values if cell.column >= left)
    if named is None:
        is_head = len(beside) > 1 and not any(cell.text for cell in values)  # groups beside each other
        if not labels.names and beside and key(beside[-1]) in labels.over and not is_head:
            return _DATA, Record(row, _NOWHERE, beside, values, None)
        figures = [cell for cell in values if cell.text]
        if not figures or not all(is_figure(cell.text) for cell in figures):
            return _TEXT, None
    ends = cells[at].column + cells[at].columns if at >= 0 else 0
    return _DATA, Record(row, _NOWHERE, beside, values, named, fault=astray, label_ends=ends)


def _named(cells: Sequence[GridCell], left: int, placed: bool, labels: Labels) -> tuple[Named | None, int]:
    """The label that names a row: the last that does; and which cell it is. One that stands where figures do counts
    where no other names a single row."""
    within = [at for at, cell in enumerate(cells) if cell.text and not (placed and left and cell.column >= left)]
    found: tuple[Named | None, int] = None, -1
    for at in reversed(within):
        if named := labels.name(cells[at].text):
            found = (None, -1) if placed and named.is_group and cells[at].rows > 1 else (named, at)
            break  # a group's label beside several rows: the label of this one is gone
    if placed and left and (found[0] is None or found[0].is_group):
        at = next((at for at, cell in enumerate(cells) if cell.text and at not in within), -1)
        if at >= 0 and _names_a_row(cells[at].text, labels):
            return labels.name(cells[at].text), at
    return found


def _last_text(cells: Sequence[GridCell], left: int, placed: bool) -> int:
    """The last cell before the figures, -1 where figures begin at once."""
    if placed and left:
        return max((at for at, cell in enumerate(cells) if cell.column < left), default=-1)
    last = next((at for at, cell in enumerate(cells) if is_figure(cell.text)), len(cells)) - 1
    while last >= 0 and not cells[last].text:
        last -= 1  # blank figures before the first one that is filled
    return last


def _begins_with_corner(filled: Sequence[GridCell], labels: Labels) -> bool:
    """Whether a row begins with the corner of a block of plain heads: it is a head row, whatever the others say."""
    corners = {
        key(block.corner)
        for block, heads in zip(labels.table.blocks, labels.blocks, strict=True)
        if block.corner and len(heads.paths[0]) == 1
    }
    return len(filled) > 1 and key(filled[0].text) in corners


def _is_row(record: Record, labels: Labels) -> bool:
    """Less the rows that only name something: `总计` alone is the head of a column."""
    if record.named is None:
        return True
    return bool(record.values) or not labels.is_head(record.named.found)


def _join_wrapped(found: list[Record | Loose], labels: Labels) -> None:
    """Puts labels together that go on in a row or a line without figures, before or after their row."""
    for at, each in enumerate(found):
        if not isinstance(each, Record) or each.named is not None or not each.beside:
            continue
        before, after = found[at - 1] if at else None, found[at + 1] if at + 1 < len(found) else None
        text = each.beside[-1]
        tries = [f"{before.text}{text}"] if isinstance(before, Loose) else []
        tries += [f"{text}{after.text}"] if isinstance(after, Loose) else []
        tries += [f"{before.text}{text}{after.text}"] if isinstance(before, Loose) and isinstance(after, Loose) else []
        each.named = next((named for joined in tries if (named := labels.name(joined)) and not named.is_group), None)


_NOWHERE: Segment = None  # type: ignore[assignment]  # a record gets its segment as soon as it is made
