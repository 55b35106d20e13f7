"""Parses an Excel formula into a tree: only the closed subset that our workbooks' own formulas use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from gouji.place import Area, area

FUNCTIONS = frozenset({"IF", "COUNT", "SUM", "ROUND", "N", "AND", "OR", "NOT", "ABS"})
MAX_LENGTH, MAX_DEPTH, MAX_CHAIN = 8192, 48, 200


class CannotSayError(Exception):
    """The formula is outside the subset, or too deep or too long for us."""


@dataclass(frozen=True, slots=True)
class Literal:
    value: Decimal | str | bool


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    parts: tuple[Tree | None, ...]  # None: an argument left out


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Negative:
    of: Tree


Tree = Literal | Area | Name | Call | Binary | Negative

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]{1,3})?|\.[0-9]+)
    |(?P<text>"(?:[^"]|"")*")
    |(?P<cells>(?:(?P<quoted>'(?:[^']|'')+')!|(?P<bare>[^\W\d][\w.]*)!)?
        \$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?(?![\w.(]))
    |(?P<call>[A-Za-z][A-Za-z0-9.]*)\(
    |(?P<name>[^\W\d][\w.]*)
    |(?P<operator><=|>=|<>|[-+*/=<>(),&])
    )""",
    re.X,
)
_POWERS = dict.fromkeys(("=", "<>", "<", ">", "<=", ">="), 1) | {"&": 2, "+": 3, "-": 3, "*": 4, "/": 4}


def parse(formula: str) -> Tree:
    """Parses a formula. Raises CannotSayError."""
    if len(formula) > MAX_LENGTH:
        raise CannotSayError
    tokens: list[tuple[str, str | Tree]] = []
    at = 0
    text = formula.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise CannotSayError
        tokens.append(_token(match))
        at = match.end()
    reader = _Reader(tokens)
    tree = reader.expression(1, 0)
    if reader.at != len(tokens):
        raise CannotSayError
    return tree


def _token(match: re.Match[str]) -> tuple[str, str | Tree]:
    if (number := match["number"]) is not None:
        return "tree", Literal(Decimal(number))
    if (text := match["text"]) is not None:
        return "tree", Literal(text[1:-1].replace('""', '"'))
    if (cells := match["cells"]) is not None:
        quoted, bare = match["quoted"], match["bare"]
        sheet = quoted[1:-1].replace("''", "'") if quoted else bare or ""
        where = cells[len(quoted or bare) + 1 :] if sheet else cells
        return "tree", area(where.upper())._replace(sheet=sheet)
    if (call := match["call"]) is not None:
        if call.upper() not in FUNCTIONS:
            raise CannotSayError
        return "call", call.upper()
    if (name := match["name"]) is not None:
        truth = {"TRUE": True, "FALSE": False}.get(name.upper())
        return "tree", Name(name) if truth is None else Literal(truth)
    return "operator", match["operator"]


class _Reader:
    """Precedence climbing over the tokens; `at` is the next one."""

    __slots__ = ("at", "tokens")

    def __init__(self, tokens: list[tuple[str, str | Tree]]) -> None:
        self.tokens, self.at = tokens, 0

    def _is(self, *operators: str) -> bool:
        if self.at >= len(self.tokens):
            return False
        kind, said = self.tokens[self.at]
        return kind == "operator" and said in operators

    def _take(self, operator: str) -> None:
        if not self._is(operator):
            raise CannotSayError
        self.at += 1

    def expression(self, power: int, depth: int) -> Tree:
        """As much as holds together by operators of at least this power."""
        left = self._unary(depth)
        for _ in range(MAX_CHAIN):
            kind, said = self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")
            own = _POWERS.get(str(said), 0) if kind == "operator" else 0
            if own < power:
                return left
            self.at += 1
            left = Binary(str(said), left, self.expression(own + 1, depth))
        raise CannotSayError  # so long a chain would make too deep a tree

    def _unary(self, depth: int) -> Tree:
        if depth > MAX_DEPTH:
            raise CannotSayError
        if self._is("-"):
            self.at += 1
            return Negative(self._unary(depth + 1))
        if self._is("+"):
            self.at += 1
            return self._unary(depth + 1)
        return self._atom(depth)

    def _atom(self, depth: int) -> Tree:
        if self.at >= len(self.tokens):
            raise CannotSayError
        kind, said = self.tokens[self.at]
        self.at += 1
        if kind == "tree" and not isinstance(said, str):
            return said
        if kind == "call":
            return Call(str(said), self._arguments(depth))
        if said == "(":
            inner = self.expression(1, depth + 1)
            self._take(")")
            return inner
        raise CannotSayError

    def _arguments(self, depth: int) -> tuple[Tree | None, ...]:
        parts: list[Tree | None] = []
        while True:
            parts.append(None if self._is(",", ")") else self.expression(1, depth + 1))
            if self._is(")"):
                self.at += 1
                return tuple(parts)
            self._take(",")
