"""Replaces texts and groups of cells by small numbers: what repeats in a page is written once, at its end."""

from __future__ import annotations

import json
import re
from typing import Any

from gouji.report.page_text import clean

_NUMBER = re.compile("[0-9]+")
_GAP = "\t"  # stands for a number; a clean text never holds one
# What could end the script element that holds the data, or a line in an old JavaScript.
_DANGEROUS = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}

Packed = int | list[int | str]


class Packer:
    """Numbers the texts and groups it is given, in order of first use. 0 is the empty text, and the empty group."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {"": 0}
        self.groups: dict[tuple[int, ...], int] = {(): 0}

    def text(self, text: str | None) -> int:
        return self.texts.setdefault(clean(text), len(self.texts))

    def sentence(self, text: str | None) -> Packed:
        """Packs a text whose numbers differ from one finding to the next: its pattern once, its numbers where they
        stand."""
        shown = clean(text)
        numbers = _NUMBER.findall(shown)
        if not numbers:
            return self.text(shown)
        pattern = _NUMBER.sub(_GAP, shown)
        return [self.texts.setdefault(pattern, len(self.texts)), " ".join(numbers)]

    def group(self, members: tuple[int, ...]) -> int:
        return self.groups.setdefault(members, len(self.groups))


def trimmed(values: list[Any]) -> list[Any]:
    """Gives the list without the zeros at its end."""
    while values and values[-1] == 0:
        values.pop()
    return values


def script_json(data: Any) -> str:
    """Writes JSON that may stand inside a script element, whatever its texts are."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_DANGEROUS)
