"""Takes a paragraph and the report year; gives its text as sentences are read, and leads back to where it stood.

Blanks are gone, full width is half width, numerals are digits, years are named from the report's: 上年, 本年, 下年,
某年.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

_NUMERALS = "零一二三四五六七八九"
_WORTH = {"十": 10, "百": 100, "千": 1000}
# What NFKC has to look at: all but plain Chinese and ASCII. Circled numbers count things in a list: no figure is near.
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_HALF |= {
    ord(half): ord(full) for half, full in zip(",;:()!?，；：（）！？", "，；：（）。。，；：（）。。", strict=True)
}
_ODD = re.compile(r"[^\x21-\x7e\u3001\u3002\u3008-\u3011\u4e00-\u9fff‘-”，；：（）]+")
_CIRCLED = re.compile(r"[①-⓿❶-➓]")
_THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3}(?!\d))")
# The first and the last day of a year say nothing about which year a figure is of (截至2022年12月31日); any other day
# says that it isn't one of the whole year.
_DAY = r"(?:(?:20)?\d\d年度?)?(?P<month>\d{1,2})月(?:\d{1,2}日|底|末|份)?|20\d\d[.-]\d{1,2}[.-]\d{1,2}"
_ENDS = ("1", "01", "12")
_YEAR = r"(?<!\d)(?P<year>20\d\d)年度?"
_BEFORE, _NOW, _AFTER = r"去年度?|上一?个?年度?", r"今年|本年度|当年度?", r"明年|次年度?|下一?个?年度?"
_SPAN = r"20\d\d年?度?(?:[-—~至、]+20\d\d年?度?)+(?:期间|间)"
BEFORE, NOW, AFTER, OTHER = "上年", "本年", "下年", "某年"


class Plain(NamedTuple):
    """A text to read. origin: of each of its characters where it stood in the paragraph, and one more for its end."""

    text: str
    origin: Sequence[int]


def plain(paragraph: str, year: int | None, units: Sequence[str]) -> Plain:
    """Gives the text of a paragraph. units: those before which numerals are figures (十二件)."""
    text, origin = _compact(paragraph)
    pieces: list[str] = []
    places: list[int] = []
    end = 0
    for match in _spelled(tuple(units)).finditer(text):
        said = _said(match, year)
        if said is None:
            continue
        start, stop = match.span()
        pieces += [text[end:start], said]
        places += [*origin[end:start], *[origin[start]] * len(said)]
        end = stop
    if not pieces:
        return Plain(text, origin)
    return Plain("".join((*pieces, text[end:])), [*places, *origin[end:]])


def _compact(paragraph: str) -> tuple[str, Sequence[int]]:
    """Without blanks, in half width."""
    text = paragraph.translate(_HALF)
    origin: Sequence[int] = range(len(text) + 1)
    if _ODD.search(text):
        text, origin = _without_odd(text)
    if "，" in text:
        commas = {match.start() for match in _THOUSANDS.finditer(text)}
        if commas:
            origin = [at for place, at in enumerate(origin) if place not in commas]
            text = _THOUSANDS.sub("", text)
    return text, origin


def _without_odd(text: str) -> tuple[str, list[int]]:
    pieces: list[str] = []
    origin: list[int] = []
    end = 0
    for match in _ODD.finditer(text):
        start, stop = match.span()
        halves = [(_half(text[at]), at) for at in range(start, stop)]
        pieces += [text[end:start], *(half for half, _ in halves)]
        origin += [*range(end, start), *(at for half, at in halves for _ in half)]
        end = stop
    return "".join((*pieces, text[end:])), [*origin, *range(end, len(text) + 1)]


@cache
def _half(char: str) -> str:
    if _CIRCLED.match(char):
        return "；"
    found = unicodedata.normalize("NFKC", char)
    return "" if found.isspace() or not found.isprintable() else found.replace(" ", "")


@cache
def _spelled(units: Sequence[str]) -> re.Pattern[str]:
    """What is put in other words: days, years, numerals before a unit."""
    numeral = rf"(?<![第数几上近约余多每{_NUMERALS}十百千])(?P<numeral>[{_NUMERALS}〇两十百千]+)(?={'|'.join(units)})"
    # 与…一起办理, 一件事: no numeral
    numeral += r"(?!件事)(?!起(?![，。；：、（）案行因被诉政已正尚\d]))"
    parts = (f"(?P<span>{_SPAN})", f"(?P<day>{_DAY})", _YEAR, f"(?P<before>{_BEFORE})", f"(?P<now>{_NOW})")
    start = (
        f"(?=[\\d去上今本当明次下{_NUMERALS}〇两十百千])"  # most characters begin none of them: tried first, for speed
    )
    return re.compile(f"{start}(?:{'|'.join((*parts, f'(?P<after>{_AFTER})', numeral))})")


def _said(match: re.Match[str], year: int | None) -> str | None:
    match match.lastgroup:
        case "year":
            if year is None:
                return OTHER
            # Nobody has figures of a year that is still to come: it is this year, written wrongly.
            ahead = int(match["year"]) - year
            return NOW if ahead > 1 else {-1: BEFORE, 0: NOW, 1: AFTER}.get(ahead, OTHER)
        case "numeral":
            return number_of(match["numeral"])
        case "span":
            return OTHER
        case "day":
            return "·" if match["month"] in _ENDS else OTHER
        case "before":
            return BEFORE
        case "now":
            return NOW
    return AFTER


def number_of(numeral: str) -> str | None:
    """Gives the digits of a numeral: 一千二百 is 1200, 二〇 is 20; None for what is none (十十)."""
    text = numeral.replace("两", "二").replace("〇", "零")
    if not set(text) & set(_WORTH):
        return "".join(str(_NUMERALS.index(char)) for char in text)
    total, worth = 0, 10_000
    for digit, weight in _places(text):
        if weight >= worth:
            return None
        total, worth = total + digit * weight, weight
    return str(total)


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Each digit with its weight: 一千二百 is (1, 1000), (2, 100)."""
    digit: int | None = None
    for char in text:
        if char in _WORTH:
            yield (1 if digit is None else digit), _WORTH[char]
            digit = None
        else:
            digit = _NUMERALS.index(char)
    if digit is not None:
        yield digit, 1
