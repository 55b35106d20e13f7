"""Finds the cells of basic information and the paragraphs of each section in a Book."""

from __future__ import annotations

from collections.abc import Callable

from gouji.form.form import Form, Section, Table
from gouji.ooxml.book import Sheet
from gouji.ooxml.defined_names import target
from gouji.place import Area, Place, position, reference, row_of
from gouji.reading.reading import Cell, Paragraph
from gouji.reading.workbook.find_figures import Search
from gouji.reading.workbook.sheet_texts import normal

ReadCell = Callable[[Sheet, Place], Cell]

_GAP = 1  # empty rows between paragraphs below a table
_ABOVE = 30  # rows above a block that are looked at
_FORMULA_LOST = "0"  # what an .xls that LibreOffice saved keeps of our formula that says whose report it is
_FEW = 600  # cells of a block that are looked up one by one; in a larger one the sheet's own cells are sorted


def find_info(search: Search, form: Form) -> dict[str, Place]:
    """Gives the place of each field of basic information by id: by name, else right of its label on whatever sheet has
    the most of the labels."""
    found: dict[str, Place] = {}
    for field in form.info:
        stands = target(search.book, f"info.{field.id}")
        if stands is not None:
            found[field.id] = stands.first
    lost = {normal(field.label): field.id for field in form.info if field.id not in found}
    if not lost:
        return found
    sheets = {place.sheet for place in found.values()} or set(search.book.titles)
    best: dict[str, Place] = {}
    for title in sheets:
        here: dict[str, Place] = {}
        for (row, column), text in search.texts_of(title).items():
            figure_id = lost.get(text) or next((lost[label] for label in lost if text.startswith(label + "(")), None)
            if figure_id is not None:
                here.setdefault(figure_id, Place(title, row, column + 1))
        if len(here) > len(best):
            best = here
    search.lost += len(best)
    return found | best


def find_sections(
    search: Search, form: Form, read: ReadCell
) -> tuple[dict[str, tuple[Paragraph, ...]], dict[str, Place]]:
    """Gives the paragraphs of each section by id, one for each non-empty cell, row by row, and the place where each
    block of text begins."""
    sections: dict[str, tuple[Paragraph, ...]] = {}
    blocks: dict[str, Place] = {}
    for section in form.sections:
        where = target(search.book, f"sections.{section.id}")
        if where is None:
            where = _by_place(search, form, section)
        elif where.sheet != section.sheet:
            search.renamed[section.sheet] = where.sheet
        if where is None:
            sections[section.id] = ()
            continue
        sheet = search.book.sheet(where.sheet)
        where = where._replace(top=_top(search, form, section, sheet, where))
        blocks[section.id] = where.first
        if section.table is None:  # nothing else stands below: text that ran over the block's end belongs to it
            where = where._replace(bottom=max([where.bottom, *map(row_of, sheet.refs)]))
        sections[section.id] = _paragraphs(sheet, where, read)
    return sections, blocks


def _top(search: Search, form: Form, section: Section, sheet: Sheet, where: Area) -> int:
    """The first row of a section's text: a row inserted right above a named block is none of it to a program, but what
    is typed there belongs to the text. Above stand the heading, and a table's figures."""
    table = form.table(section.table) if section.table else None
    figures = [search.places[each].row for each in table.figures if each in search.places] if table else []
    top = where.top
    for row in range(where.top - 1, max([1, where.top - 1 - _ABOVE, *figures]), -1):
        stored = sheet.at(reference(row, where.left))
        if stored is None or not stored.raw.strip():
            continue
        text = normal(stored.raw)
        is_ours = stored.formula is not None or stored.raw == _FORMULA_LOST
        if is_ours or text in _headings(section) or _states_info(text, form):
            break
        top = row
    return top


def _headings(section: Section) -> set[str]:
    return {normal(each) for each in (section.heading, section.sheet, *section.accepts)}


def as_printed(
    search: Search, form: Form
) -> tuple[dict[str, Cell], dict[str, tuple[Paragraph, ...]], dict[str, Place]]:
    """Gives what an office's own workbook says of itself, its sections' texts and where they begin, as the recogniser
    reads them. What it remarks goes to the search."""
    by_heads = search.by_heads()
    titles = [title for title in search.sheets(form) if title not in search.book.hidden]
    reading = by_heads.reading(form, titles)
    if reading is None:
        return {}, {section.id: () for section in form.sections}, {}
    search.remarks += by_heads.beside_tables(form, titles)
    blocks = {
        section_id: each[0].place
        for section_id, each in reading.sections.items()
        if each and isinstance(each[0].place, Place)
    }
    return dict(reading.info), dict(reading.sections), blocks


def _paragraphs(sheet: Sheet, where: Area, read: ReadCell) -> tuple[Paragraph, ...]:
    if where.size <= _FEW:
        at = [position(ref) for ref in where.refs() if ref in sheet.refs]
    else:
        at = sorted(spot for spot in map(position, sheet.refs) if where.covers(*spot))
    cells = ((Place(sheet.name, row, column)) for row, column in at)
    return tuple(Paragraph(text, place) for place in cells if (text := read(sheet, place).value.raw.strip()))


def _by_place(search: Search, form: Form, section: Section) -> Area | None:
    """Where a section's text stands when its name is lost: below its table, or below its heading."""
    found = _below_table(search, form.table(section.table)) if section.table else _below_heading(search, form, section)
    if found is not None:
        search.lost += 1
        if found.sheet != section.sheet:
            search.renamed[section.sheet] = found.sheet
    elif section.table is None and section.sheet not in search.book.titles:
        search.miss_sheet(section.sheet)
    return found


def _below_table(search: Search, table: Table) -> Area | None:
    """The texts in the table's first column, down to two empty rows: beyond them stand notes and ties."""
    slots = {slot.id: slot for slot in table.slots}
    places = {figure_id: place for figure_id, place in search.places.items() if figure_id in slots}
    if not places:
        return None
    figure_id, place = max(places.items(), key=lambda each: each[1].row)
    column, row = place.column - slots[figure_id].column, place.row
    texts = search.texts_of(place.sheet)
    rows = [row]
    for at in sorted(row for row, there in texts if there == column and row > place.row):
        if at - rows[-1] > _GAP + 1:
            break
        rows.append(at)
    return Area(rows[1], column, rows[-1], column, place.sheet) if len(rows) > 1 else None


def _below_heading(search: Search, form: Form, section: Section) -> Area | None:
    titles = search.book.titles
    headings = _headings(section)
    own_first = sorted(titles, key=lambda title: title != section.sheet)
    for title in own_first:
        texts = search.texts_of(title)
        heads = [spot for spot, text in texts.items() if text in headings]
        if not heads:
            continue
        top, left = min(heads)
        rows = sorted(row for row, column in texts if row > top and column == left)
        if rows and _states_info(texts[rows[0], left], form):
            del rows[0]
        if rows:
            return Area(rows[0], left, rows[-1], left, title)
    return None


def _states_info(text: str, form: Form) -> bool:
    """Whether a line below a heading says whose report it is (编制机关：…), as our own sheets do."""
    label = text.partition(":")[0]
    return len(label) >= 2 and label != text and any(normal(field.label).startswith(label) for field in form.info)
