"""One cell in, at most one Finding out: is what stands in it a number of its kind? (Rule 5 of the notices.)

Where it is safe to say what was meant, the finding carries it as an offer; nothing is ever applied silently.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from gouji.check.finding import Finding, Suspect
from gouji.check.wording import word
from gouji.form.form import Figure, Wording
from gouji.form.messages import shown
from gouji.pattern import pattern
from gouji.reading.reading import Cell
from gouji.value import Kind, plain

LARGEST = 10**12  # beyond it a figure is a slip of the keyboard
MONEY_DECIMALS = 6
# What offices write where nothing happened.
_PLACEHOLDERS = frozenset(
    "/|\\|-|--|—|——|―|–|_|*|×|.|。|、|○|〇|零|空|无|没有|未发生|无此项|不适用|N/A|n/a|NA".split("|")  # noqa: SIM905
)
_PLAIN = pattern(r"[+-]?\d+(?:\.\d+)?\Z", re.ASCII)
_GROUPED = pattern(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z", re.ASCII)
# A number, then a unit without digits, then at most one bracket: anything looser could hide a second figure.
_WITH_NOTE = pattern(
    r"(?P<number>[+-]?\d+(?:,\d{3})*(?:\.\d+)?)\s*+(?P<unit>[^\d\s()]{0,4})\s*(?P<note>\([^()]*\))?\Z", re.ASCII
)
_OTHER_KINDS = {
    Kind.BLANK: "blank",
    Kind.ERROR: "error-value",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.SEVERAL: "two-values",
    Kind.UNCALCULATED: "uncalculated",
}


def check_cell(wordings: Mapping[str, Wording], figure: Figure, cell: Cell) -> Finding | None:
    """The one thing that is wrong with a cell by itself, or None."""
    kind = cell.value.kind
    if kind is Kind.NUMBER:
        assert cell.value.number is not None
        name = fault_of_number(figure.kind, cell.value.number)
        return _finding(wordings, name, figure, cell) if name else None
    if kind is Kind.TEXT:
        name, proposed, note = fault_of_text(figure, cell.value.raw)
        return _finding(wordings, name, figure, cell, proposed, note)
    return _finding(wordings, _OTHER_KINDS[kind], figure, cell)


def fault_of_number(kind: str, number: Decimal) -> str | None:
    """The name of what is wrong with a number of a kind (count, change, money), or None."""
    if number.copy_abs() > LARGEST:  # abs() rounds, and overflows on what a JSON record may hold
        return "too-large"
    if number < 0 and kind != "change":
        return "negative"
    exponent = number.normalize().as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    if kind == "money":
        return "too-many-decimals" if decimals > MONEY_DECIMALS else None
    return "decimal-in-count" if decimals > 0 else None


def fault_of_text(figure: Figure, raw: str) -> tuple[str, Decimal | None, str]:
    """(name of the fault, the number that was safely meant or None, the words around it) of a text in a figure cell."""
    text = raw.replace("\u00a0", " ").replace("\u3000", " ").strip()
    narrow = unicodedata.normalize("NFKC", text).replace("−", "-")
    if not text:
        return "blank", None, ""
    if text in _PLACEHOLDERS or narrow in _PLACEHOLDERS:
        return "placeholder", Decimal(0), ""
    compact = narrow.replace(" ", "")
    if _PLAIN.match(compact):
        name = "number-as-text" if _PLAIN.match(text.replace(" ", "")) else "full-width-digits"
        return _offer(name, figure, Decimal(compact), "")
    if _GROUPED.match(compact):
        return _offer("thousands-separator", figure, Decimal(compact.replace(",", "")), "")
    match = _WITH_NOTE.match(narrow)
    if match:
        number = Decimal(match["number"].replace(",", ""))
        number = _in_unit(number, match["unit"], figure.unit)
        return _offer("unit-or-note", figure, number, f"{match['unit']}{match['note'] or ''}")
    return "not-a-number", None, ""


def _in_unit(number: Decimal, written: str, wanted: str) -> Decimal:
    """元 in a 万元 cell (or the other way) is converted: taking the digits alone would be wrong ten thousand times."""
    if (written, wanted) == ("元", "万元"):
        return number / 10000
    if (written, wanted) == ("万元", "元"):
        return number * 10000
    return number


def _offer(name: str, figure: Figure, number: Decimal, note: str) -> tuple[str, Decimal | None, str]:
    """The same, unless the number itself would not do: then there is no safe offer."""
    if fault_of_number(figure.kind, number):
        return "not-a-number", None, ""
    return name, number, note


def _finding(
    wordings: Mapping[str, Wording],
    name: str,
    figure: Figure,
    cell: Cell,
    proposed: Decimal | None = None,
    note: str = "",
) -> Finding:
    place = str(cell.place) if cell.place else ""
    suspects: tuple[Suspect, ...] = ()
    if proposed is not None:
        reason = f"“{shown(cell.value.raw)}”应当是 {plain(proposed)}"
        suspects = (Suspect(figure.id, place, cell.value.raw, proposed, reason),)
    facts = {
        "of": figure.label,
        "raw": cell.value.raw,
        "proposed": "" if proposed is None else plain(proposed),
        "note": note,
    }
    return word(wordings, name, facts, (figure.id,), (place,), suspects)
