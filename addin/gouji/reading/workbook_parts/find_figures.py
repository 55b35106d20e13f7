"""A Book and its Form in; where every figure stands out, by defined name, and where names are lost by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from gouji.form.form import Form, Table
from gouji.form.row_names import by_row
from gouji.reading.reading import Place, Remark
from gouji.reading.workbook_parts import find_labels
from gouji.reading.workbook_parts.book import Area, Book, Sheet, column_number, reference
from gouji.reading.workbook_parts.find_labels import Located, normal

_LONGEST = 200  # characters of a reference; a sheet's title has 31 at most


class Search:
    """What the search has found so far. lost: how many things had no name. renamed: the form's sheet → the file's.

    absent: sheets already reported as missing. texts: sheet → its texts, where they were asked for.
    """

    __slots__ = ("absent", "book", "lost", "places", "remarks", "renamed", "texts")

    def __init__(self, book: Book) -> None:
        self.book = book
        self.places: dict[str, Place] = {}
        self.lost = 0
        self.renamed: dict[str, str] = {}
        self.absent: set[str] = set()
        self.remarks: list[Remark] = []
        self.texts: dict[str, dict[tuple[int, int], str]] = {}

    def texts_of(self, title: str) -> dict[tuple[int, int], str]:
        if title not in self.texts:
            self.texts[title] = find_labels.texts(self.book.sheet(title))
        return self.texts[title]

    def miss_sheet(self, sheet: str, cells: tuple[str, ...] = ()) -> None:
        if sheet not in self.absent:
            self.absent.add(sheet)
            self.remarks.append(Remark("sheet-missing", cells, ("",) * len(cells), {"sheet": sheet}))


def target(book: Book, name: str) -> tuple[Place, int, int] | None:
    """What a defined name stands for: its first cell, last row and last column. None when it is lost."""
    prefix, _, cells = book.names.get(name, "").partition("$")  # 'sheet'! J$7, or 'sheet'! A$4:$A$33
    title = book.prefixes.get(prefix)
    if title is None or len(prefix) + len(cells) > _LONGEST:
        return None
    return _target(title, cells)


@lru_cache(maxsize=2000)  # some hundred for a form; the same in every file of a batch
def _target(title: str, cells: str) -> tuple[Place, int, int] | None:
    pieces = cells.split("$")
    if len(pieces) not in (2, 4):
        return None
    try:
        row, column = int(pieces[1].rstrip(":")), column_number(pieces[0])
        if len(pieces) == 2:
            return Place(title, row, column), row, column
        return Place(title, row, column), int(pieces[3]), column_number(pieces[2])
    except ValueError:
        return None


def find(book: Book, form: Form) -> Search:
    """Raises UnreadableError. `places` lacks what isn't there or can't be told; a remark says so each time."""
    search = Search(book)
    for table in form.tables:
        _table(search, form, table)
    return search


def _table(search: Search, form: Form, table: Table) -> None:
    named = _without_stale(search, table, _named(search.book, table))
    found = dict(named)
    if len(named) < len(table.slots):
        _complete(search, table, named, found)
    if not found:
        _miss_table(search, form, table)
        return
    if len(found) < len(table.slots):
        search.remarks += _missing(form, table, found)
    title = Counter(place.sheet for place in found.values()).most_common(1)[0][0]
    if title != table.sheet:
        search.renamed[table.sheet] = title
    search.remarks += _moved(search, table, title, found)
    covered = _covered(form, search.book.sheet(title), found)
    search.remarks += covered
    for remark in covered:
        for id in remark.cells:
            found.pop(id, None)
    search.places |= found


def _named(book: Book, table: Table) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for slot in table.slots:
        stands = target(book, slot.id)
        if stands is not None:
            found[slot.id] = stands[0]
    if len(set(found.values())) < len(found):  # two names for one cell: neither is to be trusted
        times = Counter(found.values())
        found = {id: place for id, place in found.items() if times[place] == 1}
    return found


# ---------------------------------------------------------------- names that stayed behind


def _without_stale(search: Search, table: Table, named: dict[str, Place]) -> dict[str, Place]:
    """The names less those that contradict the labels printed beside them.

    Excel moves names with their cells. Programs that insert or delete rows often don't: then every name below still
    resolves, to a neighbour's figure. Labels decide, since they moved with the figures.
    """
    title = Counter(place.sheet for place in named.values()).most_common(1)[0][0] if named else ""
    if not named or _labels_in_place(search.book.sheet(title), table, named):
        return named
    located = find_labels.locate(search.texts_of(title), table)
    if located is None:
        return named
    labelled = {label.row for label in table.labels}
    told = {
        slot.id: Place(title, *located.refs[slot.id])
        for slot in table.slots
        if slot.id in located.sure or (slot.id in located.refs and slot.row not in labelled)
    }
    if all(named.get(id, place) == place for id, place in told.items()):
        return named
    # A name whose row bears no label any more points at whatever moved there: its own cell is gone.
    search.lost += sum(told.get(id) != place for id, place in named.items())
    return {id: told[id] for id in named if id in told}


def _labels_in_place(sheet: Sheet, table: Table, named: Mapping[str, Place]) -> bool:
    """Whether the printed labels stand where the named figures say they should, to the letter.

    Rows and columns move together with all that follow, so every other row and the last head tell. A single row
    exchanged between two that are looked at bears no figure of its own: it reads as blank, never as a neighbour.
    """
    slot = next(slot for slot in table.slots if slot.id in named)
    down, right = named[slot.id].row - slot.row, named[slot.id].column - slot.column
    rows = {label.row: label for label in table.labels if label.role == "stub"}  # the innermost label of a row
    stubs = [rows[row] for row in sorted(rows)]
    heads = [label for label in table.labels if label.role == "head"]
    for label in (*stubs[::2], *stubs[-1:], *heads[-1:]):
        row, column = label.row + down, label.column + right
        stored = sheet.at(reference(row, column)) if row > 0 < column else None
        if stored is None or stored.raw != label.text:
            return False
    return True


# ---------------------------------------------------------------- names lost


def _complete(search: Search, table: Table, named: Mapping[str, Place], found: dict[str, Place]) -> None:
    """Adds to `found` what labels can tell. A name that says #REF! belonged to a deleted cell, so only a row that
    bears its own label brings it back."""
    located = _located(search, table, named)
    if located is None:
        return
    title, where = located
    taken = {(place.sheet, place.row, place.column) for place in named.values()}
    for id, (row, column) in where.refs.items():
        gone = "#REF!" in search.book.names.get(id, "")
        if id not in found and (not gone or id in where.sure) and (title, row, column) not in taken:
            found[id] = Place(title, row, column)
            search.lost += 1


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
    blank = ("",) * len(table.figures)
    search.remarks.append(Remark("table-missing", table.figures, blank, {"table": f"{table.number}（{heading}）"}))


def _missing(form: Form, table: Table, found: Mapping[str, Place]) -> list[Remark]:
    """One remark for each row that lacks cells."""
    lacking = [id for id in table.figures if id not in found]
    return [Remark("cell-missing", ids, ("",) * len(ids), {"of": of}) for of, ids in by_row(form, table, lacking)]


# ---------------------------------------------------------------- moved, merged


def _moved(search: Search, table: Table, title: str, found: Mapping[str, Place]) -> list[Remark]:
    """Says when the cells' order on the sheet is not the form's grid, and what rows stand between."""
    slots = [(slot, found[slot.id]) for slot in table.slots if slot.id in found]
    if len({(place.row - slot.row, place.column - slot.column) for slot, place in slots}) == 1:
        return []
    remarks = [Remark("rows-moved", facts={"sheet": title})]
    own = {place.row for _, place in slots}
    labels = {normal(label.text) for label in table.labels}
    labels |= {normal(also) for block in table.blocks for line in block.lines for also in line.also}
    between: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in sorted(search.texts_of(title).items()):
        if min(own) < row < max(own) and row not in own:
            between.setdefault(row, []).append((column, text))
    for row, texts in between.items():
        if not labels.intersection(text for _, text in texts):
            column = texts[0][0]
            stored = search.book.sheet(title).at(reference(row, column))
            facts = {"sheet": title, "found": stored.raw.strip() if stored else ""}
            remarks.append(Remark("extra-row", (), (str(Place(title, row, column)),), facts))
    return remarks


def _covered(form: Form, sheet: Sheet, found: Mapping[str, Place]) -> list[Remark]:
    """Figures that a merge has swallowed: their own value is gone, and whose the remaining one is can't be told."""
    ours = {(place.row, place.column): id for id, place in found.items() if place.sheet == sheet.name}
    remarks = []
    for where in _overlapping(sheet.merges, ours):
        for (row, column), id in list(ours.items()):
            if where.covers(row, column) and (row, column) != (where.top, where.left):
                del ours[row, column]  # once is enough
                facts = {"of": form.figures[id].label, "into": reference(where.top, where.left)}
                remarks.append(Remark("covered-by-merge", (id,), (str(Place(sheet.name, row, column)),), facts))
    return remarks


def _overlapping(merges: Iterable[Area], ours: Collection[tuple[int, int]]) -> Iterator[Area]:
    """The merges that reach into the rectangle of our cells: most are heads and labels beside it."""
    rows, columns = [row for row, _ in ours], [column for _, column in ours]
    top, bottom, left, right = min(rows), max(rows), min(columns), max(columns)
    for where in merges:
        if not ours:
            return
        if where.top <= bottom and where.bottom >= top and where.left <= right and where.right >= left:
            yield where
