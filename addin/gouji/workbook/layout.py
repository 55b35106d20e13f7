"""Gives the place of everything in a form's workbook: figures, basic information, texts, live ties.

Rows and columns count from one. Only geometry stands here; what is written at a place is the business of the sheets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gouji.check.severity import of_rule
from gouji.errors import FormError
from gouji.form.form import PREVIOUS as BEFORE
from gouji.form.form import Form, Rule, Table
from gouji.form.own_workbook import GUIDE, PREVIOUS, PREVIOUS_TOP, RESULTS, marks_of
from gouji.form.severity import Severity
from gouji.place import Area, Locate, Place

INFO = "基本信息"
PREVIOUS_COLUMN = 3  # id, label, figure
TABLE_TOP = 4  # heading, whose report, heads of the live columns
TEXT_TOP = 4
INFO_TOP = 5  # heading, title of the report, a gap, column heads
GUIDE_TOP = 6  # title, edition, a gap, subtitle, column heads
RESULTS_TOP = 5  # heading, whose report, subtitle, column heads
_CAPTION_WIDTH = 20.0  # label columns narrower than this have no room for the words of a tie


class Tie(NamedTuple):
    """The place of a rule's live verdict, and how many columns it spans. beside: next to its row, else below."""

    place: Place
    columns: int
    beside: bool


class LastYear(NamedTuple):
    """The place where a row is held against last year. rules: indexes of the rules across years of one code that speak
    of it."""

    place: Place
    rules: tuple[int, ...]


class Caption(NamedTuple):
    """The words for the ties of one code that stand below a table: `columns` wide from the first column."""

    row: int
    columns: int
    rule: int  # index of a rule of that code


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A table on its sheet. ties: how many live columns stand beside it."""

    table: Table
    area: Area
    marks: str  # defined name of the marks, GJ_MARKS_T3
    marks_sheet: str
    ties: int
    last_year: tuple[LastYear, ...]
    below: int  # row of the heading above the ties below, 0 without any
    captions: tuple[Caption, ...]

    @property
    def first_tie(self) -> int:
        return self.area.right + 2

    @property
    def blanks(self) -> int:
        """Column of the live count of empty cells."""
        return self.first_tie + self.ties

    @property
    def faults(self) -> int:
        """Column of the live count of cells that hold no proper number."""
        return self.blanks + 1


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of one workbook. ties run parallel to `form.rules`."""

    form: Form
    figures: Mapping[str, Place]
    info: Mapping[str, Place]
    sections: Mapping[str, Area]  # the last row is a narrow closing row: text inserted above it stays inside
    tables: Mapping[str, TablePlan]
    ties: tuple[Tie, ...]
    previous: Mapping[str, Place]  # where last year's figure of each id stands

    @property
    def year(self) -> Place | None:
        """The cell of the report year, which decides whether a rule is in force."""
        return next((self.info[field.id] for field in self.form.info if field.kind == "year"), None)

    @property
    def guide_rows(self) -> Mapping[str, int]:
        """Sheet that the person fills → its row in the overview on the first sheet."""
        sheets = (INFO, *(section.sheet for section in self.form.sections))
        return {sheet: GUIDE_TOP + at for at, sheet in enumerate(sheets)}

    @property
    def result_rows(self) -> Mapping[int, int]:
        """Index of a rule → its row on the sheet of results; the rules of one table stand together."""
        order = [table.id for table in self.form.tables]
        sorted_rules = sorted(range(len(self.form.rules)), key=lambda at: order.index(self.form.rules[at].table))
        return {index: RESULTS_TOP + at for at, index in enumerate(sorted_rules)}

    def sheet_names(self) -> tuple[str, ...]:
        marks = tuple(plan.marks_sheet for plan in self.tables.values())
        return (GUIDE, INFO, *(each.sheet for each in self.form.sections), RESULTS, PREVIOUS, *marks)


def layout(form: Form, paragraphs: Mapping[str, int] | None = None) -> Layout:
    """Places everything. `paragraphs`: section id → rows that its text needs; blocks are never smaller than the form's
    own `rows`. Raises FormError when a section's sheet bears a name that the workbook needs itself."""
    needed = paragraphs or {}
    sections: dict[str, Area] = {}
    plans: dict[str, TablePlan] = {}
    figures: dict[str, Place] = {}
    ties: dict[int, Tie] = {}
    for number, section in enumerate(form.sections, start=1):
        rows = max(section.rows, needed.get(section.id, 0)) + 1
        if section.table is None:
            sections[section.id] = Area(TEXT_TOP, 1, TEXT_TOP + rows - 1, 1, section.sheet)
            continue
        table = form.table(section.table)
        area = Area(TABLE_TOP, 1, TABLE_TOP + table.height - 1, table.width, table.sheet)
        text = Area(area.bottom + 2, 1, area.bottom + 1 + rows, table.width, table.sheet)
        sections[section.id] = text
        for slot in table.slots:
            figures[slot.id] = Place(table.sheet, TABLE_TOP + slot.row, 1 + slot.column)
        plans[table.id], placed = _plan(form, table, area, text.bottom + 2, number)
        ties |= placed
    info = {field.id: Place(INFO, INFO_TOP + at, 2) for at, field in enumerate(form.info)}
    previous = {
        figure_id: Place(PREVIOUS, PREVIOUS_TOP + at, PREVIOUS_COLUMN) for at, figure_id in enumerate(form.figures)
    }
    in_order = tuple(ties[index] for index in range(len(form.rules)))
    made = Layout(form, figures, info, sections, plans, in_order, previous)
    names = made.sheet_names()
    for name in names:
        if names.count(name) > 1:
            raise FormError(form.id, "section.sheet", f"工作表名 {name!r} 与工作簿自带的工作表重名")
    return made


