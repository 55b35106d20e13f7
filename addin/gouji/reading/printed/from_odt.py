"""Reads a report out of an OpenDocument text (.odt, or .fodt in one piece of XML).

As a Word document it is spelled out as the plainest HTML and read as such. Of tables only the cells that are seen are
spelled: what a merge covers is no cell. Footnotes, comments, deleted and hidden text don't stand in the line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

MAX_TEXT = 2_000_000  # characters with their markup, repeated rows and cells too: a report has some thirty thousand
_DIGITS = 10  # of a number that says how often a row is repeated
_MANIFEST = "META-INF/manifest.xml"
_ENCRYPTED = "encrypted-package"  # all of a document that LibreOffice locks as one
_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _STYLE, _TABLE, _TEXT = (f"{_SPACE}{name}:1.0 " for name in ("office", "style", "table", "text"))
_DRAW, _PICTURED = (f"{_SPACE}{name}:1.0 " for name in ("drawing", "svg-compatible"))
_MARKUP = {
    f"{_TEXT}p": ("<p>", "</p>"),
    f"{_TEXT}h": ("<p>", "</p>"),
    f"{_TABLE}table": ("<table>", "</table>"),
    f"{_TABLE}table-row": ("<tr>", "</tr>"),
    f"{_TABLE}table-cell": ("<td>", "</td>"),
}
_BREAK = f"{_TEXT}line-break"
_SIGNS = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", _BREAK: "<br>"}
_TITLE = ("paragraph", "Title")  # a title set over several lines is still one
_PARAGRAPHS = frozenset({f"{_TEXT}p", f"{_TEXT}h"})
_REPEATED = {
    f"{_TABLE}table-row": f"{_TABLE}number-rows-repeated",
    f"{_TABLE}table-cell": f"{_TABLE}number-columns-repeated",
}
_NOT_IN_LINE = frozenset(
    {
        *(f"{_OFFICE}{name}" for name in ("annotation", "binary-data", "forms")),
        *(f"{_TEXT}{name}" for name in ("tracked-changes", "note", "number", "ruby-text")),
        *(f"{_TABLE}{name}" for name in ("tracked-changes", "covered-table-cell")),
        *(f"{_DRAW}{name}" for name in ("object", "object-ole")),
        *(f"{_PICTURED}{name}" for name in ("title", "desc")),
    }
)
_FAMILIES = {f"{_TEXT}p": "paragraph", f"{_TEXT}h": "paragraph", f"{_TEXT}span": "text"}


def read(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads the report. Raises UnreadableError: damaged-file, forbidden-xml, over-limit, password-protected,
    not-a-report."""
    try:
        found = items(_streams(content.parts) if content.is_zip else [content.data])
    except HandOverError as error:  # legal in a zip, but nothing writes OpenDocument so
        raise damaged(str(error)) from error
    return within(recognise(as_blocks(found), forms, broken=False, choice=content.choice))


def items(streams: Sequence[bytes]) -> list[Item]:
    """Gives paragraphs and table rows, in the order of reading. streams: the styles, if apart, and the content, as
    XML."""
    spelling = _Spelling()
    for data in streams:
        parse(data, spelling.start, spelling.end, spelling.text)
    return hypertext.items("".join(spelling.pieces))


def _streams(parts: Parts) -> list[bytes]:
    if _ENCRYPTED in parts or (_MANIFEST in parts and b"encryption-data" in parts.read(_MANIFEST)):
        raise UnreadableError("password-protected")
    return [parts.read(name) for name in ("styles.xml", "content.xml") if name in parts or name == "content.xml"]


class _Spelling:
    """Collects HTML from the body; learns from the styles before it what is hidden."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._size = 0
        self._in_body = False
        self._paragraphs = 0  # open ones: a text frame has its own inside another
        self._skipped = 0  # open elements that are not read, one in another
        self._repeated: list[tuple[int, int]] = []  # open rows and cells: where each began, how often it stands there
        self._in_title = False
        self._style = ("", "")  # family and name of the open one
        self._hidden: set[tuple[str, str]] = set()
        self._titles = {_TITLE}

    def start(self, name: str, given: dict[str, str]) -> None:
        if self._skipped or (self._in_body and self._is_unread(name, given)):
            self._skipped += 1
        elif not self._in_body:
            self._in_body = name == f"{_OFFICE}body"
            self._learn(name, given)
        elif name in _MARKUP:
            if name in _REPEATED:
                self._repeated.append((len(self.pieces), _times(given.get(_REPEATED[name], ""))))
            self._paragraphs += name in _PARAGRAPHS
            self._in_title = _styled(name, given) in self._titles
            self._put(_MARKUP[name][0])
        elif name in _SIGNS and not (self._in_title and name == _BREAK):
            self._put(_SIGNS[name])

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif name in _MARKUP and self._in_body:
            self._paragraphs -= name in _PARAGRAPHS
            self._put(_MARKUP[name][1])
            if name in _REPEATED:
                self._repeat(*self._repeated.pop())
        elif name == f"{_OFFICE}body":
            self._in_body = False

    def text(self, data: str) -> None:
        if self._paragraphs and not self._skipped:
            self._put(escape(data))

    def _put(self, piece: str) -> None:
        self._grow(len(piece))
        self.pieces.append(piece)

    def _repeat(self, begun: int, times: int) -> None:
        if times > 1:
            piece = "".join(self.pieces[begun:])
            self._grow(len(piece) * (times - 1))
            self.pieces.append(piece * (times - 1))

    def _grow(self, by: int) -> None:
        self._size += by
        if self._size > MAX_TEXT:
            raise over(f"文字和表格超过 {MAX_TEXT // 10_000} 万字")

    def _is_unread(self, name: str, given: Mapping[str, str]) -> bool:
        if name == f"{_TEXT}section":
            return given.get(f"{_TEXT}display") == "none"
        if name == f"{_TEXT}hidden-text":
            return given.get(f"{_TEXT}is-hidden") != "false"
        if name == f"{_TABLE}table-row":
            return given.get(f"{_TABLE}visibility", "visible") != "visible"
        return name in _NOT_IN_LINE or _styled(name, given) in self._hidden

    def _learn(self, name: str, given: Mapping[str, str]) -> None:
        """Which styles hide text and which are titles: what the parent is, a style is unless it says otherwise."""
        if name == f"{_STYLE}style":
            self._style = given.get(f"{_STYLE}family", ""), given.get(f"{_STYLE}name", "")
            parent = self._style[0], given.get(f"{_STYLE}parent-style-name", "")
            for known in (self._hidden, self._titles):
                if parent in known:
                    known.add(self._style)
        elif name == f"{_STYLE}text-properties" and f"{_TEXT}display" in given:
            if given[f"{_TEXT}display"] == "none":
                self._hidden.add(self._style)
            else:
                self._hidden.discard(self._style)


def _styled(name: str, given: Mapping[str, str]) -> tuple[str, str]:
    return _FAMILIES.get(name, ""), given.get(f"{_TEXT}style-name", "")


def _times(said: str) -> int:
    """How often a row or a cell stands there; no more than what is refused anyway."""
    if not (said.isascii() and said.isdigit()):
        return 1
    return int(said) if len(said) < _DIGITS else MAX_TEXT
