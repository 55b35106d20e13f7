"""The sheets that nothing was read from in; a Remark for each table of the form that stands on one of them again, out.

A sheet that was copied goes on being filled while its names, and with them what is read, stay with the first one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from gouji.errors import UnreadableError
from gouji.form.form import Form, Table
from gouji.reading.reading import Cell, Place, Remark
from gouji.reading.workbook_parts import find_labels
from gouji.reading.workbook_parts.book import Book, Sheet
from gouji.reading.workbook_parts.container import HandOverError
from gouji.reading.workbook_parts.find_figures import Search
from gouji.value import Kind, plain

_MOST_CELLS = 200_000  # looked at for one workbook
_MOST_TABLES = 40  # compared for one workbook

ReadCell = Callable[[Sheet, Place], Cell]


def second_tables(
    search: Search, form: Form, titles: Iterable[str], figures: Mapping[str, Cell], read: ReadCell
) -> list[Remark]:
    """titles: the sheets that nothing was read from."""
    remarks: list[Remark] = []
    compared = 0
    for title, table in _again(search, form, titles):
        located = find_labels.locate(search.texts_of(title), table)
        if located is None:
            continue
        sheet = search.book.sheet(title)
        copy = {id: read(sheet, Place(title, *at)) for id, at in located.refs.items() if id in figures}
        differing = [id for id, cell in copy.items() if _said(cell) != _said(figures[id])]
        if differing and any(cell.value.kind is Kind.NUMBER for cell in copy.values()):
            remarks.append(_remark(search.book, table, title, differing, figures, copy))
        compared += 1
        if compared == _MOST_TABLES:
            break
    return remarks


def _again(search: Search, form: Form, titles: Iterable[str]) -> Iterator[tuple[str, Table]]:
    """The sheets that hold enough of a table's labels, with the table. One that can't be read holds nothing of ours."""
    cells = 0
    read = {form.figures[id].table for id in search.places}
    for title in titles:
        try:
            cells += len(search.book.sheet(title).refs)
            texts = set(search.texts_of(title).values()) if cells <= _MOST_CELLS else set()
        except (UnreadableError, HandOverError):
            continue
        yield from ((title, table) for table in form.tables if table.id in read and find_labels.may_hold(texts, table))


def _said(cell: Cell) -> object:
    """What two cells are compared by."""
    return cell.value.raw.strip() if cell.value.number is None else cell.value.number


def _remark(
    book: Book, table: Table, title: str, ids: list[str], figures: Mapping[str, Cell], copy: Mapping[str, Cell]
) -> Remark:
    first, second = figures[ids[0]], copy[ids[0]]
    read = first.place.sheet if first.place else ""
    facts = {
        "table": table.number,
        "read": read,
        "read_state": _state(book, read),
        "copy": title,
        "copy_state": _state(book, title),
        "count": str(len(ids)),
        "at": str(first.place or ""),
        "value": _words(first),
        "other": str(second.place),
        "other_value": _words(second),
    }
    return Remark("table-twice", tuple(ids), tuple(str(figures[id].place or "") for id in ids), facts)


def _state(book: Book, title: str) -> str:
    return "（隐藏着）" if title in book.hidden else ""


def _words(cell: Cell) -> str:
    if cell.value.number is not None:
        return plain(cell.value.number)
    return f"“{cell.value.raw.strip()}”" if cell.value.raw.strip() else "空的"
