"""Reads the Cell at a place of a Book: the kinds of value are told apart, the raw text is kept."""

from __future__ import annotations

from collections.abc import Callable

from gouji.characters import is_seen
from gouji.ooxml.book import SEVERAL, Book, Sheet
from gouji.ooxml.formats import to_iso
from gouji.place import Place, reference
from gouji.reading.reading import Cell
from gouji.value import BLANK, Kind, Value, from_stored

WorkOut = Callable[[Place, str], Value]  # the value of a formula that has none stored


def at(book: Book, sheet: Sheet, place: Place, work_out: WorkOut) -> Cell:
    """Gives the cell at a place. A formula without a stored value is worked out; UNCALCULATED when we can't.

    Text of nothing that anyone can see (white space, zero-width characters) counts as BLANK: "这里空着" says what to
    do.
    """
    stored = sheet.at(reference(place.row, place.column))
    if stored is None:
        return Cell(BLANK, place)
    kind, raw, formula, style = stored
    if kind == "n":
        value = number_in(book, raw)
    elif not kind and formula is not None:
        value = work_out(place, formula)
    else:
        return Cell(_value(kind, raw), place, formula)
    if style not in book.plain_styles:
        value = _looked_at(book, place, style, value)
    return Cell(value, place, formula)


def _looked_at(book: Book, place: Place, style: int, value: Value) -> Value:
    """A number as its cell format has it: as a date, or as it is and noted down."""
    look = book.styles().cells.get(style)
    if look is None:
        book.plain_styles.add(style)
    elif value.number is not None and look.is_date:
        return Value(Kind.DATE, None, to_iso(float(value.number), book.from_1904) or value.raw)
    elif value.number is not None:
        book.looks[place] = look
    return value


def _value(kind: str, raw: str) -> Value:
    if kind == "s":
        return Value(Kind.TEXT, None, raw) if is_seen(raw) else BLANK
    if kind == "b":
        return Value(Kind.BOOLEAN, None, "TRUE" if raw.strip() in ("1", "true", "TRUE") else "FALSE")
    if kind == "e":
        return Value(Kind.ERROR, None, raw)
    if kind == "d":
        return Value(Kind.DATE, None, raw.removesuffix("T00:00:00"))
    if kind == SEVERAL:
        return Value(Kind.SEVERAL, None, raw)
    return BLANK


def number_in(book: Book, raw: str) -> Value:
    """Reads what `number` reads; each text of a book is looked at once."""
    value = book.numbers.get(raw)
    if value is None:
        value = book.numbers[raw] = number(raw)
    return value


def number(raw: str) -> Value:
    """Reads a stored number. What can't be one (1E+999, letters) is kept as text, for the check to name."""
    try:
        return from_stored(raw)
    except (ValueError, ArithmeticError):
        return Value(Kind.TEXT, None, raw) if raw.strip() else BLANK
