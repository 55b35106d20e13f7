"""Last year's figures: inside the workbook, in the JSON record, or named by the call, they count at every door; what
was not compared is said; and a true exception has a way through, by a reason that a person accepts."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

import filled_workbooks
import fillings
from gouji.cli.main import main
from gouji.errors import FormError
from gouji.form.load import load, load_all
from gouji.form.ties import load as load_ties
from gouji.frozen import replace
from gouji.reading.reading import Explanation, Reading, last_year
from shared_material import shared
from spreadsheet import convert

FORM = load("2021")
YEAR = 2023
NAME = "示例市洪泽区人民政府"
PERSON, TOTAL = "applications.carried_in.natural_person", "applications.carried_in.total"
REASON = "机构改革，原市场局的两件申请并入本单位。"
Findings = list[tuple[str, list[str]]]


def report(year: int = YEAR, organization: str = NAME, **info: object) -> Reading:
    """All zeros: last year nothing was carried out, this year nothing came in."""
    return fillings.reading(FORM, fillings.zeros(FORM), year=year, organization=organization, **info)


def carried_out(person: int = 2, year: int = YEAR - 1, organization: str = NAME) -> Reading:
    """Last year's report: so many applications of natural persons were carried over."""
    out = Decimal(person)
    figures = fillings.zeros(FORM) | {
        "applications.new_received.natural_person": out,
        "applications.new_received.total": out,
        "applications.carried_out.natural_person": out,
        "applications.carried_out.total": out,
    }
    return fillings.reading(FORM, figures, year=year, organization=organization)


def with_explanation(reading: Reading, text: str = REASON, *cells: str) -> Reading:
    explained = tuple(Explanation("AR311", (cell,), text) for cell in cells or (PERSON, TOTAL))
    return replace(reading, explanations=explained)


def workbook(path: Path, reading: Reading, previous: Reading | None = None) -> Path:
    filled_workbooks.write(FORM, path, reading, previous)
    return path


def record(path: Path, workbook: Path) -> Path:
    """What `gouji export` makes of a workbook."""
    assert main(["export", str(workbook), "--to", "json", "--draft", "-o", str(path.parent / "draft")]) == 0
    (made,) = (path.parent / "draft").glob("*.json")
    return made.replace(path)


