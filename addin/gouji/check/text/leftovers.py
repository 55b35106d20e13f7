"""Finds instructions of the form that were to be replaced by what happened, and still stand in the text."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.check.finding import Finding
from gouji.check.text.section import quoting
from gouji.form.form import Form
from gouji.reading.reading import Reading


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    return quoting(form, reading, "instruction-left", form.narrative.leftovers)
