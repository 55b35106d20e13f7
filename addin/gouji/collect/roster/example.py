"""Writes a blank roster: a sheet to fill in, with a list of the kinds, and one that says what goes where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gouji.collect.roster.columns import known_columns
from gouji.collect.roster.roster import kinds_of
from gouji.form.form import Form
from gouji.words import beside
from gouji.workbook import plain_sheet
from gouji.workbook.plain_sheet import HEADS

say = beside(__file__)

_ROWS = 10_000  # that have a list of kinds
_RULED = 60  # that have lines


def write_example(path: Path, form: Form) -> None:
    """Writes the workbook whole or not at all; `roster.read` reads it back. Raises GoujiError or OSError."""
    widths = say.of("example.guide_columns")
    with plain_sheet.written(path, say("example.title")) as workbook:
        looks = plain_sheet.looks(workbook, {})
        page, guide = (workbook.add_worksheet(name) for name in (say("example.title"), say("example.guide")))
        _to_fill_in(page, form, looks, workbook)
        plain_sheet.head(guide, say("example.guide_head"), widths, looks)
        for row, column in enumerate(known_columns(), HEADS):
            kinds = kinds_of(form) if column.id == "kind" else ()
            needed = say("example.required" if column.required else "example.optional")
            cells = (column.head, needed, column.prompt + "、".join(kinds), "".join(kinds[:1]) or column.example)
            plain_sheet.put(guide, row, cells, widths, looks)
        plain_sheet.close(guide, HEADS + len(known_columns()), widths, looks, None)


def _to_fill_in(page: Any, form: Form, looks: plain_sheet.Looks, workbook: Any) -> None:
    heads = [(column.head, column.width) for column in known_columns()]
    plain_sheet.head(page, say("example.head", report=form.report_name), heads, looks)
    # Text: a code of eighteen digits would lose its last three as a number, a telephone number its first 0.
    text = {**plain_sheet.LOOK, "num_format": "@"}
    as_text, bordered = (
        workbook.add_format({**text, **more}) for more in ({}, {"border": 1, "border_color": "#BFBFBF"})
    )
    for at, column in enumerate(known_columns()):
        page.set_column(at, at, column.width, as_text)
        for row in range(HEADS, HEADS + _RULED):
            page.set_row(row, 20)
            page.write_blank(row, at, None, bordered)
        if column.id == "kind" and kinds_of(form):
            page.data_validation(
                HEADS,
                at,
                HEADS + _ROWS,
                at,
                {"validate": "list", "source": list(kinds_of(form)), "error_title": column.head},
            )
    page.freeze_panes(HEADS, 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADS - 1)
