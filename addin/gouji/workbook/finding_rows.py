"""Turns findings into rows of the block gouji.findings on 校验结果: words, both sides, a link to the cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from gouji.check.finding import Finding
from gouji.check.severity import WORDS
from gouji.ooxml.book import Sheet
from gouji.place import Area, Place, to_address
from gouji.words import beside
from gouji.workbook.block_columns import FINDING_EXPLANATION, FINDING_LEVEL, FINDING_PLACE
from gouji.workbook.mark_cells import Content, FindingRow, Link
from gouji.workbook.texts import CELL_LIMIT, height, split

say = beside(__file__)

_POINTS, _LEAST = 10.0, 18.0
_LARGEST = Decimal(10) ** 15  # beyond it a cell rounds


def rows(
    findings: Sequence[Finding],
    block: Area,
    widths: Mapping[int, float],
    typed: Mapping[tuple[str, str], str],
    titles: Sequence[str],
) -> Mapping[int, FindingRow]:
    """Gives the cells of each finding by row of the sheet; the last row says how many findings found no room.

    widths: column → characters, for the height of rows. typed: what the filler has written beside a finding, by
    `typed_explanations`; it stays there. titles: the workbook's sheets, for only they can be jumped to.
    """
    room = block.bottom - block.top + 1
    shown = findings if len(findings) <= room else findings[: room - 1]
    made = {}
    for number, finding in enumerate(shown, start=block.top):
        cells: list[Content | None] = [level(finding), _place(finding, titles), finding.message]
        cells += [_number(each) for each in (finding.left, finding.right, finding.difference)]
        explanation = typed.get((level(finding), label(finding)), "")
        cells += [finding.advice, explanation or finding.explanation or ""]
        made[number] = _row(cells, block, widths)
    if len(findings) > room:
        more = say("results.more_findings", count=len(findings) - len(shown))
        made[block.bottom] = _row(["", "", more], block, widths)
    return made


def typed_explanations(sheet: Sheet, block: Area) -> Mapping[tuple[str, str], str]:
    """Gives what the filler typed in the last column, as the block is now: (level and code, place) → the text there."""
    found = {}
    for row in range(block.top, block.bottom + 1):
        level, place, explanation = (
            sheet.text(row, block.left + at) for at in (FINDING_LEVEL, FINDING_PLACE, FINDING_EXPLANATION)
        )
        if level and explanation:
            found[level, place] = explanation
    return found


def _row(cells: Sequence[Content | None], block: Area, widths: Mapping[int, float]) -> FindingRow:
    kept: dict[int, Content] = {}
    tall = _LEAST
    for column, cell in enumerate(cells, start=block.left):
        if column > block.right or cell is None or cell == "":
            continue
        if isinstance(cell, str):
            cell = split(cell, CELL_LIMIT)[0]
            tall = max(tall, height(cell, widths.get(column, 9.0) - 1, _POINTS, _LEAST))
        elif isinstance(cell, Link):
            tall = max(tall, height(cell.shown, widths.get(column, 9.0) - 1, _POINTS, _LEAST))
        kept[column] = cell
    return FindingRow(kept, round(tall, 2))


def places(finding: Finding) -> tuple[Place, ...]:
    """Gives the places where a finding leads, the likeliest wrong cell first, each once."""
    suspects = (suspect.place for suspect in finding.suspects)
    return tuple(dict.fromkeys(place for place in (*suspects, *finding.places) if isinstance(place, Place)))


def label(finding: Finding) -> str:
    """Names the place of a finding as the list does: `三、依申请公开 J7`; "" without one."""
    place = next(iter(places(finding)), None)
    return place.spaced if place else ""


def level(finding: Finding) -> str:
    """Names the level and code of a finding: `需说明 AR411`."""
    return f"{WORDS[finding.severity]} {finding.code}"


def jump(place: Place, shown: str) -> str:
    """Gives a formula without `=` that shows a text and jumps to a place."""
    both = ('"' + text.replace('"', '""') + '"' for text in (f"#{to_address(place, absolute=False)}", shown))
    return f"HYPERLINK({','.join(both)})"


def _place(finding: Finding, titles: Sequence[str]) -> Content:
    place = next(iter(places(finding)), None)
    if place is None or place.sheet not in titles:
        return label(finding)
    return Link(label(finding), jump(place, label(finding)))


def _number(number: Decimal | None) -> Content | None:
    return f"{number:f}" if number is not None and abs(number) >= _LARGEST else number
