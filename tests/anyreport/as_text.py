"""A report in, its plain text out, in each layout that published reports were seen in. Only order places a figure."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

from anyreport.document import Report, in_order
from anyreport.placed import Placed, in_rows, place
from anyreport.tables import Table
from anyreport.told import Print

Rows = list[list[Placed]]
_LONG = 14  # characters of a label that a narrow column breaks
_KEPT = 4  # lines at the beginning (title, first headings) that no change of lines touches


class Layout(NamedTuple):
    """blanks: whether blank cells are printed. covered: whether what a merge from above covers is a blank cell."""

    lines: Callable[[Rows], list[str]]
    blanks: bool = True
    covered: bool = False


def _bars(rows: Rows) -> list[str]:
    return ["| " + " | ".join(cell.text for cell in row) + " |" for row in rows if row]


def _bars_between(rows: Rows) -> list[str]:
    return [" | ".join(cell.text for cell in row) + " |" for row in rows if row]


def _markdown(rows: Rows) -> list[str]:
    first, *others = _bars(rows)
    return [first, "|" + "---|" * max(map(len, rows)), *others]


def _tabs(rows: Rows) -> list[str]:
    return ["\t".join(cell.text for cell in row) for row in rows if row]


def _tab_led(rows: Rows) -> list[str]:
    return [line for row in rows if row for line in (*("\t" + cell.text for cell in row), "")]


def _cell_and_bar(rows: Rows) -> list[str]:
    """Bars that end a row stand for the cells that a merge covers."""
    return [line for row in rows if row for line in (*(f"{cell.text} |" for cell in row), "||")]


def _cell_and_bar_alone(rows: Rows) -> list[str]:
    return [f"{cell.text} |" for row in rows for cell in row]


def _indented(rows: Rows) -> list[str]:
    return [line for row in rows for cell in row for line in ("  |", f"  {cell.text} |")]


def _cell_a_line(rows: Rows) -> list[str]:
    return [line for row in rows for cell in row for line in (cell.text, "")]


def _spaced(rows: Rows) -> list[str]:
    return [" ".join(cell.text for cell in row) for row in rows if row]


def _broken(rows: Rows) -> list[str]:
    """Text of a PDF: long labels go over two lines, the figures between them."""
    lines = []
    for row in rows:
        words = " ".join(cell.text for cell in row if cell.figure is None)
        figures = " ".join(cell.text for cell in row if cell.figure is not None)
        half = len(words) // 2
        lines += [words[:half], figures, words[half:]] if figures and half >= _LONG else [f"{words} {figures}".strip()]
    return lines


LAYOUTS = {
    "bars": Layout(_bars),
    "bars with covered cells": Layout(_bars, covered=True),
    "bars between": Layout(_bars_between, blanks=False),
    "markdown": Layout(_markdown),
    "tabs": Layout(_tabs),
    "tab led": Layout(_tab_led),
    "cell and bar": Layout(_cell_and_bar, blanks=False),
    "cell and bar alone": Layout(_cell_and_bar_alone, blanks=False),
    "bar, cell, bar": Layout(_indented, blanks=False),
    "cell a line": Layout(_cell_a_line, blanks=False),
    "spaced": Layout(_spaced, blanks=False),
    "spaced, labels broken": Layout(_broken, blanks=False),
}


def write(report: Report, layout: str, rng: random.Random, line_changes: int = 0) -> str:
    """Prints the report; line_changes: how many times lines are joined, broken or interrupted."""
    how = LAYOUTS[layout]
    lines: list[str] = []
    for item in in_order(report):
        lines += how.lines(_rows(item, how)) if isinstance(item, Table) else [item]
    for _ in range(line_changes):
        rng.choice((_join, _break, _page_number))(lines, rng)
    return "\n".join(lines) + "\n"


def how_told(layout: str) -> Print:
    """What matters of the layout for telling."""
    return Print(placed=False, blanks=LAYOUTS[layout].blanks)


def _rows(table: Table, how: Layout) -> Rows:
    cells = place(table)
    if how.covered:
        cells += [cell._replace(text="", row=cell.row + down, rows=1) for cell in cells for down in range(1, cell.rows)]
    rows = in_rows(cells)
    return rows if how.blanks else [[cell for cell in row if cell.text.strip()] for row in rows]


def _join(lines: list[str], rng: random.Random) -> None:
    """Two lines become one."""
    at = rng.randrange(_KEPT, max(_KEPT + 1, len(lines) - 1))
    if at + 1 < len(lines):
        lines[at : at + 2] = [f"{lines[at].rstrip()} {lines[at + 1].lstrip()}"]


def _break(lines: list[str], rng: random.Random) -> None:
    """A line goes on on the next one, broken at a space."""
    at = rng.randrange(_KEPT, len(lines))
    spaces = [index for index, mark in enumerate(lines[at]) if mark == " "]
    if spaces:
        cut = rng.choice(spaces)
        lines[at : at + 1] = [lines[at][:cut], lines[at][cut + 1 :]]


def _page_number(lines: list[str], rng: random.Random) -> None:
    lines.insert(rng.randrange(_KEPT, len(lines)), rng.choice(("- 3 -", "第 2 页 共 5 页", "— 12 —")))
