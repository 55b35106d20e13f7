"""A report in, the same report out with its labels and heads worded as offices word them."""

from __future__ import annotations

import re
from collections.abc import Callable

from anyreport.document import Report
from anyreport.office_tables import table
from anyreport.tables import Row, Words, spelled

_ORDINAL = re.compile(r"(（[一二三四五六七]）|[一二三四]、|[1-8]\.)(?=\S{2})")
_CIRCLED = "①②③④⑤⑥⑦⑧"
_LONG = 8  # characters of a label that can lose two


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


def broken(report: Report) -> None:
    """Labels and heads are broken into lines of a few characters."""

    def change(text: str, number: int) -> str:
        width = 2 + number % 5
        return "\n".join(text[at : at + width] for at in range(0, len(text), width))

    _each(report, change)


def other_totals(report: Report) -> None:
    """合计 for every 总计."""
    _each(report, lambda text, _: text.replace("总计", "合计"))
