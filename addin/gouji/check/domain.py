"""Checks one cell by itself: is what stands in it a number of its kind? At most one Finding. (Rule 5 of the notices.)

Where it is safe to say what was meant, the finding carries it as an offer; nothing is ever applied silently.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from gouji.characters import UNREAD, names, seen, unseen
from gouji.check.finding import Finding, Suspect
from gouji.check.structural import compiled, word
from gouji.form.form import Figure, Wording
from gouji.form.messages import shown
from gouji.reading.reading import Cell
from gouji.value import Kind, plain

LARGEST = 10**12  # beyond it a figure is a slip of the keyboard
MONEY_DECIMALS = 6
_UNITS_IN_LARGER = 10_000  # 元 in a 万元
# Patterns as texts, for `re` to compile when they are first used: most files hold numbers alone.
_PLAIN = r"[+-]? *[0-9]+(?:\.[0-9]+)?\Z"
# Blanks that typesetters put between groups of digits part them too. Any other blank may part two figures.
_GROUPED = "[+-]? *[0-9]{1,3}(?:[,\u00a0\u2009\u202f][0-9]{3})+(?:\\.[0-9]+)?\\Z"
_MINUS = "[\u2010-\u2015\u2212\ufe58\ufe63](?= *[0-9])"
# Not NFKC: ¹ and ③ are no digits that someone typed into a figure.
_NARROW = {0x3000: " ", **{wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}}
_TURNING = frozenset("\u061c\u200f\u202b\u202e\u2067")  # digits beside them may be seen the other way round
_PARTING = "[ ,\u00a0\u2009\u202f]"
_JUST_A_NUMBER = ("number-as-text", "full-width-digits", "thousands-separator")
_OTHER_KINDS = {
    Kind.BLANK: "blank",
    Kind.ERROR: "error-value",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.SEVERAL: "two-values",
    Kind.UNCALCULATED: "uncalculated",
}


def check_cell(wordings: Mapping[str, Wording], figure: Figure, cell: Cell) -> Finding | None:
    """Gives the one thing that is wrong with a cell by itself, or None."""
    kind = cell.value.kind
    if kind is Kind.NUMBER:
        assert cell.value.number is not None
        name = fault_of_number(figure.kind, cell.value.number)
        return _finding(wordings, name, figure, cell) if name else None
    if kind is Kind.TEXT:
        name, proposed, note = fault_of_text(wordings, figure, cell.value.raw)
        return _finding(wordings, name, figure, cell, proposed, note)
    return _finding(wordings, _OTHER_KINDS[kind], figure, cell)


def fault_of_number(kind: str, number: Decimal) -> str | None:
    """Gives the name of what is wrong with a number of this kind (count, change, money), or None."""
    if number.copy_abs() > LARGEST:  # abs() rounds, and overflows on what a JSON record may hold
        return "too-large"
    if number < 0 and kind != "change":
        return "negative"
    if number == number.to_integral_value():
        return None
    exponent = number.normalize().as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    if kind == "money":
        return "too-many-decimals" if decimals > MONEY_DECIMALS else None
    return "decimal-in-count" if decimals > 0 else None


def fault_of_text(wordings: Mapping[str, Wording], figure: Figure, raw: str) -> tuple[str, Decimal | None, str]:
    """Tells what is wrong with a text in a figure cell: the name of the fault, the number that was safely meant (None
    where none was), and the words around that number."""
    if UNREAD in raw:
        return "undecodable", None, ""
    hidden = unseen(raw)
    name, number, note = _fault_of_seen(wordings, figure, seen(raw) if hidden else raw)
    misleading = number is not None and name != "placeholder" and _may_mislead(raw, hidden)
    if hidden and (misleading or name in _JUST_A_NUMBER):
        return "invisible-characters", None if misleading else number, "、".join(names(hidden))
    return name, number, note


def _may_mislead(raw: str, hidden: list[str]) -> bool:
    """Whether the digits are perhaps not what is seen: turned round, or with a control character for a lost one."""
    inside = raw.strip("".join(hidden) + " ")
    return any(char in _TURNING or (char in inside and char < "\u00a0") for char in hidden)


def _fault_of_seen(wordings: Mapping[str, Wording], figure: Figure, raw: str) -> tuple[str, Decimal | None, str]:
    text = raw.strip()
    narrow = re.sub(_MINUS, "-", text.translate(_NARROW), count=1)
    if not text:
        return "blank", None, ""
    placeholders = wordings["placeholder"].terms["placeholders"]
    if text in placeholders or narrow in placeholders:
        return "placeholder", Decimal(0), ""
    if re.match(_PLAIN, narrow):
        name = "number-as-text" if text.isascii() else "full-width-digits"
        return _offer(name, figure, _number(narrow), "")
    if re.match(_GROUPED, narrow):
        return _offer("thousands-separator", figure, _number(narrow), "")
    match = compiled(wordings, "unit-or-note", "with_note").match(narrow)
    wording = wordings["unit-or-note"]
    if match and not _hides_a_numeral(wording, match["unit"], figure):
        number = _in_unit(wording, _number(match["number"]), match["unit"], figure.unit)
        return _offer("unit-or-note", figure, number, f"{match['unit']}{match['note'] or ''}")
    return "not-a-number", None, ""


def _number(narrow: str) -> Decimal:
    return Decimal(re.sub(_PARTING, "", narrow))


def _hides_a_numeral(wording: Wording, written: str, figure: Figure) -> bool:
    """`3万` is no 3, and neither is `3万元` where things are counted. 万元 for 元 is converted; where the form names no
    unit for an amount, the one that is written may well be meant."""
    unit, larger_unit = wording.terms["money_units"]
    is_amount = figure.kind == "money" and written == larger_unit and figure.unit in ("", unit)
    return written != figure.unit and not is_amount and not set(written).isdisjoint(wording.terms["numerals"])


def _in_unit(wording: Wording, number: Decimal, written: str, wanted: str) -> Decimal:
    """元 in a 万元 cell (or the other way) is converted: taking the digits alone would be wrong ten thousand times."""
    unit, larger_unit = wording.terms["money_units"]
    if (written, wanted) == (unit, larger_unit):
        return number / _UNITS_IN_LARGER
    if (written, wanted) == (larger_unit, unit):
        return number * _UNITS_IN_LARGER
    return number


def _offer(name: str, figure: Figure, number: Decimal, note: str) -> tuple[str, Decimal | None, str]:
    """The same, unless the number itself would not do: then that is the fault, and there is no safe offer."""
    fault = fault_of_number(figure.kind, number)
    if fault:
        return ("not-a-number" if note else fault), None, ""
    return name, number, note


def _finding(
    wordings: Mapping[str, Wording],
    name: str,
    figure: Figure,
    cell: Cell,
    proposed: Decimal | None = None,
    note: str = "",
) -> Finding:
    suspects: tuple[Suspect, ...] = ()
    if proposed is not None:
        reason = f"“{shown(cell.value.raw)}”应当是 {plain(proposed)}"
        suspects = (Suspect(figure.id, cell.place, cell.value.raw, proposed, reason),)
    facts = {
        "of": figure.label,
        "raw": cell.value.raw,
        "proposed": "" if proposed is None else plain(proposed),
        "note": note,
    }
    return word(wordings, name, facts, (figure.id,), (cell.place,), suspects)
