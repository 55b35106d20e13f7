"""Finds rows of one table among lines of text, where only the form can tell: figures set apart by blanks (text of a
PDF), one cell a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from gouji.reading.bare_text import bare, is_figure
from gouji.reading.block import GridCell, Line
from gouji.reading.recognise.labels import LONGEST, Labels, is_sentence
from gouji.reading.recognise.rows import Item, Row

_GLUED = re.compile(r"(.*[^\d\s.,+\-])([0-9]{3,40})\Z", re.ASCII)  # a label and the digits of a row
_ENOUGH_LABELS = 3  # lines that are labels and nothing else, before one cell a line is believed
_LONGEST_LINE = 300  # characters: several rows that were joined
_WIDE = 5  # so many figures on a line of their own are a row, not numbers in a sentence
IN_TEXT = -1  # the grid of rows that were lines


def with_rows(items: Sequence[Item], labels: Labels) -> list[Item]:
    """Gives the items with a row in place of each line that is one."""
    known = [each for item in items for each in (_spaced(item, labels) if isinstance(item, Line) else [item])]
    has_figures = any(isinstance(item, Row) and any(is_figure(cell.text) for cell in item.cells) for item in known)
    found: list[Item] = []
    for is_text, run in groupby(known, lambda item: isinstance(item, Line)):
        run_of = list(run)
        found += _one_a_line(run_of, labels) if is_text and _is_packed(run_of, has_figures, labels) else run_of
    return found


def _is_packed(run: Sequence[Item], has_figures: bool, labels: Labels) -> bool:
    """Whether lines are cells: enough of them are labels and nothing else, and figures stand among them."""
    texts = [item.text for item in run if isinstance(item, Line)]
    if has_figures and not any(map(is_figure, texts)):
        return False
    return sum(_starts(text, labels) for text in texts) >= _ENOUGH_LABELS


def is_run_together(text: str, labels: Labels) -> bool:
    """Whether a line holds several labels: a table whose cells lost what kept them apart."""
    plain = bare(text)
    return sum(len(label) >= 4 and label in plain for label in labels.own) >= _ENOUGH_LABELS


def figures_alone(text: str) -> bool:
    """Whether a line holds figures and nothing else."""
    tokens = text.split()
    return bool(tokens) and all(map(is_figure, tokens)) and any(char.isdigit() for char in text)


def _row(cells: Sequence[Line]) -> Row:
    return Row(IN_TEXT, 0, tuple(GridCell(each.text, 0, at, place=each.place) for at, each in enumerate(cells)), False)


def _spaced(line: Line, labels: Labels) -> list[Item]:
    """`规章 0 0 0` as a row, if what stands before the figures is a label; figures alone if they fill a wide row.
    Several such rows on one line are several rows."""
    if len(line.text) > _LONGEST_LINE:
        return [line]
    tokens = line.text.split()
    if (glued := _GLUED.match(line.text)) and labels.name(glued[1]) is not None:
        tokens = [glued[1], glued[2]]
    parts: list[tuple[list[str], list[str]]] = [([], [])]  # words, then figures
    for token in tokens:
        if not is_figure(token) and parts[-1][1]:
            parts.append(([], []))
        parts[-1][is_figure(token)].append(token)
    rows = [_row_of(line, " ".join(words), figures, labels) for words, figures in parts]
    return [row for row in rows if row is not None] if all(rows) else [line]


def _row_of(line: Line, label: str, figures: Sequence[str], labels: Labels) -> Row | None:
    count = len(figures)
    if not count or (label and (len(label) > LONGEST or labels.name(label) is None) and count < _WIDE):
        return None
    widths = {labels.width(number) for number in range(len(labels.lines))}
    widths |= {end - first for heads in labels.blocks for first, end in heads.parts} if not labels.names else set()
    if not label and count not in widths - set(range(_WIDE)):
        return None
    return _row([line._replace(text=text) for text in ([label] if label else []) + list(figures)])


def _starts(text: str, labels: Labels) -> bool:
    return labels.name(text) is not None or labels.is_head(text)


@dataclass(slots=True)
class _Packing:
    """Cells, one a line, being packed into rows."""

    found: list[Item] = field(default_factory=list)
    row: list[Line] = field(default_factory=list)

    def end(self, labels: Labels) -> None:
        if self.row and not _is_bare_group(self.row, labels):
            self.found.append(_row(self.row))
        self.row = []


def _one_a_line(items: Sequence[Item], labels: Labels) -> list[Item]:
    """Packs cells into rows: a label begins one, figures go on, a line that is neither completes a broken label."""
    packing = _Packing()
    for item in items:
        if isinstance(item, Row):
            packing.end(labels)
            packing.found.append(item)
        elif is_figure(item.text):
            if len(packing.row) == 1 and _stands_over_columns(packing.row[0].text, labels):
                packing.end(labels)
            if not packing.row and packing.found and _may_name(packing.found[-1], labels):
                packing.row = [packing.found.pop()]  # type: ignore[list-item]
            packing.row.append(item)
        elif _starts(item.text, labels):
            packing.end(labels)
            packing.row = [item]
        elif len(packing.row) == 1 and _starts(joined := packing.row[0].text + item.text, labels):
            packing.row[0] = packing.row[0]._replace(text=joined)
        else:
            packing.end(labels)
            if labels.resembles(item.text):
                packing.row = [item]
            else:
                packing.found.append(item)
    packing.end(labels)
    return packing.found


def _may_name(item: Item, labels: Labels) -> bool:
    """Whether a line right above figures may be their label, though none of the form's: the row is not nameless."""
    return isinstance(item, Line) and bool(labels.names) and len(item.text) <= LONGEST and not is_sentence(item.text)


def _stands_over_columns(text: str, labels: Labels) -> bool:
    return labels.is_column_head(text) and labels.name(text) is None


def _is_bare_group(row: Sequence[Line], labels: Labels) -> bool:
    """A group's label without figures stands above its lines; it is no row."""
    if len(row) > 1:
        return False
    named = labels.name(row[0].text)
    return named is not None and named.is_group
