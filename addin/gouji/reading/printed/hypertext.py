"""Reads a report's HTML into blocks: lines, and grids whose spans are resolved where they fill a rectangle.

What a browser doesn't show, strikes through or raises is no part of the text: by the element's name, its attributes,
its own style or the page's style sheet (`style_sheet`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from html.parser import HTMLParser
from typing import NamedTuple

from gouji.reading.block import Block, Why
from gouji.reading.printed.flow import Flow
from gouji.reading.printed.spans import MAX_COLUMNS
from gouji.reading.printed.style_sheet import Element, Sheet, read

_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_PARTS = frozenset(
    {"p", "div", "li", "ul", "ol", "section", "article", "center", "hr", "dd", "dt", "dl", "title", "form", "caption"}
    | {"header", "footer", "main", "nav", "aside", "figure", "figcaption", "address", "blockquote", "pre", "fieldset"}
    | _HEADINGS
)
_SILENT = frozenset({"script", "style", "noscript", "template", "select", "datalist", "rt", "rp", "svg", "math"})
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "col", "area", "base", "embed", "source", "track", "wbr"}
)
# What HTML's own rules open again when a paragraph ends inside it.
_FORMATTING = frozenset({"a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"})
_CELLS = frozenset({"td", "th"})
_TABLE_PARTS = _CELLS | {"tr", "table", "tbody", "thead", "tfoot"}
_STRUCK = frozenset({"del", "s", "strike"})
_BY_NAME = {"sup": "super", "sub": "sub"}
_NOUGHT = re.compile(r"0+(?:\.0*)?(?:px|pt|em|rem|%|cm|mm|in|pc|ex)?\Z")
_RELATIVE = ("em", "%", "inherit", "smaller", "larger")
_DEEPEST = 400  # open elements; only a hostile page goes further
_LONGEST_TAG = 10_000  # characters
_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]*")
_APART = re.compile(r"<!--|<style\b[^>]*>", re.IGNORECASE)
_STYLE_END = re.compile(r"</style", re.IGNORECASE)


def blocks(text: str) -> list[Block]:
    """Reads HTML: what is not closed is closed at the end. Raises UnreadableError (over-limit)."""
    styles: list[str] = []
    parser = _Parser(text := _closed("".join(_without_styles(text, styles))), read("\n".join(styles)))
    parser.feed(text)
    parser.close()
    return parser.flow.blocks()


def _without_styles(text: str, styles: list[str]) -> Iterator[str]:
    """The page without comments and style sheets. Word sets the content of a style sheet in a comment."""
    start = 0
    while found := _APART.search(text, start):
        if found[0] == "<!--":
            end = text.find("-->", found.end())
            if end < 0:
                break
            yield text[start : found.start()]
            start = end + 3
        else:
            yield text[start : found.start()]
            closing = _STYLE_END.search(text, found.end())
            end = closing.start() if closing else len(text)
            styles.append(text[found.end() : end].replace("<!--", "").replace("-->", ""))
            start = end
    yield text[start:]


def _closed(text: str) -> str:
    """With every `<` that opens no tag as text: the parser is slow on tags that never end."""
    first, *others = text.split("<")
    return first + "".join(map(_opened, others))


def _opened(text: str) -> str:
    """What follows a `<`. Word's `<![if …]>` is nothing, and nobody needs ten thousand characters of attributes."""
    head, sign, rest = text.partition(">")
    if not sign:
        return "&lt;" + text
    if head.startswith("!["):
        return rest
    if len(head) > _LONGEST_TAG:
        name = _NAME.match(head)
        return f"<{name[0]}>{rest}" if name else rest
    return "<" + text


class _Entered(NamedTuple):
    """An open element, by itself and by what it stands in. silent: what is in it is nothing for readers. gone: it takes
    no room. marked: struck or raised. unseen, sizeless: until something inside says otherwise."""

    element: Element = Element("", "", frozenset())
    silent: bool = False
    gone: bool = False
    marked: Why | None = None
    unseen: bool = False
    sizeless: bool = False

    @property
    def why(self) -> Why | None:
        """Why what is said in it is no part of the text."""
        return Why.HIDDEN if self.gone or self.unseen or self.sizeless else self.marked


_OUTERMOST = _Entered()


