"""Draws the sheet of a table: the table as the notice prints it, its text below, live ties around."""

from __future__ import annotations

from collections.abc import Mapping

from gouji.check.domain import LARGEST
from gouji.check.severity import of_rule
from gouji.form.form import Label, Section
from gouji.form.severity import Severity
from gouji.place import Area, rectangles, single
from gouji.words import beside
from gouji.workbook import live, overview, text_block
from gouji.workbook.contents import Contents, content, whose
from gouji.workbook.layout import TABLE_TOP, TablePlan, Tie
from gouji.workbook.sheet import Allowed, SheetDrawing, Tint
from gouji.workbook.styles import tint_of
from gouji.workbook.texts import height
from gouji.workbook.which_marks import ERROR, TINTS, WARNING

say = beside(__file__)

_POINTS = 10.5
_LIVE_POINTS = 9.0
_TIE_WIDTH, _COUNT_WIDTH, _GAP_WIDTH = 13.0, 6.5, 1.5
_LEAST, _DEEP = 24.0, 32.0  # heights of a row of figures; of a table that is one line only
_STYLES = {"banner": "banner", "corner": "corner", "head": "label"}


def draw(section: Section, plan: TablePlan, book: Contents) -> SheetDrawing:
    sheet = SheetDrawing(section.sheet, grows=True)
    area = plan.area
    sheet.put(1, 1, section.heading, "heading", columns=area.right)
    sheet.put(2, 1, whose(book), "whose", columns=area.right)
    width = sum(plan.table.widths)
    sheet.heights |= {
        1: height(section.heading, width, 16, 32),
        2: height(str(whose(book).shown), width, 10.5, 20),
        3: 20,
    }
    sheet.widths |= {at: (each, None) for at, each in enumerate(plan.table.widths, start=1)}
    _draw_labels(plan, sheet)
    _draw_figures(plan, book, sheet)
    _draw_panel(plan, book, sheet)
    text = book.at.sections[section.id]
    sheet.heights[text.top - 1] = 8
    text_block.draw(section, book, sheet, width, plan.first_tie, plan.faults)
    _draw_below(plan, book, sheet)
    _colour(plan, book, sheet)
    _allow(plan, book, sheet)
    text_block.allow(section, book, sheet)
    sheet.names |= {figure_id: _cell(book, figure_id) for figure_id in plan.table.figures}
    sheet.names[f"sections.{section.id}"] = text
    sheet.freeze = (area.top + plan.table.head_rows - 1, min(slot.column for slot in plan.table.slots))
    if plan.table.head_rows:
        sheet.repeat = (area.top, area.top + plan.table.head_rows - 1)
    sheet.prints = Area(1, 1, text.bottom, area.right)
    return sheet


def _cell(book: Contents, figure_id: str) -> Area:
    place = book.at.figures[figure_id]
    return single(place.row, place.column)


def _draw_labels(plan: TablePlan, sheet: SheetDrawing) -> None:
    top = plan.area.top
    for label in plan.table.labels:
        style = _STYLES.get(label.role, "label_left" if label.align == "left" else "label")
        sheet.put(top + label.row, 1 + label.column, label.text, style, label.rows, label.columns)
    least = _DEEP if len({slot.row for slot in plan.table.slots}) == 1 else _LEAST
    sheet.heights |= {top + row: least for row in range(plan.table.height)}
    # First the labels of one row, then those that may share what is missing among several.
    for label in sorted(plan.table.labels, key=lambda each: each.rows):
        rows = range(top + label.row, top + label.row + label.rows)
        missing = _label_height(label, plan) - sum(sheet.heights[row] for row in rows)
        if missing > 0:
            sheet.heights |= {row: sheet.heights[row] + missing / label.rows for row in rows}


def _label_height(label: Label, plan: TablePlan) -> float:
    width = sum(plan.table.widths[label.column : label.column + label.columns])
    return height(label.text, width, _POINTS, 0)


