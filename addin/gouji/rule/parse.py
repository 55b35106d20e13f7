"""Parses the text of a rule into a tree from a closed list of nodes. Nothing is ever evaluated as code."""

from __future__ import annotations

import ast
import re
from decimal import Decimal

from gouji.errors import ExpressionError
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
    is_truth,
)

_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.LtE: "<=",
    ast.GtE: ">=",
    ast.Lt: "<",
    ast.Gt: ">",
}

# Excel keeps 15 digits: a number that it can't hold exactly has no place in a rule.
_DIGITS = re.compile(r"(?=[0-9.]{1,16}\Z)[0-9]{1,15}(\.[0-9]{1,9})?\Z")
_LONGEST = 2000
_DEEPEST = 60  # every pass over a tree recurses; this keeps all of them far from Python's limit


def parse(text: str) -> Expression:
    """Parses one expression. Raises ExpressionError (its message is Chinese) for anything outside the language."""
    if len(text) > _LONGEST:
        raise ExpressionError(f"算式过长（{len(text)} 字，最多 {_LONGEST} 字）")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"算式写法不对：{text}") from error
    if _is_deep(tree.body):
        raise ExpressionError(f"算式层数过多（最多 {_DEEPEST} 层；一长串相加请用 sum()）：{text}")
    return _node(tree.body, text)


def _is_deep(tree: ast.expr) -> bool:
    level: list[ast.AST] = [tree]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return bool(level)


def _node(node: ast.expr, text: str) -> Expression:
    match node:
        case ast.Constant(value=value) if isinstance(value, int | float) and not isinstance(value, bool):
            return Number(_decimal(ast.get_source_segment(text.strip(), node) or "", text))
        case ast.Name() | ast.Attribute():
            return Ref(_name(node, text))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Negate(_number(operand, text))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Not(_truth(operand, text))
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _ARITHMETIC:
            return Arithmetic(_ARITHMETIC[type(operator)], _number(left, text), _number(right, text))
        case ast.Compare(left=left, ops=[operator], comparators=[right]) if type(operator) in _COMPARE:
            return Compare(_COMPARE[type(operator)], _number(left, text), _number(right, text))
        case ast.BoolOp(op=operator, values=values):
            word = "and" if isinstance(operator, ast.And) else "or"
            return Logic(word, tuple(_truth(value, text) for value in values))
        case ast.Call(func=ast.Name(id="sum"), args=[_, *_] as names, keywords=[]):
            return Sum(tuple(_name(name, text) for name in names))
        case ast.Call(func=ast.Name(id="abs"), args=[of], keywords=[]):
            return Absolute(_number(of, text))
    raise ExpressionError(f"算式里有规则语言不认识的写法：{ast.unparse(node)}（全式：{text}）")


def _decimal(digits: str, text: str) -> Decimal:
    if not _DIGITS.match(digits):
        raise ExpressionError(f"算式里的数只能是至多 15 位的十进制数：{digits}（全式：{text}）")
    return Decimal(digits)


def _name(node: ast.expr, text: str) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value, text)}.{node.attr}"
    raise ExpressionError(f"这里只能写名称：{ast.unparse(node)}（全式：{text}）")


def _number(node: ast.expr, text: str) -> Expression:
    expression = _node(node, text)
    if is_truth(expression):
        raise ExpressionError(f"这里要的是数，不是判断：{ast.unparse(node)}（全式：{text}）")
    return expression


def _truth(node: ast.expr, text: str) -> Expression:
    expression = _node(node, text)
    if not is_truth(expression):
        raise ExpressionError(f"这里要的是判断，不是数：{ast.unparse(node)}（全式：{text}）")
    return expression
