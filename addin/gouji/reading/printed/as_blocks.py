"""Makes blocks of what the readers of pages and documents give: paragraphs (str) and table rows (tuples of cells)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from gouji.reading.block import Block, Grid, GridCell, Line, Spot
from gouji.reading.printed.lines import Item


def as_blocks(items: Sequence[Item]) -> list[Block]:
    """Gives the blocks. Rows one after the other are one grid of which only the order of cells is known."""
    blocks: list[Block] = []
    lines = tables = 0
    for is_line, run in groupby(items, lambda item: isinstance(item, str)):
        if is_line:
            for text in run:
                lines += 1
                blocks.append(Line(str(text), Spot(line=lines)))
            continue
        tables += 1
        rows = tuple(
            tuple(
                GridCell(text, at, column, place=Spot(table=tables, row=at + 1, column=column + 1))
                for column, text in enumerate(row)
            )
            for at, row in enumerate(run)
        )
        blocks.append(Grid(rows, placed=False))
    return blocks
