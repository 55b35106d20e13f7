"""Tells apart tables that stand several times in a file (two years, a copy), and reads the one that is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from gouji.form.form import Form
from gouji.place import to_text
from gouji.reading.bare_text import is_figure
from gouji.reading.content import Choice
from gouji.reading.reading import Cell, Remark
from gouji.reading.recognise.labels import Labels
from gouji.reading.recognise.rows import Item, Row
from gouji.reading.recognise.spoken import say
from gouji.reading.recognise.table import Read, read_table

_TOP = 4  # rows at the top of a copy that may say whose it is
_SHOWN = 4  # copies that are named
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_ALL_AGAIN = 3  # rows one after the other that were there before
_SAME_ROWS = 2  # rows that two grids share when one is no continuation of the other


def read_copies(items: Sequence[Item], labels: Labels, form: Form, choice: Choice | None) -> Read:
    """Reads a table that may stand several times. Copies with other figures are both named, and neither is taken."""
    copies = _meant(_copies(items, labels), choice)
    reads = [read_table(list(copy), labels, form) for copy in copies]
    if len(reads) == 1:
        return reads[0]
    differing = [
        figure_id
        for figure_id in labels.table.figures
        if len({read.figures[figure_id].value for read in reads if figure_id in read.figures}) > 1
    ]
    if not differing:
        best = max(reads, key=lambda read: len(read.figures))
        merged: dict[str, Cell] = {}
        for read in reads:
            merged |= {figure_id: cell for figure_id, cell in read.figures.items() if figure_id not in merged}
        remarks = tuple(each for each in best.remarks if not each.cells or not set(each.cells) <= set(merged))
        return Read(merged, remarks)
    first = differing[0]
    shown = [
        say("copies.at", where=_where(copy), of=form.figures[first].label, value=read.figures[first].value.raw)
        for copy, read in zip(copies, reads, strict=True)
        if first in read.figures
    ]
    facts = {"table": labels.table.number, "count": str(len(copies)), "reason": "；".join(shown[:_SHOWN])}
    ids = labels.table.figures
    places = tuple(reads[0].figures[each].place if each in reads[0].figures else None for each in ids)
    return Read({}, (Remark("table-ambiguous", ids, places, facts),))


def _meant(copies: Sequence[Sequence[Item]], choice: Choice | None) -> Sequence[Sequence[Item]]:
    """The copies that a person asked for; all of them where none is."""
    if choice is None:
        return copies
    chosen = [copy for copy in copies if (choice.sheet and _sheet(copy) == choice.sheet) or choice.year in _years(copy)]
    return chosen or copies


def _sheet(copy: Sequence[Item]) -> str:
    return next((row.caption[0] for row in copy if isinstance(row, Row) and row.caption), "")


def _years(copy: Sequence[Item]) -> set[int]:
    """The years that the title of its sheet says, failing that what stands right over it."""
    first = [item for item in copy if isinstance(item, Row)][:_TOP]
    alone = [texts[0] for row in first if len(texts := [cell.text for cell in row.cells if cell.text]) == 1]
    sheet, *before = next((row.caption for row in first if row.caption), ("",))
    captions = [sheet, *alone, *before]
    said = [set(map(int, _YEAR.findall(text))) for text in captions]
    return next((years for years in said if years), set())


def year_of_sheets(items: Sequence[Item], choice: Choice | None) -> str:
    """Gives the year that a person asked for, or the one that the titles of sheets say; "" where they say several."""
    if choice is not None and choice.year is not None:
        return str(choice.year)
    titles = {item.caption[0] for item in items if isinstance(item, Row) and item.caption}
    if choice is not None and choice.sheet:
        titles &= {choice.sheet}
    years = {year for title in titles for year in _YEAR.findall(title)}
    return years.pop() if len(years) == 1 else ""


def _where(copy: Sequence[Item]) -> str:
    """The sheet that a copy stands on, else where its first cell is."""
    row = next(item for item in copy if isinstance(item, Row))
    return _sheet(copy) or to_text(next((cell.place for cell in row.cells if cell.place is not None), None))


def _copies(items: Sequence[Item], labels: Labels) -> list[list[Item]]:
    """The items of each copy. A grid goes on with the one before it unless both name the same rows."""
    copies: list[list[Item]] = []
    seen: set[int] = set()
    waiting: list[Item] = []  # lines and heads, which go with what follows
    rows = [(item, _lines(item, labels)) for item in items]
    whole = _of_grids(rows)
    grid: int | None = None
    for at, (item, own) in enumerate(rows):
        if isinstance(item, Row) and item.grid != grid:
            grid = item.grid
            if copies and len(seen & whole[grid]) >= min(_SAME_ROWS, max(len(whole[grid]), 1)):
                copies.append([])
                seen = set()
        elif own and own <= seen and _again(rows, at, seen):
            copies.append([])
            seen = set()
        waiting.append(item)
        if own:
            copies = copies or [[]]
            copies[-1] += waiting
            waiting = []
            seen |= own
    copies = copies or [[]]
    copies[-1] += waiting
    return [copy for copy in copies if any(isinstance(item, Row) for item in copy)] or [list(items)]


def _lines(item: Item, labels: Labels) -> set[int]:
    """The lines that a row names, by a label that stands over no column; of a table whose rows have no labels the only
    one, when the row is full of figures."""
    found: set[int] = set()
    if isinstance(item, Row) and not labels.names:
        return {0} if sum(is_figure(cell.text) for cell in item.cells) >= labels.width(0) else set()
    if isinstance(item, Row):
        for cell in item.cells:
            named = labels.name(cell.text) if cell.text else None
            if named is not None and not named.is_group and not labels.is_column_head(cell.text):
                found.update(named.lines)
    return found


def _of_grids(rows: Sequence[tuple[Item, set[int]]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for item, own in rows:
        if isinstance(item, Row):
            found.setdefault(item.grid, set()).update(own)
    return found


def _again(rows: Sequence[tuple[Item, set[int]]], at: int, seen: set[int]) -> bool:
    """Whether rows begin that were all there before: another copy, not a row given twice."""
    following = (rows[number][1] for number in range(at, len(rows)))
    named = list(islice((own for own in following if own), _ALL_AGAIN))
    lines = [min(own) for own in named]
    return len(named) == _ALL_AGAIN and all(own <= seen for own in named) and lines == sorted(set(lines))
