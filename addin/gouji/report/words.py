"""words.toml and fonts.toml in, read once: what the report and its export say, and which fonts they ask for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Font:
    """What stands for one kind of text. names: every name that the same or a similar face goes by, best first."""

    role: str
    name: str  # as Chinese Windows and WPS name it
    gb2312: str  # its older name, which some offices still demand
    names: tuple[str, ...]  # Windows, WPS, macOS, then free ones
    generic: str  # serif or sans-serif, for the web
    family: str  # of the font table: roman, swiss, modern, script, auto


@cache
def words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@cache
def fonts() -> dict[str, Font]:
    """The fonts by role: title, section, heading, body, page."""
    data = tomllib.loads(Path(__file__).with_name("fonts.toml").read_text(encoding="utf-8"))
    return {role: Font(role, each["name"], each["gb2312"], tuple(each["names"]), each["generic"], each["family"])
            for role, each in data["font"].items()}  # fmt: skip


@cache
def latin() -> tuple[str, ...]:
    """The faces for Latin letters and figures in the text, best first."""
    data = tomllib.loads(Path(__file__).with_name("fonts.toml").read_text(encoding="utf-8"))
    return tuple(data["latin"])


@cache
def web() -> dict[str, Any]:
    """The styles of web.toml."""
    return tomllib.loads(Path(__file__).with_name("web.toml").read_text(encoding="utf-8"))
