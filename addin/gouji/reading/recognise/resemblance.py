"""Tells how much two bare labels have in common, and which of several a damaged label most likely was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

T = TypeVar("T")

LEAST = 0.7  # a label that has less in common with one of the form's is another label
MARGIN = 0.15  # by so much the likeliest has to be ahead of the next
_PART = 4  # characters from which a label that holds another is nearly the same


def similar(one: str, other: str) -> float:
    """Gives twice the length of the longest common subsequence over both lengths, 0 to 1: what rapidfuzz calls ratio.

    A row of bits for each character (Hyyrö): some microseconds, and no library to load for the few labels that need
    it."""
    if not one or not other:
        return 0.0
    at: dict[str, int] = {}
    for index, char in enumerate(one):
        at[char] = at.get(char, 0) | 1 << index
    whole = left = (1 << len(one)) - 1
    for char in other:
        hit = left & at.get(char, 0)
        left = ((left + hit) | (left - hit)) & whole
    ratio = 2 * (len(one) - left.bit_count()) / (len(one) + len(other))
    shorter = min(one, other, key=len)
    return max(ratio, 0.9) if len(shorter) >= _PART and (one in other or other in one) else ratio


def likeliest(text: str, spellings: Mapping[T, Iterable[str]]) -> tuple[T, float] | None:
    """Gives what a text most likely is, with its likeness; None where nothing is alike enough, or two are."""
    ranked = sorted(((max(similar(text, each) for each in own), key) for key, own in spellings.items()), key=_score)
    if not ranked or ranked[-1][0] < LEAST:
        return None
    if len(ranked) > 1 and ranked[-1][0] - ranked[-2][0] < MARGIN:
        return None
    return ranked[-1][1], ranked[-1][0]


def _score(each: tuple[float, object]) -> float:
    return each[0]
