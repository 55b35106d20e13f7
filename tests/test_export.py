"""`gouji export`: what it writes, what it refuses, and that nothing half done is left behind."""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path

import docx
import pytest

import fillings
import samples
from filled_workbooks import write
from gouji.cli.main import main
from gouji.errors import UsageError
from gouji.form.load import load, load_all
from gouji.reading import record, source
from gouji.reading.reading import Paragraph, Reading
from gouji.report.export import TARGETS, Job, Made, RefusedError, export

FORM = load("2021")
STEM = "示例市档案服务局2023年政府信息公开工作年度报告"


def workbook(folder: Path, reading: Reading | None = None) -> str:
    path = folder / "年报.xlsx"
    write(FORM, path, reading or samples.plain(FORM))
    return str(path)


def faulty() -> Reading:
    return fillings.reading(FORM, fillings.zeros(FORM) | {"applications.new_received.total": Decimal(1)}, year=2023)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir()) if folder.exists() else []


def test_several_targets_are_written_at_once_and_named_by_organisation_and_year(tmp_path: Path) -> None:
    out = tmp_path / "新" / "导出"
    assert main(["export", workbook(tmp_path), "-o", str(out), "--to", "json, docx,html,html-paste,docx,md"]) == 0
    assert names(out) == sorted(
        [f"{STEM}.json", f"{STEM}.docx", f"{STEM}.html", f"{STEM}（粘贴用）.html", f"{STEM}.md"]
    )


def test_without_a_choice_record_word_page_and_pdf_are_made(tmp_path: Path) -> None:
    samples.need_chinese_fonts()
    assert main(["export", workbook(tmp_path), "-o", str(tmp_path / "out")]) == 0
    assert names(tmp_path / "out") == [f"{STEM}.docx", f"{STEM}.html", f"{STEM}.json", f"{STEM}.pdf"]


def test_without_typst_everything_else_is_made_and_a_pdf_that_was_asked_for_is_said_to_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr("gouji.report.export.find_spec", lambda name: None if name == "typst" else found(name))
    monkeypatch.setitem(sys.modules, "typst", None)
    path = workbook(tmp_path)
    missing = "没有导出 PDF：要先装一个组件：pip install gouji[pdf]。"
    assert main(["export", path, "-o", str(tmp_path / "out")]) == 0
    assert missing in capsys.readouterr().out
    assert names(tmp_path / "out") == [f"{STEM}.docx", f"{STEM}.html", f"{STEM}.json"]
    assert main(["export", path, "-o", str(tmp_path / "asked"), "--to", "docx,pdf"]) == 1
    assert missing in capsys.readouterr().out
    assert names(tmp_path / "asked") == [f"{STEM}.docx"]


def test_without_a_chinese_font_the_others_are_written_and_the_fonts_that_were_looked_for_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typst = pytest.importorskip("typst")
    monkeypatch.setattr("typst.Fonts", partial(typst.Fonts, include_system_fonts=False))
    assert main(["export", workbook(tmp_path), "-o", str(tmp_path / "out")]) == 1
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("没有导出")]
    assert line.startswith("没有导出 PDF：这台电脑没有一种可用的中文字体。找过的有 方正小标宋简体、")
    assert "、仿宋、" in line and "Noto Serif CJK SC" in line and "--font-dir" in line
    assert names(tmp_path / "out") == [f"{STEM}.docx", f"{STEM}.html", f"{STEM}.json"]


@pytest.mark.parametrize("broken", list(TARGETS))
def test_whatever_target_fails_all_others_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], broken: str
) -> None:
    samples.need_chinese_fonts()

    def fail(job: Job) -> Made:
        raise ZeroDivisionError

    path = workbook(tmp_path)
    monkeypatch.setitem(TARGETS, broken, replace(TARGETS[broken], make=fail))
    assert main(["export", path, "-o", str(tmp_path / "out"), "--to", ",".join(TARGETS)]) == 1
    said = capsys.readouterr()
    assert f"没有导出 {TARGETS[broken].label}。" in said.out
    assert "程序出错（ZeroDivisionError）" in said.err
    written = [target.ending for name, target in TARGETS.items() if name != broken]
    assert names(tmp_path / "out") == sorted(STEM + ending for ending in written)


def test_a_file_that_cannot_be_replaced_keeps_no_other_from_being_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    (out / f"{STEM}.docx").mkdir(parents=True)
    assert main(["export", workbook(tmp_path), "-o", str(out), "--to", "json,docx,html"]) == 1
    assert "没有导出 Word 文档" in capsys.readouterr().out
    assert names(out) == [f"{STEM}.docx", f"{STEM}.html", f"{STEM}.json"]
    assert names(out / f"{STEM}.docx") == []


def test_a_record_that_does_not_fit_its_schema_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = record.to_json
    monkeypatch.setattr("gouji.reading.record.to_json", lambda *given: made(*given) | {"year": "今年"})
    assert main(["export", workbook(tmp_path), "-o", str(tmp_path / "out"), "--to", "json,html"]) == 1
    assert "没有导出 JSON：导出的数据不合 JSON Schema：$" in capsys.readouterr().out
    assert names(tmp_path / "out") == [f"{STEM}.html"]


