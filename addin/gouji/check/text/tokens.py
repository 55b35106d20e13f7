"""Finds tokens in braces, to be replaced by a figure of the tables when the report is exported, that name no figure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from gouji.check.finding import Finding
from gouji.check.text.section import finding, sections
from gouji.form.form import Form
from gouji.form.tokens import tokens
from gouji.reading.reading import Reading

_MOST = 100  # of a section that are named; nobody types more by mistake


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    for section, paragraphs in sections(form, reading):
        unknown = (
            (paragraph, token) for paragraph in paragraphs for token in tokens(form, paragraph.text) if token.id is None
        )
        for paragraph, token in islice(unknown, _MOST):
            yield finding(form, "unknown-token", section, paragraph, found=token.printed)
