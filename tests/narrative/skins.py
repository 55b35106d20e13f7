"""How a text is typed: what people, PDFs and web pages make of the same sentence. It says what it said before."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import TypeAlias

Skin: TypeAlias = Callable[[str], str]


def skin(rng: Random) -> Skin:
    """One of the ways to type a text, more often than not the plain one."""
    return rng.choices(tuple(_SKINS), tuple(_SKINS.values()))[0]


def _plain(text: str) -> str:
    return text


def _with_blanks(text: str) -> str:
    """收到 34 件"""
    return re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", text)


def _wide_digits(text: str) -> str:
    return text.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})


def _narrow_punctuation(text: str) -> str:
    return text.translate(str.maketrans("，；：（）", ",;:()"))


def _broken_lines(text: str) -> str:
    """A line break every 23 characters, as text out of a PDF has it; never inside a number."""
    pieces = re.findall(r".{1,22}\D(?!\d)|.+?$|.", text)
    return "\n".join(pieces)


def _ideographic_blanks(text: str) -> str:
    return "\u3000\u3000" + text


_SKINS: dict[Skin, int] = {
    _plain: 60,
    _with_blanks: 14,
    _narrow_punctuation: 9,
    _broken_lines: 6,
    _wide_digits: 6,
    _ideographic_blanks: 5,
}
