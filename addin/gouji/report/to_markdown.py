"""Writes a Document as Markdown: one line per paragraph, headings with #, tables in HTML.

The heads of the official tables are merged over columns and rows, and Markdown's own tables can't say that; HTML in
Markdown is shown wherever Markdown is, and no extension is needed. What a text holds by chance of Markdown's signs is
escaped, so that it is shown, and read back, as it was written.
"""

from __future__ import annotations

import re
from html import escape

from gouji.report.document import Block, Document, Grid, GridCell, Heading, Paragraph

_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#@!$()*+,;=%&\[\]']*[A-Za-z0-9/=_-]")
_REFERENCE = re.compile(r"&\w+;")
_BY_BACKSLASH = frozenset("\\`*_{}[]#+-.)")  # what has a backslash taken away by every renderer
_SIGN = re.compile(r"[\\`*{}\[\]#<>&|~$^]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|=(?==)")
_START = re.compile(r"[-+:]|(\(?[0-9A-Za-z]{1,9})([.)])(?=\s|\Z)")  # of a list, or of an explanation of a word


def to_markdown(document: Document) -> str:
    """Gives the Markdown of a document."""
    parts = [f"> {_text(document.draft_note)}"] if document.draft_note else []
    parts.append(f"# {_text(document.title)}")
    parts += map(_block, (*document.preface, *document.blocks))
    if document.signature:
        parts += [_text(document.signature.organization), _text(document.signature.date)]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * (block.level + 1)} {_text(block.text)}"
        case Paragraph():  # a lead in bold letters would show its signs: no renderer ends them between 。 and a word
            return _text(block.lead + block.text)
        case Grid():
            return _table(block)


def _text(text: str) -> str:
    """A paragraph of plain text as Markdown that shows just that."""
    start = _START.match(text)
    if start is None:
        return _line(text)
    number, sign = start[1] or "", start[2] or start[0]
    return number + _escaped(sign) + _line(text[start.end() :])


def _line(text: str) -> str:
    """An address becomes a link: inside one no sign may be escaped."""
    pieces, at = [], 0
    for address in _ADDRESS.finditer(text):
        if not _REFERENCE.search(address[0]):
            pieces += [_SIGN.sub(lambda sign: _escaped(sign[0]), text[at : address.start()]), f"<{address[0]}>"]
            at = address.end()
    return "".join(pieces) + _SIGN.sub(lambda sign: _escaped(sign[0]), text[at:])


def _escaped(sign: str) -> str:
    if sign in _BY_BACKSLASH:
        return f"\\{sign}"
    return escape(sign) if sign in "<>&" else f"&#{ord(sign)};"


def _table(grid: Grid) -> str:
    """A row a line, without a blank line: there the HTML would end."""
    rows = [f'<tr align="center">{"".join(map(_cell, row))}</tr>' for row in grid.rows()]
    first = grid.head_rows
    head = ["<thead>", *rows[:first], "</thead>"] if first else []
    return "\n".join(["<table>", *head, "<tbody>", *rows[first:], "</tbody>", "</table>"])


def _cell(cell: GridCell) -> str:
    tag = "th" if cell.text and not cell.id else "td"
    spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (
        f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    )
    left = ' align="left"' if cell.align == "left" else ""
    return f"<{tag}{spans}{left}>{'<br>'.join(map(escape, cell.text.split(chr(10))))}</{tag}>"
