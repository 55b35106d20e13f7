"""Takes the text of a paragraph as `plain` gives it; gives its sentences as tokens: words, figures and marks.

Words are found longest first; what is no word of sentences.toml is no token, and shows only as a gap between two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from gouji.form.spellings import Lexicon
from gouji.form.spoken import Spoken, Word

_MARKS = {"，": "comma", "：": "colon", "（": "open", "）": "close"}
_END = re.compile(r"[。；\n]")
_CIRCA_BEFORE, _CIRCA_AFTER = "约近超逾过几上", "余多来"
_TENS = re.compile(r"(?<![总件量个人条项申请])数10+$")  # 数10件 is dozens; 总数10件 is ten


class Figure(NamedTuple):
    """A number of the text. kind: count, money, percent, bare (a number without a unit), things (a unit that
    the form doesn't count by: 12章), other (about 30, 3万件).

    value: of money in 元. unit: as it is written, "" without.
    """

    value: Decimal
    kind: str
    unit: str


class Token(NamedTuple):
    """A word, a figure or a mark, with its span in the plain text.

    mark: comma, colon, open, close; "" for what is none. words: meanings of a word, none for anything else; roles:
    those that they have.
    """

    start: int
    end: int
    words: tuple[Word, ...] = ()
    roles: frozenset[str] = frozenset()
    figure: Figure | None = None
    mark: str = ""

    def meaning(self, *roles: str) -> Word | None:
        """The first meaning that has one of these roles."""
        return None if self.roles.isdisjoint(roles) else next(word for word in self.words if word.role in roles)

    def is_a(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)


def sentences(text: str, spoken: Spoken, lexicon: Lexicon) -> Iterator[list[Token]]:
    """Gives the sentences that have tokens, in order: what stands between 。 and ；."""
    found = _tokens(text, spoken, lexicon)
    start = 0
    for end in (*(match.start() for match in _END.finditer(text)), len(text)):
        stop = start
        while stop < len(found) and found[stop].start < end:
            stop += 1
        if stop > start:
            yield found[start:stop]
        start = stop


def clauses(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Gives where each clause of a sentence begins and ends, marks left out."""
    start = 0
    for at, token in enumerate(tokens):
        if token.mark:
            if at > start:
                yield start, at
            start = at + 1
    if len(tokens) > start:
        yield start, len(tokens)


def _tokens(text: str, spoken: Spoken, lexicon: Lexicon) -> list[Token]:
    found: list[Token] = []
    start = 0
    for match in _number(spoken.units, tuple(spoken.money)).finditer(text):
        _add_words(found, text, start, match.start(), lexicon)
        start = match.end()
        found.append(Token(match.start(), start, figure=_figure(match, spoken)))
    _add_words(found, text, start, len(text), lexicon)
    return found


def _add_words(found: list[Token], text: str, start: int, end: int, lexicon: Lexicon) -> None:
    words, lengths = lexicon.words, lexicon.lengths
    at = start
    while at < end:
        pair = text[at : at + 2]
        for length in lengths.get(pair, ()):
            meanings = words.get(text[at : at + length])
            if meanings and at + length <= end:
                found.append(Token(at, at + length, meanings[0], meanings[1]))
                at += length
                break
        else:
            char = pair[0]
            if char in _MARKS:
                found.append(Token(at, at + 1, mark=_MARKS[char]))
            elif char in lengths:
                found.append(Token(at, at + 1, *words[char]))
            at += 1


@cache
def _number(units: Sequence[str], money: Sequence[str]) -> re.Pattern[str]:
    unit = "|".join((*money, *units))
    return re.compile(
        rf"(?<![\dA-Za-z.〔\[/+-])(?P<digits>\d+(?:\.\d+)?)(?![\dA-Za-z/〕\]]|\.(?!\d))"
        rf"(?:(?P<percent>%|‰|个?百分点)(?P<nearly>以上|以下|左右|[{_CIRCA_AFTER}])?|(?!{'|'.join(money)})(?P<circa>[万亿]?[{_CIRCA_AFTER}]|[万亿])(?P<some>{unit})?|(?P<unit>{unit})?)"
    )


def _figure(match: re.Match[str], spoken: Spoken) -> Figure:
    value, unit, before = (
        Decimal(match["digits"]),
        match["unit"] or match["some"] or "",
        match.string[: match.start()][-1:],
    )
    is_near = bool(before) and before in _CIRCA_BEFORE and match["circa"] is None
    if match["percent"]:
        is_exact = match["percent"] == "%" and not match["nearly"] and not is_near
        return Figure(value, "percent" if is_exact else "other", match["percent"])
    if is_near or _TENS.search(match.string, 0, match.end("digits")):
        return Figure(value, "other", unit)
    if unit in spoken.money and match["circa"] is None:
        return Figure(value * spoken.money[unit], "money", unit)
    if match["circa"] or before == "第" or value != value.to_integral_value():
        return Figure(value, "other", unit)
    if _counts_things(match, unit, spoken):
        return Figure(value, "things", unit)
    return Figure(value, "count" if unit else "bare", unit)


def _counts_things(match: re.Match[str], unit: str, spoken: Spoken) -> bool:
    """Whether a figure has a unit that nobody counts applications by: 12章, 20个工作日."""
    text, end = match.string, match.end()
    return text.startswith(spoken.other_units, end) if unit else "\u4e00" <= text[end : end + 1] <= "\u9fff"
