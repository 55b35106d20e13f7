"""`gouji fill`: a checked report's figures go into an office's own workbook, cell by cell, and nothing else changes."""

from __future__ import annotations

import os
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

import fillings
from gouji.cli.main import main
from gouji.form.form import Form, Table
from gouji.form.load import load
from gouji.ooxml.stale import leans
from gouji.place import Area, reference
from gouji.workbook.template import write
from spreadsheet import convert, needs

FORM, OLD = load("2021"), load("2019")
FIGURES = fillings.consistent(FORM, 1)
NONE: Mapping[str, str | None] = {}
DOWN, RIGHT = 4, 2  # where an office's own table begins


def draw(sheet: Worksheet, table: Table, down: int = DOWN, right: int = RIGHT) -> dict[str, str]:
    """Draws heads and labels of a table, figures blank. Returns figure id → reference."""
    for label in table.labels:
        sheet.cell(label.row + down, label.column + right, label.text)
        if label.rows > 1 or label.columns > 1:
            sheet.merge_cells(
                start_row=label.row + down,
                start_column=label.column + right,
                end_row=label.row + down + label.rows - 1,
                end_column=label.column + right + label.columns - 1,
            )
    return {slot.id: reference(slot.row + down, slot.column + right) for slot in table.slots}


def sheet_of(path: Path, form: Form = FORM, title: str = "报表") -> dict[str, tuple[str, str]]:
    """A workbook of an office above: a sheet a table. Returns figure id → sheet and reference."""
    book = openpyxl.Workbook()
    del book["Sheet"]
    found: dict[str, tuple[str, str]] = {}
    for number, table in enumerate(form.tables, start=1):
        sheet = book.create_sheet(f"{title}{number}")
        found |= {figure_id: (sheet.title, ref) for figure_id, ref in draw(sheet, table).items()}
    book.save(path)
    return found


def changed(path: Path, cells: Mapping[tuple[str, str], str | float]) -> None:
    book = openpyxl.load_workbook(path)
    for (title, ref), value in cells.items():
        book[title][ref] = value
    book.save(path)


def values(path: Path, places: Mapping[str, tuple[str, str]]) -> dict[str, object]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {figure_id: book[title][ref].value for figure_id, (title, ref) in places.items()}


def report(path: Path, form: Form = FORM, year: int = 2023, figures: Mapping[str, str | None] = NONE) -> Path:
    write(form, path, fillings.reading(form, {**fillings.consistent(form, 1), **figures}, year=year))
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report(tmp_path_factory.mktemp("report") / "年报.xlsx")


