"""Finds the data that ships with gouji (forms, templates, ribbon), in a checkout or in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_IN_WHEEL = _PACKAGE / "_shipped"


def is_installed() -> bool:
    """Whether this code runs from an installed wheel, not from a checkout."""
    return _IN_WHEEL.is_dir()


def folder(name: str) -> Path:
    """Gives the folder `schema`, `workbook_templates` or `ribbon`: inside the package in a wheel, beside it in a
    checkout."""
    if is_installed():
        return _IN_WHEEL / name
    if name == "ribbon":
        return _PACKAGE.parent / "ribbon"
    return _PACKAGE.parent.parent / name
