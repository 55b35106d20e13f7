"""The columns of the blocks on 校验结果, by what the ribbon and marking write into each.

`result_sheets` draws the blocks; a test writes through these numbers and reads back what it wrote.
"""

from __future__ import annotations

# Columns of the block gouji.findings, counted from 0: severity and code, place, what, left, right, difference, advice
FINDING_LEVEL, FINDING_PLACE, FINDING_EXPLANATION = 0, 1, 7
FINDING_WIDTH = 8

# Columns of the block gouji.explanations, counted from 0; the words are merged over the columns that follow.
EXPLANATION_CODE, EXPLANATION_CELLS, EXPLANATION_WORDS, EXPLANATION_FIGURES = 0, 1, 3, 7
EXPLANATION_WIDTH = 8
