"""催报名单: who is called and why, the most urgent first; the workbook as an independent reader sees it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

import collection_samples
from gouji.check.finding import Finding
from gouji.check.result import Result
from gouji.collect.collection import Collection, Standing, State, Submission, Unclear, Unit
from gouji.collect.letters import reminders_xlsx
from gouji.collect.letters.reminders import Reason, reminders
from gouji.form.load import load
from gouji.form.severity import Severity

FORM = load("2021")
TODAY, DUE = date(2026, 2, 3), date(2026, 1, 31)
LATER = date(2026, 2, 20)


def finding(code: str, severity: str, explanation: str | None = None) -> Finding:
    return Finding(code, "", Severity(severity), (), (), "话。", explanation=explanation)


def file(path: str, *findings: Finding, scope: str = "", unreadable: bool = False) -> Submission:
    result = Result(path, FORM.id, 2025, None, scope, findings, unreadable)
    return Submission(path, path, datetime(2026, 1, 25, 16, 5, tzinfo=UTC), result)


def standing(
    name: str,
    submission: Submission | None = None,
    state: State | None = None,
    due: date = DUE,
    others: tuple[Submission, ...] = (),
) -> Standing:
    unit = Unit(name, "", "部门", "示例县", "张三", "0000-1")
    return Standing(unit, submission, state, due, (submission is None and due < TODAY), others, "某法")


ERROR, ODD, EXPLAINED = finding("X1", "error"), finding("X2", "warning"), finding("X3", "warning", "属实")
STANDINGS = (
    standing("未到期", due=LATER),
    standing("通过", file("p.xlsx", EXPLAINED), State.PASSED),
    standing("待说明", file("w.xlsx", ODD, EXPLAINED, ODD), State.RECEIVED),
    standing("口径", file("k.xlsx", scope="乡镇街道"), State.PASSED),
    standing("重复", file("d.xlsx"), State.PASSED, others=(file("d2.xlsx"), file("d3.xlsx"))),
    standing("锁定", file("l.xlsx"), State.LOCKED, others=(file("l2.xlsx"),)),
    standing("退回", file("r.xlsx", ERROR, ERROR), State.RETURNED, LATER),
    standing("退回逾期又重复", file("q.xlsx", ERROR), State.RETURNED, others=(file("q2.xlsx"),)),
    standing("坏文件", file("b.xlsx", ERROR, unreadable=True), State.RETURNED),
    standing("逾期"),
    standing("今天", due=TODAY),
    standing("逾期更久", due=date(2026, 1, 10)),
)
UNCLEAR = (Unclear(file("=x.xlsx"), "文件里没有写机关名称", (STANDINGS[9].unit, STANDINGS[0].unit), "问。"),)
COLLECTION = Collection(2025, TODAY, STANDINGS, UNCLEAR)


def test_the_most_urgent_stand_first_and_who_has_done_everything_is_not_called() -> None:
    assert [(each.standing.unit.name, each.reason, each.days_late) for each in reminders(COLLECTION)] == [
        ("逾期更久", Reason.MISSING_LATE, 24),
        ("逾期", Reason.MISSING_LATE, 3),
        ("退回逾期又重复", Reason.RETURNED_LATE, 3),
        ("坏文件", Reason.RETURNED_LATE, 3),
        ("退回", Reason.RETURNED, 0),
        ("重复", Reason.DOUBLE, 0),
        ("锁定", Reason.DOUBLE, 0),
        ("未到期", Reason.MISSING, 0),
        ("今天", Reason.MISSING, 0),
        ("口径", Reason.DOUBT, 0),
        ("待说明", Reason.UNEXPLAINED, 0),
    ]


def test_each_is_told_what_to_do() -> None:
    assert {each.standing.unit.name: each.what for each in reminders(COLLECTION)} == {
        "逾期更久": ("已过截止日期 24 天，还没有报送。",),
        "逾期": ("已过截止日期 3 天，还没有报送。“待确认”里有 1 个文件可能是它的，先看那一页。",),
        "退回逾期又重复": (
            "有 1 处错误，按退回意见改正后重新报送。",
            "还有内容不同的文件：q2.xlsx；现在计入的是 1月26日00:05 收到的 q.xlsx。"
            "问清以哪个为准，移走其余的；要以没有计入的为准，把它打开再保存一次，下次收报就按它计入。",
        ),
        "坏文件": ("送来的文件读不出来：话。请重新报送。",),
        "退回": ("有 2 处错误，按退回意见改正后重新报送。",),
        "重复": (
            "还有内容不同的文件：d2.xlsx、d3.xlsx；现在计入的是 1月26日00:05 收到的 d.xlsx。"
            "问清以哪个为准，移走其余的；要以没有计入的为准，把它打开再保存一次，下次收报就按它计入。",
        ),
        "锁定": ("锁定以后又有不同的文件：l2.xlsx，没有计入；现在计入的是 1月26日00:05 收到的 l.xlsx。要改报先解锁。",),
        "未到期": ("还没有报送，离截止日期还有 17 天。“待确认”里有 1 个文件可能是它的，先看那一页。",),
        "今天": ("还没有报送，今天截止。",),
        "口径": ("统计口径写的是“乡镇街道”，花名册里是“部门”。问清以哪个为准，改文件或者改花名册。",),
        "待说明": ("X2要写明理由，共 2 处：请单位补写，或者由本机关决定通过或退回。",),
    }


def rows(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]


def test_the_workbook_has_whom_to_call_what_is_unclear_and_the_law(tmp_path: Path) -> None:
    path = tmp_path / "催报名单.xlsx"
    reminders_xlsx.write(COLLECTION, path)
    title, note, heads, first, *_ = rows(path, "催报名单")
    assert title[0] == "2025年度报告催报名单"
    assert note[0] == (
        "截至2026年2月3日，应报12个单位，已报8个，未报4个，其中逾期2个，退回未改3个，重复3个，文件待确认1个。"
    )
    assert heads == (
        "序号",
        "事由",
        "单位",
        "类别",
        "上级",
        "联系人",
        "电话",
        "截止日期",
        "逾期天数",
        "情况和要做的事",
        "催办记录",
    )
    assert first[:9] == (1, "逾期未报", "逾期更久", "部门", "示例县", "张三", "0000-1", "2026年1月10日", 24)
    assert len(rows(path, "催报名单")) == 3 + 11
    assert rows(path, "待确认")[3:] == [
        (1, "=x.xlsx", None, None, "文件里没有写机关名称", "逾期\n未到期", "问。"),
    ]
    assert rows(path, "截止日期")[3:] == [
        ("2026年1月10日", "部门", "某法", 1, "逾期更久"),
        ("2026年1月31日", "部门", "某法", 8, "通过、待说明、口径、重复、锁定、退回逾期又重复 等"),
        ("2026年2月3日", "部门", "某法", 1, "今天"),
        ("2026年2月20日", "部门", "某法", 2, "未到期、退回"),
    ]


def test_it_prints_on_a4_landscape_with_its_heads_on_every_page(tmp_path: Path) -> None:
    path = tmp_path / "催报名单.xlsx"
    reminders_xlsx.write(COLLECTION, path)
    for page in openpyxl.load_workbook(path).worksheets:
        assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
        assert page.sheet_properties.pageSetUpPr and page.sheet_properties.pageSetUpPr.fitToPage
        assert page.page_setup.fitToHeight == 0
        assert page.print_title_rows == "$3:$3"


def test_a_collection_without_units_or_with_nothing_to_do_still_writes_three_sheets(tmp_path: Path) -> None:
    for standings in ((), STANDINGS[1:2]):
        path = tmp_path / "催报名单.xlsx"
        reminders_xlsx.write(Collection(2025, TODAY, standings), path)
        assert openpyxl.load_workbook(path).sheetnames == ["催报名单", "待确认", "截止日期"]
        assert rows(path, "催报名单")[3:] == [] or rows(path, "催报名单")[3:] == [(None,) * 11]
        assert rows(path, "待确认")[1][0] == "没有：每个文件都知道是哪个单位的。"


@pytest.mark.parametrize("units", [0, 120])
def test_hostile_and_real_collections_hold_no_formula(tmp_path: Path, units: int) -> None:
    path = tmp_path / "催报名单.xlsx"
    made = collection_samples.collection(FORM, units) if units else collection_samples.hostile(FORM)
    reminders_xlsx.write(made, path)
    book = openpyxl.load_workbook(path)
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    named = {cell.value for cell in cells}
    called = {each.standing.unit.name for each in reminders(made)}
    assert len(called) == sum(1 for row in book["催报名单"].iter_rows(min_row=4) if row[0].value)
    if not units:
        assert any(isinstance(value, str) and value.startswith("=HYPERLINK") for value in named)
