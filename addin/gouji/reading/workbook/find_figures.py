"""Finds the place of every figure of a Form in a Book: by defined names where heads and labels stand round them as the
form has them, else by what the recogniser tells of heads and labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from gouji.form.form import Form, Table
from gouji.form.own_workbook import FORM_STAMP, own_sheets
from gouji.frozen import replace
from gouji.ooxml.book import Book, Sheet
from gouji.place import Place, reference
from gouji.reading.reading import Remark
from gouji.reading.workbook import sheet_texts
from gouji.reading.workbook.found import covered, missing, moved
from gouji.reading.workbook.labels_round import labels_round

if TYPE_CHECKING:
    from gouji.reading.recognise.table import Read
    from gouji.reading.workbook.by_heads import ByHeads

_REFUSED = ("table-unreadable", "table-ambiguous")


class Search:
    """What the search has found so far. lost: number of figures without a name. renamed: the form's sheet → the file's.

    absent: sheets already reported as missing. read: those with a table that was found → its id. texts: sheet → its
    texts, where they were asked for. is_own: whether the workbook is an office's own, made without our form. by_heads:
    gives what its sheets say, made when it is first asked for. wanted: the sheet that a person asked for, "" for none.
    """

    __slots__ = (
        "absent",
        "book",
        "by_heads",
        "is_own",
        "lost",
        "places",
        "read",
        "remarks",
        "renamed",
        "texts",
        "wanted",
    )

    def __init__(self, book: Book, by_heads: Callable[[], ByHeads], is_own: bool, wanted: str = "") -> None:
        self.book = book
        self.by_heads, self.is_own, self.wanted = by_heads, is_own, wanted
        self.places: dict[str, Place] = {}
        self.lost = 0
        self.renamed: dict[str, str] = {}
        self.absent: set[str] = set()
        self.read: dict[str, str] = {}
        self.remarks: list[Remark] = []
        self.texts: dict[str, dict[tuple[int, int], str]] = {}

    def texts_of(self, title: str) -> dict[tuple[int, int], str]:
        if title not in self.texts:
            self.texts[title] = sheet_texts.texts(self.book.sheet(title))
        return self.texts[title]

    def sheets(self, form: Form) -> list[str]:
        """The sheets that may hold the report: all but those of our own workbooks that hold none."""
        ours = own_sheets(form)
        return [title for title in self.book.titles if title not in ours]

    def miss_sheet(self, sheet: str, cells: tuple[str, ...] = ()) -> None:
        if sheet not in self.absent:
            self.absent.add(sheet)
            self.remarks.append(Remark("sheet-missing", cells, (None,) * len(cells), {"sheet": sheet}))


def is_own(book: Book, form: Form) -> bool:
    """Whether a workbook is an office's own: it has neither our stamp, nor a figure's name, nor a sheet of the form."""
    sheets = {section.sheet for section in form.sections}
    return (
        FORM_STAMP not in book.names and sheets.isdisjoint(book.titles) and book.names.keys().isdisjoint(form.figures)
    )


def is_refused(remarks: Iterable[Remark]) -> bool:
    """Whether a table stands there that could not be read."""
    return any(remark.name in _REFUSED for remark in remarks)


def find(book: Book, form: Form, by_heads: Callable[[], ByHeads], wanted: str = "") -> Search:
    """Searches a workbook. A place that isn't there or can't be told is not in `places`; a remark says so each time.
    Raises UnreadableError."""
    search = Search(book, by_heads, is_own(book, form), wanted)
    for table in form.tables:
        _table(search, form, table)
    return search


def _table(search: Search, form: Form, table: Table) -> None:
    named = _named(search, table)
    found = dict(named.places)
    said: list[Remark] = []
    if named.shift is not None:
        if len(found) < len(table.slots):
            _complete(search, table, named, found)
    else:
        found, said = _by_heads(search, form, table, named)
    if named.elsewhere:
        search.remarks.append(_elsewhere(form, named, found))
    if not found:
        _miss_table(search, form, table, said)
        return
    search.remarks += said
    if len(found) < len(table.slots) and (named.places or named.shift):
        search.remarks += missing(form, table, found)
    sheets = [title for title, _ in Counter(place.sheet for place in found.values()).most_common()]
    search.read |= dict.fromkeys(sheets, table.id)
    if sheets[0] != table.sheet and not search.is_own:
        search.renamed[table.sheet] = sheets[0]
    for title in sheets:
        swallowed = covered(form, search.book.sheet(title), found)
        search.remarks += swallowed
        for figure_id in [each for remark in swallowed for each in remark.cells]:
            found.pop(figure_id, None)
    search.places |= found


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
    if len(set(places.values())) < len(places):  # two names for one cell: neither is to be trusted
        times = Counter(places.values())
        places = {figure_id: place for figure_id, place in places.items() if times[place] == 1}
    return Named(places, elsewhere, None)


def _usual(shifts: Counter[tuple[str, int, int]], table: Table) -> tuple[str, int, int]:
    """Where most names stand: on the sheet that most are on, the form's own among equals."""
    sheets: Counter[str] = Counter()
    for (title, _, _), count in shifts.items():
        sheets[title] += count
    most = max(sheets, key=lambda title: (sheets[title], title == table.sheet))
    return max((shift for shift in shifts if shift[0] == most), key=lambda shift: shifts[shift])


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
    """Adds to `found` the cells whose names are lost, where all labels stand in place. A name that says #REF! belonged
    to a deleted cell, so only a row that bears its own label brings it back, or a name of the same kind that a copied
    sheet brought along."""
    assert named.shift is not None
    title, down, right = named.shift
    labelled = {label.row for label in table.labels}
    taken = set(found.values())
    copied = {name for name, says in search.book.local_names if "#REF!" not in says}
    for slot in table.slots:
        place = Place(title, slot.row + down, slot.column + right)
        gone = "#REF!" in search.book.names.get(slot.id, "") and slot.id not in copied
        if slot.id not in found and (not gone or slot.row in labelled) and place not in taken:
            found[slot.id] = place
            search.lost += slot.id not in named.elsewhere


