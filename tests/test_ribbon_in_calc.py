"""The ribbon's functions, run as Excel runs them, against LibreOffice in the place of Excel."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import samples
from fillings import consistent, reading, with_texts
from gouji import ribbon
from gouji.check.file import check_path
from gouji.form.form import Form
from gouji.form.load import load_folder
from gouji.place import Place, area
from gouji.reading import record, source
from gouji.reading.reading import Reading
from gouji.reading.record import to_json
from gouji.workbook import template
from gouji.workbook.layout import layout
from ribbon_workbooks import (
    COLUMNS,
    FAULTY,
    FIGURES,
    FORM,
    FORMS,
    IN_FORCE,
    PART,
    REASON,
    TEXT,
    TOTAL,
    block,
    go_to,
    got,
    levels,
    make,
    marked,
    put,
    shown_place,
    stands,
)

# ---------------------------------------------------------------- 校验


def test_a_clean_workbook_is_told_so_and_gets_no_marks(excel: Any, tmp_path: Path) -> None:
    book = excel.books.open(str(make(tmp_path / "a.xlsx")))
    assert ribbon.validate()
    assert excel.alerts == ["没有发现问题。"]
    assert (marked(book), block(book, "gouji.findings")) == ({}, [])


def test_checking_marks_every_wrong_cell_and_lists_every_finding_with_a_link(excel: Any, faulty: Any) -> None:
    assert ribbon.validate()
    assert excel.alerts == ["错误 4 处。\n详细情况列在“校验结果”，点“下一处”逐处查看。"]
    row = {f"applications!{column}7": 2.0 for column in "DEFGHIJ"}
    whole_row_and_others = row | {"applications!D9": 2.0, "disclosure!B17": 2.0}
    assert {place: mark for place, mark in marked(faulty).items() if place in whole_row_and_others} == (
        whole_row_and_others
    )
    lines = block(faulty, "gouji.findings")
    assert [line[0] for line in lines] == ["错误 AR104", "错误 AR101", "错误 AR302", "错误 AR301"]
    assert [line[1] for line in lines] == [
        "二、主动公开 B17",
        "三、依申请公开 D9",
        "三、依申请公开 J7",
        "三、依申请公开 J7",
    ]
    assert lines[2][3:6] == (float(FIGURES[TOTAL] + 3), float(FIGURES[TOTAL]), 3.0)
    links = [line[1] for line in block(faulty, "gouji.findings", "formula")]
    assert links[2] == '=HYPERLINK("#\'三、依申请公开\'!J7";"三、依申请公开 J7")'


def test_the_ribbon_finds_what_the_command_line_finds_in_the_same_file(excel: Any, faulty: Any) -> None:
    assert ribbon.validate()
    expected = check_path(faulty.path, FORMS)
    lines = block(faulty, "gouji.findings")
    assert [line[0].split()[1] for line in lines] == [finding.code for finding in expected.findings]
    assert [line[2] for line in lines] == [finding.message for finding in expected.findings]


def _without_names_of_a_table(book: Any) -> None:
    for id in FORM.table("applications").figures:
        book.document.NamedRanges.removeByName(id)


def _without_a_sheet(book: Any) -> None:
    book.document.Sheets.removeByName("四、复议诉讼")


def _renamed(book: Any) -> None:
    book.sheets("三、依申请公开").cells_.Name = "表三（我局）"


def _without_basic_information(book: Any) -> None:
    book.document.Sheets.removeByName("基本信息")


DAMAGES = (_without_names_of_a_table, _without_a_sheet, _renamed, _without_basic_information)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: each.__name__)
def test_a_damaged_workbook_gets_the_findings_of_the_command_line(
    excel: Any, faulty: Any, tmp_path: Path, damage: Any
) -> None:
    damage(faulty)
    faulty.save(str(tmp_path / "b.xlsx"))
    assert ribbon.validate()
    expected = check_path(tmp_path / "b.xlsx", FORMS).findings
    assert [(line[0].split()[1], line[2]) for line in block(faulty, "gouji.findings")] == [
        (finding.code, finding.message) for finding in expected
    ]
    assert len(expected) >= 4


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_marks_are_still_there_when_the_workbook_is_opened_again_and_can_be_cleared(
    excel: Any, tmp_path: Path, form: Form
) -> None:
    path = tmp_path / "a.xlsx"
    template.write(form, path, reading(form, _one_total_off(form)))
    book = excel.books.open(str(path))
    assert ribbon.validate()
    lines = block(book, "gouji.findings")
    book.save()
    book.close()
    again = excel.books.open(str(path))
    names = [plan.marks for plan in layout(form).tables.values()]
    assert block(again, "gouji.findings") == lines
    assert any(block(again, name) for name in names)
    assert ribbon.clear()
    assert not any(block(again, name) for name in (*names, "gouji.findings"))


ODD: dict[str, Any] = {
    "number": 12,
    "text": "见附件",
    "number as text": "'12",
    "boolean": True,
    "error": "=1/0",
    "formula": "=5+7",
    "decimals": 24252.311082,
    "empty": None,
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_an_open_workbook_reads_the_same_as_its_file(excel: Any, tmp_path: Path, value: Any) -> None:
    from gouji.ribbon.host import running, with_book
    from gouji.ribbon.seen import look

    book = excel.books.open(str(make(tmp_path / "a.xlsx", FAULTY)))
    put(book, TEXT, value)
    book.save(str(tmp_path / "b.xlsx"))
    mine = look(with_book(running(()), (), needed=True)).reading
    theirs = source.read(tmp_path / "b.xlsx", FORMS)
    assert _comparable(mine) == _comparable(theirs)


def _comparable(found: Reading) -> Any:
    def bare(cells: Mapping[str, Any]) -> dict[str, Any]:
        # The text of a number is how it is stored; whether a formula stands there counts, not how it is spelled.
        return {id: (*_said(each), each.place, each.formula is not None) for id, each in cells.items()}

    def _said(cell: Any) -> tuple[Any, ...]:
        kind, number, raw = cell.value
        return kind, number, raw if number is None else None

    return bare(found.figures), bare(found.info), found.sections, found.remarks, found.explanations


def test_rows_inserted_into_a_table_move_the_marks_along(excel: Any, faulty: Any) -> None:
    sheet = faulty.sheets("三、依申请公开").cells_
    sheet.unprotect("")
    sheet.Rows.insertByIndex(6, 2)
    assert ribbon.validate()
    places = [line[1] for line in block(faulty, "gouji.findings") if line[0] in ("错误 AR101", "错误 AR302")]
    assert places == ["三、依申请公开 D11", "三、依申请公开 J9"]
    assert marked(faulty)["applications!J9"] == 2.0


def test_colours_are_seen_where_only_marks_can_make_them(excel: Any, tmp_path: Path) -> None:
    """No live formula looks at the format that a cell is shown in, so what is red is red by marks."""
    book = excel.books.open(str(make(tmp_path / "a.xlsx")))
    sheet = book.sheets("三、依申请公开").cells_
    sheet.unprotect("")
    sheet.getCellRangeByName("J8").NumberFormat = book.document.NumberFormats.addNew('"9"0', sheet.CharLocale)
    before = _reds(book, tmp_path / "before.pdf")
    assert ribbon.validate()
    assert marked(book)["applications!J8"] == 2.0
    after = _reds(book, tmp_path / "after.pdf")
    assert ribbon.clear()
    assert after > before + 100  # the colours are explained on the first sheet, so there are always some
    assert _reds(book, tmp_path / "cleared.pdf") == before


def _reds(book: Any, pdf: Path) -> int:
    """How many pixels of the printed pages have the colour of a wrong cell."""
    import subprocess

    from spreadsheet import needs

    book.save(str(pdf))
    subprocess.run([needs("pdftoppm"), "-r", "50", str(pdf), str(pdf.with_suffix(""))], check=True)
    return sum(page.read_bytes().count(b"\xfb\xda\xd7") for page in pdf.parent.glob(f"{pdf.stem}-*.ppm"))


# ---------------------------------------------------------------- 上一处、下一处


def test_next_and_previous_go_round_the_wrong_cells_in_the_order_of_the_sheets(excel: Any, faulty: Any) -> None:
    stops = []
    for step in (ribbon.next_finding,) * 4 + (ribbon.previous_finding,) * 2:
        assert step()
        stops.append(shown_place(excel))
    fees, total, part = "二、主动公开!B17", "三、依申请公开!J7", "三、依申请公开!D9"
    assert stops == [fees, total, part, fees, part, total]
    assert excel.status_bar.startswith("第 2 处，共 3 处：一、本年新收")


def test_without_findings_there_is_nowhere_to_go(excel: Any, tmp_path: Path) -> None:
    excel.books.open(str(make(tmp_path / "a.xlsx")))
    assert not ribbon.next_finding()
    assert excel.alerts == ["没有可以跳转的问题。"]


# ---------------------------------------------------------------- 采纳建议


def test_a_proposal_is_written_after_a_yes_and_its_marks_go(excel: Any, faulty: Any) -> None:
    assert ribbon.validate()
    go_to(faulty, TEXT)
    excel.answers = ["yes"]
    assert ribbon.adopt()
    assert "由“２４”改为“24”" in excel.alerts[-1]
    assert got(faulty, TEXT) == 24.0
    assert "disclosure!B17" not in marked(faulty)
    assert [line[0] for line in block(faulty, "gouji.findings")] == ["错误 AR101", "错误 AR302", "错误 AR301"]


def test_a_proposal_refused_changes_nothing(excel: Any, faulty: Any) -> None:
    go_to(faulty, TEXT)
    excel.answers = ["no"]
    assert ribbon.adopt()
    assert got(faulty, TEXT) == "２４"


def test_the_row_of_a_findingstands_for_it(excel: Any, faulty: Any) -> None:
    assert ribbon.validate()
    sheet, where = stands(faulty, "gouji.findings")
    faulty.sheets(sheet).activate()
    faulty.sheets(sheet).range((area(where).top + 2, 3)).select()
    excel.answers = ["yes"]
    assert ribbon.adopt()
    assert got(faulty, TOTAL) == float(FIGURES[TOTAL])


def test_where_nothing_is_proposed_adopting_says_so(excel: Any, faulty: Any) -> None:
    go_to(faulty, "disputes.litigation.total")
    assert not ribbon.adopt()
    assert excel.alerts == ["当前单元格没有可以采纳的建议。先点“下一处”，停在有建议的单元格上再点。"]


# ---------------------------------------------------------------- 填写说明


def test_a_warning_is_marked_until_it_is_explained(excel: Any, warned: Any) -> None:
    assert ribbon.validate()
    assert (levels(warned), set(marked(warned).values())) == ([("需说明 AR211", None)], {1.0})
    go_to(warned, IN_FORCE)
    excel.answers = [REASON]
    assert ribbon.explain()
    assert (levels(warned), marked(warned)) == ([("需说明 AR211", REASON)], {})
    warned.save()
    last_year: Any = lambda _: _previous_of(warned)  # noqa: E731  # it is never asked why there is nothing
    (finding,) = check_path(warned.path, FORMS, last_year).findings
    assert (finding.code, finding.explanation) == ("AR211", REASON)


def _previous_of(book: Any) -> Reading:
    rows = block(book, "gouji.previous")
    figures = {row[0]: Decimal(row[2]) for row in rows if row[2] is not None}
    return reading(FORM, figures, year=2022)


def test_words_typed_beside_a_warning_survive_and_lapse_when_its_figures_change(excel: Any, warned: Any) -> None:
    assert ribbon.validate()
    sheet, where = stands(warned, "gouji.findings")
    warned.sheets(sheet).range((area(where).top, 8)).raw_value = REASON
    for _ in range(2):
        assert ribbon.validate()
        assert levels(warned) == [("需说明 AR211", REASON)]
    assert excel.alerts[-1] == "需说明 1 处（已说明 1 处）。\n详细情况列在“校验结果”，点“下一处”逐处查看。"
    put(warned, IN_FORCE, float(FIGURES[IN_FORCE] + 5))
    assert ribbon.validate()
    assert levels(warned) == [("需说明 AR211", f"（数据已改，原说明失效，请重新填写）{REASON}")]
    assert set(marked(warned).values()) == {1.0}
    assert ribbon.validate()
    assert levels(warned) == [("需说明 AR211", f"（数据已改，原说明失效，请重新填写）{REASON}")]
    put(warned, IN_FORCE, float(FIGURES[IN_FORCE]))
    assert ribbon.validate()
    assert levels(warned) == [("需说明 AR211", REASON)]


def test_clearing_keeps_the_reasons(excel: Any, warned: Any) -> None:
    assert ribbon.validate()
    sheet, where = stands(warned, "gouji.findings")
    warned.sheets(sheet).range((area(where).top, 8)).raw_value = REASON
    assert ribbon.clear()
    assert [row[3] for row in block(warned, "gouji.explanations")] == [REASON]
    assert (marked(warned), block(warned, "gouji.findings")) == ({}, [])


def test_an_error_takes_no_reason(excel: Any, faulty: Any) -> None:
    go_to(faulty, PART)
    assert not ribbon.explain()
    assert excel.alerts[0].startswith("这是错误，要改正，不能用说明代替：")


# ---------------------------------------------------------------- 清除


def test_checking_and_clearing_leave_every_part_of_the_file_as_it_was(excel: Any, tmp_path: Path) -> None:
    book = excel.books.open(str(make(tmp_path / "a.xlsx", FAULTY)))
    _own_things(book)
    for _ in range(2):  # LibreOffice numbers its styles anew at the first save
        book.save(str(tmp_path / "before.xlsx"))
    assert ribbon.validate()
    book.save(str(tmp_path / "checked.xlsx"))
    assert ribbon.clear()
    book.save(str(tmp_path / "after.xlsx"))
    before, checked, after = (_parts(tmp_path / f"{name}.xlsx") for name in ("before", "checked", "after"))
    assert [name for name in before if before[name] != after.get(name)] == []
    assert before.keys() == after.keys()
    own = [name for name in before if "comments" in name or b"\xe8\x87\xaa\xe5\xb7\xb1" in before[name]]
    assert own
    # While the marks are there, what differs is ours: marks, results, the numbers of texts in the sheets after them.
    changed = [name for name in before if before[name] != checked.get(name)]
    assert set(changed) <= _ours(book) | {"xl/sharedStrings.xml", "xl/styles.xml"}


def _ours(book: Any) -> set[str]:
    titles = [each.name for each in book.sheets]
    after = titles[titles.index("校验结果") :]
    assert all(title.startswith(("校验结果", "上年数据", "标记")) for title in after)
    return {f"xl/worksheets/sheet{titles.index(title) + 1}.xml" for title in after}


def _own_things(book: Any) -> None:
    """A fill, a note and a sheet of the filler's own."""
    sheet = book.sheets("三、依申请公开").cells_
    sheet.unprotect("")
    sheet.getCellRangeByName("D7:E9").CellBackColor = 0xFFE699
    sheet.Annotations.insertNew(sheet.getCellRangeByName("F8").CellAddress, "自己的批注")
    sheet.protect("")
    book.document.Sheets.insertNewByName("自己的表", 0)
    extra = book.sheets("自己的表").cells_
    extra.getCellRangeByName("A1").String = "自己算的"
    extra.getCellRangeByName("B1").Formula = "=1+1"


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist() if not name.startswith("docProps/")}


