"""Writes sentences that state the facts of the tables of one or two years, for the filler to choose from: no praise, no
causes.

They are offers: `suggest` marks each one, and only a draft may carry them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from gouji.form.form import Form
from gouji.frozen import replace
from gouji.reading.reading import Paragraph, Reading
from gouji.value import plain
from gouji.words import beside

say = beside(__file__)

_NAME = re.compile(r"\{(change:)?([^{}]+)\}")
_TENTH = Decimal("0.1")


class _UnknownError(Exception):
    """A figure that the sentence needs is blank."""


def sentences(form: Form, reading: Reading, previous: Reading | None = None) -> dict[str, tuple[str, ...]]:
    """Gives the sentences of each section by its id, in the form's order. A sentence with a blank figure is left out.

    previous: the same organisation's reading of the year before; without it nothing is compared.
    """
    known, before = reading.numbers(), previous.numbers() if previous else {}
    facts = {"year": reading.text("year"), "organization": reading.text("organization")}
    made: dict[str, tuple[str, ...]] = {}
    for draft in form.narrative.report.drafts:
        try:
            text = _sentence(form, draft.text, facts, known, before)
        except _UnknownError:
            continue
        made[draft.section] = (*made.get(draft.section, ()), text)
    return made


def suggest(form: Form, reading: Reading, previous: Reading | None = None) -> Reading:
    """Gives the reading with the sentences, each marked as an offer, after what its sections say already."""
    mark = say("compare.suggestion")
    offered = {
        section_id: tuple(Paragraph(mark + text) for text in each)
        for section_id, each in sentences(form, reading, previous).items()
    }
    sections = {section.id: reading.sections.get(section.id, ()) for section in form.sections}
    return replace(
        reading, sections={section_id: each + offered.get(section_id, ()) for section_id, each in sections.items()}
    )


def compared(value: Decimal, before: Decimal, unit: str) -> str:
    """Compares a figure with last year's in a clause. From nothing there is no percentage: 0 → 50 is 由零增至."""
    difference = abs(value - before)
    if value == before:
        kind = "same" if value else "both_zero"
    elif not before:
        kind = "from_zero"
    elif not value:
        kind = "to_zero"
    else:
        kind = "more" if value > before else "fewer"
    percent = (difference / before * 100).quantize(_TENTH, ROUND_HALF_UP) if before else Decimal(0)
    return say(
        f"compare.{kind}",
        value=plain(value),
        before=plain(before),
        difference=plain(difference),
        percent=plain(percent),
        unit=unit,
    )


def _sentence(
    form: Form,
    pattern: str,
    facts: Mapping[str, str],
    known: Mapping[str, Decimal],
    before: Mapping[str, Decimal],
) -> str:
    def filled(match: re.Match[str]) -> str:
        change, name = match.groups()
        if name in facts:
            return facts[name]
        if name not in known:
            raise _UnknownError
        if not change:
            return plain(known[name])
        return compared(known[name], before[name], form.figures[name].unit) if name in before else ""

    return _NAME.sub(filled, pattern)
