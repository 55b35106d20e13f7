"""Makes blocks of a sheet, as the recogniser reads them: a grid for each table that stands there, a line for each text
above, between and below them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from gouji.ooxml.book import MAX_ROWS
from gouji.place import Area, Place
from gouji.reading.block import Block, Grid, GridCell, Line
from gouji.reading.recognise.labels import LONGEST, key
from gouji.reading.workbook.sheet_areas import Filled, Known, areas, by_row, used


def blocks(sheet: Filled, labels: Known) -> list[Block]:
    """Gives the blocks of a sheet, from the top; of what stands side by side the left one first."""
    return [block for area in areas(sheet, labels) for block in _blocks(sheet, area, labels)]


def _blocks(sheet: Filled, area: Area, labels: Known) -> Iterator[Block]:
    """The texts above and below the table are lines, and so are those between two tables."""
    part: list[tuple[int, dict[int, str]]] = []
    waiting: list[tuple[int, dict[int, str]]] = []
    told = ""
    for row, row_of in by_row(sheet, area):
        if _is_line(row_of, labels) or _is_across(sheet, area, row, row_of):
            waiting.append((row, row_of))
            continue
        table_id = _told(row_of, labels)
        if part and waiting and table_id and table_id != told:
            yield _grid(sheet, area, part, labels)
            yield from _lines(sheet, waiting)
            part, waiting = [], []
        elif not part:
            yield from _lines(sheet, waiting)
            waiting = []
        told = table_id or told
        part += [*waiting, (row, row_of)]
        waiting = []
    if part:
        yield _grid(sheet, area, part, labels)
    yield from _lines(sheet, waiting)


def _told(row_of: Mapping[int, str], labels: Known) -> str:
    of = Counter(labels.of[key(text)] for text in row_of.values() if len(text) <= LONGEST and key(text) in labels.of)
    return max(of, key=lambda each: of[each], default="")


def _is_line(row_of: Mapping[int, str], labels: Known) -> bool:
    """Whether a text stands alone in its row and is no label of a table."""
    if len(row_of) > 1:
        return False
    text = next(iter(row_of.values()))
    return len(text) > LONGEST or (bool(key(text)) and not key(text).isdigit() and key(text) not in labels.labels)


def _is_across(sheet: Filled, area: Area, row: int, row_of: Mapping[int, str]) -> bool:
    """Whether one merged cell takes the whole row, from the first column to the last: no figure is as wide as that."""
    column = min(row_of)
    where = sheet.merges.get((row, column))
    return len(row_of) == 1 and where is not None and area.left == column < where.right == area.right


def _lines(sheet: Filled, rows: Sequence[tuple[int, Mapping[int, str]]]) -> Iterator[Line]:
    for row, row_of in rows:
        for column, text in row_of.items():
            yield Line(" ".join(text.split()), Place(sheet.title, row, column))


def _grid(
    sheet: Filled, area: Area, part: Sequence[tuple[int, Mapping[int, str]]], labels: Known | None = None
) -> Grid:
    """Every cell of the rectangle, blank ones too: they may be figures that are not filled in."""
    first, last = part[0][0], part[-1][0]
    here = {(row, column): text for row, row_of in part for column, text in row_of.items()}
    spans = {spot: where for spot, where in sheet.merges.items() if spot in here}
    last = max([last, *(min(where.bottom, area.bottom) for where in spans.values())])
    left = min(column for _, column in here)
    right = max([*(column for _, column in here), *(min(where.right, area.right) for where in spans.values())])
    if labels and _waits(part[-1][1], labels) and _is_free(sheet, last + 1, left, right):
        last += 1
    covered = {
        (row, column)
        for (top, at), where in spans.items()
        for row in range(top, min(where.bottom, last) + 1)
        for column in range(at, min(where.right, right) + 1)
        if (row, column) != (top, at)
    }
    rows: list[tuple[GridCell, ...]] = []
    filled_rows = {row for row, _ in part}
    for row in range(first, last + 1):
        if row not in filled_rows and row - 1 not in filled_rows:
            rows.append(())  # one blank row may be figures that are not filled in, more are none
            continue
        cells = []
        for column in range(left, right + 1):
            if (row, column) not in covered:
                where = spans.get((row, column))
                down = min(where.bottom, last) - row + 1 if where else 1
                along = min(where.right, right) - column + 1 if where else 1
                place = Place(sheet.title, row, column)
                cells.append(GridCell(here.get((row, column), ""), row - first, column - left, down, along, place))
        rows.append(tuple(cells))
    return Grid(tuple(rows), True, sheet.title)


def _waits(last: Mapping[int, str], labels: Known) -> bool:
    """Whether a table ends with heads: the row of its figures, which no label names, is not filled in yet."""
    return len(last) > 1 and all(key(text) in labels.labels for text in last.values())


def _is_free(sheet: Filled, row: int, left: int, right: int) -> bool:
    return row <= MAX_ROWS and all((row, column) not in sheet.texts for column in range(left, right + 1))


def whole(sheet: Filled) -> list[Block]:
    """Gives a sheet as one grid of what is filled, uncut: enough to tell what its labels are."""
    rows = [
        tuple(GridCell(text, at, column) for column, text in sorted(row_of.items()))
        for at, (_, row_of) in enumerate(by_row(sheet, used(sheet)) if sheet.texts else ())
    ]
    return [Grid(tuple(rows), False, sheet.title)] if rows else []
