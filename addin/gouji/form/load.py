"""The id of a form in, the Form out: compiled where it can be, else from its folder of TOML (`from_toml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from gouji.errors import FormError
from gouji.form import compiled
from gouji.form.form import Form
from gouji.shipped import folder


def shipped_forms() -> dict[str, Path]:
    """Every form that ships with gouji: id → its folder, oldest first."""
    root = folder("schema")
    found = sorted(path.parent for path in root.glob("*/*/form.toml"))
    return {path.relative_to(root).as_posix(): path for path in found}


def load(id: str) -> Form:
    """A shipped form by its id (`annual_report/2021`) or its last part (`2021`)."""
    for form in load_all():
        if id in (form.id, form.id.rsplit("/", 1)[1]):
            return form
    raise FormError(folder("schema"), id, f"没有这个表样；现有 {'、'.join(shipped_forms())}")


@cache
def load_all() -> tuple[Form, ...]:
    """Every shipped form, oldest first, loaded once."""
    kept = compiled.read()
    if kept is not None:
        return kept
    made_from = compiled.made_from()
    forms = read_toml()
    compiled.keep(forms, made_from)
    return forms


def read_toml() -> tuple[Form, ...]:
    """Every shipped form, oldest first, from its TOML."""
    return tuple(map(load_folder, shipped_forms().values()))


def load_folder(path: Path, structure: Path | None = None) -> Form:
    """A form from its TOML: see `from_toml.load_folder`."""
    # Imported only here: shipped forms are compiled, and a check must not pay for the parser of rules.
    from gouji.form import from_toml

    return from_toml.load_folder(path, structure)
