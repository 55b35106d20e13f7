"""Finds notices that the text cites though a newer one has taken their place."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.check.finding import Finding
from gouji.check.text.section import quoting
from gouji.form.form import Form
from gouji.reading.reading import Reading


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    return quoting(form, reading, "outdated-notice", form.narrative.outdated_notices)