def _draw_figures(plan: TablePlan, book: Contents, sheet: SheetDrawing) -> None:
    for slot in plan.table.slots:
        entry, place = book.filling.entries[slot.id], book.at.figures[slot.id]
        is_total = book.form.figures[slot.id].computed_by is not None
        value = live.total(slot.id, book.at, book.filling) if entry.formula else content(entry.value)
        sheet.put(place.row, place.column, value, "total" if is_total else "figure", columns=slot.columns)


def _rows(plan: TablePlan) -> Mapping[int, list[str]]:
    """Sheet row → figures on it."""
    rows: dict[int, list[str]] = {}
    for slot in plan.table.slots:
        rows.setdefault(plan.area.top + slot.row, []).append(slot.id)
    return rows


# ---------------------------------------------------------------- live parts


def _draw_panel(plan: TablePlan, book: Contents, sheet: SheetDrawing) -> None:
    """The live columns to the right: verdicts of rows, empty cells, cells that hold no proper figure."""
    sheet.widths[plan.area.right + 1] = (_GAP_WIDTH, None)
    for column in range(plan.first_tie, plan.blanks):
        sheet.widths[column] = (_TIE_WIDTH, None)
    sheet.widths[plan.blanks] = sheet.widths[plan.faults] = (_COUNT_WIDTH, None)
    last = plan.faults - plan.first_tie + 1
    sheet.put(1, plan.first_tie, say("live_caption"), "live_caption")
    sheet.put(2, plan.first_tie, overview.state_elsewhere(plan.area.sheet, book), "live_state", columns=last)
    head = TABLE_TOP - 1
    if plan.ties:
        sheet.put(head, plan.first_tie, say("tie_head"), "live_head", columns=plan.ties)
    sheet.put(head, plan.blanks, say("blank_head"), "live_head")
    sheet.put(head, plan.faults, say("fault_head"), "live_head")
    for row, ids in _rows(plan).items():
        for column in range(plan.first_tie, plan.blanks):
            sheet.put(row, column, None, "live")
        sheet.put(row, plan.blanks, live.row_blanks(plan, ids, book.at, book.filling), "live_count")
        sheet.put(row, plan.faults, live.row_faults(plan, ids, book.at, book.filling), "live_count")
    _draw_last_year(plan, book, sheet)
    for index, tie in _ties(plan, book):
        if tie.beside:
            sheet.put(
                tie.place.row, tie.place.column, live.verdict(book.form.rules[index], book.at, book.filling), "live"
            )


def _draw_last_year(plan: TablePlan, book: Contents, sheet: SheetDrawing) -> None:
    previous = book.previous.numbers() if book.previous else {}
    for tie in plan.last_year:
        formula = live.against_last_year(tie, book.at, book.filling, previous)
        sheet.put(tie.place.row, tie.place.column, formula, "live")


def _column(plan: TablePlan, column: int) -> Area:
    return Area(plan.area.top, column, plan.area.bottom, column)


def _ties(plan: TablePlan, book: Contents) -> list[tuple[int, Tie]]:
    return [(i, tie) for i, tie in enumerate(book.at.ties) if book.form.rules[i].table == plan.table.id]


def _draw_below(plan: TablePlan, book: Contents, sheet: SheetDrawing) -> None:
    if not plan.below:
        return
    sheet.put(plan.below, 1, say("below_caption"), "live_caption")
    sheet.heights[plan.below - 1] = 8
    for caption in plan.captions:
        text = live.description(book.form, book.form.rules[caption.rule])
        sheet.put(caption.row, 1, text, "live_words", columns=caption.columns)
        width = sum(plan.table.widths[: caption.columns])
        sheet.heights[caption.row] = height(text, width, _LIVE_POINTS, 20)
    for index, tie in _ties(plan, book):
        if not tie.beside:
            formula = live.verdict(book.form.rules[index], book.at, book.filling)
            sheet.put(tie.place.row, tie.place.column, formula, "live", columns=tie.columns)
            sheet.heights.setdefault(tie.place.row, 20)


# ---------------------------------------------------------------- colours


