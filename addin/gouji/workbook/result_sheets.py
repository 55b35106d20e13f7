"""Draws 校验结果 and the hidden sheets: last year's figures and the marks."""

from __future__ import annotations

from gouji.check.severity import WORDS, of_rule
from gouji.form.form import Rule
from gouji.form.own_workbook import EXPLANATIONS_BLOCK, FINDINGS_BLOCK, PREVIOUS, PREVIOUS_BLOCK, PREVIOUS_TOP, RESULTS
from gouji.form.severity import Severity
from gouji.place import Area, Place, reference, single, to_address
from gouji.reading.reading import Explanation, spoken_of
from gouji.words import beside
from gouji.workbook import live
from gouji.workbook.contents import Contents, checked, content, whose
from gouji.workbook.layout import PREVIOUS_COLUMN, RESULTS_TOP, TablePlan
from gouji.workbook.overview import VERDICT_COLUMN
from gouji.workbook.sheet import Content, Formula, SheetDrawing, Tint
from gouji.workbook.styles import tint_of
from gouji.workbook.texts import height

say = beside(__file__)

_WIDTHS = (9.0, 18.0, 52.0, 9.0, 9.0, 9.0, 34.0, 20.0)
_WORDS_COLUMN = 3
EXPLANATION_ROWS, FINDING_ROWS = 20, 400
_FINDING_STYLES = {2: "finding_link", 3: "finding_left", 7: "finding_left", 8: "finding_left"}  # others are centred


def results(book: Contents) -> SheetDrawing:
    """Draws every live tie with both sides, then room for explanations and for what the ribbon finds."""
    sheet = SheetDrawing(RESULTS, grows=True, landscape=True)
    # Cells that hold nothing yet take their column's style: open, so that findings can be written though the sheet
    # is protected, at no cost for the reader.
    for at, width in enumerate(_WIDTHS, start=1):
        sheet.widths[at] = (width, _FINDING_STYLES.get(at, "finding"))
    sheet.put(1, 1, RESULTS, "heading", columns=len(_WIDTHS))
    sheet.put(2, 1, whose(book), "whose", columns=len(_WIDTHS))
    sheet.put(3, 1, say("results.ties_head"), "subtitle")
    sheet.heights |= {1: 32, 2: 20, 3: 26, 4: 22}
    for column, head in enumerate(say.of("results.columns"), start=1):
        sheet.put(RESULTS_TOP - 1, column, head, "list_head")
    for index, row in book.at.result_rows.items():
        _tie_row(row, index, book, sheet)
    last = RESULTS_TOP + len(book.form.rules) - 1
    top = _explanations(last + 2, book, sheet)
    _findings(top, sheet)
    sheet.freeze = (RESULTS_TOP - 1, 0)
    sheet.repeat = (RESULTS_TOP - 1, RESULTS_TOP - 1)
    sheet.prints = Area(1, 1, last, len(_WIDTHS))
    return sheet


def _tie_row(row: int, index: int, book: Contents, sheet: SheetDrawing) -> None:
    rule, tie = book.form.rules[index], book.at.ties[index]
    text = live.description(book.form, rule)
    text = f"{rule.of}：{text}" if rule.of else text
    jump = book.at.figures[rule.figures[0]]
    left, right = (live.side(rule, is_left, book.at, book.filling) for is_left in (True, False))
    first, second = reference(row, 4), reference(row, 5)
    verdict = Formula("=" + live.cell(tie.place, True), live.shown_verdict(rule, book.filling))
    contents: tuple[tuple[Content, str], ...] = (
        (rule.code, "list_center"),
        (WORDS[of_rule(rule)], "list_center"),
        (text, "list_left"),
        (left, "list_number"),
        (right, "list_number"),
        (_gap(rule, f"{first}:{second}", f"{first}-{second}", book) if left else None, "list_number"),
        (verdict, "list_center"),
        (_link(jump), "list_link"),
    )
    for column, (each, style) in enumerate(contents, start=1):
        sheet.put(row, column, each, style)
    sheet.heights[row] = height(text, _WIDTHS[_WORDS_COLUMN - 1] - 4, 10, 20)
    at = single(row, VERDICT_COLUMN)
    sheet.tints += live.word_tints(at, at.ref, f"{tint_of(of_rule(rule))}_word")


def _gap(rule: Rule, both: str, gap: str, book: Contents) -> Formula:
    return Formula(f'=IF(COUNT({both})<2,"",ROUND({gap},6))', live.shown_gap(rule, book.filling.numbers))


def _link(place: Place) -> Formula:
    """A cell to click on that jumps to a figure."""
    return Formula(f'=HYPERLINK("#{to_address(place, absolute=False)}","{place.ref}")', place.ref)


