"""Parses a number format (`#,##0.00_);[Red]\\(0\\)`) into the sections that `shown` spells numbers by, and tells what
the literals beside a number make of it.

Only what is sure is taken apart. Dates, elapsed time and whatever Excel and its kin don't agree on are CannotTellError.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize, numeric

LONGEST = 255  # characters of a number format
MOST_DIGITS = 40  # places for digits in one section


class CannotTellError(Exception):
    """It can't be told for sure what the sheet shows."""


class Token(NamedTuple):
    """A piece of a section. kind: text (shown as it stands), digit, point, comma, percent, exponent, slash, general,
    at."""

    kind: str
    said: str


class Section(NamedTuple):
    """One section of a number format. operator, limit: its condition, "" without one. numerals: 1 to 3 for [DBNum1] to
    [DBNum3].

    is_white: whether its colour is the one of an empty sheet.
    """

    tokens: tuple[Token, ...]
    operator: str = ""
    limit: Decimal = Decimal(0)
    numerals: int = 0
    is_white: bool = False

    def holds(self, number: Decimal) -> bool:
        """Whether the section's condition holds for a number."""
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
_WHITE = re.compile(r"white\Z|白色\Z|(?:color|颜色) ?0?2\Z", re.I)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=) ?(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)\Z")
_CURRENCY = re.compile(r"\$([^-\]]*)(?:-[0-9A-F]{1,4})?\Z", re.I)
_NUMERALS = re.compile(r"DBNum([123])\Z", re.I)
_UNSURE_FILL = "0123456789.,-("  # filled up with, they would make another number


@lru_cache(maxsize=500)
def sections(code: str) -> tuple[Section, ...]:
    """Gives the sections of a number format, one to four. Raises CannotTellError."""
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
    """Adds what stands in square brackets: a currency is text, a condition and a colour go to `given`."""
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
    is_white = _WHITE.match(given.get("colour", "")) is not None
    return Section(tuple(tokens), given.get("operator", ""), limit, numerals, is_white)


# ---------------------------------------------------------------- literals


class Effect(Enum):
    """What the literals beside a number make of it: the same number, another one, or something that can't be told."""

    NONE = 0
    UNSURE = 1
    OTHER = 2  # another number, or one of something else


COUNTED = frozenset("件 条 个 項 项 起 宗 份 次 人 件次 人次".split())  # noqa: SIM905
_SUMS = ("元", "圆", "角", "分")
_UNSTATED = ("元", "万元", "万")  # where the form leaves open which of them it is
# As they are once normalised: brackets, white space and the currency that every sum here is in.
_EMPTY = re.compile(r"[\s()\[\]【】〔〕¥$]|人民币|rmb|cny")
_EMPTY_BEFORE = re.compile(r"[+*:]")
_TIMES = frozenset("k m mm mn w wan b bn g t hundred hundreds thousand thousands million millions billion".split())  # noqa: SIM905
_OF_NOUGHT = re.compile(r"[十百千万亿拾佰仟萬億%‰kmw元圆角分件条个項项起宗份次人]*")  # 0 of it is 0


def effect(before: str, behind: str, units: Collection[str], *, is_nought: bool) -> Effect:
    """Tells what the literals beside a number make of it. before, behind: what stands there without the number's sign.
    units: the units of the figure, none where the form leaves them open. A counting word alone makes nothing else even
    of a sum."""
    before, behind = _EMPTY_BEFORE.sub("", _plain(before)), _plain(behind)
    said = before + behind
    is_plain = not said or said in units or said in COUNTED
    if not before and (is_plain or (is_nought and _OF_NOUGHT.fullmatch(said))):
        return Effect.NONE
    if not behind and is_plain and not _is_figure(said[-1]):  # 万 before a number is a digit of it
        return Effect.NONE
    own = units or _UNSTATED
    rest = _without(before, [unit for unit in own if not _is_figure(unit[-1])]) + _without(behind, own)
    is_other = (
        any(_is_figure(each) or each in "%‰‱" for each in rest)
        or not _TIMES.isdisjoint(re.findall("[a-z]+", rest))
        or rest.endswith(_SUMS)
    )
    return Effect.OTHER if is_other else Effect.UNSURE


def _plain(text: str) -> str:
    """What of a literal counts. Figures are kept as they are: Ⅳ would become two letters."""
    spelled = "".join(each if _is_figure(each) else normalize("NFKC", each) for each in text)
    return _EMPTY.sub("", spelled.casefold())


def _without(text: str, units: Collection[str]) -> str:
    return text.removesuffix(max((unit for unit in units if text.endswith(unit)), key=len, default=""))


def _is_figure(character: str) -> bool:
    """Whether it is a digit or a numeral of any script."""
    return character == "两" or numeric(character, None) is not None
