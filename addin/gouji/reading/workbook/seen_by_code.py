"""Tells what is wrong with how a sheet shows a number under its cell's number format.

Apart from `seen`, since most workbooks show every number as it is and need no one who knows number formats.
"""

from __future__ import annotations

from decimal import Decimal

from gouji.form.form import Figure
from gouji.ooxml.number_format import COUNTED, Effect, effect
from gouji.ooxml.shown import Shown, shown

_LONGEST = 24  # characters of a number format that are quoted
_HIDDEN, _ANOTHER = "figure-not-seen", "another-number-shown"

_Seen = tuple[str, str, str]  # the name of the check, the text that is shown, the words of the cause


def of_code(number: Decimal, code: str, figure: Figure) -> _Seen | None:
    """Gives what is wrong with how a number is shown; None when nothing is."""
    seen, cause = shown(number, code), f"单元格格式“{_short(code)}”"
    if seen is None:
        return _HIDDEN, "", f"{cause}显示成什么说不准"
    if not seen.is_number:
        text = seen.text.strip()
        return _HIDDEN, text, f"{cause}显示成“{text}”" if text else f"{cause}什么也不显示"
    if seen.reads != number and not seen.is_rounded:
        return _ANOTHER, seen.text.strip(), cause
    if (seen.before or seen.behind) and (wrong := _of_literals(seen, cause, number, figure)):
        return wrong
    if seen.reads != number:
        return "rounded-number-shown", seen.text.strip(), cause
    return (_HIDDEN, "", f"{cause}的字是白色") if seen.is_white else None


def _of_literals(seen: Shown, cause: str, number: Decimal, figure: Figure) -> _Seen | None:
    """What is wrong with what stands beside a number."""
    units = {figure.unit, figure.unit.removesuffix("元")} - {""} if figure.kind == "money" else COUNTED
    made = effect(seen.before, seen.behind, units, is_nought=not number)
    if made is Effect.OTHER:
        return _ANOTHER, seen.text.strip(), cause
    if made is Effect.UNSURE:
        return _HIDDEN, "", f"{cause}在数字旁边还写着“{seen.before}{seen.behind}”"
    return None


def _short(code: str) -> str:
    return code if len(code) <= _LONGEST else code[:_LONGEST] + "…"
