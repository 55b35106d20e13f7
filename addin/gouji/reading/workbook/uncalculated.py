"""Works out a formula that was never calculated: the value that Excel would store there.

Files that a library saved have formulas without values. Our own totals and whatever is as simple are worked out
in Decimal; for anything else CannotSayError is raised and the cell stays uncalculated.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from gouji.ooxml.book import Book, Stored
from gouji.ooxml.formula import Binary, Call, CannotSayError, Literal, Name, Negative, Tree, parse
from gouji.place import Area, Place, area
from gouji.reading.workbook.cells import number_in
from gouji.value import BLANK, Kind, Value, plain

MAX_CHAIN = 40  # formulas that lean on formulas
MAX_AREA = 20_000  # cells of one range
MAX_TOTAL, MAX_TOTAL_TEXT = 200, 500  # cells that a total of a form adds up, characters of its formula
MAX_EXPONENT = 307  # beyond it a spreadsheet has no number
MAX_STEPS = 200_000  # cells visited for one workbook
MAX_TEXT = 32_767  # characters of a text, as every spreadsheet program has it

# A total as our workbooks write it: most of what is ever worked out, so it needs no tree.
_TOTAL = re.compile(r'IF\(COUNT\(([$A-Z0-9:,]{2,200})\)<([0-9]{1,3}),"",SUM\(\1\)\)\Z')


class ErrorValue(NamedTuple):
    """An error that a formula gives, such as #DIV/0!."""

    name: str  # #DIV/0!


Result = Decimal | str | bool | ErrorValue | None  # None: an empty cell