# ---------------------------------------------------------------- what stands in the way


def test_a_workbook_without_room_for_marks_gets_an_answer_and_no_marks(excel: Any, faulty: Any) -> None:
    faulty.document.Sheets.removeByName("标记表三")
    assert not ribbon.validate()
    assert excel.alerts[0].startswith("这份工作簿里没有放校验标记的地方")
    assert "错误 4 处。" in excel.alerts[0]


def test_a_workbook_that_is_no_report_is_told_apart(excel: Any) -> None:
    excel.books.add()
    assert not ribbon.validate()
    assert excel.alerts[0].startswith("这份工作簿读不出来：")


def test_without_a_workbook_every_button_says_so(excel: Any) -> None:
    for name in ("validate", "next_finding", "adopt", "explain", "clear", "export_json", "show_guide", "show_rule"):
        assert not getattr(ribbon, name)()
    assert set(excel.alerts) == {"没有打开的工作簿。先打开填报表，再试一次。"}


def test_protected_view_is_named(excel: Any) -> None:
    excel.protected_views = 1
    assert not ribbon.validate()
    assert excel.alerts == ["文件处于受保护的视图。请先点黄色提示条上的“启用编辑”，再试一次。"]


def test_cells_that_are_locked_are_left_alone(excel: Any, faulty: Any) -> None:
    sheet = faulty.sheets("校验结果").cells_
    sheet.unprotect("")
    where = sheet.getCellRangeByName("A70:H500")
    protection = where.CellProtection
    protection.IsLocked = True
    where.CellProtection = protection
    sheet.protect("geheim")
    assert not ribbon.validate()
    assert excel.alerts[0].startswith("写不进工作表：")


