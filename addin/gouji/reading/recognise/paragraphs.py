"""Joins lines that a printer broke at a fixed width to paragraphs again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_BEGINS = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[)）、]|\d{1,2}[、.．)）](?!\d))")
_FEWEST = 8  # lines from which a width can be told
_SLACK = 6  # half-width columns: a line may end early where punctuation or a word would not fit
_WIDEST = 110


def line_width(lines: Sequence[str]) -> int | None:
    """Gives the width at which lines were broken, in half-width columns; None for text with one paragraph per line."""
    widths = sorted(map(_width, lines))
    if len(widths) < _FEWEST:
        return None
    wide = widths[len(widths) * 3 // 4]
    full = sum(abs(width - wide) <= _SLACK for width in widths)
    wider = sum(width > wide + _SLACK for width in widths)
    return wide if wide <= _WIDEST and full * 2 >= len(widths) and wider * 20 <= len(widths) else None


def joined(lines: Sequence[str], width: int | None) -> tuple[tuple[str, int], ...]:
    """Gives the paragraphs of a section whose lines were broken at `width` (see `line_width`), each with the number of
    its first line."""
    if width is None:
        return tuple((line, at) for at, line in enumerate(lines))
    paragraphs: list[list[str]] = []  # in pieces: a text of a hundred thousand lines may be one paragraph
    begins: list[int] = []
    goes_on = False
    for at, line in enumerate(lines):
        if goes_on and not _BEGINS.match(line):
            paragraphs[-1] += (_between(paragraphs[-1][-1], line), line)
        else:
            paragraphs.append([line])
            begins.append(at)
        goes_on = _width(line) >= width - _SLACK
    return tuple(zip(map("".join, paragraphs), begins, strict=True))


def _between(before: str, after: str) -> str:
    """A blank between two Latin words."""
    ends = before[-1], after[0]
    return " " if all(each.isascii() and each.isalpha() for each in ends) else ""


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line)
