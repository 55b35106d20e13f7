"""The value of a single cell, and how the text of a number becomes a Decimal."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from enum import Enum
from typing import NamedTuple

from gouji.characters import is_seen

_EVERY_DIGIT = Context(prec=60)  # more than anyone types; the usual context rounds to 28 digits


class Kind(Enum):
    """What stands in a cell. Only NUMBER carries a number that rules may use."""

    BLANK = "blank"
    NUMBER = "number"
    TEXT = "text"  # any text, a number typed as text included
    BOOLEAN = "boolean"
    DATE = "date"  # a number that the sheet shows as a date
    ERROR = "error"  # #DIV/0! and its like
    SEVERAL = "several"  # more than one value stored in one cell: programs show one or the other
    UNCALCULATED = "uncalculated"  # a formula without a stored value that we can't evaluate either


class Value(NamedTuple):
    """The value of one cell. A NamedTuple, not a dataclass: two hundred are made for every file of a batch.

    number: set for NUMBER only. raw: the text as the file has it ("" for BLANK); of a number that a spreadsheet
    stores, the number as a person writes it, since what stores it has its own way of spelling (8.577890999999999).
    """

    kind: Kind
    number: Decimal | None
    raw: str


BLANK = Value(Kind.BLANK, None, "")

_LONGEST = 400  # characters of a number: more than any spreadsheet or person writes
_PLAIN = re.compile(r"[+\-−－]?[0-9]+(\.[0-9]+)?\Z")
_SIGNS = str.maketrans("−－", "--")


def from_stored(raw: str) -> Value:
    """Reads a number as a spreadsheet stores it. Binary noise beyond 15 significant digits is what no one typed: Excel
    itself shows 15, so `0.30000000000000004` is 0.3. Raises ValueError when it is no finite number."""
    if len(raw) <= 15 and raw.isdigit() and raw.isascii() and (raw[0] != "0" or raw == "0"):
        return Value(Kind.NUMBER, Decimal(raw), raw)
    if "_" in raw or not raw.isascii():  # what Python takes for a number and no spreadsheet does
        raise ValueError(raw)
    number = Decimal(repr(float(raw)))
    if not number.is_finite():
        raise ValueError(raw)
    if len(number.as_tuple().digits) > 15:
        number = Decimal(format(float(raw), ".15g"))
    return from_number(number)


def from_text(raw: str) -> Value:
    """Reads a figure as a published text prints it: NUMBER when it is plain digits with an optional sign, else TEXT.

    A minus sign as wide as a Chinese character counts: print has no other. Characters that nobody sees are BLANK when
    they stand alone; beside digits they make the figure TEXT, and a check names it.
    """
    text = raw.strip()
    if not is_seen(text):
        return BLANK
    if len(text) <= _LONGEST and _PLAIN.match(text):
        return Value(Kind.NUMBER, Decimal(text.translate(_SIGNS)), text)
    return Value(Kind.TEXT, None, text)


def from_number(number: Decimal | int) -> Value:
    """Makes a Value of a number that our own engine has computed."""
    number = Decimal(number)
    return Value(Kind.NUMBER, number, plain(number))


def plain(number: Decimal) -> str:
    """Spells a number as a person writes it: no exponent, no trailing zeros. Past 20 digits the exponent stays."""
    if number == number.to_integral_value() and abs(number.adjusted()) <= 20:
        return str(int(number))
    if abs(number.adjusted()) > 20:
        return str(number.normalize())
    return format(number.normalize(_EVERY_DIGIT), "f")
