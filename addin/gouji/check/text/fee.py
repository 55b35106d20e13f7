"""Finds the section that must say whether the fee for handling applications was charged, where it does not say so."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.check.finding import Finding
from gouji.check.structural import compiled
from gouji.check.text.section import finding, is_blank, sections, without_blanks
from gouji.form.form import Form
from gouji.reading.reading import Reading

NAME = "fee-not-mentioned"


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    for section, paragraphs in sections(form, reading):
        if section.id != form.narrative.fee_section or is_blank(paragraphs):
            continue
        if not any(_speaks_of_it(form, without_blanks(paragraph.text)) for paragraph in paragraphs):
            yield finding(form, NAME, section, paragraphs[0])


def _speaks_of_it(form: Form, text: str) -> bool:
    """Whether a paragraph speaks of charges for open information. Offices say it in many ways, seldom in the form's
    words: that nothing was charged needs no noun, but other charges (行政事业性收费, 停车收费) are no answer."""
    if any(word in text for word in form.narrative.fee_words):
        return True
    charge, about, other, parts = (
        compiled(form.wordings, NAME, key) for key in ("charge", "about", "other", "clauses")
    )
    if not charge.search(text):
        return False
    is_alone = any(charge.search(clause) and not other.search(clause) for clause in parts.split(text))
    return is_alone or about.search(text) is not None
