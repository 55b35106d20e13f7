"""Separates the signature from the last paragraphs of a report, and gives the date of signing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.reading.bare_text import bare

_SPACE = re.compile(r"\s+")
_DIGITS = {"〇": 0, "○": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_DATE = re.compile(rf"(\d{{4}}|[〇○零一二三四五六七八九]{{4}})年({_NUMBER})月({_NUMBER})日\Z")


def signed(texts: Sequence[str], organization: str) -> tuple[list[str], str]:
    """Gives the texts without the date and the name above it, and the date as `2026年1月30日`, "" where nothing is
    signed.

    Only the report's own organisation is a signature: any other last line belongs to the text.
    """
    date = _date(texts[-1]) if texts else ""
    if not date:
        return list(texts), ""
    rest = list(texts[:-1])
    if rest and organization and bare(rest[-1]) == bare(organization):
        rest.pop()
    return rest, date


def _date(text: str) -> str:
    match = _DATE.match(_SPACE.sub("", text))
    if match is None:
        return ""
    year = "".join(str(_DIGITS.get(char, char)) for char in match[1])
    return f"{year}年{_number(match[2])}月{_number(match[3])}日"


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, found, ones = text.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if found else 0) + _DIGITS.get(ones, 0)
