"""Finds the data that ships with gouji (forms, templates, ribbon), in a checkout or in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_IN_WHEEL = _PACKAGE / "_shipped"


def is_installed() -> bool:
    """Whether this is the content of a wheel, not a checkout."""
    return _IN_WHEEL.is_dir()


def folder(name: str) -> Path:
    """The folder `schema`, `workbook_templates` or `ribbon`: shipped inside a wheel, beside the package otherwise."""
    if is_installed():
        return _IN_WHEEL / name
    if name == "ribbon":
        return _PACKAGE.parent / "ribbon"
    return _PACKAGE.parent.parent / name
