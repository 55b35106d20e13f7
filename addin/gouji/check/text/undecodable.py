"""Finds bytes that made no character, �, in the text and in basic information."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.characters import UNREAD
from gouji.check.finding import Finding
from gouji.check.structural import of_remark
from gouji.check.text.section import sections
from gouji.form.form import Form
from gouji.reading.reading import Reading
from gouji.reading.unread import UNDECODABLE, unread


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    """Finds those that came so out of a workbook or a record; whoever decoded the bytes of a page has said it
    already."""
    if any(remark.name == UNDECODABLE for remark in reading.remarks):
        return
    phrases = form.wordings[UNDECODABLE].phrases
    found = []
    for field in form.info:
        cell = reading.info.get(field.id)
        place = cell.place if cell else None
        where = phrases["info"].format(label=field.label)
        found += unread(where, [reading.text(field.id)], (f"info.{field.id}",), (place,))
    for section, paragraphs in sections(form, reading):
        touched = [each for each in paragraphs if UNREAD in each.text]
        place = touched[0].place if touched else None
        where = phrases["section"].format(heading=section.heading)
        found += unread(where, [each.text for each in touched], (f"sections.{section.id}",), (place,))
    for remark in found:
        yield of_remark(form.wordings, remark)
