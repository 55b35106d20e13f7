"""Makes a Remark for every head and row label around a table's figures that isn't where the form has it.

A table is placed by names, or as a whole by most of its labels; neither notices two columns that changed places with
their heads. Other spellings are let pass, and so are heads that an office's own table doesn't have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gouji.form.form import Form, Label, Table
from gouji.ooxml.book import Sheet
from gouji.place import Place, reference
from gouji.reading.reading import Remark
from gouji.reading.workbook.sheet_texts import normal

MOST = 12  # remarks for one table
_ABOVE = 4  # rows above the heads' own where a head may have been pushed to
_ENOUGH = 0.5  # of the characters, for a spelling of the same words
# What turns a label into another one, however many of its characters stay.
_TURNS = ("非", "不", "无", "未", "没", "上年", "下年")
# Another one of these does too; a label that only leaves it out says nothing else.
_YEAR_OR_UNIT = ("本年", "[十百千万亿]*元")

Texts = Mapping[tuple[int, int], str]


class _Wrong(NamedTuple):
    """A label that isn't in its place. at: where another text stands, or where the label should."""

    label: Label
    at: tuple[int, int]
    found: str
    cells: tuple[str, ...]


def labels_round(
    form: Form, table: Table, sheet: Sheet, texts: Texts, found: Mapping[str, Place], *, is_named: bool
) -> list[Remark]:
    """Makes these remarks. texts: those of the sheet, normalised. is_named: whether the cells are told by names, so
    that a label that is simply absent counts too."""
    places = {figure_id: place for figure_id, place in found.items() if place.sheet == sheet.name}
    slots = [slot for slot in table.slots if slot.id in places]
    right = Counter(places[slot.id].column - slot.column for slot in slots).most_common(1)[0][0]
    rows = {slot.row: places[slot.id].row for slot in slots}
    spellings = _spellings(table)
    wrong = [*_heads(table, texts, rows, right, spellings), *_stubs(table, texts, rows, right, spellings)]
    return [
        _remark(table, sheet, each, places)
        for each in wrong
        if any(figure_id in places for figure_id in each.cells) and (each.found or is_named)
    ][:MOST]


def _remark(table: Table, sheet: Sheet, wrong: _Wrong, places: Mapping[str, Place]) -> Remark:
    ids = tuple(figure_id for figure_id in wrong.cells if figure_id in places)
    stored = sheet.at(reference(*wrong.at))
    facts = {
        "table": table.number,
        "expected": _line(wrong.label.text),
        "at": str(Place(sheet.name, *wrong.at)),
        "found": f"写的是“{_line(stored.raw)[:20]}”" if wrong.found and stored else "没有写",
    }
    return Remark("labels-elsewhere", ids, tuple(places[figure_id] for figure_id in ids), facts)


def _line(text: str) -> str:
    return "".join(text.split())


def _spellings(table: Table) -> dict[str, frozenset[str]]:
    """Label → all that may stand for it."""
    also = {normal(line.labels[-1]): line.also for block in table.blocks for line in block.lines if line.labels}
    return {
        label.text: frozenset((normal(label.text), *map(normal, also.get(normal(label.text), ()))))
        for label in table.labels
    }


# ---------------------------------------------------------------- heads


def _heads(
    table: Table, texts: Texts, rows: Mapping[int, int], right: int, spellings: Mapping[str, frozenset[str]]
) -> Iterator[_Wrong]:
    """Block by block: a block's heads are those between its rows of figures and the rows before."""
    above = [label for label in table.labels if label.role in ("head", "corner", "banner")]
    others = {text for label in above if label.role == "head" for text in spellings[label.text]}
    for top, own in _blocks(table):
        first = next((row for row in own if row in rows), None)
        labels = [label for label in above if top < label.row < own[0]]
        if first is None or not labels:
            continue
        down = rows[first] - first
        window = [row + down for row in range(min(label.row for label in labels), own[0])]
        for label in (label for label in labels if label.role == "head"):
            covering = _covering(labels, label, spellings)
            columns = range(label.column + right, label.column + label.columns + right)
            there = [(row, column) for column in columns for row in window if (row, column) in texts]
            higher = [(window[0] - up, columns[0]) for up in range(1, _ABOVE)]
            if any(texts[at] in spellings[label.text] for at in [*there, *(each for each in higher if each in texts)]):
                continue
            cells = tuple(slot.id for slot in table.slots if slot.row in own and _spans(label, slot.column))
            yield from _judged(label, there, texts, covering, others, (label.row + down, columns[0]), cells)


def _blocks(table: Table) -> list[tuple[int, list[int]]]:
    """(row of figures before, rows of figures) of every part of the table with heads of its own."""
    rows = sorted({slot.row for slot in table.slots})
    heads = {label.row for label in table.labels if label.role == "head"}
    blocks: list[tuple[int, list[int]]] = []
    before = -1
    for row in rows:
        if not blocks or any(before < head < row for head in heads):
            blocks.append((before, []))
        blocks[-1][1].append(row)
        before = row
    return blocks


def _spans(label: Label, column: int) -> bool:
    return label.column <= column < label.column + label.columns


def _covering(labels: Sequence[Label], label: Label, spellings: Mapping[str, frozenset[str]]) -> set[str]:
    """All that belongs above the columns of a head, and below it."""
    columns = range(label.column, label.column + label.columns)
    return {text for each in labels if any(_spans(each, column) for column in columns) for text in spellings[each.text]}


# ---------------------------------------------------------------- labels of rows


def _stubs(
    table: Table, texts: Texts, rows: Mapping[int, int], right: int, spellings: Mapping[str, frozenset[str]]
) -> Iterator[_Wrong]:
    stubs = [label for label in table.labels if label.role == "stub"]
    others = {text for label in stubs for text in spellings[label.text]}
    first = min(slot.column for slot in table.slots)
    for label in stubs:
        if label.row not in rows:
            continue
        row = rows[label.row]
        there = [(row, column + right) for column in range(first) if (row, column + right) in texts]
        if any(texts[at] in spellings[label.text] for at in there):
            continue
        covering = {
            text for each in stubs if each.row <= label.row < each.row + each.rows for text in spellings[each.text]
        }
        cells = tuple(slot.id for slot in table.slots if label.row <= slot.row < label.row + label.rows)
        yield from _judged(label, there, texts, covering, others, (row, label.column + right), cells)


def _judged(
    label: Label,
    there: Iterable[tuple[int, int]],
    texts: Texts,
    covering: set[str],
    others: set[str],
    at: tuple[int, int],
    cells: tuple[str, ...],
) -> Iterator[_Wrong]:
    """What is wrong where a label isn't found: another one stands there, or words that are none of its spellings, or
    nothing at all."""
    strangers = [spot for spot in there if texts[spot] not in covering]
    for spot in strangers:
        if texts[spot] in others or not _alike(texts[spot], normal(label.text)):
            yield _Wrong(label, spot, texts[spot], cells)
            return
    if not strangers:
        yield _Wrong(label, at, "", cells)


def _alike(one: str, other: str) -> bool:
    """Whether two labels may be spellings of the same words."""
    one, other = (text.replace("上一年", "上年").replace("下一年", "下年") for text in (one, other))
    if any(one.count(turn) != other.count(turn) for turn in _TURNS):
        return False
    for kind in _YEAR_OR_UNIT:
        said, asked = re.findall(kind, one), re.findall(kind, other)
        if said and said != asked:
            return False
    if one in other or other in one:
        return True
    return len(set(one) & set(other)) >= _ENOUGH * max(len(set(one)), len(set(other)))
