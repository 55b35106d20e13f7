"""A Sum in; the workbook 汇总明细 out: who counts, what is missing, every unit's figures table by table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gouji.collect.sums import figures_xlsx, members_xlsx
from gouji.collect.sums.consolidate import Sum, unclear_money
from gouji.collect.sums.figures_xlsx import ADDED, KNOWN, Foot
from gouji.collect.sums.parent_workbook import untied
from gouji.form.form import Form, Table
from gouji.workbook import plain_sheet
from gouji.workbook.plain_sheet import Cell, Columns, Looks

_TITLE = "汇总明细"
_LACKS = (("单位", 34), ("工作表", 18), ("项目", 60), ("填的是", 30))
_TIES = (("编号", 9), ("问题", 90), ("自己就不平的单位", 60))


def write(form: Form, sum: Sum, path: Path) -> None:
    """Writes the workbook whole or not at all. Raises GoujiError or OSError when the file can't be written."""
    with plain_sheet.written(path, _TITLE, is_long=True) as workbook:
        looks = plain_sheet.looks(workbook, {**members_xlsx.TINTS, **figures_xlsx.TINTS})
        notes = [note for note in (unclear_money(form),) if note]
        members_xlsx.draw(workbook.add_worksheet(members_xlsx.NAME), sum, looks, notes)
        lists: tuple[tuple[str, Columns, list[tuple[Cell, ...]]], ...] = (
            ("没有填的格", _LACKS, list(_lacks(form, sum))),
            ("汇总后不平", _TIES, list(_ties(form, sum))),
        )
        for name, columns, rows in lists:
            if rows:
                _list(
                    workbook.add_worksheet(name), f"{sum.parent.name}　{sum.year}年度汇总　{name}", columns, rows, looks
                )
        for table in form.tables:
            title = f"{sum.parent.name}　{sum.year}年度{_TITLE}　{table.number}"
            ids, head = table.figures, f"{table.number}　{form.section(table.section).heading}"
            figures_xlsx.draw(
                workbook.add_worksheet(table.sheet), title, head, form, sum, ids, _feet(sum, table), looks
            )


def _list(page: Any, title: str, columns: Columns, rows: list[tuple[Cell, ...]], looks: Looks) -> None:
    below = plain_sheet.head(page, title, columns, looks)
    for row in rows:
        plain_sheet.put(page, below, row, columns, looks)
        below += 1
    plain_sheet.close(page, below, columns, looks, None)


def _feet(sum: Sum, table: Table) -> list[Foot]:
    feet = [Foot("合计", sum.figures, ADDED)]
    if any(id in sum.lacking for id in table.figures):
        lacking: dict[str, Cell] = {id: len(sum.lacking.get(id, ())) for id in table.figures}
        feet += [Foot("已填部分之和", sum.known, KNOWN), Foot("没有填的单位数", lacking)]
    return feet


def _lacks(form: Form, sum: Sum) -> Iterator[tuple[Cell, ...]]:
    for id, lacks in sum.lacking.items():
        figure = form.figures[id]
        for lack in lacks:
            yield lack.unit.name, form.table(figure.table).sheet, figure.label, lack.raw or "（空着）"


def _ties(form: Form, sum: Sum) -> Iterator[tuple[Cell, ...]]:
    for each in untied(form, sum):
        yield each.finding.code, each.finding.message, "、".join(unit.name for unit in each.units)
