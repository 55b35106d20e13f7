"""The small inputs that once went wrong, each with its right answer, through the command and through 收报."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from gouji.cli.main import main
from shared_material import shared

# What the files say that is not what they are kept for: no scope in a published page.
CASES = {
    "record_without_a_cell.json": ({"AR116"}, "退回"),
    "record_without_figures.json": ({"AR116"}, "退回"),
    "previous_inside_disagrees.xlsx": ({"AR311"}, "退回"),
    "format_shows_another_number.xlsx": ({"AR119"}, "退回"),
    "copy_visible_original_hidden.xlsx": ({"AR724", "AR725"}, "退回"),
    "gbk_page_with_one_bad_byte.html": ({"AR728"}, "已收"),
    "token_in_text.xlsx": (set(), "通过"),
}


@pytest.mark.parametrize(("case", "expected", "state"), [(case, *each) for case, each in CASES.items()], ids=CASES)
def test_a_case_gets_its_answer_from_check_and_from_collect(
    case: str, expected: set[str], state: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    shutil.copyfile(shared(f"cases/{case}"), tmp_path / "in" / case)
    status = main(["check", str(tmp_path / "in" / case), "--format", "json"])
    (result,) = json.loads(capsys.readouterr().out)["results"]
    assert {each["code"] for each in result["findings"]} == expected
    assert status == (1 if state == "退回" else 0)

    name, year = result["organization"], str(result["year"])
    roster = tmp_path / "花名册.csv"
    roster.write_text(f"单位名称,类别\n{name},部门\n", encoding="utf-8-sig")
    out = tmp_path / "out"
    command = ["collect", str(tmp_path / "in"), "--roster", str(roster), "-o", str(out), "--year", year]
    assert main(command) == status
    rows = openpyxl.load_workbook(out / "校验结果汇总.xlsx")["问题"].iter_rows(min_row=3, values_only=True)
    codes = {str(cell) for row in rows for cell in row if cell and str(cell).startswith("AR") and len(str(cell)) == 5}
    assert codes == expected
    capsys.readouterr()
    assert main(["register", "list", "--year", year, "--database", str(out / "台账.sqlite")]) == 0
    (line,) = (each for each in capsys.readouterr().out.splitlines() if each.startswith(name))
    assert line.split()[2] == state