class Workings:
    """Values worked out so far for one Book, and how much work that took."""

    __slots__ = ("_book", "_done", "_open", "_steps")

    def __init__(self, book: Book) -> None:
        self._book = book
        self._done: dict[tuple[str, str], Result | CannotSayError] = {}
        self._open: set[tuple[str, str]] = set()
        self._steps = 0

    def value(self, place: Place, formula: str) -> Value:
        """Gives what the formula at a place would have stored: UNCALCULATED when that can't be said."""
        try:
            result = self._at(place.sheet, place.ref)
        except CannotSayError:
            return Value(Kind.UNCALCULATED, None, "=" + formula)
        if isinstance(result, ErrorValue):
            return Value(Kind.ERROR, None, result.name)
        if isinstance(result, bool):
            return Value(Kind.BOOLEAN, None, "TRUE" if result else "FALSE")
        if isinstance(result, Decimal):
            return Value(Kind.NUMBER, result, plain(result))
        return Value(Kind.TEXT, None, result) if result and result.strip() else BLANK

    def _at(self, title: str, ref: str) -> Result:
        self._steps += 1
        key = (title, ref)
        if key in self._done:
            done = self._done[key]
            if isinstance(done, CannotSayError):
                raise CannotSayError
            return done
        if self._steps > MAX_STEPS or title not in self._book.titles:
            raise CannotSayError
        stored = self._book.sheet(title).at(ref)
        if stored is not None and not stored.type and stored.formula is not None:
            return self._formula(title, ref, stored.formula)
        result = self._done[key] = None if stored is None else _stored(self._book, stored)
        return result

    def _formula(self, title: str, ref: str, formula: str) -> Result:
        key = (title, ref)
        if key in self._open or len(self._open) >= MAX_CHAIN:
            raise CannotSayError
        self._open.add(key)
        try:
            result = self._total(formula, title) if len(formula) < MAX_TOTAL_TEXT else None
            if result is None:
                result = self._single(parse(formula), title)
            if isinstance(result, Decimal) and result.adjusted() > MAX_EXPONENT:
                raise CannotSayError
        except (CannotSayError, ArithmeticError, ValueError, RecursionError) as error:
            self._done[key] = CannotSayError()
            raise CannotSayError from error
        finally:
            self._open.discard(key)
        self._done[key] = result
        return result

    def _total(self, formula: str, title: str) -> Result:
        """A total whose cells all hold typed numbers, as most do. None when it is anything else."""
        refs, wanted = _added(formula)
        self._steps += len(refs)
        if not refs or self._steps > MAX_STEPS:
            return None
        at = self._book.sheet(title).at
        found: list[Decimal] = []
        for ref in refs:
            stored = at(ref)
            value = number_in(self._book, stored.raw).number if stored is not None and stored.type == "n" else None
            if value is None:
                return None
            found.append(value)
        return sum(found, Decimal(0)) if len(found) >= wanted else ""

    def _area(self, where: Area) -> list[tuple[bool, Result]]:
        """(True, value) of every cell of a range."""
        if where.size > MAX_AREA:
            raise CannotSayError
        return [(True, self._at(where.sheet, ref)) for ref in where.refs()]

    # ------------------------------------------------------------ trees

    def _single(self, tree: Tree, title: str) -> Result:
        match tree:
            case Literal(value):
                return value
            case Name() | Area():
                where = self._target(tree, title)
                if where.size != 1:
                    raise CannotSayError
                return self._at(where.sheet, where.ref)
            case Negative(of):
                number = _operand(self._single(of, title))
                return number if isinstance(number, ErrorValue) else -number
            case Binary(operator, left, right):
                return _binary(operator, self._single(left, title), self._single(right, title))
            case Call():
                return self._call(tree, title)

    def _target(self, tree: Tree | None, title: str) -> Area:
        """The cells that a reference or a defined name stands for."""
        if isinstance(tree, Name):
            tree = parse(self._book.names.get(tree.name, ""))
        if not isinstance(tree, Area):
            raise CannotSayError
        return tree if tree.sheet else tree._replace(sheet=title)

    def _members(self, part: Tree | None, title: str) -> list[tuple[bool, Result]]:
        """(whether it stands in a cell, value): functions of many values treat typed-in and referred ones apart."""
        if isinstance(part, Name | Area):
            return self._area(self._target(part, title))
        return [(False, Decimal(0) if part is None else self._single(part, title))]

    def _call(self, call: Call, title: str) -> Result:
        name, parts = call.name, call.parts
        if name in ("SUM", "COUNT"):
            members = [member for part in parts for member in self._members(part, title)]
            return _sum(members) if name == "SUM" else Decimal(sum(_counts(*member) for member in members))
        if name == "IF":
            return self._if(parts, title)
        if name in ("AND", "OR"):
            truths = [_truth(self._single(part, title)) for part in parts if part is not None]
            wrong = next((each for each in truths if isinstance(each, ErrorValue)), None)
            return wrong or (all(truths) if name == "AND" else any(truths))
        if name == "ROUND" and len(parts) == 2:
            return _round(*(_operand(self._single(part, title) if part else Decimal(0)) for part in parts))
        if len(parts) != 1 or parts[0] is None:
            raise CannotSayError
        value = self._single(parts[0], title)
        if name == "N":
            return Decimal(value) if isinstance(value, bool) else value if _is_number(value) else Decimal(0)
        if name == "NOT":
            truth = _truth(value)
            return truth if isinstance(truth, ErrorValue) else not truth
        number = _operand(value)
        return number if isinstance(number, ErrorValue) else abs(number)

    def _if(self, parts: tuple[Tree | None, ...], title: str) -> Result:
        if not 2 <= len(parts) <= 3 or parts[0] is None:
            raise CannotSayError
        test = _truth(self._single(parts[0], title))
        if isinstance(test, ErrorValue):
            return test
        if not test and len(parts) == 2:
            return False
        chosen = parts[1] if test else parts[2]
        return Decimal(0) if chosen is None else self._single(chosen, title)