def locate(layout: Layout, sheet: str | None = None) -> Locate:
    """Gives the function by which formulas find a figure, last year's too: without the sheet's name on `sheet`
    itself."""

    def find(figure_id: str) -> Place:
        is_previous = figure_id.startswith(BEFORE)
        place = layout.previous[figure_id.removeprefix(BEFORE)] if is_previous else layout.figures[figure_id]
        return place._replace(sheet="") if place.sheet == sheet else place

    return find


# ---------------------------------------------------------------- live ties


class _Span(NamedTuple):
    """The part of the grid that a rule's figures take up, zero-based within the table."""

    rows: frozenset[int]
    left: int
    right: int
    alone: bool  # one grid row, and no other row of the form shares it


def _span(form: Form, table: Table, rule: Rule) -> _Span:
    own = set(rule.figures)
    slots = [slot for slot in table.slots if slot.id in own]
    rows = frozenset(slot.row for slot in slots)
    sharing = {form.figures[slot.id].row for slot in table.slots if slot.row in rows}
    left, right = min(slot.column for slot in slots), max(slot.column + slot.columns - 1 for slot in slots)
    return _Span(rows, left, right, len(rows) == 1 and len(sharing) == 1)


def _plan(form: Form, table: Table, area: Area, below: int, number: int) -> tuple[TablePlan, dict[int, Tie]]:
    """The live ties of a table: beside the row that they speak of, the others below, those of one code together."""
    spans = {i: _span(form, table, rule) for i, rule in enumerate(form.rules) if rule.table == table.id}
    ties: dict[int, Tie] = {}
    taken: list[set[int]] = []  # grid rows in use, by live column
    codes: dict[str, int] = {}
    for index, span in spans.items():
        if not span.alone:
            continue
        row, code = next(iter(span.rows)), form.rules[index].code
        if code not in codes:
            codes[code] = _free_column(form, code, spans, taken)
        column = codes[code]
        if row in taken[column]:  # the same code speaks twice of one row
            column = _open_column(taken, {row})
        taken[column].add(row)
        ties[index] = Tie(Place(table.sheet, area.top + row, area.right + 2 + column), 1, True)
    rest = [index for index in spans if index not in ties]
    captions, placed = _below(form, table, rest, spans, below + 1)
    name = marks_of(table)
    last_year = tuple(_last_year(form, table, area, taken))
    plan = TablePlan(table, area, f"GJ_MARKS_T{number}", name, len(taken), last_year, below if rest else 0, captions)
    return plan, ties | placed


def _last_year(form: Form, table: Table, area: Area, taken: list[set[int]]) -> Iterator[LastYear]:
    """The errors against last year, those of one code and one row in one cell beside that row."""
    row_of = {slot.id: slot.row for slot in table.slots}
    groups: dict[tuple[str, int], list[int]] = {}
    for index, rule in enumerate(form.across_years):
        rows = {row_of[figure_id] for figure_id in rule.figures if figure_id in row_of}
        if rule.table == table.id and of_rule(rule) == Severity.ERROR and len(rows) == 1:
            groups.setdefault((rule.code, rows.pop()), []).append(index)
    for (_, row), indexes in groups.items():
        column = _open_column(taken, {row})
        taken[column].add(row)
        yield LastYear(Place(table.sheet, area.top + row, area.right + 2 + column), tuple(indexes))


def _free_column(form: Form, code: str, spans: Mapping[int, _Span], taken: list[set[int]]) -> int:
    rows = {row for index, span in spans.items() if span.alone and form.rules[index].code == code for row in span.rows}
    return _open_column(taken, rows)


def _open_column(taken: list[set[int]], rows: set[int]) -> int:
    """The first live column in which these rows are free; a new one when there is none."""
    for column, used in enumerate(taken):
        if not used & rows:
            return column
    taken.append(set())
    return len(taken) - 1


def _below(
    form: Form, table: Table, rest: Sequence[int], spans: Mapping[int, _Span], top: int
) -> tuple[tuple[Caption, ...], dict[int, Tie]]:
    stub = min(slot.column for slot in table.slots)
    beside_label = sum(table.widths[:stub]) >= _CAPTION_WIDTH
    captions: list[Caption] = []
    ties: dict[int, Tie] = {}
    row = top
    for code in dict.fromkeys(form.rules[index].code for index in rest):
        indexes = [index for index in rest if form.rules[index].code == code]
        captions.append(Caption(row, stub if beside_label else table.width, indexes[0]))
        row += 0 if beside_label else 1
        used = -1
        for index in indexes:
            span = spans[index]
            left = max(span.left, stub)
            if left <= used:  # no room left on this line
                row += 1
            used = span.right
            ties[index] = Tie(Place(table.sheet, row, left + 1), span.right - left + 1, False)
        row += 1
    return tuple(captions), ties
