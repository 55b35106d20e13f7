"""Evaluates an expression on the known figures: the result is a Decimal, a truth value, or None for unknown.

Unknown spreads: when any figure that an expression speaks of is unknown there is no verdict, even where the rest would
decide it. Excel says the same by `IF(COUNT(…)<n,"",…)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Context, Decimal, localcontext

from gouji.rule.expression import (
    Absolute,
    Arithmetic,
    Compare,
    Expression,
    Logic,
    Negate,
    Not,
    Number,
    Ref,
    Sum,
)

# Exact for every figure that a report can hold: the default 28 digits would round 1e308 + 1.
_EXACT = Context(prec=400)


def number(expression: Expression, figures: Mapping[str, Decimal]) -> Decimal | None:
    """Computes a numeric expression; None when one of its figures is not in `figures`."""
    try:
        with localcontext(_EXACT):
            return _number(expression, figures)
    except KeyError:
        return None


def holds(expression: Expression, figures: Mapping[str, Decimal]) -> bool | None:
    """Tells whether a statement holds; None when one of its figures is not in `figures`."""
    return hold((expression,), figures)[0]


def hold(expressions: Iterable[Expression], figures: Mapping[str, Decimal]) -> list[bool | None]:
    """Tells the same of many statements, faster than one by one."""
    with localcontext(_EXACT):
        return [_verdict(each, figures) for each in expressions]


def sides(expression: Expression, figures: Mapping[str, Decimal]) -> tuple[Decimal, Decimal] | None:
    """Computes left and right side of a comparison; None for any other statement or when a figure is unknown."""
    if not isinstance(expression, Compare):
        return None
    left, right = number(expression.left, figures), number(expression.right, figures)
    return None if left is None or right is None else (left, right)


def difference(sides: tuple[Decimal, Decimal]) -> Decimal:
    """Gives left minus right, exactly."""
    with localcontext(_EXACT):
        return sides[0] - sides[1]


def _number(expression: Expression, figures: Mapping[str, Decimal]) -> Decimal:
    match expression:
        case Number(value):
            return value
        case Ref(name):
            return figures[name]
        case Sum(parts):
            return sum((figures[name] for name in parts), Decimal(0))
        case Absolute(of):
            return abs(_number(of, figures))
        case Negate(of):
            return -_number(of, figures)
        case Arithmetic(operator, left, right):
            a, b = _number(left, figures), _number(right, figures)
            return a + b if operator == "+" else a - b if operator == "-" else a * b
    raise TypeError("a statement is not a number")


def _verdict(expression: Expression, figures: Mapping[str, Decimal]) -> bool | None:
    try:
        return _holds(expression, figures)
    except KeyError:
        return None


def _holds(expression: Expression, figures: Mapping[str, Decimal]) -> bool:
    match expression:
        case Compare(operator, left, right):
            return _compare(operator, _number(left, figures), _number(right, figures))
        case Logic(operator, parts):
            # A list, not a generator: every part is looked at, so that an unknown one always spreads.
            verdicts = [_holds(part, figures) for part in parts]
            return all(verdicts) if operator == "and" else any(verdicts)
        case Not(of):
            return not _holds(of, figures)
    raise TypeError("a number is not a statement")


def _compare(operator: str, a: Decimal, b: Decimal) -> bool:
    match operator:
        case "==":
            return a == b
        case "!=":
            return a != b
        case "<=":
            return a <= b
        case ">=":
            return a >= b
        case "<":
            return a < b
    return a > b
