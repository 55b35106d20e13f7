"""Makes a Reading of the items of a published report: figures, section texts, and remarks on what could not be read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from unicodedata import normalize

from gouji.characters import without_formatting
from gouji.errors import UnreadableError
from gouji.form.family import due, families, forms_of, newest
from gouji.form.form import Form
from gouji.reading.bare_text import bare, is_figure, plain_to_see, squash
from gouji.reading.printed.headings import Parts, parts
from gouji.reading.printed.lines import Item
from gouji.reading.printed.match_rows import match
from gouji.reading.printed.paragraphs import joined, line_width
from gouji.reading.printed.printed_labels import printed
from gouji.reading.printed.signature import signed
from gouji.reading.printed.tables_in_text import Separated, separate
from gouji.reading.printed.title import Title, is_titled, mentioned, stated_year, title
from gouji.reading.reading import Cell, Paragraph, Reading, Remark
from gouji.reading.unread import unread
from gouji.value import Kind, Value, from_text

MAX_TEXTS = 100_000  # paragraphs and cells; a report has some thousand, a web page around it some more
MAX_CHARACTERS = 2_000_000
_ENOUGH_LABELS = 0.5  # share of a table's labels by which it is told when its section has no heading


def read_items(items: Sequence[Item], forms: Sequence[Form], broken: bool) -> Reading:
    """Makes the Reading. Its `form` is the form whose tables are printed, whatever the year.

    broken: a paragraph may be several items, lines of a fixed width. Raises UnreadableError: over-limit; not-a-report
    when there is no heading, no title and no table of any form.
    """
    items = [each for item in items if (each := _plain_to_see(item))]
    _cap(items)
    own = _of_family(items, forms)
    reading, has_headings = _read(items, max(own, key=lambda form: _fit(items, form)), broken)
    if not reading.figures and not any(remark.name == "table-unreadable" for remark in reading.remarks):
        # No tables: the year says what they should have been.
        form = due(own, reading.year) if reading.year is not None else None
        reading, has_headings = _read(items, form or newest(own), broken)
    nothing = not reading.figures and not reading.title and not has_headings
    if nothing and not any(mentioned(_cells(items), form) for form in forms):
        raise UnreadableError("not-a-report", reason="文字里没有年度报告的标题、各部分和表格")
    return reading


def _cap(items: Sequence[Item]) -> None:
    """A character may unfold to eighteen when labels are compared, and every cell is held against every label."""
    texts = _cells(items)
    if len(texts) > MAX_TEXTS or sum(len(normalize("NFKC", text)) for text in texts) > MAX_CHARACTERS:
        raise UnreadableError("over-limit", reason="段落、单元格或文字比任何年报都多")


def _plain_to_see(item: Item) -> Item:
    return plain_to_see(item) if isinstance(item, str) else tuple(map(plain_to_see, item))


def _of_family(items: Sequence[Item], forms: Sequence[Form]) -> tuple[Form, ...]:
    """The forms of the family that a report is of: by its title, its headings and its labels together. One alone can
    mislead: a web page links to other reports, and 合计 stands in every table. Between equals it is the default one."""
    names = families(forms)
    if len(names) == 1:
        return tuple(forms)
    texts = [without_formatting(item) for item in items if isinstance(item, str)]

    def evidence(name: str) -> tuple[float, int, bool]:
        own = forms_of(forms, name)
        elsewhere = {label for form in forms if form.family != name for label in _labels(form)}
        titles = [len(form.report_name) for form in own if is_titled(texts, form.report_name)]
        headings = max(len(parts(items, form).sections) / len(form.sections) for form in own)
        labels = max(_share(items, _labels(form) - elsewhere) for form in own)
        said = any(mentioned(_cells(items), form) for form in own)
        return round(bool(titles) + headings + labels, 6), max(titles, default=0), said

    return forms_of(forms, max(names, key=evidence))


def _fit(items: Sequence[Item], form: Form) -> float:
    """The share of a form's labels that are printed somewhere. Later forms win a tie: `forms` come oldest first."""
    return round(_share(items, _labels(form)), 6) + form.since / 1e9


def _share(items: Sequence[Item], labels: Collection[str]) -> float:
    plain = "".join(squash("".join(item)) for item in items)
    return sum(label in plain for label in labels) / max(len(labels), 1)


def _labels(form: Form) -> set[str]:
    return {squash(label.text) for table in form.tables for label in table.labels} - {""}


def _read(items: Sequence[Item], form: Form, broken: bool) -> tuple[Reading, bool]:
    """The Reading by one form, and whether any of its headings was there."""
    cut = parts(items, form)
    head = title([without_formatting(item) for item in cut.preface if isinstance(item, str)], form)
    figures: dict[str, Cell] = {}
    texts: dict[str, list[str]] = {
        section.id: [_text(item) for item in cut.sections.get(section.id, ())] for section in form.sections
    }
    remarks = list(cut.remarks)
    apart: dict[str, Separated] = {}
    for table in form.tables:
        body = cut.sections.get(table.section)
        known = printed(table)
        found = separate(items if body is None else body, known)
        if not found.seen or (body is None and known.share(_cells(items)) < _ENOUGH_LABELS):
            remarks.append(Remark("table-missing", table.figures, facts={"table": table.number}))
            continue
        apart[table.section] = found
        matched = match(known, found.rows, form)
        figures |= matched.figures
        remarks += matched.remarks
        if body is not None:
            captions = {table.number + (words := bare(form.section(table.section).heading)), words}
            texts[table.section] = [text for text in found.text if squash(text) not in captions]
    if form.sections:
        texts[form.sections[0].id][:0] = head.rest
        last = form.sections[-1].id
        texts[last], signed_on = signed(texts[last], head.organization)
        head = replace(head, published_on=head.published_on or signed_on)
    remarks += _unread(cut, apart, form)
    sections = _sections(texts, broken)
    info = _info(head)
    year = info.get("year")
    if year is None and (stated := stated_year([p.text for each in sections.values() for p in each], form)):
        info["year"] = Cell(from_text(stated))
    return Reading(form.id, info, figures, sections, tuple(remarks), title=head.title), bool(cut.sections)


def _unread(cut: Parts, apart: Mapping[str, Separated], form: Form) -> Iterator[Remark]:
    """Where bytes made no character, but for figures: a check names each of those."""
    yield from unread("正文之前", _cells(cut.preface))
    for section in form.sections:
        texts = _cells(cut.sections.get(section.id, ()))
        if section.id in apart and texts:
            found = apart[section.id]
            texts = [*(cell for cell in _cells(found.rows) if not is_figure(cell)), *found.text]
        yield from unread(f"“{section.heading}”", texts, (f"sections.{section.id}",))


def _text(item: Item) -> str:
    """A row as a line of text: outside the form's tables nothing is lost."""
    return item if isinstance(item, str) else " ".join(cell for cell in item if cell)


def _cells(items: Sequence[Item]) -> list[str]:
    return [cell for item in items for cell in ((item,) if isinstance(item, str) else item)]


def _sections(texts: dict[str, list[str]], broken: bool) -> dict[str, tuple[Paragraph, ...]]:
    width = line_width([line for each in texts.values() for line in each]) if broken else None
    return {
        section_id: tuple(Paragraph(without_formatting(text)) for text in joined(each, width))
        for section_id, each in texts.items()
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
