"""Reads a report out of a PDF: a child process with limits opens it, as a hostile file may hang a library."""

from __future__ import annotations

import json
from collections.abc import Sequence

from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.ooxml.container import damaged, over
from gouji.reading import child_process
from gouji.reading.content import Content
from gouji.reading.limits import within
from gouji.reading.printed.as_blocks import as_blocks
from gouji.reading.printed.lines import Item
from gouji.reading.reading import Reading
from gouji.reading.recognise.recognise import recognise

MAX_ANSWER = 16 << 20  # bytes

_PROBLEMS = {
    "missing": "读 PDF 要先装一个组件：pip install gouji[pdf]",
    "picture": "这个 PDF 里只有图片，没有文字",
}


def read(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads the report. Raises UnreadableError: not-a-report, password-protected, damaged-file, over-limit,
    timed-out."""
    found, broken = items(content.data)
    return within(recognise(as_blocks(found), forms, broken, content.choice))


def items(data: bytes) -> tuple[list[Item], bool]:
    """Gives the items, and whether a paragraph may be several of them (see `from_report.read_items`). Raises as
    `read`."""
    try:
        said = json.loads(_asked(data))
    except ValueError as error:
        raise damaged("读取程序没有答复") from error
    match said.get("problem"):
        case None:
            return [tuple(item) if isinstance(item, list) else item for item in said["items"]], said["broken"]
        case "password":
            raise UnreadableError("password-protected")
        case "far":
            raise over("PDF 的页数或字数比任何年报都多")
        case "missing" | "picture" as known:
            raise UnreadableError("not-a-report", reason=_PROBLEMS[known])
        case _:
            raise damaged("PDF 打开时出错")


def _asked(data: bytes) -> bytes:
    """What the child says, b"" when it came to grief."""
    try:
        return child_process.ask(data, MAX_ANSWER, "gouji.reading.printed.pdf_child")
    except OSError as error:
        raise UnreadableError("not-a-report", reason="这台电脑不能启动读取 PDF 的程序") from error
