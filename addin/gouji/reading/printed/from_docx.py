"""Reads a report out of a Word document.

The document is spelled out as the plainest HTML and read as such: what is known of published pages (layout tables,
tables in tables, cells of several paragraphs) then holds for Word files too.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.ooxml.container import HandOverError, Parts, damaged, over
from gouji.reading.content import Content
from gouji.reading.limits import within
from gouji.reading.printed import hypertext
from gouji.reading.printed.as_blocks import as_blocks
from gouji.reading.printed.guarded_xml import parse
from gouji.reading.printed.lines import Item
from gouji.reading.reading import Reading
from gouji.reading.recognise.recognise import recognise

MAIN = "word/document.xml"
MAX_TEXT = 2_000_000  # characters with their markup: a report has some thirty thousand
_SPACES = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    }
)
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_MARKUP = {"p": ("<p>", "</p>"), "tbl": ("<table>", "</table>"), "tr": ("<tr>", "</tr>")}
_TITLE = "Title"  # a title set over several lines is still one
_SIGNS = {"tab": " ", "br": "<br>", "cr": "<br>", "noBreakHyphen": "-"}


def read(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads the report. Raises UnreadableError: damaged-file, forbidden-xml, over-limit, not-a-report."""
    try:
        found = items(content.parts)
    except HandOverError as error:  # legal in a zip, but nothing writes a Word file so
        raise damaged(str(error)) from error
    return within(recognise(as_blocks(found), forms, broken=False, choice=content.choice))


def items(parts: Parts) -> list[Item]:
    """Gives paragraphs and table rows, in the order of reading. Raises as `read`, and HandOverError."""
    data = parts.read(MAIN)
    if not data:
        raise UnreadableError("not-a-report", reason="这个 Word 文件是空的")
    spelling = _Spelling()
    parse(data, spelling.start, spelling.end, spelling.text)
    if sum(map(len, spelling.pieces)) > MAX_TEXT:
        raise over(f"文字和表格超过 {MAX_TEXT // 10_000} 万字")
    return hypertext.items("".join(spelling.pieces))


class _Spelling:
    """Collects HTML. A cell that a merge goes on through is no cell; what Word keeps for older readers is no text."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._in_text = False
        self._in_title = False
        self._skipped = 0
        self._cells: list[int] = []  # where the open cells began
        self._merged: list[bool] = []

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == _FALLBACK:
            self._skipped += 1
        space, _, local = name.rpartition(" ")
        if space not in _SPACES or self._skipped:
            return
        if local in _MARKUP:
            self.pieces.append(_MARKUP[local][0])
            self._in_title = False
        elif local == "tc":
            self._cells.append(len(self.pieces))
            self._merged.append(False)
            self.pieces.append("<td>")
        elif local == "vMerge" and self._merged:
            self._merged[-1] = given.get(f"{space} val", "continue") != "restart"
        elif local == "t":
            self._in_text = True
        elif local == "pStyle":
            self._in_title = given.get(f"{space} val") == _TITLE
        elif local in _SIGNS and not (self._in_title and local == "br"):
            self.pieces.append(_SIGNS[local])

    def end(self, name: str) -> None:
        if name == _FALLBACK:
            self._skipped -= 1
        space, _, local = name.rpartition(" ")
        if space not in _SPACES or self._skipped:
            return
        if local in _MARKUP:
            self.pieces.append(_MARKUP[local][1])
        elif local == "tc":
            begun = self._cells.pop()
            if self._merged.pop():
                del self.pieces[begun:]
            else:
                self.pieces.append("</td>")
        elif local == "t":
            self._in_text = False

    def text(self, data: str) -> None:
        if self._in_text and not self._skipped:
            self.pieces.append(escape(data))
