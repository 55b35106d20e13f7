"""Workbooks that offices made of their own are read by heads and labels, wherever their tables stand."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from gouji.form import load
from gouji.form.form import Form, Table
from gouji.place import Area, Place
from gouji.reading import source
from gouji.reading.content import Choice
from gouji.reading.reading import Reading
from shared_material import shared
from test_import_report import plain, truth

FORMS = load.load_all()
FORM = FORMS[1]
FIGURES = {figure_id: 100 + at for at, figure_id in enumerate(FORM.figures)}
APPLICATIONS = FORM.table("applications").figures


def drawn(sheet: Worksheet, table: Table, top: int, left: int, figures: Mapping[str, int]) -> int:
    """Draws a table of the form with its corner there; gives the first free row below."""
    for label in table.labels:
        cell = sheet.cell(label.row + top, label.column + left, label.text)
        if label.rows * label.columns > 1:
            end = cell.row + label.rows - 1, cell.column + label.columns - 1
            sheet.merge_cells(Area(cell.row, cell.column, *end).ref)
    for slot in table.slots:
        sheet.cell(slot.row + top, slot.column + left, figures[slot.id])
    return int(sheet.max_row) + 1


def read(draw: Callable[[openpyxl.Workbook], None], choice: Choice | None = None) -> Reading:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    draw(book)
    book.save(stream)
    return source.read_bytes(stream.getvalue(), FORMS, choice)


def numbers(figures: Mapping[str, int], *tables: str) -> dict[str, Decimal]:
    return {id: Decimal(figures[id]) for table in tables for id in FORM.table(table).figures}


def said(found: Reading) -> list[str]:
    return [remark.name for remark in found.remarks]


@pytest.mark.parametrize(
    ("case", "number", "absent", "remarks"),
    [
        ("own_one_sheet", "004", (), []),
        ("own_form_2019_four_columns", "014", (), []),
        ("own_two_columns_exchanged_with_heads", "004", (), []),
        ("own_note_column_inside", "004", ("t2", "t4"), ["table-missing", "extra-column", "table-missing"]),
        ("own_table3_alone", "004", ("t2", "t4"), ["table-missing", "table-missing"]),
    ],
)
def test_every_figure_of_a_small_case_is_read_right(
    case: str, number: str, absent: tuple[str, ...], remarks: list[str]
) -> None:
    found = source.read_bytes(shared(f"cases/{case}.xlsx").read_bytes(), FORMS)
    form = next(form for form in FORMS if form.id == found.form)
    gone = {
        id for table, key in zip(form.tables, ("t2", "t3", "t4"), strict=True) if key in absent for id in table.figures
    }
    assert plain(found) == {id: value for id, value in truth(number, form).items() if id not in gone}
    assert said(found) == remarks
    assert (found.year, found.text("organization")) == ({"004": 2023, "014": 2020}[number], "示例市")


def test_tables_side_by_side_under_one_title_are_read() -> None:
    def draw(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["A1"] = "示例市教育局2024年政府信息公开工作年度报告"
        sheet.merge_cells("A1:AF1")
        left = 1
        for table in FORM.tables:
            drawn(sheet, table, 3, left, FIGURES)
            left += max(slot.column for slot in table.slots) + 2

    found = read(draw)
    assert found.numbers() == numbers(FIGURES, "disclosure", "applications", "disputes")
    assert (found.year, found.text("organization"), said(found)) == (2024, "示例市教育局", [])


def test_last_years_table_below_on_the_same_sheet_makes_both_refused_until_a_year_is_asked_for() -> None:
    before = {id: number + 1000 for id, number in FIGURES.items()}

    def draw(book: openpyxl.Workbook) -> None:
        sheet, table = book.worksheets[0], FORM.table("applications")
        sheet["A1"] = "2024年收到和处理政府信息公开申请情况"
        below = drawn(sheet, table, 2, 1, FIGURES)
        sheet.cell(below + 1, 1, "2023年收到和处理政府信息公开申请情况")
        drawn(sheet, table, below + 2, 1, before)

    found = read(draw)
    assert found.numbers() == {}
    assert [remark.cells for remark in found.remarks if remark.name == "table-ambiguous"] == [APPLICATIONS]
    assert read(draw, Choice(year=2023)).numbers() == numbers(before, "applications")
    assert read(draw, Choice(year=2024)).numbers() == numbers(FIGURES, "applications")


def test_what_stands_behind_a_blank_column_and_in_hidden_rows_and_columns_is_no_part_of_a_table_and_is_said() -> None:
    def draw(book: openpyxl.Workbook) -> None:
        sheet, table = book.worksheets[0], FORM.table("applications")
        drawn(sheet, table, 1, 1, FIGURES)
        for row in range(5, 20):
            sheet.cell(row, 11, row)  # sums of one's own, right beside it
            sheet.cell(row, 13, 7)
        sheet.cell(40, 1, "底稿")
        sheet.row_dimensions[40].hidden = True
        sheet.column_dimensions["K"].hidden = True

    found = read(draw)
    assert found.numbers() == numbers(FIGURES, "applications")
    assert [(each.facts["why"], each.facts["text"], each.places) for each in found.remarks if not each.cells] == [
        ("隐藏", "5、6、7等 16 格", (Place("Sheet", 5, 11),)),
        ("表格旁边", "7、7、7等 15 格", (Place("Sheet", 5, 13),)),
    ]


def test_a_column_right_of_a_table_that_no_head_names_is_said() -> None:
    def draw(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        drawn(sheet, FORM.table("applications"), 1, 1, FIGURES)
        for row in range(5, 20):
            sheet.cell(row, 11, row)

    found = read(draw)
    assert found.numbers() == numbers(FIGURES, "applications")
    assert [each.facts["found"] for each in found.remarks if each.name == "extra-column"] == ["（没有列名）"]


def test_texts_of_one_sheet_are_its_sections_with_their_places() -> None:
    texts = {section.id: f"这是{section.heading}的一段话。" for section in FORM.sections if not section.table}

    def draw(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["A1"] = "示例市教育局2024年政府信息公开工作年度报告"
        row = 2
        for section in FORM.sections:
            sheet.cell(row, 1, section.heading)
            if section.table:
                row = drawn(sheet, FORM.table(section.table), row + 1, 1, FIGURES)
            else:
                sheet.cell(row + 1, 1, texts[section.id])
                row += 2

    found = read(draw)
    assert found.numbers() == numbers(FIGURES, "disclosure", "applications", "disputes")
    assert {id: [p.text for p in each] for id, each in found.sections.items() if each} == {
        id: [text] for id, text in texts.items()
    }
    assert found.sections["overview"][0].place == Place("Sheet", 3, 1)
    assert said(found) == []


def test_a_hidden_copy_with_other_figures_is_named_and_the_visible_one_read() -> None:
    def draw(book: openpyxl.Workbook) -> None:
        table = FORM.table("applications")
        drawn(book.worksheets[0], table, 1, 1, FIGURES)
        copy = book.create_sheet("底稿")
        drawn(copy, table, 1, 1, {**FIGURES, APPLICATIONS[0]: 9999})
        copy.sheet_state = "hidden"

    found = read(draw)
    assert found.numbers() == numbers(FIGURES, "applications")
    assert [remark.cells for remark in found.remarks if remark.name == "table-twice"] == [(APPLICATIONS[0],)]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_single_table_tells_its_form(form: Form) -> None:
    figures = {id: 100 + at for at, id in enumerate(form.figures)}
    for table in form.tables:
        book, stream = openpyxl.Workbook(), io.BytesIO()
        drawn(book.worksheets[0], table, 1, 1, figures)
        book.save(stream)
        found = source.read_bytes(stream.getvalue(), FORMS)
        if table.labels == FORMS[0].table(table.id).labels == FORMS[1].table(table.id).labels:
            continue  # both forms print it alike
        assert (found.form, len(found.figures)) == (form.id, len(table.figures))
