"""Reads a published report as web page, Markdown or plain text; what could not be decoded is named with its
encoding."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.frozen import replace
from gouji.ooxml.container import damaged
from gouji.reading.block import Block
from gouji.reading.content import Content
from gouji.reading.limits import within
from gouji.reading.printed import hypertext, lines, markdown
from gouji.reading.printed.mime_page import page
from gouji.reading.reading import Reading
from gouji.reading.recognise.recognise import recognise
from gouji.reading.unread import UNDECODABLE


def read_page(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads HTML. Raises UnreadableError: not-a-report, over-limit."""
    return _read(content, hypertext.blocks(content.text), forms, broken=False)


def read_mime(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads a page that was saved with all its parts in one file (.mht). Raises as `read_page`, and damaged-file."""
    if not (data := page(content.data)):
        raise damaged("单个文件网页里找不到网页")
    inner = Content(data)
    if inner.decoded is None:
        raise damaged("单个文件网页里的网页不是文字")
    return read_page(inner, forms)


def read_plain(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads plain text, whatever its tables look like. Raises as `read_page`."""
    return _read(content, lines.blocks(content.text), forms, broken=True)


def read_markdown(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads Markdown. Raises as `read_page`."""
    found, broken = markdown.blocks(content.text)
    return _read(content, found, forms, broken)


def _read(content: Content, blocks: Sequence[Block], forms: Sequence[Form], broken: bool) -> Reading:
    """What can't be read, in part or as a whole, is said with the encoding that was taken."""
    assert content.decoded is not None  # the table of sources asks here only with a text
    encoding = content.decoded.encoding
    taken = f"（按 {encoding} 读）"
    try:
        reading = recognise(blocks, forms, broken, content.choice)
    except UnreadableError as error:
        if error.code != "not-a-report" or encoding == "UTF-8":
            raise
        raise UnreadableError(error.code, reason=f"{error.facts['reason']}{taken}") from error
    remarks = tuple(
        replace(each, facts={**each.facts, "taken": taken}) if each.name == UNDECODABLE else each
        for each in reading.remarks
    )
    return within(replace(reading, remarks=remarks))
