"""KINDS names the kinds of workbook that offices make of their own, and how each is made of a report.

A kind alters the tables, arranges them on sheets, and edits the sheets. `whole`: heads and labels are all there, and
every figure is to be read; where they are not, what can't be read surely is to be refused. Nothing may be read wrongly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from anyreport import as_workbook, office_tables, sheet_edits
from anyreport.as_workbook import Sheet, by_openpyxl, by_xlsxwriter, line, one_sheet, sheet_a_table, unmerged
from anyreport.document import ORGANIZATION, Report, report
from anyreport.figures import distinct, sparse
from anyreport.placed import place
from anyreport.tables import Values
from anyreport.told import Told, told
from gouji.form.load import load

FORMS = ("2019", "2021")
FILLINGS = 3
NOTES = (
    "填表说明",
    "一、本表由各单位填报，每年一月报送。",
    "二、自然人、法人或其他组织按申请人身份填写。",
    "三、总计为各项之和。",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """edit: of each sheet. only: the form it is about. zeros: whether the figures hold any. writer: None for both in
    turn."""

    alter: Callable[[Report], None] | None = None
    arrange: Callable[[Report], list[Sheet]] = one_sheet
    edit: Callable[[Sheet], Sheet] | None = None
    whole: bool = True
    zeros: bool = False
    texts: bool = False
    writer: Callable[..., bytes] | None = None
    only: str = ""
    not_told: str = ""  # a table of which nothing may be read: it stands there twice, with different figures


class Book(NamedTuple):
    """A workbook of a kind. told: of each figure. titled: whether it says its year anywhere."""

    kind: str
    form: str
    year: int
    data: bytes
    told: dict[str, Told]
    shown: str
    titled: bool


# ---------------------------------------------------------------- arrangements


def _plain_order(order: tuple[int, int, int]) -> Callable[[Report], list[Sheet]]:
    def arrange(made: Report) -> list[Sheet]:
        sheets = sheet_a_table(made)
        return [Sheet(f"表{number}", sheets[at].cells) for number, at in enumerate(order, 1)]

    return arrange


def _alone(id: str, headings: bool) -> Callable[[Report], list[Sheet]]:
    def arrange(made: Report) -> list[Sheet]:
        made.tables = [each for each in made.tables if each.id == id]
        made.headings = made.whole = headings
        return [Sheet("Sheet1", place(made.tables[0]))] if not headings else _titled(made)

    return arrange


def _titled(made: Report) -> list[Sheet]:
    sheet = Sheet("Sheet1", line(made.title))
    for each in made.tables:
        sheet.below(line(made.heading(each)))
        sheet.below(place(each))
    return [sheet]


def _beside(made: Report) -> list[Sheet]:
    sheet = Sheet("Sheet1")
    right = 0
    for each in made.tables:
        cells = [*line(made.heading(each)), *(cell._replace(row=cell.row + 1) for cell in place(each))]
        sheet.cells += [cell._replace(column=cell.column + right) for cell in cells]
        right = sheet.width + 1
    return [sheet]


def _no_headings(made: Report) -> list[Sheet]:
    made.headings = False
    return sheet_a_table(made)


def _with_banner(made: Report) -> list[Sheet]:
    return [sheet_edits.with_titles(sheet, ORGANIZATION, made.year) for sheet in sheet_a_table(made)]


def _as_printed(made: Report) -> list[Sheet]:
    return sheet_a_table(made, spread=True)


def _notes_before(made: Report) -> list[Sheet]:
    notes = Sheet("说明")
    for note in NOTES:
        notes.below(line(note))
    labels = [words.text for row in made.tables[0].rows for words in row.labels]
    for label in labels:
        notes.below(line(f"{label}：按有关规定填写。"))
    return [notes, *sheet_a_table(made)]


def _disputes_as_parts(made: Report) -> list[Sheet]:
    office_tables.disputes_as_parts(made)
    return sheet_a_table(made)


def _turned(id: str) -> Callable[[Report], list[Sheet]]:
    def arrange(made: Report) -> list[Sheet]:
        sheets: list[Sheet] = []
        for each in made.tables:
            cells = place(each)
            sheet = Sheet(f"Sheet{len(sheets) + 1}", line(made.heading(each)))
            sheet.below(sheet_edits.turned(cells) if each.id == id else cells)
            sheets.append(sheet)
        return sheets

    return arrange


def _two_years(titled: bool) -> Callable[[Report], list[Sheet]]:
    def arrange(made: Report) -> list[Sheet]:
        before = report(made.form, distinct(made.form.id, FILLINGS))
        sheets = sheet_a_table(made)
        for number, each in enumerate((before, made)):
            cells = place(office_tables.table(each, "applications"))
            year = made.year - 1 + number
            sheet = Sheet(str(year) if titled else f"依申请{number + 1}")
            if titled:
                sheet.below(line(f"{ORGANIZATION}{year}年收到和处理政府信息公开申请情况"))
            sheet.below(cells)
            sheets.append(sheet)
        return [sheets[0], sheets[2], *sheets[3:]]

    return arrange


def _wrongly_merged(made: Report) -> list[Sheet]:
    groups = {words.text for each in made.tables for column in each.parts[0].columns for words in column.heads[:-1]}
    return [sheet_edits.wrongly_merged(sheet, groups) for sheet in sheet_a_table(made)]


def _with_sums(made: Report) -> list[Sheet]:
    part = office_tables.table(made, "applications").parts[0]
    at = next(number for number, column in enumerate(part.columns) if column.own.means == "total")
    totals = {id(row.cells[at]) for row in part.rows}
    return [sheet_edits.with_sums(sheet, totals) for sheet in one_sheet(made)]


def _merged(merges: as_workbook.Merges) -> Callable[[Sheet], Sheet]:
    return lambda sheet: unmerged(sheet, merges)


KINDS: dict[str, Kind] = {
    "one sheet": Kind(),
    "a sheet a table": Kind(arrange=sheet_a_table),
    "sheets without headings": Kind(arrange=_no_headings),
    "sheets in another order": Kind(arrange=_plain_order((2, 0, 1))),
    "table 2 alone": Kind(arrange=_alone("disclosure", headings=False)),
    "table 3 alone": Kind(arrange=_alone("applications", headings=False)),
    "table 4 alone": Kind(arrange=_alone("disputes", headings=False)),
    "table 2 alone, titled": Kind(arrange=_alone("disclosure", headings=True)),
    "table 3 alone, titled": Kind(arrange=_alone("applications", headings=True)),
    "table 4 alone, titled": Kind(arrange=_alone("disputes", headings=True)),
    "side by side": Kind(arrange=_beside),
    "banner and titles above": Kind(arrange=_with_banner),
    "as the form prints it": Kind(arrange=_as_printed),
    "notes before": Kind(arrange=_notes_before),
    "totals first": Kind(office_tables.totals_first),
    "natural persons last": Kind(office_tables.persons_last),
    "litigation first": Kind(office_tables.litigation_first),
    "after reconsideration first": Kind(office_tables.after_reconsideration_first),
    "columns exchanged": Kind(office_tables.exchanged),
    "subtotals": Kind(office_tables.subtotals),
    "remarks right": Kind(office_tables.remarks_right),
    "remarks inside": Kind(office_tables.remarks_inside),
    "shares inside": Kind(office_tables.shares_inside),
    "last year inside": Kind(office_tables.last_year_inside),
    "numbered left": Kind(arrange=sheet_a_table, edit=sheet_edits.numbered_left),
    "table 4 as rows": Kind(office_tables.disputes_as_rows, sheet_a_table),
    "table 4 in three parts": Kind(arrange=_disputes_as_parts),
    "table 4 turned": Kind(arrange=_turned("disputes"), whole=False),
    "table 3 turned": Kind(arrange=_turned("applications"), whole=False),
    "unmerged": Kind(edit=_merged("unmerged")),
    "words repeated": Kind(edit=_merged("repeated")),
    "wrongly merged": Kind(arrange=_wrongly_merged, whole=False),
    "other ordinals": Kind(office_tables.other_ordinals),
    "no ordinals": Kind(office_tables.no_ordinals),
    "other marks": Kind(office_tables.other_marks),
    "labels explained": Kind(office_tables.explained),
    "units in heads": Kind(office_tables.units),
    "labels cut": Kind(office_tables.cut, whole=False),
    "groups in rows": Kind(office_tables.groups_in_rows),
    "groups in labels": Kind(office_tables.groups_in_labels, whole=False),
    "heads once more": Kind(office_tables.heads_once_more),
    "blank rows": Kind(edit=sheet_edits.spaced_rows),
    "blank columns": Kind(arrange=sheet_a_table, edit=sheet_edits.spaced_columns),
    "zeros blank": Kind(office_tables.zeros(""), zeros=True),
    "zeros as dashes": Kind(office_tables.zeros("-"), zeros=True),
    "zeros": Kind(zeros=True),
    "numbers as text": Kind(texts=True),
    "sums as formulas": Kind(arrange=_with_sums, writer=by_xlsxwriter),
    "hidden help": Kind(arrange=sheet_a_table, edit=sheet_edits.hidden_help),
    "two years, titled": Kind(arrange=_two_years(titled=True), whole=False, not_told="applications"),
    "two years": Kind(arrange=_two_years(titled=False), whole=False, not_told="applications"),
}


def books(kind: str, fillings: int = FILLINGS) -> Iterator[Book]:
    """The workbooks of a kind: so many of each form."""
    for form_id in FORMS:
        for filling in range(fillings):
            form = load(form_id)
            fill = sparse if KINDS[kind].zeros else distinct
            yield book(kind, form.id, fill(form.id, filling), filling)


def book(kind: str, form_id: str, values: Values, number: int = 0) -> Book:
    """The workbook of a kind with these figures."""
    how = KINDS[kind]
    made = report(load(form_id), values)
    if how.alter:
        how.alter(made)
    sheets = how.arrange(made)
    if how.edit:
        sheets = [how.edit(sheet) for sheet in sheets]
    writer = how.writer or (by_xlsxwriter, by_openpyxl)[number % 2]
    known = told(made.tables, as_workbook.how_told())
    if how.not_told:
        known = {id: each for id, each in known.items() if not id.startswith(f"{how.not_told}.")}
    shown = as_workbook.text_of(sheets)
    return Book(kind, form_id, made.year, writer(sheets, texts=how.texts), known, shown, f"{made.year}年" in shown)
