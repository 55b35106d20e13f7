"""A form in, a blank roster out: a sheet to fill in, with a list of the kinds, and one that says what goes where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gouji.collect.roster.columns import COLUMNS
from gouji.collect.roster.roster import kinds_of
from gouji.form.form import Form
from gouji.workbook import plain_sheet
from gouji.workbook.plain_sheet import HEADS

_TITLE = "花名册"
_ROWS = 10_000  # that have a list of kinds
_RULED = 60  # that have lines
_GUIDE = (("列名", 20), ("要不要填", 10), ("填什么", 74), ("例子", 34))


def write_example(path: Path, form: Form) -> None:
    """Writes the workbook whole or not at all; `roster.read` reads it back. Raises GoujiError or OSError."""
    with plain_sheet.written(path, _TITLE) as workbook:
        looks = plain_sheet.looks(workbook, {})
        page, guide = (workbook.add_worksheet(name) for name in (_TITLE, "填写说明"))
        _to_fill_in(page, form, looks, workbook)
        plain_sheet.head(guide, "花名册填写说明", _GUIDE, looks)
        for row, column in enumerate(COLUMNS, HEADS):
            kinds = kinds_of(form) if column.id == "kind" else ()
            needed = "必填" if column.required else "可不填"
            cells = (column.head, needed, column.prompt + "、".join(kinds), "".join(kinds[:1]) or column.example)
            plain_sheet.put(guide, row, cells, _GUIDE, looks)
        plain_sheet.close(guide, HEADS + len(COLUMNS), _GUIDE, looks, None)


def _to_fill_in(page: Any, form: Form, looks: plain_sheet.Looks, workbook: Any) -> None:
    columns = [(column.head, column.width) for column in COLUMNS]
    plain_sheet.head(page, f"{_TITLE}　应当报送{form.report_name}的单位，每个一行", columns, looks)
    # Text: a code of eighteen digits would lose its last three as a number, a telephone number its first 0.
    text = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "num_format": "@"}
    as_text, bordered = (
        workbook.add_format({**text, **more}) for more in ({}, {"border": 1, "border_color": "#BFBFBF"})
    )
    for at, column in enumerate(COLUMNS):
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
                {"validate": "list", "source": list(kinds_of(form)), "error_title": "类别"},
            )
    page.freeze_panes(HEADS, 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEADS - 1)
