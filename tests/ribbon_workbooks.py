"""Workbooks of one form for the tests of the ribbon, and what stands in an open one: blocks, marks, figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import filled_workbooks
from fillings import consistent, reading
from gouji.form.load import load_all
from gouji.workbook.layout import layout

FORMS = load_all()
FORM = FORMS[1]
FIGURES = consistent(FORM, 1)
TOTAL, PART, TEXT = "applications.new_received.total", "applications.granted.natural_person", "disclosure.fees.amount"
IN_FORCE = "disclosure.regulations.in_force"
REASON = "当年集中清理，有 1 件未单列废止。"
COLUMNS = [id.rpartition(".")[2] for id in FORM.figures if id.startswith("applications.carried_in.")]
NAMES = {plan.table.id: plan.marks for plan in layout(FORM).tables.values()}


def make(path: Path, changed: Mapping[str, Any] | None = None, **more: Any) -> Path:
    """A workbook of the consistent filling with some figures changed. previous: last year's, by id."""
    previous = more.pop("previous", None)
    before = reading(FORM, previous, year=2022) if previous else None
    filled_workbooks.write(FORM, path, reading(FORM, {**FIGURES, **(changed or {})}, **more), before)
    return path


FAULTY = {TOTAL: FIGURES[TOTAL] + 3, PART: None, TEXT: "２４"}


def block(book: Any, name: str, what: str = "raw_value") -> list[tuple[Any, ...]]:
    """What stands in a named block, empty rows left out."""
    sheet, where = stands(book, name)
    return [row for row in getattr(book.sheets(sheet).range(where), what) if any(row)]


def stands(book: Any, name: str) -> tuple[str, str]:
    sheet, _, where = book.names(name).refers_to.removeprefix("=").rpartition("!")
    return sheet.strip("'"), where


def marked(book: Any) -> dict[str, float]:
    """`table!J7` → mark."""
    found = {}
    for table, name in NAMES.items():
        sheet, where = stands(book, name)
        cells = book.sheets(sheet).range(where)
        for row, line in enumerate(cells.raw_value, start=1):
            for column, mark in enumerate(line):
                if mark is not None:
                    found[f"{table}!{chr(65 + column)}{row}"] = mark
    return found


def put(book: Any, id: str, value: Any) -> None:
    sheet, where = stands(book, id)
    book.sheets(sheet).range(where).raw_value = value


def got(book: Any, id: str) -> Any:
    sheet, where = stands(book, id)
    return book.sheets(sheet).range(where).raw_value


def go_to(book: Any, id: str) -> None:
    sheet, where = stands(book, id)
    book.sheets(sheet).activate()
    book.sheets(sheet).range(where).select()


def shown_place(app: Any) -> str:
    return f"{app.open[-1].sheets.active.name}!{app.selection.address.replace('$', '').partition(':')[0]}"


def levels(book: Any) -> list[tuple[str, str | None]]:
    return [(line[0], line[7]) for line in block(book, "gouji.findings")]


@pytest.fixture
def faulty(excel: Any, tmp_path: Path) -> Any:
    return excel.books.open(str(make(tmp_path / "填报表.xlsx", FAULTY)))


@pytest.fixture
def warned(excel: Any, tmp_path: Path) -> Any:
    """A workbook whose only finding is a warning: AR211, by last year's figures."""
    previous = {
        IN_FORCE: FIGURES[IN_FORCE] + 1 - FIGURES["disclosure.regulations.made"]
        + FIGURES["disclosure.regulations.abolished"]
    }  # fmt: skip
    previous |= {
        f"applications.carried_out.{column}": FIGURES[f"applications.carried_in.{column}"] for column in COLUMNS
    }
    return excel.books.open(str(make(tmp_path / "w.xlsx", previous=previous)))
