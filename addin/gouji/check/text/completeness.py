"""Finds sections that must have text and have none."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.check.finding import Finding
from gouji.check.text.section import finding, is_blank, sections
from gouji.form.form import Form
from gouji.reading.reading import Paragraph, Reading


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    for section, paragraphs in sections(form, reading):
        if section.required and is_blank(paragraphs):
            yield finding(form, "section-missing", section, Paragraph("", reading.blocks.get(section.id)))
