"""Which unit a file belongs to: code before name before former names; what is only alike is asked, never taken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gouji.check.finding import Finding
from gouji.check.result import Result
from gouji.check.similar_names import nearest
from gouji.collect.collection import Submission, Unclear, Unit
from gouji.collect.roster.attribute import attribute, doubts, index_of
from gouji.form.severity import Severity

EDUCATION = Unit("示例县教育局", "11000000000000001Y", "部门", also=("县教育局", "示例县教育体育局"))
WATER = Unit("示例县水务局", "110000000000000022", "部门")
SPORT = Unit("示例县体育中心", "110000000000000035", "部门")
TOWN = Unit("东山镇人民政府", "", "乡镇街道")
INDEX = index_of((EDUCATION, WATER, SPORT, TOWN))


def file(
    organization: str = "",
    code: str = "",
    path: str = "一/报告.xlsx",
    scope: str | None = None,
    year: int | None = 2025,
    unreadable: bool = False,
) -> Submission:
    findings = (Finding("AR901", "", Severity.ERROR, (), (), "文件有打开密码。"),) if unreadable else ()
    result = Result(path, None, year, organization or None, scope, findings, unreadable)
    return Submission(path, "0" * 64, datetime(2026, 1, 20, tzinfo=UTC), result, organization, code)


@pytest.mark.parametrize(
    ("submission", "unit"),
    [
        (file("示例县教育局", EDUCATION.code), EDUCATION),
        (file("", EDUCATION.code), EDUCATION),
        (file("", " 1100 0000 0000 0000 1y "), EDUCATION),
        (file("", "１１００００００００００００００１Ｙ"), EDUCATION),
        (file("示例县教育局"), EDUCATION),
        (file(" 示例县 教育局　"), EDUCATION),
        (file("县教育局"), EDUCATION),
        (file("示例县教育体育局"), EDUCATION),
        (file("东山镇人民政府", "91000000000000000X"), TOWN),
        (file("示例县水务局", "91000000000000000X"), WATER),
        (file("示例县教育和体育局", EDUCATION.code), EDUCATION),
        (file("完全不相干的名称", EDUCATION.code), EDUCATION),
    ],
)
def test_a_file_goes_to_the_unit_that_its_code_or_else_its_exact_name_says(submission: Submission, unit: Unit) -> None:
    assert attribute(submission, INDEX) == unit


@pytest.mark.parametrize(
    ("submission", "reason", "candidates"),
    [
        (file("示例县教肓局"), "花名册里没有“示例县教肓局”，有相近的", [EDUCATION]),
        (file("东山镇"), "花名册里没有“东山镇”，有相近的", [TOWN]),
        (file("东山镇政府"), "花名册里没有“东山镇政府”，有相近的", [TOWN]),
        (file("西河市统计局"), "花名册里没有“西河市统计局”", []),
        (
            file("示例县水务局", EDUCATION.code),
            "统一社会信用代码是示例县教育局的，机关名称却是示例县水务局的",
            [EDUCATION, WATER],
        ),
        (
            file("东山真人民政府", EDUCATION.code),
            "统一社会信用代码是示例县教育局的，机关名称却像是东山镇人民政府的",
            [EDUCATION, TOWN],
        ),
        (file(path="东山镇人民政府2025年报.xlsx"), "文件里没有写机关名称", [TOWN]),
        (file(path="水务/示例县 水务局/a.xlsx", unreadable=True), "文件读不出来：文件有打开密码", [WATER]),
        (file(path="a.xlsx", unreadable=True), "文件读不出来：文件有打开密码", []),
        (file("东山镇人民政府", year=2024), "文件是 2024 年度的，这次收的是 2025 年度", [TOWN]),
        (file("东山镇政府", year=2024), "文件是 2024 年度的，这次收的是 2025 年度", [TOWN]),
    ],
)
def test_what_is_not_sure_is_asked_with_its_reason_and_candidates(
    submission: Submission, reason: str, candidates: list[Unit]
) -> None:
    found = attribute(submission, INDEX, 2025)
    assert isinstance(found, Unclear)
    assert (found.reason, list(found.candidates)) == (reason, candidates)
    assert found.advice


def test_a_file_without_a_year_or_without_a_wanted_year_is_not_refused_for_it() -> None:
    assert attribute(file("示例县水务局", year=None), INDEX, 2025) == WATER
    assert attribute(file("示例县水务局", year=2024), INDEX) == WATER


def test_the_advice_says_the_very_name_to_add_to_the_roster() -> None:
    found = attribute(file("示例县教肓局"), INDEX)
    assert isinstance(found, Unclear) and "“曾用名”里加上“示例县教肓局”" in found.advice
    learnt = index_of((Unit("示例县教育局", also=("示例县教肓局",)), WATER))
    assert attribute(file("示例县教肓局"), learnt) == Unit("示例县教育局", also=("示例县教肓局",))


def test_what_a_file_states_otherwise_than_the_roster_is_told() -> None:
    stated = file("示例县教育和体育局", WATER.code, scope="本级政府汇总")
    assert doubts(EDUCATION, stated) == (
        "统计口径写的是“本级政府汇总”，花名册里是“部门”",
        f"统一社会信用代码写的是 {WATER.code}，花名册里是 {EDUCATION.code}",
        "机关名称写的是“示例县教育和体育局”，花名册里是“示例县教育局”",
    )
    assert doubts(EDUCATION, file("县教育局", EDUCATION.code.lower(), scope="部门")) == ()
    assert doubts(TOWN, file(code="91000000000000000X")) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("示例县财政居", ["示例县财政局"]),
        ("财政局", ["示例县财政局"]),
        ("示例县财局", ["示例县财政局"]),
        ("示例市示例县财政局", ["示例县财政局"]),
        ("", []),
        ("（）", []),
        ("海关", []),
        ("局政财县例示", []),  # the same characters in another order
    ],
)
def test_near_names_are_alike_by_seven_tenths_or_part_of_it_and_the_likest_stand_first(
    text: str, found: list[str]
) -> None:
    names = ["示例县审计局", "示例县财政局", "北湖街道办事处"]
    assert [names[index] for index in nearest(text, names)] == found
