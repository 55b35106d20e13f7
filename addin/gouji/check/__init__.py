"""Checks a Reading: gives its Findings as data, each with the explanation that the filler wrote for it.

The package is also the function of the public API that has its name: importing any module of it makes it the attribute
`gouji.check`, whatever stood there, so `gouji.check(reading)` has to work on it (docs/api.md).
"""

from __future__ import annotations

import sys
from importlib import import_module
from os import PathLike
from types import ModuleType

from gouji.check.finding import Finding
from gouji.reading.reading import Reading


class _Callable(ModuleType):
    def __call__(self, reading: Reading, previous: Reading | str | PathLike[str] | None = None) -> tuple[Finding, ...]:
        """As `gouji.api.check`, which stands above this package: so it is asked for by its name."""
        found: tuple[Finding, ...] = import_module("gouji.api").check(reading, previous)
        return found


sys.modules[__name__].__class__ = _Callable
