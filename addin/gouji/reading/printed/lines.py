"""Reads a report's plain text into items: paragraphs (str) and table rows (Row), in the order of reading.

A layout is a small function that takes lines and yields items. What a layout can't tell (one cell a line, cells set
apart by spaces only) stays paragraphs here; `tables_in_text` looks at those again with the form at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gouji.reading.bare_text import is_figure, plain_to_see
from gouji.reading.printed.notes import without_notes

Row = tuple[str, ...]
Item = str | Row

_MARKDOWN = re.compile(r"#{1,6}\s+|\*\*|\\(?=[|*_#.\-])")
_RULE = re.compile(r"\|?\s*+:?-{3,}:?\s*+(\|\s*+:?-{3,}:?\s*+)*\|?\s*+\Z")
_ROW_END = re.compile(r"\|+\Z")
_ARTEFACT = re.compile(r"\[bookmark:[^\]]{0,200}\]")
_PAGE_NUMBER = re.compile(r"\s*[-—–－]\s*\d{1,3}\s*[-—–－]\s*\Z|\s*第\s*\d{1,3}\s*页(\s*共\s*\d{1,3}\s*页)?\s*\Z")

_BROKEN_OFF = 4  # what a line break may have cut off a figure: a unit; more than that is the next paragraph


def items(text: str) -> list[Item]:
    """Reads plain text, also with signs of Markdown. Cells and paragraphs are stripped; blank ones are left out."""
    lines = [plain_to_see(_ARTEFACT.sub("", line)) for line in text.splitlines()]
    lines = [line for line in without_notes(lines) if not is_page_number(line)]
    if any(line.startswith("\t") for line in lines):
        return list(_tab_led(lines))
    if any(_ROW_END.match(line) for line in lines):
        return list(_cell_a_line(lines))
    return list(_row_a_line(lines))


def is_page_number(text: str) -> bool:
    """Whether a line is only a page number: `— 3 —`, `第 3 页 共 9 页`."""
    return bool(_PAGE_NUMBER.match(text))


def _row_a_line(lines: Iterable[str]) -> Iterator[Item]:
    """`| 规章 | 0 | 0 | 0 |`, with or without the outer bars, Markdown's rules between; or cells parted by tabs."""
    for line in lines:
        if _RULE.match(line) and "|" in line:
            continue
        clean = _MARKDOWN.sub("", line).strip()
        if "|" in clean:
            yield _cells(clean)
        elif "\t" in line.rstrip(" "):
            yield tuple(cell.strip() for cell in line.strip(" ").split("\t"))  # a tab at the end: a blank cell
        elif clean:
            yield clean


def _cells(line: str) -> Row:
    inner = line.removeprefix("|").removesuffix("|")
    return tuple(cell.strip() for cell in inner.split("|"))


def _cell_a_line(lines: Iterable[str]) -> Iterator[Item]:
    """`规章 |` alone on a line; a line of bars only ends the row (it stands for cells that were dropped as well)."""
    row: list[str] = []
    for line in lines:
        clean = line.strip()
        if clean.endswith("|") and not _ROW_END.match(clean):
            row += _cells(clean)
            continue
        if row:
            yield tuple(row)
            row = []
        if clean and not _ROW_END.match(clean):
            yield clean
    if row:
        yield tuple(row)


def _tab_led(lines: Iterable[str]) -> Iterator[Item]:
    """A tab leads each cell, a blank line ends the row, a tab alone is a blank cell, a line without a tab goes on
    with the label above it. A line with further tabs is a whole row."""
    row: list[str] = []
    for line in lines:
        if line.startswith("\t") and "\t" not in line.strip():
            row.append(line.strip())
            continue
        clean = line.strip()
        if row and clean and "\t" not in clean and row[-1] and (len(clean) <= _BROKEN_OFF or not is_figure(row[-1])):
            row[-1] += f" {clean}" if is_figure(clean) else clean  # two figures never become one number
            continue
        if row:
            yield tuple(row)
            row = []
        if "\t" in line.rstrip(" "):
            yield tuple(cell.strip() for cell in line.strip(" ").split("\t"))
        elif clean:
            yield clean
    if row:
        yield tuple(row)
