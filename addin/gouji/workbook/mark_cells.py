"""Fills one block of a sheet's XML with cells, after emptying it.

Cells outside the block, and rows that have nothing to do with it, keep their bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from gouji.errors import MarkError
from gouji.ooxml.splice import Element, attribute, elements, escaped, escaped_text, opened, prefix
from gouji.place import Area, position, reference

_OURS = re.compile(rb'<(?:\w+:)?row r="\d+" ht="[\d.]+" customHeight="1">')  # a row that only marking can have made


class Link(NamedTuple):
    """A cell to click on: what it shows, and the formula that jumps, without `=`."""

    shown: str
    formula: str


Content = str | Decimal | Link


class FindingRow(NamedTuple):
    """A row of a finding. cells: column → content. height: points that show all of it, None where it doesn't matter."""

    cells: Mapping[int, Content]
    height: float | None = None


class Written(NamedTuple):
    """What `write` gives: the new XML, and references of the cells whose formula is gone, which a calculation chain may
    still name."""

    data: bytes
    unchained: tuple[str, ...]


class _Sheet(NamedTuple):
    prefix: str
    styles: Mapping[int, str]  # column → style of its empty cells
    block: Area


def write(data: bytes, block: Area, rows: Mapping[int, FindingRow]) -> Written:
    """Empties the block, then fills it. rows: row → its cells, all inside the block. Raises MarkError."""
    _, children = elements(data)
    span = next((child for child in children if child.name == "sheetData"), None)
    if span is None:
        raise MarkError("工作表没有数据部分，不能在里面做标记")
    sheet = _Sheet(prefix(data, span), _column_styles(data, children), block)
    cut = data[span.start : span.end]
    root, found = elements(cut)
    inside, unchained = _rows(cut, root, found, rows, sheet)
    if inside:
        closing = cut[root.close :] if root.close < root.end else f"</{sheet.prefix}sheetData>".encode()
        inside = opened(cut[: root.inner]) + inside + closing
    else:
        inside = _emptied(cut, root)
    return Written(data[: span.start] + inside + data[span.end :], tuple(unchained))


def _rows(
    cut: bytes, root: Element, found: list[Element], rows: Mapping[int, FindingRow], sheet: _Sheet
) -> tuple[bytes, list[str]]:
    """The content of the data part: rows outside the block as they are, those in it exchanged, new ones in between."""
    pending = sorted(rows.items())
    pieces: list[bytes] = []
    unchained: list[str] = []
    last = root.inner
    for element in found:
        number = _number(cut, element)
        while pending and pending[0][0] < number:
            pieces.append(_new(*pending.pop(0), sheet))
        row = pending.pop(0)[1] if pending and pending[0][0] == number else None
        written = cut[element.start : element.end]
        pieces.append(cut[last : element.start])
        if sheet.block.top <= number <= sheet.block.bottom:
            written, gone = _rewritten(written, number, row, sheet)
            unchained += gone
        pieces.append(written)
        last = element.end
    pieces += [_new(*each, sheet) for each in pending]
    pieces.append(cut[last : root.close])
    return b"".join(pieces), unchained


def _emptied(cut: bytes, root: Element) -> bytes:
    """`<sheetData/>`, as every program writes it."""
    tag = cut[: root.inner]
    return tag if tag.endswith(b"/>") else tag[:-1] + b"/>"


def column_widths(data: bytes) -> Mapping[int, float]:
    """Gives the width of each column in characters, where the sheet states one; of the first hundred columns."""
    return {
        column: float(attribute(cols, each, "width") or 0)
        for cols, each, column in _columns(data, elements(data)[1])
        if attribute(cols, each, "width")
    }


def _column_styles(data: bytes, children: list[Element]) -> Mapping[int, str]:
    return {column: attribute(cols, each, "style") or "0" for cols, each, column in _columns(data, children)}


def _columns(data: bytes, children: list[Element]) -> list[tuple[bytes, Element, int]]:
    span = next((child for child in children if child.name == "cols"), None)
    if span is None:
        return []
    cols = data[span.start : span.end]
    found = []
    for each in elements(cols)[1]:
        first, last = (int(attribute(cols, each, end) or 0) for end in ("min", "max"))
        found += [(cols, each, column) for column in range(first, min(last, 100) + 1)]
    return found


# ---------------------------------------------------------------- rows and cells


