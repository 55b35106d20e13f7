"""Cleans and escapes a text from a file, a roster or a person for a web page."""

from __future__ import annotations

import re
from html import escape

from gouji.characters import writable

# They turn the direction of reading round: `gpj.exe` would read as `exe.jpg`.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str | None) -> str:
    """Gives the text without what may stand in no page: no control characters, � for half surrogates, ? for characters
    that turn the writing direction."""
    return _TURNING.sub("?", writable(text or "").replace("\n", " ").replace("\t", " "))


def escaped(text: str | None) -> str:
    """Gives the text clean and escaped, to stand between tags or in a quoted attribute."""
    return escape(clean(text))
