"""Gives the sections of a form with their paragraphs, and makes a Finding at one: what every check of the text
needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gouji.check.finding import Finding
from gouji.check.structural import word
from gouji.form.form import Form, Section
from gouji.reading.reading import Paragraph, Reading


def sections(form: Form, reading: Reading) -> Iterator[tuple[Section, tuple[Paragraph, ...]]]:
    """Gives every section of the form with its paragraphs, in order; () where nothing was read."""
    for section in form.sections:
        yield section, reading.sections.get(section.id, ())


def is_blank(paragraphs: tuple[Paragraph, ...]) -> bool:
    return not any(paragraph.text.strip() for paragraph in paragraphs)


def without_blanks(text: str) -> str:
    return "".join(text.split())


def quoting(form: Form, reading: Reading, name: str, phrases: Sequence[str]) -> Iterator[Finding]:
    """A finding of a check at every paragraph that has one of the phrases: the first of them is quoted."""
    for section, paragraphs in sections(form, reading):
        for paragraph in paragraphs:
            found = next((phrase for phrase in phrases if phrase in paragraph.text), None)
            if found:
                yield finding(form, name, section, paragraph, found=found)


def finding(form: Form, name: str, section: Section, at: Paragraph, **facts: object) -> Finding:
    """Makes the finding of a check of structure.toml at a paragraph of a section."""
    return word(form.wordings, name, {"heading": section.heading, **facts}, (f"sections.{section.id}",), (at.place,))
