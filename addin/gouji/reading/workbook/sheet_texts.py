"""Gives the texts of a sheet by where they stand, without what people and programs change in labels."""

from __future__ import annotations

import re
from collections.abc import Collection

from gouji.form.form import Table
from gouji.ooxml.book import Sheet
from gouji.place import position

_LONGEST = 200  # characters that are compared: no label is longer
_ENOUGH = 0.6  # share of a table's labels that must be there

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
    also = {
        normal(line.labels[-1]): line.also
        for block in table.blocks
        for line in block.lines
        if line.labels and line.also
    }
    labels = [
        frozenset((text, *map(normal, also.get(text, ())))) for label in table.labels if (text := normal(label.text))
    ]
    return sum(not spellings.isdisjoint(texts) for spellings in labels) >= _ENOUGH * len(labels)
