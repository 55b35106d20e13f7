"""The section texts in, Findings out: complete, of this year and this organisation, nothing of the form left in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from gouji.characters import UNREAD
from gouji.check.finding import Finding
from gouji.check.structural import word
from gouji.form.form import Form, Section
from gouji.form.tokens import tokens
from gouji.reading.reading import Paragraph, Reading
from gouji.reading.unread import UNDECODABLE, unread

_MOST_TOKENS = 100  # of a section that are named; nobody types more by mistake
_SPACE = re.compile(r"[\s\u3000\u00a0]+")
_DAY = r"(\d{4})年(\d{1,2})月(\d{1,2})日"
_PERIOD = re.compile(
    _DAY + r"(?:起|开始|零时)?(?:至|到|—+|-|－|~|～|–)+(?:(\d{4})年|当年|同年)?(\d{1,2})月(\d{1,2})日", re.ASCII
)
_COMPILER = re.compile(
    r"本(?:年度)?(?:年报|报告)(?:是|系)?由([^，。、；：“”（）()]{3,40}?)(?:组织|负责)?(?:编制|编写|编撰)"
)
_BODY = re.compile(r"人民政府|办公室|办公厅|管理委员会|管委会|（[^（）]*）|\([^()]*\)")


def check_sections(form: Form, reading: Reading) -> Iterator[Finding]:
    yield from _unread(form, reading)
    for section in form.sections:
        paragraphs = reading.sections.get(section.id, ())
        if section.required and not any(paragraph.text.strip() for paragraph in paragraphs):
            yield _finding(form, section, "section-missing", Paragraph("", reading.blocks.get(section.id)))
        else:
            yield from _leftovers(form, section, paragraphs)
            yield from _length(form, section, paragraphs)
            yield from _fee(form, section, paragraphs)
            yield from _tokens(form, section, paragraphs)
    opening = form.section(form.narrative.opening_section)
    for paragraph in reading.sections.get(opening.id, ()):
        yield from _opening(form, opening, reading, paragraph)


def _unread(form: Form, reading: Reading) -> Iterator[Finding]:
    """What came as � out of a workbook or a record; whoever decoded the bytes of a page has said it already."""
    if any(remark.name == UNDECODABLE for remark in reading.remarks):
        return
    found = []
    for field in form.info:
        cell = reading.info.get(field.id)
        place = str(cell.place) if cell and cell.place else ""
        found += unread(f"基本信息“{field.label}”", [reading.text(field.id)], (f"info.{field.id}",), (place,))
    for section in form.sections:
        paragraphs = [each for each in reading.sections.get(section.id, ()) if UNREAD in each.text]
        place = str(paragraphs[0].place) if paragraphs and paragraphs[0].place else ""
        texts = [paragraph.text for paragraph in paragraphs]
        found += unread(f"“{section.heading}”", texts, (f"sections.{section.id}",), (place,))
    for remark in found:
        yield word(form.wordings, remark.name, remark.facts, remark.cells, remark.places)


def _finding(form: Form, section: Section, name: str, at: Paragraph, **facts: object) -> Finding:
    place = str(at.place) if at.place else ""
    return word(form.wordings, name, {"heading": section.heading, **facts}, (f"sections.{section.id}",), (place,))


def _leftovers(form: Form, section: Section, paragraphs: tuple[Paragraph, ...]) -> Iterator[Finding]:
    checks = (
        ("instruction-left", form.narrative.leftovers),
        ("outdated-notice", form.narrative.outdated_notices),
    )
    for name, words in checks:
        for paragraph in paragraphs:
            found = next((each for each in words if each in paragraph.text), None)
            if found:
                yield _finding(form, section, name, paragraph, found=found)


def _length(form: Form, section: Section, paragraphs: tuple[Paragraph, ...]) -> Iterator[Finding]:
    if section.id == form.narrative.length_section:
        count = sum(len(_SPACE.sub("", paragraph.text)) for paragraph in paragraphs)
        if count > form.narrative.length_limit:
            yield _finding(
                form, section, "overview-too-long", paragraphs[0], count=count, limit=form.narrative.length_limit
            )


def _fee(form: Form, section: Section, paragraphs: tuple[Paragraph, ...]) -> Iterator[Finding]:
    if section.id != form.narrative.fee_section or not any(p.text.strip() for p in paragraphs):
        return
    if not any(word in paragraph.text for paragraph in paragraphs for word in form.narrative.fee_words):
        yield _finding(form, section, "fee-not-mentioned", paragraphs[0])


def _tokens(form: Form, section: Section, paragraphs: tuple[Paragraph, ...]) -> Iterator[Finding]:
    unknown = (
        (paragraph, token) for paragraph in paragraphs for token in tokens(form, paragraph.text) if token.id is None
    )
    for paragraph, token in islice(unknown, _MOST_TOKENS):
        yield _finding(form, section, "unknown-token", paragraph, found=token.printed)


def _opening(form: Form, section: Section, reading: Reading, paragraph: Paragraph) -> Iterator[Finding]:
    """Title, period and compiling organisation, wherever the opening section states them."""
    text = _SPACE.sub("", paragraph.text)
    year = reading.year
    if year is not None:
        yield from _period(form, section, paragraph, text, year)
        yield from _titles(form, section, paragraph, text, year)
    organization = reading.text("organization")
    match = _COMPILER.search(text)
    if match and organization and not _same_body(match[1], organization):
        facts = {"found": match[1], "organization": organization}
        yield _finding(form, section, "organization-differs", paragraph, **facts)


def _period(form: Form, section: Section, at: Paragraph, text: str, year: int) -> Iterator[Finding]:
    if not any(each in text for each in form.narrative.period_words):
        return
    expected = f"{year}年1月1日至{year}年12月31日"
    for match in _PERIOD.finditer(text):
        start, end = match.group(1, 2, 3), (match[4] or match[1], match[5], match[6])
        if tuple(map(int, chain(start, end))) != (year, 1, 1, year, 12, 31):
            yield _finding(form, section, "period-differs", at, found=match[0], expected=expected)


def _titles(form: Form, section: Section, at: Paragraph, text: str, year: int) -> Iterator[Finding]:
    """Another year's report named as this one, or a paragraph that opens with last year."""
    title = re.search(rf"(?<!《)(\d{{4}})年(?:度)?{re.escape(form.report_name)}", text, re.ASCII)
    if title and int(title[1]) != year and not re.search(r"上(?:一)?年|去年|往年", text[: title.start()]):
        yield _finding(form, section, "year-differs", at, title=title[1], year=year)
    opens = re.match(r"(?:（.{1,3}）|\d+[.、])?(\d{4})年(?:度)?，(?:我|本|全)", text, re.ASCII)
    if opens and int(opens[1]) == year - 1:
        yield _finding(form, section, "old-year-left", at, found=opens[0], year=year)


def _same_body(found: str, organization: str) -> bool:
    """Whether two names can be the same body: an office compiles for its government, a district leaves out its city."""
    a, b = (_BODY.sub("", name) for name in (found, organization))
    return not a or not b or a in b or b in a or found.startswith(("本", "我"))
