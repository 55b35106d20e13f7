"""Reads a report out of a PDF: a child process with limits opens it, as a hostile file may hang a library."""

from __future__ import annotations

import json
from collections.abc import Sequence

from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.ooxml.container import damaged, over
from gouji.reading import child_process
from gouji.reading.block import Block
from gouji.reading.content import Content
from gouji.reading.limits import within
from gouji.reading.printed import pdf_answer
from gouji.reading.reading import Reading
from gouji.reading.recognise.recognise import recognise

MAX_ANSWER = 16 << 20  # bytes

_PROBLEMS = {
    "missing": "读 PDF 要先装一个组件：pip install gouji[pdf]",
    "picture": "这个 PDF 里只有图片，没有文字",
    "recognised": "这个 PDF 是扫描件，里面的文字是软件从图片里认出来的，可能有错",
    "unmapped": "这个 PDF 里的字没有说明是什么字，只能看，不能读出来",
}


def read(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads the report. Raises UnreadableError: not-a-report, password-protected, damaged-file, over-limit,
    timed-out."""
    found, broken = blocks(content.data)
    return within(recognise(found, forms, broken, content.choice))


def blocks(data: bytes) -> tuple[list[Block], bool]:
    """Gives the blocks, and whether a paragraph may be several of them (see `pdf_blocks`). Raises as `read`."""
    try:
        said = json.loads(_asked(data))
    except ValueError as error:
        raise damaged("读取程序没有答复") from error
    match said.get("problem"):
        case None:
            return [pdf_answer.read(block) for block in said["blocks"]], said["broken"]
        case "password":
            raise UnreadableError("password-protected")
        case "far":
            raise over("PDF 的页数、字数或线条比任何年报都多")
        case str() as known if known in _PROBLEMS:
            raise UnreadableError("not-a-report", reason=_PROBLEMS[known])
        case _:
            raise damaged("PDF 打开时出错")


def _asked(data: bytes) -> bytes:
    """What the child says, b"" when it came to grief."""
    try:
        return child_process.ask(data, MAX_ANSWER, "gouji.reading.printed.pdf_child")
    except OSError as error:
        raise UnreadableError("not-a-report", reason="这台电脑不能启动读取 PDF 的程序") from error
