"""The words of words.toml, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def words() -> dict[str, Any]:
    """Everything that the workbook says to the person filling it, as words.toml has it."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
