"""Refuses a Reading that holds more than any report.

Whatever is said of a report grows with what it holds, and a file of a thousand kilobytes can hold a hundred thousand
paragraphs.
"""

from __future__ import annotations

from gouji.errors import UnreadableError
from gouji.reading.reading import Reading

MAX_PARAGRAPHS = 5000  # a long report has some two hundred
MAX_TEXT = 2_000_000  # characters of all paragraphs
MAX_CELL = 32_767  # characters of a figure or a field, as a cell of a workbook has it
MAX_REMARKS = 2000
MAX_EXPLANATIONS = 2000


def within(reading: Reading) -> Reading:
    """Gives the same reading. Raises UnreadableError (over-limit) when it holds too much."""
    paragraphs = sum(map(len, reading.sections.values()))
    if paragraphs > MAX_PARAGRAPHS:
        raise _over(f"文字有 {paragraphs} 段，最多 {MAX_PARAGRAPHS} 段")
    if sum(len(each.text) for texts in reading.sections.values() for each in texts) > MAX_TEXT:
        raise _over(f"文字超过 {MAX_TEXT // 10_000} 万字")
    if any(len(cell.value.raw) > MAX_CELL for cells in (reading.info, reading.figures) for cell in cells.values()):
        raise _over(f"有一格超过 {MAX_CELL} 字")
    if len(reading.remarks) > MAX_REMARKS:
        raise _over(f"与表样不同的地方有 {len(reading.remarks)} 处")
    if len(reading.explanations) > MAX_EXPLANATIONS:
        raise _over(f"出错说明有 {len(reading.explanations)} 条，最多 {MAX_EXPLANATIONS} 条")
    return reading


def _over(reason: str) -> UnreadableError:
    return UnreadableError("over-limit", reason=reason)
