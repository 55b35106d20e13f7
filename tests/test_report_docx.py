"""The Word report: geometry, fonts and grid from its XML, tables by another reader, Microsoft's validator."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import pytest

import fillings
import samples
from gouji.form.form import Form
from gouji.form.load import load_all, load_folder
from gouji.reading.reading import Reading
from gouji.report.compose import compose
from gouji.report.document import Grid
from gouji.report.to_docx import to_docx
from ooxml_validator import faults

FORMS = (*load_all(), load_folder(Path(__file__).parent / "third_form"))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
KINDS = {"plain": samples.plain, "long": samples.long, "wide": samples.wide, "hostile": samples.hostile}
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


def made(form: Form, reading: Reading, **options: Any) -> bytes:
    return to_docx(compose(form, reading, **options))


def part(data: bytes, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def values(element: ElementTree.Element | None) -> dict[str, str]:
    assert element is not None
    return {key.removeprefix(W): value for key, value in element.attrib.items()}


def test_the_page_is_that_of_gb_t_9704_in_twips() -> None:
    section = part(made(FORMS[0], samples.plain(FORMS[0])), "word/document.xml").find(f".//{W}sectPr")
    assert section is not None
    assert values(section.find(f"{W}pgSz")) == {"w": "11906", "h": "16838"}
    margins = values(section.find(f"{W}pgMar"))
    # 37, 26, 35 and 28 mm
    assert [margins[side] for side in ("top", "right", "bottom", "left")] == ["2098", "1474", "1984", "1587"]
    assert values(section.find(f"{W}docGrid")) == {"type": "lines", "linePitch": "579"}
    assert (16838 - 2098 - 1984) // 579 == 22
    footers = [values(each)["type"] for each in section.findall(f"{W}footerReference")]
    assert footers == ["default", "even"]


@pytest.mark.parametrize(
    ("style", "font", "half_points", "line"),
    [
        ("Normal", "仿宋", "32", "579"),
        ("Title", "方正小标宋简体", "44", "700"),
        ("Heading1", "黑体", "32", None),
        ("Heading2", "楷体", "32", None),
        ("Footer", "宋体", "28", None),
    ],
)
def test_each_style_has_its_official_font_size_and_pitch(
    style: str, font: str, half_points: str, line: str | None
) -> None:
    styles = part(made(FORMS[0], samples.plain(FORMS[0])), "word/styles.xml")
    found = styles.find(f"./{W}style[@{W}styleId='{style}']")
    assert found is not None
    assert values(found.find(f"{W}rPr/{W}rFonts"))["eastAsia"] == font
    assert values(found.find(f"{W}rPr/{W}sz"))["val"] == half_points
    spacing = found.find(f"{W}pPr/{W}spacing")
    assert (values(spacing)["line"], values(spacing)["lineRule"]) == (line, "exact") if line else spacing is None


def test_28_characters_fill_a_line_and_the_first_line_is_indented_by_two() -> None:
    styles = part(made(FORMS[0], samples.plain(FORMS[0])), "word/styles.xml")
    normal = styles.find(f"./{W}style[@{W}styleId='Normal']")
    body = styles.find(f"./{W}style[@{W}styleId='BodyText']")
    assert normal is not None and body is not None
    tracking = int(values(normal.find(f"{W}rPr/{W}spacing"))["val"])
    assert 28 * (320 + tracking) <= 11906 - 1587 - 1474 < 29 * (320 + tracking)
    assert values(body.find(f"{W}pPr/{W}ind"))["firstLineChars"] == "200"


def test_the_gb2312_profile_renames_fangsong_and_kaiti_everywhere() -> None:
    data = to_docx(compose(FORMS[0], samples.plain(FORMS[0])), gb2312=True)
    fonts = part(data, "word/fontTable.xml")
    names = [values(font)["name"] for font in fonts]
    assert {"仿宋_GB2312", "楷体_GB2312"} <= set(names)
    assert "仿宋" not in names and "楷体" not in names
    alternatives = {values(font)["name"]: values(font.find(f"{W}altName"))["val"] for font in fonts}
    assert alternatives["仿宋_GB2312"].startswith("仿宋,")
    east_asian = re.findall(r'w:eastAsia="([^"]+)"', zipfile.ZipFile(io.BytesIO(data)).read("word/styles.xml").decode())
    assert set(east_asian) <= {*names, "zh-CN"}


@every_form
def test_an_independent_reader_finds_every_figure_and_label_where_the_form_prints_it(form: Form) -> None:
    reading = samples.plain(form)
    read = docx.Document(io.BytesIO(made(form, reading)))
    grids = [block for block in compose(form, reading).blocks if isinstance(block, Grid)]
    assert len(read.tables) == len(grids) == len(form.tables)
    for table, grid in zip(read.tables, grids, strict=True):
        assert (len(table.rows), len(table.columns)) == (grid.height, grid.width)
        for cell in grid.cells:
            found = table.cell(cell.row, cell.column)
            assert found.text == cell.text
            corner = table.cell(cell.row + cell.rows - 1, cell.column + cell.columns - 1)
            assert corner._tc is found._tc, "the merge covers its last cell"
    printed = {cell.id: cell.text for grid in grids for cell in grid.cells if cell.id}
    assert printed == {id: cell.value.raw for id, cell in reading.figures.items()}


@every_form
def test_heads_repeat_and_no_row_splits(form: Form) -> None:
    body = part(made(form, samples.plain(form)), "word/document.xml")
    for table, drawn in zip(form.tables, body.iter(f"{W}tbl"), strict=True):
        rows = drawn.findall(f"{W}tr")
        repeated = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
        assert repeated == [number < table.head_rows for number in range(table.height)]
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


@every_form
def test_a_table_is_as_wide_as_the_type_area_also_with_seven_digits_everywhere(form: Form) -> None:
    for reading in (samples.plain(form), samples.wide(form)):
        for table in part(made(form, reading), "word/document.xml").iter(f"{W}tbl"):
            widths = [int(values(column)["w"]) for column in table.iter(f"{W}gridCol")]
            assert sum(widths) == pytest.approx(156 / 25.4 * 1440, abs=1)
            assert all(width > 0 for width in widths)


def test_a_draft_is_marked_on_odd_and_even_pages_and_a_report_is_not() -> None:
    draft, final = (made(FORMS[0], samples.plain(FORMS[0]), draft=draft) for draft in (True, False))
    section = part(draft, "word/document.xml").find(f".//{W}sectPr")
    assert section is not None
    assert [values(each)["type"] for each in section.findall(f"{W}headerReference")] == ["default", "even"]
    for name in ("word/header1.xml", "word/header2.xml"):
        assert 'string="草稿"' in zipfile.ZipFile(io.BytesIO(draft)).read(name).decode()
    assert not [name for name in zipfile.ZipFile(io.BytesIO(final)).namelist() if "header" in name]


def test_a_paragraph_with_an_address_is_not_justified() -> None:
    body = part(made(FORMS[0], samples.long(FORMS[0])), "word/document.xml")
    for paragraph in body.iter(f"{W}p"):
        text = "".join(each.text or "" for each in paragraph.iter(f"{W}t"))
        if "https://" in text:
            assert values(paragraph.find(f"{W}pPr/{W}jc"))["val"] == "left"


def test_the_same_report_is_the_same_file() -> None:
    assert made(FORMS[1], samples.plain(FORMS[1])) == made(FORMS[1], samples.plain(FORMS[1]))


def test_text_that_looks_like_markup_is_printed_as_text() -> None:
    form = FORMS[0]
    read = docx.Document(io.BytesIO(made(form, samples.hostile(form))))
    texts = [paragraph.text for paragraph in read.paragraphs]
    assert '<script>alert("1")</script>&amp;<b>粗</b>' in texts
    assert "]]></w:t> 控制字符" in texts


@pytest.mark.slow
@every_form
@pytest.mark.parametrize("kind", KINDS)
def test_microsofts_validator_finds_no_error(form: Form, kind: str, tmp_path: Path) -> None:
    for draft in (False, True):
        path = tmp_path / f"{kind}-{draft}.docx"
        path.write_bytes(made(form, KINDS[kind](form), draft=draft))
        assert faults(path) == []


def test_a_blank_figure_is_a_blank_cell_and_text_in_a_figure_is_printed_as_it_is() -> None:
    form = FORMS[1]
    first, second = form.tables[0].figures[:2]
    reading = fillings.reading(form, fillings.zeros(form) | {first: None, second: "见附件"})
    table = docx.Document(io.BytesIO(made(form, reading, draft=True))).tables[0]
    slots = {slot.id: slot for slot in form.tables[0].slots}
    assert [table.cell(slots[id].row, slots[id].column).text for id in (first, second)] == ["", "见附件"]
