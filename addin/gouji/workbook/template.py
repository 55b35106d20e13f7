"""Writes the workbook (.xlsx) of a Form: blank, or filled with readings.

The same input gives the same bytes. Every formula carries the result that our own engine computed, so that a
workbook which nothing recalculates still shows and reads right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from math import isfinite
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from gouji.atomic import replacing
from gouji.form.form import Form
from gouji.form.own_workbook import FORM_STAMP, RECEIPT_STAMP, TEMPLATE_STAMP
from gouji.place import Area, Place, to_address
from gouji.reading.reading import Reading
from gouji.words import beside
from gouji.workbook import front_sheets, result_sheets, table_sheet, text_sheet
from gouji.workbook.contents import Contents, book
from gouji.workbook.layout import layout
from gouji.workbook.plain_sheet import LOOK
from gouji.workbook.plain_sheet import text as cell_text
from gouji.workbook.sheet import Allowed, Error, Formula, Put, SheetDrawing, Tint
from gouji.workbook.styles import STYLES, TINTS
from gouji.workbook.text_twin import twin

say = beside(__file__)

__all__ = ["TEMPLATE_VERSION", "layout", "text_twin", "write"]

TEMPLATE_VERSION = "1"
_CREATED = datetime(2026, 1, 1, tzinfo=UTC)  # fixed: the same form must give the same bytes on any day
_A4 = 9
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST_CONSTANT = 255  # characters of a text in a formula, and in a property
_WINDOW = (28000, 16000)  # twips: wide enough for a table with its live columns


def write(
    form: Form,
    path: Path,
    reading: Reading | None = None,
    previous: Reading | None = None,
    others: Sequence[tuple[Place, str]] = (),
) -> None:
    """Writes the workbook of a form: blank, or with a report's values as they are, and last year's figures. others:
    what else stood in the workbook that it was read from.

    Atomic: the file appears complete or not at all. Raises UsageError when the reading belongs to another form or
    a text is too long for a cell, GoujiError or OSError when the file can't be written.
    """
    data = to_bytes(form, reading, previous, others)
    with replacing(path) as unfinished:
        unfinished.write_bytes(data)


def to_bytes(
    form: Form,
    reading: Reading | None = None,
    previous: Reading | None = None,
    others: Sequence[tuple[Place, str]] = (),
) -> bytes:
    """Gives the workbook as bytes; see `write`."""
    made = book(form, reading, previous)
    stream = BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    workbook.set_size(*(side // 15 for side in _WINDOW))
    formats = {name: workbook.add_format(dict(look)) for name, look in STYLES.items()}
    tints = {name: workbook.add_format(dict(look)) for name, look in TINTS.items()}
    for sheet in sheets(made):
        _write_sheet(workbook, sheet, formats, tints)
    if others:
        _keep(workbook, others)
    _stamp(workbook, form, made.reading)
    workbook.close()
    return stream.getvalue()


def _keep(workbook: Any, others: Sequence[tuple[Place, str]]) -> None:
    """A sheet of what is no part of the report, so that nothing is lost: text, whatever it begins with."""
    page = workbook.add_worksheet(say("take.left_sheet"))
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 100)
    look = workbook.add_format({**LOOK, "text_wrap": True})
    rows = [tuple(say.of("take.left_columns")), *((str(place), text) for place, text in others)]
    for row, cells in enumerate(rows):
        for column, each in enumerate(cells):
            page.write_string(row, column, cell_text(each), look)


def sheets(made: Contents) -> list[SheetDrawing]:
    """Draws every sheet of the workbook as data, in order."""
    drawn = [front_sheets.guide(made), front_sheets.info(made)]
    for section in made.form.sections:
        if section.table is None:
            drawn.append(text_sheet.draw(section, made))
        else:
            drawn.append(table_sheet.draw(section, made.at.tables[section.table], made))
    drawn += [result_sheets.results(made), result_sheets.previous(made)]
    return drawn + [result_sheets.marks(plan) for plan in made.at.tables.values()]


def text_twin(form: Form) -> str:
    """Writes the blank workbook as text that a person can review and compare: every cell, name, condition and
    prompt."""
    return twin(form, sheets(book(form, None, None)))


# ---------------------------------------------------------------- XlsxWriter


@lru_cache(maxsize=20_000)
def _prepared(formula: str, use_future_functions: bool, expand: bool) -> str:
    """XlsxWriter runs thirty regular expressions over every formula, half the time of a workbook, and the next workbook
    of the form has the same formulas: what it made of one is kept."""
    asking = SimpleNamespace(use_future_functions=use_future_functions)
    made: str = Worksheet._prepare_formula(asking, formula, expand)  # noqa: SLF001  # what the method below stands for
    return made


class _Sheet(Worksheet):  # type: ignore[misc]
    """XlsxWriter leaves out the type of an empty text result: readers would take the formula for never calculated.
    And it writes `_x000B_` in a result as it stands, which readers take for the character that it means."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return _prepared(formula, self.use_future_functions, expand_future_functions)

    def _xml_formula_element(self, formula: str, result: Any, attributes: list[tuple[str, str]]) -> None:
        if result == "":
            attributes = [*attributes, ("t", "str")]
        if isinstance(result, str):
            result = _ESCAPE.sub("_x005F_", result)
        super()._xml_formula_element(formula, result, attributes)


