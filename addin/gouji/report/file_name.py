"""Makes names of files: from a form and its reading, or from any text."""

from __future__ import annotations

import re
import unicodedata

from gouji.form.form import Form
from gouji.reading.reading import Reading

LONGEST = 255  # bytes of UTF-8: the shortest that file systems allow, and less than Windows does
_STEM = 200  # of a name that we make: the rest is for what comes behind, as （草稿）, (12) and the ending
_ENDING = 20
_FORBIDDEN = frozenset('<>:"/\\|?*')  # on Windows
_RESERVED = re.compile(r"(?i:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|\Z)")  # devices of Windows
_UNSEEN = ("Cc", "Cf", "Zl", "Zp")  # among them what turns reading round, so that gpj.exe looks like exe.jpg


def file_stem(form: Form, reading: Reading) -> str:
    """Gives the report's title as a file name without its ending."""
    title = form.title.replace("{organization}", reading.text("organization")).replace("{year}", reading.text("year"))
    return stem(title) or form.report_name


def stem(text: str, most: int = _STEM) -> str:
    """Gives any text as a file name without its ending, at most so many bytes. What a file system forbids, what nobody
    sees and halves of characters are left out, so no cell can name a path. "" where nothing is left."""
    kept = "".join(char for char in seen(text) if char not in _FORBIDDEN and not "\ud800" <= char <= "\udfff")
    kept = _cut(kept.strip(" ."), most).strip(" .")
    return _cut(f"_{kept}", most) if _RESERVED.match(kept) else kept


def part(name: str) -> str:
    """Gives one part of a path that another machine has named, made harmless, with its ending. "" where nothing is
    left."""
    before, ending = (stem(each, LONGEST) for each in name.rpartition(".")[::2])
    return fitted(before, f".{ending}") if before and 0 < len(ending) <= _ENDING else stem(name, LONGEST)


def seen(name: str) -> str:
    """Gives a name without the characters that nobody sees."""
    return "".join(char for char in name if unicodedata.category(char) not in _UNSEEN)


def fitted(stem: str, ending: str) -> str:
    """Gives a file's name that is short enough: as much of its stem as the ending leaves room for."""
    return _cut(stem, LONGEST - len(ending.encode("utf-8", "surrogatepass"))) + ending


def unused(stem: str, taken: set[str]) -> str:
    """Gives a name that no other file of a folder has, also where capital letters don't count; `taken` learns it."""
    name, number = stem, 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem}({number})"
    taken.add(name.casefold())
    return name


def _cut(text: str, most: int) -> str:
    kept = text[:most]
    while len(kept.encode("utf-8", "surrogatepass")) > most:
        kept = kept[:-1]
    return kept
