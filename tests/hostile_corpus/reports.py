"""Word files, PDFs and old workbooks made to harm."""

from __future__ import annotations

import io
import zipfile
import zlib
from functools import cache

import workbooks_hostile as hostile
import workbooks_odd as odd
from gouji.report.compose import compose
from gouji.report.to_docx import to_docx
from hostile_corpus.case import DAMAGED, FORBIDDEN, FORM, NO_REPORT, OVER, PASSWORD, READING, Case

DOCUMENT = "word/document.xml"
_END = b"</w:body>"


@cache
def word() -> bytes:
    """A published report as a Word file."""
    return to_docx(compose(FORM, READING, draft=False, signed=True), False)


def _document(extra: bytes, end: bytes = _END) -> bytes:
    return hostile.changed(word(), DOCUMENT, hostile.before_end(extra, end))


def _with_doctype(doctype: bytes) -> bytes:
    return hostile.changed(word(), DOCUMENT, hostile.with_doctype(doctype, b"w:document", b"<w:p>&x;</w:p>", _END))


def _bomb(megabytes: int) -> bytes:
    return hostile.packed_bomb(word(), DOCUMENT, megabytes, _END)


def _styles_in_a_ring(text: bytes) -> bytes:
    ring = b"".join(
        b'<w:style w:type="paragraph" w:styleId="s%d"><w:name w:val="s%d"/><w:basedOn w:val="s%d"/></w:style>'
        % (at, at, (at + 1) % 5000)
        for at in range(5000)
    )
    return hostile.before_end(ring, b"</w:styles>")(text)


def _fields() -> bytes:
    """What Word would run or fetch when it opens the file."""
    field = b"<w:p><w:r><w:instrText>%s</w:instrText></w:r></w:p>"
    dde = b'DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc"'
    return _document(field % dde + field % b'INCLUDETEXT "http://127.0.0.1:9/x"')


@cache
def pdf(content: bytes = b"", *, pages: int = 1, filters: str = "", extra: str = "", size: int | None = None) -> bytes:
    """A PDF of equal pages with this content stream. extra: further entries of the catalogue."""
    name = f"/Filter [{filters}]" if filters else ""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {extra} >>".encode(),
        f"<< /Type /Pages /Count {pages} /Kids [{'3 0 R ' * pages}] >>".encode(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>",
        f"<< /Length {len(content) if size is None else size} {name} >>\nstream\n".encode() + content + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Length 10 >>\n"
        b"stream\n/X Do /X Do\nendstream",
    ]
    made, offsets = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % each for each in offsets)
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(made))
    )


def _packed(text: bytes, times: int) -> bytes:
    for _ in range(times):
        text = zlib.compress(text, 9)
    return text


def _loop_in_pages() -> bytes:
    return pdf().replace(b"/Kids [3 0 R ]", b"/Kids [2 0 R ]")


def _words(count: int) -> bytes:
    return b"BT /F 9 Tf 9 9 Td " + b"(aaaaa) Tj " * count + b"ET"


def _rectangles(count: int) -> bytes:
    return b"".join(b"%d %d 9 9 re S " % (at % 595, at % 842) for at in range(count))


def _crossing(at: int) -> bytes:
    """A line down and a line across, no two at the same place."""
    place = at * 0.29
    return b"%.2f 0 m %.2f 842 l S 0 %.2f m 595 %.2f l S " % (place, place, place, place)


def ods(content: bytes, kind: bytes = b"application/vnd.oasis.opendocument.spreadsheet") -> bytes:
    buffer = io.BytesIO()
    manifest = (
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        b'<manifest:file-entry manifest:full-path="/" manifest:media-type="%s"/></manifest:manifest>' % kind
    )
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return buffer.getvalue()


def sheet_of(rows: bytes) -> bytes:
    spaces = b" ".join(
        b'xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (name, name)
        for name in (b"office", b"table", b"text")
    )
    return (
        b"<office:document-content " + spaces + b"><office:body><office:spreadsheet>"
        b'<table:table table:name="a">'
        + rows
        + b"</table:table></office:spreadsheet></office:body></office:document-content>"
    )


_CELL = b'<table:table-cell office:value-type="float" office:value="1"/>'
_REPEATED = b'<table:table-row table:number-rows-repeated="1048576">%s</table:table-row>'

