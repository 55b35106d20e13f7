"""KINDS names the kinds of workbook that offices make of their own, and how each is made of a report.

A kind alters the tables, arranges them on sheets, and edits the sheets. `whole`: heads and labels are all there, and
every figure is to be read; where they are not, what can't be read surely is to be refused. Nothing may be read wrongly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from anyreport import arrangements, as_workbook, office_shapes, office_tables, office_words, sheet_edits
from anyreport.arrangements import FILLINGS
from anyreport.as_workbook import Sheet, by_openpyxl, by_xlsxwriter, one_sheet, sheet_a_table
from anyreport.document import Report, report
from anyreport.figures import distinct, sparse
from anyreport.tables import Values
from anyreport.told import Told, told
from gouji.form.load import load

FORMS = ("2019", "2021")
OFFICES = ("示例市教育局", "示例市民政局", "示例市财政局", "示例市交通运输局", "其他单位", "总计")
MONTHS = tuple(f"{month}月" for month in range(1, 13))


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


KINDS: dict[str, Kind] = {
    "one sheet": Kind(),
    "a sheet a table": Kind(arrange=sheet_a_table),
    "sheets without headings": Kind(arrange=arrangements.no_headings),
    "sheets in another order": Kind(arrange=arrangements.plain_order((2, 0, 1))),
    "table 2 alone": Kind(arrange=arrangements.alone("disclosure", headings=False)),
    "table 3 alone": Kind(arrange=arrangements.alone("applications", headings=False)),
    "table 4 alone": Kind(arrange=arrangements.alone("disputes", headings=False)),
    "table 2 alone, titled": Kind(arrange=arrangements.alone("disclosure", headings=True)),
    "table 3 alone, titled": Kind(arrange=arrangements.alone("applications", headings=True)),
    "table 4 alone, titled": Kind(arrange=arrangements.alone("disputes", headings=True)),
    "side by side": Kind(arrange=arrangements.beside),
    "banner and titles above": Kind(arrange=arrangements.with_banner),
    "as the form prints it": Kind(arrange=arrangements.as_printed),
    "notes before": Kind(arrange=arrangements.notes_before),
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
    "table 4 as rows": Kind(office_shapes.disputes_as_rows, sheet_a_table),
    "table 4 in three parts": Kind(arrange=arrangements.disputes_as_parts),
    "table 4 turned": Kind(arrange=arrangements.turned("disputes"), whole=False),
    "table 3 turned": Kind(arrange=arrangements.turned("applications"), whole=False),
    "unmerged": Kind(edit=arrangements.merged("unmerged")),
    "words repeated": Kind(edit=arrangements.merged("repeated")),
    "wrongly merged": Kind(arrange=arrangements.wrongly_merged, whole=False),
    "other ordinals": Kind(office_words.other_ordinals),
    "no ordinals": Kind(office_words.no_ordinals),
    "other marks": Kind(office_words.other_marks),
    "labels explained": Kind(office_words.explained),
    "units in heads": Kind(office_words.units),
    "labels cut": Kind(office_words.cut, whole=False),
    "groups in rows": Kind(office_words.groups_in_rows),
    "groups in labels": Kind(office_words.groups_in_labels, whole=False),
    "heads once more": Kind(office_tables.heads_once_more),
    "blank rows": Kind(edit=sheet_edits.spaced_rows),
    "blank columns": Kind(arrange=sheet_a_table, edit=sheet_edits.spaced_columns),
    "labels broken": Kind(office_words.broken),
    "other totals": Kind(office_words.other_totals, whole=False),
    "heads in one row": Kind(office_shapes.heads_in_one_row),
    "table 2 in one part": Kind(office_shapes.disclosure_in_one_part, whole=False),
    "columns numbered": Kind(office_shapes.numbered_columns),
    "both years": Kind(office_shapes.both_years, whole=False),
    "organizations in one column": Kind(office_shapes.organizations_in_one, whole=False),
    "one number a row": Kind(office_shapes.one_number_a_row, whole=False),
    "a row an office": Kind(arrange=arrangements.a_row_each(OFFICES), whole=False),
    "a row a month": Kind(arrange=arrangements.a_row_each(MONTHS), whole=False),
    "another table": Kind(arrange=arrangements.another_table),
    "cut in two sheets": Kind(arrange=arrangements.cut_in_two),
    "last year below": Kind(arrange=arrangements.last_year_below, whole=False, not_told="applications"),
    "zeros blank": Kind(office_words.zeros(""), zeros=True),
    "zeros as dashes": Kind(office_words.zeros("-"), zeros=True),
    "zeros": Kind(zeros=True),
    "numbers as text": Kind(texts=True),
    "sums as formulas": Kind(arrange=arrangements.with_sums, writer=by_xlsxwriter),
    "hidden help": Kind(arrange=sheet_a_table, edit=sheet_edits.hidden_help),
    "two years, titled": Kind(arrange=arrangements.two_years(titled=True), whole=False, not_told="applications"),
    "two years": Kind(arrange=arrangements.two_years(titled=False), whole=False, not_told="applications"),
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
