"""Reads any kind of file into a Reading: SOURCES is the one table of the kinds that are told apart.

Content decides, never a file's name. A new kind is a line of the table and a module with its reader.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.frozen import frozen
from gouji.ooxml.container import damaged
from gouji.reading import stored
from gouji.reading.content import Choice, Content
from gouji.reading.printed.mime_page import is_mime
from gouji.reading.printed.notes import without_front_matter
from gouji.reading.reading import Reading
from gouji.reading.workbook import from_workbook

Reader = Callable[[Content, Sequence[Form]], Reading]
Test = Callable[[Content], bool]

_BEGINNING = 3000  # characters in which a text shows what it is
_ROOT = 1 << 14  # bytes in which the root of a piece of XML ends, with all its namespaces
_TAG = r"(?i)<(?:!doctype|html|head|body|meta|p|div|table|span|h[1-6])\b"
_HEADING = r"#{1,6}[ \t]+\S"
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")


@frozen
class Source:
    """A kind of file. label: what a person calls it. fits: whether a content that fits no line above is of this kind.

    read: makes the Reading; raises UnreadableError, with the name of a check in structure.toml, when nothing can be
    read. endings: what such files are usually named; they are offered where a file is chosen, and decide nothing.
    """

    label: str
    fits: Test
    read: Reader
    endings: tuple[str, ...] = ()


def read(path: Path | stored.Stored, forms: Sequence[Form], choice: Choice | None = None) -> Reading:
    """Reads one file. choice: which of several tables is meant. Raises UnreadableError, with the name of a check in
    structure.toml, when nothing can be read."""
    return read_bytes(stored.content(path), forms, choice)


def read_bytes(data: bytes, forms: Sequence[Form], choice: Choice | None = None) -> Reading:
    """Reads the content of one file. Raises as `read` does."""
    if not data:
        raise UnreadableError("empty-file")
    content = Content(data, choice)
    return which(content).read(content, forms)


def which(content: Content) -> Source:
    """Gives the kind of file. Raises UnreadableError when it can't be told, as when the directory of a zip file is
    damaged."""
    return next(source for source in SOURCES.values() if source.fits(content))


def endings() -> tuple[str, ...]:
    """Gives the usual endings of all files that can be read."""
    return tuple(ending for source in SOURCES.values() for ending in source.endings)


# ---------------------------------------------------------------- how a kind is recognised


def _has_part(name: str) -> Test:
    return lambda content: content.has_part(name)


def _has_folder(name: str) -> Test:
    return lambda content: content.has_folder(name)


def _has_stream(*names: str) -> Test:
    return lambda content: not content.streams.keys().isdisjoint(names)


def _starts(*marks: bytes) -> Test:
    return lambda content: content.data.startswith(marks)


def _says(kind: bytes) -> Test:
    """Whether an OpenDocument package says that it is of this kind."""
    return lambda content: kind in content.mimetype


def _is_opendocument(content: Content) -> bool:
    return bool(content.mimetype)


def _is_flat_opendocument(content: Content) -> bool:
    """Whether it is an OpenDocument text that stands in one piece of XML."""
    head = content.data[:_ROOT]
    return b"<office:document " in head and b'mimetype="application/vnd.oasis.opendocument.text"' in head


def _is_bare_zip(content: Content) -> bool:
    """Whether it is a zip file that no Office program has written."""
    return content.is_zip and not content.has_part("[Content_Types].xml")


def _is_text(content: Content) -> bool:
    return content.decoded is not None


def _is_mime(content: Content) -> bool:
    return is_mime(content.data)


def _is_record(content: Content) -> bool:
    return content.text.lstrip().startswith("{")


def _is_page(content: Content) -> bool:
    """Whether a known tag opens near the beginning."""
    return re.search(_TAG, content.text[:_BEGINNING]) is not None


def _is_markdown(content: Content) -> bool:
    """Whether the first line that says anything is a heading as Markdown writes it. Quotes may stand above."""
    for line in map(str.strip, without_front_matter(content.text[:_BEGINNING].splitlines())):
        if line and not line.startswith(">"):
            return re.match(_HEADING, line) is not None
    return False


def _begins_as(*heads: bytes) -> Test:
    return lambda content: content.data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(heads)


# ---------------------------------------------------------------- what reads it


def _by(module: str, function: str = "read") -> Reader:
    """The reader of a module that is loaded when the first such file comes: a batch of workbooks pays for none."""

    def read(content: Content, forms: Sequence[Form]) -> Reading:
        reader: Reader = getattr(import_module(module), function)
        return reader(content, forms)

    return read


def _refused(reason: str) -> Reader:
    """For what is known and can't be a report."""

    def refuse(content: Content, forms: Sequence[Form]) -> Reading:
        raise UnreadableError("not-a-report", reason=reason)

    return refuse


