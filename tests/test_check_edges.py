"""What the case files don't reach: units of other forms, pages of a rule across tables, explanations, last
year's folder, figures that were not read, a fault of ours."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import fillings
from filled_workbooks import write
from gouji.check import finding_text, rule_page
from gouji.check.domain import fault_of_text
from gouji.check.file import check_path
from gouji.check.previous import among, find_previous
from gouji.check.result import Result
from gouji.check.run import check
from gouji.form.load import load, load_all, load_folder
from gouji.frozen import replace
from gouji.reading.reading import Explanation, Paragraph, Reading, Remark
from gouji.reading.unread import UNDECODABLE

FORMS = load_all()
FORM = load("2021")
THIRD = load_folder(Path(__file__).parent / "third_form")
SECOND = load_folder(Path(__file__).parent / "second_family")


def test_money_in_the_other_unit_is_converted_not_cut() -> None:
    fees, wordings = FORM.figures["disclosure.fees.amount"], FORM.wordings
    assert fault_of_text(wordings, fees, "251000元") == ("unit-or-note", Decimal("25.1"), "元")
    assert fault_of_text(wordings, replace(fees, unit="元"), "25.1万元") == (
        "unit-or-note",
        Decimal(251000),
        "万元",
    )
    assert fault_of_text(wordings, fees, "25.1万元") == ("unit-or-note", Decimal("25.1"), "万元")


def test_every_rule_of_a_made_up_form_has_a_page_in_its_own_words() -> None:
    for rule in (*THIRD.rules, *THIRD.across_years):
        page = rule_page.page(rule.code, [THIRD])
        assert page is not None
        assert "{" not in "".join(line for _, lines in page.parts[:3] for line in lines)
    across = next(rule for rule in THIRD.rules if len({THIRD.figures[id].table for id in rule.figures}) > 1)
    far = next(id for id in across.figures if THIRD.figures[id].table != across.table)
    page = rule_page.page(across.code, [THIRD])
    assert page is not None and THIRD.figures[far].label in dict(page.parts)["查什么"][0]


def test_an_explained_warning_may_be_reported_and_an_error_may_not() -> None:
    before = fillings.reading(FORM, fillings.zeros(FORM), year=2022)
    now = fillings.reading(FORM, fillings.zeros(FORM) | {"disclosure.regulations.in_force": Decimal(3)}, year=2023)
    (warning,) = check(FORM, FORMS, now, before)
    assert (warning.code, warning.severity, warning.explanation) == ("AR211", "warning", None)
    reasons = (
        Explanation("AR211", ("disclosure.normative_documents.in_force",), "别的单元格的原因。"),
        Explanation("AR211", warning.cells, "清理了三件。"),
        Explanation("AR311", warning.cells, "另一条规则的原因。"),
    )
    (explained,) = check(FORM, FORMS, replace(now, explanations=reasons), before)
    assert explained.explanation == "清理了三件。"
    verdicts = [Result("", None, None, None, None, (each,)).verdict for each in (warning, explained)]
    assert verdicts == ["warning", "hint"]


def test_an_error_takes_no_explanation() -> None:
    figures = fillings.zeros(FORM) | {"disputes.litigation.total": Decimal(1)}
    reading = replace(fillings.reading(FORM, figures), explanations=(Explanation("AR401", (), "已核实。"),))
    (finding,) = check(FORM, FORMS, reading)
    assert (finding.code, finding.explanation) == ("AR401", None)


def test_a_folder_of_last_year_may_hold_anything(tmp_path: Path) -> None:
    reading = fillings.reading(FORM, fillings.zeros(FORM), year=2023)
    (tmp_path / "sub").mkdir()
    write(FORM, tmp_path / "sub" / "a.xlsx", reading)
    (tmp_path / "~$a.xlsx").write_bytes(b"x")
    (tmp_path / ".hidden").write_bytes(b"x")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    previous = find_previous(tmp_path, FORMS)
    found = previous(fillings.reading(FORM, fillings.zeros(FORM), year=2024))
    assert found is not None and found.year == 2023
    assert previous(fillings.reading(FORM, fillings.zeros(FORM), year=2023)) is None


def test_a_file_that_can_not_be_read_is_one_finding(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"")
    result = check_path(tmp_path / "a.xlsx", FORMS)
    assert (result.verdict, [finding.code for finding in result.findings]) == ("unreadable", ["AR702"])


def test_figures_that_were_not_read_are_named_row_by_row() -> None:
    reading = fillings.reading(FORM, fillings.zeros(FORM))
    lost = ("disclosure.fees.amount", "disputes.litigation.corrected", "disputes.litigation.upheld")
    kept = {id: cell for id, cell in reading.figures.items() if id not in lost}
    found = [each for each in check(FORM, FORMS, replace(reading, figures=kept)) if each.name == "cell-missing"]
    assert sorted(id for each in found for id in each.cells) == sorted(lost)
    assert [len(each.cells) for each in found] == [1, 2]
    said = Remark("cell-missing", lost, (None,) * len(lost), message="这些格没有读到。")
    (finding,) = check(FORM, FORMS, replace(reading, figures=kept, remarks=(said,)))
    assert (finding.cells, finding.message) == (lost, "这些格没有读到。")


def test_bytes_that_made_no_character_are_named_by_field_and_section_once() -> None:
    reading = fillings.reading(FORM, fillings.zeros(FORM), organization="示例�局")
    first, last = FORM.sections[0].id, FORM.sections[-1].id  # the first names the organization
    reading = replace(reading, sections={**reading.sections, last: (Paragraph("今年�进步。"),)})

    def unread(given: Reading) -> list[tuple[str, ...]]:
        return [each.cells for each in check(FORM, FORMS, given) if each.name == UNDECODABLE]

    assert unread(reading) == [("info.organization",), (f"sections.{first}",), (f"sections.{last}",)]
    facts = {"where": "第 3 行", "count": "1", "around": "今年�进步", "taken": ""}
    assert unread(replace(reading, remarks=(Remark(UNDECODABLE, facts=facts),))) == [()]


def test_a_repair_that_no_count_can_be_is_not_offered() -> None:
    before = fillings.reading(FORM, fillings.zeros(FORM), year=2022)
    abolished = {"disclosure.regulations.abolished": Decimal(5)}
    now = fillings.reading(FORM, fillings.zeros(FORM) | abolished, year=2023)
    (finding,) = check(FORM, FORMS, now, before)
    assert (finding.code, finding.advice) == ("AR211", "逐项核对原始登记。")


def test_last_year_of_another_family_is_nobodys_last_year() -> None:
    (now, *_), before = (
        [fillings.reading(form, fillings.zeros(form), year=year, organization="甲局", scope=None) for form in forms]
        for year, forms in ((2024, (SECOND,)), (2023, (FORM, SECOND)))
    )
    assert among(before)(now) is before[1]
    only = among(before[:1])
    assert (only(now), only.nothing(now)) == (None, "上年数据里甲局的是另一种报告")
    told = [each.message for each in check(SECOND, (*FORMS, SECOND), now, before[0])]
    assert "与上年的核对：没有核对，给的上年数据是另一种报告。" in told


def test_a_fault_of_ours_costs_one_file_and_is_traced_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: Reading) -> Reading | None:
        raise RuntimeError("broken on purpose")

    write(FORM, tmp_path / "a.xlsx", fillings.reading(FORM, fillings.zeros(FORM)))
    for debug in (False, True):
        result = check_path(tmp_path / "a.xlsx", FORMS, broken, debug=debug)  # type: ignore[arg-type]
        assert (result.verdict, [finding.code for finding in result.findings]) == ("unreadable", ["AR799"])
        assert ("broken on purpose" in capsys.readouterr().err) is debug


def test_what_the_likeliest_wrong_cells_would_have_to_be_is_said_with_their_place_where_there_is_one() -> None:
    figures = fillings.consistent(FORM, 1)
    wrong = {id: figure + 3 for id, figure in figures.items() if id == "applications.new_received.total"}
    finding = check(FORM, FORMS, fillings.reading(FORM, figures | wrong))[0]
    assert finding.suspects
    assert finding_text.should(finding).startswith(str(figures[finding.suspects[0].cell]))
