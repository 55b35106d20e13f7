"""Counts the paragraphs that an OpenDocument numbers by its lists: what is printed before them stands nowhere in the
text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gouji.reading.printed.odf_styles import OUTLINE, TEXT, Level, whole
from gouji.reading.printed.ordinals import spelled

_PART = re.compile(r"%(\d{1,2})%")
_COUNTINGS = {  # by the sign that stands for one
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "一": "chineseCounting",
    "壹": "chineseLegalSimplified",
    "甲": "ideographTraditional",
    "子": "ideographZodiac",
    "①": "decimalEnclosedCircle",
    "１": "decimalFullWidth",
}


@dataclass(slots=True)
class OdfNumbers:
    """Lists that are open, and how far each has counted."""

    lists: Mapping[str, Mapping[int, Level]]
    _open: list[str] = field(default_factory=list)
    _counted: dict[str, dict[int, int]] = field(default_factory=dict)
    _due: bool = False  # whether the next paragraph is the first of an item
    _start: int = 0  # that the item says itself

    def open_list(self, given: Mapping[str, str]) -> None:
        name = given.get(f"{TEXT}style-name") or (self._open[-1] if self._open else "")
        goes_on = given.get(f"{TEXT}continue-numbering") == "true" or f"{TEXT}continue-list" in given
        if not self._open and not goes_on:
            self._counted.pop(name, None)
        self._open.append(name)

    def close_list(self) -> None:
        self._open.pop()
        self._due = False

    def open_item(self, given: Mapping[str, str]) -> None:
        self._due = True
        self._start = whole(given.get(f"{TEXT}start-value", ""), 0)

    def next(self, outline: int) -> str:
        """Gives what is printed before a paragraph, "" where nothing is. outline: the level of a heading, 0 for any
        other paragraph."""
        if self._open:
            due, self._due = self._due, False
            return self._number(self._open[-1], len(self._open), self._start) if due else ""
        return self._number(OUTLINE, outline, 0) if outline else ""

    def _number(self, name: str, at: int, start: int) -> str:
        levels = self.lists.get(name, {})
        if at not in levels:
            return ""
        counted = self._counted.setdefault(name, {})
        counted[at] = start or (counted[at] + 1 if at in counted else levels[at].start)
        for deeper in [level for level in counted if level > at]:
            del counted[deeper]
        level = levels[at]
        if not level.counting:
            return ""
        if level.pattern:
            return _PART.sub(lambda part: _spelled(int(part[1]), levels, counted), level.pattern)
        shown = range(max(1, at - level.shown + 1), at + 1)
        return level.before + ".".join(_spelled(each, levels, counted) for each in shown) + level.after


def _spelled(at: int, levels: Mapping[int, Level], counted: Mapping[int, int]) -> str:
    level = levels.get(at, Level("1"))
    counting = _COUNTINGS.get(level.counting[:1], "decimal") if level.counting else "none"
    return spelled(counted.get(at, level.start), counting)
