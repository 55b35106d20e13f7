"""Reads the sheets of a Book by what is printed on them: hands them to the recogniser, as any other source is.

For workbooks without defined names, and for tables whose names don't agree with the heads and labels round their cells.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.ooxml.book import Book, Sheet
from gouji.ooxml.container import HandOverError
from gouji.place import Place, position
from gouji.reading.block import Block
from gouji.reading.content import Choice
from gouji.reading.reading import Cell, Reading, Remark
from gouji.reading.recognise.copies import read_copies
from gouji.reading.recognise.headings import parts
from gouji.reading.recognise.labels import labels
from gouji.reading.recognise.recognise import cap, likeliest, recognise
from gouji.reading.recognise.sections import of_tables, stream
from gouji.reading.recognise.table import Read
from gouji.reading.workbook import sheet_areas, sheet_grid
from gouji.reading.workbook.left_out import left_out
from gouji.reading.workbook.sheet_areas import Filled, Known
from gouji.value import Kind, plain

ReadCell = Callable[[Sheet, Place], Cell]

MAX_CELLS = 30_000  # of all sheets together that are looked at; a report has some thousand
_UNCALCULATED = "?"  # stands where a formula has no value that anyone could tell


class ByHeads:
    """What the sheets of a book say, each worked out when it is first asked for."""

    def __init__(self, book: Book, read: ReadCell, choice: Choice | None = None) -> None:
        self.book, self.read, self.choice = book, read, choice
        self._filled: dict[tuple[str, bool], Filled] = {}
        self._tables: dict[tuple[str, tuple[str, ...], bool], dict[str, Read]] = {}
        self._readings: dict[tuple[str, tuple[str, ...]], Reading | None] = {}

    def form(self, forms: Sequence[Form]) -> Form:
        """The form that the rows and heads of all sheets tell. Raises UnreadableError("no-form")."""
        whole = [sheet_grid.whole(self.filled(title, with_hidden=True)) for title in self._readable(self.book.titles)]
        form = likeliest(stream([block for each in whole for block in each]), forms)
        if form is None:
            raise UnreadableError("no-form", reason="没有单元格名称，也没有认得出的表头")
        return form

    def tables(self, form: Form, titles: Sequence[str], *, with_hidden: bool) -> dict[str, Read]:
        """What can be read of each table of the form that stands on these sheets. with_hidden: whether hidden rows and
        columns count."""
        asked = form.id, tuple(titles), with_hidden
        if asked not in self._tables:
            known = {table.id: labels(table) for table in form.tables}
            items = stream(self.blocks(form, titles, with_hidden=with_hidden))
            cap(items)
            found, _ = of_tables(parts(items, form), form, known)
            self._tables[asked] = {
                table_id: read_copies(each.items, known[table_id], form, self.choice)
                for table_id, each in found.items()
                if each.seen
            }
        return self._tables[asked]

    def reading(self, form: Form, titles: Sequence[str]) -> Reading | None:
        """The whole report as the recogniser reads it: title, organisation, year, texts; None where it finds none."""
        asked = form.id, tuple(titles)
        if asked not in self._readings:
            try:
                made = recognise(self.blocks(form, titles, with_hidden=False), (form,), choice=self.choice)
            except UnreadableError:
                made = None
            self._readings[asked] = made
        return self._readings[asked]

    def beside_tables(self, form: Form, titles: Sequence[str]) -> list[Remark]:
        """The remarks of the whole reading that are of no table, and what stands on the sheets and was not read."""
        reading = self.reading(form, titles)
        of_tables = [each for read in self.tables(form, titles, with_hidden=False).values() for each in read.remarks]
        every = reading.remarks if reading is not None else ()
        known = _known(form)
        unread = [
            remark
            for title in self._readable(titles)
            for remark in left_out(self.filled(title, with_hidden=False), self.filled(title, with_hidden=True), known)
        ]
        return [*(each for each in every if each not in of_tables and each.name != "table-missing"), *unread]

    def blocks(self, form: Form, titles: Iterable[str], *, with_hidden: bool) -> list[Block]:
        known = _known(form)
        return [
            block
            for title in self._readable(titles)
            for block in sheet_grid.blocks(self.filled(title, with_hidden=with_hidden), known)
        ]

    def _readable(self, titles: Iterable[str]) -> Iterable[str]:
        """Less the sheets that can't be read, and those beyond the cap."""
        cells = 0
        for title in titles:
            try:
                more = len(self.book.sheet(title).refs)
            except (UnreadableError, HandOverError):
                continue
            if cells + more <= MAX_CELLS:
                cells += more
                yield title

    def filled(self, title: str, *, with_hidden: bool) -> Filled:
        """What stands on a sheet, numbers as they are read."""
        asked = title, with_hidden
        if asked not in self._filled:
            sheet = self.book.sheet(title)
            merges, look = self.book.shape_of(title)
            rows: Collection[int] = () if with_hidden else frozenset(look.rows)
            columns: Collection[int] = () if with_hidden else frozenset(look.columns)
            texts = {}
            for ref in sheet.refs:
                row, column = position(ref)
                if row not in rows and column not in columns:
                    text = _text(self.read(sheet, Place(title, row, column)))
                    if text.strip():
                        texts[row, column] = text
            self._filled[asked] = sheet_areas.filled(title, texts, merges)
        return self._filled[asked]


def _known(form: Form) -> Known:
    return sheet_areas.known({table.id: labels(table) for table in form.tables})


def _text(cell: Cell) -> str:
    if cell.value.kind is Kind.UNCALCULATED:
        return _UNCALCULATED
    return plain(cell.value.number) if cell.value.number is not None else cell.value.raw
