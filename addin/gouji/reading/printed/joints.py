"""Joins pieces of text so that two figures never become one number, nor two words one word."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ENDS_FIGURE = re.compile(r"[\d.,，．+\-－−‐-―/]\Z")
_BEGINS_FIGURE = re.compile(r"[\d.．+\-－−‐-―/]")


def joined(texts: Sequence[str]) -> str:
    """Gives the lines of a cell as one text: two figures on two lines never become one number."""
    text = ""
    for part in texts:
        apart = text and part and (text[-1].isdigit() or _meet(text, part))
        text += f" {part}" if apart else part
    return text


def in_line(pieces: Sequence[str]) -> str:
    """Gives the pieces of a line as one text. Where an empty piece is, digits on both sides don't meet."""
    if "" not in pieces:
        return "".join(pieces)
    text, apart = "", False
    for piece in pieces:
        text += f" {piece}" if apart and piece and _meet(text, piece) else piece
        apart = not piece or (apart and not piece)
    return text


def _meet(text: str, part: str) -> bool:
    """Whether the end of one and the beginning of the other would make one figure or one word."""
    words = text[-1:].isascii() and text[-1:].isalpha() and part[:1].isascii() and part[:1].isalpha()
    return words or bool(_ENDS_FIGURE.search(text) and _BEGINS_FIGURE.match(part))
