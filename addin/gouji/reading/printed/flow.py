"""Collects what a reader of HTML, Word or OpenDocument meets in the order of reading, and gives it as blocks.

Tables that only lay a page out are looked through. What isn't part of the text (struck, hidden, raised) is kept beside
the line or cell that it stands in, so that it joins no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gouji.ooxml.container import over
from gouji.reading.bare_text import plain_to_see
from gouji.reading.block import Aside, Block, Line, Spot, Why
from gouji.reading.printed.joints import in_line
from gouji.reading.printed.spans import Span
from gouji.reading.printed.table_cells import Cell, blocks_of, hidden, length, weight

DEEPEST = 20  # tables in tables; only a hostile file goes further
MAX_TEXT = 2_000_000  # characters; a report has some thirty thousand
MAX_CELLS = 100_000  # and paragraphs
_SPACE = re.compile(r"\s+")
_POWERS = {"2": "²", "3": "³"}
_METRES = re.compile(r"[mM]\Z")


@dataclass(slots=True)
class _Table:
    rows: list[list[Cell]] = field(default_factory=list)
    is_open: bool = False  # whether a cell is


@dataclass(slots=True)
class _Box:
    """A text box: it stands apart from the line in which it is anchored."""

    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A line being read. after: what its text boxes hold."""

    texts: list[str] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)


