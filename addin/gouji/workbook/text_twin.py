"""Writes sheets as one text, cell by cell, for people to review and to compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gouji.form.form import Form
from gouji.place import Area, column_letters
from gouji.value import plain
from gouji.workbook.sheet import Content, Error, Formula, Put, SheetDrawing


def twin(form: Form, sheets: Iterable[SheetDrawing]) -> str:
    """Writes the text of a workbook: a heading for each sheet, then its cells, colours, prompts, names and page."""
    lines = [f"{form.id}　{form.name}　{form.notice}", "由 scripts/build_templates.py 生成，不要手改。"]
    for sheet in sheets:
        lines += ["", f"【{sheet.name}】" + ("（隐藏）" if sheet.hidden else ""), *_sheet(sheet)]
    return "\n".join(lines) + "\n"


def _sheet(sheet: SheetDrawing) -> Iterator[str]:
    if sheet.prints:
        repeat = f"　每页重复第 {sheet.repeat[0]}–{sheet.repeat[1]} 行" if sheet.repeat else ""
        yield f"打印 {sheet.prints.ref}　{'横' if sheet.landscape else '纵'}向{repeat}"
    yield "列宽 " + " ".join(
        f"{column_letters(column)}={width:g}" for column, (width, _) in sorted(sheet.widths.items())
    )
    yield "行高 " + " ".join(f"{row}={height:g}" for row, height in sorted(sheet.heights.items()))
    for put in sheet.puts:
        yield f"{_cells(put):<9} {put.style:<14} {_content(put.content)}".rstrip()
    for tint in sheet.tints:
        yield f"着色 {tint.style:<12} {' '.join(each.ref for each in tint.ranges)}　{tint.formula}"
    for allowed in sheet.allowed:
        rule = "　".join(f"{key}={value}" for key, value in allowed.rule.items())
        yield f"可填 {' '.join(each.ref for each in allowed.ranges)}　{rule}".replace("\n", "⏎")
    for name, area in sheet.names.items():
        yield f"名称 {name} → {area.ref}"


def _cells(put: Put) -> str:
    return Area(put.row, put.column, put.row + put.rows - 1, put.column + put.columns - 1).ref


def _content(content: Content) -> str:
    if content is None:
        return ""
    if isinstance(content, Formula):
        shown = content.shown if isinstance(content.shown, str) else plain(content.shown)
        return f"{content.text}　→ {shown}"
    if isinstance(content, Error):
        return content.code
    if isinstance(content, str | bool):
        return str(content).replace("\n", "⏎")
    return plain(content)
