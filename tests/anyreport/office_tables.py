"""A report in, the same report out with its tables as an office has them: other columns, other orders, other words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial

from anyreport.document import Report
from anyreport.tables import Column, Figure, Part, Table, Words


def table(report: Report, id: str) -> Table:
    """The table of this id."""
    return next(each for each in report.tables if each.id == id)


def _reorder(part: Part, key: Callable[[Column], int]) -> None:
    order = sorted(range(len(part.columns)), key=lambda at: key(part.columns[at]))
    part.columns[:] = [part.columns[at] for at in order]
    for row in part.rows:
        row.cells[:] = [row.cells[at] for at in order]


def groups_of(part: Part) -> list[Words | None]:
    """The groups of columns in their order."""
    return list(dict.fromkeys(column.group for column in part.columns))


def totals_first(report: Report) -> None:
    """总计 stands before what it adds up."""
    for part in (table(report, "applications").parts[0], table(report, "disputes").parts[0]):
        groups = groups_of(part) if len(part.columns) > 7 else [None]
        _reorder(part, partial(_total_first, groups))


def _total_first(groups: Sequence[Words | None], column: Column) -> int:
    at = groups.index(column.group) if column.group in groups else 0
    return 2 * at + (column.own.means != "total")


def persons_last(report: Report) -> None:
    """自然人 stands after 法人或其他组织."""
    _reorder(
        table(report, "applications").parts[0],
        lambda column: {"natural_person": 1, "total": 2}.get(column.own.means or "", 0),
    )


def litigation_first(report: Report) -> None:
    """行政诉讼 stands before 行政复议."""
    part = table(report, "disputes").parts[0]
    _reorder(part, lambda column: column.heads[0] is part.columns[0].heads[0])


def after_reconsideration_first(report: Report) -> None:
    """复议后起诉 stands before 未经复议直接起诉."""
    part = table(report, "disputes").parts[0]
    groups = groups_of(part)
    order = [groups[0], groups[2], groups[1]]
    _reorder(part, lambda column: order.index(column.group))


def exchanged(report: Report) -> None:
    """Two columns of each table stand the other way round, heads and all."""
    for one in report.tables:
        for part in one.parts:
            if len(part.columns) > 2:
                _swap(part, 1, 2)


def _swap(part: Part, one: int, other: int) -> None:
    for each in [part.columns, *(row.cells for row in part.rows)]:
        each[one], each[other] = each[other], each[one]  # type: ignore[index]


def add_column(part: Part, at: int, head: str, texts: Iterable[str]) -> None:
    """A column that is not of the form, under the group that stands there."""
    beside = part.columns[min(at, len(part.columns) - 1)]
    part.columns.insert(at, Column([*beside.heads[:-1], Words(head, None)], None))
    for row, text in zip(part.rows, texts, strict=False):
        row.cells.insert(at, Figure(text, None))


def subtotals(report: Report) -> None:
    """小计 of the organisations, after their five columns."""
    part = table(report, "applications").parts[0]
    sums = [sum((cell.value or Decimal(0) for cell in row.cells[1:6]), Decimal(0)) for row in part.rows]
    add_column(part, 6, "小计", map(str, sums))
    part.columns[6].heads[1:] = [part.columns[5].heads[1], part.columns[6].own]


def remarks_right(report: Report) -> None:
    """备注 at the right of every table."""
    for one in report.tables:
        for part in one.parts:
            add_column(part, len(part.columns), "备注", ("已核对" if at % 3 else "" for at in range(len(part.rows))))


def remarks_inside(report: Report) -> None:
    """备注 among the columns, blank."""
    for one in report.tables:
        add_column(one.parts[0], 2, "备注", [""] * len(one.parts[0].rows))


def shares_inside(report: Report) -> None:
    """占比 beside the natural persons, in per cent."""
    part = table(report, "applications").parts[0]
    add_column(part, 1, "占比", (f"{10 + at}.5%" for at in range(len(part.rows))))


def last_year_inside(report: Report) -> None:
    """上年数 before the totals, numbers like the others."""
    part = table(report, "applications").parts[0]
    add_column(part, 6, "上年数", (str(80_000 + at) for at in range(len(part.rows))))
    part.columns[6].heads[:] = [part.columns[7].heads[0], part.columns[6].own]


def heads_once_more(report: Report) -> None:
    """The heads of table 3 stand once more in its middle."""
    table(report, "applications").parts[0].repeats_before = 12
