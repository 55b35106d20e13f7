"""Reads a report's HTML into items: paragraphs (str) and table rows (tuples of cells).

Tables that only lay a page out are looked through; spans are ignored (real pages merge heads wrongly): order counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from gouji.reading.printed.lines import Item, Row

_BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "section", "article", "center", "hr", "dd", "dt", "title"}
    | {f"h{level}" for level in range(1, 7)}
)
_SILENT = frozenset({"script", "style", "noscript", "template"})
_DEEPEST = 20  # tables in tables; only a hostile page goes further
_LONGEST_TAG = 10_000  # characters
_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]*")
_SPACE = re.compile(r"\s+")


def items(text: str) -> list[Item]:
    """Reads HTML. Never raises: what is not closed is closed at the end."""
    parser = _Parser()
    parser.feed(_closed(text))
    parser.close()
    while parser.tables:
        parser.end_table()
    parser.flush()
    return parser.items


def _closed(text: str) -> str:
    """Without comments, and with every `<` that opens no tag as text: the parser is slow on tags that never end."""
    kept, start = [], 0
    while (comment := text.find("<!--", start)) >= 0 and (end := text.find("-->", comment)) >= 0:
        kept.append(text[start:comment])
        start = end + 3
    first, *others = ("".join(kept) + text[start:]).split("<")
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


@dataclass(slots=True)
class _Open:
    """A table being read: finished rows, each a list of cells, each a list of items."""

    rows: list[list[list[Item]]] = field(default_factory=list)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[Item] = []
        self.tables: list[_Open] = []
        self._text: list[str] = []
        self._silent = 0
        self._too_deep = 0  # tables opened below the deepest we follow

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self.flush()
            if len(self.tables) < _DEEPEST:
                self.tables.append(_Open())
            else:
                self._too_deep += 1
        elif tag in ("tr", "td", "th") and self.tables:
            self.flush()
            rows = self.tables[-1].rows
            if tag == "tr" or not rows:
                rows.append([])
            if tag != "tr":
                rows[-1].append([])
        elif tag in _BLOCKS:
            self.flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "table" and self._too_deep:
            self._too_deep -= 1
        elif tag == "table" and self.tables:
            self.end_table()
        elif tag in _BLOCKS or tag in ("tr", "td", "th"):
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)

    def flush(self) -> None:
        """Ends the paragraph being read."""
        text = _SPACE.sub(" ", "".join(self._text)).strip()
        self._text.clear()
        if text:
            self._here().append(text)

    def end_table(self) -> None:
        self.flush()
        rows = self.tables.pop().rows
        here = self._here()
        cells = [cell for row in rows for cell in row]
        if len(cells) == 1 or any(isinstance(item, tuple) for cell in cells for item in cell):
            here += [item for cell in cells for item in cell]  # it lays the page out
            return
        here += [_row(row) for row in rows if row]

    def _here(self) -> list[Item]:
        """Where the next item goes: the open cell, or the page."""
        for table in reversed(self.tables):
            if table.rows and table.rows[-1]:
                return table.rows[-1][-1]
        return self.items


def _row(cells: list[list[Item]]) -> Row:
    return tuple(_cell([item for item in cell if isinstance(item, str)]) for cell in cells)


def _cell(texts: list[str]) -> str:
    """One text. Two figures in a cell must not become one number, so what ends in a digit keeps its distance."""
    parted = any(text[-1].isdigit() for text in texts[:-1])
    return (" " if parted else "").join(texts)
