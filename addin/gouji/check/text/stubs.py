"""Finds sections that say nothing: 无, 略, 暂无问题."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.check.finding import Finding
from gouji.check.structural import compiled
from gouji.check.text.section import finding, is_blank, sections, without_blanks
from gouji.form.form import Form
from gouji.reading.reading import Reading

NAME = "section-stub"
_PUNCTUATION = re.compile('[。．；;！!“”"（）()]')


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    """Judges the sections whose text is asked for, but for the one of other things, where there may be none."""
    for section, paragraphs in sections(form, reading):
        if not section.required or section.id not in form.narrative.told_sections or is_blank(paragraphs):
            continue
        text = without_blanks("".join(paragraph.text for paragraph in paragraphs))
        if compiled(form.wordings, NAME, "stub").fullmatch(_PUNCTUATION.sub("", text)):
            yield finding(form, NAME, section, next(each for each in paragraphs if each.text.strip()), found=text)
