"""Writes the parent's own workbook from a Sum: the form's template with every sum, ties alive, text left to the
clerk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from gouji.check.finding import Finding
from gouji.check.severity import of_rule
from gouji.check.tie import check_ties, failing
from gouji.collect.collection import Unit
from gouji.collect.sums.consolidate import Part, Sum, unclear_money
from gouji.form.form import Form, Rule
from gouji.form.severity import Severity
from gouji.reading.reading import Cell, Paragraph, Reading
from gouji.value import BLANK, Kind, Value, from_number
from gouji.words import beside
from gouji.workbook import template

say = beside(__file__)

_NAMED = 30  # units that the note names one by one


@dataclass(frozen=True, slots=True)
class Untied:
    """A tie of the form that the sum breaks. units: those that count whose own report breaks it too."""

    finding: Finding
    units: tuple[Unit, ...]


def write(form: Form, consolidated: Sum, path: Path, previous: Reading | None = None) -> None:
    """Writes the workbook, whole or not at all; see `to_reading` for what stands in it.

    previous: the parent's report of last year, for the ties across years. Raises GoujiError or OSError when the file
    can't be written.
    """
    template.write(form, path, to_reading(form, consolidated), previous)


def to_reading(form: Form, consolidated: Sum) -> Reading:
    """Gives the sum as a report of the parent: basic information and figures; an unknown figure is blank.

    No sentence is made up. Where the form knows instructions that must not be left in, the opening section says
    behind one of them who is in the sum and who isn't: `gouji check` reports it until the clerk has written the text
    and taken it out, so that nobody publishes a sum without having read whose it is.
    """
    known: dict[str, str | int] = {
        "organization": consolidated.parent.name,
        "year": consolidated.year,
        "scope": consolidated.parent.kind,
        "credit_code": consolidated.parent.code,
    }
    guard = next(iter(form.narrative.leftovers), "")
    note = (Paragraph(guard + who_counts(form, consolidated) + say("counted.delete")),) if guard else ()
    return Reading(
        form=form.id,
        info={field.id: Cell(_value(known[field.id])) for field in form.info if known.get(field.id)},
        figures={
            figure_id: Cell(BLANK if figure is None else from_number(figure))
            for figure_id, figure in consolidated.figures.items()
        },
        sections={form.narrative.opening_section: note},
    )


def who_counts(form: Form, consolidated: Sum) -> str:
    """Says in whole sentences how many units the sum adds up, which are missing or refused, which figures it lacks, and
    what to see to."""
    counted = len(consolidated.of(Part.COUNTED))
    sentences = [say("counted.units", parent=consolidated.parent.name, year=consolidated.year, count=counted)]
    for part in (Part.MISSING, Part.REFUSED):
        units = [member.unit.name for member in consolidated.of(part)]
        if units:
            sentences.append(say("counted.others", part=part.value, count=len(units), units=_listed(units)))
    if consolidated.lacking:
        labels = [say("counted.label", label=form.figures[figure_id].label) for figure_id in consolidated.lacking]
        sentences.append(say("counted.lacking", count=len(labels), labels=_listed(labels)))
    return "".join([*sentences, unclear_money(form)])


def untied(form: Form, consolidated: Sum) -> tuple[Untied, ...]:
    """Gives the ties of severity error that the sum breaks: never when every child ties out, since ties are linear."""
    known = {figure_id: figure for figure_id, figure in consolidated.figures.items() if figure is not None}
    rules = [rule for rule in form.rules if of_rule(rule) == Severity.ERROR]
    broken = failing(rules, known, consolidated.year)
    findings = check_ties(form, to_reading(form, consolidated), broken, known)
    return tuple(
        Untied(finding, _breaking(form, consolidated, rule)) for rule, finding in zip(broken, findings, strict=True)
    )


def _breaking(form: Form, consolidated: Sum, rule: Rule) -> tuple[Unit, ...]:
    def numbers(member_figures: tuple[Decimal | None, ...]) -> Mapping[str, Decimal]:
        return {
            figure_id: each for figure_id, each in zip(form.figures, member_figures, strict=True) if each is not None
        }

    return tuple(
        member.unit
        for member in consolidated.of(Part.COUNTED)
        if failing([rule], numbers(member.figures), consolidated.year)
    )


def _listed(names: list[str]) -> str:
    shown = "、".join(names[:_NAMED])
    return say("several", units=shown) if len(names) > _NAMED else shown


def _value(fact: str | int) -> Value:
    return from_number(fact) if isinstance(fact, int) else Value(Kind.TEXT, None, fact)
