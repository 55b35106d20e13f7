"""The shipped forms, compiled: pickled once by `scripts/build_forms.py`, read in a few milliseconds.

Reading the TOML, drawing the grids and parsing the rules costs more than checking a file does. The compiled file
names the very bytes of TOML that it was made from: where they differ, it is not used.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from zlib import crc32

from gouji.form.form import Form
from gouji.shipped import folder


def path() -> Path:
    return folder("schema") / "forms.pickle"


def write(forms: tuple[Form, ...]) -> bytes:
    """The content of the compiled file."""
    return pickle.dumps((fingerprint(), forms), protocol=4)


def read() -> tuple[Form, ...] | None:
    """The compiled forms; None when there are none or the TOML has changed since. The file is our own, as code is."""
    try:
        made_from, forms = pickle.loads(path().read_bytes())  # noqa: S301  # ships with the package
    except (OSError, EOFError, AttributeError, ImportError, pickle.UnpicklingError, TypeError, ValueError):
        return None
    if made_from != fingerprint():
        return None
    loaded: tuple[Form, ...] = forms
    return loaded


def fingerprint() -> int:
    """Of every TOML file of the forms, names and contents."""
    root, sum = folder("schema"), 0
    for file in sorted(root.rglob("*.toml")):
        sum = crc32(file.read_bytes(), crc32(file.relative_to(root).as_posix().encode(), sum))
    return sum
