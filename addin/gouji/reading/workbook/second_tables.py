"""Makes a Remark for each table of the form that stands a second time, on a sheet that nothing was read from.

A sheet that was copied goes on being filled while its names, and with them what is read, stay with the first one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from gouji.errors import UnreadableError
from gouji.form.form import Form, Table
from gouji.ooxml.book import Book, Sheet
from gouji.ooxml.container import HandOverError
from gouji.ooxml.defined_names import target
from gouji.place import Place, to_text
from gouji.reading.reading import Cell, Remark
from gouji.reading.workbook import sheet_texts
from gouji.reading.workbook.find_figures import Search
from gouji.value import Kind, plain

_MOST_CELLS = 200_000  # looked at for one workbook
_MOST_TABLES = 40  # compared for one workbook
# Patterns as texts, for `re` to compile when they are first used: few files need them.
_YEAR = r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])"
_PERIOD = r"上一?年|去年|季度|月(?![0-9]{1,2}[日号])|样表|示例|模板"
_VERSION = r"稿|改|终|报送|上报|最新"  # what stands beside it is the day of a change

ReadCell = Callable[[Sheet, Place], Cell]


def second_tables(
    search: Search, form: Form, titles: Iterable[str], figures: Mapping[str, Cell], read: ReadCell
) -> list[Remark]:
    """Makes these remarks. titles: the sheets that nothing was read from."""
    remarks: list[Remark] = []
    compared = 0
    for title, table in _again(search, form, _of_this_report(search, titles, read)):
        told = search.by_heads().tables(form, [title], with_hidden=True).get(table.id)
        if told is None:
            continue
        sheet = search.book.sheet(title)
        copy = {
            figure_id: read(sheet, cell.place)
            for figure_id, cell in told.figures.items()
            if figure_id in figures and isinstance(cell.place, Place)
        }
        differing = [figure_id for figure_id, cell in copy.items() if _said(cell) != _said(figures[figure_id])]
        if differing and any(cell.value.kind is Kind.NUMBER for cell in copy.values()):
            remarks.append(_remark(search.book, table, title, differing, figures, copy))
        compared += 1
        if compared == _MOST_TABLES:
            break
    return remarks


def _of_this_report(search: Search, titles: Iterable[str], read: ReadCell) -> Iterator[str]:
    """Less the visible sheets whose titles say another period than the report's. Where figures were read from a sheet
    with such a title, a title says nothing."""
    stands = target(search.book, "info.year")
    said = re.search(_YEAR, read(search.book.sheet(stands.sheet), stands.first).value.raw) if stands else None
    year = said[0] if said else ""
    is_told = not any(_is_of_another(title, year) for title in search.read)
    for title in titles:
        if title in search.book.hidden or not (is_told and _is_of_another(title, year)):
            yield title


def _is_of_another(title: str, year: str) -> bool:
    """Whether a title names another period, or an example. year: the report's, "" for one that isn't known."""
    if re.search(_VERSION, title):
        return False
    years = re.findall(_YEAR, title)
    return bool(re.search(_PERIOD, title)) or (bool(years and year) and year not in years)


def _again(search: Search, form: Form, titles: Iterable[str]) -> Iterator[tuple[str, Table]]:
    """The sheets that hold enough of a table's labels, with the table. One that can't be read holds nothing of ours."""
    cells = 0
    read = {form.figures[figure_id].table for figure_id in search.places}
    for title in titles:
        try:
            cells += len(search.book.sheet(title).refs)
            texts = set(search.texts_of(title).values()) if cells <= _MOST_CELLS else set()
        except (UnreadableError, HandOverError):
            continue
        yield from ((title, table) for table in form.tables if table.id in read and sheet_texts.may_hold(texts, table))


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
        "at": to_text(first.place),
        "value": _words(first),
        "other": str(second.place),
        "other_value": _words(second),
    }
    return Remark("table-twice", tuple(ids), tuple(figures[figure_id].place for figure_id in ids), facts)


def _state(book: Book, title: str) -> str:
    return "（隐藏着）" if title in book.hidden else ""


def _words(cell: Cell) -> str:
    if cell.value.number is not None:
        return plain(cell.value.number)
    return f"“{cell.value.raw.strip()}”" if cell.value.raw.strip() else "空的"
