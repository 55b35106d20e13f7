"""Finds notices that the text cites though a newer one has taken their place."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.check.finding import Finding
from gouji.check.text.section import finding, sections
from gouji.form.form import Form
from gouji.reading.reading import Reading


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    for section, paragraphs in sections(form, reading):
        for paragraph in paragraphs:
            found = next((number for number in form.narrative.outdated_notices if number in paragraph.text), None)
            if found:
                yield finding(form, "outdated-notice", section, paragraph, found=found)
