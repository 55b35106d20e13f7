"""Lets a child process with limits read a workbook that our own reader can't, and gives the Book.

A library that hangs, eats memory or aborts its process (python-calamine does, on a cell at XFD1048576) costs this
one file and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gouji.errors import UnreadableError
from gouji.ooxml import formats
from gouji.ooxml.book import Book, Sheet, SheetLook, Stored
from gouji.ooxml.container import damaged, over
from gouji.ooxml.defined_names import named_areas
from gouji.place import areas
from gouji.reading import child_process

MAX_ANSWER = 64 << 20


def hand_over(data: bytes, kind: str) -> Book:
    """Gives the Book. kind: xlsx, XLS, XLSB, ODS. Raises UnreadableError: old-format, password-protected, damaged-file,
    over-limit, timed-out."""
    try:
        said = json.loads(_asked(data, kind))
    except ValueError as error:
        raise damaged("读取程序没有答复") from error
    return _book(said, kind)


def _asked(data: bytes, kind: str) -> bytes:
    """What the child says, b"" when it came to grief."""
    try:
        return child_process.ask(data, MAX_ANSWER, "gouji.reading.workbook.fallback", kind)
    except OSError as error:
        raise UnreadableError("old-format", kind=kind, reason="这台电脑不能启动读取程序") from error


def _book(said: Mapping[str, Any], kind: str) -> Book:
    match said.get("problem"):
        case None:
            pass
        case "missing":
            raise UnreadableError("old-format", kind=kind, reason="没有装读取旧格式的部件 python-calamine")
        case "password":
            raise UnreadableError("password-protected")
        case "far":
            raise over("表样之外很远的地方还有内容")
        case "doctype":
            raise UnreadableError("forbidden-xml")
        case _:
            raise damaged("打开时出错")
    sheets = {title: _sheet(title, found) for title, found in said["sheets"].items()}
    return Book(
        titles=tuple(sheets),
        names=said["names"],
        areas=named_areas(sheets, said["names"]),
        local_names=(),
        parse=sheets.__getitem__,
        styles=lambda: formats.of_codes(said.get("formats", ())),  # dates are said as dates
        properties=dict,
        hidden=said.get("hidden", ()),
    )


def _sheet(title: str, found: Mapping[str, Any]) -> Sheet:
    cells = {ref: Stored(*cell) for ref, cell in found["cells"].items()}
    look = SheetLook(found.get("rows", ()), found.get("columns", ()))
    return Sheet(title, cells.get, cells.keys(), areas(found["merges"]), lambda _: look)
