"""Finds the section that has a length limit, where it is longer than that."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.check.finding import Finding
from gouji.check.text.section import finding, sections, without_blanks
from gouji.form.form import Form
from gouji.reading.reading import Reading


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    limit = form.narrative.length_limit
    for section, paragraphs in sections(form, reading):
        if section.id == form.narrative.length_section:
            count = sum(len(without_blanks(paragraph.text)) for paragraph in paragraphs)
            if count > limit:
                yield finding(form, "overview-too-long", section, paragraphs[0], count=count, limit=limit)
