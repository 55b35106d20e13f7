"""Holds what the text says of the form's figures against the tables, against itself and against last year."""

from __future__ import annotations

from collections.abc import Iterator

from gouji.check.finding import Finding
from gouji.form.form import Form
from gouji.reading.reading import Reading


def check(form: Form, reading: Reading) -> Iterator[Finding]:
    """Gives the findings of a report whose text speaks of its figures. Few texts do: only they load what listens."""
    spoken = form.narrative.spoken
    if spoken is not None and any(reading.sections.values()):
        from gouji.check.text.against_tables.judge import findings

        yield from findings(form, spoken, reading)
