"""What the case files don't reach: units of other forms, pages of a rule across tables, reasons, last year's folder."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import fillings
from gouji.check import rule_page
from gouji.check.domain import fault_of_text
from gouji.check.file import check_path
from gouji.check.previous import find_previous
from gouji.check.result import Result
from gouji.check.run import check
from gouji.form.load import load, load_all, load_folder
from gouji.frozen import replace
from gouji.reading.reading import Explanation
from gouji.workbook.template import write

FORMS = load_all()
FORM = load("2021")
THIRD = load_folder(Path(__file__).parent / "third_form")


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
