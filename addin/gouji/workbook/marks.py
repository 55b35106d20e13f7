"""What the ribbon and marking write into a workbook, and in which column of its block each thing stands.

`result_sheets` draws the blocks; a test writes through these numbers and reads back what it wrote.
"""

from __future__ import annotations

ERROR, WARNING = 2, 1  # in the hidden mirror of a table: the cell is wrong, the cell needs a word

# Columns of the block gouji.findings, counted from 0: severity and code, place, what, left, right, difference, advice
FINDING_LEVEL, FINDING_PLACE, FINDING_REASON = 0, 1, 7
FINDING_WIDTH = 8

# Columns of the block gouji.explanations, counted from 0; the words are merged over the columns that follow.
REASON_CODE, REASON_CELLS, REASON_WORDS, REASON_FIGURES = 0, 1, 3, 7
REASON_WIDTH = 8
