"""Turns the paragraphs of a section into rows of its sheet, with heights and a note where a paragraph is too long."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import ceil
from typing import NamedTuple

from gouji.reading.reading import Paragraph
from gouji.words import beside

say = beside(__file__)

CELL_LIMIT = 32767  # characters that a cell holds
TALLEST = 409.0  # points that a row can show
PARAGRAPH_POINTS = 12.0
_SENTENCE = re.compile(r"[^。！？；\n]*(?:[。！？；\n]+|$)")


class ParagraphRow(NamedTuple):
    """One row of a section's block. note: what the person must know about it, "" mostly."""

    text: str
    note: str


def rows(paragraphs: Iterable[Paragraph]) -> tuple[ParagraphRow, ...]:
    """Gives one row for each paragraph; one that no cell can hold is split at the ends of sentences, and says so."""
    made: list[ParagraphRow] = []
    for paragraph in paragraphs:
        parts = split(paragraph.text)
        note = say("split", count=len(paragraph.text), rows=len(parts)) if len(parts) > 1 else ""
        made += [ParagraphRow(part, note) for part in parts]
    return tuple(made)


def split(text: str, limit: int = CELL_LIMIT) -> tuple[str, ...]:
    """Gives the text in pieces of at most `limit` UTF-16 units, cut after sentences, else anywhere. Joined they are
    equal."""
    if units(text) <= limit:
        return (text,)
    pieces = [""]
    for sentence in _SENTENCE.findall(text):
        for part in _chunks(sentence, limit):
            if units(pieces[-1]) + units(part) > limit:
                pieces.append("")
            pieces[-1] += part
    return tuple(piece for piece in pieces if piece)


def _chunks(sentence: str, limit: int) -> list[str]:
    if units(sentence) <= limit:
        return [sentence]
    step = limit // 2  # a character takes at most two units
    return [sentence[start : start + step] for start in range(0, len(sentence), step)]


def units(text: str) -> int:
    """Counts the length of a text as Excel does, in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def lines(text: str, width: float, points: float) -> int:
    """Estimates how many lines a text takes in a cell `width` characters wide, on the safe side."""
    pixels = 7 * width - 6
    room = max(1.0, int(2 * pixels / (points * 4 / 3)) / 2)  # in full-width characters, halves count
    return sum(max(1, ceil(_full_widths(part) / room)) for part in text.split("\n"))


def _full_widths(text: str) -> float:
    return sum(1 if character > "\u02ff" else 0.55 for character in text)


def height(text: str, width: float, points: float, least: float) -> float:
    """Gives the row height in points that shows the whole text, as far as a row can."""
    return min(TALLEST, max(least, _needed(text, width, points)))


def is_cut(text: str, width: float, points: float) -> bool:
    """Whether even the tallest row can't show the whole text."""
    return _needed(text, width, points) > TALLEST


def _needed(text: str, width: float, points: float) -> float:
    needed = lines(text, width, points)
    return needed * points * 1.42 + (4 if needed == 1 else 8)
