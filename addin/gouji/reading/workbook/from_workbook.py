"""Reads a workbook into a Reading. This is the one way in to the room.

The stdlib reader does nearly everything; what it can't do it says so, and a child process takes over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from gouji.errors import UnreadableError
from gouji.form.form import Form
from gouji.form.own_workbook import RECEIPT_STAMP
from gouji.ooxml import package
from gouji.ooxml.book import Book, Sheet
from gouji.ooxml.container import HandOverError
from gouji.ooxml.defined_names import constant
from gouji.place import Place
from gouji.reading.content import Choice, Content
from gouji.reading.limits import within
from gouji.reading.reading import Cell, Reading, Remark
from gouji.reading.workbook import cells, find_figures, find_texts, seen
from gouji.reading.workbook.find_explanations import find_explanations
from gouji.reading.workbook.find_previous import find_previous
from gouji.reading.workbook.second_tables import second_tables
from gouji.reading.workbook.which_form import which
from gouji.value import Value

if TYPE_CHECKING:
    from gouji.reading.workbook.by_heads import ByHeads


def read(content: Content, forms: Sequence[Form]) -> Reading:
    """Reads the report in an .xlsx. Raises UnreadableError, whose code is a check of structure.toml, and nothing
    else."""
    try:
        return from_book(package.load(content.parts), forms, choice=content.choice)
    except HandOverError:
        return from_book(_handed_over(content.data, "xlsx"), forms, choice=content.choice)


def old(kind: str) -> Callable[[Content, Sequence[Form]], Reading]:
    """Gives the `read` of a format that is no .xlsx, of which only values can be had. kind: as people call it."""

    def read(content: Content, forms: Sequence[Form]) -> Reading:
        remark = Remark("old-format-read", facts={"kind": kind, "reason": "公式和单元格名称读不出来，只读了数值"})
        return from_book(_handed_over(content.data, kind), forms, (remark,), content.choice)

    return read


def _handed_over(data: bytes, kind: str) -> Book:
    # Imported only here: a child process costs more than everything else that a batch loads.
    from gouji.reading.workbook.hand_over import hand_over

    return hand_over(data, kind)


def from_book(
    book: Book, forms: Sequence[Form], remarks: tuple[Remark, ...] = (), choice: Choice | None = None
) -> Reading:
    """Does what `read` does, for a workbook that something else has opened. `remarks` come first in the Reading's
    own."""
    if choice is not None and choice.sheet and choice.sheet not in book.titles:
        raise UnreadableError("no-form", reason=f"没有工作表“{choice.sheet}”")
    work_out = _work_out(book)

    def read_cell(sheet: Sheet, place: Place) -> Cell:
        return cells.at(book, sheet, place, work_out)

    by_heads = _by_heads(book, read_cell, choice)
    form, mixed = which(book, forms, by_heads)

    def read_each(places: Mapping[str, Place]) -> dict[str, Cell]:
        return {
            figure_id: cells.at(book, book.sheet(place.sheet), place, work_out) for figure_id, place in places.items()
        }

    search = find_figures.find(book, form, by_heads, choice.sheet if choice else "")
    if search.is_own and not search.places and not find_figures.is_refused(search.remarks):
        raise UnreadableError("no-form", reason="没有单元格名称，也没有认得出的表头")
    info = find_texts.find_info(search, form)
    if search.is_own:
        said, sections, blocks = find_texts.as_printed(search, form)
    else:
        said = {}
        sections, blocks = find_texts.find_sections(search, form, read_cell)
    if not search.places and not any(sections.values()) and not find_figures.is_refused(search.remarks):
        raise UnreadableError("no-form", reason="表样的工作表和单元格都不见了")
    figures = read_each(
        {figure_id: search.places[figure_id] for figure_id in form.figures if figure_id in search.places}
    )
    noticed = _noticed(search) + seen.notice(book, form, search.read, info, figures, sections)
    used = {*search.read, *[place.sheet for place in (*info.values(), *blocks.values())]}
    if choice is None and (others := [title for title in search.sheets(form) if title not in used]):
        noticed = second_tables(search, form, others, figures, read_cell) + noticed
    return within(
        Reading(
            form=form.id,
            info=said | {field: cell for field, cell in read_each(info).items() if field not in said or cell.value.raw},
            figures=figures,
            sections=sections,
            remarks=(*remarks, *mixed, *noticed),
            explanations=find_explanations(book, figures),
            receipt=constant(book.names.get(RECEIPT_STAMP, "")) or None,
            previous=find_previous(book, form, read_cell),
            blocks=blocks,
        )
    )


def _by_heads(book: Book, read: find_texts.ReadCell, choice: Choice | None) -> Callable[[], ByHeads]:
    """What the sheets say, made ready by who asks first."""
    ready: list[ByHeads] = []

    def by_heads() -> ByHeads:
        if not ready:
            # Imported only here: workbooks with all their names and labels never need the recogniser.
            from gouji.reading.workbook.by_heads import ByHeads

            ready.append(ByHeads(book, read, choice))
        return ready[0]

    return by_heads


def _work_out(book: Book) -> cells.WorkOut:
    """Works formulas out that have no stored value, made ready by the first of them."""
    ready: list[cells.WorkOut] = []

    def work_out(place: Place, formula: str) -> Value:
        if not ready:
            # Imported only here: it knows how to calculate, and files saved by a spreadsheet program never need it.
            from gouji.reading.workbook.uncalculated import Workings

            ready.append(Workings(book).value)
        return ready[0](place, formula)

    return work_out


def _noticed(search: find_figures.Search) -> list[Remark]:
    """What the search noticed, what blocks a report first."""
    hints = [Remark("sheet-renamed", facts={"sheet": sheet, "found": found}) for sheet, found in search.renamed.items()]
    if search.lost:
        hints.insert(0, Remark("names-lost", facts={"count": str(search.lost)}))
    return [*search.remarks, *hints]