@pytest.fixture
def checked(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, dict[str, Any]]]:
    def run(path: Path, *words: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        status = main(["check", str(path), "--format", "json", *words])
        (result,) = json.loads(capsys.readouterr().out)["results"]
        return status, result

    return run


Checked = Callable[..., tuple[int, dict[str, Any]]]


def found(result: Mapping[str, Any], *codes: str) -> Findings:
    return [(each["code"], each["cells"]) for each in result["findings"] if not codes or each["code"] in codes]


def reasons(result: Mapping[str, Any]) -> list[str | None]:
    return [each["explanation"] for each in result["findings"] if each["code"] == "AR311"]


DIFFER: Findings = [("AR311", [PERSON]), ("AR311", [TOTAL])]


# ---------------------------------------------------------------- wherever last year stands


@pytest.mark.parametrize("case", ["previous_inside_disagrees.xlsx"])
def test_the_shared_workbook_differs_from_the_year_that_it_keeps(case: str, tmp_path: Path, checked: Checked) -> None:
    status, result = checked(shared(f"cases/{case}"))
    assert (status, found(result)) == (1, DIFFER)
    assert main(["export", str(shared(f"cases/{case}")), "-o", str(tmp_path / "out")]) == 1
    assert not (tmp_path / "out").exists()


def test_figures_of_last_year_inside_count_in_workbook_and_record_alike(tmp_path: Path, checked: Checked) -> None:
    book = workbook(tmp_path / "a.xlsx", report(), carried_out())
    status, of_book = checked(book)
    assert (status, of_book["verdict"], found(of_book)) == (1, "error", DIFFER)
    assert [each["places"] for each in of_book["findings"]] == [["三、依申请公开!D8"], ["三、依申请公开!J8"]]
    status, of_record = checked(record(tmp_path / "a.json", book))
    assert (status, found(of_record)) == (1, DIFFER)
    assert main(["export", str(book), "-o", str(tmp_path / "out")]) == 1


def test_a_record_made_into_a_workbook_keeps_last_year(tmp_path: Path, checked: Checked) -> None:
    made = record(tmp_path / "a.json", workbook(tmp_path / "a.xlsx", report(), carried_out()))
    assert main(["import", str(made), "-o", str(tmp_path / "b.xlsx")]) == 0
    assert found(checked(tmp_path / "b.xlsx")[1]) == DIFFER


def test_what_the_call_names_goes_before_what_the_workbook_keeps_and_the_difference_is_said(
    tmp_path: Path, checked: Checked
) -> None:
    book = workbook(tmp_path / "a.xlsx", report(), carried_out(0))
    old = workbook(tmp_path / "old.xlsx", carried_out(2))
    assert found(checked(book)[1]) == []
    status, result = checked(book, "--previous", str(old))
    assert (status, found(result)) == (1, [("AR611", []), ("AR611", []), *DIFFER])
    said = [each["message"] for each in result["findings"] if each["code"] == "AR611"]
    assert ["是 0，另外给的上年报告是 2" in message for message in said] == [True, True]


def test_figures_of_another_year_inside_are_not_compared_and_that_is_said(tmp_path: Path, checked: Checked) -> None:
    book = workbook(tmp_path / "a.xlsx", report(), carried_out(2, year=YEAR - 2))
    status, result = checked(book)
    assert (status, found(result)) == (0, [("AR610", [])])
    assert f"是{YEAR - 2}年度的，这份报告是{YEAR}年度的" in result["findings"][0]["message"]


# ---------------------------------------------------------------- nothing was compared


@pytest.mark.parametrize(
    ("old", "reason"),
    [
        (carried_out(organization="洪泽区人民政府"), f"没有{NAME}的报告，名称相近的有“洪泽区人民政府”"),
        (carried_out(year=YEAR - 2), f"{NAME}的是{YEAR - 2}年度的，要的是{YEAR - 1}年度的"),
        (carried_out(year=YEAR), f"{NAME}的是{YEAR}年度的，要的是{YEAR - 1}年度的"),
        (carried_out(organization="别的县统计局"), f"没有{NAME}的报告。"),
    ],
)
@pytest.mark.parametrize("is_folder", [False, True])
def test_what_was_named_and_not_found_is_said_with_the_near_name(
    old: Reading, reason: str, is_folder: bool, tmp_path: Path, checked: Checked
) -> None:
    (tmp_path / "old").mkdir()
    earlier = workbook(tmp_path / "old" / "old.xlsx", old)
    status, result = checked(
        workbook(tmp_path / "a.xlsx", report()), "--previous", str(earlier.parent if is_folder else earlier)
    )
    assert (status, result["verdict"], found(result)) == (0, "hint", [("AR610", [])])
    assert reason in result["findings"][0]["message"]


def test_another_scope_is_named_as_the_reason(tmp_path: Path, checked: Checked) -> None:
    old = fillings.reading(FORM, fillings.zeros(FORM), year=YEAR - 1, organization=NAME, scope="本级政府汇总")
    new = report(scope="本政府机关")
    status, result = checked(
        workbook(tmp_path / "a.xlsx", new), "--previous", str(workbook(tmp_path / "old.xlsx", old))
    )
    assert (status, found(result)) == (0, [("AR610", [])])
    assert "统计口径是本级政府汇总，这份是本政府机关" in result["findings"][0]["message"]


CODES = ("11000000MB0001008X", "11000000MB00010166")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ({}, {"year": None}, "没有写明年度，不知道哪一份是上年的"),
        ({}, {"organization": None}, "没有写明单位，不知道哪一份是它上年的"),
        ({"credit_code": CODES[0]}, {"credit_code": CODES[1]}, f"统一社会信用代码是{CODES[0]}，这份是{CODES[1]}"),
    ],
)
def test_what_a_report_leaves_out_or_says_otherwise_is_the_reason(
    old: dict[str, Any], new: dict[str, Any], reason: str, tmp_path: Path, checked: Checked
) -> None:
    facts: dict[str, Any] = {"year": YEAR - 1, "organization": NAME, **old}
    earlier = workbook(tmp_path / "old.xlsx", fillings.reading(FORM, fillings.zeros(FORM), **facts))
    facts = {"year": YEAR, "organization": NAME, **new}
    book = workbook(tmp_path / "a.xlsx", fillings.reading(FORM, fillings.zeros(FORM), **facts))
    result = checked(book, "--previous", str(earlier))[1]
    (said,) = (each["message"] for each in result["findings"] if each["code"] == "AR610")
    assert reason in said


