"""A claim of the text, what it says of figures of the form: holds it against them, and says both in a Finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gouji.check.finding import Finding
from gouji.check.structural import word
from gouji.check.text.against_tables.listen import Sentence, Told
from gouji.check.text.against_tables.readings import Reading, cells, named
from gouji.form.form import Form
from gouji.frozen import replace
from gouji.value import plain


class Claim(NamedTuple):
    """The text says that one of these sums is `value`. name: the check of structure.toml that says so when none is.

    step: how far apart the two may be, where the text rounds; 0 for a count. start, end: its words in the plain text.
    at: index of its figure in the sentence, None where it is said in words.
    """

    name: str
    told: Told
    sentence: Sentence
    start: int
    end: int
    at: int | None
    value: Decimal
    readings: Sequence[Reading]
    step: Decimal = Decimal(0)

    @property
    def clause(self) -> str:
        return self.told.quoted(self.sentence, self.start, self.end)


class Held(NamedTuple):
    """A claim held against the figures. found: the first sum that agrees; is_known: whether every sum is known."""

    claim: Claim
    found: Reading | None
    is_known: bool


def held(claim: Claim, numbers: Mapping[str, Decimal]) -> Held:
    """Holds a claim against the figures of the report."""
    values = [each.value(numbers) for each in claim.readings]
    for reading, value in zip(claim.readings, values, strict=True):
        if value is not None and (value == claim.value or abs(value - claim.value) < claim.step):
            return Held(claim, reading, True)
    return Held(claim, None, bool(values) and None not in values)


def contradiction(form: Form, claim: Claim, numbers: Mapping[str, Decimal]) -> Finding:
    """Makes the finding of a claim that no sum agrees with: both sides, the cells, the paragraph."""
    said = list(_said(form, claim.readings, numbers))
    table = form.table(form.figures[claim.readings[0].plus[0]].table)
    facts = {"clause": claim.clause, "reason": f"{table.number}{'，'.join(said)}", "value": plain(claim.value)}
    first = claim.readings[0].value(numbers)
    made = word(form.wordings, claim.name, facts, cells(claim.readings), (claim.told.at.place,))
    return replace(made, left=claim.value, right=first, difference=None if first is None else claim.value - first)


def _said(form: Form, readings: Sequence[Reading], numbers: Mapping[str, Decimal]) -> Iterator[str]:
    """Says what each sum is: `“一、本年新收…”总计是 25`, `加上“二、上年结转…”总计是 27`."""
    first = readings[0]
    for each in readings:
        value = plain(each.value(numbers) or Decimal(0))
        if each is not first and each.plus[: len(first.plus)] == first.plus and not each.minus:
            yield f"加上{named(form, Reading(each.plus[len(first.plus) :]))}是 {value}"
        else:
            yield f"{named(form, each)}是 {value}"
