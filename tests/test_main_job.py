"""The main job through the command line: import, check, correct, export; on the real report and on our example."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gouji.cli.main import main
from shared_material import SEED, shared

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "scripts" / "example" / "report_2020.txt"
BLANKS = {
    "disclosure.licenses.decisions": "二、主动公开!F10",
    "disclosure.other_services.decisions": "二、主动公开!F11",
    "disclosure.fees.change": "二、主动公开!E18",
}


def findings(workbook: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    capsys.readouterr()
    main(["check", str(workbook), "--format", "json"])
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["results"][0]["findings"]
    return found


def imported(source: Path, folder: Path) -> Path:
    workbook = folder / "report.xlsx"
    assert main(["import", str(source), "-o", str(workbook)]) == 0
    return workbook


def check_the_three_blanks(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workbook = imported(source, tmp_path)
    errors = [each for each in findings(workbook, capsys) if each["severity"] == "error"]
    assert [(each["code"], each["name"]) for each in errors] == [("AR101", "blank")] * 3
    assert {each["cells"][0]: each["places"][0] for each in errors} == BLANKS
    assert main(["check", str(workbook)]) == 1


def test_the_seed_gives_exactly_its_three_blanks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check_the_three_blanks(shared(SEED), tmp_path, capsys)


def test_the_example_gives_the_same_three_blanks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check_the_three_blanks(EXAMPLE, tmp_path, capsys)


@pytest.mark.parametrize("source", [EXAMPLE, SEED], ids=["example", "seed"])
def test_filling_the_blanks_leaves_no_error_and_the_record_validates(
    source: Path | str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workbook = imported(source if isinstance(source, Path) else shared(source), tmp_path)
    assert main(["export", str(workbook), "-o", str(tmp_path / "refused")]) == 1
    assert not (tmp_path / "refused").exists()
    assert main(["export", str(workbook), "-o", str(tmp_path), "--draft"]) == 0
    (draft,) = tmp_path.glob("*（草稿）.json")
    record = json.loads(draft.read_text(encoding="utf-8"))
    for id in BLANKS:
        table, row, column = id.split(".")
        assert record["figures"][table][row][column] is None
        record["figures"][table][row][column] = 0
    draft.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")

    corrected = tmp_path / "corrected.xlsx"
    assert main(["import", str(draft), "-o", str(corrected)]) == 0
    assert [each for each in findings(corrected, capsys) if each["severity"] == "error"] == []
    assert main(["check", str(corrected)]) == 0
    assert main(["export", str(corrected), "-o", str(tmp_path / "out")]) == 0
    (exported,) = (tmp_path / "out").glob("*.json")
    data = json.loads(exported.read_text(encoding="utf-8"))
    schema = json.loads((ROOT / "schema" / "record.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(data)
    assert data["figures"] == record["figures"]
    assert data["sections"] == record["sections"]
    assert (data["form"], data["year"], data["organization"]) == (record["form"], 2020, record["organization"])


def test_the_json_of_a_check_has_the_keys_of_the_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workbook = imported(EXAMPLE, tmp_path)
    capsys.readouterr()
    main(["check", str(workbook), "--format", "json"])
    data = json.loads(capsys.readouterr().out)
    assert set(data) == {"gouji", "results"}
    (result,) = data["results"]
    assert set(result) == {"path", "form", "year", "organization", "scope", "verdict", "findings"}
    assert (result["path"], result["form"], result["year"]) == (str(workbook), "annual_report/2019", 2020)
    assert result["verdict"] == "error"
    keys = {"code", "name", "severity", "cells", "places", "message", "left", "right", "difference", "suspects"}
    more = {"explainable", "explanation", "advice"}
    assert all(keys | more == set(finding) for finding in result["findings"])
