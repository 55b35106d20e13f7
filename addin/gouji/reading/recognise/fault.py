"""What could not be read, how far it reaches, and why: a code of structure.toml with the facts of its phrase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gouji.frozen import NOTHING


class Fault(NamedTuple):
    """Why something was refused. code: a phrase of the check that says so; facts fill it."""

    code: str
    facts: Mapping[str, str] = NOTHING
