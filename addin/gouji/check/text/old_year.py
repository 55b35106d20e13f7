"""Finds what was copied from an earlier report with its year: a paragraph that opens with last year, a sentence that
tells what was done in an earlier year as if it were this one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.check.finding import Finding
from gouji.check.structural import compiled
from gouji.check.text.section import finding, sections, without_blanks
from gouji.form.form import Form
from gouji.reading.reading import Reading

NAME = "old-year-left"
_AGE = 3  # years back that a report is copied from
_END = re.compile("[。；]")
_YEAR = re.compile("[0-9]{4}年")


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    if reading.year is None:
        return
    for section, paragraphs in sections(form, reading):
        for paragraph in paragraphs:
            found = _left(form, without_blanks(paragraph.text), reading.year)
            if found:
                yield finding(form, NAME, section, paragraph, found=found, year=reading.year)


def _left(form: Form, text: str, year: int) -> str:
    """The words with the old year; "" without."""
    if _YEAR.search(text) is None:
        return ""
    opens = compiled(form.wordings, NAME, "opens").match(text)
    if opens and int(opens[1]) == year - 1:
        return opens[0]
    for sentence in _END.split(text):
        states = compiled(form.wordings, NAME, "states").search(sentence)
        if states is None or not year - _AGE <= int(states[1]) < year:
            continue
        if f"{year}年" not in sentence and not compiled(form.wordings, NAME, "earlier").search(sentence):
            return states[0]
    return ""
