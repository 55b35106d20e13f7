"""What the ribbon does at the edges: dialogs refused, blocks full, workbooks unsaved, uncalculated, half torn down."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import filled_workbooks
from fillings import reading
from gouji import ribbon
from gouji.ooxml.book import Stored
from gouji.place import area
from gouji.reading import source
from gouji.ribbon import log
from gouji.ribbon.findings import entry, typed
from gouji.ribbon.host import running, with_book
from gouji.ribbon.open_book import stored
from gouji.ribbon.seen import look
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

# ---------------------------------------------------------------- reasons


def write_row(book: Any, name: str, row: int, **columns: Any) -> None:
    """Types into a block: column letter → value."""
    sheet, where = stands(book, name)
    for letter, value in columns.items():
        at = f"{letter}{area(where).top + row}"
        book.sheets(sheet).range(at).raw_value = value


def test_a_reason_typed_into_the_block_by_address_gets_ids_and_figures(excel: Any, warned: Any) -> None:
    write_row(warned, "gouji.explanations", 3, A="AR211", B="D6", D=REASON)
    assert ribbon.validate()
    assert levels(warned) == [("需说明 AR211", REASON)]
    (row,) = block(warned, "gouji.explanations")
    assert (row[0], row[3]) == ("AR211", REASON)
    assert IN_FORCE in row[1].split()
    assert str(int(FIGURES[IN_FORCE])) in str(row[7]).split("；")


def test_a_reason_whose_cells_name_nothing_is_kept_and_counts_for_nothing(excel: Any, warned: Any) -> None:
    write_row(warned, "gouji.explanations", 0, A="AR211", B="Z99", D=REASON)
    assert ribbon.validate()
    assert levels(warned) == [("需说明 AR211", None)]
    assert block(warned, "gouji.explanations")[0][:4] == ("AR211", "Z99", None, REASON)


def test_words_whose_finding_has_gone_are_kept_as_lapsed(excel: Any, warned: Any) -> None:
    assert ribbon.validate()
    write_row(warned, "gouji.findings", 0, H=REASON)
    put(warned, IN_FORCE, float(_ties(warned)))
    assert ribbon.validate()
    assert levels(warned) == []
    (row,) = block(warned, "gouji.explanations")
    assert (row[0], row[3], row[7]) == ("AR211", REASON, "—（已失效）")
    assert ribbon.validate()
    assert len(block(warned, "gouji.explanations")) == 1


def _ties(book: Any) -> Decimal:
    """What the figure would have to be for the warning to go."""
    return FIGURES[IN_FORCE] + 1


def test_lapsed_words_typed_anew_hold_for_the_new_figures(excel: Any, warned: Any) -> None:
    assert ribbon.validate()
    write_row(warned, "gouji.findings", 0, H=REASON)
    assert ribbon.validate()
    put(warned, IN_FORCE, float(FIGURES[IN_FORCE] + 5))
    assert ribbon.validate()
    assert block(warned, "gouji.explanations")[0][7].endswith("（已失效）")
    write_row(warned, "gouji.findings", 0, H=REASON)
    assert ribbon.validate()
    assert levels(warned) == [("需说明 AR211", REASON)]
    assert not block(warned, "gouji.explanations")[0][7].endswith("（已失效）")


def test_a_reason_is_changed_and_taken_away_by_the_button(excel: Any, warned: Any) -> None:
    go_to(warned, IN_FORCE)
    excel.answers = [REASON]
    assert ribbon.explain()
    excel.answers = [False]
    assert ribbon.explain()
    assert levels(warned) == [("需说明 AR211", REASON)]
    excel.answers = ["另一个理由。"]
    assert ribbon.explain()
    assert levels(warned) == [("需说明 AR211", "另一个理由。")]
    excel.answers = [""]
    assert ribbon.explain()
    assert (levels(warned), block(warned, "gouji.explanations")) == ([("需说明 AR211", None)], [])


def test_words_that_look_like_a_formula_or_a_number_stay_words(excel: Any, warned: Any) -> None:
    for words in ("=1+1", "12", "-见附件", "1/2"):
        go_to(warned, IN_FORCE)
        excel.answers = [words]
        assert ribbon.explain()
        assert levels(warned) == [("需说明 AR211", words)]


def test_a_full_block_of_reasons_is_told(excel: Any, warned: Any) -> None:
    _, where = stands(warned, "gouji.explanations")
    room = area(where).bottom - area(where).top + 1
    for row in range(room):
        write_row(warned, "gouji.explanations", row, A="AR999", D=f"第 {row} 条")
    go_to(warned, IN_FORCE)
    excel.answers = [REASON]
    assert ribbon.explain()
    assert excel.alerts[-1].startswith(f"出错说明超过 {room} 条")


def test_without_a_warning_at_hand_explaining_says_so(excel: Any, faulty: Any) -> None:
    go_to(faulty, "disputes.litigation.total")
    assert not ribbon.explain()
    assert excel.alerts == [
        "当前单元格没有需要说明的问题。先点“下一处”，停在“需说明”的问题、或者与上年不一致的地方再点。"
    ]


# ---------------------------------------------------------------- workbooks in odd states


def test_a_workbook_that_was_never_saved_is_checked_and_exported(excel: Any, tmp_path: Path) -> None:
    book = excel.books.open(str(make(tmp_path / "a.xlsx")))
    book.path = None
    assert ribbon.validate()
    excel.answers = [str(tmp_path / "记录.json")]
    assert ribbon.export_json()
    assert (tmp_path / "记录.json").exists()


def test_changes_since_the_last_calculation_count_where_it_is_manual(excel: Any, tmp_path: Path) -> None:
    book = excel.books.open(str(make(tmp_path / "a.xlsx")))
    book.document.enableAutomaticCalculation(False)
    excel.calculation = "manual"
    part = "disputes.litigation.pending"
    put(book, part, float(FIGURES[part] + 1))
    assert ribbon.validate()
    assert excel.alerts == ["没有发现问题。"]
    assert got(book, "disputes.litigation.total") == float(FIGURES["disputes.litigation.total"] + 1)


def test_names_that_moved_within_a_row_are_asked_and_overruled_by_the_heads(excel: Any, tmp_path: Path) -> None:
    """The corners of the table stay: on an unprotected sheet every name is asked."""
    book = excel.books.open(str(make(tmp_path / "a.xlsx")))
    book.sheets("四、复议诉讼").cells_.unprotect("")
    names = book.document.NamedRanges
    one, other = (names.getByName(f"disputes.reconsideration.{column}") for column in ("corrected", "other"))
    one.Content, other.Content = other.Content, one.Content
    mine = look(with_book(running(()), (), needed=True)).reading
    exchanged = ("disputes.reconsideration.corrected", "disputes.reconsideration.other")
    assert [mine.figures[id].value.number for id in exchanged] == [FIGURES[id] for id in exchanged]
    assert [(remark.name, remark.cells) for remark in mine.remarks] == [("name-elsewhere", exchanged)]


def test_what_the_open_sheets_do_not_show_as_it_is_stored_is_said(excel: Any, tmp_path: Path) -> None:
    book = excel.books.open(str(make(tmp_path / "a.xlsx")))
    formats = book.document.NumberFormats
    money, third = book.sheets("二、主动公开").cells_, book.sheets("三、依申请公开").cells_
    for sheet in (money, third):
        sheet.unprotect("")
    locale = money.CharLocale
    money.getCellRangeByName("B17").NumberFormat = formats.addNew("0.0,", locale)
    third.getCellRangeByName("E9").NumberFormat = formats.addNew('"不公开"', locale)
    third.Rows.getByIndex(11).IsVisible = False
    book.sheets("四、复议诉讼").cells_.IsVisible = False
    mine = look(with_book(running(()), (), needed=True)).reading
    places = [(remark.name, tuple(map(str, remark.places[:1])), len(remark.cells)) for remark in mine.remarks]
    assert places == [
        ("sheet-hidden", (), 0),
        ("another-number-shown", ("二、主动公开!B17",), 1),
        ("figure-not-seen", ("三、依申请公开!E9",), 1),
        ("figure-not-seen", ("三、依申请公开!D12",), 7),
    ]


def test_a_stamp_that_is_gone_is_made_up_for_by_the_names(excel: Any, faulty: Any) -> None:
    faulty.document.NamedRanges.removeByName("gouji.form")
    assert ribbon.validate()
    assert excel.alerts[0].startswith("错误 4 处。")


def test_marks_outside_their_mirror_are_told(excel: Any, faulty: Any) -> None:
    sheet = faulty.sheets("三、依申请公开").cells_
    sheet.unprotect("")
    sheet.Rows.insertByIndex(3, 30)
    assert ribbon.validate()
    assert "个单元格在标记范围以外，没有标色。" in excel.alerts[0]
    assert [place for place in marked(faulty) if place.startswith("applications!")] == []


def test_more_findings_than_rows_are_told(excel: Any, faulty: Any) -> None:
    name = faulty.document.NamedRanges.getByName("gouji.findings")
    sheet, where = stands(faulty, "gouji.findings")
    top = area(where).top
    name.Content = f"$'{sheet}'.$A${top}:$H${top + 1}"
    assert ribbon.validate()
    assert excel.alerts[0].endswith("另有 2 处没有列出，改正一部分后再校验。")
    assert len(block(faulty, "gouji.findings")) == 2


def test_a_finding_without_a_cell_is_said_in_words(excel: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    filled_workbooks.write(FORM, path, reading(FORM, FIGURES))
    book = excel.books.open(str(path))
    book.document.Sheets.removeByName("六、其他事项")
    assert ribbon.validate()
    assert "处不在某个单元格里：\n" in excel.alerts[0]


def test_a_hidden_sheet_is_named_instead_of_jumped_to(excel: Any, faulty: Any) -> None:
    faulty.sheets("二、主动公开").cells_.IsVisible = False
    assert not ribbon.next_finding()
    assert excel.alerts == ["问题在“二、主动公开”，这张表现在隐藏着，请先取消隐藏。"]


def test_from_the_list_of_results_the_way_begins_anew(excel: Any, faulty: Any) -> None:
    assert ribbon.validate()
    faulty.sheets("校验结果").activate()
    assert ribbon.next_finding()
    assert shown_place(excel) == "二、主动公开!B17"


def test_a_total_typed_over_its_formula_is_asked_about_as_such(excel: Any, tmp_path: Path) -> None:
    changed = {PART: FIGURES[PART] + 10, "applications.handled_total.natural_person": FIGURES[
        "applications.handled_total.natural_person"
    ]}  # fmt: skip
    book = excel.books.open(str(make(tmp_path / "a.xlsx", changed)))
    before = {id: got(book, id) for id in changed}
    go_to(book, PART)
    excel.answers = ["no"]
    assert ribbon.adopt()
    assert f"改为“{FIGURES[PART]}”" in excel.alerts[-1]
    assert {id: got(book, id) for id in changed} == before


# ---------------------------------------------------------------- without our sheets


@pytest.fixture
def bare(faulty: Any) -> Any:
    """A workbook whose marks are gone, as an office's own has none."""
    faulty.document.Sheets.removeByName("标记表三")
    return faulty


