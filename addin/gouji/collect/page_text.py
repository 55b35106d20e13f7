"""What a file, a roster or a person says in; text that may stand in a web page out."""

from __future__ import annotations

import re
from html import escape

# Control characters, and those that turn the direction of reading round: `gpj.exe` would read as `exe.jpg`.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str | None) -> str:
    """Without what may stand in no page: half surrogates and turning marks become ?, control characters blanks."""
    shown = (text or "").encode("utf-8", "replace").decode("utf-8")
    return _TURNING.sub("?", _UNSEEN.sub(" ", shown))


def escaped(text: str | None) -> str:
    """Clean, and no markup: to stand between tags or in a quoted attribute."""
    return escape(clean(text))
