"""Finds the section that has a length limit, where what will be published of it is longer than that."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.check.finding import Finding
from gouji.check.text.section import finding, sections, without_blanks
from gouji.form.form import Form
from gouji.form.tokens import filled
from gouji.reading.reading import Reading
from gouji.value import plain


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    limit = form.narrative.length_limit

    def shown(figure_id: str) -> str | None:
        cell = reading.figures.get(figure_id)
        return plain(cell.value.number) if cell and cell.value.number is not None else None

    for section, paragraphs in sections(form, reading):
        if section.id == form.narrative.length_section:
            count = sum(len(without_blanks(filled(form, paragraph.text, shown))) for paragraph in paragraphs)
            if count > limit:
                yield finding(form, "overview-too-long", section, paragraphs[0], count=count, limit=limit)
