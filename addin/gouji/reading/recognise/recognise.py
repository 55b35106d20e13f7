"""Makes a Reading of the blocks of a report: figures, section texts, and remarks on what could not be read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from unicodedata import normalize

from gouji.characters import without_formatting
from gouji.errors import UnreadableError
from gouji.form.family import due, families, forms_of, newest
from gouji.form.form import Form
from gouji.reading.bare_text import bare, is_figure, squash
from gouji.reading.block import Block, Line
from gouji.reading.content import Choice
from gouji.reading.reading import Cell, Paragraph, Reading, Remark
from gouji.reading.recognise.copies import read_copies, year_of_sheets
from gouji.reading.recognise.headings import Parts, parts
from gouji.reading.recognise.labels import labels
from gouji.reading.recognise.paragraphs import joined, line_width
from gouji.reading.recognise.rows import Item
from gouji.reading.recognise.sections import Found, as_line, of_tables, stream, tables_of_labels, texts
from gouji.reading.recognise.side_by_side import apart
from gouji.reading.recognise.signature import signed
from gouji.reading.recognise.spoken import say
from gouji.reading.recognise.title import Title, is_titled, mentioned, stated_organization, stated_year, title
from gouji.reading.unread import unread
from gouji.value import Kind, Value, from_text

MAX_TEXTS = 100_000  # paragraphs and cells; a report has some thousand, a web page around it some more
MAX_CHARACTERS = 2_000_000
UNREADABLE = frozenset({"table-unreadable", "table-ambiguous"})


def recognise(
    blocks: Sequence[Block], forms: Sequence[Form], broken: bool = False, choice: Choice | None = None
) -> Reading:
    """Makes the Reading. Its `form` is the form whose tables are printed, whatever the year.

    broken: a paragraph may be several lines of a fixed width. choice: which of several tables is meant. Raises
    UnreadableError: over-limit; not-a-report when there is no heading, no title and no table of any form.
    """
    items = stream(blocks)
    cap(items)
    own = _of_family(items, forms)
    reading, has_headings = _read(items, _fitting(items, own), broken, choice)
    if not reading.figures and not any(remark.name in UNREADABLE for remark in reading.remarks):
        # No tables: the year says what they should have been.
        form = due(own, reading.year) if reading.year is not None else None
        reading, has_headings = _read(items, form or newest(own), broken, choice)
    refused = any(remark.name in UNREADABLE for remark in reading.remarks)
    is_report = reading.figures or refused or reading.title or has_headings
    if not is_report and not any(mentioned(texts(items), form) for form in forms):
        raise UnreadableError("not-a-report", reason=say("source.nothing"))
    return reading


def cap(items: Sequence[Item]) -> None:
    """Raises UnreadableError (over-limit): a character may unfold to eighteen when labels are compared, and every cell
    is held against every label."""
    every = texts(items)
    if len(every) > MAX_TEXTS or sum(len(normalize("NFKC", text)) for text in every) > MAX_CHARACTERS:
        raise UnreadableError("over-limit", reason=say("source.over"))


# ---------------------------------------------------------------- which form


def likeliest(items: Sequence[Item], forms: Sequence[Form]) -> Form | None:
    """The form that rows and heads tell; None where there is no label of any."""
    cap(items)
    plain = _plain(items)
    own = _of_family(items, forms)
    return _fitting(items, own) if any(_share(plain, _labels(form)) for form in own) else None


def _fitting(items: Sequence[Item], own: Sequence[Form]) -> Form:
    return max(own, key=lambda form: fit(items, form, own))


def _of_family(items: Sequence[Item], forms: Sequence[Form]) -> tuple[Form, ...]:
    """The forms of the family that a report is of: by its title, its headings and its labels together. One alone can
    mislead: a web page links to other reports, and 合计 stands in every table. Between equals it is the default one."""
    names = families(forms)
    if len(names) == 1:
        return tuple(forms)
    plain = _plain(items)
    lines = [without_formatting(item.text) for item in items if isinstance(item, Line)]

    def evidence(name: str) -> tuple[float, int, bool]:
        own = forms_of(forms, name)
        elsewhere = frozenset(label for form in forms if form.family != name for label in _labels(form))
        titles = [len(form.report_name) for form in own if is_titled(lines, form.report_name)]
        headings = max(len(parts(items, form).sections) / len(form.sections) for form in own)
        share = max(_share(plain, _labels(form) - elsewhere) for form in own)
        said = any(mentioned(texts(items), form) for form in own)
        return round(bool(titles) + headings + share, 6), max(titles, default=0), said

    return forms_of(forms, max(names, key=evidence))


def fit(items: Sequence[Item], form: Form, siblings: Sequence[Form]) -> float:
    """How well a form fits what is printed: its labels that are there, less those of its siblings that it hasn't and,
    in tables that are there, those of its own that are not. Later forms win a tie: forms come oldest first."""
    plain = _plain(items)
    own = _labels(form)
    there = sum(label in plain for label in own)
    others = frozenset().union(*(_labels(each) for each in siblings)) - own
    strange = sum(label in plain for label in others if not any(label in each for each in own))
    absent = 0.0
    for table in form.tables:
        of_table = _of_table(table)
        seen = sum(label in plain for label in of_table)
        absent += len(of_table) - seen if seen * 2 >= len(of_table) else 0
    return there - strange - absent / 2 + form.since / 1e9


def _plain(items: Sequence[Item]) -> str:
    return "".join(
        squash(item.text if isinstance(item, Line) else "".join(cell.text for cell in item.cells)) for item in items
    )


def _share(plain: str, wanted: Collection[str]) -> float:
    return sum(label in plain for label in wanted) / max(len(wanted), 1)


def _labels(form: Form) -> frozenset[str]:
    return frozenset().union(*map(_of_table, form.tables))


def _of_table(table: object) -> frozenset[str]:
    return _squashed(tuple(label.text for label in table.labels))  # type: ignore[attr-defined]


@lru_cache(maxsize=64)
def _squashed(labels: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(squash, labels)) - {""}


# ---------------------------------------------------------------- the reading by one form


def _read(items: Sequence[Item], form: Form, broken: bool, choice: Choice | None) -> tuple[Reading, bool]:
    """The Reading by one form, and whether any of its headings was there."""
    known = {table.id: labels(table) for table in form.tables}
    items = apart(items, tables_of_labels(known))
    cut = parts(items, form)
    found, rest = of_tables(cut, form, known)
    figures: dict[str, Cell] = {}
    remarks = list(cut.remarks)
    lines: dict[str, list[Line]] = {
        section.id: [as_line(item) for item in rest.get(section.id, ())] for section in form.sections
    }
    for table in form.tables:
        if not found[table.id].seen:
            remarks.append(Remark("table-missing", table.figures, facts={"table": table.number}))
            continue
        read = read_copies(found[table.id].items, known[table.id], form, choice)
        figures |= read.figures
        remarks += read.remarks
    for table in form.tables:
        if table.section in cut.sections:
            captions = {table.number + (words := bare(form.section(table.section).heading)), words}
            lines[table.section] = [line for line in found[table.id].text if squash(line.text) not in captions]
    head = _title(rest.get("", ()), form)
    if form.sections:
        at = {without_formatting(item.text): item.place for item in rest.get("", ()) if isinstance(item, Line)}
        lines[form.sections[0].id][:0] = [Line(text, at.get(text)) for text in head.rest]
        last = form.sections[-1].id
        signed_texts, signed_on = signed([line.text for line in lines[last]], head.organization)
        lines[last] = lines[last][: len(signed_texts)]
        head = replace(head, published_on=head.published_on or signed_on)
    remarks += _unread(cut, found, form)
    sections = _sections(lines, broken)
    info = _info(head)
    preface = texts(rest.get("", ()))
    if "organization" not in info and (stated := stated_organization(preface)):
        info["organization"] = Cell(Value(Kind.TEXT, None, stated))
    if "year" not in info and (stated := stated_year([p.text for each in sections.values() for p in each], form)):
        info["year"] = Cell(from_text(stated))
    if "year" not in info and (said := year_of_sheets(items, choice)):
        info["year"] = Cell(from_text(said))
    return Reading(form.id, info, figures, sections, tuple(remarks), title=head.title), bool(cut.sections)


def _title(preface: Sequence[Item], form: Form) -> Title:
    """The title may stand in a table that lays a page out, or in a sheet's first rows; what else stands there is none
    of the report's text."""
    lines = {without_formatting(item.text) for item in preface if isinstance(item, Line)}
    every = [
        without_formatting(as_line(item).text)
        for item in preface
        if isinstance(item, Line) or sum(bool(cell.text) for cell in item.cells) == 1
    ]
    head = title(every, form)
    return replace(head, rest=tuple(text for text in head.rest if text in lines))