def fill(source: Path, into: Path, to: Path, *words: str) -> int:
    return main(["fill", str(source), "--into", str(into), "-o", str(to), *words])


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_a_blank_table_is_filled_in_cell_by_cell_and_no_other_part_changes(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into, to = tmp_path / "表.xlsx", tmp_path / "out.xlsx"
    places = sheet_of(into)
    before = into.read_bytes()
    assert fill(whole, into, to) == 0
    assert values(to, places) == {figure_id: float(number) for figure_id, number in FIGURES.items()}
    old, new = parts(into), parts(to)
    assert [name for name in old if old[name] != new[name]] == [f"xl/worksheets/sheet{each}.xml" for each in (1, 2, 3)]
    assert list(new) == list(old) and into.read_bytes() == before
    assert f"写入 {len(FIGURES)} 格（报表1、报表2、报表3）" in capsys.readouterr().out


def test_a_blank_table_of_the_older_form_is_filled_in_too(tmp_path: Path) -> None:
    into, to = tmp_path / "表.xlsx", tmp_path / "out.xlsx"
    places = sheet_of(into, OLD)
    assert fill(report(tmp_path / "old.xlsx", OLD, 2020), into, to) == 0
    assert values(to, places) == {id: float(number) for id, number in fillings.consistent(OLD, 1).items()}


def test_only_the_table_that_is_there_is_filled(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into, to = tmp_path / "表.xlsx", tmp_path / "out.xlsx"
    book = openpyxl.Workbook()
    table = FORM.table("applications")
    places = {figure_id: ("Sheet", ref) for figure_id, ref in draw(book["Sheet"], table).items()}
    book.save(into)
    assert fill(whole, into, to) == 0
    assert values(to, places) == {id: float(FIGURES[id]) for id in table.figures}
    assert "表里没有表二、表四，没有填。" in capsys.readouterr().out


TOTAL = "applications.new_received.total"
FIRST = "applications.new_received.natural_person"
OTHER = "applications.new_received.other_organization"


def with_formulas(path: Path) -> dict[str, tuple[str, str]]:
    """A table whose first total is a formula, and a sheet that leans on it, with stored values as a program saves
    them."""
    book = xlsxwriter.Workbook(str(path))
    places: dict[str, tuple[str, str]] = {}
    for table in FORM.tables:
        sheet = book.add_worksheet(f"报表{table.number}")
        for label in table.labels:
            row, column = label.row, label.column  # from zero, as XlsxWriter counts
            if label.rows > 1 or label.columns > 1:
                sheet.merge_range(row, column, row + label.rows - 1, column + label.columns - 1, label.text)
            else:
                sheet.write_string(row, column, label.text)
        places |= {slot.id: (sheet.name, reference(slot.row + 1, slot.column + 1)) for slot in table.slots}
    title, total = places[TOTAL]
    book.get_worksheet_by_name(title).write_formula(total, f"=SUM({places[FIRST][1]}:{places[OTHER][1]})", value=0)
    other = book.add_worksheet("汇总")
    other.write_formula("A1", f"={title}!{total}*2", value=0)
    other.write_formula("A2", "=1+1", value=2)
    book.close()
    return places


def test_formulas_stay_and_what_leans_on_a_written_cell_is_worked_out_anew(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into, to = tmp_path / "表.xlsx", tmp_path / "out.xlsx"
    places = with_formulas(into)
    assert fill(whole, into, to) == 0
    out = capsys.readouterr().out
    assert f"写入 {len(FIGURES) - 1} 格" in out and "公式 1 格，没有动，算出来与报告一致。" in out
    sheet = openpyxl.load_workbook(to)[places[TOTAL][0]]
    assert str(sheet[places[TOTAL][1]].value).startswith("=SUM(")
    assert values(to, places)[TOTAL] is None  # taken out: nobody sees the old one
    other = openpyxl.load_workbook(to, data_only=True)["汇总"]
    assert (other["A1"].value, other["A2"].value) == (None, 2)
    assert openpyxl.load_workbook(to).calculation.fullCalcOnLoad
    needs("soffice")
    (opened,) = convert([to], "xlsx", tmp_path / "opened")
    assert values(opened, places) == {figure_id: float(number) for figure_id, number in FIGURES.items()}
    assert openpyxl.load_workbook(opened, data_only=True)["汇总"]["A1"].value == float(FIGURES[TOTAL]) * 2


def test_the_validator_of_the_format_finds_nothing_in_a_filled_workbook(whole: Path, tmp_path: Path) -> None:
    program = os.environ.get("OOXML_VALIDATOR", "")
    if not program:
        assert os.environ.get("CI") != "true", "OOXML_VALIDATOR must name Microsoft's validator in CI"
        pytest.skip("OOXML_VALIDATOR names no validator")
    into, to = tmp_path / "表.xlsx", tmp_path / "out.xlsx"
    with_formulas(into)
    assert fill(whole, into, to) == 0
    told = subprocess.run([program, str(to)], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout[-2000:]


def test_a_formula_that_gives_something_else_is_kept_and_told(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into, to = tmp_path / "表.xlsx", tmp_path / "out.xlsx"
    places = sheet_of(into)
    title, ref = places[TOTAL]
    first = places[FIRST][1]
    changed(into, {(title, ref): f"={first}*0+7"})
    assert fill(whole, into, to) == 1
    out = capsys.readouterr().out
    own = FIGURES[TOTAL]
    assert "没有填的 1 格" in out
    assert f"{title}!{ref}" in out and f"这里是公式（={first}*0+7），算出来是“7”，报告是 {own}；公式没有动。" in out


def test_other_figures_stay_and_are_listed_unless_they_are_to_be_replaced(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into, to = tmp_path / "表.xlsx", tmp_path / "out.xlsx"
    places = sheet_of(into)
    wrong, same = float(FIGURES[OTHER] + 1), float(FIGURES[TOTAL])
    changed(into, {places[FIRST]: "—", places[OTHER]: wrong, places[TOTAL]: same})
    assert fill(whole, into, to) == 1
    out = capsys.readouterr().out
    assert f"写入 {len(FIGURES) - 3} 格" in out and "原来就是这个数的 1 格，没有动。" in out and "没有填的 2 格" in out
    assert f"{'!'.join(places[FIRST])} {FORM.figures[FIRST].label}：表里已经有“—”，报告是 {FIGURES[FIRST]}。" in out
    assert (
        f"{'!'.join(places[OTHER])} {FORM.figures[OTHER].label}：表里已经有“{wrong:g}”，报告是 {FIGURES[OTHER]}。"
        in out
    )
    assert values(to, places)[FIRST] == "—" and values(to, places)[OTHER] == wrong
    assert fill(whole, into, to, "--replace", "--overwrite") == 0
    assert values(to, places) == {figure_id: float(number) for figure_id, number in FIGURES.items()}


def test_formats_merges_and_looks_of_filled_cells_stay(whole: Path, tmp_path: Path) -> None:
    into, to = tmp_path / "表.xlsx", tmp_path / "out.xlsx"
    places = sheet_of(into)
    book = openpyxl.load_workbook(into)
    title, ref = places[FIRST]
    book[title][ref].number_format = "#,##0"
    book[title].row_dimensions[book[title][places[TOTAL][1]].row].font = Font(bold=True)
    book[title].protection.sheet = True
    book.save(into)
    assert fill(whole, into, to) == 0
    sheet, before = openpyxl.load_workbook(to)[title], openpyxl.load_workbook(into)[title]
    assert sheet[ref].number_format == "#,##0"
    assert sheet[places[TOTAL][1]].font.bold  # a cell that wasn't there looks like its row
    assert sheet.protection.sheet
    assert sorted(map(str, sheet.merged_cells.ranges)) == sorted(map(str, before.merged_cells.ranges))


def test_a_row_that_can_not_be_told_is_left_and_listed(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into, to = tmp_path / "表.xlsx", tmp_path / "out.xlsx"
    places = sheet_of(into)
    table = FORM.table("disclosure")
    row = next(line for block in table.blocks for line in block.lines if line.id == "regulations")
    ids = set(row.figures)
    title, ref = places[row.figures[0]]
    label = openpyxl.load_workbook(into)[title].cell(int("".join(filter(str.isdigit, ref))), RIGHT).coordinate
    changed(into, {(title, label): "另外的一行"})
    assert fill(whole, into, to) == 1
    out = capsys.readouterr().out
    assert f"没有填的 {len(ids)} 格" in out and "、".join(FORM.figures[each].label for each in row.figures) in out
    found = values(to, places)
    assert {each for each in found if found[each] is None} == ids


def test_of_two_blank_copies_the_one_of_the_year_is_filled_and_without_a_year_none(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into, to = tmp_path / "表.xlsx", tmp_path / "out.xlsx"
    table = FORM.table("applications")

    def of(first: str, second: str) -> dict[str, str]:
        book = openpyxl.Workbook()
        del book["Sheet"]
        refs = [draw(book.create_sheet(each), table) for each in (first, second)]
        book.save(into)
        return refs[0]

    refs = of("2022", "2023")
    assert fill(whole, into, to) == 0
    assert set(values(to, {id: ("2022", ref) for id, ref in refs.items()}).values()) == {None}
    assert values(to, {id: ("2023", ref) for id, ref in refs.items()}) == {
        id: float(FIGURES[id]) for id in table.figures
    }
    of("甲", "乙")
    assert fill(whole, into, to, "--overwrite") == 1
    out = capsys.readouterr().out
    assert f"没有填的 {len(table.figures)} 格" in out and "表三有 2 份" in out and "没有要填的格" in out
    assert fill(whole, into, to, "--overwrite", "--sheet", "乙") == 0
    assert values(to, {id: ("甲", ref) for id, ref in refs.items()})[FIRST] is None
    assert values(to, {id: ("乙", ref) for id, ref in refs.items()})[FIRST] == float(FIGURES[FIRST])


def test_a_report_with_errors_is_refused_unless_for_a_draft(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = report(tmp_path / "bad.xlsx", figures={FIRST: None, OTHER: "见附件"})
    into, to = tmp_path / "表.xlsx", tmp_path / "out.xlsx"
    places = sheet_of(into)
    assert fill(bad, into, to) == 1
    assert not to.exists() and "有错也要填就加 --draft" in capsys.readouterr().out
    assert fill(bad, into, to, "--draft") == 1
    out = capsys.readouterr().out
    assert "填进去的是草稿" in out
    assert f"{FORM.figures[FIRST].label}：报告里空着。" in out
    assert f"{FORM.figures[OTHER].label}：报告里写的是“见附件”，不是数字。" in out
    found = values(to, places)
    assert found[FIRST] is None and found[OTHER] is None


def test_what_can_not_be_filled_is_refused_in_words(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into, to = tmp_path / "表.xlsx", tmp_path / "out.xlsx"
    sheet_of(into)
    old = report(tmp_path / "old.xlsx", OLD, 2020)
    csv = tmp_path / "表.csv"
    csv.write_text("一,二\n", encoding="utf-8")
    blank = tmp_path / "blank.xlsx"
    openpyxl.Workbook().save(blank)
    for words, expected in (
        ((old, into, to), f"表里是{FORM.name}的表样，报告是{OLD.name}"),
        ((whole, csv, to), "这是纯文字，填不进去"),
        ((whole, blank, to), "在工作簿里找不到年报的表"),
        ((whole, into, into, "--overwrite"), "填好的表不能盖掉"),
        ((whole, into, whole, "--overwrite"), "填好的表不能盖掉"),
        ((whole, into, tmp_path / "out.xls"), "要以 .xlsx 结尾"),
        ((whole, tmp_path / "nowhere.xlsx", to), "没有这个文件"),
    ):
        assert fill(*words) == 2, expected
        assert expected in capsys.readouterr().err
    assert not to.exists()
    to.write_text("x", encoding="utf-8")
    assert fill(whole, into, to) == 2 and to.read_text(encoding="utf-8") == "x"


def test_year_and_organization_of_another_are_told(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "表.xlsx"
    sheet_of(into, title="2022年")
    assert fill(whole, into, tmp_path / "out.xlsx") == 0
    assert "注意：表里写的是2022年度，报告是2023年度。" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(A1:$B$2)", (Area(1, 1, 2, 2, "S"),)),
        ("'a ''b'!C3+乙!d4", (Area(3, 3, 3, 3, "a 'b"), Area(4, 4, 4, 4, "乙"))),
        ('IF(A1>0,"B2",TRUE)', (Area(1, 1, 1, 1, "S"),)),
        ("LOG10(A1)", (Area(1, 1, 1, 1, "S"),)),
        ("1+1", ()),
        ("SUM(A:A)", None),
        ("SUM(1:3)", None),
        ("total*2", None),
        ('INDIRECT("A1")', None),
        ("SUM(甲:乙!A1)", None),
        ("[1]甲!A1", None),
        ("A1:INDEX(B:B,3)", None),
        ("T[数]", None),
        ("", None),
    ],
)
def test_what_a_formula_leans_on(formula: str, expected: tuple[Area, ...] | None) -> None:
    assert leans(formula, "S") == expected


def repacked(source: Path, to: Path, more: Mapping[str, bytes], old: bytes = b"", new: bytes = b"") -> Path:
    """The same workbook with more parts, and other words in its list of content types."""
    with zipfile.ZipFile(to, "w") as package:
        for name, data in {**parts(source), **more}.items():
            package.writestr(name, data.replace(old, new) if old and name == "[Content_Types].xml" else data)
    return to


def test_a_workbook_with_macros_keeps_its_ending_and_a_signed_one_is_left_alone(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "表.xlsx"
    places = sheet_of(into)
    plain, macros = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    book = repacked(into, tmp_path / "表.xlsm", {}, plain, macros)
    assert fill(whole, book, tmp_path / "out.xlsx") == 2
    assert "填好的表的文件名要以 .xlsm 结尾" in capsys.readouterr().err
    assert fill(whole, book, tmp_path / "out.xlsm") == 0
    assert values(tmp_path / "out.xlsm", places)[FIRST] == float(FIGURES[FIRST])
    signed = repacked(into, tmp_path / "signed.xlsx", {"_xmlsignatures/sig1.xml": b"<a/>"})
    assert fill(whole, signed, tmp_path / "out.xlsx") == 2
    assert "有数字签名，填了签名就失效，没有动它" in capsys.readouterr().err
