"""A Book and its Form in; the cells of basic information and the paragraphs of each section out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from gouji.form.form import Form, Section
from gouji.reading.book import Area, Sheet, position, row_of
from gouji.reading.find_figures import Search, target
from gouji.reading.find_labels import normal
from gouji.reading.reading import Cell, Explanation, Paragraph, Place, spoken_of
from gouji.rule.spell import column_letters

EXPLANATIONS = "gouji.explanations"  # defined name of the block that the filler writes reasons into

ReadCell = Callable[[Place], Cell]

_BETWEEN = re.compile(r"[\s,，、;；]+")
_FEW = 600  # cells of a block that are looked up one by one; in a larger one the sheet's own cells are sorted


def find_info(search: Search, form: Form) -> dict[str, Place]:
    """Info field id → place: by name, else right of its label on whatever sheet has the most of the labels."""
    found: dict[str, Place] = {}
    for field in form.info:
        stands = target(search.book, f"info.{field.id}")
        if stands is not None:
            found[field.id] = stands[0]
    lost = {normal(field.label): field.id for field in form.info if field.id not in found}
    if not lost:
        return found
    sheets = {place.sheet for place in found.values()} or set(search.book.titles)
    best: dict[str, Place] = {}
    for title in sheets:
        here: dict[str, Place] = {}
        for (row, column), text in search.texts_of(title).items():
            id = lost.get(text) or next((lost[label] for label in lost if text.startswith(label + "(")), None)
            if id is not None:
                here.setdefault(id, Place(title, row, column + 1))
        if len(here) > len(best):
            best = here
    search.lost += len(best)
    return found | best


def find_sections(search: Search, form: Form, read: ReadCell) -> dict[str, tuple[Paragraph, ...]]:
    """Section id → its paragraphs, one for each non-empty cell, row by row."""
    sections: dict[str, tuple[Paragraph, ...]] = {}
    for section in form.sections:
        stands = target(search.book, f"sections.{section.id}")
        if stands is None:
            block = _by_heading(search, section)
        else:
            first, bottom, right = stands
            block = first.sheet, Area(first.row, first.column, bottom, right)
            if first.sheet != section.sheet:
                search.renamed[section.sheet] = first.sheet
        if block is None:
            sections[section.id] = ()
            continue
        title, where = block
        sheet = search.book.sheet(title)
        if section.table is None:  # nothing else stands below: text that ran over the block's end belongs to it
            where = where._replace(bottom=max([where.bottom, *map(row_of, sheet.refs)]))
        sections[section.id] = _paragraphs(sheet, where, read)
    return sections


def find_explanations(search: Search, figures: Mapping[str, Cell], read: ReadCell) -> tuple[Explanation, ...]:
    """The filler's reasons, one a row: the code in the first column, cells in the second with spaces between, words
    in the next, and in the last the figures that they spoke of. Where those have changed since, the reason is gone."""
    stands = target(search.book, EXPLANATIONS)
    if stands is None:
        return ()
    first, bottom, right = stands
    rows: dict[int, dict[int, str]] = {}
    for text, place in _paragraphs(search.book.sheet(first.sheet), Area(first.row, first.column, bottom, right), read):
        if place is not None:
            rows.setdefault(place.row, {})[place.column] = text
    explanations = []
    for said in rows.values():
        code, spoken = said.pop(first.column, ""), said.pop(right, "")
        cells = tuple(_BETWEEN.split(said.pop(first.column + 1))) if first.column + 1 in said else ()
        if code and said and spoken in ("", spoken_of(cells, figures)):
            explanations.append(Explanation(code, cells, "\n".join(said.values())))
    return tuple(explanations)


def _paragraphs(sheet: Sheet, where: Area, read: ReadCell) -> tuple[Paragraph, ...]:
    if (where.bottom - where.top + 1) * (where.right - where.left + 1) <= _FEW:
        columns = [(column, column_letters(column)) for column in range(where.left, where.right + 1)]
        at = [
            (row, column)
            for row in range(where.top, where.bottom + 1)
            for column, letters in columns
            if f"{letters}{row}" in sheet.refs
        ]
    else:
        at = sorted(spot for spot in map(position, sheet.refs) if where.covers(*spot))
    cells = ((Place(sheet.name, row, column)) for row, column in at)
    return tuple(Paragraph(text, place) for place in cells if (text := read(place).value.raw.strip()))


def _by_heading(search: Search, section: Section) -> tuple[str, Area] | None:
    """The cells below a section's heading, in its column, where the name is lost.

    Only for a section that is all text: below a table nothing tells text from notes.
    """
    titles = search.book.titles
    if section.table is not None:
        return None
    headings = {normal(each) for each in (section.heading, section.sheet, *section.accepts)}
    order = [title for title in titles if title == section.sheet] + [t for t in titles if t != section.sheet]
    for title in order:
        spots = [spot for spot, text in search.texts_of(title).items() if text in headings]
        below = [
            row for spot in spots[:1] for row, column in search.texts_of(title) if row > spot[0] and column == spot[1]
        ]
        if below and (title == section.sheet or len(titles) > 1):
            top, left = min(spots)
            search.lost += 1
            if title != section.sheet:
                search.renamed[section.sheet] = title
            return title, Area(top + 1, left, max(below), left)
    if section.sheet not in titles:
        search.miss_sheet(section.sheet)
    return None