_ODF = b"application/vnd.oasis.opendocument."
_ODT = _ODF + b"text"
_TITLE_ONLY = ("AR721", "AR501")
_REPORT = "<text:p>示例局2023年政府信息公开工作年度报告</text:p>".encode()
_ROWS = b'<table:table-row table:number-rows-repeated="%s">%s<table:table-cell/></table:table-row>'
_SPANNED = (
    b'<table:table-row><table:table-cell table:number-rows-spanned="999999999" table:number-columns-spanned="999999999"/>'
    b"<table:table-cell/></table:table-row>"
)
_NESTED = (
    b'<table:table><table:table-row table:number-rows-repeated="9"><table:table-cell>',
    b"</table:table-cell></table:table-row></table:table>",
)


def odt(body: bytes) -> bytes:
    """An OpenDocument text with this body."""
    start, end = sheet_of(b"|").replace(b"spreadsheet", b"text").split(b'<table:table table:name="a">|</table:table>')
    return ods(start + body + end, _ODT)


def _table(rows: bytes) -> bytes:
    return _REPORT + b"<table:table>" + rows + b"</table:table>"


def _without_content() -> bytes:
    return odd.rewritten(odt(_REPORT), lambda name, content: (name, None if name == "content.xml" else content))


def _locked() -> bytes:
    more = hostile.before_end(b"<manifest:encryption-data/>", b"</manifest:manifest>")
    return hostile.changed(odt(_REPORT), "META-INF/manifest.xml", more)


