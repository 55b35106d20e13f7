"""A Sum in; a sheet of its units out: a row a unit, whether it counts, why not, and whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gouji.collect.sums.consolidate import Part, Sum
from gouji.workbook.plain_sheet import BAD, ODD, Looks, close, head, put

NAME = "计入情况"
TINTS = {Part.MISSING.value: BAD, Part.REFUSED.value: ODD}

_COLUMNS = (
    ("序号", 6),
    ("单位", 34),
    ("统一社会信用代码", 22),
    ("类别", 14),
    ("情况", 11),
    ("说明", 46),
    ("联系人", 12),
    ("电话", 18),
)
_TINTED = 4


def draw(page: Any, sum: Sum, looks: Looks, notes: Sequence[str] = ()) -> None:
    """Draws the sheet. looks: of a workbook made with `TINTS`; notes: whole sentences above the heads."""
    top = below = head(page, f"{sum.parent.name}　{sum.year}年度{NAME}　{counts(sum)}", _COLUMNS, looks, notes)
    for number, member in enumerate(sum.members, start=1):
        unit = member.unit
        cells = (number, unit.name, unit.code, unit.kind, member.part.value, member.reason, unit.contact, unit.phone)
        put(page, below, cells, _COLUMNS, looks)
        below += 1
    close(page, below, _COLUMNS, looks, _TINTED, tuple(TINTS), top)


def counts(sum: Sum) -> str:
    """`58 个计入，2 个未报，1 个不计入`."""
    found = [(part, len(sum.of(part))) for part in Part]
    return "，".join(f"{count} 个{part.value}" for part, count in found if count or part is Part.COUNTED)
