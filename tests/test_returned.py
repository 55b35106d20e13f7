"""退回意见: what stands in the letter, how it is set, what its file is called; by other readers than the program's."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import docx
import pytest

import collection_samples
from gouji.check.finding import Finding, Suspect
from gouji.check.result import Result
from gouji.collect.collection import Collection, Standing, State, Submission, Unit
from gouji.collect.letters import returned
from gouji.collect.letters.returned import Terms
from gouji.form.form import Form
from gouji.form.load import load, load_all, load_folder
from gouji.form.severity import Severity
from gouji.place import Place
from ooxml_validator import faults

FORM = load("2021")
FORMS = (*load_all(), load_folder(Path(__file__).parent / "third_form"))
OFFICE = "示例市人民政府办公室"
UNIT = Unit("示例县水务局", "110000000000000022", "部门")
TOTAL = Place("三、依申请公开", 7, 10)
FINDINGS = (
    Finding(
        "AR302",
        "",
        Severity.ERROR,
        ("applications.new_received.total", "applications.new_received.natural_person"),
        (TOTAL, Place("三、依申请公开", 7, 4)),
        "总计填的是 12，六类申请人之和是 21，相差 9。",
        "逐项核对原始登记。",
        suspects=(
            Suspect(
                "applications.new_received.total", Place("三、依申请公开", 7, 10), Decimal(12), Decimal(21), "数字颠倒"
            ),
        ),
    ),
    Finding("AR101", "", Severity.ERROR, ("disputes.litigation.total",), (None,), "没有填。", "没有发生填 0。"),
    Finding("GJ001", "", Severity.ERROR, (), (), "文件里少了一张工作表。"),
    Finding("AR601", "", Severity.WARNING, (), (Place("二、主动公开", 4, 5),), "与上年不衔接。", "写明原因。"),
    Finding(
        "AR602", "", Severity.WARNING, (), (Place("二、主动公开", 5, 5),), "与上年不衔接。", explanation="清理后减少。"
    ),
    Finding("AR701", "", Severity.HINT, (), (Place("一、总体情况", 3, 1),), "篇幅偏长。"),
)


def standing(*findings: Finding, number: int = 2, receipt: str = "2025-AB12", scope: str = "部门") -> Standing:
    result = Result("水务/报告.xlsx", FORM.id, 2025, UNIT.name, scope, findings)
    received = datetime(2026, 1, 20, 2, 5, tzinfo=UTC)
    file = Submission("水务/报告.xlsx", "0" * 64, received, result, UNIT.name, UNIT.code, 7, number, receipt)
    return Standing(UNIT, file, State.RETURNED, date(2026, 1, 31), is_late=False)


def lines(given: Standing, terms: Terms, form: Form = FORM) -> list[str]:
    text = returned.to_txt(given, form, terms)
    read = docx.Document(io.BytesIO(returned.to_docx(given, form, terms)))
    printed = [paragraph.text for paragraph in read.paragraphs if paragraph.text.strip()]
    found = [line.strip("　") for line in text.splitlines() if line.strip()]
    assert ["".join(printed[0].split("\n")), *printed[1:]] == ["".join(found[:2]), *found[2:]], "text and Word agree"
    return found


def test_the_letter_says_what_it_speaks_of_what_to_mend_and_till_when() -> None:
    assert lines(standing(*FINDINGS), Terms(2025, date(2026, 1, 22), OFFICE)) == [
        "关于退回示例县水务局",
        "2025年政府信息公开工作年度报告的意见",
        "示例县水务局：",
        "你单位报送的《示例县水务局2025年政府信息公开工作年度报告》（文件“水务/报告.xlsx”，2026年1月20日10:05收到，"
        "报送码 2025-AB12，第2次报送）已经审核，有必须改正的错误3处、需要说明理由的1处、提示1处，现予退回。"
        "请按下列意见改正，重新报送。",
        "一、必须改正的错误",
        "1.“三、依申请公开”J7 等2格：总计填的是 12，六类申请人之和是 21，相差 9。应为：J7 改为 21（数字颠倒）。"
        "建议：逐项核对原始登记。（AR302）",
        "2.行政诉讼（未经复议直接起诉），总计：没有填。建议：没有发生填 0。（AR101）",
        "3.整个文件：文件里少了一张工作表。（GJ001）",
        "二、需要改正或者说明理由的情况",
        "1.“二、主动公开”E4：与上年不衔接。建议：写明原因。（AR601）",
        "三、提示（请核对，不影响报送）",
        "1.“一、总体情况”A3：篇幅偏长。（AR701）",
        "四、重新报送的要求",
        "1.请在原来的填报表里改正，改好后再校验一次，直到没有错误。",
        "2.数字属实、确有原因的，请在填报表的“校验结果”里逐处写明理由；没有写明理由的不予通过。",
        "3.报送期限是2026年1月31日，请在期限内重新报送。",
        "示例市人民政府办公室",
        "2026年1月22日",
    ]


def test_a_scope_other_than_the_rosters_is_a_part_of_the_letter() -> None:
    found = lines(standing(FINDINGS[2], scope="本级政府汇总", number=1, receipt=""), Terms(2025, date(2026, 2, 3)))
    assert found[3].count("报送码") == found[3].count("次报送") == 0
    assert found[6:] == [
        "二、与花名册不一致的地方",
        "1.统计口径写的是“本级政府汇总”，花名册里是“部门”。请核对：写错的请改正，花名册不对的请告知。",
        "三、重新报送的要求",
        "1.请在原来的填报表里改正，改好后再校验一次，直到没有错误。",
        "2.报送期限（2026年1月31日）已过，请收到后立即改正、重新报送。",
    ]


def test_a_day_to_resubmit_and_a_persons_reason_are_said() -> None:
    found = lines(standing(), Terms(2025, date(2026, 2, 3), until=date(2026, 2, 6), reason="第三部分\n与台账不符"))
    assert found[3].endswith("已经审核，现予退回。请按下列意见改正，重新报送。")
    assert found[4:] == [
        "退回的理由：第三部分 与台账不符。",
        "一、重新报送的要求",
        "1.请在原来的填报表里改正，改好后再校验一次，直到没有错误。",
        "2.请于2026年2月6日前（含当日）重新报送。",
    ]


def test_an_unreadable_file_is_to_be_saved_anew() -> None:
    made = standing(FINDINGS[2])
    assert made.submission is not None
    result = Result("坏.xlsx", None, None, None, None, (FINDINGS[2],), unreadable=True)
    broken = Standing(
        UNIT, Submission("坏.xlsx", "1", made.submission.received_at, result), State.RETURNED, made.due, False
    )
    found = lines(broken, Terms(2025, date(2026, 1, 22)))
    assert found[-2] == "1.请用原来的填报表重新保存；打不开的，新建填报表重新填写。"


def test_a_unit_that_handed_nothing_in_gets_no_letter() -> None:
    nothing = Standing(UNIT, None, None, date(2026, 1, 31), is_late=True)
    with pytest.raises(ValueError, match="nothing"):
        returned.letter(nothing, FORM, Terms(2025, date(2026, 2, 3)))


def test_the_addressee_stands_flush_left_and_headings_have_the_official_fonts() -> None:
    data = returned.to_docx(standing(*FINDINGS), FORM, Terms(2025, date(2026, 1, 22), OFFICE))
    read = docx.Document(io.BytesIO(data))
    styles = {paragraph.text: paragraph.style.name for paragraph in read.paragraphs if paragraph.style}
    assert styles["示例县水务局："] == "Normal"
    assert styles["一、必须改正的错误"] == "Heading 1"
    assert styles["1.请在原来的填报表里改正，改好后再校验一次，直到没有错误。"] == "Body Text"
    assert read.core_properties.author == OFFICE
    assert data == returned.to_docx(standing(*FINDINGS), FORM, Terms(2025, date(2026, 1, 22), OFFICE))


def test_each_returned_unit_gets_a_letter_of_its_own_and_nobody_else(tmp_path: Path) -> None:
    made = collection_samples.collection(FORM, 60)
    wanted = [each.unit.name for each in made.standings if each.state is State.RETURNED]
    written = returned.write_all(made, tmp_path / "退回意见", FORM, OFFICE)
    assert [path.stem for path in written] == wanted and len(wanted) == 28
    assert sorted(path.name for path in (tmp_path / "退回意见").iterdir()) == sorted(f"{name}.docx" for name in wanted)
    for path in written:
        assert docx.Document(str(path)).paragraphs[2].text == f"{path.stem}："


def test_a_persons_reason_reaches_the_letter_of_its_unit_alone(tmp_path: Path) -> None:
    made = Collection(2025, date(2026, 2, 3), (standing(FINDINGS[2]),))
    (path,) = returned.write_all(made, tmp_path, FORM, reasons={UNIT.name: "数字与台账不符", "别的": "不"})
    assert "退回的理由：数字与台账不符。" in [each.text for each in docx.Document(str(path)).paragraphs]


def test_no_name_of_a_unit_leads_out_of_the_folder_or_over_another_letter(tmp_path: Path) -> None:
    names = (
        "../../甲",
        "甲",
        "甲 ",
        "CON",
        "con",
        "..",
        "/etc/passwd",
        "局" * 200,
        "C:\\乙|?*",
        "Ä局",
        "ä局",
        "\ud800丙",
    )
    base = standing(FINDINGS[2])
    standings = tuple(Standing(Unit(name), base.submission, State.RETURNED, base.due, is_late=False) for name in names)
    folder = tmp_path / "a" / "b" / "退回意见"
    written = returned.write_all(Collection(2025, date(2026, 2, 3), standings), folder, FORM)
    assert len({path.name.casefold() for path in written}) == len(names)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != folder] == []
    assert [path.stem for path in written][:6] == ["甲", "甲(2)", "甲(3)", "_CON", "_con(2)", "退回意见"]
    assert all(len(path.name.encode()) <= 255 for path in written)


def test_hostile_texts_stand_in_the_letter_as_text() -> None:
    made = collection_samples.hostile(FORM)
    for each in made.standings:
        data = returned.to_docx(each, FORM, Terms(made.year, made.as_of, each.unit.name))
        document = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
        assert not re.search(r"<(script|img|svg)", document)
        assert returned.to_txt(each, FORM, Terms(made.year, made.as_of)).count("\n") < 100


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_microsofts_validator_finds_no_error_in_a_letter(form: Form, tmp_path: Path) -> None:
    made = collection_samples.collection(form, 40)
    worst = max(
        (each for each in made.standings if each.state is State.RETURNED and each.submission),
        key=lambda each: len(each.submission.result.findings) if each.submission else 0,
    )
    for number, each in enumerate((worst, *collection_samples.hostile(form).standings[:5])):
        path = tmp_path / f"{number}.docx"
        path.write_bytes(returned.to_docx(each, form, Terms(made.year, made.as_of, OFFICE)))
        assert faults(path) == []
