"""The severity of a rule or a check as the files of a form state it; what follows from it stands in
`check.severity`."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """The gravest first. The values are those of TOML and of the JSON contract."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"
