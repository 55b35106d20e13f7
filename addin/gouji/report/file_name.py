"""A form and its reading, or any text, in; the name that a file gets out."""

from __future__ import annotations

import re

from gouji.form.form import Form
from gouji.reading.reading import Reading

_RESERVED = re.compile(r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|\Z)")  # devices of Windows
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*' + "".join(map(chr, range(32)))))


def file_stem(form: Form, reading: Reading) -> str:
    """The report's title as a file name; what a file system forbids is left out, so no cell can name a path."""
    title = form.title.replace("{organization}", reading.text("organization")).replace("{year}", reading.text("year"))
    return cleaned(title)[:120] or form.report_name


def cleaned(name: str) -> str:
    """One part of a path without what a file system forbids; "" when nothing is left."""
    return name.translate(_FORBIDDEN).strip(" .")


def safe_stem(text: str) -> str:
    """Any text as a file name without its ending: "" where nothing of it can be one. At most 200 bytes of UTF-8."""
    kept = text.translate(_FORBIDDEN).encode("utf-8", "ignore")[:200].decode("utf-8", "ignore").strip(" .")
    return f"_{kept}" if _RESERVED.match(kept) else kept


def unused(stem: str, taken: set[str]) -> str:
    """A name that no other file of a folder has, also where capital letters don't count; `taken` learns it."""
    name, number = stem, 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem}({number})"
    taken.add(name.casefold())
    return name
