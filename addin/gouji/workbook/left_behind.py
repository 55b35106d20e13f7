"""Finds what an import of a workbook doesn't take over: a file's bytes and its Reading go in, and every text and number
that stands beside table, basic information and texts comes out with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from gouji.errors import UnreadableError
from gouji.form.by_id import by_id
from gouji.form.form import Form
from gouji.form.own_workbook import own_sheets
from gouji.ooxml import package
from gouji.ooxml.book import Book
from gouji.ooxml.container import HandOverError
from gouji.ooxml.defined_names import target
from gouji.place import Place, position
from gouji.reading import source
from gouji.reading.bare_text import squash
from gouji.reading.content import Content
from gouji.reading.reading import Reading
from gouji.workbook import template

MOST = 2000  # cells that are looked after; a report's sheet has some hundred
_TITLE = 40  # characters of a line that may be a title


class Elsewhere(NamedTuple):
    """Place and content of what stood elsewhere in a workbook. left: what is not in the Reading. joined: text above a
    section's named block, which is."""

    left: tuple[tuple[Place, str], ...] = ()
    joined: tuple[tuple[Place, str], ...] = ()


def left_behind(data: bytes, forms: Sequence[Form], reading: Reading) -> Elsewhere:
    """Gives what stood elsewhere, from the top; nothing for other files, and for workbooks that only a fallback can
    read."""
    form = by_id(forms, reading.form)
    content = Content(data)
    try:
        if source.which(content) is not source.SOURCES["xlsx"]:
            return Elsewhere()
        book = package.load(content.parts)
        return Elsewhere(tuple(islice(_strange(book, form, reading), MOST)), tuple(_above(book, reading)))
    except (HandOverError, UnreadableError):
        return Elsewhere()


def _above(book: Book, reading: Reading) -> Iterator[tuple[Place, str]]:
    for section_id, paragraphs in reading.sections.items():
        named = target(book, f"sections.{section_id}")
        for each in paragraphs:
            place = each.place
            if named and isinstance(place, Place) and place.sheet == named.sheet and place.row < named.top:
                yield place, each.text


def _strange(book: Book, form: Form, reading: Reading) -> Iterator[tuple[Place, str]]:
    used = _used(reading)
    words = _words(form)
    ours = own_sheets(form)
    for title in book.titles:
        if title in ours:
            continue
        for row, column, raw in sorted(_typed(book, title)):
            place = Place(title, row, column)
            if place not in used and squash(raw) not in words and not _is_title(raw, form, reading):
                yield place, raw


def _typed(book: Book, title: str) -> Iterator[tuple[int, int, str]]:
    """What was typed on a sheet: formulas are worked out anew."""
    sheet = book.sheet(title)
    for ref in sheet.refs:
        stored = sheet.at(ref)
        if stored is not None and stored.formula is None and stored.raw.strip():
            yield *position(ref), stored.raw.strip()


def _used(reading: Reading) -> set[object]:
    cells = {each.place for each in (*reading.figures.values(), *reading.info.values())}
    return cells | {each.place for texts in reading.sections.values() for each in texts}


def _is_title(raw: str, form: Form, reading: Reading) -> bool:
    """Whether a line says no more than whose report it is, and of which year."""
    text = squash(raw)
    said = {squash(reading.title), squash(reading.text("organization"))}
    return text in said or (len(text) <= _TITLE and squash(form.report_name) in text)


def _words(form: Form) -> frozenset[str]:
    """All that a blank workbook of the form says by itself, and how else its labels are spelled."""
    blank = package.load(Content(template.to_bytes(form)).parts)
    said = {squash(raw) for title in blank.titles for _, _, raw in _typed(blank, title)}
    for table in form.tables:
        said |= {squash(label.text) for label in table.labels}
        said |= {squash(also) for block in table.blocks for line in block.lines for also in line.also}
    return frozenset(said | {squash(each) for section in form.sections for each in (section.heading, *section.accepts)})
