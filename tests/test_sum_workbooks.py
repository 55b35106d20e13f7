"""The workbooks of a sum: the parent's own, 汇总明细 and 差额表, as they stand and as a spreadsheet computes them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import spreadsheet
from families import FORMS, PARENT, Children, added, child, children, numbers, with_cells, year
from gouji.check.file import check_path
from gouji.collect.collection import Unit
from gouji.collect.sums import details_xlsx, differences_xlsx, parent_workbook
from gouji.collect.sums.consolidate import Sum
from gouji.collect.sums.differences import Comparison, compare
from gouji.collect.sums.parent_workbook import to_reading
from gouji.form.form import Form
from gouji.form.load import load
from gouji.place import Place
from gouji.reading import source

NEW = load("2021")
BY_FORM = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
GRANTED = "applications.granted.natural_person"
EVIL = '=HYPERLINK("http://example.com","点这里")'


def with_faults(form: Form) -> Sum:
    """Six units that count, one of them with a blank and a text; one missing, one refused."""
    units = children(form, 6)
    ids = list(form.figures)
    units[2] = units[2][0], with_cells(units[2][1], {ids[0]: None, ids[1]: "见附件"})
    refused = child(form, 7, scope="本级政府汇总")
    return added(form, [*units, (Unit("示例县第8局", kind="部门", parent=PARENT.name), None), refused])


def one_left_out(form: Form) -> Comparison:
    units = children(form, 6)
    sum, less = added(form, units), added(form, units[1:])
    return compare(form, to_reading(form, less), sum)


def rows(page: Any) -> list[tuple[Any, ...]]:
    return list(page.iter_rows(values_only=True))


# ---------------------------------------------------------------- the parent's own workbook


@BY_FORM
def test_the_parents_workbook_reads_back_as_the_sum_with_totals_as_formulas(form: Form, tmp_path: Path) -> None:
    sum = added(form, children(form, 6))
    parent_workbook.write(form, sum, tmp_path / "汇总.xlsx")
    reading = source.read(tmp_path / "汇总.xlsx", FORMS)
    assert reading.numbers() == sum.figures
    assert [id for id, cell in reading.figures.items() if cell.formula] == [
        id for id, figure in form.figures.items() if figure.computed_by is not None
    ]
    assert (reading.text("organization"), reading.year, reading.text("scope")) == (
        PARENT.name,
        year(form),
        "本级政府汇总",
    )


@BY_FORM
def test_checked_it_lacks_nothing_but_the_text_that_the_clerk_has_to_write(form: Form, tmp_path: Path) -> None:
    parent_workbook.write(form, added(form, children(form, 6)), tmp_path / "汇总.xlsx")
    result = check_path(tmp_path / "汇总.xlsx", FORMS)
    sections = [section.id for section in form.sections if section.required]
    assert [(f.name, f.cells) for f in result.findings if f.severity == "error" and f.name != "info-invalid"] == [
        ("instruction-left", (f"sections.{sections[0]}",)),
        *(("section-missing", (f"sections.{id}",)) for id in sections[1:]),
    ]


def test_a_figure_that_is_not_known_stays_blank_and_the_check_says_so(tmp_path: Path) -> None:
    sum = with_faults(NEW)
    parent_workbook.write(NEW, sum, tmp_path / "汇总.xlsx")
    result = check_path(tmp_path / "汇总.xlsx", FORMS)
    assert [(f.cells, f.places) for f in result.findings if f.name == "blank"] == [
        (("disclosure.regulations.made",), (Place("二、主动公开", 6, 2),)),
        (("disclosure.regulations.abolished",), (Place("二、主动公开", 6, 3),)),
    ]
    opening = source.read(tmp_path / "汇总.xlsx", FORMS).sections["overview"]
    assert [each.text for each in opening] == [
        "（文字描述）示例县人民政府2023年度汇总由 6 个单位相加。未报 1 个：示例县第8局。没有计入 1 个：示例县第7局。"
        "有单位没有填的 2 格空着：“规章，本年制发件数”、“规章，本年废止件数”。写好这一部分以后删去这一段。"
    ]


def test_last_years_report_of_the_parent_stands_behind_the_ties_across_years(tmp_path: Path) -> None:
    sum = added(NEW, children(NEW, 2))
    _, last = child(NEW, 9, name=PARENT.name, kind="本级政府汇总", year=2022)
    parent_workbook.write(NEW, sum, tmp_path / "汇总.xlsx", last)
    values = [cell for row in rows(openpyxl.load_workbook(tmp_path / "汇总.xlsx")["上年数据"]) for cell in row]
    assert numbers(last)["applications.carried_out.total"] in values


# ---------------------------------------------------------------- 汇总明细


@BY_FORM
def test_the_details_hold_every_units_figures_and_sums_by_formulas_with_their_results(
    form: Form, tmp_path: Path
) -> None:
    units = children(form, 6)
    sum = added(form, units)
    details_xlsx.write(form, sum, tmp_path / "明细.xlsx")
    stored = openpyxl.load_workbook(tmp_path / "明细.xlsx", data_only=True)
    formulas = openpyxl.load_workbook(tmp_path / "明细.xlsx")
    assert stored.sheetnames == ["计入情况", *(table.sheet for table in form.tables)]
    for table in form.tables:
        found = rows(stored[table.sheet])
        for number, (unit, reading) in enumerate(units):
            figures = numbers(reading)
            assert found[3 + number][:3] == (number + 1, unit.name, "计入")
            assert [as_decimal(cell) for cell in found[3 + number][3:]] == [figures[id] for id in table.figures]
        assert found[9][1] == "合计"
        assert [as_decimal(cell) for cell in found[9][3:]] == [sum.figures[id] for id in table.figures]
        assert formulas[table.sheet]["D10"].value == '=IF(COUNT(D4:D9)<6,"缺",ROUND(SUM(D4:D9),6))'
        assert len(found) == 10


def as_decimal(cell: Any) -> Decimal:
    return Decimal(repr(cell) if isinstance(cell, float) else cell)


def test_units_that_do_not_count_and_cells_without_a_figure_are_named_in_the_details(tmp_path: Path) -> None:
    details_xlsx.write(NEW, with_faults(NEW), tmp_path / "明细.xlsx")
    book = openpyxl.load_workbook(tmp_path / "明细.xlsx", data_only=True)
    assert book.sheetnames == ["计入情况", "没有填的格", "二、主动公开", "三、依申请公开", "四、复议诉讼"]
    assert [(row[1], row[4], row[5]) for row in rows(book["计入情况"])[8:]] == [
        ("示例县第8局", "未报", "没有可以计入的报表"),
        ("示例县第7局", "没有计入", "统计口径是“本级政府汇总”，名册里是部门"),
    ]
    assert rows(book["没有填的格"])[2:] == [
        ("示例县第2局", "二、主动公开", "规章，本年制发件数", "（空着）"),
        ("示例县第2局", "二、主动公开", "规章，本年废止件数", "见附件"),
    ]
    page = rows(book["二、主动公开"])
    assert [row[1:3] for row in page[3:]] == [
        *((f"示例县第{at}局", "计入") for at in range(6)),
        ("示例县第8局", "未报"),
        ("示例县第7局", "没有计入"),
        ("合计", None),
        ("已填部分之和", None),
        ("没有填的单位数", None),
    ]
    assert page[5][3:5] == (None, "见附件")
    assert set(page[9][3:]) == set(page[10][3:]) == {None}
    assert [row[3:6] for row in page[11:]] == [("缺", "缺", page[11][5]), page[12][3:6], (1, 1, 0)]


def test_money_without_a_unit_on_the_form_is_pointed_out(tmp_path: Path) -> None:
    old = load("2019")
    sum = added(old, children(old, 2))
    said = "表样没有规定金额单位，各单位写的单位不一致时不能相加：政府集中采购，采购总金额。"
    details_xlsx.write(old, sum, tmp_path / "明细.xlsx")
    assert rows(openpyxl.load_workbook(tmp_path / "明细.xlsx")["计入情况"])[1][0] == said
    assert said in to_reading(old, sum).sections["overview"][0].text


def test_a_sum_that_does_not_tie_out_names_the_units_that_do_not(tmp_path: Path) -> None:
    units = children(NEW, 3)
    units[1] = units[1][0], with_cells(units[1][1], {GRANTED: numbers(units[1][1])[GRANTED] + 5})
    details_xlsx.write(NEW, added(NEW, units), tmp_path / "明细.xlsx")
    found = rows(openpyxl.load_workbook(tmp_path / "明细.xlsx")["汇总后不平"])[2:]
    assert [(row[0], row[2]) for row in found] == [("AR302", "示例县第1局"), ("AR303", "示例县第1局")]


# ---------------------------------------------------------------- 差额表


@BY_FORM
def test_the_table_of_differences_has_a_row_a_cell_in_the_forms_order_and_says_why_first(
    form: Form, tmp_path: Path
) -> None:
    found = one_left_out(form)
    differences_xlsx.write(form, found, tmp_path / "差额表.xlsx")
    book = openpyxl.load_workbook(tmp_path / "差额表.xlsx", data_only=True)
    assert book.sheetnames == ["差额表", "逐单位", "计入情况"]
    page = rows(book["差额表"])
    count = len(found.cells)
    assert page[1][0] == f"像是示例县第0局没有加进去：{count} 格的差额正好由此而来，没有一格例外。"
    assert page[2][0] == "以上原因合起来正好是全部差额。"
    body = page[-count:]
    assert "单元格" not in page[-count - 1], "what was not read from a workbook has no places"
    assert [row[2] for row in body] == [form.figures[each.figure].label for each in found.cells]
    assert [as_decimal(row[6]) for row in body] == [each.difference for each in found.cells]
    assert {(row[3], row[7]) for row in body} == {("不符", "示例县第0局没有加进去")}


def test_places_are_those_of_the_parents_own_workbook(tmp_path: Path) -> None:
    sum = added(NEW, children(NEW, 3))
    parent_workbook.write(NEW, sum, tmp_path / "上报.xlsx")
    reading = source.read(tmp_path / "上报.xlsx", FORMS)
    found = compare(NEW, with_places(reading, {GRANTED: numbers(reading)[GRANTED] + 1}), sum)
    assert [str(each.place) for each in found.cells] == ["三、依申请公开!D9"]
    differences_xlsx.write(NEW, found, tmp_path / "差额表.xlsx")
    *_, heads, row = rows(openpyxl.load_workbook(tmp_path / "差额表.xlsx")["差额表"])
    assert (heads[1:3], row[1:3]) == (("工作表", "单元格"), ("三、依申请公开", "D9"))


def with_places(reading: Any, changed: dict[str, Decimal]) -> Any:
    moved = with_cells(reading, dict(changed))
    kept = {id: cell._replace(place=reading.figures[id].place) for id, cell in moved.figures.items()}
    return type(reading)(**{**reading.__dict__, "figures": kept})


def test_every_units_figure_of_the_differing_cells_stands_with_sum_submitted_and_difference(tmp_path: Path) -> None:
    sum = with_faults(NEW)
    right = numbers(to_reading(NEW, sum))
    submitted = with_cells(to_reading(NEW, sum), {GRANTED: right[GRANTED] + 3})
    differences_xlsx.write(NEW, compare(NEW, submitted, sum), tmp_path / "差额表.xlsx")
    book = openpyxl.load_workbook(tmp_path / "差额表.xlsx", data_only=True)
    page = rows(book["逐单位"])
    assert page[1] == ("只列不符和未核对的格", None, None, "规章", None, "（一）予以公开")
    assert page[2][3:] == ("本年制发件数", "本年废止件数", "自然人")
    assert [(row[1], *row[3:]) for row in page[11:]] == [
        ("下级之和", "缺", "缺", right[GRANTED]),
        ("上报数", None, None, right[GRANTED] + 3),
        ("差额", "—", "—", 3),
    ]
    listed = [(row[2], row[3], row[4]) for row in rows(book["差额表"])[-3:]]
    assert listed[0] == ("规章，本年制发件数", "未核对", "（空着）")
    assert listed[2][:2] == ("（一）予以公开，自然人", "不符")


def test_a_parent_without_a_difference_gets_a_table_that_says_so(tmp_path: Path) -> None:
    sum = added(NEW, children(NEW, 2))
    differences_xlsx.write(NEW, compare(NEW, to_reading(NEW, sum), sum), tmp_path / "差额表.xlsx")
    book = openpyxl.load_workbook(tmp_path / "差额表.xlsx")
    assert book.sheetnames == ["差额表", "计入情况"]
    assert [row[0] for row in rows(book["差额表"])] == [
        "示例县人民政府　2023年度差额表　核对 200 格：200 格相符，0 格不符，0 格没有核对",
        "每一格都与下级之和相符。",
        "下级单位：2 个计入。",
        "序号",
    ]


def test_where_nobody_counts_the_workbooks_say_so(tmp_path: Path) -> None:
    sum = added(NEW, [(Unit("示例县第8局", kind="部门", parent=PARENT.name), None)])
    details_xlsx.write(NEW, sum, tmp_path / "明细.xlsx")
    page = openpyxl.load_workbook(tmp_path / "明细.xlsx")["二、主动公开"]
    assert [cell.value for cell in page[5]][3:] == ["缺"] * len(NEW.table("disclosure").figures)
    submitted = child(NEW, 1, PARENT.name, kind="本级政府汇总")[1]
    differences_xlsx.write(NEW, compare(NEW, submitted, sum), tmp_path / "差额表.xlsx")
    assert [row[0] for row in rows(openpyxl.load_workbook(tmp_path / "差额表.xlsx")["差额表"])][1:4] == [
        "没有可以相加的下级单位，一格也不能核对。",
        "下级之和不全：1 个未报。",
        "下级单位：0 个计入，1 个未报。",
    ]


# ---------------------------------------------------------------- hostile, and as a spreadsheet sees it


def test_no_name_and_no_cell_of_a_unit_becomes_a_formula(tmp_path: Path) -> None:
    unit, reading = child(NEW, 1, EVIL)
    evil: Children = [(unit, with_cells(reading, {GRANTED: EVIL})), child(NEW, 2, scope=EVIL), child(NEW, 3)]
    parent = Unit("@SUM(1)", kind="本级政府汇总", code="+1")
    units: Children = [(Unit(each.name, "-1", each.kind, parent.name, "\t=1", "=2"), reading) for each, reading in evil]
    sum = added(NEW, units, parent)
    details_xlsx.write(NEW, sum, tmp_path / "明细.xlsx")
    differences_xlsx.write(
        NEW, compare(NEW, with_cells(to_reading(NEW, sum), {GRANTED: "=3"}), sum), tmp_path / "差额表.xlsx"
    )
    for name in ("明细.xlsx", "差额表.xlsx"):
        for page in openpyxl.load_workbook(tmp_path / name):
            ours = ("=IF(COUNT(", "=ROUND(SUM(")
            for row in page.iter_rows():
                assert not [c.value for c in row if c.data_type == "f" and not str(c.value).startswith(ours)]
    parent_workbook.write(NEW, sum, tmp_path / "汇总.xlsx")
    assert source.read(tmp_path / "汇总.xlsx", FORMS).text("organization") == "@SUM(1)"


@pytest.mark.slow
def test_a_spreadsheet_computes_what_is_stored(tmp_path: Path) -> None:
    faulty = with_faults(NEW)
    details_xlsx.write(NEW, faulty, tmp_path / "明细.xlsx")
    submitted = with_cells(to_reading(NEW, faulty), {GRANTED: Decimal(1), "disclosure.fees.amount": Decimal("0.1")})
    differences_xlsx.write(NEW, compare(NEW, submitted, faulty), tmp_path / "差额表.xlsx")
    files = [tmp_path / "明细.xlsx", tmp_path / "差额表.xlsx"]
    for before, after in zip(files, spreadsheet.recalculate(files, tmp_path / "again"), strict=True):
        stored, computed = (openpyxl.load_workbook(each, data_only=True) for each in (before, after))
        compared = 0
        for page in openpyxl.load_workbook(before):
            for row in page.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        a, b = (book[page.title][cell.coordinate].value for book in (stored, computed))
                        assert a == b or float(a) == pytest.approx(float(b), abs=1e-9), (page.title, cell.coordinate)
                        compared += 1
        assert compared > 5
