"""Text of a rule in, a tree of a closed list of nodes out. Nothing is ever evaluated as code."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeAlias

from gouji.errors import ExpressionError
from gouji.frozen import frozen


@frozen
class Number:
    """A written number, never negative: a minus sign is a Negate."""

    value: Decimal


@frozen
class Ref:
    """One figure, by a name that the form resolves to `table.row.column`."""

    name: str


@frozen
class Sum:
    """`sum(a, b)`: the sum of named figures. Before resolving, a name may stand for a set of the form."""

    names: tuple[str, ...]


@frozen
class Absolute:
    of: Expression


@frozen
class Negate:
    of: Expression


@frozen
class Arithmetic:
    operator: str  # + - *
    left: Expression
    right: Expression


@frozen
class Compare:
    operator: str  # == != <= >= < >
    left: Expression
    right: Expression


@frozen
class Logic:
    operator: str  # and, or
    parts: tuple[Expression, ...]


@frozen
class Not:
    of: Expression


Expression: TypeAlias = Number | Ref | Sum | Absolute | Negate | Arithmetic | Compare | Logic | Not

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
    """Parses one expression; raises ExpressionError (Chinese) for anything outside the language."""
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


def is_truth(expression: Expression) -> bool:
    """Whether an expression is a statement (true or false), not a number."""
    return isinstance(expression, Compare | Logic | Not)


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


def children(expression: Expression) -> tuple[Expression, ...]:
    """The direct parts of a node, left to right."""
    match expression:
        case Absolute(of) | Negate(of) | Not(of):
            return (of,)
        case Arithmetic(_, left, right) | Compare(_, left, right):
            return (left, right)
        case Logic(_, parts):
            return parts
    return ()


def names(expression: Expression) -> Iterator[str]:
    """Every name in the order of writing, repeats included."""
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Ref):
            yield part.name
        elif isinstance(part, Sum):
            yield from part.names
        waiting += reversed(children(part))


def resolve(expression: Expression, figures: Callable[[str], tuple[str, ...]]) -> Expression:
    """The same tree with every name replaced by what `figures` says.

    `figures(name)` gives the ids that a name stands for; only inside sum() may it be more or fewer than one.
    """
    match expression:
        case Ref(name):
            ids = figures(name)
            if len(ids) != 1:
                raise ExpressionError(f"{name} 代表 {len(ids)} 个单元格，只能放在 sum() 里")
            return Ref(ids[0])
        case Sum(parts):
            return Sum(tuple(id for name in parts for id in figures(name)))
        case Absolute(of):
            return Absolute(resolve(of, figures))
        case Negate(of):
            return Negate(resolve(of, figures))
        case Not(of):
            return Not(resolve(of, figures))
        case Arithmetic(operator, left, right):
            return Arithmetic(operator, resolve(left, figures), resolve(right, figures))
        case Compare(operator, left, right):
            return Compare(operator, resolve(left, figures), resolve(right, figures))
        case Logic(operator, parts):
            return Logic(operator, tuple(resolve(part, figures) for part in parts))
    return expression
