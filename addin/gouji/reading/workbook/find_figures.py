"""Finds the place of every figure of a Form in a Book: by defined name, and where names are lost by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from gouji.form.form import Form, Table
from gouji.ooxml.book import Book, Sheet
from gouji.place import Place, reference
from gouji.reading.reading import Remark
from gouji.reading.workbook import find_labels
from gouji.reading.workbook.find_labels import Located
from gouji.reading.workbook.found import covered, missing, moved
from gouji.reading.workbook.labels_round import labels_round


class Search:
    """What the search has found so far. lost: number of figures without a name. renamed: the form's sheet → the file's.

    absent: sheets already reported as missing. read: those with a table that was found → its id. texts: sheet → its
    texts, where they were asked for.
    """

    __slots__ = ("absent", "book", "lost", "places", "read", "remarks", "renamed", "texts")

    def __init__(self, book: Book) -> None:
        self.book = book
        self.places: dict[str, Place] = {}
        self.lost = 0
        self.renamed: dict[str, str] = {}
        self.absent: set[str] = set()
        self.read: dict[str, str] = {}
        self.remarks: list[Remark] = []
        self.texts: dict[str, dict[tuple[int, int], str]] = {}

    def texts_of(self, title: str) -> dict[tuple[int, int], str]:
        if title not in self.texts:
            self.texts[title] = find_labels.texts(self.book.sheet(title))
        return self.texts[title]

    def miss_sheet(self, sheet: str, cells: tuple[str, ...] = ()) -> None:
        if sheet not in self.absent:
            self.absent.add(sheet)
            self.remarks.append(Remark("sheet-missing", cells, (None,) * len(cells), {"sheet": sheet}))


def find(book: Book, form: Form) -> Search:
    """Searches a workbook. A place that isn't there or can't be told is not in `places`; a remark says so each time.
    Raises UnreadableError."""
    search = Search(book)
    for table in form.tables:
        _table(search, form, table)
    return search


def _table(search: Search, form: Form, table: Table) -> None:
    named = _named(search, table)
    found = dict(named.places)
    if len(found) < len(table.slots):
        _complete(search, table, named, found)
    if named.elsewhere:
        search.remarks.append(_elsewhere(form, named, found))
    if not found:
        _miss_table(search, form, table)
        return
    if len(found) < len(table.slots):
        search.remarks += missing(form, table, found)
    title = Counter(place.sheet for place in found.values()).most_common(1)[0][0]
    search.read[title] = table.id
    if title != table.sheet:
        search.renamed[table.sheet] = title
    sheet = search.book.sheet(title)
    if named.shift is None:
        search.remarks += _by_labels(search, form, table, sheet, named, found)
    swallowed = covered(form, sheet, found)
    search.remarks += swallowed
    for remark in swallowed:
        for figure_id in remark.cells:
            found.pop(figure_id, None)
    search.places |= found


def _by_labels(
    search: Search, form: Form, table: Table, sheet: Sheet, named: Named, found: Mapping[str, Place]
) -> list[Remark]:
    """What is to say of a table whose labels don't all stand where the form has them, to the letter."""
    texts = search.texts_of(sheet.name)
    slots = [(slot, found[slot.id]) for slot in table.slots if slot.id in found]
    remarks = labels_round(form, table, sheet, texts, found, is_named=bool(named.places))
    if len({(place.row - slot.row, place.column - slot.column) for slot, place in slots}) > 1:
        return moved(sheet, texts, table, {place.row for _, place in slots}) + remarks
    return remarks


# ---------------------------------------------------------------- names


class Named(NamedTuple):
    """What the defined names of a table say. elsewhere: what they say that can't be. shift: sheet, rows and columns
    from the form's grid to the cells, where all labels stand in place."""

    places: dict[str, Place]
    elsewhere: dict[str, Place]
    shift: tuple[str, int, int] | None


def _named(search: Search, table: Table) -> Named:
    """The names less those that contradict the labels printed beside them.

    Excel moves names with their cells. Programs that insert or delete rows often don't: then every name below still
    resolves, to a neighbour's figure. A single name may be led anywhere. Labels moved with the figures, so they decide.
    """
    places: dict[str, Place] = {}
    elsewhere: dict[str, Place] = {}
    apart: list[tuple[str, int, int]] = []
    for slot in table.slots:
        stands = search.book.areas.get(slot.id)
        if stands is None:
            continue
        top, left, bottom, right, title = stands
        if bottom == top and right - left < slot.columns:
            places[slot.id] = Place(title, top, left)
            apart.append((title, top - slot.row, left - slot.column))
        else:  # a block of cells
            elsewhere[slot.id] = stands.first
    if not places:
        return Named(places, elsewhere, None)
    shifts = Counter(apart)
    shift = _usual(shifts, table)
    title, down, right = shift
    if _labels_in_place(search.book.sheet(title), table, down, right):
        if len(shifts) > 1:
            at = {slot.id: Place(title, slot.row + down, slot.column + right) for slot in table.slots}
            elsewhere |= {figure_id: place for figure_id, place in places.items() if place != at[figure_id]}
            places = {figure_id: place for figure_id, place in places.items() if place == at[figure_id]}
        return Named(places, elsewhere, shift)
    elsewhere |= {figure_id: place for figure_id, place in places.items() if place.sheet != title}
    places = {figure_id: place for figure_id, place in places.items() if place.sheet == title}
    return Named(_without_stale(search, table, title, places), elsewhere, None)


