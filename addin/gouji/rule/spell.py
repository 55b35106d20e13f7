"""Writes an expression as an Excel formula, in Chinese, or as the text that stands in a form's file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from gouji.place import Locate, ranges, to_address
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
    names,
)

# How tightly a node binds; a part that binds less tightly than its parent needs brackets.
_OR, _AND, _NOT, _COMPARE, _ADD, _MULTIPLY, _UNARY, _ATOM = range(8)


def _strength(expression: Expression) -> int:
    match expression:
        case Logic(operator, _):
            return _OR if operator == "or" else _AND
        case Not():
            return _NOT
        case Compare():
            return _COMPARE
        case Arithmetic(operator, _, _):
            return _MULTIPLY if operator == "*" else _ADD
        case Negate():
            return _UNARY
    return _ATOM


def _bracket(text: str, inner: int, outer: int) -> str:
    return f"({text})" if inner < outer else text


# ---------------------------------------------------------------- form file


def to_text(expression: Expression) -> str:
    """Writes the text that `parse` reads back into an equal tree."""

    def part(of: Expression, outer: int) -> str:
        return _bracket(to_text(of), _strength(of), outer)

    match expression:
        case Number(value):
            return format(value, "f")
        case Ref(name):
            return name
        case Sum(parts):
            return f"sum({', '.join(parts)})"
        case Absolute(of):
            return f"abs({to_text(of)})"
        case Negate(of):
            return f"-{part(of, _ATOM)}"
        case Arithmetic(operator, left, right):
            own = _strength(expression)
            return f"{part(left, own)} {operator} {part(right, own + 1)}"
        case Compare(operator, left, right):
            return f"{part(left, _ADD)} {operator} {part(right, _ADD)}"
        case Logic(operator, parts):
            own = _strength(expression)
            return f" {operator} ".join(part(each, own + 1) for each in parts)
        case Not(of):
            return f"not {part(of, _ATOM)}"
    assert_never(expression)


# ---------------------------------------------------------------- Excel


_EXCEL_COMPARE = {"==": "=", "!=": "<>", "<=": "<=", ">=": ">=", "<": "<", ">": ">"}


def to_excel(expression: Expression, locate: Locate, is_money: Callable[[str], bool]) -> str:
    """Writes the expression as an Excel formula without its `=`.

    Equality is spelled `A+B=C+D`, never as a bracketed difference: Excel forgives binary noise only at
    the top of a formula. Where money is compared both sides are rounded to 6 decimals (万元 to the cent).
    Only functions that Excel, WPS and LibreOffice all compute alike are used: SUM, IF, ROUND.
    """

    def say(of: Expression) -> str:
        return to_excel(of, locate, is_money)

    def part(of: Expression, outer: int) -> str:
        return _bracket(say(of), _strength(of), outer)

    match expression:
        case Number(value):
            return format(value, "f")
        case Ref(name):
            return to_address(locate(name))
        case Sum(parts):
            return f"SUM({','.join(ranges(map(locate, parts)))})"
        case Absolute(of):
            inner = part(of, _ATOM)
            return f"IF({inner}<0,-{inner},{inner})"
        case Negate(of):
            return f"-{part(of, _ATOM)}"
        case Arithmetic(operator, left, right):
            own = _strength(expression)
            return f"{part(left, own)}{operator}{part(right, own + 1)}"
        case Compare(operator, left, right):
            sides = [part(left, _ADD), part(right, _ADD)]
            if any(map(is_money, names(expression))):
                sides = [f"ROUND({side},6)" for side in sides]
            return _EXCEL_COMPARE[operator].join(sides)
        case Logic("and", parts):
            text = "TRUE"
            for each in reversed(parts):
                text = f"IF({say(each)},{text},FALSE)"
            return text
        case Logic(_, parts):
            text = "FALSE"
            for each in reversed(parts):
                text = f"IF({say(each)},TRUE,{text})"
            return text
        case Not(of):
            return f"IF({say(of)},FALSE,TRUE)"
    assert_never(expression)


def counted(expression: Expression, locate: Locate) -> tuple[str, int]:
    """Writes `COUNT(…)` over every figure of the expression, and gives how many it must find for all to be known."""
    unique = list(dict.fromkeys(names(expression)))
    return count_of(unique, locate), len(unique)


def count_of(ids: Iterable[str], locate: Locate) -> str:
    """Writes `COUNT(…)` over figures: how many of them are numbers."""
    return f"COUNT({','.join(ranges(map(locate, ids)))})"


def to_excel_value(expression: Expression, locate: Locate, is_money: Callable[[str], bool]) -> str:
    """Writes a number as a cell formula that shows nothing while a needed figure is missing."""
    count, wanted = counted(expression, locate)
    return f'=IF({count}<{wanted},"",{to_excel(expression, locate, is_money)})'


def to_excel_verdict(
    expression: Expression, locate: Locate, is_money: Callable[[str], bool], words: tuple[str, str, str]
) -> str:
    """Writes a statement as a cell formula. words: (unknown, holds, fails); a comparison that fails adds its
    difference."""
    count, wanted = counted(expression, locate)
    unknown, right, wrong = words
    fails = f'"{wrong}"'
    if isinstance(expression, Compare):
        sides = []
        for side in (expression.left, expression.right):
            sides.append(_bracket(to_excel(side, locate, is_money), _strength(side), _MULTIPLY))
        # Not TEXT(): "0" hides decimals, "0.######" leaves a dot behind 3, General is locale bound.
        gap = f"{sides[0]}-{sides[1]}"
        fails = f'"{wrong}"&IF({gap}>0,"+","")&ROUND({gap},6)'
    return f'=IF({count}<{wanted},"{unknown}",IF({to_excel(expression, locate, is_money)},"{right}",{fails}))'


# ---------------------------------------------------------------- Chinese

_CHINESE_COMPARE = {"==": "＝", "!=": "≠", "<=": "≤", ">=": "≥", "<": "＜", ">": "＞"}
_CHINESE_ARITHMETIC = {"+": "＋", "-": "－", "*": "×"}


def to_chinese(expression: Expression, label: Callable[[str], str]) -> str:
    """Writes the expression as a Chinese reader would; `label` names a figure or a set."""

    def part(of: Expression, outer: int) -> str:
        text = to_chinese(of, label)
        return f"（{text}）" if _strength(of) < outer else text

    match expression:
        case Number(value):
            return format(value, "f")
        case Ref(name):
            return label(name)
        case Sum(parts):
            return f"{'、'.join(map(label, parts))}之和"
        case Absolute(of):
            return f"{part(of, _ATOM)}的绝对值"
        case Negate(of):
            return f"－{part(of, _ATOM)}"
        case Arithmetic(operator, left, right):
            own = _strength(expression)
            return f"{part(left, own)}{_CHINESE_ARITHMETIC[operator]}{part(right, own + 1)}"
        case Compare(operator, left, right):
            return f"{part(left, _ADD)}{_CHINESE_COMPARE[operator]}{part(right, _ADD)}"
        case Logic(operator, parts):
            own = _strength(expression)
            return {"and": "，并且", "or": "，或者"}[operator].join(part(each, own + 1) for each in parts)
        case Not(of):
            return f"并非{part(of, _ATOM)}"
    assert_never(expression)
