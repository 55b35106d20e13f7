"""Spells a block of a PDF as JSON in the child that has read it, and reads it again in its parent."""

from __future__ import annotations

from typing import Any

from gouji.reading.block import Aside, Block, Grid, GridCell, Line, Spot, Why


def spelled(block: Block) -> list[Any]:
    """Gives a line as [text, spot, asides], a grid as [placed, [[cell, …], …]]."""
    if isinstance(block, Line):
        return [block.text, block.place, block.asides]
    return [block.placed, [list(map(list, row)) for row in block.rows]]


def read(said: list[Any]) -> Block:
    """Gives the block that was spelled so."""
    if len(said) == 3:
        text, spot, asides = said
        return Line(text, Spot(*spot), _asides(asides))
    placed, rows = said
    return Grid(tuple(tuple(_cell(cell) for cell in row) for row in rows), placed)


def _cell(said: list[Any]) -> GridCell:
    text, row, column, rows, columns, spot, asides = said
    return GridCell(text, row, column, rows, columns, Spot(*spot), _asides(asides))


def _asides(said: list[Any]) -> tuple[Aside, ...]:
    return tuple(Aside(Why(why), text) for why, text in said)
