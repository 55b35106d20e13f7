"""The workbook that `template.write` makes, read back by openpyxl, by LibreOffice and by Microsoft's validator."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange

from fillings import consistent, reading, year_of, zeros
from gouji.errors import FormError, UsageError
from gouji.form.form import Form
from gouji.form.load import load, load_all, load_folder
from gouji.form.own_workbook import GUIDE, PREVIOUS, RESULTS
from gouji.frozen import replace
from gouji.place import Place, to_address
from gouji.reading.reading import Cell, Explanation, Paragraph, Reading
from gouji.value import Kind, Value
from gouji.workbook import live, texts
from gouji.workbook.layout import INFO, layout
from gouji.workbook.result_sheets import say
from gouji.workbook.template import text_twin, to_bytes, write
from ooxml_validator import faults
from spreadsheet import convert, needs, recalculate

ROOT = Path(__file__).parents[1]
THIRD = load_folder(Path(__file__).parent / "third_form")
FORMS = [*load_all(), THIRD]
each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


def opened(path: Path, values: bool = False) -> Any:  # the stubs lack custom_doc_props
    return openpyxl.load_workbook(path, data_only=values)


def named(book: Workbook, name: str) -> object:
    """The value of the cell that a defined name stands for."""
    sheet, place = next(iter(book.defined_names[name].destinations))
    return book[sheet][place.replace("$", "")].value


def formulas(book: Workbook) -> Iterator[tuple[str, str]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield f"{sheet.title}!{cell.coordinate}", str(cell.value)


def address(sheet: str, row: int, column: int) -> str:
    return to_address(Place(sheet, row, column))


def blank(form: Form) -> Reading:
    return Reading(form.id, {}, {}, {})


def with_figures(form: Form, **values: Value) -> Reading:
    """All zeros, with some cells as given; ids are written with __ for the dot."""
    made = reading(form, zeros(form))
    cells = {id.replace("__", "."): Cell(value) for id, value in values.items()}
    return replace(made, figures={**made.figures, **cells})


def text(raw: str) -> Value:
    return Value(Kind.TEXT, None, raw)


# ---------------------------------------------------------------- sheets, names, labels


def test_sheets_stand_in_the_order_of_the_contract(tmp_path: Path) -> None:
    write(load("2021"), tmp_path / "w.xlsx")
    book = opened(tmp_path / "w.xlsx")
    shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    assert shown == [
        "填表说明",
        "基本信息",
        "一、总体情况",
        "二、主动公开",
        "三、依申请公开",
        "四、复议诉讼",
        "五、问题及改进",
        "六、其他事项",
        "校验结果",
    ]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    assert hidden == ["上年数据", "标记表二", "标记表三", "标记表四"]


@each_form
def test_every_figure_info_and_section_has_its_name_at_its_place(form: Form, tmp_path: Path) -> None:
    write(form, tmp_path / "w.xlsx")
    book, at = opened(tmp_path / "w.xlsx"), layout(form)
    ours = {id: address(*place) for id, place in at.figures.items()}
    ours |= {f"info.{id}": address(*place) for id, place in at.info.items()}
    for id, area in at.sections.items():
        ours[f"sections.{id}"] = f"{address(area.sheet, area.top, area.left)}:{address('', area.bottom, area.right)}"
    names = {name: defined.attr_text for name, defined in book.defined_names.items()}
    assert {name: names.get(name) for name in ours} == ours
    marks = {plan.marks: plan.marks_sheet for plan in at.tables.values()}
    assert {name: names[name].split("!")[0].strip("'") for name in marks} == marks
    assert set(names) - set(ours) - set(marks) == {
        "gouji.form",
        "gouji.template",
        "gouji.explanations",
        "gouji.findings",
        "gouji.previous",
    }


@each_form
def test_labels_stand_in_the_grid_to_the_letter(form: Form, tmp_path: Path) -> None:
    write(form, tmp_path / "w.xlsx")
    book, at = opened(tmp_path / "w.xlsx"), layout(form)
    for plan in at.tables.values():
        sheet = book[plan.area.sheet]
        merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
        for label in plan.table.labels:
            row, column = plan.area.top + label.row, plan.area.left + label.column
            assert (sheet.cell(row, column).value or "") == label.text
            area = merged.get((row, column))
            size = (area.size["rows"], area.size["columns"]) if area else (1, 1)
            assert size == (label.rows, label.columns), label.text


@each_form
def test_only_cells_to_be_filled_are_unlocked_and_every_sheet_is_protected(form: Form, tmp_path: Path) -> None:
    write(form, tmp_path / "w.xlsx")
    book, at = opened(tmp_path / "w.xlsx"), layout(form)
    places = [*at.figures.values(), *at.info.values()]
    assert all(not book[place.sheet].cell(place.row, place.column).protection.locked for place in places)
    for sheet in book.worksheets:
        assert sheet.protection.sheet and sheet.protection.password is None, sheet.title
    for plan in at.tables.values():
        sheet = book[plan.area.sheet]
        for label in plan.table.labels:
            assert sheet.cell(plan.area.top + label.row, plan.area.left + label.column).protection.locked


def test_the_form_is_stamped_in_a_hidden_name_and_in_a_property(tmp_path: Path) -> None:
    write(load("2019"), tmp_path / "w.xlsx")
    book = opened(tmp_path / "w.xlsx")
    assert book.defined_names["gouji.form"].attr_text == '"annual_report/2019"'
    assert book.defined_names["gouji.form"].hidden
    assert book.custom_doc_props["gouji.form"].value == "annual_report/2019"
    assert book.custom_doc_props["gouji.template"].value == "1"


@each_form
def test_formulas_use_only_functions_that_every_spreadsheet_computes_alike(form: Form, tmp_path: Path) -> None:
    write(form, tmp_path / "w.xlsx")
    book = opened(tmp_path / "w.xlsx")
    used = {name for _, formula in formulas(book) for name in re.findall(r"([A-Z]+)\(", formula)}
    for sheet in book.worksheets:
        for tinted in sheet.conditional_formatting:
            used |= {name for rule in tinted.rules for name in re.findall(r"([A-Z]+)\(", rule.formula[0])}
    allowed = "COUNT SUM N COUNTIF SUMPRODUCT FIND IF INDEX ROUND LEN ROW COLUMN HYPERLINK LEFT OR ISBLANK ISNUMBER"
    assert used <= set(allowed.split())
    assert not any(formula.startswith("{") for _, formula in formulas(book))


@each_form
def test_prompts_and_refusals_are_chinese_and_fit_their_limits(form: Form, tmp_path: Path) -> None:
    write(form, tmp_path / "w.xlsx")
    book, at = opened(tmp_path / "w.xlsx"), layout(form)
    covered: dict[str, set[str]] = {}
    for sheet in book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert rule.promptTitle == say("heads.prompt")
            assert rule.prompt and len(rule.prompt) <= 255 and len(rule.error or "") <= 255
            cells = {cell for area in rule.sqref.ranges for row in area.rows for cell in row}
            covered.setdefault(sheet.title, set()).update(f"{row},{column}" for row, column in cells)
    for place in (*at.figures.values(), *at.info.values()):
        assert f"{place.row},{place.column}" in covered[place.sheet], place


@each_form
def test_the_print_area_leaves_the_live_parts_out(form: Form, tmp_path: Path) -> None:
    write(form, tmp_path / "w.xlsx")
    book, at = opened(tmp_path / "w.xlsx"), layout(form)
    for plan in at.tables.values():
        sheet = book[plan.area.sheet]
        printed = CellRange(sheet.print_area.split("!")[1].replace("$", ""))
        assert (printed.min_row, printed.max_col) == (1, plan.area.right)
        assert sheet.page_setup.paperSize == 9 and sheet.page_setup.fitToHeight == 0
        assert not sheet.sheet_view.showGridLines
        for index, tie in enumerate(at.ties):
            if form.rules[index].table == plan.table.id:
                assert tie.place.row > printed.max_row or tie.place.column > printed.max_col


@each_form
def test_live_cells_never_overlap_even_when_a_code_speaks_twice_of_one_row(form: Form) -> None:
    doubled = replace(form, rules=tuple(rule for rule in form.rules for _ in range(2)))
    for each in (form, doubled):
        at = layout(each)
        taken = [tie.place._replace(column=tie.place.column + more) for tie in at.ties for more in range(tie.columns)]
        assert len(taken) == len(set(taken))
        assert not set(taken) & set(at.figures.values())
        to_bytes(each)


def test_a_statement_that_is_no_comparison_fails_without_a_difference(tmp_path: Path) -> None:
    form = load("2019")
    figures = zeros(form) | {
        "disclosure.licenses.previous_items": Decimal(10),
        "disclosure.licenses.change": Decimal(2),
        "disclosure.licenses.decisions": Decimal(12),
    }
    write(form, tmp_path / "w.xlsx", reading(form, figures))
    book = opened(tmp_path / "w.xlsx", values=True)
    said = {
        (form.rules[index].code, form.rules[index].of): book[place.sheet].cell(place.row, place.column).value
        for index, place in live.cells(form).items()
    }
    assert {key: value for key, value in said.items() if value != "√"} == {("AR204", "行政许可"): "×"}
    last = max(layout(form).guide_rows.values()) + 1
    assert [book[GUIDE].cell(last, column).value for column in (4, 5, 6)] == [0, 1, "请核实 1 处"]


# ---------------------------------------------------------------- values


@each_form
def test_a_complete_reading_is_written_number_by_number_and_nothing_is_wrong(form: Form, tmp_path: Path) -> None:
    figures = consistent(form, 3)
    write(form, tmp_path / "w.xlsx", reading(form, figures))
    book = opened(tmp_path / "w.xlsx", values=True)
    read = {id: named(book, id) for id in form.figures}
    assert {id: Decimal(repr(value)) for id, value in read.items()} == figures
    guide, at = book[GUIDE], layout(form)
    last = max(at.guide_rows.values()) + 1
    assert [guide.cell(last, column).value for column in range(2, 7)] == [0, 0, 0, 0, "√ 相符"]
    assert {book[place.sheet].cell(place.row, place.column).value for place in live.cells(form).values()} == {"√"}


@each_form
def test_an_empty_workbook_is_pending_everywhere_and_wrong_nowhere(form: Form, tmp_path: Path) -> None:
    write(form, tmp_path / "w.xlsx")
    book, at = opened(tmp_path / "w.xlsx", values=True), layout(form)
    assert {book[place.sheet].cell(place.row, place.column).value for place in live.cells(form).values()} == {"待填"}
    inputs = sum(figure.computed_by is None for figure in form.figures.values())
    needed = sum(field.required for field in form.info) + sum(section.required for section in form.sections)
    last = max(at.guide_rows.values()) + 1
    counts = [book[GUIDE].cell(last, column).value for column in range(2, 7)]
    assert counts == [inputs + needed, 0, 0, 0, f"待填 {inputs + needed} 处"]


def test_a_total_keeps_its_formula_only_where_it_says_what_the_source_said(tmp_path: Path) -> None:
    form = load("2021")
    seven, text_, nothing = Value(Kind.NUMBER, Decimal(7), "7"), text("见附件"), Value(Kind.BLANK, None, "")
    given = with_figures(
        form,
        disputes__reconsideration__upheld=seven,
        disputes__reconsideration__total=seven,
        disputes__litigation__upheld=seven,
        applications__granted__natural_person=text_,
        applications__granted__total=nothing,
        applications__partly_granted__total=nothing,
    )
    write(form, tmp_path / "w.xlsx", given)
    typed, shown = opened(tmp_path / "w.xlsx"), opened(tmp_path / "w.xlsx", values=True)
    totals = {
        id: (str(named(typed, id)).startswith("=IF(COUNT("), named(shown, id))
        for id in (
            "disputes.reconsideration.total",  # says what the formula gives
            "disputes.litigation.total",  # differs: typed over
            "applications.granted.total",  # a part is text
            "applications.partly_granted.total",  # blank although its parts are there
        )
    }
    assert totals == {
        "disputes.reconsideration.total": (True, 7),
        "disputes.litigation.total": (False, 0),
        "applications.granted.total": (True, None),
        "applications.partly_granted.total": (False, None),
    }


@pytest.mark.parametrize("raw", ["=1+1", "+3", "-136", "@SUM(A1)", "\t=1", "１２", "3件", " 7 "])
def test_text_stays_text_whatever_it_begins_with(raw: str, tmp_path: Path) -> None:
    form = load("2021")
    given = replace(
        with_figures(form, disclosure__licenses__decisions=text(raw)),
        info={"organization": Cell(text(raw))},
        sections={"other": (Paragraph(raw),)},
    )
    write(form, tmp_path / "w.xlsx", given)
    book = opened(tmp_path / "w.xlsx")
    for sheet in ("二、主动公开", INFO, form.section("other").sheet):
        cells = [cell for row in book[sheet].iter_rows() for cell in row if cell.value == raw]
        assert [cell.data_type for cell in cells] == ["s"], sheet


def test_text_that_looks_like_an_escape_of_the_file_format_is_escaped(tmp_path: Path) -> None:
    write(load("2021"), tmp_path / "w.xlsx", replace(blank(load("2021")), sections={"other": (Paragraph("_x0041_"),)}))
    with zipfile.ZipFile(tmp_path / "w.xlsx") as package:
        assert "_x005F_x0041_" in package.read("xl/sharedStrings.xml").decode()


def test_errors_booleans_and_numbers_beyond_any_cell_are_kept_apart(tmp_path: Path) -> None:
    form = load("2021")
    given = with_figures(
        form,
        disclosure__licenses__decisions=Value(Kind.ERROR, None, "#DIV/0!"),
        disclosure__penalties__decisions=Value(Kind.BOOLEAN, None, "TRUE"),
        disclosure__compulsory_measures__decisions=Value(Kind.NUMBER, Decimal("1E+400"), "1E+400"),
        disclosure__fees__amount=Value(Kind.NUMBER, Decimal("24252.311082"), "24252.311082"),
    )
    write(form, tmp_path / "w.xlsx", given)
    book = opened(tmp_path / "w.xlsx", values=True)
    ids = ("licenses.decisions", "penalties.decisions", "compulsory_measures.decisions", "fees.amount")
    assert [named(book, f"disclosure.{id}") for id in ids] == ["#DIV/0!", True, "1E+400", 24252.311082]
    assert book[GUIDE].cell(layout(form).guide_rows["二、主动公开"], 3).value == 3


def test_sums_too_large_for_a_spreadsheet_are_stored_as_its_error_value(tmp_path: Path) -> None:
    form, huge = load("2021"), Value(Kind.NUMBER, Decimal("1.7E+308"), "1.7E+308")
    given = with_figures(form, disputes__litigation__upheld=huge, disputes__litigation__corrected=huge)
    write(form, tmp_path / "w.xlsx", given)
    book = opened(tmp_path / "w.xlsx", values=True)
    rule = next(i for i, rule in enumerate(form.rules) if "disputes.litigation.upheld" in rule.figures)
    assert book[RESULTS].cell(layout(form).result_rows[rule], 5).value == "#NUM!"


def test_a_rule_speaks_only_in_its_years_and_only_hints_while_on_trial(tmp_path: Path) -> None:
    form = load("2021")
    rules = tuple(replace(rule, since=2025, until=2026) for rule in form.rules if rule.code == "AR401")
    rules += tuple(replace(rule, stage="trial") for rule in form.rules if rule.code == "AR302")
    bounded = replace(form, rules=rules)
    wrong = zeros(form) | {"disputes.litigation.total": Decimal(1), "applications.granted.total": Decimal(1)}
    said = {}
    for year in (2024, 2025, 2026, 2027):
        write(bounded, tmp_path / f"{year}.xlsx", reading(bounded, wrong, year=year))
        (judged,) = recalculate([tmp_path / f"{year}.xlsx"], tmp_path / "judged")
        counts = []
        for book in (opened(tmp_path / f"{year}.xlsx", values=True), opened(judged, values=True)):
            last = max(layout(bounded).guide_rows.values()) + 1
            counts.append([book[GUIDE].cell(last, column).value for column in (4, 5)])
        assert counts[0] == counts[1]
        said[year] = counts[0]
    assert said == {2024: [0, 1], 2025: [1, 1], 2026: [1, 1], 2027: [0, 1]}


def test_a_block_grows_with_its_paragraphs_and_ends_in_a_closing_row(tmp_path: Path) -> None:
    form = load("2021")
    many = tuple(Paragraph(f"第{number}段。") for number in range(40))
    given = replace(reading(form, zeros(form)), sections={"overview": many, "applications": many[:9]})
    write(form, tmp_path / "w.xlsx", given)
    book = opened(tmp_path / "w.xlsx")
    for id, count in (("overview", 40), ("applications", 9)):
        sheet, area = next(iter(book.defined_names[f"sections.{id}"].destinations))
        column = [row[0].value for row in book[sheet][area.replace("$", "")]]
        assert column == [*(f"第{number}段。" for number in range(count)), None]


def test_a_paragraph_that_no_cell_holds_is_split_after_a_sentence_and_says_so(tmp_path: Path) -> None:
    form = load("2021")
    long = "本单位按时完成了这一部分的工作。" * 2500
    write(form, tmp_path / "w.xlsx", replace(blank(form), sections={"overview": (Paragraph(long),)}))
    sheet = opened(tmp_path / "w.xlsx")["一、总体情况"]
    area = layout(form).sections["overview"]
    column = [sheet.cell(row, 1).value for row in range(area.top, area.bottom + 1)]
    parts = [str(value) for value in column if value]
    assert "".join(parts) == long
    assert [part[-1] for part in parts] == ["。", "。"]
    assert max(map(len, parts)) <= texts.CELL_LIMIT
    assert sheet.row_dimensions[area.top].height == pytest.approx(texts.TALLEST, abs=0.5)
    assert sheet.cell(area.top, 3).value == f"原文这一段有 {len(long)} 字，一格放不下，已在句末分为 2 行。"


def test_text_without_sentences_is_split_anywhere_and_loses_nothing() -> None:
    long = "𠮷" * 40000
    parts = texts.split(long)
    assert "".join(parts) == long
    assert max(map(texts.units, parts)) <= texts.CELL_LIMIT


def test_last_years_figures_stand_on_their_hidden_sheet(tmp_path: Path) -> None:
    form, old = load("2021"), load("2019")
    given = reading(old, zeros(old) | {"applications.carried_out.total": Decimal(5)})
    write(form, tmp_path / "w.xlsx", previous=given)
    sheet = opened(tmp_path / "w.xlsx")[PREVIOUS]
    rows = {row[0].value: (row[1].value, row[2].value) for row in sheet.iter_rows(min_row=3)}
    id = "applications.carried_out.total"
    assert rows[id] == (form.figures[id].label, 5)
    assert rows["disclosure.licenses.previous_items"] == ("disclosure.licenses.previous_items", 0)
    assert rows["disclosure.fees.amount"][1] is None
    assert sheet["A1"].value == f"上年数据（示例市档案服务局{year_of(old)}年度）"


def test_explanations_and_the_receipt_come_along(tmp_path: Path) -> None:
    form = load("2021")
    given = replace(
        reading(form, zeros(form)),
        explanations=(
            Explanation("AR201", ("disclosure.regulations.made", "disclosure.regulations.in_force"), "已核。"),
        ),
        receipt="R-1",
    )
    write(form, tmp_path / "w.xlsx", given)
    book = opened(tmp_path / "w.xlsx")
    sheet, area = next(iter(book.defined_names["gouji.explanations"].destinations))
    first = [cell.value for cell in book[sheet][area.replace("$", "")][0][:4]]
    first.remove(None)  # the cells' column is two wide
    assert first == ["AR201", "disclosure.regulations.made disclosure.regulations.in_force", "已核。"]
    assert book.defined_names["gouji.receipt"].attr_text == '"R-1"'


# ---------------------------------------------------------------- refusals and files


def test_what_does_not_belong_to_the_form_is_refused_by_name(tmp_path: Path) -> None:
    form = load("2021")
    target = tmp_path / "w.xlsx"
    with pytest.raises(UsageError, match="annual_report/2019"):
        write(form, target, replace(blank(form), form="annual_report/2019"))
    for part in ("figures", "info", "sections"):
        strange = {"nowhere": () if part == "sections" else Cell(text("x"))}
        with pytest.raises(UsageError, match="nowhere"):
            write(form, target, replace(blank(form), **{part: strange}))
    with pytest.raises(UsageError, match="文字过长"):
        write(form, target, with_figures(form, disclosure__fees__amount=text("字" * 40000)))
    assert list(tmp_path.iterdir()) == []


def test_a_section_may_not_take_the_name_of_a_sheet_of_our_own() -> None:
    form = load("2021")
    sections = (replace(form.sections[0], sheet=RESULTS), *form.sections[1:])
    with pytest.raises(FormError, match="重名"):
        layout(replace(form, sections=sections))


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    target = tmp_path / "w.xlsx"
    target.mkdir()
    with pytest.raises(OSError, match=r"w\.xlsx"):
        write(load("2021"), target)
    assert [path.name for path in tmp_path.iterdir()] == ["w.xlsx"]


@each_form
def test_the_same_form_gives_the_same_bytes(form: Form) -> None:
    assert to_bytes(form) == to_bytes(form)
    assert text_twin(form) == text_twin(form)


def test_the_committed_templates_are_up_to_date() -> None:
    check = [sys.executable, str(ROOT / "scripts" / "build_templates.py"), "--check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_text_twin_shows_every_formula_and_name() -> None:
    lines = text_twin(load("2021")).splitlines()
    assert "名称 applications.new_received.total → J7" in lines
    formula = '=IF(COUNT($D$7:$I$7)<6,"",SUM($D$7:$I$7))'
    assert any(line.startswith("J7 ") and formula in line for line in lines)


# ---------------------------------------------------------------- other judges


@pytest.mark.slow
@each_form
def test_microsofts_validator_finds_no_error_empty_filled_or_faulty(form: Form, tmp_path: Path) -> None:
    faulty = dict(consistent(form, 5)) | {next(iter(form.figures)): "见附件"}
    given = {"empty": None, "filled": reading(form, consistent(form, 4)), "faulty": reading(form, faulty)}
    for name, each in given.items():
        write(form, tmp_path / f"{name}.xlsx", each, each)
        assert faults(tmp_path / f"{name}.xlsx") == [], name


@pytest.mark.slow
@each_form
def test_every_sheet_of_the_form_prints_on_one_page(form: Form, tmp_path: Path) -> None:
    write(form, tmp_path / "w.xlsx", reading(form, consistent(form, 4)))
    (pdf,) = convert([tmp_path / "w.xlsx"], "pdf", tmp_path / "printed")
    done = subprocess.run([needs("pdftotext"), str(pdf), "-"], capture_output=True, text=True, check=True)
    pages = done.stdout.split("\f")
    headed = [INFO, *(each.heading for each in form.sections), RESULTS]
    assert [title for title, page in zip(headed, pages[1:], strict=False) if title not in page] == []


def test_no_green_corners_on_totals_or_on_digits_that_are_text_on_purpose(tmp_path: Path) -> None:
    form = load("2021")
    write(form, tmp_path / "w.xlsx")
    with zipfile.ZipFile(tmp_path / "w.xlsx") as package:
        info, table = (package.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (2, 5))
    first, *_, last = layout(form).info.values()
    silenced = re.search(r'<ignoredError sqref="([^"]+)" numberStoredAsText="1"/>', info)
    assert silenced and silenced[1].split() == [f"B{row}" for row in range(first.row, last.row + 1)]
    assert re.search(r'<ignoredError sqref="A1:O43" unlockedFormula="1"/>', table)


def test_every_formula_stores_a_result(tmp_path: Path) -> None:
    write(load("2021"), tmp_path / "w.xlsx", reading(load("2021"), zeros(load("2021"))))
    with zipfile.ZipFile(tmp_path / "w.xlsx") as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                part = package.read(name).decode()
                for cell in re.findall(r"<c [^>]*><f>.*?</c>", part):
                    assert re.search(r'<v>[^<]+</v>|t="str"><f>.*?<v></v>', cell), (name, cell)
