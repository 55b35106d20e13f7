"""Decodes the bytes of a text, and says which encoding was taken and how many places made no character.

A bad byte costs its own piece: it becomes �, and what stands there is in doubt, not the whole file.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from gouji.characters import UNREAD

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
_SAYS_UTF_8 = rb"""(?i)(?:charset|encoding)\s*=\s*["']?utf-?8"""
_HEAD = 4096  # bytes of a page in which it states its encoding
_MOST_BAD = 100  # one character in so many may be bad; beyond, it is no text
_CLEARLY = 10  # good characters for each bad one: then it is UTF-8, as no other encoding looks like it by chance
# GB18030 takes four bytes together: at the end of the data it would take the digits behind a bad byte along.
_PADDING = b"\n\n\n\n"


class Decoded(NamedTuple):
    """A decoded text. encoding: as people call it. bad: the places where bytes made no character; each is one � of the
    text."""

    text: str
    encoding: str
    bad: int


def decode(data: bytes) -> Decoded | None:
    """Decodes by the byte order mark; else as UTF-8 where that fits or nearly does, else as GB18030 (what Chinese
    Windows writes). Gives None when the bytes are no text."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _if_text(_by(data[len(mark) :], codec))
    utf_8 = _by(data, "utf-8")
    if not utf_8.bad or _is_damaged_utf_8(utf_8, data):
        return _if_text(utf_8)
    return _if_text(_by(data, "gb18030"))


def _by(data: bytes, codec: str) -> Decoded:
    try:
        return Decoded(data.decode(codec), _NAMES[codec], 0)
    except UnicodeDecodeError:
        padding = _PADDING if codec == "gb18030" else b""
        text = (data + padding).decode(codec, "replace")
        meant = data.decode(codec, "ignore").count(UNREAD)  # written by a program that met the bad bytes before us
        return Decoded(text[: len(text) - len(padding)], _NAMES[codec], text.count(UNREAD) - meant)


def _is_damaged_utf_8(found: Decoded, data: bytes) -> bool:
    """GB18030 read as UTF-8 has more bad places than good ones; a page that calls itself UTF-8 gets the benefit."""
    good = sum(char > "\x7f" for char in found.text) - found.bad
    return good >= found.bad * (1 if re.search(_SAYS_UTF_8, data[:_HEAD]) else _CLEARLY)


def _if_text(found: Decoded) -> Decoded | None:
    return found if (found.bad + found.text.count("\0")) * _MOST_BAD <= len(found.text) else None
