"""A table in, the same table with cells or rows dropped, merged, exchanged, duplicated or inserted out (whether it
could be done)."""

from __future__ import annotations

import random
from decimal import Decimal

from anyreport.chosen import a_part, a_row, stray
from anyreport.tables import Figure, Row, Table, Words, figure

STRAY_ROWS = ("其中：涉企申请", "小计", "上年同期", "比上年增减", "街道办事处上报数")
NOTES = ("注：以上数据不含派出机构。", "（续表）", "单位：件", "说明：本表由办公室汇总。")


def drop_cell(table: Table, rng: random.Random) -> bool:
    if (row := a_row(table, rng)) is None:
        return False
    rng.choice(row.cells).gone = True
    return True


def blank_cell(table: Table, rng: random.Random) -> bool:
    if (row := a_row(table, rng)) is None:
        return False
    cell = rng.choice(row.cells)
    cell.text, cell.value = rng.choice(("", "", "-", "/")), None
    return True


def exchange_cells(table: Table, rng: random.Random) -> bool:
    if (row := a_row(table, rng, 2)) is None:
        return False
    one, other = rng.sample(row.cells, 2)
    one.text, one.value, other.text, other.value = other.text, other.value, one.text, one.value
    return True


def merge_cells(table: Table, rng: random.Random) -> bool:
    """Two neighbours become one cell: what stood left is left, or both with a space, or both without."""
    if (row := a_row(table, rng, 2)) is None:
        return False
    at = rng.randrange(len(row.cells) - 1)
    left, right = row.cells[at : at + 2]
    left.text = rng.choice((left.text, f"{left.text} {right.text}", left.text + right.text))
    left.joined = True
    return True


def run_together(table: Table, rng: random.Random) -> bool:
    """All figures of a row stand in one cell."""
    if (row := a_row(table, rng, 2)) is None:
        return False
    row.cells[0].text = rng.choice((" ", "")).join(cell.text for cell in row.cells)
    for cell in row.cells[1:]:
        cell.gone = True
    return True


def wrap_digits(table: Table, rng: random.Random) -> bool:
    """The last digits of a figure stand on the next line."""
    if (row := a_row(table, rng)) is None:
        return False
    cells = [cell for cell in row.cells if len(cell.text) > 1 and cell.text.isdigit()]
    if not cells:
        return False
    cell = rng.choice(cells)
    at = rng.randrange(1, len(cell.text))
    cell.text = f"{cell.text[:at]}\n{cell.text[at:]}"
    return True


def drop_row(table: Table, rng: random.Random) -> bool:
    if (part := a_part(table, rng)) is None or not table.labelled:
        return False
    part.rows.remove(rng.choice(part.rows))
    return True


def drop_rows(table: Table, rng: random.Random) -> bool:
    """All rows of one group, or of one part."""
    if (part := a_part(table, rng)) is None or not table.labelled:
        return False
    above = _outer(rng.choice(part.rows))
    part.rows[:] = [row for row in part.rows if _outer(row) is not above]
    return True


def _outer(row: Row) -> Words | None:
    return row.labels[-2] if len(row.labels) > 1 else None


def duplicate_row(table: Table, rng: random.Random) -> bool:
    if (part := a_part(table, rng)) is None:
        return False
    at = rng.randrange(len(part.rows))
    part.rows.insert(at, _copy(part.rows[at]))
    return True


def _copy(row: Row) -> Row:
    cells = [Figure(cell.text, cell.value, cell.gone, cell.joined) for cell in row.cells]
    own = [Words(words.text, words.means, words.lost) for words in row.labels[-1:]]
    return Row([*row.labels[:-1], *own], cells, row.was, row.doubtful, row.is_note)


def exchange_rows(table: Table, rng: random.Random) -> bool:
    if (part := a_part(table, rng, rows=2)) is None:
        return False
    one, other = rng.sample(range(len(part.rows)), 2)
    part.rows[one], part.rows[other] = part.rows[other], part.rows[one]
    return True


def exchange_parts(table: Table, rng: random.Random) -> bool:
    """Two clauses of table 2 change places, heads and all; two groups of rows elsewhere."""
    if len(table.parts) > 1:
        one, other = rng.sample(range(len(table.parts)), 2)
        orders = list(table.column_orders)
        table.parts[one], table.parts[other] = table.parts[other], table.parts[one]
        orders[one], orders[other] = orders[other], orders[one]
        table.column_orders = tuple(orders)
        return True
    part = table.parts[0]
    groups = list({id(words): words for row in part.rows if (words := _outer(row)) is not None}.values())
    if len(groups) < 2:
        return False
    one_group, other_group = rng.sample(groups, 2)
    order = [other_group if words is one_group else one_group if words is other_group else words for words in groups]
    inside = iter([row for words in order for row in part.rows if _outer(row) is words])
    part.rows[:] = [row if _outer(row) is None else next(inside) for row in part.rows]
    return True


def stray_row(table: Table, rng: random.Random) -> bool:
    """A row that the form doesn't have, with its own label."""
    return _insert_row(table, rng, Words(rng.choice(STRAY_ROWS), None))


def nameless_row(table: Table, rng: random.Random) -> bool:
    """A row of figures without a label that belongs to nothing."""
    return _insert_row(table, rng, Words("", None, lost=True))


def number_row(table: Table, rng: random.Random) -> bool:
    """Under the heads stands a row with the columns' numbers."""
    if (part := a_part(table, rng, columns=2)) is None or not table.labelled:
        return False
    words = Words(rng.choice(("栏次", "甲", "")), None)
    words.lost = not words.text
    cells = [figure(Decimal(number)) for number in range(1, len(part.columns) + 1)]
    part.rows.insert(0, Row([words], cells, None))
    return True


def blank_row(table: Table, rng: random.Random) -> bool:
    """A row without anything in it."""
    if (part := a_part(table, rng)) is None or not table.labelled:
        return False
    at = rng.randrange(len(part.rows) + 1)
    row = Row([Words("", None, lost=True)], [figure(None) for _ in part.columns], None)
    part.rows.insert(at, row)
    return True


def _insert_row(table: Table, rng: random.Random, words: Words) -> bool:
    if (part := a_part(table, rng)) is None or not table.labelled:
        return False
    at = rng.randrange(len(part.rows) + 1)
    beside = part.rows[min(at, len(part.rows) - 1)]
    cells = [stray(rng) for _ in part.columns]
    part.rows.insert(at, Row([*beside.labels[:-1], words], cells, None))
    return True


def note_row(table: Table, rng: random.Random) -> bool:
    if (part := a_part(table, rng)) is None:
        return False
    note = Row([Words(rng.choice(NOTES), None)], [], None, is_note=True)
    part.rows.insert(rng.randrange(1, len(part.rows) + 1), note)
    return True


def repeat_heads(table: Table, rng: random.Random) -> bool:
    """The heads are printed once more, as on a new page."""
    if (part := a_part(table, rng, rows=3)) is None:
        return False
    part.repeats_before = rng.randrange(1, len(part.rows))
    return True
