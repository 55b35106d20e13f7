"""A report in, the same report out with its tables as an office has them: other columns, other orders, other words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import partial

from anyreport.document import Report
from anyreport.tables import Column, Figure, Part, Row, Table, Words, spelled

_ORDINAL = re.compile(r"(（[一二三四五六七]）|[一二三四]、|[1-8]\.)(?=\S{2})")
_CIRCLED = "①②③④⑤⑥⑦⑧"
_LONG = 8  # characters of a label that can lose two


def table(report: Report, id: str) -> Table:
    """The table of this id."""
    return next(each for each in report.tables if each.id == id)


def _reorder(part: Part, key: Callable[[Column], int]) -> None:
    order = sorted(range(len(part.columns)), key=lambda at: key(part.columns[at]))
    part.columns[:] = [part.columns[at] for at in order]
    for row in part.rows:
        row.cells[:] = [row.cells[at] for at in order]


def _runs(part: Part) -> list[Words | None]:
    """The groups of columns in their order."""
    return list(dict.fromkeys(column.group for column in part.columns))


def totals_first(report: Report) -> None:
    """总计 stands before what it adds up."""
    for part in (table(report, "applications").parts[0], table(report, "disputes").parts[0]):
        groups = _runs(part) if len(part.columns) > 7 else [None]
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
    groups = _runs(part)
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


# ---------------------------------------------------------------- words


def _each(report: Report, change: Callable[[str, int], str]) -> None:
    for number, words in enumerate(spelled(report.tables)):
        words.text = change(words.text, number)


def other_ordinals(report: Report) -> None:
    """1、 and ① for 1., (一) for （一）."""

    def change(text: str, number: int) -> str:
        if text[:1].isdigit() and text[1:2] == ".":
            return (f"{text[0]}、", _CIRCLED[int(text[0]) - 1], f"{text[0]}．")[number % 3] + text[2:]
        return text.replace("（", "(").replace("）", ")")

    _each(report, change)


def no_ordinals(report: Report) -> None:
    """Labels without their numbers."""
    _each(report, lambda text, _: _ORDINAL.sub("", text, count=1) if _ORDINAL.match(text) else text)


def other_marks(report: Report) -> None:
    """Straight quotes, commas for 、, blanks inside short words."""

    def change(text: str, _: int) -> str:
        text = text.replace("“", '"').replace("”", '"')
        return " ".join(text) if len(text) == 2 else text

    _each(report, change)


def explained(report: Report) -> None:
    """Every fourth label or head has an explanation in brackets."""
    _each(report, lambda text, number: text if number % 4 else f"{text}（含派出机构办理的）")


def units(report: Report) -> None:
    """Heads say their unit."""
    seen: set[int] = set()
    for one in report.tables:
        for part in one.parts:
            for words in (column.own for column in part.columns):
                if id(words) not in seen and "单位" not in words.text:
                    seen.add(id(words))
                    words.text += "（万元）" if words.text.endswith("金额") else "（件）"


def cut(report: Report) -> None:
    """Every third long label has lost its last two characters."""
    for number, words in enumerate(words for words in spelled(report.tables) if len(words.text) >= _LONG):
        if number % 3 == 0:
            words.text = words.text[:-2]


def groups_in_rows(report: Report) -> None:
    """All labels of table 3 stand in one column, those of groups in rows of their own."""
    part = table(report, "applications").parts[0]
    seen: set[int] = set()
    rows: list[Row] = []
    for row in part.rows:
        for words in row.labels[:-1]:
            if id(words) not in seen:
                seen.add(id(words))
                rows.append(Row([words], [], None, is_note=True))
        row.labels[:] = row.labels[-1:]
        rows.append(row)
    part.rows[:] = rows


def groups_in_labels(report: Report) -> None:
    """All labels of table 3 stand in one column; an item's begins with its group's."""
    for row in table(report, "applications").parts[0].rows:
        row.labels[:] = [Words("".join(words.text for words in row.labels[-2:]), row.was)]


def zeros(text: str) -> Callable[[Report], None]:
    """What stands for every zero."""

    def change(report: Report) -> None:
        for one in report.tables:
            for row in one.rows:
                for cell in row.cells:
                    if cell.value == 0:
                        cell.text, cell.value = text, None

    return change


# ---------------------------------------------------------------- table 4 in other shapes


def _disputes(report: Report) -> tuple[Table, Sequence[Words | None], list[list[Column]]]:
    one = table(report, "disputes")
    part = one.parts[0]
    groups = _runs(part)
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