def _locked(content: Content, forms: Sequence[Form]) -> Reading:
    raise UnreadableError("password-protected")


def _all_zeros(content: Content, forms: Sequence[Form]) -> Reading:
    raise damaged("内容全是零")


_PRINTED = "gouji.reading.printed"

# The first kind that fits is the one. Today's workbooks, by far the most, are told by a look into the zip directory.
SOURCES = {
    "docx": Source("Word 文档", _has_folder("word/"), _by(f"{_PRINTED}.from_docx"), (".docx",)),
    "xlsb": Source("二进制工作簿", _has_part("xl/workbook.bin"), from_workbook.old("XLSB"), (".xlsb",)),
    "odt": Source("OpenDocument 文字", _says(b"opendocument.text"), _by(f"{_PRINTED}.from_odt"), (".odt",)),
    "ods": Source("OpenDocument 表格", _says(b"opendocument.spreadsheet"), from_workbook.old("ODS"), (".ods",)),
    "odf": Source("OpenDocument 文件", _is_opendocument, _refused("这是 OpenDocument 文件，但不是文字或表格")),
    "zip": Source("压缩包", _is_bare_zip, _refused("这是压缩包，里面不是工作簿")),
    "pptx": Source("演示文稿", _has_part("ppt/presentation.xml"), _refused("这是演示文稿")),
    "xlsx": Source("工作簿", lambda content: content.is_zip, from_workbook.read, (".xlsx", ".xlsm")),
    "pdf": Source("PDF", _starts(b"%PDF"), _by(f"{_PRINTED}.from_pdf"), (".pdf",)),
    "encrypted": Source("加了密码的文件", _has_stream("EncryptedPackage"), _locked),
    "xls": Source("旧格式工作簿", _has_stream("Workbook", "Book"), from_workbook.old("XLS"), (".xls", ".et")),
    "doc": Source(
        "旧格式的 Word 文件", _has_stream("WordDocument"), _by(f"{_PRINTED}.from_office", "read_doc"), (".doc", ".wps")
    ),
    "ole": Source("旧格式的文件", lambda content: content.is_ole, _refused("不是 Excel 工作簿")),
    "rtf": Source("RTF 文件", _starts(b"{\\rtf"), _by(f"{_PRINTED}.from_office", "read_rtf"), (".rtf",)),
    "fodt": Source("OpenDocument 文字", _is_flat_opendocument, _by(f"{_PRINTED}.from_odt"), (".fodt",)),
    "mht": Source("单个文件网页", _is_mime, _by(f"{_PRINTED}.from_text", "read_mime"), (".mht", ".mhtml")),
    "json": Source("JSON", _is_record, _by("gouji.reading.record_text"), (".json",)),
    "md": Source("Markdown", _is_markdown, _by(f"{_PRINTED}.from_text", "read_markdown"), (".md",)),
    "html": Source("网页", _is_page, _by(f"{_PRINTED}.from_text", "read_page"), (".html", ".htm")),
    "txt": Source("纯文字", _is_text, _by(f"{_PRINTED}.from_text", "read_plain"), (".txt",)),
    # What is left can't be read as text.
    "biff": Source("旧格式工作簿", _starts(*_OLD_BIFF), from_workbook.old("XLS")),
    "picture": Source("图片", _starts(b"\xff\xd8\xff", b"\x89PNG", b"GIF8"), _refused("这是图片")),
    "rar": Source("RAR 压缩包", _starts(b"Rar!"), _refused("这是 RAR 压缩包")),
    "7z": Source("7z 压缩包", _starts(b"7z\xbc\xaf"), _refused("这是 7z 压缩包")),
    "zeros": Source("全是零的文件", lambda content: not any(content.data[:4096]), _all_zeros),
    "damaged-html": Source(
        "网页", _begins_as(b"<!doctype html", b"<html", b"<head", b"<meta", b"<table"), _refused("这是网页")
    ),
    "damaged-xml": Source("XML 文件", _begins_as(b"<?xml"), _refused("这是 XML 文件")),
    "other": Source("别的文件", lambda content: True, _refused("不是 Excel 工作簿")),
}
