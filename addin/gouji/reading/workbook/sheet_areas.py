"""Cuts a sheet into the areas where tables stand, side by side or below each other, without what is written beside
them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from gouji.ooxml.book import MAX_COLUMNS, MAX_ROWS
from gouji.place import Area
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


def areas(sheet: Filled, labels: Known) -> list[Area]:
    """Gives the areas of a sheet, from the top; of what stands side by side the left one first."""
    if not sheet.texts:
        return []
    return [_without_margin(sheet, area, labels) for area in _apart(sheet, used(sheet), labels)]


def used(sheet: Filled) -> Area:
    """Gives what is filled, with the merges that begin there: figures stand below them, blank or not."""
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
    for row, row_of in by_row(sheet, area):
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


def by_row(sheet: Filled, area: Area) -> list[tuple[int, dict[int, str]]]:
    """Gives what stands in an area: (row, column → text), from the top."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), text in sheet.texts.items():
        if area.covers(row, column):
            rows.setdefault(row, {})[column] = text
    return sorted(rows.items())
