"""Writes marks, list of results and explanations into the open workbook.

Marks are one block for each table, the list and the explanations two blocks on the sheet of results, whatever the
number of findings. All of it goes into open cells of our own sheets: nothing of the filler's is touched, no sheet is
unprotected.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gouji.check.finding import Finding
from gouji.form.own_workbook import EXPLANATIONS_BLOCK, FINDINGS_BLOCK
from gouji.ooxml.defined_names import target
from gouji.place import Area
from gouji.reading.workbook.find_explanations import LAPSED_WORDS
from gouji.ribbon import findings as words_of
from gouji.ribbon.errors import CannotError
from gouji.ribbon.explanations import KeptExplanation, shown_figures
from gouji.ribbon.findings import Entry, typed
from gouji.ribbon.host import Host, is_busy, is_refused
from gouji.ribbon.seen import Seen
from gouji.words import beside
from gouji.workbook.block_columns import (
    EXPLANATION_CELLS,
    EXPLANATION_CODE,
    EXPLANATION_FIGURES,
    EXPLANATION_WIDTH,
    EXPLANATION_WORDS,
    FINDING_WIDTH,
)
from gouji.workbook.which_marks import which_marks

say = beside(__file__)

if TYPE_CHECKING:
    import xlwings as xw

_ROW_HEIGHT = 18  # points, of an empty row of the template


def has_room(seen: Seen) -> bool:
    """Whether the workbook has our sheets: an office's own workbook has not."""
    names = (FINDINGS_BLOCK, EXPLANATIONS_BLOCK, *(plan.marks for plan in seen.at.tables.values()))
    return all(target(seen.book, name) is not None for name in names)


@contextmanager
def writing(host: Host) -> Iterator[None]:
    """Keeps Excel quiet while it lasts. A refusal of Excel becomes CannotError."""
    try:
        with host.app.properties(screen_updating=False, enable_events=False):
            yield
    except Exception as error:
        if is_refused(error) and not is_busy(error):
            raise CannotError("cannot.wrong_sheet") from error
        raise


def write(
    seen: Seen, findings: Sequence[Finding], lapsed: dict[int, str], explanations: Sequence[KeptExplanation]
) -> list[str]:
    """Writes everything; returns what the person has to be told of it. Raises CannotError."""
    with writing(seen.host):
        outside = _write_marks(seen, findings)
        left = _write_findings(seen, findings, lapsed)
        unsaved = write_explanations(seen, explanations)
    told = []
    if outside:
        told.append(say("check.unmarked", count=outside))
    if left:
        told.append(say("check.too_many", count=left))
    if unsaved:
        told.append(unsaved)
    return told


def clear(seen: Seen) -> None:
    """Empties marks and list as they were before any check."""
    with writing(seen.host):
        _write_marks(seen, ())
        sheet, where = _block(seen, FINDINGS_BLOCK)
        _put(sheet, where, [[None] * FINDING_WIDTH for _ in range(where.top, where.bottom + 1)])
        _range(sheet, where).row_height = _ROW_HEIGHT


def write_explanations(seen: Seen, explanations: Sequence[KeptExplanation]) -> str:
    """Writes the block of explanations, unless it says so already. Returns what the person has to be told: that room
    ran out."""
    sheet, where = _block(seen, EXPLANATIONS_BLOCK)
    rows: list[list[Entry]] = []
    for kept in explanations:
        row: list[Entry] = [None] * EXPLANATION_WIDTH
        row[EXPLANATION_CODE], row[EXPLANATION_CELLS] = typed(kept.code), typed(" ".join(kept.cells))
        row[EXPLANATION_WORDS], row[EXPLANATION_FIGURES] = typed(kept.text), typed(shown_figures(seen, kept))
        rows.append(row)
    room = where.bottom - where.top + 1
    rows += [[None] * EXPLANATION_WIDTH for _ in range(room - len(rows))]
    if rows[:room] != _standing(seen, where):
        _put(sheet, where, rows[:room])
    return say("check.no_room", count=room) if len(explanations) > room else ""


# ---------------------------------------------------------------- parts


def _write_marks(seen: Seen, findings: Sequence[Finding]) -> int:
    """Returns how many figures stand outside the mirrors, as after rows were inserted above a table's end."""
    marked = which_marks(findings, seen.at, seen.book, seen.book.titles)
    for plan in seen.at.tables.values():
        sheet, where = _block(seen, plan.marks)
        marks = marked.mirrored.get(plan.marks, {})
        grid: list[list[Entry]] = [
            [marks.get((row, column)) for column in range(where.left, where.right + 1)]
            for row in range(where.top, where.bottom + 1)
        ]
        _put(sheet, where, grid)
    return len({mark.place for mark in marked.others if mark.id in seen.form.figures})


def _write_findings(seen: Seen, findings: Sequence[Finding], lapsed: dict[int, str]) -> int:
    """Returns how many found no room."""
    sheet, where = _block(seen, FINDINGS_BLOCK)
    room = where.bottom - where.top + 1
    rows = []
    for number, finding in enumerate(findings[:room]):
        words = LAPSED_WORDS + lapsed[number] if number in lapsed else finding.explanation or ""
        rows.append(words_of.row(finding, words))
    used = len(rows)
    rows += [[None] * FINDING_WIDTH for _ in range(room - used)]
    _put(sheet, where, rows)
    _range(sheet, where).row_height = _ROW_HEIGHT
    if used:
        _range(sheet, where._replace(bottom=where.top + used - 1)).rows.autofit()
    return len(findings) - used


def _standing(seen: Seen, where: Area) -> list[list[Entry]]:
    """What the block of explanations holds, as it would be written."""
    columns = range(where.left, where.left + EXPLANATION_WIDTH)
    return [
        [typed(seen.book.sheet(where.sheet).text(row, column)) for column in columns]
        for row in range(where.top, where.bottom + 1)
    ]


def _block(seen: Seen, name: str) -> tuple[xw.Sheet, Area]:
    stands = target(seen.book, name)
    assert stands is not None and seen.host.book is not None
    return seen.host.book.sheets[stands.sheet], stands


def _range(sheet: xw.Sheet, where: Area) -> xw.Range:
    return sheet.range(where.ref)


def _put(sheet: xw.Sheet, where: Area, rows: Sequence[Sequence[Entry]]) -> None:
    """One write. The rows fill the block; a block narrowed by deleted columns takes what fits."""
    width = where.right - where.left + 1
    _range(sheet, where).raw_value = [list(row[:width]) for row in rows]
