"""Keeps the shipped forms in compiled form, and reads them back in a few milliseconds without their TOML.

Reading the TOML, drawing the grids and parsing the rules costs more than checking a file does. What is kept names the
very bytes of TOML and code that it was made from, and its own checksum: where either differs, it is left alone. A wheel
is built with it; in a checkout it lies beside Python's own compiled files, made when it is first needed (ADR 0013).
"""

from __future__ import annotations

import pickle
from contextlib import suppress
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zlib import crc32

from gouji.atomic import replacing
from gouji.errors import GoujiError
from gouji.form import form, severity, spoken
from gouji.form.form import Form
from gouji.rule import expression
from gouji.shipped import folder, is_installed

_CODE = ("form/*.py", "rule/*.py", "frozen.py")  # what makes Forms of TOML
_MADE_OF = {("decimal", "Decimal"): Decimal} | {
    (module.__name__, name): each
    for module in (form, severity, spoken, expression)
    for name, each in vars(module).items()
    if isinstance(each, type) and each.__module__ == module.__name__
}


def path() -> Path:
    """Gives the file that the compiled forms are kept in."""
    return folder("schema") / "forms.pickle" if is_installed() else Path(__file__).parent / "__pycache__/forms.pickle"


def read() -> tuple[Form, ...] | None:
    """Gives the forms that are kept; None when there are none, or when they were made from other TOML or by other
    code."""
    try:
        content = path().read_bytes()
        head, _, packed = content.partition(b"\n")
        if head != _head(made_from(), packed):
            return None
        forms: tuple[Form, ...] = _FormsOnly(BytesIO(packed)).load()
    except Exception:  # noqa: BLE001  # whatever a broken pickle raises: there is the TOML
        return None
    return forms


def keep(forms: tuple[Form, ...], made_from: int) -> None:
    """Writes the forms for the next process, in a checkout that can be written to. made_from: taken before the TOML was
    read, so that what changes meanwhile is noticed."""
    if is_installed():
        return
    with suppress(OSError, GoujiError):
        path().parent.mkdir(exist_ok=True)
        with replacing(path()) as unfinished:
            unfinished.write_bytes(packed(forms, made_from))


def packed(forms: tuple[Form, ...], made_from: int) -> bytes:
    """Gives the content of the file in which the forms are kept."""
    content = pickle.dumps(forms, protocol=4)
    return _head(made_from, content) + b"\n" + content


def made_from() -> int:
    """Computes a checksum of the forms' TOML and of the code that reads it."""
    package, checksum = Path(__file__).parent.parent, fingerprint()
    for pattern in _CODE:
        for file in sorted(package.glob(pattern)):
            checksum = crc32(file.read_bytes(), checksum)
    return checksum


def fingerprint() -> int:
    """Computes a checksum of every TOML file of the forms, names and contents."""
    root, checksum = folder("schema"), 0
    for file in sorted(root.rglob("*.toml")):
        checksum = crc32(file.read_bytes(), crc32(file.relative_to(root).as_posix().encode(), checksum))
    return checksum


def _head(made_from: int, packed: bytes) -> bytes:
    return b"%08x %08x" % (made_from, crc32(packed))


class _FormsOnly(pickle.Unpickler):
    """Makes what a Form is made of and nothing else: whoever wrote the file, nothing that it names can run."""

    def find_class(self, module: str, name: str) -> type:
        if (module, name) not in _MADE_OF:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a form")
        return _MADE_OF[module, name]