def _head(row: int, title: str, sheet: SheetDrawing) -> None:
    sheet.put(row, 1, title, "subtitle")
    sheet.heights |= {row: 26, row + 1: 22}


def _explanations(top: int, book: Contents, sheet: SheetDrawing) -> int:
    """The filler's explanations, editable: code, cells (ids, two columns wide), words, the figures that they speak of.

    Returns the next free row."""
    given = book.reading.explanations if book.reading else ()
    parts = ((1, 1), (2, 2), (4, len(_WIDTHS) - 4), (len(_WIDTHS), 1))  # first column, how many
    _head(top, say("results.explanations_head", warning=WORDS[Severity.WARNING]), sheet)
    for (column, columns), head in zip(parts, say.of("results.explanation_columns"), strict=True):
        sheet.put(top + 1, column, head, "list_head", columns=columns)
    rows = max(EXPLANATION_ROWS, len(given))
    for at in range(rows):
        row = top + 2 + at
        each = given[at] if at < len(given) else None
        contents = (each.code, " ".join(each.cells), each.text, _spoken_of(each, book)) if each else (None,) * 4
        for (column, columns), text in zip(parts, contents, strict=True):
            sheet.put(row, column, checked(text) if text else None, "list_open", columns=columns)
        if each:
            sheet.heights[row] = height(each.text, sum(_WIDTHS[3:-1]), 10, 20)
    sheet.names[EXPLANATIONS_BLOCK] = Area(top + 2, 1, top + 1 + rows, len(_WIDTHS))
    return top + rows + 3


def _spoken_of(explanation: Explanation, book: Contents) -> str:
    return spoken_of(explanation.cells, book.reading.figures) if book.reading else ""


def _findings(top: int, sheet: SheetDrawing) -> None:
    """Empty rows under their heads, for the ribbon: severity, place, what, left, right, difference, advice, reason."""
    _head(top, say("results.findings_head"), sheet)
    for column, head in enumerate(say.of("results.finding_columns"), start=1):
        sheet.put(top + 1, column, head, "list_head")
    block = Area(top + 2, 1, top + 1 + FINDING_ROWS, len(_WIDTHS))
    sheet.names[FINDINGS_BLOCK] = block
    levels = block._replace(right=block.left)
    for severity in (Severity.ERROR, Severity.WARNING):
        begins = f'=LEFT($A{block.top},{len(WORDS[severity])})="{WORDS[severity]}"'
        sheet.tints.append(Tint((levels,), begins, f"{tint_of(severity)}_level", last=False))
    sheet.tints.append(Tint((block,), f"=LEN($A{block.top})>0", "ruled", last=False))


# ---------------------------------------------------------------- hidden


def previous(book: Contents) -> SheetDrawing:
    """Draws last year's figures, id by id; those that this year's form doesn't know come last."""
    given = book.previous
    sheet = SheetDrawing(PREVIOUS, hidden=True)
    sheet.widths |= {1: (52, None), 2: (60, None), 3: (14, None)}
    title = say("previous.empty")
    if given:
        title = checked(previous_title(given.text("organization"), given.text("year")))
    sheet.put(1, 1, title, "subtitle_open")
    for column, head in enumerate(say.of("previous.columns"), start=1):
        sheet.put(2, column, head, "list_head")
    figures = given.figures if given else {}
    ids = list(dict.fromkeys((*book.form.figures, *figures)))
    for row, figure_id in enumerate(ids, start=PREVIOUS_TOP):
        figure = book.form.figures.get(figure_id)
        sheet.put(row, 1, figure_id, "list_left")
        sheet.put(row, 2, figure.label if figure else figure_id, "list_left")
        sheet.put(
            row, PREVIOUS_COLUMN, content(figures[figure_id].value) if figure_id in figures else None, "list_entry"
        )
    sheet.names[PREVIOUS_BLOCK] = Area(PREVIOUS_TOP, 1, PREVIOUS_TOP - 1 + len(ids), PREVIOUS_COLUMN)
    return sheet


def previous_title(organization: str, year: str) -> str:
    """What stands above last year's figures, for whoever fills them in later too."""
    return say("previous.title", organization=organization, year=year)


def marks(plan: TablePlan) -> SheetDrawing:
    """Draws an empty mirror of a table; marking writes 2 where a cell has an error and 1 where it needs a word."""
    sheet = SheetDrawing(plan.marks_sheet, hidden=True)
    sheet.widths |= dict.fromkeys(range(1, plan.area.right + 1), (8.43, "finding"))
    sheet.names[plan.marks] = Area(1, 1, plan.area.bottom, plan.area.right)
    return sheet