def test_without_marks_clearing_says_what_to_do(excel: Any, bare: Any) -> None:
    assert not ribbon.clear()
    assert "请用“导入已有报告”把它转成新的填报表。" in excel.alerts[0]


def test_without_marks_a_proposal_is_still_written(excel: Any, bare: Any) -> None:
    go_to(bare, TEXT)
    excel.answers = ["yes"]
    assert ribbon.adopt()
    assert got(bare, TEXT) == 24.0


def test_without_a_guide_or_last_years_sheet_the_buttons_say_so(excel: Any, bare: Any) -> None:
    bare.document.Sheets.removeByName("填表说明")
    bare.document.Sheets.removeByName("上年数据")
    assert not ribbon.show_guide()
    assert not ribbon.import_previous()
    assert excel.alerts == [
        "这份工作簿里没有“填表说明”表。用“新建年报”生成的填报表里有。",
        "这份工作簿里没有“上年数据”表，上年数据填不进去。请用“导入已有报告”转成新的填报表。",
    ]


def test_a_cell_without_a_finding_has_no_rule(excel: Any, faulty: Any) -> None:
    go_to(faulty, "disputes.litigation.total")
    assert not ribbon.show_rule()
    assert excel.alerts == ["当前单元格没有校验出的问题。先点“下一处”，停在有问题的单元格上再点。"]