def test_of_two_workbooks_the_one_that_called_is_meant(excel: Any, tmp_path: Path, monkeypatch: Any) -> None:
    called = excel.books.open(str(make(tmp_path / "甲=乙 & 丙.xlsx", FAULTY)))
    other = excel.books.open(str(make(tmp_path / "b.xlsx", FAULTY)))
    monkeypatch.setattr("sys.argv", ["-c", f"--wb={called.name}", "--from_xl=1", "--app=x", f"--hwnd={excel.hwnd}"])
    assert ribbon.validate()
    assert (len(block(called, "gouji.findings")), len(block(other, "gouji.findings"))) == (4, 0)
    monkeypatch.setattr("sys.argv", ["-c", "--wb=没有.xlsx", "--from_xl=1"])
    assert not ribbon.validate()
    assert excel.alerts[-1] == "没有找到工作簿“没有.xlsx”。它可能已经关闭或者改了名，请重新打开后再试。"


def test_a_busy_excel_is_told_apart_from_a_fault_of_ours(excel: Any, faulty: Any, monkeypatch: Any) -> None:
    rejected = type("com_error", (Exception,), {"hresult": -2147418111})
    monkeypatch.setattr("gouji.ribbon.checking.look", _raising(rejected()))
    assert not ribbon.validate()
    assert excel.alerts[-1].startswith("Excel 正忙，或者正在编辑单元格。")


