"""The one table of sources: every kind of file is told by its content, and every reader of the table is there."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

import workbooks_hostile as hostile
from gouji.errors import UnreadableError
from gouji.form.load import load, load_all
from gouji.reading.content import Content
from gouji.reading.source import SOURCES, endings, read_bytes, which
from hostile_corpus.case import plain
from hostile_corpus.reports import ods, odt, pdf, word

FORM = load("2021")
TITLE = "示例局2023年政府信息公开工作年度报告"
ODF = "application/vnd.oasis.opendocument."


def package(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "<a/>")
    return stream.getvalue()


SAMPLES: dict[str, Callable[[], bytes]] = {
    "docx": word,
    "xlsb": lambda: package("[Content_Types].xml", "xl/workbook.bin"),
    "odt": lambda: odt(b""),
    "ods": lambda: ods(b""),
    "odf": lambda: ods(b"", f"{ODF}graphics".encode()),
    "zip": lambda: package("a.txt"),
    "pptx": lambda: package("[Content_Types].xml", "ppt/presentation.xml"),
    "xlsx": plain,
    "pdf": pdf,
    "encrypted": lambda: hostile.ole("Root Entry", "EncryptedPackage"),
    "xls": lambda: hostile.ole("Root Entry", "Workbook"),
    "doc": lambda: hostile.ole("Root Entry", "WordDocument"),
    "ole": lambda: hostile.ole("Root Entry"),
    "rtf": lambda: b"{\\rtf1}",
    "fodt": lambda: f'<?xml version="1.0"?><office:document office:mimetype="{ODF}text"/>'.encode(),
    "mht": lambda: b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + f"<p>{TITLE}".encode(),
    "json": lambda: b'\xef\xbb\xbf {"form": 1}',
    "md": lambda: f"---\ntitle: 年报\n---\n\n> 草稿\n\n# {TITLE}\n\n<table>\n".encode(),
    "html": lambda: TITLE.encode("gb18030") + b"<p>1</p>",
    "txt": TITLE.encode,
    "biff": lambda: b"\x09\x00\x04\x00" + bytes(99),
    "picture": lambda: b"\x89PNG" + bytes(range(256)),
    "rar": lambda: b"Rar!" + bytes(range(128, 256)),
    "7z": lambda: b"7z\xbc\xaf" + bytes(99),
    "zeros": lambda: bytes(99),
    "damaged-html": lambda: b"<html>" + bytes(99),
    "damaged-xml": lambda: b"<?xml" + bytes(99),
    "other": lambda: bytes(range(256)),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_file_is_told_by_its_content_and_read_or_refused(name: str) -> None:
    data = SAMPLES[name]()
    assert which(Content(data)) is SOURCES[name]
    try:
        read_bytes(data, load_all())
    except UnreadableError as error:
        assert error.code in FORM.wordings
        assert "{" not in FORM.wordings[error.code].message.format(**error.facts)


def test_what_can_be_read_has_endings_that_no_other_kind_has() -> None:
    assert len(set(endings())) == len(endings())
    assert {".xlsx", ".xls", ".ods", ".docx", ".odt", ".pdf", ".html", ".txt", ".md", ".json"} <= set(endings())