# ---------------------------------------------------------------- files


def test_an_existing_file_is_replaced_only_after_a_yes(excel: Any, tmp_path: Path) -> None:
    excel.books.open(str(make(tmp_path / "a.xlsx")))
    there = tmp_path / "记录.json"
    there.write_text("旧", encoding="utf-8")
    excel.answers = [str(there), "no"]
    assert ribbon.export_json()
    assert there.read_text(encoding="utf-8") == "旧"
    excel.answers = [str(there), "yes"]
    assert ribbon.export_json()
    assert there.read_text(encoding="utf-8").startswith("{")


def test_an_open_workbook_is_not_written_over(excel: Any, tmp_path: Path) -> None:
    excel.books.open(str(make(tmp_path / "a.xlsx")))
    excel.answers = [str(tmp_path / "a.xlsx"), "yes"]
    assert not ribbon.export_copy()
    assert excel.alerts[-1] == "“a.xlsx”现在开着。先关掉它，或者换一个文件名。"


def test_a_folder_that_is_not_there_is_named(excel: Any, tmp_path: Path) -> None:
    excel.books.open(str(make(tmp_path / "a.xlsx")))
    excel.answers = [str(tmp_path / "没有" / "b.json")]
    assert not ribbon.export_json()
    assert excel.alerts[-1] == f"没有文件夹 {tmp_path / '没有'}。换一个位置再试。"