def _number(cut: bytes, element: Element) -> int:
    number = attribute(cut, element, "r")
    if element.name != "row" or number is None or not number.isdigit():
        raise MarkError("工作表的行没有编号，不能在里面做标记")
    return int(number)


def _new(number: int, row: FindingRow, sheet: _Sheet) -> bytes:
    cells = b"".join(_cell(number, column, each, sheet, None) for column, each in sorted(row.cells.items()))
    return _head(number, row.height, sheet) + cells + f"</{sheet.prefix}row>".encode()


def _head(number: int, height: float | None, sheet: _Sheet) -> bytes:
    tall = "" if height is None else f' ht="{height:g}" customHeight="1"'
    return f'<{sheet.prefix}row r="{number}"{tall}>'.encode()


def _rewritten(written: bytes, number: int, row: FindingRow | None, sheet: _Sheet) -> tuple[bytes, list[str]]:
    """A row that is there, with the block's cells exchanged; and the cells whose formula is gone."""
    root, found = elements(written)
    pending = sorted(row.cells.items()) if row else []
    pieces: list[bytes] = []
    unchained: list[str] = []
    last = root.inner
    of_row = attribute(written, root, "s")  # a cell that isn't there looks like its row, else like its column
    for element in found:
        own = written[element.start : element.end]
        ref = attribute(written, element, "r")
        if element.name != "c" or ref is None:
            raise MarkError("工作表的单元格没有编号，不能在里面做标记")
        column = position(ref)[1]
        while pending and pending[0][0] < column:
            pieces.append(_cell(number, *pending.pop(0), sheet, of_row))
        pieces.append(written[last : element.start])
        last = element.end
        if sheet.block.left <= column <= sheet.block.right:
            if any(child.name == "f" for child in elements(own)[1]):
                unchained.append(ref)
            style = attribute(written, element, "s") or "0"
            if pending and pending[0][0] == column:
                own = _cell(number, *pending.pop(0), sheet, style)
            else:
                is_plain = style == (of_row or sheet.styles.get(column, "0"))
                own = b"" if is_plain else f'<{sheet.prefix}c r="{ref}" s="{style}"/>'.encode()
        pieces.append(own)
    pieces += [_cell(number, *each, sheet, of_row) for each in pending]
    pieces.append(written[last : root.close])
    return _row(written, root, b"".join(pieces), row, number, sheet), unchained


def _row(written: bytes, root: Element, cells: bytes, row: FindingRow | None, number: int, sheet: _Sheet) -> bytes:
    """The row around its new cells; nothing where marking has made the row and nothing is left in it."""
    head = written[: root.inner]
    is_ours = _OURS.fullmatch(head) is not None
    if not cells and (is_ours or head == _head(number, None, sheet)):
        return b""
    if not cells and root.close == root.end:
        return written
    if row is not None and row.height is not None:
        head = _head(number, row.height, sheet) if is_ours else _taller(opened(head), row.height)
    closing = written[root.close :] if root.close < root.end else f"</{sheet.prefix}row>".encode()
    return opened(head) + cells + closing


def _taller(head: bytes, height: float) -> bytes:
    """A row that was there before, at least so high."""
    given = re.search(rb'\sht="([\d.]+)"', head)
    if given and float(given[1]) >= height:
        return head
    head = re.sub(rb'\s(?:ht|customHeight)="[^"]*"', b"", head)
    return head[:-1] + f' ht="{height:g}" customHeight="1">'.encode()


def _cell(number: int, column: int, content: Content, sheet: _Sheet, style: str | None) -> bytes:
    """Text goes inline: the table of shared strings is another part. Inline text is never a formula."""
    p = sheet.prefix
    style = style or sheet.styles.get(column, "0")
    head = f'{p}c r="{reference(number, column)}"' + ("" if style == "0" else f' s="{style}"')
    if isinstance(content, Decimal):
        return f"<{head}><{p}v>{content:f}</{p}v></{p}c>".encode()
    if isinstance(content, Link):
        formula, shown = escaped(content.formula), escaped_text(content.shown)
        return f'<{head} t="str"><{p}f>{formula}</{p}f><{p}v>{shown}</{p}v></{p}c>'.encode()
    text = f'<{p}t xml:space="preserve">{escaped_text(content)}</{p}t>'
    return f'<{head} t="inlineStr"><{p}is>{text}</{p}is></{p}c>'.encode()
