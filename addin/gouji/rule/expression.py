"""The node types of the rule language, a closed list, and the functions on a tree that need no dialect."""

from __future__ import annotations

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


def is_truth(expression: Expression) -> bool:
    """Whether an expression is a statement (true or false), not a number."""
    return isinstance(expression, Compare | Logic | Not)


def children(expression: Expression) -> tuple[Expression, ...]:
    """Gives the direct parts of a node, left to right."""
    match expression:
        case Absolute(of) | Negate(of) | Not(of):
            return (of,)
        case Arithmetic(_, left, right) | Compare(_, left, right):
            return (left, right)
        case Logic(_, parts):
            return parts
    return ()


def names(expression: Expression) -> Iterator[str]:
    """Gives every name in the order of writing, repeats included."""
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Ref):
            yield part.name
        elif isinstance(part, Sum):
            yield from part.names
        waiting += reversed(children(part))


def resolve(expression: Expression, figures: Callable[[str], tuple[str, ...]]) -> Expression:
    """Gives the same tree with every name replaced by the ids that `figures` gives for it.

    `figures(name)` gives the ids that a name stands for; only inside sum() may it be more or fewer than one.
    """
    match expression:
        case Ref(name):
            ids = figures(name)
            if len(ids) != 1:
                raise ExpressionError(f"{name} 代表 {len(ids)} 个单元格，只能放在 sum() 里")
            return Ref(ids[0])
        case Sum(parts):
            return Sum(tuple(figure_id for name in parts for figure_id in figures(name)))
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
