"""Takes a report; gives the findings of every kind on what its text says of its figures, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from gouji.check.finding import Finding
from gouji.check.text.against_tables import alike, everything, figures, nothing, parts, rates
from gouji.check.text.against_tables.claim import Claim, Held, contradiction, held
from gouji.check.text.against_tables.listen import Told, listen
from gouji.form.form import Form
from gouji.form.spoken import Spoken
from gouji.reading.reading import Reading


def findings(form: Form, spoken: Spoken, reading: Reading) -> Iterator[Finding]:
    """Gives what contradicts the tables, the text itself or last year's figures, each contradiction once."""
    numbers = reading.numbers()
    previous = reading.previous.numbers() if reading.previous else {}
    organization = reading.text("organization")
    seen: set[object] = set()
    for told in listen(form, spoken, reading, once=True):
        counted = list(figures.claims(form, spoken, told, organization)) if told.has_figures else []
        for each in judged(form, spoken, told, counted, numbers):
            said = (each.claim.name, each.claim.value, tuple(each.claim.readings))
            if each.found is None and each.is_known and said not in seen:
                seen.add(said)
                yield contradiction(form, each.claim, numbers)
        if not told.has_figures:
            continue
        yield from parts.findings(form, told)
        yield from rates.growth(form, counted, previous)
        yield from rates.shares(form, spoken, told, counted, numbers)
        yield from rates.applicants(form, spoken, told, counted, numbers)
        yield from rates.listed_shares(form, told)


def judged(
    form: Form, spoken: Spoken, told: Told, counted: Sequence[Claim], numbers: Mapping[str, Decimal]
) -> list[Held]:
    """Holds every claim of a paragraph against the figures: those counted, and those made in words. What the paragraph
    also says rightly is left out."""
    claims = [
        *counted,
        *nothing.claims(form, spoken, told),
        *everything.claims(form, spoken, told, numbers),
        *alike.claims(form, spoken, told),
    ]
    all_held = [held(claim, numbers) for claim in claims]
    agreed = {_said_of(each) for each in all_held if each.found is not None}
    return [each for each in all_held if each.found is not None or _said_of(each) not in agreed]


def _said_of(each: Held) -> object:
    """What a claim is said of. Where the paragraph says the same once and rightly, the other is of a part."""
    return each.claim.name, tuple(each.claim.readings)