def test_a_folder_without_a_readable_report_is_said_too(tmp_path: Path, checked: Checked) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    book = workbook(tmp_path / "a.xlsx", report())
    assert found(checked(book, "--previous", str(tmp_path / "old"))[1]) == [("AR610", [])]
    assert found(checked(book)[1]) == []


def test_a_first_year_is_compared_with_what_the_workbook_keeps_when_the_folder_has_nothing(
    tmp_path: Path, checked: Checked
) -> None:
    (tmp_path / "old").mkdir()
    workbook(tmp_path / "old" / "b.xlsx", carried_out(organization="别的县统计局"))
    result = checked(workbook(tmp_path / "a.xlsx", report(), carried_out()), "--previous", str(tmp_path / "old"))[1]
    assert found(result) == [("AR610", []), *DIFFER]
    assert "只按填报表里带的上年数据核对" in result["findings"][0]["message"]


# ---------------------------------------------------------------- a reason lets it pass


@pytest.mark.parametrize("kind", ["workbook", "record"])
def test_a_reason_of_substance_makes_it_a_warning_and_lets_it_be_exported(
    kind: str, tmp_path: Path, checked: Checked
) -> None:
    path = workbook(tmp_path / "a.xlsx", with_explanation(report()), carried_out())
    if kind == "record":
        path = record(tmp_path / "a.json", path)
    status, result = checked(path)
    assert (status, result["verdict"], found(result)) == (0, "warning", DIFFER)
    assert [(each["severity"], each["explainable"], each["explanation"]) for each in result["findings"]] == [
        ("error", True, REASON)
    ] * 2
    assert main(["export", str(path), "--to", "json,docx,html", "-o", str(tmp_path / "out")]) == 0
    (page,) = (tmp_path / "out").glob("*.html")
    assert page.read_text(encoding="utf-8").count(f"与上一年度报告不一致的说明：{REASON}") == 1
    (printed,) = (tmp_path / "out").glob("*.docx")
    assert [each.text for each in docx.Document(str(printed)).paragraphs if REASON in each.text] == [
        f"与上一年度报告不一致的说明：{REASON}"
    ]
    (made,) = (tmp_path / "out").glob("*.json")
    assert [each["text"] for each in json.loads(made.read_text(encoding="utf-8"))["explanations"]] == [REASON] * 2


@pytest.mark.parametrize(
    "text",
    [
        "我不知道",
        "经核实，数据真实准确",
        "核实无误后填报",
        "请填写理由",
        "测试测试",
        "空空空空",
        "null",
        "N/A N/A",
        "无",
        "已核实",
        "已核实，数字无误。",
        "情况属实",
        "——",
        "。。。。",
        "见附件",
        "说明：无。",
        "2024",
    ],
)
def test_a_reason_that_says_nothing_changes_nothing(text: str, tmp_path: Path, checked: Checked) -> None:
    book = workbook(tmp_path / "a.xlsx", with_explanation(report(), text), carried_out())
    status, result = checked(book)
    assert (status, result["verdict"], found(result)) == (1, "error", DIFFER)
    assert [each["explanation"] for each in result["findings"]] == [None, None]


@pytest.mark.parametrize(
    "cells", [(PERSON, TOTAL), ("D8", "J8"), ("$J$8", "d8"), ("applications.granted.total", PERSON, TOTAL)]
)
def test_one_reason_may_name_several_cells_by_their_ids_or_as_the_sheet_does(
    cells: tuple[str, ...], tmp_path: Path, checked: Checked
) -> None:
    one = replace(report(), explanations=(Explanation("AR311", cells, REASON),))
    status, result = checked(workbook(tmp_path / "a.xlsx", one, carried_out()))
    assert (status, result["verdict"], reasons(result)) == (0, "warning", [REASON, REASON])