class _Parser(HTMLParser):
    def __init__(self, text: str, sheet: Sheet) -> None:
        super().__init__(convert_charrefs=True)
        self.flow = Flow()
        self._sheet = sheet
        self._open: list[_Entered] = []
        self._below = 0  # elements opened below the deepest that is followed

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if len(self._open) >= _DEEPEST:
            self._below += tag not in _VOID
            return
        self._end_implied(tag)
        entered = self._entered(tag, given)
        if not entered.gone:
            self._begin(tag, given)
        if tag == "input" and not entered.silent and given.get("type", "text") in ("text", "number"):
            self.flow.say(given.get("value", ""), entered.why)
        if tag not in _VOID:
            self._open.append(entered)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # to HTML `<p/>` is `<p>`
        if tag not in _PARTS | _TABLE_PARTS | _FORMATTING | _VOID:
            self.handle_endtag(tag)  # Word's `<o:p/>` is closed

    def handle_endtag(self, tag: str) -> None:
        if self._below:
            self._below -= 1
            return
        borders = {"table"} if tag in _TABLE_PARTS else _CELLS
        at = self._innermost({tag}, borders - {tag})
        if at is None and tag in _TABLE_PARTS:
            return
        gone = self._top().gone if at is None else self._open[at].gone
        if at is not None:
            self._leave(at, tag in _PARTS)
        if not gone:
            self._end(tag)

    def handle_data(self, data: str) -> None:
        here = self._top()
        if not here.silent:
            self.flow.say(data, here.why)

    # ---------------------------------------------------------------- what an element does

    def _begin(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "table":
            self.flow.open_table()
        elif tag == "tr":
            self.flow.open_row()
        elif tag in _CELLS:
            self.flow.open_cell(_number(given.get("rowspan", ""), 0), _number(given.get("colspan", "")))
        elif tag in _PARTS or tag == "br":
            self.flow.end_line()

    def _end(self, tag: str) -> None:
        if tag == "table":
            self.flow.close_table()
        elif tag in _CELLS:
            self.flow.close_cell()
        elif tag in _PARTS or tag == "tr" or tag == "br":
            self.flow.end_line()

    # ---------------------------------------------------------------- what is open

    def _top(self) -> _Entered:
        return self._open[-1] if self._open else _OUTERMOST

    def _innermost(self, tags: Collection[str], borders: Collection[str]) -> int | None:
        """The place of the innermost open element with one of these tags, on this side of the borders."""
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at].element.tag in tags:
                return at
            if self._open[at].element.tag in borders:
                return None
        return None

    def _end_implied(self, tag: str) -> None:
        """Ends what HTML's rules end where this tag opens."""
        if tag in _CELLS:
            self._end_first(_CELLS, {"tr", "table"})
        elif tag in ("tr", "tbody", "thead", "tfoot"):
            self._end_first({"tr"} if tag == "tr" else {"tbody", "thead", "tfoot"}, {"table"})
            self._end_first(_CELLS, {"tr", "table"})
        elif tag == "li":
            self._end_first({"li"}, {"ul", "ol"} | _CELLS)
        elif tag in ("dt", "dd"):
            self._end_first({"dt", "dd"}, {"dl"} | _CELLS)
        elif tag in _PARTS or tag == "table":
            self._end_first({"p"}, _CELLS, keep=True)

    def _end_first(self, tags: Collection[str], borders: Collection[str], keep: bool = False) -> None:
        if (at := self._innermost(tags, borders)) is not None:
            self._leave(at, keep)

    def _leave(self, at: int, keep: bool) -> None:
        """Ends the element at this place and all that is open inside. keep: formatting that was not ended goes on."""
        inside = self._open[at + 1 :]
        del self._open[at:]
        if keep:
            marked = self._top().marked
            self._open += [
                self._top()._replace(element=each.element, marked=each.marked)
                for each in inside
                if each.element.tag in _FORMATTING and each.marked is not marked
            ]

    def _entered(self, tag: str, given: Mapping[str, str]) -> _Entered:
        around = self._top()
        element = Element(tag, given.get("id", ""), frozenset(given.get("class", "").split()))
        style = self._sheet.style(element, [each.element for each in self._open], given.get("style", ""))
        gone = around.gone or "hidden" in given or style.get("display") == "none" or _is_collapsed_row(tag, style)
        unseen, sizeless = around.unseen, around.sizeless
        if "visibility" in style:
            unseen = style["visibility"] in ("hidden", "collapse")
        if size := style.get("font-size"):
            sizeless = bool(_NOUGHT.match(size)) or (sizeless and size.endswith(_RELATIVE))
        marked = around.marked or _marked(tag, style)
        return _Entered(element, around.silent or tag in _SILENT, gone, marked, unseen, sizeless)


def _is_collapsed_row(tag: str, style: Mapping[str, str]) -> bool:
    return tag == "tr" and style.get("visibility") == "collapse"


def _marked(tag: str, style: Mapping[str, str]) -> Why | None:
    """Whether an element's text is struck or raised."""
    decoration = style.get("text-decoration-line") or style.get("text-decoration")
    if decoration and "line-through" in decoration:
        return Why.STRUCK
    if tag in _STRUCK:
        return None if decoration else Why.STRUCK
    if tag in _PARTS or tag in _TABLE_PARTS:
        return None
    return Why.RAISED if style.get("vertical-align", _BY_NAME.get(tag)) in ("super", "sub") else None


def _number(said: str, nought: int = 1) -> int:
    """A span. Real ones are small; one beyond all columns is as good as any other that is refused as a place."""
    digits = re.match(r"\s*(\d{1,9})", said)
    if digits is None:
        return 1
    return int(digits[1]) or (MAX_COLUMNS**2 if nought == 0 else 1)