CASES = (
    Case("Word file", word, (), ".docx"),
    Case("Word file with a bomb", lambda: _bomb(300), (OVER,), ".docx"),
    Case("Word file with a bomb below the limit", lambda: _bomb(15), (), ".docx"),
    Case("Word file with laughs", lambda: _with_doctype(hostile.LAUGHS), (FORBIDDEN,), ".docx"),
    Case(
        "Word file with an outside file",
        lambda: _with_doctype(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        (FORBIDDEN,),
        ".docx",
    ),
    Case(
        "Word file of 100,000 tables in tables",
        lambda: _document(b"<w:tbl><w:tr><w:tc>" * 100_000 + b"</w:tc></w:tr></w:tbl>" * 100_000),
        (),
        ".docx",
    ),
    Case(
        "Word file of a million cells",
        lambda: _document(b"<w:tbl><w:tr>" + b"<w:tc/>" * 1_000_000 + b"</w:tr></w:tbl>"),
        (OVER,),
        ".docx",
    ),
    Case("Word file of a million paragraphs", lambda: _document(b"<w:p/>" * 1_000_000), (), ".docx"),
    Case(
        "Word file of quotes",
        lambda: _document(b"<w:p><w:r><w:t>" + b'"' * 14_000_000 + b"</w:t></w:r></w:p>"),
        (OVER,),
        ".docx",
    ),
    Case(
        "Word file of fallbacks in fallbacks",
        lambda: _document(
            b'<m:Fallback xmlns:m="http://schemas.openxmlformats.org/markup-compatibility/2006">' * 50_000
            + b"</m:Fallback>" * 50_000
        ),
        (),
        ".docx",
    ),
    Case("Word file of cells that end nowhere", lambda: _document(b"<w:tc>" * 1000), (DAMAGED,), ".docx"),
    Case(
        "Word file in EBCDIC",
        lambda: hostile.changed(
            word(), DOCUMENT, lambda text: text.decode().replace("UTF-8", "cp500").encode("cp500", "xmlcharrefreplace")
        ),
        (DAMAGED,),
        ".docx",
    ),
    Case("Word file that runs programs", _fields, (), ".docx"),
    Case(
        "Word file of cells over a billion columns",
        lambda: _document(
            b"<w:tbl>"
            + b'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr><w:p/></w:tc></w:tr>' * 1000
            + b"</w:tbl>"
        ),
        (),
        ".docx",
    ),
    Case(
        "Word file with a row a billion columns in",
        lambda: _document(
            b'<w:tbl><w:tr><w:trPr><w:gridBefore w:val="999999999"/><w:gridAfter w:val="999999999"/></w:trPr><w:tc/></w:tr>'
            b"<w:tr><w:tc/><w:tc/></w:tr></w:tbl>"
        ),
        (),
        ".docx",
    ),
    Case(
        "Word file of 100,000 cells that go on with the one above",
        lambda: _document(
            b"<w:tbl>" + b"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>" * 90_000 + b"</w:tbl>"
        ),
        (),
        ".docx",
    ),
    Case(
        "Word file of boxes in boxes",
        lambda: _document(b"<w:p><w:r><w:txbxContent>" * 20_000 + b"</w:txbxContent></w:r></w:p>" * 20_000),
        (OVER,),
        ".docx",
    ),
    Case(
        "Word file whose styles are made from each other",
        lambda: hostile.changed(word(), "word/styles.xml", _styles_in_a_ring),
        (),
        ".docx",
    ),
    Case("empty Word file", lambda: hostile.changed(word(), DOCUMENT, lambda text: b""), (NO_REPORT,), ".docx"),
    # ---------------------------------------------------------------- PDF
    Case("PDF without text", pdf, (NO_REPORT,), ".pdf", "pypdfium2"),
    Case("PDF that is its first line", lambda: b"%PDF-1.7\n", (DAMAGED,), ".pdf", "pypdfium2"),
    Case("half a PDF", lambda: pdf(_words(9))[:300], ("AR705",), ".pdf", "pypdfium2"),
    Case("PDF whose pages are in a loop", _loop_in_pages, ("AR701",), ".pdf", "pypdfium2"),
    Case("PDF of one page 10,000 times", lambda: pdf(_words(9), pages=10_000), (OVER,), ".pdf", "pypdfium2"),
    Case(
        "PDF of a million letters on a page",
        lambda: pdf(_packed(_words(250_000), 1), filters="/FlateDecode"),
        ("AR706",),
        ".pdf",
        "pypdfium2",
    ),
    Case(
        "PDF with a bomb",
        lambda: pdf(_packed(b" " * 400_000_000, 1), filters="/FlateDecode"),
        ("AR705",),
        ".pdf",
        "pypdfium2",
    ),
    Case(
        "PDF with a bomb in a bomb",
        lambda: pdf(_packed(b" " * 400_000_000, 3), filters="/FlateDecode " * 3),
        ("AR705",),
        ".pdf",
        "pypdfium2",
    ),
    Case("PDF with brackets without end", lambda: pdf(b"[" * 300_000), ("AR701",), ".pdf", "pypdfium2"),
    Case(
        "PDF with dictionaries in dictionaries",
        lambda: pdf(extra="/A " + "<< /A " * 50_000 + ">> " * 50_000),
        (NO_REPORT,),
        ".pdf",
        "pypdfium2",
    ),
    Case("PDF whose form draws itself", lambda: pdf(b"/X Do"), (DAMAGED,), ".pdf", "pypdfium2"),
    Case(
        "PDF whose stream is longer than the file",
        lambda: pdf(_words(9), size=1 << 40),
        (NO_REPORT,),
        ".pdf",
        "pypdfium2",
    ),
    Case(
        "PDF that calls a program",
        lambda: pdf(
            extra="/OpenAction << /S /Launch /F (/bin/sh) >> /AA << /O << /S /URI /URI (http://127.0.0.1:9) >> >>"
        ),
        (NO_REPORT,),
        ".pdf",
        "pypdfium2",
    ),
    Case(
        "PDF with 10,000 lines",
        lambda: pdf(
            b"".join(b"%d %d m %d %d l S " % (at % 595, at % 842, at % 500, at % 800) for at in range(10_000))
            + _words(9)
        ),
        ("AR701",),
        ".pdf",
        "pypdfium2",
    ),
    Case(
        "PDF with 200,000 rectangles",
        lambda: pdf(_packed(_rectangles(200_000), 1), filters="/FlateDecode"),
        (OVER,),
        ".pdf",
        "pypdfium2",
    ),
    Case(
        "PDF with lines that all cross",
        lambda: pdf(_packed(b"".join(map(_crossing, range(2, 2000))) + _words(9), 1), filters="/FlateDecode"),
        (OVER,),
        ".pdf",
        "pypdfium2",
    ),
    Case(
        "PDF with a path of a million points",
        lambda: pdf(_packed(b"0 0 m " + b"9 9 l 20 9 l " * 500_000 + b"S " + _words(9), 1), filters="/FlateDecode"),
        (OVER,),
        ".pdf",
        "pypdfium2",
    ),
    # ---------------------------------------------------------------- old workbooks
    Case(
        "old workbook that is none",
        lambda: hostile.ole("Root Entry", "Workbook"),
        (DAMAGED,),
        ".xls",
        "python_calamine",
    ),
    Case("old workbook with a password", lambda: hostile.ole("Root Entry", "EncryptedPackage"), (PASSWORD,), ".xls"),
    Case("old Word file", lambda: hostile.ole("Root Entry", "WordDocument"), (DAMAGED,), ".doc"),
    Case(
        "old workbook whose sectors are in a loop",
        lambda: hostile.ole("Root Entry", "Workbook")[:512] + bytes(4096),
        (DAMAGED,),
        ".xls",
        "python_calamine",
    ),
    Case(
        "spreadsheet of a cell a million times",
        lambda: ods(
            sheet_of(
                _REPEATED
                % (
                    b'<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
                )
            )
        ),
        ("AR705",),
        ".ods",
        "python_calamine",
    ),
    Case(
        "spreadsheet of a million rows", lambda: ods(sheet_of(_REPEATED % _CELL)), ("AR706",), ".ods", "python_calamine"
    ),
    Case(
        "spreadsheet of rows beyond counting",
        lambda: ods(sheet_of(_REPEATED.replace(b"1048576", b"9" * 30) % _CELL)),
        ("AR705",),
        ".ods",
        "python_calamine",
    ),
    Case(
        "spreadsheet of 100,000 levels", lambda: ods(sheet_of(b"<a>" * 100_000)), ("AR709",), ".ods", "python_calamine"
    ),
    Case(
        "spreadsheet with laughs",
        lambda: ods(
            hostile.with_doctype(hostile.LAUGHS, b"office:document-content", b"&lol9;", b"</table:table>")(
                sheet_of(_CELL)
            )
        ),
        ("AR709",),
        ".ods",
        "python_calamine",
    ),
    # ---------------------------------------------------------------- OpenDocument texts
    Case("OpenDocument text", lambda: odt(_REPORT), _TITLE_ONLY, ".odt"),
    Case("OpenDocument that is a drawing", lambda: ods(b"", _ODF + b"graphics"), (NO_REPORT,), ".odt"),
    Case("empty OpenDocument text", lambda: ods(b"", _ODT), (DAMAGED,), ".odt"),
    Case("OpenDocument text without its content", _without_content, (DAMAGED,), ".odt"),
    Case("OpenDocument text with a password", _locked, (PASSWORD,), ".odt"),
    Case("OpenDocument text with a bomb", lambda: odt(_REPORT + b" " * (300 << 20)), (OVER,), ".odt"),
    Case(
        "OpenDocument text with a bomb below the limit", lambda: odt(_REPORT + b" " * (15 << 20)), _TITLE_ONLY, ".odt"
    ),
    Case(
        "OpenDocument text with laughs",
        lambda: hostile.changed(
            odt(_REPORT),
            "content.xml",
            hostile.with_doctype(hostile.LAUGHS, b"office:document-content", b"&lol9;", b"</office:text>"),
        ),
        (FORBIDDEN,),
        ".odt",
    ),
    Case(
        "OpenDocument text whose styles have an outside file",
        lambda: hostile.with_parts(
            odt(_REPORT), ["styles.xml"], b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
        ),
        (FORBIDDEN,),
        ".odt",
    ),
    Case("OpenDocument text of a million rows", lambda: odt(_table(_ROWS % (b"1048576", b""))), (OVER,), ".odt"),
    Case("OpenDocument text of rows beyond counting", lambda: odt(_table(_ROWS % (b"9" * 30, b""))), (OVER,), ".odt"),
    Case(
        "OpenDocument text of a million rows of a million cells",
        lambda: odt(_table(_ROWS % (b"1048576", b'<table:table-cell table:number-columns-repeated="1048576"/>'))),
        (OVER,),
        ".odt",
    ),
    Case(
        "OpenDocument text of repeated tables in repeated cells",
        lambda: odt(_REPORT + _NESTED[0] * 100 + b"<text:p>1</text:p>" + _NESTED[1] * 100),
        (OVER,),
        ".odt",
    ),
    Case(
        "OpenDocument text of 100,000 tables in tables",
        lambda: odt(_REPORT + _NESTED[0].replace(b"9", b"1") * 100_000 + _NESTED[1] * 100_000),
        _TITLE_ONLY,
        ".odt",
    ),
    Case("OpenDocument text of a million paragraphs", lambda: odt(b"<text:p/>" * 1_000_000), (NO_REPORT,), ".odt"),
    Case(
        "OpenDocument text of cells over a billion rows and columns",
        lambda: odt(_table(_SPANNED * 1000)),
        _TITLE_ONLY,
        ".odt",
    ),
    Case("OpenDocument text that is cut short", lambda: odt(_REPORT + b"<text:p>" * 1000), (DAMAGED,), ".odt"),
    Case(
        "OpenDocument text that runs programs and links outside",
        lambda: odt(
            _REPORT
            + b'<text:p><text:a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="file:///etc/passwd">a</text:a>'
            b'<text:dde-connection text:connection-name="cmd"/></text:p>'
        ),
        _TITLE_ONLY,
        ".odt",
    ),
)
