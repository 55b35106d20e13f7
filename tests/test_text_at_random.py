"""Any text in any field: each part of each package that is written parses as XML and reads back as the clean text."""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.parsers import expat

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import fillings
from families import PARENT, added, child, with_cells
from gouji.bulk import results_html, results_xlsx
from gouji.characters import one_line, unwritable, writable
from gouji.check.file import check_path
from gouji.check.finding import Finding
from gouji.check.result import Result
from gouji.cli.main import main
from gouji.collect.collection import Collection, Standing, Submission, Unclear, Unit
from gouji.collect.letters import reminders_xlsx
from gouji.collect.sums import details_xlsx, parent_workbook
from gouji.form.load import load_all
from gouji.form.severity import Severity
from gouji.frozen import replace
from gouji.place import Place
from gouji.reading import source
from gouji.reading.reading import Cell, Explanation, Paragraph, Reading
from gouji.report.compose import compose
from gouji.report.to_docx import to_docx
from gouji.report.to_html import to_html, to_pasted_html
from gouji.value import Kind, Value
from gouji.workbook import mark
from gouji.workbook.template import to_bytes
from ooxml_validator import faults

FORMS = load_all()
FORM = FORMS[1]
FIGURE = "disclosure.licenses.decisions"
NASTY = (
    "a\x0bb",
    "示例\x07市\x00档案局\x1b[2J",
    "半个\udfff\ud800字",
    "\ufffe\uffff\ufdd0\U0001ffff",
    "_x000B_ _x0041_ _x005F_",
    "]]>&amp;<!--\"'",
    "行\r\n\r\u2028分\u2029隔\x85\x0c",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\u202e反写\u2066",
    "\U0001f600",
    " 前后 ",
)
anything = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(exclude_categories=()), max_size=12),
    st.lists(st.sampled_from(NASTY), max_size=3).map("".join),
)


def assert_every_part_is_xml(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                expat.ParserCreate().Parse(package.read(name), True)


def reading(text: str) -> Reading:
    """A report with the text in every place where a text may stand."""
    cell = Cell(Value(Kind.TEXT, None, text))
    whole = fillings.reading(FORM, fillings.zeros(FORM))
    said = {field.id: cell for field in FORM.info if field.kind == "text"}
    return replace(
        whole,
        info={**whole.info, **said},
        figures={**whole.figures, FIGURE: cell},
        sections={id: (Paragraph(text), Paragraph("文字。")) for id in whole.sections},
        explanations=(Explanation(text, (FIGURE, text), text),),
        receipt=text,
    )


@settings(max_examples=15)
@given(anything)
@example("".join(NASTY))
@example("_x000B_" * 1000)
def test_a_workbook_of_any_text_is_xml_and_reads_back_as_the_clean_text(text: str) -> None:
    data = to_bytes(FORM, reading(text), reading(text))
    assert_every_part_is_xml(data)
    found = source.read_bytes(data, FORMS)
    clean = writable(text).strip()
    assert found.text("organization") == clean
    assert found.figures[FIGURE].value.raw.strip() == clean
    assert {tuple(each.text for each in texts) for texts in found.sections.values()} == {
        (clean, "文字。") if clean else ("文字。",)
    }
    if "_x" not in text:  # a name's constant is no text of a cell: nothing unescapes it
        assert found.receipt == (one_line(text)[:255] or None)


@settings(max_examples=10)
@given(anything)
@example("".join(NASTY))
def test_a_marked_copy_of_any_text_is_xml_and_reads_as_the_original(text: str) -> None:
    with TemporaryDirectory() as folder:
        path, copy = Path(folder, "a.xlsx"), Path(folder, "b.xlsx")
        path.write_bytes(to_bytes(FORM, reading(text)))
        finding = Finding(
            "AR102", text, Severity.ERROR, (FIGURE,), (Place("二、主动公开", 9, 2),), text, text, explanation=text
        )
        result = replace(check_path(path, FORMS), findings=(finding, *check_path(path, FORMS).findings))
        mark.mark(path, copy, result, FORM)
        assert_every_part_is_xml(copy.read_bytes())
        was, now = (source.read(each, FORMS) for each in (path, copy))
        assert (now.info, now.figures, now.sections) == (was.info, was.figures, was.sections)


@settings(max_examples=25)
@given(anything)
@example("".join(NASTY))
def test_a_report_of_any_text_is_xml_or_a_page_without_control_characters(text: str) -> None:
    document = compose(FORM, reading(text), draft=True)
    assert_every_part_is_xml(to_docx(document))
    for page in (to_html(document), to_pasted_html(document)):
        assert writable(page) == page


@settings(max_examples=15)
@given(anything)
@example("".join(NASTY))
def test_the_workbooks_of_a_collection_of_any_text_are_xml(text: str) -> None:
    finding = Finding("AR102", text, Severity.WARNING, (FIGURE,), (Place(text, 9, 2),), text, text, explanation=text)
    result = Result(text, FORM.id, 2025, text, text, (finding,))
    unit = Unit(text, text, "部门", text, text, text, (text,))
    file = Submission(text, text, datetime(2026, 1, 25, tzinfo=UTC), result, text, text)
    standing = Standing(unit, None, None, date(2026, 1, 31), True, (file,), text)
    collection = Collection(2025, date(2026, 2, 3), (standing,), (Unclear(file, text, (unit,), text),))
    _, whole = child(FORM, 1)
    assert whole is not None
    sum = added(FORM, [(Unit(text, kind="部门", parent=PARENT.name), with_cells(whole, {FIGURE: text or None}))])
    with TemporaryDirectory() as folder:
        reminders_xlsx.write(collection, Path(folder, "催报.xlsx"))
        results_xlsx.write([result], Path(folder, "结果.xlsx"))
        parent_workbook.write(FORM, sum, Path(folder, "汇总.xlsx"))
        details_xlsx.write(FORM, sum, Path(folder, "明细.xlsx"))
        for path in Path(folder).iterdir():
            assert_every_part_is_xml(path.read_bytes())
    page = "".join(results_html.pieces([result]))
    assert writable(page) == page


@given(anything)
def test_what_may_be_written_is_written_and_the_rest_is_named(text: str) -> None:
    clean = writable(text)
    clean.encode()
    assert writable(clean) == clean
    assert not [char for char in clean if unicodedata.category(char) in ("Cc", "Cs") and char not in "\t\n"]
    assert unwritable(clean) == []
    if not unwritable(text):
        assert clean.split() == text.split()


def test_a_text_that_no_cell_holds_is_refused_in_words_and_one_that_no_heading_holds_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "--organization", "局" * 32_768, "-o", str(tmp_path / "a.xlsx")]) == 2
    assert "文字过长（32768 字，一格最多 32767 字）" in capsys.readouterr().err
    assert main(["new", "--organization", "局" * 32_767, "-o", str(tmp_path / "b.xlsx")]) == 0
    assert_every_part_is_xml((tmp_path / "b.xlsx").read_bytes())
    assert len(source.read(tmp_path / "b.xlsx", FORMS).text("organization")) == 32_767


