"""Gathers everything that the sheets of a workbook are drawn from: the form, its layout and what fills it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gouji.errors import UsageError
from gouji.form.form import Form
from gouji.place import to_address
from gouji.reading.reading import Reading
from gouji.value import Kind, Value, plain
from gouji.words import beside
from gouji.workbook.filling import Filling, as_stored, fill
from gouji.workbook.held import held
from gouji.workbook.layout import INFO, Layout, layout
from gouji.workbook.sheet import Content, Error, Formula
from gouji.workbook.texts import CELL_LIMIT, ParagraphRow, rows, units

say = beside(__file__)

_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
_FACTS = ("organization", "year")  # basic information that headings speak of


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that one workbook is drawn from."""

    form: Form
    at: Layout
    filling: Filling
    texts: Mapping[str, tuple[ParagraphRow, ...]]
    reading: Reading | None
    previous: Reading | None

    def info(self, field_id: str) -> Value:
        cell = self.reading.info.get(field_id) if self.reading else None
        return as_stored(cell.value) if cell else Value(Kind.BLANK, None, "")


def book(form: Form, reading: Reading | None, previous: Reading | None) -> Contents:
    """Lays out and fills a workbook. previous: last year's figures; without them those that the reading keeps itself.

    Raises UsageError when the reading is of another form or has what the form has not.
    """
    if reading is not None:
        _refuse_strangers(form, reading)
    reading, previous = (held(each) if each else None for each in (reading, previous))
    texts = {section_id: rows(paragraphs) for section_id, paragraphs in reading.sections.items()} if reading else {}
    at = layout(form, {section_id: len(each) for section_id, each in texts.items()})
    return Contents(form, at, fill(form, reading), texts, reading, previous or (reading.previous if reading else None))


def _refuse_strangers(form: Form, reading: Reading) -> None:
    if reading.form != form.id:
        raise UsageError(f"内容是 {reading.form} 的，不能写进 {form.id} 的填报表")
    known = {
        "单元格": (reading.figures, form.figures),
        INFO: (reading.info, {field.id for field in form.info}),
        "部分": (reading.sections, {section.id for section in form.sections}),
    }
    for what, (given, allowed) in known.items():
        strange = [figure_id for figure_id in given if figure_id not in allowed]
        if strange:
            raise UsageError(f"{form.name}没有这个{what}：{'、'.join(strange)}")


def content(value: Value) -> Content:
    """Gives a value as a cell takes it. Text stays text, whatever it begins with. Raises UsageError past a cell's
    limit."""
    if value.number is not None:
        return value.number
    if value.kind is Kind.BLANK:
        return None
    if value.kind is Kind.BOOLEAN:
        return value.raw.strip().upper() in ("TRUE", "1")
    if value.kind is Kind.ERROR and value.raw in _ERRORS:
        return Error(value.raw)
    return checked(value.raw)


def checked(text: str) -> str:
    """Gives a text that a cell can hold. What `held` takes out is gone already. Raises UsageError when it is too
    long."""
    if units(text) > CELL_LIMIT:
        raise UsageError(f"文字过长（{units(text)} 字，一格最多 {CELL_LIMIT} 字）：{text[:20]}…")
    return text


def heading(pattern: str, book: Contents) -> Formula:
    """Makes a formula of a pattern with {organization} and {year}, so that it follows basic information."""
    parts: list[str] = []
    shown: dict[str, str] = {}
    rest = pattern
    while rest:
        starts = {name: rest.index(f"{{{name}}}") for name in _FACTS if f"{{{name}}}" in rest}
        name = min(starts, key=lambda each: starts[each], default="")
        before, _, rest = rest.partition(f"{{{name}}}") if name else (rest, "", "")
        if before:
            parts.append('"' + before.replace('"', '""') + '"')
        if name in book.at.info:
            place = book.at.info[name]
            parts.append(to_address(place))
        shown[name] = _shown(book.info(name))
    full = pattern.format(**{name: shown.get(name, "") for name in _FACTS})
    return Formula("=" + "&".join(parts), full if units(full) <= CELL_LIMIT else "#VALUE!")  # as Excel would say


def title(book: Contents) -> Formula:
    """Gives the report's title once organisation and year are filled in; until then what every report is called."""
    full = heading(book.form.title, book)
    known = [name for name in _FACTS if name in book.at.info]
    empty = "+".join(f'COUNTIF({to_address(book.at.info[name])},"")' for name in known) or "0"
    is_full = all(_shown(book.info(name)) for name in known)
    name = book.form.report_name.replace('"', '""')
    return Formula(f'=IF({empty}>0,"{name}",{full.text[1:]})', full.shown if is_full else book.form.report_name)


def _shown(value: Value) -> str:
    return plain(value.number) if value.number is not None else value.raw


def whose(book: Contents) -> Formula:
    """Makes the formula that names organisation and report year."""
    return heading(say.of("whose"), book)
