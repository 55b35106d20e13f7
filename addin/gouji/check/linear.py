"""Turns the rules of a form into linear equations (its ties), each with its figures and their factors.

Only equalities of severity error that are linear are kept; other rules can't say by how much a cell is off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from gouji.check.severity import of_rule
from gouji.form.form import Form, Rule
from gouji.form.severity import Severity
from gouji.frozen import frozen
from gouji.rule.expression import Arithmetic, Compare, Expression, Negate, Number, Ref, Sum

# Σ factor × figure; the constant term stands under "".
Terms = dict[str, Decimal]
Key = tuple[str, tuple[str, ...]]


@frozen
class System:
    """The ties of one form. Each tie is known by its number, each figure by its id.

    lines: rows and columns of the tables, cells in printed order, tied figures only.
    """

    ties: tuple[Mapping[str, Decimal], ...]
    numbers: Mapping[Key, int]  # `key` of a rule → number of its tie
    touching: Mapping[str, tuple[tuple[int, Decimal], ...]]  # figure → (tie, factor)
    lines: tuple[tuple[str, ...], ...]
    lines_of: Mapping[str, tuple[int, ...]]
    parts: tuple[int, ...]  # per tie: ties of different parts share no figure, not even through others
    degree: int  # most ties that any one figure stands in


def key(rule: Rule) -> Key:
    """Gives what tells the rules of one form apart, equal after a reload."""
    return rule.code, rule.figures


def system(form: Form, formulas: frozenset[str] = frozenset()) -> System:
    """Compiles the ties of a form; the result is kept for the next call. Figures in `formulas` are computed by a
    formula, so the figures that add up to them stand in their place: a computed figure is never what has to change."""
    return _compiled(_Same(form), formulas.intersection(form.figures))


class _Same:
    """A form as a cache key: forms hold dicts, so identity is all that can be compared."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __hash__(self) -> int:
        return id(self.form)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.form is self.form


@lru_cache(maxsize=64)
def _compiled(same: _Same, formulas: frozenset[str]) -> System:
    form = same.form
    numbers: dict[Key, int] = {}
    ties: list[Mapping[str, Decimal]] = []
    for rule in form.rules:
        terms = equation(rule)
        if terms is not None:
            numbers[key(rule)] = len(ties)
            ties.append(_substitute(terms, form, formulas))
    touching: dict[str, list[tuple[int, Decimal]]] = {}
    for number, tie in enumerate(ties):
        for figure_id, factor in tie.items():
            if figure_id:
                touching.setdefault(figure_id, []).append((number, factor))
    lines = _lines(form, touching)
    return System(
        ties=tuple(ties),
        numbers=numbers,
        touching={figure_id: tuple(each) for figure_id, each in touching.items()},
        lines=lines,
        lines_of={figure_id: tuple(n for n, line in enumerate(lines) if figure_id in line) for figure_id in touching},
        parts=_parts(ties, touching),
        degree=max(map(len, touching.values()), default=0),
    )


def equation(rule: Rule) -> Terms | None:
    """Gives left minus right side of a rule as terms; None when it is no linear equality that must hold."""
    if of_rule(rule) != Severity.ERROR or not isinstance(rule.expect, Compare) or rule.expect.operator != "==":
        return None
    left, right = _terms(rule.expect.left), _terms(rule.expect.right)
    return None if left is None or right is None else _plus(left, right, Decimal(-1))


def _terms(expression: Expression) -> Terms | None:
    match expression:
        case Number(value):
            return {"": value}
        case Ref(name):
            return {name: Decimal(1)}
        case Sum(names):
            return {name: Decimal(times) for name, times in Counter(names).items()}
        case Negate(of):
            inner = _terms(of)
            return None if inner is None else _plus({}, inner, Decimal(-1))
        case Arithmetic(operator, left, right):
            return _combine(operator, _terms(left), _terms(right))
    return None


def _combine(operator: str, left: Terms | None, right: Terms | None) -> Terms | None:
    if left is None or right is None:
        return None
    if operator != "*":
        return _plus(left, right, Decimal(1 if operator == "+" else -1))
    for number, terms in ((left, right), (right, left)):
        if not number.keys() - {""}:
            return _plus({}, terms, number.get("", Decimal(0)))
    return None


def _plus(terms: Mapping[str, Decimal], more: Mapping[str, Decimal], times: Decimal) -> Terms:
    total = dict(terms)
    for figure_id, factor in more.items():
        total[figure_id] = total.get(figure_id, Decimal(0)) + times * factor
    return {figure_id: factor for figure_id, factor in total.items() if factor}


def _substitute(terms: Terms, form: Form, formulas: frozenset[str]) -> Terms:
    """The terms with every formula's figure replaced by what computes it, down to typed figures."""
    for figure_id in formulas & terms.keys():
        computed = form.figures[figure_id].computed_by
        inner = _terms(computed) if computed is not None else None
        if inner is not None:
            factor = terms.pop(figure_id)
            terms = _plus(terms, _substitute(inner, form, formulas), factor)
    return terms


def _lines(form: Form, tied: Mapping[str, object]) -> tuple[tuple[str, ...], ...]:
    lines: dict[tuple[str, str, str], list[str]] = {}
    for table in form.tables:
        for figure_id in table.figures:
            figure = form.figures[figure_id]
            for axis, at in (("row", figure.row), ("column", figure.column)):
                if figure_id in tied:
                    lines.setdefault((table.id, axis, at), []).append(figure_id)
    return tuple(tuple(line) for line in lines.values() if len(line) > 1)


def _parts(
    ties: Sequence[Mapping[str, Decimal]], touching: Mapping[str, Sequence[tuple[int, Decimal]]]
) -> tuple[int, ...]:
    parts = [-1] * len(ties)
    for first in range(len(ties)):
        waiting = [first]
        while waiting:
            number = waiting.pop()
            if parts[number] < 0:
                parts[number] = first
                waiting += [other for figure_id in ties[number] if figure_id for other, _ in touching[figure_id]]
    return tuple(parts)


def residuals(
    system: System, figures: Mapping[str, Decimal], failing: Sequence[Rule]
) -> tuple[dict[int, Decimal], frozenset[int]]:
    """Computes by how much each failing tie is off (left − right), and gives the ties that hold and have to go on
    holding.

    A tie with an unknown figure says nothing and is in neither; nor is one that fails without being in `failing`.
    """
    wanted = {number for rule in failing if (number := system.numbers.get(key(rule))) is not None}
    off: dict[int, Decimal] = {}
    holding: set[int] = set()
    for number, tie in enumerate(system.ties):
        try:
            gap = sum(
                (factor * (figures[figure_id] if figure_id else 1) for figure_id, factor in tie.items()), Decimal(0)
            )
        except KeyError:
            continue
        if not gap:
            holding.add(number)
        elif number in wanted:
            off[number] = gap
    return off, frozenset(holding)
