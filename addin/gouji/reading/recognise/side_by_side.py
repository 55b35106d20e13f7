"""Takes grids apart in which tables of a form stand beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from gouji.reading.block import GridCell
from gouji.reading.recognise.labels import key
from gouji.reading.recognise.rows import Item, Row

_FEW = 3  # labels by which a table is told
_LONGEST = 200
_BESIDE = 1 << 20  # grids are numbered below this; the second table of one has this more


def apart(items: Sequence[Item], voters: Mapping[str, str]) -> list[Item]:
    """Gives the items, with a grid for each of the tables that stand beside each other in one. voters: label → the one
    table that has it."""
    found: list[Item] = []
    for _, run in groupby(items, lambda item: item.grid if isinstance(item, Row) and item.placed else None):
        each = list(run)
        rows = [item for item in each if isinstance(item, Row) and item.placed]
        cuts = _cuts(rows, voters)
        found += _cut(rows, cuts) if cuts else each
    return found


def _cuts(rows: Sequence[Row], voters: Mapping[str, str]) -> list[int]:
    """The columns where another table begins: right of every label of the one before, beside some of its rows."""
    at: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        for cell in row.cells:
            if 0 < len(cell.text) <= _LONGEST and (table := voters.get(key(cell.text))):
                at.setdefault(table, []).append((row.at, cell.column))
    places = sorted((each for each in at.values() if len(each) >= _FEW), key=lambda each: min(c for _, c in each))
    cuts = []
    for left, right in pairwise(places):
        first = min(column for _, column in right)
        beside = {row for row, _ in left} & {row for row, _ in right}
        if first <= max(column for _, column in left) or not beside:
            return []
        cuts.append(first)
    return cuts


def _cut(rows: Sequence[Row], cuts: Sequence[int]) -> Iterator[Row]:
    for number, (first, end) in enumerate(pairwise([0, *cuts, _BESIDE])):
        for row in rows:
            cells, above = _within(row.cells, first, end), _within(row.above, first, end)
            yield row._replace(grid=row.grid + number * _BESIDE, cells=cells, above=above)


def _within(cells: Sequence[GridCell], first: int, end: int) -> tuple[GridCell, ...]:
    return tuple(cell for cell in cells if first <= cell.column < end)
