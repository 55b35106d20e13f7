"""Finds notices and forms that the text cites though newer ones have taken their place."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.check.finding import Finding
from gouji.check.text.section import finding, sections, without_blanks
from gouji.form.form import Form
from gouji.reading.reading import Reading

_BRACKETS = str.maketrans("[【(（［﹝]】)）］﹞", "〔〔〔〔〔〔〕〕〕〕〕〕")  # offices write the year in any of them


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    notices = [(notice, notice.translate(_BRACKETS)) for notice in form.narrative.outdated_notices]
    ends = [plain.rstrip("〕")[-1] for _, plain in notices]
    for section, paragraphs in sections(form, reading):
        for paragraph in paragraphs:
            if not any(end in paragraph.text for end in ends):
                continue  # most paragraphs: the rest costs more
            text = without_blanks(paragraph.text).translate(_BRACKETS)
            found = next((notice for notice, plain in notices if plain in text), None)
            if found:
                yield finding(form, "outdated-notice", section, paragraph, found=found)
