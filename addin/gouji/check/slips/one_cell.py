"""Names the likeliest slip that turned the figure that was meant into the one that stands in a cell."""

from __future__ import annotations

from decimal import Decimal
from math import log
from typing import NamedTuple

from gouji.value import plain


class Slip(NamedTuple):
    """A slip. cost: about −ln of its likelihood, so a difference of 1 means e times likelier. words: Chinese, may be
    empty."""

    cost: float
    words: str


TRANSPOSED = Slip(2.0, "像是相邻两位数字颠倒")
DOUBLED = Slip(2.2, "像是一位数字多按了一次")
DROPPED = Slip(2.2, "像是漏打了一位数字")
SIGN = Slip(2.2, "像是正负号打错了")
BY_ONE = Slip(2.4, "只差 1")
EXTRA = Slip(2.6, "像是多打了一位数字")
ONE_DIGIT = Slip(3.0, "像是有一位数字打错")
STALE = Slip(3.2, "像是分项改了，总计没有跟着改")
LEFT_ZERO = Slip(3.3, "像是漏填，留着 0")  # most zeros of a report are right
UNLIKE = Slip(6.0, "")


def slip(stands: Decimal, meant: Decimal, is_total: bool = False) -> Slip:
    """Gives the likeliest slip by which somebody who meant `meant` left `stands`. A total may also just not have been
    updated."""
    ways = [UNLIKE]
    ways += _keystrokes(plain(stands), plain(meant)) if stands else [LEFT_ZERO]
    if stands == -meant:
        ways.append(SIGN)
    if abs(stands - meant) == 1:
        ways.append(BY_ONE)
    if is_total:
        ways.append(STALE)
    best = min(ways)
    # Of two equal slips the one that changes less is likelier; an absurd distance has no finite logarithm.
    distance = min(abs(stands - meant), Decimal(10) ** 30)
    return Slip(best.cost + 0.02 * log(1 + float(distance)), best.words)


def _keystrokes(typed: str, meant: str) -> list[Slip]:
    """The slips of one key that turn `meant` into `typed`."""
    if len(typed) == len(meant):
        return _same_length(typed, meant)
    if len(typed) + 1 == len(meant):
        return [DROPPED] if _without(meant, typed) else []
    if len(typed) == len(meant) + 1:
        at = _without(typed, meant)
        doubled = any(typed[i] in (typed[i - 1 : i] + typed[i + 1 : i + 2]) for i in at)
        return ([DOUBLED] if doubled else [EXTRA]) if at else []
    return []


def _same_length(typed: str, meant: str) -> list[Slip]:
    wrong = [i for i, (a, b) in enumerate(zip(typed, meant, strict=True)) if a != b]
    if len(wrong) == 1:
        return [ONE_DIGIT]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        i, j = wrong
        return [TRANSPOSED] if (typed[i], typed[j]) == (meant[j], meant[i]) else []
    return []


def _without(longer: str, shorter: str) -> list[int]:
    """Where one character may be taken out of `longer` to leave `shorter`."""
    return [i for i in range(len(longer)) if longer[:i] + longer[i + 1 :] == shorter]
