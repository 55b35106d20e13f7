"""`gouji import` of a damaged or an office's own workbook says what it moved and what it left, and loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

import fillings
from gouji.cli.main import main
from gouji.form.load import load, load_all
from gouji.reading import source
from gouji.workbook.template import write

FORM, FORMS = load("2021"), load_all()
FIGURES = fillings.consistent(FORM, 1)
OVERVIEW = FORM.sections[0]
WITH_TABLE = next(each for each in FORM.sections if each.table == "applications")
FIRST = "applications.new_received.natural_person"
KEPT = "原表其他内容"


def damaged(path: Path, cells: Mapping[tuple[str, str], object]) -> Path:
    write(FORM, path, fillings.reading(FORM, FIGURES, year=2023))
    book = openpyxl.load_workbook(path)
    for (title, ref), value in cells.items():
        sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
        sheet[ref].value = value
    book.save(path)
    return path


def imported(origin: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, list[str]]:
    to = origin.with_name("new.xlsx")
    assert main(["import", str(origin), "-o", str(to), "--overwrite"]) == 0
    return to, capsys.readouterr().out.splitlines()


def test_a_whole_workbook_is_moved_whole_and_nothing_else_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to, said = imported(damaged(tmp_path / "old.xlsx", {}), capsys)
    assert said[1] == f"读到数字 {len(FIGURES)} / {len(FIGURES)} 个；文字 4 段。"
    assert len(said) == 3
    assert KEPT not in openpyxl.load_workbook(to).sheetnames


def test_text_above_the_first_paragraph_is_text_of_its_section_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    above = {(OVERVIEW.sheet, "A3"): "最上面插的一段。", (WITH_TABLE.sheet, "A32"): "表格下面插的一段。"}
    old = damaged(tmp_path / "old.xlsx", above)
    to, said = imported(old, capsys)
    assert said[2:4] == [
        f"{title}!{ref} 的文字在正文格的上面，已作为正文搬过来：{text}" for (title, ref), text in above.items()
    ]
    for path in (old, to):
        sections = source.read(path, FORMS).sections
        assert sections[OVERVIEW.id][0].text == "最上面插的一段。"
        assert [each.text for each in sections[WITH_TABLE.id]] == ["表格下面插的一段。"]
    assert len(imported(to, capsys)[1]) == 3  # now it stands where it belongs


def test_what_stands_elsewhere_is_kept_on_a_sheet_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    elsewhere = {
        (OVERVIEW.sheet, "B9"): "旁边的话",
        (WITH_TABLE.sheet, "P20"): 55,
        ("附件", "A2"): "=1+1",
        ("附件", "A3"): "注",
    }
    to, said = imported(damaged(tmp_path / "old.xlsx", elsewhere), capsys)
    lines = [f"{OVERVIEW.sheet}!B9：旁边的话", f"{WITH_TABLE.sheet}!P20：55", "附件!A3：注"]
    assert said[2] == f"表格和正文以外的内容 3 处，不算报告的内容，原样留在工作表“{KEPT}”："
    assert said[3:6] == [f"  {line}" for line in lines]
    rows = [f"{row[0].value}：{row[1].value}" for row in openpyxl.load_workbook(to)[KEPT].iter_rows(min_row=2)]
    assert rows == lines
    assert main(["check", str(to)]) == 0


def test_of_much_that_stands_elsewhere_some_is_shown_and_all_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = damaged(tmp_path / "old.xlsx", {("附件", f"A{row}"): f"第{row}条" for row in range(1, 31)})
    to, said = imported(old, capsys)
    assert "  附件!A20：第20条" in said and "  另有 10 处，见这张工作表。" in said
    assert openpyxl.load_workbook(to)[KEPT].max_row == 31


def test_blank_cells_and_formulas_are_counted_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = {each: cell.place for each, cell in source.read(damaged(tmp_path / "old.xlsx", {}), FORMS).figures.items()}
    at = [str(places[each]).rpartition("!")[::2] for each in (FIRST, "applications.carried_in.natural_person")]
    own = FIGURES["applications.carried_in.natural_person"]
    old = damaged(tmp_path / "old.xlsx", {at[0]: None, at[1]: f"={own}+0"})
    said = imported(old, capsys)[1]
    every = len(FIGURES)
    blank = 2  # the total waits for it
    assert said[1] == f"读到数字 {every - blank} / {every} 个，空着 {blank} 格；文字 4 段；1 格原来是公式，只搬数值。"


def test_the_words_of_import_are_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blank, text, own = tmp_path / "blank.xlsx", tmp_path / "a.txt", tmp_path / "own.xlsx"
    openpyxl.Workbook().save(blank)
    text.write_text("你好", encoding="utf-8")
    for path, expected in ((blank, "核对是不是选错了文件"), (text, "能导入的有已公布的年报")):
        assert main(["import", str(path), "-o", str(tmp_path / "new.xlsx")]) == 2
        said = capsys.readouterr().err
        assert expected in said and "填报表（.xlsx）填好" not in said and "gouji new" not in said
    table = FORM.table("applications")
    book = openpyxl.Workbook()
    for label in table.labels:
        book["Sheet"].cell(label.row + 1, label.column + 1, label.text)
    for slot in table.slots:
        book["Sheet"].cell(slot.row + 1, slot.column + 1, float(FIGURES[slot.id]))
    book.save(own)
    said = "\n".join(imported(own, capsys)[1])
    every, lost = len(FIGURES), len(FIGURES) - len(table.figures)
    assert f"读到数字 {every - lost} / {every} 个，没有读到 {lost} 格；" in said
    assert "没有找到表二" in said and "不要删除" not in said and "重交" not in said and KEPT not in said
