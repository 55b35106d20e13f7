"""The ribbon's functions on xlwings' real Windows engine, over fake Excel objects: how often Excel is called."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import filled_workbooks
import windows_engine
from fillings import consistent, reading
from gouji import ribbon
from gouji.cli.arguments import EXCEL_ACTIONS
from gouji.cli.main import main
from gouji.form.load import load
from gouji.frozen import replace
from gouji.place import area
from gouji.reading.reading import Paragraph
from windows_engine import Application, Workbook, calls, excel_on_windows

FORM = load("2021")
FIGURES = consistent(FORM, 1)


@pytest.fixture
def excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Application, list[str]]]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["gouji"])
    with excel_on_windows() as running:
        yield running


def opened(app: Application, path: Path, changed: Mapping[str, Any], faulty_paragraphs: int = 0) -> Workbook:
    filled = reading(FORM, {**FIGURES, **changed})
    section = next(each.id for each in FORM.sections if each.required and each.id != FORM.narrative.opening_section)
    left_in = Paragraph(f"具体情况：{FORM.narrative.leftovers[0]}")
    sections = {**filled.sections, section: (*filled.sections[section], *(left_in,) * faulty_paragraphs)}
    filled_workbooks.write(FORM, path, replace(filled, sections=sections))
    app.books = {path.name: Workbook(app, path)}
    calls.clear()
    return app.books[path.name]


MANY = dict.fromkeys(FORM.figures, "见附件")


def test_checking_calls_excel_at_most_twenty_times_a_sheet_whatever_there_is_to_find(
    excel: tuple[Application, list[str]], tmp_path: Path
) -> None:
    app, shown = excel
    counts: list[dict[str, int]] = []
    for changed, paragraphs in (({}, 0), ({"disclosure.fees.amount": "２４"}, 0), (MANY, 0), (MANY, 100)):
        book = opened(app, tmp_path / f"{len(counts)}.xlsx", changed, paragraphs)
        assert ribbon.validate()
        counts.append(dict(calls))
    assert [text.partition(" 处")[0] for text in shown] == ["没有发现问题。", "错误 1", "错误 200", "错误 300"]
    assert counts[1] == counts[2] == counts[3]
    # Without a finding only the heights of its rows need not be set.
    assert sum(counts[0].values()) <= sum(counts[1].values()) <= 20 * len(book.sheets)


@pytest.mark.parametrize("name", ["next_finding", "previous_finding", "clear", "show_rule"])
def test_no_button_calls_excel_more_often_for_more_findings(
    excel: tuple[Application, list[str]], tmp_path: Path, name: str
) -> None:
    app, _ = excel
    counts: list[dict[str, int]] = []
    for changed in ({"disclosure.fees.amount": "２４"}, MANY):
        book = opened(app, tmp_path / f"{len(counts)}.xlsx", changed)
        sheet, _, where = book.names["disclosure.fees.amount"].says.rpartition("!")
        book.active = book.sheets[sheet.strip("'")]
        app.selection = windows_engine.Range(book.active, area(where))
        assert getattr(ribbon, name)(), excel[1]
        counts.append(dict(calls))
    assert counts[0] == counts[1]
    assert sum(counts[0].values()) <= 20 * len(book.sheets)


def test_marks_reach_the_hidden_sheets_in_one_write_each(excel: tuple[Application, list[str]], tmp_path: Path) -> None:
    app, _ = excel
    book = opened(app, tmp_path / "a.xlsx", {"disclosure.fees.amount": "２４"})
    assert ribbon.validate()
    marks = {ref: value for ref, (value, _) in book.sheets["标记表二"].cells.items() if value is not None}
    assert list(marks.values()) == [2.0]
    assert calls["Value="] == len([name for name in book.sheets if name.startswith("标记")]) + 1


def test_an_excel_that_stays_busy_is_given_up_on_and_named(
    excel: tuple[Application, list[str]], tmp_path: Path
) -> None:
    app, shown = excel
    opened(app, tmp_path / "a.xlsx", {})

    def refuse(self: Any) -> Any:
        raise windows_engine.com_error(-2147418111)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Workbook, "get_Worksheets", refuse)
        assert not ribbon.validate()
    assert shown[-1].startswith("Excel 正忙，或者正在编辑单元格。")
    assert calls["Worksheets"] == 200


def test_the_launcher_presses_the_same_buttons_from_outside(
    excel: tuple[Application, list[str]], tmp_path: Path
) -> None:
    app, shown = excel
    opened(app, tmp_path / "a.xlsx", {"disclosure.fees.amount": "２４"})
    assert main(["excel", "validate"]) == 0
    assert shown[-1].startswith("错误 1 处。")
    assert tuple(EXCEL_ACTIONS) == tuple(ribbon.ACTIONS)


def test_the_launcher_reaches_wps_by_its_own_name(excel: tuple[Application, list[str]], tmp_path: Path) -> None:
    app, shown = excel
    opened(app, tmp_path / "a.xlsx", {"disclosure.fees.amount": "２４"})
    client = sys.modules["win32com.client"]
    client.GetActiveObject = {"Ket.Application": app}.__getitem__  # type: ignore[attr-defined]
    assert main(["excel", "validate", "--wps"]) == 0
    assert shown[-1].startswith("错误 1 处。")


def test_without_wps_the_launcher_says_so_in_one_line(
    excel: tuple[Application, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    def absent(name: str) -> None:
        raise windows_engine.com_error(-2147221021)

    sys.modules["win32com.client"].GetActiveObject = absent  # type: ignore[attr-defined]
    assert main(["excel", "validate", "--wps"]) == 1
    assert capsys.readouterr().err == (
        "没有找到正在运行的 WPS 表格。先用它打开填报表，再试一次（对 WPS 的支持还在试验）。\n"
    )


def test_where_there_is_no_excel_the_launcher_says_what_to_use_instead(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("xlwings.engines.active", None)
    assert main(["excel", "validate"]) == 1
    assert capsys.readouterr().err == "这台电脑不能控制 Excel（只支持 Windows）。请用命令 gouji check 校验文件。\n"


def test_nothing_kills_other_excels_at_exit_and_nothing_needs_a_licence(
    excel: tuple[Application, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _ = excel
    opened(app, tmp_path / "a.xlsx", {})
    gone: list[Any] = []
    monkeypatch.setattr("atexit.unregister", gone.append)
    assert ribbon.validate()
    assert [each.__module__ + "." + each.__name__ for each in gone] == ["xlwings._xlwindows.cleanup"]
    assert [name for name, module in sys.modules.items() if name.startswith("xlwings.pro") and module] == []
