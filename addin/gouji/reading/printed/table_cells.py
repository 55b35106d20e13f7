"""Takes the cells of a table that has been read; gives the table as a grid, or what is in it where it only lays a page
out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gouji.reading.bare_text import is_figure
from gouji.reading.block import Aside, Block, Grid, GridCell, Line, Why
from gouji.reading.printed.joints import joined
from gouji.reading.printed.spans import Span, stand

_ONE = Span()


@dataclass(slots=True)
class Cell:
    """A cell being read. continues: it goes on with the cell above. absent: only room that a row leaves free."""

    span: Span = _ONE
    blocks: list[Block] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    continues: bool = False
    absent: bool = False


def blocks_of(table: Sequence[list[Cell]]) -> Iterator[Block]:
    """Gives the table as a grid, or what is in it where it only lays the page out: one cell, or tables in its cells. Of
    such a table rows of figures are still a grid."""
    rows = _merged(table)
    cells = [cell for row in rows for cell in row if not cell.absent]
    if len(cells) == 1:
        yield from cells[0].blocks
        return
    if not any(isinstance(block, Grid) for cell in cells for block in cell.blocks):
        if any(cells):
            yield _grid(rows)
        return
    run: list[list[Cell]] = []
    for row in rows:
        if any(isinstance(block, Grid) for cell in row for block in cell.blocks):
            yield from _laid_out(run)
            run = []
            yield from (block for cell in row for block in cell.blocks)
        else:
            run.append(row)
    yield from _laid_out(run)


def _laid_out(rows: list[list[Cell]]) -> Iterator[Block]:
    """Rows beside a table in a table: figures in rows are a grid, texts are paragraphs."""
    if sum(any(is_figure(_text(cell)) for cell in row) for row in rows) > 1:
        yield _grid(rows)
    else:
        yield from (block for row in rows for cell in row for block in cell.blocks if length(block))


def _merged(rows: Sequence[list[Cell]]) -> list[list[Cell]]:
    """Without the cells that go on with one above: that one goes over so many rows more. What such a cell holds is not
    seen."""
    kept: list[list[Cell]] = []
    above: dict[int, Cell] = {}  # by the column where it begins: a cell that ends in the row above
    for row in rows:
        here: dict[int, Cell] = {}
        column, own = 0, []
        for cell in row:
            upper = above.get(column) if cell.continues else None
            if upper is not None and upper.span.columns == cell.span.columns:
                upper.span = Span(upper.span.rows + 1, upper.span.columns)
                upper.asides += hidden(cell)
                here[column] = upper
            else:
                own.append(cell)
                here[column] = cell
            column += cell.span.columns
        kept.append(own)
        above = here
    return kept


def hidden(cell: Cell) -> list[Aside]:
    """Gives what a cell holds as text that is not seen."""
    text = _text(cell)
    return [Aside(Why.HIDDEN, text)] if text else []


def _grid(rows: Sequence[list[Cell]]) -> Grid:
    rows = _without_blank_rows(rows)
    standings = stand([[cell.span for cell in row] for row in rows])
    if standings is None:
        ordered = ([cell for cell in row if not cell.absent] for row in rows)
        return Grid(
            tuple(tuple(_made(c, at, column, _ONE) for column, c in enumerate(row)) for at, row in enumerate(ordered)),
            placed=False,
        )
    return Grid(
        tuple(
            tuple(
                _made(cell, at, standing.column, Span(standing.rows, cell.span.columns))
                for cell, standing in zip(row, found, strict=True)
                if not cell.absent
            )
            for at, (row, found) in enumerate(zip(rows, standings, strict=True))
        ),
        placed=True,
    )


def _without_blank_rows(rows: Sequence[list[Cell]]) -> list[list[Cell]]:
    """Without rows that have no cell, unless cells from above go through them: those are counted."""
    kept = []
    through = 0
    for row in rows:
        if row or through > 1:
            kept.append(row)
        through = max([through - 1, *(cell.span.rows for cell in row)])
    return kept


def _made(cell: Cell, row: int, column: int, span: Span) -> GridCell:
    asides = [aside for block in cell.blocks if isinstance(block, Line) for aside in block.asides]
    return GridCell(_text(cell), row, column, span.rows, span.columns, asides=(*asides, *cell.asides))


def _text(cell: Cell) -> str:
    return joined([block.text for block in cell.blocks if isinstance(block, Line)])


def weight(block: Block) -> int:
    """Gives how many lines or cells a block is."""
    return 1 if isinstance(block, Line) else sum(map(len, block.rows))


def length(block: Block) -> int:
    """Gives how many characters a block has."""
    return len(block.text) if isinstance(block, Line) else sum(len(cell.text) for row in block.rows for cell in row)
