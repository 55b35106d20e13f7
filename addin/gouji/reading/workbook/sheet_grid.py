"""Makes blocks of a sheet, as the recogniser reads them: a grid for each table that stands there, a line for each text
above, between and below them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from gouji.ooxml.book import MAX_COLUMNS, MAX_ROWS
from gouji.place import Area, Place
from gouji.reading.block import Block, Grid, GridCell, Line
from gouji.reading.recognise.labels import LONGEST, Labels, key

_FEW = 3  # labels of a table by which it is told
_MOST = 0.6  # share of a table's labels that make a whole one of it
_WIDEST_MERGE = 1000  # cells
_MOST_LABELS = 1000  # of tables beside each other; a form has about a hundred
_PIECES = 40  # that one sheet is cut into

Spot = tuple[int, int]  # row, column


class Known(NamedTuple):
    """The labels by which pieces of a sheet are told. of: a label of one table alone → the table. once: those that a
    table prints once. labels: every label of any table. sizes: of a table's own labels how many there are."""

    of: Mapping[str, str]
    once: frozenset[str]
    labels: frozenset[str]
    sizes: Mapping[str, int]


class Filled(NamedTuple):
    """What stands in a sheet, by row and column from one. merges: by their first cell."""

    title: str
    texts: Mapping[Spot, str]
    merges: Mapping[Spot, Area]


def known(tables: Mapping[str, Labels]) -> Known:
    """Gives the labels of a form's tables, by the tables' ids, ready to tell them apart."""
    every = [(label, table_id) for table_id, labels in tables.items() for label in labels.own]
    times = Counter(label for label, _ in every)
    of = {label: table_id for label, table_id in every if times[label] == 1}
    printed = Counter(key(label.text) for labels in tables.values() for label in labels.table.labels)
    once = frozenset(label for label in of if printed[label] == 1)
    return Known(of, once, frozenset(times), Counter(of.values()))


def filled(title: str, texts: Mapping[Spot, str], merges: Collection[Area]) -> Filled:
    """Gives the sheet, and of its merges those that begin with something and hide nothing. One that hides something was
    left behind where rows were moved; whose figures it has swallowed is said elsewhere."""
    begins = {
        (where.top, where.left): where
        for where in merges
        if (where.top, where.left) in texts and not _hides(where, texts)
    }
    return Filled(title, texts, begins)


def _hides(where: Area, texts: Mapping[Spot, str]) -> bool:
    if where.size > _WIDEST_MERGE:
        return True  # no label or title is so large
    rows, columns = range(where.top, where.bottom + 1), range(where.left, where.right + 1)
    return any((row, column) in texts for row in rows for column in columns if (row, column) != (where.top, where.left))


def blocks(sheet: Filled, labels: Known) -> list[Block]:
    """Gives the blocks of a sheet, from the top; of what stands side by side the left one first."""
    found: list[Block] = []
    if sheet.texts:
        for area in _apart(sheet, _used(sheet), labels):
            found += _blocks(sheet, _without_margin(sheet, area, labels), labels)
    return found


def _used(sheet: Filled) -> Area:
    """What is filled, with the merges that begin there: figures stand below them, blank or not."""
    rows, columns = [row for row, _ in sheet.texts], [column for _, column in sheet.texts]
    bottom = max([*rows, *(where.bottom for where in sheet.merges.values())])
    right = max([*columns, *(where.right for where in sheet.merges.values())])
    return Area(min(rows), min(columns), min(bottom, MAX_ROWS), min(right, MAX_COLUMNS))


# ---------------------------------------------------------------- tables side by side


