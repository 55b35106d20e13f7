"""Finds the explanations that the filler wrote into a workbook, in their own block or beside the findings of a
check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from unicodedata import normalize

from gouji.form.own_workbook import EXPLANATIONS_BLOCK, FINDINGS_BLOCK
from gouji.ooxml.book import Book, Sheet, some_rows
from gouji.ooxml.defined_names import target
from gouji.place import Area, area, position
from gouji.reading.reading import Cell, Explanation, spoken_of

# Defined names of the two blocks. The first: code, cells, (a merged cell,) words, …, the figures that they spoke of.
# The second: severity and code, place, …, words.
_CELLS = _PLACE = 1  # columns from the first one
_WIDEST = 20  # columns of a block; ours have eight
LAPSED = "（已失效）"  # stands behind the figures of an explanation once it has been shown as lapsed
LAPSED_WORDS = "（数据已改，原说明失效，请重新填写）"  # stands before its words in the list of findings then

# Patterns as texts, for `re` to compile when they are first used: few files need them.
_ADDRESS = r"[A-Z]{1,2}[1-9][0-9]{0,3}(?::[A-Z]{1,2}[1-9][0-9]{0,3})?"
_MOST = 500  # cells of a range
_BETWEEN = r"[\s,，、;；]+"


class Written(NamedTuple):
    """A row of the block of explanations. figures: those that it speaks of, as they were then; "" where nobody noted
    them.

    lapsed: whether it was shown as lapsed at the last check.
    """

    code: str
    cells: tuple[str, ...]
    text: str
    figures: str
    lapsed: bool


class Beside(NamedTuple):
    """Words beside a finding in the list. place: `三、依申请公开 J8`, as the list says it; "" for none."""

    code: str
    place: str
    text: str

    @property
    def address(self) -> str:
        return self.place.rpartition(" ")[2]


def find_explanations(book: Book, figures: Mapping[str, Cell]) -> tuple[Explanation, ...]:
    """Gives the explanations that hold: where the figures have changed since, an explanation is gone."""
    block, listed = written(book)
    holding = [
        Explanation(each.code, each.cells, each.text)
        for each in block
        if each.code and each.text and each.figures in ("", spoken_of(each.cells, figures))
    ]
    for each in listed:
        # Words that stood there at the last check say nothing new; lapsed ones were shown otherwise.
        known = [row for row in block if (row.code, row.text) == (each.code, each.text) and _names(row, each, figures)]
        if not known or known[-1].lapsed:
            holding.append(Explanation(each.code, (each.address,) if each.address else (), each.text))
    return tuple(holding)


def _names(row: Written, each: Beside, figures: Mapping[str, Cell]) -> bool:
    """Whether a row of the block speaks of the cell that words in the list stand beside."""
    places = (figures[figure_id].place for figure_id in row.cells if figure_id in figures)
    named = {place.spaced for place in places if place is not None}
    return not row.cells or each.place in named or each.address in row.cells


def written(book: Book) -> tuple[list[Written], list[Beside]]:
    """Gives the rows of the block of explanations that hold something, and the words that stand beside findings and
    have not lapsed, both as they stand there."""
    where = {
        name: stands for name in (EXPLANATIONS_BLOCK, FINDINGS_BLOCK) if (stands := target(book, name)) is not None
    }
    sheets = {stands.sheet for stands in where.values()}
    # All rows from the first block on: those above, every live tie with both its sides, need no parsing.
    tops, bottoms = [stands.top for stands in where.values()], [stands.bottom for stands in where.values()]
    opened = {title: some_rows(book, title, min(tops), max(bottoms)) for title in sheets}
    rows = {name: list(_rows(opened[stands.sheet], stands)) for name, stands in where.items()}
    block = (_written(row, last) for row, last in rows.get(EXPLANATIONS_BLOCK, ()))
    listed = (_beside(row, last) for row, last in rows.get(FINDINGS_BLOCK, ()))
    return [each for each in block if each.code or each.text], [each for each in listed if each is not None]


def _written(row: Mapping[int, str], last: int) -> Written:
    words = "\n".join(text for at, text in row.items() if _CELLS < at < last)
    then = row.get(last, "")
    cells = cells_of(row.get(_CELLS, ""))
    return Written(row.get(0, ""), cells, words, then.removesuffix(LAPSED), then.endswith(LAPSED))


def _beside(row: Mapping[int, str], last: int) -> Beside | None:
    level, words = row.get(0, ""), row.get(last, "")
    if not level or not words or words.startswith(LAPSED_WORDS):
        return None
    return Beside(level.split()[-1], row.get(_PLACE, ""), words)


def cells_of(text: str) -> tuple[str, ...]:
    """Gives the cells that an explanation names: ids as they stand, addresses (`J8`, `$j$8`, `三、依申请公开!J8`,
    `D8:J8`) one by one and without their sheet."""
    plain = normalize("NFKC", text)
    if "." in plain:  # every id has a point
        return tuple(filter(None, re.split(_BETWEEN, text)))
    return tuple(ref for found in re.findall(_ADDRESS, plain.replace("$", "").upper()) for ref in _refs(found))


def _refs(found: str) -> list[str]:
    where = area(found)
    return where.refs() if where.size <= _MOST else [found]


def _rows(sheet: Sheet, block: Area) -> Iterator[tuple[dict[int, str], int]]:
    """The rows of a block that hold something: column from its first one → text; and which column is its last."""
    last = min(block.right - block.left, _WIDEST)
    rows: dict[int, dict[int, str]] = {}
    for ref in sheet.refs:  # a block has thousands of cells, and most workbooks have nothing in them
        row, column = position(ref)
        at = column - block.left
        if block.top <= row <= block.bottom and 0 <= at <= last:
            stored = sheet.at(ref)
            if stored is not None and (text := stored.raw.strip()):
                rows.setdefault(row, {})[at] = text
    for row in sorted(rows):
        yield dict(sorted(rows[row].items())), last
