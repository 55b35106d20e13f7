"""The columns of a roster, as data, and where each of them stands on a sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gouji.check.similar_names import same
from gouji.collect.roster.table import RosterSheet
from gouji.form.form import Form
from gouji.words import beside

say = beside(__file__)

NAME = "name"
_LOOK_IN = 30  # rows in which the heads must stand
_PARTS = re.compile(r"[、；;，,|｜\n]")
_HEAD_PARTS = re.compile(r"[/／、（(【\[\n]|或者?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column. id: a field of Unit. info: the form's field that says the same of a file, "" for none: its label is a
    head too.

    also: other heads met in real rosters, the likeliest first. prompt, example: for who fills in a roster.
    """

    id: str
    head: str
    also: tuple[str, ...]
    info: str
    required: bool
    width: int
    prompt: str
    example: str


@cache
def known_columns() -> tuple[Column, ...]:
    """Gives the columns, in the order in which a blank roster has them."""
    return tuple(Column(column_id, **facts) for column_id, facts in say.of("column").items())


def find_columns(sheet: RosterSheet, form: Form) -> tuple[dict[str, int], int]:
    """Finds the columns of a sheet: field id → one-based column, and the number of the row of heads; ({}, 0) where no
    row names the units."""
    spellings = _spellings(form)
    best: tuple[dict[str, int], int] = ({}, 0)
    for row in sheet.rows[:_LOOK_IN]:
        found: dict[str, tuple[int, int]] = {}  # id → rank of its head, column: 单位名称 goes before 单位
        for at, cell in enumerate(row.cells, 1):
            for part in _HEAD_PARTS.split(cell) if cell else ():
                column_id, rank = spellings.get(same(part), ("", 0))
                if column_id and (rank, at) < found.get(column_id, (len(spellings), 0)):
                    found[column_id] = (rank, at)
        if NAME in found and len(found) > len(best[0]):
            best = ({column_id: at for column_id, (_, at) in found.items()}, row.number)
    return best


def name_heads(form: Form) -> frozenset[str]:
    """Gives every head of the column of names, in the form that `same` gives."""
    return frozenset(head for head, (column_id, _) in _spellings(form).items() if column_id == NAME)


def parts_of(text: str) -> tuple[str, ...]:
    """Gives the names of a cell that holds several."""
    return tuple(filter(None, (part.strip() for part in _PARTS.split(text))))


def _spellings(form: Form) -> Mapping[str, tuple[str, int]]:
    labels = {field.id: field.label for field in form.info}
    spellings: dict[str, tuple[str, int]] = {}
    for column in known_columns():
        for rank, head in enumerate((column.head, labels.get(column.info, ""), *column.also)):
            if head:
                spellings.setdefault(same(head), (column.id, rank))
    return spellings