def _unread(cut: Parts, found: Mapping[str, Found], form: Form) -> Iterator[Remark]:
    """Where bytes made no character, but for figures: a check names each of those."""
    yield from unread(say("places.preface"), texts(cut.preface))
    for section in form.sections:
        every = texts(cut.sections.get(section.id, ()))
        if section.table and found[section.table].seen and every:
            of_table = found[section.table]
            every = [text for text in texts(of_table.items) if not is_figure(text)] + [
                line.text for line in of_table.text
            ]
        yield from unread(say("places.section", heading=section.heading), every, (f"sections.{section.id}",))


def _sections(lines: Mapping[str, Sequence[Line]], broken: bool) -> dict[str, tuple[Paragraph, ...]]:
    width = line_width([line.text for each in lines.values() for line in each]) if broken else None
    return {
        section_id: tuple(
            Paragraph(without_formatting(text), each[at].place)
            for text, at in joined([line.text for line in each], width)
        )
        for section_id, each in lines.items()
    }


def _info(head: Title) -> dict[str, Cell]:
    info = {}
    if head.organization:
        info["organization"] = Cell(Value(Kind.TEXT, None, head.organization))
    if head.year:
        info["year"] = Cell(from_text(head.year))
    if head.published_on:
        info["published_on"] = Cell(Value(Kind.TEXT, None, head.published_on))
    return info
