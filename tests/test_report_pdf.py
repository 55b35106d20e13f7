"""The PDF: geometry measured by pdfplumber, tagged and archivable, every figure in place, fonts that stand in named."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import samples
from gouji.errors import GoujiError, UsageError
from gouji.form.form import Form
from gouji.form.load import load_all, load_folder
from gouji.frozen import replace
from gouji.reading.reading import Paragraph, Reading
from gouji.report.compose import compose
from gouji.report.document import Grid
from gouji.report.fonts import fonts
from gouji.report.to_pdf import Pdf, to_pdf

pdfplumber = pytest.importorskip("pdfplumber")
typst = pytest.importorskip("typst")

FORMS = (*load_all(), load_folder(Path(__file__).parent / "third_form"))
MM = 25.4 / 72
TOLERANCE = 0.2  # mm
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


@pytest.fixture(scope="module", autouse=True)
def chinese_fonts() -> None:
    samples.need_chinese_fonts()


def made(form: Form, reading: Reading, **options: Any) -> Pdf:
    return to_pdf(compose(form, reading, **options))


def pages(pdf: Pdf) -> Iterator[Any]:
    with pdfplumber.open(io.BytesIO(pdf.data)) as opened:
        yield from opened.pages


@every_form
@pytest.mark.parametrize("kind", ["plain", "long", "wide"])
def test_everything_stands_inside_the_type_area_of_an_a4_page(form: Form, kind: str) -> None:
    for page in pages(made(form, getattr(samples, kind)(form))):
        assert (page.width * MM, page.height * MM) == pytest.approx((210, 297), abs=TOLERANCE)
        body = [each for each in page.chars if abs(each["size"] - 14) > 0.01 and each["text"].strip()]
        edges = [*body, *page.rects, *page.lines]
        # The blank half of an opening bracket's box may lie outside: its ink does not.
        assert min(each["x0"] for each in edges if each.get("text") not in tuple("（《“")) * MM >= 28 - TOLERANCE
        assert min(each["top"] for each in edges) * MM >= 37 - 1  # a glyph's box is a little higher than its line
        assert max(each["bottom"] for each in edges) * MM <= 297 - 35 + 1
        # A full stop may hang in the margin (kinsoku); nothing else does.
        assert (
            max(each["x1"] for each in edges if each.get("text") not in tuple("，。、；：）》”")) * MM
            <= 184 + TOLERANCE
        )


def test_a_page_of_text_has_22_lines_at_the_official_pitch() -> None:
    form = FORMS[1]
    base = samples.plain(form)
    text = (Paragraph("文" * 2000),)
    page = list(pages(made(form, replace(base, sections={**base.sections, form.sections[0].id: text}))))[1]
    tops = sorted({round(each["top"], 2) for each in page.chars if each["text"] == "文"})
    assert len(tops) == 22
    assert {round(after - before, 2) for before, after in pairwise(tops)} == {28.95}
    first = [each for each in page.chars if each["text"] == "文" and round(each["top"], 2) == tops[0]]
    assert len(first) == 28
    assert {round(each["size"], 2) for each in first} == {16.0}


def test_page_numbers_stand_7_mm_below_on_the_outer_side() -> None:
    form = FORMS[1]
    for number, page in enumerate(pages(made(form, samples.long(form, 1500))), 1):
        printed = [each for each in page.chars if abs(each["size"] - 14) < 0.01]
        assert re.sub(r"\s", "", "".join(each["text"] for each in printed)) == f"—{number}—"
        middle = (min(each["top"] for each in printed) + max(each["bottom"] for each in printed)) / 2 * MM
        assert middle == pytest.approx(297 - 35 + 7, abs=1.5)
        left, right = min(each["x0"] for each in printed) * MM, max(each["x1"] for each in printed) * MM
        assert (
            right == pytest.approx(184 - 14 * MM, abs=0.3)
            if number % 2
            else left == pytest.approx(28 + 14 * MM, abs=0.3)
        )


@every_form
@pytest.mark.parametrize("kind", ["plain", "wide"])
def test_every_table_stands_on_one_page_with_every_figure_in_its_cell(form: Form, kind: str) -> None:
    reading = getattr(samples, kind)(form)
    grids = [block for block in compose(form, reading).blocks if isinstance(block, Grid)]
    found = [table for page in pages(made(form, reading)) for table in page.find_tables()]
    texts = [[[text for text in row if text is not None] for row in table.extract()] for table in found]
    assert len(texts) == len(grids)
    for rows, grid in zip(texts, grids, strict=True):
        expected = [[cell.text for cell in row] for row in grid.rows()]
        assert [[re.sub(r"\s", "", text) for text in row] for row in rows] == [
            [re.sub(r"\s", "", text) for text in row] for row in expected
        ]


def test_it_is_tagged_and_says_so_by_pdf_ua_and_with_a_date_by_pdf_a() -> None:
    form = FORMS[1]
    signed, unsigned = (made(form, samples.plain(form), signed=signed).data for signed in (True, False))
    assert b"/StructTreeRoot" in signed and b"/Lang" in signed
    assert (b"pdfuaid" in signed, b"pdfaid" in signed) == (True, True)
    assert (b"pdfuaid" in unsigned, b"pdfaid" in unsigned) == (True, False)


def test_the_same_report_is_the_same_file() -> None:
    form = FORMS[0]
    assert made(form, samples.plain(form)).data == made(form, samples.plain(form)).data


def test_what_looks_like_typst_is_printed_as_text() -> None:
    form = FORMS[1]
    text = "".join(page.extract_text() for page in pages(made(form, samples.hostile(form))))
    plain = re.sub(r"\s", "", text)
    assert "#panic()$x$*强调*_下划_\\`代码`@引用<标签>//注释/**/[方括号]=标题" in plain
    assert "生僻字喆镕堃𠮷" in plain


def test_the_user_is_told_which_font_stood_in_and_that_a_character_is_missing() -> None:
    form = FORMS[1]
    base = samples.plain(form)
    known = set(typst.Fonts().families())
    notes = made(form, base).notes
    told = any("正文的仿宋用 " in note for note in notes)
    assert told == (not known & {"仿宋", "FangSong", "仿宋_GB2312", "FangSong_GB2312"})
    odd = replace(base, sections={**base.sections, form.sections[0].id: (Paragraph("缺字\U00031400"),)})
    assert [note for note in made(form, odd).notes if note not in notes] == [
        "PDF 里有的字没有字体可用，显示不出来。装上含有这些字的字体再导出一次；"
        "用命令导出时，也可以用 --font-dir 指定字体所在的文件夹。"
    ]


def test_a_font_of_one_kind_of_text_is_enough_for_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Headings have no Latin letters of their own, so a kind of text without a face of its own has none at all."""
    file = next(Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc"), None)
    if file is None:
        pytest.skip("no font that only one kind of text asks for")
    (tmp_path / file.name).symlink_to(file)
    monkeypatch.setattr("typst.Fonts", partial(typst.Fonts, include_system_fonts=False))
    monkeypatch.setattr("gouji.report.to_pdf.rare", tuple)
    pdf = to_pdf(compose(FORMS[1], samples.plain(FORMS[1])), [tmp_path])
    assert pdf.data.startswith(b"%PDF")
    for told in ("标题的方正小标宋简体用", "一级标题的黑体用", "正文的仿宋用", "页码的宋体用"):
        assert f"{told} Noto Sans CJK SC" in pdf.notes[0]


def test_without_any_chinese_font_it_is_said_which_were_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typst.Fonts", partial(typst.Fonts, include_system_fonts=False))
    with pytest.raises(GoujiError, match="--font-dir") as raised:
        made(FORMS[1], samples.plain(FORMS[1]))
    named = str(raised.value).partition("找过的有 ")[2].partition("。")[0].split("、")
    for font in fonts().values():
        assert {font.name, *font.instead} <= set(named)


def test_a_font_folder_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match="没有这个文件夹"):
        to_pdf(compose(FORMS[1], samples.plain(FORMS[1])), [Path("nowhere")])


def test_a_draft_is_marked_on_every_page() -> None:
    form = FORMS[1]
    for page in pages(made(form, samples.long(form, 1500), draft=True)):
        marks = [each["text"] for each in page.chars if each["size"] > 100 or not each["upright"]]
        assert sorted(marks) == ["稿", "草"]