def _apart(sheet: Filled, area: Area, labels: Known, pieces: int = _PIECES) -> Iterator[Area]:
    """Cuts an area where blank columns part two tables, and where a table begins a second time."""
    cut = _beside(sheet, area, labels) if pieces > 1 else None
    if cut is None:
        yield from _again(sheet, area, labels)
        return
    for each in cut:
        yield from _apart(sheet, each, labels, pieces // 2)


def _beside(sheet: Filled, area: Area, labels: Known) -> list[Area] | None:
    rows: dict[int, set[int]] = {}  # row → the columns that are taken
    votes: dict[str, list[Spot]] = {}
    for (row, column), text in sheet.texts.items():
        if area.covers(row, column):
            where = sheet.merges.get((row, column))
            taken = range(column, where.right + 1) if where else (column,)
            for reached in range(row, (where.bottom if where else row) + 1):
                rows.setdefault(reached, set()).update(taken)
            if len(text) <= LONGEST and (table_id := labels.of.get(key(text))):
                votes.setdefault(table_id, []).append((row, column))
    strong = {table_id: sorted(spots) for table_id, spots in votes.items() if len(spots) >= _FEW}
    if sum(map(len, strong.values())) > _MOST_LABELS:
        return None
    best: tuple[int, int, int, int] | None = None  # rows, −column, top, bottom
    for column in range(area.left + 1, area.right):
        sides = {
            table_id: ([row for row, at in spots if at < column], [row for row, at in spots if at > column])
            for table_id, spots in strong.items()
        }
        for top, bottom in _runs(area, rows, column):
            if _part_tables(sides, labels, top, bottom):
                best = max(best or (0, 0, 0, 0), (bottom - top, -column, top, bottom))
    if best is None:
        return None
    _, column, top, bottom = best
    pieces = (
        area._replace(bottom=top - 1),
        Area(top, area.left, bottom, -column - 1),
        Area(top, 1 - column, bottom, area.right),
        area._replace(top=bottom + 1),
    )
    return [each for each in pieces if each.top <= each.bottom]


def _runs(area: Area, rows: Mapping[int, set[int]], column: int) -> Iterator[tuple[int, int]]:
    """The runs of rows in which a column is free."""
    top = area.top
    for row in range(area.top, area.bottom + 2):
        if row > area.bottom or column in rows.get(row, ()):
            if row - top > 1:
                yield top, row - 1
            top = row + 1


def _part_tables(
    sides: Mapping[str, tuple[Sequence[int], Sequence[int]]], labels: Known, top: int, bottom: int
) -> bool:
    """Whether tables stand on both sides of a column, between two rows; the same one only if it is whole each time.
    sides: table → the rows of its labels on the left and on the right, rising."""
    left, right = (
        {table_id: bisect_right(both[side], bottom) - bisect_left(both[side], top) for table_id, both in sides.items()}
        for side in (0, 1)
    )
    there = [{table_id for table_id, count in side.items() if count >= _FEW} for side in (left, right)]
    return all(there) and all(
        min(left[table_id], right[table_id]) >= _MOST * labels.sizes[table_id] for table_id in there[0] & there[1]
    )


def _without_margin(sheet: Filled, area: Area, labels: Known) -> Area:
    """Cuts off what stands right of a table behind a blank column, and bears none of its labels: notes, sums of one's
    own."""
    rights = [
        where.right if (where := sheet.merges.get((row, column))) else column
        for (row, column), text in sheet.texts.items()
        if area.covers(row, column) and len(text) <= LONGEST and key(text) in labels.labels
    ]
    if not rights:
        return area
    taken = {
        reached
        for (row, column) in sheet.texts
        if area.covers(row, column)
        for reached in range(column, (sheet.merges[row, column].right if (row, column) in sheet.merges else column) + 1)
    }
    end = next((column for column in range(max(rights) + 1, area.right) if column not in taken), None)
    return area if end is None else area._replace(right=end - 1)


# ---------------------------------------------------------------- a table a second time below


def _again(sheet: Filled, area: Area, labels: Known) -> Iterator[Area]:
    """Cuts an area above the rows where a table of which most was there begins once more."""
    top = area.top
    seen: dict[str, set[str]] = {}
    last = area.top  # row of the last label that was new
    for row, row_of in _by_row(sheet, area):
        own = [key(text) for text in row_of.values() if len(text) <= LONGEST]
        new = [(label, labels.of[label]) for label in own if label in labels.once]
        again = [table_id for label, table_id in new if label in seen.get(table_id, ())]
        if any(len(seen[table_id]) >= _MOST * labels.sizes[table_id] for table_id in again):
            cut = _title_above(sheet, area, last, row)
            yield area._replace(top=top, bottom=cut - 1)
            top, seen = cut, {}
        for label, table_id in new:
            seen.setdefault(table_id, set()).add(label)
        if len(row_of) > 1:
            last = row
    yield area._replace(top=top)


def _title_above(sheet: Filled, area: Area, last: int, row: int) -> int:
    """The first row that belongs to a table: what stands alone in its row right above it is its title."""
    return max(last + 1, area.top + 1) if last < row else row


def _by_row(sheet: Filled, area: Area) -> list[tuple[int, dict[int, str]]]:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), text in sheet.texts.items():
        if area.covers(row, column):
            rows.setdefault(row, {})[column] = text
    return sorted(rows.items())


# ---------------------------------------------------------------- grids and lines


def _blocks(sheet: Filled, area: Area, labels: Known) -> Iterator[Block]:
    """The texts above and below the table are lines, and so are those between two tables."""
    part: list[tuple[int, dict[int, str]]] = []
    waiting: list[tuple[int, dict[int, str]]] = []
    told = ""
    for row, row_of in _by_row(sheet, area):
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
        for at, (_, row_of) in enumerate(_by_row(sheet, _used(sheet)) if sheet.texts else ())
    ]
    return [Grid(tuple(rows), False, sheet.title)] if rows else []
