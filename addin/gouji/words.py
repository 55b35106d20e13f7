"""Reads the words.toml beside a module and gives its texts to people, filled with facts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one room. They are read when something is said, not when a module is imported."""

    path: Path

    def __call__(self, key: str, **facts: object) -> str:
        """Gives the text at `section.name`, or at `name` at the top, its placeholders filled. Facts are never
        formats."""
        return str(self.of(key)).format_map(facts)

    def of(self, key: str) -> Any:
        """Gives what stands at a key as it stands there: a text, a tuple, or a table of them."""
        found: Any = _read(self.path)
        for part in key.split("."):
            found = found[part]
        return found


def beside(module: str, name: str = "words.toml") -> Words:
    """Gives the words of the room of a module, which is given as its `__file__`, or another TOML file that lies
    there."""
    return Words(Path(module).with_name(name))


@cache
def _read(path: Path) -> Mapping[str, Any]:
    return {key: _frozen(each) for key, each in tomllib.loads(path.read_text(encoding="utf-8")).items()}


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return {key: _frozen(each) for key, each in value.items()} if isinstance(value, dict) else value
