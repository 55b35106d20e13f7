"""Reads what a defined name of a workbook says: the cells that it stands for, or the text that it states."""

from __future__ import annotations

from gouji.ooxml.book import Book
from gouji.place import Area, named_area

_LONGEST = 200  # characters of a reference; a sheet's title has 31 at most


def target(book: Book, name: str) -> Area | None:
    """Gives the cells that a defined name stands for; None when it is lost."""
    prefix, _, cells = book.names.get(name, "").partition("$")  # 'sheet'! J$7, or 'sheet'! A$4:$A$33
    title = book.prefixes.get(prefix)
    if title is None or len(prefix) + len(cells) > _LONGEST:
        return None
    return named_area(title, cells)


def constant(says: str) -> str:
    """Gives the text that a defined name states (`"annual_report/2021"`), "" when it states none."""
    said = says.lstrip("=").strip()
    return said[1:-1].replace('""', '"') if len(said) > 2 and said[0] == said[-1] == '"' else ""