def test_a_reason_without_cells_or_for_other_cells_explains_no_error(tmp_path: Path, checked: Checked) -> None:
    loose = replace(report(), explanations=(Explanation("AR311", (), REASON),))
    assert checked(workbook(tmp_path / "a.xlsx", loose, carried_out()))[0] == 1
    other = with_explanation(report(), REASON, PERSON)
    status, result = checked(workbook(tmp_path / "b.xlsx", other, carried_out()))
    assert (status, [each["explanation"] for each in result["findings"]]) == (1, [REASON, None])


def test_a_reason_lapses_when_the_figure_has_changed_in_workbook_and_record(tmp_path: Path, checked: Checked) -> None:
    made = record(tmp_path / "a.json", workbook(tmp_path / "a.xlsx", with_explanation(report()), carried_out()))
    data = json.loads(made.read_text(encoding="utf-8"))
    data["figures"]["applications"]["carried_in"] |= {"natural_person": 1, "total": 1}
    made.write_text(json.dumps(data), encoding="utf-8")
    status, result = checked(made)
    assert (status, reasons(result)) == (1, [None, None])
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book["三、依申请公开"]["D8"] = 1
    book.save(tmp_path / "b.xlsx")
    status, result = checked(tmp_path / "b.xlsx")
    assert reasons(result)[0] is None


def _typed_beside(marked: Path, texts: Mapping[str, str], to: Path) -> Path:
    """The marked copy with words typed into the last column of its list of findings. texts: address → words."""
    book = openpyxl.load_workbook(marked, data_only=True)
    listed = [row for row in book["校验结果"].iter_rows(min_row=40) if row[0].value and row[1].value]
    rows = {str(row[1].value).split()[-1]: row[0].row for row in listed}
    part = f"xl/worksheets/sheet{book.sheetnames.index('校验结果') + 1}.xml"
    with zipfile.ZipFile(marked) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode("utf-8", "surrogateescape")
            for address, words in texts.items() if name == part else ():
                number = rows[address]
                before, _, rest = data.partition(f'<row r="{number}"')
                row, _, after = rest.partition("</row>")
                row = re.sub(rf'<c r="H{number}"[^>]*/>', "", row)
                cell = f'<c r="H{number}" t="inlineStr"><is><t>{words}</t></is></c>'
                data = f'{before}<row r="{number}"{row}{cell}</row>{after}'
            new.writestr(name, data.encode("utf-8", "surrogateescape"))
    return to


def test_a_reason_typed_beside_the_finding_of_a_marked_copy_counts_at_every_door(
    tmp_path: Path, checked: Checked
) -> None:
    book = workbook(tmp_path / "a.xlsx", report(), carried_out())
    assert main(["check", str(book), "--marked", str(tmp_path / "marked"), "-o", str(tmp_path / "said.txt")]) == 1
    answered = _typed_beside(tmp_path / "marked" / "a.xlsx", {"D8": REASON, "J8": REASON}, tmp_path / "b.xlsx")
    status, result = checked(answered)
    assert (status, result["verdict"], reasons(result)) == (0, "warning", [REASON, REASON])
    assert main(["export", str(answered), "--to", "json", "-o", str(tmp_path / "out")]) == 0
    (made,) = (tmp_path / "out").glob("*.json")
    kept = json.loads(made.read_text(encoding="utf-8"))["explanations"]
    assert [(each["cells"], each["text"]) for each in kept] == [([PERSON], REASON), ([TOTAL], REASON)]
    half = _typed_beside(tmp_path / "marked" / "a.xlsx", {"D8": REASON, "J8": "无"}, tmp_path / "c.xlsx")
    status, result = checked(half)
    assert (status, reasons(result)) == (1, [REASON, None])


