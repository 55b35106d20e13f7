"""Holds the opening of the report against basic information: which year, which period, who compiled it.

The opening is read paragraph by paragraph: all that one of them says wrongly is told together.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from gouji.check.finding import Finding
from gouji.check.structural import compiled
from gouji.check.text.section import finding, without_blanks
from gouji.form.form import Form, Section
from gouji.reading.reading import Paragraph, Reading


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    section = form.section(form.narrative.opening_section)
    for paragraph in reading.sections.get(section.id, ()):
        text = without_blanks(paragraph.text)
        if reading.year is not None:
            yield from _period(form, section, paragraph, text, reading.year)
            yield from _title(form, section, paragraph, text, reading.year)
        yield from _compiler(form, section, paragraph, text, reading.text("organization"))


def _period(form: Form, section: Section, at: Paragraph, text: str, year: int) -> Iterator[Finding]:
    """A period that is not the whole of the report year."""
    name = "period-differs"
    if not any(word in text for word in form.narrative.period_words):
        return
    for match in compiled(form.wordings, name, "period").finditer(text):
        start, end = match.group(1, 2, 3), (match[4] or match[1], match[5], match[6])
        if tuple(map(int, chain(start, end))) != (year, 1, 1, year, 12, 31):
            expected = form.wordings[name].phrases["expected"].format(year=year)
            yield finding(form, name, section, at, found=match[0], expected=expected)


def _title(form: Form, section: Section, at: Paragraph, text: str, year: int) -> Iterator[Finding]:
    """Another year's report named as this one."""
    name = "year-differs"
    years = compiled(form.wordings, name, "title_year").finditer(text)
    title = next((match for match in years if text.startswith(form.report_name, match.end())), None)
    if title is None or int(title[1]) == year:
        return
    if not compiled(form.wordings, name, "earlier").search(text, 0, title.start()):
        yield finding(form, name, section, at, title=title[1], year=year)


def _compiler(form: Form, section: Section, at: Paragraph, text: str, organization: str) -> Iterator[Finding]:
    """Another organisation than that of basic information."""
    name = "organization-differs"
    match = compiled(form.wordings, name, "compiler").search(text)
    if match and organization and not _is_same_body(form, match[1], organization):
        yield finding(form, name, section, at, found=match[1], organization=organization)


def _is_same_body(form: Form, found: str, organization: str) -> bool:
    """Whether two names can be the same body: an office compiles for its government, a district leaves out its city."""
    name = "organization-differs"
    left_out = compiled(form.wordings, name, "left_out")
    a, b = (left_out.sub("", each) for each in (found, organization))
    return not a or not b or a in b or b in a or found.startswith(form.wordings[name].terms["ourselves"])
