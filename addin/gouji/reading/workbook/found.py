"""Makes a Remark for each figure of a table that is missing, moved or swallowed by a merge."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from gouji.form.form import Form, Table
from gouji.form.row_names import by_row
from gouji.ooxml.book import Sheet
from gouji.place import Area, Place, reference
from gouji.reading.reading import Remark
from gouji.reading.workbook.sheet_texts import normal


def missing(form: Form, table: Table, found: Mapping[str, Place]) -> list[Remark]:
    """Makes one remark for each row that lacks cells."""
    lacking = [figure_id for figure_id in table.figures if figure_id not in found]
    return [Remark("cell-missing", ids, (None,) * len(ids), {"of": of}) for of, ids in by_row(form, table, lacking)]


def moved(sheet: Sheet, texts: Mapping[tuple[int, int], str], table: Table, own: set[int]) -> list[Remark]:
    """Makes the remarks that the cells' order on the sheet is not the form's grid, and that other rows stand between.
    own: the rows of figures. texts: those of the sheet."""
    remarks = [Remark("rows-moved", facts={"sheet": sheet.name})]
    labels = {normal(label.text) for label in table.labels}
    labels |= {normal(also) for block in table.blocks for line in block.lines for also in line.also}
    between: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in sorted(texts.items()):
        if min(own) < row < max(own) and row not in own:
            between.setdefault(row, []).append((column, text))
    for row, there in between.items():
        if not labels.intersection(text for _, text in there):
            column = there[0][0]
            stored = sheet.at(reference(row, column))
            facts = {"sheet": sheet.name, "found": stored.raw.strip() if stored else ""}
            remarks.append(Remark("extra-row", (), (Place(sheet.name, row, column),), facts))
    return remarks


def covered(form: Form, sheet: Sheet, found: Mapping[str, Place]) -> list[Remark]:
    """Makes a remark for each figure that a merge has swallowed: its own value is gone, and nobody can tell whose the
    remaining one is."""
    ours = {(place.row, place.column): figure_id for figure_id, place in found.items() if place.sheet == sheet.name}
    remarks = []
    for where in _overlapping(sheet.merges, ours):
        if where.size < len(ours) and ours.keys().isdisjoint(_swallowed(where)):
            continue  # a label between rows of figures
        for (row, column), figure_id in list(ours.items()):
            if where.covers(row, column) and (row, column) != (where.top, where.left):
                del ours[row, column]  # once is enough
                facts = {"of": form.figures[figure_id].label, "into": reference(where.top, where.left)}
                remarks.append(Remark("covered-by-merge", (figure_id,), (Place(sheet.name, row, column),), facts))
    return remarks


def _swallowed(where: Area) -> list[tuple[int, int]]:
    """The cells of a merge but for the one that shows."""
    columns = range(where.left, where.right + 1)
    return [(row, column) for row in range(where.top, where.bottom + 1) for column in columns][1:]


def _overlapping(merges: Iterable[Area], ours: Collection[tuple[int, int]]) -> Iterator[Area]:
    """The merges that reach into the rectangle of our cells: most are heads and labels beside it."""
    rows, columns = [row for row, _ in ours], [column for _, column in ours]
    top, bottom, left, right = min(rows), max(rows), min(columns), max(columns)
    for where in merges:
        if not ours:
            return
        if where.top <= bottom and where.bottom >= top and where.left <= right and where.right >= left:
            yield where
