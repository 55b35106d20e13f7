"""A key of words.toml and facts in, what the ribbon says to the person out."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def say(key: str, **facts: object) -> str:
    """The words at `section.name`, or at `name` at the top, their placeholders filled. Facts are never formats."""
    found: Any = _words()
    for part in key.split("."):
        found = found[part]
    return str(found).format_map(facts)