def _write_sheet(workbook: Any, sheet: SheetDrawing, formats: dict[str, Any], tints: dict[str, Any]) -> None:
    page = workbook.add_worksheet(sheet.name, worksheet_class=_Sheet)
    page.hide_gridlines(2)
    page.set_default_row(sheet.default_height)
    for column, (width, style) in sheet.widths.items():
        page.set_column(column - 1, column - 1, width, formats[style] if style else None)
    for row, height in sheet.heights.items():
        page.set_row(row - 1, height)
    for put in sheet.puts:
        _put(page, put, formats[put.style], sheet.links.get((put.row, put.column)))
    for tint in sheet.tints:
        _tint(page, tint, tints[tint.style])
    for allowed in sheet.allowed:
        _allow(page, allowed)
    for name, area in sheet.names.items():
        workbook.define_name(name, f"={to_address(area._replace(sheet=sheet.name))}")
    _silence(page, sheet)
    _set_page(page, sheet)


def _silence(page: Any, sheet: SheetDrawing) -> None:
    """Excel's green corners mark totals as unprotected or as leaving cells out: both are meant, so none are shown."""
    formulas = [put for put in sheet.puts if isinstance(put.content, Formula)]
    quiet: dict[str, str] = {}
    if formulas:
        bottom, right = max(put.row for put in formulas), max(put.column for put in formulas)
        whole = Area(1, 1, bottom, right).ref
        quiet |= dict.fromkeys(("formula_unlocked", "formula_range", "formula_differs"), whole)
    if sheet.text_numbers:
        quiet["number_stored_as_text"] = " ".join(area.ref for area in sheet.text_numbers)
    if quiet:
        page.ignore_errors(quiet)


def _put(page: Any, put: Put, look: Any, link: str | None) -> None:
    row, column = put.row - 1, put.column - 1
    if put.rows * put.columns > 1:
        page.merge_range(row, column, row + put.rows - 1, column + put.columns - 1, "", look)
    content = put.content
    if link is not None:
        page.write_url(row, column, f"internal:{link}", look, str(content))
    elif content is None:
        page.write_blank(row, column, None, look)
    elif isinstance(content, Formula):
        page.write_formula(row, column, content.text, look, _shown(content))
    elif isinstance(content, Error):
        page.write_formula(row, column, f"={content.code}", look, content.code)
    elif isinstance(content, bool):
        page.write_boolean(row, column, content, look)
    elif isinstance(content, str):
        page.write_string(row, column, content, look)  # whatever it begins with: never a formula
    else:
        page.write_number(row, column, _number(content), look)


def _shown(formula: Formula) -> str | int | float:
    if isinstance(formula.shown, str):
        return formula.shown
    shown = _number(formula.shown)
    return shown if isfinite(shown) else "#NUM!"  # what a spreadsheet says when a sum is too large for it


def _number(value: Any) -> int | float:
    """A Decimal as XlsxWriter takes it: whole numbers exact."""
    return int(value) if value == int(value) and abs(value) < 10**15 else float(value)


def _tint(page: Any, tint: Tint, look: Any) -> None:
    first = tint.ranges[0]
    options = {"type": "formula", "criteria": tint.formula, "format": look, "stop_if_true": tint.last}
    if len(tint.ranges) > 1:
        options["multi_range"] = " ".join(each.ref for each in tint.ranges)
    page.conditional_format(first.top - 1, first.left - 1, first.bottom - 1, first.right - 1, options)


def _allow(page: Any, allowed: Allowed) -> None:
    first, *others = [(each.top - 1, each.left - 1, each.bottom - 1, each.right - 1) for each in allowed.ranges]
    page.data_validation(*first, {**allowed.rule, **({"other_cells": others} if others else {})})


def _set_page(page: Any, sheet: SheetDrawing) -> None:
    if sheet.hidden:
        page.hide()
    page.set_paper(_A4)
    if sheet.landscape:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.set_margins(left=0.7, right=0.7, top=0.9, bottom=0.8)
    page.set_footer("&C&9第 &P 页　共 &N 页")
    if sheet.prints:
        area = sheet.prints
        page.print_area(area.top - 1, area.left - 1, area.bottom - 1, area.right - 1)
    if sheet.repeat:
        page.repeat_rows(sheet.repeat[0] - 1, sheet.repeat[1] - 1)
    if any(sheet.freeze):
        page.freeze_panes(*sheet.freeze)
    page.protect(
        "",
        {
            "format_cells": False,
            "format_columns": True,
            "format_rows": True,
            "insert_rows": sheet.grows,
            "delete_rows": sheet.grows,
        },
    )


def _stamp(workbook: Any, form: Form, reading: Reading | None) -> None:
    """What tells a reader, and us years later, which form and which template this is."""
    stamps = {FORM_STAMP: form.id, TEMPLATE_STAMP: TEMPLATE_VERSION}
    if reading is not None and reading.receipt:
        stamps[RECEIPT_STAMP] = reading.receipt[:_LONGEST_CONSTANT]
    for name, value in stamps.items():
        workbook.set_custom_property(name, value, "text")
        text = value.replace('"', '""')
        workbook.define_name(name, f'="{text}"')
        workbook.defined_names[-1][3] = True  # hidden: XlsxWriter has no public door for it
    workbook.set_properties({"title": form.report_name + say("title"), "subject": form.name, "created": _CREATED})
