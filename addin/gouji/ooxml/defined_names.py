"""Reads what a defined name of a workbook says: the cells that it stands for, or the text that it states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gouji.ooxml.book import Book
from gouji.place import Area, named_area

_LONGEST = 200  # characters of a reference; a sheet's title has 31 at most


def target(book: Book, name: str) -> Area | None:
    """Gives the cells that a defined name stands for; None when it is lost."""
    return book.areas.get(name)


def named_areas(titles: Iterable[str], names: Mapping[str, str]) -> dict[str, Area]:
    """Gives the cells that each of these names stands for; those that are lost are left out. titles: of the sheets."""
    sheets: dict[str, str] = {}
    for title in titles:
        sheets[f"{title}!"] = sheets["'" + title.replace("'", "''") + "'!"] = title
    found: dict[str, Area] = {}
    for name, says in names.items():
        prefix, _, cells = says.partition("$")  # 'sheet'! J$7, or 'sheet'! A$4:$A$33
        sheet = sheets.get(prefix) if len(says) <= _LONGEST else None
        where = named_area(sheet, cells) if sheet is not None else None
        if where is not None:
            found[name] = where
    return found


def constant(says: str) -> str:
    """Gives the text that a defined name states (`"annual_report/2021"`), "" when it states none."""
    said = says.lstrip("=").strip()
    return said[1:-1].replace('""', '"') if len(said) > 2 and said[0] == said[-1] == '"' else ""
