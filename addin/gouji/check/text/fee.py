"""Finds the section that must say whether the fee for handling applications was charged, where it does not say so."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.check.finding import Finding
from gouji.check.text.section import finding, is_blank, sections
from gouji.form.form import Form
from gouji.reading.reading import Reading


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    for section, paragraphs in sections(form, reading):
        if section.id != form.narrative.fee_section or is_blank(paragraphs):
            continue
        if not any(word in paragraph.text for paragraph in paragraphs for word in form.narrative.fee_words):
            yield finding(form, "fee-not-mentioned", section, paragraphs[0])
