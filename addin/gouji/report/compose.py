"""Composes the neutral Document of a report: title, period, sections with their tables, signature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from gouji.characters import one_line
from gouji.day import day_in_words
from gouji.form.form import Form, Label, Section, Table
from gouji.form.tokens import filled
from gouji.frozen import replace
from gouji.reading.bare_text import ordinal
from gouji.reading.reading import Cell, Paragraph, Reading
from gouji.report import document
from gouji.report.document import Block, Document, Grid, GridCell, Heading, Signature
from gouji.report.measure import halves, width
from gouji.value import Kind, Value, plain
from gouji.words import beside

say = beside(__file__)

TITLE_WIDTH = 20  # characters of 二号 on one line of the type area, GB/T 9704-2012
_LEAD = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)][^。；：，\n]{1,30}[。：]?")
_ORDINAL = re.compile(r"([（(][一二三四五六七八九十]{1,3}[）)])(\S{1,6})\Z")
_DATE = re.compile(r"(\d{4})\s*[年/.-]\s*(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*日?(?:[T ].*)?\Z", re.ASCII)


def compose(
    form: Form,
    reading: Reading,
    draft: bool = False,
    signed: bool = True,
    explanations: Mapping[str, Sequence[str]] | None = None,
) -> Document:
    """Composes the report of a reading. What is not there is left out or blank; nothing is judged here.

    draft: marks every page. signed: name and date below the text, where basic information has the date.
    explanations: section id → why its table differs from last year's report, printed below the section's own text.
    """
    organization, year = one_line(reading.text("organization")), one_line(reading.text("year"))
    head, tail = title_parts(form, organization, year)
    return Document(
        title=head + tail,
        title_lines=title_lines(head, tail),
        subject=form.report_name,
        keywords=(form.report_name, year),
        preface=_preface(form, reading, organization, year),
        blocks=tuple(
            block
            for each in form.sections
            for block in _section(form, each, reading, (explanations or {}).get(each.id, ()))
        ),
        signature=_signature(reading, organization) if signed else None,
        draft_mark=say("draft.mark") if draft else "",
        draft_note=say("draft.note") if draft else "",
    )


def fill_tokens(form: Form, reading: Reading) -> Reading:
    """Gives the reading with the tokens of its texts and of its explanations filled."""

    def paragraph(each: Paragraph) -> Paragraph:
        return Paragraph(with_figures(form, reading, each.text), each.place)

    return replace(
        reading,
        sections={section_id: tuple(map(paragraph, each)) for section_id, each in reading.sections.items()},
        explanations=tuple(replace(each, text=with_figures(form, reading, each.text)) for each in reading.explanations),
    )


def with_figures(form: Form, reading: Reading, text: str) -> str:
    """Gives the text with every token replaced by the figure it names; unknown and blank ones stay."""

    def show(figure_id: str) -> str | None:
        number = reading.figures[figure_id].value.number if figure_id in reading.figures else None
        return None if number is None else plain(number)

    return filled(form, text, show)


def grid(form: Form, table: Table, reading: Reading) -> Grid:
    """Lays out a table of the form with the figures of a reading. Text that should have been a figure is printed as it
    is."""
    cells = [
        GridCell(each.row, each.column, each.rows, each.columns, _set(each), each.role, each.align, "")
        for each in table.labels
    ]
    cells += [
        GridCell(
            each.row, each.column, 1, each.columns, _shown(reading.figures.get(each.id)), "figure", "center", each.id
        )
        for each in table.slots
    ]
    cells += _holes(table, cells)
    return Grid(
        id=table.id,
        caption=ordinal(form.section(table.section).heading)[1],
        head_rows=table.head_rows,
        height=table.height,
        width=table.width,
        widths=table.widths,
        cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
    )


def title_lines(head: str, tail: str) -> tuple[str, ...]:
    """Breaks a title into lines: one where it fits; else broken where its sense allows: after the organisation, then
    inside a long name."""
    if width(head + tail) <= TITLE_WIDTH:
        return (head + tail,)
    return tuple(line for line in (*halves(head, TITLE_WIDTH), *halves(tail, TITLE_WIDTH)) if line)


def parsed_date(text: str) -> date | None:
    """Reads `2026年1月30日`, `2026-01-30` and similar dates; None for anything else."""
    match = _DATE.match(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def title_parts(form: Form, organization: str, year: str) -> tuple[str, str]:
    """Gives the title up to the end of the organisation, and what follows."""
    head, found, tail = form.title.partition("{organization}")
    if not found:
        head, tail = "", head
    head += organization if found else ""
    return head.replace("{year}", year), tail.replace("{year}", year)


def _preface(form: Form, reading: Reading, organization: str, year: str) -> tuple[document.Paragraph, ...]:
    """The statement of the period, where the office's own text has none."""
    statement = form.narrative.report.period_statement
    opening = reading.sections.get(form.narrative.opening_section, ())
    stated = any(word in paragraph.text for paragraph in opening for word in form.narrative.period_words)
    if stated or not statement or not year:
        return ()
    return (document.Paragraph("", statement.replace("{organization}", organization).replace("{year}", year)),)


def _section(form: Form, section: Section, reading: Reading, explanations: Sequence[str]) -> Iterator[Block]:
    yield Heading(1, section.heading)
    if section.table is not None:
        yield grid(form, form.table(section.table), reading)
    for paragraph in reading.sections.get(section.id, ()):
        text = one_line(paragraph.text)
        if text:
            yield _block(text)
    for explanation in explanations:
        yield document.Paragraph("", say("explanation.text", explanation=one_line(explanation)))


def _block(text: str) -> Block:
    """GB/T 9704: `（一）` begins a heading of the second level, on its own line or at the head of a paragraph."""
    match = _LEAD.match(text)
    if match is None or (match.end() < len(text) and match[0][-1] not in "。："):
        return document.Paragraph("", text)
    if match.end() == len(text):
        return Heading(2, text)
    return document.Paragraph(match[0], text[match.end() :])


def _signature(reading: Reading, organization: str) -> Signature | None:
    signed_on = parsed_date(reading.text("published_on"))
    if signed_on is None or not organization:
        return None
    return Signature(organization, day_in_words(signed_on), signed_on.isoformat())


def _set(label: Label) -> str:
    """The label of a group of rows stands in a narrow column: its number on a line of its own, its words whole."""
    match = _ORDINAL.match(label.text) if label.role == "stub" and label.rows > 1 else None
    return f"{match[1]}\n{match[2]}" if match else label.text


def _shown(cell: Cell | None) -> str:
    value = cell.value if cell else Value(Kind.BLANK, None, "")
    return plain(value.number) if value.kind is Kind.NUMBER and value.number is not None else one_line(value.raw)


def _holes(table: Table, cells: list[GridCell]) -> Iterator[GridCell]:
    """Empty cells where the form prints neither label nor figure: a renderer needs every place filled."""
    taken = {
        (cell.row + down, cell.column + across)
        for cell in cells
        for down in range(cell.rows)
        for across in range(cell.columns)
    }
    for row in range(table.height):
        for column in range(table.width):
            if (row, column) not in taken:
                yield GridCell(row, column, 1, 1, "", "banner", "center", "")
