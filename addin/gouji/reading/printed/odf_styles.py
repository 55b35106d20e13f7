"""Learns from an OpenDocument's styles which take text out of the line, which are titles, and how lists count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gouji.reading.block import Why

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, STYLE, TABLE, TEXT = (f"{_SPACE}{name}:1.0 " for name in ("office", "style", "table", "text"))
_EXTENDED = "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0 "
_DEEPEST = 20  # styles made from styles
_LONGEST = 40  # characters of what stands round a number
_MOST = 9999
TITLE = "Title"  # a title set over several lines is still one


class Look(NamedTuple):
    """What a style says; None where it says nothing."""

    struck: bool | None = None
    hidden: bool | None = None
    raised: bool | None = None

    def over(self, under: Look) -> Look:
        """What holds where both speak: this one."""
        return Look(*(own if own is not None else other for own, other in zip(self, under, strict=True)))

    @property
    def why(self) -> Why | None:
        """Why text that looks so is no part of what is read."""
        if self.hidden:
            return Why.HIDDEN
        if self.struck:
            return Why.STRUCK
        return Why.RAISED if self.raised else None


class Level(NamedTuple):
    """How a level of a list counts, and what stands round the number. shown: how many levels are."""

    counting: str = ""
    before: str = ""
    after: str = ""
    shown: int = 1
    start: int = 1
    pattern: str = ""  # %1%、 : what newer files say instead of before and after


_Key = tuple[str, str]  # family and name


class OdfStyles:
    """Styles as they are met; those that a style is made from may come later."""

    def __init__(self) -> None:
        self._looks: dict[_Key, Look] = {}
        self._parents: dict[_Key, _Key] = {}
        self._open: _Key = ("", "")
        self._list = ""
        self.lists: dict[str, dict[int, Level]] = {}

    def learn(self, name: str, given: Mapping[str, str]) -> None:
        """Takes note of an element that stands before the body."""
        if name == f"{STYLE}style":
            family = given.get(f"{STYLE}family", "")
            self._open = family, given.get(f"{STYLE}name", "")
            self._parents[self._open] = family, given.get(f"{STYLE}parent-style-name", "")
            self._looks[self._open] = Look()
        elif name == f"{STYLE}text-properties" and self._open in self._looks:
            self._looks[self._open] = _look(given)
        elif name in (f"{TEXT}list-style", f"{TEXT}outline-style"):
            self._list = given.get(f"{STYLE}name", "") if name == f"{TEXT}list-style" else OUTLINE
            self.lists[self._list] = {}
            self._open = ("", "")
        elif name in (f"{TEXT}list-level-style-number", f"{TEXT}outline-level-style") and self._list in self.lists:
            self.lists[self._list][whole(given.get(f"{TEXT}level", ""), 1)] = _level(given)
            self._open = ("", "")

    def look(self, family: str, name: str) -> Look:
        """Gives how text of a style looks."""
        key, look = (family, name), Look()
        for _ in range(_DEEPEST):
            if key not in self._looks:
                break
            look = look.over(self._looks[key])
            key = self._parents[key]
        return look

    def is_title(self, name: str) -> bool:
        """Whether a paragraph of this style is a title."""
        key = "paragraph", name
        for _ in range(_DEEPEST):
            if key[1] == TITLE or key not in self._parents:
                break
            key = self._parents[key]
        return key[1] == TITLE


OUTLINE = "\0"  # the list of the headings; no list has such a name


def whole(said: str, otherwise: int) -> int:
    """Gives a number that is said in digits, or another where it isn't."""
    return min(int(said), _MOST) if said.isascii() and said.isdigit() and len(said) < 7 else otherwise


def _look(given: Mapping[str, str]) -> Look:
    struck = raised = None
    for name in (f"{STYLE}text-line-through-style", f"{STYLE}text-line-through-type"):
        if name in given:
            struck = given[name] != "none"
    if position := given.get(f"{STYLE}text-position", "").split():
        raised = position[0] not in ("0%", "0")
    hidden = given[f"{TEXT}display"] == "none" if f"{TEXT}display" in given else None
    return Look(struck, hidden, raised)


def _level(given: Mapping[str, str]) -> Level:
    return Level(
        given.get(f"{STYLE}num-format", ""),
        given.get(f"{STYLE}num-prefix", "")[:_LONGEST],
        given.get(f"{STYLE}num-suffix", "")[:_LONGEST],
        whole(given.get(f"{TEXT}display-levels", ""), 1),
        whole(given.get(f"{TEXT}start-value", ""), 1),
        given.get(f"{_EXTENDED}num-list-format", "")[:_LONGEST],
    )
