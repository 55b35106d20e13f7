"""Draws a sheet of the units of a Sum: a row for each, whether it counts, why not, and whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gouji.collect.sums.consolidate import Part, Sum
from gouji.words import beside
from gouji.workbook.plain_sheet import BAD, ODD, Looks, close, head, put

say = beside(__file__)

TINTS = {Part.MISSING.value: BAD, Part.REFUSED.value: ODD}

_TINTED = 4


def draw(page: Any, consolidated: Sum, looks: Looks, notes: Sequence[str] = ()) -> None:
    """Draws the sheet. looks: of a workbook made with `TINTS`; notes: whole sentences above the heads."""
    columns = say.of("members.columns")
    title = say("members.head", parent=consolidated.parent.name, year=consolidated.year, counts=counts(consolidated))
    top = below = head(page, title, columns, looks, notes)
    for number, member in enumerate(consolidated.members, start=1):
        unit = member.unit
        cells = (number, unit.name, unit.code, unit.kind, member.part.value, member.reason, unit.contact, unit.phone)
        put(page, below, cells, columns, looks)
        below += 1
    close(page, below, columns, looks, _TINTED, tuple(TINTS), top)


def counts(consolidated: Sum) -> str:
    """Counts the units in words: `58 个计入，2 个未报，1 个不计入`."""
    found = [(part, len(consolidated.of(part))) for part in Part]
    return "，".join(
        say("members.count", count=count, part=part.value) for part, count in found if count or part is Part.COUNTED
    )
