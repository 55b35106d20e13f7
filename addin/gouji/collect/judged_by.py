"""Gathers what files are judged by, last year's data included, and makes one text of all of it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine

from gouji import __version__
from gouji.check.file import FindPrevious
from gouji.check.previous import find_previous
from gouji.collect.intake import Judging
from gouji.collect.register.database import open_register
from gouji.collect.register.place import is_register
from gouji.collect.register.previous import fingerprint, from_register
from gouji.form import compiled
from gouji.form.form import Form


def judged_by(
    engine: Engine,
    where: str,
    year: int,
    forms: Sequence[Form],
    previous: str | None,
    jobs: int | None = None,
    debug: bool = False,
    family: str = "",
) -> Judging:
    """engine, where: the register of this collection. family: of the forms that are collected, "" for the default one.
    previous: a file or folder that is there, or a register; None: last year's data is what the register of this
    collection holds. Raises UnreadableError."""
    find: FindPrevious | None
    if previous is None:
        last_year = fingerprint(engine, year - 1, family)
        find = from_register(where) if last_year else None
    elif is_register(previous):
        find = from_register(previous)
        with open_register(previous, create=False) as other:
            last_year = fingerprint(other, year - 1, family)
    else:
        find, last_year = find_previous(Path(previous), forms), _of_files(Path(previous))
    basis = f"gouji {__version__} forms {compiled.fingerprint():08x} previous {last_year}"
    return Judging(forms, find, basis, jobs, debug, family)


def _of_files(path: Path) -> str:
    """Another text when anything under the path was written anew."""
    files = sorted(each for each in (path.rglob("*") if path.is_dir() else [path]) if each.is_file())
    stats = [(str(each), (stat := each.stat()).st_size, stat.st_mtime_ns) for each in files]
    return sha256(repr(stats).encode(errors="surrogateescape")).hexdigest()[:16]