@pytest.mark.parametrize("code", ["ar311", "ＡＲ３１１", "错误 AR311"])
def test_a_code_is_known_however_it_is_typed(code: str, tmp_path: Path, checked: Checked) -> None:
    one = replace(report(), explanations=(Explanation(code, (PERSON, TOTAL), REASON),))
    assert checked(workbook(tmp_path / "a.xlsx", one, carried_out()))[0] == 0


@pytest.mark.parametrize("format", ["xls", "ods"])
def test_last_year_counts_in_old_formats_too(format: str, tmp_path: Path, checked: Checked) -> None:
    book = workbook(tmp_path / "a.xlsx", report(), carried_out())
    (old,) = convert([book], format, tmp_path / "old")
    status, result = checked(old)
    assert (status, found(result, "AR311")) == (1, DIFFER)


@pytest.mark.parametrize("value", ["2", "#REF!", None])
def test_a_figure_of_last_year_that_is_no_number_is_told(value: str | None, tmp_path: Path, checked: Checked) -> None:
    book = openpyxl.load_workbook(workbook(tmp_path / "a.xlsx", report(), carried_out()))
    for row in book["上年数据"].iter_rows(min_row=3):
        if row[0].value in ("applications.carried_out.natural_person", "applications.carried_out.total"):
            row[2].value = value
    book.save(tmp_path / "b.xlsx")
    status, result = checked(tmp_path / "b.xlsx")
    assert (status, found(result, "AR610", "AR311")) == (0, [("AR610", [])])
    (said,) = (each["message"] for each in result["findings"] if each["code"] == "AR610")
    assert "没有数字，这 2 处没有核对" in said


def test_figures_of_another_organisation_inside_count_and_that_is_said(tmp_path: Path, checked: Checked) -> None:
    book = workbook(tmp_path / "a.xlsx", report(organization="示例市林业局"), carried_out())
    status, result = checked(book)
    assert (status, found(result)) == (1, [("AR610", []), *DIFFER])
    assert f"是“{NAME}”的，这份报告是“示例市林业局”的" in result["findings"][0]["message"]


def test_tokens_in_a_reason_are_filled_in_record_and_report(tmp_path: Path) -> None:
    told = with_explanation(report(), "机构改革，并入两件，本年新收{本年新收.总计}件。")
    book = workbook(tmp_path / "a.xlsx", told, carried_out())
    assert main(["export", str(book), "--to", "json,html", "-o", str(tmp_path / "out")]) == 0
    for made in (tmp_path / "out").iterdir():
        text = made.read_text(encoding="utf-8")
        assert "本年新收0件。" in text and "{" not in text.partition("机构改革")[2][:30]


def test_no_other_error_takes_a_reason(tmp_path: Path, checked: Checked) -> None:
    figures: dict[str, Any] = fillings.zeros(FORM) | {"applications.new_received.total": Decimal(1)}
    wrong = fillings.reading(FORM, figures | {"disclosure.penalties.decisions": None})
    status, result = checked(workbook(tmp_path / "a.xlsx", wrong))
    reasons = tuple(Explanation(each["code"], tuple(each["cells"]), REASON) for each in result["findings"])
    assert status == 1 and not any(each["explainable"] for each in result["findings"])
    status, again = checked(workbook(tmp_path / "b.xlsx", replace(wrong, explanations=reasons)))
    assert (status, found(again)) == (1, found(result))
    assert [each["explanation"] for each in again["findings"] if each["severity"] == "error"] == [None] * sum(
        each["severity"] == "error" for each in result["findings"]
    )


def test_only_errors_that_compare_with_last_year_may_be_explained() -> None:
    for form in load_all():
        assert {rule.code for rule in form.across_years if rule.explainable} <= {"AR213", "AR311"}
        assert not [rule for rule in form.rules if rule.explainable]
        assert all(rule.severity == "error" for rule in form.across_years if rule.explainable)


