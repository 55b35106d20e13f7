"""OpenDocument texts: what LibreOffice makes of our Word files reads the same; what is not in the line is not read."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

import fillings
import samples
import spreadsheet
from gouji.check.run import check
from gouji.errors import UnreadableError
from gouji.form.load import load, load_all
from gouji.reading import source
from gouji.reading.reading import Reading
from gouji.report.compose import compose
from gouji.report.to_docx import to_docx
from placeless import placeless

FORMS = load_all()
FORM = load("2021")
TITLE = "示例局2023年政府信息公开工作年度报告"
ODT = b"application/vnd.oasis.opendocument.text"
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        *((each, each) for each in ("office", "style", "table", "text")),
        *(("draw", "drawing"), ("svg", "svg-compatible")),
    )
)


def document(body: str, styles: str = "", root: str = "document-content", more: str = "") -> str:
    return (
        f"<office:{root} {SPACES}{more}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:{root}>"
    )


def report(*texts: str) -> str:
    """The body of a report whose first part has these paragraphs, each a piece of XML."""
    return "".join(f"<text:p>{text}</text:p>" for text in (TITLE, "一、总体情况", *texts))


def package(content: str | bytes | None, **more: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODT, zipfile.ZIP_STORED)
        for name, data in more.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
        if content is not None:
            archive.writestr("content.xml", content)
    return stream.getvalue()


def overview(content: str, **more: bytes) -> list[str]:
    return [each.text for each in source.read_bytes(package(content, **more), FORMS).sections["overview"]]


# ---------------------------------------------------------------- what LibreOffice writes


def readings() -> dict[str, Reading]:
    """By name: clean and faulty ones, both forms, long texts, a long title, markup in texts, blanks and words."""
    example = source.read(Path(__file__).parents[1] / "scripts" / "example" / "report_2020.txt", FORMS)
    found = {"example": example}
    for form in FORMS:
        made = {name: getattr(samples, name)(form) for name in ("plain", "wide", "long", "hostile")}
        figures = fillings.consistent(form, 7)
        first, second, third = list(form.figures)[20:23]
        faulty = {**figures, first: figures[first] + Decimal(7), second: None, third: "见附件"}
        made["faulty"] = fillings.reading(form, faulty, year=samples.year(form))
        found |= {f"{form.id.replace('/', '_')}_{name}": reading for name, reading in made.items()}
    return found


@pytest.mark.slow
def test_a_word_file_that_libreoffice_saves_as_odt_has_the_same_findings_figures_and_texts(tmp_path: Path) -> None:
    words = []
    for name, reading in readings().items():
        form = next(each for each in FORMS if each.id == reading.form)
        words.append(tmp_path / f"{name}.docx")
        words[-1].write_bytes(to_docx(compose(form, reading)))
    for kind in ("odt", "fodt"):
        for word, converted in zip(words, spreadsheet.convert(words, kind, tmp_path / kind), strict=True):
            expected, found = (placeless(source.read(path, FORMS)) for path in (word, converted))
            assert found == expected, converted.name
            form = next(each for each in FORMS if each.id == found.form)
            assert check(form, FORMS, found) == check(form, FORMS, expected)


# ---------------------------------------------------------------- what is in the line


def test_spaces_tabs_breaks_spans_links_lists_and_headings_are_text() -> None:
    content = document(
        f'<text:h text:outline-level="1">{TITLE}</text:h><text:h>一、总体情况</text:h>'
        '<text:p>甲<text:s text:c="3"/>乙<text:tab/>丙<text:line-break/><text:span>丁</text:span>'
        '<text:a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="http://127.0.0.1:9/">戊</text:a></text:p>'
        "<text:list><text:list-item><text:number>1.</text:number><text:p>己</text:p><text:list><text:list-item>"
        "<text:p>庚</text:p></text:list-item></text:list></text:list-item></text:list>"
        "<text:section><text:p>&lt;b&gt;辛&amp;amp;</text:p></text:section>"
    )
    assert overview(content) == ["甲 乙 丙", "丁戊", "己", "庚", "<b>辛&amp;"]


def test_what_is_deleted_hidden_noted_or_drawn_is_not() -> None:
    styles = (
        '<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Secret"/>'
        '<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Secret">'
        '<style:text-properties text:display="true"/></style:style>'
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>删去</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        + report(
            '甲<text:change text:change-id="c"/><text:span text:style-name="T1">藏</text:span>'
            "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>脚注</text:p></text:note-body>"
            "</text:note><office:annotation><text:p>批注</text:p></office:annotation>乙"
            '<text:hidden-text text:is-hidden="true">藏</text:hidden-text>'
            '<text:hidden-text text:is-hidden="false">丙</text:hidden-text>'
            "<text:ruby><text:ruby-base>丁</text:ruby-base><text:ruby-text>ding</text:ruby-text></text:ruby>"
            "<draw:frame><draw:text-box><text:p>戊</text:p></draw:text-box><svg:title>图</svg:title></draw:frame>"
        )
        + '<text:p text:style-name="P1">藏</text:p><text:p text:style-name="P2">己</text:p>'
        '<text:section text:display="none"><text:p>藏</text:p></text:section>'
        "<draw:object><office:document><office:body><text:p>图表</text:p></office:body></office:document></draw:object>"
    )
    secret = (
        f'<office:document-styles {SPACES}><office:styles><style:style style:name="Secret" style:family="paragraph">'
        '<style:text-properties text:display="none"/></style:style></office:styles><office:master-styles>'
        "<text:p>页眉</text:p></office:master-styles></office:document-styles>"
    )
    assert overview(document(body, styles), styles_xml=secret.encode()) == ["甲乙丙丁", "戊", "己"]


def test_repeated_cells_and_rows_stand_as_often_as_they_say_and_covered_ones_not_at_all() -> None:
    row = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell><text:p>甲</text:p></table:table-cell>'
        '<table:covered-table-cell table:number-columns-repeated="3"><text:p>盖住</text:p></table:covered-table-cell>'
        '<table:table-cell table:number-columns-repeated="3"><text:p>乙</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="0"><text:p>丙</text:p></table:table-cell></table:table-row>'
        '<table:table-row table:visibility="collapse"><table:table-cell><text:p>藏</text:p></table:table-cell>'
        "</table:table-row>"
    )
    content = document(report("开头。") + f"<table:table>{row}</table:table>")
    assert overview(content) == ["开头。", "甲 乙 乙 乙 丙", "甲 乙 乙 乙 丙"]


def test_a_title_over_several_lines_is_one_also_by_a_style_made_from_it() -> None:
    style = '<style:style style:name="P7" style:family="paragraph" style:parent-style-name="Title"/>'
    lines = "示例省<text:line-break/>示例市<text:line-break/>示例局<text:line-break/>2023年政府信息公开工作年度报告"
    content = document(f'<text:p text:style-name="P7">{lines}</text:p><text:p>一、总体情况</text:p>', style)
    assert source.read_bytes(package(content), FORMS).text("organization") == "示例省示例市示例局"


def test_a_document_in_one_piece_of_xml_is_read_too() -> None:
    flat = document(report("开头。"), root="document", more=f' office:mimetype="{ODT.decode()}"')
    reading = source.read_bytes(f'<?xml version="1.0" encoding="UTF-8"?>\n{flat}'.encode(), FORMS)
    assert [each.text for each in reading.sections["overview"]] == ["开头。"]


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (package(None), "damaged-file"),
        (package(""), "damaged-file"),
        (package(document("<text:p>今天天气很好。</text:p>")), "not-a-report"),
        (package("\x01", **{"META-INF__manifest_xml": b"<a><manifest:encryption-data/></a>"}), "password-protected"),
        (package(None, **{"encrypted-package": b"\x01"}), "password-protected"),
        (package(f'<!DOCTYPE a [<!ENTITY b "c">]>{document(report("&b;"))}'), "forbidden-xml"),
    ],
    ids=["no content", "an empty one", "no report", "a password", "locked as one", "a DOCTYPE"],
)
def test_what_can_not_be_read_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        source.read_bytes(data, FORMS)
    assert caught.value.code == code
