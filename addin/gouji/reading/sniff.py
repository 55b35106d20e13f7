"""A path in, its bytes and what they are out. Content decides, never the file's name (but for Excel's `~$` marks)."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Protocol

from gouji.errors import UnreadableError, of_system
from gouji.ooxml.container import MAX_FILE, Parts, over

_AT_LEAST = 1 << 16  # bytes
# A pipe that somebody has just put there opens without a writer, too. (O_BINARY is Windows' own.)
_AT_ONCE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_KNOWN = (
    (b"%PDF", "这是 PDF 文件"),
    (b"\xff\xd8\xff", "这是图片"),
    (b"\x89PNG", "这是图片"),
    (b"GIF8", "这是图片"),
    (b"Rar!", "这是 RAR 压缩包"),
    (b"7z\xbc\xaf", "这是 7z 压缩包"),
    (b"{\\rtf", "这是 RTF 文件"),
)


class Stored(Protocol):
    """A file that lies in no folder of this machine (gouji.bulk.remote). str() of it is what a user calls it."""

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int:
        """Bytes, as last heard of."""

    def first(self, most: int) -> bytes:
        """The first `most` bytes. Raises UnreadableError (in-use)."""


def content(path: Path | Stored) -> bytes:
    """The bytes of a file. Raises UnreadableError: lock-file, in-use, over-limit, not-a-report."""
    if path.name.startswith("~$"):
        raise UnreadableError("lock-file")
    if isinstance(path, Path):
        data = _local(path)
    else:
        _refuse_over(path.size)  # before it is fetched
        data = path.first(MAX_FILE + 1)
    _refuse_over(len(data))
    return data


def _refuse_over(size: int) -> None:
    if size > MAX_FILE:
        raise over(f"文件大于 {MAX_FILE >> 20} MB")


def _local(path: Path) -> bytes:
    try:
        if path.is_dir():
            if not os.access(path, os.R_OK | os.X_OK):
                raise PermissionError
            raise UnreadableError("not-a-report", reason="这是文件夹")
        return beginning(path)
    except FileNotFoundError as error:
        raise UnreadableError("in-use", reason="文件不存在") from error
    except PermissionError as error:
        raise UnreadableError("in-use", reason="正被别的程序使用，或者没有读取权限") from error
    except OSError as error:
        raise UnreadableError("in-use", reason=of_system(error)) from error
    except ValueError as error:
        raise UnreadableError("in-use", reason="路径不对") from error


def beginning(path: Path, most: int = MAX_FILE + 1) -> bytes:
    """All of a file, or the first `most` bytes of a larger one. Raises OSError, UnreadableError (not-a-report).

    What is no plain file is refused: a pipe would be waited for without end, a device may do anything.
    """
    _refuse_no_file(path.stat())  # before it is opened: a tape would be wound back
    file = os.open(path, _AT_ONCE)
    try:
        found = os.fstat(file)
        _refuse_no_file(found)  # something else may stand there by now
        # Asked for more than there is, Python gets memory for all of that: 20 MB for each small file.
        # At once as much as most files have: of one that is emptied and written anew a first byte alone is no workbook.
        data, wanted = b"", min(max(found.st_size, _AT_LEAST), most - 1) + 1
        while piece := os.read(file, wanted - len(data)):
            data += piece
            if len(data) == wanted:  # it has just grown, or is too large
                wanted = most
        return data
    finally:
        os.close(file)


def _refuse_no_file(found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableError("not-a-report", reason="这不是普通文件")


def is_zip(data: bytes) -> bool:
    """False for an old binary workbook. Raises UnreadableError for whatever is no workbook at all."""
    if not data:
        raise UnreadableError("empty-file")
    if data.startswith(b"PK\x03\x04"):
        return True
    if data.startswith(_OLE):
        return _refuse_other_ole(data)
    if data.startswith(_OLD_BIFF):
        return False
    for mark, reason in _KNOWN:
        if data.startswith(mark):
            raise UnreadableError("not-a-report", reason=reason)
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not any(data[:4096]):
        raise UnreadableError("damaged-file", reason="内容全是零")
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<meta", b"<table")):
        raise UnreadableError("not-a-report", reason="这是网页")
    if head.startswith(b"<?xml"):
        raise UnreadableError("not-a-report", reason="这是 XML 文件")
    raise UnreadableError("not-a-report", reason="不是 Excel 工作簿")


def _refuse_other_ole(data: bytes) -> bool:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise UnreadableError("password-protected")
    if holds("Workbook") or holds("Book"):
        return False
    if holds("WordDocument"):
        raise UnreadableError("not-a-report", reason="这是旧格式的 Word 文件")
    raise UnreadableError("not-a-report", reason="不是 Excel 工作簿")


def foreign(parts: Parts) -> str | None:
    """What a zip holds that is a workbook but not .xlsx (ODS, XLSB), None for .xlsx. Raises when it is none."""
    if "xl/workbook.bin" in parts:
        return "XLSB"
    if "mimetype" in parts:
        kind = parts.read("mimetype")
        if b"opendocument.spreadsheet" in kind:
            return "ODS"
        raise UnreadableError("not-a-report", reason="这是 OpenDocument 文件，但不是表格")
    if "[content_types].xml" not in parts:
        raise UnreadableError("not-a-report", reason="这是压缩包，里面不是工作簿")
    for part, reason in (("word/document.xml", "这是 Word 文件"), ("ppt/presentation.xml", "这是演示文稿")):
        if part in parts:
            raise UnreadableError("not-a-report", reason=reason)
    return None
