"""Results in, as they come; the workbook 校验结果汇总 out: a row a file on 汇总, a row a finding on 问题.

Findings go to the disk as they come; of each file only its one row is kept until the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter

from gouji.atomic import replacing
from gouji.check import in_words
from gouji.check.finding import Finding, Result
from gouji.value import plain

_FILES = (
    ("文件", 46),
    ("机关", 28),
    ("年度", 7),
    ("口径", 14),
    ("结论", 10),
    ("错误", 7),
    ("需说明", 8),
    ("提示", 7),
    ("第一个问题", 70),
)
_FINDINGS = (
    ("文件", 30),
    ("机关", 18),
    ("年度", 7),
    ("级别", 8),
    ("编号", 8),
    ("工作表", 16),
    ("单元格", 16),
    ("问题", 52),
    ("左边", 9),
    ("右边", 9),
    ("差", 8),
    ("应为", 18),
    ("建议", 38),
    ("出错说明", 22),
)
_HEADS = 2  # rows: title, column heads
_CELL = 32767  # UTF-16 units that a cell holds
_LARGEST = 10**15  # beyond it a cell rounds: such a number is written as text
_LAST_ROW = 1_048_576
_LOOK = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_TINTS = {
    in_words.VERDICTS["error"]: ("#FBDAD7", "#9C1C12"),
    in_words.VERDICTS["unreadable"]: ("#FBDAD7", "#9C1C12"),
    in_words.VERDICTS["clean"]: ("#E4F1E4", "#2E7D32"),
    in_words.LEVELS["error"]: ("#FBDAD7", "#9C1C12"),
    in_words.LEVELS["warning"]: ("#FFE7B3", "#7A4B00"),
}

Cell = str | int | Decimal | None


def write(results: Iterable[Result], path: Path) -> None:
    """Writes the workbook whole or not at all. Text stays text whatever it begins with, so no cell is a formula.

    Raises GoujiError or OSError when the file can't be written.
    """
    with replacing(path) as unfinished:
        workbook = xlsxwriter.Workbook(str(unfinished), {"constant_memory": True})
        workbook.set_properties({"title": "校验结果汇总", "created": datetime.now()})
        looks = _looks(workbook)
        files, findings = (workbook.add_worksheet(name) for name in ("汇总", "问题"))
        _head(findings, "问题", _FINDINGS, looks)
        rows: list[Sequence[Cell]] = []
        verdicts: Counter[str] = Counter()
        below = _HEADS
        for result in results:
            verdicts[result.verdict] += 1
            rows.append(_file(result))
            for finding in result.findings:
                if below < _LAST_ROW:
                    _put(findings, below, _finding(result, finding), _FINDINGS, looks)
                    below += 1
        _close(findings, below, _FINDINGS, 3, looks)
        _head(files, in_words.totals(verdicts), _FILES, looks)
        for at, row in enumerate(rows[: _LAST_ROW - _HEADS], start=_HEADS):
            _put(files, at, row, _FILES, looks)
        _close(files, min(_HEADS + len(rows), _LAST_ROW), _FILES, 4, looks)
        workbook.close()


def _file(result: Result) -> Sequence[Cell]:
    counts = in_words.counts(result)
    first = result.findings[0].message if result.findings else ""
    verdict = in_words.VERDICTS[result.verdict]
    return (result.path, result.organization, result.year, result.scope, verdict, *counts.values(), first)


def _finding(result: Result, finding: Finding) -> Sequence[Cell]:
    return (
        result.path,
        result.organization,
        result.year,
        in_words.LEVELS[finding.severity],
        finding.code,
        in_words.sheets(finding),
        in_words.cells(finding),
        finding.message,
        finding.left,
        finding.right,
        finding.difference,
        in_words.should(finding),
        finding.advice,
        finding.explanation,
    )


# ---------------------------------------------------------------- XlsxWriter


def _looks(workbook: Any) -> dict[str, Any]:
    border = {"border": 1, "border_color": "#BFBFBF"}
    looks = {
        "title": {**_LOOK, "font_name": "黑体", "font_size": 14},
        "head": {**_LOOK, **border, "bold": True, "bg_color": "#EDEDED", "align": "center", "text_wrap": True},
        "text": {**_LOOK, **border, "text_wrap": True},
        "number": {**_LOOK, **border, "align": "center"},
    }
    tints = {word: {"bg_color": fill, "font_color": font} for word, (fill, font) in _TINTS.items()}
    return {name: workbook.add_format(look) for name, look in {**looks, **tints}.items()}


def _head(page: Any, title: str, columns: Sequence[tuple[str, int]], looks: dict[str, Any]) -> None:
    for at, (_, width) in enumerate(columns):
        page.set_column(at, at, width)
    page.set_row(0, 28)
    page.write_string(0, 0, f"校验结果汇总　{title}", looks["title"])
    page.set_row(1, 22)
    for at, (name, _) in enumerate(columns):
        page.write_string(1, at, name, looks["head"])


def _put(page: Any, row: int, cells: Sequence[Cell], columns: Sequence[tuple[str, int]], looks: dict[str, Any]) -> None:
    """One row, as high as its longest text: LibreOffice would leave it at one line."""
    lines = [_lines(cell, width) for cell, (_, width) in zip(cells, columns, strict=True)]
    page.set_row(row, min(409, 15 * max(lines) + 4))
    for kept in ("row_info", "row_sizes"):  # XlsxWriter keeps what it knows of a row; the one before is not written yet
        getattr(page, kept, {}).pop(row - 2, None)
    for column, cell in enumerate(cells):
        if cell is None or cell == "":
            page.write_blank(row, column, None, looks["text"])
        elif isinstance(cell, str) or not -_LARGEST < cell < _LARGEST:
            page.write_string(row, column, _text(cell), looks["text"])
        else:
            page.write_number(row, column, int(cell) if cell == int(cell) else float(cell), looks["number"])


def _text(cell: Cell) -> str:
    text = cell if isinstance(cell, str) else plain(Decimal(cell or 0))
    return text.encode("utf-16-le", "replace")[: 2 * _CELL].decode("utf-16-le", "ignore")


def _lines(cell: Cell, width: int) -> int:
    """Lines that a cell takes: a Chinese character is about two of the units that widths are counted in."""
    if not isinstance(cell, str):
        return 1
    units: int = sum(2 if char > "\u02ff" else 1 for char in cell)
    return max(1, ceil(units / (width - 1)))


def _close(page: Any, below: int, columns: Sequence[tuple[str, int]], tinted: int, looks: dict[str, Any]) -> None:
    """Filter, colours of one column, what stays in view, how it prints."""
    last = max(below - 1, _HEADS)
    page.autofilter(_HEADS - 1, 0, last, len(columns) - 1)
    page.freeze_panes(_HEADS, 1)
    for word in _TINTS:
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": looks[word]}
        page.conditional_format(_HEADS, tinted, last, tinted, rule)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADS - 1)
    page.set_footer("&C&9第 &P 页　共 &N 页")
