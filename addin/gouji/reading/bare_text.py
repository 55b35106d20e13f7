"""Strips printed text to the bare form in which labels are compared, without what printers and typists change."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

from gouji.characters import UNREAD, seen

_CIRCLED = re.compile("[①-⑳]")
_ORDINAL = re.compile(r"\(?[一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[、.,]|\(?\d{1,2}\)|\d{1,2}[、.,]")
_NUMBERED = re.compile(r"\s*([一二三四五六七八九十]{1,2})\s*[、.．,，:：]\s*(\S.*)\Z")
_NOT_WORD = re.compile(r"[\W_]+")
_FIGURE = re.compile(r"[+\-－−‐-―]?[0-9０-９](?:[0-9０-９,，.．]*[0-9０-９])?[^\W\d_]{0,2}\Z")
# Formatting that pages and printers leave behind: zero-width spaces, soft hyphens, marks of direction.
_UNSEEN_APART = re.compile(
    r"(?<![0-9０-９])[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff](?![0-9０-９])"
)
_LONGEST_FIGURE = 40  # characters, with what nobody sees
_HINTS_AT_ONE = re.compile(f"[0-9０-９{UNREAD}]")
_PLACEHOLDERS = frozenset({"/", "／", "-", "－", "—", "——", "–", "无"})


def squash(text: str) -> str:
    """Gives the text without white space (NBSP too), punctuation, brackets, quotes and dots; full width becomes half
    width."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text))


def bare(label: str) -> str:
    """Squashes a label and drops the ordinal in front: `（一）予以公开`, `1、予以公开` and `予以公开` become one
    label."""
    text = unicodedata.normalize("NFKC", _CIRCLED.sub("", label)).strip()
    return squash(_ORDINAL.sub("", text, count=1) if _ORDINAL.match(text) else text)


def alike(one: str, other: str) -> float:
    """Tells how much two bare labels have in common, 0 to 1. One that is part of the other counts as nearly the
    same."""
    if not one or not other:
        return 0.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return max(ratio, 0.9) if len(min(one, other, key=len)) >= 4 and (one in other or other in one) else ratio


def is_figure(text: str) -> bool:
    """Whether a cell was meant as a figure: digits, with a sign, separators or a short unit, or a placeholder.

    So is one in which characters can't be read or can't be seen: it has its place in the row, and is named there."""
    if text in _PLACEHOLDERS or _FIGURE.match(text):
        return True
    if len(text) > _LONGEST_FIGURE or not _HINTS_AT_ONE.search(text):
        return False
    kept = seen(text.replace(UNREAD, "")).strip()
    return kept in _PLACEHOLDERS or bool(_FIGURE.match(kept)) or (not kept and UNREAD in text)


def plain_to_see(text: str) -> str:
    """Gives the text without characters that nobody sees, except those at a digit: there they may hide what the figure
    was, and are named."""
    return text if text.isprintable() else _UNSEEN_APART.sub("", text)


def ordinal(heading: str) -> tuple[str, str]:
    """Splits a heading: `二、主动公开政府信息情况` gives `("二", "主动公开政府信息情况")`; the number is "" where none
    is printed."""
    match = _NUMBERED.match(heading)
    return (match[1], match[2]) if match else ("", heading)
