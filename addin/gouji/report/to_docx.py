"""Writes a Document as a Word document by GB/T 9704-2012: the same document gives the same bytes.

Written part by part on the standard library: a library's default template brings parts and styles that nobody
asked for, and its merging of cells takes a second a report.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence

from gouji.report import docx_parts, docx_styles, official
from gouji.report.document import Block, Document, Grid, Heading, Paragraph, Signature
from gouji.report.docx_table import table
from gouji.report.docx_xml import indent, paragraph, run
from gouji.report.measure import has_long_word, width

_EPOCH = (1980, 1, 1, 0, 0, 0)


def to_docx(document: Document, gb2312: bool = False) -> bytes:
    """Gives the bytes of the Word document. gb2312: name the fonts 仿宋_GB2312 and 楷体_GB2312, as some offices
    demand."""
    parts = {
        "[Content_Types].xml": docx_parts.content_types(bool(document.draft_mark)),
        "_rels/.rels": docx_parts.PACKAGE_RELATIONS,
        "docProps/core.xml": docx_parts.core_properties(document),
        "docProps/app.xml": docx_parts.APP_PROPERTIES,
        "word/document.xml": _body(document),
        "word/styles.xml": docx_styles.styles(gb2312),
        "word/settings.xml": docx_parts.SETTINGS,
        "word/fontTable.xml": docx_styles.font_table(gb2312),
        "word/footer1.xml": docx_parts.footer("right"),
        "word/footer2.xml": docx_parts.footer("left"),
        "word/_rels/document.xml.rels": docx_parts.document_relations(bool(document.draft_mark)),
    }
    if document.draft_mark:
        parts["word/header1.xml"] = docx_parts.watermark(document.draft_mark, 1)
        parts["word/header2.xml"] = docx_parts.watermark(document.draft_mark, 2)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _body(document: Document) -> str:
    body = [paragraph("Title", run("\n".join(document.title_lines))), paragraph("Normal", "", keep=True)]
    body += [paragraph("Normal", run(document.addressee))] if document.addressee else []  # 7.3.3: flush left
    body += map(_paragraph, document.preface)
    body += _blocks(document.blocks, before_signature=document.signature is not None)
    if document.signature:
        body += _signature(document.signature)
    return docx_parts.document_xml("".join(body), bool(document.draft_mark))


def _blocks(blocks: Sequence[Block], before_signature: bool) -> Iterator[str]:
    for number, block in enumerate(blocks, 1):
        match block:
            case Heading():
                yield paragraph(f"Heading{block.level}", run(block.text))
            case Paragraph():
                # 7.3.5: a signature never stands on a page without text.
                yield _paragraph(block, keep=before_signature and number == len(blocks))
            case Grid():
                yield table(block)


def _paragraph(block: Paragraph, keep: bool = False) -> str:
    lead = run(block.lead, "Lead") if block.lead else ""
    ragged = '<w:jc w:val="left"/>' if has_long_word(block.text) else ""
    return paragraph("BodyText", lead + run(block.text), ragged, keep)


def _signature(signature: Signature) -> Iterator[str]:
    """One line below the text; its lines keep to each other."""
    for_name, for_date = official.signature_indents(width(signature.organization), width(signature.date))
    yield paragraph("Normal", "", keep=True)
    yield paragraph("Signature", run(signature.organization), indent(for_name), keep=True)
    yield paragraph("Signature", run(signature.date), indent(for_date))
