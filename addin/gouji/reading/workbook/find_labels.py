"""Finds where a table's figures stand on a sheet by the printed labels alone.

The table may stand anywhere in the sheet and rows may have been inserted or deleted: its columns are placed by a
vote of all labels, its rows by the longest common sequence of labels, so a repeated label ("其他") is told apart by
its order among its neighbours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping

from gouji.form.form import Table
from gouji.frozen import frozen
from gouji.ooxml.book import Sheet
from gouji.place import position

MAX_SHEET_ROWS = 400  # rows with text that are compared; a form's sheet has about 50
_LONGEST = 200  # characters that are compared: no label is longer
ENOUGH = 0.6  # share of a table's labels that must be there

_ALIKE = str.maketrans(
    "（）［］【】“”„‟‘’＂＇：；，．。、－—–０１２３４５６７８９①②③④⑤⑥⑦⑧⑨",
    '()[][]"""""""":;,..,---0123456789123456789',
)
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_ORDINAL = re.compile(r"^([0-9]+)[.,)]")


def normal(text: str) -> str:
    """Gives a label without what people and programs change: white space, bracket and digit width, quotes, `1、` for
    `1.`."""
    text = _SPACE.sub("", text).translate(_ALIKE).strip("*:;.,")
    return _ORDINAL.sub(r"\1.", text).lower()


@frozen
class Located:
    """The cells of a table that was found. refs: figure id → (row, column). sure: ids whose row has a label of its
    own."""

    refs: Mapping[str, tuple[int, int]]
    sure: frozenset[str]
    share: float  # of the table's labels that were found


def texts(sheet: Sheet) -> dict[tuple[int, int], str]:
    """Gives every text of a sheet, normalised, by (row, column)."""
    found: dict[tuple[int, int], str] = {}
    for ref in sheet.refs:
        stored = sheet.at(ref)
        if stored is not None and stored.type == "s" and stored.raw and (text := _beginning(stored.raw)):
            found[position(ref)] = text
    return found


def _beginning(raw: str) -> str:
    return normal(raw[:_LONGEST]) or normal(raw)


def may_hold(texts: Collection[str], table: Table) -> bool:
    """Whether enough of a table's labels are among the texts of a sheet, wherever they stand."""
    labels = [spellings for row in _label_rows(table).values() for spellings in row.values()]
    return sum(not spellings.isdisjoint(texts) for spellings in labels) >= ENOUGH * len(labels)


def locate(found: Mapping[tuple[int, int], str], table: Table) -> Located | None:
    """Places the table's figures by their labels; None when too few of the labels are there."""
    rows = _label_rows(table)
    shift = _shift(found, rows)
    if shift is None:
        return None
    matched = _aligned(rows, _sheet_rows(found), shift)
    hits = sum(hit for _, hit in matched.values())
    share = hits / sum(map(len, rows.values()))
    if share < ENOUGH:
        return None
    at = {row: where for row, (where, _) in matched.items()}
    labelled = set(at)
    for slot in table.slots:  # a row of figures without a label (表四) follows the heads above it
        if slot.row not in at and slot.row not in rows and slot.row - 1 in at:
            at[slot.row] = at[slot.row - 1] + 1
    refs = {slot.id: (at[slot.row], slot.column + shift) for slot in table.slots if slot.row in at}
    sure = frozenset(slot.id for slot in table.slots if slot.row in labelled)
    return Located(refs, sure, share)


def _label_rows(table: Table) -> dict[int, dict[int, frozenset[str]]]:
    """Grid row → grid column → the spellings of the label that begins there."""
    also = {
        normal(line.labels[-1]): line.also
        for block in table.blocks
        for line in block.lines
        if line.labels and line.also
    }
    rows: dict[int, dict[int, frozenset[str]]] = {}
    for label in table.labels:
        text = normal(label.text)
        if text:
            spellings = frozenset((text, *map(normal, also.get(text, ()))))
            rows.setdefault(label.row, {})[label.column] = spellings
    return rows


def _shift(found: Mapping[tuple[int, int], str], rows: Mapping[int, Mapping[int, frozenset[str]]]) -> int | None:
    """Sheet column − grid column, by a vote of the labels."""
    columns: dict[str, set[int]] = {}
    for (_, column), text in found.items():
        columns.setdefault(text, set()).add(column)
    votes: Counter[int] = Counter()
    for labels in rows.values():
        for column, spellings in labels.items():
            votes.update({at - column for text in spellings for at in columns.get(text, ())})
    return votes.most_common(1)[0][0] if votes else None


def _sheet_rows(found: Mapping[tuple[int, int], str]) -> list[tuple[int, dict[int, str]]]:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), text in found.items():
        rows.setdefault(row, {})[column] = text
    return sorted(rows.items())[:MAX_SHEET_ROWS]


def _aligned(
    rows: Mapping[int, Mapping[int, frozenset[str]]], sheet: list[tuple[int, dict[int, str]]], shift: int
) -> dict[int, tuple[int, int]]:
    """Grid row → (sheet row, labels that agree), order kept, as many labels agreeing as can be."""
    grid = sorted(rows.items())

    def agree(labels: Mapping[int, frozenset[str]], there: Mapping[int, str]) -> int:
        return sum(there.get(column + shift) in spellings for column, spellings in labels.items())

    best = [[0] * (len(sheet) + 1) for _ in range(len(grid) + 1)]
    score = [[agree(labels, there) for _, there in sheet] for _, labels in grid]
    for i in range(len(grid) - 1, -1, -1):
        for j in range(len(sheet) - 1, -1, -1):
            taken = best[i + 1][j + 1] + score[i][j]
            best[i][j] = max(taken if score[i][j] else 0, best[i + 1][j], best[i][j + 1])
    matched: dict[int, tuple[int, int]] = {}
    i = j = 0
    while i < len(grid) and j < len(sheet):
        if score[i][j] and best[i][j] == best[i + 1][j + 1] + score[i][j]:
            matched[grid[i][0]] = (sheet[j][0], score[i][j])
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return matched