def test_a_copy_with_errors_is_made_only_after_a_yes(excel: Any, faulty: Any, tmp_path: Path) -> None:
    excel.answers = ["no"]
    assert ribbon.export_copy()
    assert excel.alerts == ["还有 4 处错误，副本交上去也会被退回。仍要导出吗？"]
    excel.answers = ["yes", str(tmp_path / "副本.xlsx")]
    assert ribbon.export_copy()
    assert source.read(tmp_path / "副本.xlsx", FORMS).figures[TEXT].value.raw == FAULTY[TEXT]


def test_reasons_typed_since_the_last_check_go_into_what_is_exported(excel: Any, warned: Any, tmp_path: Path) -> None:
    assert ribbon.validate()
    write_row(warned, "gouji.findings", 0, H=REASON)
    excel.answers = [str(tmp_path / "副本.xlsx")]
    assert ribbon.export_copy()
    (found,) = source.read(tmp_path / "副本.xlsx", FORMS).explanations
    assert (found.code, found.text) == ("AR211", REASON)


def test_another_offices_figures_are_asked_about_first(excel: Any, tmp_path: Path) -> None:
    older = tmp_path / "别人.xlsx"
    filled_workbooks.write(FORM, older, reading(FORM, FIGURES, year=2022, organization="别的局"))
    book = excel.books.open(str(make(tmp_path / "a.xlsx")))
    excel.answers = [str(older), "no"]
    assert ribbon.import_previous()
    assert excel.alerts[-1].startswith("选的是“别的局”2022年度的数据")
    assert [row for row in block(book, "gouji.previous") if row[2] is not None] == []
    excel.answers = [str(older), "yes"]
    assert ribbon.import_previous()
    carried = {row[0]: row[2] for row in block(book, "gouji.previous")}
    assert carried[f"applications.carried_out.{COLUMNS[-1]}"] == float(
        FIGURES[f"applications.carried_out.{COLUMNS[-1]}"]
    )


@pytest.mark.parametrize(
    "name", ["import_report", "import_previous", "export_json", "export_report", "export_draft", "export_copy"]
)
def test_cancelling_a_file_dialog_changes_nothing(excel: Any, tmp_path: Path, name: str) -> None:
    excel.books.open(str(make(tmp_path / "a.xlsx")))
    before = sorted(tmp_path.iterdir())
    excel.answers = [False]
    assert getattr(ribbon, name)()
    assert sorted(path for path in tmp_path.iterdir() if path.name != "state") == before


def test_a_year_without_a_form_makes_nothing(excel: Any) -> None:
    excel.answers = ["1999"]
    assert not ribbon.new_report()
    assert excel.alerts[-1] == "1999年度没有对应的表样，没有新建。核对年度。"


# ---------------------------------------------------------------- single values


@pytest.mark.parametrize(
    ("value", "formula", "expected"),
    [
        (Decimal("3.1416"), "3.14159265", Stored("n", "3.14159265", None)),  # a currency format
        (Decimal("3.1416"), "=PI()", Stored("n", "3.1416", "PI()")),
        (-2146826281, "=1/0", Stored("e", "#DIV/0!", "1/0")),
        (-2146826243, "=A1#", Stored("e", "#ERROR!", "A1#")),
        (True, "TRUE", Stored("b", "1", None)),
        (1e300, "1E+300", Stored("n", "1e+300", None)),
        ("=1+1", "=1+1", Stored("s", "=1+1", None)),  # text that only looks like a formula
        ("", '=""', Stored("s", "", '""')),
    ],
)
def test_what_excel_hands_over_is_what_a_file_would_store(value: Any, formula: str, expected: Stored) -> None:
    assert stored(value, formula) == expected


def test_numbers_and_words_are_handed_to_excel_so_that_they_stay_what_they_are() -> None:
    assert [entry(Decimal(text)) for text in ("12", "0.5", "1e20")] == [12, 0.5, 1e20]
    assert [typed(text) for text in ("", "说明", "=1", "1/2", "true")] == [None, "说明", "'=1", "'1/2", "'true"]


@pytest.mark.parametrize(
    ("system", "variable", "where"),
    [
        ("win32", "LOCALAPPDATA", ("gouji", "logs", "ribbon.log")),
        ("linux", "XDG_STATE_HOME", ("gouji", "ribbon.log")),
    ],
)
def test_the_log_stands_in_the_users_own_folder(
    monkeypatch: Any, tmp_path: Path, system: str, variable: str, where: tuple[str, ...]
) -> None:
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setenv(variable, str(tmp_path))
    assert log.log_file() == tmp_path.joinpath(*where)


def test_a_log_that_cannot_be_written_keeps_nobody_from_checking(excel: Any, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    excel.books.open(str(make(tmp_path / "a.xlsx", {TOTAL: FIGURES[TOTAL] + 1})))
    assert ribbon.validate()
    assert excel.alerts[0].startswith("错误 ")
