"""Gives a form by its id, from its compiled form where there is one, else from its folder of TOML (`from_toml`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from gouji.errors import FormError
from gouji.form import compiled
from gouji.form.form import Form
from gouji.shipped import folder


def shipped_forms() -> dict[str, Path]:
    """Gives the folder of every form that ships with gouji, by id, oldest first."""
    root = folder("schema")
    found = sorted(path.parent for path in root.glob("*/*/form.toml"))
    return {path.relative_to(root).as_posix(): path for path in found}


def load(form_id: str) -> Form:
    """Gives a shipped form by its id (`annual_report/2021`), or by its last part (`2021`) where no other family has
    one."""
    by_id = {form.id: form for form in load_all()}
    named = [whole for whole in by_id if form_id in (whole, whole.rpartition("/")[2])]
    if len(named) == 1:
        return by_id[named[0]]
    if named:
        raise FormError(folder("schema"), form_id, f"有几种表样都叫这个，请写全：{'、'.join(named)}")
    raise FormError(folder("schema"), form_id, f"没有这个表样；现有 {'、'.join(by_id)}")


@cache
def load_all() -> tuple[Form, ...]:
    """Gives every shipped form, oldest first, loaded once."""
    kept = compiled.read()
    if kept is not None:
        return kept
    made_from = compiled.made_from()
    forms = read_toml()
    compiled.keep(forms, made_from)
    return forms


def read_toml() -> tuple[Form, ...]:
    """Reads every shipped form, oldest first, from its TOML."""
    forms = tuple(map(load_folder, shipped_forms().values()))
    if not any(form.is_default for form in forms):
        raise FormError(folder("schema") / "families.toml", "default", "没有这个家族的表样")
    return forms


def load_folder(path: Path, structure: Path | None = None) -> Form:
    """Reads a form from its TOML: see `from_toml.load_folder`."""
    # Imported only here: shipped forms are compiled, and a check must not pay for the parser of rules.
    from gouji.form import from_toml

    return from_toml.load_folder(path, structure)
