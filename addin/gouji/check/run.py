"""A Reading in, all its Findings out, at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gouji.check.domain import check_cell
from gouji.check.finding import Finding
from gouji.check.info import check_info
from gouji.check.sections import check_sections
from gouji.check.suspicion import with_suspects
from gouji.check.tie import check_ties, failing
from gouji.check.wording import word
from gouji.form.form import PREVIOUS, Form
from gouji.reading.reading import Reading


def check(form: Form, forms: Sequence[Form], reading: Reading, previous: Reading | None = None) -> tuple[Finding, ...]:
    """Every finding of one report, in the order a reader meets them.

    forms: all known forms, to tell which one the year demands.
    previous: the same organisation's reading of the year before, for ties across years.
    """
    known = reading.numbers()
    broken = failing(form.rules, known, reading.year)
    ties = tuple(check_ties(form, reading, broken, known))
    findings = [
        *(word(form.wordings, each.name, each.facts, each.cells, each.places) for each in reading.remarks),
        *check_info(form, forms, reading),
        *_cells(form, reading),
        *with_suspects(form, reading, broken, ties),
    ]
    if previous is not None:
        both = known | {PREVIOUS + id: number for id, number in previous.numbers().items()}
        findings += check_ties(form, reading, failing(form.across_years, both, reading.year), both)
    findings += check_sections(form, reading)
    return tuple(findings)


def _cells(form: Form, reading: Reading) -> Iterator[Finding]:
    for id, figure in form.figures.items():
        cell = reading.figures.get(id)
        finding = check_cell(form.wordings, figure, cell) if cell else None
        if finding:
            yield finding
