"""Shifts a shared formula to the cell that asks for it."""

from __future__ import annotations

import re

from gouji.place import column_letters, column_number

# Strings and quoted sheet names first, so that what looks like a reference inside them is left alone. A text, for
# `re` to compile when it is first used: few files need it.
_PIECE = r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|(?<![A-Za-z0-9_.$])(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})(?![A-Za-z0-9_.(])"


def shifted(formula: str, source: tuple[int, int], target: tuple[int, int]) -> str:
    """Gives the formula with its relative references moved by target − source, both (row, column)."""
    down, right = target[0] - source[0], target[1] - source[1]

    def moved(match: re.Match[str]) -> str:
        if match[2] is None:
            return match[0]
        column = column_number(match[2]) + (0 if match[1] else right)
        row = int(match[4]) + (0 if match[3] else down)
        if column < 1 or row < 1:
            return "#REF!"
        return f"{match[1]}{column_letters(column)}{match[3]}{row}"

    return re.sub(_PIECE, moved, formula)
