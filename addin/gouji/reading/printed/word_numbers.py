"""Counts the paragraphs that Word numbers by itself: what it prints before them stands nowhere in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from gouji.reading.printed.guarded_xml import parse
from gouji.reading.printed.ordinals import MOST, spelled
from gouji.reading.printed.word_styles import SPACES, Number

_LEVELS = 9
_PART = re.compile(r"%([1-9])")
_LONGEST = 40  # characters of what stands round a number


class Level(NamedTuple):
    """How a level of a list counts and what stands round the number. plain: all levels in digits. style: of paragraphs
    that belong here by their style. restarts: whether a higher level sets it back."""

    start: int = 0  # where nothing is said, as the standard has it
    counting: str = "decimal"
    text: str = ""
    plain: bool = False
    style: str = ""
    restarts: bool = True


@dataclass(slots=True)
class _List:
    """A list: its kind, and what it says otherwise than its kind."""

    kind: str = ""
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Lists of a document, and how far each has counted."""

    def __init__(self, kinds: dict[str, dict[int, Level]], lists: dict[str, _List]) -> None:
        self._kinds = kinds
        self._lists = lists
        self._counted: dict[str, list[int | None]] = {}  # by kind: lists of a kind go on with each other
        self._begun: set[tuple[str, int]] = set()

    def next(self, number: Number, style: str) -> str:
        """Gives what Word prints before the next paragraph of a list, "" where it prints nothing."""
        found = self._lists.get(number.list or "")
        if found is None:
            return ""
        levels = {**self._kinds.get(found.kind, {}), **found.levels}
        at = number.level
        if at is None:
            at = next((level for level, each in levels.items() if each.style and each.style == style), 0)
        if at not in levels or levels[at].counting == "bullet":
            return ""
        counted = self._counted.setdefault(found.kind, [None] * _LEVELS)
        self._count(counted, levels, at, number.list or "", found)
        level = levels[at]
        return _PART.sub(lambda part: _spelled(int(part[1]) - 1, counted, levels, level), level.text)

    def _count(self, counted: list[int | None], levels: dict[int, Level], at: int, name: str, found: _List) -> None:
        before = counted[at]
        if at in found.starts and (name, at) not in self._begun:
            counted[at] = found.starts[at]
        else:
            counted[at] = levels[at].start if before is None else min(before + 1, MOST)
        self._begun.add((name, at))
        for deeper in range(at + 1, _LEVELS):
            if levels.get(deeper, Level()).restarts:
                counted[deeper] = None


def _spelled(at: int, counted: list[int | None], levels: dict[int, Level], own: Level) -> str:
    level = levels.get(at, Level())
    number = counted[at]
    return spelled(level.start if number is None else number, "decimal" if own.plain else level.counting)


def read(data: bytes) -> Numbering:
    """Reads the part with the lists; of no part there are none. Raises UnreadableError: damaged-file,
    forbidden-xml."""
    reader = _Reader()
    if data:
        parse(data, reader.start, reader.end, lambda text: None)
    return Numbering(reader.kinds, reader.lists)


class _Reader:
    """Collects lists and their kinds as they stand in the part."""

    def __init__(self) -> None:
        self.kinds: dict[str, dict[int, Level]] = {}
        self.lists: dict[str, _List] = {}
        self._levels: dict[int, Level] = {}  # of the kind or list that is open
        self._list = _List()
        self._at = 0

    def start(self, name: str, given: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if space not in SPACES:
            return
        said = given.get(f"{space} val", "")
        match local:
            case "abstractNum":
                self._levels = self.kinds.setdefault(given.get(f"{space} abstractNumId", ""), {})
            case "num":
                self._list = self.lists.setdefault(given.get(f"{space} numId", ""), _List())
                self._levels = self._list.levels
            case "abstractNumId":
                self._list.kind = said
            case "lvl" | "lvlOverride":
                self._at = min(_whole(given.get(f"{space} ilvl", ""), 0), _LEVELS - 1)
                if local == "lvl":
                    self._levels[self._at] = Level()
            case "startOverride":
                self._list.starts[self._at] = _whole(said, 1)
            case _ if self._at in self._levels:
                self._levels[self._at] = _with(self._levels[self._at], local, said)

    def end(self, name: str) -> None:
        pass


def _with(level: Level, local: str, said: str) -> Level:
    match local:
        case "start":
            return level._replace(start=_whole(said, 1))
        case "numFmt":
            return level._replace(counting=said)
        case "lvlText":
            return level._replace(text=said[:_LONGEST])
        case "isLgl":
            return level._replace(plain=said not in ("0", "false", "off"))
        case "pStyle":
            return level._replace(style=said)
        case "lvlRestart":
            return level._replace(restarts=said != "0")
    return level


def _whole(said: str, otherwise: int) -> int:
    return min(int(said), MOST) if said.isascii() and said.isdigit() and len(said) < 7 else otherwise