@lru_cache(maxsize=500)  # the totals of a batch are those of its template
def _added(formula: str) -> tuple[tuple[str, ...], int]:
    """The cells that a total as our workbooks write it adds up, and how many of them have to be filled. Of any other
    formula none, and 0."""
    match = _TOTAL.match(formula)
    areas = [area(each) for each in match[1].split(",")] if match else []
    if match is None or sum(where.size for where in areas) > MAX_TOTAL:
        return (), 0
    return tuple(ref for where in areas for ref in where.refs()), int(match[2])


# ---------------------------------------------------------------- what operators and functions do to values


def _is_number(value: Result) -> bool:
    """Numbers and errors: what N passes on."""
    return isinstance(value, Decimal | ErrorValue)


def _stored(book: Book, stored: Stored) -> Result:
    """What a stored value is to a formula."""
    kind, raw = stored.type, stored.raw
    if not kind:
        return None
    if kind == "s":
        return raw
    if kind == "b":
        return raw.strip() == "1"
    if kind == "e":
        return ErrorValue(raw)
    value = number_in(book, raw).number if kind == "n" else None
    if value is None:
        raise CannotSayError
    return value


def _operand(value: Result) -> Decimal | ErrorValue:
    """A value as + − * and ROUND take it. Text is not guessed at: Excel and LibreOffice differ there."""
    if value is None:
        return Decimal(0)
    if isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str):
        raise CannotSayError
    return value


def _truth(value: Result) -> bool | ErrorValue:
    number = _operand(value)
    return number if isinstance(number, ErrorValue) else number != 0


def _sum(members: list[tuple[bool, Result]]) -> Decimal | ErrorValue:
    total = Decimal(0)
    for in_cell, value in members:
        if isinstance(value, ErrorValue):
            return value
        if isinstance(value, Decimal):
            total += value
        elif not in_cell:
            operand = _operand(value)
            total += operand if isinstance(operand, Decimal) else 0
    return total


def _counts(in_cell: bool, value: Result) -> bool:
    return isinstance(value, Decimal) or (isinstance(value, bool) and not in_cell)


def _round(number: Decimal | ErrorValue, places: Decimal | ErrorValue) -> Decimal | ErrorValue:
    if isinstance(number, ErrorValue):
        return number
    if isinstance(places, ErrorValue):
        return places
    if abs(places) > 15:
        raise CannotSayError
    try:
        return number.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
    except InvalidOperation as error:
        raise CannotSayError from error


def _rank(value: Result) -> int:
    """Excel's order of kinds: numbers, then text, then truth values."""
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


def _binary(operator: str, left: Result, right: Result) -> Result:
    for value in (left, right):
        if isinstance(value, ErrorValue):
            return value
    if operator == "&":
        text = _as_text(left) + _as_text(right)
        if len(text) > MAX_TEXT:
            raise CannotSayError
        return text
    if operator in ("+", "-", "*", "/"):
        return _arithmetic(operator, _operand(left), _operand(right))
    return _compared(operator, left, right)


def _as_text(value: Result) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    raise CannotSayError


def _arithmetic(operator: str, left: Decimal | ErrorValue, right: Decimal | ErrorValue) -> Result:
    if isinstance(left, ErrorValue) or isinstance(right, ErrorValue):
        raise CannotSayError
    if operator == "/":
        return ErrorValue("#DIV/0!") if right == 0 else left / right
    return left + right if operator == "+" else left - right if operator == "-" else left * right


def _compared(operator: str, left: Result, right: Result) -> bool:
    def like(value: Result, other: Result) -> Result:
        """An empty cell equals 0 and the empty text alike; case makes no difference."""
        if value is None:
            return "" if isinstance(other, str) else Decimal(0)
        return value.casefold() if isinstance(value, str) else value

    one, two = like(left, right), like(right, left)
    order = _rank(one) - _rank(two)
    order = order or (one > two) - (one < two)  # type: ignore[operator]  # same rank, so same type
    return {
        "=": order == 0,
        "<>": order != 0,
        "<": order < 0,
        ">": order > 0,
        "<=": order <= 0,
        ">=": order >= 0,
    }[operator]