class Flow:
    """Blocks being collected. Raises UnreadableError (over-limit) when there are more than in any report."""

    def __init__(self) -> None:
        self._page: list[Block] = []
        self._within: list[_Table | _Box] = []
        self._too_deep = 0  # tables opened below the deepest that is followed
        self._line = _Open()
        self._outside: list[_Open] = []  # lines that text boxes stand in
        self._characters = 0
        self._count = 0

    # ---------------------------------------------------------------- text

    def say(self, text: str, why: Why | None = None) -> None:
        """Goes on with the line. why: the text is not part of it."""
        if not text:
            return
        self._characters += len(text)
        if self._characters > MAX_TEXT:
            raise over(f"文字超过 {MAX_TEXT // 10_000} 万字")
        line = self._line
        if why is None:
            line.texts.append(text)
            return
        if why is Why.RAISED and text in _POWERS and line.texts and _METRES.search(line.texts[-1]):
            line.texts.append(_POWERS[text])  # 平方米 is part of what is said
            return
        if why is Why.RAISED:
            self.part()
        if line.asides and line.asides[-1].why is why:
            text = line.asides.pop().text + text
        line.asides.append(Aside(why, text))

    def part(self) -> None:
        """What was said and what follows are two things: digits of the one don't meet digits of the other."""
        self._line.texts.append("")

    def end_line(self) -> None:
        """Ends the line; a cell's next line stays apart from it."""
        line = self._line
        if not (line.texts or line.asides or line.after):
            return
        self._line = _Open()
        text = plain_to_see(_SPACE.sub(" ", in_line(line.texts)).strip())
        asides = tuple(Aside(why, clean) for why, said in line.asides if (clean := _SPACE.sub(" ", said).strip()))
        if text or (asides and self._cell() is not None):
            self._counted()
            self._here().append(Line(text, None, asides))
        self._here().extend(line.after)

    # ---------------------------------------------------------------- tables

    def open_table(self) -> None:
        self.end_line()
        if len(self._within) < DEEPEST:
            self._within.append(_Table())
        else:
            self._too_deep += 1

    def open_row(self) -> None:
        self.end_line()
        if table := self._table():
            table.rows.append([])
            table.is_open = False

    def open_cell(self, rows: int = 1, columns: int = 1) -> None:
        """Opens a cell. rows, columns: over how many it goes; absurd ones are no places."""
        self.end_line()
        if table := self._table():
            self._counted()
            if not table.rows:
                table.rows.append([])
            table.rows[-1].append(Cell(Span(max(1, rows), max(1, columns))))
            table.is_open = True

    def merge_cell(self, rows: int | None = None, columns: int | None = None, continues: bool = False) -> None:
        """Says of the open cell what is only told inside it. continues: it is part of the cell above."""
        if cell := self._cell():
            cell.span = Span(rows or cell.span.rows, columns or cell.span.columns)
            cell.continues = cell.continues or continues

    def close_cell(self) -> None:
        self.end_line()
        if table := self._table():
            table.is_open = False

    def skip_columns(self, columns: int) -> None:
        """Room at the beginning or end of a row, where there is no cell."""
        if columns > 0 and (table := self._table()) and table.rows:
            table.rows[-1].append(Cell(Span(1, columns), absent=True))

    def merge_left(self) -> None:
        """The open cell is part of the one on its left."""
        self.end_line()
        if (table := self._table()) and len(table.rows[-1]) > 1:
            table.is_open = False
            merged = table.rows[-1].pop()
            cell = table.rows[-1][-1]
            cell.span = Span(cell.span.rows, cell.span.columns + merged.span.columns)
            cell.asides += hidden(merged)

    def repeat_cell(self, times: int) -> None:
        """The cell that was closed last stands there so many times."""
        if (table := self._table()) and table.rows and table.rows[-1]:
            self._counted(times - 1, table.rows[-1][-1])
            table.rows[-1] += [table.rows[-1][-1]] * (times - 1)

    def repeat_row(self, times: int) -> None:
        """The row that was closed last stands there so many times."""
        if (table := self._table()) and table.rows:
            for cell in table.rows[-1] or [Cell()]:
                self._counted(times - 1, cell)
            table.rows += [table.rows[-1]] * (times - 1)

    def drop_row(self) -> None:
        """The last row isn't there after all."""
        self.end_line()
        if (table := self._table()) and table.rows:
            table.rows.pop()
            table.is_open = False

    def close_table(self) -> None:
        self.end_line()
        if self._too_deep:
            self._too_deep -= 1
        elif table := self._table():
            self._within.pop()
            self._here().extend(blocks_of(table.rows))

    # ---------------------------------------------------------------- text boxes

    def open_box(self) -> None:
        """What follows stands in a box of its own, until it is closed; the line goes on then."""
        if len(self._within) >= DEEPEST * 2:
            raise over("文字框套得太深")
        self._outside.append(self._line)
        self._line = _Open()
        self._within.append(_Box())

    def close_box(self) -> None:
        self.end_line()
        while self._within and isinstance(self._within[-1], _Table):
            self.close_table()
        if self._within:
            box = self._within.pop()
            assert isinstance(box, _Box)
            self._line = self._outside.pop()
            self._line.after += box.blocks

    def put(self, blocks: Iterable[Block]) -> None:
        """Adds blocks that something else has read."""
        self.end_line()
        for block in blocks:
            self._counted(weight(block))
            self._here().append(block)

    def blocks(self) -> list[Block]:
        """Gives the blocks, each with its spot. What is still open is closed."""
        while self._within:
            self.close_table() if self._too_deep or self._table() else self.close_box()
        self.end_line()
        return list(numbered(self._page))

    # ---------------------------------------------------------------- where we are

    def _table(self) -> _Table | None:
        """The table that a row or cell belongs to."""
        innermost = self._within[-1] if self._within and not self._too_deep else None
        return innermost if isinstance(innermost, _Table) else None

    def _cell(self) -> Cell | None:
        table = self._table()
        return table.rows[-1][-1] if table and table.is_open else None

    def _here(self) -> list[Block]:
        """Where the next block goes: the open cell, the box, or the page."""
        for each in reversed(self._within):
            if isinstance(each, _Box):
                return each.blocks
            if each.is_open:
                return each.rows[-1][-1].blocks
        return self._page

    def _counted(self, times: int = 1, cell: Cell | None = None) -> None:
        self._count += times
        if cell is not None:
            self._count += times * sum(map(weight, cell.blocks))
            self._characters += times * sum(map(length, cell.blocks))
        if self._count > MAX_CELLS or self._characters > MAX_TEXT:
            raise over(f"段落和单元格超过 {MAX_CELLS // 10_000} 万个，或文字超过 {MAX_TEXT // 10_000} 万字")


def numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Gives the blocks with the spots of their lines and cells: tables and paragraphs are counted as they are read."""
    tables = lines = 0
    for block in blocks:
        if isinstance(block, Line):
            lines += 1
            yield block._replace(place=Spot(line=lines))
            continue
        tables += 1
        yield block._replace(
            rows=tuple(
                tuple(c._replace(place=Spot(table=tables, row=c.row + 1, column=c.column + 1)) for c in row)
                for row in block.rows
            )
        )
