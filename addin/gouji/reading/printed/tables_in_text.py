"""Separates the items of a section into the rows of its table and the text outside the table.

Here paragraphs become rows where only the form can tell: figures set apart by spaces (text of a PDF), one cell a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.reading.bare_text import bare, is_figure
from gouji.reading.printed.lines import Item, Row
from gouji.reading.printed.printed_labels import Printed

_LONGEST_LABEL = 80
_ENOUGH_LABELS = 3  # lines that are labels and nothing else, before one cell a line is believed
_WIDE = 5  # so many figures on a line of their own are a row, not numbers in a sentence


@dataclass(frozen=True, slots=True)
class Separated:
    """A section's table and its text, apart."""

    rows: tuple[Row, ...]
    text: tuple[str, ...]
    seen: bool  # whether anything of the table was there, readable or not


def separate(items: Sequence[Item], printed: Printed) -> Separated:
    """Separates a section into its table and its sentences."""
    known = [_spaced(item, printed) for item in items]
    if not any(isinstance(item, tuple) and any(map(is_figure, item)) for item in known):
        labels = sum(isinstance(item, str) and _starts(item, printed) for item in known)
        if labels >= _ENOUGH_LABELS:
            return _one_a_line(known, printed)
    at = [index for index, item in enumerate(known) if isinstance(item, tuple)]
    if not at:
        text = tuple(item for item in known if isinstance(item, str))
        return Separated((), text, any(printed.is_head(item) or _run_together(item, printed) for item in text))
    first = at[0]
    while first and isinstance(above := known[first - 1], str) and printed.resembles(above):
        first -= 1  # heads that are no rows
    outside = [item for item in (*known[:first], *known[at[-1] + 1 :]) if isinstance(item, str)]
    between = [item for item in known[first : at[-1]] if isinstance(item, str) and not printed.resembles(item)]
    before = sum(isinstance(item, str) for item in known[:first])
    return Separated(
        tuple(item for item in known if isinstance(item, tuple)),
        (*outside[:before], *between, *outside[before:]),
        True,
    )


def _spaced(item: Item, printed: Printed) -> Item:
    """`规章 0 0 0` as a row, if what stands before the figures is a label; figures alone if they fill a wide row."""
    if isinstance(item, tuple) or len(item) > _LONGEST_LABEL:
        return item
    tokens = item.split()
    count = 0
    while count < len(tokens) and is_figure(tokens[-1 - count]):
        count += 1
    label = " ".join(tokens[: len(tokens) - count])
    if not count or (label and printed.name(label) is None and count < _WIDE):
        return item
    if not label and count not in {printed.width(line) for line in range(len(printed.lines))} - set(range(_WIDE)):
        return item
    return (label, *tokens[len(tokens) - count :]) if label else tuple(tokens)


def _run_together(text: str, printed: Printed) -> bool:
    """Whether a line holds several labels: a table whose cells lost what kept them apart."""
    plain = bare(text)
    return sum(len(label) >= 4 and label in plain for label in (*printed.names, *printed.heads)) >= _ENOUGH_LABELS


def _starts(text: str, printed: Printed) -> bool:
    return printed.name(text) is not None or printed.is_head(text)


@dataclass(slots=True)
class _Packing:
    """Cells, one a line, being packed into rows."""

    rows: list[Row] = field(default_factory=list)
    row: list[str] = field(default_factory=list)

    def end(self) -> None:
        if self.row:
            self.rows.append(tuple(self.row))
            self.row = []


def _one_a_line(items: Sequence[Item], printed: Printed) -> Separated:
    """Packs cells into rows: a label begins one, figures go on, a line that is neither completes a broken label."""
    packing = _Packing()
    text: list[str] = []
    for item in items:
        if isinstance(item, tuple):
            packing.end()
            packing.rows.append(item)
        elif is_figure(item):
            packing.row.append(item)
        elif _starts(item, printed):
            packing.end()
            packing.row = [item]
        elif len(packing.row) == 1 and _starts(packing.row[0] + item, printed):
            packing.row[0] += item
        elif printed.resembles(item):
            packing.end()
            packing.row = [item]
        else:
            packing.end()
            text.append(item)
    packing.end()
    rows = [row for row in packing.rows if not _is_bare_group(row, printed)]
    return Separated(tuple(rows), tuple(text), True)


def _is_bare_group(row: Row, printed: Printed) -> bool:
    """A group's label without figures stands above its lines; it is no row."""
    if len(row) > 1:
        return False
    named = printed.name(row[0])
    return named is None or named.is_group
