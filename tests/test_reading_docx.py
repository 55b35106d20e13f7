"""Word files of others: what is told apart, what is skipped, what is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

from gouji.errors import UnreadableError
from gouji.form.load import load, load_all
from gouji.reading import source
from gouji.reading.reading import Reading

FORMS = load_all()
FORM = load("2021")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'


def read(data: bytes, folder: Path) -> Reading:
    path = folder / "年报.docx"
    path.write_bytes(data)
    return source.read(path, FORMS)


def package(document: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
    return stream.getvalue()


def paragraphs(*texts: str, space: str = W) -> str:
    inside = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    return f"<w:document {space}><w:body>{inside}</w:body></w:document>"


def by_python_docx(figures: dict[str, str]) -> bytes:
    """A report as a clerk's Word has it: merges made by another library, a paragraph of several runs."""
    document = docx.Document()
    document.add_heading("示例市教育局2023年政府信息公开工作年度报告", 0)
    for section in FORM.sections:
        document.add_heading(section.heading, 1)
        if section.table is None:
            paragraph = document.add_paragraph("本部分")
            paragraph.add_run("由两段").bold = True
            paragraph.add_run("文字组成。")
            continue
        table = FORM.table(section.table)
        drawn = document.add_table(table.height, table.width)
        for label in table.labels:
            cell = drawn.cell(label.row, label.column)
            cell = cell.merge(drawn.cell(label.row + label.rows - 1, label.column + label.columns - 1))
            cell.text = label.text
        for slot in table.slots:
            cell = drawn.cell(slot.row, slot.column)
            cell.merge(drawn.cell(slot.row, slot.column + slot.columns - 1)).text = figures[slot.id]
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_report_made_with_another_library_reads_to_the_figure(tmp_path: Path) -> None:
    figures = {id: str(place) for place, id in enumerate(FORM.figures)}
    reading = read(by_python_docx(figures), tmp_path)
    assert {id: cell.value.raw for id, cell in reading.figures.items()} == figures
    assert (reading.text("organization"), reading.text("year")) == ("示例市教育局", "2023")
    assert [each.text for each in reading.sections["overview"]] == ["本部分由两段文字组成。"]


@pytest.mark.parametrize("space", [W, STRICT], ids=["transitional", "strict"])
def test_paragraphs_breaks_and_what_only_older_readers_see(space: str, tmp_path: Path) -> None:
    text = paragraphs("示例局2023年政府信息公开工作年度报告", "一、总体情况", "PLACE", space=space).replace(
        "<w:t>PLACE</w:t>",
        "<w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:instrText>PAGE</w:instrText><w:delText>删去</w:delText>"
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice>'
        "<w:t>丁</w:t></mc:Choice><mc:Fallback><w:t>旧</w:t></mc:Fallback></mc:AlternateContent>",
    )
    assert [each.text for each in read(package(text), tmp_path).sections["overview"]] == ["甲 乙", "丙丁"]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", "not-a-report"),
        ("<w:document", "damaged-file"),
        (f'<!DOCTYPE a [<!ENTITY b "c">]>{paragraphs("&b;")}', "forbidden-xml"),
        (paragraphs("今天天气很好。"), "not-a-report"),
        (b'<?xml version="1.0" encoding="utf-99"?><a/>', "damaged-file"),
        ("<a>" * 5000 + "</a>" * 5000, "not-a-report"),
        (paragraphs("一、总体情况", "字" * 2_000_000), "over-limit"),
    ],
    ids=["empty", "cut short", "a DOCTYPE", "no report", "an unknown encoding", "deep nesting", "endless"],
)
def test_what_can_not_be_read_is_refused_with_its_reason(document: str | bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(package(document), tmp_path)
    assert caught.value.code == code


def test_markup_in_a_text_stays_text(tmp_path: Path) -> None:
    text = paragraphs("示例局2023年政府信息公开工作年度报告", "一、总体情况", "&lt;p&gt;一&lt;/p&gt;&amp;amp;")
    assert [each.text for each in read(package(text), tmp_path).sections["overview"]] == ["<p>一</p>&amp;"]