def test_a_fault_of_ours_is_one_chinese_message_and_a_traceback_in_the_log(
    excel: Any, faulty: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr("gouji.ribbon.checking.look", _raising(ZeroDivisionError("内部")))
    assert not ribbon.validate()
    log = tmp_path / "state" / "gouji" / "ribbon.log"
    assert excel.alerts == [f"程序出错（ZeroDivisionError）。数据没有丢；请把日志文件发给维护者：\n{log}"]
    assert "ZeroDivisionError: 内部" in log.read_text(encoding="utf-8")


def _raising(error: Exception) -> Any:
    def raising(*_: object) -> None:
        raise error

    return raising


# ---------------------------------------------------------------- calls


def test_the_number_of_calls_does_not_grow_with_the_findings(excel: Any, tmp_path: Path) -> None:
    counts: list[Counter[Any]] = []
    for changed in ({TEXT: "２４"}, dict.fromkeys(FORM.figures, "见附件")):
        book = excel.books.open(str(make(tmp_path / f"{len(counts)}.xlsx", changed)))
        excel.calls.clear()
        assert ribbon.validate()
        counts.append(Counter(excel.calls))
        found = len(block(book, "gouji.findings"))
    assert found >= 200
    assert counts[0] == counts[1]
    assert sum(counts[0].values()) <= 8 * len(list(book.sheets))


# ---------------------------------------------------------------- files, help


def test_a_new_report_is_written_and_opened(excel: Any, tmp_path: Path) -> None:
    excel.answers = ["2023", "某市档案局", str(tmp_path / "新")]
    assert ribbon.new_report()
    assert excel.books.active.name == "新.xlsx"
    found = source.read(tmp_path / "新.xlsx", FORMS)
    assert (found.form, found.year, found.text("organization")) == (FORM.id, 2023, "某市档案局")


@pytest.mark.parametrize("answers", [[False], ["2023", False], ["2023", "某局", False]])
def test_a_dialog_that_is_cancelled_makes_nothing(excel: Any, tmp_path: Path, answers: list[Any]) -> None:
    excel.answers = answers
    assert ribbon.new_report()
    assert list(tmp_path.glob("*.xlsx")) == []


def test_a_year_that_is_none_makes_nothing(excel: Any) -> None:
    excel.answers = ["去年"]
    assert not ribbon.new_report()
    assert excel.alerts[-1] == "“去年”不是四位数字的年度，没有新建。"


def test_last_years_figures_are_put_in_and_checked_against(excel: Any, tmp_path: Path) -> None:
    older = tmp_path / "上年.xlsx"
    carried = {f"applications.carried_out.{column}": Decimal(0) for column in COLUMNS}
    template.write(FORM, older, reading(FORM, carried, year=2022))
    book = excel.books.open(str(make(tmp_path / "a.xlsx")))
    excel.answers = [str(older)]
    assert ribbon.import_previous()
    assert excel.alerts[-1].startswith(f"已填入“示例市档案服务局”2022年度的 {len(COLUMNS)} 个上年数")
    assert ribbon.validate()
    unequal = [column for column in COLUMNS if FIGURES[f"applications.carried_in.{column}"]]
    assert [line[0] for line in block(book, "gouji.findings")] == ["错误 AR311"] * len(unequal)


def preview(excel: Any) -> list[str]:
    """The lines of the dialog that says what an import will write."""
    (shown,) = [each for each in excel.alerts if each.startswith("将新建填报表")]
    return str(shown).split("\n")


def test_a_published_report_becomes_a_new_workbook(excel: Any, tmp_path: Path) -> None:
    make(tmp_path / "旧.xlsx", FAULTY)
    excel.answers = [str(tmp_path / "旧.xlsx"), "yes", str(tmp_path / "新.xlsx")]
    assert ribbon.import_report()
    assert preview(excel) == [
        f"将新建填报表（{FORM.name}，示例市档案服务局 2023年度），写入：",
        f"读到数字 {len(FORM.figures) - 1} / {len(FORM.figures)} 个，空着 1 格；文字 4 段。",
        "",
        "要新建吗？",
    ]
    assert excel.books.active.name == "新.xlsx"
    assert source.read(tmp_path / "新.xlsx", FORMS).figures[TEXT].value.raw == "２４"


def test_what_a_workbook_can_not_hold_of_a_report_is_said(excel: Any, tmp_path: Path) -> None:
    given = to_json(reading(FORM, FIGURES, organization="某\x07局"), FORM)
    (tmp_path / "旧.json").write_text(json.dumps(given), encoding="utf-8")
    excel.answers = [str(tmp_path / "旧.json"), "yes", str(tmp_path / "新.xlsx")]
    assert ribbon.import_report()
    *_, name, overview, _, asked = preview(excel)
    assert asked == "要新建吗？"
    assert name == "基本信息“编制机关全称”里有文件不能保存的字符（U+0007），没有写进去。"
    assert overview == "“一、总体情况”里有文件不能保存的字符（U+0007），没有写进去。"
    assert source.read(tmp_path / "新.xlsx", FORMS).text("organization") == "某局"


def test_what_would_be_written_is_shown_before_anything_is(excel: Any, tmp_path: Path) -> None:
    """A table that is missing, a blank cell, a text beside the tables: and No writes nothing."""
    book = openpyxl.load_workbook(make(tmp_path / "旧.xlsx"))
    blank = source.read(tmp_path / "旧.xlsx", FORMS).figures[TEXT].place
    assert isinstance(blank, Place)
    book[blank.sheet][blank.ref] = None
    book[blank.sheet]["Z5"] = "旁边的话"
    table = next(each for each in FORM.tables if each.sheet != blank.sheet)
    del book[table.sheet]
    book.save(tmp_path / "旧.xlsx")
    excel.answers = [str(tmp_path / "旧.xlsx"), "no"]
    assert ribbon.import_report()
    shown = "\n".join(preview(excel))
    lost = len(table.figures)
    every = len(FORM.figures)
    assert f"读到数字 {every - lost - 1} / {every} 个，空着 1 格，没有读到 {lost} 格；" in shown
    assert f"工作表“{table.sheet}”不见了（{lost} 格）。" in shown and "不要删除工作表" not in shown
    assert f"  {blank.sheet}!Z5：旁边的话" in shown
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["旧.xlsx"]


def test_a_file_that_cannot_be_read_is_one_line(excel: Any, tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    excel.answers = [str(tmp_path / "坏.xlsx")]
    assert not ribbon.import_report()
    assert excel.alerts[-1].startswith(f"{tmp_path / '坏.xlsx'}：")


def test_errors_keep_a_report_from_being_exported(excel: Any, faulty: Any) -> None:
    assert not ribbon.export_json()
    assert not ribbon.export_report()
    said = "还有 4 处错误，没有导出。点“下一处”逐处改正后再导出；只要草稿就点“草稿”。"
    assert excel.alerts == [said] * 2


def test_a_faultless_report_is_exported_as_json_as_word_and_as_a_copy(excel: Any, tmp_path: Path) -> None:
    excel.books.open(str(make(tmp_path / "a.xlsx")))
    excel.answers = [str(tmp_path / "记录"), str(tmp_path / "报告"), str(tmp_path / "副本")]
    assert ribbon.export_json() and ribbon.export_report() and ribbon.export_copy()
    data = json.loads((tmp_path / "记录.json").read_text(encoding="utf-8"))
    assert data["figures"]["applications"]["new_received"]["total"] == int(FIGURES[TOTAL])
    assert zipfile.is_zipfile(tmp_path / "报告.docx")
    assert source.read(tmp_path / "副本.xlsx", FORMS).numbers() == FIGURES


@pytest.mark.parametrize("ending", [".docx", ".html", ".pdf", ".md"])
def test_a_report_is_what_the_chosen_ending_says(excel: Any, tmp_path: Path, ending: str) -> None:
    if ending == ".pdf":
        samples.need_chinese_fonts()
    excel.books.open(str(make(tmp_path / "a.xlsx")))
    excel.answers = [str(tmp_path / f"报告{ending.upper()}")]
    assert ribbon.export_report()
    written = tmp_path / f"报告{ending.upper()}"
    begins = {".docx": b"PK", ".html": b"<!DOCTYPE html>", ".pdf": b"%PDF", ".md": b"# "}
    assert written.read_bytes().startswith(begins[ending])
    assert excel.alerts[-1].startswith(f"已导出：\n{written}")


@pytest.mark.parametrize("ending", [".docx", ".html", ".pdf", ".md", ".json"])
def test_a_draft_is_written_whatever_is_wrong_and_says_so_in_its_name(
    excel: Any, faulty: Any, tmp_path: Path, ending: str
) -> None:
    if ending == ".pdf":
        samples.need_chinese_fonts()
    excel.answers = [str(tmp_path / f"给科长看{ending}")]
    assert ribbon.export_draft()
    written = tmp_path / f"给科长看（草稿）{ending}"
    assert [each for each in tmp_path.iterdir() if each.suffix == ending] == [written]
    if ending == ".html":
        assert 'data-draft="草稿"' in written.read_text(encoding="utf-8")


def test_the_name_proposed_for_a_draft_says_it_once(excel: Any, faulty: Any, tmp_path: Path) -> None:
    excel.answers = [lambda name: str(tmp_path / name)]
    assert ribbon.export_draft()
    assert [each.name for each in tmp_path.glob("*.docx")] == [
        "示例市档案服务局2023年政府信息公开工作年度报告（草稿）.docx"
    ]


def test_tokens_become_figures_in_the_record_too(excel: Any, tmp_path: Path) -> None:
    filled = with_texts(reading(FORM, FIGURES), {"problems": ["新收{本年新收.总计}件，结转{表三.结转下年度.总计}件。"]})
    template.write(FORM, tmp_path / "a.xlsx", filled)
    excel.books.open(str(tmp_path / "a.xlsx"))
    excel.answers = [str(tmp_path / "记录.json")]
    assert ribbon.export_json()
    said = json.loads((tmp_path / "记录.json").read_text(encoding="utf-8"))["sections"]["problems"]
    assert said == [f"新收{FIGURES[TOTAL]}件，结转{FIGURES['applications.carried_out.total']}件。"]


def test_a_record_that_does_not_fit_its_schema_is_not_written(excel: Any, tmp_path: Path, monkeypatch: Any) -> None:
    made = record.to_json
    monkeypatch.setattr("gouji.reading.record.to_json", lambda *given: made(*given) | {"year": "今年"})
    excel.books.open(str(make(tmp_path / "a.xlsx")))
    excel.answers = [str(tmp_path / "记录.json")]
    assert not ribbon.export_json()
    assert excel.alerts[-1].startswith("没有导出 JSON：导出的数据不合 JSON Schema：$")
    assert not (tmp_path / "记录.json").exists()


def test_a_pdf_without_fonts_is_told_and_a_page_can_still_be_had(excel: Any, tmp_path: Path, monkeypatch: Any) -> None:
    typst = pytest.importorskip("typst")
    monkeypatch.setattr("typst.Fonts", partial(typst.Fonts, include_system_fonts=False))
    excel.books.open(str(make(tmp_path / "a.xlsx")))
    excel.answers = [str(tmp_path / "报告.pdf"), str(tmp_path / "报告.html")]
    assert not ribbon.export_report()
    assert excel.alerts[-1].startswith("没有导出 PDF：这台电脑没有一种可用的中文字体。找过的有 ")
    assert ribbon.export_report()
    assert sorted(each.name for each in tmp_path.glob("报告.*")) == ["报告.html"]


def test_the_guide_is_shown_and_the_rule_of_a_cell_explained(excel: Any, faulty: Any) -> None:
    go_to(faulty, TOTAL)
    assert ribbon.show_rule()
    assert excel.alerts[-1].startswith("错误 AR302\n\n一、本年新收政府信息公开申请数量：总计填的是")
    assert "【依据】" in excel.alerts[-1]
    assert ribbon.show_guide()
    assert shown_place(excel).startswith("填表说明!")


def test_about_names_version_program_and_log(excel: Any) -> None:
    from gouji import __version__

    assert ribbon.about()
    assert f"勾稽 {__version__}" in excel.alerts[0] and "ribbon.log" in excel.alerts[0]


# ---------------------------------------------------------------- a form of another year


def test_a_made_up_form_is_checked_and_marked_without_a_change_of_code(
    excel: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    third = load_folder(Path(__file__).parent / "third_form")
    monkeypatch.setattr("gouji.ribbon.seen.load_all", lambda: (*FORMS, third))
    wrong = _one_total_off(third)
    path = tmp_path / "third.xlsx"
    template.write(third, path, reading(third, wrong))
    book = excel.books.open(str(path))
    assert ribbon.validate()
    expected = [finding.code for finding in check_path(path, (*FORMS, third)).findings]
    assert [line[0].split()[1] for line in block(book, "gouji.findings")] == expected
    assert expected


def _one_total_off(form: Form) -> dict[str, Decimal]:
    figures = consistent(form, 1)
    id = next(id for id, figure in form.figures.items() if figure.computed_by is not None)
    return {**figures, id: figures[id] + 1}