@pytest.mark.parametrize("kind", ["rule", "across"])
def test_a_rule_of_one_year_that_wants_to_be_explained_is_refused(kind: str, tmp_path: Path) -> None:
    expect = "new_received == carried_in" if kind == "rule" else "carried_in == previous.carried_out"
    severity = "error" if kind == "rule" else "warning"
    path = tmp_path / "rules.toml"
    path.write_text(
        f'[[{kind}]]\ncode = "AR398"\nname = "x"\nseverity = "{severity}"\nexplainable = true\nstage = "in-force"\n'
        f'table = "applications"\nfor_each = "column"\nexpect = "{expect}"\nmessage = "{{of}}"\n'
        'why = "x"\nbasis = "x"\n',
        encoding="utf-8",
    )
    with pytest.raises(FormError, match="explainable"):
        load_ties(path, {table.id: table for table in FORM.tables}, FORM.figures)


# ---------------------------------------------------------------- the collecting office


def collected(folder: Path) -> int:
    (folder / "花名册.csv").write_text(f"单位名称,类别\n{NAME},本政府机关\n", encoding="utf-8-sig")
    words = ["--roster", str(folder / "花名册.csv"), "-o", str(folder / "out"), "--as-of", "2024-01-20"]
    return main(["collect", str(folder / "in"), *words])


def listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(["register", "list", "--database", str(folder / "out" / "台账.sqlite")]) == 0
    return next(line for line in capsys.readouterr().out.splitlines() if line.startswith(NAME))


def test_a_unit_with_a_reason_waits_for_a_person_and_passes_by_name_and_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    workbook(tmp_path / "in" / "a.xlsx", with_explanation(report(scope="本政府机关")), carried_out())
    assert collected(tmp_path) == 0
    assert "待审（有说明）1个" in capsys.readouterr().out
    assert "待审（有说明）" in listed(tmp_path, capsys)
    assert "待审（有说明）" in (tmp_path / "out" / "看板.html").read_text(encoding="utf-8")
    assert not list((tmp_path / "out").glob("退回意见/*"))
    database = ["--database", str(tmp_path / "out" / "台账.sqlite")]
    assert main(["register", "set", NAME, "通过", *database]) == 2
    assert main(["register", "set", NAME, "通过", "--by", "王五", *database]) == 0
    assert "通过" in listed(tmp_path, capsys)
    assert collected(tmp_path) == 0  # the same file again: what the person decided stays
    assert "通过" in listed(tmp_path, capsys)
    capsys.readouterr()
    assert main(["register", "history", NAME, *database]) == 0
    history = capsys.readouterr().out
    assert "王五" in history and "2 处错误写明了理由" in history


def test_a_unit_without_a_reason_is_returned_and_a_reason_given_by_telephone_makes_it_wait(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    workbook(tmp_path / "in" / "a.xlsx", report(scope="本政府机关"), carried_out())
    assert collected(tmp_path) == 1
    assert "退回" in listed(tmp_path, capsys)
    call = ["register", "explain", NAME, "AR311", "--by", "王五", "--database", str(tmp_path / "out" / "台账.sqlite")]
    assert main([*call, "已核实"]) == 2
    assert "退回" in listed(tmp_path, capsys)
    assert main([*call, REASON]) == 0
    assert "待审（有说明）" in listed(tmp_path, capsys)


def test_the_sheet_of_last_year_may_point_anywhere(tmp_path: Path, checked: Checked) -> None:
    """A block without end, figures that are text, ids of nobody: nothing of it stops or fills a check."""
    book = openpyxl.load_workbook(workbook(tmp_path / "a.xlsx", report(), carried_out()))
    book.defined_names["gouji.previous"].attr_text = "上年数据!$A$3:$C$1048576"
    sheet = book["上年数据"]
    sheet["A300"], sheet["C300"], sheet["C301"] = "no.such.id", 5, "五"
    book.save(tmp_path / "b.xlsx")
    assert found(checked(tmp_path / "b.xlsx")[1], "AR311") == DIFFER


def test_last_year_is_whose_and_which_year_it_says() -> None:
    earlier = last_year(FORM.id, {"applications.carried_out.total": Decimal(3)}, "2022", NAME)
    assert (earlier.year, earlier.text("organization")) == (2022, NAME)
    assert earlier.numbers() == {"applications.carried_out.total": Decimal(3)}
