"""A report in, the same report out with a table in another shape than the form's."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from anyreport.document import Report
from anyreport.office_tables import groups_of, table
from anyreport.tables import Column, Figure, Part, Row, Table, Words, figure


def _disputes(report: Report) -> tuple[Table, Sequence[Words | None], list[list[Column]]]:
    one = table(report, "disputes")
    part = one.parts[0]
    groups = groups_of(part)
    return one, groups, [[column for column in part.columns if column.group is group] for group in groups]


def disputes_as_rows(report: Report) -> None:
    """A row for each kind of case, the outcomes as columns."""
    one, groups, columns = _disputes(report)
    cells = one.parts[0].rows[0].cells
    rows = []
    for number, group in enumerate(groups):
        assert group is not None
        path = columns[number][0].heads[:-1]
        rows.append(Row(list(path), cells[5 * number : 5 * number + 5], group.means))
    heads = [Column([Words(column.own.text, column.own.means)], column.own.means) for column in columns[0]]
    one.labelled = True
    one.parts = [Part(None, "情形", heads, rows, 0)]
    one.row_order = tuple(row.was for row in rows if row.was)
    one.column_orders = (tuple(column.was for column in heads if column.was),)


def disputes_as_parts(report: Report) -> None:
    """Three tables of five under each other, each under its own heads."""
    one, groups, columns = _disputes(report)
    cells = one.parts[0].rows[0].cells
    one.parts = [
        Part(None, "", columns[number], [Row([], cells[5 * number : 5 * number + 5], None)], 0)
        for number in range(len(groups))
    ]
    one.column_orders = tuple(tuple(column.was for column in each if column.was) for each in columns)


def heads_in_one_row(report: Report) -> None:
    """One row of heads; in table 4 each says its groups as well."""
    for one in report.tables:
        for part in one.parts:
            for column in part.columns:
                whole = one.labelled or len(column.heads) == 1
                text = column.own.text if whole else "".join(words.text for words in column.heads)
                column.heads[:] = [Words(text, column.was)]
            part.stretched = 0


def disclosure_in_one_part(report: Report) -> None:
    """Table 2 under one row of heads: every row fills those that are its own."""
    one = table(report, "disclosure")
    heads: dict[str, Column] = {}
    for part in one.parts:
        for column in part.columns:
            heads.setdefault(column.own.text, column)
    columns = list(heads.values())
    rows = []
    for part in one.parts:
        at = {column.own.text: number for number, column in enumerate(part.columns)}
        for row in part.rows:
            cells = [row.cells[at[text]] if text in at else Figure("", None) for text in heads]
            rows.append(Row(row.labels, cells, row.was))
    corner = one.parts[0].corner
    one.parts = [Part(None, corner, columns, rows, 0)]
    one.column_orders = (tuple(column.was for column in columns if column.was),)


def numbered_columns(report: Report) -> None:
    """Under the heads of table 3 stands a row with the columns' numbers."""
    part = table(report, "applications").parts[0]
    cells = [Figure(str(number), None) for number in range(1, len(part.columns) + 1)]
    part.rows.insert(0, Row([Words("栏次", None)], cells, None))


def both_years(report: Report) -> None:
    """Every column of table 3 stands twice: 本年 and 上年."""
    part = table(report, "applications").parts[0]
    columns: list[Column] = []
    for column in part.columns:
        columns.append(Column([*column.heads, Words("本年", column.own.means)], column.was))
        columns.append(Column([*column.heads, Words("上年", None)], None))
    part.columns[:] = columns
    for number, row in enumerate(part.rows):
        row.cells[:] = [each for cell in row.cells for each in (cell, Figure(str(90_000 + number), None))]


def organizations_in_one(report: Report) -> None:
    """Table 3 has one column for all organisations, their sum."""
    part = table(report, "applications").parts[0]
    group = Words(part.columns[1].heads[-2].text, None)
    part.columns[1:6] = [Column([part.columns[0].heads[0], group], None)]
    for row in part.rows:
        row.cells[1:6] = [figure(sum((cell.value or Decimal(0) for cell in row.cells[1:6]), Decimal(0)))]


def one_number_a_row(report: Report) -> None:
    """Table 3 has one column, 数量: the totals, though nothing says so."""
    part = table(report, "applications").parts[0]
    part.columns[:] = [Column([Words("数量", None)], part.columns[-1].was, doubtful=True)]
    part.stretched = 0
    for row in part.rows:
        row.cells[:] = row.cells[-1:]
