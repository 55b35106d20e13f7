"""What a file, a roster or a person says in; text that may stand in a web page out."""

from __future__ import annotations

import re
from html import escape

from gouji.characters import writable

# They turn the direction of reading round: `gpj.exe` would read as `exe.jpg`.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str | None) -> str:
    """Without what may stand in no page: no control characters, � for half surrogates, ? for turning marks."""
    return _TURNING.sub("?", writable(text or "").replace("\n", " ").replace("\t", " "))


def escaped(text: str | None) -> str:
    """Clean, and no markup: to stand between tags or in a quoted attribute."""
    return escape(clean(text))