def _colour(plan: TablePlan, book: Contents, sheet: SheetDrawing) -> None:
    """Conditional formats, the gravest first: marks, faults, failing ties, hints, empty cells."""
    whole = Area(plan.area.top, 1, plan.area.bottom, plan.area.right)
    mark = f"=INDEX({plan.marks},ROW(),COLUMN())="
    sheet.tints.append(Tint((whole,), f"{mark}{ERROR}", TINTS[ERROR]))
    for kind, ranges in _by_kind(plan, book).items():
        sheet.tints += [Tint((each,), live.fault_test(kind, each.top, each.left), "wrong") for each in ranges]
    for severe in (True, False):
        for index, tie in _ties(plan, book):
            rule = book.form.rules[index]
            if (of_rule(rule) == Severity.ERROR) is severe:
                cells = live.figure_ranges(rule.figures, book.at)
                sheet.tints.append(Tint(cells, live.fails(tie.place), "wrong" if severe else "hint"))
    for against in plan.last_year:
        for rule in (book.form.across_years[index] for index in against.rules):
            cells = live.figure_ranges(
                [figure_id for figure_id in rule.figures if figure_id in book.at.figures], book.at
            )
            sheet.tints.append(Tint(cells, live.differs(rule, against.place, book.at), "wrong"))
    sheet.tints.append(Tint((whole,), f"{mark}{WARNING}", TINTS[WARNING]))
    for ranges in _by_kind(plan, book).values():
        sheet.tints += [Tint((each,), f"=ISBLANK({each.first.ref})", "blank") for each in ranges]
    _colour_words(plan, book, sheet)


def _colour_words(plan: TablePlan, book: Contents, sheet: SheetDrawing) -> None:
    summary = single(2, plan.first_tie)
    sheet.tints += live.word_tints(summary, summary.ref, "wrong_word")
    for index, tie in _ties(plan, book):
        at = single(tie.place.row, tie.place.column)
        wrong = f"{tint_of(of_rule(book.form.rules[index]))}_word"
        sheet.tints += live.word_tints(at, at.ref, wrong)
    for against in plan.last_year:
        at = single(against.place.row, against.place.column)
        sheet.tints += live.word_tints(at, at.ref, "wrong_word")
    for column, style in ((plan.blanks, "pending_word"), (plan.faults, "wrong_word")):
        cells = _column(plan, column)
        sheet.tints.append(Tint((cells,), f"=N({cells.first.ref})>0", style))


def _by_kind(plan: TablePlan, book: Contents) -> Mapping[str, list[Area]]:
    """Kind of figure → rectangles of cells of that kind."""
    cells: dict[str, set[tuple[int, int]]] = {}
    for figure_id in plan.table.figures:
        place = book.at.figures[figure_id]
        cells.setdefault(book.form.figures[figure_id].kind, set()).add((place.row, place.column))
    return {kind: rectangles(each) for kind, each in cells.items()}


# ---------------------------------------------------------------- what may be typed


def _allow(plan: TablePlan, book: Contents, sheet: SheetDrawing) -> None:
    groups: dict[tuple[str, str, bool], set[tuple[int, int]]] = {}
    for figure_id in plan.table.figures:
        figure, place = book.form.figures[figure_id], book.at.figures[figure_id]
        key = (figure.kind, figure.unit if figure.kind == "money" else "", figure.computed_by is not None)
        groups.setdefault(key, set()).add((place.row, place.column))
    for (kind, unit, is_total), cells in groups.items():
        sheet.allowed.append(Allowed(tuple(rectangles(cells)), _allowed(kind, unit, is_total)))


def _allowed(kind: str, unit: str, is_total: bool) -> Mapping[str, object]:
    prompt = say(f"prompt.{'money_no_unit' if kind == 'money' and not unit else kind}", unit=unit)
    return {
        "validate": "decimal" if kind == "money" else "integer",
        "criteria": "between",
        "minimum": -LARGEST if kind == "change" else 0,
        "maximum": LARGEST,
        "input_title": say("heads.prompt"),
        "input_message": say("prompt.total") if is_total else prompt,
        "error_title": say("heads.fault"),
        "error_message": say(f"fault.{kind}"),
    }
