"""Small grids: which figure belongs where is told by labels and heads, and what they don't tell is refused.

The checks that only reading makes: "AR729" row-unreadable, "AR730" cell-unreadable, "AR731" table-ambiguous, "AR732"
extra-column, "AR733" text-aside, "AR734" told-by-ties.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gouji.form.load import load_all
from gouji.place import Spot
from gouji.reading.block import Aside, Grid, GridCell, Line, Why
from gouji.reading.reading import Reading, Remark
from gouji.reading.recognise.recognise import recognise
from report_layouts import grid, numbered

FORMS = load_all()
OLD, NEW = FORMS
Rows = list[list[str]]


def plain(rows: Sequence[Sequence[str]], placed: bool = True) -> Grid:
    """A sheet without merges: every cell at its place."""
    return Grid(
        tuple(
            tuple(GridCell(text, at, column, place=Spot(0, 1, at + 1, column + 1)) for column, text in enumerate(row))
            for at, row in enumerate(rows)
        ),
        placed,
    )


def spread(form: int, table: str) -> Rows:
    """A table of the form as a sheet without merges has it: a label at the top left of what it goes over."""
    known = FORMS[form].table(table)
    rows = [[""] * known.width for _ in range(known.height)]
    for label in known.labels:
        rows[label.row][label.column] = label.text.replace("\n", "")
    figures = numbered(FORMS[form])
    for slot in known.slots:
        rows[slot.row][slot.column] = figures[slot.id]
    return rows


def exchanged(rows: Rows, one: int, other: int) -> Rows:
    """Two columns exchanged, heads and all."""
    order = list(range(len(rows[0])))
    order[one], order[other] = other, one
    return [[row[at] for at in order] for row in rows]


def raws(reading: Reading) -> dict[str, str]:
    return {figure_id: cell.value.raw for figure_id, cell in reading.figures.items()}


def expected(form: int, *tables: str) -> dict[str, str]:
    return {k: v for k, v in numbered(FORMS[form]).items() if k.partition(".")[0] in tables}


@pytest.mark.parametrize("table", ["disclosure", "applications", "disputes"])
@pytest.mark.parametrize("form", [0, 1])
def test_a_table_alone_without_merges_is_read_whole(form: int, table: str) -> None:
    reading = recognise([plain(spread(form, table))], FORMS)
    if table == "applications":
        assert reading.form == FORMS[form].id
    if reading.form == FORMS[form].id:
        assert raws(reading) == expected(form, table)


@pytest.mark.parametrize(("one", "other"), [(3, 9), (4, 5), (3, 4), (8, 9)])
def test_columns_exchanged_with_their_heads_are_read_under_them(one: int, other: int) -> None:
    reading = recognise([plain(exchanged(spread(1, "applications"), one, other))], FORMS)
    wrong = {k: v for k, v in raws(reading).items() if v != expected(1, "applications")[k]}
    assert wrong == {}


__all__ = ["Aside", "Line", "Remark", "Why", "grid"]