def _usual(shifts: Counter[tuple[str, int, int]], table: Table) -> tuple[str, int, int]:
    """Where most names stand: on the sheet that most are on, the form's own among equals."""
    sheets: Counter[str] = Counter()
    for (title, _, _), count in shifts.items():
        sheets[title] += count
    most = max(sheets, key=lambda title: (sheets[title], title == table.sheet))
    return max((shift for shift in shifts if shift[0] == most), key=lambda shift: shifts[shift])


def _without_stale(search: Search, table: Table, title: str, named: dict[str, Place]) -> dict[str, Place]:
    if len(set(named.values())) < len(named):  # two names for one cell: neither is to be trusted
        times = Counter(named.values())
        named = {figure_id: place for figure_id, place in named.items() if times[place] == 1}
    located = find_labels.locate(search.texts_of(title), table)
    if located is None:
        return named
    labelled = {label.row for label in table.labels}
    told = {
        slot.id: Place(title, *located.refs[slot.id])
        for slot in table.slots
        if slot.id in located.sure or (slot.id in located.refs and slot.row not in labelled)
    }
    if all(named.get(figure_id, place) == place for figure_id, place in told.items()):
        return named
    # A name whose row bears no label any more points at whatever moved there: its own cell is gone.
    search.lost += sum(told.get(figure_id) != place for figure_id, place in named.items())
    return {figure_id: told[figure_id] for figure_id in named if figure_id in told}


def _labels_in_place(sheet: Sheet, table: Table, down: int, right: int) -> bool:
    """Whether every label of a row or a column stands where the figures say it should, to the letter."""
    for label in table.labels:
        if label.role in ("stub", "head"):
            row, column = label.row + down, label.column + right
            stored = sheet.at(reference(row, column)) if row > 0 < column else None
            if stored is None or stored.raw != label.text:
                return False
    return True


def _elsewhere(form: Form, named: Named, found: Mapping[str, Place]) -> Remark:
    ids = tuple(named.elsewhere)
    facts = {
        "of": form.figures[ids[0]].label,
        "found": str(named.elsewhere[ids[0]]),
        "read": str(found[ids[0]]) if ids[0] in found else "（没有找到）",
        "more": f"；这样的共 {len(ids)} 格" if len(ids) > 1 else "",
    }
    return Remark("name-elsewhere", ids, tuple(named.elsewhere.values()), facts)


# ---------------------------------------------------------------- names lost


def _complete(search: Search, table: Table, named: Named, found: dict[str, Place]) -> None:
    """Adds to `found` what labels can tell. A name that says #REF! belonged to a deleted cell, so only a row that
    bears its own label brings it back, or a name of the same kind that a copied sheet brought along."""
    located = _located(search, table, named.places)
    if located is None:
        return
    title, where = located
    taken = {(place.sheet, place.row, place.column) for place in named.places.values()}
    copied = {name for name, says in search.book.local_names if "#REF!" not in says}
    for figure_id, (row, column) in where.refs.items():
        gone = "#REF!" in search.book.names.get(figure_id, "") and figure_id not in copied
        if figure_id not in found and (not gone or figure_id in where.sure) and (title, row, column) not in taken:
            found[figure_id] = Place(title, row, column)
            search.lost += figure_id not in named.elsewhere


def _located(search: Search, table: Table, named: Mapping[str, Place]) -> tuple[str, Located] | None:
    """The sheet that bears the table's labels: the one where names remain, else its own, else the best other."""
    remaining = Counter(place.sheet for place in named.values())
    if remaining:
        likely = [remaining.most_common(1)[0][0]]
    elif table.sheet in search.book.titles:
        likely = [table.sheet]
    else:
        likely = []
    for titles in (likely, [] if remaining else [title for title in search.book.titles if title not in likely]):
        found = [(title, located) for title in titles if (located := find_labels.locate(search.texts_of(title), table))]
        if found:
            return max(found, key=lambda each: each[1].share)
    return None


def _miss_table(search: Search, form: Form, table: Table) -> None:
    if table.sheet not in search.book.titles:
        search.miss_sheet(table.sheet, table.figures)
        return
    heading = next(section.heading for section in form.sections if section.table == table.id)
    nowhere = (None,) * len(table.figures)
    search.remarks.append(Remark("table-missing", table.figures, nowhere, {"table": f"{table.number}（{heading}）"}))