# ---------------------------------------------------------------- by heads and labels


def _by_heads(search: Search, form: Form, table: Table, named: Named) -> tuple[dict[str, Place], list[Remark]]:
    """What heads and labels tell of a table, and what is to say of it. Names that agree with them stand."""
    read = _told(search, form, table, named.places)
    told = (
        {figure_id: cell.place for figure_id, cell in read.figures.items() if isinstance(cell.place, Place)}
        if read is not None
        else {}
    )
    if not named.places:
        if not search.is_own:
            search.lost += sum(figure_id not in named.elsewhere for figure_id in told)
        return told, _said(read, told, search)
    against = {figure_id: place for figure_id, place in named.places.items() if told.get(figure_id, place) != place}
    if _is_exchange(against, told):  # of labels: the cells are where the form has them
        taken = set(named.places.values())
        unnamed = {figure_id: place for figure_id, place in told.items() if place not in taken}
        stands = {**unnamed, **named.places}
        search.lost += len(stands.keys() - named.places.keys() - named.elsewhere.keys())
        return stands, _round(search, form, table, stands, told, read)
    # A name whose row bears no label any more points at whatever moved there: its own cell is gone.
    found = dict(told) if against else {**told, **named.places}
    across = [figure_id for figure_id, place in against.items() if told[figure_id].column != place.column]
    named.elsewhere.update((figure_id, named.places[figure_id]) for figure_id in across)
    search.lost += sum(
        named.places.get(figure_id) != place and figure_id not in named.elsewhere
        for figure_id, place in (named.places | told).items()
        if against or figure_id not in named.places
    )
    return found, _round(search, form, table, found, told, read)


def _round(
    search: Search, form: Form, table: Table, found: Mapping[str, Place], told: Mapping[str, Place], read: Read | None
) -> list[Remark]:
    """What is to say of a table that has names and doesn't look as the form has it."""
    title = Counter(place.sheet for place in found.values()).most_common(1)[0][0]
    sheet, texts = search.book.sheet(title), search.texts_of(title)
    slots = [(slot, found[slot.id]) for slot in table.slots if slot.id in found]
    is_moved = len({(place.row - slot.row, place.column - slot.column) for slot, place in slots}) > 1
    if len(told) < len(found) or not is_moved:
        remarks = labels_round(form, table, sheet, texts, found, is_named=True)
    else:
        remarks = [each for each in _said(read, told, search) if not each.cells and each.name != "extra-row"]
    return (moved(sheet, texts, table, {place.row for _, place in slots}) if is_moved else []) + remarks


def _is_exchange(against: Mapping[str, Place], told: Mapping[str, Place]) -> bool:
    """Whether labels say no more than that cells have each other's figures."""
    return bool(against) and set(against.values()) == {told[figure_id] for figure_id in against}


def _said(read: Read | None, told: Mapping[str, Place], search: Search) -> list[Remark]:
    """The recogniser's remarks, with the sheet that the table was found on for the form's own."""
    if read is None:
        return []
    titles = Counter(place.sheet for place in told.values()).most_common(1)
    return [
        replace(remark, facts={**remark.facts, "sheet": titles[0][0]}) if titles and "sheet" in remark.facts else remark
        for remark in read.remarks
    ]


def _told(search: Search, form: Form, table: Table, named: Mapping[str, Place]) -> Read | None:
    """What the likeliest sheets say of a table: those where names remain, else its own, else all that people see, else
    all. None where none of them holds it."""
    by_heads = search.by_heads()
    for titles in _likely(search, form, table, {place.sheet for place in named.values()}):
        read = by_heads.tables(form, titles, with_hidden=not search.is_own).get(table.id)
        if read is not None and (read.figures or is_refused(read.remarks)):
            return read
    return None


def _likely(search: Search, form: Form, table: Table, named: Collection[str]) -> list[Sequence[str]]:
    wanted = [[search.wanted]] if search.wanted in search.book.titles else []
    if named:
        return [*wanted, sorted(named)]
    every = search.sheets(form)
    visible = [title for title in every if title not in search.book.hidden]
    return [*wanted, *([[table.sheet]] if table.sheet in every else []), visible, every]


def _miss_table(search: Search, form: Form, table: Table, said: Sequence[Remark]) -> None:
    nowhere = (None,) * len(table.figures)
    if is_refused(said):
        search.remarks += said
    elif search.is_own:
        search.remarks.append(Remark("table-missing", table.figures, nowhere, {"table": table.number}))
    elif table.sheet not in search.book.titles:
        search.miss_sheet(table.sheet, table.figures)
    else:
        heading = next(section.heading for section in form.sections if section.table == table.id)
        search.remarks.append(
            Remark("table-missing", table.figures, nowhere, {"table": f"{table.number}（{heading}）"})
        )
