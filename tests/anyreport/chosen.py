"""A table and chance in, one of its rows, parts or a stray figure out: where a change happens."""

from __future__ import annotations

import random
from decimal import Decimal

from anyreport.tables import Figure, Part, Row, Table, figure


def a_row(table: Table, rng: random.Random, least: int = 1) -> Row | None:
    rows = [row for row in table.rows if not row.is_note and is_whole(row) and len(row.cells) >= least]
    return rng.choice(rows) if rows else None


def is_whole(row: Row) -> bool:
    return not any(cell.gone or cell.joined or "\n" in cell.text for cell in row.cells)


def a_part(table: Table, rng: random.Random, rows: int = 1, columns: int = 1) -> Part | None:
    parts = [part for part in table.parts if len(part.rows) >= rows and len(part.columns) >= columns]
    return rng.choice(parts) if parts else None


def is_square(part: Part) -> bool:
    return all(row.is_note or is_whole(row) for row in part.rows)


def stray(rng: random.Random) -> Figure:
    return figure(Decimal(rng.randrange(100_000, 1_000_000)))
