"""Draws a sheet of some figures of a Sum: a row for each unit, a column for each figure, sums by formulas below.

Formulas carry their results, so the sheet shows and reads right where nothing recalculates it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from gouji.collect.sums.consolidate import Member, Part, Sum
from gouji.form.form import Form
from gouji.place import column_letters, reference
from gouji.value import plain
from gouji.words import beside
from gouji.workbook.plain_sheet import BAD, ODD, PAGE_NUMBERS, Cell, Looks, lines, put, text

say = beside(__file__)

TINTS = {f"{name} row": tint for name, tint in (("bad", BAD), ("odd", ODD), ("quiet", ("#F2F2F2", "#7F7F7F")))}
ADDED = '=IF(COUNT({cells})<{count},"{lacks}",ROUND(SUM({cells}),6))'
KNOWN = "=ROUND(SUM({cells}),6)"

_LEFT = 3  # columns before the figures
_TOP = 3  # rows: title, rows of the form, columns of the form
_NARROW = 8.5  # characters of a column of figures
_PAGE = 128  # characters of figures that a printed page holds beside the left columns
_SCALE = 60  # LibreOffice without Calibri draws columns a quarter wider: whole rows must fit there too
_ROWS = {Part.MISSING: "bad row", Part.REFUSED: "odd row", Part.OUTSIDE: "quiet row"}


@dataclass(frozen=True, slots=True)
class Foot:
    """A row below the units. shown: figure id → what stands there; formula: what gives it, "" for a typed value.

    A formula may name {cells} (the units' cells), {count} (how many units count), {lacks} (what stands for an unknown
    sum), {up} and {upper} (the cells one and two rows above).
    """

    label: str
    shown: Mapping[str, Cell]
    formula: str = ""


def draw(
    page: Any,
    title: str,
    left_head: str,
    form: Form,
    consolidated: Sum,
    ids: Sequence[str],
    feet: Sequence[Foot],
    looks: Looks,
) -> None:
    """Draws the sheet, row by row downwards. left_head: what stands above the units' names; looks: made with `TINTS`.

    A unit that doesn't count is named and has no figures, so that the sums below are sums of what is above.
    """
    widths = [max(_NARROW, len(plain(consolidated.known[figure_id])) + 2) for figure_id in ids]
    _heads(page, title, left_head, form, ids, widths, looks)
    at = {figure_id: number for number, figure_id in enumerate(form.figures)}
    columns = [at[figure_id] for figure_id in ids]
    raw = {
        (figure_id, lack.unit.name): lack.raw for figure_id in ids for lack in consolidated.lacking.get(figure_id, ())
    }
    for number, member in enumerate(consolidated.members, start=1):
        row = _TOP + number - 1
        put(page, row, (number, member.unit.name, member.part.value), say.of("figures.left"), looks)
        for column, cell in enumerate(_cells(member, ids, columns, raw), start=_LEFT):
            _write(page, row, column, cell, looks["number"])
    last = _TOP + len(consolidated.members) - 1
    if consolidated.members:
        for number, foot in enumerate(feet, start=1):
            _foot(page, last + number, foot, ids, (_TOP, last, len(consolidated.of(Part.COUNTED))), looks)
        _tint(page, last, _LEFT + len(ids) - 1, looks)
    _print(page, form, ids, widths)


def _heads(
    page: Any, title: str, left_head: str, form: Form, ids: Sequence[str], widths: Sequence[float], looks: Looks
) -> None:
    left = say.of("figures.left")
    for at, width in enumerate([*(width for _, width in left), *widths]):
        page.set_column(at, at, width)
    page.set_row(0, 28)
    page.write_string(0, 0, text(title), looks["title"])
    groups = [
        (form.table(table).row_labels[row].replace("\n", ""), sum(widths[at] for at, _ in group), len(group))
        for (table, row), group in _rows(form, ids)
    ]
    page.set_row(1, _height(lines(label, width) for label, width, _ in groups))
    page.merge_range(1, 0, 1, _LEFT - 1, left_head, looks["head"])
    column = _LEFT
    for label, _, count in groups:
        if count > 1:
            page.merge_range(1, column, 1, column + count - 1, label, looks["head"])
        else:
            page.write_string(1, column, label, looks["head"])
        column += count
    labels = [
        form.table(form.figures[figure_id].table).column_labels[form.figures[figure_id].column] for figure_id in ids
    ]
    page.set_row(2, _height(lines(label, width) for label, width in zip(labels, widths, strict=True)))
    for at, label in enumerate([*(name for name, _ in left), *labels]):
        page.write_string(2, at, label.replace("\n", ""), looks["head"])


def _rows(form: Form, ids: Sequence[str]) -> list[tuple[tuple[str, str], list[tuple[int, str]]]]:
    """The figures in runs of one row of the form, numbered."""
    runs = groupby(enumerate(ids), key=lambda each: (form.figures[each[1]].table, form.figures[each[1]].row))
    return [(row, list(run)) for row, run in runs]


def _height(lines: Iterable[int]) -> int:
    return 15 * max(2, *lines) + 6


def _cells(
    member: Member, ids: Sequence[str], columns: Sequence[int], raw: Mapping[tuple[str, str], str]
) -> list[Cell]:
    """The figures of one unit; where it has none, the text that stands there."""
    if member.part is not Part.COUNTED:
        return [None] * len(ids)
    figures = [member.figures[column] for column in columns]
    return [
        raw[figure_id, member.unit.name] if each is None else each for figure_id, each in zip(ids, figures, strict=True)
    ]


def _write(page: Any, row: int, column: int, cell: Cell, look: Any) -> None:
    if cell is None or cell == "":
        page.write_blank(row, column, None, look)
    elif isinstance(cell, str):
        page.write_string(row, column, text(cell), look)
    else:
        page.write_number(row, column, _number(cell), look)


def _number(number: Any) -> int | float:
    return int(number) if number == int(number) else float(number)


def _foot(page: Any, row: int, foot: Foot, ids: Sequence[str], units: tuple[int, int, int], looks: Looks) -> None:
    """units: first and last row of the units, and how many of them count."""
    first, last, count = units
    lacks = say("figures.lacks")
    page.set_row(row, 21)
    for column, name in enumerate((None, foot.label, None)):
        _write(page, row, column, name, looks["head"])
    for column, figure_id in enumerate(ids, start=_LEFT):
        letters = column_letters(column + 1)
        cells = f"{letters}{first + 1}:{letters}{last + 1}"
        shown = foot.shown.get(figure_id)
        if foot.formula and count:
            above = {"up": f"{letters}{row}", "upper": f"{letters}{row - 1}"}
            formula = foot.formula.format(cells=cells, count=count, lacks=lacks, **above)
            value = lacks if shown is None else shown if isinstance(shown, str) else _number(shown)
            page.write_formula(row, column, formula, looks["head"], value)
        else:
            _write(page, row, column, lacks if foot.formula and shown is None else shown, looks["head"])


def _tint(page: Any, last: int, right: int, looks: Looks) -> None:
    """The whole row of a unit that doesn't count, and the cells where one that counts has no number."""
    state = column_letters(_LEFT)
    for part, look in _ROWS.items():
        rule = {"type": "formula", "criteria": f'=${state}{_TOP + 1}="{part.value}"', "format": looks[look]}
        page.conditional_format(_TOP, 0, last, right, rule)
    first = reference(_TOP + 1, _LEFT + 1)
    criteria = f'=AND(${state}{_TOP + 1}="{Part.COUNTED.value}",NOT(ISNUMBER({first})))'
    rule = {"type": "formula", "criteria": criteria, "format": looks["odd row"]}
    page.conditional_format(_TOP, _LEFT, last, right, rule)


def _print(page: Any, form: Form, ids: Sequence[str], widths: Sequence[float]) -> None:
    """A4 landscape: whole rows of the form beside each other as far as they fit, heads and units on every page."""
    breaks: list[int] = []
    used = 0.0
    for _, run in _rows(form, ids):
        width = sum(widths[at] for at, _ in run)
        if used and used + width > _PAGE:
            breaks.append(_LEFT + run[0][0])
            used = 0
        used += width
    page.set_landscape()
    page.set_paper(9)
    page.set_print_scale(_SCALE)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.set_v_pagebreaks(breaks)
    page.repeat_rows(1, 2)
    page.repeat_columns(0, _LEFT - 1)
    page.freeze_panes(_TOP, _LEFT)
    page.hide_gridlines(2)
    page.set_footer(PAGE_NUMBERS)
