"""Writes the workbook 汇总明细 of a Sum: who counts, what is missing, every unit's figures table by table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gouji.collect.sums import figures_xlsx, members_xlsx
from gouji.collect.sums.consolidate import Sum, unclear_money
from gouji.collect.sums.figures_xlsx import ADDED, KNOWN, Foot
from gouji.collect.sums.parent_workbook import untied
from gouji.form.form import Form, Table
from gouji.words import beside
from gouji.workbook import plain_sheet
from gouji.workbook.plain_sheet import Cell, Columns, Looks

say = beside(__file__)


def write(form: Form, consolidated: Sum, path: Path) -> None:
    """Writes the workbook whole or not at all. Raises GoujiError or OSError when the file can't be written."""
    with plain_sheet.written(path, say("details.title"), is_long=True) as workbook:
        looks = plain_sheet.looks(workbook, {**members_xlsx.TINTS, **figures_xlsx.TINTS})
        notes = [note for note in (unclear_money(form),) if note]
        members_xlsx.draw(workbook.add_worksheet(say("members.title")), consolidated, looks, notes)
        lists: tuple[tuple[str, Columns, list[tuple[Cell, ...]]], ...] = (
            (say("details.lacks"), say.of("details.lacks_columns"), list(_lacks(form, consolidated))),
            (say("details.ties"), say.of("details.ties_columns"), list(_ties(form, consolidated))),
        )
        for name, columns, rows in lists:
            if rows:
                title = say("details.list_head", parent=consolidated.parent.name, year=consolidated.year, list=name)
                _list(workbook.add_worksheet(name), title, columns, rows, looks)
        for table in form.tables:
            title = say("details.head", parent=consolidated.parent.name, year=consolidated.year, table=table.number)
            ids, head = table.figures, f"{table.number}　{form.section(table.section).heading}"
            figures_xlsx.draw(
                workbook.add_worksheet(table.sheet),
                title,
                head,
                form,
                consolidated,
                ids,
                _feet(consolidated, table),
                looks,
            )


def _list(page: Any, title: str, columns: Columns, rows: list[tuple[Cell, ...]], looks: Looks) -> None:
    below = plain_sheet.head(page, title, columns, looks)
    for row in rows:
        plain_sheet.put(page, below, row, columns, looks)
        below += 1
    plain_sheet.close(page, below, columns, looks, None)


def _feet(consolidated: Sum, table: Table) -> list[Foot]:
    feet = [Foot(say("details.sum"), consolidated.figures, ADDED)]
    if any(figure_id in consolidated.lacking for figure_id in table.figures):
        lacking: dict[str, Cell] = {
            figure_id: len(consolidated.lacking.get(figure_id, ())) for figure_id in table.figures
        }
        feet += [Foot(say("details.known"), consolidated.known, KNOWN), Foot(say("details.lacking"), lacking)]
    return feet


def _lacks(form: Form, consolidated: Sum) -> Iterator[tuple[Cell, ...]]:
    for figure_id, lacks in consolidated.lacking.items():
        figure = form.figures[figure_id]
        for lack in lacks:
            yield lack.unit.name, form.table(figure.table).sheet, figure.label, lack.raw or say("empty")


def _ties(form: Form, consolidated: Sum) -> Iterator[tuple[Cell, ...]]:
    for each in untied(form, consolidated):
        yield each.finding.code, each.finding.message, "、".join(unit.name for unit in each.units)
