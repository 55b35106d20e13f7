"""Lines of text in, paragraphs out: lines that a printer broke at a fixed width are joined again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_BEGINS = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[)）、]|\d{1,2}[、.．)）](?!\d))")
_FEWEST = 8  # lines from which a width can be told
_SLACK = 6  # half-width columns: a line may end early where punctuation or a word would not fit
_WIDEST = 110


def line_width(lines: Sequence[str]) -> int | None:
    """The width at which lines were broken, in half-width columns; None for text with a paragraph a line."""
    widths = sorted(map(_width, lines))
    if len(widths) < _FEWEST:
        return None
    wide = widths[len(widths) * 3 // 4]
    full = sum(abs(width - wide) <= _SLACK for width in widths)
    wider = sum(width > wide + _SLACK for width in widths)
    return wide if wide <= _WIDEST and full * 2 >= len(widths) and wider * 20 <= len(widths) else None


def joined(lines: Sequence[str], width: int | None) -> tuple[str, ...]:
    """Paragraphs of a section whose lines were broken at `width` (see `line_width`)."""
    if width is None:
        return tuple(lines)
    paragraphs: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and not _BEGINS.match(line):
            paragraphs[-1] = _glue(paragraphs[-1], line)
        else:
            paragraphs.append(line)
        goes_on = _width(line) >= width - _SLACK
    return tuple(paragraphs)


def _glue(before: str, after: str) -> str:
    between = " " if before[-1].isascii() and after[0].isascii() and before[-1].isalpha() and after[0].isalpha() else ""
    return before + between + after


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line)
