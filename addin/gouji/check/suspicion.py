"""Failing ties in; the same findings with the cells that are probably wrong, and what they should be, out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gouji.check.finding import Finding
from gouji.check.locate import for_rule, suspects
from gouji.form.form import Form, Rule
from gouji.reading.reading import Reading
from gouji.rule.evaluate import number


def with_suspects(
    form: Form, reading: Reading, broken: Sequence[Rule], findings: Sequence[Finding]
) -> Iterator[Finding]:
    """The findings of the broken rules, in the same order, each with its suspects."""
    if not broken:
        return

    def place(id: str) -> str:
        at = reading.figures[id].place
        return str(at) if at else ""

    diagnoses = suspects(form, reading.numbers(), broken, _live_totals(form, reading))
    for rule, finding in zip(broken, findings, strict=True):
        yield replace(finding, suspects=for_rule(diagnoses, rule, place))


def _live_totals(form: Form, reading: Reading) -> frozenset[str]:
    """Totals that a formula computes and that are what the form's own formula gives: they follow what they add up."""
    known = reading.numbers()
    return frozenset(
        id
        for id, cell in reading.figures.items()
        if cell.formula is not None
        and (by := form.figures[id].computed_by) is not None
        and cell.value.number == number(by, known)
    )