def test_the_function_exports_what_the_command_writes_and_refuses_what_it_refuses(tmp_path: Path) -> None:
    path = Path(workbook(tmp_path))
    main(["export", str(path), "-o", str(tmp_path / "out"), "--to", "json,docx,html,md"])
    for name in ("json", "docx", "html", "md"):
        assert export(source.read(path, load_all()), name) == (tmp_path / "out" / f"{STEM}.{name}").read_bytes()
    with pytest.raises(RefusedError) as refused:
        export(faulty(), "docx")
    assert (refused.value.count, str(refused.value)) == (2, "有 2 处错误，没有导出。")
    assert b'data-draft="' in export(faulty(), "html", draft=True)
    with pytest.raises(UsageError, match="不能导出成“odt”；能导出的有 json、docx、html、html-paste、pdf、md。"):
        export(faulty(), "odt")


def test_errors_are_refused_and_a_draft_is_marked_in_name_and_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = workbook(tmp_path, faulty())
    assert main(["export", path, "-o", str(tmp_path / "out"), "--to", "docx"]) == 1
    assert "没有导出" in capsys.readouterr().out
    assert names(tmp_path / "out") == []
    assert main(["export", path, "-o", str(tmp_path / "out"), "--to", "docx,html", "--draft"]) == 0
    assert names(tmp_path / "out") == [f"{STEM}（草稿）.docx", f"{STEM}（草稿）.html"]
    assert 'data-draft="草稿"' in (tmp_path / "out" / f"{STEM}（草稿）.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "odt"], "不能导出成“odt”"),
        (["--to", "docx,"], "不能导出成“”"),
        (["--suggest"], "要和 --draft 一起用"),
        (["--previous", "去年.xlsx"], "要和 --suggest 一起用"),
        (["--to", "pdf", "--font-dir", "没有的文件夹"], "没有的文件夹：没有这个文件夹"),
        (["--draft", "--suggest", "--previous", "没有.xlsx"], "没有.xlsx：没有这个文件"),
    ],
)
def test_a_wrong_call_is_told_and_writes_nothing(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", workbook(tmp_path), "-o", str(tmp_path / "out"), *words]) == 2
    assert said in capsys.readouterr().err
    assert names(tmp_path / "out") == []


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("在这里")
    assert main(["export", workbook(tmp_path), "-o", str(tmp_path / "out"), "--to", "html"]) == 2
    assert "要写文件夹" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "在这里"


def test_tokens_become_figures_in_every_target(tmp_path: Path) -> None:
    base = samples.plain(FORM, seed=5)
    number = base.figures["applications.new_received.total"].value.raw
    sections = {**base.sections, "problems": (Paragraph("全年新收{本年新收.总计}件。"),)}
    reading = Reading(FORM.id, base.info, base.figures, sections)
    assert main(["export", workbook(tmp_path, reading), "-o", str(tmp_path / "out"), "--to", "json,docx,html"]) == 0
    expected = f"全年新收{number}件。"
    out = tmp_path / "out"
    assert json.loads((out / f"{STEM}.json").read_text(encoding="utf-8"))["sections"]["problems"] == [expected]
    assert expected in [each.text for each in docx.Document(str(out / f"{STEM}.docx")).paragraphs]
    assert expected in (out / f"{STEM}.html").read_text(encoding="utf-8")


def test_a_draft_may_carry_sentences_compared_with_last_year(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    last = tmp_path / "去年.xlsx"
    write(FORM, last, fillings.reading(FORM, fillings.consistent(FORM, 2), year=2022))
    words = ["export", workbook(tmp_path), "-o", str(tmp_path / "out"), "--to", "json", "--draft", "--suggest"]
    assert main([*words, "--previous", str(last)]) == 0
    data = json.loads((tmp_path / "out" / f"{STEM}（草稿）.json").read_text(encoding="utf-8"))
    offered = [text for text in data["sections"]["overview"] if text.startswith("【拟写，请核对】")]
    assert len(offered) == len(FORM.narrative.report.drafts)
    assert any("上年" in text for text in offered)
    write(FORM, last, fillings.reading(FORM, fillings.consistent(FORM, 2), year=2021))
    assert main([*words, "--previous", str(last)]) == 2
    assert "是2021年度的报告，要的是2023年度的上一年" in capsys.readouterr().err


def test_signature_and_font_names_are_as_asked(tmp_path: Path) -> None:
    words = ["export", workbook(tmp_path), "-o", str(tmp_path / "out"), "--to", "docx", "--no-signature", "--gb2312"]
    assert main(words) == 0
    document = docx.Document(str(tmp_path / "out" / f"{STEM}.docx"))
    assert "2024年1月25日" not in [each.text for each in document.paragraphs]
    assert "仿宋_GB2312" in document.styles.element.xml


@pytest.mark.slow
def test_a_report_is_exported_within_two_seconds_and_a_word_file_within_a_third_of_one(tmp_path: Path) -> None:
    samples.need_chinese_fonts()
    path = workbook(tmp_path, samples.long(FORM))
    main(["export", path, "-o", str(tmp_path / "out")])  # imports and font caches are the start
    for targets, bar in (("json,docx,html,pdf", 2.0), ("docx", 0.3)):
        took = []
        for _ in range(3):
            begun = time.perf_counter()
            assert main(["export", path, "-o", str(tmp_path / "out"), "--to", targets]) == 0
            took.append(time.perf_counter() - begun)
        assert min(took) < bar
