"""Reads a report's plain text into blocks: a line of text each, and grids of the rows that show that they are rows.

A table shows by its own lines how it is set, whatever the rest of the text looks like. What only the form can tell (one
cell a line, cells set apart by blanks) stays lines here; the recogniser looks at those again with the form at hand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.place import Spot
from gouji.reading.bare_text import is_figure, plain_to_see
from gouji.reading.block import Block, Grid, GridCell, Line
from gouji.reading.printed.notes import without_notes

Row = tuple[str, ...]
Item = str | Row

_MARKDOWN = re.compile(r"#{1,6}\s+|\*\*|\\(?=[|*_#.\-])")
_RULE = re.compile(r"\|?\s*+:?-{3,}:?\s*+(\|\s*+:?-{3,}:?\s*+)*\|?\s*+\Z")
_ROW_END = re.compile(r"\|+\Z")
_ARTEFACT = re.compile(r"\[bookmark:[^\]]{0,200}\]")
_PAGE_NUMBER = re.compile(r"\s*[-—–－]\s*\d{1,3}\s*[-—–－]\s*\Z|\s*第\s*\d{1,3}\s*页(\s*共\s*\d{1,3}\s*页)?\s*\Z")

_BROKEN_OFF = 4  # what a line break may have cut off a figure: a unit; more than that is the next paragraph


def blocks(text: str) -> list[Block]:
    """Reads plain text, also with signs of Markdown. Cells and lines are stripped; blank lines are left out."""
    lines = text.splitlines()
    skipped = len(lines) - len(without_notes(lines))
    taking = _Taking()
    kept = [
        (number, plain_to_see(_ARTEFACT.sub("", line)))
        for number, line in enumerate(lines[skipped:], start=skipped + 1)
    ]
    kept = [(number, line) for number, line in kept if not is_page_number(line)]
    shown = [line.strip() for _, line in kept if line.strip()]
    at = 0
    for number, line in kept:
        around = shown[max(at - 1, 0) : at] + shown[at + 1 : at + 2]
        at += bool(line.strip())
        _take(number, line, around, taking)
    taking.end_row()
    taking.end_grid()
    return taking.found


def is_page_number(text: str) -> bool:
    """Whether a line is only a page number: `— 3 —`, `第 3 页 共 9 页`."""
    return bool(_PAGE_NUMBER.match(text))


@dataclass(slots=True)
class _Taking:
    """Blocks found so far, with the grid and the row that are still open."""

    found: list[Block] = field(default_factory=list)
    rows: list[tuple[GridCell, ...]] = field(default_factory=list)
    row: list[GridCell] = field(default_factory=list)  # cells led by tabs, one a line

    def line(self, number: int, text: str) -> None:
        self.end_grid()
        self.found.append(Line(text, Spot(line=number)))

    def cells(self, number: int, texts: Sequence[str]) -> None:
        self.rows.append(
            tuple(
                GridCell(text, len(self.rows), column, place=Spot(line=number, column=column + 1))
                for column, text in enumerate(texts)
            )
        )

    def end_row(self) -> None:
        if self.row:
            self.rows.append(tuple(cell._replace(row=len(self.rows)) for cell in self.row))
            self.row = []

    def end_grid(self) -> None:
        if self.rows:
            self.found.append(Grid(tuple(self.rows), placed=False))
            self.rows = []


def _take(number: int, line: str, around: Sequence[str], taking: _Taking) -> None:
    """Takes one line. around: the lines before and after it that say anything."""
    clean = line.strip()
    if line.startswith("\t") and "\t" not in clean:  # a tab leads a cell; alone it is a blank one
        taking.row.append(GridCell(clean, 0, len(taking.row), place=Spot(line=number)))
        return
    if taking.row and clean and "\t" not in clean and "|" not in clean and _goes_on(taking.row[-1].text, clean):
        last = taking.row[-1]
        joined = f"{last.text} {clean}" if is_figure(clean) else last.text + clean  # two figures never become one
        taking.row[-1] = last._replace(text=joined)
        return
    taking.end_row()
    marked = _MARKDOWN.sub("", line).strip()
    if not clean or ("|" in clean and (_RULE.match(line) or _ROW_END.match(clean))):
        return
    if "|" in marked:
        is_cell = _is_one_cell(marked) and any(_ROW_END.match(each) or _is_one_cell(each) for each in around)
        if is_cell:  # one cell a line: where its row ends only the form can tell
            taking.line(number, marked.strip("| \t"))
        else:
            taking.cells(number, _cells(marked))
    elif "\t" in line.rstrip(" "):
        taking.cells(number, [cell.strip() for cell in line.strip(" ").split("\t")])  # a tab at the end: a blank cell
    elif marked:
        taking.line(number, marked)


def _is_one_cell(text: str) -> bool:
    """Whether a line is a cell with a bar on one side of it."""
    return text.count("|") == 1 and "|" in (text[0], text[-1]) and bool(text.replace("|", "").strip())


def _goes_on(before: str, text: str) -> bool:
    """Whether a line without a tab completes the cell above it: a broken label, the unit of a figure."""
    return bool(before) and (len(text) <= _BROKEN_OFF or not is_figure(before))


def _cells(line: str) -> Row:
    inner = line.removeprefix("|").removesuffix("|")
    return tuple(cell.strip() for cell in inner.split("|"))
