"""A table in, the same table with columns dropped, exchanged, duplicated or inserted out (whether it could be done)."""

from __future__ import annotations

import random
from collections.abc import Sequence

from anyreport.chosen import a_part, is_square, stray
from anyreport.tables import Column, Figure, Part, Table, Words

STRAY_HEADS = ("备注", "占比", "序号", "上年数", "小计", "填报单位")


def drop_column(table: Table, rng: random.Random) -> bool:
    if (part := a_part(table, rng, columns=2)) is None or not is_square(part):
        return False
    at = rng.randrange(len(part.columns))
    for each in (part.columns, *(row.cells for row in part.rows if not row.is_note)):
        del each[at]  # type: ignore[attr-defined]
    return True


def duplicate_column(table: Table, rng: random.Random) -> bool:
    if (part := a_part(table, rng)) is None or not is_square(part):
        return False
    at = rng.randrange(len(part.columns))
    column = part.columns[at]
    heads = [*column.heads[:-1], Words(column.own.text, column.own.means, column.own.lost)]
    part.columns.insert(at, Column(heads, column.was, column.doubtful))
    for row in part.rows:
        if not row.is_note:
            row.cells.insert(at, Figure(row.cells[at].text, row.cells[at].value))
    return True


def exchange_columns(table: Table, rng: random.Random) -> bool:
    if (part := a_part(table, rng, columns=2)) is None or not is_square(part):
        return False
    one = rng.randrange(len(part.columns))
    group = part.columns[one].group
    others = [at for at, column in enumerate(part.columns) if at != one and column.group is group]
    if not others or rng.random() < 0.2:
        others = [at for at in range(len(part.columns)) if at != one]
    order = list(range(len(part.columns)))
    other = rng.choice(others)
    order[one], order[other] = other, one
    _reorder(part, order)
    return True


def _reorder(part: Part, order: Sequence[int]) -> None:
    part.columns[:] = [part.columns[at] for at in order]
    for row in part.rows:
        if not row.is_note:
            row.cells[:] = [row.cells[at] for at in order]


def exchange_groups(table: Table, rng: random.Random) -> bool:
    """Two groups of columns change places with their heads (a column without a group is one)."""
    if (part := a_part(table, rng, columns=4)) is None or not is_square(part):
        return False
    runs: list[list[int]] = []
    for at, column in enumerate(part.columns):
        before = part.columns[at - 1] if at else None
        same = before is not None and len(column.heads) > 2 - (not table.labelled) and before.group is column.group
        if same:
            runs[-1].append(at)
        else:
            runs.append([at])
    if len(runs) < 2:
        return False
    one, other = rng.sample(range(len(runs)), 2)
    runs[one], runs[other] = runs[other], runs[one]
    _reorder(part, [at for run in runs for at in run])
    return True


def stray_column(table: Table, rng: random.Random) -> bool:
    return _insert_column(table, rng, Words(rng.choice(STRAY_HEADS), None))


def headless_column(table: Table, rng: random.Random) -> bool:
    return _insert_column(table, rng, Words("", None, lost=True))


def _insert_column(table: Table, rng: random.Random, words: Words) -> bool:
    if (part := a_part(table, rng)) is None or not is_square(part):
        return False
    at = rng.randrange(len(part.columns) + 1)
    beside = part.columns[min(at, len(part.columns) - 1)]
    part.columns.insert(at, Column([*beside.heads[:-1], words], None))
    with_numbers = rng.random() < 0.7
    for row in part.rows:
        if not row.is_note:
            row.cells.insert(at, stray(rng) if with_numbers else Figure("", None))
    return True
