"""What other programs build on: `import gouji`, and nothing else of the package (docs/api.md)."""

from __future__ import annotations

import ast
import json
import pickle
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import gouji
from gouji.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
FUNCTIONS = ["check", "check_file", "export", "forms", "read"]
TYPES = ["Cell", "Explanation", "Finding", "Form", "Paragraph", "Place", "Reading", "Remark", "Result", "Suspect"]
TYPES += ["Value"]
ERRORS = ["FormError", "GoujiError", "RefusedError", "UnreadableError", "UsageError"]
INCOMING = "applications.new_received.natural_person"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of one office, all tying, and one that ties no more, as JSON records beside a workbook."""
    folder = tmp_path_factory.mktemp("reports")
    made = main(["import", str(ROOT / "scripts/example/report_2020.txt"), "-o", str(folder / "例.xlsx")])
    assert made == 0
    reading = gouji.read(folder / "例.xlsx")
    year = reading.year
    assert year is not None
    for name, is_of, value in (("去年.json", year - 1, None), ("年报.json", year, None), ("错.json", year, 7)):
        record = json.loads(gouji.export(reading, "json", draft=True))
        record["year"] = is_of
        record["figures"] = {
            table: {row: dict.fromkeys(columns, 0) for row, columns in rows.items()}
            for table, rows in record["figures"].items()
        }
        for table, row, column in (each.split(".") for each in gouji.forms()[0].figures):
            if gouji.forms()[0].is_money(f"{table}.{row}.{column}"):
                record["figures"][table][row][column] = "0"
        if value is not None:
            record["figures"]["applications"]["new_received"]["natural_person"] = value
        (folder / name).write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    return folder


def test_the_names_are_those_of_the_contract() -> None:
    assert sorted(gouji.__all__) == sorted(["__version__", *FUNCTIONS, *TYPES, *ERRORS])
    assert set(gouji.__all__) <= set(dir(gouji))
    for name in gouji.__all__:
        assert getattr(gouji, name).__doc__, name
    assert all(issubclass(getattr(gouji, name), gouji.GoujiError) for name in ERRORS)


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'gouji' has no attribute 'nothing'"):
        gouji.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_the_stub_says_the_same_names_from_the_same_modules() -> None:
    stub = ast.parse((ROOT / "addin/gouji/__init__.pyi").read_text(encoding="utf-8"))
    said = {alias.name: each.module for each in stub.body if isinstance(each, ast.ImportFrom) for alias in each.names}
    (listed,) = (ast.literal_eval(each.value) for each in stub.body if isinstance(each, ast.Assign))
    assert sorted([*said, "__version__"]) == sorted(gouji.__all__) == sorted(listed)
    for name, module in said.items():
        found = getattr(gouji, name)
        assert name == "check" or found.__module__ == module, name


def test_the_page_lists_every_name() -> None:
    page = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    for name in (*(f"`gouji.{each}(" for each in FUNCTIONS), *(f"`{each}`" for each in TYPES)):
        assert name in page
    for name in ERRORS:
        assert name in page


def test_the_example_of_the_page_runs(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    example = re.findall(r"```python\n(.*?)```", (ROOT / "docs/api.md").read_text(encoding="utf-8"), re.DOTALL)[0]
    assert sum(1 for line in example.splitlines() if line) <= 14
    monkeypatch.chdir(tmp_path)
    for name, of in (("年报.xlsx", "年报.json"), ("去年.xlsx", "去年.json")):
        assert main(["import", str(reports / of), "-o", name]) == 0
    capsys.readouterr()
    exec(compile(example, "docs/api.md", "exec"), {})
    assert capsys.readouterr().out.splitlines()[0].endswith("2020 0")
    assert Path("年报.docx").read_bytes().startswith(b"PK")
    main(["import", str(reports / "错.json"), "-o", "年报.xlsx", "--overwrite"])
    capsys.readouterr()
    exec(compile(example, "docs/api.md", "exec"), {})
    said = capsys.readouterr().out
    assert "error AR301" in said
    assert "有错误" in said or "错误" in said
    assert Path("草稿.docx").read_bytes().startswith(b"PK")


def test_a_reading_has_its_figures_by_id_as_decimals(reports: Path) -> None:
    reading = gouji.read(str(reports / "错.json"))
    form = {form.id: form for form in gouji.forms()}[reading.form]
    assert isinstance(reading, gouji.Reading)
    assert reading.figures.keys() == form.figures.keys()
    assert all(isinstance(cell, gouji.Cell) for cell in reading.figures.values())
    assert reading.figures[INCOMING].value.number == Decimal(7)
    assert gouji.read(reports / "例.xlsx").figures[INCOMING].place == gouji.Place("三、依申请公开", 7, 4)


@pytest.mark.parametrize("name", ["例.xlsx", "年报.json", "错.json"])
@pytest.mark.parametrize("previous", [None, "去年.json", "."])
def test_every_door_says_the_same(
    reports: Path, name: str, previous: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path, before = reports / name, previous and reports / previous
    result = gouji.check_file(path, before)
    assert isinstance(result, gouji.Result)
    assert gouji.check(gouji.read(path), before) == result.findings
    main(["check", str(path), "--format", "json", *(["--previous", str(before)] if before else [])])
    (said,) = json.loads(capsys.readouterr().out)["results"]
    assert said["verdict"] == result.verdict
    for finding, of_json in zip(result.findings, said["findings"], strict=True):
        assert isinstance(finding, gouji.Finding)
        assert (of_json["code"], of_json["severity"]) == (finding.code, finding.severity)
        assert (of_json["cells"], of_json["message"]) == (list(finding.cells), finding.message)


def test_last_years_report_may_be_a_reading(reports: Path) -> None:
    reading, before = gouji.read(reports / "错.json"), gouji.read(reports / "去年.json")
    assert gouji.check(reading, before) == gouji.check(reading, reports / "去年.json")
    codes = {finding.code for finding in gouji.check(reading, reading)}
    assert "AR610" in codes


def test_what_can_not_be_read_is_an_error_of_read_and_a_result_of_check_file(reports: Path, tmp_path: Path) -> None:
    (tmp_path / "空.xlsx").write_bytes(b"")
    for path, code in ((tmp_path / "空.xlsx", "empty-file"), (tmp_path / "没有.xlsx", "in-use")):
        with pytest.raises(gouji.UnreadableError) as raised:
            gouji.read(path)
        result = gouji.check_file(path)
        assert (result.verdict, len(result.findings)) == ("unreadable", 1)
        assert raised.value.code == result.findings[0].name == code
        assert str(raised.value) == f"{path}：{result.findings[0].message}{result.findings[0].advice}"
        assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)
        with pytest.raises(gouji.UsageError, match="（上年数据）：文件"):
            gouji.check(gouji.read(reports / "例.xlsx"), path)


def test_a_form_that_nobody_knows_is_an_error() -> None:
    reading = gouji.Reading("annual_report/1999", {}, {}, {})
    for call in (gouji.check, lambda reading: gouji.export(reading, "json")):
        with pytest.raises(gouji.FormError, match="annual_report/1999"):
            call(reading)


def test_a_path_where_a_reading_is_wanted_is_told_in_words() -> None:
    wrong: Any = "年报.xlsx"
    for call in (gouji.check, lambda reading: gouji.export(reading, "json")):
        with pytest.raises(TypeError, match="要的是 gouji"):
            call(wrong)


@pytest.mark.parametrize("target", ["docx", "html", "json"])
def test_an_export_is_what_the_command_writes(reports: Path, tmp_path: Path, target: str) -> None:
    reading = gouji.read(reports / "年报.json")
    assert main(["export", str(reports / "年报.json"), "-o", str(tmp_path), "--to", target]) == 0
    (written,) = tmp_path.iterdir()
    assert gouji.export(reading, target) == written.read_bytes()
    assert "草稿".encode() in gouji.export(reading, "html", draft=True)


def test_an_export_with_errors_is_refused_but_for_a_draft(reports: Path) -> None:
    reading = gouji.read(reports / "错.json")
    with pytest.raises(gouji.RefusedError) as raised:
        gouji.export(reading, "docx")
    assert raised.value.count == sum(finding.severity == "error" for finding in gouji.check(reading))
    assert gouji.export(reading, "docx", draft=True).startswith(b"PK")
    with pytest.raises(gouji.UsageError, match="不能导出成“odt”"):
        gouji.export(reading, "odt", draft=True)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "import gouji.check",
        "import gouji.check.run",
        "from gouji.check.finding import Finding",
        "from gouji import check",
        "gouji.check_file(path)",
        "gouji.check",
        "from importlib import reload, import_module; reload(import_module('gouji.check'))",
        "from gouji import *",
    ],
)
def test_check_is_a_function_whatever_was_imported_before(reports: Path, before: str) -> None:
    code = f"""
import gouji
path = {str(reports / "错.json")!r}
{before}
found = gouji.check(gouji.read(path))
import gouji.check.run
from gouji.check.run import check as inner
from gouji import check
assert found == gouji.check(gouji.read(path), previous=None) == check(gouji.read(path))
assert found == gouji.check_file(path).findings
assert gouji.check.run.check is inner
print(found[0].code)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert ran.stdout.startswith("AR"), ran.stderr


def test_importing_gouji_loads_nothing_else() -> None:
    # -S: what lies in this environment's site-packages may load anything at its start.
    code = f"""
import sys
sys.path += {sys.path!r}
before = set(sys.modules)
import gouji
dir(gouji), gouji.__version__
print(sorted(set(sys.modules) - before))
"""
    ran = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True)
    assert ran.stdout.strip() == b"['gouji']", ran.stderr
