"""Decides which cells of a workbook are marked and how gravely: one policy for marked copies and for the ribbon.

A cell is marked as long as a finding of it is open. In our own sheets marks stand in a hidden mirror of each table,
which its conditional formats read; what no mirror covers, each door says in its own way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gouji.check.finding import Finding
from gouji.check.severity import blocks, is_unexplained
from gouji.form.form import Table
from gouji.ooxml.book import Book
from gouji.ooxml.defined_names import target
from gouji.place import Area, Place
from gouji.workbook.layout import Layout

ERROR, WARNING = 2, 1  # in a mirror: the cell is wrong, the cell needs a word
NOTHING = 0
TINTS = {ERROR: "wrong", WARNING: "hint"}  # names in `styles.TINTS`


class Mark(NamedTuple):
    """A mark at a place. id: of the figure or the text (`sections.overview`) that stands there; "" where a finding's
    cells and places don't go together."""

    grade: int
    code: str
    id: str
    place: Place


class Mirror(NamedTuple):
    """The hidden mirror of a table. name: its defined name. sheet: the sheet that it mirrors; None where no name of the
    table's figures is left to tell."""

    name: str
    area: Area
    sheet: str | None

    def covers(self, place: Place) -> bool:
        return self.sheet in (None, place.sheet) and self.area.covers(place.row, place.column)


class Marked(NamedTuple):
    """The marks of a workbook. mirrored: name of a mirror → (row, column) → grade of the gravest mark there. others:
    what no mirror covers, the gravest first."""

    mirrored: Mapping[str, Mapping[tuple[int, int], int]]
    others: Sequence[Mark]


def grade_of(finding: Finding) -> int:
    """Gives the grade of the mark of a finding: NOTHING for a hint, and once an explanation is accepted."""
    if blocks(finding):
        return ERROR
    return WARNING if is_unexplained(finding) else NOTHING


def which_marks(findings: Iterable[Finding], at: Layout, book: Book, sheets: Collection[str]) -> Marked:
    """Gives the marks of a workbook. sheets: titles of those that have cells."""
    mirrors = _mirrors(at, book, sheets)
    mirrored: dict[str, dict[tuple[int, int], int]] = {}
    others: list[Mark] = []
    texts = {f"sections.{name}": target(book, f"sections.{name}") for name in at.sections}
    marks = (mark for mark in _marks(findings) if mark.place.sheet in sheets)
    for mark in sorted(marks, key=lambda each: -each.grade):
        for name, area in texts.items():
            if area and area.sheet == mark.place.sheet and area.covers(mark.place.row, mark.place.column):
                mark = mark._replace(id=name)  # a text that speaks of a figure, which stands elsewhere
        mirror = mirrors.get(mark.id)
        if mirror and mirror.covers(mark.place):
            cells = mirrored.setdefault(mirror.name, {})
            cells.setdefault((mark.place.row, mark.place.column), mark.grade)
        else:
            others.append(mark)
    return Marked(mirrored, others)


def _marks(findings: Iterable[Finding]) -> Iterator[Mark]:
    for finding in findings:
        grade = grade_of(finding)
        if grade == NOTHING:
            continue
        ids = finding.cells if len(finding.cells) == len(finding.places) else ("",) * len(finding.places)
        for figure_id, place in zip(ids, finding.places, strict=True):
            if isinstance(place, Place):
                yield Mark(grade, finding.code, figure_id, place)


def _mirrors(at: Layout, book: Book, sheets: Collection[str]) -> Mapping[str, Mirror]:
    """Id of a figure → the mirror of its table, where the workbook has one."""
    found: dict[str, Mirror] = {}
    for plan in at.tables.values():
        area = target(book, plan.marks)
        if area is not None and area.sheet in sheets:
            found |= dict.fromkeys(plan.table.figures, Mirror(plan.marks, area, _sheet_of(plan.table, book)))
    return found


def _sheet_of(table: Table, book: Book) -> str | None:
    """The sheet that a table stands on, whatever it is called now."""
    return next((stands.sheet for figure_id in table.figures if (stands := target(book, figure_id)) is not None), None)
