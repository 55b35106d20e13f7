"""Loads families of templates: the folder of a half in, Families out. README.md tells what the keys mean."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from zlib import crc32

from narrative.cells import FOLDER

HALVES = ("tuning", "held")
SILENT = "silent"  # how the name of a kind begins whose sentences speak of no cell


@dataclass(frozen=True)
class Office:
    name: str
    level: str
    scope: str
    size: int
    words: Mapping[str, tuple[str, ...]]  # we, area, above, part: what may stand in braces


@dataclass(frozen=True)
class Family:
    """Templates that say the same in other words. They stand in one half together."""

    name: str
    kind: str
    paragraph: str  # where in a whole report: disclosure, applications, management, platform, supervision…
    texts: tuple[str, ...]
    states: tuple[str, ...] = ()  # `left = right`: said in words
    needs: tuple[str, ...] = ()  # `sum = 0`, `sum > 0`, `sum >= 0`: how the figures have to be, said or not
    zeros: bool = False  # whether a figure in braces may be 0
    older: bool = False
    free: Mapping[str, Any] | None = None  # figures without a cell: [least, most], or a sum of others
    broken: Mapping[str, str] | None = None  # what one of them is in the contradicting text
    levels: tuple[str, ...] = ()  # of the offices that may say so; empty for all
    forms: tuple[str, ...] = ()
    section: str = "overview"
    may: bool = False  # an agreeing text has to be silent, but nobody asks that a contradiction is seen


def half_of(name: str) -> str:
    """The half in which the family of this name stands: decided by its name before anybody tunes anything."""
    return HALVES[crc32(name.encode()) % 2]


@cache
def load(half: str) -> tuple[Family, ...]:
    """The families of a half, file by file. A file is a kind; what stands at its top is true of all its families."""
    found = []
    for path in sorted((FOLDER / half).glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        common = {key: value for key, value in data.items() if key != "family"}
        found += [_family({"kind": path.stem, **common, **entry}) for entry in data["family"]]
    return tuple(found)


def _family(entry: Mapping[str, Any]) -> Family:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Family(**values)


@cache
def offices() -> tuple[Office, ...]:
    entries = tomllib.loads((FOLDER / "offices.toml").read_text(encoding="utf-8"))["office"]
    return tuple(_office(entry) for entry in entries)


def _office(entry: Mapping[str, Any]) -> Office:
    words = {key: tuple(each) for key, each in entry.items() if isinstance(each, list)}
    return Office(entry["name"], entry["level"], entry["scope"], entry["size"], words | {"office": (entry["name"],)})


def offices_for(text: str, family: Family) -> tuple[Office, ...]:
    """The offices that may say a template: of its levels, and with a word for each of its braces."""
    known = {word for office in offices() for word in office.words}
    asked = {word for word in re.findall(r"\{(\w+)\}", text) if word in known}
    return tuple(
        office
        for office in offices()
        if asked <= set(office.words) and (not family.levels or office.level in family.levels)
    )
