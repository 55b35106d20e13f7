"""What the ribbon and marking write into a workbook, and in which column of its block each thing stands.

`result_sheets` draws the blocks; a test writes through these numbers and reads back what it wrote.
"""

from __future__ import annotations

from gouji.check.finding import Finding
from gouji.form.severity import Severity

ERROR, WARNING = 2, 1  # in the hidden mirror of a table: the cell is wrong, the cell needs a word
NOTHING = 0

# Columns of the block gouji.findings, counted from 0: severity and code, place, what, left, right, difference, advice
FINDING_LEVEL, FINDING_PLACE, FINDING_REASON = 0, 1, 7
FINDING_WIDTH = 8

# Columns of the block gouji.explanations, counted from 0; the words are merged over the columns that follow.
REASON_CODE, REASON_CELLS, REASON_WORDS, REASON_FIGURES = 0, 1, 3, 7
REASON_WIDTH = 8


def grade_of(finding: Finding) -> int:
    """How the cells of a finding are marked, whoever marks them: NOTHING for a hint, and once a reason is accepted."""
    if finding.explanation:
        return NOTHING
    return {Severity.ERROR: ERROR, Severity.WARNING: WARNING}.get(finding.severity, NOTHING)
