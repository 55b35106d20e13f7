"""Reads fonts.toml: the fonts that a report asks for by kind of text, and what may stand in for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from gouji.words import beside

_data = beside(__file__, "fonts.toml")


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
def fonts() -> dict[str, Font]:
    """Gives the fonts by role: title, section, heading, body, page."""
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
        for role, each in _data.of("font").items()
    }


def latin() -> tuple[str, ...]:
    """Gives the faces for Latin letters and figures in the text, best first."""
    return tuple(_data.of("latin"))


def rare() -> tuple[str, ...]:
    """Gives the faces that are asked for a character that the others lack."""
    return tuple(_data.of("rare"))


def stand_ins() -> tuple[str, ...]:
    """Gives the faces that any kind of text may fall back on, best first: those of the other kinds, then whole ones."""
    own = (name for font in fonts().values() for name in font.names)
    return tuple(dict.fromkeys((*own, *_data.of("whole"))))
