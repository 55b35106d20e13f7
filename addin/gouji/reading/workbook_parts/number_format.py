"""The code of a number format in (`#,##0.00_);[Red]\\(0\\)`), its sections out: what `shown` needs to spell a number.

Only what is sure is taken apart. Dates, elapsed time and whatever Excel and its kin don't agree on are CannotTellError.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from gouji.named_tuple import NamedTuple

LONGEST = 255  # characters of a number format
MOST_DIGITS = 40  # places for digits in one section


class CannotTellError(Exception):
    """What the sheet shows can't be said for sure."""


class Token(NamedTuple):
    """kind: text (shown as it stands), digit, point, comma, percent, exponent, slash, general, at."""

    kind: str
    said: str


class Section(NamedTuple):
    """operator, limit: the condition of the section, "" without one. numerals: 1 to 3 for [DBNum1] to [DBNum3]."""

    tokens: tuple[Token, ...]
    operator: str = ""
    limit: Decimal = Decimal(0)
    numerals: int = 0

    def holds(self, number: Decimal) -> bool:
        """Whether the condition does."""
        limit = self.limit
        return {
            "<": number < limit,
            "<=": number <= limit,
            ">": number > limit,
            ">=": number >= limit,
            "=": number == limit,
            "<>": number != limit,
        }[self.operator]


# Quoted and escaped first, so that what looks like a sign inside them is text. `!` escapes as `\` does in the Chinese
# edition, where `0!.0,` is how a figure is shown in ten thousands.
_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"
    |[\\!](?P<escaped>.)
    |_(?P<wide>.)
    |\*(?P<fill>.)
    |\[(?P<bracket>[^\]]*)\]
    |(?P<general>General|G/通用格式|Standard)
    |(?P<digit>[0#?])
    |(?P<point>\.)
    |(?P<comma>,)
    |(?P<percent>%)
    |(?P<exponent>E[+-])
    |(?P<slash>/)
    |(?P<at>@)
    |(?P<end>;)
    |(?P<plain>[-+()$:^&'~<>={}|\ 1-9]|[^\x00-\x7f])
    """,
    re.X | re.I | re.S,
)
_COLOURS = frozenset("black blue cyan green magenta red white yellow 黑色 蓝色 青色 绿色 洋红 红色 白色 黄色".split())  # noqa: SIM905
_COLOUR = re.compile(r"(?:color|颜色) ?[0-9]{1,2}\Z", re.I)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=) ?(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)\Z")
_CURRENCY = re.compile(r"\$([^-\]]*)(?:-[0-9A-F]{1,4})?\Z", re.I)
_NUMERALS = re.compile(r"DBNum([123])\Z", re.I)
_UNSURE_FILL = "0123456789.,-("  # filled up with, they would make another number


@lru_cache(maxsize=500)
def sections(code: str) -> tuple[Section, ...]:
    """One to four. Raises CannotTellError."""
    if len(code) > LONGEST:
        raise CannotTellError
    found: list[Section] = []
    tokens: list[Token] = []
    given: dict[str, str] = {}
    at = 0
    while at < len(code):
        match = _TOKEN.match(code, at)
        if match is None:
            raise CannotTellError
        at = match.end()
        if match["end"]:
            found.append(_section(tokens, given))
            tokens, given = [], {}
        elif match["bracket"] is not None:
            _bracket(match["bracket"], tokens, given)
        else:
            tokens.append(_token(match))
    found.append(_section(tokens, given))
    if len(found) > 4:
        raise CannotTellError
    return tuple(found)


def _token(match: re.Match[str]) -> Token:
    for kind in ("digit", "point", "comma", "percent", "slash"):
        if match[kind]:
            return Token(kind, match[kind])
    if match["exponent"]:
        return Token("exponent", match["exponent"][1])
    if match["general"] or match["at"]:
        return Token("general" if match["general"] else "at", "")
    if match["wide"]:
        return Token("text", " ")
    if match["fill"]:
        if match["fill"] in _UNSURE_FILL:
            raise CannotTellError
        return Token("text", match["fill"] if match["fill"] != " " else "")
    return Token("text", match["quoted"] or match["escaped"] or match["plain"] or "")


def _bracket(said: str, tokens: list[Token], given: dict[str, str]) -> None:
    """Adds what stands in square brackets: a colour says nothing, a currency is text, a condition goes to `given`."""
    condition, currency, numerals = (each.match(said) for each in (_CONDITION, _CURRENCY, _NUMERALS))
    if condition and "operator" not in given:
        given["operator"], given["limit"] = condition.groups()
    elif currency:
        tokens.append(Token("text", currency[1]))
    elif numerals:
        given["numerals"] = numerals[1]
    elif said.lower() in _COLOURS or _COLOUR.match(said):
        given["colour"] = said
    else:
        raise CannotTellError


def _section(tokens: list[Token], given: dict[str, str]) -> Section:
    if sum(token.kind == "digit" for token in tokens) > MOST_DIGITS or (given and not tokens):
        raise CannotTellError
    limit, numerals = Decimal(given.get("limit", "0")), int(given.get("numerals", "0"))
    return Section(tuple(tokens), given.get("operator", ""), limit, numerals)
