"""One report, one verdict: the command on a file, and the ribbon on the same file open in LibreOffice, say and write
the same, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gouji import ribbon
from gouji.check.result import Result, to_json
from gouji.cli.main import main
from gouji.ribbon import explanations
from gouji.ribbon.host import running, with_book
from gouji.ribbon.seen import look
from parity_workbooks import CASES, Case

EXPORTS = ("json", "docx", "html")

pytestmark = pytest.mark.slow  # LibreOffice opens some seventy workbooks


@pytest.fixture
def file(request: pytest.FixtureRequest, excel: Any, tmp_path: Path) -> Path:
    """The workbook of a case, closed."""
    case: Case = request.param
    path = tmp_path / "年报.xlsx"
    case.make(path)
    if case.changed:
        book = excel.books.open(str(path))
        case.changed(book)
        book.save()
        book.close()
    return path


every_case = pytest.mark.parametrize("file", CASES.values(), ids=CASES.keys(), indirect=True)


@every_case
def test_command_and_ribbon_say_and_write_the_same(
    excel: Any, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["check", str(file), "--format", "json"])
    (said,) = json.loads(capsys.readouterr().out)["results"]
    excel.books.open(str(file))
    assert _seen_by_ribbon(file) == said
    into = tmp_path / "由命令"
    asked = ["export", str(file), "-o", str(into), "--to", ",".join(EXPORTS)]
    assert main(asked) == status
    if status:
        assert not into.exists()
        assert not ribbon.export_json()
        count = sum(each["severity"] == "error" and not each["explanation"] for each in said["findings"])
        assert excel.alerts[-1].startswith(f"还有 {count} 处错误，没有导出。")
        assert f"有 {count} 处错误，没有导出。" in capsys.readouterr().out
        assert main([*asked, "--draft"]) == 0
    by_ribbon = _exported_by_ribbon(excel, tmp_path, draft=bool(status))
    assert by_ribbon == {each.name: each.read_bytes() for each in into.iterdir()}


def _seen_by_ribbon(file: Path) -> dict[str, Any]:
    """What the command's JSON says of a file, of the open workbook."""
    seen = look(with_book(running(()), (), needed=True))
    findings, _ = explanations.judged(seen, explanations.collected(seen))
    text = seen.reading.text
    result = Result(
        str(file), seen.form.id, seen.reading.year, text("organization") or None, text("scope") or None, findings
    )
    made: dict[str, Any] = json.loads(json.dumps(to_json(result)))
    return made


def _exported_by_ribbon(excel: Any, tmp_path: Path, draft: bool) -> dict[str, bytes]:
    """Presses the buttons, choosing the proposed name with the ending of each kind of file: name → what was written."""
    folder = tmp_path / "由功能区"
    folder.mkdir()
    for ending in EXPORTS:
        press = ribbon.export_draft if draft else ribbon.export_json if ending == "json" else ribbon.export_report
        excel.answers = [lambda name, ending=ending: str((folder / name).with_suffix(f".{ending}"))]
        assert press(), excel.alerts
    return {each.name: each.read_bytes() for each in folder.iterdir()}
