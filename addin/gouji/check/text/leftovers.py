"""Finds instructions of the form that were to be replaced by what happened, and still stand in the text."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.check.finding import Finding
from gouji.check.text.section import finding, sections
from gouji.form.form import Form
from gouji.reading.reading import Reading


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    for section, paragraphs in sections(form, reading):
        for paragraph in paragraphs:
            found = next((words for words in form.narrative.leftovers if words in paragraph.text), None)
            if found:
                yield finding(form, "instruction-left", section, paragraph, found=found)
