"""How grave a rule or a check is, as the files of a form say it; what follows from that stands in `check.severity`."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """The gravest first. The values are those of TOML and of the JSON contract."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"