@pytest.mark.slow
def test_microsofts_validator_finds_no_error_in_them(tmp_path: Path) -> None:
    text = "".join(NASTY)
    (tmp_path / "a.xlsx").write_bytes(to_bytes(FORM, reading(text), reading(text)))
    (tmp_path / "b.docx").write_bytes(to_docx(compose(FORM, reading(text), draft=True)))
    mark.mark(tmp_path / "a.xlsx", tmp_path / "c.xlsx", check_path(tmp_path / "a.xlsx", FORMS), FORM)
    results_xlsx.write([check_path(tmp_path / "a.xlsx", FORMS)], tmp_path / "d.xlsx")
    for path in sorted(tmp_path.iterdir()):
        assert faults(path) == [], path.name


# ---------------------------------------------------------------- said


@pytest.mark.parametrize(
    ("organization", "named", "kept"),
    [
        ("a\x0bb", "（U+000B）", "a b"),
        ("示例\x07市\x02档案局", "（U+0007、U+0002）", "示例市档案局"),
        ("局\ufffe", "（U+FFFE）", "局"),
        ("局\udcff", "（U+DCFF）", "局�"),
    ],
)
def test_new_says_what_it_left_out_of_a_name(
    organization: str, named: str, kept: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.xlsx"
    assert main(["new", "--organization", organization, "-o", str(path)]) == 0
    said = f"注意：基本信息“编制机关全称”里有文件不能保存的字符{named}，没有写进去。"
    assert [line for line in capsys.readouterr().out.split("\n") if "注意" in line] == [said]
    assert_every_part_is_xml(path.read_bytes())
    assert source.read(path, FORMS).text("organization") == kept


def test_import_of_a_record_says_what_it_left_out_place_by_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from gouji.reading.record import to_json

    data = to_json(reading("甲\x01乙"), FORM)
    (tmp_path / "a.json").write_text(json.dumps(data), encoding="utf-8")
    assert main(["import", str(tmp_path / "a.json"), "-o", str(tmp_path / "a.xlsx")]) == 0
    said = [line for line in capsys.readouterr().out.split("\n") if "U+0001" in line]
    texts = [f"基本信息“{field.label}”" for field in FORM.info if field.kind == "text"]
    texts += [f"“{FORM.figures[FIGURE].label}”", *(f"“{each.heading}”" for each in FORM.sections), "出错说明", "报送码"]
    assert said == [f"注意：{each}里有文件不能保存的字符（U+0001），没有写进去。" for each in texts]
    assert_every_part_is_xml((tmp_path / "a.xlsx").read_bytes())
    assert source.read(tmp_path / "a.xlsx", FORMS).text("organization") == "甲乙"


def test_nothing_is_said_of_what_is_all_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "--organization", "=某局\u200b 😀_x0041_", "-o", str(tmp_path / "a.xlsx")]) == 0
    assert "注意" not in capsys.readouterr().out
    assert source.read(tmp_path / "a.xlsx", FORMS).text("organization") == "=某局\u200b 😀_x0041_"
