"""words.toml, fonts.toml and web.toml in, read once: what report and export say, the fonts and styles they ask for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Font:
    """The font of one kind of text. own: every name of this very face; instead: what may stand in, best first."""

    role: str
    name: str  # as Chinese Windows and WPS name it
    gb2312: str  # its older name, which some offices still demand
    own: tuple[str, ...]
    instead: tuple[str, ...]
    generic: str  # serif or sans-serif, for the web
    family: str  # of Word's font table: roman, swiss, modern, script, auto

    @property
    def names(self) -> tuple[str, ...]:
        return self.own + self.instead


@cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def words() -> dict[str, Any]:
    return _data("words.toml")


def web() -> dict[str, Any]:
    """`sheet`, the style sheet, and `inline`, the styles of single elements."""
    return _data("web.toml")


@cache
def fonts() -> dict[str, Font]:
    """The fonts by role: title, section, heading, body, page."""
    return {
        role: Font(
            role,
            each["name"],
            each["gb2312"],
            tuple(each["own"]),
            tuple(each["instead"]),
            each["generic"],
            each["family"],
        )
        for role, each in _data("fonts.toml")["font"].items()
    }


def latin() -> tuple[str, ...]:
    """The faces for Latin letters and figures in the text, best first."""
    return tuple(_data("fonts.toml")["latin"])


def rare() -> tuple[str, ...]:
    """The faces that are asked for a character that the others lack."""
    return tuple(_data("fonts.toml")["rare"])


def stand_ins() -> tuple[str, ...]:
    """The faces that any kind of text may fall back on, best first: those of the other kinds, then whole ones."""
    own = (name for font in fonts().values() for name in font.names)
    return tuple(dict.fromkeys((*own, *_data("fonts.toml")["whole"])))
