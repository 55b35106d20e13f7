"""Reads a report's Markdown into blocks, in the order of reading.

Escapes are undone, so that a text comes back as it was written. Where Markdown has no signs of its own, as for tables
with merged cells, HTML stands in it and is read as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from gouji.ooxml.container import over
from gouji.reading.block import Block
from gouji.reading.printed import hypertext
from gouji.reading.printed.as_blocks import as_blocks
from gouji.reading.printed.flow import MAX_CELLS, numbered
from gouji.reading.printed.lines import Item, Row
from gouji.reading.printed.notes import without_front_matter

_HTML = re.compile(
    r"[ \t]*<(?:!--|/?(?:address|article|blockquote|body|br|caption|center|details|div|dl|figure|h[1-6]|head|hr|html|li"
    r"|main|ol|p|section|script|style|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b)",
    re.IGNORECASE,
)
_OPENS, _CLOSES = (re.compile(tag, re.IGNORECASE) for tag in (r"<table\b", r"</table\b"))
_RULE = re.compile(r"(?:={2,}|-{2,}|(?:[-*_][ \t]*){3,}|(?:`{3}|~{3}).*)\Z")
_TABLE_RULE = re.compile(r"[|:\- \t]*-[|:\- \t]*\Z")
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_HEADING = re.compile(r"#{1,6}(?:[ \t]+|\Z)")
_HEADING_END = re.compile(r"[ \t]#+\Z")
_BULLET = re.compile(r"[-*+][ \t]+")
_BAR = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r'!?(?<!\\)\[([^\[\]]*)(?<!\\)\]\([^()\s]*(?:\s"[^"]*")?\)')
_INLINE = re.compile(
    r"<([a-zA-Z][a-zA-Z0-9+.\-]{1,31}:[^\s<>]*|[^\s<>@/]+@[^\s<>]+)>"  # an address
    r"|(<br\b[^<>]*>)"
    r"|\\([!-/:-@\[-`{-~])"
    r"|(&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)"
    r"|</?[a-zA-Z][^<>]*>|\*\*|\\\Z"  # a tag, the signs of bold letters, a line break
)


def blocks(text: str) -> tuple[list[Block], bool]:
    """Gives the blocks, and whether a paragraph may be several of them: one that was written in lines of a fixed
    width. Raises UnreadableError (over-limit)."""
    found: list[Block] = []
    items: list[Item] = []  # since the last HTML
    page: list[str] = []  # HTML that no text has parted yet
    broken = goes_on = False
    count = 0
    lines = iter(without_front_matter(re.split(r"\r\n|\r|\n", text)))
    for line in lines:
        if _HTML.match(line):
            page += _block(line, lines)
            goes_on = False
            continue
        if page and line.strip():
            found += [*as_blocks(items), *hypertext.blocks("\n".join(page))]
            page.clear()
            items.clear()
        item, is_paragraph = _item(line)
        if item:
            broken = broken or (goes_on and is_paragraph)
            items.append(item)
            count += len(item) if isinstance(item, tuple) else 1
            if count > MAX_CELLS:
                raise over(f"段落和单元格超过 {MAX_CELLS // 10_000} 万个")
        goes_on = is_paragraph
    found += [*as_blocks(items), *hypertext.blocks("\n".join(page))]
    return list(numbered(found)), broken


def _block(first: str, lines: Iterator[str]) -> Iterator[str]:
    """HTML goes on to the next blank line; a table to its end, whatever is between."""
    yield first
    depth = _depth(first)
    for line in lines:
        if depth <= 0 and not line.strip():
            return
        yield line
        depth += _depth(line)


def _depth(line: str) -> int:
    return len(_OPENS.findall(line)) - len(_CLOSES.findall(line))


def _item(line: str) -> tuple[Item, bool]:
    """What a line says, "" for one that only draws something; and whether it may be one of several of a paragraph."""
    clean = _QUOTE.sub("", line.strip(), count=1) if line.lstrip().startswith(">") else line.strip()
    if not clean or _RULE.match(clean):
        return "", False
    if heading := _HEADING.match(clean):
        return _said(_HEADING_END.sub("", clean[heading.end() :])), False
    if _BAR.search(clean):
        return ("" if _TABLE_RULE.match(clean) else _row(clean)), False
    if "\t" in clean:
        return tuple(_said(cell) for cell in line.strip(" ").split("\t")), False
    bullet = _BULLET.match(clean)
    return _said(clean[bullet.end() :] if bullet else clean), not bullet


def _row(line: str) -> Row:
    cells = _BAR.split(line)
    return tuple(_said(cell) for cell in cells[not cells[0].strip() : len(cells) - (not cells[-1].strip())])


def _said(text: str) -> str:
    text = text.strip()
    return _INLINE.sub(_plain, _LINK.sub(r"\1", text)).strip() if text else ""


def _plain(match: re.Match[str]) -> str:
    address, line_break, sign, reference = match.groups()
    if line_break:
        return " "  # two figures never become one number
    return address or sign or (unescape(reference) if reference else "")
